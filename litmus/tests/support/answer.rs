//! fencepost's answer to a test, in the words of herd7.

use fencepost_litmus::explore::{Incomplete, Options, Outcomes, Prepared, Stopped};
use fencepost_litmus::model::Model;
use fencepost_litmus::test::{self, Test};
use std::time::{Duration, Instant};

/// What fencepost finds of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The final states as herd7 prints them, sorted. A test that observes
    /// nothing has none.
    pub states: Vec<String>,
    /// `Never`, `Sometimes` or `Always`.
    pub observation: &'static str,
    /// Why there may be more states.
    pub incomplete: Vec<Incomplete>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The source is refused: where, and why.
    Source {
        /// The text that the first error points at.
        excerpt: String,
        /// What it says.
        message: String,
    },
    /// It took longer than allowed.
    Time,
    /// An execution has more events than the search can hold.
    Size,
}

/// Parses a test and searches it under `model`.
pub fn answer(
    source: &str,
    model: &dyn Model,
    options: Options,
    limit: Duration,
) -> Result<Answer, Refusal> {
    let test = parse(source)?;
    let outcomes = outcomes(&test, model, options, limit)?;
    Ok(Answer::new(&test, &outcomes))
}

/// Parses a test.
pub fn parse(source: &str) -> Result<Test, Refusal> {
    test::parse(source).map(|parsed| parsed.test).map_err(|errors| Refusal::Source {
        excerpt: source[errors[0].span.clone()].chars().take(40).collect(),
        message: errors[0].message.clone(),
    })
}

/// Searches a test under `model`.
pub fn outcomes(
    test: &Test,
    model: &dyn Model,
    options: Options,
    limit: Duration,
) -> Result<Outcomes, Refusal> {
    let start = Instant::now();
    let stop = || start.elapsed() > limit;
    let refusal = |stopped| match stopped {
        Stopped::Asked => Refusal::Time,
        Stopped::TooLarge => Refusal::Size,
    };
    let prepared = Prepared::new(test, options, &stop).map_err(refusal)?;
    prepared.under(model).outcomes(&stop).map_err(refusal)
}

impl Answer {
    /// The answer that `outcomes` is.
    pub fn new(test: &Test, outcomes: &Outcomes) -> Answer {
        let lines = outcomes.states.iter().map(|state| outcomes.line(test, state));
        let mut states: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        states.sort();
        Answer {
            states,
            observation: outcomes.observation().as_str(),
            incomplete: outcomes.incomplete.clone(),
        }
    }

    /// Whether these are all the states.
    pub fn is_complete(&self) -> bool {
        self.incomplete.is_empty()
    }

    /// Whether some execution does something that has no meaning.
    pub fn has_fault(&self) -> bool {
        self.incomplete.iter().any(|i| matches!(i, Incomplete::Fault { .. }))
    }
}

/// The difference between two sorted lists of states, a line each; empty if
/// there is none.
pub fn difference(wanted: &[String], found: &[String]) -> String {
    let missing = wanted.iter().filter(|s| !found.contains(s)).map(|s| format!("  missing {s}\n"));
    let extra = found.iter().filter(|s| !wanted.contains(s)).map(|s| format!("  extra   {s}\n"));
    missing.chain(extra).collect()
}
