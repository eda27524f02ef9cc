//! The command line.

mod check;
mod claims;
mod costs;
mod doctor;
mod explain;
mod fieldtrack;
mod run;
mod rust;
mod suite;

use crate::status::Status;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use fencepost_litmus::explore::Options;
use fencepost_litmus::model::{self, AArch64, Model};
use std::io::{self, ErrorKind, IsTerminal};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::Duration;

const EXIT_CODES: &str = "\
Exit codes, of several the first that applies:
  2  bad usage or input
  3  an instruction or a feature that is not supported
  4  a verdict is unknown: a limit or a loop's bound was hit, or an access may fault
  1  a verdict differs from what is expected, or (before all others) a forbidden
     outcome was seen
  0  all is as expected";

/// An ARM64 memory-model test suite: what may happen, and why.
#[derive(Debug, Parser)]
#[command(name = "fencepost", version, long_version = long_version(), after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Suite(suite::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Run(run::Arguments),
    #[command(name = crate::run::CHILD, hide = true)]
    RunChild(run::ChildArguments),
    Rust(rust::Arguments),
    Costs(costs::Arguments),
    Doctor(doctor::Arguments),
    Fieldtrack(fieldtrack::Arguments),
    Claims(claims::Arguments),
}

/// How a search is done, whichever command asks for it.
#[derive(Clone, Copy, Debug, Args)]
struct SearchArguments {
    /// How often a loop that does more than wait is followed
    #[arg(long, value_name = "N", default_value_t = Options::default().unroll)]
    unroll: u32,

    /// Take aligned 16-byte pairs for single accesses (FEAT_LSE2)
    #[arg(long)]
    lse2: bool,
}

impl SearchArguments {
    fn options(self) -> Options {
        Options { unroll: self.unroll, lse2: self.lse2, ..Options::default() }
    }
}

/// Runs the command that the process' arguments ask for.
pub fn main() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Suite(suite::Arguments::default()));
    let done = match command {
        Command::Suite(arguments) => suite::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::RunChild(arguments) => run::run_child(&arguments),
        Command::Rust(arguments) => rust::run(&arguments),
        Command::Costs(arguments) => costs::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Fieldtrack(arguments) => fieldtrack::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
    };
    ExitCode::from(code(done))
}

/// The exit code. Whoever closes a pipe has read enough: that is no error.
fn code(done: io::Result<Status>) -> u8 {
    match done {
        Ok(status) => status.code(),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Status::Success.code(),
        Err(error) => {
            eprintln!("error: {error}");
            Status::Input.code()
        }
    }
}

/// The version, and those of the models: a verdict is worth what its model is.
fn long_version() -> String {
    let models = model::MODELS.iter().rev();
    models.fold(env!("CARGO_PKG_VERSION").to_owned(), |text, model| {
        format!("{text}\nmodel {}: {}", model.name(), model.version())
    })
}

/// Reads a model's name.
fn model_parser() -> impl TypedValueParser<Value = &'static dyn Model> {
    let names = model::MODELS.iter().rev().map(|model| model.name());
    PossibleValuesParser::new(names).map(|name| model::by_name(&name).unwrap_or(&AArch64))
}

/// As many workers as were asked for, or as there are cores.
fn jobs(asked: Option<NonZeroUsize>) -> usize {
    let cores = || std::thread::available_parallelism().ok();
    asked.or_else(cores).map_or(1, NonZeroUsize::get)
}

/// Reads a positive number of seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err("not a positive number of seconds".to_owned()),
    }
}

/// Whether the standard error shows colours.
fn colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}
