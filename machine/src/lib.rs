//! Litmus tests as machine code, and what a machine makes of them.

pub mod assemble;
pub mod code;
pub mod encode;
