//! What a garbage collector's write barrier costs a store, in every family: dirty objects, dirty
//! fields, cards, Go's buffered barrier, and a plain store to hold them against; by where the stores
//! go, and with and without a collector that scans meanwhile.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use fencepost_atomics::barrier::{Cards, FieldDirty, Grey, Hybrid, ObjectDirty};
use fencepost_atomics::order::Relaxed;
use fencepost_atomics::{Cell, Family, Visit, for_each_family};
use fencepost_costs::{MachineStamp, NOT_A_COST};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const OBJECTS: usize = 32;
const FIELDS: usize = 8;
const SLOTS: usize = OBJECTS * FIELDS;

/// Where the stores of one iteration go.
#[derive(Clone, Copy)]
enum Locality {
    /// One field.
    Field,
    /// The fields of one object in turn.
    Object,
    /// All over the heap.
    Heap,
}

impl Locality {
    const ALL: [(Locality, &str); 3] = [
        (Locality::Field, "one field"),
        (Locality::Object, "one object"),
        (Locality::Heap, "heap"),
    ];

    fn slot(self, n: usize) -> usize {
        match self {
            Locality::Field => 0,
            Locality::Object => n % FIELDS,
            // A full cycle of a generator modulo a power of two.
            Locality::Heap => n.wrapping_mul(101).wrapping_add(37) % SLOTS,
        }
    }
}

/// Benchmarks one kind of barrier; `collect` runs on another thread all the while.
fn one(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    locality: Locality,
    mut write: impl FnMut(usize),
    collect: Option<&(dyn Fn() + Sync)>,
) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        if let Some(collect) = collect {
            let stop = &stop;
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    collect();
                }
            });
        }
        group.bench_function(name, |bencher| {
            let mut n = 0;
            bencher.iter(|| {
                n += 1;
                write(black_box(locality.slot(n)));
            });
        });
        stop.store(true, Ordering::Relaxed);
    });
}

struct Barriers<'a, 'b> {
    group: &'a mut BenchmarkGroup<'b, WallTime>,
    locality: Locality,
    collecting: bool,
}

impl Visit for Barriers<'_, '_> {
    fn visit<F: Family>(&mut self) {
        let Barriers { group, locality, collecting } = self;
        let (locality, collecting) = (*locality, *collecting);
        let name = |barrier: &str| format!("{barrier}/{}", F::NAME);
        let seen = |value: u64| _ = black_box(value);

        let slots: [F::U64; SLOTS] = std::array::from_fn(|_| F::U64::new(0));
        let plain = |slot: usize| slots[slot].store(1, Relaxed);
        let scan = || slots.iter().for_each(|slot| seen(slot.load(Relaxed)));
        one(group, &name("none"), locality, plain, collecting.then_some(&scan));

        let objects = ObjectDirty::<F, FIELDS>::default();
        let scan = || objects.scan(|_, _, value| seen(value));
        let write = |slot: usize| objects.write(slot / FIELDS, slot % FIELDS, 1);
        one(group, &name("object"), locality, write, collecting.then_some(&scan));

        let fields = FieldDirty::<F, OBJECTS>::default();
        let scan = || fields.scan(|_, _, value| seen(value));
        let write = |slot: usize| fields.write(slot / FIELDS, slot % FIELDS, 1);
        one(group, &name("field"), locality, write, collecting.then_some(&scan));

        let cards = Cards::<F, OBJECTS, FIELDS>::default();
        let scan = || cards.scan(|_, value| seen(value));
        let write = |slot: usize| cards.write(slot, 1);
        one(group, &name("card"), locality, write, collecting.then_some(&scan));

        let grey = Grey::<F, { SLOTS / 32 }>::default();
        let scan = || {
            for object in 0..SLOTS as u64 {
                black_box(grey.contains(object));
            }
        };
        let mut mutator = Hybrid::new(&grey);
        let write = |slot: usize| mutator.write(&slots[slot], slot as u64);
        one(group, &name("hybrid"), locality, write, collecting.then_some(&scan));
    }
}

fn write_barriers(criterion: &mut Criterion) {
    let machine = MachineStamp::of_this_machine();
    println!("on {machine}");
    if machine.emulated {
        println!("{NOT_A_COST}");
    }
    for (locality, name) in Locality::ALL {
        for (collecting, suffix) in [(false, "alone"), (true, "with a collector")] {
            let mut group = criterion.benchmark_group(format!("write-barriers/{name}/{suffix}"));
            let absent = for_each_family(&mut Barriers { group: &mut group, locality, collecting });
            group.finish();
            if !absent.is_empty() {
                println!("left out, not on this machine: {}", absent.join(", "));
            }
        }
    }
}

fn config() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .nresamples(1001)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(200))
        .without_plots()
}

criterion_group! { name = benches; config = config(); targets = write_barriers }
criterion_main!(benches);
