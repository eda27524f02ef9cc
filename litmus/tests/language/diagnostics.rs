//! What is wrong with texts, as it is shown.

use fencepost_litmus::test::diagnostic::{render, render_coloured};
use fencepost_litmus::test::{Code, Diagnostic, Severity, parse};
use std::collections::BTreeSet;

/// Everything found in a text.
fn findings(source: &str) -> Vec<Diagnostic> {
    match parse(source) {
        Ok(parsed) => parsed.warnings,
        Err(findings) => findings,
    }
}

/// Everything found in a text, drawn.
fn drawn(source: &str) -> String {
    let all: Vec<_> = findings(source).iter().map(|d| render("test.litmus", source, d)).collect();
    all.join("\n\n")
}

/// Compares with the text that is kept under a name.
fn assert_snapshot(name: &str, text: &str) {
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!(name, text) });
}

/// A test of one thread with this initial state.
fn init(init: &str) -> String {
    format!("AArch64 t\n{{ {init} }}\n P0     ;\n MOV W0,#1 ;\nexists (0:X0=1)\n")
}

/// A test with these threads.
fn threads(threads: &str) -> String {
    format!("AArch64 t\n{{ 0:X1=x; }}\n{threads}\nexists ([x]=1)\n")
}

/// A test with this final part.
fn last(last: &str) -> String {
    format!(
        "AArch64 t\n{{ int x=1; int a[2]={{1,2}}; 0:X1=x; 0:X3=a; }}\n P0          ;\n LDR W0,[X1] ;\n{last}\n"
    )
}

/// Texts with something wrong, by code.
fn wrong() -> Vec<(Code, Vec<String>)> {
    let text = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    let inits = |texts: &[&str]| texts.iter().map(|t| init(t)).collect::<Vec<_>>();
    let tables = |texts: &[&str]| texts.iter().map(|t| threads(t)).collect::<Vec<_>>();
    let lasts = |texts: &[&str]| texts.iter().map(|t| last(t)).collect::<Vec<_>>();
    vec![
        (
            Code::MissingHeader,
            text(&[
                "",
                "AArch46 t\n{}\nP0;\nNOP;\n",
                "AArch64\n{}\nP0;\nNOP;\n",
                "{ 0:X1=x; }\nP0;\nNOP;\n",
                "litmus test\n{}\nP0;\nNOP;\n",
            ]),
        ),
        (Code::MissingInit, text(&["AArch64 t\nP0 | P1 ;\nNOP | NOP ;\n"])),
        (Code::UnclosedInit, text(&["AArch64 t\n{ 0:X1=x; int y[2]={1,2};\nP0;\nNOP;\n"])),
        (Code::UnclosedComment, text(&["AArch64 t\n{}\nP0;\nNOP; (* a (* b *)\nexists (0:X0=1)"])),
        (Code::UnexpectedCharacter, {
            let mut texts = inits(&["x=?1; 0:X1=x // the flag"]);
            texts.extend(lasts(&["exists (0:X0=1 && [x]=1 || !x=2)"]));
            texts
        }),
        (Code::UnexpectedToken, {
            let mut texts = inits(&[
                "0:X1=x 0:X2=y",
                "0:X1=;",
                "int x 1; 0:X1=x",
                "int a[2]=1; 0:X1=a",
                "0:=x",
                "true=1; P0=2; int x[n]; 0:X1=&nop",
                "0:X1=label:x",
            ]);
            texts.extend(lasts(&[
                "exists (0:X0 1 /\\ [x=1 /\\ 0:X0=",
                "exists",
                "locations x; exists (0:X0=1)",
                "locations [x 0:X0] exists (0:X0=1)",
            ]));
            texts.extend(tables(&[" P0 ;\n X1: NOP ;"]));
            texts
        }),
        (Code::BadNumber, inits(&["x=0b11; y=12ab; 0:X1=x[9223372036854775807]"])),
        (Code::TooDeep, lasts(&[&format!("exists {}[x]=1", "not\n".repeat(501))])),
        (
            Code::TooMany,
            inits(&[&(0..17).map(|i| format!("int a{i}[4096];\n")).collect::<String>()]),
        ),
        (Code::UnknownType, inits(&["uint63_t x; integer y; unsigned double z; struct s 0:X1=x"])),
        (Code::InitializedTwice, inits(&["int x; x=1; 0:X1=x; 0:X1=y; int64_t 0:X2; P0:x2=z"])),
        (
            Code::ArrayLength,
            inits(&["int x[2]={1,2,3}; int y={1,2}; 0:X1={1,2}; 0:V0.4S={1,2}; 0:X2=x; 0:X3=y"]),
        ),
        (Code::ArraySize, inits(&["int x[0]; int y[5000]; int z[-1]"])),
        (Code::ElementInit, inits(&["int x[2]; x[1]=5; 0:X1=x"])),
        (
            Code::NotARegister,
            inits(&["0:W1=x; 0:X31=x; 0:Q3=1; 0:V1=2; 0:V1.3S=3; 0:R1=4; 0:X01=5"]),
        ),
        (Code::NoSuchThread, inits(&["1:X1=x; P7:X1=y; -1:X2=z; 0:X3=P2:L"])),
        (
            Code::NoSuchSymbolic,
            text(&["AArch64 t\n{ %adr=x; }\nP0;\nLDR W0,[%addr];\nexists (0:X0=1 /\\ 0:%value=1)"]),
        ),
        (
            Code::AmbiguousSymbolic,
            text(&["AArch64 t\n{ %a=x; }\nP0|P1;\nLDR W0,[%a]|LDR W0,[%a];\nexists (0:X0=1)"]),
        ),
        (Code::TooManySymbolic, {
            let rows: String = (0..31).map(|i| format!("MOV X%r{i},#0;\n")).collect();
            text(&[&format!("AArch64 t\n{{}}\nP0;\n{rows}exists (0:X0=1)")])
        }),
        (
            Code::MissingThreads,
            text(&[
                "AArch64 t\n{}\nMOV W0,#1 | NOP ;\nexists (0:X0=1)",
                "AArch64 t\n{}\n\nexists (0:X0=1)",
            ]),
        ),
        (Code::ThreadHead, tables(&[" P0 | P2 | p2 | ;\n STR W0,[X1] | | | ;"])),
        (
            Code::ColumnCount,
            tables(&[" P0 | P1 ;\n STR W0,[X1] ;\n NOP | NOP | NOP | NOP ;", "P0;\nNOP|NOP;"]),
        ),
        (Code::UnterminatedRow, tables(&[" P0 | P1 ;\n STR W0,[X1] | NOP"])),
        (Code::DuplicateLabel, tables(&[" P0 ;\n L: NOP ;\n L: STR W0,[X1] ;\n B L ;"])),
        (Code::UndefinedLabel, {
            let mut texts = tables(&[
                " P0 ;\n STR W0,[X1] ;\n Loop: B Lop ;\n CBZ W0,end ;",
                " P0 ;\n ADR X2,x ;",
            ]);
            texts.extend(inits(&["0:X1=P0:L"]));
            texts
        }),
        (Code::ForeignLabel, tables(&[" P0 | P1 ;\n STR W0,[X1] | L: ;\n BL L | ;"])),
        (
            Code::BranchOutside,
            tables(&[" P0 ;\n STR W0,[X1] ;\n B .+16 ;\n CBZ W0,.-12 ;\n B .+2 ;"]),
        ),
        (Code::UnknownMnemonic, tables(&[" P0 ;\n LDDR W0,[X1] ;\n FROB X1 ;"])),
        (Code::Operand, tables(&[" P0 ;\n LDR W0 ;\n ADD W0,W1 ;\n STR W0,[X1],[X2] ;"])),
        (Code::OperandRegister, tables(&[" P0 ;\n LDR W0,[W1] ;\n ADD X0,X1,X40 ;"])),
        (Code::Immediate, tables(&[" P0 ;\n MOV W0,#0xzz ;\n STR W0,[X1,#1e5] ;"])),
        (
            Code::UnknownKeyword,
            lasts(&[
                "exist (0:X0=1)",
                "Forall (0:X0=1)",
                "location [x;]\nexists (0:X0=1)",
                "locations [x;]\nexits (0:X0=1)",
                "locations [x;]\nsometimes (0:X0=1)",
            ]),
        ),
        (
            Code::SectionOrder,
            lasts(&[
                "filter (0:X0=1) locations [x;] exists (0:X0=1)",
                "exists (0:X0=1) filter (0:X0=1)",
                "exists (0:X0=1) exists (0:X0=2)",
            ]),
        ),
        (
            Code::OutOfBounds,
            lasts(&["locations [a[2];]\nexists (a[-1]=1 \\/ [a+8]=1 \\/ [a+2]=1)"]),
        ),
        (Code::NotAnArray, lasts(&["exists (x[1]=1)"])),
        (Code::TrailingText, lasts(&["exists (0:X0=1) (0:X0=2)", "exists 0:X0=1 0:X0=2"])),
        (
            Code::RegisterNeverSet,
            lasts(&["exists (0:X1=x /\\ 0:X2=1)", "locations [0:V0.4S;]\nexists (0:X0=1)"]),
        ),
        (
            Code::AddressNeverSet,
            tables(&[" P0 | P1 ;\n LDR W0,[X2] | MOV X2,#0 ;\n STR W0,[X1] | CAS W0,W1,[X2] ;"]),
        ),
        (Code::NotEncodable, tables(&[" P0 ;\n STR W0,[X1] ;\n STLUR W0,[X1,#999] ;"])),
        (Code::Unpredictable, tables(&[" P0 ;\n STXR W0,W0,[X1] ;"])),
        (
            Code::UndeclaredLocation,
            text(&[
                "AArch64 t\n{ x=0; y=0; 0:X1=x; 0:X2=y; 0:X3=z; }\nP0;\nLDR W0,[X3];\nexists (0:X0=1)",
            ]),
        ),
        (Code::UnusedLocation, inits(&["int x=1; int data[2]; uint64_t y; 0:X1=x; 0:X2=y"])),
        (Code::UnknownLocation, lasts(&["exists ([z]=1 /\\ 0:X0=1)"])),
        (Code::MisspelledType, inits(&["unit64_t x=1; unit8_t 0:X1=x"])),
        (Code::NeverEqual, lasts(&["exists (a={1,2,3} \\/ x={1,2} \\/ 0:X0=label:\"P0:L\")"])),
        (Code::UnsupportedInstruction, tables(&[" P0 ;\n TLBI VMALLE1IS ;\n STR W0,[X1] ;"])),
        (Code::SelfModifying, {
            let mut texts = inits(&["0:X1=NOP", "0:X1=instr:\"B .+8\""]);
            texts.extend(text(&[
                "AArch64 t\n{ 0:X1=P0:L; }\nP0;\nSTR W0,[X1];\nL: NOP;\nforall true",
            ]));
            texts
        }),
        (Code::UnsupportedFeature, {
            let mut texts = inits(&[
                "PTE(x)=1; x=(oa:PA(x)); y:red=1; 0:X1=x:green; pteval_t z; 0:NZCV=1; 0:ESR_EL1=0",
            ]);
            texts.extend(lasts(&[
                "exists (fault(P0:L,x) /\\ 0:X0=0:X1 /\\ [x]=[a])",
                "observed 0:X0=1;",
            ]));
            texts.extend(tables(&[" P0 | P0.F ;\n STR W0,[X1] | NOP ;"]));
            texts
        }),
        (Code::UnsupportedArchitecture, text(&["X86_64 t\n{}\nP0;\nNOP;\nexists (0:X0=1)"])),
    ]
}

/// Each code has texts that show it, and their drawings are known.
#[test]
fn each_code() {
    for (code, texts) in wrong() {
        let mut all = vec![format!("{} {:?}: {}", code.as_str(), code, code.title())];
        for text in texts {
            let found = findings(&text);
            assert!(
                found.iter().any(|d| d.code == code),
                "{code:?} is not among {found:#?}\nof\n{text}"
            );
            all.push(drawn(&text));
        }
        assert_snapshot(code.as_str(), &all.join("\n\n----\n\n"));
    }
}

#[test]
fn no_code_without_texts() {
    let covered: BTreeSet<Code> = wrong().into_iter().map(|(code, _)| code).collect();
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    assert_eq!(covered, all);
}

#[test]
fn numbers_are_unique_and_sorted() {
    let numbers: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[test]
fn numbers_tell_warnings_and_unsupported_things() {
    for &code in Code::ALL {
        let hundreds = &code.as_str()[..2];
        assert_eq!(code.severity() == Severity::Warning, hundreds == "L1", "{code:?}");
        assert_eq!(code.is_unsupported(), hundreds == "L2", "{code:?}");
    }
}

/// Several errors in one text are all found, each in its section.
#[test]
fn several_errors() {
    let source = "AArch64 t
{ int x=1; uimt32_t y; 0:X1=x 0:X2=y; 0:X40=x; }
 P0            | P1          ;
 LDDR W0,[X1]  | MOV W0,#1   ;
 STR W0,[X1]   |             ;
 B out         | ADD W0,W0   ;
locations [0:X0; 3:X0;]
exists (0:X0=1 /\\ 1:W0=1 /\\ x 2)
";
    let codes: Vec<Code> = findings(source).iter().map(|d| d.code).collect();
    let expected = [
        Code::UnknownType,
        Code::UnexpectedToken,
        Code::NotARegister,
        Code::UnknownMnemonic,
        Code::UndefinedLabel,
        Code::Operand,
        Code::NoSuchThread,
        Code::NotARegister,
        Code::UnexpectedToken,
    ];
    assert_eq!(codes, expected, "{}", drawn(source));
    assert_snapshot("several_errors", &drawn(source));
}

/// An instruction that cannot be read does not make others wrong.
#[test]
fn errors_do_not_spread() {
    let source = threads(" P0 ;\n LDDR W2,[X1] ;\n STR W2,[X1] ;\n B .-8 ;\n LDR W3,[X2] ;");
    let codes: Vec<Code> = findings(&source).iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::UnknownMnemonic]);
}

/// Ordinary tests give no warnings.
#[test]
fn ordinary_tests_are_clean() {
    for source in [
        crate::examples::MESSAGE_PASSING,
        crate::examples::BARE,
        crate::examples::SYMBOLIC,
        "AArch64 t\n{uint64_t x; uint64_t y; 0:X1=x;}\nP0;\nLDR X0,[X1];\nexists (0:X0=1 /\\ y=0)",
        "AArch64 t\n{uint64_t x; 0:X1=x; 0:X2=y;}\nP0;\nL: LDR X0,[X1];\nLDR W1,[X2];\n",
        "AArch64 t\n{x=y; 0:X1=x;}\nP0;\nLDR X0,[X1];\nLDR W2,[X0];\nexists (0:X2=0 /\\ 0:XZR=0)",
    ] {
        assert_eq!(drawn(source), "", "{source}");
    }
}

#[test]
fn colour_is_only_on_demand() {
    let source = "AArch64 t\n{}\nP0;\nNOP;\nexists (1:X0=1)";
    let found = findings(source);
    assert!(!render("t", source, &found[0]).contains('\u{1b}'));
    assert!(render_coloured("t", source, &found[0]).contains('\u{1b}'));
}
