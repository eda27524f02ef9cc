//! Races of Rust's atomics on this host, whatever it is.

use fencepost_asm::detect::{Translator, platform};
use fencepost_machine::recipe::{
    Barrier, CacheAction, Layout, Mixing, Order, Placement, Recipe, Spacing, Stress,
};
use fencepost_machine::{Budget, Histogram, Race, RunResult, Subject, run};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering, Ordering::*, fence};
use std::time::Duration;

type Two<'a> = (&'a AtomicU32, &'a AtomicU32);

/// Store buffering of accesses in an order, with `between` between them.
fn sb(order: Ordering, between: fn()) -> impl Subject {
    Race::<(AtomicU32, AtomicU32), _>::new(
        (0, 0),
        (
            move |(x, y): Two| {
                x.store(1, order);
                between();
                y.load(order)
            },
            move |(x, y): Two| {
                y.store(1, order);
                between();
                x.load(order)
            },
        ),
    )
}

fn fenced() {
    fence(SeqCst);
}

fn unfenced() {}

fn mp(store: Ordering, load: Ordering) -> impl Subject {
    Race::<(AtomicU32, AtomicU32), _>::new(
        (0, 0),
        (
            move |(x, y): Two| {
                x.store(1, Relaxed);
                y.store(1, store);
            },
            move |(x, y): Two| [y.load(load), x.load(Relaxed)],
        ),
    )
}

#[cfg(target_arch = "x86_64")]
fn lb() -> impl Subject {
    Race::<(AtomicU32, AtomicU32), _>::new(
        (0, 0),
        (
            |(x, y): Two| {
                let seen = x.load(Relaxed);
                y.store(1, Relaxed);
                seen
            },
            |(x, y): Two| {
                let seen = y.load(Relaxed);
                x.store(1, Relaxed);
                seen
            },
        ),
    )
}

fn race(subject: &impl Subject, recipe: &Recipe, budget: Budget) -> RunResult {
    let result = run(subject, recipe, budget, &AtomicBool::new(false), |_| {}).unwrap();
    assert_eq!(result.histogram.total(), result.instances);
    let mut bins = Histogram::default();
    result.bins.iter().for_each(|bin| bins.merge(&bin.histogram));
    assert_eq!(bins, result.histogram);
    result
}

/// Different in everything, and small, so that a slow host has run each in a moment.
fn recipes() -> Vec<Recipe> {
    let spacings = [
        Spacing::Arrays,
        Spacing::Bytes(0),
        Spacing::Bytes(64),
        Spacing::Bytes(128),
        Spacing::Page,
    ];
    let barriers = [Barrier::Spin, Barrier::Fenced, Barrier::Timebase];
    let mixings = [Mixing::Fixed, Mixing::Rotate, Mixing::Paired];
    let actions = [
        CacheAction::None,
        CacheAction::Flush,
        CacheAction::Prefetch,
        CacheAction::PrefetchStore,
        CacheAction::Touch,
        CacheAction::Random,
    ];
    let placements = [
        Placement::InOrder,
        Placement::Shuffled,
        Placement::SameCluster,
        Placement::Siblings,
        Placement::Floating,
    ];
    let recipe = |n: usize| {
        let mut recipe = Recipe { seed: n as u64, ..Recipe::default() };
        recipe.layout = Layout {
            instances: [1, 100, 333, 512][n % 4],
            spacing: spacings[n % 5],
            stride: [0, 64, 24][n % 3],
            order: [Order::Linear, Order::Scattered][n % 2],
        };
        recipe.threads.placement = placements[n % 5];
        recipe.threads.mixing = mixings[n / 2 % 3];
        recipe.sync.every = [16, 0, 1, 100][n % 4];
        recipe.sync.barrier = barriers[n % 3];
        recipe.sync.ticks = 100;
        recipe.sync.delay = [0, 50][n % 2];
        recipe.cache.actions =
            vec![vec![actions[n % 6], actions[n / 3 % 6]], vec![actions[n / 2 % 6]]];
        recipe.stress = Stress { memory: usize::from(n == 5), launch: usize::from(n == 7) };
        recipe
    };
    (0..12).map(recipe).collect()
}

/// What sequential consistency forbids is never seen across a sequentially consistent fence, nor of
/// sequentially consistent accesses (of which QEMU is known to show it), whatever the recipe; nothing is counted twice or lost.
#[test]
fn every_recipe_runs_and_sees_nothing_forbidden() {
    for recipe in recipes() {
        let budget = Budget { instances: Some(3000), time: Some(Duration::from_secs(2)) };
        let forbids_weak = |result: RunResult| {
            assert!(result.instances + result.dropped > 0);
            assert_eq!(result.histogram.count(&[0, 0, 1, 1]), 0, "{}", recipe.to_toml());
            assert!(result.histogram.rows().len() <= 3, "{:?}", result.histogram);
        };
        forbids_weak(race(&sb(Relaxed, fenced), &recipe, budget));
        if platform().translator == Some(Translator::QemuUser) {
            println!("left out: SeqCst accesses, see docs/findings/qemu-stlr-ldar.md");
        } else {
            forbids_weak(race(&sb(SeqCst, unfenced), &recipe, budget));
        }
        let result = race(&mp(Release, Acquire), &recipe, budget);
        assert_eq!(result.histogram.count(&[1, 0, 1, 1]), 0, "{}", recipe.to_toml());
    }
}

/// The same without the order: the mutant of the test above. x86 and Arm both let stores wait.
#[test]
fn store_buffering_is_seen() {
    if std::thread::available_parallelism().map_or(1, usize::from) < 2 {
        println!("left out: with one CPU nothing is reordered");
        return;
    }
    let stop = AtomicBool::new(false);
    // However long it takes: the progress callback ends the run once it was seen.
    let budget = Budget::time(Duration::from_secs(120));
    let result = run(&sb(Relaxed, unfenced), &Recipe::default(), budget, &stop, |progress| {
        stop.store(progress.histogram.count(&[0, 0, 1, 1]) > 0, Relaxed);
    })
    .unwrap();
    assert!(result.histogram.count(&[0, 0, 1, 1]) > 0, "{:?}", result.histogram);
}

/// What TSO forbids, with accesses that Arm may reorder.
#[test]
#[cfg(target_arch = "x86_64")]
fn x86_never_shows_what_tso_forbids() {
    for recipe in recipes().into_iter().chain([Recipe::default()]) {
        let budget = Budget { instances: Some(5000), time: Some(Duration::from_secs(2)) };
        let result = race(&mp(Relaxed, Relaxed), &recipe, budget);
        assert_eq!(result.histogram.count(&[1, 0, 1, 1]), 0, "{}", recipe.to_toml());
        let result = race(&lb(), &recipe, budget);
        assert_eq!(result.histogram.count(&[1, 1, 1, 1]), 0, "{}", recipe.to_toml());
    }
}

/// An increment in two halves is caught; in one it never loses a step.
#[test]
fn a_broken_increment_is_caught() {
    let broken = |(x, y): (&AtomicU64, &AtomicU8)| {
        let seen = x.load(Relaxed);
        y.store(1, Relaxed);
        x.store(seen + 1, Relaxed);
    };
    let whole = |(x, _): (&AtomicU64, &AtomicU8)| {
        x.fetch_add(1, Relaxed);
    };
    let lost = |result: &Histogram| result.matching(|outcome| outcome[0] != 12);
    let budget = Budget { instances: Some(50_000), time: Some(Duration::from_secs(60)) };
    let result = race(
        &Race::<(AtomicU64, AtomicU8), _>::new((10, 0), (whole, whole)),
        &Recipe::default(),
        budget,
    );
    assert_eq!(lost(&result.histogram), 0);
    let stop = AtomicBool::new(false);
    let result = run(
        &Race::<(AtomicU64, AtomicU8), _>::new((10, 0), (broken, broken)),
        &Recipe::default(),
        Budget::time(Duration::from_secs(120)),
        &stop,
        |progress| stop.store(lost(&progress.histogram) > 0, Relaxed),
    )
    .unwrap();
    assert!(lost(&result.histogram) > 0);
}

/// More roles than this machine has CPUs, say.
#[test]
fn four_roles_share_what_there_is() {
    let write = |(x, _): Two| x.store(1, Release);
    let write_y = |(_, y): Two| y.store(1, Release);
    let read = |(x, y): Two| [x.load(SeqCst), y.load(SeqCst)];
    let read_y = |(x, y): Two| [y.load(SeqCst), x.load(SeqCst)];
    let iriw = Race::<(AtomicU32, AtomicU32), _>::new((0, 0), (write, write_y, read, read_y));
    for every in [0, 16, 100] {
        let mut recipe = Recipe::default();
        recipe.layout.instances = 300;
        recipe.sync.every = every;
        let budget = Budget { instances: Some(3000), time: Some(Duration::from_secs(2)) };
        let result = race(&iriw, &recipe, budget);
        assert_eq!(result.histogram.count(&[1, 0, 1, 0, 1, 1]), 0);
        assert_eq!(result.threads, 4);
    }
}

#[test]
fn instances_and_time_bound_a_run() {
    let small = race(&sb(Relaxed, fenced), &Recipe::default(), Budget::instances(10));
    assert!((1..=20).contains(&(small.instances + small.dropped)), "{}", small.instances);
    let stopped = AtomicBool::new(true);
    let once = run(&sb(Relaxed, fenced), &Recipe::default(), Budget::default(), &stopped, |_| {});
    assert_eq!(once.unwrap().groups, 1.max(race_groups()));
}

fn race_groups() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from) / 2
}

#[test]
fn a_panic_in_a_role_ends_the_run() {
    let subject = Race::<(AtomicU32,), _>::new(
        (0,),
        (
            |(x,): (&AtomicU32,)| x.store(1, Relaxed),
            |(x,): (&AtomicU32,)| {
                if x.load(Relaxed) < 2 {
                    std::panic::resume_unwind(Box::new("on purpose"));
                }
            },
        ),
    );
    let result = std::panic::catch_unwind(|| {
        run(&subject, &Recipe::default(), Budget::default(), &AtomicBool::new(false), |_| {})
    });
    assert!(result.is_err());
}
