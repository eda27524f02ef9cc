//! One measurement.

use crate::machine::MachineStamp;
use crate::primitive::{Kind, Origin, Primitive};
use crate::session::{Batch, Session, Which, with_session};
use crate::situation::{Company, Situation};
use crate::stats::{Histogram, Interval, quantiles, sorted};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

/// How long a measurement may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The time for samples. What comes before (threads, calibration) is not counted, and seven
    /// samples are taken in any case.
    pub time: Duration,
}

impl Budget {
    /// Enough for a first answer: 50 ms.
    pub const QUICK: Budget = Budget { time: Duration::from_millis(50) };

    /// A time.
    pub const fn of(time: Duration) -> Budget {
        Budget { time }
    }
}

/// Why there is no measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The core lacks a feature.
    Feature(&'static str),
    /// There are no such CPUs, or the system does not say how they lie.
    Cores(String),
    /// It has no word whose address could vary.
    Address,
    /// No batch could be used, and why.
    NoSamples(Dropped),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Feature(name) => write!(f, "this machine lacks {name}"),
            Refusal::Cores(why) => f.write_str(why),
            Refusal::Address => f.write_str("it has no word whose address could vary"),
            Refusal::NoSamples(Dropped { migrated, failed_exclusives }) => write!(
                f,
                "no batch could be used: in {migrated} the thread moved to another CPU, in \
                 {failed_exclusives} store exclusives failed"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// Samples that were not used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// The thread moved to another CPU meanwhile.
    pub migrated: u64,
    /// A store exclusive failed, though nobody else used the word: what failed is no cost.
    pub failed_exclusives: u64,
}

/// What a primitive costs in a situation, against NOPs of equal size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// The primitive's name.
    pub primitive: String,
    /// Its instructions or its Rust.
    pub title: String,
    /// What it does.
    pub kind: Kind,
    /// Whose it is.
    pub origin: Origin,
    /// The name of Rust's own for the same purpose.
    pub rust: Option<String>,
    /// The situation.
    pub situation: Situation,
    /// Nanoseconds more than the NOPs.
    pub ns: Interval,
    /// Cycles more than the NOPs, where they can be counted.
    pub cycles: Option<Interval>,
    /// Nanoseconds that the same NOPs differ from themselves at another place, or that the clock
    /// cannot tell: differences below are noise.
    pub floor: f64,
    /// Nanoseconds that an iteration takes with the NOPs.
    pub nops: f64,
    /// How many samples were used.
    pub samples: usize,
    /// The samples' quantiles in nanoseconds, from 5 % to 95 %.
    pub quantiles: Vec<f64>,
    /// The samples by size.
    pub histogram: Histogram,
    /// Samples that were not used.
    pub dropped: Dropped,
    /// Store exclusives that failed and were tried again, of 1,000 operations.
    pub failed_exclusives: f64,
    /// The CPUs that it was measured on; empty where the system does not say.
    pub cpus: Vec<usize>,
    /// Whether all of this is of an emulator, and no cost.
    pub emulated: bool,
}

impl Measurement {
    /// It and the same measured again at another time: intervals enclose both, so that what the
    /// machine does from minute to minute is in them.
    pub fn and(self, again: &Measurement) -> Measurement {
        let mean = |a: f64, b: f64| (a + b) / 2.0;
        let quantiles = self.quantiles.iter().zip(&again.quantiles);
        let mut cpus = [self.cpus, again.cpus.clone()].concat();
        cpus.sort_unstable();
        cpus.dedup();
        Measurement {
            ns: self.ns.hull(again.ns),
            cycles: self.cycles.zip(again.cycles).map(|(a, b)| a.hull(b)),
            floor: self.floor.max(again.floor),
            nops: mean(self.nops, again.nops),
            samples: self.samples + again.samples,
            quantiles: quantiles.map(|(&a, &b)| mean(a, b)).collect(),
            histogram: self.histogram.and(&again.histogram),
            dropped: Dropped {
                migrated: self.dropped.migrated + again.dropped.migrated,
                failed_exclusives: self.dropped.failed_exclusives + again.dropped.failed_exclusives,
            },
            failed_exclusives: mean(self.failed_exclusives, again.failed_exclusives),
            cpus,
            ..self
        }
    }
}

/// Measures a primitive in a situation.
///
/// # Errors
/// If this machine cannot, or no sample is of use.
pub fn measure(
    primitive: &Primitive,
    situation: Situation,
    budget: Budget,
) -> Result<Measurement, Refusal> {
    let samples = with_session(primitive, situation, |session| {
        let iterations = calibrate(session);
        Samples::take(session, iterations, situation.company == Company::Alone, budget)
    })?;
    samples.measurement(primitive, situation).ok_or(Refusal::NoSamples(samples.dropped))
}

/// How many iterations make a batch that is long against the clock's step and short against the
/// time between the system's interruptions.
fn calibrate(session: &mut Session<'_>) -> usize {
    const LONG_ENOUGH: Duration = Duration::from_micros(25);
    const TOO_LONG: Duration = Duration::from_micros(100);
    const MOST: usize = 1 << 16;
    // The first batch of each finds cold caches.
    for which in [Which::With, Which::Nops, Which::Twin] {
        session.batch(which, 64);
    }
    let mut iterations = 64;
    while iterations < MOST
        && session.batch(Which::Nops, iterations).time < LONG_ENOUGH
        && session.batch(Which::With, iterations).time < TOO_LONG / 2
    {
        iterations *= 2;
    }
    iterations
}

/// What the rounds of a measurement came to.
#[derive(Default)]
struct Samples {
    ns: Vec<f64>,
    cycles: Vec<f64>,
    noise: Vec<f64>,
    nops: Vec<f64>,
    iterations: usize,
    operations: u64,
    failed: u64,
    cpus: BTreeSet<usize>,
    dropped: Dropped,
}

impl Samples {
    /// Rounds of NOPs, primitive, NOPs, twin, NOPs: each difference is against the mean of the NOPs
    /// right before and right after it, so that a drift in between cancels.
    fn take(session: &mut Session<'_>, iterations: usize, alone: bool, budget: Budget) -> Samples {
        const FEWEST: usize = 7;
        const MOST: usize = 5000;
        // Where hardly any batch can be used, it has to end at some time.
        const PATIENCE: Duration = Duration::from_millis(500);
        let mut samples = Samples { iterations, ..Samples::default() };
        let start = Instant::now();
        let mut first = session.batch(Which::Nops, iterations);
        while samples.ns.len() < MOST {
            let elapsed = start.elapsed();
            let enough = samples.ns.len() >= FEWEST || elapsed > 10 * budget.time + PATIENCE;
            if elapsed > budget.time && enough {
                break;
            }
            let with = session.batch(Which::With, iterations);
            let middle = session.batch(Which::Nops, iterations);
            let twin = session.batch(Which::Twin, iterations);
            let last = session.batch(Which::Nops, iterations);
            samples.add([first, with, middle, twin, last], alone);
            first = last;
        }
        samples
    }

    fn add(&mut self, round: [Batch; 5], alone: bool) {
        let [first, with, middle, twin, last] = round;
        if round.iter().any(|batch| batch.migrated || batch.cpu != first.cpu) {
            self.dropped.migrated += 1;
            return;
        }
        if alone && with.failed > 0 {
            self.dropped.failed_exclusives += 1;
            return;
        }
        self.operations += with.iterations as u64;
        self.failed += with.failed;
        self.cpus.extend(with.cpu);
        let mean = |a: Batch, b: Batch| (a.nanoseconds() + b.nanoseconds()) / 2.0;
        self.ns.push(with.nanoseconds() - mean(first, middle));
        self.noise.push(twin.nanoseconds() - mean(middle, last));
        self.nops.push(middle.nanoseconds());
        let cycles = |batch: Batch| Some(batch.cycles? as f64 / batch.iterations as f64);
        let difference = || Some(cycles(with)? - (cycles(first)? + cycles(middle)?) / 2.0);
        self.cycles.extend(difference());
    }

    fn measurement(&self, primitive: &Primitive, situation: Situation) -> Option<Measurement> {
        let ns = Interval::of(&self.ns)?;
        let noise = Interval::of(&self.noise)?;
        let sorted = sorted(&self.ns);
        Some(Measurement {
            primitive: primitive.id.to_owned(),
            title: primitive.title.clone(),
            kind: primitive.kind,
            origin: primitive.origin,
            rust: primitive.rust.map(str::to_owned),
            situation,
            ns,
            cycles: Interval::of(&self.cycles),
            floor: noise.reach().max(clock_step() / self.iterations as f64),
            nops: Interval::of(&self.nops)?.median,
            samples: self.ns.len(),
            quantiles: quantiles(&sorted),
            histogram: Histogram::of(&self.ns),
            dropped: self.dropped,
            failed_exclusives: self.failed as f64 * 1000.0 / self.operations.max(1) as f64,
            cpus: self.cpus.iter().copied().collect(),
            emulated: MachineStamp::of_this_machine().emulated,
        })
    }
}

/// The smallest step of the clock in nanoseconds, as seen.
fn clock_step() -> f64 {
    static STEP: std::sync::OnceLock<f64> = std::sync::OnceLock::new();
    *STEP.get_or_init(|| {
        let step = || {
            let start = Instant::now();
            loop {
                let elapsed = start.elapsed();
                if !elapsed.is_zero() {
                    return elapsed;
                }
            }
        };
        (0..100).map(|_| step()).min().unwrap_or_default().as_secs_f64() * 1e9
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation::{Before, Stride};

    /// A batch of 100 iterations that took so many nanoseconds each.
    fn batch(ns: u64) -> Batch {
        Batch {
            iterations: 100,
            time: Duration::from_nanos(100 * ns),
            cycles: Some(300 * ns),
            failed: 0,
            cpu: Some(0),
            migrated: false,
        }
    }

    #[test]
    fn a_drift_cancels() {
        let mut samples = Samples::default();
        // Each batch takes 10 ns more an iteration than the one before; the primitive takes 5.
        samples.add([batch(100), batch(115), batch(120), batch(130), batch(140)], true);
        assert_eq!(samples.ns, [5.0]);
        assert_eq!(samples.noise, [0.0]);
        assert_eq!(samples.cycles, [15.0]);
    }

    #[test]
    fn who_moves_is_not_used() {
        let mut samples = Samples::default();
        let moved = Batch { migrated: true, cpu: None, ..batch(1) };
        let elsewhere = Batch { cpu: Some(1), ..batch(1) };
        samples.add([batch(1), batch(1), moved, batch(1), batch(1)], true);
        samples.add([batch(1), batch(1), batch(1), batch(1), elsewhere], true);
        assert_eq!((samples.ns.len(), samples.dropped.migrated), (0, 2));
    }

    #[test]
    fn a_failing_exclusive_is_no_cost_unless_there_is_company() {
        let failed = Batch { failed: 7, ..batch(50) };
        let round = [batch(1), failed, batch(1), batch(1), batch(1)];
        let mut alone = Samples::default();
        alone.add(round, true);
        assert_eq!((alone.ns.len(), alone.dropped.failed_exclusives), (0, 1));
        let mut contended = Samples::default();
        contended.add(round, false);
        assert_eq!((contended.ns.len(), contended.failed), (1, 7));
    }

    #[test]
    fn everything_can_be_measured_everywhere() {
        let budget = Budget::of(Duration::from_micros(1));
        let mut measured = 0;
        let class = Situation::alone(Before::Bare).class;
        let places = crate::place::Places::of_this_machine();
        for primitive in Primitive::all() {
            for before in places.befores(class) {
                for stride in Stride::ALL {
                    if stride != Stride::Same && before != Before::Bare {
                        continue;
                    }
                    let situation = Situation { stride, ..Situation::alone(before) };
                    match measure(primitive, situation, budget) {
                        Ok(one) => {
                            measured += 1;
                            assert!(one.ns.low <= one.ns.median && one.ns.median <= one.ns.high);
                            assert!(one.floor > 0.0, "{primitive:?}");
                        }
                        Err(Refusal::Address) => assert!(!primitive.has_strides()),
                        Err(Refusal::Feature(_)) => assert!(!primitive.is_available()),
                        // The system may move a thread at any time where it cannot be pinned.
                        Err(Refusal::NoSamples(why)) => {
                            println!("left out: {primitive:?} {before:?}: {why:?}");
                        }
                        Err(other) => panic!("{primitive:?}, {before:?}: {other}"),
                    }
                }
            }
            for company in places.companies(class) {
                let situation = Situation { company, ..Situation::alone(Before::Bare) };
                measured += usize::from(measure(primitive, situation, budget).is_ok());
            }
        }
        assert!(measured > 100, "{measured}");
    }
}
