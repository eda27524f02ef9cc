//! The search for all consistent executions.
//!
//! For each combination of paths, reads are given their sources one by one,
//! the most constrained first, and every decision is followed through at once:
//! order ([`super::order`]), values, and the conditions of the path. Then the
//! last write of each observed cell is chosen. What remains of coherence only
//! needs to exist: one way to complete it is enough, so the cost grows with the
//! executions that differ in what was read and what was left, not with the
//! number of coherence orders.

use super::expr::Arena;
use super::lower::{Computed, Lowered};
use super::order::{Bits, Event, Frame, Order, Source, Violated, has, members};
use super::part::{Counter, Part, SPLIT_DEPTH};
use super::paths::{Cells, Stopped};
use crate::model::graph::Footprint;

/// What a search needs.
pub(crate) struct Problem<'a> {
    pub(crate) arenas: &'a [Arena],
    pub(crate) threads: &'a [Vec<Lowered>],
    pub(crate) cells: &'a Cells,
    /// By cell: its initial value.
    pub(crate) initial: &'a [u128],
    /// The cells whose final value is asked for.
    pub(crate) observed: &'a [u16],
    pub(crate) stop: &'a dyn Fn() -> bool,
    /// Which part of the search to do.
    pub(crate) part: Part,
}

/// A consistent execution, as found.
pub(crate) struct Found<'f, const N: usize> {
    pub(crate) paths: &'f [&'f Lowered],
    pub(crate) frame: &'f Frame<N>,
    order: &'f Order<N>,
    /// By access over all threads: its value.
    pub(crate) values: &'f [u128],
    problem: &'f Problem<'f>,
    access_base: &'f [usize],
}

impl<const N: usize> Found<'_, N> {
    /// The final value of an observed register: the `n`-th of its thread.
    pub(crate) fn register(&self, thread: usize, n: usize) -> u128 {
        let base = self.access_base[thread];
        let path = self.paths[thread];
        evaluate(&self.problem.arenas[thread], path, &path.finals[n], &self.values[base..])
    }

    /// The final value of some bytes.
    pub(crate) fn memory(&self, at: Footprint, initial: u128) -> u128 {
        let mut value = initial;
        for cell in self.problem.cells.of_overlapping(at) {
            let piece = self.problem.cells.cells[usize::from(cell)];
            let content = match self.last(cell) {
                Some(w) => self.written(w),
                None => self.problem.initial[usize::from(cell)],
            };
            for byte in 0..piece.size {
                let Some(to) = (piece.offset + byte).checked_sub(at.offset) else { continue };
                if to < at.size {
                    let field = 0xFFu128 << (to * 8);
                    value = (value & !field) | (((content >> (byte * 8)) & 0xFF) << (to * 8));
                }
            }
        }
        value
    }

    fn last(&self, cell: u16) -> Option<usize> {
        let writes = self.frame.writes[usize::from(cell)];
        members(writes).find(|&w| self.order.co_after[w].iter().all(|&word| word == 0))
    }

    /// What a write event writes to its cell.
    fn written(&self, w: usize) -> u128 {
        let e = self.frame.events[w];
        let part = &self.paths[usize::from(e.thread)].events[usize::from(e.index)];
        let access = self.access_base[usize::from(e.thread)] + usize::from(part.access);
        (self.values[access] >> part.shift) & super::expr::mask(part.bits.into())
    }

    /// Whether there is a coherence order for it.
    pub(crate) fn is_consistent(&self) -> bool {
        self.order.is_consistent(self.frame)
    }

    /// The execution with its coherence completed.
    pub(crate) fn complete(&self) -> Option<Order<N>> {
        self.order.complete(self.frame)
    }
}

/// What to do with an execution.
pub(crate) enum Next {
    Continue,
    Enough,
}

/// Who is told of each execution that is found.
pub(crate) trait Visitor {
    /// Whether this combination of paths is of interest.
    fn wants(&mut self, paths: &[&Lowered]) -> bool;
    /// An execution whose reads and last writes are decided; coherence may
    /// still turn out not to exist.
    fn candidate<const N: usize>(&mut self, found: &Found<'_, N>) -> Next;
}

/// Searches every combination of paths.
pub(crate) fn search(problem: &Problem<'_>, visitor: &mut impl Visitor) -> Result<(), Stopped> {
    let mut choice = vec![0usize; problem.threads.len()];
    if problem.threads.iter().any(Vec::is_empty) {
        return Ok(());
    }
    let combinations =
        problem.threads.iter().fold(1u64, |n, paths| n.saturating_mul(paths.len() as u64));
    let division = problem.part.division(combinations);
    let mut counter = division.counter();
    for n in 0.. {
        if (problem.stop)() {
            return Err(Stopped::Asked);
        }
        let paths: Vec<&Lowered> =
            choice.iter().zip(problem.threads).map(|(&c, paths)| &paths[c]).collect();
        if division.has(n) && visitor.wants(&paths) {
            let events: usize = paths.iter().map(|p| p.events.len()).sum();
            let next = match events.div_ceil(64) {
                0 | 1 => combination::<1>(problem, &paths, visitor, &mut counter),
                2 => combination::<2>(problem, &paths, visitor, &mut counter),
                3..=4 => combination::<4>(problem, &paths, visitor, &mut counter),
                5..=8 => combination::<8>(problem, &paths, visitor, &mut counter),
                9..=16 => combination::<16>(problem, &paths, visitor, &mut counter),
                17..=64 => combination::<64>(problem, &paths, visitor, &mut counter),
                _ => Err(Stopped::TooLarge),
            }?;
            if matches!(next, Next::Enough) {
                return Ok(());
            }
        }
        // The next combination, the last thread changing fastest.
        let Some(thread) =
            (0..choice.len()).rev().find(|&t| choice[t] + 1 < problem.threads[t].len())
        else {
            return Ok(());
        };
        choice[thread] += 1;
        choice[thread + 1..].fill(0);
    }
    Ok(())
}

/// One combination of paths being searched.
struct Combination<'p, const N: usize> {
    problem: &'p Problem<'p>,
    paths: &'p [&'p Lowered],
    frame: Frame<N>,
    /// By thread: the number of its first access.
    access_base: Vec<usize>,
    accesses: usize,
    /// By read: the writes that it could take its value from.
    candidates: Vec<Bits<N>>,
    /// By cell: whether it is observed and written.
    last_matters: Vec<usize>,
}

/// An execution under construction.
#[derive(Clone)]
struct Partial<const N: usize> {
    order: Order<N>,
    /// By access: its value, once known.
    values: Vec<u128>,
    known: Vec<bool>,
    /// How many observed cells have their last write.
    lasts: usize,
}

impl<const N: usize> Partial<N> {
    fn copy_from(&mut self, other: &Partial<N>) {
        self.order.copy_from(&other.order);
        self.values.clone_from(&other.values);
        self.known.clone_from(&other.known);
        self.lasts = other.lasts;
    }
}

#[derive(Clone, Copy)]
enum Decision {
    Read(usize),
    Last(usize),
    Leaf,
}

struct Level {
    decision: Decision,
    options: Vec<Source>,
    next: usize,
}

fn combination<const N: usize>(
    problem: &Problem<'_>,
    paths: &[&Lowered],
    visitor: &mut impl Visitor,
    counter: &mut Counter,
) -> Result<Next, Stopped> {
    let combination = Combination::<N>::new(problem, paths);
    let Ok(root) = combination.root() else { return Ok(Next::Continue) };
    let mut states = vec![root];
    let mut levels: Vec<Level> = Vec::new();
    let mut steps = 0u32;
    loop {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(1024) && (problem.stop)() {
            return Err(Stopped::Asked);
        }
        // Arrived at a new state: decide something, or report it.
        let depth = levels.len();
        let decision = combination.decide(&states[depth]);
        let whole =
            depth == SPLIT_DEPTH || (depth < SPLIT_DEPTH && matches!(decision, Decision::Leaf));
        let mine = !whole || counter.has_next();
        if mine {
            let options = match decision {
                Decision::Leaf => {
                    if let Next::Enough = combination.report(&states[depth], visitor) {
                        return Ok(Next::Enough);
                    }
                    Vec::new()
                }
                _ => combination.options(&states[depth], decision),
            };
            levels.push(Level { decision, options, next: 0 });
        } else {
            levels.push(Level { decision, options: Vec::new(), next: 0 });
        }
        // Try the next option of the deepest level that has one.
        loop {
            let depth = levels.len();
            let Some(level) = levels.last_mut() else { return Ok(Next::Continue) };
            let Some(&option) = level.options.get(level.next) else {
                levels.pop();
                continue;
            };
            level.next += 1;
            let decision = level.decision;
            if states.len() == depth {
                let copy = states[depth - 1].clone();
                states.push(copy);
            } else {
                let (before, after) = states.split_at_mut(depth);
                after[0].copy_from(&before[depth - 1]);
            }
            if combination.apply(&mut states[depth], decision, option).is_ok() {
                break;
            }
        }
    }
}

impl<'p, const N: usize> Combination<'p, N> {
    fn new(problem: &'p Problem<'p>, paths: &'p [&'p Lowered]) -> Combination<'p, N> {
        let frame = Frame::<N>::new(paths, problem.cells.cells.len());
        let mut access_base = Vec::with_capacity(paths.len());
        let mut accesses = 0;
        for path in paths {
            access_base.push(accesses);
            accesses += path.parts.len();
        }
        let candidates = (0..frame.events.len()).map(|e| candidates(&frame, e)).collect();
        let written = |&&cell: &&u16| frame.writes[usize::from(cell)] != [0; N];
        let last_matters = problem.observed.iter().filter(written).map(|&c| c.into()).collect();
        Combination { problem, paths, frame, access_base, accesses, candidates, last_matters }
    }

    fn root(&self) -> Result<Partial<N>, Violated> {
        let mut partial = Partial {
            order: Order::new(&self.frame, self.paths),
            values: vec![0; self.accesses],
            known: vec![false; self.accesses],
            lasts: 0,
        };
        partial.order.saturate(&self.frame)?;
        for (thread, path) in self.paths.iter().enumerate() {
            for access in 0..path.stores.len() {
                self.try_store(&mut partial, thread, access)?;
            }
        }
        Ok(partial)
    }

    /// The open read with the fewest possible sources, then last writes.
    fn decide(&self, partial: &Partial<N>) -> Decision {
        let mut best = (usize::MAX, 0);
        for (r, event) in self.frame.events.iter().enumerate() {
            if !event.write && partial.order.rf[r] == Source::Open {
                let n = self.sources(partial, r).count();
                if n < best.0 {
                    best = (n, r);
                    if n <= 1 {
                        break;
                    }
                }
            }
        }
        if best.0 != usize::MAX {
            Decision::Read(best.1)
        } else if let Some(&cell) = self.last_matters.get(partial.lasts) {
            Decision::Last(cell)
        } else {
            Decision::Leaf
        }
    }

    /// The writes that a read may still take its value from.
    fn sources<'s>(
        &'s self,
        partial: &'s Partial<N>,
        r: usize,
    ) -> impl Iterator<Item = Source> + 's {
        let initial = self.frame.previous[r].is_none().then_some(Source::Initial);
        let writes = members(self.candidates[r])
            .filter(move |&w| !partial.order.is_before(r, w))
            .map(|w| Source::Write(w as u16));
        initial.into_iter().chain(writes)
    }

    fn options(&self, partial: &Partial<N>, decision: Decision) -> Vec<Source> {
        match decision {
            Decision::Read(r) => self.sources(partial, r).collect(),
            Decision::Last(cell) => members(self.frame.writes[cell])
                .filter(|&w| partial.order.co_after[w] == [0; N])
                .map(|w| Source::Write(w as u16))
                .collect(),
            Decision::Leaf => Vec::new(),
        }
    }

    fn apply(
        &self,
        partial: &mut Partial<N>,
        decision: Decision,
        option: Source,
    ) -> Result<(), Violated> {
        match (decision, option) {
            (Decision::Read(r), source) => {
                partial.order.read_from(&self.frame, r, source)?;
                // Values are cheap to compare: look at them first.
                self.try_read(partial, r)?;
            }
            (Decision::Last(_), Source::Write(w)) => {
                partial.order.make_last(&self.frame, w.into())?;
                partial.lasts += 1;
            }
            (Decision::Last(_) | Decision::Leaf, _) => {}
        }
        partial.order.saturate(&self.frame)
    }

    fn report(&self, partial: &Partial<N>, visitor: &mut impl Visitor) -> Next {
        // Values that feed on themselves have no solution: no execution.
        if partial.known.iter().any(|&k| !k) {
            return Next::Continue;
        }
        visitor.candidate(&Found {
            paths: self.paths,
            frame: &self.frame,
            order: &partial.order,
            values: &partial.values,
            problem: self.problem,
            access_base: &self.access_base,
        })
    }

    /// Works out the value of the access that a read belongs to, if all its
    /// parts have a source whose value is known, and what follows from it.
    fn try_read(&self, partial: &mut Partial<N>, r: usize) -> Result<(), Violated> {
        let mut todo = vec![r];
        while let Some(r) = todo.pop() {
            let Event { thread, index, .. } = self.frame.events[r];
            let thread = usize::from(thread);
            let path = self.paths[thread];
            let access = usize::from(path.events[usize::from(index)].access);
            let Some(value) = self.read_value(partial, thread, access) else { continue };
            let number = self.access_base[thread] + access;
            if std::mem::replace(&mut partial.known[number], true) {
                continue;
            }
            partial.values[number] = value;
            let concerned = |c: &Computed| c.needs.contains(&(access as u16));
            for (constraint, holds) in path.constraints.iter().filter(|(c, _)| concerned(c)) {
                if let Some(v) = self.value_of(partial, thread, constraint)
                    && (v != 0) != *holds
                {
                    return Err(Violated);
                }
            }
            for (store, computed) in path.stores.iter().enumerate() {
                if computed.as_ref().is_some_and(concerned) {
                    self.try_store(partial, thread, store)?;
                    self.readers(partial, thread, store, &mut todo);
                }
            }
        }
        Ok(())
    }

    fn try_store(
        &self,
        partial: &mut Partial<N>,
        thread: usize,
        access: usize,
    ) -> Result<(), Violated> {
        if let Some(computed) = &self.paths[thread].stores[access]
            && let Some(value) = self.value_of(partial, thread, computed)
        {
            let number = self.access_base[thread] + access;
            partial.values[number] = value;
            partial.known[number] = true;
        }
        Ok(())
    }

    /// Adds the reads that take their value from a store.
    fn readers(&self, partial: &Partial<N>, thread: usize, access: usize, todo: &mut Vec<usize>) {
        let number = self.access_base[thread] + access;
        if !partial.known[number] {
            return;
        }
        let part = self.paths[thread].parts[access].clone();
        let base = self.frame.base[thread];
        let events = base + usize::from(part.start)..base + usize::from(part.end);
        let reads = partial.order.rf.iter().enumerate();
        todo.extend(reads.filter_map(|(r, source)| match *source {
            Source::Write(w) if events.contains(&usize::from(w)) => Some(r),
            _ => None,
        }));
    }

    fn value_of(&self, partial: &Partial<N>, thread: usize, c: &Computed) -> Option<u128> {
        let base = self.access_base[thread];
        if !c.needs.iter().all(|&a| partial.known[base + usize::from(a)]) {
            return None;
        }
        Some(evaluate(&self.problem.arenas[thread], self.paths[thread], c, &partial.values[base..]))
    }

    fn read_value(&self, partial: &Partial<N>, thread: usize, access: usize) -> Option<u128> {
        let path = self.paths[thread];
        let mut value = 0;
        for e in path.parts[access].clone() {
            let part = &path.events[usize::from(e)];
            let content = match partial.order.rf[self.frame.base[thread] + usize::from(e)] {
                Source::Open => return None,
                Source::Initial => self.problem.initial[usize::from(part.cell)],
                Source::Write(w) => {
                    let Event { thread, index, .. } = self.frame.events[usize::from(w)];
                    let thread = usize::from(thread);
                    let from = &self.paths[thread].events[usize::from(index)];
                    let number = self.access_base[thread] + usize::from(from.access);
                    if !partial.known[number] {
                        return None;
                    }
                    partial.values[number] >> from.shift
                }
            };
            value |= (content & super::expr::mask(part.bits.into())) << part.shift;
        }
        Some(value)
    }
}

/// The writes that a read may take its value from at all: those of other
/// threads, and the last earlier one of its own.
fn candidates<const N: usize>(frame: &Frame<N>, r: usize) -> Bits<N> {
    let Event { thread, cell, write, .. } = frame.events[r];
    if write {
        return [0; N];
    }
    let own = frame.own[usize::from(thread)];
    let all = frame.writes[usize::from(cell)];
    let mut bits: Bits<N> = std::array::from_fn(|i| all[i] & !own[i]);
    if let Some(p) = frame.previous[r] {
        bits[p / 64] |= 1 << (p % 64);
    }
    debug_assert!(!has(&bits, r));
    bits
}

/// The value of an expression of a path whose loads are all known.
fn evaluate(arena: &Arena, path: &Lowered, c: &Computed, values: &[u128]) -> u128 {
    arena.eval(c.expr, &|var| values[usize::from(path.vars[usize::from(var.0)].0)])
}
