//! `fencepost suite`.

use super::run::time;
use super::{colour, jobs};
use crate::pool;
use crate::progress::Progress;
use crate::report::Style;
use crate::run::IS_ARM;
use crate::run::launch::Launcher;
use crate::run::trial::{Settings, trial};
use crate::status::Status;
use crate::suite::{Format, Here, Reporter, Row, row};
use clap::Args;
use fencepost_litmus::corpus::{self, Entry};
use fencepost_litmus::explore::Options;
use fencepost_machine::Recipe;
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

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

    /// On AArch64: how long each test is run on this machine [default: 20ms]
    #[arg(long, value_name = "TIME", value_parser = time)]
    run: Option<Duration>,

    /// Ask the models alone, whatever the machine
    #[arg(long, conflicts_with = "run")]
    model_only: bool,
}

/// How long a test is run if nothing else is said.
const MOMENT: Duration = Duration::from_millis(20);

/// A test that is stuck for so long is given up.
const PATIENCE: Duration = Duration::from_secs(10);

impl Arguments {
    /// How tests are run here, if they are.
    fn settings(&self) -> io::Result<Option<Settings>> {
        if !IS_ARM || self.model_only {
            return Ok(None);
        }
        Ok(Some(Settings {
            launcher: Launcher::of_this_program()?,
            recipe: Recipe::default(),
            time: Some(self.run.unwrap_or(MOMENT)),
            instances: None,
            cores: Vec::new(),
            mutants: false,
            patience: PATIENCE,
            options: Options::default(),
        }))
    }
}

/// Runs a row's test on this machine.
fn here(row: &Row, settings: &Settings, cancelled: &AtomicBool) -> Here {
    let style = Style { colour: colour(), quiet: true };
    let Entry { path, source } = row.entry;
    Here::of(&trial(path, source, settings, style, cancelled, &|_| {}).record)
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
    let settings = arguments.settings()?;
    let (cancelled, interrupted) = (AtomicBool::new(false), AtomicBool::new(false));
    let progress = Progress::new(entries.len());
    let mut reporter = Reporter::new(arguments.format, io::stdout().lock());
    let mut written = reporter.begin();
    pool::in_order(
        &entries,
        jobs(arguments.jobs),
        &cancelled,
        |&entry, _| row(entry),
        |mut row| {
            if written.is_ok() {
                // One after the other, whatever the models' workers do: a run owns the machine.
                row.here = settings.as_ref().map(|settings| here(&row, settings, &interrupted));
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
