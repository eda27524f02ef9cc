//! A search cut into parts that share nothing, for doing them side by side.
//!
//! The parts agree on the order in which they come by combinations of paths and
//! by decisions, and count; nothing is passed between them.

/// One of several disjoint parts of a search, for doing them side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which one, from 0.
    pub index: u32,
    /// Of how many.
    pub of: u32,
}

impl Part {
    /// All of it.
    pub const WHOLE: Part = Part { index: 0, of: 1 };

    fn has(self, n: u64) -> bool {
        n % u64::from(self.of) == u64::from(self.index)
    }

    /// How to divide this many combinations of paths: whole ones go to each
    /// part if there are many, else each is divided.
    pub(super) fn division(self, combinations: u64) -> Division {
        if combinations >= COMBINATIONS_A_PART * u64::from(self.of) {
            Division { combinations: self, subtrees: Part::WHOLE }
        } else {
            Division { combinations: Part::WHOLE, subtrees: self }
        }
    }
}

/// With this many combinations of paths for each part, parts differ little.
const COMBINATIONS_A_PART: u64 = 16;

/// What a part has of the combinations of paths, and of each of those.
#[derive(Clone, Copy)]
pub(super) struct Division {
    combinations: Part,
    subtrees: Part,
}

impl Division {
    /// Whether the `n`-th combination is in this part. Neighbours have paths in
    /// common and cost alike, so they are spread.
    pub(super) fn has(self, n: u64) -> bool {
        self.combinations.has(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32)
    }

    /// Counts the subtrees of the combinations from the first.
    pub(super) fn counter(self) -> Counter {
        Counter { part: self.subtrees, subtrees: 0 }
    }
}

/// Decisions up to this depth are made in every part; below it, a subtree
/// belongs to one part.
pub(super) const SPLIT_DEPTH: usize = 3;

/// Counts the subtrees at [`SPLIT_DEPTH`], to tell which are in a part.
pub(super) struct Counter {
    part: Part,
    subtrees: u64,
}

impl Counter {
    /// Whether the next subtree is in the part.
    pub(super) fn has_next(&mut self) -> bool {
        self.subtrees += 1;
        self.part.has(self.subtrees)
    }
}
