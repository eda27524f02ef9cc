//! The litmus language and the Armv8 memory model.
