//! Go's buffered hybrid barrier, over the heap.

use super::barrier::{Barrier, Found};
use super::space::{Object, Slot};
use crate::barrier::{ENTRIES, Grey, Hybrid as Buffer};
use crate::family::Family;

/// Both pointers of a store go into a buffer of the mutator's own, and are shaded when it is full or
/// when the mutator stands still. What was reachable when marking began is marked, so roots are not
/// looked at again. The set of grey objects has `WORDS` words of 32.
pub struct Hybrid<F: Family, const WORDS: usize = { 1 << 13 }> {
    grey: Box<Grey<F, WORDS>>,
    objects: usize,
}

impl<F: Family, const WORDS: usize> Barrier<F> for Hybrid<F, WORDS> {
    const NAME: &'static str = "hybrid";
    const DRAINS_BESIDE: bool = true;
    const RESCANS_ROOTS: bool = false;
    type Local<'b> = Buffer<'b, F, WORDS>;

    /// # Panics
    /// If there are more objects than the set of grey ones has room for.
    fn new(objects: usize) -> Self {
        assert!(
            objects < WORDS * 32,
            "the hybrid barrier serves at most {} objects",
            WORDS * 32 - 1
        );
        Hybrid { grey: Box::default(), objects }
    }
    fn local(&self) -> Buffer<'_, F, WORDS> {
        Buffer::new(&self.grey)
    }
    #[inline]
    fn store(&self, local: &mut Buffer<'_, F, WORDS>, slot: &F::U64, _: Slot, new: u64) {
        local.write(slot, new);
    }
    fn hand_over(&self, local: &mut Buffer<'_, F, WORDS>) {
        local.flush();
    }
    fn drain(&self, found: &mut dyn FnMut(Found)) {
        self.grey.take(|object| {
            if let Some(object) = Object::from_word(object) {
                found(Found::Object(object));
            }
        });
    }
    fn clear(&self) {
        self.grey.take(|_| ());
    }
    /// The set, and a buffer of one mutator.
    fn bytes(&self) -> usize {
        self.objects.div_ceil(8) + ENTRIES * size_of::<u64>()
    }
}
