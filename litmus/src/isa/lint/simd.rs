//! Operands without an encoding: Advanced SIMD.

use super::immediate::shifted_byte;
use super::memory::{pair, single, unscaled};
use super::{BASE, Findings, RD, RN};
use crate::isa::{Addr, Arrangement, Instruction, LaneSelect, Offset, Reg, Size, Structure, Width};

/// Objects to the operands of instructions that use SIMD registers.
pub(super) fn check(f: &mut Findings, instruction: &Instruction) {
    match *instruction {
        Instruction::SimdLoad { size, unscaled: false, addr, .. }
        | Instruction::SimdStore { size, unscaled: false, addr, .. } => single(f, addr, size),
        Instruction::SimdLoad { addr, .. }
        | Instruction::SimdStore { addr, .. }
        | Instruction::SimdLdapur { addr, .. }
        | Instruction::SimdStlur { addr, .. } => unscaled(f, addr),
        Instruction::SimdLoadPair { size, nontemporal, addr, .. }
        | Instruction::SimdStorePair { size, nontemporal, addr, .. } => {
            pair(f, addr, size.bytes(), !nontemporal);
        }
        Instruction::SimdLoadStructure { list, addr }
        | Instruction::SimdStoreStructure { list, addr } => structure(f, list, addr),
        Instruction::Ldap1 { lane: n, rn, .. } | Instruction::Stl1 { lane: n, rn, .. } => {
            f.no_zr([(BASE, rn)]);
            lane(f, n, Size::X);
        }
        Instruction::SimdMovi { arrangement, imm, .. } => movi(f, arrangement, imm),
        Instruction::SimdInsGeneral { elem, lane: n, rn, .. } => {
            f.no_sp([(RN, rn)]);
            lane(f, n, elem);
        }
        Instruction::SimdInsElement { elem, lane: to, from, .. } => {
            lane(f, to, elem);
            lane(f, from, elem);
        }
        Instruction::SimdUmov { w, rd, elem, lane: n, .. } => {
            f.no_sp([(RD, rd)]);
            lane(f, n, elem);
            if (w == Width::X) != (elem == Size::X) {
                f.unencodable(
                    format!("a {} element does not move to {}", elem.simd_letter(), rd.name(w)),
                    "a D element moves to an X register, all others to a W register",
                );
            }
        }
        Instruction::SimdDupGeneral { arrangement, rn, .. } => {
            f.no_sp([(RN, rn)]);
            if arrangement.lanes < 2 {
                f.unencodable("DUP needs at least two lanes".into(), "use FMOV for one lane");
            }
        }
        Instruction::SimdDupElement { arrangement, lane: n, .. } => lane(f, n, arrangement.elem),
        Instruction::SimdAddv { arrangement, .. } if arrangement.lanes < 4 => {
            f.unencodable("ADDV needs at least four lanes".into(), "use 8B, 16B, 4H, 8H or 4S");
        }
        Instruction::FmovToGeneral { rd, .. } => f.no_sp([(RD, rd)]),
        Instruction::FmovFromGeneral { rn, .. } => f.no_sp([(RN, rn)]),
        _ => {}
    }
}

fn lane(f: &mut Findings, lane: u8, elem: Size) {
    f.below("the lane", lane, 16 / elem.bytes());
}

fn structure(f: &mut Findings, list: Structure, addr: Addr) {
    f.no_zr([(BASE, addr.base)]);
    let Structure { interleave, count, arrangement, lane: select, .. } = list;
    let elements = match select {
        LaneSelect::All => u32::from(arrangement.lanes),
        LaneSelect::One(n) => {
            lane(f, n, arrangement.elem);
            1
        }
        LaneSelect::Replicate => 1,
    };
    if select == LaneSelect::All && interleave > 1 && arrangement.lanes == 1 {
        f.unencodable(
            "one lane cannot be interleaved".into(),
            format!("use 2D, or LD1 and ST1 for {count} registers of 1D"),
        );
    }
    let total = i64::from(elements * arrangement.elem.bytes() * u32::from(count));
    match addr.offset {
        Offset::Imm(0) => {}
        Offset::Post(imm) if imm == total => {}
        Offset::PostReg(rm) if rm != Reg::SP && rm != Reg::ZR => {}
        Offset::Post(imm) => f.unencodable(
            format!("the base cannot be incremented by {imm}"),
            format!("it must be {total}, the number of bytes accessed, or a register"),
        ),
        _ => f.unencodable(
            "there is no such addressing mode".into(),
            format!("write [Xn], [Xn],#{total} or [Xn],Xm"),
        ),
    }
}

fn movi(f: &mut Findings, arrangement: Arrangement, imm: u64) {
    let encodable = match arrangement.elem {
        Size::X => imm.to_le_bytes().into_iter().all(|byte| matches!(byte, 0 | 0xFF)),
        elem => shifted_byte(elem, imm).is_some(),
    };
    if !encodable {
        let help = match arrangement.elem {
            Size::X => "each of its bytes must be 0 or 0xff",
            _ => "it must be 8 bits, shifted by a multiple of 8",
        };
        f.unencodable(format!("MOVI cannot hold the immediate {imm:#x}"), help);
    }
}
