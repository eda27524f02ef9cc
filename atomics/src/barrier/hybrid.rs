//! Go's buffered hybrid barrier.

use crate::family::{Cell, Family};
use crate::order::{AcqRel, Acquire, Relaxed, Release};

/// Entries of a buffer, as in Go.
pub const ENTRIES: usize = 512;

/// The set of grey objects, by number, and the work list that it stands for; and how many mutators
/// have answered the collector's request to flush.
pub struct Grey<F: Family, const WORDS: usize> {
    words: [F::U32; WORDS],
    answers: F::U32,
}

impl<F: Family, const WORDS: usize> Default for Grey<F, WORDS> {
    fn default() -> Self {
        Grey { words: std::array::from_fn(|_| F::U32::new(0)), answers: F::U32::new(0) }
    }
}

impl<F: Family, const WORDS: usize> Grey<F, WORDS> {
    /// Makes an object grey; 0 is nil and never is.
    fn shade(&self, object: u64) {
        if object != 0 {
            self.words[object as usize / 32].fetch_or(1 << (object % 32), AcqRel);
        }
    }

    /// Whether an object is grey. If it is, what its mutator had written before it flushed is seen.
    pub fn contains(&self, object: u64) -> bool {
        self.words[object as usize / 32].load(Acquire) >> (object % 32) & 1 == 1
    }

    /// Takes all grey objects: they are grey no longer. What their mutators had written before they
    /// flushed is seen.
    pub fn take(&self, mut each: impl FnMut(u64)) {
        for (n, word) in self.words.iter().enumerate() {
            let objects = if word.load(Relaxed) == 0 { 0 } else { word.swap(0, AcqRel) };
            for bit in (0..32).filter(|bit| objects >> bit & 1 == 1) {
                each(n as u64 * 32 + bit);
            }
        }
    }

    /// How many mutators have answered. What those had in their buffers is grey from here on; only
    /// when all have may the collector take what is not grey for white.
    pub fn answers(&self) -> u32 {
        self.answers.load(Acquire)
    }
}

/// One mutator's barrier: before a pointer is overwritten, the old and the new one go into a buffer
/// of its own, and a full buffer is shaded in one go.
///
/// Publication rule: none at the store. The buffer is private, so nothing is ordered until a flush.
/// A flush publishes: shading is a release, and the collector that finds an object grey (acquire) sees
/// what was written into it before. At the end of marking the collector asks every mutator to flush,
/// and concludes nothing before all have answered: the answer is a release after the flush, and the
/// collector reads it with an acquire before it looks for white objects.
///
/// Shading both pointers without looking at the slot's or the object's colour is what makes a fence
/// at the store unnecessary: there is no load after the store that the fence would have to order
/// (store buffering, `SB`).
pub struct Hybrid<'heap, F: Family, const WORDS: usize> {
    grey: &'heap Grey<F, WORDS>,
    buffer: [u64; ENTRIES],
    next: usize,
    flushes: usize,
}

impl<'heap, F: Family, const WORDS: usize> Hybrid<'heap, F, WORDS> {
    /// A mutator of a heap.
    pub fn new(grey: &'heap Grey<F, WORDS>) -> Self {
        Hybrid { grey, buffer: [0; ENTRIES], next: 0, flushes: 0 }
    }

    /// The mutator's store: `*slot = new`.
    pub fn write(&mut self, slot: &F::U64, new: u64) {
        if self.next + 2 > ENTRIES {
            self.flush();
        }
        self.buffer[self.next] = slot.load(Relaxed);
        self.buffer[self.next + 1] = new;
        self.next += 2;
        slot.store(new, Relaxed);
    }

    /// Shades what is in the buffer and empties it.
    pub fn flush(&mut self) {
        for &object in &self.buffer[..self.next] {
            self.grey.shade(object);
        }
        self.next = 0;
        self.flushes += 1;
    }

    /// Answers the collector's request: flushes, then says so.
    pub fn answer(&mut self) {
        self.flush();
        self.grey.answers.fetch_add(1, Release);
    }

    /// How often the buffer was emptied.
    pub fn flushes(&self) -> usize {
        self.flushes
    }
}
