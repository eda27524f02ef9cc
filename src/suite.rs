//! The built-in corpus under every model, and whether that is as expected.

mod report;

pub use report::{Format, Reporter};

use crate::check::expectation;
use crate::status::Status;
use fencepost_litmus::corpus::Entry;
use fencepost_litmus::explore::{Observation, Options, Prepared};
use fencepost_litmus::model::{MODELS, Model};
use fencepost_litmus::test::{self, Test};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// A test of the corpus under every model.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which one.
    pub entry: Entry,
    /// The test, or what is wrong with it.
    pub test: Result<Test, String>,
    /// What it comes to, model by model.
    pub cells: Vec<Cell>,
    /// The time it took.
    pub time: Duration,
}

/// A test under one model.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The model.
    pub model: &'static dyn Model,
    /// What the states say of the proposition, if they are all known.
    pub observation: Option<Observation>,
    /// What the file expects.
    pub expected: Option<String>,
}

impl Cell {
    /// Whether it is as the file expects. A file of the corpus expects something
    /// of every model.
    pub fn is_as_expected(&self) -> bool {
        match (&self.expected, self.observation) {
            (Some(expected), Some(observed)) => expected.eq_ignore_ascii_case(observed.as_str()),
            _ => false,
        }
    }
}

impl Row {
    /// The name of the test.
    pub fn name(&self) -> &str {
        self.test.as_ref().map_or(self.entry.path, |test| &test.name)
    }

    /// The answer under Arm's model.
    fn arm(&self) -> Option<Observation> {
        self.cells.iter().find(|c| c.model.name() == "aarch64")?.observation
    }

    /// What it makes of the run.
    pub fn status(&self) -> Status {
        if self.test.is_err() {
            Status::Input
        } else if self.cells.iter().any(|c| c.observation.is_none()) {
            Status::Limit
        } else if self.cells.iter().all(Cell::is_as_expected) {
            Status::Success
        } else {
            Status::Differs
        }
    }
}

/// Checks a test of the corpus under every model.
pub fn row(entry: Entry) -> Row {
    let start = Instant::now();
    let test = test::parse(entry.source).map(|parsed| parsed.test).map_err(|diagnostics| {
        let messages: Vec<_> = diagnostics.into_iter().map(|d| d.message).collect();
        messages.join("; ")
    });
    let cells = test.as_ref().map_or_else(|_| Vec::new(), cells);
    Row { entry, test, cells, time: start.elapsed() }
}

fn cells(test: &Test) -> Vec<Cell> {
    let never = || false;
    let Ok(prepared) = Prepared::new(test, Options::default(), &never) else { return Vec::new() };
    let cell = |model| {
        let outcomes = prepared.under(model).outcomes(&never).ok();
        let complete = outcomes.filter(|outcomes| outcomes.incomplete.is_empty());
        let observation = complete.map(|outcomes| outcomes.observation());
        Cell { model, observation, expected: expectation(test, model).map(str::to_owned) }
    };
    MODELS.into_iter().map(cell).collect()
}

/// The tests that Arm's model forbids and that have no mutant: no test that
/// calls itself one and is allowed. Without it, a model that forbids everything
/// would pass. `Coherence=yes` says that there is nothing to weaken.
pub fn without_mutant(rows: &[Row]) -> Vec<&Row> {
    let tests = || rows.iter().filter_map(|row| Some((row, row.test.as_ref().ok()?)));
    let mutated: HashSet<&str> = tests()
        .filter(|(row, _)| row.arm() == Some(Observation::Sometimes))
        .filter_map(|(_, test)| test.info("MutantOf"))
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .collect();
    tests()
        .filter(|(row, _)| row.arm() == Some(Observation::Never))
        .filter(|(_, test)| test.info("Coherence") != Some("yes"))
        .filter(|(_, test)| !mutated.contains(test.name.as_str()))
        .map(|(row, _)| row)
        .collect()
}
