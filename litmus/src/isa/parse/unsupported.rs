//! What is A64 but out of scope: refused by name, never guessed.

use super::{ErrorKind, ParseError};
use std::ops::Range;

/// A part of the architecture that this crate does not model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    SystemRegister,
    Tlb,
    AddressTranslation,
    Cache,
    Exception,
    System,
    Pointer,
    Tagging,
    Sve,
    Sme,
    ControlStack,
    Morello,
    Float,
    Simd,
    Crypto,
    Crc,
    MemoryCopy,
    CheckedPointer,
    Flags,
    WaitTimeout,
    Profiling,
    Ras,
    Ls64,
    ReadCheckWrite,
    FloatAtomic,
    Unprivileged,
    Transaction,
    CompareBranch,
    ConditionalHint,
    Page,
    Literal,
    Range,
}

impl Part {
    /// Which extension it is, and what it does.
    const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Part::SystemRegister => ("the system registers", "system state"),
            Part::Tlb => ("the VMSA", "TLB maintenance"),
            Part::AddressTranslation => ("the VMSA", "address translation"),
            Part::Cache => ("cache maintenance", "self-modifying code and non-coherent memory"),
            Part::Exception => ("exception generation", "calls of and returns from an exception"),
            Part::System => ("the system instructions", "system state"),
            Part::Pointer => ("FEAT_PAuth", "pointer authentication"),
            Part::Tagging => ("FEAT_MTE", "memory tagging"),
            Part::Sve => ("FEAT_SVE", "scalable vectors"),
            Part::Sme => ("FEAT_SME", "scalable matrices"),
            Part::ControlStack => ("FEAT_GCS", "guarded control stacks"),
            Part::Morello => ("Morello", "capabilities"),
            Part::Float => ("floating-point arithmetic", "values that no memory model needs"),
            Part::Simd => ("Advanced SIMD arithmetic", "values that no memory model needs"),
            Part::Crypto => ("the Cryptographic Extension", "values that no memory model needs"),
            Part::Crc => ("FEAT_CRC32", "checksums"),
            Part::MemoryCopy => ("FEAT_MOPS", "memory copy and set in one instruction"),
            Part::CheckedPointer => ("FEAT_CPA", "checked pointer arithmetic"),
            Part::Flags => ("FEAT_FlagM", "flag manipulation"),
            Part::WaitTimeout => ("FEAT_WFxT", "waiting with a timeout"),
            Part::Profiling => ("FEAT_SPE, FEAT_TRF or FEAT_BRBE", "profiling and tracing"),
            Part::Ras => ("FEAT_RAS", "error synchronisation"),
            Part::Ls64 => ("FEAT_LS64", "single-copy atomic accesses of 64 bytes"),
            Part::ReadCheckWrite => ("FEAT_THE", "read-check-write of translation tables"),
            Part::FloatAtomic => ("FEAT_LSFE", "floating-point atomics"),
            Part::Unprivileged => ("FEAT_LSUI", "unprivileged atomics and pairs"),
            Part::Transaction => ("FEAT_TME", "transactional memory"),
            Part::CompareBranch => ("FEAT_CMPBR", "compare and branch"),
            Part::ConditionalHint => ("FEAT_HBC", "branches that are hinted to be consistent"),
            Part::Page => ("page-relative addressing", "the address of a page"),
            Part::Literal => ("literal addressing", "data beside the code"),
            Part::Range => ("FEAT_RPRFM", "range prefetch"),
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Part::Page => "a test has locations, not pages: initialise a register, as in 0:X1=x",
            Part::Literal => "initialise a register instead, as in 0:X1=x or 0:X1=42",
            Part::ConditionalHint => "write the same condition as B.cond: the meaning is the same",
            Part::Crc | Part::Flags | Part::CompareBranch | Part::CheckedPointer => {
                "write it with instructions of the base architecture"
            }
            _ => "the model is that of user-level programs; LIMITS.md lists what is left out",
        }
    }

    /// The refusal of `name`.
    pub(super) fn error(self, name: &str, span: Range<usize>) -> ParseError {
        let (extension, what) = self.describe();
        let message = format!("{name} is not supported: it belongs to {extension}");
        ParseError::new(ErrorKind::Unsupported, span, message, what).help(self.help())
    }
}

/// The part that a mnemonic in capitals belongs to.
pub(super) fn mnemonic(upper: &str) -> Option<Part> {
    let listed = MNEMONICS.iter().find(|(_, names)| names.split(' ').any(|name| name == upper));
    if let Some((part, _)) = listed {
        return Some(*part);
    }
    PREFIXES.iter().find(|(prefix, _)| upper.starts_with(prefix)).map(|(_, part)| *part)
}

/// The part that a register name in capitals belongs to.
pub(super) fn register(upper: &str) -> Option<Part> {
    let numbered = |rest: &str, highest: u8| {
        let digits = rest.split(['.', '/']).next().unwrap_or_default();
        digits.parse().is_ok_and(|n: u8| n <= highest)
    };
    if upper.starts_with("ZA") || upper == "ZT0" {
        return Some(Part::Sme);
    }
    match (upper.get(..1), upper.get(1..)) {
        (Some("Z"), Some(rest)) if numbered(rest, 31) => Some(Part::Sve),
        (Some("P"), Some(rest)) if numbered(rest, 15) => Some(Part::Sve),
        (Some("C"), Some(rest)) if numbered(rest, 30) => Some(Part::Morello),
        _ => matches!(upper, "CSP" | "CZR").then_some(Part::Morello),
    }
}

/// The instruction of the hint space that a number stands for, if it is more
/// than a hint.
pub(super) fn hint(number: u8) -> Option<(&'static str, Part)> {
    Some(match number {
        7 => ("XPACLRI", Part::Pointer),
        8 => ("PACIA1716", Part::Pointer),
        10 => ("PACIB1716", Part::Pointer),
        12 => ("AUTIA1716", Part::Pointer),
        14 => ("AUTIB1716", Part::Pointer),
        16 => ("ESB", Part::Ras),
        17 => ("PSB CSYNC", Part::Profiling),
        18 => ("TSB CSYNC", Part::Profiling),
        19 => ("GCSB DSYNC", Part::ControlStack),
        24 => ("PACIAZ", Part::Pointer),
        25 => ("PACIASP", Part::Pointer),
        26 => ("PACIBZ", Part::Pointer),
        27 => ("PACIBSP", Part::Pointer),
        28 => ("AUTIAZ", Part::Pointer),
        29 => ("AUTIASP", Part::Pointer),
        30 => ("AUTIBZ", Part::Pointer),
        31 => ("AUTIBSP", Part::Pointer),
        39 => ("PACM", Part::Pointer),
        40 => ("CHKFEAT", Part::ControlStack),
        _ => return None,
    })
}

/// Families whose members share a beginning with nothing that is supported.
const PREFIXES: [(&str, Part); 27] = [
    ("PACI", Part::Pointer),
    ("PACD", Part::Pointer),
    ("PACN", Part::Pointer),
    ("AUTI", Part::Pointer),
    ("AUTD", Part::Pointer),
    ("XPAC", Part::Pointer),
    ("GCS", Part::ControlStack),
    ("CPYF", Part::MemoryCopy),
    ("CPYE", Part::MemoryCopy),
    ("CPYM", Part::MemoryCopy),
    ("CPYP", Part::MemoryCopy),
    ("SETG", Part::MemoryCopy),
    ("RCW", Part::ReadCheckWrite),
    ("WHILE", Part::Sve),
    ("LDFF1", Part::Sve),
    ("LDNF1", Part::Sve),
    ("LDNT1", Part::Sve),
    ("STNT1", Part::Sve),
    ("LD1RQ", Part::Sve),
    ("LD1RO", Part::Sve),
    ("AES", Part::Crypto),
    ("SHA1", Part::Crypto),
    ("SHA256", Part::Crypto),
    ("SHA512", Part::Crypto),
    ("SM3", Part::Crypto),
    ("SM4", Part::Crypto),
    ("CRC32", Part::Crc),
];

/// The other mnemonics, separated by one space.
const MNEMONICS: [(Part, &str); 28] = [
    (Part::Tlb, "TLBI TLBIP"),
    (Part::AddressTranslation, "AT .PAGEALIGN"),
    (Part::Cache, "DC IC"),
    (Part::Exception, "SVC HVC SMC HLT BRK UDF DCPS1 DCPS2 DCPS3 DRPS ERET TENTER TEXIT"),
    (Part::System, "CFP COSP CPP DFB DVP MRRS MSRR SYS SYSL SYSP"),
    (
        Part::Pointer,
        "BRAA BRAAZ BRAB BRABZ BLRAA BLRAAZ BLRAB BLRABZ RETAA RETAB RETAASPPC RETABSPPC \
         RETAASPPCR RETABSPPCR ERETAA ERETAB LDRAA LDRAB PACGA PACM",
    ),
    (
        Part::Tagging,
        "STG STZG ST2G STZ2G STGP STGM STZGM LDG LDGM IRG GMI ADDG SUBG SUBP SUBPS CMPP",
    ),
    (
        Part::Sve,
        "ADCLB ADCLT ADDPL ADDQP ADDSUBP ADDVL ANDQV ANDV ASRD ASRR BDEP BEXT BFCVTNT BGRP BRKA \
         BRKAS BRKB BRKBS BRKN BRKNS BRKPA BRKPAS BRKPB BRKPBS BSL1N BSL2N CADD CDOT CLASTA \
         CLASTB CMLA CMPEQ CMPGE CMPGT CMPHI CMPHS CMPLE CMPLO CMPLS CMPLT CMPNE CNOT CNTB CNTD \
         CNTH CNTP CNTW COMPACT CPY CTERMEQ CTERMNE DECB DECD DECH DECP DECW DUPM DUPQ EORBT \
         EORQV EORTB EORV EXPAND FADDA FADDV FCMNE FCMUO FCPY FCVTLT FCVTX FCVTXNT FDIVR FDUP \
         FEXPA FIRSTP FLOGB FMAD FMLALB FMLALT FMLSLB FMLSLT FMSB FNMAD FNMLA FNMLS FNMSB FSUBR \
         FTMAD FTSMUL FTSSEL HISTCNT HISTSEG INCB INCD INCH INCP INCW INDEX INSR LASTA LASTB \
         LASTP LD1B LD1D LD1H LD1Q LD1RB LD1RD LD1RH LD1RSB LD1RSH LD1RSW LD1RW LD1SB LD1SH LD1SW \
         LD1W LD2B LD2D LD2H LD2Q LD2W LD3B LD3D LD3H LD3Q LD3W LD4B LD4D LD4H LD4Q LD4W LSLR \
         LSRR MAD MATCH MOVPRFX MSB NAND NANDS NBSL NMATCH NOR NORS ORNS ORQV ORV PEXT PFALSE \
         PFIRST PMOV PMULLB PMULLT PNEXT PRFB PRFD PRFH PRFW PSEL PTEST PTRUE PTRUES PUNPKHI \
         PUNPKLO RADDHNB RADDHNT RDFFR RDFFRS RDVL REVB REVD REVH REVW RSUBHNB RSUBHNT SABALB \
         SABALT SABDLB SABDLT SADDLB SADDLBT SADDLT SADDV SADDWB SADDWT SBCLB SBCLT SCLAMP SDIVR \
         SEL SETFFR SHSUBR SMAXQV SMAXV SMINQV SMLALB SMLALT SMLSLB SMLSLT SMULLB SMULLT SPLICE \
         SQCADD SQDECB SQDECD SQDECH SQDECP SQDECW SQDMLALB SQDMLALBT SQDMLALT SQDMLSLB SQDMLSLBT \
         SQDMLSLT SQDMULLB SQDMULLT SQINCB SQINCD SQINCH SQINCP SQINCW SQRDCMLAH SQRSHLR SQRSHRNB \
         SQRSHRNT SQRSHRUNB SQRSHRUNT SQSHLR SQSHRNB SQSHRNT SQSHRUNB SQSHRUNT SQSUBR SQXTNB \
         SQXTNT SQXTUNB SQXTUNT SRSHLR SSHLLB SSHLLT SSUBLB SSUBLBT SSUBLT SSUBLTB SSUBWB SSUBWT \
         ST1B ST1D ST1H ST1Q ST1W ST2B ST2D ST2H ST2Q ST2W ST3B ST3D ST3H ST3Q ST3W ST4B ST4D \
         ST4H ST4Q ST4W SUBR SUNPKHI SUNPKLO TBLQ TBXQ UABALB UABALT UABDLB UABDLT UADDLB UADDLT \
         UADDV UADDWB UADDWT UCLAMP UDIVR UHSUBR UMAXQV UMINQV UMLALB UMLALT UMLSLB UMLSLT UMULLB \
         UMULLT UQDECB UQDECD UQDECH UQDECP UQDECW UQINCB UQINCD UQINCH UQINCP UQINCW UQRSHLR \
         UQRSHRNB UQRSHRNT UQSHLR UQSHRNB UQSHRNT UQSUBR UQXTNB UQXTNT URSHLR USHLLB USHLLT \
         USUBLB USUBLT USUBWB USUBWT UUNPKHI UUNPKLO UZPQ1 UZPQ2 WRFFR XAR ZIPQ1 ZIPQ2",
    ),
    (
        Part::Sme,
        "ADDHA ADDVA ADDSPL ADDSVL BFMOPA BFMOPS BMOPA BMOPS FMOPA FMOPS LUTI2 LUTI4 MOVA MOVAZ \
         MOVT RDSVL SMOPA SMOPS SMSTART SMSTOP SUMOPA SUMOPS UMOPA UMOPS USMOPA USMOPS ZERO",
    ),
    (Part::ControlStack, "CHKFEAT"),
    (
        Part::Morello,
        "ALIGND ALIGNU BICFLGS BLRR BLRS BRR BRS BUILD CFHI CHKEQ CHKSLD CHKSS CHKSSU CHKTGD \
         CLRPERM CLRTAG CPYTYPE CPYVALUE CSEAL CTHI CVT CVTD CVTDZ CVTP CVTPZ CVTZ EORFLGS GCBASE \
         GCFLGS GCLEN GCLIM GCOFF GCPERM GCSEAL GCTAG GCTYPE GCVALUE LDCT LDPBLR LDPBR ORRFLGS \
         RETR RETS RRLEN RRMASK SCBNDS SCBNDSE SCFLGS SCOFF SCTAG SCVALUE SEAL STCT UNSEAL",
    ),
    (
        Part::Float,
        "BFCVT BFADD BFSUB BFMUL FABD FABS FADD FADDP FCADD FCCMP FCCMPE FCMEQ FCMGE FCMGT FCMLA \
         FCMLE FCMLT FCMP FCMPE FCSEL FCVT FCVTAS FCVTAU FCVTL FCVTL2 FCVTMS FCVTMU FCVTN FCVTN2 \
         FCVTNS FCVTNU FCVTPS FCVTPU FCVTXN FCVTXN2 FCVTZS FCVTZU FDIV FJCVTZS FMADD FMAX FMAXNM \
         FMAXNMP FMAXNMV FMAXP FMAXV FMIN FMINNM FMINNMP FMINNMV FMINP FMINV FMLA FMLAL FMLAL2 \
         FMLS FMLSL FMLSL2 FMSUB FMUL FMULX FNEG FNMADD FNMSUB FNMUL FRECPE FRECPS FRECPX \
         FRINT32X FRINT32Z FRINT64X FRINT64Z FRINTA FRINTI FRINTM FRINTN FRINTP FRINTX FRINTZ \
         FRSQRTE FRSQRTS FSCALE FSQRT FSUB FAMAX FAMIN FACGE FACGT FACLE FACLT SCVTF UCVTF",
    ),
    (
        Part::Simd,
        "ADDHN ADDHN2 ADDP BCAX BFCVTN BFCVTN2 BFDOT BFMLAL BFMLALB BFMLALT BFMMLA BIF BIT BSL \
         CMEQ CMGE CMGT CMHI CMHS CMLE CMLT CMTST EOR3 EXT MLA MLS MVNI NOT PMUL PMULL PMULL2 \
         RADDHN RADDHN2 RAX1 RSHRN RSHRN2 RSUBHN RSUBHN2 SABA SABAL SABAL2 SABD SABDL SABDL2 \
         SADALP SADDL SADDL2 SADDLP SADDLV SADDW SADDW2 SDOT SHADD SHL SHLL SHLL2 SHRN SHRN2 \
         SHSUB SLI SMAXP SMINP SMINV SMLAL SMLAL2 SMLSL SMLSL2 SMMLA SMOV SMULL2 SQABS SQADD \
         SQDMLAL SQDMLAL2 SQDMLSL SQDMLSL2 SQDMULH SQDMULL SQDMULL2 SQNEG SQRDMLAH SQRDMLSH \
         SQRDMULH SQRSHL SQRSHRN SQRSHRN2 SQRSHRUN SQRSHRUN2 SQSHL SQSHLU SQSHRN SQSHRN2 SQSHRUN \
         SQSHRUN2 SQSUB SQXTN SQXTN2 SQXTUN SQXTUN2 SRHADD SRI SRSHL SRSHR SRSRA SSHL SSHLL \
         SSHLL2 SSHR SSRA SSUBL SSUBL2 SSUBW SSUBW2 SUBHN SUBHN2 SUDOT SUQADD SXTL SXTL2 TBL TBX \
         TRN1 TRN2 UABA UABAL UABAL2 UABD UABDL UABDL2 UADALP UADDL UADDL2 UADDLP UADDLV UADDW \
         UADDW2 UDOT UHADD UHSUB UMAXP UMAXV UMINP UMINV UMLAL UMLAL2 UMLSL UMLSL2 UMMLA UMULL2 \
         UQADD UQRSHL UQRSHRN UQRSHRN2 UQSHL UQSHRN UQSHRN2 UQSUB UQXTN UQXTN2 URECPE URHADD \
         URSHL URSHR URSQRTE URSRA USDOT USHL USHLL USHLL2 USHR USMMLA USQADD USRA USUBL USUBL2 \
         USUBW USUBW2 UXTL UXTL2 UZP1 UZP2 XTN XTN2 ZIP1 ZIP2",
    ),
    (Part::CheckedPointer, "ADDPT SUBPT MADDPT MSUBPT"),
    (Part::Flags, "CFINV RMIF SETF8 SETF16 AXFLAG XAFLAG"),
    (Part::WaitTimeout, "WFET WFIT"),
    (Part::Profiling, "PSB TSB BRB TRCIT"),
    (Part::Ras, "ESB"),
    (Part::Ls64, "LD64B ST64B ST64BV ST64BV0"),
    (Part::ReadCheckWrite, "TCHANGEB TCHANGEF"),
    (
        Part::FloatAtomic,
        "LDFADD LDFADDA LDFADDL LDFADDAL LDFMAX LDFMAXA LDFMAXL LDFMAXAL LDFMIN LDFMINA LDFMINL \
         LDFMINAL LDFMAXNM LDFMAXNMA LDFMAXNML LDFMAXNMAL LDFMINNM LDFMINNMA LDFMINNML LDFMINNMAL \
         LDBFADD LDBFMAX LDBFMIN STFADD STFADDL STFMAX STFMAXL STFMIN STFMINL STFMAXNM STFMAXNML \
         STFMINNM STFMINNML STBFADD STBFMAX STBFMIN",
    ),
    (
        Part::Unprivileged,
        "CAST CASAT CASLT CASALT CASPT CASPAT CASPLT CASPALT SWPT SWPTA SWPTL SWPTAL LDTADD \
         LDTADDA LDTADDL LDTADDAL LDTCLR LDTCLRA LDTCLRL LDTCLRAL LDTSET LDTSETA LDTSETL LDTSETAL \
         STTADD STTADDL STTCLR STTCLRL STTSET STTSETL LDTXR LDATXR STTXR STLTXR LDTP STTP LDTNP \
         STTNP",
    ),
    (Part::Transaction, "TSTART TCOMMIT TCANCEL TTEST"),
    (
        Part::CompareBranch,
        "CBEQ CBNE CBGT CBGE CBHI CBHS CBLE CBLO CBLS CBLT CBBEQ CBBNE CBBGT CBBGE CBBHI CBBHS \
         CBBLE CBBLO CBBLS CBBLT CBHEQ CBHNE CBHGT CBHGE CBHHI CBHHS CBHLE CBHLO CBHLS CBHLT",
    ),
    (
        Part::ConditionalHint,
        "BC.EQ BC.NE BC.CS BC.HS BC.CC BC.LO BC.MI BC.PL BC.VS BC.VC BC.HI BC.LS BC.GE BC.LT \
         BC.GT BC.LE BC.AL",
    ),
    (Part::Page, "ADRP"),
    (Part::Range, "RPRFM"),
    (Part::MemoryCopy, "SETP SETM SETE SETPT SETMT SETET SETPN SETMN SETEN SETPTN SETMTN SETETN"),
];
