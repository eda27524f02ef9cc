//! The definition as a program: every candidate execution, every axiom.
//!
//! For each combination of paths this enumerates every reads-from and every
//! coherence order, solves for the values, and asks each axiom in the words of
//! the Arm ARM and of `aarch64.cat`. It is as slow as it is plain; tests hold
//! the search against it.

#[path = "../../tests/support/generate/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the integration tests")]
mod generate;

use super::expr::mask;
use super::lower::events_of;
use super::outcome::Outcomes;
use super::paths::Path;
use super::state::End;
use super::{Ending, Prepared};
use crate::model::Model;
use crate::model::graph::{AccessId, Event, EventKind, Footprint, ThreadEvents};
use crate::model::relation::{Relation, Set};
use std::collections::HashMap;

/// Which axioms to ask. All of them, but for showing that each is needed.
#[derive(Clone, Copy, Debug)]
struct Axioms {
    internal: bool,
    hazard: bool,
    atomic: bool,
}

impl Axioms {
    const ALL: Axioms = Axioms { internal: true, hazard: true, atomic: true };
}

/// The final states of a test.
fn outcomes(prepared: &Prepared<'_>, model: &dyn Model, axioms: Axioms) -> Outcomes {
    let mut states: HashMap<Box<[u128]>, u64> = HashMap::new();
    for_each_choice(&sizes(&prepared.paths.threads), |choice| {
        let threads = prepared.paths.threads.iter();
        let paths: Vec<&Path> = threads.zip(choice).map(|(paths, &n)| &paths[n]).collect();
        if paths.iter().any(|p| p.end != End::Exit) {
            return;
        }
        let frame = Frame::new(prepared, paths, model);
        frame.candidates(&mut |candidate| {
            if candidate.is_consistent(axioms) {
                let state = candidate.final_state(prepared);
                *states.entry(state).or_default() += 1;
            }
        });
    });
    prepared.question.outcomes(states, Vec::new())
}

fn sizes<T>(of: &[Vec<T>]) -> Vec<usize> {
    of.iter().map(Vec::len).collect()
}

/// Calls `f` with every choice of a number below each of `sizes`.
fn for_each_choice(sizes: &[usize], mut f: impl FnMut(&[usize])) {
    if sizes.contains(&0) {
        return;
    }
    let mut choice = vec![0; sizes.len()];
    loop {
        f(&choice);
        let Some(n) = (0..sizes.len()).rev().find(|&n| choice[n] + 1 < sizes[n]) else { return };
        choice[n] += 1;
        choice[n + 1..].fill(0);
    }
}

/// The events of one combination of paths, and all that does not depend on
/// who reads from whom. The threads' events come first, then the initial
/// writes, one a cell.
struct Frame<'a> {
    prepared: &'a Prepared<'a>,
    paths: Vec<&'a Path>,
    /// By event: its thread and itself; none for initial writes.
    events: Vec<Option<(usize, Event)>>,
    /// By event: its cell, if it accesses memory.
    cell: Vec<Option<u16>>,
    reads: Set,
    writes: Set,
    /// Pairs of events of one thread. Initial writes are of none.
    int: Relation,
    po_loc: Relation,
    sca: Relation,
    rmw: Relation,
    /// The model's local order.
    local: Relation,
}

impl<'a> Frame<'a> {
    fn new(prepared: &'a Prepared<'a>, paths: Vec<&'a Path>, model: &dyn Model) -> Frame<'a> {
        let threads: Vec<ThreadEvents> =
            paths.iter().map(|path| events_of(path, &prepared.cells)).collect();
        let cells = prepared.cells.cells.len();
        let mut events: Vec<Option<(usize, Event)>> = Vec::new();
        for (t, thread) in threads.iter().enumerate() {
            events.extend(thread.events.iter().map(|&e| Some((t, e))));
        }
        let initial = events.len();
        events.extend((0..cells).map(|_| None));
        let cell: Vec<Option<u16>> = (0..events.len())
            .map(|e| match events[e] {
                Some((_, event)) => event.cell().map(|c| c.0),
                None => Some((e - initial) as u16),
            })
            .collect();
        let n = events.len();
        let kind = |e: usize| events[e].map(|(_, event)| event.kind);
        let thread = |e: usize| events[e].map(|(t, _)| t);
        let all = |of: fn(&ThreadEvents) -> Relation| embed(n, &threads, of);
        Frame {
            reads: Set::from_fn(n, |e| matches!(kind(e), Some(EventKind::Read(_)))),
            writes: Set::from_fn(n, |e| matches!(kind(e), None | Some(EventKind::Write(_)))),
            int: Relation::from_fn(n, |a, b| thread(a).is_some() && thread(a) == thread(b)),
            po_loc: all(ThreadEvents::po_loc),
            sca: all(ThreadEvents::sca),
            rmw: all(ThreadEvents::rmw),
            local: embed(n, &threads, |t| model.local_order(t)),
            prepared,
            paths,
            events,
            cell,
        }
    }

    fn len(&self) -> usize {
        self.events.len()
    }

    /// The writes of a cell, the initial one last.
    fn writes_of(&self, cell: Option<u16>) -> Vec<usize> {
        self.writes.iter().filter(|&w| self.cell[w] == cell).collect()
    }

    /// Calls `f` with every candidate execution whose values have a solution
    /// that takes these paths.
    fn candidates(&self, f: &mut dyn FnMut(&Candidate<'_>)) {
        let reads: Vec<usize> = self.reads.iter().collect();
        let sources: Vec<Vec<usize>> =
            reads.iter().map(|&r| self.writes_of(self.cell[r])).collect();
        let orders: Vec<Vec<Vec<usize>>> =
            (0..self.prepared.cells.cells.len()).map(|c| self.coherence(c as u16)).collect();
        for_each_choice(&sizes(&sources), |choice| {
            let mut source = vec![None; self.len()];
            for (n, &r) in reads.iter().enumerate() {
                source[r] = Some(sources[n][choice[n]]);
            }
            let Some(values) = self.solve(&source) else { return };
            for_each_choice(&sizes(&orders), |choice| {
                let order: Vec<&[usize]> =
                    orders.iter().zip(choice).map(|(all, &n)| &*all[n]).collect();
                f(&Candidate::new(self, &source, &order, &values));
            });
        });
    }

    /// Every total order of a cell's writes, the initial one first.
    fn coherence(&self, cell: u16) -> Vec<Vec<usize>> {
        let mut writes = self.writes_of(Some(cell));
        let initial = writes.pop();
        let with_initial = |order: Vec<usize>| initial.into_iter().chain(order).collect();
        permutations(&writes).into_iter().map(with_initial).collect()
    }

    /// The value of every access of every thread, if the sources of the reads
    /// give one and the paths are those that the values take.
    fn solve(&self, source: &[Option<usize>]) -> Option<Vec<Vec<u128>>> {
        let none = |path: &&Path| vec![None; path.graph.accesses.len()];
        let mut values: Vec<Vec<Option<u128>>> = self.paths.iter().map(none).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for t in 0..self.paths.len() {
                for a in 0..values[t].len() {
                    if values[t][a].is_none() {
                        values[t][a] = self.value(t, a, source, &values);
                        changed |= values[t][a].is_some();
                    }
                }
            }
        }
        // What is still open feeds on itself.
        let values: Vec<Vec<u128>> =
            values.into_iter().map(|t| t.into_iter().collect()).collect::<Option<_>>()?;
        let taken = |t: usize| {
            let constraints = &self.paths[t].constraints;
            constraints.iter().all(|c| (self.evaluate(t, c.expr, &values) != 0) == c.holds)
        };
        (0..self.paths.len()).all(taken).then_some(values)
    }

    /// The value of an access, if all that it is made of is known.
    fn value(
        &self,
        t: usize,
        access: usize,
        source: &[Option<usize>],
        values: &[Vec<Option<u128>>],
    ) -> Option<u128> {
        let path = self.paths[t];
        if path.graph.accesses[access].write {
            let arena = &self.prepared.paths.arenas[t];
            let expr = path.values[access];
            let support = arena.support(expr);
            let loaded = |v: &super::expr::Var| values[t][access_of(path, *v)];
            let known = support.iter().all(|v| loaded(v).is_some());
            return known.then(|| arena.eval(expr, &|v| loaded(&v).unwrap_or(0)));
        }
        let mut value = 0;
        for r in self.parts(t, access) {
            let (shift, bits) = self.piece(r)?;
            let content = match source[r].and_then(|w| self.events[w].map(|e| (w, e))) {
                Some((w, (other, event))) => {
                    let access = usize::from(event.access?.0);
                    values[other][access]? >> self.piece(w)?.0
                }
                None => self.prepared.initial[usize::from(self.cell[r]?)],
            };
            value |= (content & mask(bits)) << shift;
        }
        Some(value)
    }

    /// The events of an access.
    fn parts(&self, t: usize, access: usize) -> impl Iterator<Item = usize> {
        let id = AccessId(access as u16);
        self.events.iter().enumerate().filter_map(move |(e, event)| match event {
            Some((thread, event)) if *thread == t && event.access == Some(id) => Some(e),
            _ => None,
        })
    }

    /// Where in its access's value an event's cell begins, and its size; in bits.
    fn piece(&self, e: usize) -> Option<(u32, u32)> {
        let (t, event) = self.events[e]?;
        let access = &self.paths[t].graph.accesses[usize::from(event.access?.0)];
        let cell = self.prepared.cells.cells[usize::from(self.cell[e]?)];
        Some(((cell.offset - access.footprint.offset) * 8, cell.size * 8))
    }

    fn evaluate(&self, t: usize, expr: super::expr::Expr, values: &[Vec<u128>]) -> u128 {
        let arena = &self.prepared.paths.arenas[t];
        arena.eval(expr, &|v| values[t][access_of(self.paths[t], v)])
    }
}

/// The load that a variable stands for.
fn access_of(path: &Path, var: super::expr::Var) -> usize {
    usize::from(path.vars[usize::from(var.0)].0)
}

/// The relations of all threads as one over `n` events.
fn embed(n: usize, threads: &[ThreadEvents], of: impl Fn(&ThreadEvents) -> Relation) -> Relation {
    let mut whole = Relation::new(n);
    let mut base = 0;
    for thread in threads {
        of(thread).pairs().for_each(|(a, b)| whole.insert(base + a, base + b));
        base += thread.len();
    }
    whole
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for n in 0..items.len() {
        let mut rest = items.to_vec();
        let first = rest.remove(n);
        for mut order in permutations(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

/// A candidate execution: paths, reads-from and coherence.
struct Candidate<'a> {
    frame: &'a Frame<'a>,
    rf: Relation,
    co: Relation,
    fr: Relation,
    /// By cell: the last write.
    last: Vec<usize>,
    /// By thread and access.
    values: &'a [Vec<u128>],
}

impl<'a> Candidate<'a> {
    fn new(
        frame: &'a Frame<'a>,
        source: &[Option<usize>],
        order: &[&[usize]],
        values: &'a [Vec<u128>],
    ) -> Candidate<'a> {
        let n = frame.len();
        let rf = Relation::from_fn(n, |w, r| source[r] == Some(w));
        let mut co = Relation::new(n);
        for writes in order {
            for (i, &a) in writes.iter().enumerate() {
                writes[i + 1..].iter().for_each(|&b| co.insert(a, b));
            }
        }
        let fr = rf.inverse().then(&co);
        let last = order.iter().filter_map(|writes| writes.last().copied()).collect();
        Candidate { frame, rf, co, fr, last, values }
    }

    fn is_consistent(&self, axioms: Axioms) -> bool {
        (!axioms.internal || self.internal_visibility())
            && self.external_visibility(axioms.hazard)
            && (!axioms.atomic || self.atomicity())
    }

    /// `r & int`.
    fn internal(&self, r: &Relation) -> Relation {
        r & &self.frame.int
    }

    /// `r & ext`.
    fn external(&self, r: &Relation) -> Relation {
        r - &self.frame.int
    }

    /// *Internal visibility requirement*:
    ///
    /// `irreflexive [R];(po-loc | rmw);[W];rfi;[R]` (coRW1),
    /// `irreflexive [W];po-loc;[W];coi` (coWW),
    /// `irreflexive [W];po-loc;[R];fri` (coWR).
    fn internal_visibility(&self) -> bool {
        let f = self.frame;
        let (r, w) = (&f.reads, &f.writes);
        let rfi = self.internal(&self.rf);
        let coi = self.internal(&self.co);
        let fri = self.internal(&self.fr);
        let co_rw1 = (&f.po_loc | &f.rmw).from(r).to(w).then(&rfi);
        let co_ww = f.po_loc.from(w).to(w).then(&coi);
        let co_wr = f.po_loc.from(w).to(r).then(&fri);
        co_rw1.is_irreflexive() && co_ww.is_irreflexive() && co_wr.is_irreflexive()
    }

    /// *External visibility requirement*: `irreflexive ob`, where
    ///
    /// `ob = (local | obs | haz)+`, `obs = (rfe | coe | fre);sca?`, and the
    /// hazard is `[R];po-loc;[R];fre;[W]`.
    fn external_visibility(&self, hazard: bool) -> bool {
        let f = self.frame;
        let (rfe, coe) = (self.external(&self.rf), self.external(&self.co));
        let fre = self.external(&self.fr);
        let communication = &rfe | &coe | &fre;
        let obs = &communication | &communication.then(&f.sca);
        let mut ob = &f.local | &obs;
        if hazard {
            ob.add(&f.po_loc.from(&f.reads).to(&f.reads).then(&fre.to(&f.writes)));
        }
        ob.closure().is_irreflexive()
    }

    /// *Atomicity*: `empty (rmw & (fr;co)) \ (fri;[W];coi)`.
    fn atomicity(&self) -> bool {
        let f = self.frame;
        let between = &f.rmw & &self.fr.then(&self.co);
        let own = self.internal(&self.fr).to(&f.writes).then(&self.internal(&self.co));
        (&between - &own).is_empty()
    }

    fn final_state(&self, prepared: &Prepared<'_>) -> Box<[u128]> {
        let mut state = Vec::new();
        for &item in prepared.question.all_items() {
            prepared.final_value(self, item, &mut state);
        }
        let shown = prepared.question.accepts(&state).unwrap_or(state.len());
        state[..shown].into()
    }

    /// What the last write of a cell leaves there.
    fn content(&self, cell: u16) -> u128 {
        let w = self.last[usize::from(cell)];
        let written = self.frame.events[w].and_then(|(t, event)| {
            let (shift, bits) = self.frame.piece(w)?;
            Some((self.values[t][usize::from(event.access?.0)] >> shift) & mask(bits))
        });
        written.unwrap_or(self.frame.prepared.initial[usize::from(cell)])
    }
}

impl Ending for Candidate<'_> {
    fn register(&self, thread: usize, n: usize) -> u128 {
        self.frame.evaluate(thread, self.frame.paths[thread].finals[n], self.values)
    }

    fn memory(&self, at: Footprint, initial: u128) -> u128 {
        let cells = &self.frame.prepared.cells;
        let mut bytes = initial.to_le_bytes();
        for cell in cells.of_overlapping(at) {
            let piece = cells.cells[usize::from(cell)];
            let content = self.content(cell).to_le_bytes();
            for byte in 0..piece.size {
                let place = (piece.offset + byte).wrapping_sub(at.offset);
                if place < at.size {
                    bytes[place as usize] = content[byte as usize];
                }
            }
        }
        u128::from_le_bytes(bytes)
    }
}

mod tests {
    use super::generate::{Case, Vocabulary, cases, runner};
    use super::*;
    use crate::explore::Options;
    use crate::model::graph::ThreadEvents;
    use crate::model::{AArch64, Clause, Clauses, MODELS};
    use crate::test::{Test, parse};
    use proptest::strategy::{Strategy, ValueTree};

    fn read(case: &Case) -> Test {
        let text = case.text("T");
        parse(&text).unwrap_or_else(|e| panic!("{}\n{text}", e[0].message)).test
    }

    /// The states of the search, and those of the definition.
    fn both(test: &Test, model: &dyn Model, axioms: Axioms) -> [Vec<String>; 2] {
        let prepared = Prepared::new(test, Options::default(), &|| false).expect("no limit");
        let found = prepared.under(model).outcomes(&|| false).expect("no limit");
        let defined = outcomes(&prepared, model, axioms);
        [found, defined].map(|o| o.states.iter().map(|s| o.line(test, s)).collect())
    }

    #[test]
    fn the_search_agrees_with_the_definition() {
        let small = cases(Vocabulary::All, 3, 400);
        let result = runner(400, 1).run(&small, |case| {
            let test = read(&case);
            for model in MODELS {
                let [found, defined] = both(&test, model, Axioms::ALL);
                proptest::prop_assert_eq!(
                    found,
                    defined,
                    "under {}:\n{}",
                    model.name(),
                    case.text("T")
                );
            }
            Ok(())
        });
        result.unwrap_or_else(|e| panic!("{e}"));
    }

    /// Whether some generated test tells the definition from one with less.
    fn some_test_needs(axioms: Axioms) -> bool {
        let small = cases(Vocabulary::All, 3, 100);
        let mut runner = runner(0, 2);
        (0..3000).any(|_| {
            let case = small.new_tree(&mut runner).expect("a case").current();
            let [found, defined] = both(&read(&case), &AArch64, axioms);
            found != defined
        })
    }

    #[test]
    fn generated_tests_need_every_axiom() {
        assert!(some_test_needs(Axioms { internal: false, ..Axioms::ALL }), "internal visibility");
        assert!(some_test_needs(Axioms { hazard: false, ..Axioms::ALL }), "the hazard");
        assert!(some_test_needs(Axioms { atomic: false, ..Axioms::ALL }), "atomicity");
    }

    /// The Arm model without one of its clauses.
    #[derive(Debug)]
    struct Without(Clause);

    impl Model for Without {
        fn name(&self) -> &'static str {
            "a mutant"
        }

        fn version(&self) -> &'static str {
            "none"
        }

        fn clauses(&self, thread: &ThreadEvents) -> Clauses {
            AArch64.clauses(thread).into_iter().filter(|(clause, _)| *clause != self.0).collect()
        }
    }

    /// Whether the test's states change without the clause.
    fn needs(test: &Test, clause: Clause) -> bool {
        let prepared = Prepared::new(test, Options::default(), &|| false).expect("no limit");
        let states = |model: &dyn Model| {
            let found = prepared.under(model).outcomes(&|| false).expect("no limit");
            found.states.into_iter().map(|s| s.values).collect::<Vec<_>>()
        };
        states(&Without(clause)) != states(&AArch64)
    }

    #[test]
    fn generated_tests_need_nearly_every_clause() {
        use Clause::*;
        let mut mutants = vec![Lws, Dob, Pob, Aob, Bob, DsbOb, IfbOb];
        let strategy = cases(Vocabulary::All, 3, 4000);
        let mut runner = runner(0, 3);
        for _ in 0..60_000 {
            let test = read(&strategy.new_tree(&mut runner).expect("a case").current());
            mutants.retain(|&clause| !needs(&test, clause));
            if mutants.is_empty() {
                return;
            }
        }
        panic!("no generated test needs {mutants:?}");
    }

    /// The one clause whose tests are too long to come up by chance: what a
    /// comparison picked is stored and read back by an acquire.
    #[test]
    fn a_written_test_needs_the_last_clause() {
        let text = "AArch64 LB+csel-rfi-acquire+dmb\n\
            { 0:X10=x; 0:X11=y; 0:X12=z; 1:X10=x; 1:X11=y; }\n\
            P0 | P1 ;\n\
            LDR W0,[X10] | LDR W0,[X11] ;\n\
            CMP W0,#1 | DMB SY ;\n\
            CSEL W1,W2,W3,EQ | MOV W1,#1 ;\n\
            STR W1,[X12] | STR W1,[X10] ;\n\
            LDAR W4,[X12] | ;\n\
            MOV W5,#1 | ;\n\
            STR W5,[X11] | ;\n\
            exists (0:X0=1 /\\ 1:X0=1)";
        let test = parse(text).unwrap_or_else(|e| panic!("{}", e[0].message)).test;
        assert!(needs(&test, Clause::PickLob));
        let [found, defined] = both(&test, &AArch64, Axioms::ALL);
        assert_eq!(found, defined);
    }
}
