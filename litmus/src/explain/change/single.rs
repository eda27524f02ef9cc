//! The single changes that there are to choose from.

use super::{Change, Edit, Sort};
use crate::explain::cycle::Edge;
use crate::explain::reason::{Local, Reason};
use crate::explain::words::named;
use crate::explore::Execution;
use crate::explore::execution::Kind;
use crate::isa::weaken::{NOP, stronger, weaker};
use crate::isa::{
    AddSubOp, Addr, BarrierOption, BarrierType, Domain, Extend, Instruction, LoadOp, LogicOp,
    Offset, Operand, Reg, Resource, StoreOp, Target, Width,
};
use crate::test::{Const, Line, RegInit, RegName, Scalar, Test, Type};

/// Every weakening of one instruction.
pub(super) fn weakenings(test: &Test) -> Vec<Change> {
    let mut changes = Vec::new();
    for (t, thread) in test.threads.iter().enumerate() {
        for (i, line) in thread.code.iter().enumerate() {
            let from = &line.instruction;
            let name = named(test, t, i);
            for (n, by) in weaker(from).into_iter().enumerate() {
                let words = match (&by, from) {
                    (by, _) if *by == NOP => format!("drop P{t}'s {name}"),
                    (Instruction::MovImm { .. }, _) => {
                        format!("cut the dependency: replace P{t}'s {name} by {by}")
                    }
                    _ => format!("weaken P{t}'s {name} to {by}"),
                };
                changes.push(Change::replace(t, i, by, words, 1 + n as u32));
            }
        }
    }
    changes
}

/// The dependencies of a cycle, each cut where it ends.
pub(super) fn cuts(test: &Test, e: &Execution, cycle: &[Edge]) -> Vec<Change> {
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
        let register = Resource::General(Reg::x(n));
        own.code.iter().any(|line| {
            let effects = line.instruction.effects();
            effects.reads.contains(&register) || effects.writes.contains(&register)
        }) || own.regs.iter().any(|r| r.reg == RegName::General(Reg::x(n)))
    };
    let asked = |n: u8| {
        test.items().iter().any(|i| {
            matches!(i, crate::test::Item::Reg { thread: t, reg }
            if usize::from(t.0) == thread && *reg == RegName::General(Reg::x(n)))
        })
    };
    (0..30).rev().filter(|&n| n != 18 && !named(n) && !asked(n)).nth(nth).map(Reg::x)
}

/// The instruction of an event, if it is in the thread's own code and no other
/// event of the thread comes from it but its own.
fn instruction<'t>(
    test: &'t Test,
    e: &Execution,
    event: usize,
) -> Option<(usize, &'t Instruction)> {
    let own = &e.events[event];
    let (code, index) = own.source;
    let once = e
        .events
        .iter()
        .all(|o| o.thread != own.thread || o.source != own.source || o.step == own.step);
    (code == own.thread && once)
        .then(|| (index, &test.threads[usize::from(code.0)].code[index].instruction))
}

const WORD: Type =
    Type { elem: Scalar { size: crate::isa::Size::X, signed: false, pointer: false }, len: None };

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
    let name = named(test, thread, at);
    let words = format!("cut the address dependency into P{thread}'s {name}: use a fixed address");
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
    let name = named(test, thread, at);
    let words = format!("cut the data dependency into P{thread}'s {name}: store a fixed value");
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
    let name = named(test, thread, at);
    let words = format!("cut the control dependency: do without P{thread}'s {name}");
    Some(cut(Change::replace(thread, at, by, words, 1), None))
}

fn cut(change: Change, init: Option<RegInit>) -> Change {
    Change { init, sort: Sort::Cut, ..change }
}

/// Every strengthening of one place.
pub(super) fn strengthenings(test: &Test) -> Vec<Change> {
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
            let words = format!("change P{t}'s {} to {by}", named(test, t, i));
            changes.push(Change::replace(t, i, by, words, cost));
        }
    }
    changes
}

/// Whether an instruction branches over others by their number; the next
/// instruction stays the next.
fn has_relative_target(i: &Instruction) -> bool {
    use Instruction as I;
    match i {
        I::B { target }
        | I::Bl { target }
        | I::BCond { target, .. }
        | I::CompareBranch { target, .. }
        | I::TestBranch { target, .. }
        | I::Adr { target, .. } => matches!(target, Target::Relative(bytes) if *bytes != 4),
        _ => false,
    }
}

/// A barrier before each access that is not the first.
fn barriers(test: &Test, t: usize) -> Vec<Change> {
    let code = &test.threads[t].code;
    let accesses: Vec<usize> =
        (0..code.len()).filter(|&i| code[i].instruction.access().is_some()).collect();
    let mut changes = Vec::new();
    for pair in accesses.windows(2) {
        for (ty, cost) in [(BarrierType::Ld, 5), (BarrierType::St, 5), (BarrierType::Full, 8)] {
            let dmb = Instruction::Dmb(BarrierOption { domain: Domain::Ish, ty });
            let words = format!("insert {dmb} before P{t}'s {}", named(test, t, pair[1]));
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
            changes.extend(source.dependency(test, j, &target.instruction));
        }
        if code[i + 1..].iter().any(|l| l.instruction.access().is_some()) {
            changes.extend(source.branch(test));
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
    fn dependency(&self, test: &Test, j: usize, target: &Instruction) -> Option<Change> {
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
        let (from, to) = (named(test, t, i), named(test, t, j));
        let words = format!("make {kind} dependency from P{t}'s {from} to {to}");
        put.push(by);
        let edits = vec![Edit { at: i + 1, drop: 0, put: vec![eor] }, Edit { at: j, drop: 1, put }];
        let sort = Sort::Dependency;
        Some(Change { thread: t, at: j, words, cost: 1, sort, edits, init: None })
    }

    /// A control dependency, alone and with ISB.
    fn branch(&self, test: &Test) -> [Change; 2] {
        let from = named(test, self.t, self.i);
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
