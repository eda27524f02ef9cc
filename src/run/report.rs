//! Records as text, in one of several formats.

mod junit;
mod litmus7;
mod openmetrics;
mod text;

use super::record::{Outcome, Record, Verdict};
use crate::report::{Counts, Suite};
use crate::status::Status;
use clap::ValueEnum;
use std::io::{self, Write};

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// As litmus7 writes it, for mcompare7 and the like
    Litmus7,
    /// One JSON object a line, see schema/run.schema.json
    Json,
    /// JUnit's XML, for continuous integration
    Junit,
    /// OpenMetrics' text, for Prometheus and the like
    Openmetrics,
}

/// Writes records, one after the other, and then what belongs around them.
#[derive(Debug)]
pub struct Reporter<O> {
    format: Format,
    out: O,
    tally: Tally,
    /// What is written at the end, because its head depends on it.
    kept: Vec<Record>,
}

/// How many tests came to which end.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    tests: usize,
    earlier: usize,
    seen: usize,
    unseen: usize,
    failed: usize,
    forbidden: usize,
    /// Of these: with nothing but an emulator's known violation.
    known: usize,
    mutants: (usize, usize),
    instances: u64,
    status: Status,
}

impl Tally {
    fn add(&mut self, record: &Record) {
        self.tests += 1;
        self.status = self.status.max(record.status());
        let Outcome::Run(run) = &record.result else {
            self.failed += 1;
            return;
        };
        self.instances += run.counted.instances;
        let (seen, all) = run.mutation_score().unwrap_or_default();
        self.mutants = (self.mutants.0 + seen, self.mutants.1 + all);
        match (run.problem().is_some(), run.hits()) {
            (true, _) => self.failed += 1,
            (false, 0) => self.unseen += 1,
            (false, _) => self.seen += 1,
        }
        if run.verdict == Verdict::Forbidden {
            self.forbidden += 1;
            let known = run.forbidden().all(|seen| seen.known().is_some());
            self.known += usize::from(known);
        }
    }
}

impl<O: Write> Reporter<O> {
    /// A reporter that has not written anything yet.
    pub fn new(format: Format, out: O) -> Reporter<O> {
        Reporter { format, out, tally: Tally::default(), kept: Vec::new() }
    }

    /// Writes a record. It is not held back where the format allows.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, record: Record) -> io::Result<()> {
        self.tally.add(&record);
        let text = match self.format {
            Format::Text => text::record(&record),
            Format::Litmus7 => litmus7::record(&record),
            Format::Json => serde_json::to_string(&record)? + "\n",
            Format::Junit | Format::Openmetrics => {
                self.kept.push(record);
                return Ok(());
            }
        };
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// Takes the record of an earlier run: it counts, and is part of what is
    /// one document, but is not written again.
    pub fn add_earlier(&mut self, record: Record) {
        self.tally.add(&record);
        self.tally.earlier += 1;
        if matches!(self.format, Format::Junit | Format::Openmetrics) {
            self.kept.push(record);
        }
    }

    /// Writes what comes last.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        let text = match self.format {
            Format::Text if self.tally.tests > 1 => text::summary(&self.tally),
            Format::Junit => {
                let mut counts = Counts::default();
                self.kept.iter().for_each(|record| counts.add(record.status()));
                let cases: String = self.kept.iter().map(junit::case).collect();
                Suite { name: "fencepost run", counts }.document(&cases)
            }
            Format::Openmetrics => openmetrics::document(&self.kept),
            _ => String::new(),
        };
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// What the results so far make of the run. A forbidden outcome is what a
    /// run is for: it counts above all else that went wrong.
    pub fn status(&self) -> Status {
        if self.tally.forbidden > 0 { Status::Differs } else { self.tally.status }
    }
}
