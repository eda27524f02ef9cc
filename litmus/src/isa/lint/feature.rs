//! Which extension an instruction needs.

use crate::isa::{
    BinaryOp, Instruction, LoadOp, LoadPairOp, Offset, StoreOp, StorePairOp, UnaryOp,
};
use std::fmt;

/// An extension of Armv8.0, by its name in A2.2 of the Arm ARM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Large System Extensions: CAS, SWP, `LD<op>`, `ST<op>`.
    Lse,
    /// SWPP, LDCLRP, LDSETP.
    Lse128,
    /// LDAPR.
    Lrcpc,
    /// LDAPUR and STLUR.
    Lrcpc2,
    /// LDIAPP, STILP, LDAP1, STL1, LDAPR and STLR with write-back, LDAPUR and
    /// STLUR of SIMD registers.
    Lrcpc3,
    /// LDAP, LDAPP, STLP.
    Lscp,
    /// LDLAR and STLLR.
    Lor,
    /// ABS, CNT, CTZ, SMAX, SMIN, UMAX, UMIN.
    Cssc,
    /// DSB nXS.
    Xs,
    /// SB.
    Sb,
    /// Prefetch to the system level cache.
    PrfmSlc,
}

impl Feature {
    /// The name: `FEAT_LSE`.
    pub const fn name(self) -> &'static str {
        match self {
            Feature::Lse => "FEAT_LSE",
            Feature::Lse128 => "FEAT_LSE128",
            Feature::Lrcpc => "FEAT_LRCPC",
            Feature::Lrcpc2 => "FEAT_LRCPC2",
            Feature::Lrcpc3 => "FEAT_LRCPC3",
            Feature::Lscp => "FEAT_LSCP",
            Feature::Lor => "FEAT_LOR",
            Feature::Cssc => "FEAT_CSSC",
            Feature::Xs => "FEAT_XS",
            Feature::Sb => "FEAT_SB",
            Feature::PrfmSlc => "FEAT_PRFMSLC",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The extension that an instruction needs; `None` if Armv8.0 has it.
pub fn requires(instruction: &Instruction) -> Option<Feature> {
    Some(match instruction {
        Instruction::Amo { .. } | Instruction::Cas { .. } | Instruction::CasPair { .. } => {
            Feature::Lse
        }
        Instruction::AmoPair { .. } => Feature::Lse128,
        Instruction::Load { op, addr, .. } => match op {
            LoadOp::Ldapr if matches!(addr.offset, Offset::Post(_)) => Feature::Lrcpc3,
            LoadOp::Ldapr => Feature::Lrcpc,
            LoadOp::Ldapur => Feature::Lrcpc2,
            LoadOp::Ldlar => Feature::Lor,
            LoadOp::Ldr | LoadOp::Ldur | LoadOp::Ldtr | LoadOp::Ldar => return None,
        },
        Instruction::Store { op, addr, .. } => match op {
            StoreOp::Stlr if matches!(addr.offset, Offset::Pre(_)) => Feature::Lrcpc3,
            StoreOp::Stlur => Feature::Lrcpc2,
            StoreOp::Stllr => Feature::Lor,
            StoreOp::Str | StoreOp::Stur | StoreOp::Sttr | StoreOp::Stlr => return None,
        },
        Instruction::LoadPair { op, .. } => match op {
            LoadPairOp::Ldiapp => Feature::Lrcpc3,
            LoadPairOp::Ldap | LoadPairOp::Ldapp => Feature::Lscp,
            LoadPairOp::Ldp | LoadPairOp::Ldpsw | LoadPairOp::Ldnp => return None,
        },
        Instruction::StorePair { op, .. } => match op {
            StorePairOp::Stilp => Feature::Lrcpc3,
            StorePairOp::Stlp => Feature::Lscp,
            StorePairOp::Stp | StorePairOp::Stnp => return None,
        },
        Instruction::Ldap1 { .. }
        | Instruction::Stl1 { .. }
        | Instruction::SimdLdapur { .. }
        | Instruction::SimdStlur { .. } => Feature::Lrcpc3,
        Instruction::Unary { op: UnaryOp::Abs | UnaryOp::Cnt | UnaryOp::Ctz, .. } => Feature::Cssc,
        Instruction::Binary {
            op: BinaryOp::Smax | BinaryOp::Smin | BinaryOp::Umax | BinaryOp::Umin,
            ..
        } => Feature::Cssc,
        Instruction::Dsb { nxs: true, .. } => Feature::Xs,
        Instruction::Sb => Feature::Sb,
        Instruction::Prfm { op, .. } if op.contains("SLC") => Feature::PrfmSlc,
        _ => return None,
    })
}
