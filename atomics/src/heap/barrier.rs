//! What a collector learns of the stores of pointers.

use super::space::{Object, Slot};
use crate::family::{Cell, Family};
use crate::order::Relaxed;

/// Something that the collector has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The slots from the first one up to the second may have been written.
    Slots(usize, usize),
    /// This object is to be marked.
    Object(Object),
}

/// A write barrier.
pub trait Barrier<F: Family>: Send + Sync {
    /// Its name in reports.
    const NAME: &'static str;
    /// How it orders what it writes; empty if it writes nothing that another thread reads.
    const PUBLISH: &'static str = "";
    /// Whether marking may go on while mutators run.
    const CONCURRENT: bool = true;
    /// Whether [`drain`](Barrier::drain) may be called while mutators run.
    const DRAINS_BESIDE: bool;
    /// Whether what the roots point to at the end must be marked. If not, what they pointed to at
    /// the start is enough: a snapshot.
    const RESCANS_ROOTS: bool = true;
    /// What a mutator keeps for itself.
    type Local<'b>: Send
    where
        Self: 'b;

    /// A barrier for a heap of so many objects.
    fn new(objects: usize) -> Self;
    /// A mutator's own part.
    fn local(&self) -> Self::Local<'_>;
    /// Stores a pointer while marking goes on.
    fn store(&self, local: &mut Self::Local<'_>, slot: &F::U64, at: Slot, new: u64);
    /// A mutator hands over what it kept for itself, and is about to stand still.
    fn hand_over(&self, _local: &mut Self::Local<'_>) {}
    /// The collector takes what it has to look at.
    fn drain(&self, found: &mut dyn FnMut(Found));
    /// Forgets everything, at the start of a cycle, while all stand still.
    fn clear(&self);
    /// The bytes that it needs beside the objects.
    fn bytes(&self) -> usize;
}

/// No barrier: marking stops all mutators from its start to its end.
#[derive(Clone, Copy, Debug)]
pub struct Stopped;

impl<F: Family> Barrier<F> for Stopped {
    const NAME: &'static str = "none";
    const CONCURRENT: bool = false;
    const DRAINS_BESIDE: bool = false;
    type Local<'b> = ();

    fn new(_: usize) -> Self {
        Stopped
    }
    fn local(&self) {}
    #[inline]
    fn store(&self, _: &mut (), slot: &F::U64, _: Slot, new: u64) {
        slot.store(new, Relaxed);
    }
    fn drain(&self, _: &mut dyn FnMut(Found)) {}
    fn clear(&self) {}
    fn bytes(&self) -> usize {
        0
    }
}
