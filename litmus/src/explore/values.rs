//! The values that memory may hold: what a load can return at all.
//!
//! A set is either a few known values or any value. Sets start from the
//! initial state and grow with what the paths write, until nothing changes;
//! one that grows too large becomes *any*. Paths are pruned with them: a path
//! that needs a load to return what nobody writes is never searched.

use super::layout::Layout;
use crate::model::graph::Footprint;
use std::collections::{BTreeMap, BTreeSet};

/// Above this a set of values is no longer tracked.
const MOST: usize = 16;

/// A set of values: a few known ones, or any value at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueSet(Option<Vec<u128>>);

impl ValueSet {
    /// The values, if they are known.
    pub(crate) fn values(&self) -> Option<&[u128]> {
        self.0.as_deref()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.as_ref().is_some_and(Vec::is_empty)
    }

    /// Keeps the values for which `f` holds; *any* stays *any*.
    pub(crate) fn retain(&mut self, f: impl FnMut(u128) -> bool) {
        let mut f = f;
        if let Some(values) = &mut self.0 {
            values.retain(|v| f(*v));
        }
    }
}

/// The values that each piece of memory may hold.
#[derive(Debug)]
pub(crate) struct Domains {
    /// None: nothing is known, every load may return any value.
    cells: Option<BTreeMap<Footprint, Option<BTreeSet<u128>>>>,
    changed: bool,
}

impl Domains {
    /// Every load may return any value.
    pub(crate) const fn unknown() -> Domains {
        Domains { cells: None, changed: false }
    }

    /// Every load returns an initial value, so far.
    pub(crate) fn initial() -> Domains {
        Domains { cells: Some(BTreeMap::new()), changed: true }
    }

    /// Whether anything is known.
    pub(crate) fn tracked(&self) -> bool {
        self.cells.is_some()
    }

    /// What a load of these bytes may return.
    pub(crate) fn read(&mut self, layout: &Layout, at: Footprint) -> ValueSet {
        self.track(layout, at);
        let known = self.cells.as_ref().and_then(|cells| cells[&at].as_ref());
        ValueSet(known.map(|set| set.iter().copied().collect()))
    }

    /// Notes what may be written to these bytes; none for any value.
    pub(crate) fn write(
        &mut self,
        layout: &Layout,
        at: Footprint,
        values: Option<impl Iterator<Item = u128>>,
    ) {
        self.track(layout, at);
        let Some(Some(set)) = self.cells.as_mut().and_then(|c| c.get_mut(&at)) else { return };
        let before = set.len();
        match values {
            Some(values) => set.extend(values),
            None => {
                self.forget(at);
                return;
            }
        }
        self.changed |= set.len() != before;
        if set.len() > MOST {
            self.forget(at);
        }
    }

    fn track(&mut self, layout: &Layout, at: Footprint) {
        let Some(cells) = &mut self.cells else { return };
        if cells.contains_key(&at) {
            return;
        }
        self.changed = true;
        cells.insert(at, Some(BTreeSet::from([layout.initial(at)])));
        // Pieces that overlap take their values from each other: not tracked.
        let overlapping: Vec<Footprint> =
            cells.keys().filter(|k| **k != at && overlap(**k, at)).copied().collect();
        if !overlapping.is_empty() {
            self.forget(at);
            overlapping.into_iter().for_each(|k| self.forget(k));
        }
    }

    fn forget(&mut self, at: Footprint) {
        if let Some(known @ Some(_)) = self.cells.as_mut().and_then(|c| c.get_mut(&at)) {
            *known = None;
            self.changed = true;
        }
    }

    /// Gives up on every set that still grows.
    pub(crate) fn widen(&mut self) {
        if let Some(cells) = &mut self.cells {
            cells.values_mut().for_each(|set| *set = None);
        }
    }

    /// Whether anything changed since the last call.
    pub(crate) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}

fn overlap(a: Footprint, b: Footprint) -> bool {
    a.loc == b.loc && a.offset < b.offset + b.size && b.offset < a.offset + a.size
}
