//! Executions as plain data: their events, what connects them, how they end.
//!
//! The search works on numbers and stops at the first fact that decides it.
//! Whoever wants to show or check an execution gets it whole here: every
//! access, fence and branch of every thread with its instruction and its
//! value, the relations of the model between them, and the final state.
//!
//! [`Search::find`] gives executions that a model allows.
//! [`Prepared::violating`] gives executions that end in a state which no
//! consistent execution reaches: the model's axioms are dropped one after the
//! other until there is one. What the model says against it is then the reason
//! why the state is forbidden.

mod axioms_off;

use super::layout::Pc;
use super::lower::{self, Lowered, events_of};
use super::order::{Order, Source};
use super::outcome::{Compiled, Value};
use super::part::Part as SearchPart;
use super::paths::{Path, Stopped};
use super::search::{self, Found, Next, Problem, Visitor};
use super::state::End;
use super::{Ending, Prepared, Search};
use crate::model::graph::{Annotation, EventKind, Fence, Footprint, ThreadEvents};
use crate::model::relation::{Relation, Set};
use crate::model::{Clauses, Model};
use crate::test::{Item, Prop, Scalar, ThreadId};
use std::ops::Range;

/// What an [`Event`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A memory read.
    Read,
    /// A memory write.
    Write,
    /// A barrier.
    Fence(Fence),
    /// A conditional or indirect branch.
    Branch,
}

/// An access, a barrier or a branch of an execution.
#[derive(Clone, Debug)]
pub struct Event {
    /// The thread that executes it.
    pub thread: ThreadId,
    /// Which instruction of the thread's path it belongs to, counted from 0.
    pub step: u32,
    /// The instruction: the thread whose code it is in, and its index there.
    pub source: (ThreadId, usize),
    /// What it is.
    pub kind: Kind,
    /// How it takes part in ordering.
    pub annotation: Annotation,
    /// The bytes that it accesses.
    pub at: Option<Footprint>,
    /// The value read or written.
    pub value: Option<Value>,
    /// The value as the bits that are read or written.
    pub bits: u128,
    /// Its parts.
    pub parts: Range<usize>,
}

impl Event {
    /// Whether it accesses memory.
    pub fn is_memory(&self) -> bool {
        self.at.is_some()
    }

    /// Whether it is a memory read.
    pub fn is_read(&self) -> bool {
        self.kind == Kind::Read
    }

    /// Whether it is a memory write.
    pub fn is_write(&self) -> bool {
        self.kind == Kind::Write
    }
}

/// What the relations of an [`Execution`] relate: a piece of an access that
/// every access of the test takes whole or not at all. Most accesses have one.
#[derive(Clone, Debug)]
pub struct Part {
    /// The event that it is a part of.
    pub event: usize,
    /// Its bytes; none for a fence or a branch.
    pub at: Option<Footprint>,
}

/// One execution of a test.
#[derive(Clone, Debug)]
pub struct Execution {
    /// The accesses, fences and branches, thread by thread in program order.
    pub events: Vec<Event>,
    /// Their parts, in the same order.
    pub parts: Vec<Part>,
    /// The parts as the models see them, by thread.
    pub threads: Vec<ThreadEvents>,
    /// By thread: its first part.
    pub first_part: Vec<usize>,
    /// Reads-from, between parts.
    pub rf: Relation,
    /// Coherence, total for each piece of memory, between parts.
    pub co: Relation,
    /// From-read, `rf^-1;co`: initial values are read before every write.
    pub fr: Relation,
    /// The parts that read the initial state.
    pub initial: Set,
    /// What is asked for, and its final value.
    pub final_state: Vec<(Item, Vec<Value>)>,
}

impl Execution {
    /// The thread of a part and its number among the thread's events.
    pub fn place(&self, part: usize) -> (usize, usize) {
        let thread = usize::from(self.event(part).thread.0);
        (thread, part - self.first_part[thread])
    }

    /// The event of a part.
    pub fn event(&self, part: usize) -> &Event {
        &self.events[self.parts[part].event]
    }

    /// A relation of the threads, over the parts of all of them.
    pub fn of_threads(&self, relation: impl Fn(&ThreadEvents) -> Relation) -> Relation {
        let mut all = Relation::new(self.parts.len());
        for (thread, &base) in self.threads.iter().zip(&self.first_part) {
            relation(thread).pairs().for_each(|(a, b)| all.insert(base + a, base + b));
        }
        all
    }

    /// Program order.
    pub fn po(&self) -> Relation {
        self.of_threads(ThreadEvents::po)
    }

    /// The parts of one single-copy atomic access, each with itself too.
    pub fn sca(&self) -> Relation {
        self.of_threads(ThreadEvents::sca)
    }

    /// The clauses of a model's local order.
    pub fn clauses(&self, model: &dyn Model) -> Clauses {
        let mut all: Clauses = Vec::new();
        for (thread, &base) in self.threads.iter().zip(&self.first_part) {
            for (clause, relation) in model.clauses(thread) {
                let n = all.iter().position(|(c, _)| *c == clause).unwrap_or_else(|| {
                    all.push((clause, Relation::new(self.parts.len())));
                    all.len() - 1
                });
                relation.pairs().for_each(|(a, b)| all[n].1.insert(base + a, base + b));
            }
        }
        all
    }

    /// The pairs of a relation between parts of different threads.
    #[must_use]
    pub fn external(&self, relation: &Relation) -> Relation {
        let mut external = Relation::new(self.parts.len());
        relation
            .pairs()
            .filter(|&(a, b)| self.event(a).thread != self.event(b).thread)
            .for_each(|(a, b)| external.insert(a, b));
        external
    }

    /// The memory parts.
    pub fn memory(&self) -> Set {
        Set::from_fn(self.parts.len(), |p| self.parts[p].at.is_some())
    }

    /// Whether the final state has a value for an item.
    pub fn final_value(&self, item: Item) -> Option<&[Value]> {
        self.final_state.iter().find(|(i, _)| *i == item).map(|(_, v)| v.as_slice())
    }
}

/// Which axioms an execution of [`Prepared::violating`] keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Internal visibility (coherence) and atomicity; local order is dropped.
    CoherenceAndAtomicity,
    /// Internal visibility alone.
    Coherence,
    /// None: reads take their values from any write, coherence is any order.
    Nothing,
}

impl Search<'_> {
    /// An execution that the model allows and whose final state satisfies
    /// `goal`.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    ///
    /// # Panics
    /// If `goal` names an item that neither the test asks for nor a goal given
    /// to [`Prepared::asking`].
    pub fn find(&self, goal: &Prop, stop: &dyn Fn() -> bool) -> Result<Option<Execution>, Stopped> {
        let mut found = None;
        self.find_each(goal, stop, &mut |execution| {
            found = Some(execution);
            false
        })?;
        Ok(found)
    }

    /// Passes executions whose final state satisfies `goal` to `visit` until
    /// it says that it has seen enough.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    ///
    /// # Panics
    /// As [`find`](Search::find).
    pub fn find_each(
        &self,
        goal: &Prop,
        stop: &dyn Fn() -> bool,
        visit: &mut dyn FnMut(Execution) -> bool,
    ) -> Result<(), Stopped> {
        let problem = self.problem(SearchPart::WHOLE, stop);
        self.prepared.find_in(&problem, goal, visit)
    }
}

impl Prepared<'_> {
    /// Executions that end as `goal` says, disregarding the model's local
    /// order: with as many of the other axioms as possible. At most `most`.
    ///
    /// None at all means that the values cannot come about: no write of the
    /// test makes them, or each would have to come from itself.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    ///
    /// # Panics
    /// As [`Search::find`].
    pub fn violating(
        &self,
        goal: &Prop,
        most: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<(Kept, Vec<Execution>), Stopped> {
        let mut threads = lower::lower(&self.paths, &self.cells, &Unordered);
        for kept in [Kept::CoherenceAndAtomicity, Kept::Coherence] {
            if kept == Kept::Coherence {
                threads.iter_mut().flatten().for_each(|path| path.pairs.clear());
            }
            let problem = self.problem(&threads, SearchPart::WHOLE, stop);
            let mut found = Vec::new();
            self.find_in(&problem, goal, &mut |execution| {
                found.push(execution);
                found.len() < most
            })?;
            if !found.is_empty() {
                return Ok((kept, found));
            }
        }
        let goal = self.question.compile(self.test, &self.layout, goal);
        let found = axioms_off::executions(self, &threads, &goal, most, stop)?;
        Ok((Kept::Nothing, found))
    }

    fn find_in(
        &self,
        problem: &Problem<'_>,
        goal: &Prop,
        visit: &mut dyn FnMut(Execution) -> bool,
    ) -> Result<(), Stopped> {
        let goal = self.question.compile(self.test, &self.layout, goal);
        let mut finder = Finder { prepared: self, goal, buffer: Vec::new(), visit };
        search::search(problem, &mut finder)
    }

    /// Whether a final state is one that counts and satisfies `goal`.
    fn satisfies(&self, end: &impl Ending, goal: &Compiled, buffer: &mut Vec<u128>) -> bool {
        buffer.clear();
        for &item in self.question.all_items() {
            self.final_value(end, item, buffer);
        }
        self.question.accepts(buffer).is_some() && goal.holds(buffer)
    }
}

/// A model that orders nothing inside a thread.
#[derive(Debug)]
struct Unordered;

impl Model for Unordered {
    fn name(&self) -> &'static str {
        "unordered"
    }

    fn version(&self) -> &'static str {
        "coherence and atomicity alone"
    }

    fn clauses(&self, _: &ThreadEvents) -> Clauses {
        Vec::new()
    }
}

struct Finder<'p, 'a> {
    prepared: &'p Prepared<'a>,
    goal: Compiled,
    buffer: Vec<u128>,
    visit: &'p mut dyn FnMut(Execution) -> bool,
}

impl Visitor for Finder<'_, '_> {
    fn wants(&mut self, paths: &[&Lowered]) -> bool {
        paths.iter().all(|p| p.end == End::Exit)
    }

    fn candidate<const N: usize>(&mut self, found: &Found<'_, N>) -> Next {
        if !self.prepared.satisfies(found, &self.goal, &mut self.buffer) {
            return Next::Continue;
        }
        let Some(order) = found.complete() else { return Next::Continue };
        let choice = Choice {
            paths: found.paths.iter().map(|p| p.path).collect(),
            rf: order.rf.clone(),
            co: coherence(&order, found.frame.writes.len(), &found.frame.events),
            values: found.values.to_vec(),
        };
        let execution = Execution::new(self.prepared, &choice, &self.buffer);
        if (self.visit)(execution) { Next::Continue } else { Next::Enough }
    }
}

/// The writes of each cell in coherence order.
fn coherence<const N: usize>(
    order: &Order<N>,
    cells: usize,
    events: &[super::order::Event],
) -> Vec<Vec<usize>> {
    let mut co = vec![Vec::new(); cells];
    for (n, event) in events.iter().enumerate().filter(|(_, e)| e.write) {
        co[usize::from(event.cell)].push(n);
    }
    let rank = |w: &usize| order.co_before[*w].iter().map(|b| b.count_ones()).sum::<u32>();
    co.iter_mut().for_each(|writes| writes.sort_by_key(rank));
    co
}

/// Everything that tells one execution from another. Events are numbered as in
/// the search: the memory events of all threads' paths, one after the other.
struct Choice {
    /// By thread: its path.
    paths: Vec<usize>,
    /// By event: where a read takes its value from.
    rf: Vec<Source>,
    /// By cell: its writes in coherence order.
    co: Vec<Vec<usize>>,
    /// By access over all threads: its value.
    values: Vec<u128>,
}

impl Execution {
    /// `flat` are the final values of all items of the question.
    fn new(prepared: &Prepared<'_>, choice: &Choice, flat: &[u128]) -> Execution {
        let paths: Vec<&Path> = choice
            .paths
            .iter()
            .zip(&prepared.paths.threads)
            .map(|(&n, thread)| &thread[n])
            .collect();
        let mut execution = Execution {
            events: Vec::new(),
            parts: Vec::new(),
            threads: Vec::new(),
            first_part: Vec::new(),
            rf: Relation::new(0),
            co: Relation::new(0),
            fr: Relation::new(0),
            initial: Set::new(0),
            final_state: prepared.question.named(flat),
        };
        let mut values = choice.values.as_slice();
        for (thread, path) in paths.iter().enumerate() {
            let (own, rest) = values.split_at(path.graph.accesses.len());
            execution.add_thread(prepared, ThreadId(thread as u16), path, own);
            values = rest;
        }
        execution.connect(choice);
        execution
    }

    fn add_thread(
        &mut self,
        prepared: &Prepared<'_>,
        thread: ThreadId,
        path: &Path,
        values: &[u128],
    ) {
        let events = events_of(path, &prepared.cells);
        self.first_part.push(self.parts.len());
        let mut last_access = None;
        for e in &events.events {
            let part = self.parts.len();
            let at = e.cell().map(|c| prepared.cells.cells[usize::from(c.0)]);
            let same = e.access.is_some() && e.access == last_access;
            last_access = e.access;
            if same && let Some(event) = self.events.last_mut() {
                event.parts.end = part + 1;
            } else {
                let access = e.access.map(|id| usize::from(id.0));
                let at = access.map(|a| path.graph.accesses[a].footprint);
                let bits = access.map_or(0, |a| values[a]);
                let Pc { thread: code, index } = path.trace[e.step as usize];
                self.events.push(Event {
                    thread,
                    step: e.step,
                    source: (code, index),
                    kind: match e.kind {
                        EventKind::Read(_) => Kind::Read,
                        EventKind::Write(_) => Kind::Write,
                        EventKind::Fence(f) => Kind::Fence(f),
                        EventKind::Branch => Kind::Branch,
                    },
                    annotation: e.annotation,
                    at,
                    value: at.map(|at| prepared.named_value(bits, at)),
                    bits,
                    parts: part..part + 1,
                });
            }
            self.parts.push(Part { event: self.events.len() - 1, at });
        }
        self.threads.push(events);
    }

    fn connect(&mut self, choice: &Choice) {
        let n = self.parts.len();
        let memory: Vec<usize> = self.memory().iter().collect();
        self.rf = Relation::new(n);
        self.co = Relation::new(n);
        self.initial = Set::new(n);
        for writes in &choice.co {
            for (i, &a) in writes.iter().enumerate() {
                writes[i + 1..].iter().for_each(|&b| self.co.insert(memory[a], memory[b]));
            }
        }
        let mut fr = Relation::new(n);
        for (r, &source) in choice.rf.iter().enumerate() {
            let read = memory[r];
            if !self.event(read).is_read() {
                continue;
            }
            if let Source::Write(w) = source {
                let w = memory[usize::from(w)];
                self.rf.insert(w, read);
                self.co.successors(w).for_each(|later| fr.insert(read, later));
            } else {
                self.initial.insert(read);
                let at = self.parts[read].at;
                (0..n)
                    .filter(|&w| self.event(w).is_write() && self.parts[w].at == at)
                    .for_each(|w| fr.insert(read, w));
            }
        }
        self.fr = fr;
    }
}

impl Prepared<'_> {
    /// A value as it is printed: at the type of its location if it is accessed
    /// whole, as an unsigned number if not.
    fn named_value(&self, bits: u128, at: Footprint) -> Value {
        let mut ty = self.test.locations[usize::from(at.loc.0)].ty.elem;
        if ty.size.bytes() != at.size {
            let size = crate::isa::Size::from_bytes(at.size).unwrap_or(crate::isa::Size::Q);
            // A small number in a wider access is still printed with its sign.
            ty = Scalar { size, signed: false, pointer: false };
        }
        self.question.name(self.layout.normalize(bits, ty), ty)
    }
}
