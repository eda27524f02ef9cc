//! AArch64 primitives written by hand; see the crate README.
