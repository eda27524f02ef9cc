//! Results as text, in one of several formats.
//!
//! [`render`] turns one result into text, in the thread that found it;
//! [`Reporter`] writes the texts in order and what belongs around them.

mod condition;
mod diagnose;
mod herd;
mod json;
mod junit;
mod text;

use crate::check::{CheckResult, Checked, Failure};
use crate::status::Status;
use clap::ValueEnum;
use fencepost_litmus::explore::Observation;
use std::io::{self, Write};

pub(crate) use condition::{condition, kind};
pub use diagnose::Style;
pub(crate) use diagnose::{diagnostics, problem, reservation as incomplete};
pub(crate) use junit::{Case, Counts, Outcome, Suite};

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// As herd7 writes it, for mcompare7 and the like
    Herd,
    /// One JSON object a line, see schema/check.schema.json
    Json,
    /// JUnit's XML, for continuous integration
    Junit,
}

/// A result as text.
#[derive(Debug)]
pub struct Rendered {
    /// For the standard output.
    out: String,
    /// For the standard error.
    err: String,
    status: Status,
    answer: Answer,
}

/// What the summary counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Known(Observation),
    Unknown,
    None,
}

/// Writes a result in a format.
pub fn render(format: Format, style: Style, result: &CheckResult) -> Rendered {
    let answer = match &result.answer {
        Ok(checked) => checked.observation().map_or(Answer::Unknown, Answer::Known),
        Err(_) => Answer::None,
    };
    let out = match format {
        Format::Text => text::test(result),
        Format::Herd => herd::test(result),
        Format::Json => json::test(result),
        Format::Junit => junit::test(result),
    };
    let err = match format {
        Format::Text | Format::Herd => diagnose::result(style, result),
        Format::Json | Format::Junit => String::new(),
    };
    Rendered { out, err, status: result.status(), answer }
}

/// Writes results, one after the other.
#[derive(Debug)]
pub struct Reporter<O, E> {
    format: Format,
    out: O,
    err: E,
    tally: Tally,
    /// The tests of a JUnit report, whose head says how many there are.
    cases: String,
}

/// How many tests came to which end.
#[derive(Clone, Debug, Default)]
struct Tally {
    tests: usize,
    never: usize,
    sometimes: usize,
    always: usize,
    unknown: usize,
    unread: usize,
    differ: usize,
    junit: junit::Counts,
    status: Status,
}

impl Tally {
    fn add(&mut self, rendered: &Rendered) {
        self.tests += 1;
        self.status = self.status.max(rendered.status);
        self.junit.add(rendered.status);
        self.differ += usize::from(rendered.status == Status::Differs);
        *match rendered.answer {
            Answer::Known(Observation::Never) => &mut self.never,
            Answer::Known(Observation::Sometimes) => &mut self.sometimes,
            Answer::Known(Observation::Always) => &mut self.always,
            Answer::Unknown => &mut self.unknown,
            Answer::None => &mut self.unread,
        } += 1;
    }
}

impl<O: Write, E: Write> Reporter<O, E> {
    /// A reporter that has not written anything yet.
    pub fn new(format: Format, out: O, err: E) -> Reporter<O, E> {
        Reporter { format, out, err, tally: Tally::default(), cases: String::new() }
    }

    /// Writes a result. It is not held back: a run that is interrupted has
    /// written what was known.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, rendered: &Rendered) -> io::Result<()> {
        self.tally.add(rendered);
        if self.format == Format::Junit {
            self.cases.push_str(&rendered.out);
            return Ok(());
        }
        self.out.write_all(rendered.out.as_bytes())?;
        self.out.flush()?;
        self.err.write_all(rendered.err.as_bytes())?;
        self.err.flush()
    }

    /// Writes what comes last.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        match self.format {
            Format::Text if self.tally.tests > 1 => {
                self.out.write_all(text::summary(&self.tally).as_bytes())?;
            }
            Format::Junit => {
                let suite = Suite { name: "fencepost check", counts: self.tally.junit };
                self.out.write_all(suite.document(&self.cases).as_bytes())?;
            }
            _ => {}
        }
        self.out.flush()
    }

    /// What the results so far make of the run.
    pub fn status(&self) -> Status {
        self.tally.status
    }
}

/// The name of what failed: a test's, if it is known.
fn title(result: &CheckResult) -> &str {
    result.answer.as_ref().map_or(&result.path, |checked| &checked.test.name)
}

/// Why a failure is one, in a line.
fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Unreadable(reason) => format!("cannot be read: {reason}"),
        Failure::Invalid(diagnostics) => crate::check::errors(diagnostics)
            .map(|d| format!("{}: {}", d.code.as_str(), d.message))
            .collect::<Vec<_>>()
            .join("; "),
        Failure::Internal(message) => {
            format!("internal error, please report it with the test: {message}")
        }
    }
}

/// Why the answer may not be complete, a line each.
fn reservations(checked: &Checked, unroll: u32) -> Vec<String> {
    match &checked.outcomes {
        Ok(outcomes) => {
            let line = |i| diagnose::reservation(&checked.test, i, unroll);
            outcomes.incomplete.iter().map(line).collect()
        }
        Err(limit) => vec![limit.to_string()],
    }
}
