//! The litmus language, the Armv8-A memory model and an exhaustive search over it.
//!
//! Data flows one way: text is read into a [`test::Test`] of
//! [`isa::Instruction`]s, [`explore`] finds every final state that a
//! [`model`] allows, and [`explain`] says why one of them is there, or is not.
#![forbid(unsafe_code)]

// Tests inside the crate share their generators with those beside it.
#[cfg(test)]
extern crate self as fencepost_litmus;

pub mod corpus;
pub mod explain;
pub mod explore;
pub mod isa;
pub mod model;
pub mod test;
