//! One-shot publication.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Relaxed, Release};

/// A value that is written once and read by all, as Go's `sync.Once` and every lazy static: the
/// flag is claimed by compare-and-swap, set by a release, read by an acquire.
pub struct OneShot<F: Family> {
    state: F::U8,
    value: F::U64,
}

const EMPTY: u8 = 0;
const BUSY: u8 = 1;
const FULL: u8 = 2;

impl<F: Family> Default for OneShot<F> {
    fn default() -> Self {
        OneShot { state: F::U8::new(EMPTY), value: F::U64::new(0) }
    }
}

impl<F: Family> OneShot<F> {
    /// Writes the value if nobody has; whether it did.
    pub fn set(&self, value: u64) -> bool {
        if self.state.compare_swap(EMPTY, BUSY, Acquire) != EMPTY {
            return false;
        }
        self.value.store(value, Relaxed);
        self.state.store(FULL, Release);
        true
    }

    /// The value, if it is there.
    pub fn get(&self) -> Option<u64> {
        (self.state.load(Acquire) == FULL).then(|| self.value.load(Relaxed))
    }
}
