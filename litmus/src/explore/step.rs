//! What each instruction does: values, events, and the edges between them.
//!
//! An instruction may go several ways: a branch is taken or not, a store
//! exclusive succeeds or fails, a compare-and-swap finds its value or does
//! not, an address is one of several. [`successors`] makes a state for each
//! way that is possible. The edges inside an instruction are the model's
//! `iico_data`, `iico_ctrl` and `iico_order`; which there are, and which there
//! are not (a status register depends on nothing), is what dependencies in the
//! model are made of.

use super::expr::{Expr, Op};
use super::layout::Pc;
use super::program::Program;
use super::state::{Context, End, FLAGS, MONITOR, Source, State, cut};
use crate::isa::{
    AddSubOp, Addr, AmoOp, BitfieldOp, Cond, CondSelectOp, Extend, Instruction, LoadOp, LoadPairOp,
    LogicOp, MovWideOp, MulAddOp, Offset, Operand, Reg, ShiftKind, StoreOp, StorePairOp, SysReg,
    Target, UnaryOp, Width,
};
use crate::isa::{BinaryOp, Order, Size};
use crate::model::graph::{Annotation, Edge, Fence, Footprint, NodeId, NodeKind};

mod memory;
mod simd;
#[cfg(test)]
mod tests;

/// Where control goes after an instruction.
pub(super) enum Flow {
    Next,
    Goto(Pc),
    Stop(End),
    /// This way is not possible.
    Never,
}

type Edges<'a> = &'a [Option<(NodeId, Edge)>];

/// Executes one instruction every way it can go.
pub(super) fn successors(
    program: &Program<'_>,
    cx: &mut Context<'_>,
    mut state: State,
    out: &mut Vec<State>,
) {
    let pc = state.pc;
    let Some(instruction) = program.instruction(pc) else {
        state.end = Some(End::Exit);
        out.push(state);
        return;
    };
    let mut go = |cx: &mut Context<'_>, mut state: State, at: u128, way: u8| {
        state.trace.push(pc);
        let flow = Step { program, cx, state: &mut state, at, way }.execute(instruction);
        state.step += 1;
        match flow {
            Flow::Next => state.pc = Pc { index: pc.index + 1, ..pc },
            Flow::Goto(target) => state.pc = target,
            Flow::Stop(end) => state.end = Some(end),
            Flow::Never => return,
        }
        out.push(state);
    };
    let ways = ways(instruction);
    for (state, at) in resolve(program, cx, state, instruction) {
        for way in 1..ways {
            go(cx, state.clone(), at, way);
        }
        go(cx, state, at, 0);
    }
}

/// An address that is not known, but not one of those that mean something.
const NOWHERE: u128 = u128::MAX;

/// How many ways an instruction can go.
fn ways(instruction: &Instruction) -> u8 {
    use Instruction as I;
    match instruction {
        I::BCond { cond: Cond::Al, .. } => 1,
        I::BCond { .. }
        | I::CompareBranch { .. }
        | I::TestBranch { .. }
        | I::CondSelect { .. }
        | I::CondCompare { .. }
        | I::StoreExclusive { .. }
        | I::StoreExclusivePair { .. } => 2,
        I::Cas { .. } | I::CasPair { .. } => memory::CAS_WAYS,
        _ => 1,
    }
}

/// The address of an instruction that accesses memory or branches to a
/// register: one state for each value that it can have.
fn resolve(
    program: &Program<'_>,
    cx: &mut Context<'_>,
    mut state: State,
    instruction: &Instruction,
) -> Vec<(State, u128)> {
    let (address, places): (Expr, Vec<u128>) = match instruction {
        Instruction::Br { rn } | Instruction::Blr { rn } | Instruction::Ret { rn } => {
            (state.slots[rn.index()].value, program.code_addresses())
        }
        _ => match instruction.access() {
            Some(access) => {
                let value = address_value(&state, cx, &access.addr);
                (value, cx.layout.places(access.size.bytes()).collect())
            }
            None => return vec![(state, 0)],
        },
    };
    if let Some(value) = cx.arena.known(address) {
        return vec![(state, value)];
    }
    let mut out = Vec::new();
    let candidates = match state.possible(cx, address) {
        Some(values) => values.collect(),
        None => {
            cx.wants_domains = true;
            let mut elsewhere = state.clone();
            if places.iter().all(|&place| elsewhere.assume_value(cx, address, place, false)) {
                out.push((elsewhere, NOWHERE));
            }
            places
        }
    };
    for value in candidates {
        let mut state = state.clone();
        if state.assume_value(cx, address, value, true) {
            out.push((state, value));
        }
    }
    state.choices += 1;
    out
}

/// The value of an address operand, without events.
fn address_value(state: &State, cx: &mut Context<'_>, addr: &Addr) -> Expr {
    let base = state.slots[addr.base.index()].value;
    match addr.offset {
        Offset::Imm(imm) | Offset::Pre(imm) => add_imm(cx, base, imm),
        Offset::Post(_) | Offset::PostReg(_) => base,
        Offset::Reg { rm, extend, amount } => {
            let index = if rm == Reg::ZR {
                cx.arena.constant(0)
            } else {
                extended(cx, state.slots[rm.index()].value, extend, amount, 64)
            };
            cx.arena.op(Op::Add(64), &[base, index])
        }
    }
}

fn add_imm(cx: &mut Context<'_>, base: Expr, imm: i64) -> Expr {
    let imm = cx.arena.constant(u128::from(imm as u64));
    cx.arena.op(Op::Add(64), &[base, imm])
}

fn extended(cx: &mut Context<'_>, value: Expr, extend: Extend, amount: u8, w: u8) -> Expr {
    let (bits, signed) = match extend {
        Extend::Uxtb => (8, false),
        Extend::Uxth => (16, false),
        Extend::Uxtw => (32, false),
        Extend::Uxtx => (64, false),
        Extend::Sxtb => (8, true),
        Extend::Sxth => (16, true),
        Extend::Sxtw => (32, true),
        Extend::Sxtx => (64, true),
    };
    let value = cut(cx.arena, value, bits);
    let value = if signed && bits < 64 {
        cx.arena.op(Op::SignExtend { from: bits as u8, to: 64 }, &[value])
    } else {
        value
    };
    let amount = cx.arena.constant(amount.into());
    let shifted = cx.arena.op(Op::Shl(64), &[value, amount]);
    cut(cx.arena, shifted, w.into())
}

/// One way of one instruction.
pub(super) struct Step<'s, 'p, 'c> {
    pub(super) program: &'s Program<'p>,
    pub(super) cx: &'s mut Context<'c>,
    pub(super) state: &'s mut State,
    /// The address that it accesses or branches to.
    pub(super) at: u128,
    pub(super) way: u8,
}

impl Step<'_, '_, '_> {
    fn execute(&mut self, instruction: &Instruction) -> Flow {
        use Instruction as I;
        match instruction {
            I::MovImm { w, rd, imm } => self.constant(*rd, *w, (*imm).into()),
            I::MovWide { op, w, rd, imm, shift } => self.mov_wide(*op, *w, *rd, *imm, *shift),
            I::AddSub { op, flags, w, rd, rn, rhs } => {
                self.add_sub(*op, *flags, *w, *rd, *rn, *rhs)
            }
            I::AddSubCarry { op, flags, w, rd, rn, rm } => {
                self.add_sub_carry(*op, *flags, *w, *rd, *rn, *rm)
            }
            I::Logic { op, flags, w, rd, rn, rhs } => self.logic(*op, *flags, *w, *rd, *rn, *rhs),
            I::Bitfield { op, w, rd, rn, immr, imms } => {
                self.bitfield(*op, *w, *rd, *rn, *immr, *imms)
            }
            I::Extr { w, rd, rn, rm, lsb } => self.extr(*w, *rd, *rn, *rm, *lsb),
            I::MulAdd { op, w, rd, rn, rm, ra } => self.mul_add(*op, *w, *rd, *rn, *rm, *ra),
            I::Binary { op, w, rd, rn, rhs } => self.binary(*op, *w, *rd, *rn, *rhs),
            I::Unary { op, w, rd, rn } => self.unary(*op, *w, *rd, *rn),
            I::CondSelect { op, w, rd, rn, rm, cond } => {
                return self.cond_select(*op, *w, *rd, *rn, *rm, *cond);
            }
            I::CondCompare { op, w, rn, rhs, nzcv, cond } => {
                return self.cond_compare(*op, *w, *rn, *rhs, *nzcv, *cond);
            }
            I::Adr { rd, target } => {
                let address = self.cx.layout.code_address(self.target(target));
                self.constant(*rd, Width::X, address.into());
            }
            I::B { target } => return Flow::Goto(self.target(target)),
            I::Bl { target } => {
                self.link();
                return Flow::Goto(self.target(target));
            }
            I::BCond { cond, target } => return self.branch_cond(*cond, target),
            I::CompareBranch { nonzero, w, rt, target } => {
                let source = self.read(*rt, *w);
                return self.branch_on(source, *nonzero, target);
            }
            I::TestBranch { nonzero, w, rt, bit, target } => {
                let source = self.read(*rt, *w);
                let value = self.op(Op::Extract { lo: *bit, len: 1 }, &[source.value]);
                return self.branch_on(Source { value, ..source }, *nonzero, target);
            }
            I::Br { rn } | I::Ret { rn } => return self.branch_register(*rn, false),
            I::Blr { rn } => return self.branch_register(*rn, true),
            I::Dmb(option) => self.fence(Fence::Dmb { domain: option.domain, ty: option.ty }),
            I::Dsb { option, .. } => {
                self.fence(Fence::Dsb { domain: option.domain, ty: option.ty });
            }
            I::Isb => self.fence(Fence::Isb),
            // Speculation barriers, hints and prefetches order nothing in the model.
            I::Sb | I::Ssbb | I::Pssbb | I::Hint(_) | I::Prfm { .. } => {}
            I::Clrex => {
                self.state.reserved = None;
                let zero = self.number(0);
                self.state.write_slot(MONITOR, zero, &[]);
            }
            I::Mrs { rt, reg: SysReg::Nzcv } => {
                let flags = self.state.read_slot(FLAGS, false);
                let shift = self.number(28);
                let value = self.op(Op::Shl(64), &[flags.value, shift]);
                self.state.write(*rt, value, &[flags.edge(Edge::Data)]);
            }
            I::Msr { reg: SysReg::Nzcv, rt } => {
                let source = self.read(*rt, Width::X);
                let value = self.op(Op::Extract { lo: 28, len: 4 }, &[source.value]);
                self.state.write_slot(FLAGS, value, &[source.edge(Edge::Data)]);
            }
            _ => {
                return if instruction.access().is_some() {
                    self.memory(instruction)
                } else {
                    self.simd(instruction)
                };
            }
        }
        Flow::Next
    }

    fn number(&mut self, value: u128) -> Expr {
        self.cx.arena.constant(value)
    }

    fn op(&mut self, op: Op, args: &[Expr]) -> Expr {
        self.cx.arena.op(op, args)
    }

    fn read(&mut self, reg: Reg, w: Width) -> Source {
        self.state.read_at(self.cx, reg, w, false)
    }

    fn constant(&mut self, rd: Reg, w: Width, value: u128) {
        let value = self.number(value & super::expr::mask(w.bits()));
        self.state.write(rd, value, &[]);
    }

    fn target(&self, target: &Target) -> Pc {
        self.program.target(self.state.pc, target)
    }

    fn fence(&mut self, fence: Fence) {
        self.state.node(NodeKind::Fence(fence), &[]);
    }

    // Data processing: every source register has a data edge to every result.

    fn mov_wide(&mut self, op: MovWideOp, w: Width, rd: Reg, imm: u16, shift: u8) {
        let value = u128::from(imm) << shift;
        match op {
            MovWideOp::Movz => self.constant(rd, w, value),
            MovWideOp::Movn => self.constant(rd, w, !value),
            MovWideOp::Movk => {
                let old = self.read(rd, w);
                let imm = self.number(imm.into());
                let value = self.op(Op::Insert { lo: shift, len: 16 }, &[old.value, imm]);
                self.state.write(rd, value, &[old.edge(Edge::Data)]);
            }
        }
    }

    fn operand(&mut self, rhs: Operand, w: Width) -> Source {
        let bits = w.bits() as u8;
        match rhs {
            Operand::Imm { value, shift } => {
                let value = u128::from((value << shift) as u64) & super::expr::mask(w.bits());
                Source { value: self.number(value), node: None }
            }
            Operand::Shifted { rm, shift, amount } => {
                let source = self.read(rm, w);
                let op = match shift {
                    ShiftKind::Lsl => Op::Shl(bits),
                    ShiftKind::Lsr => Op::Lshr(bits),
                    ShiftKind::Asr => Op::Ashr(bits),
                    ShiftKind::Ror => Op::Ror(bits),
                };
                let value = if amount == 0 {
                    source.value
                } else {
                    let amount = self.number(amount.into());
                    self.op(op, &[source.value, amount])
                };
                Source { value, ..source }
            }
            Operand::Extended { rm, extend, amount } => {
                let source = self.read(rm, Width::X);
                Source { value: extended(self.cx, source.value, extend, amount, bits), ..source }
            }
        }
    }

    /// Writes the result and, if asked for, the flags.
    fn result(&mut self, rd: Reg, value: Expr, flags: Option<Expr>, sources: &[Source]) {
        let mut edges = [None; 4];
        for (edge, source) in edges.iter_mut().zip(sources) {
            *edge = source.edge(Edge::Data);
        }
        let edges: Edges<'_> = &edges[..sources.len()];
        self.state.write(rd, value, edges);
        if let Some(flags) = flags {
            self.state.write_slot(FLAGS, flags, edges);
        }
    }

    /// The sum or difference with its flags; the carry is 0, or 1 to subtract.
    fn sum(&mut self, op: AddSubOp, w: Width, a: Expr, b: Expr) -> (Expr, Expr) {
        let bits = w.bits() as u8;
        match op {
            AddSubOp::Add => {
                let zero = self.number(0);
                (self.op(Op::Add(bits), &[a, b]), self.op(Op::AddFlags(bits), &[a, b, zero]))
            }
            AddSubOp::Sub => {
                let (one, not_b) = (self.number(1), self.op(Op::Not(bits), &[b]));
                (self.op(Op::Sub(bits), &[a, b]), self.op(Op::AddFlags(bits), &[a, not_b, one]))
            }
        }
    }

    fn add_sub(&mut self, op: AddSubOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) {
        let (a, b) = (self.read(rn, w), self.operand(rhs, w));
        let (value, nzcv) = self.sum(op, w, a.value, b.value);
        self.result(rd, value, flags.then_some(nzcv), &[a, b]);
    }

    fn add_sub_carry(&mut self, op: AddSubOp, flags: bool, w: Width, rd: Reg, rn: Reg, rm: Reg) {
        let bits = w.bits() as u8;
        let (a, mut b) = (self.read(rn, w), self.read(rm, w));
        if op == AddSubOp::Sub {
            b.value = self.op(Op::Not(bits), &[b.value]);
        }
        let nzcv = self.state.read_slot(FLAGS, false);
        let carry = self.op(Op::Extract { lo: 1, len: 1 }, &[nzcv.value]);
        let sum = self.op(Op::Add(bits), &[a.value, b.value]);
        let value = self.op(Op::Add(bits), &[sum, carry]);
        let new_flags = self.op(Op::AddFlags(bits), &[a.value, b.value, carry]);
        self.result(rd, value, flags.then_some(new_flags), &[a, b, nzcv]);
    }

    fn logic(&mut self, op: LogicOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) {
        let bits = w.bits() as u8;
        let (a, b) = (self.read(rn, w), self.operand(rhs, w));
        let value = self.bitwise(op, bits, a.value, b.value);
        let nzcv = flags.then(|| self.op(Op::LogicFlags(bits), &[value]));
        self.result(rd, value, nzcv, &[a, b]);
    }

    fn bitwise(&mut self, op: LogicOp, bits: u8, a: Expr, b: Expr) -> Expr {
        let negated = matches!(op, LogicOp::Bic | LogicOp::Orn | LogicOp::Eon);
        let b = if negated { self.op(Op::Not(bits), &[b]) } else { b };
        let op = match op {
            LogicOp::And | LogicOp::Bic => Op::And,
            LogicOp::Orr | LogicOp::Orn => Op::Or,
            LogicOp::Eor | LogicOp::Eon => Op::Xor,
        };
        self.op(op, &[a, b])
    }

    fn bitfield(&mut self, op: BitfieldOp, w: Width, rd: Reg, rn: Reg, immr: u8, imms: u8) {
        let bits = w.bits() as u8;
        let source = self.read(rn, w);
        // Either bits immr..=imms go to bit 0, or bits 0..=imms go up to w - immr.
        let (from, len, to) =
            if imms >= immr { (immr, imms - immr + 1, 0) } else { (0, imms + 1, bits - immr) };
        let field = self.op(Op::Extract { lo: from, len }, &[source.value]);
        if op == BitfieldOp::Bfm {
            let old = self.read(rd, w);
            let value = self.op(Op::Insert { lo: to, len }, &[old.value, field]);
            self.result(rd, value, None, &[source, old]);
            return;
        }
        let by = self.number(to.into());
        let mut value = self.op(Op::Shl(bits), &[field, by]);
        if op == BitfieldOp::Sbfm {
            value = self.op(Op::SignExtend { from: to + len, to: bits }, &[value]);
        }
        self.result(rd, value, None, &[source]);
    }

    fn extr(&mut self, w: Width, rd: Reg, rn: Reg, rm: Reg, lsb: u8) {
        let bits = w.bits() as u8;
        let (high, low) = (self.read(rn, w), self.read(rm, w));
        let value = if lsb == 0 {
            low.value
        } else {
            let (down, up) = (self.number(lsb.into()), self.number((bits - lsb).into()));
            let low = self.op(Op::Lshr(bits), &[low.value, down]);
            let high = self.op(Op::Shl(bits), &[high.value, up]);
            self.op(Op::Or, &[low, high])
        };
        self.result(rd, value, None, &[high, low]);
    }

    fn mul_add(&mut self, op: MulAddOp, w: Width, rd: Reg, rn: Reg, rm: Reg, ra: Reg) {
        let bits = w.bits() as u8;
        let long = !matches!(op, MulAddOp::Madd | MulAddOp::Msub);
        let source_width = if long { Width::W } else { w };
        let (a, b) = (self.read(rn, source_width), self.read(rm, source_width));
        let c = self.read(ra, w);
        let widen = |step: &mut Self, value| match op {
            MulAddOp::Smaddl | MulAddOp::Smsubl => {
                step.op(Op::SignExtend { from: 32, to: 64 }, &[value])
            }
            _ => value,
        };
        let (x, y) = (widen(self, a.value), widen(self, b.value));
        let product = self.op(Op::Mul(bits), &[x, y]);
        let combine = match op {
            MulAddOp::Madd | MulAddOp::Smaddl | MulAddOp::Umaddl => Op::Add(bits),
            MulAddOp::Msub | MulAddOp::Smsubl | MulAddOp::Umsubl => Op::Sub(bits),
        };
        let value = self.op(combine, &[c.value, product]);
        self.result(rd, value, None, &[a, b, c]);
    }

    fn binary(&mut self, op: BinaryOp, w: Width, rd: Reg, rn: Reg, rhs: Operand) {
        let bits = w.bits() as u8;
        let (a, b) = (self.read(rn, w), self.operand(rhs, w));
        let op = match op {
            BinaryOp::Lslv => Op::Shl(bits),
            BinaryOp::Lsrv => Op::Lshr(bits),
            BinaryOp::Asrv => Op::Ashr(bits),
            BinaryOp::Rorv => Op::Ror(bits),
            BinaryOp::Udiv => Op::Div { w: bits, signed: false },
            BinaryOp::Sdiv => Op::Div { w: bits, signed: true },
            BinaryOp::Smulh => Op::MulHigh(true),
            BinaryOp::Umulh => Op::MulHigh(false),
            BinaryOp::Smax => Op::Max { w: bits, signed: true },
            BinaryOp::Smin => Op::Min { w: bits, signed: true },
            BinaryOp::Umax => Op::Max { w: bits, signed: false },
            BinaryOp::Umin => Op::Min { w: bits, signed: false },
        };
        let value = self.op(op, &[a.value, b.value]);
        self.result(rd, value, None, &[a, b]);
    }

    fn unary(&mut self, op: UnaryOp, w: Width, rd: Reg, rn: Reg) {
        let bits = w.bits() as u8;
        let a = self.read(rn, w);
        let value = match op {
            UnaryOp::Rbit => self.op(Op::ReverseBits(bits), &[a.value]),
            UnaryOp::Rev => self.op(Op::ReverseBytes { w: bits, group: bits }, &[a.value]),
            UnaryOp::Rev16 => self.op(Op::ReverseBytes { w: bits, group: 16 }, &[a.value]),
            UnaryOp::Rev32 => self.op(Op::ReverseBytes { w: bits, group: 32 }, &[a.value]),
            UnaryOp::Clz => self.op(Op::LeadingZeros(bits), &[a.value]),
            UnaryOp::Cls => self.op(Op::LeadingSigns(bits), &[a.value]),
            UnaryOp::Ctz => self.op(Op::TrailingZeros(bits), &[a.value]),
            UnaryOp::Cnt => self.op(Op::Ones, &[a.value]),
            UnaryOp::Abs => {
                let zero = self.number(0);
                let negated = self.op(Op::Sub(bits), &[zero, a.value]);
                // The larger of a and -a; of the smallest number it is itself,
                // as unsigned minimum of two numbers of opposite signs.
                self.op(Op::Min { w: bits, signed: false }, &[a.value, negated])
            }
        };
        self.result(rd, value, None, &[a]);
    }

    // Picks: the condition decides which register is read, without data flow.

    /// `PRED`, with whether the condition holds as this way has it.
    fn predicate(&mut self, cond: Cond, holds: bool) -> Option<NodeId> {
        let flags = self.state.read_slot(FLAGS, false);
        let value = self.op(Op::Holds(cond), &[flags.value]);
        if !self.state.assume(self.cx, value, holds) {
            return None;
        }
        Some(self.state.node(NodeKind::Predicate, &[flags.edge(Edge::Data)]))
    }

    /// Reads a register because of a predicate: `PRED -C-> Rreg`.
    fn picked(&mut self, predicate: NodeId, reg: Reg, w: Width) -> Source {
        if reg == Reg::ZR {
            return Source { value: self.number(0), node: None };
        }
        let slot = self.state.slots[reg.index()];
        let from = slot.writer.map(|w| (w, Edge::Register));
        let kind = NodeKind::RegRead { data: false };
        let node = self.state.node(kind, &[from, Some((predicate, Edge::Control))]);
        let value = cut(self.cx.arena, slot.value, w.bits());
        Source { value, node: Some(node) }
    }

    fn cond_select(
        &mut self,
        op: CondSelectOp,
        w: Width,
        rd: Reg,
        rn: Reg,
        rm: Reg,
        cond: Cond,
    ) -> Flow {
        let bits = w.bits() as u8;
        let holds = self.way == 1;
        let Some(predicate) = self.predicate(cond, holds) else { return Flow::Never };
        let chosen = self.picked(predicate, if holds { rn } else { rm }, w);
        let value = match (holds, op) {
            (true, _) | (false, CondSelectOp::Csel) => chosen.value,
            (false, CondSelectOp::Csinc) => {
                let one = self.number(1);
                self.op(Op::Add(bits), &[chosen.value, one])
            }
            (false, CondSelectOp::Csinv) => self.op(Op::Not(bits), &[chosen.value]),
            (false, CondSelectOp::Csneg) => {
                let zero = self.number(0);
                self.op(Op::Sub(bits), &[zero, chosen.value])
            }
        };
        let edge = match chosen.node {
            Some(node) => (node, Edge::Data),
            None => (predicate, Edge::Control),
        };
        self.state.write(rd, value, &[Some(edge)]);
        Flow::Next
    }

    fn cond_compare(
        &mut self,
        op: AddSubOp,
        w: Width,
        rn: Reg,
        rhs: Operand,
        nzcv: u8,
        cond: Cond,
    ) -> Flow {
        let holds = self.way == 1;
        let Some(predicate) = self.predicate(cond, holds) else { return Flow::Never };
        let control = Some((predicate, Edge::Control));
        if !holds {
            let flags = self.number(nzcv.into());
            self.state.write_slot(FLAGS, flags, &[control]);
            return Flow::Next;
        }
        let a = self.picked(predicate, rn, w);
        let b = match rhs {
            Operand::Shifted { rm, .. } => self.picked(predicate, rm, w),
            _ => self.operand(rhs, w),
        };
        let (_, flags) = self.sum(op, w, a.value, b.value);
        self.state.write_slot(FLAGS, flags, &[a.edge(Edge::Data), b.edge(Edge::Data), control]);
        Flow::Next
    }

    // Branches.

    fn branch_cond(&mut self, cond: Cond, target: &Target) -> Flow {
        if cond == Cond::Al {
            return Flow::Goto(self.target(target));
        }
        let flags = self.state.read_slot(FLAGS, false);
        let value = self.op(Op::Holds(cond), &[flags.value]);
        self.branch_on(Source { value, ..flags }, true, target)
    }

    /// Branches if `source` is non-zero (zero, if `!nonzero`); way 1 takes it.
    fn branch_on(&mut self, source: Source, nonzero: bool, target: &Target) -> Flow {
        let taken = self.way == 1;
        if !self.state.assume(self.cx, source.value, taken == nonzero) {
            return Flow::Never;
        }
        self.state.node(NodeKind::Branch, &[source.edge(Edge::Data)]);
        if taken { Flow::Goto(self.target(target)) } else { Flow::Next }
    }

    fn branch_register(&mut self, rn: Reg, link: bool) -> Flow {
        let source = self.read(rn, Width::X);
        self.state.node(NodeKind::Branch, &[source.edge(Edge::Data)]);
        if link {
            self.link();
        }
        match self.cx.layout.code_at(self.at) {
            Some(pc) => Flow::Goto(pc),
            None => {
                let holds = self.address_text();
                let reg = rn.name(Width::X);
                self.fault(format!("{reg} holds {holds}, which is no instruction's address"))
            }
        }
    }

    fn link(&mut self) {
        let pc = self.state.pc;
        let next = self.cx.layout.code_address(Pc { index: pc.index + 1, ..pc });
        self.constant(Reg::LR, Width::X, next.into());
    }

    /// The address of this instruction, for people.
    fn address_text(&self) -> String {
        match self.at {
            NOWHERE => "a value that depends on what was read".into(),
            at => format!("{at:#x}"),
        }
    }

    fn fault(&self, reason: String) -> Flow {
        Flow::Stop(End::Fault { pc: self.state.pc, reason: reason.into() })
    }
}
