//! Operands without an encoding: data processing, branches and system.

use super::immediate::{is_add_immediate, is_bitmask_immediate, is_move_immediate, move_wide};
use super::{Findings, RD, RM, RN, RT};
use crate::isa::{
    AddSubOp, BinaryOp, Instruction, LogicOp, Operand, Reg, ShiftKind, Target, Width,
};

/// Objects to the operands of instructions that access no memory.
pub(super) fn check(f: &mut Findings, instruction: &Instruction) {
    match *instruction {
        Instruction::MovImm { w, rd, imm } => mov_imm(f, w, rd, imm),
        Instruction::MovWide { w, rd, shift, .. } => {
            f.no_sp([(RD, rd)]);
            if shift % 16 != 0 || u32::from(shift) >= w.bits() {
                let shifts = if w == Width::W { "0 or 16" } else { "0, 16, 32 or 48" };
                f.unencodable(
                    format!("a move cannot shift its immediate by {shift}"),
                    format!("the shift must be {shifts}"),
                );
            }
        }
        Instruction::AddSub { op, flags, w, rd, rn, rhs } => add_sub(f, op, flags, w, rd, rn, rhs),
        Instruction::AddSubCarry { rd, rn, rm, .. }
        | Instruction::CondSelect { rd, rn, rm, .. } => {
            f.no_sp([(RD, rd), (RN, rn), (RM, rm)]);
        }
        Instruction::Logic { op, flags, w, rd, rn, rhs } => logic(f, op, flags, w, rd, rn, rhs),
        Instruction::Bitfield { w, rd, rn, immr, imms, .. } => {
            f.no_sp([(RD, rd), (RN, rn)]);
            f.within("immr", immr, w);
            f.within("imms", imms, w);
        }
        Instruction::Extr { w, rd, rn, rm, lsb } => {
            f.no_sp([(RD, rd), (RN, rn), (RM, rm)]);
            f.within("the lowest bit", lsb, w);
        }
        Instruction::MulAdd { rd, rn, rm, ra, .. } => {
            f.no_sp([(RD, rd), (RN, rn), (RM, rm), ("the addend", ra)]);
        }
        Instruction::Binary { op, rd, rn, rhs, .. } => {
            f.no_sp([(RD, rd), (RN, rn)]);
            binary(f, op, rhs);
        }
        Instruction::Unary { rd, rn, .. } => f.no_sp([(RD, rd), (RN, rn)]),
        Instruction::CondCompare { rn, rhs, nzcv, .. } => {
            f.no_sp([(RN, rn)]);
            f.below("the set of flags", nzcv, 16);
            match rhs {
                Operand::Imm { value: 0..=31, shift: 0 } => {}
                Operand::Imm { value, .. } => f.unencodable(
                    format!("a conditional compare cannot hold {value}"),
                    "the immediate must be 0 to 31",
                ),
                other => plain(f, other),
            }
        }
        Instruction::Adr { rd, ref target } => {
            f.no_sp([(RD, rd)]);
            reach(f, target, 20, 1);
        }
        Instruction::B { ref target } | Instruction::Bl { ref target } => reach(f, target, 27, 4),
        Instruction::BCond { ref target, .. } => reach(f, target, 20, 4),
        Instruction::CompareBranch { rt, ref target, .. } => {
            f.no_sp([("tested", rt)]);
            reach(f, target, 20, 4);
        }
        Instruction::TestBranch { w, rt, bit, ref target, .. } => {
            f.no_sp([("tested", rt)]);
            f.within("bit", bit, w);
            reach(f, target, 15, 4);
        }
        Instruction::Br { rn } | Instruction::Blr { rn } | Instruction::Ret { rn } => {
            f.no_sp([("the target of a branch", rn)]);
        }
        Instruction::Mrs { rt, .. } | Instruction::Msr { rt, .. } => f.no_sp([(RT, rt)]),
        _ => {}
    }
}

fn mov_imm(f: &mut Findings, w: Width, rd: Reg, imm: u64) {
    let encodable = match rd {
        Reg::SP => is_bitmask_immediate(imm, w),
        // Only an ORR could make it, whose destination 31 is SP.
        Reg::ZR => move_wide(imm, w).is_some(),
        _ => is_move_immediate(imm, w),
    };
    if encodable {
        return;
    }
    let name = rd.name(w);
    let message = format!("no single instruction moves {imm:#x} to {name}");
    if w == Width::W && imm >> 32 != 0 {
        let help = format!("it holds 32 bits; the low ones are {:#x}", imm as u32);
        return f.unencodable(message, help);
    }
    if matches!(rd, Reg::ZR | Reg::SP) {
        return f.unencodable(message, "move it to another register first");
    }
    f.unencodable(message, move_sequence(rd, w, imm));
}

/// The MOVZ and MOVKs that make a value.
fn move_sequence(rd: Reg, w: Width, imm: u64) -> String {
    let name = rd.name(w);
    let mut help = String::from("write ");
    let mut op = "MOVZ";
    for shift in (0..w.bits()).step_by(16) {
        let halfword = imm >> shift & 0xFFFF;
        if halfword == 0 {
            continue;
        }
        if op == "MOVK" {
            help += "; ";
        }
        help += &format!("{op} {name},#{halfword:#x}");
        if shift > 0 {
            help += &format!(",LSL #{shift}");
        }
        op = "MOVK";
    }
    help
}

fn add_sub(f: &mut Findings, op: AddSubOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) {
    // Only forms that set the flags may discard the result, and only those that
    // do not may write SP.
    let destination = |f: &mut Findings| match flags {
        true => f.no_sp([(RD, rd)]),
        false => f.no_zr([(RD, rd)]),
    };
    match rhs {
        Operand::Imm { value, shift } => {
            destination(f);
            f.no_zr([(RN, rn)]);
            if !is_add_immediate(value, shift) {
                let written = if shift == 0 { String::new() } else { format!(", LSL #{shift}") };
                f.unencodable(
                    format!("{} cannot hold the immediate {value}{written}", op.name()),
                    "it must have 12 bits, shifted left by 0 or 12; move it to a register first",
                );
            }
        }
        Operand::Shifted { rm, shift, amount } if rd == Reg::SP || rn == Reg::SP => {
            destination(f);
            f.no_zr([(RN, rn)]);
            f.no_sp([(RM, rm)]);
            if shift != ShiftKind::Lsl || amount > 4 {
                f.unencodable(
                    format!("with SP, a register cannot be shifted by {} #{amount}", shift.name()),
                    "it may be shifted by LSL #0 to #4",
                );
            }
        }
        Operand::Shifted { rm, shift, amount } => {
            f.no_sp([(RD, rd), (RN, rn), (RM, rm)]);
            if shift == ShiftKind::Ror {
                f.unencodable(
                    format!("{} cannot rotate its operand", op.name()),
                    "use LSL, LSR or ASR, or rotate into another register first",
                );
            }
            f.within("the shift amount", amount, w);
        }
        Operand::Extended { rm, amount, .. } => {
            destination(f);
            f.no_zr([(RN, rn)]);
            f.no_sp([(RM, rm)]);
            f.below("after an extension, the shift amount", amount, 5);
        }
    }
}

fn logic(f: &mut Findings, op: LogicOp, flags: bool, w: Width, rd: Reg, rn: Reg, rhs: Operand) {
    match rhs {
        Operand::Imm { value, shift } => {
            match flags {
                true => f.no_sp([(RD, rd)]),
                false => f.no_zr([(RD, rd)]),
            }
            f.no_sp([(RN, rn)]);
            // Assemblers give the inverted immediate to AND, ORR and EOR.
            let inverted = matches!(op, LogicOp::Bic | LogicOp::Orn | LogicOp::Eon);
            let bits = if inverted { !value } else { value } as u64;
            if shift != 0 || !is_bitmask_immediate(bits, w) {
                f.unencodable(
                    format!("{} cannot hold the immediate {value:#x}", op.name()),
                    "it must be a rotated run of ones, repeated in elements of 2 to 64 bits; \
                     move it to a register first",
                );
            }
        }
        Operand::Shifted { rm, amount, .. } => {
            f.no_sp([(RD, rd), (RN, rn), (RM, rm)]);
            f.within("the shift amount", amount, w);
        }
        Operand::Extended { .. } => plain(f, rhs),
    }
}

fn binary(f: &mut Findings, op: BinaryOp, rhs: Operand) {
    let Operand::Imm { value, shift } = rhs else { return plain(f, rhs) };
    let range = match op {
        BinaryOp::Smax | BinaryOp::Smin => -128..=127,
        BinaryOp::Umax | BinaryOp::Umin => 0..=255,
        _ => {
            return f.unencodable(
                format!("{} takes no immediate", op.name()),
                "move it to a register first",
            );
        }
    };
    if shift != 0 || !range.contains(&value) {
        f.unencodable(
            format!("{} cannot hold the immediate {value}", op.name()),
            format!("it must be {} to {}", range.start(), range.end()),
        );
    }
}

/// An operand that must be a register as it is.
fn plain(f: &mut Findings, rhs: Operand) {
    match rhs {
        Operand::Shifted { rm, shift: ShiftKind::Lsl, amount: 0 } => f.no_sp([(RM, rm)]),
        _ => f.unencodable(
            "the last operand can be neither shifted nor extended".into(),
            "shift it into another register first",
        ),
    }
}

/// A relative target that must be a multiple of `unit` within 2^`bits` bytes.
fn reach(f: &mut Findings, target: &Target, bits: u32, unit: i64) {
    let Target::Relative(bytes) = *target else { return };
    if bytes % unit != 0 {
        f.unencodable(
            format!("the target .{bytes:+} is not the address of an instruction"),
            "instructions are 4 bytes each",
        );
    }
    let limit = 1 << bits;
    if !(-limit..limit).contains(&bytes) {
        f.unencodable(
            format!("the target .{bytes:+} is too far away"),
            format!("it must be within {limit} bytes"),
        );
    }
}
