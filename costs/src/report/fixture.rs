//! A run whose figures are fixed, for the tests of reports.

use crate::cores::{Matrix, Pair, PingPong, Placement};
use crate::primitive::{Kind, Origin};
use crate::run::{Null, Run, SCHEMA, Source};
use crate::situation::{Before, Class, Company, Situation, Stride};
use crate::stats::{Histogram, quantiles, sorted};
use crate::{Dropped, Interval, MachineStamp, Measurement};

/// One thread on one word.
pub(crate) fn situation(before: Before) -> Situation {
    Situation { before, stride: Stride::Same, company: Company::Alone, class: Class::Any }
}

type Shape = (&'static str, &'static str, Kind, Option<&'static str>, f64);

const SHAPES: [Shape; 7] = [
    ("mov_load", "MOV r, [m]", Kind::Load, None, 0.4),
    ("mov_store", "MOV [m], r", Kind::Store, Some("rust_store_release"), 0.02),
    ("xchg", "XCHG [m], r", Kind::Store, Some("rust_store_seqcst"), 2.4),
    ("mfence", "MFENCE", Kind::Barrier, Some("rust_fence_seqcst"), 21.0),
    ("rust_store_release", "store(Release)", Kind::Store, None, 0.03),
    ("rust_store_seqcst", "store(SeqCst)", Kind::Store, None, 2.41),
    ("rust_fence_seqcst", "fence(SeqCst)", Kind::Barrier, None, 2.2),
];

fn measurement(shape: Shape, situation: Situation, by: f64) -> Measurement {
    let (id, title, kind, rust, ns) = shape;
    let samples: Vec<f64> =
        (0..41).map(|n| ns * by * (0.9 + 0.005 * f64::from(n * 17 % 41))).collect();
    let origin = if id.starts_with("rust") { Origin::Rust } else { Origin::Instruction };
    let ns = Interval::of(&samples).expect("there are samples");
    Measurement {
        primitive: id.to_owned(),
        title: title.to_owned(),
        kind,
        origin,
        rust: rust.map(str::to_owned),
        situation,
        ns,
        cycles: (id != "mov_load").then(|| ns.scaled(3.0)),
        floor: 0.04,
        nops: 0.3,
        samples: samples.len(),
        quantiles: quantiles(&sorted(&samples)),
        histogram: Histogram::of(&samples),
        dropped: Dropped { migrated: 1, failed_exclusives: 0 },
        failed_exclusives: 0.0,
        cpus: vec![1],
        emulated: false,
    }
}

/// The run.
pub(crate) fn run() -> Run {
    let befores = [(Before::Bare, 1.0), (Before::MissingStore, 8.0)];
    let mut measurements = Vec::new();
    let mut nulls = Vec::new();
    for (before, by) in befores {
        let here = SHAPES.map(|shape| measurement(shape, situation(before), by));
        let interval = |median| Interval { low: median - 0.01, median, high: median + 0.01 };
        nulls.push(Null {
            primitive: "mov_store".to_owned(),
            situation: situation(before),
            first: interval(0.02),
            second: interval(0.02 + 0.02 * by),
        });
        measurements.extend(here);
    }
    let two = Situation { company: Company::SameCluster, ..situation(Before::Bare) };
    measurements.push(measurement(SHAPES[2], two, 30.0));
    Run {
        schema: SCHEMA,
        fencepost: "0.1.0".to_owned(),
        source: Source::Measured,
        machine: Some(machine()),
        cycles: "perf_event_open".to_owned(),
        measurements,
        nulls,
        cores: vec![matrix()],
        left_out: vec!["P and E cores apart: the system knows one kind of core".to_owned()],
    }
}

fn machine() -> MachineStamp {
    MachineStamp {
        cpu: "Example <CPU> & Co".to_owned(),
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        runs_on: "native".to_owned(),
        emulated: false,
        cpus: 4,
        features: vec![],
        largest_cache: 32 << 20,
    }
}

/// The same on an emulator.
pub(crate) fn emulated() -> Run {
    let mut run = run();
    if let Some(machine) = &mut run.machine {
        machine.emulated = true;
        machine.runs_on = "emulated by QEMU".to_owned();
    }
    run.measurements.iter_mut().for_each(|one| one.emulated = true);
    run.cores.iter_mut().for_each(|one| one.emulated = true);
    run
}

fn matrix() -> Matrix {
    let pair = |a, b, median| Pair {
        a,
        b,
        ns: Interval { low: median - 1.0, median, high: median + 2.0 },
        samples: 50,
    };
    Matrix {
        ping_pong: PingPong::Cas,
        placement: Placement::Pinned,
        cpus: vec![0, 1, 2, 3],
        pairs: vec![
            pair(0, 1, 40.0),
            pair(0, 2, 140.0),
            pair(0, 3, 150.0),
            pair(1, 2, 145.0),
            pair(2, 3, 42.0),
        ],
        moved: 3,
        emulated: false,
    }
}
