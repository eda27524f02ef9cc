//! Weakened twins: a family with its orders or its atomicity taken away. An algorithm over a twin is
//! the same source and must be caught; if it is not, the check is not worth anything.

use core::marker::PhantomData;

use super::{Cell, Family, Number, PairCell};
use crate::order::{
    AcqRel, Acquire, FenceOrder, LoadOrder, Order, Relaxed, Release, RmwOrder, SeqCst, StoreOrder,
    order,
};

/// What [`Weakened`] takes away.
pub trait Weakness: Copy + Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;
    /// What is left of an order.
    fn left(order: Order) -> Order;
}

/// Every order: all operations are relaxed.
#[derive(Clone, Copy, Debug)]
pub struct NoOrder;

/// Acquiring: of loads, of read-modify-writes, and acquire fences.
#[derive(Clone, Copy, Debug)]
pub struct NoAcquire;

/// Releasing: of stores, of read-modify-writes, and release fences.
#[derive(Clone, Copy, Debug)]
pub struct NoRelease;

impl Weakness for NoOrder {
    const NAME: &'static str = "weakened";
    fn left(_: Order) -> Order {
        Order::Relaxed
    }
}

impl Weakness for NoAcquire {
    const NAME: &'static str = "without acquire";
    fn left(order: Order) -> Order {
        match order {
            Order::Relaxed | Order::Acquire => Order::Relaxed,
            Order::Release | Order::AcqRel | Order::SeqCst => Order::Release,
        }
    }
}

impl Weakness for NoRelease {
    const NAME: &'static str = "without release";
    fn left(order: Order) -> Order {
        match order {
            Order::Relaxed | Order::Release => Order::Relaxed,
            Order::Acquire | Order::AcqRel | Order::SeqCst => Order::Acquire,
        }
    }
}

/// `F` with some of its orders taken away, all of them unless `W` says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Weakened<F, W = NoOrder>(PhantomData<(F, W)>);

/// `F` without atomic read-modify-writes: a load, then a store.
#[derive(Clone, Copy, Debug)]
pub struct Split<F>(PhantomData<F>);

/// A location of [`Weakened`].
pub struct WeakCell<C, W>(C, PhantomData<W>);

/// A location of [`Split`].
pub struct SplitCell<C>(C);

/// What a read-modify-write becomes with what is left of its order.
macro_rules! with_what_is_left {
    ($order:expr, |$left:ident| $rmw:expr) => {
        match W::left(order(&$order)) {
            Order::Relaxed => {
                let $left = Relaxed;
                $rmw
            }
            Order::Acquire => {
                let $left = Acquire;
                $rmw
            }
            Order::Release => {
                let $left = Release;
                $rmw
            }
            Order::AcqRel => {
                let $left = AcqRel;
                $rmw
            }
            Order::SeqCst => {
                let $left = SeqCst;
                $rmw
            }
        }
    };
}

impl<C: Cell, W: Weakness> Cell for WeakCell<C, W> {
    type Value = C::Value;

    fn new(value: C::Value) -> Self {
        WeakCell(C::new(value), PhantomData)
    }
    fn load<O: LoadOrder>(&self, o: O) -> C::Value {
        match W::left(order(&o)) {
            Order::Relaxed | Order::Release => self.0.load(Relaxed),
            _ => self.0.load(o),
        }
    }
    fn store<O: StoreOrder>(&self, value: C::Value, o: O) {
        match W::left(order(&o)) {
            Order::Relaxed | Order::Acquire => self.0.store(value, Relaxed),
            _ => self.0.store(value, o),
        }
    }
    fn swap<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        with_what_is_left!(o, |left| self.0.swap(value, left))
    }
    fn compare_swap<O: RmwOrder>(&self, old: C::Value, new: C::Value, o: O) -> C::Value {
        with_what_is_left!(o, |left| self.0.compare_swap(old, new, left))
    }
    fn fetch_add<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        with_what_is_left!(o, |left| self.0.fetch_add(value, left))
    }
    fn fetch_and<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        with_what_is_left!(o, |left| self.0.fetch_and(value, left))
    }
    fn fetch_or<O: RmwOrder>(&self, value: C::Value, o: O) -> C::Value {
        with_what_is_left!(o, |left| self.0.fetch_or(value, left))
    }
}

impl<P: PairCell, W: Weakness> PairCell for WeakCell<P, W> {
    fn new(value: [u32; 2]) -> Self {
        WeakCell(P::new(value), PhantomData)
    }
    fn load<O: LoadOrder>(&self, o: O) -> [u32; 2] {
        match W::left(order(&o)) {
            Order::Relaxed | Order::Release => self.0.load(Relaxed),
            _ => self.0.load(o),
        }
    }
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], o: O) -> [u32; 2] {
        with_what_is_left!(o, |left| self.0.compare_swap(old, new, left))
    }
}

impl<F: Family, W: Weakness> Family for Weakened<F, W> {
    const NAME: &'static str = W::NAME;
    type U8 = WeakCell<F::U8, W>;
    type U16 = WeakCell<F::U16, W>;
    type U32 = WeakCell<F::U32, W>;
    type U64 = WeakCell<F::U64, W>;
    type Pair = WeakCell<F::Pair, W>;

    fn fence<O: FenceOrder>(o: O) {
        match W::left(order(&o)) {
            Order::Relaxed => {}
            Order::Acquire => F::fence(Acquire),
            _ => F::fence(Release),
        }
    }
    fn publication_barrier() {
        if W::left(Order::Release) == Order::Release {
            F::publication_barrier();
        }
    }
    fn spin() {
        F::spin();
    }
}

/// A read-modify-write that is not one.
fn update<C: Cell>(cell: &C, new: impl FnOnce(C::Value) -> C::Value) -> C::Value {
    let old = cell.load(Acquire);
    cell.store(new(old), Release);
    old
}

impl<C: Cell> Cell for SplitCell<C> {
    type Value = C::Value;

    fn new(value: C::Value) -> Self {
        SplitCell(C::new(value))
    }
    fn load<O: LoadOrder>(&self, order: O) -> C::Value {
        self.0.load(order)
    }
    fn store<O: StoreOrder>(&self, value: C::Value, order: O) {
        self.0.store(value, order);
    }
    fn swap<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        update(&self.0, |_| value)
    }
    fn compare_swap<O: RmwOrder>(&self, old: C::Value, new: C::Value, _: O) -> C::Value {
        update(&self.0, |was| if was == old { new } else { was })
    }
    fn fetch_add<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        update(&self.0, |was| was.plus(value))
    }
    fn fetch_and<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        update(&self.0, |was| was & value)
    }
    fn fetch_or<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        update(&self.0, |was| was | value)
    }
}

impl<P: PairCell> PairCell for SplitCell<P> {
    fn new(value: [u32; 2]) -> Self {
        SplitCell(P::new(value))
    }
    fn load<O: LoadOrder>(&self, order: O) -> [u32; 2] {
        self.0.load(order)
    }
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], _: O) -> [u32; 2] {
        let was = self.0.load(Acquire);
        if was == old {
            // A store of both words, whatever is there by now.
            let mut there = was;
            loop {
                match self.0.compare_swap(there, new, AcqRel) {
                    now if now == there => break,
                    now => there = now,
                }
            }
        }
        was
    }
}

impl<F: Family> Family for Split<F> {
    const NAME: &'static str = "split";
    type U8 = SplitCell<F::U8>;
    type U16 = SplitCell<F::U16>;
    type U32 = SplitCell<F::U32>;
    type U64 = SplitCell<F::U64>;
    type Pair = SplitCell<F::Pair>;

    fn fence<O: FenceOrder>(order: O) {
        F::fence(order);
    }
    fn publication_barrier() {
        F::publication_barrier();
    }
    fn spin() {
        F::spin();
    }
}
