//! Litmus tests as machine code, and what a machine makes of them.
//!
//! ```text
//! Test ──► assemble ──► code ──► Assembled ─┐
//!                          Rust: Race ──────┴─ Subject ─┬─ layout ─► threads: reset, race, collect ─► RunResult
//!                                               Recipe ─┘
//! ```
//!
//! A [`Subject`] is what is raced: an [`Assembled`] litmus test on AArch64, a [`Race`] of Rust
//! closures on any host. A [`Recipe`] says where its memory lies, where its threads run and how
//! they are provoked. [`run()`] counts the outcomes.

pub mod assemble;
pub mod assembled;
mod cache;
pub mod code;
mod counts;
pub mod encode;
mod layout;
mod memory;
pub mod place;
pub mod race;
pub mod recipe;
mod rng;
mod round;
pub mod run;
pub mod rust;
pub mod stats;
mod stress;
pub mod subject;
mod sync;
mod threads;
pub mod tune;

pub use assembled::Assembled;
pub use counts::Histogram;
pub use race::Race;
pub use recipe::Recipe;
pub use run::{Budget, Progress, RunError, RunResult, run};
pub use subject::{Instance, Shape, Subject, Variable};
