//! One test under one model: its final states, and what they answer.

mod search;

use crate::input::Source;
use crate::limits::{Limit, Limits, Watch};
use crate::pool::Crew;
use crate::status::Status;
use fencepost_litmus::explore::{Incomplete, Observation, Options, Outcomes, Prepared, Stopped};
use fencepost_litmus::model::Model;
use fencepost_litmus::test::{self, Diagnostic, Parsed, Severity, Test};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How tests are to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The model that says what may happen.
    pub model: &'static dyn Model,
    /// The choices of the search.
    pub options: Options,
    /// What each test may cost.
    pub limits: Limits,
}

/// What came of one source.
#[derive(Debug)]
pub struct CheckResult {
    /// What the source is called.
    pub path: String,
    /// Its text; empty if it could not be read.
    pub source: String,
    /// How it was checked.
    pub settings: Settings,
    /// The time it took, reading included.
    pub time: Duration,
    /// The answer, or why there is none.
    pub answer: Result<Checked, Failure>,
}

/// Why a source has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It cannot be read.
    Unreadable(String),
    /// It is no test, or none that is supported; with warnings.
    Invalid(Vec<Diagnostic>),
    /// A bug in fencepost.
    Internal(String),
}

/// A test and its final states.
#[derive(Debug)]
pub struct Checked {
    /// The test.
    pub test: Test,
    /// What is questionable about its text.
    pub warnings: Vec<Diagnostic>,
    /// All final states, or the limit that was hit before they were known.
    pub outcomes: Result<Outcomes, Limit>,
    /// What the file expects of this model.
    pub expected: Option<String>,
}

/// Whether the quantified condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It does.
    Ok,
    /// It does not.
    No,
    /// It depends on states that may or may not be there.
    Unknown,
}

impl Checked {
    /// What the states say of the proposition, unless more states could change it.
    pub fn observation(&self) -> Option<Observation> {
        let outcomes = self.outcomes.as_ref().ok()?;
        let observation = outcomes.observation();
        let decided = outcomes.incomplete.is_empty() || observation == Observation::Sometimes;
        decided.then_some(observation)
    }

    /// Whether the quantified condition holds.
    pub fn verdict(&self) -> Verdict {
        let quantifier = self.test.condition.quantifier;
        match &self.outcomes {
            Ok(outcomes) if !outcomes.is_decided(quantifier) => Verdict::Unknown,
            Ok(outcomes) if outcomes.holds(quantifier) => Verdict::Ok,
            Ok(_) => Verdict::No,
            Err(_) => Verdict::Unknown,
        }
    }

    /// Whether the answer is as the file expects, if it expects something and
    /// the answer is known. A file expects what it says in an info line, else
    /// that a condition on all states holds. `exists` alone is a question.
    pub fn as_expected(&self) -> Option<bool> {
        use fencepost_litmus::test::Quantifier::Exists;
        match (&self.expected, self.verdict()) {
            (Some(expected), _) => {
                let observation = self.observation()?;
                Some(expected.eq_ignore_ascii_case(observation.as_str()))
            }
            (None, Verdict::Unknown) => None,
            (None, _) if self.test.condition.quantifier == Exists => None,
            (None, verdict) => Some(verdict == Verdict::Ok),
        }
    }

    /// Whether nothing but accesses or branches without a meaning keeps the
    /// answer open: then the test is at fault, and no limit.
    fn faults(&self) -> bool {
        let fault = |i: &Incomplete| matches!(i, Incomplete::Fault { .. });
        self.outcomes.as_ref().is_ok_and(|o| o.incomplete.iter().all(fault))
    }

    /// What this test makes of the run.
    pub fn status(&self) -> Status {
        let known = match self.expected {
            Some(_) => self.observation().is_some(),
            None => self.verdict() != Verdict::Unknown,
        };
        match self.as_expected() {
            _ if !known && self.faults() => Status::Input,
            _ if !known => Status::Limit,
            Some(false) => Status::Differs,
            _ => Status::Success,
        }
    }
}

impl Failure {
    /// What this failure makes of the run.
    pub fn status(&self) -> Status {
        match self {
            Failure::Invalid(diagnostics) => status_of(diagnostics),
            Failure::Unreadable(_) | Failure::Internal(_) => Status::Input,
        }
    }
}

/// What findings that keep a test from being used make of the run: it is
/// unsupported if nothing else is wrong with it.
pub(crate) fn status_of(diagnostics: &[Diagnostic]) -> Status {
    if errors(diagnostics).all(|d| d.code.is_unsupported()) {
        Status::Unsupported
    } else {
        Status::Input
    }
}

/// The findings that keep a test from being used.
pub fn errors(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(|d| d.severity() == Severity::Error)
}

impl CheckResult {
    /// What this test makes of the run.
    pub fn status(&self) -> Status {
        match &self.answer {
            Ok(checked) => checked.status(),
            Err(failure) => failure.status(),
        }
    }
}

/// The info line that says what a test expects of a model.
pub fn expectation<'t>(test: &'t Test, model: &dyn Model) -> Option<&'t str> {
    test.info(match model.name() {
        "sc" => "ExpectSC",
        "tso" => "ExpectTSO",
        _ => "Expect",
    })
}

/// Reads a test and finds its final states. Nothing a source contains makes this
/// panic, and if `cancelled` becomes true, it ends soon.
pub fn check(
    source: &Source,
    settings: Settings,
    crew: &Crew,
    cancelled: &AtomicBool,
) -> CheckResult {
    let watch = Watch::start(settings.limits, cancelled);
    let path = source.name();
    let (source, answer) = match source.read() {
        Ok(text) => {
            let answer = catch_unwind(AssertUnwindSafe(|| answer(&text, settings, crew, &watch)));
            let answer = answer.unwrap_or_else(|panic| Err(Failure::Internal(message(&*panic))));
            (text, answer)
        }
        Err(reason) => (String::new(), Err(Failure::Unreadable(reason))),
    };
    CheckResult { path, source, settings, time: watch.elapsed(), answer }
}

fn answer(
    text: &str,
    settings: Settings,
    crew: &Crew,
    watch: &Watch<'_>,
) -> Result<Checked, Failure> {
    let Parsed { test, warnings } = test::parse(text).map_err(Failure::Invalid)?;
    let outcomes = outcomes(&test, settings, crew, watch);
    let expected = expectation(&test, settings.model).map(str::to_owned);
    Ok(Checked { test, warnings, outcomes, expected })
}

fn outcomes(
    test: &Test,
    settings: Settings,
    crew: &Crew,
    watch: &Watch<'_>,
) -> Result<Outcomes, Limit> {
    let stop = watch.stop();
    Prepared::new(test, settings.options, &stop)
        .and_then(|prepared| search::outcomes(&prepared.under(settings.model), watch, crew, &stop))
        .map_err(|stopped| match stopped {
            Stopped::Asked => watch.hit().unwrap_or(Limit::Cancelled),
            Stopped::TooLarge => Limit::Size,
        })
}

/// What a panic says.
fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it does not say why").to_owned()
}
