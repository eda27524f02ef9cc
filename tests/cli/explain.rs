//! `fencepost explain`: its arguments. What it says is tested where it is said.

use super::harness::{run, run_with};
use std::fs;

#[test]
fn both_answers() {
    let allowed = run(&["explain", "MP.litmus"]);
    assert_eq!(allowed.code, 0, "{}", allowed.err);
    assert!(allowed.out.starts_with("MP: allowed under aarch64."), "{}", allowed.out);
    let forbidden = run(&["explain", "folder/b.litmus"]);
    assert_eq!(forbidden.code, 0, "{}", forbidden.err);
    assert!(forbidden.out.starts_with("MP+dmbs: forbidden under aarch64."), "{}", forbidden.out);
    let model = run(&["explain", "--model", "tso", "MP.litmus"]);
    assert!(model.out.starts_with("MP: forbidden under tso."), "{}", model.out);
}

#[test]
fn another_outcome() {
    let run = run(&["explain", "folder/b.litmus", "--outcome", r"1:X0=1 /\ 1:X2=1"]);
    assert!(run.out.starts_with("MP+dmbs: allowed under aarch64."), "{}", run.out);
}

#[test]
fn pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (svg, dot) = (file("a.svg"), file("a.dot"));
    let run = run(&["explain", "MP.litmus", "--svg", &svg, "--dot", &dot]);
    assert_eq!(run.code, 0, "{}", run.err);
    let svg = fs::read_to_string(svg).expect("it was written");
    roxmltree::Document::parse(&svg).expect("XML");
    assert!(fs::read_to_string(dot).expect("it was written").starts_with("digraph"));
}

#[test]
fn errors() {
    let outcome = run(&["explain", "MP.litmus", "--outcome", r"1:X0=1 /\ 7:X2=0 \/ [q]=1"]);
    insta::assert_snapshot!(outcome.snapshot());
    for (arguments, code) in [
        (&["explain", "bad.litmus"][..], 2),
        (&["explain", "unsupported.litmus"], 3),
        (&["explain", "missing.litmus"], 2),
        (&["explain", "folder"], 2),
        (&["explain", "MP.litmus", "--svg", "missing/a.svg"], 2),
        (&["explain", "MP.litmus", "--time-limit", "0.000000001"], 4),
    ] {
        let run = run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
        assert!(run.err.contains("error"), "{arguments:?}: {}", run.err);
    }
    assert_eq!(run_with(&["explain", "-"], "nothing").code, 2);
}
