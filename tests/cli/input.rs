//! Where tests come from, and in which order they are reported.

use super::harness::{Run, program, run, run_with, timeless};
use std::fs;
use std::process::{Command, Stdio};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/litmus/corpus");

/// The paths of a JSON report.
fn paths(run: &Run) -> Vec<String> {
    let path = |line| {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        object["path"].as_str().expect("a path").replace('\\', "/")
    };
    run.out.lines().map(path).collect()
}

#[test]
fn folders_are_searched_in_order() {
    let run = run(&["check", "--format", "json", "folder"]);
    assert_eq!(paths(&run), ["folder/a.litmus", "folder/b.litmus", "folder/deep/c.litmus"]);
}

#[test]
fn lists_are_relative_to_where_they_are() {
    let here = run(&["check", "--format", "json", "@list.txt"]);
    let expected = ["MP.litmus", "folder/deep/c.litmus", "folder/a.litmus", "missing.litmus"];
    assert_eq!(paths(&here), expected);
    assert_eq!(here.code, 2);
    let below = run(&["check", "--format", "json", "folder/../@list.txt"]);
    assert_eq!((below.code, paths(&below).len()), (2, 1), "only a leading @ makes a list");
    let elsewhere = run(&["check", "--format", "json", "@folder/../list.txt"]);
    assert_eq!(paths(&elsewhere)[0], "folder/../MP.litmus");
}

#[test]
fn arguments_keep_their_order() {
    let arguments = ["check", "--format", "json", "differs.litmus", "MP.litmus", "differs.litmus"];
    assert_eq!(paths(&run(&arguments)), ["differs.litmus", "MP.litmus", "differs.litmus"]);
}

#[test]
fn stdin() {
    let source =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/MP.litmus"));
    let source = source.expect("it is there");
    let piped = run_with(&["check", "--format", "herd", "-"], &source);
    assert_eq!(piped.code, 0);
    let file = run(&["check", "--format", "herd", "MP.litmus"]);
    assert_eq!(timeless(&piped.out), timeless(&file.out));
    let bad = run_with(&["check", "-"], "nothing of use");
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("--> <stdin>:1:1"), "{}", bad.err);
}

#[test]
fn what_leads_to_no_test_is_an_error_of_its_own() {
    let empty = tempfile::tempdir().expect("a folder");
    let folder = empty.path().to_str().expect("UTF-8");
    let run = run(&["check", folder, "@none.txt", "none.litmus", "MP.litmus"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err.matches("error: ").count(), 3, "{}", run.err);
    assert!(run.out.starts_with("MP: sometimes\n"), "{}", run.out);
}

#[test]
fn any_bytes_are_an_error_and_no_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("noise.litmus");
    fs::write(&file, [0xff, 0x00, b'\n', 0xc3, b'{', b'}']).expect("it can be written");
    let run = run(&["check", "--format", "json", file.to_str().expect("UTF-8"), "MP.litmus"]);
    assert_eq!((run.code, run.out.lines().count()), (2, 2), "{}", run.out);
}

#[test]
fn the_order_is_that_of_the_input_whatever_the_number_of_workers() {
    for format in ["text", "herd", "json", "junit"] {
        let with = |jobs| {
            let mut run = run(&["check", "--format", format, "--jobs", jobs, CORPUS, "folder"]);
            run.out = timeless(&run.out);
            run
        };
        let alone = with("1");
        assert!(alone.out.lines().count() > 200);
        assert!(with("2") == alone, "{format}, 2 workers");
        assert!(with("8") == alone, "{format}, 8 workers");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(program().get_program())
        .args(["check", "--format", "herd", CORPUS])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
