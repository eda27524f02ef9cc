//! `fencepost doctor`.

use crate::doctor::{Checkup, write};
use crate::status::Status;
use clap::Args;
use fencepost_asm::detect::{SwitchError, parse_switches};
use std::io::{self, Write};

const EXAMPLES: &str = "\
Examples:
  fencepost doctor                                  one screen
  fencepost doctor --json | jq '.notes[].id'        for programs
  FENCEPOST_CPU=-lse,-lrcpc fencepost doctor        features switched off";

/// Show what this machine is, and what that means for results
#[derive(Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Write all of it as JSON
    #[arg(long)]
    json: bool,
}

/// Looks at this machine and says what was found. Whatever that is, it is no failure.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    if let Err(error) = switches() {
        eprintln!("error: {error}");
        return Ok(Status::Input);
    }
    let checkup = Checkup::of_this_machine();
    let mut out = io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &checkup)?;
        writeln!(out)?;
    } else {
        write(&checkup, &mut out)?;
    }
    Ok(Status::Success)
}

/// What is wrong with `FENCEPOST_CPU`, before detection trips over it.
pub(super) fn switches() -> Result<(), SwitchError> {
    let text = std::env::var("FENCEPOST_CPU").unwrap_or_default();
    parse_switches(&text).map(|_| ())
}
