//! What the lint says of operands that no assembler encodes and of registers
//! that must not be the same, and which extension an instruction needs.

use fencepost_litmus::isa::lint::{Feature, Lint, LintKind, lint, requires};
use fencepost_litmus::isa::{Instruction, parse};
use std::fmt::Write;

#[track_caller]
fn read(text: &str) -> (Instruction, Vec<Lint>) {
    parse::instruction_with_lints(text, &mut |_| None)
        .unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn snapshot(texts: &[&str], kind: LintKind) -> String {
    let mut all = String::new();
    for text in texts {
        let (_, lints) = read(text);
        assert!(!lints.is_empty(), "{text} is without fault");
        let _ = writeln!(all, "{text}");
        for lint in lints {
            assert_eq!(lint.kind, kind, "{text}");
            let _ = writeln!(all, "  {}", lint.message);
            let _ = writeln!(all, "  help: {}", lint.help.unwrap_or_default());
        }
    }
    all
}

/// What an assembler encodes, at the limits of each field.
#[test]
fn encodable() {
    for text in ENCODABLE {
        let (instruction, lints) = read(text);
        assert_eq!(lints, [], "{text}");
        assert_eq!(lint(&instruction), [], "{text}");
    }
}

/// Just beyond the limits, and what the parser takes for herd7's sake.
#[test]
fn unencodable() {
    insta::assert_snapshot!(snapshot(UNENCODABLE, LintKind::Unencodable));
}

#[test]
fn constrained_unpredictable() {
    insta::assert_snapshot!(snapshot(UNPREDICTABLE, LintKind::ConstrainedUnpredictable));
}

#[test]
fn features() {
    for (feature, texts) in FEATURES {
        for text in *texts {
            assert_eq!(requires(&read(text).0), *feature, "{text}");
        }
    }
    assert_eq!(Feature::Lse128.to_string(), "FEAT_LSE128");
}

const ENCODABLE: &[&str] = &[
    "ADD X0,X1,#4095",
    "ADD X0,X1,#-4095",
    "ADD X0,X1,#4096",
    "ADD X0,X1,#4095,LSL #12",
    "ADD SP,SP,#16",
    "ADD X0,SP,X1,LSL #4",
    "ADD SP,X0,W1,UXTB #4",
    "ADDS XZR,SP,#1",
    "CMP SP,X0",
    "CMP XZR,X1,ASR #63",
    "SUB W0,WZR,W1,LSL #31",
    "AND SP,X0,#0xff",
    "ANDS XZR,X0,#1",
    "EOR W0,W1,#-2",
    "BIC X0,X1,#0xff",
    "ORR X0,X1,X2,ROR #63",
    "MOV X0,#0xffff0000ffff0000",
    "MOV X0,#-65536",
    "MOV W0,#0xffff1234",
    "MOV SP,#0xff",
    "MOV XZR,#1",
    "MOVK X0,#1,LSL #48",
    "SMAX W0,W1,#-128",
    "UMIN X0,X1,#255",
    "CCMP X0,#31,#15,AL",
    "TBZ X0,#63,.+32764",
    "TBZ W0,#31,.-32768",
    "B .-134217728",
    "B.EQ .+1048572",
    "ADR X0,.+1048575",
    "LDR X0,[X1,#32760]",
    "LDR X0,[X1,#-256]",
    "LDR X0,[X1,#255]",
    "LDRB W0,[X1,#4095]",
    "LDR X0,[X1,X2,LSL #3]",
    "LDR W0,[X1,W2,UXTW #2]",
    "LDR Q0,[X1,#65520]",
    "LDR X0,[SP],#255",
    "LDUR X0,[X1,#-256]",
    "STLUR W0,[X1,#255]",
    "LDAPR X0,[X1],#8",
    "STLR W0,[X1,#-4]!",
    "LDP X0,X1,[X2,#504]",
    "LDP W0,W1,[X2,#-256]!",
    "LDPSW X0,X1,[X2,#252]",
    "STP Q0,Q1,[X0,#1008]",
    "LDIAPP W0,W1,[X2],#8",
    "STILP X0,X1,[X2,#-16]!",
    "CASP X0,X1,X2,X3,[SP]",
    "CASP W30,WZR,W2,W3,[X4]",
    "STR XZR,[SP],#8",
    "STP X0,X0,[X1]",
    "STXR WZR,X0,[SP]",
    "LDXR X0,[X0]",
    "CAS X0,X0,[X0]",
    "PRFM PLDL1KEEP,[X0,#-256]",
    "LD1 {V0.1D,V1.1D},[X0]",
    "LD4 {V0.S,V1.S,V2.S,V3.S}[3],[X0],#16",
    "LD3 {V0.4S,V1.4S,V2.4S},[X0],#48",
    "LD2R {V0.8H,V1.8H},[X0],#4",
    "MOVI V0.4S,#1,MSL #16",
    "MOVI D0,#0xff00ff00ff00ff00",
    "MOV V0.B[15],W0",
    "ADDV H0,V1.4H",
];

const UNENCODABLE: &[&str] = &[
    "ADD X0,X1,#4097",
    "ADD X0,X1,#1,LSL #8",
    "ADD XZR,X1,#1",
    "ADD X0,XZR,#1",
    "ADDS SP,X0,#1",
    "ADD X0,X1,SP",
    "ADD X0,SP,X1,LSR #1",
    "ADD X0,SP,X1,LSL #5",
    "ADD X0,X1,X2,ROR #1",
    "ADD W0,W1,W2,LSL #32",
    "ADD X0,XZR,W1,SXTW",
    "ADD X0,X1,W2,SXTW #5",
    "ADD X0,X1,X2,SXTW",
    "AND X0,X1,#0",
    "AND W0,W1,#0x1ffffff00",
    "AND X0,SP,#1",
    "ANDS SP,X0,#1",
    "ORR X0,XZR,SP",
    "MOV W0,#0x12345678",
    "MOV X0,#0x1234000056780000",
    "MOV W0,#0x123456789",
    "MOV SP,#0",
    "MOV SP,XZR",
    "MOVZ W0,#1,LSL #32",
    "MOVZ X0,#1,LSL #8",
    "UBFM W0,W1,#32,#1",
    "EXTR W0,W1,W2,#32",
    "MUL X0,SP,X1",
    "LSL X0,X1,X2,LSL #1",
    "SMAX W0,W1,#128",
    "CCMP W0,#32,#15,EQ",
    "CCMP W0,#31,#16,EQ",
    "TBZ W0,#32,L",
    "B .+2",
    "TBZ X0,#1,.+32768",
    "BR SP",
    "LDR X0,[XZR]",
    "LDR SP,[X0]",
    "LDR X0,[X1,#257]",
    "LDR X0,[X1,#32768]",
    "LDR X0,[X1],#256",
    "STR X0,[X1],X2",
    "LDR X0,[X1,SP]",
    "LDR X0,[X1,X2,LSL #2]",
    "LDRB W0,[X1,X2,LSL #1]",
    "LDR X0,[X1,X7,UXTW]",
    "LDR X0,[X1,W7]",
    "LDR X0,[X1,W7,LSL #3]",
    "LDUR X0,[X1,#256]",
    "LDAPR X0,[X1],#4",
    "LDAPRB W0,[X1],#1",
    "STLR W0,[X1,#-8]!",
    "LDP X0,X1,[X2,#4]",
    "LDP X0,X1,[X2,#512]",
    "LDNP X0,X1,[X2],#16",
    "LDIAPP X0,X1,[X2],#8",
    "STILP W0,W1,[X2,#8]",
    "LDAP W0,W1,[X2]",
    "STLP X0,X1,[X2,#16]",
    "STXR WSP,X0,[X1]",
    "CASP X1,X2,X4,X5,[X6]",
    "CASP X0,X2,X4,X5,[X6]",
    "SWPP X0,XZR,[X1]",
    "PRFM PLDL1KEEP,[X0],#8",
    "LD1 {V0.4S},[X0],#8",
    "LD2 {V0.1D,V1.1D},[X0]",
    "LD1 {V0.D}[2],[X0]",
    "LD1 {V0.4S},[X0],XZR",
    "MOVI V0.4S,#0x1234",
    "MOVI V0.2D,#1",
    "UMOV X0,V1.B[0]",
    "DUP V0.1D,X0",
    "ADDV S0,V1.2S",
    "MOV V0.4S,V1.4S",
];

const UNPREDICTABLE: &[&str] = &[
    "STXR W0,W0,[X1]",
    "STXR W0,X1,[X0]",
    "STLXRB W2,W1,[X2]",
    "STXP W0,X1,X0,[X2]",
    "STLXP W0,W1,W2,[X0]",
    "STXR WZR,WZR,[X1]",
    "LDXP X0,X0,[X1]",
    "LDAXP W0,W0,[X1]",
    "LDP X0,X0,[X1]",
    "LDNP W0,W0,[X1]",
    "LDPSW X0,X0,[X1]",
    "LDIAPP X0,X0,[X1]",
    "LDP X0,X1,[X0],#16",
    "STP X0,X1,[X1,#-16]!",
    "LDR X0,[X0],#8",
    "STRB W0,[X0,#1]!",
    "LDAPR X0,[X0],#8",
    "STILP X0,X1,[X0,#-16]!",
    "LDCLRP X0,X0,[X1]",
    "LDP Q0,Q0,[X1]",
];

const FEATURES: &[(Option<Feature>, &[&str])] = &[
    (None, &["LDR X0,[X1]", "LDXR X0,[X1]", "LDAR X0,[X1]", "STLR X0,[X1]", "DSB SY", "SSBB"]),
    (None, &["LD1 {V0.4S},[X0]", "LDNP X0,X1,[X2]", "NOP", "BTI C", "CSEL X0,X1,X2,EQ"]),
    (Some(Feature::Lse), &["CAS X0,X1,[X2]", "CASP X0,X1,X2,X3,[X4]", "STADD X0,[X1]"]),
    (Some(Feature::Lse), &["SWPALB W0,W1,[X2]", "LDUMAXH W0,W1,[X2]"]),
    (Some(Feature::Lse128), &["SWPP X0,X1,[X2]", "LDCLRPA X0,X1,[X2]", "LDSETPAL X0,X1,[X2]"]),
    (Some(Feature::Lrcpc), &["LDAPR X0,[X1]", "LDAPRB W0,[X1]"]),
    (Some(Feature::Lrcpc2), &["LDAPUR X0,[X1]", "LDAPURSH X0,[X1]", "STLURB W0,[X1]"]),
    (Some(Feature::Lrcpc3), &["LDAPR X0,[X1],#8", "STLR X0,[X1,#-8]!", "LDIAPP X0,X1,[X2]"]),
    (Some(Feature::Lrcpc3), &["STILP X0,X1,[X2]", "LDAP1 {V0.D}[0],[X0]", "LDAPUR Q0,[X0]"]),
    (Some(Feature::Lrcpc3), &["STL1 {V0.D}[0],[X0]", "STLUR S0,[X0]"]),
    (Some(Feature::Lscp), &["LDAP X0,X1,[X2]", "LDAPP X0,X1,[X2]", "STLP X0,X1,[X2]"]),
    (Some(Feature::Lor), &["LDLAR X0,[X1]", "STLLRH W0,[X1]"]),
    (Some(Feature::Cssc), &["ABS W0,W1", "CNT X0,X1", "CTZ X0,X1", "SMAX X0,X1,X2"]),
    (Some(Feature::Xs), &["DSB ISHnXS"]),
    (Some(Feature::Sb), &["SB"]),
    (Some(Feature::PrfmSlc), &["PRFM PLDSLCKEEP,[X0]"]),
];
