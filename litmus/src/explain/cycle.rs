//! What a model has against an execution: the shortest cycle.

use super::reason::{self, Reason};
use crate::explore::Execution;
use crate::model::graph::ThreadEvents;
use crate::model::relation::Relation;
use crate::model::{Clauses, Model};
use std::collections::VecDeque;

/// The requirement of the model that an execution violates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axiom {
    /// External visibility: ordered-before is acyclic.
    External,
    /// Internal visibility: the accesses to one location agree with the
    /// program order of each thread.
    Internal,
    /// No other write comes between the read and the write of an atomic pair.
    Atomicity,
}

/// Part `from` comes before part `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The first part.
    pub from: usize,
    /// The second part.
    pub to: usize,
    /// Why it is the second.
    pub reason: Reason,
}

/// A violated axiom, and the cycle that shows it.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The axiom.
    pub axiom: Axiom,
    /// The cycle: each edge begins where the one before it ends.
    pub cycle: Vec<Edge>,
}

impl Violation {
    /// Checks the cycle edge by edge against the definitions of the relations.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, execution: &Execution, model: &dyn Model) -> Result<(), String> {
        let Some(last) = self.cycle.last() else { return Err("the cycle is empty".to_owned()) };
        let mut at = last.to;
        for edge in &self.cycle {
            if edge.from != at {
                return Err(format!("{edge:?} does not begin at {at}"));
            }
            if !belongs(self.axiom, edge.reason) {
                return Err(format!("{edge:?} is no edge of {:?}", self.axiom));
            }
            if !edge.reason.holds(execution, model, edge.from, edge.to) {
                return Err(format!("{edge:?} does not hold"));
            }
            at = edge.to;
        }
        let pairs = self.cycle.iter().filter(|e| e.reason == Reason::AtomicPair).count();
        if (self.axiom == Axiom::Atomicity) != (pairs == 1) {
            return Err(format!("{pairs} atomic pairs for {:?}", self.axiom));
        }
        Ok(())
    }
}

/// Whether the relation that an axiom wants acyclic has such edges.
fn belongs(axiom: Axiom, reason: Reason) -> bool {
    use Reason as R;
    match axiom {
        Axiom::External => matches!(
            reason,
            R::ReadsFrom | R::Coherence | R::FromRead | R::Hazard { .. } | R::Local { .. }
        ),
        Axiom::Internal => {
            let only = [R::SameLocation, R::AnyReadsFrom, R::AnyCoherence, R::AnyFromRead];
            only.contains(&reason)
        }
        Axiom::Atomicity => {
            matches!(reason, R::FromRead | R::Coherence | R::AtomicPair)
        }
    }
}

/// The edges of ordered-before, unclosed.
pub(super) struct OrderedBefore {
    clauses: Clauses,
    rf: Relation,
    co: Relation,
    fr: Relation,
    hazard: Relation,
    /// Their union.
    pub(super) all: Relation,
}

impl OrderedBefore {
    pub(super) fn new(e: &Execution, model: &dyn Model) -> OrderedBefore {
        let memory = e.memory();
        let mut clauses = e.clauses(model);
        clauses.iter_mut().for_each(|(_, r)| *r = r.from(&memory).to(&memory));
        let sca = e.sca();
        let [rf, co, fr] = [&e.rf, &e.co, &e.fr].map(|r| e.external(r));
        let reads = crate::model::relation::Set::from_fn(e.parts.len(), |p| e.event(p).is_read());
        let po_loc = e.of_threads(ThreadEvents::po_loc);
        let hazard = po_loc.from(&reads).to(&reads).then(&fr);
        let [rf, co, fr] = [rf, co, fr].map(|r| r.then(&sca));
        let mut all = &rf | &co | &fr | &hazard;
        clauses.iter().for_each(|(_, r)| all.add(r));
        OrderedBefore { clauses, rf, co, fr, hazard, all }
    }

    /// Why `a` is before `b`; the most telling reason if there are several.
    pub(super) fn reason(
        &self,
        e: &Execution,
        model: &dyn Model,
        a: usize,
        b: usize,
    ) -> Option<Reason> {
        let global = [
            (&self.rf, Reason::ReadsFrom),
            (&self.fr, Reason::FromRead),
            (&self.co, Reason::Coherence),
        ];
        if let Some((_, reason)) = global.into_iter().find(|(r, _)| r.contains(a, b)) {
            return Some(reason);
        }
        if self.hazard.contains(a, b) {
            let holds = |&reason: &Reason| reason.holds(e, model, a, b);
            return (0..e.parts.len()).map(|via| Reason::Hazard { via }).find(holds);
        }
        self.clauses.iter().filter(|(_, r)| r.contains(a, b)).find_map(|&(clause, _)| {
            reason::find(e, model, clause, a, b).map(|why| Reason::Local { clause, why })
        })
    }
}

/// The shortest reason why the model does not allow an execution.
pub fn violation(e: &Execution, model: &dyn Model) -> Option<Violation> {
    [internal(e), atomicity(e), external(e, model)]
        .into_iter()
        .flatten()
        .min_by_key(|v| v.cycle.len())
}

/// A cycle of `po-loc | rf | co | fr`.
fn internal(e: &Execution) -> Option<Violation> {
    let po_loc = e.of_threads(ThreadEvents::po_loc);
    let cycle = shortest(&(&po_loc | &e.rf | &e.co | &e.fr))?;
    let edge = |(from, to)| {
        let reasons =
            [Reason::AnyReadsFrom, Reason::AnyFromRead, Reason::AnyCoherence, Reason::SameLocation];
        let relations = [&e.rf, &e.fr, &e.co, &po_loc];
        let n = relations.iter().position(|r| r.contains(from, to))?;
        Some(Edge { from, to, reason: reasons[n] })
    };
    let cycle: Option<Vec<Edge>> = cycle.into_iter().map(edge).collect();
    Some(Violation { axiom: Axiom::Internal, cycle: cycle? })
}

/// Another thread's write between the halves of an atomic pair.
fn atomicity(e: &Execution) -> Option<Violation> {
    let (fr, co) = (e.external(&e.fr), e.external(&e.co));
    let writes_between = |r: usize, w: usize| {
        (r + 1..w).any(|p| e.event(p).is_write() && e.parts[p].at == e.parts[w].at)
    };
    let (r, other, w) = e.of_threads(ThreadEvents::rmw).pairs().find_map(|(r, w)| {
        let other = fr.successors(r).find(|&o| co.contains(o, w) && !writes_between(r, w));
        other.map(|o| (r, o, w))
    })?;
    let cycle = vec![
        Edge { from: r, to: other, reason: Reason::FromRead },
        Edge { from: other, to: w, reason: Reason::Coherence },
        Edge { from: w, to: r, reason: Reason::AtomicPair },
    ];
    Some(Violation { axiom: Axiom::Atomicity, cycle })
}

/// A cycle of ordered-before.
fn external(e: &Execution, model: &dyn Model) -> Option<Violation> {
    let ob = OrderedBefore::new(e, model);
    let cycle = shortest(&ob.all)?;
    let edge = |(from, to)| Some(Edge { from, to, reason: ob.reason(e, model, from, to)? });
    let cycle: Option<Vec<Edge>> = cycle.into_iter().map(edge).collect();
    Some(Violation { axiom: Axiom::External, cycle: cycle? })
}

/// A shortest cycle of a relation, beginning with its first event.
fn shortest(r: &Relation) -> Option<Vec<(usize, usize)>> {
    let cycle = (0..r.len()).filter_map(|start| cycle_from(r, start)).min_by_key(Vec::len)?;
    let first = cycle.iter().enumerate().min_by_key(|(_, n)| **n).map_or(0, |(i, _)| i);
    let at = |i: usize| cycle[(first + i) % cycle.len()];
    Some((0..cycle.len()).map(|i| (at(i), at(i + 1))).collect())
}

/// The nodes of a shortest cycle through `start`.
fn cycle_from(r: &Relation, start: usize) -> Option<Vec<usize>> {
    let mut from = vec![None; r.len()];
    let mut todo = VecDeque::from([start]);
    while let Some(a) = todo.pop_front() {
        for b in r.successors(a) {
            if b == start {
                let mut path: Vec<usize> =
                    std::iter::successors(Some(a), |&n| if n == start { None } else { from[n] })
                        .collect();
                path.reverse();
                return Some(path);
            }
            if from[b].is_none() {
                from[b] = Some(a);
                todo.push_back(b);
            }
        }
    }
    None
}
