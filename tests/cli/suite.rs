//! The built-in corpus.

use super::harness::{run, timeless};
use std::env::consts::{ARCH, OS};

#[test]
fn no_command_is_the_suite() {
    let run = run(&[]);
    assert_eq!(run.code, 0, "{}", run.out);
    // On an Arm machine the tests are run too, and what was seen differs from run to run.
    if !cfg!(target_arch = "aarch64") {
        assert_eq!(run.out, super::harness::run(&["suite", "--model-only"]).out);
    }
    let machine = format!(" on {OS} {ARCH}, ");
    assert!(run.out.lines().next().is_some_and(|line| line.contains(&machine)), "{}", run.out);
    assert!(run.out.contains(" tests under 3 models: all as expected"), "{}", run.out);
    assert!(run.out.contains("each never has a mutant that is sometimes"), "{}", run.out);
}

#[test]
fn families() {
    let run = run(&["suite", "--model-only", "--family", "MP"]);
    assert_eq!(run.code, 0);
    let verdicts = |name: &str| {
        let line = run.out.lines().find(|l| l.split_whitespace().next() == Some(name));
        line.map(|l| l.split_whitespace().skip(1).collect::<Vec<_>>())
    };
    assert_eq!(verdicts("MP"), Some(vec!["SC", "TSO", "Arm"]));
    assert_eq!(verdicts("MP+dmb.sys"), Some(vec!["never", "never", "never", "ok"]));
    assert_eq!(verdicts("MP+po+addr"), Some(vec!["never", "never", "sometimes", "ok"]));
    assert_eq!(verdicts("SB"), None);
    let unknown = super::harness::run(&["suite", "--family", "Nope"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.starts_with("error: there is no family `Nope`; there are 2+2W, "));
}

#[test]
fn workers_change_nothing() {
    for format in ["text", "json", "junit"] {
        let with = |jobs| {
            timeless(&run(&["suite", "--model-only", "--format", format, "--jobs", jobs]).out)
        };
        assert!(with("1") == with("8"), "{format}");
    }
}

#[test]
fn junit_is_xml() {
    let report = run(&["suite", "--model-only", "--format", "junit"]).out;
    let document = roxmltree::Document::parse(&report).expect("XML");
    assert_eq!(document.root_element().attribute("failures"), Some("0"));
    assert!(document.descendants().filter(|n| n.has_tag_name("testcase")).count() >= 200);
}
