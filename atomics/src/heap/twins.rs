//! Weakened barriers. Each loses an object, and the checks must say so.

use super::Hybrid;
use super::barrier::{Barrier, Found};
use super::marks::{Grain, Marks, Objects};
use super::publish::{Publish, Stlr, Str};
use super::space::Slot;
use crate::family::{Cell, Family};
use crate::order::Relaxed;

/// [`Str`] that claims to be ordered: the collector may take a mark and miss its store.
#[derive(Clone, Copy, Debug)]
pub struct Unordered;

impl Publish for Unordered {
    const NAME: &'static str = "STR taken for STLR";
    const ORDERED: bool = true;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        Str::mark::<F>(mark);
    }
}

/// What of a barrier is taken away.
pub trait Fault<F: Family>: Send + Sync + 'static {
    /// The barrier.
    type Of: Barrier<F>;
    /// Its name in reports.
    const NAME: &'static str;

    /// The weakened store.
    fn store(of: &Self::Of, local: &mut Local<'_, F, Self>, slot: &F::U64, at: Slot, new: u64) {
        of.store(local, slot, at, new);
    }
    /// The weakened end.
    fn hand_over(of: &Self::Of, local: &mut Local<'_, F, Self>) {
        of.hand_over(local);
    }
}

type Local<'b, F, W> = <<W as Fault<F>>::Of as Barrier<F>>::Local<'b>;

/// A barrier with a fault.
pub struct Faulty<F: Family, W: Fault<F>>(W::Of);

impl<F: Family, W: Fault<F>> Barrier<F> for Faulty<F, W> {
    const NAME: &'static str = W::NAME;
    const PUBLISH: &'static str = W::Of::PUBLISH;
    const DRAINS_BESIDE: bool = W::Of::DRAINS_BESIDE;
    const RESCANS_ROOTS: bool = W::Of::RESCANS_ROOTS;
    type Local<'b> = <W::Of as Barrier<F>>::Local<'b>;

    fn new(objects: usize) -> Self {
        Faulty(W::Of::new(objects))
    }
    fn local(&self) -> Self::Local<'_> {
        self.0.local()
    }
    fn store(&self, local: &mut Self::Local<'_>, slot: &F::U64, at: Slot, new: u64) {
        W::store(&self.0, local, slot, at, new);
    }
    fn hand_over(&self, local: &mut Self::Local<'_>) {
        W::hand_over(&self.0, local);
    }
    fn drain(&self, found: &mut dyn FnMut(Found)) {
        self.0.drain(found);
    }
    fn clear(&self) {
        self.0.clear();
    }
    fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

/// The store leaves no mark.
pub struct NoMark;

impl<F: Family> Fault<F> for NoMark {
    type Of = Marks<F, Objects, Stlr>;
    const NAME: &'static str = "no mark";

    fn store(_: &Self::Of, (): &mut (), slot: &F::U64, _: Slot, new: u64) {
        slot.store(new, Relaxed);
    }
}

/// The mark comes before the store that it is for.
pub struct MarkFirst<G>(std::marker::PhantomData<G>);

impl<F: Family, G: Grain> Fault<F> for MarkFirst<G> {
    type Of = Marks<F, G, Stlr>;
    const NAME: &'static str = "mark first";

    fn store(of: &Self::Of, local: &mut (), slot: &F::U64, at: Slot, new: u64) {
        of.store(local, slot, at, slot.load(Relaxed));
        F::spin(); // which makes it likelier that the collector comes in between
        slot.store(new, Relaxed);
    }
}

/// The pointer that is overwritten is not shaded: what was reachable at the start may be lost.
pub struct NoOld<const WORDS: usize = { 1 << 13 }>;

impl<F: Family, const WORDS: usize> Fault<F> for NoOld<WORDS> {
    type Of = Hybrid<F, WORDS>;
    const NAME: &'static str = "old pointer not shaded";

    fn store(of: &Self::Of, local: &mut Local<'_, F, Self>, slot: &F::U64, at: Slot, new: u64) {
        // The barrier finds in the slot what it puts there.
        slot.store(new, Relaxed);
        of.store(local, slot, at, new);
    }
}

/// The buffer is not handed over at the end.
pub struct NoFlush<const WORDS: usize = { 1 << 13 }>;

impl<F: Family, const WORDS: usize> Fault<F> for NoFlush<WORDS> {
    type Of = Hybrid<F, WORDS>;
    const NAME: &'static str = "buffer kept";

    fn hand_over(_: &Self::Of, _: &mut Local<'_, F, Self>) {}
}
