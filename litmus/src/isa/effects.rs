//! What an instruction reads and writes.
//!
//! The one list of it: the search takes liveness and addresses from here, the
//! parser its warnings. `explore::step` says what the values are, and a test
//! there holds the two against each other.

use super::{
    Addr, BitfieldOp, Instruction, LaneSelect, LoadPairOp, MovWideOp, Offset, Operand, Reg, Size,
    VReg, Width,
};
use smallvec::SmallVec;

/// Something of a thread that instructions read and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// X0 to X30 or SP. The zero register is none: it holds nothing.
    General(Reg),
    /// V0 to V31.
    Vector(VReg),
    /// The condition flags, NZCV.
    Flags,
    /// The local exclusive monitor.
    Monitor,
}

/// What an instruction reads and writes of its thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// What it may read. A register that it writes in part is read too.
    pub reads: SmallVec<[Resource; 6]>,
    /// What it always writes.
    pub writes: SmallVec<[Resource; 4]>,
}

/// A memory access, as far as its place goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Its address.
    pub addr: Addr,
    /// How much it accesses at it: both halves of a pair, one element of a
    /// SIMD structure or one register of a SIMD pair.
    pub size: Size,
    /// Whether it may write memory.
    pub stores: bool,
}

impl Access {
    /// The base, if the instruction changes it.
    pub fn written_back(&self) -> Option<Reg> {
        match self.addr.offset {
            Offset::Pre(_) | Offset::Post(_) | Offset::PostReg(_) => Some(self.addr.base),
            Offset::Imm(_) | Offset::Reg { .. } => None,
        }
    }
}

impl Effects {
    fn general(&mut self, reads: &[Reg], writes: &[Reg]) -> &mut Effects {
        let resources = |regs: &[Reg]| -> SmallVec<[Resource; 6]> {
            regs.iter().filter(|&&r| r != Reg::ZR).map(|&r| Resource::General(r)).collect()
        };
        self.reads.extend(resources(reads));
        self.writes.extend(resources(writes));
        self
    }

    fn vector(&mut self, reads: &[VReg], writes: &[VReg]) -> &mut Effects {
        self.reads.extend(reads.iter().map(|&v| Resource::Vector(v)));
        self.writes.extend(writes.iter().map(|&v| Resource::Vector(v)));
        self
    }

    fn operand(&mut self, rhs: Operand) -> &mut Effects {
        match rhs {
            Operand::Imm { .. } => self,
            Operand::Shifted { rm, .. } | Operand::Extended { rm, .. } => self.general(&[rm], &[]),
        }
    }

    fn reading(&mut self, resource: Resource) -> &mut Effects {
        self.reads.push(resource);
        self
    }

    fn writing(&mut self, resource: Resource) -> &mut Effects {
        self.writes.push(resource);
        self
    }

    fn address(&mut self, addr: Addr) {
        self.general(&[addr.base], &[]);
        if let Offset::Reg { rm, .. } | Offset::PostReg(rm) = addr.offset {
            self.general(&[rm], &[]);
        }
    }
}

impl Instruction {
    /// What the instruction reads and writes of its thread.
    pub fn effects(&self) -> Effects {
        use Resource::{Flags, Monitor};
        let mut effects = Effects::default();
        let e = &mut effects;
        if let Some(access) = self.access() {
            e.address(access.addr);
            e.general(&[], access.written_back().as_slice());
        }
        match *self {
            Self::MovImm { rd, .. } | Self::Adr { rd, .. } => e.general(&[], &[rd]),
            Self::MovWide { op: MovWideOp::Movk, rd, .. } => e.general(&[rd], &[rd]),
            Self::MovWide { rd, .. } => e.general(&[], &[rd]),
            Self::AddSub { flags, rd, rn, rhs, .. } | Self::Logic { flags, rd, rn, rhs, .. } => {
                e.general(&[rn], &[rd]).operand(rhs);
                if flags { e.writing(Flags) } else { e }
            }
            Self::AddSubCarry { flags, rd, rn, rm, .. } => {
                e.general(&[rn, rm], &[rd]).reading(Flags);
                if flags { e.writing(Flags) } else { e }
            }
            Self::Bitfield { op: BitfieldOp::Bfm, rd, rn, .. } => e.general(&[rn, rd], &[rd]),
            Self::Bitfield { rd, rn, .. } | Self::Unary { rd, rn, .. } => e.general(&[rn], &[rd]),
            Self::Extr { rd, rn, rm, .. } => e.general(&[rn, rm], &[rd]),
            Self::MulAdd { rd, rn, rm, ra, .. } => e.general(&[rn, rm, ra], &[rd]),
            Self::Binary { rd, rn, rhs, .. } => e.general(&[rn], &[rd]).operand(rhs),
            Self::CondSelect { rd, rn, rm, .. } => e.general(&[rn, rm], &[rd]).reading(Flags),
            Self::CondCompare { rn, rhs, .. } => {
                e.general(&[rn], &[]).operand(rhs).reading(Flags).writing(Flags)
            }

            Self::B { .. } => e,
            Self::BCond { .. } => e.reading(Flags),
            Self::Bl { .. } => e.general(&[], &[Reg::LR]),
            Self::CompareBranch { rt, .. } | Self::TestBranch { rt, .. } => e.general(&[rt], &[]),
            Self::Br { rn } | Self::Ret { rn } => e.general(&[rn], &[]),
            Self::Blr { rn } => e.general(&[rn], &[Reg::LR]),

            Self::Load { rt, .. } => e.general(&[], &[rt]),
            Self::Store { rt, .. } => e.general(&[rt], &[]),
            Self::LoadPair { rt, rt2, .. } => e.general(&[], &[rt, rt2]),
            Self::StorePair { rt, rt2, .. } => e.general(&[rt, rt2], &[]),
            Self::LoadExclusive { rt, .. } => e.general(&[], &[rt]).writing(Monitor),
            Self::LoadExclusivePair { rt, rt2, .. } => e.general(&[], &[rt, rt2]).writing(Monitor),
            Self::StoreExclusive { rs, rt, .. } => {
                e.general(&[rt], &[rs]).reading(Monitor).writing(Monitor)
            }
            Self::StoreExclusivePair { rs, rt, rt2, .. } => {
                e.general(&[rt, rt2], &[rs]).reading(Monitor).writing(Monitor)
            }
            Self::Amo { rs, rt, .. } => e.general(&[rs], &[rt]),
            Self::Cas { rs, rt, .. } => e.general(&[rs, rt], &[rs]),
            Self::CasPair { rs, rs2, rt, rt2, .. } => e.general(&[rs, rs2, rt, rt2], &[rs, rs2]),
            Self::AmoPair { rt, rt2, .. } => e.general(&[rt, rt2], &[rt, rt2]),

            Self::Dmb(_)
            | Self::Dsb { .. }
            | Self::Isb
            | Self::Sb
            | Self::Ssbb
            | Self::Pssbb
            | Self::Hint(_) => e,
            Self::Clrex => e.writing(Monitor),
            Self::Prfm { addr, .. } => {
                e.address(addr);
                e
            }
            Self::Mrs { rt, .. } => e.general(&[], &[rt]).reading(Flags),
            Self::Msr { rt, .. } => e.general(&[rt], &[]).writing(Flags),

            Self::SimdLoad { vt, .. } | Self::SimdLdapur { vt, .. } => e.vector(&[], &[vt]),
            Self::SimdStore { vt, .. } | Self::SimdStlur { vt, .. } | Self::Stl1 { vt, .. } => {
                e.vector(&[vt], &[])
            }
            Self::SimdLoadPair { vt, vt2, .. } => e.vector(&[], &[vt, vt2]),
            Self::SimdStorePair { vt, vt2, .. } => e.vector(&[vt, vt2], &[]),
            Self::SimdLoadStructure { list, .. } => {
                let registers: SmallVec<[VReg; 4]> = list.registers().collect();
                match list.lane {
                    LaneSelect::One(_) => e.vector(&registers, &registers),
                    LaneSelect::All | LaneSelect::Replicate => e.vector(&[], &registers),
                }
            }
            Self::SimdStoreStructure { list, .. } => {
                list.registers().fold(e, |e, v| e.vector(&[v], &[]))
            }
            Self::Ldap1 { vt, .. } => e.vector(&[vt], &[vt]),
            Self::SimdMovi { vd, .. } => e.vector(&[], &[vd]),
            Self::SimdMov { vd, vn, .. }
            | Self::SimdDupElement { vd, vn, .. }
            | Self::SimdAddv { vd, vn, .. } => e.vector(&[vn], &[vd]),
            Self::SimdAdd { vd, vn, vm, .. } | Self::SimdLogic { vd, vn, vm, .. } => {
                e.vector(&[vn, vm], &[vd])
            }
            Self::SimdInsGeneral { vd, rn, .. } => e.general(&[rn], &[]).vector(&[vd], &[vd]),
            Self::SimdInsElement { vd, vn, .. } => e.vector(&[vn, vd], &[vd]),
            Self::SimdUmov { rd, vn, .. } | Self::FmovToGeneral { rd, vn, .. } => {
                e.general(&[], &[rd]).vector(&[vn], &[])
            }
            Self::SimdDupGeneral { vd, rn, .. } | Self::FmovFromGeneral { vd, rn, .. } => {
                e.general(&[rn], &[]).vector(&[], &[vd])
            }
        };
        effects
    }

    /// The memory access that the instruction makes, if it makes one. A
    /// prefetch makes none.
    pub fn access(&self) -> Option<Access> {
        let pair = |w: Width| match w {
            Width::W => Size::X,
            Width::X => Size::Q,
        };
        let (addr, size, stores) = match *self {
            Self::Load { size, addr, .. } => (addr, size, false),
            Self::Store { size, addr, .. } => (addr, size, true),
            Self::LoadPair { op: LoadPairOp::Ldpsw, addr, .. } => (addr, Size::X, false),
            Self::LoadPair { w, addr, .. } => (addr, pair(w), false),
            Self::StorePair { w, addr, .. } => (addr, pair(w), true),
            Self::LoadExclusive { size, rn, .. } => (Addr::base(rn), size, false),
            Self::LoadExclusivePair { w, rn, .. } => (Addr::base(rn), pair(w), false),
            Self::StoreExclusive { size, rn, .. }
            | Self::Amo { size, rn, .. }
            | Self::Cas { size, rn, .. } => (Addr::base(rn), size, true),
            Self::StoreExclusivePair { w, rn, .. } | Self::CasPair { w, rn, .. } => {
                (Addr::base(rn), pair(w), true)
            }
            Self::AmoPair { rn, .. } => (Addr::base(rn), Size::Q, true),
            Self::SimdLoad { size, addr, .. }
            | Self::SimdLoadPair { size, addr, .. }
            | Self::SimdLdapur { size, addr, .. } => (addr, size, false),
            Self::SimdStore { size, addr, .. }
            | Self::SimdStorePair { size, addr, .. }
            | Self::SimdStlur { size, addr, .. } => (addr, size, true),
            Self::SimdLoadStructure { list, addr } => (addr, list.arrangement.elem, false),
            Self::SimdStoreStructure { list, addr } => (addr, list.arrangement.elem, true),
            Self::Ldap1 { rn, .. } => (Addr::base(rn), Size::X, false),
            Self::Stl1 { rn, .. } => (Addr::base(rn), Size::X, true),
            _ => return None,
        };
        Some(Access { addr, size, stores })
    }
}
