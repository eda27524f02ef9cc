//! `fencepost rust`.

use super::run::time;
use crate::rust_level::{EACH, mappings, run as run_cases, select};
use crate::status::Status;
use clap::Args;
use fencepost_machine::{Budget, Recipe};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost rust                          all of them
  fencepost rust SB MP+rel+acq --time 10s two of them
  fencepost rust --mapping MP+rel+acq     what its statements become

To write your own, in your own crate: fencepost::litmus!, see docs/rust-level.md.";

/// Run the built-in tests in Rust's atomics on this machine, whichever it is
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Only these tests [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// How long to run each test and each mutant, as 200ms, 60s or 2m [default: 200ms]
    #[arg(long, value_name = "TIME", value_parser = time)]
    time: Option<Duration>,

    /// How threads and memory are laid out and provoked: TOML
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,

    /// Run nothing; show what rustc makes of each statement
    #[arg(long)]
    mapping: bool,
}

/// Runs the tests, or shows them.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let cases = match select(&arguments.names) {
        Ok(cases) => cases,
        Err(error) => {
            eprintln!("error: {error}");
            return Ok(Status::Input);
        }
    };
    let mut out = io::stdout().lock();
    if arguments.mapping {
        return mappings(&cases, &mut out);
    }
    run_cases(&cases, &arguments.recipe()?, Budget::time(arguments.time.unwrap_or(EACH)), &mut out)
}

impl Arguments {
    fn recipe(&self) -> io::Result<Recipe> {
        let Some(path) = &self.recipe else { return Ok(Recipe::default()) };
        let about = |error: &dyn std::fmt::Display| {
            io::Error::other(format!("{}: {error}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|e| about(&e))?;
        Recipe::from_toml(&text).map_err(|e| about(&e))
    }
}
