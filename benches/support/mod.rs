//! What the benchmarks of costs share: the difference to NOPs as what criterion measures.

use criterion::measurement::{Measurement, ValueFormatter};
use criterion::{Criterion, Throughput};
use fencepost_costs::report::criterion::{MACHINE, NULL, default_folder};
use fencepost_costs::run::Plan;
use fencepost_costs::{
    MachineStamp, NOT_A_COST, Primitive, Refusal, Session, Situation, Which, with_session,
};
use std::time::Duration;

/// Nanoseconds more than the same loop with NOPs; below zero too, since noise has both signs.
pub(crate) struct Difference;

impl Measurement for Difference {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {}

    fn end(&self, (): ()) -> f64 {
        unreachable!("every benchmark here measures by itself, with `iter_custom`")
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for Difference {
    fn scale_values(&self, _typical: f64, _values: &mut [f64]) -> &'static str {
        "ns"
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        "ns"
    }

    fn scale_for_machines(&self, _values: &mut [f64]) -> &'static str {
        "ns"
    }
}

/// Criterion for many short benchmarks.
pub(crate) fn criterion() -> Criterion<Difference> {
    Criterion::default()
        .with_measurement(Difference)
        .sample_size(10)
        .nresamples(1001)
        .warm_up_time(Duration::from_millis(5))
        .measurement_time(Duration::from_millis(40))
        .without_plots()
}

/// Benchmarks what `pick` wants of everything that this machine can measure, a group a situation.
pub(crate) fn bench(
    criterion: &mut Criterion<Difference>,
    kind: &str,
    pick: impl Fn(&Primitive, Situation) -> bool,
) {
    stamp();
    let mut plan = Plan::full();
    plan.retain(pick);
    let mut cells = plan.cells();
    while let &[(first, situation), ..] = cells {
        let same = cells.iter().take_while(|(_, other)| *other == situation).count();
        let (here, rest) = cells.split_at(same);
        let mut group = criterion.benchmark_group(format!("{kind}/{}", situation.name()));
        let mut one = |name: &str, primitive: &'static Primitive, which| {
            group.bench_function(name, |bencher| {
                bencher.iter_custom(|iterations| {
                    match difference(primitive, situation, which, iterations) {
                        Ok(ns) => ns,
                        Err(why) => panic!("{} in {}: {why}", primitive.id, situation.name()),
                    }
                });
            });
        };
        // The NOPs against themselves: what is nothing, and looks like something.
        one(NULL, first, Which::Twin);
        for &(primitive, _) in here {
            one(primitive.id, primitive, Which::With);
        }
        group.finish();
        cells = rest;
    }
}

/// How many nanoseconds more than NOPs so many iterations take: NOPs, primitive, NOPs, in turn.
fn difference(
    primitive: &Primitive,
    situation: Situation,
    which: Which,
    iterations: u64,
) -> Result<f64, Refusal> {
    // Short enough that the system seldom interrupts a batch.
    const BATCH: usize = 1 << 12;
    with_session(primitive, situation, |session| {
        // The first finds cold caches.
        session.batch(which, 64);
        let mut before = session.batch(Which::Nops, BATCH.min(iterations as usize)).nanoseconds();
        let mut left = iterations as usize;
        let mut sum = 0.0;
        while left > 0 {
            let part = left.min(BATCH);
            let (with, after) = pair(session, which, part);
            sum += (with - (before + after) / 2.0) * part as f64;
            before = after;
            left -= part;
        }
        sum
    })
}

fn pair(session: &mut Session<'_>, which: Which, iterations: usize) -> (f64, f64) {
    let with = session.batch(which, iterations).nanoseconds();
    (with, session.batch(Which::Nops, iterations).nanoseconds())
}

/// Says what this is measured on, here and beside the results.
fn stamp() {
    let machine = MachineStamp::of_this_machine();
    println!("on {machine}");
    if machine.emulated {
        println!("{NOT_A_COST}");
    }
    let folder = default_folder();
    let written = std::fs::create_dir_all(&folder).and_then(|()| {
        let json = serde_json::to_string_pretty(machine)?;
        std::fs::write(folder.join(MACHINE), json)
    });
    if let Err(error) = written {
        eprintln!(
            "warning: {}: {error}: `fencepost costs` will not know the machine",
            folder.display()
        );
    }
}
