//! The objects.

use crate::family::{Cell, Family};
use crate::order::Relaxed;
use core::num::NonZeroU32;

/// Words of an object.
pub const SLOTS: usize = 8;
/// How many of them, the first ones, are pointers; the others are scalars.
pub const POINTERS: usize = 4;

/// A pointer that is not nil: the number of an object, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Object(NonZeroU32);

impl Object {
    /// The object that a slot's word stands for; 0 is nil.
    pub(super) fn from_word(word: u64) -> Option<Object> {
        u32::try_from(word).ok().and_then(NonZeroU32::new).map(Object)
    }

    pub(super) fn word(this: Option<Object>) -> u64 {
        this.map_or(0, |object| u64::from(object.0.get()))
    }

    /// From 0.
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    fn at(index: usize) -> Option<Object> {
        u32::try_from(index + 1).ok().and_then(NonZeroU32::new).map(Object)
    }
}

/// A pointer field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer(u8);

impl Pointer {
    /// The pointer field `n`, modulo [`POINTERS`].
    pub const fn new(n: usize) -> Pointer {
        Pointer((n % POINTERS) as u8)
    }
}

/// A scalar field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar(u8);

impl Scalar {
    /// The scalar field `n`, modulo their number.
    pub const fn new(n: usize) -> Scalar {
        Scalar((POINTERS + n % (SLOTS - POINTERS)) as u8)
    }
}

/// A slot of the space, counted over all objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(super) usize);

impl Slot {
    pub(super) fn of(object: Object, field: Pointer) -> Slot {
        Slot(object.index() * SLOTS + usize::from(field.0))
    }

    pub(super) fn scalar(object: Object, field: Scalar) -> Slot {
        Slot(object.index() * SLOTS + usize::from(field.0))
    }
}

/// What a free object's slots hold: no object, and not nil either.
const POISON: u64 = 0xdead_dead_dead_dead;

/// What a free object carries for a cycle.
const FREE: u32 = 0;

/// All objects and their colours.
pub(super) struct Space<F: Family> {
    slots: Box<[F::U64]>,
    /// By object: the last cycle in which it was marked or allocated, or [`FREE`].
    colours: Box<[F::U32]>,
}

impl<F: Family> Space<F> {
    pub(super) fn new(objects: usize) -> Self {
        assert!(objects <= 1 << 28, "a heap has at most 2^28 objects");
        Space {
            slots: (0..objects * SLOTS).map(|_| F::U64::new(POISON)).collect(),
            colours: (0..objects).map(|_| F::U32::new(FREE)).collect(),
        }
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = Object> + use<F> {
        (0..self.colours.len()).filter_map(Object::at)
    }

    pub(super) fn slot(&self, slot: Slot) -> &F::U64 {
        &self.slots[slot.0]
    }

    /// What a slot points to. A word that is no object of this heap is no pointer.
    pub(super) fn pointee(&self, slot: Slot) -> Option<Object> {
        Object::from_word(self.slots[slot.0].load(Relaxed))
            .filter(|object| object.index() < self.colours.len())
    }

    /// The pointer slots of an object.
    pub(super) fn pointers(&self, object: Object) -> impl Iterator<Item = Slot> + use<F> {
        let first = object.index() * SLOTS;
        (first..first + POINTERS).map(Slot)
    }

    /// The pointer slots among those from `first` up to `end`.
    pub(super) fn pointers_in(
        &self,
        first: usize,
        end: usize,
    ) -> impl Iterator<Item = Slot> + use<F> {
        (first..end.min(self.slots.len())).filter(|slot| slot % SLOTS < POINTERS).map(Slot)
    }

    pub(super) fn is_marked(&self, object: Object, cycle: u32) -> bool {
        self.colours[object.index()].load(Relaxed) == cycle
    }

    pub(super) fn mark(&self, object: Object, cycle: u32) {
        self.colours[object.index()].store(cycle, Relaxed);
    }

    /// Makes a free object an object of a cycle, with all its slots nil.
    pub(super) fn make(&self, object: Object, cycle: u32) {
        let first = object.index() * SLOTS;
        self.slots[first..first + SLOTS].iter().for_each(|slot| slot.store(0, Relaxed));
        self.mark(object, cycle);
    }

    /// Frees an object that is neither free nor of this cycle; says whether it did.
    pub(super) fn sweep(&self, object: Object, cycle: u32) -> bool {
        let colour = self.colours[object.index()].load(Relaxed);
        if colour == FREE || colour == cycle {
            return false;
        }
        let first = object.index() * SLOTS;
        self.slots[first..first + SLOTS].iter().for_each(|slot| slot.store(POISON, Relaxed));
        self.mark(object, FREE);
        true
    }
}
