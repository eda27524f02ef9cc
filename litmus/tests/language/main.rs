//! The litmus language: what is read, what is refused and how, what is printed.

#[path = "../common/mod.rs"]
mod common;

mod accepted;
mod diagnostics;
mod examples;
mod generated;
mod robustness;
mod roundtrip;
