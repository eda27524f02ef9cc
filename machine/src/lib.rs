//! Litmus tests as machine code, and what a machine makes of them.
//!
//! ```text
//! Subject + Recipe ──► layout ──► threads: reset, race, collect, round after round ──► RunResult
//! ```
//!
//! A [`Subject`] is what is raced: a [`Race`] of Rust closures on any host, or an assembled litmus
//! test. A [`Recipe`] says where its memory lies, where its threads run and how they are provoked.
//! [`run`] counts the outcomes.

pub mod assemble;
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
mod stress;
pub mod subject;
mod sync;
mod threads;

pub use counts::Histogram;
pub use race::Race;
pub use recipe::Recipe;
pub use run::{Budget, Progress, RunError, RunResult, run};
pub use subject::{Instance, Shape, Subject, Variable};
