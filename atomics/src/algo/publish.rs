//! RCU-style publication.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Relaxed, Release};

/// Versions of an object, of which readers see the last whole one: openssl/openssl#23974 is what
/// happens when the pointer is published or read without order on AArch64.
///
/// Each version is written once, before its index is published with a release. Readers take the
/// index with an acquire; with a pointer an address dependency would do (`MP+stlr+addr`), which
/// neither Rust nor loom can express.
pub struct Rcu<F: Family, const N: usize> {
    versions: [[F::U64; 2]; N],
    current: F::U32,
}

impl<F: Family, const N: usize> Default for Rcu<F, N> {
    fn default() -> Self {
        let versions = std::array::from_fn(|_| [F::U64::new(0), F::U64::new(0)]);
        Rcu { versions, current: F::U32::new(0) }
    }
}

impl<F: Family, const N: usize> Rcu<F, N> {
    /// Writes version `index` and publishes it. One writer, each index once, none of them 0.
    pub fn publish(&self, index: u32, value: [u64; 2]) {
        let version = &self.versions[index as usize];
        version[0].store(value[0], Relaxed);
        version[1].store(value[1], Relaxed);
        self.current.store(index, Release);
    }

    /// The current version's index and contents.
    pub fn read(&self) -> (u32, [u64; 2]) {
        let index = self.current.load(Acquire);
        let version = &self.versions[index as usize];
        (index, [version[0].load(Relaxed), version[1].load(Relaxed)])
    }
}
