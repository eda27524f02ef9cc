//! A sharded counter.

use crate::family::{Cell, Family};
use crate::order::Relaxed;

/// One counter per shard, summed when asked, as in per-CPU statistics. Nothing is ordered and
/// nothing needs to be: atomicity is all, and its twin is the one without (`Split`).
pub struct Sharded<F: Family, const N: usize>([F::U64; N]);

impl<F: Family, const N: usize> Default for Sharded<F, N> {
    fn default() -> Self {
        Sharded(std::array::from_fn(|_| F::U64::new(0)))
    }
}

impl<F: Family, const N: usize> Sharded<F, N> {
    /// Adds to the shard of `key`.
    pub fn add(&self, key: usize, value: u64) {
        self.0[key % N].fetch_add(value, Relaxed);
    }

    /// The sum; exact once all adders are joined.
    pub fn sum(&self) -> u64 {
        self.0.iter().fold(0, |sum, shard| sum.wrapping_add(shard.load(Relaxed)))
    }
}
