//! The suite's results as text, JSON or JUnit's XML.

use super::{Cell, Here, Row, without_mutant};
use crate::doctor;
use crate::report::{Case, Counts, Outcome, Suite};
use crate::run::IS_ARM;
use crate::status::Status;
use clap::ValueEnum;
use fencepost_litmus::explore::Observation;
use fencepost_litmus::test::{Quantifier, Test};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};

/// How the suite's results are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object a line, see schema/suite.schema.json
    Json,
    /// JUnit's XML, for continuous integration
    Junit,
}

/// Writes rows, one after the other, and then a summary.
#[derive(Debug)]
pub struct Reporter<O> {
    format: Format,
    out: O,
    rows: Vec<Row>,
    /// The test cases of a JUnit report, whose head says how many there are.
    cases: String,
    counts: Counts,
}

impl<O: Write> Reporter<O> {
    /// A reporter that has not written anything yet.
    pub fn new(format: Format, out: O) -> Reporter<O> {
        let (rows, cases, counts) = (Vec::new(), String::new(), Counts::default());
        Reporter { format, out, rows, cases, counts }
    }

    /// Writes what comes first.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(&mut self) -> io::Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "fencepost {VERSION} on {}", machine()),
            Format::Json | Format::Junit => Ok(()),
        }
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, row: Row) -> io::Result<()> {
        match self.format {
            Format::Text => {
                let family = row.entry.family();
                if self.rows.last().is_none_or(|last| last.entry.family() != family) {
                    writeln!(self.out, "\n{}", heading(&row))?;
                }
                writeln!(self.out, "{}", line(&row))?;
            }
            Format::Json => writeln!(self.out, "{}", json(&row))?,
            Format::Junit => self.cases.push_str(&case(&row)),
        }
        self.counts.add(row.status());
        self.rows.push(row);
        self.out.flush()
    }

    /// Writes what comes last; returns what it all comes to. The corpus as a
    /// whole is to have a mutant for whatever is forbidden.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self, is_whole: bool) -> io::Result<Status> {
        let lonely = if is_whole { without_mutant(&self.rows) } else { Vec::new() };
        for row in &lonely {
            let outcome = Outcome { status: Status::Differs, message: NO_MUTANT.to_owned() };
            self.counts.add(Status::Differs);
            let case =
                Case { class: "mutants", name: row.name(), seconds: 0.0, outcome: Some(outcome) };
            self.cases.push_str(&case.element());
        }
        let missing = if lonely.is_empty() { Status::Success } else { Status::Differs };
        let status = self.rows.iter().map(Row::status).fold(missing, Status::max);
        match self.format {
            Format::Text => {
                let text = summary(&self.rows, &lonely, is_whole);
                self.out.write_all(text.as_bytes())?;
            }
            Format::Json => {}
            Format::Junit => {
                let suite = Suite { name: "fencepost suite", counts: self.counts };
                self.out.write_all(suite.document(&self.cases).as_bytes())?;
            }
        }
        self.out.flush()?;
        Ok(status)
    }
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

const NO_MUTANT: &str = "is never observed, and no MutantOf= it is observed sometimes";

/// The operating system, the architecture, the cores.
fn machine() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let plural = if cores == 1 { "" } else { "s" };
    format!("{os} {arch}, {cores} core{plural}; {}", doctor::runs_on())
}

/// The width of names; longer ones push the rest to the right.
const NAME: usize = 40;

fn heading(row: &Row) -> String {
    let family = row.entry.family();
    let here = if row.here.is_some() { "Here" } else { "" };
    format!("{family:<width$}  {:<9} {:<9} {:<9} {here}", "SC", "TSO", "Arm", width = NAME + 2)
        .trim_end()
        .to_owned()
}

/// A test, its verdict under each model, and what is not as expected.
fn line(row: &Row) -> String {
    let mut line = format!("  {:NAME$} ", row.name());
    for cell in &row.cells {
        let _ = write!(line, " {:<9}", word(cell.observation));
    }
    if let Some(here) = &row.here {
        let is_forall = |test: &Test| test.condition.quantifier == Quantifier::Forall;
        let word = here.word(row.test.as_ref().is_ok_and(is_forall));
        let _ = write!(line, " {word:<10}");
    }
    match differences(row) {
        Some(differences) => {
            let _ = write!(line, " {differences}");
        }
        None => line.push_str(" ok"),
    }
    line
}

fn word(observation: Option<Observation>) -> &'static str {
    match observation {
        Some(Observation::Never) => "never",
        Some(Observation::Sometimes) => "sometimes",
        Some(Observation::Always) => "always",
        None => "unknown",
    }
}

/// What is not as the file expects, if anything.
fn differences(row: &Row) -> Option<String> {
    if let Err(message) = &row.test {
        return Some(format!("ERROR: {message}"));
    }
    let difference = |cell: &Cell| match &cell.expected {
        Some(expected) => format!("{} under {}", expected, cell.model.name()),
        None => format!("an expectation for {}", cell.model.name()),
    };
    let all: Vec<_> =
        row.cells.iter().filter(|cell| !cell.is_as_expected()).map(difference).collect();
    let expected = (!all.is_empty()).then(|| format!("EXPECTED {}", all.join(", ")));
    let here = match &row.here {
        Some(Here::Forbidden { known: false, outcomes }) => {
            Some(format!("seen here: {}", outcomes.join(" ")))
        }
        Some(Here::Failed(problem)) => Some(problem.clone()),
        _ => None,
    };
    let all: Vec<_> = expected.into_iter().chain(here).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

fn summary(rows: &[Row], lonely: &[&Row], is_whole: bool) -> String {
    let mut text = String::from("\n");
    for row in lonely {
        let _ = writeln!(text, "{} {NO_MUTANT}", row.name());
    }
    let differ = rows.iter().filter(|row| row.status() != Status::Success).count();
    let _ = write!(text, "{} tests under 3 models: ", rows.len());
    match differ {
        0 => text.push_str("all as expected"),
        _ => {
            let _ = write!(text, "{differ} NOT AS EXPECTED");
        }
    }
    match lonely.len() {
        0 if is_whole => text.push_str("; each never has a mutant that is sometimes\n"),
        0 => text.push('\n'),
        n => {
            let _ = writeln!(text, "; {n} WITHOUT A MUTANT");
        }
    }
    text.push_str(&here(rows));
    text.push_str(if IS_ARM {
        "Not part of this: the assembly routines and the atomics; `cargo test --release` runs \
         them on this machine.\n"
    } else {
        "Left out, as it needs an Arm core, or QEMU (docs/running.md): running each test, the \
         assembly routines and the atomics.\n"
    });
    text
}

/// What the tests came to on this machine, if they were run.
fn here(rows: &[Row]) -> String {
    let count =
        |is: fn(&Here) -> bool| rows.iter().filter(|row| row.here.as_ref().is_some_and(is)).count();
    let run = count(|here| !matches!(here, Here::Unsupported(_)));
    if run == 0 {
        return String::new();
    }
    let seen = count(|here| matches!(here, Here::Allowed { hits: 1.., .. }));
    let mut text = format!("{run} of them run here, each for a moment: {seen} showed the outcome");
    for (n, what) in [
        (count(|here| matches!(here, Here::Unsupported(_))), "need what this machine has not"),
        (count(|here| matches!(here, Here::Failed(_))), "did NOT run to the end"),
    ] {
        if n > 0 {
            let _ = write!(text, ", {n} {what}");
        }
    }
    match count(|here| matches!(here, Here::Forbidden { known: false, .. })) {
        0 => text.push_str("; all that was seen is allowed"),
        n => {
            let _ = write!(text, "; {n} showed FORBIDDEN outcomes");
        }
    }
    match count(|here| matches!(here, Here::Forbidden { known: true, .. })) {
        0 => text.push('\n'),
        n => {
            let _ = writeln!(
                text,
                ",\nbut for {n} with the emulator's known violations (docs/findings)"
            );
        }
    }
    text
}

#[derive(Serialize)]
struct Object<'a> {
    fencepost: &'static str,
    path: &'a str,
    test: &'a str,
    family: &'a str,
    as_expected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    verdicts: Vec<Verdict<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<Machine<'a>>,
    time_seconds: f64,
}

/// What this machine made of it.
#[derive(Serialize)]
struct Machine<'a> {
    verdict: &'static str,
    hits: u64,
    instances: u64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    forbidden: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct Verdict<'a> {
    model: &'static str,
    version: &'static str,
    observation: &'static str,
    expected: Option<&'a str>,
    as_expected: bool,
}

fn json(row: &Row) -> String {
    let object = Object {
        fencepost: VERSION,
        path: row.entry.path,
        test: row.name(),
        family: row.entry.family(),
        as_expected: row.status() == Status::Success,
        error: row.test.as_ref().err().map(String::as_str),
        verdicts: row.cells.iter().map(verdict).collect(),
        here: row.here.as_ref().map(on_machine),
        time_seconds: row.time.as_secs_f64(),
    };
    // Only maps with keys that are no strings, and broken writers, can fail.
    serde_json::to_string(&object).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

fn on_machine(here: &Here) -> Machine<'_> {
    let of = |verdict| Machine { verdict, hits: 0, instances: 0, forbidden: &[], problem: None };
    match here {
        Here::Allowed { hits, instances } => {
            Machine { hits: *hits, instances: *instances, ..of("allowed") }
        }
        Here::Forbidden { known, outcomes } => {
            Machine { forbidden: outcomes, ..of(if *known { "emulator" } else { "forbidden" }) }
        }
        Here::Unsupported(problem) => Machine { problem: Some(problem), ..of("unsupported") },
        Here::Failed(problem) => Machine { problem: Some(problem), ..of("failed") },
    }
}

fn verdict(cell: &Cell) -> Verdict<'_> {
    Verdict {
        model: cell.model.name(),
        version: cell.model.version(),
        observation: word(cell.observation),
        expected: cell.expected.as_deref(),
        as_expected: cell.is_as_expected(),
    }
}

fn case(row: &Row) -> String {
    let status = row.status();
    let message = differences(row).unwrap_or_default();
    let outcome = (status != Status::Success).then_some(Outcome { status, message });
    let seconds = row.time.as_secs_f64();
    Case { class: row.entry.family(), name: row.name(), seconds, outcome }.element()
}
