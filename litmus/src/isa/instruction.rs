//! The instruction itself.

use super::{
    AddSubOp, Addr, AmoOp, Arrangement, BarrierOption, BinaryOp, BitfieldOp, Cond, CondSelectOp,
    Hint, LoadOp, LoadPairOp, LogicOp, MovWideOp, MulAddOp, Operand, Order, Reg, Size, StoreOp,
    StorePairOp, Structure, SysReg, Target, UnaryOp, VReg, Width,
};
use std::sync::Arc;

/// One A64 instruction.
///
/// Field names are those of the Arm ARM: `rd` destination, `rn`, `rm`, `ra`
/// sources, `rt` transferred, `rs` status or compare/operand register, `w` the
/// register width.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "variants and fields carry the names of the Arm ARM")]
pub enum Instruction {
    // Data processing, C6.2 of the Arm ARM.
    /// `MOV Rd, #imm`: any value one move can make, and any other that a test
    /// writes (the lint tells which).
    MovImm {
        w: Width,
        rd: Reg,
        imm: u64,
    },
    MovWide {
        op: MovWideOp,
        w: Width,
        rd: Reg,
        imm: u16,
        shift: u8,
    },
    AddSub {
        op: AddSubOp,
        flags: bool,
        w: Width,
        rd: Reg,
        rn: Reg,
        rhs: Operand,
    },
    AddSubCarry {
        op: AddSubOp,
        flags: bool,
        w: Width,
        rd: Reg,
        rn: Reg,
        rm: Reg,
    },
    Logic {
        op: LogicOp,
        flags: bool,
        w: Width,
        rd: Reg,
        rn: Reg,
        rhs: Operand,
    },
    Bitfield {
        op: BitfieldOp,
        w: Width,
        rd: Reg,
        rn: Reg,
        immr: u8,
        imms: u8,
    },
    Extr {
        w: Width,
        rd: Reg,
        rn: Reg,
        rm: Reg,
        lsb: u8,
    },
    MulAdd {
        op: MulAddOp,
        w: Width,
        rd: Reg,
        rn: Reg,
        rm: Reg,
        ra: Reg,
    },
    Binary {
        op: BinaryOp,
        w: Width,
        rd: Reg,
        rn: Reg,
        rhs: Operand,
    },
    Unary {
        op: UnaryOp,
        w: Width,
        rd: Reg,
        rn: Reg,
    },
    CondSelect {
        op: CondSelectOp,
        w: Width,
        rd: Reg,
        rn: Reg,
        rm: Reg,
        cond: Cond,
    },
    /// CCMP (`Sub`) and CCMN (`Add`).
    CondCompare {
        op: AddSubOp,
        w: Width,
        rn: Reg,
        rhs: Operand,
        nzcv: u8,
        cond: Cond,
    },
    Adr {
        rd: Reg,
        target: Target,
    },

    // Branches.
    B {
        target: Target,
    },
    BCond {
        cond: Cond,
        target: Target,
    },
    Bl {
        target: Target,
    },
    /// CBZ and CBNZ.
    CompareBranch {
        nonzero: bool,
        w: Width,
        rt: Reg,
        target: Target,
    },
    /// TBZ and TBNZ.
    TestBranch {
        nonzero: bool,
        w: Width,
        rt: Reg,
        bit: u8,
        target: Target,
    },
    Br {
        rn: Reg,
    },
    Blr {
        rn: Reg,
    },
    Ret {
        rn: Reg,
    },

    // Loads and stores.
    /// `sign` set: LDRSB, LDRSH, LDRSW and their kin; `w` is the width of `rt`.
    Load {
        op: LoadOp,
        size: Size,
        sign: bool,
        w: Width,
        rt: Reg,
        addr: Addr,
    },
    Store {
        op: StoreOp,
        size: Size,
        w: Width,
        rt: Reg,
        addr: Addr,
    },
    LoadPair {
        op: LoadPairOp,
        w: Width,
        rt: Reg,
        rt2: Reg,
        addr: Addr,
    },
    StorePair {
        op: StorePairOp,
        w: Width,
        rt: Reg,
        rt2: Reg,
        addr: Addr,
    },
    /// LDXR, LDAXR.
    LoadExclusive {
        acquire: bool,
        size: Size,
        w: Width,
        rt: Reg,
        rn: Reg,
    },
    /// STXR, STLXR.
    StoreExclusive {
        release: bool,
        size: Size,
        w: Width,
        rs: Reg,
        rt: Reg,
        rn: Reg,
    },
    LoadExclusivePair {
        acquire: bool,
        w: Width,
        rt: Reg,
        rt2: Reg,
        rn: Reg,
    },
    StoreExclusivePair {
        release: bool,
        w: Width,
        rs: Reg,
        rt: Reg,
        rt2: Reg,
        rn: Reg,
    },
    /// SWP, `LD<op>`; `ST<op>` is the alias with `rt` the zero register and no acquire.
    Amo {
        op: AmoOp,
        order: Order,
        size: Size,
        w: Width,
        rs: Reg,
        rt: Reg,
        rn: Reg,
    },
    Cas {
        order: Order,
        size: Size,
        w: Width,
        rs: Reg,
        rt: Reg,
        rn: Reg,
    },
    CasPair {
        order: Order,
        w: Width,
        rs: Reg,
        rs2: Reg,
        rt: Reg,
        rt2: Reg,
        rn: Reg,
    },
    /// SWPP, LDCLRP, LDSETP (FEAT_LSE128).
    AmoPair {
        op: AmoOp,
        order: Order,
        rt: Reg,
        rt2: Reg,
        rn: Reg,
    },

    // Barriers and system.
    Dmb(BarrierOption),
    /// `nxs`: the FEAT_XS form.
    Dsb {
        option: BarrierOption,
        nxs: bool,
    },
    Isb,
    Sb,
    Ssbb,
    Pssbb,
    Clrex,
    Hint(Hint),
    /// PRFM: a prefetch, no event. The operation is kept for printing.
    Prfm {
        op: Arc<str>,
        addr: Addr,
    },
    Mrs {
        rt: Reg,
        reg: SysReg,
    },
    Msr {
        reg: SysReg,
        rt: Reg,
    },

    // Advanced SIMD and floating-point registers, as far as they touch memory.
    /// LDR/LDUR of B, H, S, D, Q.
    SimdLoad {
        size: Size,
        unscaled: bool,
        vt: VReg,
        addr: Addr,
    },
    SimdStore {
        size: Size,
        unscaled: bool,
        vt: VReg,
        addr: Addr,
    },
    /// LDP, LDNP of S, D, Q.
    SimdLoadPair {
        size: Size,
        nontemporal: bool,
        vt: VReg,
        vt2: VReg,
        addr: Addr,
    },
    SimdStorePair {
        size: Size,
        nontemporal: bool,
        vt: VReg,
        vt2: VReg,
        addr: Addr,
    },
    /// LD1..LD4, LD1R..LD4R.
    SimdLoadStructure {
        list: Structure,
        addr: Addr,
    },
    /// ST1..ST4.
    SimdStoreStructure {
        list: Structure,
        addr: Addr,
    },
    /// LDAP1: one D lane, acquire RCpc (FEAT_LRCPC3).
    Ldap1 {
        vt: VReg,
        lane: u8,
        rn: Reg,
    },
    /// STL1: one D lane, release (FEAT_LRCPC3).
    Stl1 {
        vt: VReg,
        lane: u8,
        rn: Reg,
    },
    /// LDAPUR of B, H, S, D, Q (FEAT_LRCPC3).
    SimdLdapur {
        size: Size,
        vt: VReg,
        addr: Addr,
    },
    /// STLUR of B, H, S, D, Q (FEAT_LRCPC3).
    SimdStlur {
        size: Size,
        vt: VReg,
        addr: Addr,
    },
    /// `MOVI Vd.T, #imm`; `imm` is the value of one element, any LSL or MSL applied.
    /// One lane of 8 bytes is `MOVI Dd, #imm`.
    SimdMovi {
        vd: VReg,
        arrangement: Arrangement,
        imm: u64,
    },
    /// `MOV Vd.T, Vn.T`: 8 or 16 lanes of one byte.
    SimdMov {
        vd: VReg,
        arrangement: Arrangement,
        vn: VReg,
    },
    /// `MOV Vd.T[i], Rn` (INS general).
    SimdInsGeneral {
        vd: VReg,
        elem: Size,
        lane: u8,
        rn: Reg,
    },
    /// `MOV Vd.T[i], Vn.T[j]` (INS element).
    SimdInsElement {
        vd: VReg,
        elem: Size,
        lane: u8,
        vn: VReg,
        from: u8,
    },
    /// `MOV Rd, Vn.T[i]` (UMOV).
    SimdUmov {
        w: Width,
        rd: Reg,
        vn: VReg,
        elem: Size,
        lane: u8,
    },
    /// `DUP Vd.T, Rn`.
    SimdDupGeneral {
        vd: VReg,
        arrangement: Arrangement,
        rn: Reg,
    },
    /// `DUP Vd.T, Vn.T[i]`; one lane is the scalar form `MOV Bd, Vn.B[i]`.
    SimdDupElement {
        vd: VReg,
        arrangement: Arrangement,
        vn: VReg,
        lane: u8,
    },
    /// `ADD Vd.T, Vn.T, Vm.T`; one lane is `ADD Dd, Dn, Dm`.
    SimdAdd {
        vd: VReg,
        arrangement: Arrangement,
        vn: VReg,
        vm: VReg,
    },
    /// AND, BIC, ORR, ORN, EOR of whole registers: 8 or 16 lanes of one byte.
    SimdLogic {
        op: LogicOp,
        vd: VReg,
        arrangement: Arrangement,
        vn: VReg,
        vm: VReg,
    },
    /// `ADDV Bd, Vn.T`: the sum of all lanes.
    SimdAddv {
        vd: VReg,
        arrangement: Arrangement,
        vn: VReg,
    },
    /// `FMOV Rd, Sn` / `FMOV Sd, Rn` and their D forms.
    FmovToGeneral {
        w: Width,
        rd: Reg,
        vn: VReg,
    },
    /// `FMOV Sd, Rn` and its D form.
    FmovFromGeneral {
        w: Width,
        vd: VReg,
        rn: Reg,
    },
}
