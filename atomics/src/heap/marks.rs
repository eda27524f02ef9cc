//! Marks for what was written, of any grain.

use super::barrier::{Barrier, Found};
use super::publish::Publish;
use super::space::{SLOTS, Slot};
use crate::family::{Cell, Family};
use crate::order::{AcqRel, Relaxed};
use core::marker::PhantomData;

/// How many slots share a mark.
pub trait Grain: Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;
    /// The slots of a mark: 2 to this power.
    const SHIFT: u32;
}

/// A mark a field.
#[derive(Clone, Copy, Debug)]
pub struct Fields;

/// A mark an object.
#[derive(Clone, Copy, Debug)]
pub struct Objects;

/// A mark for 64 slots, 512 bytes, as in HotSpot.
#[derive(Clone, Copy, Debug)]
pub struct Cards;

impl Grain for Fields {
    const NAME: &'static str = "field";
    const SHIFT: u32 = 0;
}

impl Grain for Objects {
    const NAME: &'static str = "object";
    const SHIFT: u32 = SLOTS.ilog2();
}

impl Grain for Cards {
    const NAME: &'static str = "card";
    const SHIFT: u32 = 6;
}

/// A byte for every so many slots, set after one of them was written.
///
/// Publication rule: the slot is written before its mark ([`Publish`]), and the collector takes the
/// mark by a swap with acquire before it reads the slots. So if it takes the mark of a store it sees
/// that store, or a later one; and if it does not, the mark is still there. While all stand still
/// any order will do.
pub struct Marks<F: Family, G, P> {
    marks: Box<[F::U8]>,
    ways: PhantomData<(G, P)>,
}

impl<F: Family, G: Grain, P: Publish> Barrier<F> for Marks<F, G, P> {
    const NAME: &'static str = G::NAME;
    const PUBLISH: &'static str = P::NAME;
    const DRAINS_BESIDE: bool = P::ORDERED;
    type Local<'b> = ();

    fn new(objects: usize) -> Self {
        let marks = (objects * SLOTS).div_ceil(1 << G::SHIFT);
        Marks { marks: (0..marks).map(|_| F::U8::new(0)).collect(), ways: PhantomData }
    }
    fn local(&self) {}
    #[inline]
    fn store(&self, _: &mut (), slot: &F::U64, at: Slot, new: u64) {
        slot.store(new, Relaxed);
        P::mark::<F>(&self.marks[at.0 >> G::SHIFT]);
    }
    fn drain(&self, found: &mut dyn FnMut(Found)) {
        for (n, mark) in self.marks.iter().enumerate() {
            // Not a test and a store: a mark made in between would be lost. The test before it is
            // for speed: a mark that it does not see yet is there for the next time.
            if mark.load(Relaxed) != 0 && mark.swap(0, AcqRel) != 0 {
                found(Found::Slots(n << G::SHIFT, (n + 1) << G::SHIFT));
            }
        }
    }
    fn clear(&self) {
        self.marks.iter().for_each(|mark| mark.store(0, Relaxed));
    }
    fn bytes(&self) -> usize {
        self.marks.len()
    }
}
