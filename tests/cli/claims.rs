//! The article's statements, as a user asks for them.

use super::harness::{program, run};
use serde_json::Value;
use std::path::Path;

/// On every machine the same.
const RECORDED: [&str; 3] = ["claims", "--evidence", "recorded"];

fn recorded(arguments: &[&str]) -> super::harness::Run {
    run(&[&RECORDED[..], arguments].concat())
}

#[test]
fn a_table_of_all() {
    let run = recorded(&[]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let rows = run.out.lines().filter(|line| line.starts_with(" C")).count();
    assert_eq!(rows, 45);
    assert!(run.out.lines().all(|line| line.chars().count() <= 100), "{}", run.out);
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_flagship() {
    let by_number = recorded(&["C17"]);
    assert_eq!(by_number.code, 0);
    insta::assert_snapshot!(by_number.out);
    assert_eq!(recorded(&["dsb-store"]).out, by_number.out);
}

#[test]
fn json_is_as_the_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema =
        std::fs::read_to_string(root.join("schema/claims.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let report: Value = serde_json::from_str(&recorded(&["--format", "json"]).out).expect("JSON");
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|e| format!("{e} at {}", e.instance_path)).collect();
    assert_eq!(errors, [""; 0]);
    let mut wrong = report.clone();
    wrong["claims"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&wrong), "the schema can tell");
    // Each claim that is false shows what refutes it.
    for claim in report["claims"].as_array().expect("claims") {
        let parts = claim["parts"].as_array().expect("parts");
        for part in parts.iter().filter(|part| part["finding"] == "refutes") {
            assert_ne!(part["because"], "", "{}", claim["id"]);
            assert_ne!(part["sources"].as_array().map(Vec::len), Some(0), "{}", claim["id"]);
        }
    }
}

#[test]
fn html_is_complete_in_itself() {
    let page = recorded(&["--format", "html"]).out;
    for claim in fencepost::claims::all() {
        assert!(page.contains(&format!("id=\"{}\"", claim.id)), "{}", claim.id);
    }
    for outside in ["src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let count = |text: &str| page.matches(text).count();
    for tag in ["details", "figure", "svg", "table", "pre", "ol", "li", "dl"] {
        let opened = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
        assert_eq!(opened, count(&format!("</{tag}>")), "<{tag}>");
    }
    assert!(count("<svg ") >= 20, "cycles and witnesses are drawn");
}

/// Every line is a comment or a sample, families are in one piece, and all counts
/// add up.
#[test]
fn openmetrics() {
    let text = recorded(&["--format", "openmetrics"]).out;
    assert!(text.ends_with("# EOF\n"));
    let mut total = 0;
    let mut family = String::new();
    for line in text.lines() {
        if let Some(typed) = line.strip_prefix("# TYPE ") {
            family = typed.split(' ').next().expect("a name").to_owned();
        }
        if line.starts_with('#') {
            continue;
        }
        let (sample, value) = line.rsplit_once(' ').expect("a value");
        let value: usize = value.parse().expect("a number");
        assert!(sample.starts_with(&format!("{family}{{os=")), "{line}");
        total += if family == "fencepost_claims" { value } else { 0 };
    }
    assert_eq!(total, 45);
}

/// `FENCEPOST_BLESS=1` writes the page.
#[test]
fn the_page_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/claims.md");
    let page = recorded(&["--format", "markdown"]).out;
    if std::env::var_os("FENCEPOST_BLESS").is_some() {
        std::fs::write(&file, &page).expect("it can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == page,
        "docs/claims.md is not what the evidence says; FENCEPOST_BLESS=1 writes it"
    );
}

#[test]
fn what_cannot_be_asked() {
    let unknown = run(&["claims", "C46"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.starts_with("error: there is no claim `C46`"), "{}", unknown.err);
    let absent = run(&["claims", "--go", "no/such/go", "C16"]);
    assert_eq!(absent.code, 2);
    assert!(
        absent.err.starts_with("error: no/such/go: there is no such program"),
        "{}",
        absent.err
    );
    assert_eq!(
        run(&["claims", "--record", "x"]).code,
        2,
        "a record is of toolchains that are named"
    );
}

/// Without Go in PATH, live evidence says what is missing.
#[test]
fn without_go() {
    let output = program()
        .args(["claims", "--evidence", "live", "C16", "C17"])
        .env("PATH", "")
        .output()
        .expect("it starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("C16 store64: needs Go") && text.contains("C17 dsb-store: false"),
        "{text}"
    );
    assert!(text.contains("left out: Go is not in PATH"), "{text}");
}

/// A program that is no Go toolchain is left out, and that is said.
#[cfg(unix)]
#[test]
fn not_a_go_toolchain() {
    let run = run(&["claims", "--evidence", "live", "--go", "/bin/sh", "C45"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("C45 head-type: needs Go"), "{}", run.out);
    assert!(run.out.contains("left out: a Go toolchain: /bin/sh"), "{}", run.out);
}
