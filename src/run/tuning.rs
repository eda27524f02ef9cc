//! A recipe for this machine: the one that shows most weak outcomes.

use super::job;
use super::judge::Judge;
use super::record::problem;
use super::supervise::{End, supervise};
use super::trial::{Settings, job_of};
use crate::limits::{Limits, Watch};
use fencepost_asm::detect::topology;
use fencepost_litmus::test::{self, Test};
use fencepost_machine::stats::Interval;
use fencepost_machine::tune::{Effect, Effort, Measure, Sample, Tuning, tune};
use fencepost_machine::{Budget, Recipe, RunError};
use std::fmt::Write;
use std::io;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Recipes tried at most.
const MOST_TRIALS: usize = 10_000;

/// Looks for the recipe that shows most weak outcomes a second of the tests in
/// `texts`, among those that have any: what TSO or Arm allows and SC does not.
/// Each measurement is a child process; one that misbehaves has seen nothing.
/// `told` hears of each better recipe.
///
/// # Errors
/// If none of the tests has a weak outcome, or nothing can be run.
pub fn tuned<'t>(
    texts: impl Iterator<Item = &'t str>,
    settings: &Settings,
    time: Duration,
    cancelled: &AtomicBool,
    told: &dyn Fn(String),
) -> io::Result<Tuning> {
    let tests: Vec<Test> = texts.filter_map(|t| Some(test::parse(t).ok()?.test)).collect();
    let limits = Limits { time: Some(super::trial::MODEL_TIME), memory: None };
    let judges: Vec<Judge<'_>> = tests
        .iter()
        .map(|test| Judge::new(test, settings.options, &Watch::start(limits, cancelled)))
        .filter(Judge::has_weak)
        .collect();
    if judges.is_empty() {
        return Err(io::Error::other("--tune: none of these tests has a weak outcome to look for"));
    }
    let mut measures: Vec<_> = judges.iter().map(|j| measure(j, settings, cancelled)).collect();
    let mut measures: Vec<&mut Measure<'_>> =
        measures.iter_mut().map(|m| -> &mut Measure<'_> { m }).collect();
    let effort = Effort { time, trials: MOST_TRIALS };
    tune(&mut measures, &settings.recipe, &topology(), effort, cancelled, |recipe, rate| {
        let line = super::trial::differences(recipe);
        told(format!("tuning: at least {:.0} weak outcomes a second: {line}", rate.low));
    })
    .map_err(io::Error::other)
}

/// Measures a test in a child process.
fn measure<'a>(
    judge: &'a Judge<'_>,
    settings: &'a Settings,
    cancelled: &'a AtomicBool,
) -> impl FnMut(&Recipe, Budget) -> Result<Sample, RunError> + 'a {
    move |recipe, budget| {
        let job = job_of(judge.test(), recipe, budget, &settings.cores);
        let mut command = settings.launcher.command();
        command.arg(super::CHILD);
        let finished = supervise(command, &job, settings.patience, cancelled, &mut |_| {});
        if let End::Refused { .. } | End::Unsupported { .. } = &finished.end {
            let message = problem(&finished.end).unwrap_or_default();
            return Err(RunError::Thread(io::Error::other(message)));
        }
        let states = finished.counts.states.iter();
        let weak = states.filter(|seen| judge.class(&job::state(&seen.state)).is_weak());
        let elapsed = Duration::try_from_secs_f64(finished.counts.seconds).unwrap_or_default();
        Ok(Sample { weak: weak.map(|seen| seen.count).sum(), elapsed })
    }
}

/// What tuning came to: the gain, and what each parameter did.
pub fn report(tuning: &Tuning) -> String {
    let Tuning { recipe, rate, baseline, trials, abandoned, effects } = tuning;
    let line = super::trial::differences(recipe);
    let line = if line.is_empty() { "the one that tuning began with".to_owned() } else { line };
    let mut text = format!(
        "{trials} recipes tried, {abandoned} given up early; the best: {line}\n  weak outcomes a \
         second: {}, {} before (95 %, geometric mean of the tests)\n",
        between(*rate),
        between(*baseline)
    );
    for Effect { parameter, value, trials, factor, interval } in effects {
        let _ = writeln!(
            text,
            "  {:<32} x{factor:.2} ({:.2} to {:.2}) in {trials} trials",
            format!("{parameter}={value}"),
            interval.low,
            interval.high
        );
    }
    text
}

fn between(interval: Interval) -> String {
    format!("{:.0} to {:.0}", interval.low, interval.high)
}
