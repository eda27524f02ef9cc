//! Mnemonics and other names, shared by the printer and the parser's table.

use crate::isa::{
    AddSubOp, AmoOp, BarrierOption, BarrierType, BinaryOp, BitfieldOp, Cond, CondSelectOp, Domain,
    Extend, LoadOp, LoadPairOp, LogicOp, MovWideOp, MulAddOp, Order, ShiftKind, Size, StoreOp,
    StorePairOp, UnaryOp,
};

/// For an enum of plain variants: the list of them all, and the name of each.
macro_rules! names {
    ($($ty:ident: $($variant:ident $name:literal),+;)+) => { $(
        impl $ty {
            /// Every one, in the order of declaration.
            pub const ALL: [$ty; [$($ty::$variant),+].len()] = [$($ty::$variant),+];

            /// The name in capitals, as the Arm ARM writes it, without any suffix.
            pub const fn name(self) -> &'static str {
                match self { $($ty::$variant => $name),+ }
            }
        }
    )+ };
}

names! {
    ShiftKind: Lsl "LSL", Lsr "LSR", Asr "ASR", Ror "ROR";
    Extend: Uxtb "UXTB", Uxth "UXTH", Uxtw "UXTW", Uxtx "UXTX",
        Sxtb "SXTB", Sxth "SXTH", Sxtw "SXTW", Sxtx "SXTX";
    Cond: Eq "EQ", Ne "NE", Cs "CS", Cc "CC", Mi "MI", Pl "PL", Vs "VS", Vc "VC",
        Hi "HI", Ls "LS", Ge "GE", Lt "LT", Gt "GT", Le "LE", Al "AL";
    AddSubOp: Add "ADD", Sub "SUB";
    LogicOp: And "AND", Bic "BIC", Orr "ORR", Orn "ORN", Eor "EOR", Eon "EON";
    MovWideOp: Movz "MOVZ", Movn "MOVN", Movk "MOVK";
    BitfieldOp: Sbfm "SBFM", Bfm "BFM", Ubfm "UBFM";
    MulAddOp: Madd "MADD", Msub "MSUB", Smaddl "SMADDL", Smsubl "SMSUBL",
        Umaddl "UMADDL", Umsubl "UMSUBL";
    BinaryOp: Lslv "LSL", Lsrv "LSR", Asrv "ASR", Rorv "ROR", Udiv "UDIV", Sdiv "SDIV",
        Smulh "SMULH", Umulh "UMULH", Smax "SMAX", Smin "SMIN", Umax "UMAX", Umin "UMIN";
    UnaryOp: Rbit "RBIT", Rev "REV", Rev16 "REV16", Rev32 "REV32", Clz "CLZ", Cls "CLS",
        Abs "ABS", Cnt "CNT", Ctz "CTZ";
    CondSelectOp: Csel "CSEL", Csinc "CSINC", Csinv "CSINV", Csneg "CSNEG";
    LoadOp: Ldr "LDR", Ldur "LDUR", Ldtr "LDTR", Ldar "LDAR", Ldlar "LDLAR", Ldapr "LDAPR",
        Ldapur "LDAPUR";
    StoreOp: Str "STR", Stur "STUR", Sttr "STTR", Stlr "STLR", Stllr "STLLR", Stlur "STLUR";
    LoadPairOp: Ldp "LDP", Ldpsw "LDPSW", Ldnp "LDNP", Ldiapp "LDIAPP", Ldap "LDAP",
        Ldapp "LDAPP";
    StorePairOp: Stp "STP", Stnp "STNP", Stilp "STILP", Stlp "STLP";
    AmoOp: Swp "SWP", Add "ADD", Clr "CLR", Eor "EOR", Set "SET", Smax "SMAX", Smin "SMIN",
        Umax "UMAX", Umin "UMIN";
    Domain: Sy "SY", Osh "OSH", Ish "ISH", Nsh "NSH";
    BarrierType: Full "", Ld "LD", St "ST";
}

/// The four orders: the suffixes none, A, L and AL.
pub(crate) const ORDERS: [Order; 4] = [
    Order { acquire: false, release: false },
    Order { acquire: true, release: false },
    Order { acquire: false, release: true },
    Order { acquire: true, release: true },
];

impl Order {
    /// The suffix: empty, `A`, `L` or `AL`.
    pub const fn suffix(self) -> &'static str {
        match (self.acquire, self.release) {
            (false, false) => "",
            (true, false) => "A",
            (false, true) => "L",
            (true, true) => "AL",
        }
    }
}

impl Size {
    /// Every size, the smallest first.
    pub const ALL: [Size; 5] = [Size::B, Size::H, Size::W, Size::X, Size::Q];

    /// The suffix of a mnemonic for an access narrower than its register: `B`, `H` or empty.
    pub const fn suffix(self) -> &'static str {
        match self {
            Size::B => "B",
            Size::H => "H",
            Size::W | Size::X | Size::Q => "",
        }
    }

    /// The suffix of a sign-extending load: `SB`, `SH` or `SW`.
    pub(crate) const fn signed_suffix(self) -> &'static str {
        match self {
            Size::B => "SB",
            Size::H => "SH",
            Size::W | Size::X | Size::Q => "SW",
        }
    }

    /// The letter of a SIMD scalar register or element of this size: B, H, S, D or Q.
    pub const fn simd_letter(self) -> char {
        match self {
            Size::B => 'B',
            Size::H => 'H',
            Size::W => 'S',
            Size::X => 'D',
            Size::Q => 'Q',
        }
    }
}

impl Cond {
    /// The condition that holds when this one does not; AL has none that can be written.
    pub const fn inverse(self) -> Option<Cond> {
        Some(match self {
            Cond::Eq => Cond::Ne,
            Cond::Ne => Cond::Eq,
            Cond::Cs => Cond::Cc,
            Cond::Cc => Cond::Cs,
            Cond::Mi => Cond::Pl,
            Cond::Pl => Cond::Mi,
            Cond::Vs => Cond::Vc,
            Cond::Vc => Cond::Vs,
            Cond::Hi => Cond::Ls,
            Cond::Ls => Cond::Hi,
            Cond::Ge => Cond::Lt,
            Cond::Lt => Cond::Ge,
            Cond::Gt => Cond::Le,
            Cond::Le => Cond::Gt,
            Cond::Al => return None,
        })
    }
}

impl BarrierOption {
    /// Every option that has a name.
    pub const ALL: [BarrierOption; 12] = {
        let mut all = [BarrierOption { domain: Domain::Sy, ty: BarrierType::Full }; 12];
        let mut i = 0;
        while i < 12 {
            all[i] = BarrierOption { domain: Domain::ALL[i / 3], ty: BarrierType::ALL[i % 3] };
            i += 1;
        }
        all
    };

    /// The name: `SY`, `LD`, `ISHST`, ...
    pub const fn name(self) -> &'static str {
        use BarrierType::{Full, Ld, St};
        match (self.domain, self.ty) {
            (Domain::Sy, Full) => "SY",
            (Domain::Sy, Ld) => "LD",
            (Domain::Sy, St) => "ST",
            (Domain::Osh, Full) => "OSH",
            (Domain::Osh, Ld) => "OSHLD",
            (Domain::Osh, St) => "OSHST",
            (Domain::Ish, Full) => "ISH",
            (Domain::Ish, Ld) => "ISHLD",
            (Domain::Ish, St) => "ISHST",
            (Domain::Nsh, Full) => "NSH",
            (Domain::Nsh, Ld) => "NSHLD",
            (Domain::Nsh, St) => "NSHST",
        }
    }

    /// The 4-bit CRm field.
    pub const fn crm(self) -> u8 {
        let domain = match self.domain {
            Domain::Sy => 0b1100,
            Domain::Ish => 0b1000,
            Domain::Nsh => 0b0100,
            Domain::Osh => 0b0000,
        };
        let ty = match self.ty {
            BarrierType::Full => 0b11,
            BarrierType::St => 0b10,
            BarrierType::Ld => 0b01,
        };
        domain | ty
    }
}

/// LDR, LDRB, LDRSB, LDAPURSW, ...
pub(crate) fn load(op: LoadOp, size: Size, sign: bool) -> String {
    let suffix = if sign { size.signed_suffix() } else { size.suffix() };
    format!("{}{suffix}", op.name())
}

/// STR, STRB, STLURH, ...
pub(crate) fn store(op: StoreOp, size: Size) -> String {
    format!("{}{}", op.name(), size.suffix())
}

/// LDXR, LDAXRB, ...
pub(crate) fn load_exclusive(acquire: bool, size: Size) -> String {
    format!("{}{}", if acquire { "LDAXR" } else { "LDXR" }, size.suffix())
}

/// STXR, STLXRB, ...
pub(crate) fn store_exclusive(release: bool, size: Size) -> String {
    format!("{}{}", if release { "STLXR" } else { "STXR" }, size.suffix())
}

/// LDXP, LDAXP.
pub(crate) const fn load_exclusive_pair(acquire: bool) -> &'static str {
    if acquire { "LDAXP" } else { "LDXP" }
}

/// STXP, STLXP.
pub(crate) const fn store_exclusive_pair(release: bool) -> &'static str {
    if release { "STLXP" } else { "STXP" }
}

/// SWP, LDADDAL, LDCLRLH, ...
pub(crate) fn amo(op: AmoOp, order: Order, size: Size) -> String {
    let load = if op == AmoOp::Swp { "" } else { "LD" };
    format!("{load}{}{}{}", op.name(), order.suffix(), size.suffix())
}

/// STADD, STCLRLH, ...: the forms of [`amo`] that give no value; SWP has none.
pub(crate) fn store_amo(op: AmoOp, release: bool, size: Size) -> String {
    format!("ST{}{}{}", op.name(), if release { "L" } else { "" }, size.suffix())
}

/// CAS, CASALH, ...
pub(crate) fn cas(order: Order, size: Size) -> String {
    format!("CAS{}{}", order.suffix(), size.suffix())
}

/// CASP, CASPAL, ...
pub(crate) fn cas_pair(order: Order) -> String {
    format!("CASP{}", order.suffix())
}

/// SWPP, LDCLRPA, LDSETPAL, ...
pub(crate) fn amo_pair(op: AmoOp, order: Order) -> String {
    let load = if op == AmoOp::Swp { "" } else { "LD" };
    format!("{load}{}P{}", op.name(), order.suffix())
}

/// The hints that have a name of their own and nothing to do with memory.
pub(crate) const HINTS: [(u8, &str); 13] = [
    (0, "NOP"),
    (1, "YIELD"),
    (2, "WFE"),
    (3, "WFI"),
    (4, "SEV"),
    (5, "SEVL"),
    (6, "DGH"),
    (20, "CSDB"),
    (22, "CLRBHB"),
    (32, "BTI"),
    (34, "BTI C"),
    (36, "BTI J"),
    (38, "BTI JC"),
];
