//! The algorithms under real threads, pinned to cores where the system allows it, in every family.
//! A wrong result is a failure; that none was seen proves nothing, which is what loom is for.
//!
//! Every check counts faults, so that it can be given twins too. Those whose read-modify-writes are
//! not atomic are caught on any host with two cores, and so is Dekker's without its fence, for which
//! a store buffer is enough. What else goes wrong without order takes a machine that reorders more
//! than x86 does, natively or below QEMU: those twins are loom's.

#![cfg(not(loom))]

use std::cell::Cell as Counter;
use std::marker::PhantomData;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use core_affinity::CoreId;
use crossbeam_utils::thread::scope;
use fencepost_atomics::algo::*;
use fencepost_atomics::barrier::*;
use fencepost_atomics::order::{FenceOrder, Relaxed};
use fencepost_atomics::{Cell, Family, Split, Std, Visit, Weakened, for_each_family};

const ROUNDS: u64 = 2_000;

/// A check: the faults of so many rounds.
type Faults = fn(u64) -> u64;

/// Runs two bodies at the same time, on two cores if there are two; a fault for each that panics.
fn race(one: impl FnOnce() + Send, two: impl FnOnce() + Send) -> u64 {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let start = Barrier::new(2);
    let pin = |n: usize| {
        if let Some(core) = cores.get(n % cores.len().max(1)) {
            core_affinity::set_for_current(CoreId { id: core.id });
        }
        start.wait();
    };
    scope(|s| {
        let one = s.spawn(|_| {
            pin(0);
            one();
        });
        let two = s.spawn(|_| {
            pin(1);
            two();
        });
        [one.join(), two.join()].iter().filter(|result| result.is_err()).count() as u64
    })
    .unwrap()
}

/// Updates lost or torn under a lock.
fn lock<L: Lock + Default, F: Family>(rounds: u64) -> u64 {
    let (lock, a, b) = (L::default(), F::U64::new(0), F::U64::new(0));
    let torn = F::U64::new(0);
    let body = || {
        for _ in 0..rounds {
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
    let stuck = race(body, body);
    stuck + torn.load(Relaxed) + (2 * rounds).abs_diff(a.load(Relaxed))
}

fn spin_lock<F: Family>(rounds: u64) -> u64 {
    lock::<SpinLock<F>, F>(rounds)
}
fn ticket_lock<F: Family>(rounds: u64) -> u64 {
    lock::<TicketLock<F>, F>(rounds)
}
fn mutex<F: Family>(rounds: u64) -> u64 {
    lock::<Mutex<F>, F>(rounds)
}

/// Additions lost.
fn counter<F: Family>(rounds: u64) -> u64 {
    let counter = Sharded::<F, 1>::default();
    let body = || (0..rounds).for_each(|_| counter.add(0, 1));
    race(body, body) + (2 * rounds).abs_diff(counter.sum())
}

/// Values that do not arrive in their order.
fn ring<F: Family>(rounds: u64) -> u64 {
    let (ring, wrong) = (Ring::<F, 8>::default(), AtomicU64::new(0));
    let stuck = race(
        || {
            (1..=rounds).for_each(|n| {
                while !ring.push(n) {
                    std::thread::yield_now();
                }
            });
        },
        || {
            for n in 1..=rounds {
                let value = loop {
                    match ring.pop() {
                        Some(value) => break value,
                        None => std::thread::yield_now(),
                    }
                };
                wrong.fetch_add(u64::from(value != n), Ordering::Relaxed);
            }
        },
    );
    stuck + wrong.into_inner()
}

/// Reads of half a write.
fn seqlock<F: Family>(rounds: u64) -> u64 {
    let (seq, done) = (SeqLock::<F>::default(), AtomicBool::new(false));
    let torn = AtomicU64::new(0);
    let stuck = race(
        || {
            (1..=rounds).for_each(|n| seq.write([n, !n]));
            done.store(true, Ordering::Release);
        },
        || {
            while !done.load(Ordering::Acquire) {
                if let Some([a, b]) = seq.try_read() {
                    torn.fetch_add(u64::from(a != !b && (a, b) != (0, 0)), Ordering::Relaxed);
                }
            }
        },
    );
    stuck + torn.into_inner()
}

/// Nodes that are lost, owned twice, or read before they were written.
fn stack<F: Family>(rounds: u64) -> u64 {
    let (stack, wrong) = (Stack::<F, 2>::default(), AtomicU64::new(0));
    let owned = [AtomicBool::new(true), AtomicBool::new(true)];
    let body = |index: u32| {
        let (stack, wrong, owned) = (&stack, &wrong, &owned);
        move || {
            let mut mine = index;
            for n in 0..rounds {
                owned[mine as usize].store(false, Ordering::SeqCst);
                stack.push(mine, n << 8 | u64::from(mine));
                let popped = (0..MOST_SPINS).find_map(|_| stack.pop()).expect("a node is lost");
                let (index, value) = popped;
                let twice = owned[index as usize].swap(true, Ordering::SeqCst);
                let other = value as u8 != index as u8;
                wrong.fetch_add(u64::from(twice) + u64::from(other), Ordering::Relaxed);
                mine = index;
            }
        }
    };
    let lost = race(body(0), body(1));
    lost + wrong.into_inner()
}

/// Runs `body` for both sides of each of `rounds` fresh instances, both at one instance at the same
/// time, and then `check` on each; the faults that `check` finds.
fn in_step<T: Default + Sync>(
    rounds: u64,
    body: impl Fn(&T, usize, u64) + Sync,
    check: impl Fn(&T, u64) -> u64,
) -> u64 {
    let instances: Vec<T> = (0..rounds).map(|_| T::default()).collect();
    let arrived = AtomicU64::new(0);
    let side = |side: usize| {
        let (instances, arrived, body) = (&instances, &arrived, &body);
        move || {
            for (instance, n) in instances.iter().zip(0..) {
                arrived.fetch_add(1, Ordering::SeqCst);
                let mut waited = 0;
                while arrived.load(Ordering::SeqCst) < 2 * (n + 1) {
                    // Spinning brings the two close together; on one core the other must run.
                    waited += 1;
                    if waited > 1000 {
                        std::thread::yield_now();
                    }
                }
                body(instance, side, n);
            }
        }
    };
    let stuck = race(side(0), side(1));
    stuck + instances.iter().zip(0..).map(|(instance, n)| check(instance, n)).sum::<u64>()
}

/// One-shots that both have set, or that are read before they are written.
fn once<F: Family>(rounds: u64) -> u64 {
    let wrong = AtomicU64::new(0);
    let set = |(once, won): &(OneShot<F>, [AtomicBool; 2]), side: usize, n: u64| {
        won[side].store(once.set(n), Ordering::Relaxed);
        wrong.fetch_add(u64::from(once.get().is_some_and(|value| value != n)), Ordering::Relaxed);
    };
    let two_or_none = |(_, won): &(OneShot<F>, [AtomicBool; 2]), _: u64| {
        let [one, two] = won.each_ref().map(|won| won.load(Ordering::Relaxed));
        u64::from(one == two)
    };
    in_step(rounds, set, two_or_none) + wrong.load(Ordering::Relaxed)
}

/// Versions that are read before they are written.
fn publish<F: Family>(rounds: u64) -> u64 {
    let wrong = AtomicU64::new(0);
    let body = |rcu: &Rcu<F, 2>, side: usize, n: u64| {
        if side == 0 {
            rcu.publish(1, [n, !n]);
        } else {
            let want = [(0, [0, 0]), (1, [n, !n])];
            wrong.fetch_add(u64::from(!want.contains(&rcu.read())), Ordering::Relaxed);
        }
    };
    in_step(rounds, body, |_, _| 0) + wrong.load(Ordering::Relaxed)
}

/// Handshakes from which both come back with leave to enter.
fn dekker<F: Family>(rounds: u64) -> u64 {
    let enter = |(dekker, entered): &(Dekker<F>, [AtomicBool; 2]), side: usize, _: u64| {
        entered[side].store(dekker.enter(side), Ordering::Relaxed);
    };
    let both = |(_, entered): &(Dekker<F>, [AtomicBool; 2]), _: u64| {
        u64::from(entered.iter().all(|entered| entered.load(Ordering::Relaxed)))
    };
    in_step(rounds, enter, both)
}

/// Stores of two mutators, whose dirty bits share a word, that no scan reports.
fn dirty<F: Family>(rounds: u64) -> u64 {
    let write = |(objects, fields): &(ObjectDirty<F, 1>, FieldDirty<F, 1>), side: usize, _: u64| {
        objects.write(side, 0, 7);
        fields.write(0, side, 7);
    };
    let missed = |(objects, fields): &(ObjectDirty<F, 1>, FieldDirty<F, 1>), _: u64| {
        let mut missed = 4;
        objects.scan(|_, _, _| missed -= 1);
        fields.scan(|_, _, _| missed -= 1);
        missed
    };
    in_step(rounds, write, missed)
}

struct Stress;

impl Visit for Stress {
    fn visit<F: Family>(&mut self) {
        let checks: [(&str, Faults); 11] = [
            ("spin lock", spin_lock::<F>),
            ("ticket lock", ticket_lock::<F>),
            ("mutex", mutex::<F>),
            ("sharded counter", counter::<F>),
            ("ring", ring::<F>),
            ("seqlock", seqlock::<F>),
            ("stack", stack::<F>),
            ("one-shot", once::<F>),
            ("rcu", publish::<F>),
            ("dekker", dekker::<F>),
            ("dirty bits", dirty::<F>),
        ];
        for (name, faults) in checks {
            assert_eq!(faults(ROUNDS), 0, "{}: {name}", F::NAME);
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

/// How often a twin may wait for a lock before it is taken to be stuck.
const MOST_SPINS: u64 = 1 << 24;

/// A twin that gives up: a lock that lost an update may never be free again.
#[derive(Clone, Copy)]
struct Impatient<F>(PhantomData<F>);

impl<F: Family> Family for Impatient<F> {
    const NAME: &'static str = F::NAME;
    type U8 = F::U8;
    type U16 = F::U16;
    type U32 = F::U32;
    type U64 = F::U64;
    type Pair = F::Pair;

    fn fence<O: FenceOrder>(order: O) {
        F::fence(order);
    }
    fn publication_barrier() {
        F::publication_barrier();
    }
    fn spin() {
        thread_local!(static SPINS: Counter<u64> = const { Counter::new(0) });
        let spins = SPINS.get() + 1;
        SPINS.set(spins);
        assert!(spins < MOST_SPINS, "stuck");
        if spins.is_multiple_of(1024) {
            std::thread::yield_now();
        }
    }
}

/// The stress itself must be able to fail.
#[test]
fn twins_are_caught() {
    let cores = core_affinity::get_core_ids().unwrap_or_default().len();
    if cores < 2 {
        left_out(&format!("with {cores} core nothing runs at the same time"));
        return;
    }
    type Twin = Impatient<Split<Std>>;
    let twins: [(&str, Faults); 8] = [
        ("spin lock, split", spin_lock::<Twin>),
        ("ticket lock, split", ticket_lock::<Twin>),
        ("mutex, split", mutex::<Twin>),
        ("sharded counter, split", counter::<Twin>),
        ("stack, split", stack::<Twin>),
        ("one-shot, split", once::<Twin>),
        ("dirty bits, split", dirty::<Twin>),
        ("dekker, without its fence", dekker::<Weakened<Std>>),
    ];
    // A thread of a twin may panic, which is what is wanted.
    let is_caught = |faults: Faults| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if faults(20 * ROUNDS) > 0 {
                return true;
            }
        }
        false
    };
    let missed: Vec<_> = twins.iter().filter(|twin| !is_caught(twin.1)).map(|t| t.0).collect();
    assert!(missed.is_empty(), "a minute without one fault: {missed:?}");
    println!("{} twins caught", twins.len());
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
