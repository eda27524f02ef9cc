//! Changes to a test, and the smallest sets of them that change its answer.

mod single;

use super::cycle::Violation;
use crate::explore::{Execution, Options, Prepared, Stopped};
use crate::isa::Instruction;
use crate::model::Model;
use crate::test::{Line, Prop, RegInit, Test};
use single::{cuts, strengthenings, weakenings};

/// One change to the ordering of a test.
#[derive(Clone, Debug)]
pub struct Change {
    /// The thread whose code changes.
    pub thread: usize,
    /// The instruction that it is about: its index in the original code.
    pub at: usize,
    /// What is done, in words.
    pub words: String,
    /// How expensive it is, roughly: the cheapest are tried and shown first.
    pub cost: u32,
    /// What sort of change it is.
    pub sort: Sort,
    edits: Vec<Edit>,
    init: Option<RegInit>,
}

/// Sorts of changes: of each sort one is shown for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// An instruction is replaced by one that orders more or less.
    Form,
    /// A barrier is inserted.
    Barrier,
    /// A dependency is made.
    Dependency,
    /// A dependency is cut. The program computes something else in general;
    /// what counts is whether the very same accesses become possible.
    Cut,
    /// A branch and an ISB are inserted.
    BranchIsb,
}

/// Instructions replaced or inserted at an index of the original code.
#[derive(Clone, Debug)]
struct Edit {
    at: usize,
    /// How many instructions go: 0 or 1.
    drop: usize,
    put: Vec<Instruction>,
}

impl Change {
    fn replace(thread: usize, at: usize, by: Instruction, words: String, cost: u32) -> Change {
        let edits = vec![Edit { at, drop: 1, put: vec![by] }];
        Change { thread, at, words, cost, sort: Sort::Form, edits, init: None }
    }

    /// Whether two changes can be made together: they replace different
    /// instructions and do not use the same spare register.
    fn is_apart(&self, other: &Change) -> bool {
        let replaced =
            |a: &Edit| a.drop > 0 && other.edits.iter().any(|b| b.drop > 0 && b.at == a.at);
        let spare = [Sort::Dependency, Sort::Cut];
        self.thread != other.thread
            || !(self.edits.iter().any(replaced)
                || spare.contains(&self.sort) && spare.contains(&other.sort))
    }
}

/// The test with some changes made.
pub fn changed(test: &Test, changes: &[&Change]) -> Test {
    let mut test = test.clone();
    for (number, thread) in test.threads.iter_mut().enumerate() {
        let own = changes.iter().filter(|c| c.thread == number);
        let mut edits: Vec<&Edit> = own.clone().flat_map(|c| &c.edits).collect();
        thread.regs.extend(own.filter_map(|c| c.init.clone()));
        edits.sort_by_key(|e| (e.at, e.drop));
        for edit in edits.into_iter().rev() {
            let put = edit.put.iter().map(|i| Line { instruction: i.clone(), span: 0..0 });
            thread.code.splice(edit.at..edit.at + edit.drop, put);
            let grown = edit.put.len() - edit.drop;
            thread.labels.iter_mut().filter(|l| l.index > edit.at).for_each(|l| l.index += grown);
        }
    }
    test
}

/// The smallest sets of changes that change the answer: all single changes,
/// else some pairs, else one larger set of which none can be left out.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// The sets, all of one size.
    pub sets: Vec<Vec<Change>>,
    /// How many changed tests the model was asked about.
    pub checked: usize,
    /// How many single changes there are to choose from.
    pub choices: usize,
    /// Whether the search was ended by its bound, or told to stop.
    pub cut_short: bool,
}

/// More changed tests than this are not tried.
const MOST_CHECKS: usize = 3_000;

/// More sets of two than this are not listed.
const MOST_PAIRS: usize = 4;

/// A question about changed tests.
pub(super) struct Asker<'a> {
    pub(super) test: &'a Test,
    pub(super) model: &'a dyn Model,
    pub(super) goal: &'a Prop,
    pub(super) options: Options,
    pub(super) stop: &'a dyn Fn() -> bool,
}

impl Asker<'_> {
    /// Whether the goal can be reached after some changes; by the same
    /// accesses, if there is an execution to compare with.
    pub(super) fn reaches(
        &self,
        changes: &[&Change],
        same_as: Option<&Execution>,
    ) -> Result<bool, Stopped> {
        let test = changed(self.test, changes);
        let prepared = Prepared::asking(&test, self.options, &[self.goal], self.stop)?;
        let search = prepared.under(self.model);
        let mut reached = false;
        search.find_each(self.goal, self.stop, &mut |execution| {
            reached = same_as.is_none_or(|other| has_same_accesses(&execution, other));
            !reached
        })?;
        Ok(reached)
    }

    /// The smallest sets of weakenings that make a forbidden goal reachable.
    pub(super) fn weakenings(&self, execution: &Execution, violation: &Violation) -> Suggestions {
        let mut changes = weakenings(self.test);
        changes.extend(cuts(self.test, execution, &violation.cycle));
        self.smallest(&changes, &|set| {
            let same_as = set.iter().any(|c| c.sort == Sort::Cut).then_some(execution);
            self.reaches(set, same_as)
        })
    }

    /// The smallest sets of strengthenings that make a reachable goal forbidden.
    pub(super) fn strengthenings(&self) -> Suggestions {
        let mut changes = strengthenings(self.test);
        changes.sort_by_key(|c| c.cost);
        self.smallest(&changes, &|set| Ok(!self.reaches(set, None)?))
    }

    /// The smallest sets that do it; those found so far if it is told to stop.
    fn smallest(
        &self,
        changes: &[Change],
        does: &dyn Fn(&[&Change]) -> Result<bool, Stopped>,
    ) -> Suggestions {
        let mut result = Suggestions { choices: changes.len(), ..Suggestions::default() };
        let searched = self.singles(changes, does, &mut result).and_then(|()| {
            if result.sets.is_empty() {
                self.pairs(changes, does, &mut result)?;
            }
            if result.sets.is_empty() {
                self.larger(changes, does, &mut result)?;
            }
            Ok(())
        });
        result.cut_short |= searched.is_err();
        result
    }

    /// The single changes that do it, one of each sort for each place.
    fn singles(
        &self,
        changes: &[Change],
        does: &dyn Fn(&[&Change]) -> Result<bool, Stopped>,
        result: &mut Suggestions,
    ) -> Result<(), Stopped> {
        for change in changes {
            if result.sets.iter().any(|set| place(&set[0]) == place(change)) {
                continue;
            }
            result.checked += 1;
            if does(&[change])? {
                result.sets.push(vec![change.clone()]);
            }
        }
        Ok(())
    }

    /// The cheapest pairs that do it.
    fn pairs(
        &self,
        changes: &[Change],
        does: &dyn Fn(&[&Change]) -> Result<bool, Stopped>,
        result: &mut Suggestions,
    ) -> Result<(), Stopped> {
        let mut pairs: Vec<(&Change, &Change)> = Vec::new();
        for (i, a) in changes.iter().enumerate() {
            pairs.extend(changes[i + 1..].iter().filter(|b| a.is_apart(b)).map(|b| (a, b)));
        }
        pairs.sort_by_key(|(a, b)| a.cost + b.cost);
        for (a, b) in pairs {
            if result.checked >= MOST_CHECKS {
                result.cut_short = true;
                break;
            }
            if result.sets.iter().any(|set| is_dearer(&[a, b], set)) {
                continue;
            }
            result.checked += 1;
            if does(&[a, b])? {
                result.sets.push(vec![a.clone(), b.clone()]);
                if result.sets.len() == MOST_PAIRS {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The dearest change of every place at once, if that does it, without
    /// those that are not needed, and with cheaper ones where they do.
    fn larger(
        &self,
        changes: &[Change],
        does: &dyn Fn(&[&Change]) -> Result<bool, Stopped>,
        result: &mut Suggestions,
    ) -> Result<(), Stopped> {
        let mut dearest: Vec<&Change> = changes.iter().collect();
        dearest.sort_by_key(|c| std::cmp::Reverse(c.cost));
        let mut set: Vec<&Change> = Vec::new();
        for change in dearest {
            if set.iter().all(|c| (c.thread, c.at) != (change.thread, change.at)) {
                set.push(change);
            }
        }
        let mut check = |set: &[&Change]| {
            result.checked += 1;
            let apart = |(i, a): (usize, &&Change)| set[i + 1..].iter().all(|b| a.is_apart(b));
            Ok::<bool, Stopped>(set.iter().enumerate().all(apart) && does(set)?)
        };
        if set.len() < 3 || !check(&set)? {
            return Ok(());
        }
        let mut n = 0;
        while n < set.len() {
            let mut without = set.clone();
            without.remove(n);
            if check(&without)? {
                set = without;
            } else {
                n += 1;
            }
        }
        for n in 0..set.len() {
            let thread = set[n].thread;
            for cheaper in changes.iter().filter(|c| c.thread == thread) {
                let mut with = set.clone();
                with[n] = cheaper;
                if cheaper.cost < set[n].cost && check(&with)? {
                    set = with;
                }
            }
        }
        set.sort_by_key(|c| (c.thread, c.at));
        result.sets.push(set.into_iter().cloned().collect());
        Ok(())
    }
}

/// Whether a pair is about the same two places as one that was found.
fn is_dearer(pair: &[&Change; 2], found: &[Change]) -> bool {
    let (a, b) = (place(pair[0]), place(pair[1]));
    let [x, y] = found else { return false };
    (place(x), place(y)) == (a, b) || (place(x), place(y)) == (b, a)
}

/// What tells suggestions apart.
fn place(c: &Change) -> (usize, usize, Sort) {
    (c.thread, c.at, c.sort)
}

fn has_same_accesses(a: &Execution, b: &Execution) -> bool {
    let accesses = |e: &Execution| {
        let mut all: Vec<_> = e
            .events
            .iter()
            .filter(|e| e.is_memory())
            .map(|e| (e.thread, e.is_write(), e.at, e.bits))
            .collect();
        all.sort_unstable();
        all
    };
    accesses(a) == accesses(b)
}
