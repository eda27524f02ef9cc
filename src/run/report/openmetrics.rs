//! OpenMetrics 1.0 text: counters of instances and outcomes, with the machine
//! as labels.

use crate::run::record::{Outcome, Record, Run, VERSION};
use std::fmt::Write;

/// A family of metrics: its name without suffix, its type, its unit if it has
/// one, and what it is.
struct Family {
    name: &'static str,
    kind: &'static str,
    unit: Option<&'static str>,
    help: &'static str,
}

/// The whole document.
pub(super) fn document(records: &[Record]) -> String {
    let runs: Vec<(&Record, &Run)> = records
        .iter()
        .filter_map(|record| match &record.result {
            Outcome::Run(run) => Some((record, &**run)),
            Outcome::Failed(_) => None,
        })
        .collect();
    let mut out = String::new();
    let info = [("version", VERSION)];
    family(&mut out, &BUILD, [("", labels(&info), "1".to_owned())]);
    let each = |value: fn(&Run) -> String, suffix: &'static str| {
        runs.iter().map(move |(record, run)| (suffix, labels(&of(record, run)), value(run)))
    };
    family(&mut out, &INSTANCES, each(|run| run.counted.instances.to_string(), "_total"));
    let outcomes = runs.iter().flat_map(|(record, run)| {
        run.outcomes.iter().map(|seen| {
            let satisfies = if seen.satisfies { "true" } else { "false" };
            let own = [
                ("outcome", seen.line.as_str()),
                ("class", seen.class.name()),
                ("satisfies", satisfies),
            ];
            let labels = labels(&[&of(record, run)[..], &own].concat());
            ("_total", labels, seen.count.to_string())
        })
    });
    family(&mut out, &OUTCOMES, outcomes);
    family(&mut out, &SECONDS, each(|run| run.counted.seconds.to_string(), ""));
    let mutants = runs.iter().filter_map(|(record, run)| {
        let (seen, all) = run.mutation_score()?;
        let sample = |state, count: usize| {
            let labels = labels(&[&of(record, run)[..], &[("seen", state)]].concat());
            ("", labels, count.to_string())
        };
        Some([sample("true", seen), sample("false", all - seen)])
    });
    family(&mut out, &MUTANTS, mutants.flatten());
    out.push_str("# EOF\n");
    out
}

const BUILD: Family = Family {
    // Not the type `info`: Prometheus' own older text format does not know that.
    name: "fencepost_build_info",
    kind: "gauge",
    unit: None,
    help: "What made these measurements.",
};

const INSTANCES: Family = Family {
    name: "fencepost_instances",
    kind: "counter",
    unit: None,
    help: "Instances of a test that were run and counted.",
};

const OUTCOMES: Family = Family {
    name: "fencepost_outcomes",
    kind: "counter",
    unit: None,
    help: "Instances that ended in an outcome, with the models that allow it.",
};

const SECONDS: Family = Family {
    name: "fencepost_run_seconds",
    kind: "gauge",
    unit: Some("seconds"),
    help: "The time a test was run.",
};

const MUTANTS: Family = Family {
    name: "fencepost_mutants",
    kind: "gauge",
    unit: None,
    help: "Weakened twins of a test, by whether what they allow was seen.",
};

/// A family's samples: suffix, labels, value.
fn family(
    out: &mut String,
    family: &Family,
    samples: impl IntoIterator<Item = (&'static str, String, String)>,
) {
    let Family { name, kind, unit, help } = family;
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "# TYPE {name} {kind}");
    if let Some(unit) = unit {
        let _ = writeln!(out, "# UNIT {name} {unit}");
    }
    let _ = writeln!(out, "# HELP {name} {help}");
    for (suffix, labels, value) in samples {
        let _ = writeln!(out, "{name}{suffix}{{{labels}}} {value}");
    }
}

/// What every sample of a test is labelled with.
fn of<'r>(record: &'r Record, run: &'r Run) -> [(&'static str, &'r str); 6] {
    [
        ("test", &run.test),
        ("path", &record.path),
        ("os", &run.machine.os),
        ("arch", &run.machine.arch),
        ("runs_on", &run.machine.runs_on),
        ("native", if run.machine.native { "true" } else { "false" }),
    ]
}

fn labels(labels: &[(&str, &str)]) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let each = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value)));
    each.collect::<Vec<_>>().join(",")
}
