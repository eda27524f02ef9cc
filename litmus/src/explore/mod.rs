//! The search for every final state that a model allows.
//!
//! ```text
//! Test ── layout, program ──► paths ── cells, model ──► lowered ── search ──► executions ──► Outcomes
//! ```
//!
//! A test is [`Prepared`] once: its threads are executed along all their
//! paths with symbolic values. For each model the paths are then lowered to
//! memory events with the model's local order, and all consistent ways to
//! connect them are searched.

pub mod execution;
mod expr;
mod layout;
mod lower;
pub mod observe;
#[cfg(test)]
mod oracle;
mod order;
pub mod outcome;
mod part;
mod paths;
mod program;
mod search;
mod state;
mod step;
mod values;

pub use execution::Execution;
pub use outcome::{FinalState, Incomplete, Observation, Outcomes};
pub use part::Part;
pub use paths::Stopped;
pub use program::{Exclusives, Options};

use crate::model::Model;
use crate::model::graph::Footprint;
use crate::test::{Item, Prop, Test, ThreadId};
use layout::{Layout, item_len, item_type, observed};
use lower::Lowered;
use outcome::Question;
use paths::{Cells, Paths};
use program::Program;
use search::{Found, Next, Problem, Visitor};
use state::End;
use std::collections::HashMap;

/// A test whose paths are known.
pub struct Prepared<'a> {
    test: &'a Test,
    layout: Layout,
    paths: Paths,
    cells: Cells,
    question: Question,
    /// By cell: its initial value.
    initial: Vec<u128>,
    /// The cells whose final value is asked for.
    observed: Vec<u16>,
}

/// A prepared test under one model.
pub struct Search<'a> {
    prepared: &'a Prepared<'a>,
    threads: Vec<Vec<Lowered>>,
}

impl<'a> Prepared<'a> {
    /// Executes every thread of `test` along all its paths.
    ///
    /// `stop` is asked from time to time whether to give up.
    ///
    /// # Errors
    /// [`Stopped`] if it was told to.
    pub fn new(
        test: &'a Test,
        options: Options,
        stop: &dyn Fn() -> bool,
    ) -> Result<Prepared<'a>, Stopped> {
        Prepared::asking(test, options, &[], stop)
    }

    /// As [`new`](Prepared::new), for [`Search::find`] to look for `goals` that
    /// name more than the test asks for.
    ///
    /// # Errors
    /// [`Stopped`] if it was told to.
    pub fn asking(
        test: &'a Test,
        options: Options,
        goals: &[&Prop],
        stop: &dyn Fn() -> bool,
    ) -> Result<Prepared<'a>, Stopped> {
        let layout = Layout::new(test);
        let question = Question::new(test, &layout, goals);
        let program = Program::new(test, &layout, options, question.all_items());
        let paths = paths::paths(&program, &layout, stop)?;
        let cells = Cells::new(&paths);
        let initial = cells.cells.iter().map(|&c| layout.initial(c)).collect();
        let mut observed_cells: Vec<u16> = question
            .all_items()
            .iter()
            .filter_map(|&item| match item {
                Item::Loc { loc, index } => Some((loc, index)),
                Item::Reg { .. } => None,
            })
            .flat_map(|(loc, index)| {
                let elements = match index {
                    Some(i) => i..i + 1,
                    None => 0..item_len(test, Item::Loc { loc, index }) as u32,
                };
                elements.map(move |i| observed(test, loc, i))
            })
            .flat_map(|at| cells.of_overlapping(at).collect::<Vec<_>>())
            .collect();
        observed_cells.sort_unstable();
        observed_cells.dedup();
        Ok(Prepared { test, layout, paths, cells, question, initial, observed: observed_cells })
    }

    /// Lowers the paths for a model.
    pub fn under(&'a self, model: &dyn Model) -> Search<'a> {
        Search { prepared: self, threads: lower::lower(&self.paths, &self.cells, model) }
    }

    fn problem<'s>(
        &'s self,
        threads: &'s [Vec<Lowered>],
        part: Part,
        stop: &'s dyn Fn() -> bool,
    ) -> Problem<'s> {
        Problem {
            arenas: &self.paths.arenas,
            threads,
            cells: &self.cells,
            initial: &self.initial,
            observed: &self.observed,
            stop,
            part,
        }
    }

    /// The value of an item, element by element, in a found execution.
    fn final_value(&self, found: &impl Ending, item: Item, out: &mut Vec<u128>) {
        let ty = item_type(self.test, item);
        match item {
            Item::Reg { thread, .. } => {
                let n = self.question.register_index(item);
                let value = found.register(usize::from(thread.0), n);
                let len = item_len(self.test, item);
                if len == 1 {
                    out.push(self.layout.normalize(value, ty));
                    return;
                }
                let bits = ty.size.bytes() * 8;
                out.extend((0..len as u32).map(|i| {
                    let lane = if i * bits < 128 { value >> (i * bits) } else { 0 };
                    self.layout.normalize(lane & expr::mask(bits), ty)
                }));
            }
            Item::Loc { loc, index } => {
                let elements = match index {
                    Some(i) => i..i + 1,
                    None => 0..item_len(self.test, item) as u32,
                };
                for i in elements {
                    let at = observed(self.test, loc, i);
                    let value = found.memory(at, self.layout.initial(at));
                    out.push(self.layout.normalize(value, ty));
                }
            }
        }
    }
}

/// How an execution ends.
trait Ending {
    /// The final value of an observed register: the `n`-th of its thread.
    fn register(&self, thread: usize, n: usize) -> u128;
    /// The final value of some bytes.
    fn memory(&self, at: Footprint, initial: u128) -> u128;
}

impl<const N: usize> Ending for Found<'_, N> {
    fn register(&self, thread: usize, n: usize) -> u128 {
        Found::register(self, thread, n)
    }

    fn memory(&self, at: Footprint, initial: u128) -> u128 {
        Found::memory(self, at, initial)
    }
}

impl Search<'_> {
    /// Finds all final states.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    pub fn outcomes(&self, stop: &dyn Fn() -> bool) -> Result<Outcomes, Stopped> {
        self.part(Part::WHOLE, stop)
    }

    /// Does one part of the search; the outcomes of all parts, merged, are
    /// those of the whole.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    pub fn part(&self, part: Part, stop: &dyn Fn() -> bool) -> Result<Outcomes, Stopped> {
        let problem = self.problem(part, stop);
        let mut collector =
            Collector { prepared: self.prepared, states: HashMap::new(), buffer: Vec::new() };
        search::search(&problem, &mut collector)?;
        let states = collector.states;
        let incomplete = self.incomplete(part, stop)?;
        Ok(self.prepared.question.outcomes(states, incomplete))
    }

    fn problem<'s>(&'s self, part: Part, stop: &'s dyn Fn() -> bool) -> Problem<'s> {
        self.prepared.problem(&self.threads, part, stop)
    }

    /// Why there may be more executions than those that the search finds.
    ///
    /// # Errors
    /// [`Stopped`] if `stop` said so.
    pub fn bounds(&self, stop: &dyn Fn() -> bool) -> Result<Vec<Incomplete>, Stopped> {
        self.incomplete(Part::WHOLE, stop)
    }

    /// The bounds and faults that some consistent execution runs into.
    fn incomplete(&self, part: Part, stop: &dyn Fn() -> bool) -> Result<Vec<Incomplete>, Stopped> {
        let all_exit = |path: &Lowered| path.end == End::Exit;
        if part.index != 0 || self.threads.iter().flatten().all(all_exit) {
            return Ok(Vec::new());
        }
        let mut ends = EndFinder { found: Vec::new(), current: Vec::new() };
        search::search(&self.problem(Part::WHOLE, stop), &mut ends)?;
        Ok(ends.found.into_iter().map(|(thread, end)| outcome::incomplete(thread, &end)).collect())
    }
}

/// Collects the final states of executions in which every thread exits.
struct Collector<'a> {
    prepared: &'a Prepared<'a>,
    states: HashMap<Box<[u128]>, u64>,
    buffer: Vec<u128>,
}

impl Visitor for Collector<'_> {
    fn wants(&mut self, paths: &[&Lowered]) -> bool {
        paths.iter().all(|p| p.end == End::Exit)
    }

    fn candidate<const N: usize>(&mut self, found: &Found<'_, N>) -> Next {
        self.buffer.clear();
        for &item in self.prepared.question.all_items() {
            self.prepared.final_value(found, item, &mut self.buffer);
        }
        let Some(shown) = self.prepared.question.accepts(&self.buffer) else {
            return Next::Continue;
        };
        if found.is_consistent() {
            match self.states.get_mut(&self.buffer[..shown]) {
                Some(count) => *count += 1,
                None => {
                    self.states.insert(self.buffer[..shown].into(), 1);
                }
            }
        }
        Next::Continue
    }
}

/// Finds which of the ends other than exits are possible.
struct EndFinder {
    found: Vec<(ThreadId, End)>,
    current: Vec<(ThreadId, End)>,
}

impl Visitor for EndFinder {
    fn wants(&mut self, paths: &[&Lowered]) -> bool {
        self.current = paths
            .iter()
            .enumerate()
            .filter(|(_, p)| p.end != End::Exit)
            .map(|(t, p)| (ThreadId(t as u16), p.end.clone()))
            .filter(|end| !self.found.contains(end))
            .collect();
        !self.current.is_empty()
    }

    fn candidate<const N: usize>(&mut self, found: &Found<'_, N>) -> Next {
        if self.current.is_empty() || !found.is_consistent() {
            return Next::Continue;
        }
        self.found.append(&mut self.current);
        Next::Continue
    }
}

/// The propositions of a test: its condition's and its filter's.
fn propositions(test: &Test) -> impl Iterator<Item = &Prop> {
    std::iter::once(&test.condition.prop).chain(&test.filter)
}
