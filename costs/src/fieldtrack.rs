//! Write barriers of garbage collectors side by side, over the heap of
//! [`fencepost_atomics::heap`].
//!
//! All barriers take turns in every round, so that drift cancels, and every figure of a barrier is
//! set against that of the same round without one. The one without takes two turns: how far they
//! are apart is the noise that a difference has to exceed.

use crate::stats::{Interval, quantile, sorted};
use crate::{MachineStamp, Verdict};
use fencepost_atomics::heap::{
    Barrier, Cards, Churn, DsbSy, Fields, Grain, Heap, Hybrid, Marks, Objects, Plan, Stlr, Stopped,
    Str, StrDmbIsh, StrDmbIshst, Tally, run,
};
use fencepost_atomics::{Family, Std};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// The version of the form that files have.
pub const SCHEMA: u32 = 1;

/// Nodes of each mutator's tree; each has a cargo.
const NODES: usize = 4096;
/// Neighbouring nodes that a mutator writes to where writes are near each other.
const NEAR: usize = 16;
/// Nodes of the small tree in which the cost of one store is measured: it fits into every L1 cache
/// together with its marks, so that the barrier is measured and not the misses.
const SMALL: usize = 128;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Rounds in which each barrier has a turn.
    pub rounds: usize,
    /// Stores of a turn.
    pub stores: u64,
    /// Rounds of races with a collector.
    pub races: usize,
}

impl Effort {
    /// Half a minute on a laptop.
    pub const DEFAULT: Effort = Effort { rounds: 31, stores: 200_000, races: 9 };
    /// Enough to see that everything runs.
    pub const SMOKE: Effort = Effort { rounds: 1, stores: 2_000, races: 1 };
}

/// How many field updates there are a second, beside a collector that never rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updates {
    /// Threads that store.
    pub threads: usize,
    /// Whether each writes to a few neighbouring objects, or all over its tree.
    pub near: bool,
    /// Stores of pointers a second, all threads together.
    pub per_second: Interval,
}

/// How long the mutators stood still.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pauses {
    /// How many there were.
    pub count: usize,
    /// The median in microseconds.
    pub p50: f64,
    /// 99 of 100 were shorter, in microseconds.
    pub p99: f64,
    /// The longest, in microseconds.
    pub max: f64,
    /// From the 25th to the 75th of 100, in microseconds: the spread.
    pub spread: f64,
}

/// A barrier's figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it marks: `none`, `object`, `field`, `card`, `hybrid`.
    pub barrier: String,
    /// How a mark is ordered after its store; empty where there is none.
    pub publish: String,
    /// Whether marks may be taken while the mutators run.
    pub takes_beside: bool,
    /// Nanoseconds of a store of a pointer while marking goes on, the choice of an object and the
    /// load of the old pointer included.
    pub pointer_store: Interval,
    /// What of it is the barrier: the same less that without a barrier, in the same round.
    pub barrier_cost: Interval,
    /// Nanoseconds of a store of a scalar.
    pub scalar_store: Interval,
    /// Updates by threads and by locality.
    pub updates: Vec<Updates>,
    /// Pauses over all races.
    pub pauses: Pauses,
    /// Slots that were looked into while the mutators stood still, a cycle.
    pub scanned_stopped: f64,
    /// Slots that were looked into beside the mutators, a cycle.
    pub scanned_beside: f64,
    /// Bytes that the barrier needs for each kilobyte of objects.
    pub metadata: f64,
}

/// All figures, and the machine that they are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The version of fencepost.
    pub fencepost: String,
    /// The machine.
    pub machine: MachineStamp,
    /// Nanoseconds that two turns without a barrier differ by, at most.
    pub floor: f64,
    /// By barrier.
    pub rows: Vec<Row>,
}

impl Report {
    /// The row of a barrier.
    pub fn row(&self, barrier: &str, publish: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.barrier == barrier && row.publish == publish)
    }

    /// Whether one barrier costs a store more than another, or whether that is inside the noise.
    pub fn compare(&self, a: &Row, b: &Row) -> Verdict {
        let apart = |low: f64, high: f64| low > high + self.floor;
        if self.machine.emulated {
            Verdict::Emulated
        } else if apart(b.barrier_cost.low, a.barrier_cost.high) {
            Verdict::Faster
        } else if apart(a.barrier_cost.low, b.barrier_cost.high) {
            Verdict::Slower
        } else {
            Verdict::WithinNoise
        }
    }
}

/// A barrier as functions.
struct Kind {
    barrier: &'static str,
    publish: &'static str,
    takes_beside: bool,
    turn: fn(u64) -> Turn,
    race: fn(Plan) -> Tally,
    metadata: fn() -> f64,
}

/// Nanoseconds a store in one turn.
struct Turn {
    pointer: f64,
    scalar: f64,
}

impl Kind {
    fn of<F: Family, B: Barrier<F>>() -> Kind {
        Kind {
            barrier: B::NAME,
            publish: B::PUBLISH,
            takes_beside: B::DRAINS_BESIDE,
            turn: turn::<F, B>,
            race: run::<F, B>,
            metadata: metadata::<F, B>,
        }
    }

    fn marks<F: Family, G: Grain>(to: &mut Vec<Kind>) {
        to.push(Kind::of::<F, Marks<F, G, Str>>());
        to.push(Kind::of::<F, Marks<F, G, StrDmbIshst>>());
        to.push(Kind::of::<F, Marks<F, G, Stlr>>());
        to.push(Kind::of::<F, Marks<F, G, StrDmbIsh>>());
        to.push(Kind::of::<F, Marks<F, G, DsbSy>>());
    }

    /// All barriers, the one without first.
    fn all<F: Family>() -> Vec<Kind> {
        let mut all = vec![Kind::of::<F, Stopped>()];
        Kind::marks::<F, Objects>(&mut all);
        Kind::marks::<F, Fields>(&mut all);
        Kind::marks::<F, Cards>(&mut all);
        all.push(Kind::of::<F, Hybrid<F>>());
        all
    }
}

/// One thread that stores through the barrier, with no collector.
fn turn<F: Family, B: Barrier<F>>(stores: u64) -> Turn {
    let mut heap = Heap::<F, B>::new(4 * SMALL, 1);
    heap.keep_marking();
    let mut churn = Churn::new(heap.mutator(), SMALL, 0, 0x9e37_79b9_7f4a_7c15);
    let times = (stores / 2).max(1) as u32;
    churn.swap(times / 8);
    let nanoseconds = |began: Instant| began.elapsed().as_nanos() as f64 / f64::from(2 * times);
    let began = Instant::now();
    churn.swap(times);
    let pointer = nanoseconds(began);
    let began = Instant::now();
    churn.swap_scalars(times);
    Turn { pointer, scalar: nanoseconds(began) }
}

/// Bytes of metadata for each kilobyte of objects.
fn metadata<F: Family, B: Barrier<F>>() -> f64 {
    let objects = 2 * NODES;
    let bytes = Heap::<F, B>::new(objects, 1).metadata();
    bytes as f64 * 1024.0 / (objects * fencepost_atomics::heap::SLOTS * 8) as f64
}

/// The threads that races are run with.
fn threads() -> Vec<usize> {
    let cpus = MachineStamp::of_this_machine().cpus;
    // The collector has a CPU too, if there is one for it.
    let mut threads = vec![1, 2, cpus.saturating_sub(1)];
    threads.retain(|&n| n > 0);
    threads.sort_unstable();
    threads.dedup();
    threads
}

/// Measures every barrier over Rust's own atomics; `step` is told what comes next.
pub fn measure(effort: Effort, step: &mut dyn FnMut(&str)) -> Report {
    let kinds = Kind::all::<Std>();
    let mut turns: Vec<Vec<Turn>> = kinds.iter().map(|_| Vec::new()).collect();
    let mut apart = Vec::new();
    for n in 0..effort.rounds {
        step(&format!("stores, round {} of {}", n + 1, effort.rounds));
        for (kind, turns) in kinds.iter().zip(&mut turns) {
            turns.push((kind.turn)(effort.stores));
        }
        // And once more without a barrier, with all the others in between.
        let first = turns[0].last().map_or(0.0, |turn| turn.pointer);
        apart.push((kinds[0].turn)(effort.stores).pointer - first);
    }
    let none: Vec<f64> = turns[0].iter().map(|turn| turn.pointer).collect();
    let mut races: Vec<Vec<Race>> = kinds.iter().map(|_| Vec::new()).collect();
    for n in 0..effort.races {
        for (kind, races) in kinds.iter().zip(&mut races) {
            step(&format!("races, round {} of {}: {}", n + 1, effort.races, kind.barrier));
            races.extend(race(kind, effort.stores));
        }
    }
    let rows = kinds.iter().zip(&turns).zip(&races);
    Report {
        schema: SCHEMA,
        fencepost: env!("CARGO_PKG_VERSION").to_owned(),
        machine: MachineStamp::of_this_machine().clone(),
        floor: interval(apart.into_iter()).reach(),
        rows: rows.map(|((kind, turns), races)| row(kind, turns, &none, races)).collect(),
    }
}

/// A race and what it was.
struct Race {
    threads: usize,
    near: bool,
    tally: Tally,
}

fn race(kind: &Kind, stores: u64) -> Vec<Race> {
    let mut races = Vec::new();
    for threads in threads() {
        for near in [true, false] {
            let window = if near { NEAR } else { 0 };
            let plan = Plan { mutators: threads, nodes: NODES, window, stores, checks: false };
            races.push(Race { threads, near, tally: (kind.race)(plan) });
        }
    }
    races
}

fn interval(samples: impl Iterator<Item = f64>) -> Interval {
    let samples: Vec<f64> = samples.collect();
    Interval::of(&samples).unwrap_or(Interval { low: 0.0, median: 0.0, high: 0.0 })
}

fn row(kind: &Kind, turns: &[Turn], none: &[f64], races: &[Race]) -> Row {
    let cycles = || races.iter().flat_map(|race| &race.tally.cycles);
    let count = cycles().count().max(1) as f64;
    let mut updates: Vec<Updates> = Vec::new();
    for race in races {
        if updates.iter().all(|u| (u.threads, u.near) != (race.threads, race.near)) {
            let same = races.iter().filter(|r| (r.threads, r.near) == (race.threads, race.near));
            let rates = same.map(|r| r.tally.stores as f64 / seconds(r.tally.time));
            let (threads, near) = (race.threads, race.near);
            updates.push(Updates { threads, near, per_second: interval(rates) });
        }
    }
    Row {
        barrier: kind.barrier.to_owned(),
        publish: kind.publish.to_owned(),
        takes_beside: kind.takes_beside,
        pointer_store: interval(turns.iter().map(|turn| turn.pointer)),
        barrier_cost: interval(turns.iter().zip(none).map(|(turn, none)| turn.pointer - none)),
        scalar_store: interval(turns.iter().map(|turn| turn.scalar)),
        updates,
        pauses: pauses(cycles().flat_map(|cycle| &cycle.pauses)),
        scanned_stopped: cycles().map(|cycle| cycle.scanned_stopped as f64).sum::<f64>() / count,
        scanned_beside: cycles().map(|cycle| cycle.scanned_beside as f64).sum::<f64>() / count,
        metadata: (kind.metadata)(),
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn pauses<'a>(pauses: impl Iterator<Item = &'a Duration>) -> Pauses {
    let all: Vec<f64> = pauses.map(|pause| pause.as_secs_f64() * 1e6).collect();
    let all = sorted(&all);
    Pauses {
        count: all.len(),
        p50: quantile(&all, 0.5),
        p99: quantile(&all, 0.99),
        max: all.last().copied().unwrap_or(0.0),
        spread: quantile(&all, 0.75) - quantile(&all, 0.25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_measured_once() {
        let report = measure(Effort::SMOKE, &mut |_| ());
        let names: std::collections::BTreeSet<_> =
            report.rows.iter().map(|row| (&row.barrier, &row.publish)).collect();
        assert_eq!(names.len(), 17);
        for row in &report.rows {
            assert_eq!(row.updates.len(), 2 * threads().len());
            assert!(row.pauses.count >= 2 * threads().len(), "{row:?}");
            assert_eq!(row.metadata > 0.0, row.barrier != "none");
        }
        let text = serde_json::to_string(&report).unwrap();
        let again: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(again.rows.len(), report.rows.len());
    }

    #[test]
    fn a_difference_inside_the_floor_is_none() {
        let mut report = measure(Effort::SMOKE, &mut |_| ());
        let at = |median: f64| Interval { low: median - 0.1, median, high: median + 0.1 };
        report.floor = 0.5;
        report.machine.emulated = false;
        let (mut a, mut b) = (report.rows[0].clone(), report.rows[1].clone());
        (a.barrier_cost, b.barrier_cost) = (at(1.0), at(1.6));
        assert_eq!(report.compare(&a, &b), Verdict::WithinNoise);
        b.barrier_cost = at(1.8);
        assert_eq!(report.compare(&a, &b), Verdict::Faster);
        assert_eq!(report.compare(&b, &a), Verdict::Slower);
        report.machine.emulated = true;
        assert_eq!(report.compare(&b, &a), Verdict::Emulated);
    }
}
