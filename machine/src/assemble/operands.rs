//! Which registers an instruction reads and writes.

use fencepost_litmus::isa::{
    Addr, BitfieldOp, Instruction, LaneSelect, MovWideOp, Offset, Operand, Reg, Structure, VReg,
};

/// What an instruction does to a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Its result may depend on it.
    Read,
    /// Every bit is written, whatever happens.
    Write,
    /// Both, or a part of it is kept.
    Update,
}

impl Use {
    pub(super) fn reads(self) -> bool {
        self != Use::Write
    }

    pub(super) fn writes(self) -> bool {
        self != Use::Read
    }
}

/// Visits every general-purpose register that an instruction names, ZR and SP
/// included, in the order of reading before writing. What the visitor leaves
/// in its place is the instruction's register from then on.
pub(super) fn general(instruction: &mut Instruction, visit: &mut dyn FnMut(&mut Reg, Use)) {
    use Instruction as I;
    use Use::{Read, Update, Write};
    match instruction {
        I::MovImm { rd, .. } | I::Adr { rd, .. } => visit(rd, Write),
        I::MovWide { op: MovWideOp::Movk, rd, .. } => visit(rd, Update),
        I::MovWide { rd, .. } => visit(rd, Write),
        I::AddSub { rd, rn, rhs, .. }
        | I::Logic { rd, rn, rhs, .. }
        | I::Binary { rd, rn, rhs, .. } => {
            visit(rn, Read);
            operand(rhs, visit);
            visit(rd, Write);
        }
        I::AddSubCarry { rd, rn, rm, .. }
        | I::Extr { rd, rn, rm, .. }
        | I::CondSelect { rd, rn, rm, .. } => {
            visit(rn, Read);
            visit(rm, Read);
            visit(rd, Write);
        }
        I::Bitfield { op, rd, rn, .. } => {
            visit(rn, Read);
            visit(rd, if *op == BitfieldOp::Bfm { Update } else { Write });
        }
        I::MulAdd { rd, rn, rm, ra, .. } => {
            [rn, rm, ra].into_iter().for_each(|r| visit(r, Read));
            visit(rd, Write);
        }
        I::Unary { rd, rn, .. } => {
            visit(rn, Read);
            visit(rd, Write);
        }
        I::CondCompare { rn, rhs, .. } => {
            visit(rn, Read);
            operand(rhs, visit);
        }
        I::CompareBranch { rt, .. } | I::TestBranch { rt, .. } => visit(rt, Read),
        I::Br { rn } | I::Blr { rn } | I::Ret { rn } => visit(rn, Read),
        I::Load { rt, addr, .. } => {
            address(addr, visit);
            visit(rt, Write);
        }
        I::Store { rt, addr, .. } => {
            visit(rt, Read);
            address(addr, visit);
        }
        I::LoadPair { rt, rt2, addr, .. } => {
            address(addr, visit);
            visit(rt, Write);
            visit(rt2, Write);
        }
        I::StorePair { rt, rt2, addr, .. } => {
            visit(rt, Read);
            visit(rt2, Read);
            address(addr, visit);
        }
        I::LoadExclusive { rt, rn, .. } => {
            visit(rn, Read);
            visit(rt, Write);
        }
        I::StoreExclusive { rs, rt, rn, .. } => {
            visit(rt, Read);
            visit(rn, Read);
            visit(rs, Write);
        }
        I::LoadExclusivePair { rt, rt2, rn, .. } => {
            visit(rn, Read);
            visit(rt, Write);
            visit(rt2, Write);
        }
        I::StoreExclusivePair { rs, rt, rt2, rn, .. } => {
            [rt, rt2, rn].into_iter().for_each(|r| visit(r, Read));
            visit(rs, Write);
        }
        I::Amo { rs, rt, rn, .. } => {
            visit(rs, Read);
            visit(rn, Read);
            visit(rt, Write);
        }
        I::Cas { rs, rt, rn, .. } => {
            visit(rt, Read);
            visit(rn, Read);
            visit(rs, Update);
        }
        I::CasPair { rs, rs2, rt, rt2, rn, .. } => {
            [rt, rt2, rn].into_iter().for_each(|r| visit(r, Read));
            visit(rs, Update);
            visit(rs2, Update);
        }
        I::AmoPair { rt, rt2, rn, .. } => {
            visit(rn, Read);
            visit(rt, Update);
            visit(rt2, Update);
        }
        I::Prfm { addr, .. }
        | I::SimdLoad { addr, .. }
        | I::SimdStore { addr, .. }
        | I::SimdLoadPair { addr, .. }
        | I::SimdStorePair { addr, .. }
        | I::SimdLoadStructure { addr, .. }
        | I::SimdStoreStructure { addr, .. }
        | I::SimdLdapur { addr, .. }
        | I::SimdStlur { addr, .. } => address(addr, visit),
        I::Ldap1 { rn, .. }
        | I::Stl1 { rn, .. }
        | I::SimdInsGeneral { rn, .. }
        | I::SimdDupGeneral { rn, .. }
        | I::FmovFromGeneral { rn, .. } => visit(rn, Read),
        I::Mrs { rt, .. } => visit(rt, Write),
        I::Msr { rt, .. } => visit(rt, Read),
        I::SimdUmov { rd, .. } | I::FmovToGeneral { rd, .. } => visit(rd, Write),
        I::B { .. }
        | I::BCond { .. }
        | I::Bl { .. }
        | I::Dmb(_)
        | I::Dsb { .. }
        | I::Isb
        | I::Sb
        | I::Ssbb
        | I::Pssbb
        | I::Clrex
        | I::Hint(_)
        | I::SimdMovi { .. }
        | I::SimdMov { .. }
        | I::SimdInsElement { .. }
        | I::SimdDupElement { .. }
        | I::SimdAdd { .. }
        | I::SimdLogic { .. }
        | I::SimdAddv { .. } => {}
    }
}

fn operand(rhs: &mut Operand, visit: &mut dyn FnMut(&mut Reg, Use)) {
    match rhs {
        Operand::Imm { .. } => {}
        Operand::Shifted { rm, .. } | Operand::Extended { rm, .. } => visit(rm, Use::Read),
    }
}

fn address(addr: &mut Addr, visit: &mut dyn FnMut(&mut Reg, Use)) {
    match &mut addr.offset {
        Offset::Imm(_) => visit(&mut addr.base, Use::Read),
        Offset::Reg { rm, .. } => {
            visit(rm, Use::Read);
            visit(&mut addr.base, Use::Read);
        }
        Offset::Pre(_) | Offset::Post(_) => visit(&mut addr.base, Use::Update),
        Offset::PostReg(rm) => {
            visit(rm, Use::Read);
            visit(&mut addr.base, Use::Update);
        }
    }
}

/// Visits every vector register, as [`general`] does.
pub(super) fn vector(instruction: &Instruction, visit: &mut dyn FnMut(VReg, Use)) {
    use Instruction as I;
    use Use::{Read, Update, Write};
    match *instruction {
        I::SimdLoad { vt, .. } | I::SimdLdapur { vt, .. } => visit(vt, Write),
        I::SimdStore { vt, .. } | I::SimdStlur { vt, .. } | I::Stl1 { vt, .. } => visit(vt, Read),
        I::SimdLoadPair { vt, vt2, .. } => {
            visit(vt, Write);
            visit(vt2, Write);
        }
        I::SimdStorePair { vt, vt2, .. } => {
            visit(vt, Read);
            visit(vt2, Read);
        }
        I::SimdLoadStructure { list, .. } => {
            let partial = matches!(list.lane, LaneSelect::One(_));
            registers(list).for_each(|v| visit(v, if partial { Update } else { Write }));
        }
        I::SimdStoreStructure { list, .. } => registers(list).for_each(|v| visit(v, Read)),
        I::Ldap1 { vt, .. } => visit(vt, Update),
        I::SimdMovi { vd, .. } | I::SimdDupGeneral { vd, .. } | I::FmovFromGeneral { vd, .. } => {
            visit(vd, Write);
        }
        I::SimdMov { vd, vn, .. }
        | I::SimdDupElement { vd, vn, .. }
        | I::SimdAddv { vd, vn, .. } => {
            visit(vn, Read);
            visit(vd, Write);
        }
        I::SimdInsGeneral { vd, .. } => visit(vd, Update),
        I::SimdInsElement { vd, vn, .. } => {
            visit(vn, Read);
            visit(vd, Update);
        }
        I::SimdUmov { vn, .. } | I::FmovToGeneral { vn, .. } => visit(vn, Read),
        I::SimdAdd { vd, vn, vm, .. } | I::SimdLogic { vd, vn, vm, .. } => {
            visit(vn, Read);
            visit(vm, Read);
            visit(vd, Write);
        }
        _ => {}
    }
}

fn registers(list: Structure) -> impl Iterator<Item = VReg> {
    (0..list.count).map(move |n| list.first.offset(n))
}

/// What an instruction does to the condition flags.
pub(super) fn flags(instruction: &Instruction) -> Option<Use> {
    use Instruction as I;
    match instruction {
        I::AddSub { flags: true, .. } | I::Logic { flags: true, .. } | I::Msr { .. } => {
            Some(Use::Write)
        }
        I::AddSubCarry { flags: true, .. } | I::CondCompare { .. } => Some(Use::Update),
        I::AddSubCarry { .. } | I::CondSelect { .. } | I::BCond { .. } | I::Mrs { .. } => {
            Some(Use::Read)
        }
        _ => None,
    }
}

/// What an instruction does to the exclusive monitor.
pub(super) fn monitor(instruction: &Instruction) -> Option<Use> {
    use Instruction as I;
    match instruction {
        I::LoadExclusive { .. } | I::LoadExclusivePair { .. } | I::Clrex => Some(Use::Write),
        I::StoreExclusive { .. } | I::StoreExclusivePair { .. } => Some(Use::Update),
        _ => None,
    }
}

/// Whether control may go elsewhere than to the next instruction.
pub(super) fn branches(instruction: &Instruction) -> bool {
    use Instruction as I;
    matches!(
        instruction,
        I::B { .. }
            | I::BCond { .. }
            | I::Bl { .. }
            | I::CompareBranch { .. }
            | I::TestBranch { .. }
            | I::Br { .. }
            | I::Blr { .. }
            | I::Ret { .. }
    )
}

/// Whether control goes to an address that a register holds.
pub(super) fn is_indirect(instruction: &Instruction) -> bool {
    use Instruction as I;
    matches!(instruction, I::Br { .. } | I::Blr { .. } | I::Ret { .. })
}

/// Whether X30 is written beside what the instruction names.
pub(super) fn links(instruction: &Instruction) -> bool {
    matches!(instruction, Instruction::Bl { .. } | Instruction::Blr { .. })
}
