//! fencepost against results recorded from herd7.
//!
//! Set `FENCEPOST_CORPUS` to a folder that holds `herd7.jsonl` (an object a
//! test: its path, herd7's arguments, states and observation) and the tests
//! themselves:
//!
//! ```text
//! FENCEPOST_CORPUS=path/to/corpus cargo test --release -p fencepost-litmus --test agreement
//! ```
//!
//! Every difference fails, but for those of [`ARGUMENTS`], where versions of
//! herd7 disagree with one another; there the newer one's states are wanted.

mod support;

use fencepost_litmus::explore::Options;
use fencepost_litmus::model::AArch64;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::answer::{Answer, Refusal, answer, difference};

/// The tests on which versions of herd7 disagree, and why the newer is right.
const ARGUMENTS: [(&str, &str); 4] = [
    (
        "CoRR+amo.swph0h0-posh0a.w0+w0",
        "an acquire read of an atomic's write is ordered after the atomic's read as a whole, \
         single-copy atomic access: the part beside the halfword that was swapped cannot be older",
    ),
    (
        "CoRR+rmwh0h0-posh0a.w0+w0",
        "as with the swap: LDXRH is ordered before the whole LDAR that reads STXRH's halfword",
    ),
    ("A149", "x[2] is the address of the third halfword, which holds 3"),
    (
        "A265",
        "X1 is untyped, so a signed word: EON of a value with itself is all ones, and as a word \
         0xffffffff and -1 are the same",
    ),
];

/// How long one test may take. herd7 was given a minute.
const LIMIT: Duration = Duration::from_secs(10);

fn main() {
    let arguments = Arguments::from_args();
    let corpus = std::env::var_os("FENCEPOST_CORPUS").map(PathBuf::from);
    let trials = match &corpus {
        Some(root) => vec![
            trial("recorded results of herd7", root, recorded),
            trial("families that grow", root, scaling),
            trial("corners of the model", root, corners),
        ],
        None => {
            eprintln!(
                "\nagreement with herd7: SKIPPED, nothing was compared. Set FENCEPOST_CORPUS to a \
                 folder with herd7.jsonl and its tests to run it."
            );
            let skipped = |name: &str| {
                let name = format!("{name} (FENCEPOST_CORPUS is not set)");
                Trial::test(name, || Ok(())).with_ignored_flag(true)
            };
            ["recorded results of herd7", "families that grow", "corners of the model"]
                .map(skipped)
                .into()
        }
    };
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(name: &str, root: &Path, run: fn(&Path) -> Result<String, String>) -> Trial {
    let root = root.to_path_buf();
    let title = name.to_string();
    Trial::test(name, move || {
        let summary = run(&root).map_err(Failed::from)?;
        eprintln!("{title}: {summary}");
        Ok(())
    })
}

/// The rows of `herd7.jsonl`.
fn recorded(root: &Path) -> Result<String, String> {
    let rows = read(&root.join("herd7.jsonl"))?;
    let rows: Vec<Value> = rows
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|e| format!("herd7.jsonl: {e}")))
        .collect::<Result<_, _>>()?;
    let start = Instant::now();
    let verdicts = in_parallel(&rows, |row| {
        let path = row["path"].as_str().ok_or("a row without a path")?;
        compare(row, &run(&root.join(path))?).map_err(|e| format!("{path}: {e}"))
    })?;
    let count = |v: Verdict| verdicts.iter().filter(|&&w| w == v).count();
    Ok(format!(
        "{} tests in {:.2} s: {} agree, {} that herd7 cut at a loop include its states, {} that \
         herd7 did not finish are complete, {} that it refused are refused or answered, {} disputed",
        rows.len(),
        start.elapsed().as_secs_f64(),
        count(Verdict::Same),
        count(Verdict::Includes),
        count(Verdict::Finished),
        count(Verdict::Refused),
        count(Verdict::Argued),
    ))
}

/// How an answer agrees with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The same states and observation.
    Same,
    /// herd7 cut a loop: its states are among ours.
    Includes,
    /// herd7 ran out of time.
    Finished,
    /// herd7 refused the test.
    Refused,
    /// A difference with an argument.
    Argued,
}

fn compare(row: &Value, found: &Result<Answer, Refusal>) -> Result<Verdict, String> {
    if row["timeout"] == true {
        return complete(found).map(|_| Verdict::Finished);
    }
    if row["observation"].is_null() {
        return refused(found).map(|()| Verdict::Refused);
    }
    if row["disputed"].is_string() {
        argued(row)?;
        same(&states(row, "states_newer"), complete(found)?)?;
        return Ok(Verdict::Argued);
    }
    let wanted = states(row, "states");
    if row["verdict"].as_str().is_some_and(|v| v.starts_with("Loop")) {
        return includes(&wanted, complete(found)?).map(|()| Verdict::Includes);
    }
    let nothing = row["positive"] == 0 && row["negative"] == 0;
    let found = match found {
        // Every execution faults: herd7 finds none.
        Ok(answer) if nothing && answer.has_fault() => answer,
        _ => complete(found)?,
    };
    same(&wanted, found)?;
    if row["observation"] != found.observation {
        return Err(format!("{}, not {}", found.observation, row["observation"]));
    }
    Ok(Verdict::Same)
}

/// A row's states: sorted, numbers decimal.
fn states(row: &Value, key: &str) -> Vec<String> {
    let hexadecimal = row["args"].as_array().is_some_and(|args| args.iter().any(|a| a == "-hexa"));
    let listed = row[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut states: Vec<String> = listed
        .map(|state| if hexadecimal { decimal(state) } else { state.to_string() })
        .filter(|state| !state.is_empty())
        .collect();
    states.sort();
    states.dedup();
    states
}

/// `0:X1=0x10;` as `0:X1=16;`.
fn decimal(state: &str) -> String {
    let item = |item: &str| {
        let parsed = item.strip_suffix(';').and_then(|i| i.split_once("=0x"));
        parsed
            .and_then(|(name, digits)| Some((name, u64::from_str_radix(digits, 16).ok()?)))
            .map_or_else(|| item.to_string(), |(name, value)| format!("{name}={value};"))
    };
    state.split(' ').map(item).collect::<Vec<_>>().join(" ")
}

fn complete(found: &Result<Answer, Refusal>) -> Result<&Answer, String> {
    match found {
        Ok(answer) if answer.is_complete() => Ok(answer),
        Ok(answer) => Err(format!("not complete: {:?}", answer.incomplete)),
        Err(refusal) => Err(format!("no answer: {refusal:?}")),
    }
}

fn same(wanted: &[String], found: &Answer) -> Result<(), String> {
    if wanted == found.states {
        return Ok(());
    }
    Err(format!("the states differ\n{}", difference(wanted, &found.states)))
}

fn includes(wanted: &[String], found: &Answer) -> Result<(), String> {
    if wanted.iter().all(|state| found.states.contains(state)) {
        return Ok(());
    }
    Err(format!("states are missing\n{}", difference(wanted, &found.states)))
}

/// What herd7 refuses has to give a message that says something, an answer, or
/// a fault that is reported.
fn refused(found: &Result<Answer, Refusal>) -> Result<(), String> {
    match found {
        Err(Refusal::Source { excerpt, message }) if !excerpt.is_empty() && !message.is_empty() => {
            Ok(())
        }
        Ok(answer) if answer.is_complete() || answer.has_fault() => Ok(()),
        other => Err(format!("neither a clear message nor an answer: {other:?}")),
    }
}

fn argued(row: &Value) -> Result<(), String> {
    let known = |(name, argument): &(&str, &str)| row["test"] == *name && !argument.is_empty();
    if ARGUMENTS.iter().any(known) {
        return Ok(());
    }
    Err("herd7's versions disagree here, and ARGUMENTS does not say which is right".into())
}

/// Tests of `scaling/` that load into their own address register: every
/// execution of them faults, and neither herd7 nor fencepost finds a state.
/// `herd7.tsv` has the numbers of what they were meant to be.
const FAULTY: [&str; 2] = ["MIXW3.litmus", "MIXW4.litmus"];

/// `scaling/`: complete, and where herd7 has an answer, the same one.
fn scaling(root: &Path) -> Result<String, String> {
    let folder = root.join("scaling");
    let table = read(&folder.join("herd7.tsv"))?;
    let files = litmus_files(&folder)?;
    let start = Instant::now();
    let compared = in_parallel(&files, |path| {
        let found = run(path)?;
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if FAULTY.contains(&name) {
            let faults = matches!(&found, Ok(a) if a.has_fault() && a.states.is_empty());
            return if faults { Ok(false) } else { Err(format!("{name}: no fault")) };
        }
        let answer = complete(&found).map_err(|e| format!("{name}: {e}"))?;
        let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let mut rows = rows.filter(|row| row.len() == 7 && row[3] == name && row[4] != "timeout");
        let states = |row: &[&str]| row[5].parse() == Ok(answer.states.len());
        if rows.clone().any(|row| row[4] != answer.observation || !states(&row)) {
            return Err(format!("{name}: {}, {} states", answer.observation, answer.states.len()));
        }
        Ok(rows.next().is_some())
    })?;
    Ok(format!(
        "{} tests complete in {:.2} s, {} of them with an answer of herd7's, which is the same; \
         {} that only fault",
        files.len() - FAULTY.len(),
        start.elapsed().as_secs_f64(),
        compared.iter().filter(|&&known| known).count(),
        FAULTY.len(),
    ))
}

/// Files of `micro/` that are no tests: the one reads address 0, the other has an
/// instruction that does not exist. herd7 refuses them too.
const NO_TESTS: [&str; 2] = ["v3.litmus", "v4.litmus"];

/// `micro/`: each a corner of the model, complete. No results are recorded of them.
fn corners(root: &Path) -> Result<String, String> {
    let files = litmus_files(&root.join("micro"))?;
    in_parallel(&files, |path| {
        let found = run(path)?;
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let checked = match NO_TESTS.contains(&name) {
            true => refused(&found),
            false => complete(&found).map(|_| ()),
        };
        checked.map_err(|e| format!("{name}: {e}"))
    })?;
    let tests = files.len() - NO_TESTS.len();
    Ok(format!("{tests} tests complete, {} that are no tests reported as such", NO_TESTS.len()))
}

fn run(path: &Path) -> Result<Result<Answer, Refusal>, String> {
    Ok(answer(&read(path)?, &AArch64, Options::default(), LIMIT))
}

/// A file's text; bytes that are not UTF-8 are replaced.
fn read(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn litmus_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = folder.read_dir().map_err(|e| format!("{}: {e}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "litmus")).collect();
    files.sort();
    Ok(files)
}

/// `f` of every item, over all cores; or all that went wrong.
fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    f: impl Fn(&T) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let claim = || items.get(next.fetch_add(1, Ordering::Relaxed));
        std::iter::from_fn(claim).map(&f).collect::<Vec<_>>()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let results: Vec<Result<R, String>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|w| w.join().expect("a worker panicked")).collect()
    });
    let (good, bad): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    let bad: Vec<String> = bad.into_iter().filter_map(Result::err).collect();
    if bad.is_empty() {
        return Ok(good.into_iter().flatten().collect());
    }
    let shown = bad.iter().take(20).map(|e| format!("{e}\n")).collect::<String>();
    Err(format!("{} of {} fail\n{shown}", bad.len(), items.len()))
}
