//! Go's runtime atomics as typed operations.
