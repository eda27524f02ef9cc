//! What can be measured, by name: the instructions of the architecture that this is built for, and
//! Rust's own atomics.

#[cfg(target_arch = "aarch64")]
mod arm;
mod rust;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::kernel::{Kernels, Reference, reference};
use fencepost_asm::Feature;
use serde::{Deserialize, Serialize};

/// What a primitive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Reads a word.
    Load,
    /// Writes a word; barriers around it included.
    Store,
    /// Reads and writes a word at once.
    ReadModifyWrite,
    /// Orders accesses and makes none.
    Barrier,
    /// Neither: a hint, or something that works on the pipeline.
    Hint,
}

impl Kind {
    /// Whether there is a word that it accesses.
    pub const fn has_word(self) -> bool {
        matches!(self, Kind::Load | Kind::Store | Kind::ReadModifyWrite)
    }
}

/// Whose way of doing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// An instruction, or a few, by hand.
    Instruction,
    /// `core::sync::atomic`, compiled for this target.
    Rust,
    /// A family of `fencepost-atomics`.
    Family,
}

/// Something that has a cost.
pub struct Primitive {
    /// Its name in commands, benchmarks and JSON.
    pub id: &'static str,
    /// Its instructions or its Rust, for people.
    pub title: String,
    /// What it does.
    pub kind: Kind,
    /// Whose it is.
    pub origin: Origin,
    /// The [`Self::id`] of what Rust has for the same purpose.
    pub rust: Option<&'static str>,
    /// What the core must have.
    pub feature: Feature,
    /// Whether its word may be anywhere, and not only at multiples of 16.
    pub(crate) moves: bool,
    pub(crate) kernels: &'static Kernels,
    pub(crate) reference: &'static Reference,
}

impl std::fmt::Debug for Primitive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Primitive").field(&self.id).finish()
    }
}

impl Primitive {
    /// All that this architecture has, hand-written ones first.
    pub fn all() -> &'static [Primitive] {
        static ALL: std::sync::OnceLock<Vec<Primitive>> = std::sync::OnceLock::new();
        ALL.get_or_init(|| hand_written().into_iter().chain(rust::all()).collect())
    }

    /// The one with this name.
    pub fn by_id(id: &str) -> Option<&'static Primitive> {
        Primitive::all().iter().find(|primitive| primitive.id == id)
    }

    /// The plain store, which others are set in relation to.
    pub fn plain_store() -> &'static Primitive {
        let found =
            Primitive::by_id(if cfg!(target_arch = "x86_64") { "mov_store" } else { "str_x" });
        found.unwrap_or(&Primitive::all()[0])
    }

    /// Whether this machine can run it.
    pub fn is_available(&self) -> bool {
        fencepost_asm::detect::features().has(self.feature)
    }

    /// Whether there are addresses to vary: it has a word, which may be anywhere.
    pub fn has_strides(&self) -> bool {
        self.kind.has_word() && self.moves
    }
}

#[cfg(target_arch = "aarch64")]
use arm::all as hand_written;
#[cfg(target_arch = "x86_64")]
use x86::all as hand_written;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn hand_written() -> Vec<Primitive> {
    Vec::new()
}

/// The loops with so many NOPs of so many bytes, which the lists of primitives ask for.
fn nops(count: usize, size: usize) -> &'static Reference {
    // Every size in the lists has its loops: a test makes all of them.
    reference((count, size)).unwrap_or_else(|| panic!("no loop has {count} NOPs of {size} bytes"))
}

/// What the titles and the Rust equivalents of a list are made of.
struct Entry {
    id: &'static str,
    title: String,
    kind: Kind,
    rust: Option<&'static str>,
    kernels: &'static Kernels,
}

impl Entry {
    fn primitive(self, origin: Origin, feature: Feature, nops: &'static Reference) -> Primitive {
        let Entry { id, title, kind, rust, kernels } = self;
        Primitive { id, title, kind, origin, rust, feature, moves: true, kernels, reference: nops }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_equivalents_exist() {
        let all = Primitive::all();
        for (n, primitive) in all.iter().enumerate() {
            assert!(all[..n].iter().all(|other| other.id != primitive.id), "{}", primitive.id);
            if let Some(rust) = primitive.rust {
                let equivalent = Primitive::by_id(rust).map(|p| p.origin);
                assert_eq!(equivalent, Some(Origin::Rust), "{}: {rust}", primitive.id);
            }
        }
        assert_eq!(Primitive::plain_store().kind, Kind::Store);
        assert!(Primitive::by_id("nothing of the kind").is_none());
    }
}
