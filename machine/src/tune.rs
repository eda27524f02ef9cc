//! Which recipe shows weak outcomes fastest on this machine.
//!
//! A bandit over recipes. Each trial proposes one, near the best or anywhere, with values of
//! parameters drawn by how they did so far (Thompson sampling), and measures it in slices. Sightings
//! are Poisson, so after each slice it is known whether the recipe can still be the best; one that
//! cannot is abandoned (data peeking: Kirkham, Sorensen et al., OOPSLA 2020).

mod space;

use crate::place;
use crate::recipe::Recipe;
use crate::rng::Rng;
use crate::run::{Budget, RunError, run};
use crate::stats::{CONFIDENCE, Interval, poisson};
use crate::subject::Subject;
use fencepost_asm::detect::Topology;
use space::{Choice, Space};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a measurement has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Weak outcomes.
    pub weak: u64,
    /// How long it took.
    pub elapsed: Duration,
}

/// Measures a recipe on one test.
pub type Measure<'a> = dyn FnMut(&Recipe, Budget) -> Result<Sample, RunError> + 'a;

/// Measures a subject; `weak` says which raw outcomes count.
pub fn measure<S: Subject + ?Sized>(
    subject: &S,
    weak: impl Fn(&[u64]) -> bool,
    stop: &AtomicBool,
) -> impl FnMut(&Recipe, Budget) -> Result<Sample, RunError> {
    move |recipe, budget| {
        let result = run(subject, recipe, budget, stop, |_| {})?;
        Ok(Sample { weak: result.histogram.matching(&weak), elapsed: result.elapsed })
    }
}

/// How long to tune: until the first of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Time.
    pub time: Duration,
    /// Recipes tried.
    pub trials: usize,
}

/// How much a value of a parameter helped, all else as it happened to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The parameter, as the recipe's TOML names it.
    pub parameter: &'static str,
    /// The value.
    pub value: String,
    /// In how many trials it was used.
    pub trials: usize,
    /// The geometric mean of the rates with it, relative to that of all trials.
    pub factor: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

/// The outcome of tuning.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// The best recipe found.
    pub recipe: Recipe,
    /// Weak outcomes a second with it: the geometric mean over the tests.
    pub rate: Interval,
    /// The same of the recipe that tuning began with.
    pub baseline: Interval,
    /// Recipes tried.
    pub trials: usize,
    /// Of these, given up early.
    pub abandoned: usize,
    /// By parameter, then from most to least helpful.
    pub effects: Vec<Effect>,
}

/// Slices of a full measurement.
const SLICES: usize = 6;

/// A machine is less steady than a Poisson process: rates that differ by less than this factor are
/// taken for equal, however many sightings there were.
const UNREST: f64 = 1.1;

/// Looks for the recipe with the most weak outcomes a second over all `tests`, beginning with
/// `start`, until the effort is spent or `stop` is set.
///
/// # Errors
/// If the machine gives no memory or threads.
pub fn tune(
    tests: &mut [&mut Measure<'_>],
    start: &Recipe,
    topology: &Topology,
    effort: Effort,
    stop: &AtomicBool,
    mut progress: impl FnMut(&Recipe, Interval),
) -> Result<Tuning, RunError> {
    let began = Instant::now();
    let each = effort.time / (effort.trials.clamp(1, 60) * SLICES * tests.len().max(1)) as u32;
    let slice = each.clamp(Duration::from_millis(5), Duration::from_millis(100));
    let mut tuner = Tuner {
        tests,
        space: Space::new(start, &place::placements(topology)),
        slice: Budget::time(slice),
        rng: Rng::new(start.seed, 0x7475_6e65),
        log: Vec::new(),
    };
    let is_over = |trials: usize| {
        trials >= effort.trials || began.elapsed() >= effort.time || stop.load(Ordering::Relaxed)
    };
    let mut best = Trial::new(Vec::new(), start.clone(), tuner.tests.len());
    tuner.complete(&mut best, None)?;
    let baseline = best.rate();
    let (mut trials, mut abandoned) = (1, 0);
    progress(&best.recipe, baseline);
    while !is_over(trials) {
        let choices = tuner.propose(&best);
        let recipe = tuner.space.recipe(start, &choices);
        let mut trial = Trial::new(choices, recipe, tuner.tests.len());
        let finished = tuner.complete(&mut trial, Some(best.rate().low))?;
        trials += 1;
        abandoned += usize::from(!finished);
        if finished && trial.score() > best.score() {
            // Luck favours what is measured once: both must win another measurement.
            tuner.extend(&mut trial)?;
            tuner.extend(&mut best)?;
            if trial.score() > best.score() {
                best = trial;
                progress(&best.recipe, best.rate());
            }
        }
    }
    let effects = tuner.effects();
    Ok(Tuning { rate: best.rate(), recipe: best.recipe, baseline, trials, abandoned, effects })
}

/// A recipe under measurement.
struct Trial {
    choices: Vec<Choice>,
    recipe: Recipe,
    /// By test.
    samples: Vec<Sample>,
}

impl Trial {
    fn new(choices: Vec<Choice>, recipe: Recipe, tests: usize) -> Trial {
        Trial { choices, recipe, samples: vec![Sample::default(); tests] }
    }

    /// The geometric mean over the tests of a rate.
    fn mean(&self, rate: impl Fn(&Sample) -> f64) -> f64 {
        // Something less than one sighting, so that one silent test does not make all equal.
        let log = |s: &Sample| (rate(s) / s.elapsed.as_secs_f64().max(1e-9)).max(1e-3).ln();
        (self.samples.iter().map(log).sum::<f64>() / self.samples.len().max(1) as f64).exp()
    }

    fn score(&self) -> f64 {
        self.mean(|s| s.weak as f64)
    }

    fn rate(&self) -> Interval {
        let of = |count: u64| match count {
            0..10_000 => poisson(count, CONFIDENCE),
            // By far narrower than the unrest, and slow to compute.
            _ => Interval { low: count as f64, high: count as f64 },
        };
        Interval {
            low: self.mean(|s| of(s.weak).low) / UNREST,
            high: self.mean(|s| of(s.weak).high) * UNREST,
        }
    }
}

struct Tuner<'t, 'a, 'm> {
    tests: &'t mut [&'a mut Measure<'m>],
    space: Space,
    slice: Budget,
    rng: Rng,
    /// The choices of every trial, and the logarithm of its rate.
    log: Vec<(Vec<Choice>, f64)>,
}

impl Tuner<'_, '_, '_> {
    /// Measures a trial slice by slice; false if it was given up, since its rate cannot be as high
    /// as `bar`.
    fn complete(&mut self, trial: &mut Trial, bar: Option<f64>) -> Result<bool, RunError> {
        let mut finished = true;
        for _ in 0..SLICES {
            self.extend(trial)?;
            if bar.is_some_and(|bar| trial.rate().high < bar) {
                finished = false;
                break;
            }
        }
        if !trial.choices.is_empty() {
            self.log.push((trial.choices.clone(), trial.score().ln()));
        }
        Ok(finished)
    }

    /// Measures a trial for one more slice.
    fn extend(&mut self, trial: &mut Trial) -> Result<(), RunError> {
        for (measure, sample) in self.tests.iter_mut().zip(&mut trial.samples) {
            let more = measure(&trial.recipe, self.slice)?;
            sample.weak += more.weak;
            sample.elapsed += more.elapsed;
        }
        Ok(())
    }

    /// One in four is drawn from everywhere; the others are the best with some values drawn anew.
    fn propose(&mut self, best: &Trial) -> Vec<Choice> {
        let anywhere = best.choices.is_empty() || self.rng.below(4) == 0;
        (0..self.space.parameters())
            .map(|p| {
                if anywhere {
                    self.rng.below(self.space.values(p))
                } else if self.rng.below(3) > 0 {
                    best.choices[p]
                } else {
                    self.draw(p)
                }
            })
            .collect()
    }

    /// A value of a parameter: the one that does best in a draw from what is known of each.
    fn draw(&mut self, parameter: usize) -> Choice {
        let (all, seed) = (self.moments(|_| true), self.rng.next());
        let draw = |value: Choice| {
            let own = self.moments(|choices| choices[parameter] == value);
            // As if each value had been seen once with an average result.
            let n = own.n + 1.0;
            let mean = (own.mean * own.n + all.mean) / n;
            mean + all.deviation.max(0.1) / n.sqrt() * normal(Rng::new(seed, value as u64))
        };
        let draws: Vec<f64> = (0..self.space.values(parameter)).map(draw).collect();
        (0..draws.len()).max_by(|&a, &b| draws[a].total_cmp(&draws[b])).unwrap_or(0)
    }

    fn moments(&self, of: impl Fn(&[Choice]) -> bool) -> Moments {
        let logs = self.log.iter().filter(|(choices, _)| of(choices)).map(|&(_, log)| log);
        Moments::of(logs.collect())
    }

    fn effects(&self) -> Vec<Effect> {
        let all = self.moments(|_| true);
        let mut effects = Vec::new();
        for p in 0..self.space.parameters() {
            let mut own: Vec<Effect> = (0..self.space.values(p))
                .filter_map(|value| {
                    let m = self.moments(|choices| choices[p] == value);
                    let error = 1.96 * m.deviation.max(all.deviation) / m.n.sqrt();
                    let factor = (m.mean - all.mean).exp();
                    (m.n > 0.0).then(|| Effect {
                        parameter: self.space.name(p),
                        value: self.space.value(p, value).to_owned(),
                        trials: m.n as usize,
                        factor,
                        interval: Interval {
                            low: factor / error.exp(),
                            high: factor * error.exp(),
                        },
                    })
                })
                .collect();
            own.sort_by(|a, b| b.factor.total_cmp(&a.factor));
            effects.extend(own);
        }
        effects
    }
}

/// Number, mean and standard deviation.
struct Moments {
    n: f64,
    mean: f64,
    deviation: f64,
}

impl Moments {
    fn of(values: Vec<f64>) -> Moments {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        Moments { n, mean, deviation: (squares / (n - 1.0).max(1.0)).sqrt() }
    }
}

/// About a standard normal deviate: the sum of twelve uniform ones, less its mean.
fn normal(mut rng: Rng) -> f64 {
    (0..12).map(|_| rng.below(1 << 20) as f64 / f64::from(1 << 20)).sum::<f64>() - 6.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::{Barrier, Spacing};

    /// A machine on which two parameters matter, one of them a lot.
    fn pretend(recipe: &Recipe, budget: Budget) -> Result<Sample, RunError> {
        let elapsed = budget.time.unwrap_or_default();
        let every = if recipe.sync.every == 8 { 50.0 } else { 1.0 };
        let barrier = if recipe.sync.barrier == Barrier::Fenced { 3.0 } else { 1.0 };
        Ok(Sample { weak: (elapsed.as_secs_f64() * 1e4 * every * barrier) as u64, elapsed })
    }

    fn tuned(measure: &mut Measure<'_>, trials: usize) -> Tuning {
        let effort = Effort { time: Duration::from_secs(3600), trials };
        let start = Recipe::default();
        let topology = Topology { allowed: vec![0, 1], ..Topology::default() };
        tune(&mut [measure], &start, &topology, effort, &AtomicBool::new(false), |_, _| {}).unwrap()
    }

    #[test]
    fn it_finds_what_matters() {
        let tuning = tuned(&mut pretend, 300);
        assert_eq!((tuning.recipe.sync.every, tuning.recipe.sync.barrier), (8, Barrier::Fenced));
        assert!(tuning.rate.low > tuning.baseline.high);
        let best = tuning.effects.iter().find(|e| e.parameter == "sync.every").unwrap();
        assert_eq!(best.value, "8");
        assert!(best.interval.low > 1.0 && best.factor > 1.0, "{best:?}");
        assert!(tuning.abandoned > 0 && tuning.abandoned < tuning.trials);
    }

    #[test]
    fn the_same_seed_tries_the_same_recipes() {
        let mut tried = [Vec::new(), Vec::new()];
        for list in &mut tried {
            let mut note = |recipe: &Recipe, budget: Budget| {
                list.push(recipe.clone());
                pretend(recipe, budget)
            };
            tuned(&mut note, 20);
        }
        assert_eq!(tried[0], tried[1]);
    }

    #[test]
    fn two_tests_both_count() {
        // One test sees nothing but on pages, the other nothing but fenced.
        let seen = |yes: bool, budget: Budget| {
            let elapsed = budget.time.unwrap_or_default();
            Ok(Sample { weak: if yes { 1000 } else { 0 }, elapsed })
        };
        let mut pages = |r: &Recipe, b: Budget| seen(r.layout.spacing == Spacing::Page, b);
        let mut fenced = |r: &Recipe, b: Budget| seen(r.sync.barrier == Barrier::Fenced, b);
        let effort = Effort { time: Duration::from_secs(3600), trials: 300 };
        let topology = Topology { allowed: vec![0, 1], ..Topology::default() };
        let tests: &mut [&mut Measure<'_>] = &mut [&mut pages, &mut fenced];
        let stop = AtomicBool::new(false);
        let tuning = tune(tests, &Recipe::default(), &topology, effort, &stop, |_, _| {}).unwrap();
        let recipe = tuning.recipe;
        assert_eq!((recipe.layout.spacing, recipe.sync.barrier), (Spacing::Page, Barrier::Fenced));
    }
}
