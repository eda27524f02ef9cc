//! A sequence lock.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Relaxed, Release};

/// Readers that never write, as for the kernel's clock: a reader retries if a writer was there. One
/// writer at a time.
///
/// The writer's odd number must come before its data (release fence), the reader's data before its
/// second look (acquire fence).
pub struct SeqLock<F: Family> {
    sequence: F::U32,
    data: [F::U64; 2],
}

impl<F: Family> Default for SeqLock<F> {
    fn default() -> Self {
        SeqLock { sequence: F::U32::new(0), data: [F::U64::new(0), F::U64::new(0)] }
    }
}

impl<F: Family> SeqLock<F> {
    /// Writes both words.
    pub fn write(&self, value: [u64; 2]) {
        let sequence = self.sequence.load(Relaxed);
        self.sequence.store(sequence.wrapping_add(1), Relaxed);
        F::fence(Release);
        self.data[0].store(value[0], Relaxed);
        self.data[1].store(value[1], Relaxed);
        self.sequence.store(sequence.wrapping_add(2), Release);
    }

    /// Both words as one writer left them, unless one was there.
    pub fn try_read(&self) -> Option<[u64; 2]> {
        let before = self.sequence.load(Acquire);
        let value = [self.data[0].load(Relaxed), self.data[1].load(Relaxed)];
        F::fence(Acquire);
        let after = self.sequence.load(Relaxed);
        (before == after && before.is_multiple_of(2)).then_some(value)
    }
}
