//! A garbage-collected heap over which write barriers compete.
//!
//! [`Heap`] holds objects of [`SLOTS`] words, the first [`POINTERS`] of them pointers. Mutators
//! allocate, load and store through a [`Mutator`]; a [`Collector`] marks beside them and stops them
//! twice a cycle, at its start and at its end. Which stores the collector learns of, and what a
//! store costs for it, is the [`Barrier`]:
//!
//! | barrier | what a store of a pointer leaves behind |
//! |---|---|
//! | [`Stopped`] | nothing; marking stops the mutators from its start to its end |
//! | [`Marks`] of [`Objects`] | a mark for the object |
//! | [`Marks`] of [`Fields`] | a mark for the field: what the article takes Go's `fieldtrack` for |
//! | [`Marks`] of [`Cards`] | a mark for 512 bytes |
//! | [`Hybrid`] | the old and the new pointer in a buffer, as in Go |
//!
//! A mark is a byte of its own, written after the slot. What keeps the two stores in order is the
//! [`Publish`]: it is what lets the collector take marks while the mutators run, which shortens its
//! last stop. Without an order marks may be taken only while they stand still.
//!
//! Colours: an object is black or grey if it carries the number of the cycle, else white, or free.
//! Objects are allocated black. What was written before a stop is seen after it, by the handshake in
//! `world`.

mod barrier;
mod churn;
mod collect;
mod hybrid;
mod marks;
mod mutate;
mod publish;
mod space;
pub mod twins;
mod world;

pub use barrier::{Barrier, Found, Stopped};
pub use churn::{Churn, Plan, Tally, run};
pub use collect::{Collector, Cycle};
pub use hybrid::Hybrid;
pub use marks::{Cards, Fields, Grain, Marks, Objects};
pub use mutate::Mutator;
pub use publish::{DsbSy, Publish, Stlr, Str, StrDmbIsh, StrDmbIshst};
pub use space::{Object, POINTERS, Pointer, SLOTS, Scalar};

use crate::family::{Cell, Family};
use crate::order::Relaxed;
use core::sync::atomic::{self, AtomicU32};
use space::Space;
use std::sync::Mutex;
use world::World;

/// Roots of a mutator.
pub const ROOTS: usize = 8;

/// A heap of a fixed number of objects, for a fixed number of mutators.
pub struct Heap<F: Family, B: Barrier<F>> {
    space: Space<F>,
    barrier: B,
    world: World<F>,
    /// The number of the cycle, which is what marked objects carry. Written while all stand still.
    cycle: F::U32,
    /// Whether stores go through the barrier. Written while all stand still.
    marking: F::U32,
    /// By mutator: its roots.
    roots: Box<[[F::U64; ROOTS]]>,
    /// Objects that are free, in handfuls.
    free: Mutex<Vec<Vec<Object>>>,
    mutators: AtomicU32,
}

/// Objects that a mutator takes from the free list at a time.
const HANDFUL: usize = 64;

impl<F: Family, B: Barrier<F>> Heap<F, B> {
    /// A heap with room for `objects` and for `mutators`, all of which must come to a safepoint
    /// from time to time or be dropped, for the collector waits for them.
    ///
    /// # Panics
    /// If `objects` is more than 2^28.
    pub fn new(objects: usize, mutators: usize) -> Self {
        let space = Space::new(objects);
        let all: Vec<Object> = space.objects().collect();
        Heap {
            barrier: B::new(objects),
            world: World::new(mutators),
            cycle: F::U32::new(1),
            marking: F::U32::new(0),
            roots: (0..mutators).map(|_| core::array::from_fn(|_| F::U64::new(0))).collect(),
            free: Mutex::new(all.chunks(HANDFUL).map(<[Object]>::to_vec).collect()),
            mutators: AtomicU32::new(0),
            space,
        }
    }

    /// The next mutator.
    ///
    /// # Panics
    /// If there are as many as the heap was made for.
    pub fn mutator(&self) -> Mutator<'_, F, B> {
        let number = self.mutators.fetch_add(1, atomic::Ordering::Relaxed) as usize;
        assert!(number < self.roots.len(), "the heap has room for {} mutators", self.roots.len());
        Mutator::new(self, number)
    }

    /// The collector. There can be one at a time.
    pub fn collector(&mut self) -> (&Self, Collector<'_, F, B>) {
        let heap = &*self;
        (heap, Collector::new(heap))
    }

    /// Sends stores through the barrier from now on, as if marking never ended: to measure what a
    /// store costs while it does not. A cycle ends it.
    pub fn keep_marking(&mut self) {
        self.marking.store(1, Relaxed);
    }

    /// Bytes that the barrier needs beside the objects.
    pub fn metadata(&self) -> usize {
        self.barrier.bytes()
    }

    fn is_marking(&self) -> bool {
        self.marking.load(Relaxed) != 0
    }

    fn take_free(&self) -> Vec<Object> {
        // A mutator that panicked here has left a list that is whole.
        self.free.lock().unwrap_or_else(|e| e.into_inner()).pop().unwrap_or_default()
    }

    fn give_free(&self, handful: Vec<Object>) {
        if !handful.is_empty() {
            self.free.lock().unwrap_or_else(|e| e.into_inner()).push(handful);
        }
    }
}
