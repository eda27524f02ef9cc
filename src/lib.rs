//! fencepost: an ARM64 memory-model and atomics test suite.
//!
//! This crate is the command line over [`fencepost_litmus`], in parts that can
//! be tested and used apart from it. Data flows one way:
//!
//! ```text
//! arguments ── input ──► sources ── pool, check ──► CheckResult ── report ──► text, herd's log, JSON, JUnit
//! ```

pub mod check;
pub mod claims;
pub mod cli;
pub mod doctor;
pub mod input;
pub mod limits;
pub mod memory;
pub mod pool;
pub mod progress;
pub mod report;
pub mod status;
pub mod suite;
