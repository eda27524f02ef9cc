//! Write barriers of garbage collectors, over any family.
//!
//! Each says what the mutator does beside its store, and its publication rule: what the collector
//! may conclude from what it sees. Slots are words; 0 is nil.

mod card;
mod dirty;
mod hybrid;

pub use card::Cards;
pub use dirty::{FieldDirty, ObjectDirty};
pub use hybrid::{ENTRIES, Grey, Hybrid};
