//! Relations over the events of one execution, as bit matrices.

use smallvec::{SmallVec, smallvec};
use std::fmt;
use std::ops::{BitAnd, BitOr, Sub};

/// A set of events, numbered from 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Set {
    words: SmallVec<[u64; 2]>,
}

impl Set {
    /// The empty set of a universe of `n` events.
    pub fn new(n: usize) -> Set {
        Set { words: smallvec![0; n.div_ceil(64)] }
    }

    /// The events for which `f` holds.
    pub fn from_fn(n: usize, f: impl Fn(usize) -> bool) -> Set {
        let mut set = Set::new(n);
        (0..n).filter(|&i| f(i)).for_each(|i| set.insert(i));
        set
    }

    /// Adds an event.
    pub fn insert(&mut self, i: usize) {
        self.words[i / 64] |= 1 << (i % 64);
    }

    /// Whether an event is in the set.
    pub fn contains(&self, i: usize) -> bool {
        (self.words[i / 64] >> (i % 64)) & 1 != 0
    }

    /// Adds every event of `other`.
    pub fn add(&mut self, other: &Set) {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
    }

    /// The events in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        ones(&self.words)
    }
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl BitOr for &Set {
    type Output = Set;
    fn bitor(self, other: &Set) -> Set {
        Set { words: self.words.iter().zip(&other.words).map(|(a, b)| a | b).collect() }
    }
}

impl BitAnd for &Set {
    type Output = Set;
    fn bitand(self, other: &Set) -> Set {
        Set { words: self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect() }
    }
}

impl Sub for &Set {
    type Output = Set;
    fn sub(self, other: &Set) -> Set {
        Set { words: self.words.iter().zip(&other.words).map(|(a, b)| a & !b).collect() }
    }
}

/// The positions of the bits set in `words`.
fn ones(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(k, &word)| {
        std::iter::successors((word != 0).then_some(word), |w| {
            let rest = w & (w - 1);
            (rest != 0).then_some(rest)
        })
        .map(move |w| k * 64 + w.trailing_zeros() as usize)
    })
}

/// A binary relation over `n` events.
///
/// The operators are those of the cat language: `|`, `&`, `-` (cat's `\`),
/// [`then`](Relation::then) for `;`, [`from`](Relation::from) and
/// [`to`](Relation::to) for `[S];r` and `r;[S]`.
#[derive(Clone, PartialEq, Eq)]
pub struct Relation {
    n: usize,
    stride: usize,
    /// Row by row. Threads rarely have more than two dozen events.
    bits: SmallVec<[u64; 24]>,
}

impl Relation {
    /// The empty relation over `n` events.
    pub fn new(n: usize) -> Relation {
        let stride = n.div_ceil(64);
        Relation { n, stride, bits: smallvec![0; n * stride] }
    }

    /// The pairs for which `f` holds.
    pub fn from_fn(n: usize, f: impl Fn(usize, usize) -> bool) -> Relation {
        let mut r = Relation::new(n);
        for a in 0..n {
            for b in 0..n {
                if f(a, b) {
                    r.insert(a, b);
                }
            }
        }
        r
    }

    /// The number of events of the universe.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether the relation has no pair.
    pub fn is_empty(&self) -> bool {
        self.bits.iter().all(|&w| w == 0)
    }

    /// Adds a pair.
    pub fn insert(&mut self, a: usize, b: usize) {
        self.bits[a * self.stride + b / 64] |= 1 << (b % 64);
    }

    /// Whether `a` is related to `b`.
    pub fn contains(&self, a: usize, b: usize) -> bool {
        (self.bits[a * self.stride + b / 64] >> (b % 64)) & 1 != 0
    }

    /// The bits of the events that `a` is related to.
    pub fn row(&self, a: usize) -> &[u64] {
        &self.bits[a * self.stride..(a + 1) * self.stride]
    }

    fn row_mut(&mut self, a: usize) -> &mut [u64] {
        &mut self.bits[a * self.stride..(a + 1) * self.stride]
    }

    /// The events that `a` is related to, ascending.
    pub fn successors(&self, a: usize) -> impl Iterator<Item = usize> {
        ones(self.row(a))
    }

    /// Every pair, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.n).flat_map(|a| self.successors(a).map(move |b| (a, b)))
    }

    /// `[set]; self`.
    #[must_use]
    pub fn from(&self, set: &Set) -> Relation {
        let mut r = self.clone();
        (0..self.n).filter(|&a| !set.contains(a)).for_each(|a| r.row_mut(a).fill(0));
        r
    }

    /// `self; [set]`.
    #[must_use]
    pub fn to(&self, set: &Set) -> Relation {
        let mut r = self.clone();
        for a in 0..self.n {
            r.row_mut(a).iter_mut().zip(&set.words).for_each(|(w, s)| *w &= s);
        }
        r
    }

    /// `self; other`.
    #[must_use]
    pub fn then(&self, other: &Relation) -> Relation {
        let mut r = Relation::new(self.n);
        for a in 0..self.n {
            for b in self.successors(a) {
                r.row_mut(a).iter_mut().zip(other.row(b)).for_each(|(w, o)| *w |= o);
            }
        }
        r
    }

    /// `self?; other`: `other`, or `self; other`.
    #[must_use]
    pub fn maybe_then(&self, other: &Relation) -> Relation {
        &self.then(other) | other
    }

    /// `self+`.
    #[must_use]
    pub fn closure(&self) -> Relation {
        let mut r = self.clone();
        let mut through: SmallVec<[u64; 2]> = smallvec![0; self.stride];
        for k in 0..self.n {
            through.copy_from_slice(r.row(k));
            for a in 0..self.n {
                if r.contains(a, k) {
                    r.row_mut(a).iter_mut().zip(&through).for_each(|(w, t)| *w |= t);
                }
            }
        }
        r
    }

    /// `self^-1`.
    #[must_use]
    pub fn inverse(&self) -> Relation {
        let mut r = Relation::new(self.n);
        self.pairs().for_each(|(a, b)| r.insert(b, a));
        r
    }

    /// The targets: `range(self)`.
    pub fn range(&self) -> Set {
        let mut set = Set::new(self.n);
        self.pairs().for_each(|(_, b)| set.insert(b));
        set
    }

    /// Whether no event is related to itself.
    pub fn is_irreflexive(&self) -> bool {
        (0..self.n).all(|a| !self.contains(a, a))
    }

    /// Whether every pair of `self` is one of `other`.
    pub fn is_subset(&self, other: &Relation) -> bool {
        self.bits.iter().zip(&other.bits).all(|(a, b)| a & !b == 0)
    }

    /// Adds every pair of `other`.
    pub fn add(&mut self, other: &Relation) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(a, b)| *a |= b);
    }
}

impl BitOr for &Relation {
    type Output = Relation;
    fn bitor(self, other: &Relation) -> Relation {
        let mut r = self.clone();
        r.add(other);
        r
    }
}

impl BitOr<&Relation> for Relation {
    type Output = Relation;
    fn bitor(mut self, other: &Relation) -> Relation {
        self.add(other);
        self
    }
}

impl BitAnd for &Relation {
    type Output = Relation;
    fn bitand(self, other: &Relation) -> Relation {
        let mut r = self.clone();
        r.bits.iter_mut().zip(&other.bits).for_each(|(a, b)| *a &= b);
        r
    }
}

impl Sub for &Relation {
    type Output = Relation;
    fn sub(self, other: &Relation) -> Relation {
        let mut r = self.clone();
        r.bits.iter_mut().zip(&other.bits).for_each(|(a, b)| *a &= !b);
        r
    }
}

impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.pairs()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators() {
        let n = 70;
        let next = Relation::from_fn(n, |a, b| b == a + 1);
        let closed = next.closure();
        assert!(closed.contains(0, 69) && closed.is_irreflexive());
        assert_eq!(next.then(&next), Relation::from_fn(n, |a, b| b == a + 2));
        assert_eq!(closed.inverse(), Relation::from_fn(n, |a, b| a > b));
        let even = Set::from_fn(n, |i| i % 2 == 0);
        assert_eq!(
            closed.from(&even).to(&even),
            Relation::from_fn(n, |a, b| a < b && a % 2 + b % 2 == 0)
        );
        assert!(next.is_subset(&closed) && !closed.is_subset(&next));
        assert_eq!(even.iter().count(), 35);
    }
}
