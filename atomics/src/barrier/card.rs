//! Card marking.

use crate::family::{Cell, Family};
use crate::order::{AcqRel, Relaxed, Release};

/// One byte for every `SLOTS` slots, as in HotSpot.
///
/// Publication rule: the slot is written before its card is marked (release), and the collector
/// clears a card (acquire) before it reads the slots under it. So a collector that finds a mark sees
/// the store that made it, or a later one; a store that it does not see leaves the card marked.
pub struct Cards<F: Family, const CARDS: usize, const SLOTS: usize> {
    slots: [[F::U64; SLOTS]; CARDS],
    marks: [F::U8; CARDS],
}

impl<F: Family, const CARDS: usize, const SLOTS: usize> Default for Cards<F, CARDS, SLOTS> {
    fn default() -> Self {
        Cards {
            slots: std::array::from_fn(|_| std::array::from_fn(|_| F::U64::new(0))),
            marks: std::array::from_fn(|_| F::U8::new(0)),
        }
    }
}

impl<F: Family, const CARDS: usize, const SLOTS: usize> Cards<F, CARDS, SLOTS> {
    /// The mutator's store.
    pub fn write(&self, slot: usize, value: u64) {
        self.slots[slot / SLOTS][slot % SLOTS].store(value, Relaxed);
        self.marks[slot / SLOTS].store(1, Release);
    }

    /// The collector's scan: every slot under a marked card, with what it holds.
    pub fn scan(&self, mut each: impl FnMut(usize, u64)) {
        for (card, mark) in self.marks.iter().enumerate() {
            // Not a test and a store: a mark made in between would be lost.
            if mark.compare_swap(1, 0, AcqRel) != 0 {
                for (n, slot) in self.slots[card].iter().enumerate() {
                    each(card * SLOTS + n, slot.load(Relaxed));
                }
            }
        }
    }
}
