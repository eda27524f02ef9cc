//! Which registers an instruction writes and which it takes an address from.

use crate::isa::{Addr, Instruction, Offset, Reg, Structure, VReg};
use crate::test::RegName;

/// The registers that an instruction writes. XZR may be among them.
pub(super) fn written(instruction: &Instruction) -> Vec<RegName> {
    use Instruction as I;
    let general = |regs: &[Reg]| regs.iter().copied().map(RegName::General).collect();
    let vector = |regs: &[VReg]| regs.iter().copied().map(RegName::Vector).collect();
    let mut written: Vec<RegName> = match *instruction {
        I::MovImm { rd, .. }
        | I::MovWide { rd, .. }
        | I::AddSub { rd, .. }
        | I::AddSubCarry { rd, .. }
        | I::Logic { rd, .. }
        | I::Bitfield { rd, .. }
        | I::Extr { rd, .. }
        | I::MulAdd { rd, .. }
        | I::Binary { rd, .. }
        | I::Unary { rd, .. }
        | I::CondSelect { rd, .. }
        | I::Adr { rd, .. }
        | I::SimdUmov { rd, .. }
        | I::FmovToGeneral { rd, .. } => general(&[rd]),
        I::Bl { .. } | I::Blr { .. } => general(&[Reg::LR]),
        I::Load { rt, .. }
        | I::LoadExclusive { rt, .. }
        | I::Amo { rt, .. }
        | I::Mrs { rt, .. } => general(&[rt]),
        I::LoadPair { rt, rt2, .. }
        | I::LoadExclusivePair { rt, rt2, .. }
        | I::AmoPair { rt, rt2, .. } => general(&[rt, rt2]),
        I::StoreExclusive { rs, .. } | I::StoreExclusivePair { rs, .. } | I::Cas { rs, .. } => {
            general(&[rs])
        }
        I::CasPair { rs, rs2, .. } => general(&[rs, rs2]),
        I::SimdLoad { vt, .. } | I::Ldap1 { vt, .. } | I::SimdLdapur { vt, .. } => vector(&[vt]),
        I::SimdLoadPair { vt, vt2, .. } => vector(&[vt, vt2]),
        I::SimdLoadStructure { list: Structure { first, count, .. }, .. } => {
            (0..count).map(|n| RegName::Vector(first.offset(n))).collect()
        }
        I::SimdMovi { vd, .. }
        | I::SimdMov { vd, .. }
        | I::SimdInsGeneral { vd, .. }
        | I::SimdInsElement { vd, .. }
        | I::SimdDupGeneral { vd, .. }
        | I::SimdDupElement { vd, .. }
        | I::SimdAdd { vd, .. }
        | I::SimdLogic { vd, .. }
        | I::SimdAddv { vd, .. }
        | I::FmovFromGeneral { vd, .. } => vector(&[vd]),
        I::CondCompare { .. }
        | I::B { .. }
        | I::BCond { .. }
        | I::CompareBranch { .. }
        | I::TestBranch { .. }
        | I::Br { .. }
        | I::Ret { .. }
        | I::Store { .. }
        | I::StorePair { .. }
        | I::Dmb(_)
        | I::Dsb { .. }
        | I::Isb
        | I::Sb
        | I::Ssbb
        | I::Pssbb
        | I::Clrex
        | I::Hint(_)
        | I::Prfm { .. }
        | I::Msr { .. }
        | I::SimdStore { .. }
        | I::SimdStorePair { .. }
        | I::SimdStoreStructure { .. }
        | I::Stl1 { .. }
        | I::SimdStlur { .. } => Vec::new(),
    };
    if let Some(base) = access(instruction).and_then(|access| access.written_back()) {
        written.push(RegName::General(base));
    }
    written
}

/// A memory access as far as its address goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Access {
    pub(super) addr: Addr,
    /// Whether it may write memory.
    pub(super) stores: bool,
}

impl Access {
    /// The base, if the instruction changes it.
    fn written_back(self) -> Option<Reg> {
        match self.addr.offset {
            Offset::Pre(_) | Offset::Post(_) | Offset::PostReg(_) => Some(self.addr.base),
            Offset::Imm(_) | Offset::Reg { .. } => None,
        }
    }
}

/// The memory access that an instruction makes, if it makes one.
pub(super) fn access(instruction: &Instruction) -> Option<Access> {
    use Instruction as I;
    let (addr, stores) = match *instruction {
        I::Load { addr, .. }
        | I::LoadPair { addr, .. }
        | I::SimdLoad { addr, .. }
        | I::SimdLoadPair { addr, .. }
        | I::SimdLoadStructure { addr, .. }
        | I::SimdLdapur { addr, .. } => (addr, false),
        I::Store { addr, .. }
        | I::StorePair { addr, .. }
        | I::SimdStore { addr, .. }
        | I::SimdStorePair { addr, .. }
        | I::SimdStoreStructure { addr, .. }
        | I::SimdStlur { addr, .. } => (addr, true),
        I::LoadExclusive { rn, .. } | I::LoadExclusivePair { rn, .. } | I::Ldap1 { rn, .. } => {
            (Addr::base(rn), false)
        }
        I::StoreExclusive { rn, .. }
        | I::StoreExclusivePair { rn, .. }
        | I::Amo { rn, .. }
        | I::Cas { rn, .. }
        | I::CasPair { rn, .. }
        | I::AmoPair { rn, .. }
        | I::Stl1 { rn, .. } => (Addr::base(rn), true),
        _ => return None,
    };
    Some(Access { addr, stores })
}
