//! What a picture of an execution shows: instructions in columns, and links.

use super::cycle::{Edge, Violation};
use super::reason::{Local, Reason};
use super::words::Words;
use super::{Allowed, Answer, Explanation};
use crate::explore::Execution;
use crate::explore::execution::Kind;
use crate::model::relation::Relation;
use std::collections::BTreeSet;

/// A thread with more instructions than this shows those that matter.
const MOST_ROWS: usize = 8;

/// A picture as data.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// By thread: its instructions from top to bottom.
    pub(super) columns: Vec<Vec<Node>>,
    pub(super) links: Vec<Link>,
}

/// An instruction that was executed, or some that are left out.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) shape: Shape,
    /// The instruction.
    pub(super) title: String,
    /// What it reads and writes.
    pub(super) effect: String,
    /// Its places in the narrative.
    pub(super) numbers: Vec<usize>,
    /// Whether it takes effect before an earlier instruction.
    pub(super) early: bool,
    /// Whether it is part of the cycle.
    pub(super) in_cycle: bool,
    step: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Access,
    Fence,
    Branch,
    LeftOut,
}

/// A column and a row.
pub(super) type Place = (usize, usize);

/// An edge between two instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) family: Family,
    pub(super) label: String,
    pub(super) in_cycle: bool,
    /// The barrier that it leads through.
    pub(super) through: Option<Place>,
}

/// What an edge is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    ReadsFrom,
    Coherence,
    FromRead,
    Dependency,
    Barrier,
    Order,
}

impl Family {
    /// All of them, with the name of each in style sheets.
    pub(super) const ALL: [(Family, &'static str); 6] = [
        (Family::ReadsFrom, "rf"),
        (Family::Coherence, "co"),
        (Family::FromRead, "fr"),
        (Family::Dependency, "dep"),
        (Family::Barrier, "bar"),
        (Family::Order, "ord"),
    ];

    pub(super) fn name(self) -> &'static str {
        Family::ALL.iter().find(|(f, _)| *f == self).map_or("ord", |(_, name)| name)
    }
}

impl Graph {
    /// The picture of an explanation; none if there is no execution to show.
    pub(super) fn new(explanation: &Explanation) -> Option<Graph> {
        let (execution, violation, allowed) = match &explanation.answer {
            Answer::Allowed(a) => (&a.execution, None, Some(&**a)),
            Answer::Forbidden(f) => (&f.execution, Some(&f.violation), None),
            Answer::Impossible => return None,
        };
        let words = Words { test: &explanation.test, execution };
        let mut painter =
            Painter { words, e: execution, violation, allowed, graph: Graph::default() };
        painter.columns();
        match violation {
            Some(violation) => painter.cycle(violation),
            None => painter.witness(),
        }
        Some(painter.graph)
    }

    pub(super) fn node(&self, (column, row): Place) -> &Node {
        &self.columns[column][row]
    }
}

struct Painter<'a> {
    words: Words<'a>,
    e: &'a Execution,
    violation: Option<&'a Violation>,
    allowed: Option<&'a Allowed>,
    graph: Graph,
}

type Instruction = (usize, u32);

impl Painter<'_> {
    fn instruction_of(&self, part: usize) -> Instruction {
        let event = self.e.event(part);
        (usize::from(event.thread.0), event.step)
    }

    fn columns(&mut self) {
        let matters = self.what_matters();
        for thread in 0..self.e.threads.len() {
            let mut steps: Vec<u32> = Vec::new();
            for event in self.e.events.iter().filter(|e| usize::from(e.thread.0) == thread) {
                if steps.last() != Some(&event.step) {
                    steps.push(event.step);
                }
            }
            let all = steps.len() <= MOST_ROWS;
            let mut column = Vec::new();
            let mut left_out = 0;
            for step in steps {
                if all || matters.contains(&(thread, step)) {
                    push_left_out(&mut column, &mut left_out);
                    column.push(self.node(thread, step));
                } else {
                    left_out += 1;
                }
            }
            push_left_out(&mut column, &mut left_out);
            self.graph.columns.push(column);
        }
    }

    /// The instructions that a picture of a long test must show.
    fn what_matters(&self) -> BTreeSet<Instruction> {
        let mut matters = BTreeSet::new();
        let mut add = |part: usize| matters.insert(self.instruction_of(part));
        if let Some(violation) = self.violation {
            for edge in &violation.cycle {
                add(edge.from);
                via(edge.reason).map(&mut add);
            }
        }
        if let Some(allowed) = self.allowed {
            for (w, r) in self.e.external(&self.e.rf).pairs() {
                add(w);
                add(r);
            }
            for step in allowed.steps.iter().filter(|s| !s.overtakes.is_empty()) {
                add(step.parts[0]);
                let overwriting = self.e.fr.successors(step.parts[0]);
                overwriting.filter(|&w| self.e.parts[w].event != step.event).for_each(|w| {
                    add(w);
                });
                for &event in step.overtakes.iter().take(2) {
                    add(self.e.events[event].parts.start);
                }
            }
        }
        matters
    }

    fn node(&self, thread: usize, step: u32) -> Node {
        let own = |e: &&crate::explore::execution::Event| {
            usize::from(e.thread.0) == thread && e.step == step
        };
        let events: Vec<_> = self.e.events.iter().filter(own).collect();
        let memory: Vec<_> = events.iter().filter(|e| e.is_memory()).collect();
        let effect: Vec<String> = memory
            .iter()
            .map(|e| format!("{} {}", if e.is_write() { "W" } else { "R" }, self.words.access(e)))
            .collect();
        let shape = match events.iter().map(|e| e.kind).next() {
            _ if !memory.is_empty() => Shape::Access,
            Some(Kind::Fence(_)) => Shape::Fence,
            _ => Shape::Branch,
        };
        let mut node = Node {
            shape,
            title: events.first().map_or_else(String::new, |e| self.words.instruction(e)),
            effect: effect.join("  "),
            numbers: Vec::new(),
            early: false,
            in_cycle: false,
            step: Some(step),
        };
        for (n, s) in self.allowed.iter().flat_map(|a| a.steps.iter().enumerate()) {
            if own(&&self.e.events[s.event]) {
                node.numbers.push(n + 1);
                node.early |= !s.overtakes.is_empty();
            }
        }
        if let Some(violation) = self.violation {
            let at = |part: usize| self.instruction_of(part) == (thread, step);
            node.in_cycle = violation
                .cycle
                .iter()
                .any(|e| at(e.from) || (shape == Shape::Fence && via(e.reason).is_some_and(at)));
        }
        node
    }

    fn place(&self, part: usize) -> Option<Place> {
        let (thread, step) = self.instruction_of(part);
        let row = self.graph.columns[thread].iter().position(|n| n.step == Some(step))?;
        Some((thread, row))
    }

    fn link(&mut self, from: usize, to: usize, family: Family, label: &str, in_cycle: bool) {
        let (Some(from), Some(to)) = (self.place(from), self.place(to)) else { return };
        let link = Link { from, to, family, label: label.to_owned(), in_cycle, through: None };
        // Where a value is read, coherence with the reader's own write is no news.
        let known = |l: &Link| {
            let implied = family == Family::Coherence && l.family == Family::ReadsFrom;
            l.from == from && l.to == to && (l.family == family || implied)
        };
        if from != to && !self.graph.links.iter().any(known) {
            self.graph.links.push(link);
        }
    }

    fn cycle(&mut self, violation: &Violation) {
        for &edge in &violation.cycle {
            let (family, label) = self.looks(edge);
            let count = self.graph.links.len();
            self.link(edge.from, edge.to, family, &label, true);
            if family == Family::Barrier && self.graph.links.len() > count {
                let through = via(edge.reason).and_then(|v| self.place(v));
                let through = through.filter(|&p| self.graph.node(p).shape == Shape::Fence);
                self.graph.links[count].through = through;
            }
        }
        for (w, r) in self.e.rf.clone().pairs() {
            self.link(w, r, Family::ReadsFrom, "rf", false);
        }
    }

    /// The family and the label of an edge of a cycle.
    fn looks(&self, edge: Edge) -> (Family, String) {
        let (family, label) = match edge.reason {
            Reason::ReadsFrom | Reason::AnyReadsFrom => (Family::ReadsFrom, "rf"),
            Reason::Coherence | Reason::AnyCoherence => (Family::Coherence, "co"),
            Reason::FromRead | Reason::AnyFromRead => (Family::FromRead, "fr"),
            Reason::Hazard { .. } => (Family::FromRead, "hazard"),
            Reason::SameLocation => (Family::Order, "po-loc"),
            Reason::AtomicPair => (Family::Order, "rmw"),
            Reason::Local { why, .. } => match why {
                Local::LaterWrite => (Family::Order, "lws"),
                Local::Address => (Family::Dependency, "addr"),
                Local::Data => (Family::Dependency, "data"),
                Local::Control => (Family::Dependency, "ctrl"),
                Local::AddressThenWrite { .. } => (Family::Dependency, "addr;po"),
                Local::DependencyThenRead { .. } => (Family::Dependency, "dep;lrs"),
                Local::PickAddress => (Family::Dependency, "pick-addr"),
                Local::PickData => (Family::Dependency, "pick-data"),
                Local::PickControl => (Family::Dependency, "pick-ctrl"),
                Local::PickAddressThenWrite { .. } => (Family::Dependency, "pick-addr;po"),
                Local::PickThenOrder { .. } => (Family::Dependency, "pick;lob"),
                Local::Atomic => (Family::Order, "rmw"),
                Local::AtomicThenAcquire { .. } => (Family::Order, "rmw;lrs"),
                Local::Dmb { .. } | Local::FullFence { .. } => (Family::Barrier, "bob"),
                Local::Dsb { .. } => (Family::Barrier, "dsb-ob"),
                Local::ControlIsb { .. } => (Family::Barrier, "ctrl+isb"),
                Local::AddressIsb { .. } => (Family::Barrier, "addr+isb"),
                Local::DsbIsb { .. } => (Family::Barrier, "dsb+isb"),
                Local::AtomicAcquireRelease => (Family::Barrier, "acq-rel"),
                Local::ReleaseThenAcquire => (Family::Barrier, "rel;acq"),
                Local::Acquire => (Family::Barrier, "acquire"),
                Local::Release => (Family::Barrier, "release"),
                Local::Inside => (Family::Order, "order"),
                Local::ProgramOrder | Local::Locked => (Family::Order, "po"),
            },
        };
        (family, label.to_owned())
    }

    fn witness(&mut self) {
        let e = self.e;
        for (w, r) in e.rf.pairs() {
            self.link(w, r, Family::ReadsFrom, "rf", false);
        }
        let external = |r: &Relation| e.external(r);
        let next_co = &e.co - &e.co.then(&e.co);
        for (a, b) in external(&next_co).pairs() {
            self.link(a, b, Family::Coherence, "co", false);
        }
        let next_fr = &e.fr - &e.fr.then(&e.co);
        for (r, w) in external(&next_fr).pairs() {
            self.link(r, w, Family::FromRead, "fr", false);
        }
        for (relation, label) in
            [(e.of_threads(|t| t.addr.clone()), "addr"), (e.of_threads(|t| t.data.clone()), "data")]
        {
            for (a, b) in relation.pairs() {
                self.link(a, b, Family::Dependency, label, false);
            }
        }
    }
}

fn push_left_out(column: &mut Vec<Node>, left_out: &mut usize) {
    let count = std::mem::take(left_out);
    if count > 0 {
        column.push(Node {
            shape: Shape::LeftOut,
            title: format!("\u{22ef} {count} more"),
            effect: String::new(),
            numbers: Vec::new(),
            early: false,
            in_cycle: false,
            step: None,
        });
    }
}

/// What a reason names besides the two ends.
fn via(reason: Reason) -> Option<usize> {
    match reason {
        Reason::Hazard { via } => Some(via),
        Reason::Local { why, .. } => match why {
            Local::AddressThenWrite { via }
            | Local::DependencyThenRead { via }
            | Local::PickAddressThenWrite { via }
            | Local::AtomicThenAcquire { via }
            | Local::PickThenOrder { via } => Some(via),
            Local::Dmb { fence }
            | Local::Dsb { fence }
            | Local::ControlIsb { fence }
            | Local::AddressIsb { fence }
            | Local::DsbIsb { fence }
            | Local::FullFence { fence } => Some(fence),
            _ => None,
        },
        _ => None,
    }
}
