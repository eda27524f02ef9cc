//! Every form of instruction: what it reads as, and what it prints as.

use fencepost_litmus::isa::parse::{self, ParseError};
use fencepost_litmus::isa::*;

fn read(text: &str) -> Result<Instruction, ParseError> {
    // `%a` is X9, `%b` is X10, ...
    parse::instruction(text, &mut |name| Some(Reg::x(9 + name.bytes().next()? - b'a')))
}

#[track_caller]
fn reads(text: &str) -> Instruction {
    read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// Texts that are printed as they are written.
const CANONICAL: &[&str] = &[
    "MOV X0,#-1",
    "MOV W0,#-1",
    "MOV W0,#0x12345678",
    "MOV X0,#0x123456789abcdef0",
    "MOV W0,W1",
    "MOV X0,XZR",
    "MOV X0,SP",
    "MOV WSP,W1",
    "MOV SP,X29",
    "MOVZ X0,#1,LSL #16",
    "MOVN X0,#0",
    "ADD X0,X1,X2",
    "ADD X0,X1,#-8",
    "ADD X0,X1,X2,LSL #3",
    "ADD X0,X1,W2,SXTW",
    "ADD X0,X1,X2,SXTX #1",
    "ADD W0,W1,W2,UXTB",
    "ADD X0,SP,#16",
    "ADDS X0,X1,X2,ASR #4",
    "SUB SP,SP,#32",
    "SUBS W0,W1,W2",
    "CMP W0,#1",
    "CMP XZR,X1,ASR #3",
    "CMP X0,W1,UXTB",
    "CMN W0,W1",
    "NEG W0,W1",
    "NEGS X0,X1",
    "ADC W0,W1,W2",
    "SBCS X0,X1,X2",
    "NGC X0,X1",
    "NGCS W0,W1",
    "AND X0,X1,#-2",
    "ANDS X0,X1,X2",
    "TST W0,#1",
    "TST X0,X1,ROR #3",
    "BIC X0,X1,X2",
    "BICS W0,W1,W2,LSL #1",
    "ORR X0,XZR,SP",
    "MVN W0,W1,LSL #4",
    "EOR W0,W0,W0",
    "EON X0,X1,X2",
    "UBFM W0,W1,#40,#4",
    "BFXIL W0,W1,#2,#3",
    "BFI W0,W1,#2,#3",
    "BFC W0,#2,#3",
    "SBFX X0,X1,#1,#2",
    "SBFIZ X0,X1,#1,#2",
    "SXTB W0,W1",
    "SXTH X0,W1",
    "SXTW X0,W1",
    "UXTB W0,W1",
    "UXTH W0,W1",
    "LSL X0,X1,#4",
    "ASR W0,W1,#31",
    "ROR X0,X1,#3",
    "LSL X0,X1,X2",
    "ROR W0,W1,W2",
    "EXTR W0,W1,W2,#3",
    "MADD X0,X1,X2,X3",
    "MUL W0,W1,W2",
    "MNEG X0,X1,X2",
    "MSUB W0,W1,W2,W3",
    "SMADDL X0,W1,W2,X3",
    "SMULL X0,W1,W2",
    "SMNEGL X0,W1,W2",
    "UMULL X0,W1,W2",
    "UMNEGL X0,W1,W2",
    "UMSUBL X0,W1,W2,X3",
    "SMULH X0,X1,X2",
    "UDIV W0,W1,W2",
    "SDIV X0,X1,X2",
    "SMAX W0,W1,#-3",
    "UMIN X0,X1,X2",
    "RBIT W0,W1",
    "REV W0,W1",
    "REV X0,X1",
    "REV32 X0,X1",
    "REV16 X0,X1",
    "CLZ W0,W1",
    "CLS X0,X1",
    "ABS W0,W1",
    "CNT X0,X1",
    "CTZ X0,X1",
    "CSEL X0,X1,X2,EQ",
    "CSINC W0,W1,W1,AL",
    "CSET W0,EQ",
    "CSETM X0,VS",
    "CINC X0,X1,LE",
    "CINV X0,X1,LE",
    "CNEG X0,X1,GT",
    "CCMP W0,#3,#4,EQ",
    "CCMN X0,X1,#15,LT",
    "ADR X0,L0",
    "ADR X0,.+8",
    "B L0",
    "B .+8",
    "B .-4",
    "B .",
    "B .text",
    "B __DYNAMIC",
    "B.EQ L",
    "BL L",
    "BLR X1",
    "BR X30",
    "RET",
    "RET X1",
    "CBZ W0,L",
    "CBNZ X0,.+12",
    "TBZ X0,#63,L",
    "LDR W0,[X1]",
    "LDR X0,[SP]",
    "LDR W0,[X1,#4]",
    "LDR W0,[X1,#-4]!",
    "LDR W0,[X1],#4",
    "LDR W0,[X1,X2]",
    "LDR W0,[X1,W2,SXTW]",
    "LDR W0,[X1,W2,UXTW #2]",
    "LDR X0,[X1,X2,LSL #3]",
    "LDR X0,[X1,X2,SXTX]",
    "LDR X0,[X1,X2,LSL #1]",
    "STR X0,[X1],X2",
    "LDRB W0,[X1,#1]",
    "LDRSB X0,[X1]",
    "LDRSB W0,[X1],#1",
    "LDRSW X0,[X1,#-4]!",
    "LDUR X0,[X1,#-3]",
    "LDURSB W0,[X1]",
    "LDTRSW X0,[X1,#4]",
    "LDTRH W0,[X1]",
    "LDAR X0,[X1]",
    "LDLARH W0,[X1]",
    "LDAPR W0,[X1]",
    "LDAPR X0,[X1],#8",
    "LDAPRB W0,[X1]",
    "LDAPUR X0,[X1,#-1]",
    "LDAPURSW X0,[X1,#4]",
    "LDAPURH W0,[X1]",
    "STRH W0,[X1,X2]",
    "STUR W0,[X1,#255]",
    "STTRB W0,[X1]",
    "STLR WZR,[X1]",
    "STLR X0,[X1,#-8]!",
    "STLRH W0,[X1]",
    "STLLRB W0,[X1]",
    "STLUR W0,[X1,#8]",
    "STLURB W0,[X1]",
    "LDP X0,X1,[X2],#16",
    "LDP W0,W1,[X2,#8]",
    "LDPSW X0,X1,[X2]",
    "LDNP W0,W1,[X2]",
    "LDIAPP X0,X1,[X2],#16",
    "LDAP X0,X1,[X2]",
    "LDAPP X0,X1,[X2]",
    "STP X29,X30,[SP,#-16]!",
    "STNP Q0,Q1,[X0]",
    "STILP W0,W1,[X2,#-8]!",
    "STLP X0,X1,[X2]",
    "LDXR W0,[X1]",
    "LDXRB W0,[X1]",
    "LDAXRH W0,[X1]",
    "LDXP X0,X1,[X2]",
    "LDAXP W0,W1,[X2]",
    "STXR W0,X1,[X2]",
    "STLXRB W0,W1,[X2]",
    "STXP W0,X1,X2,[X3]",
    "STLXP W0,W1,W2,[X3]",
    "SWP W0,W1,[X2]",
    "SWPAL WZR,WZR,[X2]",
    "SWPLB W0,W1,[X2]",
    "LDADDAL X0,X1,[X2]",
    "LDADDA W0,WZR,[X1]",
    "LDSMINALH W0,W1,[X2]",
    "STADD W0,[X1]",
    "STCLRL X0,[X1]",
    "STUMAXLB W0,[X1]",
    "CAS W0,WZR,[X1]",
    "CASALH W0,W1,[X2]",
    "CASP X0,X1,X2,X3,[X4]",
    "CASPAL W0,W1,W2,W3,[X4]",
    "SWPP X0,X1,[X2]",
    "LDCLRPA X0,X1,[X2]",
    "LDSETPAL X0,X1,[X2]",
    "DMB SY",
    "DMB LD",
    "DSB OSHST",
    "ISB",
    "SB",
    "SSBB",
    "PSSBB",
    "CLREX",
    "NOP",
    "YIELD",
    "WFE",
    "WFI",
    "SEV",
    "SEVL",
    "CSDB",
    "BTI",
    "HINT #99",
    "PRFM PLDL1KEEP,[X0]",
    "PRFM #31,[X0]",
    "MRS X0,NZCV",
    "MSR NZCV,XZR",
    "LDR Q0,[X1]",
    "LDR B0,[X1,#1]",
    "LDR D0,[X1,X2,LSL #3]",
    "LDUR S0,[X1,#-4]",
    "LDAPUR Q0,[X1]",
    "STLUR H0,[X1,#2]",
    "STR H31,[X1],#2",
    "STUR D0,[X1]",
    "LDP Q0,Q1,[X0],#32",
    "STP S0,S1,[X0,#-8]!",
    "LDNP D0,D1,[X0]",
    "LD1 {V0.16B},[X0]",
    "LD1 {V0.2D,V1.2D},[X0],#32",
    "LD1 {V0.S}[3],[X0]",
    "LD1R {V0.8B},[X0]",
    "LD2 {V0.4H,V1.4H},[X0]",
    "LD3 {V0.B,V1.B,V2.B}[0],[X0]",
    "LD4R {V0.1D,V1.1D,V2.1D,V3.1D},[X0]",
    "ST1 {V0.D}[1],[X0],X1",
    "ST4 {V0.4S,V1.4S,V2.4S,V3.4S},[X0]",
    "LDAP1 {V0.D}[1],[X0]",
    "STL1 {V0.D}[0],[SP]",
    "MOVI V0.8B,#1",
    "MOVI V0.4S,#1,LSL #8",
    "MOV V0.16B,V1.16B",
    "MOV V0.S[1],W0",
    "MOV V0.B[1],V1.B[2]",
    "MOV W0,V1.S[1]",
    "MOV X0,V1.D[1]",
    "UMOV W0,V1.B[15]",
    "DUP V0.4S,W1",
    "DUP V0.2D,V1.D[0]",
    "ADD V0.2D,V1.2D,V2.2D",
    "ADD D0,D1,D2",
    "EOR V0.16B,V1.16B,V2.16B",
    "ADDV S0,V1.4S",
    "FMOV W0,S1",
    "FMOV D1,X0",
];

/// Texts and what they are printed as: aliases, spellings and defaults.
const SPELLINGS: &[(&str, &str)] = &[
    ("mov w0,#1", "MOV W0,#1"),
    ("MOV W0, 1", "MOV W0,#1"),
    ("\tmov\tw0 ,\t# 1", "MOV W0,#1"),
    ("MOV W0,#0xFFFFFFFF", "MOV W0,#-1"),
    ("MOV X0,#-206158430209", "MOV X0,#0xffffffcfffffffff"),
    ("MOV X0,0b101", "MOV X0,#5"),
    ("MOVK W0,#0x1234 , lsl 16", "MOVK W0,#4660,LSL #16"),
    ("ADD W0,W0,#1,LSL 12", "ADD W0,W0,#1,LSL #12"),
    ("ADD W0,W0,#1,LSL#12", "ADD W0,W0,#1,LSL #12"),
    ("ADD X0,X1,X2,LSL 3", "ADD X0,X1,X2,LSL #3"),
    ("ADD X0,X1,W2,SXTB 2", "ADD X0,X1,W2,SXTB #2"),
    ("ADD X0,X1,W2,UXTW #0", "ADD X0,X1,W2,UXTW"),
    ("ADDS WZR,W1,#2", "CMN W1,#2"),
    ("SUBS XZR,XZR,X1,ASR #2", "CMP XZR,X1,ASR #2"),
    ("SUB W0,WZR,W1", "NEG W0,W1"),
    ("NEG W0,W1,LSL 2", "NEG W0,W1,LSL #2"),
    ("AND W0,W1,#0xff", "AND W0,W1,#255"),
    ("ORR W0,WZR,#0xf", "ORR W0,WZR,#15"),
    ("ORR X0,XZR,X1,ASR 3", "ORR X0,XZR,X1,ASR #3"),
    ("ORR X0,XZR,X1", "MOV X0,X1"),
    ("ORN X0,XZR,X1", "MVN X0,X1"),
    ("UBFM W0,W1,#0,#7", "UXTB W0,W1"),
    ("UBFM X0,X1,#0,#7", "UBFX X0,X1,#0,#8"),
    ("UBFM X0,X1,#60,#59", "LSL X0,X1,#4"),
    ("UBFM X0,X1,#4,#63", "LSR X0,X1,#4"),
    ("UBFM X0,X1,#4,#7", "UBFX X0,X1,#4,#4"),
    ("UBFM X0,X1,#7,#4", "UBFIZ X0,X1,#57,#5"),
    ("SBFM X0,X1,#0,#31", "SXTW X0,W1"),
    ("SBFM W0,W1,#0,#31", "ASR W0,W1,#0"),
    ("SBFM X0,X1,#3,#9", "SBFX X0,X1,#3,#7"),
    ("BFM X0,X1,#8,#3", "BFI X0,X1,#56,#4"),
    ("BFM X0,XZR,#8,#3", "BFC X0,#56,#4"),
    ("UBFX W0,W1,#31,#1", "LSR W0,W1,#31"),
    ("UBFIZ W0,W1,#31,#1", "LSL W0,W1,#31"),
    ("UXTW X0,W1", "UBFX X0,X1,#0,#32"),
    ("UXTB X0,W1", "UXTB W0,W1"),
    ("LSL W0,W1,#0", "LSR W0,W1,#0"),
    ("LSR X0,X1,4", "LSR X0,X1,#4"),
    ("LSLV X0,X1,X2", "LSL X0,X1,X2"),
    ("ASRV X0,X1,XZR", "ASR X0,X1,XZR"),
    ("EXTR X0,X1,X1,#3", "ROR X0,X1,#3"),
    ("MADD X0,X1,X2,XZR", "MUL X0,X1,X2"),
    ("REV64 X0,X1", "REV X0,X1"),
    ("CSEL W0,W1,W2,hs", "CSEL W0,W1,W2,CS"),
    ("CSINC W0,W1,W2,LO", "CSINC W0,W1,W2,CC"),
    ("CSINC W0,WZR,WZR,NE", "CSET W0,EQ"),
    ("CSINC W0,W1,W1,NE", "CINC W0,W1,EQ"),
    ("CSINV W0,WZR,WZR,NE", "CSETM W0,EQ"),
    ("CSNEG W0,W1,W1,NE", "CNEG W0,W1,EQ"),
    ("B . + 8", "B .+8"),
    ("BEQ L", "B.EQ L"),
    ("B.HS L", "B.CS L"),
    ("B.LO L", "B.CC L"),
    ("BLO L", "B.CC L"),
    ("B.NONE L", "B.EQ L"),
    ("B.FIRST L", "B.MI L"),
    ("b.ne End", "B.NE End"),
    ("RET X30", "RET"),
    ("TBNZ W0,3,foo", "TBNZ W0,#3,foo"),
    ("LDR W0,[X1,#0]", "LDR W0,[X1]"),
    ("LDR W0,[X1,4]", "LDR W0,[X1,#4]"),
    ("LDR X0,[X1,X2,LSL 3]", "LDR X0,[X1,X2,LSL #3]"),
    ("LDR X0,[X1,X2,LSL#3]", "LDR X0,[X1,X2,LSL #3]"),
    ("LDR X0,[X1,X7,UXTW]", "LDR X0,[X1,W7,UXTW]"),
    ("LDR X0,[X1,W7]", "LDR X0,[X1,X7]"),
    ("LDRSH W0,[X1,X2,LSL 1]", "LDRSH W0,[X1,X2,LSL #1]"),
    ("LDARB W0,[X1,#0]", "LDARB W0,[X1]"),
    ("LDADD W0,WZR,[X1]", "STADD W0,[X1]"),
    ("LDADDL W0,WZR,[X1]", "STADDL W0,[X1]"),
    ("DMB ish", "DMB ISH"),
    ("DMB #0xb", "DMB ISH"),
    ("DSB synxs", "DSB SYnXS"),
    ("DSB #0", "SSBB"),
    ("DSB #4", "PSSBB"),
    ("ISB SY", "ISB"),
    ("CLREX #15", "CLREX"),
    ("BTI jc", "BTI JC"),
    ("HINT #0", "NOP"),
    ("HINT #34", "BTI C"),
    ("PRFM #1,[X0,#8]", "PRFM PLDL1STRM,[X0,#8]"),
    ("PRFUM pstl2strm,[X0,#-1]", "PRFM PSTL2STRM,[X0,#-1]"),
    ("LD1{V0.16B},[X0]", "LD1 {V0.16B},[X0]"),
    ("LD1 {V30.4S-V1.4S},[X0],X1", "LD1 {V30.4S,V31.4S,V0.4S,V1.4S},[X0],X1"),
    ("LD1 {v0.b}[1],[x0],#1", "LD1 {V0.B}[1],[X0],#1"),
    ("MOVI V0.4S,#0x12ff", "MOVI V0.4S,#18,MSL #8"),
    ("MOVI D0,#65535", "MOVI D0,#0xffff"),
    ("MOVI V0.2D,#255", "MOVI V0.2D,#0xff"),
    ("ORR V0.8B,V1.8B,V1.8B", "MOV V0.8B,V1.8B"),
    ("INS V0.D[1],X0", "MOV V0.D[1],X0"),
    ("UMOV W0,V1.S[0]", "MOV W0,V1.S[0]"),
    ("MOV B1,V0.8B[3]", "MOV B1,V0.B[3]"),
    ("DUP D0,V1.D[1]", "MOV D0,V1.D[1]"),
];

#[test]
fn canonical_texts_print_as_written() {
    for text in CANONICAL {
        assert_eq!(reads(text).to_string(), *text);
    }
}

#[test]
fn spellings_print_canonically() {
    for (text, printed) in SPELLINGS {
        assert_eq!(reads(text).to_string(), *printed, "{text}");
        assert_eq!(reads(printed), reads(text), "{text}");
    }
}

const X: fn(u8) -> Reg = Reg::x;

fn v(n: u8) -> VReg {
    VReg::new(n).expect("V0 to V31")
}

fn addr(base: Reg, offset: Offset) -> Addr {
    Addr { base, offset }
}

#[test]
fn values() {
    use Instruction as I;
    let rhs = Operand::reg(X(2));
    let (add, sub) = (AddSubOp::Add, AddSubOp::Sub);
    let full = BarrierOption { domain: Domain::Ish, ty: BarrierType::Full };
    let (w, x) = (Width::W, Width::X);
    for (text, expected) in [
        ("MOV W1,#-1", I::MovImm { w, rd: X(1), imm: 0xFFFF_FFFF }),
        ("MOV X1,#-1", I::MovImm { w: x, rd: X(1), imm: u64::MAX }),
        (
            "MOV X1,X2",
            I::Logic { op: LogicOp::Orr, flags: false, w: x, rd: X(1), rn: Reg::ZR, rhs },
        ),
        (
            "MOV X1,SP",
            I::AddSub { op: add, flags: false, w: x, rd: X(1), rn: Reg::SP, rhs: Operand::imm(0) },
        ),
        ("CMP W1,W2", I::AddSub { op: sub, flags: true, w, rd: Reg::ZR, rn: X(1), rhs }),
        ("NEGS X1,X2", I::AddSub { op: sub, flags: true, w: x, rd: X(1), rn: Reg::ZR, rhs }),
        (
            "ADD X1,X2,W3,SXTB #2",
            I::AddSub {
                op: add,
                flags: false,
                w: x,
                rd: X(1),
                rn: X(2),
                rhs: Operand::Extended { rm: X(3), extend: Extend::Sxtb, amount: 2 },
            },
        ),
        (
            "ADD W1,W2,#3,LSL #12",
            I::AddSub {
                op: add,
                flags: false,
                w,
                rd: X(1),
                rn: X(2),
                rhs: Operand::Imm { value: 3, shift: 12 },
            },
        ),
        ("TST W1,W2", I::Logic { op: LogicOp::And, flags: true, w, rd: Reg::ZR, rn: X(1), rhs }),
        ("MVN W1,W2", I::Logic { op: LogicOp::Orn, flags: false, w, rd: X(1), rn: Reg::ZR, rhs }),
        (
            "LSL W1,W2,#4",
            I::Bitfield { op: BitfieldOp::Ubfm, w, rd: X(1), rn: X(2), immr: 28, imms: 27 },
        ),
        (
            "BFI X1,X2,#8,#16",
            I::Bitfield { op: BitfieldOp::Bfm, w: x, rd: X(1), rn: X(2), immr: 56, imms: 15 },
        ),
        ("ROR W1,W2,#4", I::Extr { w, rd: X(1), rn: X(2), rm: X(2), lsb: 4 }),
        ("LSR X1,X3,X2", I::Binary { op: BinaryOp::Lsrv, w: x, rd: X(1), rn: X(3), rhs }),
        (
            "SMNEGL X1,W2,W3",
            I::MulAdd { op: MulAddOp::Smsubl, w: x, rd: X(1), rn: X(2), rm: X(3), ra: Reg::ZR },
        ),
        (
            "CSET W1,EQ",
            I::CondSelect {
                op: CondSelectOp::Csinc,
                w,
                rd: X(1),
                rn: Reg::ZR,
                rm: Reg::ZR,
                cond: Cond::Ne,
            },
        ),
        (
            "CCMN X1,X2,#5,LO",
            I::CondCompare { op: add, w: x, rn: X(1), rhs, nzcv: 5, cond: Cond::Cc },
        ),
        ("REV64 X1,X2", I::Unary { op: UnaryOp::Rev, w: x, rd: X(1), rn: X(2) }),
        ("B.HS .-8", I::BCond { cond: Cond::Cs, target: Target::Relative(-8) }),
        ("RET", I::Ret { rn: Reg::LR }),
        (
            "LDRSH X1,[X2],#-2",
            I::Load {
                op: LoadOp::Ldr,
                size: Size::H,
                sign: true,
                w: x,
                rt: X(1),
                addr: addr(X(2), Offset::Post(-2)),
            },
        ),
        (
            "LDR W1,[X2,X3]",
            I::Load {
                op: LoadOp::Ldr,
                size: Size::W,
                sign: false,
                w,
                rt: X(1),
                addr: addr(X(2), Offset::Reg { rm: X(3), extend: Extend::Uxtx, amount: 0 }),
            },
        ),
        (
            "STR X1,[SP,#-16]!",
            I::Store {
                op: StoreOp::Str,
                size: Size::X,
                w: x,
                rt: X(1),
                addr: addr(Reg::SP, Offset::Pre(-16)),
            },
        ),
        (
            "LDPSW X1,X2,[X3]",
            I::LoadPair {
                op: LoadPairOp::Ldpsw,
                w: x,
                rt: X(1),
                rt2: X(2),
                addr: Addr::base(X(3)),
            },
        ),
        (
            "STLXRH W1,W2,[X3]",
            I::StoreExclusive { release: true, size: Size::H, w, rs: X(1), rt: X(2), rn: X(3) },
        ),
        (
            "STADDLB W1,[X3]",
            I::Amo {
                op: AmoOp::Add,
                order: Order { acquire: false, release: true },
                size: Size::B,
                w,
                rs: X(1),
                rt: Reg::ZR,
                rn: X(3),
            },
        ),
        ("DMB ISH", I::Dmb(full)),
        ("DSB ISHnXS", I::Dsb { option: full, nxs: true }),
        ("BTI JC", I::Hint(Hint(38))),
        ("MSR NZCV,X1", I::Msr { reg: SysReg::Nzcv, rt: X(1) }),
        (
            "LD2 {V31.H,V0.H}[7],[X1],X2",
            I::SimdLoadStructure {
                list: Structure {
                    interleave: 2,
                    first: v(31),
                    count: 2,
                    arrangement: Arrangement { elem: Size::H, lanes: 8 },
                    lane: LaneSelect::One(7),
                },
                addr: addr(X(1), Offset::PostReg(X(2))),
            },
        ),
        (
            "MOVI V1.4S,#2,MSL #16",
            I::SimdMovi {
                vd: v(1),
                arrangement: Arrangement { elem: Size::W, lanes: 4 },
                imm: 0x2_FFFF,
            },
        ),
        ("FMOV D1,X2", I::FmovFromGeneral { w: x, vd: v(1), rn: X(2) }),
    ] {
        assert_eq!(reads(text), expected, "{text}");
    }
}

/// A symbolic register has the width of its place.
#[test]
fn symbolic_registers() {
    for (text, printed) in [
        ("LDR W0,[%a]", "LDR W0,[X9]"),
        ("LDR %b,[%a,#8]", "LDR X10,[X9,#8]"),
        ("LDR W%b,[X%a]", "LDR W10,[X9]"),
        ("MOV X0,%c", "MOV X0,X11"),
        ("MOV W0,%c", "MOV W0,W11"),
        ("MOV %a,#1", "MOV X9,#1"),
        ("MOV W%a,#1", "MOV W9,#1"),
        ("ADD %a,%b,W0", "ADD W9,W10,W0"),
        ("ADD %a,%b,%c", "ADD X9,X10,X11"),
        ("ADD %a,%b,%c,SXTW", "ADD X9,X10,W11,SXTW"),
        ("STR W0,[X1,%a]", "STR W0,[X1,X9]"),
        ("STR W0,[X1,%a,SXTW]", "STR W0,[X1,W9,SXTW]"),
        ("STR X0,[X1],%a", "STR X0,[X1],X9"),
        ("STXR %a,%b,[%c]", "STXR W9,X10,[X11]"),
        ("LDRB %a,[%c]", "LDRB W9,[X11]"),
        ("LDRSW %a,[%c]", "LDRSW X9,[X11]"),
        ("SXTW %a,%c", "SXTW X9,W11"),
        ("CAS W0,%a,[%b]", "CAS W0,W9,[X10]"),
        ("CBNZ %a,L", "CBNZ X9,L"),
        ("LD1 {V0.4S},[%a],%b", "LD1 {V0.4S},[X9],X10"),
    ] {
        assert_eq!(reads(text).to_string(), printed, "{text}");
    }
}

const ORDERS: [(&str, bool, bool); 4] =
    [("", false, false), ("A", true, false), ("L", false, true), ("AL", true, true)];

const SIZES: [(&str, Size, Width, char); 4] = [
    ("B", Size::B, Width::W, 'W'),
    ("H", Size::H, Width::W, 'W'),
    ("", Size::W, Width::W, 'W'),
    ("", Size::X, Width::X, 'X'),
];

/// Every order and size of FEAT_LSE.
#[test]
fn large_system_extensions() {
    let ops = [
        ("ADD", AmoOp::Add),
        ("CLR", AmoOp::Clr),
        ("EOR", AmoOp::Eor),
        ("SET", AmoOp::Set),
        ("SMAX", AmoOp::Smax),
        ("SMIN", AmoOp::Smin),
        ("UMAX", AmoOp::Umax),
        ("UMIN", AmoOp::Umin),
    ];
    let (rs, rt, rn) = (X(1), X(2), X(3));
    for (suffix, acquire, release) in ORDERS {
        let order = Order { acquire, release };
        for (b, size, w, r) in SIZES {
            let operands = format!("{r}1,{r}2,[X3]");
            let swp = Instruction::Amo { op: AmoOp::Swp, order, size, w, rs, rt, rn };
            assert_eq!(reads(&format!("SWP{suffix}{b} {operands}")), swp);
            let cas = Instruction::Cas { order, size, w, rs, rt, rn };
            assert_eq!(reads(&format!("CAS{suffix}{b} {operands}")), cas);
            for (name, op) in ops {
                let load = Instruction::Amo { op, order, size, w, rs, rt, rn };
                assert_eq!(reads(&format!("LD{name}{suffix}{b} {operands}")), load);
                let store = Instruction::Amo { op, order, size, w, rs, rt: Reg::ZR, rn };
                let read = read(&format!("ST{name}{suffix}{b} {r}1,[X3]"));
                match acquire {
                    false => assert_eq!(read, Ok(store)),
                    true => assert!(read.is_err(), "no store has acquire semantics"),
                }
            }
        }
        for (r, w) in [('W', Width::W), ('X', Width::X)] {
            let casp = Instruction::CasPair {
                order,
                w,
                rs: X(0),
                rs2: X(1),
                rt: X(2),
                rt2: X(3),
                rn: X(4),
            };
            assert_eq!(reads(&format!("CASP{suffix} {r}0,{r}1,{r}2,{r}3,[X4]")), casp);
        }
        for (name, op) in [("SWPP", AmoOp::Swp), ("LDCLRP", AmoOp::Clr), ("LDSETP", AmoOp::Set)] {
            let pair = Instruction::AmoPair { op, order, rt: X(0), rt2: X(1), rn: X(2) };
            assert_eq!(reads(&format!("{name}{suffix} X0,X1,[X2]")), pair);
        }
    }
}

/// Every order and size of the exclusives and of the ordered loads and stores.
#[test]
fn exclusives_and_ordered() {
    let (rs, rt, rn) = (X(0), X(1), X(3));
    let plain = Addr::base(rn);
    for (b, size, w, r) in SIZES {
        for (suffix, acquire) in [("X", false), ("AX", true)] {
            let exclusive = Instruction::LoadExclusive { acquire, size, w, rt, rn };
            assert_eq!(reads(&format!("LD{suffix}R{b} {r}1,[X3]")), exclusive);
        }
        for (suffix, release) in [("X", false), ("LX", true)] {
            let exclusive = Instruction::StoreExclusive { release, size, w, rs, rt, rn };
            assert_eq!(reads(&format!("ST{suffix}R{b} W0,{r}1,[X3]")), exclusive);
        }
        for (name, op) in [
            ("LDR", LoadOp::Ldr),
            ("LDUR", LoadOp::Ldur),
            ("LDTR", LoadOp::Ldtr),
            ("LDAR", LoadOp::Ldar),
            ("LDLAR", LoadOp::Ldlar),
            ("LDAPR", LoadOp::Ldapr),
            ("LDAPUR", LoadOp::Ldapur),
        ] {
            let load = Instruction::Load { op, size, sign: false, w, rt, addr: plain };
            assert_eq!(reads(&format!("{name}{b} {r}1,[X3]")), load);
        }
        for (name, op) in [
            ("STR", StoreOp::Str),
            ("STUR", StoreOp::Stur),
            ("STTR", StoreOp::Sttr),
            ("STLR", StoreOp::Stlr),
            ("STLLR", StoreOp::Stllr),
            ("STLUR", StoreOp::Stlur),
        ] {
            let store = Instruction::Store { op, size, w, rt, addr: plain };
            assert_eq!(reads(&format!("{name}{b} {r}1,[X3]")), store);
        }
    }
    for (r, w) in [('W', Width::W), ('X', Width::X)] {
        let rt2 = X(2);
        for (name, acquire) in [("LDXP", false), ("LDAXP", true)] {
            let pair = Instruction::LoadExclusivePair { acquire, w, rt, rt2, rn };
            assert_eq!(reads(&format!("{name} {r}1,{r}2,[X3]")), pair);
        }
        for (name, release) in [("STXP", false), ("STLXP", true)] {
            let pair = Instruction::StoreExclusivePair { release, w, rs, rt, rt2, rn };
            assert_eq!(reads(&format!("{name} W0,{r}1,{r}2,[X3]")), pair);
        }
    }
}

/// Every option of both barriers.
#[test]
fn barriers() {
    let domains =
        [("", Domain::Sy), ("ISH", Domain::Ish), ("NSH", Domain::Nsh), ("OSH", Domain::Osh)];
    for (name, domain) in domains {
        for (suffix, ty) in
            [("", BarrierType::Full), ("LD", BarrierType::Ld), ("ST", BarrierType::St)]
        {
            let option = BarrierOption { domain, ty };
            let text = match format!("{name}{suffix}") {
                empty if empty.is_empty() => "SY".into(),
                text => text,
            };
            assert_eq!(reads(&format!("DMB {text}")), Instruction::Dmb(option));
            assert_eq!(reads(&format!("DSB {text}")), Instruction::Dsb { option, nxs: false });
            assert_eq!(reads(&format!("DMB #{}", option.crm())), Instruction::Dmb(option));
            let nxs = read(&format!("DSB {text}nXS"));
            match ty {
                BarrierType::Full => assert_eq!(nxs, Ok(Instruction::Dsb { option, nxs: true })),
                _ => assert!(nxs.is_err()),
            }
        }
    }
}
