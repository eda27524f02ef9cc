//! Litmus tests on the machine itself, and what was seen held against the model.
//!
//! ```text
//! text ── trial ──► Job ── supervise ──► child process ── fencepost_machine
//!                                                │ Event
//!                   Record ◄── judge ◄── Counts
//!                     │
//!                     ├──► log (JSON lines, to go on from)
//!                     └──► report: text, litmus7, JSON, JUnit, OpenMetrics
//! ```
//!
//! Each test runs in a process of its own, because it may do anything. What came
//! of it is a [`record::Record`], plain data that all reports are made from.

pub mod child;
pub mod job;
pub mod judge;
pub mod known;
pub mod launch;
pub mod log;
pub mod record;
pub mod report;
pub mod supervise;
pub mod trial;
pub mod tuning;

/// The argument that makes this program a child process.
pub const CHILD: &str = "run-child";

/// Whether litmus tests can be run here: they are machine code for AArch64.
pub const IS_ARM: bool = cfg!(target_arch = "aarch64");

/// How to run litmus tests from a host that cannot.
pub const HOW_TO_RUN: &str = "litmus tests run on AArch64; from this host, under QEMU: cargo run --release --target \
     aarch64-unknown-linux-gnu -- run SB.litmus (docs/running.md has what that needs)";
