//! Tests in Rust's atomics as a user's crate has them, and the command that runs the built-in ones.

#[path = "cli/harness.rs"]
#[allow(dead_code, reason = "the other tests of the command line use the rest")]
mod harness;

/// The crate of `examples/rust-level`, with its tests.
#[expect(unreachable_pub, reason = "elsewhere it is a crate")]
#[path = "../examples/rust-level/src/lib.rs"]
mod mailbox;

use fencepost_asm::detect::{Translator, platform};
use harness::run;

#[test]
fn the_suite_runs_here() {
    let run = run(&["rust", "--time", "10ms"]);
    // QEMU shows what Arm forbids: a load-acquire before a store-release.
    let expected = if platform().translator == Some(Translator::QemuUser) { run.code } else { 0 };
    assert_eq!((run.code, run.err.as_str()), (expected, ""), "{}", run.out);
    let rows: Vec<Vec<&str>> =
        run.out.lines().map(|line| line.split_whitespace().collect()).collect();
    let row = |name: &str| {
        let row = rows.iter().find(|row| row.first() == Some(&name));
        row.map(|row| row[1..row.len() - 3].join(" "))
    };
    assert_eq!(row("SB").as_deref(), Some("all machines"));
    assert_eq!(row("SB+seqcsts").as_deref(), Some("no machine"));
    assert_eq!(row("SB+rel-acqs").as_deref(), Some("+lse,+rcpc x86-64"));
    assert_eq!(row("MP").as_deref(), Some("A64 +lse +lse,+rcpc"));
}

#[test]
fn a_test_is_chosen_by_name_and_shown() {
    let run = run(&["rust", "--mapping", "MP+rel+acq"]);
    insta::assert_snapshot!(run.snapshot());
}

/// `fencepost run` does what it can where litmus tests cannot be run.
#[test]
#[cfg(not(target_arch = "aarch64"))]
fn they_are_what_runs_elsewhere() {
    let run = run(&["run", "--time", "500ms", "MP.litmus"]);
    assert_eq!(run.code, 3, "{}", run.err);
    assert!(run.err.starts_with("error: litmus tests run on AArch64; "), "{}", run.err);
    assert!(run.out.lines().any(|line| line.starts_with("SB+seqcsts ")), "{}", run.out);
    let json = harness::run(&["run", "--format", "json", "MP.litmus"]);
    assert_eq!((json.code, json.out.as_str()), (3, ""));
}

#[test]
fn mistakes_are_told() {
    let unknown = run(&["rust", "MP+nothing"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.starts_with("error: there is no test `MP+nothing`; there are SB, "));
    let recipe = run(&["rust", "--recipe", "no-such.toml"]);
    assert_eq!((recipe.code, recipe.out.as_str()), (2, ""));
    assert!(recipe.err.starts_with("error: no-such.toml: "), "{}", recipe.err);
}
