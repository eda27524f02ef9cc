//! JUnit's XML.
//!
//! A verdict that differs is a failure; a test that cannot be read, or whose
//! verdict is unknown, is an error; one that is not supported is skipped.

use super::{reason, reservations, title};
use crate::check::{CheckResult, Checked};
use crate::status::Status;
use std::fmt::Write;

/// How many test cases came to which end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    /// Counts a test case.
    pub(crate) fn add(&mut self, status: Status) {
        self.tests += 1;
        match status {
            Status::Success => {}
            Status::Differs => self.failures += 1,
            Status::Unsupported => self.skipped += 1,
            Status::Limit | Status::Input => self.errors += 1,
        }
    }
}

/// A report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Suite<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// What its test cases came to.
    pub(crate) counts: Counts,
}

impl Suite<'_> {
    /// The whole report, around its test cases.
    pub(crate) fn document(self, cases: &str) -> String {
        let Counts { tests, failures, errors, skipped } = self.counts;
        let counts = format!(
            "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\""
        );
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n\
             <testsuite name=\"{}\" {counts}>\n{cases}</testsuite>\n</testsuites>\n",
            escape(self.name)
        )
    }
}

/// What a test case came to, other than success.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// What it makes of the run.
    pub(crate) status: Status,
    /// Why, in a line.
    pub(crate) message: String,
}

/// A test case.
#[derive(Clone, Debug)]
pub(crate) struct Case<'a> {
    /// The group it is in.
    pub(crate) class: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// The time it took, in seconds.
    pub(crate) seconds: f64,
    /// None if all is well.
    pub(crate) outcome: Option<Outcome>,
}

impl Case<'_> {
    /// The element.
    pub(crate) fn element(&self) -> String {
        let mut text = format!(
            "<testcase classname=\"{}\" name=\"{}\" time=\"{:.6}\"",
            escape(self.class),
            escape(self.name),
            self.seconds
        );
        let Some(outcome) = &self.outcome else { return text + "/>\n" };
        let element = match outcome.status {
            Status::Differs => "failure",
            Status::Unsupported => "skipped",
            _ => "error",
        };
        let message = escape(&outcome.message);
        let _ = writeln!(text, "><{element} message=\"{message}\"/></testcase>");
        text
    }
}

/// A result as a test case.
pub(super) fn test(result: &CheckResult) -> String {
    let status = result.status();
    let outcome = (status != Status::Success).then(|| Outcome {
        status,
        message: match &result.answer {
            Ok(checked) => message(checked, status, result.settings.options.unroll),
            Err(failure) => reason(failure),
        },
    });
    let seconds = result.time.as_secs_f64();
    Case { class: &result.path, name: title(result), seconds, outcome }.element()
}

fn message(checked: &Checked, status: Status, unroll: u32) -> String {
    if matches!(status, Status::Limit | Status::Input) {
        return format!("unknown: {}", reservations(checked, unroll).join("; "));
    }
    let observed = checked.observation().map_or("unknown", |o| o.as_str()).to_lowercase();
    match &checked.expected {
        Some(expected) => format!("expected {expected}, is {observed}"),
        None => format!("{} does not hold: {observed}", super::condition(&checked.test)),
    }
}

/// Text as it can stand in an attribute. XML has no way at all to write most
/// control characters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' | '\r' => escaped.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                escaped.push(char::REPLACEMENT_CHARACTER);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn attributes_hold_any_text() {
        assert_eq!(escape("a<b> & \"c\"\n\u{0}"), "a&lt;b&gt; &amp; &quot;c&quot; \u{fffd}");
    }
}
