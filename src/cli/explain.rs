//! `fencepost explain`.

use super::{SearchArguments, colour, model_parser, seconds};
use crate::input::{self, Source};
use crate::limits::{Limits, Watch};
use crate::report::{Style, diagnostics, problem};
use crate::status::Status;
use clap::Args;
use fencepost_litmus::explain::{Explanation, explain};
use fencepost_litmus::explore::Stopped;
use fencepost_litmus::model::Model;
use fencepost_litmus::test::{self, Diagnostic, Prop, Quantifier, Test, parse_proposition};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost explain SB.litmus                                what its condition asks
  fencepost explain SB.litmus --outcome '0:X3=0 /\\ 1:X3=0'   something else
  fencepost explain SB.litmus --svg SB.svg --dot SB.dot      with pictures";

/// Say why an outcome is forbidden, or how it comes about
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// A litmus test, or - for stdin
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The outcome, as a condition would have it [default: the test's own]
    #[arg(long, value_name = "CONDITION")]
    outcome: Option<String>,

    /// The memory model
    #[arg(long, default_value = "aarch64", value_parser = model_parser())]
    model: &'static dyn Model,

    /// Draw the execution, as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Draw the execution, in Graphviz' language
    #[arg(long, value_name = "FILE")]
    dot: Option<PathBuf>,

    #[command(flatten)]
    search: SearchArguments,

    /// Give up after so long
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
}

/// Explains one outcome of one test.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let found = arguments.explain();
    let explanation = match found {
        Ok(explanation) => explanation,
        Err(Refusal { message, status }) => {
            io::stderr().write_all(message.as_bytes())?;
            return Ok(status);
        }
    };
    let mut out = io::stdout().lock();
    write!(out, "{explanation}")?;
    out.flush()?;
    draw(arguments.svg.as_deref(), || explanation.to_svg())?;
    draw(arguments.dot.as_deref(), || explanation.to_dot())?;
    let complete = explanation.incomplete.is_empty();
    Ok(if complete { Status::Success } else { Status::Limit })
}

fn draw(file: Option<&Path>, picture: impl FnOnce() -> String) -> io::Result<()> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, picture())
        .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", file.display())))
}

/// Why there is no explanation.
struct Refusal {
    message: String,
    status: Status,
}

impl Refusal {
    fn new(path: &str, message: &str, status: Status) -> Refusal {
        Refusal { message: problem(style(), path, message), status }
    }

    fn of_text(name: &str, text: &str, found: &[Diagnostic]) -> Refusal {
        let message = diagnostics(style(), name, text, found);
        Refusal { message, status: crate::check::status_of(found) }
    }
}

fn style() -> Style {
    Style { colour: colour(), quiet: true }
}

impl Arguments {
    fn explain(&self) -> Result<Explanation, Refusal> {
        let sources = input::expand([self.file.as_os_str()]);
        let [source] = &sources[..] else {
            let name = self.file.to_string_lossy();
            return Err(Refusal::new(&name, "not a single test", Status::Input));
        };
        let test = read(source)?;
        let goal = self.goal(&test)?;
        let cancelled = AtomicBool::new(false);
        let watch = Watch::start(Limits { time: self.time_limit, memory: None }, &cancelled);
        let options = self.search.options();
        explain(&test, self.model, goal.as_ref(), options, &watch.stop()).map_err(|stopped| {
            let reason = match (stopped, watch.hit()) {
                (Stopped::Asked, Some(limit)) => limit.to_string(),
                _ => "an execution has too many memory events".to_owned(),
            };
            Refusal::new(&source.name(), &reason, Status::Limit)
        })
    }

    /// The outcome that was asked for; of a `forall`, what would refute it.
    fn goal(&self, test: &Test) -> Result<Option<Prop>, Refusal> {
        let Some(text) = &self.outcome else {
            let refuted = || Prop::Not(Box::new(test.condition.prop.clone()));
            return Ok((test.condition.quantifier == Quantifier::Forall).then(refuted));
        };
        parse_proposition(text, test)
            .map(Some)
            .map_err(|found| Refusal::of_text("--outcome", text, &found))
    }
}

fn read(source: &Source) -> Result<Test, Refusal> {
    let name = source.name();
    let text = source.read().map_err(|reason| {
        Refusal::new(&name, &format!("cannot be read: {reason}"), Status::Input)
    })?;
    match test::parse(&text) {
        Ok(parsed) => Ok(parsed.test),
        Err(found) => Err(Refusal::of_text(&name, &text, &found)),
    }
}
