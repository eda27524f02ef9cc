//! `fencepost suite`.

use super::jobs;
use crate::pool;
use crate::progress::Progress;
use crate::status::Status;
use crate::suite::{Format, Reporter, row};
use clap::Args;
use fencepost_litmus::corpus::{self, Entry};
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

const EXAMPLES: &str = "\
Examples:
  fencepost                                    the whole corpus
  fencepost suite --family MP --family SB      two families of it
  fencepost suite --format junit > suite.xml   for continuous integration";

/// Check the built-in corpus under every model; what fencepost does without a command
#[derive(Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Only this family of tests; may be given several times [default: all]
    #[arg(long, value_name = "NAME")]
    family: Vec<String>,

    /// How results are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Tests to work on at a time [default: all cores]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// Checks the corpus and reports it by family.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let mut entries = corpus::entries();
    if let Some(unknown) = arguments.family.iter().find(|name| !is_family(&entries, name)) {
        eprintln!("error: there is no family `{unknown}`; there are {}", families(&entries));
        return Ok(Status::Input);
    }
    if !arguments.family.is_empty() {
        entries.retain(|entry| arguments.family.iter().any(|name| name == entry.family()));
    }
    let cancelled = AtomicBool::new(false);
    let progress = Progress::new(entries.len());
    let mut reporter = Reporter::new(arguments.format, io::stdout().lock());
    let mut written = reporter.begin();
    pool::in_order(
        &entries,
        jobs(arguments.jobs),
        &cancelled,
        |&entry, _| row(entry),
        |row| {
            if written.is_ok() {
                written = progress.step(|| reporter.add(row));
            }
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    drop(progress);
    written?;
    // Part of a corpus need not have the mutants beside it.
    reporter.finish(arguments.family.is_empty())
}

fn is_family(entries: &[Entry], name: &str) -> bool {
    entries.iter().any(|entry| entry.family() == name)
}

fn families(entries: &[Entry]) -> String {
    let mut names: Vec<_> = entries.iter().map(Entry::family).collect();
    names.dedup();
    names.join(", ")
}
