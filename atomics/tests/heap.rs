//! The heap under real threads: no barrier loses an object, and one without marks does. (The other
//! weakened ones are caught by loom, which does not have to be lucky: see `loom.rs`.)
//!
//! The long run of 10^9 stores, of every barrier (some minutes each), or of those whose name and
//! order `FENCEPOST_BARRIER` has in it:
//!
//! ```text
//! FENCEPOST_BARRIER="field STLR" \
//!     cargo test --release -p fencepost-atomics --test heap -- --ignored --nocapture
//! ```

#![cfg(not(loom))]

use fencepost_atomics::heap::twins::{Faulty, NoMark};
use fencepost_atomics::heap::*;
use fencepost_atomics::{Family, Std, Visit, for_each_family};

/// The check for one barrier.
trait Each {
    fn each<F: Family, B: Barrier<F>>(&mut self);
}

fn marks<F: Family, G: Grain>(each: &mut impl Each) {
    each.each::<F, Marks<F, G, Str>>();
    each.each::<F, Marks<F, G, StrDmbIshst>>();
    each.each::<F, Marks<F, G, Stlr>>();
    each.each::<F, Marks<F, G, StrDmbIsh>>();
    each.each::<F, Marks<F, G, DsbSy>>();
}

fn all<F: Family>(each: &mut impl Each) {
    each.each::<F, Stopped>();
    each.each::<F, Hybrid<F>>();
    marks::<F, Objects>(each);
    marks::<F, Fields>(each);
    marks::<F, Cards>(each);
}

/// The check of those barriers whose name and order have `wanted` in them.
struct LosesNothing {
    plan: Plan,
    wanted: String,
    checked: usize,
}

impl LosesNothing {
    fn of_all(plan: Plan) -> LosesNothing {
        LosesNothing { plan, wanted: String::new(), checked: 0 }
    }
}

impl Each for LosesNothing {
    fn each<F: Family, B: Barrier<F>>(&mut self) {
        if !format!("{} {}", B::NAME, B::PUBLISH).contains(&self.wanted) {
            return;
        }
        self.checked += 1;
        let tally = run::<F, B>(self.plan);
        assert_eq!(tally.lost(), 0, "{} {} {}: lost", F::NAME, B::NAME, B::PUBLISH);
        let freed: u64 = tally.cycles.iter().map(|cycle| cycle.freed).sum();
        println!(
            "{:8} {:6} {:14} {} stores, {} cycles, {freed} freed",
            F::NAME,
            B::NAME,
            B::PUBLISH,
            tally.stores,
            tally.cycles.len()
        );
    }
}

impl Visit for LosesNothing {
    /// Of every family what it is made of: stores of both orders, swaps and fetch-or.
    fn visit<F: Family>(&mut self) {
        self.each::<F, Hybrid<F>>();
        self.each::<F, Marks<F, Fields, Stlr>>();
        self.each::<F, Marks<F, Objects, Str>>();
    }
}

#[test]
fn no_barrier_loses_an_object() {
    let plan = Plan { mutators: 2, nodes: 256, window: 0, stores: 20_000, checks: true };
    all::<Std>(&mut LosesNothing::of_all(plan));
    let absent = for_each_family(&mut LosesNothing::of_all(plan));
    if !absent.is_empty() {
        println!("left out, this machine does not have them: {absent:?}");
    }
}

#[test]
#[ignore = "10^9 stores a barrier: see the head of this file"]
fn no_barrier_loses_an_object_in_a_billion_stores() {
    let plan = Plan { mutators: 2, nodes: 4096, window: 0, stores: 500_000_000, checks: true };
    let wanted = std::env::var("FENCEPOST_BARRIER").unwrap_or_default();
    let mut check = LosesNothing { plan, wanted, checked: 0 };
    all::<Std>(&mut check);
    assert!(check.checked > 0, "no barrier has `{}` in its name and order", check.wanted);
}

/// As many stores as the check may need to catch a twin.
fn loses<B: Barrier<Std>>() {
    let plan = Plan { mutators: 2, nodes: 4096, window: 0, stores: 2_000_000_000, checks: true };
    let tally = run::<Std, B>(plan);
    assert!(tally.lost() > 0, "{}: not caught", B::NAME);
    println!("{:22} caught after {} stores, {} cycles", B::NAME, tally.stores, tally.cycles.len());
}

#[test]
fn a_store_without_a_mark_loses_an_object() {
    loses::<Faulty<Std, NoMark>>();
}

#[test]
fn what_is_reachable_is_kept_and_what_is_not_is_freed() {
    struct Frees;
    impl Each for Frees {
        fn each<F: Family, B: Barrier<F>>(&mut self) {
            let mut heap = Heap::<F, B>::new(64, 1);
            let (heap, collector) = heap.collector();
            let mut mutator = heap.mutator();
            let field = Pointer::new(3);
            let made: Vec<Object> = (0..10).filter_map(|_| mutator.allocate()).collect();
            for pair in made.windows(2) {
                mutator.store(pair[0], field, Some(pair[1]));
            }
            mutator.set_scalar(made[9], Scalar::new(1), 7);
            mutator.set_root(0, Some(made[0]));
            mutator.store(made[4], field, None); // 5 to 9 are cut off,
            mutator.set_root(1, Some(made[9])); // but for the last
            mutator.end_with_roots();
            let mut collector = collector.checking();
            let cycle = collector.cycle();
            assert_eq!((cycle.freed, cycle.lost), (4, 0), "{} {}", B::NAME, B::PUBLISH);
            assert_eq!(cycle.pauses.len(), if B::CONCURRENT { 2 } else { 1 });
            assert_eq!(collector.cycle().freed, 0);
        }
    }
    all::<Std>(&mut Frees);
}
