//! What is said of a text that is no instruction.

use fencepost_litmus::isa::parse::{self, ErrorKind, ParseError};
use std::fmt::Write;

/// The text with the error under it, as rustc would write it.
fn render(text: &str, error: &ParseError) -> String {
    let before = text[..error.span.start].chars().count();
    let marked = text[error.span.clone()].chars().count().max(1);
    let (blank, caret) = (" ".repeat(before), "^".repeat(marked));
    let mut out = format!("{text}\n{blank}{caret} {}\n", error.label);
    let _ = writeln!(out, "  {:?}: {}", error.kind, error.message);
    if let Some(help) = &error.help {
        let _ = writeln!(out, "  help: {help}");
    }
    out
}

#[test]
fn errors() {
    let mut all = String::new();
    for text in TEXTS {
        match parse::instruction(text, &mut |_| None) {
            Ok(instruction) => panic!("{text} is an instruction: {instruction}"),
            Err(error) => all += &(render(text, &error) + "\n"),
        }
    }
    insta::assert_snapshot!(all);
}

/// Instructions of A64 that are out of scope are refused by name.
#[test]
fn out_of_scope() {
    for line in OUT_OF_SCOPE {
        let (extension, mnemonics) = line.split_once(": ").expect("extension: mnemonics");
        for mnemonic in mnemonics.split(' ') {
            let Err(error) = parse::instruction(&format!("{mnemonic} X0"), &mut |_| None) else {
                panic!("{mnemonic} is an instruction")
            };
            assert_eq!(error.kind, ErrorKind::Unsupported, "{mnemonic}");
            assert!(error.message.contains(mnemonic), "{}", error.message);
            assert!(error.message.ends_with(extension), "{}", error.message);
        }
    }
}

const OUT_OF_SCOPE: &[&str] = &[
    "the VMSA: TLBI AT",
    "cache maintenance: DC IC",
    "exception generation: SVC HVC SMC HLT BRK UDF ERET",
    "FEAT_PAuth: PACIA PACDZA AUTIB AUTDA XPACI XPACLRI PACGA BRAA BLRAAZ RETAA LDRAB",
    "FEAT_MTE: STG STZ2G LDG IRG GMI ADDG SUBPS",
    "FEAT_SVE: WHILELT LD1W ST4D PTRUE INDEX CNTB UADDV LDFF1D RDVL CTERMEQ",
    "FEAT_SME: SMSTART SMSTOP MOVA ADDHA ZERO",
    "FEAT_GCS: GCSPOPM GCSSTR GCSB CHKFEAT",
    "Morello: ALIGND GCTAG SEAL",
    "floating-point arithmetic: FADD FCMP SCVTF FMADD",
    "Advanced SIMD arithmetic: ADDP SHL TBL SMOV",
    "the Cryptographic Extension: AESE SHA256H SM4E",
    "FEAT_MOPS: CPYFP SETP SETGM",
    "FEAT_LSUI: LDTADD CAST SWPTAL",
    "FEAT_THE: RCWCAS RCWSSETAL",
    "FEAT_LSFE: LDFADD STFMAXL",
    "FEAT_LS64: LD64B ST64BV",
    "FEAT_RAS: ESB",
    "FEAT_CMPBR: CBGT CBHLO",
    "FEAT_HBC: BC.EQ",
];

const TEXTS: &[&str] = &[
    "",
    "   ",
    "#1",
    "[X0]",
    "FOO W0,W0,#1",
    "LDDR W0,[X1]",
    "LDADALD W0,W1,[X2]",
    "STLXRR W0,W1,[X2]",
    "MOVS X0,X1",
    "LDREX W0,[X1]",
    "MFENCE",
    "XYZZY",
    "TLBI VMALLE1",
    "DC CVAU,X0",
    "MSR ELR_EL1,X0",
    "MRS X0,TPIDR_EL0",
    "MRS X0",
    "SVC #0",
    "PACIA X0,X1",
    "HINT #25",
    "STG X0,[X1]",
    "LD1W {Z0.S},P0/Z,[X0]",
    "MOV Z0.S,#1",
    "ADD X0,C1,#1",
    "DUP Z0.S,W0",
    "SMSTART",
    "GCSPOPM X1",
    "FADD D0,D1,D2",
    "FMOV D0,#1.0",
    "FMOV H0,W1",
    "ADRP X0,x",
    "LDR X0,=x",
    "LDR X0,label",
    "LD64B X0,[X1]",
    "CRC32B W0,W1,W2",
    "WFET X0",
    "LDTADD X0,X1,[X2]",
    "BC.EQ L",
    "RCWCAS X0,X1,[X2]",
    "MOV W0",
    "MOV W0,",
    "MOV W0 #1",
    "MOV W0,#1,#2",
    "MOV W31,#1",
    "MOV X32,#1",
    "MOV R0,#1",
    "MOV W0,WRZ",
    "MOV W0,X1",
    "MOV X0,W1",
    "ADD X0,W1,X2",
    "ADD X0,X1",
    "ADD X0,X1,",
    "ADD X0,X1,#",
    "ADD X0,X1,#0x",
    "ADD X0,X1,#1f",
    "ADD X0,X1,#99999999999999999999",
    "ADD X0,X1,X2,LSL",
    "ADD X0,X1,X2,FOO #1",
    "ADD X0,X1,X2,LSL #300",
    "EOR X0,X1,W2,SXTW",
    "MUL X0,X1,#3",
    "MOVZ X0,#0x10000",
    "LSL W0,W1,#32",
    "UBFX W0,W1,#30,#3",
    "SXTW W0,W1",
    "SMULL X0,X1,X2",
    "CSET W0,AL",
    "CSET W0,EG",
    "CSEL W0,W1,W2",
    "B",
    "B X0",
    "B #8",
    "B 8",
    "B L0 L1",
    "BR W0",
    "BR L0",
    "CBZ X0",
    "TBZ X0,L",
    "DMB",
    "DMB SYY",
    "DMB ISHS",
    "DSB LDnXS",
    "ISB LD",
    "LDR W0",
    "LDR W0,X1",
    "LDR W0,[W1]",
    "LDR W0,[X1",
    "LDR W0,[X1,",
    "LDR W0,[X1]!",
    "LDR W0,[X1,#4",
    "LDR W0,[X1,#4]!!",
    "LDR W0,[X1,X2,UXTB]",
    "LDR W0,[X1,X2,LSR #2]",
    "LDR W0,[#4]",
    "LDRB X0,[X1]",
    "LDRSW W0,[X1]",
    "LDAR W0,[X1,#4]",
    "LDXR W0,[X1],#4",
    "LDUR W0,[X1,#4]!",
    "LDP W0,X1,[X2]",
    "LDP W0,W1,[X2,X3]",
    "STXR X0,W1,[X2]",
    "CASP W0,W1,[X2]",
    "STADDA W0,[X1]",
    "SWPP W0,W1,[X2]",
    "PRFM PLDL4KEEP,[X0]",
    "LDR W0,[X1] ;",
    "LDR W0,[X1] é",
    "LD1 V0.4S,[X0]",
    "LD1 {V0.4S,V2.4S},[X0]",
    "LD1 {V0.4S,V1.2D},[X0]",
    "LD2 {V0.4S},[X0]",
    "LD2 {V0.4S-V7.4S},[X0]",
    "LD1 {V0.S},[X0]",
    "LD1 {V0},[X0]",
    "LD1 {V0.3S},[X0]",
    "LD1 {V0.4S},[X0,#16]",
    "MOV V0.4S,V1.2D",
    "MOVI V0.8B,#256",
    "LDP B0,B1,[X0]",
    "LDAR D0,[X1]",
    "ADDV S0,V1.8B",
    "LDR W0,[%r]",
    "MOVNE W0,#1",
];
