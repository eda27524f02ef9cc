//! Criterion's results as a run.
//!
//! A benchmark of ours is in a group `kind/before/stride/threads/core` under the primitive's name;
//! its values are differences already. `nops` is the null comparison of its group.

use crate::primitive::{Kind, Origin};
use crate::run::{Null, Run, SCHEMA, Source};
use crate::stats::{Histogram, quantiles, sorted};
use crate::{Dropped, Interval, MachineStamp, Measurement, Primitive, Situation};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What the benchmarks write beside their results: the machine.
pub const MACHINE: &str = "fencepost-machine.json";

/// The name of the null comparison in a group.
pub const NULL: &str = "nops";

/// Where criterion keeps its results, as it decides itself.
pub fn default_folder() -> PathBuf {
    if let Some(home) = std::env::var_os("CRITERION_HOME") {
        return home.into();
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
    target.join("criterion")
}

/// `benchmark.json`: what was measured.
#[derive(Deserialize)]
struct Benchmark {
    group_id: String,
    function_id: Option<String>,
}

/// `estimates.json`: what it came to.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    confidence_interval: Confidence,
    point_estimate: f64,
}

#[derive(Deserialize)]
struct Confidence {
    lower_bound: f64,
    upper_bound: f64,
}

/// `sample.json`: times of so many iterations.
#[derive(Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// Reads all results below a folder.
///
/// # Errors
/// If there are none, or one cannot be read.
pub fn read(folder: &Path) -> Result<Run, String> {
    let way_out = "run `cargo bench` first, or name the folder with `--criterion DIR`";
    if !folder.is_dir() {
        return Err(format!("{}: there is no such folder; {way_out}", folder.display()));
    }
    let machine = machine(folder)?;
    let emulated = machine.as_ref().is_some_and(|machine| machine.emulated);
    let mut run = Run {
        schema: SCHEMA,
        fencepost: env!("CARGO_PKG_VERSION").to_owned(),
        source: Source::Criterion,
        machine,
        cycles: "criterion measures time alone".to_owned(),
        measurements: vec![],
        nulls: vec![],
        cores: vec![],
        left_out: vec![],
    };
    let mut others = 0;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| error.to_string())?;
        let is_new = entry.path().parent().is_some_and(|parent| parent.ends_with("new"));
        if entry.file_name() != "benchmark.json" || !is_new {
            continue;
        }
        let benchmark: Benchmark = json(entry.path())?;
        let situation = benchmark.group_id.split_once('/');
        let situation = situation.and_then(|(_, rest)| Situation::parse(rest));
        let (Some(situation), Some(id)) = (situation, benchmark.function_id) else {
            others += 1;
            continue;
        };
        let ns = median(&json(&entry.path().with_file_name("estimates.json"))?);
        if id == NULL {
            let nothing = Interval { low: 0.0, median: 0.0, high: 0.0 };
            run.nulls.push(Null { primitive: id, situation, first: ns, second: nothing });
            continue;
        }
        let sample = json(&entry.path().with_file_name("sample.json"))?;
        run.measurements.push(measurement(id, situation, ns, &sample, emulated));
    }
    if run.measurements.is_empty() {
        return Err(format!("{}: there are no results of costs here; {way_out}", folder.display()));
    }
    let order = |id: &str| Primitive::all().iter().position(|one| one.id == id);
    run.measurements.sort_by_key(|one| (one.situation, order(&one.primitive)));
    if others > 0 {
        run.left_out.push(format!("{others} results of other benchmarks: criterion reports them"));
    }
    if run.machine.is_none() {
        run.left_out.push(format!("the machine: {MACHINE} is not in {}", folder.display()));
    }
    Ok(run)
}

fn machine(folder: &Path) -> Result<Option<MachineStamp>, String> {
    let path = folder.join(MACHINE);
    if path.exists() { json(&path).map(Some) } else { Ok(None) }
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
}

fn median(estimates: &Estimates) -> Interval {
    let Estimate { confidence_interval, point_estimate } = &estimates.median;
    let Confidence { lower_bound, upper_bound } = *confidence_interval;
    Interval { low: lower_bound, median: *point_estimate, high: upper_bound }
}

fn measurement(
    id: String,
    situation: Situation,
    ns: Interval,
    sample: &Sample,
    emulated: bool,
) -> Measurement {
    let samples: Vec<f64> = sample
        .times
        .iter()
        .zip(&sample.iters)
        .map(|(time, iterations)| time / iterations)
        .collect();
    // Results of another architecture have names that are not known here.
    let known = Primitive::by_id(&id);
    Measurement {
        title: known.map_or_else(|| id.clone(), |known| known.title.clone()),
        kind: known.map_or(Kind::Hint, |known| known.kind),
        origin: known.map_or(Origin::Instruction, |known| known.origin),
        rust: known.and_then(|known| known.rust).map(str::to_owned),
        primitive: id,
        situation,
        ns,
        cycles: None,
        floor: 0.0,
        nops: 0.0,
        samples: samples.len(),
        quantiles: quantiles(&sorted(&samples)),
        histogram: Histogram::of(&samples),
        dropped: Dropped::default(),
        failed_exclusives: 0.0,
        cpus: vec![],
        emulated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, group: &str, function: &str, median: f64) {
        let new = folder.join(group.replace('/', "_")).join(function).join("new");
        fs::create_dir_all(&new).unwrap();
        let benchmark = format!(r#"{{"group_id":"{group}","function_id":"{function}"}}"#);
        fs::write(new.join("benchmark.json"), benchmark).unwrap();
        let estimates = format!(
            r#"{{"median":{{"confidence_interval":{{"confidence_level":0.95,"lower_bound":{},
            "upper_bound":{}}},"point_estimate":{median},"standard_error":0.1}}}}"#,
            median - 0.5,
            median + 0.5
        );
        fs::write(new.join("estimates.json"), estimates).unwrap();
        let sample = format!(
            r#"{{"sampling_mode":"Flat","iters":[10,10],"times":[{0},{0}]}}"#,
            median * 10.0
        );
        fs::write(new.join("sample.json"), sample).unwrap();
    }

    #[test]
    fn results_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path()).unwrap_err();
        assert!(error.contains("there are no results of costs here; run `cargo bench`"), "{error}");
        write(folder.path(), "barriers/bare/same/1/any", "rust_fence_seqcst", 20.0);
        write(folder.path(), "barriers/bare/same/1/any", NULL, 0.25);
        write(folder.path(), "checker", "writers", 20.0);
        let run = read(folder.path()).unwrap();
        assert_eq!(run.measurements.len(), 1);
        let one = &run.measurements[0];
        assert_eq!((one.primitive.as_str(), one.ns.median), ("rust_fence_seqcst", 20.0));
        assert_eq!(one.quantiles[0], 20.0);
        assert_eq!(run.floor(one.situation), 0.75);
        assert_eq!(run.left_out.len(), 2, "{:?}", run.left_out);
        assert!(run.machine.is_none());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none");
        assert!(read(&missing).unwrap_err().contains("there is no such folder"));
        write(folder.path(), "barriers/bare/same/1/any", "mfence", 20.0);
        let new = folder.path().join("barriers_bare_same_1_any/mfence/new/estimates.json");
        fs::write(&new, "{}").unwrap();
        let error = read(folder.path()).unwrap_err();
        assert!(error.contains("estimates.json: missing field `median`"), "{error}");
    }
}
