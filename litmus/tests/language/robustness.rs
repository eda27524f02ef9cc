//! No text makes the parser panic or hang.

use crate::examples::EXAMPLES;
use crate::roundtrip::assert_reads_back;
use fencepost_litmus::test::diagnostic::{render, render_coloured};
use fencepost_litmus::test::parse;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::time::{Duration, Instant};

/// Reads a text; what is wrong with it is drawn, what is right is printed.
fn exercise(source: &str) {
    match parse(source) {
        Ok(parsed) => {
            assert_reads_back(&parsed.test);
            parsed.warnings.iter().for_each(|d| drop(render_coloured("t", source, d)));
        }
        Err(findings) => {
            assert!(!findings.is_empty());
            findings.iter().for_each(|d| drop(render("t", source, d)));
        }
    }
}

/// A piece of a test: what matters to the parser is likelier than other text.
fn piece() -> impl Strategy<Value = String> {
    let token = select(vec![
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ";",
        ":",
        "|",
        "=",
        "!=",
        "=>",
        "/\\",
        "\\/",
        "~",
        "not ",
        "exists",
        "forall",
        "locations",
        "filter",
        "with",
        "<<",
        "(*",
        "*)",
        "\"",
        "%",
        "%x",
        "&",
        "*",
        "+",
        "-",
        ",",
        "\n",
        "\r\n",
        "\t",
        " ",
        "P0",
        "P1",
        "0:",
        "1:",
        "0:X1",
        "x",
        "y[1]",
        "int ",
        "uint64_t ",
        "int *",
        "L0:",
        "label:\"P0:L0\"",
        "B L0",
        "LDR W0,[X1]",
        "NOP",
        "MOV W0,#1",
        "AArch64 t",
        "V0.4S",
        "true",
        "0x10",
        "-1",
        "99999999999999999999999999999",
        "é",
        "\u{feff}",
        "\0",
        "x=1",
        "0:X1=x;",
    ]);
    prop_oneof![8 => token.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

/// An example with some places replaced, removed or inserted.
fn mutant() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0..20usize, piece());
    (select(EXAMPLES), prop::collection::vec(edit, 1..4)).prop_map(|(example, edits)| {
        let mut text: Vec<char> = example.chars().collect();
        for (at, removed, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

/// Some thousand cases, or as many as `PROPTEST_CASES` says.
fn config() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(2000),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text: String) {
        exercise(&text);
    }

    #[test]
    fn any_bytes(bytes: Vec<u8>) {
        exercise(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(piece(), 0..60)) {
        exercise(&pieces.concat());
        exercise(&format!("AArch64 t\n{{{}", pieces.concat()));
    }

    #[test]
    fn any_mutant(text in mutant()) {
        exercise(&text);
    }
}

/// Long texts that repeat one piece are read in a moment.
#[test]
fn long_texts_take_linear_time() {
    let around = [
        ("", ""),
        ("AArch64 t\n", ""),
        ("AArch64 t\n{", "}\nP0;\nNOP;\nexists x=1"),
        ("AArch64 t\n{0:X1=x;}\nP0", ";\nNOP;\nexists x=1"),
        ("AArch64 t\n{0:X1=x;}\nP0;\n", ";\nexists x=1"),
        ("AArch64 t\n{0:X1=x;}\nP0;\nNOP;\nexists ", "x=1"),
        ("AArch64 t\n{0:X1=x;}\nP0;\nNOP;\nlocations [", "]"),
    ];
    let pieces = [
        "(*",
        "*)",
        "\"",
        "{",
        "(",
        "not ",
        "=> ",
        "x=1 => ",
        "x=1 /\\ ",
        "~(",
        ";",
        "|",
        "a ",
        "%a",
        "L:",
        "L: ;",
        "B L;",
        "NOP;",
        "int ",
        "*",
        "0:X1=x;",
        "a=1\n",
        "q;",
        "#",
        "é",
        "x[1]=",
        "{1,",
        "|P1",
        ", 1",
        "&",
        "<",
        "0:V0.4S=1;",
        "exits ;",
    ];
    for (before, after) in around {
        for piece in pieces {
            let text = format!("{before}{}{after}", piece.repeat((1 << 15) / piece.len()));
            let start = Instant::now();
            if let Err(findings) = parse(&text) {
                findings.iter().take(1).for_each(|d| drop(render("t", &text, d)));
            }
            let elapsed = start.elapsed();
            assert!(elapsed < Duration::from_secs(5), "{before:?} {piece:?}: {elapsed:?}");
        }
    }
}

/// Many different names, too.
#[test]
fn many_names_take_linear_time() {
    let names = |form: &dyn Fn(usize) -> String| (0..20_000).map(form).collect::<String>();
    let tests = [
        format!("AArch64 t\n{{{}}}\nP0;\nNOP;", names(&|i| format!("l{i}=1;"))),
        format!("AArch64 t\n{{}}\nP0;\nNOP;\nlocations [{}]", names(&|i| format!("l{i};"))),
        format!("AArch64 t\n{{}}\nP0;\n{}", names(&|i| format!("l{i}: B l{i};\n"))),
        format!("AArch64 t\n{{}}\nP0;\n{}", names(&|i| format!("B l{i};\n"))),
        format!("AArch64 t\n{{}}\nP0;\n{}", names(&|i| format!("ADDD{i} X0;\n"))),
        format!("AArch64 t\n{{}}\nP0{};\nNOP;", names(&|i| format!("|P{}", i + 1))),
        format!("AArch64 t\n{{}}\nP0;\n{}", names(&|i| format!("LDR W0,[%r{i}];\n"))),
        format!("AArch64 t\n{{{}}}\nP0;\nNOP;", names(&|i| format!("int a{i}[4096];"))),
    ];
    for text in tests {
        let start = Instant::now();
        let _ = parse(&text);
        let elapsed = start.elapsed();
        assert!(elapsed < Duration::from_secs(5), "{}: {elapsed:?}", &text[..60]);
    }
}

/// Conditions nest to the bound, on a small stack, and not deeper.
#[test]
fn deep_nesting() {
    let nested = |n: usize, open: &str, close: &str| {
        let condition = format!("{}[x]=1{}", open.repeat(n), close.repeat(n));
        parse(&format!("AArch64 t\n{{x=1;}}\nP0;\nNOP;\nexists {condition}"))
    };
    for (open, close) in [("(", ")"), ("not ", ""), ("[x]=1 => ", ""), ("([x]=1 /\\ ", ")")] {
        let parsed = nested(500, open, close).expect("500 levels are accepted");
        assert_reads_back(&parsed.test);
        assert!(nested(501, open, close).is_err());
    }
}
