//! What every operation of Go's table computes, at the sign boundaries, in every family.

#![cfg(not(loom))]

use std::collections::HashSet;
use std::fmt::Debug;

#[cfg(target_arch = "aarch64")]
use fencepost_atomics::Wide;
use fencepost_atomics::order::{
    AcqRel, Acquire, LoadOrder, Order, Relaxed, Release, RmwOrder, SeqCst, StoreOrder, order,
};
use fencepost_atomics::{Cell, Family, PairCell, Std, Visit, for_each_family, runtime};

/// Counts the rows of the table, and stops at the first that is wrong.
struct Rows {
    family: &'static str,
    count: usize,
    wrong: Option<String>,
}

impl Rows {
    fn row<T: PartialEq + Debug>(&mut self, name: &str, case: &[u64], got: T, want: T) {
        self.count += 1;
        if got != want && self.wrong.is_none() {
            let family = self.family;
            self.wrong = Some(format!("{family}: {name}{case:x?}: {got:x?}, not {want:x?}"));
        }
    }
}

/// The boundaries of every width at once; a narrower one takes the low bits.
const VALUES: [u64; 13] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
];

/// One operation under all its names: `name: type in width`.
macro_rules! rows {
    ($rows:ident, $F:ident; load { $($load:ident: $lt:ty, $lc:ident;)+ } store { $($store:ident: $st:ty, $sc:ident;)+ }
     xchg { $($xchg:ident: $xt:ty, $xc:ident;)+ } cas { $($cas:ident: $ct:ty, $cc:ident;)+ }
     xadd { $($xadd:ident: $at:ty, $ad:ty, $ac:ident;)+ }
     and { $($and:ident $or:ident: $nt:ty, $nc:ident;)+ } old { $($and_old:ident $or_old:ident: $ot:ty, $oc:ident;)+ }) => {
        for a in VALUES.into_iter().chain([u64::MAX]) {
            $({
                let x = <$F::$lc>::new(a as _);
                $rows.row(stringify!($load), &[a], runtime::$load::<$F>(&x), a as $lt);
            })+
            for b in VALUES.into_iter().chain([u64::MAX]) {
                let case = [a, b];
                $({
                    let x = <$F::$sc>::new(a as _);
                    runtime::$store::<$F>(&x, b as $st);
                    $rows.row(stringify!($store), &case, x.load(SeqCst) as $st, b as $st);
                })+
                $({
                    let x = <$F::$xc>::new(a as _);
                    let old = runtime::$xchg::<$F>(&x, b as $xt);
                    $rows.row(stringify!($xchg), &case, (old, x.load(SeqCst) as $xt), (a as $xt, b as $xt));
                })+
                $({
                    // The location holds `a`, `b` is expected, and what is written is neither.
                    let x = <$F::$cc>::new(a as _);
                    let (held, old) = (a as $ct, b as $ct);
                    let new = !held;
                    let hit = runtime::$cas::<$F>(&x, old, new);
                    let want = if held == old { (true, new) } else { (false, held) };
                    $rows.row(stringify!($cas), &case, (hit, x.load(SeqCst) as $ct), want);
                })+
                $({
                    let x = <$F::$ac>::new(a as _);
                    let new = runtime::$xadd::<$F>(&x, b as $ad);
                    let want = (a as $at).wrapping_add(b as $at);
                    $rows.row(stringify!($xadd), &case, (new, x.load(SeqCst) as $at), (want, want));
                })+
                $({
                    let x = <$F::$nc>::new(a as _);
                    runtime::$and::<$F>(&x, b as $nt);
                    $rows.row(stringify!($and), &case, x.load(SeqCst), (a & b) as $nt);
                    let x = <$F::$nc>::new(a as _);
                    runtime::$or::<$F>(&x, b as $nt);
                    $rows.row(stringify!($or), &case, x.load(SeqCst), (a | b) as $nt);
                })+
                $({
                    let x = <$F::$oc>::new(a as _);
                    let old = runtime::$and_old::<$F>(&x, b as $ot);
                    $rows.row(stringify!($and_old), &case, (old, x.load(SeqCst)), (a as $ot, (a & b) as $ot));
                    let x = <$F::$oc>::new(a as _);
                    let old = runtime::$or_old::<$F>(&x, b as $ot);
                    $rows.row(stringify!($or_old), &case, (old, x.load(SeqCst)), (a as $ot, (a | b) as $ot));
                })+
            }
        }
    };
}

/// Go's table over one family.
fn table<F: Family>() -> Rows {
    let mut rows = Rows { family: F::NAME, count: 0, wrong: None };
    rows! { rows, F;
        load {
            load: u32, U32; loadint32: i32, U32; load_acq: u32, U32; load8: u8, U8;
            load64: u64, U64; loadint64: i64, U64; loaduintptr: u64, U64; loaduint: u64, U64;
            load_acq64: u64, U64; load_acquintptr: u64, U64; loadp: u64, U64;
        }
        store {
            store: u32, U32; storeint32: i32, U32; store_rel: u32, U32; store8: u8, U8;
            store64: u64, U64; storeint64: i64, U64; storeuintptr: u64, U64;
            store_rel64: u64, U64; store_reluintptr: u64, U64; storep_no_wb: u64, U64;
        }
        xchg {
            xchg8: u8, U8; xchg: u32, U32; xchgint32: i32, U32;
            xchg64: u64, U64; xchgint64: i64, U64; xchguintptr: u64, U64;
        }
        cas {
            cas: u32, U32; casint32: i32, U32; cas_rel: u32, U32;
            cas64: u64, U64; casint64: i64, U64; casuintptr: u64, U64; casp1: u64, U64;
        }
        xadd {
            xadd: u32, i32, U32; xaddint32: i32, i32, U32;
            xadd64: u64, i64, U64; xaddint64: i64, i64, U64; xadduintptr: u64, u64, U64;
        }
        and { and8 or8: u8, U8; and or: u32, U32; }
        old {
            and32 or32: u32, U32; and64 or64: u64, U64; anduintptr oruintptr: u64, U64;
        }
    }
    runtime::publication_barrier::<F>();
    rows
}

struct Tables(Vec<Rows>);

impl Visit for Tables {
    fn visit<F: Family>(&mut self) {
        self.0.push(table::<F>());
    }
}

#[test]
fn gos_table_in_every_family() {
    let mut tables = Tables(Vec::new());
    let absent = for_each_family(&mut tables);
    for rows in &tables.0 {
        println!("{}: {} rows", rows.family, rows.count);
        assert_eq!(rows.wrong, None);
        assert!(rows.count > 5000);
    }
    if !absent.is_empty() {
        left_out(&format!("{absent:?}: this machine cannot run them"));
    }
}

/// Go's `Cas` as its LSE body does it: `old` sign-extended, the value read zero-extended, compared
/// as 64 bits. It swaps and says that it did not.
struct D1Cell(std::sync::atomic::AtomicU32);

impl Cell for D1Cell {
    type Value = u32;
    fn new(value: u32) -> Self {
        D1Cell(Cell::new(value))
    }
    fn load<O: LoadOrder>(&self, order: O) -> u32 {
        Cell::load(&self.0, order)
    }
    fn store<O: StoreOrder>(&self, value: u32, order: O) {
        Cell::store(&self.0, value, order);
    }
    fn swap<O: RmwOrder>(&self, value: u32, order: O) -> u32 {
        Cell::swap(&self.0, value, order)
    }
    fn compare_swap<O: RmwOrder>(&self, old: u32, new: u32, order: O) -> u32 {
        let was = self.0.compare_swap(old, new, order);
        let equal = old as i32 as i64 as u64 == u64::from(was);
        if equal { old } else { !old } // what the caller will compare with `old`
    }
    fn fetch_add<O: RmwOrder>(&self, value: u32, order: O) -> u32 {
        Cell::fetch_add(&self.0, value, order)
    }
    fn fetch_and<O: RmwOrder>(&self, value: u32, order: O) -> u32 {
        Cell::fetch_and(&self.0, value, order)
    }
    fn fetch_or<O: RmwOrder>(&self, value: u32, order: O) -> u32 {
        Cell::fetch_or(&self.0, value, order)
    }
}

#[derive(Clone, Copy)]
struct D1;

impl Family for D1 {
    const NAME: &'static str = "d1";
    type U8 = <Std as Family>::U8;
    type U16 = <Std as Family>::U16;
    type U32 = D1Cell;
    type U64 = <Std as Family>::U64;
    type Pair = <Std as Family>::Pair;
    fn fence<O: fencepost_atomics::order::FenceOrder>(order: O) {
        Std::fence(order);
    }
    fn publication_barrier() {}
}

#[test]
fn the_table_catches_gos_cas_defect() {
    let wrong = table::<D1>().wrong.expect("D1 must be caught");
    assert!(wrong.contains("cas") && wrong.contains("80000000"), "{wrong}");
}

/// What the table does not hold: 16 bits, every order, pairs.
struct Orders;

impl Visit for Orders {
    fn visit<F: Family>(&mut self) {
        fn rmw<C: Cell<Value = u16>, O: RmwOrder>(order: O) {
            for a in [0, 1, 0x7fff, 0x8000, 0xffff] {
                for b in [0, 1, 0x7fff, 0x8000, 0xffff] {
                    let x = C::new(a);
                    assert_eq!((x.swap(b, order), x.load(Relaxed)), (a, b));
                    assert_eq!((x.fetch_add(a, order), x.load(Acquire)), (b, b.wrapping_add(a)));
                    x.store(a, Relaxed);
                    assert_eq!((x.fetch_and(b, order), x.load(Relaxed)), (a, a & b));
                    x.store(a, Release);
                    assert_eq!((x.fetch_or(b, order), x.load(Relaxed)), (a, a | b));
                    x.store(a, Relaxed);
                    let want = if a == b { !a } else { a };
                    assert_eq!((x.compare_swap(b, !a, order), x.load(Relaxed)), (a, want));
                }
            }
        }
        fn pair<P: PairCell, O: RmwOrder>(order: O) {
            let x = P::new([1, 0x8000_0000]);
            assert_eq!(x.compare_swap([1, 0], [2, 3], order), [1, 0x8000_0000]);
            assert_eq!(x.compare_swap([0, 0x8000_0000], [2, 3], order), [1, 0x8000_0000]);
            assert_eq!(x.load(Acquire), [1, 0x8000_0000]);
            assert_eq!(x.compare_swap([1, 0x8000_0000], [2, 3], order), [1, 0x8000_0000]);
            assert_eq!((x.load(Relaxed), x.load(Acquire)), ([2, 3], [2, 3]));
        }
        rmw::<F::U16, _>(Relaxed);
        rmw::<F::U16, _>(Acquire);
        rmw::<F::U16, _>(Release);
        rmw::<F::U16, _>(AcqRel);
        rmw::<F::U16, _>(SeqCst);
        pair::<F::Pair, _>(Relaxed);
        pair::<F::Pair, _>(Acquire);
        pair::<F::Pair, _>(Release);
        pair::<F::Pair, _>(AcqRel);
        pair::<F::Pair, _>(SeqCst);
    }
}

#[test]
fn every_order_computes_the_same() {
    for_each_family(&mut Orders);
}

/// `cas128` over one family: every pair of boundary values against every other.
#[cfg(target_arch = "aarch64")]
fn cas128<F: Wide>() {
    #[repr(align(16))]
    struct Place([u64; 2]);
    if !F::available() {
        left_out(&format!("{}: this machine cannot run it", F::NAME));
        return;
    }
    let pairs = || VALUES.into_iter().flat_map(|lo| [lo, !lo].map(|hi| [lo, hi]));
    for held in pairs() {
        for old in pairs() {
            let (mut place, new) = (Place(held), held.map(|word| !word));
            // SAFETY: the location is ours and aligned.
            let hit = unsafe { runtime::cas128::<F>(&mut place.0, old, new) };
            let want = if held == old { (true, new) } else { (false, held) };
            assert_eq!((hit, place.0), want, "{}: {held:x?} {old:x?}", F::NAME);
        }
    }
    let mut place = Place([0; 2]);
    let off = (&raw mut place).cast::<u8>().wrapping_add(8).cast::<[u64; 2]>();
    // SAFETY: it panics before it touches the location.
    let caught = std::panic::catch_unwind(|| unsafe { runtime::cas128::<F>(off, [0; 2], [0; 2]) });
    assert!(caught.is_err(), "a location that is not aligned must be refused");
}

#[test]
#[cfg(target_arch = "aarch64")]
fn cas128_in_every_family_that_has_it() {
    use fencepost_atomics::{Article, Go, LlSc, Lse};
    cas128::<Lse>();
    cas128::<LlSc>();
    cas128::<Article>();
    cas128::<Go>();
}

/// `Std` where it is asked for one order of all operations, and wrong where it is asked for less.
struct Fussy<C>(C);

impl<C: Cell> Cell for Fussy<C> {
    type Value = C::Value;
    fn new(value: C::Value) -> Self {
        Fussy(C::new(value))
    }
    fn load<O: LoadOrder>(&self, o: O) -> C::Value {
        let value = self.0.load(o);
        if order(&o) == Order::SeqCst { value } else { !value }
    }
    fn store<O: StoreOrder>(&self, value: C::Value, o: O) {
        self.0.store(if order(&o) == Order::SeqCst { value } else { !value }, o);
    }
    fn swap<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        let old = self.0.swap(value, o);
        if order(&o) == Order::SeqCst { old } else { !old }
    }
    fn compare_swap<O: RmwOrder>(&self, old: C::Value, new: C::Value, o: O) -> C::Value {
        let was = self.0.compare_swap(old, new, o);
        if order(&o) == Order::SeqCst { was } else { !was }
    }
    fn fetch_add<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        let old = self.0.fetch_add(value, o);
        if order(&o) == Order::SeqCst { old } else { !old }
    }
    fn fetch_and<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        // And8 and Or8 have no result to be wrong in.
        assert_eq!(order(&o), Order::SeqCst);
        self.0.fetch_and(value, o)
    }
    fn fetch_or<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        assert_eq!(order(&o), Order::SeqCst);
        self.0.fetch_or(value, o)
    }
}

#[derive(Clone, Copy)]
struct FussyStd;

impl Family for FussyStd {
    const NAME: &'static str = "fussy";
    type U8 = Fussy<<Std as Family>::U8>;
    type U16 = Fussy<<Std as Family>::U16>;
    type U32 = Fussy<<Std as Family>::U32>;
    type U64 = Fussy<<Std as Family>::U64>;
    type Pair = <Std as Family>::Pair;
    fn fence<O: fencepost_atomics::order::FenceOrder>(order: O) {
        Std::fence(order);
    }
    fn publication_barrier() {}
}

/// Go's promise of one order of all atomic operations, which `Acquire` and `Release` of `Std` do not
/// keep: with LDAPR they are `SB+stlr+ldapr`.
#[test]
fn every_operation_asks_for_one_order_of_all() {
    assert_eq!(table::<FussyStd>().wrong, None);
    let weak = <FussyStd as Family>::U32::new(5);
    assert_ne!(weak.load(Acquire), 5, "the control");
}

/// What `runtime` exports is in the table; but for `cas128`, which has a test of its own.
#[test]
fn no_operation_is_outside_the_table() {
    let here = include_str!("values.rs");
    let table = here.split("fn table<F: Family>").nth(1).unwrap().split("\n}\n").next().unwrap();
    let words: HashSet<&str> = table.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let name = |line: &'static str| line.strip_prefix("pub fn ")?.split('<').next();
    let names: Vec<_> = include_str!("../src/runtime.rs").lines().filter_map(name).collect();
    assert!(names.len() > 40, "{names:?}");
    let missed: Vec<_> = names.iter().filter(|name| !words.contains(*name)).collect();
    assert!(missed.is_empty(), "without a test: {missed:?}");
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
