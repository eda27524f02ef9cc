//! Executions without any axiom, for states that even coherence rules out.
//!
//! Reads take their values from any write of their cell, and coherence is any
//! order. What is found first is what violates least: coherence that follows
//! program order, reads of what is not overwritten yet.

use super::{Choice, Execution};
use crate::explore::Ending;
use crate::explore::Prepared;
use crate::explore::expr::mask;
use crate::explore::lower::{Computed, Lowered};
use crate::explore::order::Source;
use crate::explore::outcome::Compiled;
use crate::explore::paths::Stopped;
use crate::explore::state::End;
use crate::model::graph::Footprint;

/// More candidates than this are not looked at.
const MOST_CANDIDATES: usize = 300_000;

/// Up to `most` executions that end as `goal` says.
///
/// # Errors
/// [`Stopped::TooLarge`] if there are too many candidates to look at them all
/// and none of those that were looked at is one.
pub(super) fn executions(
    prepared: &Prepared<'_>,
    threads: &[Vec<Lowered>],
    goal: &Compiled,
    most: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Execution>, Stopped> {
    let mut search = Free { prepared, goal, most, stop, looked: 0, found: Vec::new() };
    let mut choice = vec![0; threads.len()];
    if threads.iter().any(Vec::is_empty) {
        return Ok(Vec::new());
    }
    loop {
        let paths: Vec<&Lowered> = choice.iter().zip(threads).map(|(&c, t)| &t[c]).collect();
        if paths.iter().all(|p| p.end == End::Exit) {
            search.combination(&paths)?;
        }
        if search.is_done() {
            return search.finish();
        }
        let Some(t) = (0..choice.len()).rev().find(|&t| choice[t] + 1 < threads[t].len()) else {
            return search.finish();
        };
        choice[t] += 1;
        choice[t + 1..].fill(0);
    }
}

struct Free<'p, 'a> {
    prepared: &'p Prepared<'a>,
    goal: &'p Compiled,
    most: usize,
    stop: &'p dyn Fn() -> bool,
    looked: usize,
    found: Vec<Execution>,
}

/// A memory event of one combination of paths.
struct Event {
    thread: usize,
    /// Its place among its path's memory events.
    index: usize,
}

impl Free<'_, '_> {
    fn is_done(&self) -> bool {
        self.found.len() >= self.most || self.looked >= MOST_CANDIDATES
    }

    fn finish(self) -> Result<Vec<Execution>, Stopped> {
        let gave_up = self.found.is_empty() && self.looked >= MOST_CANDIDATES;
        if gave_up { Err(Stopped::TooLarge) } else { Ok(self.found) }
    }

    /// Every choice of sources and of coherence for some paths.
    fn combination(&mut self, paths: &[&Lowered]) -> Result<(), Stopped> {
        let events: Vec<Event> = paths
            .iter()
            .enumerate()
            .flat_map(|(thread, p)| (0..p.events.len()).map(move |index| Event { thread, index }))
            .collect();
        let at = |e: &Event| &paths[e.thread].events[e.index];
        let mut co = vec![Vec::new(); self.prepared.cells.cells.len()];
        for (n, event) in events.iter().enumerate().filter(|(_, e)| at(e).write) {
            co[usize::from(at(event).cell)].push(n);
        }
        let options: Vec<Vec<Source>> = events
            .iter()
            .map(|e| match at(e).write {
                true => vec![Source::Initial],
                false => std::iter::once(Source::Initial)
                    .chain(co[usize::from(at(e).cell)].iter().map(|&w| Source::Write(w as u16)))
                    .collect(),
            })
            .collect();
        let mut picked = vec![0; events.len()];
        loop {
            let rf: Vec<Source> = picked.iter().zip(&options).map(|(&p, o)| o[p]).collect();
            if let Some(values) = self.values(paths, &events, &rf) {
                self.orders(paths, &events, &rf, &values, &co)?;
            }
            self.tick()?;
            let next = (0..picked.len()).rev().find(|&e| picked[e] + 1 < options[e].len());
            let Some(next) = next.filter(|_| !self.is_done()) else { return Ok(()) };
            picked[next] += 1;
            picked[next + 1..].fill(0);
        }
    }

    fn tick(&mut self) -> Result<(), Stopped> {
        self.looked += 1;
        if self.looked.is_multiple_of(1024) && (self.stop)() {
            return Err(Stopped::Asked);
        }
        Ok(())
    }

    /// Every coherence for given sources.
    fn orders(
        &mut self,
        paths: &[&Lowered],
        events: &[Event],
        rf: &[Source],
        values: &[u128],
        co: &[Vec<usize>],
    ) -> Result<(), Stopped> {
        let mut choice = Choice {
            paths: paths.iter().map(|p| p.path).collect(),
            rf: rf.to_vec(),
            co: co.to_vec(),
            values: values.to_vec(),
        };
        let mut buffer = Vec::new();
        loop {
            let end = FreeEnd { prepared: self.prepared, paths, events, choice: &choice };
            if self.prepared.satisfies(&end, self.goal, &mut buffer) {
                self.found.push(Execution::new(self.prepared, &choice, &buffer));
            }
            self.tick()?;
            let more = choice.co.iter_mut().rev().any(|writes| next_permutation(writes));
            if !more || self.is_done() {
                return Ok(());
            }
        }
    }

    /// The values of all accesses; none if they do not fit the paths, or feed
    /// on themselves.
    fn values(&self, paths: &[&Lowered], events: &[Event], rf: &[Source]) -> Option<Vec<u128>> {
        let bases = bases(paths);
        let total = paths.iter().map(|p| p.parts.len()).sum();
        let mut values: Vec<Option<u128>> = vec![None; total];
        loop {
            let before = values.iter().flatten().count();
            for (t, path) in paths.iter().enumerate() {
                for a in 0..path.parts.len() {
                    if values[bases[t] + a].is_none() {
                        values[bases[t] + a] = match &path.stores[a] {
                            Some(c) => self.computed(paths, &bases, t, c, &values),
                            None => self.read(paths, &bases, events, t, a, rf, &values),
                        };
                    }
                }
            }
            if values.iter().flatten().count() == before {
                break;
            }
        }
        let fits = paths.iter().enumerate().all(|(t, path)| {
            path.constraints.iter().all(|(c, holds)| {
                self.computed(paths, &bases, t, c, &values).is_some_and(|v| (v != 0) == *holds)
            })
        });
        values.into_iter().collect::<Option<Vec<u128>>>().filter(|_| fits)
    }

    fn computed(
        &self,
        paths: &[&Lowered],
        bases: &[usize],
        thread: usize,
        c: &Computed,
        values: &[Option<u128>],
    ) -> Option<u128> {
        let own = &values[bases[thread]..];
        if c.needs.iter().any(|&a| own[usize::from(a)].is_none()) {
            return None;
        }
        let arena = &self.prepared.paths.arenas[thread];
        let vars = &paths[thread].vars;
        let value = |a: usize| own[a].unwrap_or(0);
        Some(arena.eval(c.expr, &|v| value(usize::from(vars[usize::from(v.0)].0))))
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one evaluation")]
    fn read(
        &self,
        paths: &[&Lowered],
        bases: &[usize],
        events: &[Event],
        thread: usize,
        access: usize,
        rf: &[Source],
        values: &[Option<u128>],
    ) -> Option<u128> {
        let path = paths[thread];
        let first: usize = paths[..thread].iter().map(|p| p.events.len()).sum();
        let mut value = 0;
        for e in path.parts[access].clone() {
            let part = &path.events[usize::from(e)];
            let content = match rf[first + usize::from(e)] {
                Source::Write(w) => {
                    let w = &events[usize::from(w)];
                    let from = &paths[w.thread].events[w.index];
                    values[bases[w.thread] + usize::from(from.access)]? >> from.shift
                }
                _ => self.prepared.initial[usize::from(part.cell)],
            };
            value |= (content & mask(part.bits.into())) << part.shift;
        }
        Some(value)
    }
}

fn bases(paths: &[&Lowered]) -> Vec<usize> {
    let mut next = 0;
    paths
        .iter()
        .map(|p| {
            next += p.parts.len();
            next - p.parts.len()
        })
        .collect()
}

/// The next permutation in lexicographic order; false, and sorted, after the last.
fn next_permutation(items: &mut [usize]) -> bool {
    let Some(i) = (1..items.len()).rev().find(|&i| items[i - 1] < items[i]) else {
        items.reverse();
        return false;
    };
    if let Some(j) = (i..items.len()).rev().find(|&j| items[j] > items[i - 1]) {
        items.swap(i - 1, j);
    }
    items[i..].reverse();
    true
}

/// How such an execution ends.
struct FreeEnd<'e, 'a> {
    prepared: &'e Prepared<'a>,
    paths: &'e [&'e Lowered],
    events: &'e [Event],
    choice: &'e Choice,
}

impl Ending for FreeEnd<'_, '_> {
    fn register(&self, thread: usize, n: usize) -> u128 {
        let path = self.paths[thread];
        let own = &self.choice.values[bases(self.paths)[thread]..];
        let arena = &self.prepared.paths.arenas[thread];
        arena.eval(path.finals[n].expr, &|v| own[usize::from(path.vars[usize::from(v.0)].0)])
    }

    fn memory(&self, at: Footprint, initial: u128) -> u128 {
        let cells = &self.prepared.cells;
        cells.of_overlapping(at).fold(initial, |value, cell| {
            let piece = cells.cells[usize::from(cell)];
            let content = match self.choice.co[usize::from(cell)].last() {
                Some(&w) => {
                    let e = &self.events[w];
                    let from = &self.paths[e.thread].events[e.index];
                    let base = bases(self.paths)[e.thread];
                    self.choice.values[base + usize::from(from.access)] >> from.shift
                }
                None => self.prepared.initial[usize::from(cell)],
            };
            overlay(value, at, content, piece)
        })
    }
}

/// `value` of the bytes `at`, those of `piece` replaced by `content`.
fn overlay(value: u128, at: Footprint, content: u128, piece: Footprint) -> u128 {
    (0..piece.size).fold(value, |value, byte| match (piece.offset + byte).checked_sub(at.offset) {
        Some(to) if to < at.size => {
            let field = 0xFFu128 << (to * 8);
            (value & !field) | (((content >> (byte * 8)) & 0xFF) << (to * 8))
        }
        _ => value,
    })
}
