//! A set of measurements with the machine that they are of: what files hold and reports show.

use crate::compare::{compare_over, difference};
use crate::cores::Matrix;
use crate::counter::Counter;
use crate::place::Places;
use crate::primitive::Primitive;
use crate::situation::{Before, Company, Situation, Stride};
use crate::stats::{Interval, quantile, sorted};
use crate::{Budget, Comparison, MachineStamp, Measurement, measure};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The version of the form that files have. It changes when an older program would read a newer
/// file wrongly.
pub const SCHEMA: u32 = 1;

/// Where a run's figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The quick measurement of this crate.
    Measured,
    /// Results of `cargo bench`.
    Criterion,
}

/// The same thing measured twice in one run, with all the rest in between.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Null {
    /// What was measured twice.
    pub primitive: String,
    /// Where.
    pub situation: Situation,
    /// The first time, in nanoseconds.
    pub first: Interval,
    /// The second time.
    pub second: Interval,
}

impl Null {
    /// What a difference has to exceed: the farthest that these two may be apart.
    pub fn floor(&self) -> f64 {
        difference(self.first, self.second).reach()
    }

    /// Whether what was measured is next to nothing, so that the difference is that of nothing.
    pub fn is_of_little(&self) -> bool {
        ["mov_store", "str_x", "nops"].contains(&self.primitive.as_str())
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The version of fencepost.
    pub fencepost: String,
    /// Where the figures come from.
    pub source: Source,
    /// The machine; `None` where it was not recorded.
    pub machine: Option<MachineStamp>,
    /// Where cycles come from, or why there are none.
    pub cycles: String,
    /// The measurements.
    pub measurements: Vec<Measurement>,
    /// The null comparisons.
    pub nulls: Vec<Null>,
    /// Core-to-core latencies.
    pub cores: Vec<Matrix>,
    /// What was left out, and how to get it.
    pub left_out: Vec<String>,
}

impl Run {
    /// The noise floor of a situation in nanoseconds: that of the store or the NOPs measured twice
    /// there, or the highest of such if there is none.
    pub fn floor(&self, situation: Situation) -> f64 {
        let smallest = || self.nulls.iter().filter(|null| null.is_of_little());
        let here = smallest().filter(|null| null.situation == situation);
        let here = here.map(Null::floor).reduce(f64::max);
        let highest = || smallest().map(Null::floor).reduce(f64::max);
        here.or_else(highest).unwrap_or(0.0)
    }

    /// By which share costs of a situation differ from themselves within this run: what nine of
    /// ten primitives measured twice stay below. Noise grows with the cost: a floor in nanoseconds
    /// that a store sets says nothing of a barrier that takes a hundred times as long.
    pub fn drift(&self, situation: Situation) -> f64 {
        let floor = self.floor(situation);
        let here = self.nulls.iter().filter(|null| null.situation == situation);
        let shares = here.filter_map(|null| {
            let (first, second) = (null.first.median, null.second.median);
            let mean = (first + second) / 2.0;
            (mean > 2.0 * floor && mean > 0.0).then(|| (first - second).abs() / mean)
        });
        quantile(&sorted(&shares.collect::<Vec<_>>()), 0.9)
    }

    /// What a difference to a measurement of this run has to exceed.
    fn noise(&self, cost: &Measurement) -> f64 {
        let drift = self.drift(cost.situation) * cost.ns.median.abs();
        cost.floor.max(self.floor(cost.situation)).max(drift)
    }

    /// The measurement of a primitive in a situation.
    pub fn find(&self, primitive: &str, situation: Situation) -> Option<&Measurement> {
        let mut all = self.measurements.iter();
        all.find(|one| one.primitive == primitive && one.situation == situation)
    }

    /// Compares two measurements of this run.
    pub fn compare(&self, a: &Measurement, b: &Measurement) -> Comparison {
        compare_over(a, b, self.noise(a).max(self.noise(b)))
    }

    /// Compares a measurement of this run with one of another. Both drift, each for itself.
    pub fn compare_with(&self, a: &Measurement, other: &Run, b: &Measurement) -> Comparison {
        compare_over(a, b, self.noise(a) + other.noise(b))
    }

    /// The situations that there are measurements of, in order.
    pub fn situations(&self) -> Vec<Situation> {
        let mut situations: Vec<_> = self.measurements.iter().map(|one| one.situation).collect();
        situations.sort();
        situations.dedup();
        situations
    }

    /// Whether any of it is an emulator's.
    pub fn is_emulated(&self) -> bool {
        self.machine.as_ref().is_some_and(|machine| machine.emulated)
            || self.measurements.iter().any(|one| one.emulated)
    }
}

/// What a run measures: each primitive in some situations.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    cells: Vec<(&'static Primitive, Situation)>,
    left_out: Vec<String>,
}

impl Plan {
    /// One thread on one word after everything that can precede, on each kind of core; of what has
    /// a word, each stride amid NOPs; and amid NOPs each number of threads.
    pub fn quick() -> Plan {
        let places = Places::of_this_machine();
        let mut plan = Plan::default();
        for class in places.classes() {
            for before in places.befores(class) {
                plan.add(Situation { class, ..Situation::alone(before) });
            }
        }
        let bare = Situation::alone(Before::Bare);
        for stride in Stride::ALL.into_iter().filter(|&stride| stride != Stride::Same) {
            plan.add(Situation { stride, ..bare });
        }
        for company in places.companies(bare.class) {
            if company != Company::Alone {
                plan.add(Situation { company, ..bare });
            }
        }
        plan.left_out.push(
            "every stride and number of threads with everything that can precede: `cargo bench`"
                .to_owned(),
        );
        plan.left_out.extend(missing(places));
        plan
    }

    /// Everything: what `cargo bench` does.
    pub fn full() -> Plan {
        let places = Places::of_this_machine();
        let mut plan = Plan { cells: vec![], left_out: missing(places) };
        for class in places.classes() {
            for company in places.companies(class) {
                for before in places.befores(class) {
                    for stride in Stride::ALL {
                        plan.add(Situation { before, stride, company, class });
                    }
                }
            }
        }
        plan
    }

    fn add(&mut self, situation: Situation) {
        let fits = |p: &&Primitive| situation.stride == Stride::Same || p.has_strides();
        let available = Primitive::all().iter().filter(|p| p.is_available()).filter(fits);
        self.cells.extend(available.map(|primitive| (primitive, situation)));
    }

    /// Keeps what a predicate wants.
    pub fn retain(&mut self, mut keep: impl FnMut(&'static Primitive, Situation) -> bool) {
        self.cells.retain(|&(primitive, situation)| keep(primitive, situation));
    }

    /// What is to be measured, by situation.
    pub fn cells(&self) -> &[(&'static Primitive, Situation)] {
        &self.cells
    }

    /// Measures all of it in about so much time, in two passes, so that what drifts meanwhile is in
    /// the intervals; and the null comparison of each situation. `progress` is told before each
    /// measurement, of which there are two a cell.
    pub fn run(&self, time: Duration, mut progress: impl FnMut()) -> Run {
        let situations = {
            let mut all: Vec<_> = self.cells.iter().map(|(_, situation)| *situation).collect();
            all.sort();
            all.dedup();
            all
        };
        let share = time / (2 * self.cells.len() + 2 * situations.len()).max(1) as u32;
        let budget = Budget::of(share);
        let mut run = Run {
            schema: SCHEMA,
            fencepost: env!("CARGO_PKG_VERSION").to_owned(),
            source: Source::Measured,
            machine: Some(MachineStamp::of_this_machine().clone()),
            cycles: match Counter::open() {
                Ok(_) => Counter::source().to_owned(),
                Err(why) => why,
            },
            measurements: vec![],
            nulls: vec![],
            cores: vec![],
            left_out: self.left_out.clone(),
        };
        let store = Primitive::plain_store();
        let null = |situation| measure(store, situation, budget).map(|one| one.ns);
        let first: Vec<_> = situations.iter().map(|&situation| null(situation)).collect();
        for &(primitive, situation) in &self.cells {
            progress();
            match measure(primitive, situation, budget) {
                Ok(one) => run.measurements.push(one),
                Err(why) => {
                    run.left_out.push(format!("{} {}: {why}", primitive.id, situation.name()));
                }
            }
        }
        for one in &mut run.measurements {
            progress();
            let Some(primitive) = Primitive::by_id(&one.primitive) else { continue };
            if let Ok(again) = measure(primitive, one.situation, budget) {
                let (primitive, situation) = (one.primitive.clone(), one.situation);
                run.nulls.push(Null { primitive, situation, first: one.ns, second: again.ns });
                *one = one.clone().and(&again);
            }
        }
        for (&situation, first) in situations.iter().zip(first) {
            if let (Ok(first), Ok(second)) = (first, null(situation)) {
                let primitive = store.id.to_owned();
                run.nulls.push(Null { primitive, situation, first, second });
            }
        }
        run
    }
}

/// What the machine or the system keeps from being measured.
fn missing(places: &Places) -> Vec<String> {
    let mut missing = Vec::new();
    let class = places.classes()[0];
    for before in [Before::SameClusterStore, Before::OtherClusterStore] {
        if let Err(why) = places.owner(class, before) {
            missing.push(format!("{}: {why}", before.name()));
        }
    }
    if places.classes().len() == 1 {
        missing.push("P and E cores apart: the system knows one kind of core".to_owned());
    }
    let absent = Primitive::all().iter().filter(|p| !p.is_available());
    let absent: Vec<_> = absent.map(|p| p.id).collect();
    if !absent.is_empty() {
        missing.push(format!("{}: the core lacks the feature", absent.join(", ")));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;
    use crate::compare::tests::synthetic;

    fn interval(median: f64) -> Interval {
        Interval { low: median - 0.01, median, high: median + 0.01 }
    }

    /// A run of one barrier of so many nanoseconds, in which barriers differ from themselves by a
    /// tenth.
    fn run(ns: f64) -> Run {
        let cost = synthetic(&[ns - 0.02, ns - 0.01, ns, ns, ns + 0.01, ns + 0.02, ns], 0.01);
        let situation = cost.situation;
        let null = |primitive: &str, first, second| Null {
            primitive: primitive.to_owned(),
            situation,
            first: interval(first),
            second: interval(second),
        };
        Run {
            schema: SCHEMA,
            fencepost: String::new(),
            source: Source::Measured,
            machine: None,
            cycles: String::new(),
            nulls: vec![null("mov_store", 0.30, 0.32), null("barrier", 100.0, 110.6)],
            measurements: vec![cost],
            cores: vec![],
            left_out: vec![],
        }
    }

    fn verdict(a: &Run, b: &Run) -> Verdict {
        a.compare_with(&a.measurements[0], b, &b.measurements[0]).verdict
    }

    #[test]
    fn noise_grows_with_the_cost() {
        let a = run(100.0);
        assert!((0.09..0.11).contains(&a.drift(a.measurements[0].situation)));
        assert!(a.floor(a.measurements[0].situation) < 0.05);
        assert_eq!(verdict(&a, &run(115.0)), Verdict::WithinNoise, "two drifts of a tenth");
        assert_eq!(verdict(&a, &run(140.0)), Verdict::Faster);
        // Without what was measured twice, 15 % would have been a difference.
        let without = |mut run: Run| {
            run.nulls.truncate(1);
            run
        };
        assert_eq!(verdict(&without(run(100.0)), &without(run(115.0))), Verdict::Faster);
    }
}
