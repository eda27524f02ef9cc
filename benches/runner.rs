//! Instances a second by recipe: Rust's relaxed store buffering, raced by two threads.
//!
//! `cargo bench --bench runner`. Elements are instances, reset, counting and threads included, so
//! the figures compare recipes; they say nothing of how many of the outcomes are weak, which
//! `scripts/compare-litmus7` does.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fencepost_machine::recipe::{Barrier, CacheAction, Mixing, Order, Spacing};
use fencepost_machine::{Budget, Race, Recipe, run};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

type Two<'a> = (&'a AtomicU32, &'a AtomicU32);

/// Enough that starting the threads is a small part.
const INSTANCES: u64 = 500_000;

fn recipes(c: &mut Criterion) {
    let sb = Race::<(AtomicU32, AtomicU32), _>::new(
        (0, 0),
        (
            |(x, y): Two| {
                x.store(1, Relaxed);
                y.load(Relaxed)
            },
            |(x, y): Two| {
                y.store(1, Relaxed);
                x.load(Relaxed)
            },
        ),
    );
    let changed = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = Recipe::default();
        change(&mut recipe);
        recipe
    };
    let recipes = [
        ("default", Recipe::default()),
        ("free running", changed(&|r| r.sync.every = 0)),
        ("barrier each instance", changed(&|r| r.sync.every = 1)),
        ("barrier each 16", changed(&|r| r.sync.every = 16)),
        ("fenced", changed(&|r| r.sync.barrier = Barrier::Fenced)),
        ("fixed roles", changed(&|r| r.threads.mixing = Mixing::Fixed)),
        ("lines of their own", changed(&|r| r.layout.stride = 128)),
        (
            "scattered pages",
            changed(&|r| {
                r.layout.spacing = Spacing::Page;
                r.layout.order = Order::Scattered;
                r.layout.instances = 512;
            }),
        ),
        ("touched", changed(&|r| r.cache.actions = vec![vec![CacheAction::Touch]])),
        ("flushed", changed(&|r| r.cache.actions = vec![vec![CacheAction::Flush]])),
    ];
    let mut group = c.benchmark_group("runner");
    group.throughput(Throughput::Elements(INSTANCES));
    group.sample_size(10).measurement_time(Duration::from_secs(2));
    for (name, recipe) in recipes {
        group.bench_function(name, |b| {
            let stop = AtomicBool::new(false);
            b.iter(|| run(&sb, &recipe, Budget::instances(INSTANCES), &stop, |_| {}));
        });
    }
    group.finish();
}

criterion_group!(benches, recipes);
criterion_main!(benches);
