//! The built-in corpus under every model, and whether that is as expected.

mod report;

pub use report::{Format, Reporter};

use crate::check::expectation;
use crate::run::record::{Outcome, Record, Run, Verdict};
use crate::run::supervise::End;
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
    /// What this machine made of it, if it was run.
    pub here: Option<Here>,
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

/// A test on this machine, for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Here {
    /// What its condition asks for was seen so often, in so many instances.
    Allowed {
        /// Times.
        hits: u64,
        /// Instances.
        instances: u64,
    },
    /// An outcome was seen that the model forbids.
    Forbidden {
        /// Whether each such outcome is an emulator's known violation.
        known: bool,
        /// The outcomes.
        outcomes: Vec<String>,
    },
    /// The machine or the assembler lacks something.
    Unsupported(String),
    /// It did not run to its end.
    Failed(String),
}

impl Here {
    /// What a run says.
    pub fn of(record: &Record) -> Here {
        let run = match &record.result {
            Outcome::Run(run) => run,
            Outcome::Failed(failed) => return Here::Failed(failed.message.clone()),
        };
        match (&run.verdict, &run.end, run.problem()) {
            (Verdict::Forbidden, ..) => Here::forbidden(run),
            (_, End::Unsupported { .. }, Some(problem)) => Here::Unsupported(problem),
            (_, _, Some(problem)) => Here::Failed(problem),
            (_, _, None) => Here::Allowed { hits: run.hits(), instances: run.counted.instances },
        }
    }

    fn forbidden(run: &Run) -> Here {
        let known = run.forbidden().all(|seen| seen.known().is_some());
        Here::Forbidden { known, outcomes: run.forbidden().map(|seen| seen.line.clone()).collect() }
    }

    /// What it makes of the suite. That an emulator has a violation which is
    /// known and described is as expected.
    fn status(&self) -> Status {
        match self {
            Here::Forbidden { known: false, .. } => Status::Differs,
            Here::Failed(_) => Status::Limit,
            Here::Allowed { .. } | Here::Forbidden { known: true, .. } | Here::Unsupported(_) => {
                Status::Success
            }
        }
    }

    /// A word for a table. Of a `forall` test an exception is looked for.
    fn word(&self, is_forall: bool) -> &'static str {
        match self {
            Here::Allowed { hits: 0, .. } if is_forall => "held",
            Here::Allowed { .. } if is_forall => "refuted",
            Here::Allowed { hits: 0, .. } => "not seen",
            Here::Allowed { .. } => "seen",
            Here::Forbidden { known: false, .. } => "FORBIDDEN",
            Here::Forbidden { known: true, .. } => "emulator's",
            Here::Unsupported(_) => "absent",
            Here::Failed(_) => "FAILED",
        }
    }
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

    /// What it makes of the suite.
    pub fn status(&self) -> Status {
        let here = self.here.as_ref().map_or(Status::Success, Here::status);
        self.model_status().max(here)
    }

    fn model_status(&self) -> Status {
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
    Row { entry, test, cells, here: None, time: start.elapsed() }
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
