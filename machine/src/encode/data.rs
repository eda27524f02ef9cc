//! Data processing: C4.1.92 (immediate) and C4.1.95 (register) of the Arm ARM.

use super::picture::{Signed, word};
use fencepost_litmus::isa::lint::{bitmask_fields, move_wide};
use fencepost_litmus::isa::{
    AddSubOp, BinaryOp, BitfieldOp, Cond, CondSelectOp, Extend, Instruction, LogicOp, MovWideOp,
    MulAddOp, Operand, Reg, ShiftKind, Target, UnaryOp, Width,
};

/// The word of a data-processing instruction.
pub(super) fn word_of(instruction: &Instruction) -> Option<u32> {
    use Instruction as I;
    match *instruction {
        I::MovImm { w, rd, imm } => mov_imm(w, rd, imm),
        I::MovWide { op, w, rd, imm, shift } => mov_wide(op, w, rd, imm, shift),
        I::AddSub { op, flags, w, rd, rn, rhs } => add_sub(op, flags, w, rd, rn, rhs),
        I::AddSubCarry { op, flags, w, rd, rn, rm } => word!(
            "sof 11010000 mmmmm 000000 nnnnn ddddd",
            s: w, o: subtracts(op), f: flags, m: rm, n: rn, d: rd
        ),
        I::Logic { op, flags, w, rd, rn, rhs } => logic(op, flags, w, rd, rn, rhs),
        I::Bitfield { op, w, rd, rn, immr, imms } => {
            let opc = match op {
                BitfieldOp::Sbfm => 0b00u32,
                BitfieldOp::Bfm => 0b01,
                BitfieldOp::Ubfm => 0b10,
            };
            word!(
                "soo 100110 N rrrrrr iiiiii nnnnn ddddd",
                s: w, o: opc, N: w, r: immr, i: imms, n: rn, d: rd
            )
        }
        I::Extr { w, rd, rn, rm, lsb } => word!(
            "s00 100111 N 0 mmmmm iiiiii nnnnn ddddd",
            s: w, N: w, m: rm, i: lsb, n: rn, d: rd
        ),
        I::MulAdd { op, w, rd, rn, rm, ra } => mul_add(op, w, rd, rn, rm, ra),
        I::Binary { op, w, rd, rn, rhs } => match rhs {
            Operand::Imm { value, .. } => min_max(op, w, rd, rn, value),
            Operand::Shifted { rm, .. } => binary(op, w, rd, rn, rm),
            Operand::Extended { .. } => None,
        },
        I::Unary { op, w, rd, rn } => word!(
            "s10 11010110 00000 oooooo nnnnn ddddd",
            s: w, o: unary_opcode(op, w)?, n: rn, d: rd
        ),
        I::CondSelect { op, w, rd, rn, rm, cond } => {
            let (inverts, increments) = match op {
                CondSelectOp::Csel => (false, false),
                CondSelectOp::Csinc => (false, true),
                CondSelectOp::Csinv => (true, false),
                CondSelectOp::Csneg => (true, true),
            };
            word!(
                "so0 11010100 mmmmm cccc 0p nnnnn ddddd",
                s: w, o: inverts, p: increments, m: rm, c: cond as u32, n: rn, d: rd
            )
        }
        I::CondCompare { op, w, rn, rhs, nzcv, cond } => cond_compare(op, w, rn, rhs, nzcv, cond),
        I::Adr { rd, target: Target::Relative(bytes) } => {
            let low = (bytes & 0b11) as u32;
            word!(
                "0ll 10000 hhhhhhhhhhhhhhhhhhh ddddd",
                l: low, h: Signed::<19, 2>(bytes & !0b11), d: rd
            )
        }
        _ => None,
    }
}

fn subtracts(op: AddSubOp) -> bool {
    op == AddSubOp::Sub
}

/// MOVZ if it can hold the value, else MOVN, else ORR, whose destination may be SP.
fn mov_imm(w: Width, rd: Reg, imm: u64) -> Option<u32> {
    match move_wide(imm, w) {
        Some((op, imm, shift)) if rd != Reg::SP => mov_wide(op, w, rd, imm, shift),
        _ => bitmask(0b01, w, rd, Reg::ZR, imm),
    }
}

fn mov_wide(op: MovWideOp, w: Width, rd: Reg, imm: u16, shift: u8) -> Option<u32> {
    let opc = match op {
        MovWideOp::Movn => 0b00u32,
        MovWideOp::Movz => 0b10,
        MovWideOp::Movk => 0b11,
    };
    word!(
        "soo 100101 hh iiiiiiiiiiiiiiii ddddd",
        s: w, o: opc, h: shift / 16, i: u32::from(imm), d: rd
    )
}

fn add_sub(op: AddSubOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) -> Option<u32> {
    let o = subtracts(op);
    match rhs {
        Operand::Imm { value, shift } => {
            let magnitude = u32::try_from(value.unsigned_abs()).ok()?;
            let (imm, high) = match magnitude >> 12 {
                0 => (magnitude, shift == 12),
                high => (high, true),
            };
            // The negative of an addition is a subtraction.
            word!(
                "sof 100010 h iiiiiiiiiiii nnnnn ddddd",
                s: w, o: o != (value < 0), f: flags, h: high, i: imm, n: rn, d: rd
            )
        }
        Operand::Shifted { rm, amount, .. } if rd == Reg::SP || rn == Reg::SP => {
            // Only the extended form has SP; LSL is its extension by nothing.
            let extend = if w == Width::X { Extend::Uxtx } else { Extend::Uxtw };
            add_sub(op, flags, w, rd, rn, Operand::Extended { rm, extend, amount })
        }
        Operand::Shifted { rm, shift, amount } => word!(
            "sof 01011 hh 0 mmmmm iiiiii nnnnn ddddd",
            s: w, o: o, f: flags, h: shift_type(shift), m: rm, i: amount, n: rn, d: rd
        ),
        Operand::Extended { rm, extend, amount } => word!(
            "sof 01011 00 1 mmmmm eee iii nnnnn ddddd",
            s: w, o: o, f: flags, m: rm, e: option(extend), i: amount, n: rn, d: rd
        ),
    }
}

fn shift_type(shift: ShiftKind) -> u32 {
    match shift {
        ShiftKind::Lsl => 0b00,
        ShiftKind::Lsr => 0b01,
        ShiftKind::Asr => 0b10,
        ShiftKind::Ror => 0b11,
    }
}

/// The `option` field of an extension, of a register offset's too.
pub(super) fn option(extend: Extend) -> u32 {
    match extend {
        Extend::Uxtb => 0b000,
        Extend::Uxth => 0b001,
        Extend::Uxtw => 0b010,
        Extend::Uxtx => 0b011,
        Extend::Sxtb => 0b100,
        Extend::Sxth => 0b101,
        Extend::Sxtw => 0b110,
        Extend::Sxtx => 0b111,
    }
}

fn logic(op: LogicOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) -> Option<u32> {
    let (opc, inverts) = match (op, flags) {
        (LogicOp::And, false) => (0b00, false),
        (LogicOp::Bic, false) => (0b00, true),
        (LogicOp::Orr, false) => (0b01, false),
        (LogicOp::Orn, false) => (0b01, true),
        (LogicOp::Eor, false) => (0b10, false),
        (LogicOp::Eon, false) => (0b10, true),
        (LogicOp::And, true) => (0b11, false),
        (LogicOp::Bic, true) => (0b11, true),
        _ => return None,
    };
    match rhs {
        Operand::Imm { value, .. } => {
            let value = if inverts { !value } else { value };
            bitmask(opc, w, rd, rn, value as u64)
        }
        Operand::Shifted { rm, shift, amount } => word!(
            "soo 01010 hh N mmmmm iiiiii nnnnn ddddd",
            s: w, o: opc, h: shift_type(shift), N: inverts, m: rm, i: amount, n: rn, d: rd
        ),
        Operand::Extended { .. } => None,
    }
}

fn bitmask(opc: u32, w: Width, rd: Reg, rn: Reg, value: u64) -> Option<u32> {
    let (n, immr, imms) = bitmask_fields(value, w)?;
    word!(
        "soo 100100 N rrrrrr iiiiii nnnnn ddddd",
        s: w, o: opc, N: n, r: immr, i: imms, n: rn, d: rd
    )
}

fn mul_add(op: MulAddOp, w: Width, rd: Reg, rn: Reg, rm: Reg, ra: Reg) -> Option<u32> {
    let (op31, subtracts) = match op {
        MulAddOp::Madd => (0b000u32, false),
        MulAddOp::Msub => (0b000, true),
        MulAddOp::Smaddl => (0b001, false),
        MulAddOp::Smsubl => (0b001, true),
        MulAddOp::Umaddl => (0b101, false),
        MulAddOp::Umsubl => (0b101, true),
    };
    if op31 != 0 && w == Width::W {
        return None;
    }
    word!(
        "s00 11011 ooo mmmmm S aaaaa nnnnn ddddd",
        s: w, o: op31, m: rm, S: subtracts, a: ra, n: rn, d: rd
    )
}

fn binary(op: BinaryOp, w: Width, rd: Reg, rn: Reg, rm: Reg) -> Option<u32> {
    let opcode = match op {
        BinaryOp::Udiv => 0b000010u32,
        BinaryOp::Sdiv => 0b000011,
        BinaryOp::Lslv => 0b001000,
        BinaryOp::Lsrv => 0b001001,
        BinaryOp::Asrv => 0b001010,
        BinaryOp::Rorv => 0b001011,
        BinaryOp::Smax => 0b011000,
        BinaryOp::Umax => 0b011001,
        BinaryOp::Smin => 0b011010,
        BinaryOp::Umin => 0b011011,
        BinaryOp::Smulh | BinaryOp::Umulh if w == Width::W => return None,
        BinaryOp::Smulh | BinaryOp::Umulh => {
            let unsigned = op == BinaryOp::Umulh;
            return word!(
                "100 11011 u10 mmmmm 0 11111 nnnnn ddddd",
                u: unsigned, m: rm, n: rn, d: rd
            );
        }
    };
    word!(
        "s00 11010110 mmmmm oooooo nnnnn ddddd",
        s: w, m: rm, o: opcode, n: rn, d: rd
    )
}

/// SMAX and its kin with an immediate.
fn min_max(op: BinaryOp, w: Width, rd: Reg, rn: Reg, value: i64) -> Option<u32> {
    let opc = match op {
        BinaryOp::Smax => 0b00u32,
        BinaryOp::Umax => 0b01,
        BinaryOp::Smin => 0b10,
        BinaryOp::Umin => 0b11,
        _ => return None,
    };
    word!(
        "s00 1000111 00oo iiiiiiii nnnnn ddddd",
        s: w, o: opc, i: value as u8, n: rn, d: rd
    )
}

fn unary_opcode(op: UnaryOp, w: Width) -> Option<u32> {
    Some(match (op, w) {
        (UnaryOp::Rbit, _) => 0b000000,
        (UnaryOp::Rev16, _) => 0b000001,
        (UnaryOp::Rev, Width::W) | (UnaryOp::Rev32, Width::X) => 0b000010,
        (UnaryOp::Rev, Width::X) => 0b000011,
        (UnaryOp::Rev32, Width::W) => return None,
        (UnaryOp::Clz, _) => 0b000100,
        (UnaryOp::Cls, _) => 0b000101,
        (UnaryOp::Ctz, _) => 0b000110,
        (UnaryOp::Cnt, _) => 0b000111,
        (UnaryOp::Abs, _) => 0b001000,
    })
}

fn cond_compare(
    op: AddSubOp,
    w: Width,
    rn: Reg,
    rhs: Operand,
    nzcv: u8,
    cond: Cond,
) -> Option<u32> {
    let (immediate, source) = match rhs {
        Operand::Imm { value, .. } => (true, u32::try_from(value).ok()?),
        Operand::Shifted { rm, .. } => (false, rm.encoding()),
        Operand::Extended { .. } => return None,
    };
    word!(
        "so1 11010010 mmmmm cccc I0 nnnnn 0 ffff",
        s: w, o: subtracts(op), m: source, c: cond as u32, I: immediate, n: rn, f: nzcv
    )
}
