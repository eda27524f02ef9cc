//! `fencepost costs`.

use super::seconds;
use crate::progress::Progress;
use crate::status::Status;
use clap::{Args, ValueEnum};
use fencepost_costs::cores::{self, PingPong};
use fencepost_costs::report::compare::Compared;
use fencepost_costs::report::{criterion, csv, file, html, openmetrics, svg, text};
use fencepost_costs::run::{Plan, Run};
use fencepost_costs::situation::Before;
use fencepost_costs::{MachineStamp, Primitive, Situation};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost costs                                      measure for a minute
  fencepost costs --quick --html report.html           ten seconds, and a page with charts
  fencepost costs --primitive xchg --primitive mfence  two of them, the minute for those
  fencepost costs --cores --svg heat.svg               from core to core
  cargo bench && fencepost costs --criterion           what the benchmarks found
  fencepost costs --compare before.json after.json     two runs, or two machines";

/// How costs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// The whole run, see schema/costs.schema.json
    Json,
    /// One line a measurement
    Csv,
    /// For Prometheus and its like
    Openmetrics,
}

/// Measure what barriers and atomics cost here, or show what was measured
#[derive(Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Measure for ten seconds
    #[arg(long, conflicts_with = "seconds")]
    quick: bool,

    /// Measure for about so long [default: 60]
    #[arg(long, value_name = "N", value_parser = seconds)]
    seconds: Option<Duration>,

    /// Only this primitive; may be given several times [default: all]
    #[arg(long, value_name = "NAME")]
    primitive: Vec<String>,

    /// Only what is preceded by this; may be given several times [default: all]
    #[arg(long, value_name = "NAME")]
    before: Vec<String>,

    /// Every stride and number of threads with everything that can precede
    #[arg(long)]
    all: bool,

    /// Only how long a word takes from core to core
    #[arg(long)]
    cores: bool,

    /// List what can be measured here, and measure nothing
    #[arg(long)]
    list: bool,

    /// Measure nothing, read a run from a file that --json wrote
    #[arg(long, value_name = "FILE", conflicts_with_all = ["quick", "seconds"])]
    from: Option<PathBuf>,

    /// Measure nothing, read what `cargo bench` left [default folder: target/criterion]
    #[arg(long, value_name = "DIR", num_args = 0..=1, conflicts_with_all = ["quick", "seconds", "from"])]
    criterion: Option<Option<PathBuf>>,

    /// Measure nothing, compare two runs: is the second faster or slower than the first?
    #[arg(long, num_args = 2, value_names = ["FILE", "FILE"],
          conflicts_with_all = ["quick", "seconds", "from", "criterion", "csv"])]
    compare: Option<Vec<PathBuf>>,

    /// How costs are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Write a chart as SVG too
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,

    /// Write a page with all charts and figures too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Write the run as JSON too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Write comma-separated values too
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// Measures or reads, and reports.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    if let Err(error) = check_names(arguments) {
        return refuse(&error);
    }
    if arguments.list {
        return list();
    }
    if let Some([first, second]) = arguments.compare.as_deref() {
        return compare(arguments, first, second);
    }
    let run = match (&arguments.from, &arguments.criterion) {
        (Some(path), _) => file::read(path),
        (None, Some(folder)) => {
            criterion::read(&folder.clone().unwrap_or_else(criterion::default_folder))
        }
        (None, None) => measure(arguments),
    };
    match run {
        Ok(run) => report(arguments, &run),
        Err(error) => refuse(&error),
    }
}

fn refuse(error: &str) -> io::Result<Status> {
    eprintln!("error: {error}");
    Ok(Status::Input)
}

/// Names that mean nothing are errors, and not a run of nothing.
fn check_names(arguments: &Arguments) -> Result<(), String> {
    if let Err(error) = super::doctor::switches() {
        return Err(error.to_string());
    }
    let unknown = |name: &&String| Primitive::by_id(name).is_none();
    if let Some(name) = arguments.primitive.iter().find(unknown) {
        return Err(format!(
            "there is no primitive `{name}` on {}; `fencepost costs --list` has all",
            std::env::consts::ARCH
        ));
    }
    let unknown = |name: &&String| Before::ALL.iter().all(|before| before.name() != **name);
    if let Some(name) = arguments.before.iter().find(unknown) {
        let names = Before::ALL.map(Before::name).join(", ");
        return Err(format!("nothing named `{name}` can precede; there are {names}"));
    }
    Ok(())
}

fn list() -> io::Result<Status> {
    let mut out = io::stdout().lock();
    for primitive in Primitive::all() {
        let missing = match primitive.is_available() {
            true => String::new(),
            false => format!("  (this machine lacks {})", primitive.feature.name()),
        };
        writeln!(out, "{:<24} {}{missing}", primitive.id, primitive.title)?;
    }
    Ok(Status::Success)
}

fn compare(arguments: &Arguments, first: &Path, second: &Path) -> io::Result<Status> {
    let (first, second) = match (file::read(first), file::read(second)) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(error), _) | (_, Err(error)) => return refuse(&error),
    };
    let compared = Compared::of(&first, &second);
    for warning in compared.warnings() {
        eprintln!("warning: {warning}");
    }
    if compared.lines.is_empty() {
        return refuse("the two runs have no measurement in common");
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Text => compared.write_text(&mut out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &compared)?;
            writeln!(out)?;
        }
        Format::Csv | Format::Openmetrics => {
            return refuse("a comparison is written as text or json");
        }
    }
    save(arguments.svg.as_deref(), || svg::forest(&compared))?;
    save(arguments.html.as_deref(), || html::comparison(&compared))?;
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&compared)?).map_err(named(path))?;
    }
    Ok(Status::Success)
}

fn measure(arguments: &Arguments) -> Result<Run, String> {
    let minute = Duration::from_secs(if arguments.quick { 10 } else { 60 });
    let time = arguments.seconds.unwrap_or(minute);
    if MachineStamp::of_this_machine().emulated {
        eprintln!("warning: {}", fencepost_costs::NOT_A_COST);
    }
    let mut plan = if arguments.all { Plan::full() } else { Plan::quick() };
    let wanted = |names: &[String], name: &str| names.is_empty() || names.iter().any(|n| n == name);
    plan.retain(|primitive: &'static Primitive, situation: Situation| {
        let related = || {
            // What a wanted one is set in relation to.
            let is_rust = |name: &String| {
                Primitive::by_id(name).is_some_and(|wanted| wanted.rust == Some(primitive.id))
            };
            primitive.id == Primitive::plain_store().id || arguments.primitive.iter().any(is_rust)
        };
        !arguments.cores
            && wanted(&arguments.before, situation.before.name())
            && (wanted(&arguments.primitive, primitive.id) || related())
    });
    if plan.cells().is_empty() && !arguments.cores {
        return Err("none of these can be measured here: `fencepost doctor` says what this \
                    machine has"
            .to_owned());
    }
    // Latencies from core to core, unless something else was asked for.
    let with_cores =
        arguments.cores || (arguments.primitive.is_empty() && arguments.before.is_empty());
    let share = if arguments.cores { 1 } else { 12 };
    let for_cores = if with_cores { time / share } else { Duration::ZERO };
    let progress = Progress::new(2 * plan.cells().len());
    let mut run = plan.run(time.saturating_sub(for_cores), || progress.step(|| ()));
    drop(progress);
    if with_cores {
        let kinds = PingPong::all();
        for &kind in kinds {
            match cores::matrix(kind, for_cores / kinds.len() as u32) {
                Ok(matrix) => run.cores.push(matrix),
                Err(why) if arguments.cores => return Err(why),
                Err(why) => run.left_out.push(format!("core to core, {}: {why}", kind.words())),
            }
        }
    }
    Ok(run)
}

fn report(arguments: &Arguments, run: &Run) -> io::Result<Status> {
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Text => text::write(run, &mut out)?,
        Format::Json => file::write(run, &mut out)?,
        Format::Csv => csv::write(run, &mut out)?,
        Format::Openmetrics => openmetrics::write(run, &mut out)?,
    }
    save(arguments.svg.as_deref(), || svg::picture(run).unwrap_or_default())?;
    save(arguments.html.as_deref(), || html::page(run))?;
    if let Some(path) = &arguments.json {
        file::write(run, &mut fs::File::create(path).map_err(named(path))?)?;
    }
    if let Some(path) = &arguments.csv {
        csv::write(run, &mut fs::File::create(path).map_err(named(path))?)?;
    }
    Ok(Status::Success)
}

fn save(path: Option<&Path>, text: impl FnOnce() -> String) -> io::Result<()> {
    match path {
        Some(path) => fs::write(path, text()).map_err(named(path)),
        None => Ok(()),
    }
}

/// The error with the file's name.
fn named(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
