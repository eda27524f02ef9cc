//! The AAPCS64 checker: which registers does a function keep that it must keep?
//!
//! [`Call`] fills every register that a callee must preserve with a canary, calls, and reports each
//! that came back changed, by name and value. The same is done across a callback and across a
//! signal delivered in the middle ([`signal`]). [`convention`] holds AAPCS64's and Go's rules as
//! data.

pub mod convention;

#[cfg(all(target_arch = "aarch64", unix))]
mod frame;
#[cfg(all(target_arch = "aarch64", unix))]
pub mod offenders;
#[cfg(all(target_arch = "aarch64", unix))]
pub mod signal;

#[cfg(all(target_arch = "aarch64", unix))]
pub use frame::{Call, Entry, Outcome, Violation, entry_probe, junk_probe, last_entry};
