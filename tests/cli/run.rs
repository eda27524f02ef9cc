//! `fencepost run`: its arguments. What it does on an AArch64 machine is in
//! `tests/machine.rs`, what it prints in `tests/reports.rs`.

use super::harness::run;

#[test]
fn elsewhere_it_says_how_and_runs_the_tests_in_rust() {
    if cfg!(target_arch = "aarch64") {
        println!("left out: it can be run here");
        return;
    }
    let command = "cargo run --release --target aarch64-unknown-linux-gnu -- run";
    let json = run(&["run", "--format", "json", "MP.litmus"]);
    assert_eq!((json.code, json.out.as_str()), (3, ""));
    assert_eq!(json.err.lines().count(), 1, "{}", json.err);
    let text = run(&["run", "--time", "1s", "MP.litmus"]);
    assert_eq!(text.code, 3);
    assert!(text.out.starts_with("Tests in Rust's atomics on "), "{}", text.out);
    for err in [json.err, text.err] {
        assert!(err.starts_with("error: ") && err.contains(command), "{err}");
    }
}

#[test]
fn usage_errors() {
    for arguments in [
        &["run"][..],
        &["run", "--time", "0", "MP.litmus"],
        &["run", "--time", "soon", "MP.litmus"],
        &["run", "--instances", "0", "MP.litmus"],
        &["run", "--cores", "3-1", "MP.litmus"],
        &["run", "--jobs", "0", "MP.litmus"],
        &["run", "--format", "herd", "MP.litmus"],
        &["run", "--json", "a", "--resume", "a", "MP.litmus"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.starts_with("error: "), "{arguments:?}: {}", run.err);
    }
}
