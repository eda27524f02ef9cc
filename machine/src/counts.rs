//! Outcomes and how often each was seen.

use std::collections::BTreeMap;

/// How often each raw outcome was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    rows: BTreeMap<Box<[u64]>, u64>,
    uncounted: u64,
}

impl Histogram {
    /// The outcomes, in order, and how often each was seen.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&[u64], u64)> {
        self.rows.iter().map(|(outcome, &count)| (&**outcome, count))
    }

    /// How often an outcome was seen.
    pub fn count(&self, outcome: &[u64]) -> u64 {
        self.rows.get(outcome).copied().unwrap_or(0)
    }

    /// How many instances were seen in all, [uncounted](Histogram::uncounted) ones included.
    pub fn total(&self) -> u64 {
        self.rows.values().sum::<u64>() + self.uncounted
    }

    /// Instances whose outcomes were not told apart, because there were too many different ones
    /// (65,536 for each thread): a test that prints raw addresses, say.
    pub fn uncounted(&self) -> u64 {
        self.uncounted
    }

    /// How many instances had an outcome that satisfies `predicate`.
    pub fn matching(&self, predicate: impl Fn(&[u64]) -> bool) -> u64 {
        self.rows().filter(|&(outcome, _)| predicate(outcome)).map(|(_, count)| count).sum()
    }

    /// Adds so many sightings of an outcome.
    pub fn add(&mut self, outcome: &[u64], count: u64) {
        match self.rows.get_mut(outcome) {
            Some(n) => *n += count,
            None => {
                self.rows.insert(outcome.into(), count);
            }
        }
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Histogram) {
        other.rows().for_each(|(outcome, count)| self.add(outcome, count));
        self.uncounted += other.uncounted;
    }
}

/// How many different outcomes a thread tells apart.
const MOST: usize = 1 << 16;

/// A thread's own counts: a table with open addressing, since counting is done tens of millions of
/// times a second.
pub(crate) struct Counts {
    words: usize,
    /// The outcomes, one after the other.
    keys: Vec<u64>,
    counts: Vec<u64>,
    /// Indices of outcomes plus 1; 0 is free. A power of two long, and at most half full.
    table: Vec<u32>,
    uncounted: u64,
}

impl Counts {
    pub(crate) fn new(words: usize) -> Counts {
        let table = vec![0; 64];
        Counts { words, keys: Vec::new(), counts: Vec::new(), table, uncounted: 0 }
    }

    /// Counts one outcome.
    #[inline]
    pub(crate) fn add(&mut self, outcome: &[u64]) {
        debug_assert_eq!(outcome.len(), self.words);
        let mask = self.table.len() - 1;
        let mut slot = hash(outcome) & mask;
        loop {
            let Some(index) = self.table[slot].checked_sub(1) else {
                self.insert(slot, outcome);
                return;
            };
            let index = index as usize;
            let known = &self.keys[index * self.words..][..self.words];
            // A loop, since a call to compare so few words takes longer.
            if known.iter().zip(outcome).all(|(a, b)| a == b) {
                self.counts[index] += 1;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    #[cold]
    fn insert(&mut self, slot: usize, outcome: &[u64]) {
        if self.counts.len() == MOST {
            self.uncounted += 1;
            return;
        }
        self.keys.extend_from_slice(outcome);
        self.counts.push(1);
        self.table[slot] = self.counts.len() as u32;
        if self.counts.len() * 2 > self.table.len() {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![0; mask + 1];
        for index in 0..self.counts.len() {
            let mut slot = hash(&self.keys[index * self.words..][..self.words]) & mask;
            while table[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            table[slot] = index as u32 + 1;
        }
        self.table = table;
    }

    /// Moves the counts into a histogram; the outcomes stay known.
    pub(crate) fn drain_into(&mut self, histogram: &mut Histogram) {
        for (index, count) in self.counts.iter_mut().enumerate() {
            if *count > 0 {
                histogram.add(&self.keys[index * self.words..][..self.words], *count);
                *count = 0;
            }
        }
        histogram.uncounted += std::mem::take(&mut self.uncounted);
    }
}

#[inline]
fn hash(outcome: &[u64]) -> usize {
    let mix = |h: u64, &w: &u64| (h ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    outcome.iter().fold(1, mix) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_are_those_of_a_map(
            words in 0usize..4,
            stream in prop::collection::vec((0u64..40, 0u64..40), 0..500),
        ) {
            let (mut counts, mut expected) = (Counts::new(words), Histogram::default());
            let mut histogram = Histogram::default();
            for (n, &(a, b)) in stream.iter().enumerate() {
                let outcome: Vec<u64> = [a, b, a ^ b][..words.min(3)].to_vec();
                counts.add(&outcome);
                expected.add(&outcome, 1);
                if n % 100 == 0 {
                    counts.drain_into(&mut histogram);
                }
            }
            counts.drain_into(&mut histogram);
            prop_assert_eq!(&histogram, &expected);
            prop_assert_eq!(histogram.total(), stream.len() as u64);
        }
    }

    #[test]
    fn too_many_outcomes_are_not_lost() {
        let (mut counts, mut histogram) = (Counts::new(1), Histogram::default());
        (0..MOST as u64 + 10).for_each(|n| counts.add(&[n]));
        counts.drain_into(&mut histogram);
        assert_eq!(histogram.total(), MOST as u64 + 10);
        assert_eq!(histogram.uncounted(), 10);
    }
}
