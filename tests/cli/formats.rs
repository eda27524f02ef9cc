//! What `check` prints, for everything that can come of a test.

use super::harness::{run, timeless};

/// Every kind of answer, and its exit code.
const TESTS: [(&str, i32); 12] = [
    ("MP.litmus", 0),
    ("bad.litmus", 2),
    ("decided.litmus", 0),
    ("differs.litmus", 1),
    ("fault.litmus", 2),
    ("forall.litmus", 1),
    ("loop.litmus", 4),
    ("missing.litmus", 2),
    ("observed.litmus", 0),
    ("unsupported.litmus", 3),
    ("warned.litmus", 0),
    ("folder", 0),
];

fn paths<'a>() -> impl Iterator<Item = &'a str> {
    TESTS.iter().map(|(path, _)| *path)
}

fn check_all(format: &str) -> String {
    let arguments: Vec<&str> = ["check", "--format", format].into_iter().chain(paths()).collect();
    run(&arguments).snapshot()
}

#[test]
fn exit_codes() {
    for (path, code) in TESTS {
        for format in ["text", "herd", "json", "junit"] {
            let run = run(&["check", "--format", format, path]);
            assert_eq!(run.code, code, "{path} as {format}: {}", run.err);
        }
    }
}

#[test]
fn the_most_serious_exit_code_wins() {
    let code = |paths: &[&str]| run(&[&["check"], paths].concat()).code;
    assert_eq!(code(&["MP.litmus", "differs.litmus"]), 1);
    assert_eq!(code(&["differs.litmus", "loop.litmus", "MP.litmus"]), 4);
    assert_eq!(code(&["unsupported.litmus", "loop.litmus", "differs.litmus"]), 3);
    assert_eq!(code(&["unsupported.litmus", "bad.litmus", "loop.litmus", "differs.litmus"]), 2);
}

#[test]
fn text() {
    insta::assert_snapshot!(check_all("text"));
}

#[test]
fn herd() {
    insta::assert_snapshot!(check_all("herd"));
}

#[test]
fn json() {
    insta::assert_snapshot!(check_all("json"));
}

#[test]
fn junit() {
    insta::assert_snapshot!(check_all("junit"));
}

#[test]
fn junit_is_xml() {
    let report = run(&[&["check", "--format", "junit"][..], &paths().collect::<Vec<_>>()].concat());
    let document = roxmltree::Document::parse(&report.out).expect("XML");
    let count = |name| document.descendants().filter(|n| n.has_tag_name(name)).count();
    let suite = document.root_element();
    for (attribute, element) in [
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ] {
        assert_eq!(suite.attribute(attribute), Some(count(element).to_string().as_str()));
    }
}

#[test]
fn quiet_prints_errors_alone() {
    let run = run(&["check", "--quiet", "warned.litmus", "unsupported.litmus"]);
    assert!(!run.err.contains("warning") && run.err.contains("error"), "{}", run.err);
}

#[test]
fn models_differ() {
    let observation = |model| {
        let out = run(&["check", "--format", "herd", "--model", model, "MP.litmus"]).out;
        out.lines().find(|l| l.starts_with("Observation")).map(str::to_owned)
    };
    assert_eq!(observation("aarch64").as_deref(), Some("Observation MP Sometimes 1 3"));
    assert_eq!(observation("tso").as_deref(), Some("Observation MP Never 0 3"));
    assert_eq!(observation("sc").as_deref(), Some("Observation MP Never 0 3"));
}

#[test]
fn each_model_has_its_own_expectation() {
    let source = "AArch64 SB\nExpect=sometimes\nExpectTSO=sometimes\nExpectSC=NEVER\n\
                  { 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; }\n P0 | P1 ;\n MOV W0,#1 | MOV W0,#1 ;\n \
                  STR W0,[X1] | STR W0,[X1] ;\n LDR W2,[X3] | LDR W2,[X3] ;\n\
                  exists (0:X2=0 /\\ 1:X2=0)\n";
    for (model, right) in [("aarch64", "sometimes"), ("tso", "sometimes"), ("sc", "never")] {
        let run = super::harness::run_with(&["check", "--model", model, "-"], source);
        assert_eq!(run.code, 0, "{}", run.out);
        assert!(run.out.starts_with(&format!("SB: {right}, as expected\n")), "{}", run.out);
    }
}

#[test]
fn many_states_are_cut_in_text_alone() {
    let mut rows = String::from(" P0 | P1 ;\n");
    for n in 1..=120 {
        rows += &format!(
            " MOV W0,#{n} | {} ;\n STR W0,[X1] | ;\n",
            if n == 1 { "LDR W0,[X1]" } else { "" }
        );
    }
    let source =
        format!("AArch64 many\n{{ 0:X1=x; 1:X1=x; }}\n{rows}exists (1:X0=77 \\/ 1:X0=119)\n");
    let text = super::harness::run_with(&["check", "-"], &source).out;
    let states: Vec<_> = text.lines().filter(|l| l.contains("1:X0=") && l.ends_with(';')).collect();
    assert_eq!(states.len(), 100);
    assert_eq!(states[..3], ["  * 1:X0=77;", "  * 1:X0=119;", "    1:X0=0;"]);
    assert!(text.contains("and 21 more, which `--format json` prints"), "{text}");
    let herd = super::harness::run_with(&["check", "--format", "herd", "-"], &source).out;
    assert!(herd.contains("States 121\n"), "{}", timeless(&herd));
}
