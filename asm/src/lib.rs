//! AArch64 written by hand: primitives, one per instruction form, with an AAPCS64 checker and CPU
//! detection.
//!
//! - [`insn`]: every load, store, exclusive loop, read-modify-write, barrier and hint that bears on
//!   the memory model, each a function that inlines to exactly its instructions.
//! - [`rows`]: the same list as data, on every host: effect, order, feature, equivalents, litmus
//!   tests. The tests of this crate run over it, so a primitive without a claim cannot exist.
//! - [`routine`]: Go's atomics and write barrier as `.S` routines, and the article's listings.
//! - [`abi`]: which registers a function must keep, and whether it does.
//! - [`detect`]: features, cores and caches of this machine, and what they mean for results.
//!
//! On a host that is not AArch64 the data is there and the functions are not.

// Much of what the pages link to exists on AArch64 alone.
#![cfg_attr(not(target_arch = "aarch64"), allow(rustdoc::broken_intra_doc_links))]
#![deny(missing_docs)]

pub mod abi;
pub mod detect;
pub mod insn;
mod order;
mod pair;
pub mod routine;
mod row;

pub use order::{Feature, Order};
pub use pair::{Pair32, Pair64};
#[cfg(target_arch = "aarch64")]
pub use row::calls;
pub use row::{Call, Line, Op, Row, Shape, rows};
