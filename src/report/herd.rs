//! herd7's log.

use super::condition::{herd_condition, kind};
use crate::check::{CheckResult, Checked};
use fencepost_litmus::explore::Outcomes;
use fencepost_litmus::test::Quantifier;
use std::fmt::{self, Write};
use std::time::Duration;

/// A test as herd7 logs it; nothing for one that has no answer.
pub(super) fn test(result: &CheckResult) -> String {
    let mut text = String::new();
    if let Ok(checked) = &result.answer
        && let Ok(outcomes) = &checked.outcomes
    {
        let _ = log(&mut text, checked, outcomes, result.time);
    }
    text
}

fn log(out: &mut String, checked: &Checked, outcomes: &Outcomes, time: Duration) -> fmt::Result {
    let test = &checked.test;
    let name = &test.name;
    let (positive, negative) = outcomes.witnesses();
    writeln!(out, "Test {name} {}", kind(test))?;
    writeln!(out, "States {}", outcomes.states.len())?;
    for state in &outcomes.states {
        writeln!(out, "{}", outcomes.line(test, state))?;
    }
    writeln!(out, "{}", verdict(outcomes, test.condition.quantifier))?;
    writeln!(out, "Witnesses")?;
    writeln!(out, "Positive: {positive} Negative: {negative}")?;
    writeln!(out, "Condition {}", herd_condition(test))?;
    let observation = outcomes.observation().as_str();
    writeln!(out, "Observation {name} {observation} {positive} {negative}")?;
    writeln!(out, "Time {name} {:.2}", time.as_secs_f64())?;
    if let Some(hash) = test.info("Hash") {
        writeln!(out, "Hash={hash}")?;
    }
    writeln!(out)
}

/// `Ok` or `No`, of the states that were found; `Loop` says that there may be more.
fn verdict(outcomes: &Outcomes, quantifier: Quantifier) -> &'static str {
    match (outcomes.incomplete.is_empty(), outcomes.holds(quantifier)) {
        (true, true) => "Ok",
        (true, false) => "No",
        (false, true) => "Loop Ok",
        (false, false) => "Loop No",
    }
}
