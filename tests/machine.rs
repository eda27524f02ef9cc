//! Litmus tests on this machine: the corpus, what misbehaves, and what an
//! emulator is known to do.
//!
//! Nothing is asserted of what must be seen, but where a store buffer alone
//! makes it certain; what is forbidden must not be, but for the known violation
//! of QEMU on x86, which must be found.

#![cfg(target_arch = "aarch64")]

use fencepost::report::Style;
use fencepost::run::known::Violation;
use fencepost::run::launch::Launcher;
use fencepost::run::record::{Outcome, Record, Verdict};
use fencepost::run::trial::{Settings, trial};
use fencepost_asm::detect::{Translator, platform};
use fencepost_litmus::corpus;
use fencepost_litmus::explore::Options;
use fencepost_machine::Recipe;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// The threads of a test have the cores for themselves.
static CORES: Mutex<()> = Mutex::new(());

/// What a run of the program came to.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn launcher() -> Launcher {
    Launcher::of(PathBuf::from(env!("CARGO_BIN_EXE_fencepost")))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fencepost(arguments: &[&str]) -> Ran {
    let _alone = CORES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut command = launcher().command();
    let output = command.args(arguments).current_dir(root()).output().expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn is_qemu() -> bool {
    platform().translator == Some(Translator::QemuUser)
}

/// Whether the violation is to be expected: QEMU, and the orders of an x86.
fn is_qemu_on_x86() -> bool {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    is_qemu() && cpus.contains("vendor_id")
}

#[test]
fn a_test_that_misbehaves_ends_alone() {
    let folder = "tests/fixtures/run";
    let files = ["spin", "fault", "illegal"].map(|name| format!("{folder}/{name}.litmus"));
    let last = "litmus/corpus/SB/SB.litmus";
    let paths = files.iter().map(String::as_str).chain([last]);
    let fixed = ["run", "--time", "4s", "--patience", "3s"];
    let ran = fencepost(&fixed.into_iter().chain(paths).collect::<Vec<_>>());
    let report = |name: &str| {
        let reports = ran.out.split("\n\n");
        let found = reports.into_iter().find(|r| r.starts_with(&format!("{name}: ")));
        found.unwrap_or_else(|| panic!("{name}: {}{}", ran.out, ran.err)).to_owned()
    };
    let spin = report("spin");
    assert!(spin.contains("no instance was finished for 3 s"), "{spin}");
    let fault = report("fault");
    assert!(fault.contains("SIGSEGV (11): it accessed memory that is not there"), "{fault}");
    let illegal = report("illegal");
    let unknown =
        "SIGILL (4): an instruction is not known to the machine; the test needs FEAT_CSSC";
    let is_known = illegal.contains("all outcomes allowed");
    assert!(is_known || illegal.contains(unknown), "{illegal}");
    assert!(report("SB").contains("all outcomes allowed"), "{}", ran.out);
    // A fault is bad input, which is the most serious here.
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

#[test]
fn a_run_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("out.jsonl");
    let log = log.to_str().expect("UTF-8");
    let tests = ["litmus/corpus/SB/SB.litmus", "litmus/corpus/MP/MP.litmus"];
    let first = fencepost(&["run", "--instances", "10000", "--json", log, tests[0]]);
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    let whole = std::fs::read_to_string(log).expect("it was written");
    // As if the power had failed while a second line was written.
    std::fs::write(log, whole.clone() + &whole[..whole.len() / 2]).expect("it can be written");
    let arguments = ["run", "--instances", "10000", "--resume", log, tests[0], tests[1]];
    let second = fencepost(&arguments);
    assert_eq!(second.code, Some(0), "{}{}", second.out, second.err);
    assert!(second.out.starts_with("MP: "), "{}", second.out);
    assert!(second.out.contains("2 tests, "), "{}", second.out);
    assert!(second.out.contains("(1 of them in an earlier run)"), "{}", second.out);
    let lines = std::fs::read_to_string(log).expect("it was written");
    assert!(lines.starts_with(&whole) && lines.lines().count() == 2, "{lines}");
    let third = fencepost(&arguments);
    assert!(third.out.contains("(2 of them in an earlier run)"), "{}", third.out);
}

#[test]
fn instances_and_seed_are_as_asked() {
    let ran = fencepost(&[
        "run",
        "--format",
        "json",
        "--instances",
        "50000",
        "--seed",
        "77",
        "litmus/corpus/SB/SB.litmus",
    ]);
    let record: Record = serde_json::from_str(&ran.out).expect("one record");
    let Outcome::Run(run) = record.result else { panic!("{}", ran.out) };
    assert!(run.counted.instances >= 50_000, "{:?}", run.counted);
    assert_eq!(run.recipe.seed, 77);
    assert!(run.recipe.toml.contains("seed = 77"), "{}", run.recipe.toml);
    assert_eq!(run.machine.native, !is_qemu());
}

/// A store buffer is all it takes, so every weakening must show.
#[test]
fn every_weakening_of_store_buffering_is_seen_under_qemu() {
    if !is_qemu_on_x86() {
        println!("left out: only an emulator on x86 is known to show them all");
        return;
    }
    let tests = ["SB+dmb.sys", "SB+dmb.sys+always", "SB+rfi-dmb.sys"];
    let paths = tests.map(|name| format!("litmus/corpus/SB/{name}.litmus"));
    let mut arguments = vec!["run", "--mutants", "--time", "6s"];
    arguments.extend(paths.iter().map(String::as_str));
    let ran = fencepost(&arguments);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let scores: Vec<&str> =
        ran.out.lines().filter_map(|l| l.trim().strip_prefix("mutation score: ")).collect();
    assert_eq!(scores.len(), tests.len(), "{}", ran.out);
    for score in scores {
        let words: Vec<&str> = score.split(' ').collect();
        assert_eq!(words[0], words[2], "{score}: {}", ran.out);
    }
}

#[test]
fn the_violations_of_qemu_are_found() {
    if !is_qemu_on_x86() {
        println!("left out: it is QEMU's, on x86");
        return;
    }
    let tests = [("rcpc/SB+stlr-ldars", Violation::StlrLdar), ("SB/SB+dsb.sts", Violation::DsbSt)];
    for (name, violation) in tests {
        let ran = fencepost(&["run", "--time", "5s", &format!("litmus/corpus/{name}.litmus")]);
        assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("FORBIDDEN outcome seen"), "{}", ran.out);
        assert!(ran.out.contains("It would need a cycle"), "{}", ran.out);
        assert!(ran.out.contains(violation.page()), "{}", ran.out);
    }
}

/// Seconds for each family of the corpus, shared by its tests.
const A_FAMILY: Duration = Duration::from_secs(2);

#[test]
fn nothing_forbidden_is_seen_of_the_corpus() {
    let _alone = CORES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut families: BTreeMap<&str, Vec<corpus::Entry>> = BTreeMap::new();
    corpus::entries().into_iter().for_each(|e| families.entry(e.family()).or_default().push(e));
    let (mut run, mut absent, mut known) = (0, Vec::new(), Vec::new());
    let mut problems = Vec::new();
    for (family, entries) in &families {
        let settings = Settings {
            launcher: launcher(),
            recipe: Recipe::default(),
            time: Some(A_FAMILY / u32::try_from(entries.len()).expect("a few")),
            instances: None,
            cores: Vec::new(),
            mutants: false,
            patience: Duration::from_secs(60),
            options: Options::default(),
        };
        for entry in entries {
            let cancelled = AtomicBool::new(false);
            let (path, source) = (entry.path, entry.source);
            let trial = trial(path, source, &settings, Style::default(), &cancelled, &|_| {});
            let record = trial.record;
            let Outcome::Run(of_test) = &record.result else {
                problems.push(format!("{path}: {}", trial.said));
                continue;
            };
            run += 1;
            let is_known = || of_test.forbidden().all(|seen| seen.known().is_some());
            match (of_test.verdict, of_test.problem()) {
                (Verdict::Forbidden, _) if is_known() => known.push(path),
                (Verdict::Forbidden, _) => problems.push(format!("{path}: {of_test:#?}")),
                (_, Some(problem)) if record.status().code() == 3 => {
                    absent.push(format!("{path}: {problem}"));
                }
                (_, Some(problem)) => problems.push(format!("{path}: {problem}")),
                (Verdict::Unknown | Verdict::Nothing, None) => {
                    problems.push(format!("{path}: {:?}", of_test.verdict));
                }
                (Verdict::Allowed, None) => {}
            }
        }
        println!("{family}: {} tests", entries.len());
    }
    println!("{} tests run; this machine lacks what {} need:", run - absent.len(), absent.len());
    absent.iter().for_each(|line| println!("  {line}"));
    println!("with the emulator's known violations: {}", known.join(" "));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(known.is_empty() || is_qemu_on_x86(), "{known:?}");
}
