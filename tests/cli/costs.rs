//! `fencepost costs`: what it measures is this machine's and is not asserted; what it makes of it
//! is.

use super::harness::{Run, run};
use super::schema::assert_valid_document;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The shortest run that has something of everything.
const SHORT: [&str; 6] = ["costs", "--seconds", "0.01", "--primitive", STRONG_STORE, "--before"];

/// What a sequentially consistent store is by hand.
const STRONG_STORE: &str = if cfg!(target_arch = "x86_64") { "xchg" } else { "stlr_x" };

fn short(more: &[&str]) -> Run {
    run(&[&SHORT[..], &["bare"], more].concat())
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("UTF-8").to_owned()
}

#[test]
fn one_run_in_every_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let [json, csv, svg, html] =
        ["run.json", "run.csv", "run.svg", "run.html"].map(|name| path(folder.path(), name));
    let files = ["--json", &json, "--csv", &csv, "--svg", &svg, "--html", &html];
    let text = short(&files);
    assert_eq!(text.code, 0, "{}", text.err);
    assert!(text.out.contains("noise floor"), "{}", text.out);
    let read = |file: &str| fs::read_to_string(file).expect("it was written");
    assert_valid_document("costs.schema.json", &read(&json));
    assert!(read(&csv).starts_with("primitive,title,before,"));
    roxmltree::Document::parse(&read(&svg)).expect("XML");
    assert!(read(&html).contains("<svg "));
    // The same from the file, in the forms that go to the standard output.
    let again = |format| run(&["costs", "--from", &json, "--format", format]);
    assert_eq!(again("text").out, text.out);
    assert_eq!(again("csv").out, read(&csv));
    assert_eq!(again("json").out, read(&json));
    assert!(again("openmetrics").out.ends_with("# EOF\n"));
}

#[test]
fn what_a_primitive_is_set_in_relation_to_is_measured_too() {
    let run = short(&["--format", "json"]);
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    let measurements = json["measurements"].as_array().expect("measurements");
    let names: Vec<_> = measurements.iter().filter_map(|one| one["primitive"].as_str()).collect();
    assert!(names.contains(&STRONG_STORE) && names.contains(&"rust_store_seqcst"), "{names:?}");
    let null = &json["nulls"][0];
    assert!(null["first"]["median"].is_number() && null["second"]["median"].is_number());
}

#[test]
fn a_run_against_itself_concludes_nothing_and_against_a_slower_one_it_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = path(folder.path(), "first.json");
    assert_eq!(short(&["--json", &first]).code, 0);
    let same = run(&["costs", "--compare", &first, &first]);
    assert_eq!((same.code, same.err.contains("different machines")), (0, false), "{}", same.err);
    let last = same.out.lines().last().unwrap_or_default();
    let emulated = same.err.contains("emulated");
    assert!(emulated || last.ends_with(" within noise"), "{last}");
    assert!(!last.contains("faster") && !last.contains("slower"), "{last}");
    // The mutant: the same file with one cost that is far higher.
    let text = fs::read_to_string(&first).expect("it was written");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    let mut measurements = json["measurements"].as_array_mut().expect("an array").iter_mut();
    let one = measurements.find(|one| one["primitive"] == STRONG_STORE).expect("it was measured");
    one["ns"] = serde_json::json!({ "low": 1e6, "median": 1.1e6, "high": 1.2e6 });
    json["machine"]["cpu"] = "another".into();
    let second = path(folder.path(), "second.json");
    fs::write(&second, json.to_string()).expect("it can be written");
    let other = run(&["costs", "--compare", &first, &second]);
    assert!(other.err.contains("warning: the runs are of different machines"), "{}", other.err);
    assert!(emulated || other.out.contains("second against first: 1 slower"), "{}", other.out);
    let svg = path(folder.path(), "forest.svg");
    let html = path(folder.path(), "forest.html");
    let pictures = run(&["costs", "--compare", &first, &second, "--svg", &svg, "--html", &html]);
    assert_eq!(pictures.code, 0);
    let svg = fs::read_to_string(&svg).expect("it was written");
    roxmltree::Document::parse(&svg).expect("XML");
}

#[test]
fn bad_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = path(folder.path(), name);
        fs::write(&path, text).expect("it can be written");
        path
    };
    let newer = write("newer.json", r#"{"schema":99}"#);
    let other = write("other.json", "[1]");
    let empty = folder.path().to_str().expect("UTF-8");
    for (arguments, expected) in [
        (&["costs", "--from", "none.json"][..], "none.json: "),
        (&["costs", "--from", &newer], "its schema is 99, and this fencepost reads 1"),
        (&["costs", "--compare", &newer, &newer], "newer.json: its schema is 99"),
        (&["costs", "--from", &other], "it has no schema; make it with"),
        (
            &["costs", "--criterion", "nowhere"],
            "nowhere: there is no such folder; run `cargo bench`",
        ),
        (&["costs", "--criterion", empty], "there are no results of costs here"),
        (&["costs", "--primitive", "nope"], "there is no primitive `nope`"),
        (&["costs", "--before", "nope"], "nothing named `nope` can precede; there are bare, "),
        (&["costs", "--seconds", "0"], "not a positive number of seconds"),
        (&["costs", "--quick", "--seconds", "1"], "cannot be used with"),
        (&["costs", "--compare", "a.json"], "2 values required"),
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn cores_have_a_matrix_or_a_reason() {
    let run = run(&["costs", "--cores", "--seconds", "0.01", "--format", "json"]);
    if run.code == 2 {
        return assert!(run.err.contains("CPU"), "{}", run.err);
    }
    assert_valid_document("costs.schema.json", &run.out);
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    assert!(!json["cores"].as_array().expect("an array").is_empty());
    assert!(json["measurements"].as_array().expect("an array").is_empty());
}

#[test]
fn the_list_has_what_can_be_asked_for() {
    let list = run(&["costs", "--list"]);
    assert_eq!(list.code, 0);
    let names: Vec<_> = list.out.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(names.contains(&STRONG_STORE) && names.contains(&"rust_fence_seqcst"), "{names:?}");
}
