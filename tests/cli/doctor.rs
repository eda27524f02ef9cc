//! `fencepost doctor`: what it says of any machine.

use super::harness::{program, run};
use serde_json::Value;

#[test]
fn every_part_is_there() {
    let run = run(&["doctor"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for title in ["machine", "features", "cores", "caches", "timer", "toolchain"] {
        let line = format!("\n  {title:<10}");
        assert!(format!("\n{}", run.out).contains(&line), "{title}: {}", run.out);
    }
    assert!(run.out.contains("\nWhat this means for results\n"), "{}", run.out);
}

#[test]
fn json_has_the_same() {
    let run = run(&["doctor", "--json"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    for pointer in [
        "/machine/platform/os",
        "/machine/platform/translator",
        "/machine/features/usable",
        "/machine/probes",
        "/machine/topology/allowed",
        "/machine/timer",
        "/toolchain/targets",
        "/toolchain/qemu",
        "/notes",
    ] {
        assert!(json.pointer(pointer).is_some(), "{pointer}: {}", run.out);
    }
    assert_eq!(json["machine"]["platform"]["arch"], std::env::consts::ARCH);
    let notes = json["notes"].as_array().expect("notes");
    let is_not_arm = notes.iter().any(|note| note["id"] == "not-aarch64");
    let rosetta = notes.iter().any(|note| note["id"] == "rosetta");
    assert_eq!(is_not_arm || rosetta, !cfg!(target_arch = "aarch64"));
}

#[test]
fn a_feature_that_is_unknown() {
    let output = program().arg("doctor").env("FENCEPOST_CPU", "-lse,-sve").output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(error.contains("FENCEPOST_CPU: `-sve`"), "{error}");
}
