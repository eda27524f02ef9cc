//! Every algorithm and barrier under loom, and every twin that loom must catch.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p fencepost-atomics --test loom --release`
//!
//! Loom does not know load buffering, and treats SeqCst accesses as AcqRel. No algorithm here leans
//! on the first; `Dekker` needs the second and uses fences, which loom does know.

#![cfg_attr(not(loom), allow(unused))]

#[cfg(not(loom))]
#[test]
#[ignore = "left out: all of loom needs RUSTFLAGS=\"--cfg loom\""]
fn under_loom() {}

/// What the two modules export is named in this file's checks.
#[test]
fn every_algorithm_and_barrier_is_checked() {
    let sources = [include_str!("../src/algo/mod.rs"), include_str!("../src/barrier/mod.rs")];
    let words = sources
        .iter()
        .flat_map(|source| source.lines())
        .filter_map(|line| line.strip_prefix("pub use "))
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric()));
    let is_type = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.contains(char::is_lowercase)
    };
    let types: Vec<&str> = words.filter(is_type).collect();
    assert!(types.len() >= 16, "{types:?}");
    let here = include_str!("loom.rs");
    let is_named =
        |name: &str| ["<", "::"].iter().any(|after| here.contains(&format!("{name}{after}")));
    let missed: Vec<&&str> = types.iter().filter(|name| !is_named(name)).collect();
    assert!(missed.is_empty(), "without a check under loom: {missed:?}");
}

#[cfg(loom)]
mod checks {
    use fencepost_atomics::algo::*;
    use fencepost_atomics::barrier::{self, FieldDirty, Grey, Hybrid, ObjectDirty};
    use fencepost_atomics::family::Loom;
    use fencepost_atomics::heap::twins::{Faulty, MarkFirst, NoFlush, NoMark, NoOld, Unordered};
    use fencepost_atomics::heap::{
        self, Cards, DsbSy, Fields, Grain, Heap, Marks, Mutator, Object, Objects, Pointer, Stlr,
        Str, StrDmbIsh, StrDmbIshst,
    };
    use fencepost_atomics::order::Relaxed;
    use fencepost_atomics::{Cell, Family, Split, Weakened};
    use loom::sync::Arc;
    use loom::thread;
    use std::collections::BTreeMap;

    type Check = fn();

    /// Loom's family without one side of its orders, so that neither is there for nothing.
    type NoAcquire = Weakened<Loom, fencepost_atomics::family::NoAcquire>;
    type NoRelease = Weakened<Loom, fencepost_atomics::family::NoRelease>;

    /// Explores `check` with at most three preemptions.
    fn explore(check: Check) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.max_branches = 50_000;
        builder.check(check);
    }

    /// Whether loom finds an execution in which an assertion of `check` fails; running out of
    /// branches, or a deadlock, is not that.
    fn caught(check: Check) -> bool {
        let Err(panic) = std::panic::catch_unwind(|| explore(check)) else { return false };
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("");
        let ours =
            ["lost", "in part", "before it was", "both are in", "half a", "no scan", "white"];
        ours.iter().any(|words| text.contains(words))
    }

    fn lock<L: Lock + Default + 'static, F: Family>() {
        let shared = Arc::new((L::default(), F::U64::new(0), F::U64::new(0)));
        let body = |shared: &(L, F::U64, F::U64)| {
            let (lock, a, b) = shared;
            lock.lock();
            let value = a.load(Relaxed);
            assert_eq!(value, b.load(Relaxed), "another holder's writes in part");
            a.store(value + 1, Relaxed);
            b.store(value + 1, Relaxed);
            lock.unlock();
        };
        let other = shared.clone();
        let thread = thread::spawn(move || body(&other));
        body(&shared);
        thread.join().unwrap();
        assert_eq!(shared.1.load(Relaxed), 2, "an update was lost");
    }

    fn spin<F: Family>() {
        lock::<SpinLock<F>, F>();
    }
    fn ticket<F: Family>() {
        lock::<TicketLock<F>, F>();
    }
    fn mutex<F: Family>() {
        lock::<Mutex<F>, F>();
    }

    fn once<F: Family>() {
        let shared = Arc::new(OneShot::<F>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.set(7));
        assert!([None, Some(7)].contains(&shared.get()), "the value before it was written");
        thread.join().unwrap();
    }

    fn publish<F: Family>() {
        let shared = Arc::new(Rcu::<F, 3>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.publish(1, [11, 12]);
            other.publish(2, [21, 22]);
        });
        let (index, value) = shared.read();
        let want = [[0, 0], [11, 12], [21, 22]][index as usize];
        assert_eq!(value, want, "a version before it was written");
        thread.join().unwrap();
    }

    fn dekker<F: Family>() {
        let shared = Arc::new(Dekker::<F>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.enter(1));
        let zero = shared.enter(0);
        let one = thread.join().unwrap();
        assert!(!(zero && one), "both are in");
    }

    // Loom looks for a conflict only with the last access to a location, so of a thread that reads a
    // location and then writes it, the write is not tried before another thread's earlier read. Here
    // and in `stack` the spawned thread is therefore the one that reads what the other publishes.
    fn ring<F: Family>() {
        let shared = Arc::new(Ring::<F, 2>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || (0..3).filter_map(|_| other.pop()).collect::<Vec<_>>());
        let sent: Vec<u64> = (1..=3).filter(|&n| shared.push(n)).collect();
        let mut seen = thread.join().unwrap();
        seen.extend(std::iter::from_fn(|| shared.pop()));
        assert_eq!(seen, sent, "lost, invented or out of order");
    }

    fn seqlock<F: Family>() {
        let shared = Arc::new(SeqLock::<F>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.write([1, 1]));
        if let Some([a, b]) = shared.try_read() {
            assert_eq!(a, b, "half a write");
        }
        thread.join().unwrap();
    }

    fn sharded<F: Family>() {
        let shared = Arc::new(Sharded::<F, 1>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.add(0, 1));
        shared.add(1, 1);
        thread.join().unwrap();
        assert_eq!(shared.sum(), 2, "an addition was lost");
    }

    fn stack<F: Family>() {
        let shared = Arc::new(Stack::<F, 2>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || {
            if let Some((index, value)) = other.pop() {
                assert_eq!(value, 10 + u64::from(index), "a node before it was written");
                // Back it goes: the index is the same, the count is not.
                other.push(index, value);
            }
        });
        shared.push(0, 10);
        shared.push(1, 11);
        thread.join().unwrap();
        let mut left: Vec<u64> = std::iter::from_fn(|| shared.pop()).map(|(_, v)| v).collect();
        left.sort_unstable();
        assert_eq!(left, [10, 11], "lost or twice");
    }

    fn cards<F: Family>() {
        let shared = Arc::new(barrier::Cards::<F, 1, 1>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.write(0, 7));
        let mut last = 0;
        shared.scan(|_, value| last = value);
        thread.join().unwrap();
        // Either the first scan saw the store or the mark is still there.
        shared.scan(|_, value| last = value);
        assert_eq!(last, 7, "a store that no scan saw");
    }

    fn objects<F: Family>() {
        let shared = Arc::new(ObjectDirty::<F, 1>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.write(1, 0, 7));
        let mut last = [0; 32];
        shared.write(0, 0, 5);
        shared.scan(|object, _, value| last[object] = value);
        thread.join().unwrap();
        shared.scan(|object, _, value| last[object] = value);
        assert_eq!(last[..2], [5, 7], "a store that no scan saw");
    }

    fn fields<F: Family>() {
        let shared = Arc::new(FieldDirty::<F, 1>::default());
        let other = shared.clone();
        let thread = thread::spawn(move || other.write(0, 1, 7));
        let mut last = [0; 8];
        shared.write(0, 0, 5);
        shared.scan(|_, field, value| last[field] = value);
        thread.join().unwrap();
        shared.scan(|_, field, value| last[field] = value);
        assert_eq!(last[..2], [5, 7], "a store that no scan saw");
    }

    fn hybrid<F: Family>() {
        let shared = Arc::new((Grey::<F, 1>::default(), F::U64::new(1)));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            let mut barrier = Hybrid::new(&other.0);
            barrier.write(&other.1, 2);
            barrier.flush();
        });
        let mut barrier = Hybrid::new(&shared.0);
        barrier.write(&shared.1, 3);
        barrier.flush();
        thread.join().unwrap();
        // What was reachable at the start and what is reachable now, whoever wrote last.
        assert!(shared.0.contains(1), "the snapshot's object is white");
        assert!(shared.0.contains(shared.1.load(Relaxed)), "a reachable object is white");
    }

    fn hybrid_answer<F: Family>() {
        let shared = Arc::new((Grey::<F, 1>::default(), F::U64::new(1)));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            let mut barrier = Hybrid::new(&other.0);
            barrier.write(&other.1, 2);
            barrier.answer();
        });
        if shared.0.answers() == 1 {
            assert!(shared.0.contains(1) && shared.0.contains(2), "white after the answer");
        }
        thread.join().unwrap();
    }

    fn hybrid_object<F: Family>() {
        let shared = Arc::new((Grey::<F, 1>::default(), F::U64::new(1), F::U64::new(0)));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            let (grey, slot, field) = &*other;
            let mut barrier = Hybrid::new(grey);
            field.store(7, Relaxed); // object 2 is made, then published
            barrier.write(slot, 2);
            barrier.flush();
        });
        if shared.0.contains(2) {
            assert_eq!(shared.2.load(Relaxed), 7, "a grey object before it was written");
        }
        thread.join().unwrap();
    }

    /// A collector's cycle beside a mutator that works on a list of three objects, the last of
    /// which it moves to where the collector may have looked already.
    fn cycle<B: heap::Barrier<Loom> + 'static>(gives_way: bool, work: Work<B>) {
        // Loom's threads cannot borrow, so this leaks.
        let heap: &'static mut Heap<Loom, B> = Box::leak(Box::new(Heap::new(3, 1)));
        let (heap, collector) = heap.collector();
        let mut mutator = heap.mutator();
        let mut make = || mutator.allocate().expect("there is room for three objects");
        let list = [make(), make(), make()];
        mutator.set_root(0, Some(list[0]));
        mutator.store(list[0], NEXT, Some(list[1]));
        mutator.store(list[1], NEXT, Some(list[2]));
        let mut collector = collector.checking();
        // Loom does not try a store before another thread's earlier load if the storing thread has
        // itself loaded in between. But a collector that gives way has seen a slot's old value and
        // will not see it again.
        if gives_way {
            collector = collector.giving_way();
        }
        let thread = thread::spawn(move || collector.cycle());
        mutator.safepoint();
        work(&mut mutator, list);
        mutator.end_with_roots();
        assert_eq!(thread.join().unwrap().lost, 0, "an object is lost");
    }

    type Work<B> = fn(&mut Mutator<'static, Loom, B>, [Object; 3]);

    const NEXT: Pointer = Pointer::new(1);

    /// From the second object to the first.
    fn heap<B: heap::Barrier<Loom> + 'static>() {
        cycle::<B>(!B::RESCANS_ROOTS, |mutator, [first, second, moved]| {
            mutator.store(first, Pointer::new(0), Some(moved));
            mutator.store(second, NEXT, None);
        });
    }

    /// From the second object to a root.
    fn heap_root<B: heap::Barrier<Loom> + 'static>() {
        cycle::<B>(true, |mutator, [_, second, moved]| {
            mutator.set_root(1, Some(moved));
            mutator.store(second, NEXT, None);
        });
    }

    /// From the second object to a root, and from there to the first.
    fn heap_by_root<B: heap::Barrier<Loom> + 'static>() {
        cycle::<B>(true, |mutator, [first, second, moved]| {
            mutator.set_root(1, Some(moved));
            mutator.store(second, NEXT, None);
            mutator.store(first, Pointer::new(0), Some(moved));
            mutator.set_root(1, None);
        });
    }

    fn stlr_by_root<G: Grain>() {
        heap_by_root::<Marks<Loom, G, Stlr>>();
    }
    fn stlr<G: Grain>() {
        heap::<Marks<Loom, G, Stlr>>();
    }
    fn unordered<G: Grain>() {
        heap::<Marks<Loom, G, Unordered>>();
    }
    fn mark_first<G: Grain>() {
        heap_by_root::<Faulty<Loom, MarkFirst<G>>>();
    }
    fn str_marks() {
        heap::<Marks<Loom, Objects, Str>>();
    }
    fn dmb_ishst() {
        heap::<Marks<Loom, Objects, StrDmbIshst>>();
    }
    fn dmb_ish() {
        heap::<Marks<Loom, Objects, StrDmbIsh>>();
    }
    fn dsb_sy() {
        heap::<Marks<Loom, Objects, DsbSy>>();
    }
    fn no_mark() {
        heap::<Faulty<Loom, NoMark>>();
    }
    fn go_hybrid() {
        heap::<heap::Hybrid<Loom, 1>>();
    }
    fn no_flush() {
        heap::<Faulty<Loom, NoFlush<1>>>();
    }
    fn go_hybrid_root() {
        heap_root::<heap::Hybrid<Loom, 1>>();
    }
    fn no_old() {
        heap_root::<Faulty<Loom, NoOld<1>>>();
    }

    /// Each check over loom's family, and over the twin that must be caught.
    const CHECKS: &[(&str, Check, &str, Check)] = &[
        ("spin lock", spin::<Loom>, "weakened", spin::<Weakened<Loom>>),
        ("spin lock", spin::<Loom>, "split", spin::<Split<Loom>>),
        ("ticket lock", ticket::<Loom>, "weakened", ticket::<Weakened<Loom>>),
        ("mutex", mutex::<Loom>, "weakened", mutex::<Weakened<Loom>>),
        ("one-shot", once::<Loom>, "weakened", once::<Weakened<Loom>>),
        ("rcu publish", publish::<Loom>, "weakened", publish::<Weakened<Loom>>),
        ("dekker", dekker::<Loom>, "weakened", dekker::<Weakened<Loom>>),
        ("ring", ring::<Loom>, "weakened", ring::<Weakened<Loom>>),
        ("seqlock", seqlock::<Loom>, "weakened", seqlock::<Weakened<Loom>>),
        ("sharded counter", sharded::<Loom>, "split", sharded::<Split<Loom>>),
        ("treiber stack", stack::<Loom>, "weakened", stack::<Weakened<Loom>>),
        ("card marking", cards::<Loom>, "weakened", cards::<Weakened<Loom>>),
        ("object dirty", objects::<Loom>, "weakened", objects::<Weakened<Loom>>),
        ("object dirty", objects::<Loom>, "split", objects::<Split<Loom>>),
        ("field dirty", fields::<Loom>, "weakened", fields::<Weakened<Loom>>),
        ("field dirty", fields::<Loom>, "split", fields::<Split<Loom>>),
        ("treiber stack", stack::<Loom>, "split", stack::<Split<Loom>>),
        ("spin lock", spin::<Loom>, "no acquire", spin::<NoAcquire>),
        ("spin lock", spin::<Loom>, "no release", spin::<NoRelease>),
        ("ticket lock", ticket::<Loom>, "no acquire", ticket::<NoAcquire>),
        ("ticket lock", ticket::<Loom>, "no release", ticket::<NoRelease>),
        ("mutex", mutex::<Loom>, "no acquire", mutex::<NoAcquire>),
        ("mutex", mutex::<Loom>, "no release", mutex::<NoRelease>),
        ("one-shot", once::<Loom>, "no acquire", once::<NoAcquire>),
        ("one-shot", once::<Loom>, "no release", once::<NoRelease>),
        ("rcu publish", publish::<Loom>, "no acquire", publish::<NoAcquire>),
        ("rcu publish", publish::<Loom>, "no release", publish::<NoRelease>),
        ("ring", ring::<Loom>, "no acquire", ring::<NoAcquire>),
        ("ring", ring::<Loom>, "no release", ring::<NoRelease>),
        ("seqlock", seqlock::<Loom>, "no acquire", seqlock::<NoAcquire>),
        ("seqlock", seqlock::<Loom>, "no release", seqlock::<NoRelease>),
        ("treiber stack", stack::<Loom>, "no acquire", stack::<NoAcquire>),
        ("treiber stack", stack::<Loom>, "no release", stack::<NoRelease>),
        ("card marking", cards::<Loom>, "no acquire", cards::<NoAcquire>),
        ("card marking", cards::<Loom>, "no release", cards::<NoRelease>),
        ("object dirty", objects::<Loom>, "no acquire", objects::<NoAcquire>),
        ("object dirty", objects::<Loom>, "no release", objects::<NoRelease>),
        ("field dirty", fields::<Loom>, "no acquire", fields::<NoAcquire>),
        ("field dirty", fields::<Loom>, "no release", fields::<NoRelease>),
        ("hybrid answer", hybrid_answer::<Loom>, "no acquire", hybrid_answer::<NoAcquire>),
        ("hybrid answer", hybrid_answer::<Loom>, "no release", hybrid_answer::<NoRelease>),
        ("hybrid object", hybrid_object::<Loom>, "no acquire", hybrid_object::<NoAcquire>),
        ("hybrid object", hybrid_object::<Loom>, "no release", hybrid_object::<NoRelease>),
        ("hybrid barrier", hybrid::<Loom>, "split", hybrid::<Split<Loom>>),
        ("hybrid answer", hybrid_answer::<Loom>, "weakened", hybrid_answer::<Weakened<Loom>>),
        ("hybrid object", hybrid_object::<Loom>, "weakened", hybrid_object::<Weakened<Loom>>),
        ("heap, object marks", stlr::<Objects>, "STR taken for STLR", unordered::<Objects>),
        ("heap, field marks", stlr::<Fields>, "STR taken for STLR", unordered::<Fields>),
        ("heap, cards", stlr::<Cards>, "STR taken for STLR", unordered::<Cards>),
        (
            "heap by a root, object marks",
            stlr_by_root::<Objects>,
            "mark first",
            mark_first::<Objects>,
        ),
        ("heap by a root, field marks", stlr_by_root::<Fields>, "mark first", mark_first::<Fields>),
        ("heap, STR", str_marks, "no mark", no_mark),
        ("heap, DMB ISHST", dmb_ishst, "no mark", no_mark),
        ("heap, DMB ISH", dmb_ish, "no mark", no_mark),
        ("heap, DSB SY", dsb_sy, "no mark", no_mark),
        ("heap, hybrid", go_hybrid, "buffer kept", no_flush),
        ("heap, hybrid, root", go_hybrid_root, "old pointer not shaded", no_old),
    ];

    #[test]
    fn all_hold() {
        let holds = |check: Check| std::panic::catch_unwind(|| explore(check)).is_ok();
        // Each once, however many twins it has.
        let checks: BTreeMap<&str, Check> = CHECKS.iter().map(|c| (c.0, c.1)).collect();
        let broken: Vec<_> = checks.iter().filter(|c| !holds(*c.1)).map(|c| c.0).collect();
        assert!(broken.is_empty(), "{broken:?}");
        println!("{} checks hold", checks.len());
    }

    #[test]
    fn every_twin_is_caught() {
        let missed: Vec<_> = CHECKS.iter().filter(|c| !caught(c.3)).map(|c| (c.0, c.2)).collect();
        assert!(missed.is_empty(), "twins that loom did not catch: {missed:?}");
        println!("{} twins caught", CHECKS.len());
    }
}
