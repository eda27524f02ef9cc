//! Printing SIMD instructions.

use crate::isa::{
    Addr, Arrangement, Instruction, LaneSelect, LogicOp, Size, Structure, VReg, Width,
};
use std::fmt::{self, Display, Formatter};

/// Writes an instruction of SIMD registers.
pub(super) fn write(out: &mut Formatter<'_>, instruction: &Instruction) -> fmt::Result {
    match *instruction {
        Instruction::SimdLoad { size, unscaled, vt, addr } => {
            scalar(out, if unscaled { "LDUR" } else { "LDR" }, size, &[vt], addr)
        }
        Instruction::SimdStore { size, unscaled, vt, addr } => {
            scalar(out, if unscaled { "STUR" } else { "STR" }, size, &[vt], addr)
        }
        Instruction::SimdLoadPair { size, nontemporal, vt, vt2, addr } => {
            scalar(out, if nontemporal { "LDNP" } else { "LDP" }, size, &[vt, vt2], addr)
        }
        Instruction::SimdStorePair { size, nontemporal, vt, vt2, addr } => {
            scalar(out, if nontemporal { "STNP" } else { "STP" }, size, &[vt, vt2], addr)
        }
        Instruction::SimdLdapur { size, vt, addr } => scalar(out, "LDAPUR", size, &[vt], addr),
        Instruction::SimdStlur { size, vt, addr } => scalar(out, "STLUR", size, &[vt], addr),
        Instruction::SimdLoadStructure { list, addr } => structure(out, "LD", list, addr),
        Instruction::SimdStoreStructure { list, addr } => structure(out, "ST", list, addr),
        Instruction::Ldap1 { vt, lane, rn } => {
            write!(out, "LDAP1 {{{}}}[{lane}],{}", Lane(vt, Size::X), Addr::base(rn))
        }
        Instruction::Stl1 { vt, lane, rn } => {
            write!(out, "STL1 {{{}}}[{lane}],{}", Lane(vt, Size::X), Addr::base(rn))
        }
        Instruction::SimdMovi { vd, arrangement, imm } => movi(out, vd, arrangement, imm),
        Instruction::SimdMov { vd, arrangement, vn } => {
            write!(out, "MOV {},{}", Vector(vd, arrangement), Vector(vn, arrangement))
        }
        Instruction::SimdInsGeneral { vd, elem, lane, rn } => {
            write!(out, "MOV {}[{lane}],{}", Lane(vd, elem), rn.name(width(elem)))
        }
        Instruction::SimdInsElement { vd, elem, lane, vn, from } => {
            write!(out, "MOV {}[{lane}],{}[{from}]", Lane(vd, elem), Lane(vn, elem))
        }
        Instruction::SimdUmov { w, rd, vn, elem, lane } => {
            let whole = matches!((w, elem), (Width::W, Size::W) | (Width::X, Size::X));
            let name = if whole { "MOV" } else { "UMOV" };
            write!(out, "{name} {},{}[{lane}]", rd.name(w), Lane(vn, elem))
        }
        Instruction::SimdDupGeneral { vd, arrangement, rn } => {
            let rn = rn.name(width(arrangement.elem));
            write!(out, "DUP {},{rn}", Vector(vd, arrangement))
        }
        Instruction::SimdDupElement { vd, arrangement, vn, lane } => {
            let name = if arrangement.lanes == 1 { "MOV" } else { "DUP" };
            let (vd, vn) = (VectorOrScalar(vd, arrangement), Lane(vn, arrangement.elem));
            write!(out, "{name} {vd},{vn}[{lane}]")
        }
        Instruction::SimdAdd { vd, arrangement, vn, vm } => {
            vectors(out, "ADD", arrangement, [vd, vn, vm])
        }
        Instruction::SimdLogic { op: LogicOp::Orr, vd, arrangement, vn, vm } if vn == vm => {
            write!(out, "MOV {},{}", Vector(vd, arrangement), Vector(vn, arrangement))
        }
        Instruction::SimdLogic { op, vd, arrangement, vn, vm } => {
            vectors(out, op.name(), arrangement, [vd, vn, vm])
        }
        Instruction::SimdAddv { vd, arrangement, vn } => {
            write!(out, "ADDV {},{}", Scalar(vd, arrangement.elem), Vector(vn, arrangement))
        }
        Instruction::FmovToGeneral { w, rd, vn } => {
            write!(out, "FMOV {},{}", rd.name(w), Scalar(vn, size(w)))
        }
        Instruction::FmovFromGeneral { w, vd, rn } => {
            write!(out, "FMOV {},{}", Scalar(vd, size(w)), rn.name(w))
        }
        // All others are printed by the caller.
        _ => Ok(()),
    }
}

/// `S0`.
struct Scalar(VReg, Size);

impl Display for Scalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.1.simd_letter(), self.0.index())
    }
}

/// `V0.S`, to be followed by a lane number.
struct Lane(VReg, Size);

impl Display for Lane {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "V{}.{}", self.0.index(), self.1.simd_letter())
    }
}

/// `V0.4S`.
struct Vector(VReg, Arrangement);

impl Display for Vector {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Arrangement { elem, lanes } = self.1;
        write!(f, "V{}.{lanes}{}", self.0.index(), elem.simd_letter())
    }
}

/// `V0.4S`, but `D0` for one lane.
struct VectorOrScalar(VReg, Arrangement);

impl Display for VectorOrScalar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1.lanes {
            1 => Scalar(self.0, self.1.elem).fmt(f),
            _ => Vector(self.0, self.1).fmt(f),
        }
    }
}

/// The width of the general-purpose register that holds an element.
const fn width(elem: Size) -> Width {
    match elem {
        Size::X => Width::X,
        _ => Width::W,
    }
}

const fn size(w: Width) -> Size {
    match w {
        Width::W => Size::W,
        Width::X => Size::X,
    }
}

fn scalar(
    out: &mut Formatter<'_>,
    name: &str,
    size: Size,
    transferred: &[VReg],
    addr: Addr,
) -> fmt::Result {
    write!(out, "{name} ")?;
    for v in transferred {
        write!(out, "{},", Scalar(*v, size))?;
    }
    write!(out, "{addr}")
}

fn structure(out: &mut Formatter<'_>, name: &str, list: Structure, addr: Addr) -> fmt::Result {
    let replicate = if list.lane == LaneSelect::Replicate { "R" } else { "" };
    write!(out, "{name}{}{replicate} {{", list.interleave)?;
    for i in 0..list.count {
        let comma = if i == 0 { "" } else { "," };
        let v = list.first.offset(i);
        match list.lane {
            LaneSelect::One(_) => write!(out, "{comma}{}", Lane(v, list.arrangement.elem))?,
            _ => write!(out, "{comma}{}", Vector(v, list.arrangement))?,
        }
    }
    match list.lane {
        LaneSelect::One(lane) => write!(out, "}}[{lane}],{addr}"),
        _ => write!(out, "}},{addr}"),
    }
}

fn vectors(
    out: &mut Formatter<'_>,
    name: &str,
    arrangement: Arrangement,
    [vd, vn, vm]: [VReg; 3],
) -> fmt::Result {
    let [vd, vn, vm] = [vd, vn, vm].map(|v| VectorOrScalar(v, arrangement));
    write!(out, "{name} {vd},{vn},{vm}")
}

/// The value of an element, as 8 bits and a shift if it can be.
fn movi(out: &mut Formatter<'_>, vd: VReg, arrangement: Arrangement, imm: u64) -> fmt::Result {
    write!(out, "MOVI {},", VectorOrScalar(vd, arrangement))?;
    match crate::isa::lint::shifted_byte(arrangement.elem, imm) {
        Some((byte, None)) => write!(out, "#{byte}"),
        Some((byte, Some((shift, amount)))) => write!(out, "#{byte},{shift} #{amount}"),
        None => write!(out, "#{imm:#x}"),
    }
}
