//! `fencepost run`.

use super::{SearchArguments, colour};
use crate::input::{self, Source};
use crate::pool;
use crate::progress::Progress;
use crate::report::Style;
use crate::run::launch::Launcher;
use crate::run::log::Log;
use crate::run::record::{Failed, Outcome, Record, VERSION, digest};
use crate::run::report::{Format, Reporter};
use crate::run::trial::{Settings, Trial, trial};
use crate::run::tuning::{self, tuned};
use crate::run::{HOW_TO_RUN, IS_ARM, child};
use crate::rust_level;
use crate::status::Status;
use clap::Args;
use fencepost_machine::{Budget, Recipe};
use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost run SB.litmus                             one test, for a second
  fencepost run corpus/ --time 10m --json out.jsonl   a folder, ten minutes in all
  fencepost run corpus/ --time 10m --resume out.jsonl the rest of it, after Ctrl-C
  fencepost run MP.litmus --tune 30s --save-recipe m.toml ; fencepost run corpus/ --recipe m.toml
  fencepost run MP+dmbs.litmus --mutants              could this machine have shown it?
  fencepost run --format litmus7 corpus/ > log        for mcompare7

Each test is run in a process of its own: one that faults or spins for ever ends
alone. Exit code 1 says that an outcome was seen which the Arm model forbids, and
comes before the others; that an allowed outcome was not seen is never an error.";

/// Run litmus tests on this machine, and hold every outcome against the model
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Files, folders (all .litmus files below), @lists (a path a line), or - for stdin
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<OsString>,

    /// How long to run in all, as 90, 60s, 10m or 2h; each test gets an equal share, and each
    /// mutant as long as its test [default: one second a test]
    #[arg(long, value_name = "TIME", value_parser = time)]
    time: Option<Duration>,

    /// Run each test until so many instances are counted, or its share of --time is over
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    instances: Option<u64>,

    /// Run the weakened twins of each test that the model forbids too, and say how many of them
    /// this machine and recipe can tell from it
    #[arg(long)]
    mutants: bool,

    /// How results are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write each result to this file too, as a line of JSON
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    json: Option<PathBuf>,

    /// As --json, but keep what is there, and leave out what it has results of
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,

    /// How threads and memory are laid out and provoked: TOML, as --save-recipe writes it
    #[arg(long, value_name = "FILE")]
    recipe: Option<PathBuf>,

    /// Look for so long for the recipe that shows most weak outcomes of these tests, then run them
    /// with it
    #[arg(long, value_name = "TIME", value_parser = time)]
    tune: Option<Duration>,

    /// Write the recipe to this file
    #[arg(long, value_name = "FILE")]
    save_recipe: Option<PathBuf>,

    /// Where random choices begin [default: the recipe's]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// The only CPUs to use, as 0,2,4-7 (Linux) [default: all]
    #[arg(long, value_name = "LIST", value_parser = cores)]
    cores: Option<Cores>,

    /// Tests to run at a time; more than one get into each other's way
    #[arg(long, short, value_name = "N", default_value = "1")]
    jobs: NonZeroUsize,

    /// End a test that finishes no instance for so long
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    patience: Duration,

    #[command(flatten)]
    search: SearchArguments,

    /// Print errors, but no warnings
    #[arg(long, short)]
    quiet: bool,
}

/// Numbers of CPUs.
#[derive(Clone, Debug)]
struct Cores(Vec<usize>);

/// Does the one job of a child process: not for people.
#[derive(Debug, Args)]
pub(super) struct ChildArguments {}

/// Is a child process.
pub(super) fn run_child(_: &ChildArguments) -> io::Result<Status> {
    child::main().map(|()| Status::Success)
}

/// Runs everything and reports it in order.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    if !IS_ARM {
        return elsewhere(arguments);
    }
    let recipe = arguments.recipe()?;
    let mut log = match (&arguments.json, &arguments.resume) {
        (Some(path), _) => Some(Log::create(path)?),
        (None, Some(path)) => Some(Log::resume(path)?),
        (None, None) => None,
    };
    let sources = input::expand(arguments.paths.iter().map(OsString::as_os_str));
    let tasks: Vec<Task> =
        sources.into_iter().map(|source| Task::new(source, log.as_ref())).collect();
    let left = tasks.iter().filter(|task| task.earlier.is_none()).count();
    let mut settings = arguments.settings(recipe, left)?;
    let style = Style { colour: colour(), quiet: arguments.quiet };
    let cancelled = Arc::new(AtomicBool::new(false));
    let interrupt = Arc::clone(&cancelled);
    ctrlc::set_handler(move || {
        // Whoever asks twice does not want to wait.
        if interrupt.swap(true, Relaxed) {
            std::process::exit(i32::from(Status::Limit.code()));
        }
    })
    .map_err(io::Error::other)?;

    let progress = Progress::new(tasks.len());
    if let Some(time) = arguments.tune {
        let texts = tasks.iter().filter_map(|task| task.text.as_deref().ok());
        let tuning = tuned(texts, &settings, time, &cancelled, &|text| progress.say(text))?;
        progress.step_aside(|| eprint!("{}", tuning::report(&tuning)));
        settings.recipe = tuning.recipe;
    }
    if let Some(path) = &arguments.save_recipe {
        std::fs::write(path, settings.recipe.to_toml()).map_err(|error| about(path, &error))?;
    }
    let mut reporter = Reporter::new(arguments.format, io::stdout().lock());
    let mut written = Ok(());
    pool::in_order(
        &tasks,
        arguments.jobs.get(),
        &cancelled,
        |task, _| task.run(&settings, style, &cancelled, &|text| progress.say(text)),
        |done| {
            written = progress.step(|| report(done, &mut reporter, log.as_mut()));
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    drop(progress);
    written?;
    reporter.finish()?;
    let status = reporter.status();
    let interrupted = cancelled.load(Relaxed);
    Ok(if interrupted && status == Status::Success { Status::Limit } else { status })
}

/// What can be done where litmus tests cannot be run: to say where they can, and, for people, to
/// run what does not need AArch64.
fn elsewhere(arguments: &Arguments) -> io::Result<Status> {
    eprintln!("error: {HOW_TO_RUN}");
    if arguments.format != Format::Text {
        return Ok(Status::Unsupported);
    }
    eprintln!("note: what follows are the tests that run here, as by `fencepost rust`");
    let cases = rust_level::select(&[]).map_err(io::Error::other)?;
    let runs = u32::try_from(2 * cases.len()).unwrap_or(u32::MAX);
    let budget = Budget::time(arguments.time.map_or(rust_level::EACH, |time| time / runs));
    let status = rust_level::run(&cases, &arguments.recipe()?, budget, &mut io::stdout().lock())?;
    Ok(status.max(Status::Unsupported))
}

/// A source, and what an earlier run made of it.
struct Task {
    path: String,
    text: Result<String, String>,
    earlier: Option<Record>,
}

/// What came of a task.
enum Done {
    Now(Box<Trial>),
    Earlier(Box<Record>),
}

impl Task {
    fn new(source: Source, log: Option<&Log>) -> Task {
        let (path, text) = (source.name(), source.read());
        let digest = text.as_ref().map(|text| digest(text)).unwrap_or_default();
        let earlier = log.and_then(|log| log.result_of(&path, &digest)).cloned();
        Task { path, text, earlier }
    }

    fn run(
        &self,
        settings: &Settings,
        style: Style,
        cancelled: &AtomicBool,
        told: &dyn Fn(String),
    ) -> Done {
        if let Some(record) = &self.earlier {
            return Done::Earlier(Box::new(record.clone()));
        }
        Done::Now(Box::new(match &self.text {
            Ok(text) => trial(&self.path, text, settings, style, cancelled, told),
            Err(reason) => {
                let message = format!("cannot be read: {reason}");
                let said = crate::report::problem(style, &self.path, &message);
                let result = Outcome::Failed(Failed { unsupported: false, message });
                let record = Record {
                    fencepost: VERSION.to_owned(),
                    path: self.path.clone(),
                    digest: String::new(),
                    time_seconds: 0.0,
                    result,
                };
                Trial { record, said }
            }
        }))
    }
}

fn report<O: Write>(
    done: Done,
    reporter: &mut Reporter<O>,
    log: Option<&mut Log>,
) -> io::Result<()> {
    match done {
        Done::Earlier(record) => reporter.add_earlier(*record),
        Done::Now(trial) => {
            let Trial { record, said } = *trial;
            log.map_or(Ok(()), |log| log.add(&record))?;
            reporter.add(record)?;
            io::stderr().write_all(said.as_bytes())?;
        }
    }
    Ok(())
}

impl Arguments {
    fn recipe(&self) -> io::Result<Recipe> {
        let mut recipe = match &self.recipe {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| about(path, &error))?;
                Recipe::from_toml(&text).map_err(|error| about(path, &error))?
            }
            None => Recipe::default(),
        };
        recipe.seed = self.seed.unwrap_or(recipe.seed);
        Ok(recipe)
    }

    /// How each of so many tests is run.
    fn settings(&self, recipe: Recipe, tests: usize) -> io::Result<Settings> {
        let tests = u32::try_from(tests.max(1)).unwrap_or(u32::MAX);
        let default = self.instances.is_none().then_some(Duration::from_secs(1));
        Ok(Settings {
            launcher: Launcher::of_this_program()?,
            recipe,
            time: self.time.map(|time| time / tests).or(default),
            instances: self.instances,
            cores: self.cores.clone().map_or(Vec::new(), |Cores(cores)| cores),
            mutants: self.mutants,
            patience: self.patience,
            options: self.search.options(),
        })
    }
}

fn about(path: &Path, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

/// Reads `90`, `1.5s`, `200ms`, `10m` or `2h`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, f64); 4] = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let unit = UNITS.into_iter().find_map(|(unit, scale)| Some((text.strip_suffix(unit)?, scale)));
    let (number, scale) = unit.unwrap_or((text, 1.0));
    let seconds = number.parse().map(|n: f64| n * scale);
    match seconds.ok().and_then(|s| Duration::try_from_secs_f64(s).ok()) {
        Some(time) if !time.is_zero() => Ok(time),
        _ => Err("not a time: 90, 1.5s, 200ms, 10m or 2h".to_owned()),
    }
}

/// Reads `0,2,4-7`.
fn cores(text: &str) -> Result<Cores, String> {
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = |part: &str| match part.split_once('-') {
        Some((first, last)) => Some(number(first)?..=number(last)?),
        None => number(part).map(|n| n..=n),
    };
    let ranges: Option<Vec<_>> = text.split(',').map(range).collect();
    let cores: Vec<usize> = ranges.into_iter().flatten().flatten().take(4096).collect();
    if cores.is_empty() { Err("not a list of CPUs: 0,2,4-7".to_owned()) } else { Ok(Cores(cores)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let read = |text| time(text).ok().map(|t| t.as_millis());
        assert_eq!(read("90"), Some(90_000));
        assert_eq!(read("1.5s"), Some(1500));
        assert_eq!(read("200ms"), Some(200));
        assert_eq!(read("2m"), Some(120_000));
        assert_eq!(read("1h"), Some(3_600_000));
        for wrong in ["", "s", "0", "0s", "-1s", "1d", "nan", "inf", "1e300h"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lists_of_cores() {
        let read = |text| cores(text).ok().map(|Cores(cores)| cores);
        assert_eq!(read("0,2,4-7"), Some(vec![0, 2, 4, 5, 6, 7]));
        assert_eq!(read("3"), Some(vec![3]));
        for wrong in ["", "a", "1,", "3-1", "-1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
