//! Help and versions.

use super::harness::run;

#[test]
fn help() {
    insta::assert_snapshot!(run(&["--help"]).snapshot());
    insta::assert_snapshot!(run(&["check", "--help"]).snapshot());
    insta::assert_snapshot!(run(&["explain", "--help"]).snapshot());
    insta::assert_snapshot!(run(&["suite", "--help"]).snapshot());
    insta::assert_snapshot!(run(&["costs", "--help"]).snapshot());
    insta::assert_snapshot!(run(&["run", "--help"]).snapshot());
}

#[test]
fn version() {
    let long = run(&["--version"]);
    assert_eq!(long.code, 0);
    let lines: Vec<_> = long.out.lines().collect();
    assert_eq!(lines[0], concat!("fencepost ", env!("CARGO_PKG_VERSION")));
    assert!(lines[1].starts_with("model aarch64: "), "{}", long.out);
    assert_eq!(run(&["-V"]).out.lines().next(), Some(lines[0]));
}

#[test]
fn usage_errors() {
    for arguments in [
        &["chek"][..],
        &["check"],
        &["check", "--model", "power", "MP.litmus"],
        &["check", "--format", "xml", "MP.litmus"],
        &["check", "--jobs", "0", "MP.litmus"],
        &["check", "--time-limit", "0", "MP.litmus"],
        &["check", "--time-limit", "-1", "MP.litmus"],
        &["check", "--time-limit", "soon", "MP.litmus"],
        &["explain"],
        &["suite", "--family"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("error: "), "{arguments:?}: {}", run.err);
    }
    insta::assert_snapshot!(run(&["check", "--time-limit", "0", "MP.litmus"]).err);
}
