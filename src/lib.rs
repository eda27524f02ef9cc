//! fencepost: an ARM64 memory-model and atomics test suite.
