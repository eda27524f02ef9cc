//! `fencepost run`: its arguments. What it does on an AArch64 machine is in
//! `tests/machine.rs`, what it prints in `tests/reports.rs`.

use super::harness::run;

#[test]
fn where_nothing_can_be_run_it_says_how() {
    if cfg!(target_arch = "aarch64") {
        println!("left out: it can be run here");
        return;
    }
    let run = run(&["run", "MP.litmus"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    let command = "cargo run --release --target aarch64-unknown-linux-gnu -- run";
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(run.err.starts_with("error: ") && run.err.contains(command), "{}", run.err);
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
