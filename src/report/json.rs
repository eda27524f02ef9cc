//! One JSON object a line, as `schema/check.schema.json` describes it.

use super::condition::{condition, kind};
use super::reservations;
use crate::check::{CheckResult, Checked, Failure, Verdict, errors};
use crate::limits::Limit;
use fencepost_litmus::explore::{FinalState, Incomplete, Outcomes};
use fencepost_litmus::test::{Diagnostic, Test};
use serde::{Serialize, Serializer};

/// The version of fencepost, in every object.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize)]
struct TestObject<'a> {
    fencepost: &'static str,
    path: &'a str,
    test: &'a str,
    kind: &'static str,
    model: Model,
    condition: String,
    observation: Option<&'static str>,
    verdict: &'static str,
    expected: Option<String>,
    as_expected: Option<bool>,
    complete: bool,
    incomplete: Vec<Reason>,
    executions: Option<u64>,
    witnesses: Option<Witnesses>,
    states: Option<Vec<State<'a>>>,
    warnings: Vec<Finding<'a>>,
    time_seconds: f64,
}

#[derive(Serialize)]
struct Model {
    name: &'static str,
    version: &'static str,
    unroll: u32,
    lse2: bool,
}

#[derive(Serialize)]
struct Witnesses {
    positive: u64,
    negative: u64,
}

/// Why there may be more states.
#[derive(Serialize)]
struct Reason {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<u32>,
    message: String,
}

/// An instruction: the thread whose code it is in, and its index there, from 0.
#[derive(Serialize)]
struct Place {
    thread: u16,
    index: usize,
}

/// A final state: item to value, or to values.
struct State<'a> {
    test: &'a Test,
    outcomes: &'a Outcomes,
    state: &'a FinalState,
}

impl Serialize for State<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |(&item, values): (_, &Vec<_>)| {
            let values = values.iter().map(ToString::to_string).collect();
            (self.test.item_name(item), Values(values))
        };
        serializer.collect_map(self.outcomes.items.iter().zip(&self.state.values).map(entry))
    }
}

struct Values(Vec<String>);

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [value] => value.serialize(serializer),
            values => values.serialize(serializer),
        }
    }
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    fencepost: &'static str,
    path: &'a str,
    error: Finding<'a>,
    /// All findings, the first error among them.
    findings: Vec<Finding<'a>>,
    time_seconds: f64,
}

/// Something about the text of a test.
#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// The line of a result.
pub(super) fn test(result: &CheckResult) -> String {
    let line = match &result.answer {
        Ok(checked) => serde_json::to_string(&test_object(result, checked)),
        Err(failure) => serde_json::to_string(&error_object(result, failure)),
    };
    // Only maps with keys that are no strings, and broken writers, can fail.
    line.map_or_else(|e| format!("{{\"error\":\"{e}\"}}\n"), |line| line + "\n")
}

fn test_object<'a>(result: &'a CheckResult, checked: &'a Checked) -> TestObject<'a> {
    let outcomes = checked.outcomes.as_ref().ok();
    let witnesses = outcomes.map(Outcomes::witnesses);
    let options = result.settings.options;
    TestObject {
        fencepost: VERSION,
        path: &result.path,
        test: &checked.test.name,
        kind: kind(&checked.test),
        model: Model {
            name: result.settings.model.name(),
            version: result.settings.model.version(),
            unroll: options.unroll,
            lse2: options.lse2,
        },
        condition: condition(&checked.test),
        observation: outcomes.map(|o| o.observation().as_str()),
        verdict: match checked.verdict() {
            Verdict::Ok => "ok",
            Verdict::No => "no",
            Verdict::Unknown => "unknown",
        },
        expected: checked.expected.as_ref().map(|word| word.to_lowercase()),
        as_expected: checked.as_expected(),
        complete: outcomes.is_some_and(|o| o.incomplete.is_empty()),
        incomplete: reasons(checked, options.unroll),
        executions: witnesses.map(|(positive, negative)| positive + negative),
        witnesses: witnesses.map(|(positive, negative)| Witnesses { positive, negative }),
        states: outcomes.map(|outcomes| states(&checked.test, outcomes)),
        warnings: findings(&result.source, &checked.warnings),
        time_seconds: result.time.as_secs_f64(),
    }
}

fn states<'a>(test: &'a Test, outcomes: &'a Outcomes) -> Vec<State<'a>> {
    outcomes.states.iter().map(|state| State { test, outcomes, state }).collect()
}

fn reasons(checked: &Checked, unroll: u32) -> Vec<Reason> {
    let messages = reservations(checked, unroll);
    let reason = |kind, message| Reason { kind, thread: None, at: None, bound: None, message };
    match &checked.outcomes {
        Err(limit) => messages.into_iter().map(|m| reason(limit_kind(*limit), m)).collect(),
        Ok(outcomes) => outcomes
            .incomplete
            .iter()
            .zip(messages)
            .map(|(incomplete, message)| {
                let (kind, thread, (code, index), bound) = match incomplete {
                    Incomplete::Loop { thread, head } => ("loop", thread, head, Some(unroll)),
                    Incomplete::Fault { thread, at, .. } => ("fault", thread, at, None),
                };
                let at = Some(Place { thread: code.0, index: *index });
                Reason { thread: Some(thread.0), at, bound, ..reason(kind, message) }
            })
            .collect(),
    }
}

fn limit_kind(limit: Limit) -> &'static str {
    match limit {
        Limit::Time(_) => "time",
        Limit::Memory(_) => "memory",
        Limit::Size => "size",
        Limit::Cancelled => "cancelled",
    }
}

fn error_object<'a>(result: &'a CheckResult, failure: &'a Failure) -> ErrorObject<'a> {
    let bare = |code, message| Finding {
        code,
        message,
        label: None,
        help: None,
        line: None,
        column: None,
    };
    let (error, findings) = match failure {
        Failure::Unreadable(reason) => (bare("unreadable", reason.clone()), Vec::new()),
        Failure::Internal(message) => (bare("internal", message.clone()), Vec::new()),
        Failure::Invalid(diagnostics) => {
            let first = errors(diagnostics).next().map(|d| finding(&result.source, d));
            let first = first.unwrap_or_else(|| bare("internal", "no error".to_owned()));
            (first, findings(&result.source, diagnostics))
        }
    };
    ErrorObject {
        fencepost: VERSION,
        path: &result.path,
        error,
        findings,
        time_seconds: result.time.as_secs_f64(),
    }
}

fn findings<'a>(source: &str, diagnostics: &'a [Diagnostic]) -> Vec<Finding<'a>> {
    diagnostics.iter().map(|d| finding(source, d)).collect()
}

fn finding<'a>(source: &str, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let (line, column) = position(source, diagnostic.span.start);
    Finding {
        code: diagnostic.code.as_str(),
        message: diagnostic.message.clone(),
        label: Some(&diagnostic.label),
        help: diagnostic.help.as_deref(),
        line: Some(line),
        column: Some(column),
    }
}

/// The line and the column, in characters, of a byte; both from 1.
fn position(source: &str, byte: usize) -> (usize, usize) {
    let before = source.get(..byte).unwrap_or(source);
    let start_of_line = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[start_of_line..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn positions_count_characters() {
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("ab\nç→d", 8), (2, 3));
        assert_eq!(position("ab\n", 3), (2, 1));
        assert_eq!(position("ab", 99), (1, 3));
    }
}
