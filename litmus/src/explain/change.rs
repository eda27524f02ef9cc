//! Changes to a test, and the smallest sets of them that change its answer.

use super::cycle::{Edge, Violation};
use super::reason::{Local, Reason};
use crate::explore::{Execution, Options, Prepared, Stopped};
use crate::explore::execution::Kind;
use crate::isa::weaken::{NOP, stronger, weaker};
use crate::isa::{
    Addr, AddSubOp, BarrierOption, BarrierType, Domain, Extend, Instruction, LoadOp, LogicOp,
    Offset, Operand, Reg, StoreOp, Target, Width,
};
use crate::model::Model;
use crate::test::{Const, Line, Prop, RegInit, RegName, Scalar, Test, Type};

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

    /// Whether two changes are about different instructions.
    fn is_apart(&self, other: &Change) -> bool {
        self.thread != other.thread
            || self.edits.iter().all(|a| {
                other.edits.iter().all(|b| a.at != b.at || (a.drop == 0) != (b.drop == 0))
            })
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

/// The smallest sets of changes that change the answer.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// The sets; all of one size.
    pub sets: Vec<Vec<Change>>,
    /// How many changed tests the model was asked about.
    pub checked: usize,
    /// How many single changes there are to choose from.
    pub choices: usize,
    /// Whether the search was ended by its bound.
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
    pub(super) fn weakenings(
        &self,
        execution: &Execution,
        violation: &Violation,
    ) -> Result<Suggestions, Stopped> {
        let mut changes = weakenings(self.test);
        changes.extend(cuts(self.test, execution, &violation.cycle));
        self.smallest(changes, |set| {
            let same_as = set.iter().any(|c| c.sort == Sort::Cut).then_some(execution);
            self.reaches(set, same_as)
        })
    }

    /// The smallest sets of strengthenings that make a reachable goal forbidden.
    pub(super) fn strengthenings(&self) -> Result<Suggestions, Stopped> {
        let mut changes = strengthenings(self.test);
        changes.sort_by_key(|c| c.cost);
        self.smallest(changes, |set| Ok(!self.reaches(set, None)?))
    }

    /// The single changes that do it, one for each place; or the first pairs.
    fn smallest(
        &self,
        changes: Vec<Change>,
        does: impl Fn(&[&Change]) -> Result<bool, Stopped>,
    ) -> Result<Suggestions, Stopped> {
        let mut result = Suggestions { choices: changes.len(), ..Suggestions::default() };
        for change in &changes {
            let known = |set: &Vec<Change>| place(&set[0]) == place(change);
            if result.sets.iter().any(known) {
                continue;
            }
            result.checked += 1;
            if does(&[change])? {
                result.sets.push(vec![change.clone()]);
            }
        }
        if !result.sets.is_empty() {
            return Ok(result);
        }
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
        Ok(result)
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

/// Every weakening of one instruction.
fn weakenings(test: &Test) -> Vec<Change> {
    let mut changes = Vec::new();
    for (t, thread) in test.threads.iter().enumerate() {
        for (i, line) in thread.code.iter().enumerate() {
            let from = &line.instruction;
            for (n, by) in weaker(from).into_iter().enumerate() {
                let words = match (&by, from) {
                    (by, _) if *by == NOP => format!("drop P{t}'s {from}"),
                    (Instruction::MovImm { .. }, _) => {
                        format!("cut the dependency: replace P{t}'s {from} by {by}")
                    }
                    _ => format!("weaken P{t}'s {from} to {by}"),
                };
                changes.push(Change::replace(t, i, by, words, 1 + n as u32));
            }
        }
    }
    changes
}

/// The dependencies of a cycle, each cut where it ends.
fn cuts(test: &Test, e: &Execution, cycle: &[Edge]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for edge in cycle {
        let Reason::Local { why, .. } = edge.reason else { continue };
        // A false dependency is cut where it is made.
        let code = &test.threads[usize::from(e.event(edge.from).thread.0)].code;
        let made = |l: &Line| matches!(weaker(&l.instruction)[..], [Instruction::MovImm { .. }]);
        if code.iter().any(made) {
            continue;
        }
        let change = match why {
            Local::Address | Local::PickAddress => cut_address(test, e, edge.to),
            Local::AddressThenWrite { via } | Local::PickAddressThenWrite { via } => {
                cut_address(test, e, via)
            }
            Local::Data | Local::PickData => cut_data(test, e, edge.to),
            Local::DependencyThenRead { via } => {
                changes.extend(cut_address(test, e, via));
                cut_data(test, e, via)
            }
            _ => None,
        };
        let branches = e.events.iter().enumerate().filter(|(_, b)| {
            let on_the_way = b.step > e.event(edge.from).step && b.step < e.event(edge.to).step;
            b.kind == Kind::Branch && b.thread == e.event(edge.from).thread && on_the_way
        });
        changes.extend(branches.filter_map(|(n, _)| cut_branch(test, e, n)));
        changes.extend(change);
    }
    changes
}

/// A register that a thread does not name.
fn fresh(test: &Test, thread: usize, nth: usize) -> Option<Reg> {
    let own = &test.threads[thread];
    let named = |n: u8| {
        let names = [format!("W{n}"), format!("X{n}")];
        own.code.iter().any(|line| {
            let text = line.instruction.to_string();
            text.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| names.iter().any(|n| n == w))
        }) || own.regs.iter().any(|r| r.reg == RegName::General(Reg::x(n)))
    };
    let asked = |n: u8| test.items().iter().any(|i| {
        matches!(i, crate::test::Item::Reg { thread: t, reg }
            if usize::from(t.0) == thread && *reg == RegName::General(Reg::x(n)))
    });
    (0..30).rev().filter(|&n| n != 18 && !named(n) && !asked(n)).nth(nth).map(Reg::x)
}

/// The instruction of an event, if it is in the thread's own code and no other
/// event of the thread comes from it but its own.
fn instruction<'t>(test: &'t Test, e: &Execution, event: usize) -> Option<(usize, &'t Instruction)> {
    let own = &e.events[event];
    let (code, index) = own.source;
    let once = e.events.iter().all(|o| {
        o.thread != own.thread || o.source != own.source || o.step == own.step
    });
    (code == own.thread && once)
        .then(|| (index, &test.threads[usize::from(code.0)].code[index].instruction))
}

const WORD: Type = Type {
    elem: Scalar { size: crate::isa::Size::X, signed: false, pointer: false },
    len: None,
};

/// The access of a part at an address that is known from the start.
fn cut_address(test: &Test, e: &Execution, part: usize) -> Option<Change> {
    let event = e.parts[part].event;
    let own = &e.events[event];
    let (at, from) = instruction(test, e, event)?;
    let thread = usize::from(own.thread.0);
    let reg = fresh(test, thread, 0)?;
    let mut by = from.clone();
    match &mut by {
        Instruction::Load { addr, .. } | Instruction::Store { addr, .. }
            if matches!(addr.offset, Offset::Imm(_) | Offset::Reg { .. }) =>
        {
            *addr = Addr::base(reg);
        }
        _ => return None,
    }
    let bytes = own.at?;
    let address = Const::Address { loc: bytes.loc, offset: bytes.offset.into() };
    let words = format!("cut the address dependency into P{thread}'s {from}: use a fixed address");
    let init = RegInit { reg: RegName::General(reg), ty: None, value: Some(vec![address]) };
    Some(cut(Change::replace(thread, at, by, words, 1), Some(init)))
}

/// The store of a part with a value that is known from the start.
fn cut_data(test: &Test, e: &Execution, part: usize) -> Option<Change> {
    let event = e.parts[part].event;
    let own = &e.events[event];
    let (at, from) = instruction(test, e, event)?;
    let thread = usize::from(own.thread.0);
    let reg = fresh(test, thread, 0)?;
    let mut by = from.clone();
    match &mut by {
        Instruction::Store { rt, .. } | Instruction::StoreExclusive { rt, .. } => *rt = reg,
        _ => return None,
    }
    let value = Const::Int(i128::try_from(own.bits).ok()?);
    let words = format!("cut the data dependency into P{thread}'s {from}: store a fixed value");
    let init = RegInit { reg: RegName::General(reg), ty: Some(WORD), value: Some(vec![value]) };
    Some(cut(Change::replace(thread, at, by, words, 1), Some(init)))
}

/// A conditional branch resolved as in the execution.
fn cut_branch(test: &Test, e: &Execution, event: usize) -> Option<Change> {
    let own = &e.events[event];
    let (at, from) = instruction(test, e, event)?;
    let thread = usize::from(own.thread.0);
    let target = match from {
        Instruction::BCond { target, .. }
        | Instruction::CompareBranch { target, .. }
        | Instruction::TestBranch { target, .. } => target,
        _ => return None,
    };
    let next = e.events.iter().find(|o| o.thread == own.thread && o.step > own.step)?;
    let lands = match target {
        Target::Label(name) => test.threads[thread].label(name)?,
        Target::Relative(bytes) => usize::try_from(at as i64 + bytes / 4).ok()?,
    };
    // Forward branches alone: the next event tells which way it went.
    if lands <= at {
        return None;
    }
    let taken = lands > at + 1 && next.source.1 >= lands;
    let by = if taken { Instruction::B { target: target.clone() } } else { NOP };
    let words = format!("cut the control dependency: do without P{thread}'s {from}");
    Some(cut(Change::replace(thread, at, by, words, 1), None))
}

fn cut(change: Change, init: Option<RegInit>) -> Change {
    Change { init, sort: Sort::Cut, ..change }
}

/// Every strengthening of one place.
fn strengthenings(test: &Test) -> Vec<Change> {
    let mut changes = Vec::new();
    for t in 0..test.threads.len() {
        changes.extend(stronger_forms(test, t));
        let relative = test.threads[t].code.iter().any(|l| has_relative_target(&l.instruction));
        if !relative {
            changes.extend(barriers(test, t));
            changes.extend(dependencies(test, t));
        }
    }
    changes
}

fn stronger_forms(test: &Test, t: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    for (i, line) in test.threads[t].code.iter().enumerate() {
        let from = &line.instruction;
        for by in stronger(from) {
            let cost = match &by {
                Instruction::Load { op: LoadOp::Ldapr, .. } => 2,
                Instruction::Load { .. } | Instruction::Store { .. } => 3,
                Instruction::Amo { order, .. } | Instruction::Cas { order, .. }
                    if order.acquire && order.release =>
                {
                    4
                }
                _ => 3,
            };
            let words = format!("make P{t}'s {from} {by}");
            changes.push(Change::replace(t, i, by, words, cost));
        }
    }
    changes
}

fn has_relative_target(i: &Instruction) -> bool {
    use Instruction as I;
    match i {
        I::B { target }
        | I::Bl { target }
        | I::BCond { target, .. }
        | I::CompareBranch { target, .. }
        | I::TestBranch { target, .. }
        | I::Adr { target, .. } => matches!(target, Target::Relative(_)),
        _ => false,
    }
}

fn is_access(i: &Instruction) -> bool {
    use Instruction as I;
    matches!(
        i,
        I::Load { .. }
            | I::Store { .. }
            | I::LoadPair { .. }
            | I::StorePair { .. }
            | I::LoadExclusive { .. }
            | I::StoreExclusive { .. }
            | I::LoadExclusivePair { .. }
            | I::StoreExclusivePair { .. }
            | I::Amo { .. }
            | I::Cas { .. }
            | I::CasPair { .. }
            | I::AmoPair { .. }
            | I::SimdLoad { .. }
            | I::SimdStore { .. }
            | I::SimdLoadPair { .. }
            | I::SimdStorePair { .. }
            | I::SimdLoadStructure { .. }
            | I::SimdStoreStructure { .. }
            | I::Ldap1 { .. }
            | I::Stl1 { .. }
            | I::SimdLdapur { .. }
            | I::SimdStlur { .. }
    )
}

/// A barrier before each access that is not the first.
fn barriers(test: &Test, t: usize) -> Vec<Change> {
    let code = &test.threads[t].code;
    let accesses: Vec<usize> =
        (0..code.len()).filter(|&i| is_access(&code[i].instruction)).collect();
    let mut changes = Vec::new();
    for pair in accesses.windows(2) {
        for (ty, cost) in [(BarrierType::Ld, 5), (BarrierType::St, 5), (BarrierType::Full, 8)] {
            let dmb = Instruction::Dmb(BarrierOption { domain: Domain::Ish, ty });
            let words = format!("insert {dmb} before P{t}'s {}", code[pair[1]].instruction);
            let edits = vec![Edit { at: pair[1], drop: 0, put: vec![dmb] }];
            let sort = Sort::Barrier;
            changes.push(Change { thread: t, at: pair[1], words, cost, sort, edits, init: None });
        }
    }
    changes
}

/// A dependency of each access on each load before it.
fn dependencies(test: &Test, t: usize) -> Vec<Change> {
    let code = &test.threads[t].code;
    let (Some(zero), Some(sum)) = (fresh(test, t, 0), fresh(test, t, 1)) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for (i, line) in code.iter().enumerate() {
        let from = &line.instruction;
        let (Instruction::Load { w, rt, .. } | Instruction::LoadExclusive { w, rt, .. }) = *from
        else {
            continue;
        };
        if rt == Reg::ZR {
            continue;
        }
        let source = Loaded { t, i, w, rt, zero, sum };
        for (j, target) in code.iter().enumerate().skip(i + 1) {
            changes.extend(source.dependency(from, j, &target.instruction));
        }
        if code[i + 1..].iter().any(|l| is_access(&l.instruction)) {
            changes.extend(source.branch(from));
        }
    }
    changes
}

/// A load and two registers that its thread does not use.
struct Loaded {
    t: usize,
    i: usize,
    w: Width,
    rt: Reg,
    zero: Reg,
    sum: Reg,
}

impl Loaded {
    /// An address dependency of a load, a data dependency of a store.
    fn dependency(&self, from: &Instruction, j: usize, target: &Instruction) -> Option<Change> {
        let &Loaded { t, i, w, rt, zero, sum } = self;
        let eor = Instruction::Logic {
            op: LogicOp::Eor,
            flags: false,
            w,
            rd: zero,
            rn: rt,
            rhs: Operand::reg(rt),
        };
        let mut put = Vec::new();
        let mut by = target.clone();
        let kind = match &mut by {
            Instruction::Load { op: LoadOp::Ldr, addr, .. } if addr.offset == Offset::Imm(0) => {
                addr.offset = Offset::Reg { rm: zero, extend: Extend::Sxtw, amount: 0 };
                "an address"
            }
            Instruction::Store { op: StoreOp::Str, rt, w, .. } if *rt != Reg::ZR => {
                let rhs = Operand::reg(zero);
                let op = AddSubOp::Add;
                put.push(Instruction::AddSub { op, flags: false, w: *w, rd: sum, rn: *rt, rhs });
                *rt = sum;
                "a data"
            }
            _ => return None,
        };
        let words = format!("make {kind} dependency from P{t}'s {from} to {target}");
        put.push(by);
        let edits = vec![
            Edit { at: i + 1, drop: 0, put: vec![eor] },
            Edit { at: j, drop: 1, put },
        ];
        let sort = Sort::Dependency;
        Some(Change { thread: t, at: j, words, cost: 1, sort, edits, init: None })
    }

    /// A control dependency, alone and with ISB.
    fn branch(&self, from: &Instruction) -> [Change; 2] {
        let target = Target::Relative(4);
        let cbnz = Instruction::CompareBranch { nonzero: true, w: self.w, rt: self.rt, target };
        let make = |put: Vec<Instruction>, words: String, cost, sort| Change {
            thread: self.t,
            at: self.i,
            words,
            cost,
            sort,
            edits: vec![Edit { at: self.i + 1, drop: 0, put }],
            init: None,
        };
        let t = self.t;
        [
            make(
                vec![cbnz.clone()],
                format!("branch on the result of P{t}'s {from}"),
                1,
                Sort::Dependency,
            ),
            make(
                vec![cbnz, Instruction::Isb],
                format!("branch on the result of P{t}'s {from}, then ISB"),
                6,
                Sort::BranchIsb,
            ),
        ]
    }
}
