//! fencepost: an ARM64 memory-model and atomics test suite.
//!
//! This crate is the command line over [`fencepost_litmus`], in parts that can
//! be tested and used apart from it. Data flows one way:
//!
//! ```text
//! arguments ── input ──► sources ── pool, check ──► CheckResult ── report ──► text, herd's log, JSON, JUnit
//! ```
//!
//! For a crate that depends on it, it has [`litmus!`], which writes a litmus test in Rust's
//! atomics: see [`rust`] and the page `docs/rust-level.md`.

pub mod check;
pub mod claims;
pub mod cli;
pub mod doctor;
pub mod fieldtrack;
pub mod input;
pub mod limits;
pub mod memory;
pub mod pool;
pub mod progress;
pub mod report;
pub mod run;
pub mod rust_level;
pub mod status;
pub mod suite;

pub use fencepost_machine::{Budget, Recipe, litmus, rust};

/// The examples of the page.
#[cfg(doctest)]
#[doc = include_str!("../docs/rust-level.md")]
struct RustLevel;
