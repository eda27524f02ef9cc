//! `fencepost fieldtrack`.

use crate::status::Status;
use clap::Args;
use fencepost_costs::fieldtrack::{Effort, measure};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  fencepost fieldtrack                  all barriers, half a minute
  fencepost fieldtrack --json > m1.json for programs, see schema/fieldtrack.schema.json";

/// Measure write barriers of garbage collectors over a heap
///
/// Marks of objects, of fields (what the article takes Go's fieldtrack for) and of cards, each with
/// every way to order a mark after its store; Go's buffered hybrid barrier; and none.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Write all of it as JSON
    #[arg(long)]
    json: bool,

    /// Only see that everything runs: the figures are worth nothing
    #[arg(long)]
    smoke: bool,
}

/// Measures and reports.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let effort = if arguments.smoke { Effort::SMOKE } else { Effort::DEFAULT };
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        progress.set_style(style);
    }
    let report = measure(effort, &mut |step| {
        progress.set_message(step.to_owned());
        progress.tick();
    });
    progress.finish_and_clear();
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        crate::fieldtrack::write(&report, &mut out)?;
    }
    Ok(Status::Success)
}
