//! Limits are loud, and concern one test alone.

use super::harness::run;

#[test]
fn time() {
    let run = run(&["check", "--time-limit", "0.000000001", "MP.litmus", "bad.litmus"]);
    insta::assert_snapshot!(run.snapshot());
}

#[test]
fn memory() {
    let run = run(&["check", "--memory-limit", "0", "MP.litmus"]);
    insta::assert_snapshot!(run.snapshot());
    let enough = super::harness::run(&["check", "--memory-limit", "100", "MP.litmus"]);
    assert_eq!(enough.code, 0);
}

#[test]
fn every_format_says_so() {
    let with = |format| {
        run(&["check", "--format", format, "--time-limit", "0.000000001", "MP.litmus", "folder"])
    };
    for format in ["text", "herd", "json", "junit"] {
        assert_eq!(with(format).code, 4);
    }
    assert_eq!(with("herd").out, "");
    assert_eq!(with("herd").err.matches("(--time-limit)").count(), 4);
    assert_eq!(with("json").out.matches("\"kind\":\"time\"").count(), 4);
    assert_eq!(with("junit").out.matches("<error ").count(), 4);
}

#[test]
fn a_higher_bound_completes_a_loop() {
    let complete = run(&["check", "--unroll", "100", "decided.litmus"]);
    let cut = run(&["check", "decided.litmus"]);
    assert_eq!((complete.code, cut.code), (0, 0));
    assert!(cut.out.contains("P0 may go round the loop at P0:L0"), "{}", cut.out);
    assert!(!complete.out.contains('!'), "{}", complete.out);
}
