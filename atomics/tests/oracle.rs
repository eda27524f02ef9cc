//! Every algorithm and barrier, in every family, against a sequential oracle (proptest).

#![cfg(not(loom))]

use std::collections::{HashSet, VecDeque};

use fencepost_atomics::algo::*;
use fencepost_atomics::barrier::*;
use fencepost_atomics::order::Relaxed;
use fencepost_atomics::{Cell, Family, Visit, for_each_family};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Runs `check` on random commands in every family.
fn in_every_family<V: Visit>(mut visit: V) {
    let absent = for_each_family(&mut visit);
    if !absent.is_empty() {
        left_out(&format!("{absent:?}: this machine cannot run them"));
    }
}

fn run<T: std::fmt::Debug>(
    commands: impl Strategy<Value = T>,
    check: impl Fn(&T) -> Result<(), TestCaseError>,
) {
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&commands, |commands| check(&commands)).unwrap();
}

struct Rings;
impl Visit for Rings {
    fn visit<F: Family>(&mut self) {
        run(prop::collection::vec(prop::option::of(any::<u64>()), 0..64), |commands| {
            let (ring, mut oracle) = (Ring::<F, 5>::default(), VecDeque::new());
            for &command in commands {
                match command {
                    Some(value) => {
                        let room = oracle.len() < 5;
                        prop_assert_eq!(ring.push(value), room);
                        oracle.extend(room.then_some(value));
                    }
                    None => prop_assert_eq!(ring.pop(), oracle.pop_front()),
                }
            }
            Ok(())
        });
    }
}

struct Stacks;
impl Visit for Stacks {
    fn visit<F: Family>(&mut self) {
        run(prop::collection::vec(prop::option::of(any::<u64>()), 0..64), |commands| {
            let (stack, mut oracle) = (Stack::<F, 4>::default(), Vec::new());
            let mut free: Vec<u32> = (0..4).collect();
            for &command in commands {
                match (command, free.pop()) {
                    (Some(value), Some(index)) => {
                        stack.push(index, value);
                        oracle.push((index, value));
                    }
                    (_, unused) => {
                        free.extend(unused);
                        let popped = stack.pop();
                        prop_assert_eq!(popped, oracle.pop());
                        free.extend(popped.map(|(index, _)| index));
                    }
                }
            }
            Ok(())
        });
    }
}

/// What is simply read back: locks, seqlock, one-shot, RCU, counter, handshake.
struct Simple;
impl Visit for Simple {
    fn visit<F: Family>(&mut self) {
        fn cycle(lock: &impl Lock) {
            lock.lock();
            lock.unlock();
        }
        run(prop::collection::vec(any::<(u64, u64)>(), 1..32), |values| {
            let (seq, counter) = (SeqLock::<F>::default(), Sharded::<F, 3>::default());
            let (once, rcu) = (OneShot::<F>::default(), Rcu::<F, 33>::default());
            let (spin, ticket) = (SpinLock::<F>::default(), TicketLock::<F>::default());
            let (mutex, dekker) = (Mutex::<F>::default(), Dekker::<F>::default());
            prop_assert_eq!((once.get(), rcu.read()), (None, (0, [0, 0])));
            let mut sum = 0u64;
            for (n, &(a, b)) in values.iter().enumerate() {
                seq.write([a, b]);
                prop_assert_eq!(seq.try_read(), Some([a, b]));
                counter.add(n, a);
                sum = sum.wrapping_add(a);
                prop_assert_eq!(counter.sum(), sum);
                prop_assert_eq!(once.set(a), n == 0);
                prop_assert_eq!(once.get(), Some(values[0].0));
                rcu.publish(n as u32 + 1, [a, b]);
                prop_assert_eq!(rcu.read(), (n as u32 + 1, [a, b]));
                cycle(&spin);
                cycle(&ticket);
                cycle(&mutex);
                let side = (a % 2) as usize;
                prop_assert!(dekker.enter(side));
                prop_assert!(!dekker.enter(1 - side));
                dekker.leave(side);
                dekker.leave(1 - side);
            }
            Ok(())
        });
    }
}

/// Commands of a mutator, with `None` for a scan: each scan must report exactly what was written
/// since the last one, at the granularity of the barrier.
struct Barriers;
impl Visit for Barriers {
    fn visit<F: Family>(&mut self) {
        let command = prop::option::of((0..4usize, 0..8usize, 1..u64::MAX));
        run(prop::collection::vec(command, 0..64), |commands| {
            let (objects, fields) = (ObjectDirty::<F, 8>::default(), FieldDirty::<F, 4>::default());
            let cards = Cards::<F, 8, 4>::default();
            let (mut heap, mut written) = ([[0u64; 8]; 4], HashSet::new());
            for command in commands {
                if let &Some((object, field, value)) = command {
                    objects.write(object, field, value);
                    fields.write(object, field, value);
                    cards.write(object * 8 + field, value);
                    heap[object][field] = value;
                    written.insert((object, field));
                    continue;
                }
                let all = (0..4).flat_map(|o| (0..8).map(move |f| (o, f)));
                let expect = |touched: &dyn Fn(usize, usize) -> bool| -> HashSet<_> {
                    all.clone()
                        .filter(|&(o, f)| touched(o, f))
                        .map(|(o, f)| (o, f, heap[o][f]))
                        .collect()
                };
                let mut seen = HashSet::new();
                objects.scan(|o, f, value| _ = seen.insert((o, f, value)));
                prop_assert_eq!(&seen, &expect(&|o, _| written.iter().any(|w| w.0 == o)));
                seen.clear();
                fields.scan(|o, f, value| _ = seen.insert((o, f, value)));
                prop_assert_eq!(&seen, &expect(&|o, f| written.contains(&(o, f))));
                seen.clear();
                cards.scan(|slot, value| _ = seen.insert((slot / 8, slot % 8, value)));
                let card = |o, f| (o * 8 + f) / 4;
                let touched = |o, f| written.iter().any(|w| card(w.0, w.1) == card(o, f));
                prop_assert_eq!(&seen, &expect(&touched));
                written.clear();
            }
            Ok(())
        });
    }
}

struct Hybrids;
impl Visit for Hybrids {
    fn visit<F: Family>(&mut self) {
        run(prop::collection::vec((0..4usize, 0..64u64), 0..600), |commands| {
            let slots: [F::U64; 4] = std::array::from_fn(|_| F::U64::new(0));
            let (grey, mut heap, mut expect) = (Grey::<F, 2>::default(), [0; 4], HashSet::new());
            let mut barrier = Hybrid::new(&grey);
            for (n, &(slot, new)) in commands.iter().enumerate() {
                barrier.write(&slots[slot], new);
                expect.extend([heap[slot], new]);
                heap[slot] = new;
                prop_assert_eq!(slots[slot].load(Relaxed), new);
                // 256 stores fill the buffer; the flush is made by the next one.
                prop_assert_eq!(barrier.flushes(), n / (ENTRIES / 2));
            }
            barrier.flush();
            for object in 1..64 {
                prop_assert_eq!(grey.contains(object), expect.contains(&object));
            }
            prop_assert!(!grey.contains(0), "nil is never grey");
            Ok(())
        });
    }
}

#[test]
fn rings() {
    in_every_family(Rings);
}

#[test]
fn stacks() {
    in_every_family(Stacks);
}

#[test]
fn locks_and_cells() {
    in_every_family(Simple);
}

#[test]
fn dirty_barriers_report_what_was_written() {
    in_every_family(Barriers);
}

#[test]
fn the_hybrid_barrier_shades_both_pointers() {
    in_every_family(Hybrids);
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
