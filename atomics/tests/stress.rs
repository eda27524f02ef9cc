//! The algorithms under real threads, pinned to cores where the system allows it, in every family.
//! A wrong result is a failure; that none was seen proves nothing, which is what loom is for.

#![cfg(not(loom))]

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use core_affinity::CoreId;
use crossbeam_utils::thread::scope;
use fencepost_atomics::algo::*;
use fencepost_atomics::order::{Relaxed, Release};
use fencepost_atomics::{Cell, Family, Split, Std, Visit, for_each_family};

const ROUNDS: u64 = 2_000;

/// Runs two bodies at the same time, on two cores if there are two.
fn race(one: impl FnOnce() + Send, two: impl FnOnce() + Send) {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let start = Barrier::new(2);
    let pin = |n: usize| {
        if let Some(core) = cores.get(n % cores.len().max(1)) {
            core_affinity::set_for_current(CoreId { id: core.id });
        }
        start.wait();
    };
    scope(|s| {
        s.spawn(|_| {
            pin(0);
            one();
        });
        s.spawn(|_| {
            pin(1);
            two();
        });
    })
    .unwrap();
}

/// Updates lost or torn under a lock.
fn lock_faults<L: Lock + Default, F: Family>() -> u64 {
    let (lock, a, b) = (L::default(), F::U64::new(0), F::U64::new(0));
    let torn = F::U64::new(0);
    let body = || {
        for _ in 0..ROUNDS {
            lock.lock();
            let value = a.load(Relaxed);
            if b.load(Relaxed) != value {
                torn.fetch_add(1, Relaxed);
            }
            a.store(value + 1, Relaxed);
            b.store(value + 1, Relaxed);
            lock.unlock();
        }
    };
    race(body, body);
    torn.load(Relaxed) + (2 * ROUNDS).abs_diff(a.load(Relaxed))
}

fn counter_faults<F: Family>(rounds: u64) -> u64 {
    let counter = Sharded::<F, 1>::default();
    let body = || (0..rounds).for_each(|_| counter.add(0, 1));
    race(body, body);
    (2 * rounds).abs_diff(counter.sum())
}

struct Stress;

impl Visit for Stress {
    fn visit<F: Family>(&mut self) {
        assert_eq!(lock_faults::<SpinLock<F>, F>(), 0, "{}: spin lock", F::NAME);
        assert_eq!(lock_faults::<TicketLock<F>, F>(), 0, "{}: ticket lock", F::NAME);
        assert_eq!(lock_faults::<Mutex<F>, F>(), 0, "{}: mutex", F::NAME);
        assert_eq!(counter_faults::<F>(ROUNDS), 0, "{}: sharded counter", F::NAME);

        let ring = Ring::<F, 8>::default();
        race(
            || {
                (1..=ROUNDS).for_each(|n| {
                    while !ring.push(n) {
                        std::thread::yield_now()
                    }
                })
            },
            || {
                for n in 1..=ROUNDS {
                    let value = loop {
                        match ring.pop() {
                            Some(value) => break value,
                            None => std::thread::yield_now(),
                        }
                    };
                    assert_eq!(value, n, "{}: ring", F::NAME);
                }
            },
        );

        let (seq, done) = (SeqLock::<F>::default(), AtomicBool::new(false));
        race(
            || {
                (1..=ROUNDS).for_each(|n| seq.write([n, !n]));
                done.store(true, Ordering::Release);
            },
            || {
                while !done.load(Ordering::Acquire) {
                    if let Some([a, b]) = seq.try_read() {
                        assert!(a == !b || (a, b) == (0, 0), "{}: seqlock", F::NAME);
                    }
                }
            },
        );

        let stack = Stack::<F, 2>::default();
        let body = |index: u32| {
            let stack = &stack;
            move || {
                let mut mine = index;
                for n in 0..ROUNDS {
                    stack.push(mine, n << 8 | u64::from(mine));
                    let (index, value) = loop {
                        if let Some(popped) = stack.pop() {
                            break popped;
                        }
                    };
                    assert_eq!(value as u8, index as u8, "{}: stack", F::NAME);
                    mine = index;
                }
            }
        };
        race(body(0), body(1));

        for _ in 0..50 {
            let (once, rcu) = (OneShot::<F>::default(), Rcu::<F, 2>::default());
            let (dekker, inside) = (Dekker::<F>::default(), F::U32::new(0));
            race(
                || {
                    once.set(7);
                    rcu.publish(1, [8, 9]);
                    if dekker.enter(0) {
                        inside.fetch_add(1, Release);
                    }
                },
                || {
                    assert!([None, Some(7)].contains(&once.get()), "{}: one-shot", F::NAME);
                    let want = [(0, [0, 0]), (1, [8, 9])];
                    assert!(want.contains(&rcu.read()), "{}: rcu", F::NAME);
                    if dekker.enter(1) {
                        inside.fetch_add(1, Release);
                    }
                },
            );
            assert!(inside.load(Relaxed) < 2, "{}: dekker", F::NAME);
        }
    }
}

#[test]
fn every_algorithm_in_every_family() {
    let absent = for_each_family(&mut Stress);
    if !absent.is_empty() {
        left_out(&format!("{absent:?}: this machine cannot run them"));
    }
}

/// The stress itself must be able to fail. Lost updates do not need a weak memory model, only two
/// threads at the same time, so this twin is caught on every host that has two cores.
#[test]
fn the_split_twin_is_caught() {
    let cores = core_affinity::get_core_ids().unwrap_or_default().len();
    if cores < 2 {
        left_out(&format!("with {cores} core nothing runs at the same time"));
        return;
    }
    let caught = (0..1000).any(|_| counter_faults::<Split<Std>>(20 * ROUNDS) > 0);
    assert!(caught, "1000 runs without one lost update");
}

/// Says once what was left out, where it is seen: the harness keeps back what a test prints that
/// passes, but not what it writes.
fn left_out(what: &str) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let _ =
            std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("left out: {what}\n"));
    });
}
