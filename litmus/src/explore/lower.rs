//! Paths as the search uses them: memory events, local order as a matrix, and
//! who depends on whom for a value.

use super::expr::{Arena, Expr};
use super::paths::{Cells, Path, Paths};
use super::state::{Constraint, End};
use crate::model::Model;
use crate::model::dependency::thread_events;
use crate::model::graph::{AccessId, EventKind, Footprint, ThreadEvents};
use crate::model::relation::Relation;
use std::collections::HashMap;

/// A memory event of a path: one cell of one access.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryEvent {
    /// The access, by its place in the path.
    pub(crate) access: u16,
    pub(crate) write: bool,
    pub(crate) cell: u16,
    /// The first bit of the access's value that is in this cell.
    pub(crate) shift: u8,
    /// The number of bits of the cell.
    pub(crate) bits: u8,
    pub(crate) sca: u16,
    pub(crate) step: u32,
}

/// Something that is computed from what loads return.
#[derive(Clone, Debug)]
pub(crate) struct Computed {
    pub(crate) expr: Expr,
    /// The accesses of the loads that it depends on.
    pub(crate) needs: Vec<u16>,
}

/// A path ready for the search.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) events: Vec<MemoryEvent>,
    /// The model's local order, between the memory events.
    pub(crate) local: Relation,
    /// Atomic pairs that no other write may come between.
    pub(crate) pairs: Vec<(u16, u16)>,
    /// By access: its events.
    pub(crate) parts: Vec<std::ops::Range<u16>>,
    /// By access: what a write stores; none for a read.
    pub(crate) stores: Vec<Option<Computed>>,
    pub(crate) constraints: Vec<(Computed, bool)>,
    pub(crate) finals: Vec<Computed>,
    /// By variable: its access.
    pub(crate) vars: Vec<AccessId>,
    pub(crate) end: End,
    /// Which path of the thread this is.
    pub(crate) path: usize,
}

/// The events that the models see along a path.
pub(crate) fn events_of(path: &Path, cells: &Cells) -> ThreadEvents {
    thread_events(&path.graph, &|id| cells.of(path.graph.accesses[usize::from(id.0)].footprint))
}

/// Prepares all paths of a test, without those that another one covers.
pub(crate) fn lower(paths: &Paths, cells: &Cells, model: &dyn Model) -> Vec<Vec<Lowered>> {
    paths
        .threads
        .iter()
        .zip(&paths.arenas)
        .map(|(thread, arena)| {
            let lowered = thread
                .iter()
                .enumerate()
                .map(|(n, path)| lower_path(n, path, arena, cells, model))
                .collect();
            drop_covered(lowered, thread)
        })
        .collect()
}

fn lower_path(n: usize, path: &Path, arena: &Arena, cells: &Cells, model: &dyn Model) -> Lowered {
    let thread = events_of(path, cells);
    let order = model.local_order(&thread);
    let memory: Vec<usize> = thread.memory().iter().collect();
    let mut parts = vec![0..0; path.graph.accesses.len()];
    let mut events: Vec<MemoryEvent> = Vec::with_capacity(memory.len());
    for &e in &memory {
        let event = &thread.events[e];
        let (Some(access), Some(cell)) = (event.access, event.cell()) else { continue };
        let part: &mut std::ops::Range<u16> = &mut parts[usize::from(access.0)];
        let n = events.len() as u16;
        *part = if part.end == 0 { n..n + 1 } else { part.start..n + 1 };
        let whole: Footprint = path.graph.accesses[usize::from(access.0)].footprint;
        let piece = cells.cells[usize::from(cell.0)];
        events.push(MemoryEvent {
            access: access.0,
            write: matches!(event.kind, EventKind::Write(_)),
            cell: cell.0,
            shift: ((piece.offset - whole.offset) * 8) as u8,
            bits: (piece.size * 8) as u8,
            sca: event.sca,
            step: event.step,
        });
    }
    let local = Relation::from_fn(memory.len(), |a, b| order.contains(memory[a], memory[b]));
    let rmw = thread.rmw();
    let pairs = pairs(&memory, &rmw, &events);
    let computed = |expr: Expr| Computed {
        expr,
        needs: arena.support(expr).iter().map(|v| path.vars[usize::from(v.0)].0).collect(),
    };
    Lowered {
        events,
        local,
        pairs,
        parts,
        stores: path
            .graph
            .accesses
            .iter()
            .zip(&path.values)
            .map(|(access, &value)| access.write.then(|| computed(value)))
            .collect(),
        constraints: path.constraints.iter().map(|c| (computed(c.expr), c.holds)).collect(),
        finals: path.finals.iter().map(|&e| computed(e)).collect(),
        vars: path.vars.clone(),
        end: path.end.clone(),
        path: n,
    }
}

/// The pairs of `rmw` that atomicity constrains: a pair with another write of
/// the same thread in between is exempt.
fn pairs(memory: &[usize], rmw: &Relation, events: &[MemoryEvent]) -> Vec<(u16, u16)> {
    let mut pairs = Vec::new();
    for (r, read) in events.iter().enumerate() {
        for (w, write) in events.iter().enumerate() {
            let between = || {
                events.iter().any(|e| {
                    e.write && e.cell == read.cell && e.step > read.step && e.step < write.step
                })
            };
            if rmw.contains(memory[r], memory[w]) && !between() {
                pairs.push((r as u16, w as u16));
            }
        }
    }
    pairs
}

type Key<'a> = (Vec<(bool, Footprint, Expr, u16)>, &'a [Constraint], &'a [Expr], &'a End);

/// Drops each path that has the same events, values and choices as another
/// one that orders less: the other allows all that it does.
fn drop_covered(lowered: Vec<Lowered>, paths: &[Path]) -> Vec<Lowered> {
    let mut groups: HashMap<Key<'_>, Vec<Lowered>> = HashMap::new();
    let mut order = Vec::new();
    for path in lowered {
        let source = &paths[path.path];
        let accesses = source
            .graph
            .accesses
            .iter()
            .zip(&source.values)
            .map(|(a, &value)| (a.write, a.footprint, value, a.sca))
            .collect();
        let key: Key<'_> = (accesses, &source.constraints, &source.finals, &source.end);
        let covers = |a: &Lowered, b: &Lowered| {
            a.local.is_subset(&b.local) && a.pairs.iter().all(|p| b.pairs.contains(p))
        };
        let group = groups.entry(key.clone()).or_default();
        if group.is_empty() {
            order.push(key);
        }
        if !group.iter().any(|other| covers(other, &path)) {
            group.retain(|other| !covers(&path, other));
            group.push(path);
        }
    }
    order.iter().filter_map(|key| groups.remove(key)).flatten().collect()
}
