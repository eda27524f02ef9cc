//! `fencepost check`.

use super::{SearchArguments, colour, jobs, model_parser, seconds};
use crate::check::{Settings, check};
use crate::input;
use crate::limits::{BYTES_PER_MB, Limits};
use crate::pool;
use crate::progress::Progress;
use crate::report::{Format, Reporter, Style, render};
use crate::status::Status;
use clap::Args;
use fencepost_litmus::model::Model;
use std::ffi::OsString;
use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost check SB.litmus                    one test
  fencepost check tests/ @more.txt             a folder, and the files that a list names
  fencepost check --format herd tests/ > log   for mcompare7
  generate | fencepost check -                 the standard input

A file may say what it expects, in lines `Expect=never`, `Expect=sometimes` or
`Expect=always` before its initial state (`ExpectTSO=`, `ExpectSC=` for the other
models). Without one, a condition `~exists` or `forall` is expected to hold, and
`exists` is a question.";

/// Find all final states of litmus tests, and say whether the condition holds
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Files, folders (all .litmus files below), @lists (a path a line), or - for stdin
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<OsString>,

    /// The memory model
    #[arg(long, default_value = "aarch64", value_parser = model_parser())]
    model: &'static dyn Model,

    /// How results are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Tests, or parts of a large one, to work on at a time [default: all cores]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    search: SearchArguments,

    /// Give up on a test after so long; its verdict is then unknown
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,

    /// Give up on a test that needs so much memory; its verdict is then unknown
    #[arg(long, value_name = "MB")]
    memory_limit: Option<u64>,

    /// Print errors, but no warnings
    #[arg(long, short)]
    quiet: bool,
}

/// Checks everything and reports it in order.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let sources = input::expand(arguments.paths.iter().map(OsString::as_os_str));
    let style = Style { colour: colour(), quiet: arguments.quiet };
    let settings = arguments.settings();
    let cancelled = AtomicBool::new(false);
    let progress = Progress::new(sources.len());
    let mut reporter = Reporter::new(arguments.format, io::stdout().lock(), io::stderr());
    let mut written = Ok(());
    pool::in_order(
        &sources,
        jobs(arguments.jobs),
        &cancelled,
        |source, crew| {
            let result = check(source, settings, crew, &cancelled);
            render(arguments.format, style, &result)
        },
        |rendered| {
            written = progress.step(|| reporter.add(&rendered));
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    drop(progress);
    written?;
    reporter.finish()?;
    Ok(reporter.status())
}

impl Arguments {
    fn settings(&self) -> Settings {
        let limits = Limits {
            time: self.time_limit,
            memory: self.memory_limit.map(|mb| mb.saturating_mul(BYTES_PER_MB)),
        };
        Settings { model: self.model, options: self.search.options(), limits }
    }
}
