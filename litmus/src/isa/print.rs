//! Printing instructions as herd7 writes them: capitals, no space after a comma,
//! and the alias that a disassembler prefers. What is printed reads back as the
//! same value.

pub(crate) mod names;
mod simd;

use super::{
    AddSubOp, Addr, AmoOp, BitfieldOp, Cond, CondSelectOp, Extend, Instruction, LogicOp, MulAddOp,
    Offset, Operand, Reg, ShiftKind, SysReg, Target, Width,
};
use names::HINTS;
use std::fmt::{self, Display, Formatter};

impl Display for Instruction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let out = &mut *f;
        match *self {
            Instruction::MovImm { w, rd, imm } => mov_imm(out, w, rd, imm),
            Instruction::MovWide { op, w, rd, imm, shift } => {
                write!(out, "{} {},{}", op.name(), rd.name(w), Imm(i64::from(imm)))?;
                if shift > 0 { write!(out, ",LSL #{shift}") } else { Ok(()) }
            }
            Instruction::AddSub { op, flags, w, rd, rn, rhs } => {
                add_sub(out, op, flags, w, rd, rn, rhs)
            }
            Instruction::AddSubCarry { op, flags, w, rd, rn, rm } => {
                let s = if flags { "S" } else { "" };
                match op {
                    AddSubOp::Sub if rn == Reg::ZR => regs(out, &format!("NGC{s}"), w, &[rd, rm]),
                    AddSubOp::Sub => regs(out, &format!("SBC{s}"), w, &[rd, rn, rm]),
                    AddSubOp::Add => regs(out, &format!("ADC{s}"), w, &[rd, rn, rm]),
                }
            }
            Instruction::Logic { op, flags, w, rd, rn, rhs } => {
                logic(out, op, flags, w, rd, rn, rhs)
            }
            Instruction::Bitfield { op, w, rd, rn, immr, imms } => {
                bitfield(out, op, w, [rd, rn], immr, imms)
            }
            Instruction::Extr { w, rd, rn, rm, lsb } => {
                if rn == rm && u32::from(lsb) < w.bits() {
                    regs(out, "ROR", w, &[rd, rn])?;
                } else {
                    regs(out, "EXTR", w, &[rd, rn, rm])?;
                }
                write!(out, ",#{lsb}")
            }
            Instruction::MulAdd { op, w, rd, rn, rm, ra } => mul_add(out, op, w, [rd, rn, rm, ra]),
            Instruction::Binary { op, w, rd, rn, rhs } => {
                regs(out, op.name(), w, &[rd, rn])?;
                write!(out, ",{}", Rhs(rhs, w))
            }
            Instruction::Unary { op, w, rd, rn } => regs(out, op.name(), w, &[rd, rn]),
            Instruction::CondSelect { op, w, rd, rn, rm, cond } => {
                cond_select(out, op, w, [rd, rn, rm], cond)
            }
            Instruction::CondCompare { op, w, rn, rhs, nzcv, cond } => {
                let name = if op == AddSubOp::Sub { "CCMP" } else { "CCMN" };
                regs(out, name, w, &[rn])?;
                write!(out, ",{},#{nzcv},{}", Rhs(rhs, w), cond.name())
            }
            Instruction::Adr { rd, ref target } => {
                write!(out, "ADR {},{target}", rd.name(Width::X))
            }

            Instruction::B { ref target } => write!(out, "B {target}"),
            Instruction::BCond { cond, ref target } => write!(out, "B.{} {target}", cond.name()),
            Instruction::Bl { ref target } => write!(out, "BL {target}"),
            Instruction::CompareBranch { nonzero, w, rt, ref target } => {
                let name = if nonzero { "CBNZ" } else { "CBZ" };
                write!(out, "{name} {},{target}", rt.name(w))
            }
            Instruction::TestBranch { nonzero, w, rt, bit, ref target } => {
                let name = if nonzero { "TBNZ" } else { "TBZ" };
                write!(out, "{name} {},#{bit},{target}", rt.name(w))
            }
            Instruction::Br { rn } => regs(out, "BR", Width::X, &[rn]),
            Instruction::Blr { rn } => regs(out, "BLR", Width::X, &[rn]),
            Instruction::Ret { rn: Reg::LR } => out.write_str("RET"),
            Instruction::Ret { rn } => regs(out, "RET", Width::X, &[rn]),

            Instruction::Dmb(option) => write!(out, "DMB {}", option.name()),
            Instruction::Dsb { option, nxs } => {
                write!(out, "DSB {}{}", option.name(), if nxs { "nXS" } else { "" })
            }
            Instruction::Isb => out.write_str("ISB"),
            Instruction::Sb => out.write_str("SB"),
            Instruction::Ssbb => out.write_str("SSBB"),
            Instruction::Pssbb => out.write_str("PSSBB"),
            Instruction::Clrex => out.write_str("CLREX"),
            Instruction::Hint(hint) => match HINTS.iter().find(|(number, _)| *number == hint.0) {
                Some((_, name)) => out.write_str(name),
                None => write!(out, "HINT #{}", hint.0),
            },
            Instruction::Prfm { ref op, addr } => write!(out, "PRFM {op},{addr}"),
            Instruction::Mrs { rt, reg } => write!(out, "MRS {},{}", rt.name(Width::X), reg.name()),
            Instruction::Msr { reg, rt } => write!(out, "MSR {},{}", reg.name(), rt.name(Width::X)),

            ref other => match memory(out, other) {
                Some(written) => written,
                None => simd::write(out, other),
            },
        }
    }
}

/// Loads, stores and atomics of general-purpose registers; `None` for all else.
fn memory(out: &mut Formatter<'_>, instruction: &Instruction) -> Option<fmt::Result> {
    Some(match *instruction {
        Instruction::Load { op, size, sign, w, rt, addr } => {
            access(out, &names::load(op, size, sign), w, &[rt], addr)
        }
        Instruction::Store { op, size, w, rt, addr } => {
            access(out, &names::store(op, size), w, &[rt], addr)
        }
        Instruction::LoadPair { op, w, rt, rt2, addr } => {
            access(out, op.name(), w, &[rt, rt2], addr)
        }
        Instruction::StorePair { op, w, rt, rt2, addr } => {
            access(out, op.name(), w, &[rt, rt2], addr)
        }
        Instruction::LoadExclusive { acquire, size, w, rt, rn } => {
            access(out, &names::load_exclusive(acquire, size), w, &[rt], Addr::base(rn))
        }
        Instruction::LoadExclusivePair { acquire, w, rt, rt2, rn } => {
            access(out, names::load_exclusive_pair(acquire), w, &[rt, rt2], Addr::base(rn))
        }
        Instruction::StoreExclusive { release, size, w, rs, rt, rn } => {
            let name = with_status(&names::store_exclusive(release, size), rs);
            access(out, &name, w, &[rt], Addr::base(rn))
        }
        Instruction::StoreExclusivePair { release, w, rs, rt, rt2, rn } => {
            let name = with_status(names::store_exclusive_pair(release), rs);
            access(out, &name, w, &[rt, rt2], Addr::base(rn))
        }
        Instruction::Amo { op, order, size, w, rs, rt: Reg::ZR, rn }
            if op != AmoOp::Swp && !order.acquire =>
        {
            access(out, &names::store_amo(op, order.release, size), w, &[rs], Addr::base(rn))
        }
        Instruction::Amo { op, order, size, w, rs, rt, rn } => {
            access(out, &names::amo(op, order, size), w, &[rs, rt], Addr::base(rn))
        }
        Instruction::Cas { order, size, w, rs, rt, rn } => {
            access(out, &names::cas(order, size), w, &[rs, rt], Addr::base(rn))
        }
        Instruction::CasPair { order, w, rs, rs2, rt, rt2, rn } => {
            access(out, &names::cas_pair(order), w, &[rs, rs2, rt, rt2], Addr::base(rn))
        }
        Instruction::AmoPair { op, order, rt, rt2, rn } => {
            access(out, &names::amo_pair(op, order), Width::X, &[rt, rt2], Addr::base(rn))
        }
        _ => return None,
    })
}

/// A mnemonic, the registers that are transferred, and an address.
fn access(
    out: &mut Formatter<'_>,
    name: &str,
    w: Width,
    transferred: &[Reg],
    addr: Addr,
) -> fmt::Result {
    let separator = if name.contains(' ') { ',' } else { ' ' };
    write!(out, "{name}{separator}")?;
    for rt in transferred {
        write!(out, "{},", rt.name(w))?;
    }
    write!(out, "{addr}")
}

/// A mnemonic and the status register, which is always a W register.
fn with_status(name: &str, rs: Reg) -> String {
    format!("{name} {}", rs.name(Width::W))
}

/// A mnemonic and registers of one width.
fn regs(out: &mut Formatter<'_>, name: &str, w: Width, regs: &[Reg]) -> fmt::Result {
    out.write_str(name)?;
    for (i, reg) in regs.iter().enumerate() {
        write!(out, "{}{}", if i == 0 { ' ' } else { ',' }, reg.name(w))?;
    }
    Ok(())
}

fn mov_imm(out: &mut Formatter<'_>, w: Width, rd: Reg, imm: u64) -> fmt::Result {
    let signed = match w {
        Width::W => u32::try_from(imm).map_or(imm as i64, |imm| i64::from(imm as i32)),
        Width::X => imm as i64,
    };
    write!(out, "MOV {},", rd.name(w))?;
    // Small negative numbers read better with their sign, all else as bits.
    if (-0x1_0000..0x1_0000).contains(&signed) && (w == Width::X || imm <= u64::from(u32::MAX)) {
        write!(out, "#{signed}")
    } else {
        write!(out, "#{imm:#x}")
    }
}

fn add_sub(
    out: &mut Formatter<'_>,
    op: AddSubOp,
    flags: bool,
    w: Width,
    rd: Reg,
    rn: Reg,
    rhs: Operand,
) -> fmt::Result {
    let s = if flags { "S" } else { "" };
    let shifted = matches!(rhs, Operand::Shifted { .. });
    match op {
        _ if flags && rd == Reg::ZR => {
            regs(out, if op == AddSubOp::Sub { "CMP" } else { "CMN" }, w, &[rn])?;
        }
        AddSubOp::Sub if rn == Reg::ZR && shifted => regs(out, &format!("NEG{s}"), w, &[rd])?,
        AddSubOp::Add if !flags && rhs == Operand::imm(0) && (rd == Reg::SP || rn == Reg::SP) => {
            return regs(out, "MOV", w, &[rd, rn]);
        }
        _ => regs(out, &format!("{}{s}", op.name()), w, &[rd, rn])?,
    }
    write!(out, ",{}", Rhs(rhs, w))
}

fn logic(
    out: &mut Formatter<'_>,
    op: LogicOp,
    flags: bool,
    w: Width,
    rd: Reg,
    rn: Reg,
    rhs: Operand,
) -> fmt::Result {
    match (op, rhs) {
        (LogicOp::And, _) if flags && rd == Reg::ZR => regs(out, "TST", w, &[rn])?,
        // MOV of the stack pointer is an ADD.
        (LogicOp::Orr, Operand::Shifted { rm, shift: ShiftKind::Lsl, amount: 0 })
            if !flags && rn == Reg::ZR && rd != Reg::SP && rm != Reg::SP =>
        {
            return regs(out, "MOV", w, &[rd, rm]);
        }
        (LogicOp::Orn, Operand::Shifted { .. }) if !flags && rn == Reg::ZR => {
            regs(out, "MVN", w, &[rd])?;
        }
        _ => regs(out, &format!("{}{}", op.name(), if flags { "S" } else { "" }), w, &[rd, rn])?,
    }
    match rhs {
        // A large negative number is meant as bits.
        Operand::Imm { value: value @ ..-0xFFFF, shift: 0 } => write!(out, ",#{value:#x}"),
        _ => write!(out, ",{}", Rhs(rhs, w)),
    }
}

/// The alias of a bitfield move, chosen as the Arm ARM's `BFXPreferred` and the
/// alias conditions of SBFM, BFM and UBFM do.
fn bitfield(
    out: &mut Formatter<'_>,
    op: BitfieldOp,
    w: Width,
    [rd, rn]: [Reg; 2],
    immr: u8,
    imms: u8,
) -> fmt::Result {
    let bits = w.bits() as u8;
    if immr >= bits || imms >= bits {
        regs(out, op.name(), w, &[rd, rn])?;
        return write!(out, ",#{immr},#{imms}");
    }
    let shift = match op {
        BitfieldOp::Sbfm if imms == bits - 1 => Some(("ASR", immr)),
        BitfieldOp::Ubfm if imms == bits - 1 => Some(("LSR", immr)),
        BitfieldOp::Ubfm if imms + 1 == immr => Some(("LSL", bits - immr)),
        _ => None,
    };
    if let Some((name, amount)) = shift {
        regs(out, name, w, &[rd, rn])?;
        return write!(out, ",#{amount}");
    }
    let extend = match (op, immr, imms, w) {
        (BitfieldOp::Sbfm, 0, 7, _) => Some("SXTB"),
        (BitfieldOp::Sbfm, 0, 15, _) => Some("SXTH"),
        (BitfieldOp::Sbfm, 0, 31, Width::X) => Some("SXTW"),
        (BitfieldOp::Ubfm, 0, 7, Width::W) => Some("UXTB"),
        (BitfieldOp::Ubfm, 0, 15, Width::W) => Some("UXTH"),
        _ => None,
    };
    if let Some(name) = extend {
        return write!(out, "{name} {},{}", rd.name(w), rn.name(Width::W));
    }
    let (extract, insert) = match op {
        BitfieldOp::Sbfm => ("SBFX", "SBFIZ"),
        BitfieldOp::Bfm => ("BFXIL", "BFI"),
        BitfieldOp::Ubfm => ("UBFX", "UBFIZ"),
    };
    if imms >= immr {
        regs(out, extract, w, &[rd, rn])?;
        return write!(out, ",#{immr},#{}", imms - immr + 1);
    }
    if op == BitfieldOp::Bfm && rn == Reg::ZR {
        regs(out, "BFC", w, &[rd])?;
    } else {
        regs(out, insert, w, &[rd, rn])?;
    }
    write!(out, ",#{},#{}", bits - immr, imms + 1)
}

fn mul_add(
    out: &mut Formatter<'_>,
    op: MulAddOp,
    w: Width,
    [rd, rn, rm, ra]: [Reg; 4],
) -> fmt::Result {
    let (alias, factors) = match op {
        MulAddOp::Madd => ("MUL", w),
        MulAddOp::Msub => ("MNEG", w),
        MulAddOp::Smaddl => ("SMULL", Width::W),
        MulAddOp::Smsubl => ("SMNEGL", Width::W),
        MulAddOp::Umaddl => ("UMULL", Width::W),
        MulAddOp::Umsubl => ("UMNEGL", Width::W),
    };
    let name = if ra == Reg::ZR { alias } else { op.name() };
    write!(out, "{name} {},{},{}", rd.name(w), rn.name(factors), rm.name(factors))?;
    if ra == Reg::ZR { Ok(()) } else { write!(out, ",{}", ra.name(w)) }
}

fn cond_select(
    out: &mut Formatter<'_>,
    op: CondSelectOp,
    w: Width,
    [rd, rn, rm]: [Reg; 3],
    cond: Cond,
) -> fmt::Result {
    let (set, change) = match op {
        CondSelectOp::Csel => (None, None),
        CondSelectOp::Csinc => (Some("CSET"), Some("CINC")),
        CondSelectOp::Csinv => (Some("CSETM"), Some("CINV")),
        CondSelectOp::Csneg => (None, Some("CNEG")),
    };
    let (cond, written) = match (cond.inverse(), set, change) {
        (Some(inverse), Some(name), _) if rn == rm && rn == Reg::ZR => {
            (inverse, regs(out, name, w, &[rd]))
        }
        (Some(inverse), _, Some(name)) if rn == rm => (inverse, regs(out, name, w, &[rd, rn])),
        _ => (cond, regs(out, op.name(), w, &[rd, rn, rm])),
    };
    written?;
    write!(out, ",{}", cond.name())
}

/// An immediate with its `#`: decimal if it has at most 16 bits.
struct Imm(i64);

impl Display for Imm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match self.0.unsigned_abs() {
            small @ 0..0x1_0000 => write!(f, "#{sign}{small}"),
            large => write!(f, "#{sign}{large:#x}"),
        }
    }
}

/// A last operand, in an instruction of a width.
struct Rhs(Operand, Width);

impl Display for Rhs {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let w = self.1;
        match self.0 {
            Operand::Imm { value, shift: 0 } => write!(f, "{}", Imm(value)),
            Operand::Imm { value, shift } => write!(f, "{},LSL #{shift}", Imm(value)),
            Operand::Shifted { rm, shift: ShiftKind::Lsl, amount: 0 } => {
                write!(f, "{}", rm.name(w))
            }
            Operand::Shifted { rm, shift, amount } => {
                write!(f, "{},{} #{amount}", rm.name(w), shift.name())
            }
            Operand::Extended { rm, extend, amount } => {
                let source = if w == Width::W { Width::W } else { extend.source_width() };
                write!(f, "{},{}", rm.name(source), extend.name())?;
                if amount > 0 { write!(f, " #{amount}") } else { Ok(()) }
            }
        }
    }
}

impl Extend {
    /// The width of the register that is extended, where the operation has 64 bits.
    pub const fn source_width(self) -> Width {
        match self {
            Extend::Uxtx | Extend::Sxtx => Width::X,
            _ => Width::W,
        }
    }
}

impl Display for Addr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let base = self.base.name(Width::X);
        match self.offset {
            Offset::Imm(0) => write!(f, "[{base}]"),
            Offset::Imm(imm) => write!(f, "[{base},{}]", Imm(imm)),
            Offset::Pre(imm) => write!(f, "[{base},{}]!", Imm(imm)),
            Offset::Post(imm) => write!(f, "[{base}],{}", Imm(imm)),
            Offset::PostReg(rm) => write!(f, "[{base}],{}", rm.name(Width::X)),
            Offset::Reg { rm, extend: Extend::Uxtx, amount: 0 } => {
                write!(f, "[{base},{}]", rm.name(Width::X))
            }
            Offset::Reg { rm, extend, amount } => {
                let name = if extend == Extend::Uxtx { "LSL" } else { extend.name() };
                write!(f, "[{base},{},{name}", rm.name(extend.source_width()))?;
                if amount > 0 { write!(f, " #{amount}]") } else { f.write_str("]") }
            }
        }
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Target::Label(label) => f.write_str(label),
            Target::Relative(0) => f.write_str("."),
            Target::Relative(bytes) => write!(f, ".{bytes:+}"),
        }
    }
}

impl SysReg {
    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            SysReg::Nzcv => "NZCV",
        }
    }
}

impl Display for Cond {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
