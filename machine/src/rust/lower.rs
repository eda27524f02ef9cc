//! From Rust's atomics to A64: the documented mapping.
//!
//! What rustc makes of each operation is recorded in `asm/tests/codegen/` and on the page
//! `docs/codegen.md`; a test holds this module against those tables, instruction by instruction.
//! The mapping is per operation. A compiler may in principle do more: move relaxed accesses past
//! each other, for example. rustc as of 1.96 does not.

mod update;

use super::source::{
    Action, MOST_VALUES, MOST_VARIABLES, Operation, Source, Statement, Thread, Value, Width,
};
use core::sync::atomic::Ordering;
use fencepost_litmus::isa::{
    AddSubOp, Addr, AmoOp, BarrierOption, BarrierType, Cond, Domain, Instruction, LoadOp, LogicOp,
    Operand, Order, Reg, Size, StoreOp, Target, Width as RegWidth,
};
use fencepost_litmus::test::{
    Condition, Const, Item, Label, Line, LocId, Location, Prop, Quantifier, RegInit, RegName,
    Scalar, Symbolic, Test, ThreadId, Type,
};
use std::ops::Range;
use std::sync::Arc;

/// What Rust's atomics are compiled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mapping {
    /// A64 as of Armv8.0: exclusive loops.
    A64,
    /// A64 with FEAT_LSE: atomic instructions.
    Lse,
    /// A64 with FEAT_LSE and FEAT_LRCPC: besides, LDAPR for acquire loads. Apple's targets.
    LseRcpc,
    /// x86-64. There is no such test; the instructions are those of A64 that the model *tso* takes
    /// for the ones of x86-64.
    X86,
}

impl Mapping {
    /// All of them.
    pub const ALL: [Mapping; 4] = [Mapping::A64, Mapping::Lse, Mapping::LseRcpc, Mapping::X86];

    /// The name, as a column's head.
    pub const fn name(self) -> &'static str {
        match self {
            Mapping::A64 => "A64",
            Mapping::Lse => "+lse",
            Mapping::LseRcpc => "+lse,+rcpc",
            Mapping::X86 => "x86-64",
        }
    }

    const fn lse(self) -> bool {
        !matches!(self, Mapping::A64)
    }
}

/// A test in machine code.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The test. It observes every value that is read, thread by thread, then every variable.
    pub test: Test,
    /// By thread: each statement in the order of the text, with how deep in conditions it is and
    /// its instructions; those of an `if` are the branch alone.
    pub statements: Vec<Vec<(&'static Statement, usize, Range<usize>)>>,
}

/// Lowers a test.
pub fn lower(source: &Source, mapping: Mapping) -> Lowered {
    let locations = source.variables.iter().map(|v| Location {
        name: v.name.into(),
        ty: Type { elem: scalar(v.width), len: None },
        typed: true,
        init: vec![Const::Int(i128::from(v.initial))],
    });
    let (mut threads, mut statements, mut observed) = (Vec::new(), Vec::new(), Vec::new());
    for (t, thread) in source.threads.iter().enumerate() {
        let mut code = Code::new(source, thread, mapping);
        code.body(thread.body, 0);
        let results = (0..code.results.len())
            .map(|n| Item::Reg { thread: ThreadId(t as u16), reg: RegName::General(result(n)) });
        observed.extend(results);
        statements.push(std::mem::take(&mut code.statements));
        threads.push(code.finish());
    }
    let variables = 0..source.variables.len();
    observed.extend(variables.map(|v| Item::Loc { loc: LocId(v as u16), index: None }));
    let test = Test {
        name: source.name.to_owned(),
        doc: None,
        info: Vec::new(),
        locations: locations.collect(),
        threads,
        filter: None,
        observed,
        condition: Condition { quantifier: Quantifier::Exists, prop: Prop::True },
    };
    Lowered { test, statements }
}

/// The register of the `n`-th value that a thread reads.
fn result(n: usize) -> Reg {
    Reg::x(n as u8)
}

/// Registers for one statement's use: its operands, what it computes, whether its store succeeded,
/// and a result that has no name.
const OPERAND: [Reg; 2] = [Reg::x(9), Reg::x(10)];
const COMPUTED: Reg = Reg::x(11);
const STATUS: Reg = Reg::x(12);
const UNNAMED: Reg = Reg::x(13);

/// The register of a variable's address; X18 is the platform's.
pub(super) fn address(variable: usize) -> Reg {
    Reg::x(19 + variable as u8)
}

const _: () = assert!(MOST_VALUES <= 9 && MOST_VARIABLES <= 9, "each has registers of its own");

fn scalar(width: Width) -> Scalar {
    Scalar { size: size(width), signed: false, pointer: false }
}

fn size(width: Width) -> Size {
    match width {
        Width::U8 => Size::B,
        Width::U16 => Size::H,
        Width::U32 => Size::W,
        Width::U64 => Size::X,
    }
}

fn register(width: Width) -> RegWidth {
    if width == Width::U64 { RegWidth::X } else { RegWidth::W }
}

const fn acquires(order: Ordering) -> bool {
    matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst)
}

const fn releases(order: Ordering) -> bool {
    matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst)
}

/// The code of one thread while it is written.
struct Code {
    source: &'static [super::source::Variable],
    mapping: Mapping,
    results: Vec<(&'static str, Width)>,
    code: Vec<Instruction>,
    labels: Vec<Label>,
    labelled: usize,
    statements: Vec<(&'static Statement, usize, Range<usize>)>,
}

/// An access while it is lowered: where, at which size, and where the value read goes.
#[derive(Clone, Copy)]
struct Place {
    width: Width,
    size: Size,
    w: RegWidth,
    base: Reg,
    rt: Reg,
}

impl Code {
    fn new(source: &Source, thread: &Thread, mapping: Mapping) -> Code {
        let width = |variable| source.variables[source.variable(variable)].width;
        let results = thread.results().into_iter().map(|(name, from)| (name, width(from)));
        Code {
            source: source.variables,
            mapping,
            results: results.collect(),
            code: Vec::new(),
            labels: Vec::new(),
            labelled: 0,
            statements: Vec::new(),
        }
    }

    fn finish(mut self) -> fencepost_litmus::test::Thread {
        self.labels.sort_by_key(|l| l.index);
        let addresses = (0..self.source.len()).map(|v| RegInit {
            reg: RegName::General(address(v)),
            ty: None,
            value: Some(vec![Const::Address { loc: LocId(v as u16), offset: 0 }]),
        });
        let results = self.results.iter().enumerate().map(|(n, &(_, width))| RegInit {
            reg: RegName::General(result(n)),
            ty: Some(Type { elem: scalar(width), len: None }),
            value: None,
        });
        let symbolic = self.results.iter().enumerate();
        fencepost_litmus::test::Thread {
            annotation: None,
            regs: addresses.chain(results).collect(),
            code: self
                .code
                .into_iter()
                .map(|instruction| Line { instruction, span: 0..0 })
                .collect(),
            labels: self.labels,
            symbolic: symbolic
                .map(|(n, &(name, _))| Symbolic { name: name.into(), reg: result(n) })
                .collect(),
        }
    }

    fn body(&mut self, body: &'static [Statement], depth: usize) {
        for statement in body {
            let start = self.code.len();
            match statement.action {
                Action::Access { result, variable, operation } => {
                    let rt = result.map_or(UNNAMED, |name| self.named(name));
                    let v = self.source.iter().position(|v| v.name == variable);
                    let v = v.expect("the compiler has resolved the variable");
                    let width = self.source[v].width;
                    let (size, w) = (size(width), register(width));
                    self.access(Place { width, size, w, base: address(v), rt }, operation);
                }
                Action::Fence(order) => self.fence(order),
                Action::If { name, equal, value, body } => {
                    let end = self.branch_unless(name, equal, value);
                    self.statements.push((statement, depth, start..self.code.len()));
                    self.body(body, depth + 1);
                    self.place(end);
                    continue;
                }
            }
            self.statements.push((statement, depth, start..self.code.len()));
        }
    }

    /// The register of a value read before.
    fn named(&self, name: &str) -> Reg {
        let n = self.results.iter().position(|(known, _)| *known == name);
        result(n.expect("names are checked when the test is made"))
    }

    fn emit(&mut self, instruction: Instruction) {
        self.code.push(instruction);
    }

    /// A label, to be placed.
    fn label(&mut self) -> Arc<str> {
        self.labelled += 1;
        format!("L{}", self.labelled).into()
    }

    /// Places a label before what comes next.
    fn place(&mut self, name: Arc<str>) {
        self.labels.push(Label { name, index: self.code.len() });
    }

    /// An operand in a register; a constant is moved to `into` unless it is 0.
    fn operand(&mut self, value: Value, w: RegWidth, into: Reg) -> Reg {
        match value {
            Value::Constant(0) => Reg::ZR,
            Value::Constant(imm) => {
                self.emit(Instruction::MovImm { w, rd: into, imm });
                into
            }
            Value::Name(name) => self.named(name),
        }
    }

    fn access(&mut self, at: Place, operation: Operation) {
        match operation {
            Operation::Load(order) => self.load(at, order),
            Operation::Store(value, order) => self.store(at, value, order),
            Operation::Update(update, value, order) => self.update(at, update, value, order),
            Operation::CompareExchange { expected, new, success, failure } => {
                let order = merged(success, failure);
                self.compare_exchange(at, expected, new, order);
            }
        }
    }

    fn load(&mut self, Place { size, w, base, rt, .. }: Place, order: Ordering) {
        let op = match (order, self.mapping) {
            (_, Mapping::X86) | (Ordering::Relaxed, _) => LoadOp::Ldr,
            (Ordering::Acquire, Mapping::LseRcpc) => LoadOp::Ldapr,
            _ => LoadOp::Ldar,
        };
        self.emit(Instruction::Load { op, size, sign: false, w, rt, addr: Addr::base(base) });
    }

    fn store(&mut self, at: Place, value: Value, order: Ordering) {
        let rt = self.operand(value, at.w, OPERAND[0]);
        let Place { size, w, base, .. } = at;
        match (order, self.mapping) {
            // XCHG, which is locked.
            (Ordering::SeqCst, Mapping::X86) => {
                self.amo(AmoOp::Swp, Place { rt: UNNAMED, ..at }, rt, Ordering::SeqCst);
            }
            (_, Mapping::X86) | (Ordering::Relaxed, _) => {
                let addr = Addr::base(base);
                self.emit(Instruction::Store { op: StoreOp::Str, size, w, rt, addr });
            }
            _ => {
                let addr = Addr::base(base);
                self.emit(Instruction::Store { op: StoreOp::Stlr, size, w, rt, addr });
            }
        }
    }

    fn fence(&mut self, order: Ordering) {
        let dmb = |ty| Instruction::Dmb(BarrierOption { domain: Domain::Ish, ty });
        match (order, self.mapping) {
            // MFENCE; weaker fences are for the compiler alone.
            (Ordering::SeqCst, Mapping::X86) => self.emit(dmb(BarrierType::Full)),
            (_, Mapping::X86) => {}
            (Ordering::Acquire, _) => self.emit(dmb(BarrierType::Ld)),
            _ => self.emit(dmb(BarrierType::Full)),
        }
    }

    fn amo(&mut self, op: AmoOp, Place { size, w, base, rt, .. }: Place, rs: Reg, order: Ordering) {
        let order = Order { acquire: acquires(order), release: releases(order) };
        self.emit(Instruction::Amo { op, order, size, w, rs, rt, rn: base });
    }

    /// Compares and branches to the label that is returned unless the condition holds.
    fn branch_unless(&mut self, name: &str, equal: bool, value: Value) -> Arc<str> {
        let rn = self.named(name);
        let width = self.results.iter().find(|(known, _)| *known == name).map(|&(_, w)| w);
        let w = width.map_or(RegWidth::W, register);
        let rm = self.operand(value, w, OPERAND[0]);
        self.compare(w, rn, rm);
        let end = self.label();
        let cond = if equal { Cond::Ne } else { Cond::Eq };
        self.emit(Instruction::BCond { cond, target: Target::Label(end.clone()) });
        end
    }

    fn compare(&mut self, w: RegWidth, rn: Reg, rm: Reg) {
        let (op, rhs) = (AddSubOp::Sub, Operand::reg(rm));
        self.emit(Instruction::AddSub { op, flags: true, w, rd: Reg::ZR, rn, rhs });
    }

    fn mov(&mut self, w: RegWidth, rd: Reg, rm: Reg) {
        let (op, rhs) = (LogicOp::Orr, Operand::reg(rm));
        self.emit(Instruction::Logic { op, flags: false, w, rd, rn: Reg::ZR, rhs });
    }
}

/// The order of both a success and a failure, as LLVM merges them into the one of an instruction.
fn merged(success: Ordering, failure: Ordering) -> Ordering {
    match (success, failure) {
        (_, Ordering::SeqCst) => Ordering::SeqCst,
        (Ordering::Relaxed, Ordering::Acquire) => Ordering::Acquire,
        (Ordering::Release, Ordering::Acquire) => Ordering::AcqRel,
        _ => success,
    }
}
