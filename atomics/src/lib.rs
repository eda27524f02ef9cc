//! Go's runtime atomics as typed operations, in several instruction families behind one trait.
//!
//! - [`family`]: [`Std`] everywhere; on AArch64 also `Lse`, `LlSc`, `Article` and `Go`.
//! - [`runtime`]: Go's `internal/runtime/atomic` by its own names, over any family.
//! - [`order`]: orders as types, so that a wrong pairing does not compile.
//! - [`barrier`]: write barriers of garbage collectors over any family.
//! - [`heap`]: a garbage-collected heap over which write barriers compete.
//! - [`algo`]: small lock-free algorithms over any family, each with a weakened twin that its checks
//!   catch.

// Much of what the pages link to exists on AArch64 alone.
#![cfg_attr(not(target_arch = "aarch64"), allow(rustdoc::broken_intra_doc_links))]
#![deny(missing_docs)]

pub mod algo;
pub mod barrier;
pub mod family;
pub mod heap;
pub mod order;
pub mod runtime;

#[cfg(target_arch = "aarch64")]
pub use family::{Article, Go, LlSc, Lse};
pub use family::{Cell, Family, PairCell, Split, Std, Visit, Weakened, Wide, for_each_family};
