//! CONSTRAINED UNPREDICTABLE overlaps of registers.

use super::Findings;
use crate::isa::print::names;
use crate::isa::{Addr, Instruction, Offset, Reg, VReg, Width};

/// Objects to registers that must not be the same: the tests
/// `Unpredictable_LDPOVERLAP`, `WBOVERLAPLD`, `WBOVERLAPST`, `DATAOVERLAP`,
/// `BASEOVERLAP` and `LSE128OVERLAP` of the decode pseudocode in C6.2 and C7.2
/// of the Arm ARM; K1.2 says what an implementation may then do.
pub(super) fn check(f: &mut Findings, instruction: &Instruction) {
    match *instruction {
        Instruction::Load { rt, addr, .. } => write_back(f, addr, &[rt]),
        Instruction::Store { rt, addr, .. } => write_back(f, addr, &[rt]),
        Instruction::LoadPair { op, w, rt, rt2, addr } => {
            twice(f, op.name(), w, rt, rt2);
            write_back(f, addr, &[rt, rt2]);
        }
        Instruction::StorePair { rt, rt2, addr, .. } => write_back(f, addr, &[rt, rt2]),
        Instruction::LoadExclusivePair { acquire, w, rt, rt2, .. } => {
            twice(f, names::load_exclusive_pair(acquire), w, rt, rt2);
        }
        Instruction::StoreExclusive { rs, rt, rn, .. } => status(f, rs, &[rt], rn),
        Instruction::StoreExclusivePair { rs, rt, rt2, rn, .. } => status(f, rs, &[rt, rt2], rn),
        Instruction::AmoPair { rt, rt2, .. } if rt == rt2 => f.unpredictable(
            format!("{rt:?} is both halves of the operand and of the result"),
            "use two registers",
        ),
        Instruction::SimdLoadPair { vt, vt2, .. } => twice_simd(f, vt, vt2),
        _ => {}
    }
}

/// A pair loaded to one register.
fn twice(f: &mut Findings, name: &str, w: Width, rt: Reg, rt2: Reg) {
    if rt == rt2 {
        f.unpredictable(
            format!("{name} loads {} twice: which half it holds is not defined", rt.name(w)),
            "use two registers",
        );
    }
}

fn twice_simd(f: &mut Findings, vt: VReg, vt2: VReg) {
    if vt == vt2 {
        f.unpredictable(
            format!("V{} is loaded twice: which half it holds is not defined", vt.index()),
            "use two registers",
        );
    }
}

/// A base that is written back and transferred; SP is never transferred.
fn write_back(f: &mut Findings, addr: Addr, transferred: &[Reg]) {
    let written = matches!(addr.offset, Offset::Pre(_) | Offset::Post(_) | Offset::PostReg(_));
    if written && transferred.contains(&addr.base) && addr.base.encoding() != 31 {
        f.unpredictable(
            format!("{:?} is both written back and transferred", addr.base),
            "use another register for the data",
        );
    }
}

/// The status register of a store exclusive, which must be none of the others.
fn status(f: &mut Findings, rs: Reg, data: &[Reg], rn: Reg) {
    let same = |reg: Reg| reg.encoding() == rs.encoding();
    let name = rs.name(Width::W);
    if data.iter().copied().any(same) {
        f.unpredictable(
            format!("{name} is both the status and the data of a store exclusive"),
            "use another register for the status",
        );
    }
    if same(rn) && rn.encoding() != 31 {
        f.unpredictable(
            format!("{name} is both the status and the base of a store exclusive"),
            "use another register for the status",
        );
    }
}
