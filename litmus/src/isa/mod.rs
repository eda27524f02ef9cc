//! One definition of an A64 instruction.
//!
//! [`Instruction`] is what every other part of the crate shares: the text
//! parser ([`parse`]) makes it, [`std::fmt::Display`] prints it back, the
//! event semantics run it, and an assembler or decoder translates it. Aliases
//! are resolved when they are read (`CMP` becomes `SUBS` with the zero
//! register as destination) and chosen again when they are printed.
//!
//! A litmus test may hold operands that no assembler encodes: the public
//! corpora do (`LDR W0,[X1,W2,UXTW #1]`, `ADD W0,W0,#-1`). Whether a form is
//! encodable is therefore a judgement ([`lint`]), not a type.

mod effects;
mod instruction;
pub mod lint;
pub mod parse;
mod print;
mod reg;
pub mod weaken;

pub use effects::{Access, Effects, Resource};
pub use instruction::Instruction;
pub use reg::{Reg, VReg, Width};

use std::sync::Arc;

/// How many bytes one element of a memory access transfers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// 1 byte (suffix `B`).
    B,
    /// 2 bytes (suffix `H`).
    H,
    /// 4 bytes (a W register).
    W,
    /// 8 bytes (an X register).
    X,
    /// 16 bytes (a Q register).
    Q,
}

impl Size {
    /// The number of bytes.
    pub const fn bytes(self) -> u32 {
        match self {
            Size::B => 1,
            Size::H => 2,
            Size::W => 4,
            Size::X => 8,
            Size::Q => 16,
        }
    }

    /// The size that has `bytes` bytes.
    pub const fn from_bytes(bytes: u32) -> Option<Size> {
        Some(match bytes {
            1 => Size::B,
            2 => Size::H,
            4 => Size::W,
            8 => Size::X,
            16 => Size::Q,
            _ => return None,
        })
    }
}

/// A shift of a register operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum ShiftKind {
    Lsl,
    Lsr,
    Asr,
    Ror,
}

/// An extension of a register operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum Extend {
    Uxtb,
    Uxth,
    Uxtw,
    Uxtx,
    Sxtb,
    Sxth,
    Sxtw,
    Sxtx,
}

/// The last source operand of a data-processing instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// `#value, LSL #shift`; `value` before the shift.
    Imm {
        /// The immediate as written; negative ones are accepted for ADD and SUB.
        value: i64,
        /// 0 or 12 for ADD and SUB, 0 otherwise.
        shift: u8,
    },
    /// `Rm, LSL #amount`.
    Shifted {
        /// The register.
        rm: Reg,
        /// The shift applied to it.
        shift: ShiftKind,
        /// By how many bits.
        amount: u8,
    },
    /// `Rm, SXTW #amount`.
    Extended {
        /// The register; read as 32 bits unless the extension is UXTX or SXTX.
        rm: Reg,
        /// The extension applied to it.
        extend: Extend,
        /// By how many bits the result is then shifted left.
        amount: u8,
    },
}

impl Operand {
    /// A register as it is.
    pub const fn reg(rm: Reg) -> Operand {
        Operand::Shifted { rm, shift: ShiftKind::Lsl, amount: 0 }
    }

    /// An unshifted immediate.
    pub const fn imm(value: i64) -> Operand {
        Operand::Imm { value, shift: 0 }
    }
}

/// An address: a base register (or SP) and what is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Addr {
    /// The base register.
    pub base: Reg,
    /// What is added to it, and when.
    pub offset: Offset,
}

/// The offset of an [`Addr`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offset {
    /// `[Xn, #imm]`; 0 is `[Xn]`.
    Imm(i64),
    /// `[Xn, Rm, extend #amount]`; a plain `[Xn, Xm]` is `Uxtx` by 0.
    Reg {
        /// The index register; read as 32 bits under UXTW and SXTW.
        rm: Reg,
        /// `Uxtx` stands for LSL.
        extend: Extend,
        /// By how many bits the index is shifted left.
        amount: u8,
    },
    /// `[Xn, #imm]!`: write-back before the access.
    Pre(i64),
    /// `[Xn], #imm`: write-back after the access.
    Post(i64),
    /// `[Xn], Xm`: write-back of a register (SIMD structure accesses).
    PostReg(Reg),
}

impl Addr {
    /// `[Xn]`.
    pub const fn base(base: Reg) -> Addr {
        Addr { base, offset: Offset::Imm(0) }
    }
}

/// Where a branch or ADR points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A label of the same thread.
    Label(Arc<str>),
    /// `.+8`: bytes from this instruction.
    Relative(i64),
}

/// A condition code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
#[repr(u8)]
pub enum Cond {
    Eq,
    Ne,
    Cs,
    Cc,
    Mi,
    Pl,
    Vs,
    Vc,
    Hi,
    Ls,
    Ge,
    Lt,
    Gt,
    Le,
    Al,
}

/// ADD or SUB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum AddSubOp {
    Add,
    Sub,
}

/// A bitwise operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum LogicOp {
    And,
    Bic,
    Orr,
    Orn,
    Eor,
    Eon,
}

/// MOVZ, MOVN, MOVK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum MovWideOp {
    Movz,
    Movn,
    Movk,
}

/// SBFM, BFM, UBFM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum BitfieldOp {
    Sbfm,
    Bfm,
    Ubfm,
}

/// Multiply-accumulate: MUL, MNEG, SMULL and so on are aliases with ZR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum MulAddOp {
    Madd,
    Msub,
    Smaddl,
    Smsubl,
    Umaddl,
    Umsubl,
}

/// Two-source operations that are neither ADD/SUB nor bitwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum BinaryOp {
    Lslv,
    Lsrv,
    Asrv,
    Rorv,
    Udiv,
    Sdiv,
    Smulh,
    Umulh,
    Smax,
    Smin,
    Umax,
    Umin,
}

/// One-source operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum UnaryOp {
    Rbit,
    /// REV; `REV64` is its alias on X registers.
    Rev,
    Rev16,
    Rev32,
    Clz,
    Cls,
    Abs,
    Cnt,
    Ctz,
}

/// CSEL and its kin; CSET, CSETM, CINC, CINV, CNEG are aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum CondSelectOp {
    Csel,
    Csinc,
    Csinv,
    Csneg,
}

/// A single-register load that is neither exclusive nor atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum LoadOp {
    Ldr,
    /// LDUR: the unscaled-offset form of LDR.
    Ldur,
    Ldtr,
    /// LDAR: acquire, RCsc.
    Ldar,
    /// LDLAR: LOAcquire; as LDAR within one limited-ordering region.
    Ldlar,
    /// LDAPR: acquire, RCpc.
    Ldapr,
    /// LDAPUR: LDAPR with an unscaled offset (FEAT_LRCPC2).
    Ldapur,
}

/// A single-register store that is neither exclusive nor atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum StoreOp {
    Str,
    /// STUR: the unscaled-offset form of STR.
    Stur,
    Sttr,
    /// STLR: release.
    Stlr,
    /// STLLR: LORelease; as STLR within one limited-ordering region.
    Stllr,
    /// STLUR: STLR with an unscaled offset (FEAT_LRCPC2).
    Stlur,
}

/// A load of two registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum LoadPairOp {
    Ldp,
    /// LDPSW: two words, sign-extended.
    Ldpsw,
    Ldnp,
    /// LDIAPP: ordered pair, acquire RCpc (FEAT_LRCPC3).
    Ldiapp,
    /// LDAP: acquire pair (FEAT_LSCP).
    Ldap,
    /// LDAPP: acquire RCpc pair (FEAT_LSCP).
    Ldapp,
}

/// A store of two registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum StorePairOp {
    Stp,
    Stnp,
    /// STILP: ordered pair, release (FEAT_LRCPC3).
    Stilp,
    /// STLP: release pair (FEAT_LSCP).
    Stlp,
}

/// The operation of an atomic memory operation (FEAT_LSE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum AmoOp {
    Swp,
    Add,
    Clr,
    Eor,
    Set,
    Smax,
    Smin,
    Umax,
    Umin,
}

/// The acquire and release halves of an ordering suffix: none, `A`, `L`, `AL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// The read is an acquire.
    pub acquire: bool,
    /// The write is a release.
    pub release: bool,
}

/// The shareability domain of a barrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub enum Domain {
    /// Full system (`SY`, `LD`, `ST`).
    Sy,
    Osh,
    Ish,
    Nsh,
}

/// The access types a barrier orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarrierType {
    /// All accesses before, all after.
    Full,
    /// Reads before, all after.
    Ld,
    /// Writes before, writes after.
    St,
}

/// The option of a DMB or DSB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are Arm's")]
pub struct BarrierOption {
    pub domain: Domain,
    pub ty: BarrierType,
}

/// A hint that does nothing to memory ordering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hint(
    /// The 7-bit immediate: 0 NOP, 1 YIELD, 2 WFE, 3 WFI, 4 SEV, 5 SEVL, 34 BTI C, ...
    pub u8,
);

/// A system register that user-level tests read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SysReg {
    /// The condition flags.
    Nzcv,
}

/// The arrangement of a vector register: element size and number of lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arrangement {
    /// The element size.
    pub elem: Size,
    /// The number of elements: 1, 2, 4, 8 or 16.
    pub lanes: u8,
}

/// The registers and memory shape of a SIMD structure access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Structure {
    /// 1 to 4: the digit of LD1..LD4. For LD1/ST1 of several registers the
    /// elements are not interleaved.
    pub interleave: u8,
    /// The first register; the others follow modulo 32.
    pub first: VReg,
    /// The number of registers, 1 to 4.
    pub count: u8,
    /// Element size and lanes.
    pub arrangement: Arrangement,
    /// Which elements move.
    pub lane: LaneSelect,
}

impl Structure {
    /// The registers, in order.
    pub fn registers(&self) -> impl Iterator<Item = VReg> + use<> {
        let first = self.first;
        (0..self.count).map(move |n| first.offset(n))
    }
}

/// Which lanes a SIMD structure access touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneSelect {
    /// Every lane.
    All,
    /// One lane.
    One(u8),
    /// One element, loaded to every lane (LD1R..LD4R).
    Replicate,
}
