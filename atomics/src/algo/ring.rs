//! A ring between one producer and one consumer.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Relaxed, Release};

/// Lamport's queue, as in io_uring and every audio driver: each index has one writer, who publishes
/// with a release what the other side reads with an acquire.
pub struct Ring<F: Family, const N: usize> {
    slots: [F::U64; N],
    head: F::U32,
    tail: F::U32,
}

impl<F: Family, const N: usize> Default for Ring<F, N> {
    fn default() -> Self {
        let slots = std::array::from_fn(|_| F::U64::new(0));
        Ring { slots, head: F::U32::new(0), tail: F::U32::new(0) }
    }
}

impl<F: Family, const N: usize> Ring<F, N> {
    /// Appends; whether there was room. Producer only.
    pub fn push(&self, value: u64) -> bool {
        let tail = self.tail.load(Relaxed);
        if tail.wrapping_sub(self.head.load(Acquire)) as usize == N {
            return false;
        }
        self.slots[tail as usize % N].store(value, Relaxed);
        self.tail.store(tail.wrapping_add(1), Release);
        true
    }

    /// Takes the oldest. Consumer only.
    pub fn pop(&self) -> Option<u64> {
        let head = self.head.load(Relaxed);
        if self.tail.load(Acquire) == head {
            return None;
        }
        let value = self.slots[head as usize % N].load(Relaxed);
        self.head.store(head.wrapping_add(1), Release);
        Some(value)
    }
}
