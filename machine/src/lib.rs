//! Litmus tests as machine code, and what a machine makes of them.
