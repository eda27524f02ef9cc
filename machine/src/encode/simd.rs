//! Advanced SIMD as far as tests move vectors: C4.1.94 and C4.1.96 of the Arm ARM.

use super::memory::{Pair, Single, pair, plain_offset, single};
use super::picture::{Signed, word};
use fencepost_litmus::isa::lint::shifted_byte;
use fencepost_litmus::isa::{
    Addr, Arrangement, Instruction, LaneSelect, LogicOp, Offset, Reg, Size, Structure, VReg,
};

/// The word of an instruction that uses SIMD registers.
pub(super) fn word_of(instruction: &Instruction) -> Option<u32> {
    use Instruction as I;
    match *instruction {
        I::SimdLoad { size, unscaled, vt, addr } => {
            single(Single { size, simd: true, opc: opc(size, true), unscaled }, vt, addr)
        }
        I::SimdStore { size, unscaled, vt, addr } => {
            single(Single { size, simd: true, opc: opc(size, false), unscaled }, vt, addr)
        }
        I::SimdLoadPair { size, nontemporal, vt, vt2, addr } => {
            pair(simd_pair(size, true, nontemporal)?, vt, vt2, addr)
        }
        I::SimdStorePair { size, nontemporal, vt, vt2, addr } => {
            pair(simd_pair(size, false, nontemporal)?, vt, vt2, addr)
        }
        I::SimdLoadStructure { list, addr } => structure(true, list, addr),
        I::SimdStoreStructure { list, addr } => structure(false, list, addr),
        I::Ldap1 { vt, lane, rn } => ordered_lane(true, vt, lane, rn),
        I::Stl1 { vt, lane, rn } => ordered_lane(false, vt, lane, rn),
        I::SimdLdapur { size, vt, addr } => ordered_unscaled(size, true, vt, addr),
        I::SimdStlur { size, vt, addr } => ordered_unscaled(size, false, vt, addr),
        I::SimdMovi { vd, arrangement, imm } => movi(vd, arrangement, imm),
        I::SimdMov { vd, arrangement, vn } => bitwise(LogicOp::Orr, vd, arrangement, vn, vn),
        I::SimdLogic { op, vd, arrangement, vn, vm } => bitwise(op, vd, arrangement, vn, vm),
        I::SimdInsGeneral { vd, elem, lane, rn } => word!(
            "010 01110000 iiiii 0 0011 1 nnnnn ddddd",
            i: element(elem, lane)?, n: rn, d: vd
        ),
        I::SimdInsElement { vd, elem, lane, vn, from } => word!(
            "011 01110000 iiiii 0 jjjj 1 nnnnn ddddd",
            i: element(elem, lane)?, j: u32::from(from) << log(elem), n: vn, d: vd
        ),
        I::SimdUmov { w, rd, vn, elem, lane } => word!(
            "0q0 01110000 iiiii 0 0111 1 nnnnn ddddd",
            q: w, i: element(elem, lane)?, n: vn, d: rd
        ),
        I::SimdDupGeneral { vd, arrangement, rn } => word!(
            "0q0 01110000 iiiii 0 0001 1 nnnnn ddddd",
            q: full(arrangement)?, i: element(arrangement.elem, 0)?, n: rn, d: vd
        ),
        I::SimdDupElement { vd, arrangement: Arrangement { elem, lanes: 1 }, vn, lane } => word!(
            "010 11110000 iiiii 0 0000 1 nnnnn ddddd",
            i: element(elem, lane)?, n: vn, d: vd
        ),
        I::SimdDupElement { vd, arrangement, vn, lane } => word!(
            "0q0 01110000 iiiii 0 0000 1 nnnnn ddddd",
            q: full(arrangement)?, i: element(arrangement.elem, lane)?, n: vn, d: vd
        ),
        I::SimdAdd { vd, arrangement: Arrangement { elem: Size::X, lanes: 1 }, vn, vm } => {
            word!("010 11110 11 1 mmmmm 100001 nnnnn ddddd", m: vm, n: vn, d: vd)
        }
        I::SimdAdd { vd, arrangement, vn, vm } => word!(
            "0q0 01110 zz 1 mmmmm 100001 nnnnn ddddd",
            q: full(arrangement)?, z: log(arrangement.elem), m: vm, n: vn, d: vd
        ),
        I::SimdAddv { vd, arrangement, vn } => word!(
            "0q0 01110 zz 11000 11011 10 nnnnn ddddd",
            q: full(arrangement)?, z: log(arrangement.elem), n: vn, d: vd
        ),
        I::FmovToGeneral { w, rd, vn } => {
            word!("s00 11110 0f 1 00 110 000000 nnnnn ddddd", s: w, f: w, n: vn, d: rd)
        }
        I::FmovFromGeneral { w, vd, rn } => {
            word!("s00 11110 0f 1 00 111 000000 nnnnn ddddd", s: w, f: w, n: rn, d: vd)
        }
        _ => None,
    }
}

fn log(elem: Size) -> u32 {
    elem.bytes().trailing_zeros()
}

/// `Q`: whether the lanes fill 16 bytes rather than 8.
fn full(Arrangement { elem, lanes }: Arrangement) -> Option<bool> {
    match elem.bytes() * u32::from(lanes) {
        _ if elem == Size::Q => None,
        8 => Some(false),
        16 => Some(true),
        _ => None,
    }
}

/// `imm5`: a one marks the size of the element, its number stands above.
fn element(elem: Size, lane: u8) -> Option<u32> {
    (elem != Size::Q).then(|| (u32::from(lane) << 1 | 1) << log(elem))
}

/// `opc` of LDR and STR: its high bit is part of the size, 1 for Q.
fn opc(size: Size, load: bool) -> u32 {
    u32::from(size == Size::Q) << 1 | u32::from(load)
}

fn simd_pair(size: Size, load: bool, nontemporal: bool) -> Option<Pair> {
    let opc = match size {
        Size::W => 0b00,
        Size::X => 0b01,
        Size::Q => 0b10,
        Size::B | Size::H => return None,
    };
    Some(Pair { opc, simd: true, load, nontemporal, size })
}

fn ordered_unscaled(size: Size, load: bool, vt: VReg, addr: Addr) -> Option<u32> {
    word!(
        "zz 011101 oo 0 iiiiiiiii 10 nnnnn ttttt",
        z: log(size) % 4, o: opc(size, load), i: Signed::<9, 0>(plain_offset(addr)?),
        n: addr.base, t: vt
    )
}

fn ordered_lane(load: bool, vt: VReg, lane: u8, rn: Reg) -> Option<u32> {
    word!("0q 001101 0 L 0 00001 100 0 01 nnnnn ttttt", q: lane, L: load, n: rn, t: vt)
}

/// LD1 to LD4, ST1 to ST4, LD1R to LD4R.
fn structure(load: bool, list: Structure, addr: Addr) -> Option<u32> {
    let Structure { interleave, first, count, arrangement, lane } = list;
    // 31 in the place of Rm: the base is incremented by the number of bytes.
    let (write_back, rm) = match addr.offset {
        Offset::Imm(0) => (false, 0),
        Offset::Post(_) => (true, 31),
        Offset::PostReg(rm) => (true, rm.encoding()),
        _ => return None,
    };
    let elem = arrangement.elem;
    // For one lane and for replication: how many registers, in two fields.
    let (even, many) = (interleave % 2 == 0, interleave > 2);
    let (q, opcode, s, size) = match lane {
        LaneSelect::All => {
            let opcode = match (interleave, count) {
                (4, 4) => 0b0000u32,
                (1, 4) => 0b0010,
                (3, 3) => 0b0100,
                (1, 3) => 0b0110,
                (1, 1) => 0b0111,
                (2, 2) => 0b1000,
                (1, 2) => 0b1010,
                _ => return None,
            };
            return word!(
                "0q 001100 w L 0 mmmmm oooo zz nnnnn ttttt",
                q: full(arrangement)?, w: write_back, L: load, m: rm, o: opcode, z: log(elem),
                n: addr.base, t: first
            );
        }
        LaneSelect::Replicate if load => (full(arrangement)?.into(), 0b110, 0, log(elem)),
        LaneSelect::Replicate => return None,
        LaneSelect::One(lane) => {
            // The number of the lane is Q:S:size, without the bits below an element.
            let at = u32::from(lane) << log(elem);
            let (q, s, low) = (at >> 3, at >> 2 & 1, at & 0b11);
            match elem {
                Size::B => (q, 0b000, s, low),
                Size::H => (q, 0b010, s, low),
                Size::W => (q, 0b100, s, 0b00),
                Size::X => (q, 0b100, 0, 0b01),
                Size::Q => return None,
            }
        }
    };
    if count != interleave {
        return None;
    }
    word!(
        "0q 001101 w L R mmmmm ooo S zz nnnnn ttttt",
        q: q, w: write_back, L: load, R: even, m: rm, o: opcode | u32::from(many), S: s, z: size,
        n: addr.base, t: first
    )
}

fn movi(vd: VReg, arrangement: Arrangement, imm: u64) -> Option<u32> {
    let (op, cmode, byte) = match arrangement.elem {
        Size::X => (true, 0b1110u32, byte_mask(imm)?),
        elem => {
            let (byte, shift) = shifted_byte(elem, imm)?;
            let amount = shift.map_or(0, |(_, amount)| u32::from(amount));
            let cmode = match (elem, shift) {
                (Size::W, Some(("MSL", 8))) => 0b1100,
                (Size::W, Some(("MSL", _))) => 0b1101,
                (Size::W, _) => amount / 8 << 1,
                (Size::H, _) => 0b1000 | amount / 8 << 1,
                _ => 0b1110,
            };
            (false, cmode, byte)
        }
    };
    word!(
        "0qo 0111100000 iii cccc 01 iiiii ddddd",
        q: full(arrangement)?, o: op, c: cmode, i: byte, d: vd
    )
}

/// A bit for each byte that is 0xFF; the others must be 0.
fn byte_mask(imm: u64) -> Option<u8> {
    imm.to_le_bytes().into_iter().rev().try_fold(0, |mask, byte| match byte {
        0x00 => Some(mask << 1),
        0xFF => Some(mask << 1 | 1),
        _ => None,
    })
}

fn bitwise(op: LogicOp, vd: VReg, arrangement: Arrangement, vn: VReg, vm: VReg) -> Option<u32> {
    let (u, size) = match op {
        LogicOp::And => (false, 0b00u32),
        LogicOp::Bic => (false, 0b01),
        LogicOp::Orr => (false, 0b10),
        LogicOp::Orn => (false, 0b11),
        LogicOp::Eor => (true, 0b00),
        LogicOp::Eon => return None,
    };
    word!(
        "0qu 01110 zz 1 mmmmm 000111 nnnnn ddddd",
        q: full(arrangement)?, u: u, z: size, m: vm, n: vn, d: vd
    )
}
