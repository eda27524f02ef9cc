//! Data processing: chapter C4.1.92 to C4.1.96 of the Arm ARM (DDI 0487), and
//! their aliases.

use super::cursor::{Cursor, Result, Rhs, Widths};
use super::simd;
use super::{ErrorKind, ParseError};
use crate::isa::{
    AddSubOp, BinaryOp, BitfieldOp, CondSelectOp, Instruction, LogicOp, MovWideOp, MulAddOp,
    Operand, Reg, ShiftKind, UnaryOp, Width,
};

/// How the operands of a mnemonic are read, and what they make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Mov,
    MovWide(MovWideOp),
    AddSub {
        op: AddSubOp,
        flags: bool,
    },
    /// CMP and CMN.
    Compare(AddSubOp),
    /// NEG and NEGS.
    Negate {
        flags: bool,
    },
    AddSubCarry {
        op: AddSubOp,
        flags: bool,
    },
    /// NGC and NGCS.
    NegateCarry {
        flags: bool,
    },
    Logic {
        op: LogicOp,
        flags: bool,
    },
    Tst,
    Mvn,
    Bitfield(BitfieldOp),
    /// SBFX, UBFX, BFXIL.
    Extract(BitfieldOp),
    /// SBFIZ, UBFIZ, BFI.
    Insert(BitfieldOp),
    Bfc,
    /// SXTB to UXTW: of so many bits.
    Extend(BitfieldOp, u8),
    /// LSL, LSR, ASR and ROR by an immediate or a register.
    Shift(ShiftKind),
    Extr,
    MulAdd(MulAddOp),
    /// MUL, MNEG, SMULL, ...: [`Form::MulAdd`] without an addend.
    Mul(MulAddOp),
    Binary(BinaryOp),
    Unary(UnaryOp),
    /// REV64: the alias of REV that needs X registers.
    Rev64,
    CondSelect(CondSelectOp),
    /// CSET and CSETM.
    CondSet(CondSelectOp),
    /// CINC, CINV and CNEG.
    CondChange(CondSelectOp),
    /// CCMP and CCMN.
    CondCompare(AddSubOp),
    Adr,
}

/// The mnemonics of this module.
pub(super) fn table(add: &mut dyn FnMut(&str, Form)) {
    for (name, form) in FIXED {
        add(name, form);
    }
    for (suffix, flags) in [("", false), ("S", true)] {
        for op in AddSubOp::ALL {
            add(&format!("{}{suffix}", op.name()), Form::AddSub { op, flags });
        }
        add(&format!("ADC{suffix}"), Form::AddSubCarry { op: AddSubOp::Add, flags });
        add(&format!("SBC{suffix}"), Form::AddSubCarry { op: AddSubOp::Sub, flags });
        add(&format!("NEG{suffix}"), Form::Negate { flags });
        add(&format!("NGC{suffix}"), Form::NegateCarry { flags });
    }
    for op in LogicOp::ALL {
        add(op.name(), Form::Logic { op, flags: false });
    }
    add("ANDS", Form::Logic { op: LogicOp::And, flags: true });
    add("BICS", Form::Logic { op: LogicOp::Bic, flags: true });
    for op in MovWideOp::ALL {
        add(op.name(), Form::MovWide(op));
    }
    for op in BitfieldOp::ALL {
        add(op.name(), Form::Bitfield(op));
    }
    for op in MulAddOp::ALL {
        add(op.name(), Form::MulAdd(op));
    }
    for op in BinaryOp::ALL {
        match shift_of(op) {
            Some(shift) => {
                add(shift.name(), Form::Shift(shift));
                add(&format!("{}V", shift.name()), Form::Binary(op));
            }
            None => add(op.name(), Form::Binary(op)),
        }
    }
    for op in UnaryOp::ALL {
        add(op.name(), Form::Unary(op));
    }
    for op in CondSelectOp::ALL {
        add(op.name(), Form::CondSelect(op));
    }
}

const FIXED: [(&str, Form); 34] = [
    ("MOV", Form::Mov),
    ("CMP", Form::Compare(AddSubOp::Sub)),
    ("CMN", Form::Compare(AddSubOp::Add)),
    ("TST", Form::Tst),
    ("MVN", Form::Mvn),
    ("SBFX", Form::Extract(BitfieldOp::Sbfm)),
    ("UBFX", Form::Extract(BitfieldOp::Ubfm)),
    ("BFXIL", Form::Extract(BitfieldOp::Bfm)),
    ("SBFIZ", Form::Insert(BitfieldOp::Sbfm)),
    ("UBFIZ", Form::Insert(BitfieldOp::Ubfm)),
    ("BFI", Form::Insert(BitfieldOp::Bfm)),
    ("BFC", Form::Bfc),
    ("SXTB", Form::Extend(BitfieldOp::Sbfm, 8)),
    ("SXTH", Form::Extend(BitfieldOp::Sbfm, 16)),
    ("SXTW", Form::Extend(BitfieldOp::Sbfm, 32)),
    ("UXTB", Form::Extend(BitfieldOp::Ubfm, 8)),
    ("UXTH", Form::Extend(BitfieldOp::Ubfm, 16)),
    ("UXTW", Form::Extend(BitfieldOp::Ubfm, 32)),
    ("EXTR", Form::Extr),
    ("MUL", Form::Mul(MulAddOp::Madd)),
    ("MNEG", Form::Mul(MulAddOp::Msub)),
    ("SMULL", Form::Mul(MulAddOp::Smaddl)),
    ("SMNEGL", Form::Mul(MulAddOp::Smsubl)),
    ("UMULL", Form::Mul(MulAddOp::Umaddl)),
    ("UMNEGL", Form::Mul(MulAddOp::Umsubl)),
    ("REV64", Form::Rev64),
    ("CSET", Form::CondSet(CondSelectOp::Csinc)),
    ("CSETM", Form::CondSet(CondSelectOp::Csinv)),
    ("CINC", Form::CondChange(CondSelectOp::Csinc)),
    ("CINV", Form::CondChange(CondSelectOp::Csinv)),
    ("CNEG", Form::CondChange(CondSelectOp::Csneg)),
    ("CCMP", Form::CondCompare(AddSubOp::Sub)),
    ("CCMN", Form::CondCompare(AddSubOp::Add)),
    ("ADR", Form::Adr),
];

/// The shift that a variable-shift operation makes.
fn shift_of(op: BinaryOp) -> Option<ShiftKind> {
    Some(match op {
        BinaryOp::Lslv => ShiftKind::Lsl,
        BinaryOp::Lsrv => ShiftKind::Lsr,
        BinaryOp::Asrv => ShiftKind::Asr,
        BinaryOp::Rorv => ShiftKind::Ror,
        _ => return None,
    })
}

/// The variable-shift operation of a shift.
fn shift_by_register(shift: ShiftKind) -> BinaryOp {
    match shift {
        ShiftKind::Lsl => BinaryOp::Lslv,
        ShiftKind::Lsr => BinaryOp::Lsrv,
        ShiftKind::Asr => BinaryOp::Asrv,
        ShiftKind::Ror => BinaryOp::Rorv,
    }
}

impl Form {
    /// The operands, for an error message.
    pub(super) const fn syntax(self) -> &'static str {
        match self {
            Form::Mov => "Rd,Rm | Rd,#imm",
            Form::MovWide(_) => "Rd,#imm16 | Rd,#imm16,LSL #shift",
            Form::AddSub { .. } => {
                "Rd,Rn,Rm | Rd,Rn,Rm,LSL #amount | Rd,Rn,Wm,SXTW #amount | Rd,Rn,#imm"
            }
            Form::Compare(_) => "Rn,Rm | Rn,Rm,LSL #amount | Rn,Wm,SXTW #amount | Rn,#imm",
            Form::Negate { .. } | Form::Mvn => "Rd,Rm | Rd,Rm,LSL #amount",
            Form::AddSubCarry { .. } => "Rd,Rn,Rm",
            Form::NegateCarry { .. } => "Rd,Rm",
            Form::Logic { .. } => "Rd,Rn,Rm | Rd,Rn,Rm,LSL #amount | Rd,Rn,#imm",
            Form::Tst => "Rn,Rm | Rn,Rm,LSL #amount | Rn,#imm",
            Form::Bitfield(_) => "Rd,Rn,#immr,#imms",
            Form::Extract(_) | Form::Insert(_) => "Rd,Rn,#lsb,#width",
            Form::Bfc => "Rd,#lsb,#width",
            Form::Extend(..) => "Rd,Wn",
            Form::Shift(_) => "Rd,Rn,#amount | Rd,Rn,Rm",
            Form::Extr => "Rd,Rn,Rm,#lsb",
            Form::MulAdd(op) if is_long(op) => "Xd,Wn,Wm,Xa",
            Form::MulAdd(_) => "Rd,Rn,Rm,Ra",
            Form::Mul(op) if is_long(op) => "Xd,Wn,Wm",
            Form::Mul(_) => "Rd,Rn,Rm",
            Form::Binary(op) if is_min_max(op) => "Rd,Rn,Rm | Rd,Rn,#imm",
            Form::Binary(BinaryOp::Smulh | BinaryOp::Umulh) => "Xd,Xn,Xm",
            Form::Binary(_) => "Rd,Rn,Rm",
            Form::Unary(UnaryOp::Rev32) | Form::Rev64 => "Xd,Xn",
            Form::Unary(_) => "Rd,Rn",
            Form::CondSelect(_) => "Rd,Rn,Rm,cond",
            Form::CondSet(_) => "Rd,cond",
            Form::CondChange(_) => "Rd,Rn,cond",
            Form::CondCompare(_) => "Rn,Rm,#nzcv,cond | Rn,#imm5,#nzcv,cond",
            Form::Adr => "Xd,label",
        }
    }

    /// Reads the operands.
    pub(super) fn read(self, c: &mut Cursor<'_, '_>) -> Result<Instruction> {
        match self {
            Form::Mov if simd::at_vector(c) => simd::mov(c),
            Form::Mov => mov(c),
            Form::AddSub { op: AddSubOp::Add, flags: false } if simd::at_vector(c) => simd::add(c),
            Form::Logic { op, flags: false } if simd::at_vector(c) => simd::logic(c, op),
            Form::MovWide(op) => mov_wide(c, op),
            Form::AddSub { op, flags } => {
                let (rd, rn, rhs, w) = three(c, Rhs::Any)?;
                Ok(Instruction::AddSub { op, flags, w, rd, rn, rhs })
            }
            Form::Compare(op) => {
                let (rn, rhs, w) = two(c, Rhs::Any)?;
                Ok(Instruction::AddSub { op, flags: true, w, rd: Reg::ZR, rn, rhs })
            }
            Form::Negate { flags } => {
                let (rd, rhs, w) = two(c, Rhs::Shifted)?;
                Ok(Instruction::AddSub { op: AddSubOp::Sub, flags, w, rd, rn: Reg::ZR, rhs })
            }
            Form::AddSubCarry { op, flags } => {
                let ([rd, rn, rm], w) = c.gprs()?;
                Ok(Instruction::AddSubCarry { op, flags, w, rd, rn, rm })
            }
            Form::NegateCarry { flags } => {
                let ([rd, rm], w) = c.gprs()?;
                Ok(Instruction::AddSubCarry { op: AddSubOp::Sub, flags, w, rd, rn: Reg::ZR, rm })
            }
            Form::Logic { op, flags } => {
                let (rd, rn, rhs, w) = three(c, Rhs::ShiftedOrImm)?;
                Ok(Instruction::Logic { op, flags, w, rd, rn, rhs })
            }
            Form::Tst => {
                let (rn, rhs, w) = two(c, Rhs::ShiftedOrImm)?;
                Ok(Instruction::Logic { op: LogicOp::And, flags: true, w, rd: Reg::ZR, rn, rhs })
            }
            Form::Mvn => {
                let (rd, rhs, w) = two(c, Rhs::Shifted)?;
                Ok(Instruction::Logic { op: LogicOp::Orn, flags: false, w, rd, rn: Reg::ZR, rhs })
            }
            Form::Bitfield(op) => {
                let ([rd, rn], w) = c.gprs()?;
                let immr = c.next_bit("immr")?;
                let imms = c.next_bit("imms")?;
                Ok(Instruction::Bitfield { op, w, rd, rn, immr, imms })
            }
            Form::Extract(op) => {
                let ([rd, rn], w) = c.gprs()?;
                let (lsb, width) = field(c, w)?;
                Ok(Instruction::Bitfield { op, w, rd, rn, immr: lsb, imms: lsb + width - 1 })
            }
            Form::Insert(op) => {
                let ([rd, rn], w) = c.gprs()?;
                insert(c, op, w, rd, rn)
            }
            Form::Bfc => {
                let ([rd], w) = c.gprs()?;
                insert(c, BitfieldOp::Bfm, w, rd, Reg::ZR)
            }
            Form::Extend(op, bits) => extend(c, op, bits),
            Form::Shift(shift) => shift_by_any(c, shift),
            Form::Extr => {
                let ([rd, rn, rm], w) = c.gprs()?;
                let lsb = c.next_bit("lsb")?;
                Ok(Instruction::Extr { w, rd, rn, rm, lsb })
            }
            Form::MulAdd(op) => {
                let ([rd, rn, rm], w) = factors(c, op)?;
                let ra = c.next_at(w)?;
                Ok(Instruction::MulAdd { op, w, rd, rn, rm, ra })
            }
            Form::Mul(op) => {
                let ([rd, rn, rm], w) = factors(c, op)?;
                Ok(Instruction::MulAdd { op, w, rd, rn, rm, ra: Reg::ZR })
            }
            Form::Binary(op) => binary(c, op),
            Form::Unary(UnaryOp::Rev32) => unary_x(c, UnaryOp::Rev32),
            Form::Rev64 => unary_x(c, UnaryOp::Rev),
            Form::Unary(op) => {
                let ([rd, rn], w) = c.gprs()?;
                Ok(Instruction::Unary { op, w, rd, rn })
            }
            Form::CondSelect(op) => {
                let ([rd, rn, rm], w) = c.gprs()?;
                c.comma()?;
                Ok(Instruction::CondSelect { op, w, rd, rn, rm, cond: c.cond()? })
            }
            Form::CondSet(op) => {
                let ([rd], w) = c.gprs()?;
                cond_alias(c, op, w, rd, Reg::ZR)
            }
            Form::CondChange(op) => {
                let ([rd, rn], w) = c.gprs()?;
                cond_alias(c, op, w, rd, rn)
            }
            Form::CondCompare(op) => {
                let (rn, rhs, w) = two(c, Rhs::RegOrImm)?;
                let nzcv = c.next_imm8("set of flags", u8::MAX)?;
                c.comma()?;
                Ok(Instruction::CondCompare { op, w, rn, rhs, nzcv, cond: c.cond()? })
            }
            Form::Adr => {
                let rd = c.gpr_at(Width::X)?;
                c.comma()?;
                Ok(Instruction::Adr { rd, target: c.target()? })
            }
        }
    }
}

/// `Rd, Rn, operand`.
fn three(c: &mut Cursor<'_, '_>, allowed: Rhs) -> Result<(Reg, Reg, Operand, Width)> {
    let mut widths = Widths::default();
    let [rd, rn] = c.gprs_of(&mut widths)?;
    c.comma()?;
    let rhs = c.rhs(&mut widths, allowed)?;
    Ok((rd, rn, rhs, widths.get()))
}

/// `R, operand`.
fn two(c: &mut Cursor<'_, '_>, allowed: Rhs) -> Result<(Reg, Operand, Width)> {
    let mut widths = Widths::default();
    let [r] = c.gprs_of(&mut widths)?;
    c.comma()?;
    let rhs = c.rhs(&mut widths, allowed)?;
    Ok((r, rhs, widths.get()))
}

fn mov(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let rd = c.gpr()?;
    c.comma()?;
    if c.at_number() {
        let w = rd.width.unwrap_or(Width::X);
        let imm = c.imm64("value")? as u64;
        return Ok(Instruction::MovImm { w, rd: rd.reg, imm: sign_at(imm, w) });
    }
    if simd::at_vector(c) {
        return simd::umov_to(c, rd);
    }
    let rm = c.gpr_or("a register or an immediate")?;
    let mut widths = Widths::default();
    let extends = (rd.width, rm.width) == (Some(Width::X), Some(Width::W));
    let rd = widths.join(rd)?;
    let rm = widths.join(rm).map_err(|error| match extends {
        true => error.help("MOV of W registers clears the upper half; SXTW extends the sign"),
        false => error,
    })?;
    let w = widths.get();
    if rd == Reg::SP || rm == Reg::SP {
        let rhs = Operand::imm(0);
        return Ok(Instruction::AddSub { op: AddSubOp::Add, flags: false, w, rd, rn: rm, rhs });
    }
    let rhs = Operand::reg(rm);
    Ok(Instruction::Logic { op: LogicOp::Orr, flags: false, w, rd, rn: Reg::ZR, rhs })
}

/// A negative number that fits 32 bits is one of 32 bits for a W register.
fn sign_at(imm: u64, w: Width) -> u64 {
    match w {
        Width::W if imm as i64 >= i64::from(i32::MIN) && (imm as i64) < 0 => u64::from(imm as u32),
        _ => imm,
    }
}

fn mov_wide(c: &mut Cursor<'_, '_>, op: MovWideOp) -> Result<Instruction> {
    let ([rd], w) = c.gprs()?;
    c.comma()?;
    let imm = c.imm("16-bit immediate", 0..=0xFFFF);
    let imm = imm.map_err(|error| error.help("MOV takes a value of any size"))? as u16;
    let shift = c.lsl()?;
    Ok(Instruction::MovWide { op, w, rd, imm, shift })
}

/// `#lsb, #width` of a field that lies in a register.
fn field(c: &mut Cursor<'_, '_>, w: Width) -> Result<(u8, u8)> {
    let bits = w.bits() as u8;
    let lsb = c.next_imm8("lowest bit of a field", bits - 1)?;
    c.comma()?;
    let width = c.imm("width of a field that begins there", 1..=i128::from(bits - lsb))?;
    Ok((lsb, width as u8))
}

fn insert(
    c: &mut Cursor<'_, '_>,
    op: BitfieldOp,
    w: Width,
    rd: Reg,
    rn: Reg,
) -> Result<Instruction> {
    let (lsb, width) = field(c, w)?;
    let immr = (w.bits() as u8 - lsb) % w.bits() as u8;
    Ok(Instruction::Bitfield { op, w, rd, rn, immr, imms: width - 1 })
}

/// SXTB and so on: the source is a W register, the destination either, but that
/// SXTW and UXTW need an X register.
fn extend(c: &mut Cursor<'_, '_>, op: BitfieldOp, bits: u8) -> Result<Instruction> {
    let rd = c.gpr()?;
    let written = match bits {
        32 => Width::X,
        _ => rd.width.unwrap_or(Width::X),
    };
    let rd = rd.at(written)?;
    let rn = c.next_at(Width::W)?;
    // UXTB Xd is UXTB Wd, which clears the upper half.
    let w = match op {
        BitfieldOp::Ubfm if bits < 32 => Width::W,
        _ => written,
    };
    Ok(Instruction::Bitfield { op, w, rd, rn, immr: 0, imms: bits - 1 })
}

fn shift_by_any(c: &mut Cursor<'_, '_>, shift: ShiftKind) -> Result<Instruction> {
    let mut widths = Widths::default();
    let [rd, rn] = c.gprs_of(&mut widths)?;
    c.comma()?;
    if !c.at_number() {
        let rhs = c.rhs(&mut widths, Rhs::ShiftedOrImm)?;
        let op = shift_by_register(shift);
        return Ok(Instruction::Binary { op, w: widths.get(), rd, rn, rhs });
    }
    let w = widths.get();
    let bits = w.bits() as u8;
    let amount = c.imm8("shift amount of this width", bits - 1)?;
    let bitfield = |op, immr, imms| Instruction::Bitfield { op, w, rd, rn, immr, imms };
    Ok(match shift {
        ShiftKind::Lsl => bitfield(BitfieldOp::Ubfm, (bits - amount) % bits, bits - 1 - amount),
        ShiftKind::Lsr => bitfield(BitfieldOp::Ubfm, amount, bits - 1),
        ShiftKind::Asr => bitfield(BitfieldOp::Sbfm, amount, bits - 1),
        ShiftKind::Ror => Instruction::Extr { w, rd, rn, rm: rn, lsb: amount },
    })
}

const fn is_long(op: MulAddOp) -> bool {
    !matches!(op, MulAddOp::Madd | MulAddOp::Msub)
}

const fn is_min_max(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Smax | BinaryOp::Smin | BinaryOp::Umax | BinaryOp::Umin)
}

/// `Rd, Rn, Rm` of a multiplication; the width is that of `Rd`.
fn factors(c: &mut Cursor<'_, '_>, op: MulAddOp) -> Result<([Reg; 3], Width)> {
    if !is_long(op) {
        return c.gprs();
    }
    let rd = c.gpr_at(Width::X)?;
    let rn = c.next_at(Width::W)?;
    let rm = c.next_at(Width::W)?;
    Ok(([rd, rn, rm], Width::X))
}

fn binary(c: &mut Cursor<'_, '_>, op: BinaryOp) -> Result<Instruction> {
    let allowed = match op {
        _ if is_min_max(op) => Rhs::RegOrImm,
        _ if shift_of(op).is_some() => Rhs::Shifted,
        _ => Rhs::Reg,
    };
    if matches!(op, BinaryOp::Smulh | BinaryOp::Umulh) {
        let rd = c.gpr_at(Width::X)?;
        let rn = c.next_at(Width::X)?;
        let rhs = Operand::reg(c.next_at(Width::X)?);
        return Ok(Instruction::Binary { op, w: Width::X, rd, rn, rhs });
    }
    let (rd, rn, rhs, w) = three(c, allowed)?;
    Ok(Instruction::Binary { op, w, rd, rn, rhs })
}

fn unary_x(c: &mut Cursor<'_, '_>, op: UnaryOp) -> Result<Instruction> {
    let rd = c.gpr_at(Width::X)?;
    let rn = c.next_at(Width::X)?;
    Ok(Instruction::Unary { op, w: Width::X, rd, rn })
}

/// An alias of CSINC, CSINV or CSNEG: both sources alike, the condition inverted.
fn cond_alias(
    c: &mut Cursor<'_, '_>,
    op: CondSelectOp,
    w: Width,
    rd: Reg,
    rn: Reg,
) -> Result<Instruction> {
    c.comma()?;
    let span = c.span.clone();
    let cond = c.cond()?;
    match cond.inverse() {
        Some(cond) => Ok(Instruction::CondSelect { op, w, rd, rn, rm: rn, cond }),
        None => Err(ParseError::new(
            ErrorKind::Operand,
            span,
            "AL always holds, and its inverse cannot be encoded here".into(),
            "expected a condition other than AL",
        )),
    }
}
