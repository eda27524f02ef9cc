//! What barriers and atomics cost on this machine.
//!
//! A cost is a difference: a loop with the primitive against the same loop with NOPs of equal size,
//! the two interleaved so that drift cancels. Every [`Measurement`] also holds the same difference
//! of the NOPs against themselves, its noise floor, and [`compare`] concludes nothing inside it.
//!
//! - [`primitive`]: what can be measured here, by name.
//! - [`situation`]: what happens around it: what precedes it, at which addresses, beside which threads.
//! - [`measure`], [`Session`]: one measurement, or batches for a harness of one's own.
//! - [`compare`]: faster, slower, or within the noise.
//! - [`cores`]: how long a word takes from one core to another.
//! - [`fieldtrack`]: write barriers of garbage collectors, over a heap.
//! - [`run`]: a set of measurements with the machine that they are of.
//! - [`report`]: a run as text, CSV, OpenMetrics, pictures and a page; two runs side by side.
//!
//! Costs are throughputs in a situation, not latencies of a chain: what an out-of-order core hides
//! behind neighbours is not counted, because a program does not pay it either.
//!
//! Under an emulator everything runs and every result says that it is no cost.

// Much of what the pages link to exists on one architecture alone.
#![cfg_attr(not(target_arch = "aarch64"), allow(rustdoc::broken_intra_doc_links))]
#![deny(missing_docs)]

mod compare;
pub mod cores;
mod counter;
pub mod fieldtrack;
mod ground;
mod kernel;
mod machine;
mod measure;
pub mod place;
pub mod primitive;
pub mod report;
pub mod run;
mod session;
pub mod situation;
pub mod stats;

pub use compare::{Comparison, Ratio, Verdict, compare, ratio};
pub use counter::Counter;
pub use machine::{MachineStamp, NOT_A_COST};
pub use measure::{Budget, Dropped, Measurement, Refusal, measure};
pub use primitive::Primitive;
pub use session::{Batch, Session, Which, with_session};
pub use situation::Situation;
pub use stats::Interval;
