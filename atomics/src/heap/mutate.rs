//! What a mutator can do.

use super::barrier::Barrier;
use super::space::{Object, Pointer, Scalar, Slot};
use super::{Heap, ROOTS};
use crate::family::{Cell, Family};
use crate::order::Relaxed;

/// A thread's access to a [`Heap`]. It must come to a [`safepoint`](Mutator::safepoint) from time to
/// time: until then the collector waits for it.
///
/// An object lives while it is reachable from the roots of some mutator. An [`Object`] that a mutator
/// merely holds does not count, and must not be used after a safepoint.
pub struct Mutator<'h, F: Family, B: Barrier<F>> {
    heap: &'h Heap<F, B>,
    number: usize,
    local: B::Local<'h>,
    free: Vec<Object>,
    keeps_roots: bool,
}

impl<'h, F: Family, B: Barrier<F>> Mutator<'h, F, B> {
    pub(super) fn new(heap: &'h Heap<F, B>, number: usize) -> Self {
        heap.world.enter(number);
        Mutator { heap, number, local: heap.barrier.local(), free: Vec::new(), keeps_roots: false }
    }

    /// A root.
    #[inline]
    pub fn root(&self, n: usize) -> Option<Object> {
        Object::from_word(self.heap.roots[self.number][n % ROOTS].load(Relaxed))
    }

    /// Sets a root. Roots have no barrier.
    #[inline]
    pub fn set_root(&mut self, n: usize, to: Option<Object>) {
        self.heap.roots[self.number][n % ROOTS].store(Object::word(to), Relaxed);
    }

    /// Reads a pointer field.
    #[inline]
    pub fn load(&self, object: Object, field: Pointer) -> Option<Object> {
        self.heap.space.pointee(Slot::of(object, field))
    }

    /// Writes a pointer field, through the barrier while marking goes on.
    #[inline]
    pub fn store(&mut self, object: Object, field: Pointer, to: Option<Object>) {
        let at = Slot::of(object, field);
        let slot = self.heap.space.slot(at);
        if self.heap.is_marking() {
            self.heap.barrier.store(&mut self.local, slot, at, Object::word(to));
        } else {
            slot.store(Object::word(to), Relaxed);
        }
    }

    /// Reads a scalar field.
    #[inline]
    pub fn scalar(&self, object: Object, field: Scalar) -> u64 {
        self.heap.space.slot(Slot::scalar(object, field)).load(Relaxed)
    }

    /// Writes a scalar field. The collector does not read those, so there is no barrier.
    #[inline]
    pub fn set_scalar(&mut self, object: Object, field: Scalar, value: u64) {
        self.heap.space.slot(Slot::scalar(object, field)).store(value, Relaxed);
    }

    /// A new object with all fields nil, or none if no object is free.
    ///
    /// It is black, so the collector does not look into it; but it may come by its colour, and that
    /// must be there before a pointer to it is: hence the publication barrier, as in Go.
    pub fn allocate(&mut self) -> Option<Object> {
        if self.free.is_empty() {
            self.free = self.heap.take_free();
        }
        let object = self.free.pop()?;
        self.heap.space.make(object, self.heap.cycle.load(Relaxed));
        F::publication_barrier();
        Some(object)
    }

    /// Stands still while the collector wants it.
    #[inline]
    pub fn safepoint(&mut self) {
        let (barrier, local) = (&self.heap.barrier, &mut self.local);
        self.heap.world.safepoint(self.number, || barrier.hand_over(local));
    }

    /// Ends, but keeps its roots: what they reach lives on.
    pub fn end_with_roots(mut self) {
        self.keeps_roots = true;
    }
}

impl<F: Family, B: Barrier<F>> Drop for Mutator<'_, F, B> {
    /// Its roots are no roots any more, unless it [keeps them](Mutator::end_with_roots).
    fn drop(&mut self) {
        self.heap.barrier.hand_over(&mut self.local);
        if !self.keeps_roots {
            (0..ROOTS).for_each(|n| self.set_root(n, None));
        }
        self.heap.give_free(std::mem::take(&mut self.free));
        self.heap.world.leave(self.number);
    }
}
