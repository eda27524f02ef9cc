//! Dirty bits for objects and for fields.

use crate::family::{Cell, Family};
use crate::order::{AcqRel, Relaxed, Release};

/// One dirty bit an object: after a store, all fields of the object are scanned again.
///
/// Publication rule: as for cards. The bit is set by a read-modify-write, because bits of other
/// objects share its word.
pub struct ObjectDirty<F: Family, const FIELDS: usize> {
    objects: [[F::U64; FIELDS]; 32],
    dirty: F::U32,
}

impl<F: Family, const FIELDS: usize> Default for ObjectDirty<F, FIELDS> {
    fn default() -> Self {
        let objects = std::array::from_fn(|_| std::array::from_fn(|_| F::U64::new(0)));
        ObjectDirty { objects, dirty: F::U32::new(0) }
    }
}

impl<F: Family, const FIELDS: usize> ObjectDirty<F, FIELDS> {
    /// The mutator's store.
    pub fn write(&self, object: usize, field: usize, value: u64) {
        self.objects[object][field].store(value, Relaxed);
        self.dirty.fetch_or(1 << object, Release);
    }

    /// The collector's scan: every field of every dirty object, with what it holds.
    pub fn scan(&self, mut each: impl FnMut(usize, usize, u64)) {
        let dirty = self.dirty.swap(0, AcqRel);
        for object in (0..32).filter(|n| dirty >> n & 1 == 1) {
            for (field, slot) in self.objects[object].iter().enumerate() {
                each(object, field, slot.load(Relaxed));
            }
        }
    }
}

/// One dirty bit a field: after a store, that field alone is scanned again.
///
/// Publication rule: as for objects, for each field by itself; nothing follows for its neighbours.
pub struct FieldDirty<F: Family, const OBJECTS: usize> {
    objects: [[F::U64; 8]; OBJECTS],
    dirty: [F::U8; OBJECTS],
}

impl<F: Family, const OBJECTS: usize> Default for FieldDirty<F, OBJECTS> {
    fn default() -> Self {
        FieldDirty {
            objects: std::array::from_fn(|_| std::array::from_fn(|_| F::U64::new(0))),
            dirty: std::array::from_fn(|_| F::U8::new(0)),
        }
    }
}

impl<F: Family, const OBJECTS: usize> FieldDirty<F, OBJECTS> {
    /// The mutator's store.
    pub fn write(&self, object: usize, field: usize, value: u64) {
        self.objects[object][field].store(value, Relaxed);
        self.dirty[object].fetch_or(1 << field, Release);
    }

    /// The collector's scan: every dirty field, with what it holds.
    pub fn scan(&self, mut each: impl FnMut(usize, usize, u64)) {
        for (object, bits) in self.dirty.iter().enumerate() {
            let dirty = bits.swap(0, AcqRel);
            for field in (0..8).filter(|n| dirty >> n & 1 == 1) {
                each(object, field, self.objects[object][field].load(Relaxed));
            }
        }
    }
}
