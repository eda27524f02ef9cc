//! litmus7's log, as mcompare7 reads it.

use crate::run::record::{Outcome, Record, Run};
use std::fmt::{self, Write};

/// A test as litmus7 logs it; nothing for one that was not run.
pub(super) fn record(record: &Record) -> String {
    let mut text = String::new();
    if let Outcome::Run(run) = &record.result
        && run.counted.instances > 0
    {
        let _ = log(&mut text, run);
    }
    text
}

fn log(out: &mut String, run: &Run) -> fmt::Result {
    let count = |satisfies| -> u64 {
        run.outcomes.iter().filter(|s| s.satisfies == satisfies).map(|s| s.count).sum()
    };
    let (positive, negative) = (count(true), count(false));
    let name = &run.test;
    writeln!(out, "Test {name} {}", run.kind)?;
    writeln!(out, "Histogram ({} states)", run.outcomes.len())?;
    for seen in &run.outcomes {
        let mark = if seen.satisfies { '*' } else { ':' };
        writeln!(out, "{:<6}{mark}>{}", seen.count, seen.line)?;
    }
    let holds = match run.kind.as_str() {
        "Forbidden" => positive == 0,
        "Required" => negative == 0,
        _ => positive > 0,
    };
    writeln!(out, "{}\n", if holds { "Ok" } else { "No" })?;
    writeln!(out, "Witnesses\nPositive: {positive}, Negative: {negative}")?;
    let validated = if holds { "is validated" } else { "is NOT validated" };
    writeln!(out, "Condition {} {validated}", run.condition)?;
    if let Some(hash) = &run.hash {
        writeln!(out, "Hash={hash}")?;
    }
    let observation = match (positive, negative) {
        (0, _) => "Never",
        (_, 0) => "Always",
        _ => "Sometimes",
    };
    writeln!(out, "Observation {name} {observation} {positive} {negative}")?;
    writeln!(out, "Time {name} {:.2}\n", run.counted.seconds)
}
