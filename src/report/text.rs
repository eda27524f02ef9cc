//! For people.

use super::{Tally, condition, reservations};
use crate::check::{CheckResult, Checked, Verdict};
use fencepost_litmus::explore::{FinalState, Outcomes};
use fencepost_litmus::test::{Prop, Test};
use std::fmt::{self, Write};

/// A test's report; nothing for one that has no answer.
pub(super) fn test(result: &CheckResult) -> String {
    let mut text = String::new();
    if let Ok(checked) = &result.answer {
        let _ = report(&mut text, result, checked);
    }
    text
}

fn report(out: &mut String, result: &CheckResult, checked: &Checked) -> fmt::Result {
    writeln!(out, "{}: {}{}", checked.test.name, headline(checked), expectation(checked))?;
    writeln!(out, "  {} under {}", result.path, result.settings.model.name())?;
    if asks(&checked.test) {
        writeln!(out, "  {}  {}", condition(&checked.test), verdict(checked))?;
    }
    if let Ok(outcomes) = &checked.outcomes {
        states(out, checked, outcomes)?;
    }
    for line in reservations(checked, result.settings.options.unroll) {
        writeln!(out, "  ! {line}")?;
    }
    writeln!(out)
}

/// Whether the test asks a question, and does not merely list locations.
fn asks(test: &Test) -> bool {
    test.condition.prop != Prop::True
}

/// `never`, `sometimes`, `always`, or `unknown`.
fn headline(checked: &Checked) -> String {
    match (checked.observation(), &checked.outcomes) {
        (Some(observation), _) => observation.as_str().to_lowercase(),
        (None, Ok(outcomes)) => {
            format!("unknown ({} so far)", outcomes.observation().as_str().to_lowercase())
        }
        (None, Err(_)) => "unknown".to_owned(),
    }
}

fn expectation(checked: &Checked) -> String {
    let expected = checked.expected.as_deref();
    match (checked.as_expected(), expected) {
        (Some(true), _) => ", as expected".to_owned(),
        (Some(false), Some(word)) => format!(", EXPECTED {word}"),
        (Some(false), None) => ", NOT AS EXPECTED".to_owned(),
        (None, _) => String::new(),
    }
}

fn verdict(checked: &Checked) -> &'static str {
    match checked.verdict() {
        Verdict::Ok => "yes",
        Verdict::No => "no",
        Verdict::Unknown => "unknown",
    }
}

/// Nobody reads more than this.
const MOST_SHOWN: usize = 100;

/// The final states to print; those that satisfy the condition come first if
/// there are too many.
fn shown(outcomes: &Outcomes) -> Vec<&FinalState> {
    let mut states: Vec<_> = outcomes.states.iter().collect();
    if states.len() > MOST_SHOWN {
        states.sort_by_key(|state| !state.satisfies);
        states.truncate(MOST_SHOWN);
    }
    states
}

/// The final states, with a mark at those that satisfy the condition.
fn states(out: &mut String, checked: &Checked, outcomes: &Outcomes) -> fmt::Result {
    let n = outcomes.states.len();
    let plural = if n == 1 { "" } else { "s" };
    let some = outcomes.states.iter().any(|s| s.satisfies);
    let legend = match (asks(&checked.test), n, some) {
        (_, 0, _) => ".",
        (false, ..) => ":",
        (true, _, true) => ", * satisfies it:",
        (true, _, false) => ", none of which satisfies it:",
    };
    writeln!(out, "  {n} final state{plural}{legend}")?;
    let marked = |state: &FinalState| state.satisfies && asks(&checked.test);
    for state in shown(outcomes) {
        let mark = if marked(state) { '*' } else { ' ' };
        writeln!(out, "  {mark} {}", outcomes.line(&checked.test, state))?;
    }
    if n > MOST_SHOWN {
        writeln!(out, "    and {} more, which `--format json` prints", n - MOST_SHOWN)?;
    }
    Ok(())
}

/// What all tests came to.
pub(super) fn summary(tally: &Tally) -> String {
    let Tally { tests, never, sometimes, always, unknown, unread, differ, .. } = tally;
    let mut text = format!("{tests} tests: {never} never, {sometimes} sometimes, {always} always");
    let parts = [(*unknown, "unknown"), (*unread, "not read")];
    for (n, what) in parts.into_iter().filter(|(n, _)| *n > 0) {
        let _ = write!(text, ", {n} {what}");
    }
    match differ {
        0 => text.push('\n'),
        1 => text.push_str("; 1 DIFFERS from what its file expects\n"),
        _ => {
            let _ = writeln!(text, "; {differ} DIFFER from what their files expect");
        }
    }
    text
}
