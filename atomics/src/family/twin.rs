//! Weakened twins: a family with its orders or its atomicity taken away. An algorithm over a twin is
//! the same source and must be caught; if it is not, the check is not worth anything.

use core::marker::PhantomData;

use super::{Cell, Family, Number, PairCell};
use crate::order::{Acquire, FenceOrder, LoadOrder, Relaxed, Release, RmwOrder, StoreOrder};

/// `F` without any order: every operation is relaxed, every fence is nothing.
#[derive(Clone, Copy, Debug)]
pub struct Weakened<F>(PhantomData<F>);

/// `F` without atomic read-modify-writes: a load, then a store.
#[derive(Clone, Copy, Debug)]
pub struct Split<F>(PhantomData<F>);

/// A location of [`Weakened`].
pub struct WeakCell<C>(C);

/// A location of [`Split`].
pub struct SplitCell<C>(C);

impl<C: Cell> Cell for WeakCell<C> {
    type Value = C::Value;

    fn new(value: C::Value) -> Self {
        WeakCell(C::new(value))
    }
    fn load<O: LoadOrder>(&self, _: O) -> C::Value {
        self.0.load(Relaxed)
    }
    fn store<O: StoreOrder>(&self, value: C::Value, _: O) {
        self.0.store(value, Relaxed);
    }
    fn swap<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        self.0.swap(value, Relaxed)
    }
    fn compare_swap<O: RmwOrder>(&self, old: C::Value, new: C::Value, _: O) -> C::Value {
        self.0.compare_swap(old, new, Relaxed)
    }
    fn fetch_add<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        self.0.fetch_add(value, Relaxed)
    }
    fn fetch_and<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        self.0.fetch_and(value, Relaxed)
    }
    fn fetch_or<O: RmwOrder>(&self, value: C::Value, _: O) -> C::Value {
        self.0.fetch_or(value, Relaxed)
    }
}

impl<P: PairCell> PairCell for WeakCell<P> {
    fn new(value: [u32; 2]) -> Self {
        WeakCell(P::new(value))
    }
    fn load<O: LoadOrder>(&self, _: O) -> [u32; 2] {
        self.0.load(Relaxed)
    }
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], _: O) -> [u32; 2] {
        self.0.compare_swap(old, new, Relaxed)
    }
}

impl<F: Family> Family for Weakened<F> {
    const NAME: &'static str = "weakened";
    type U8 = WeakCell<F::U8>;
    type U16 = WeakCell<F::U16>;
    type U32 = WeakCell<F::U32>;
    type U64 = WeakCell<F::U64>;
    type Pair = WeakCell<F::Pair>;

    fn fence<O: FenceOrder>(_: O) {}
    fn publication_barrier() {}
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

impl<F: Family> Family for Split<F> {
    const NAME: &'static str = "split";
    type U8 = SplitCell<F::U8>;
    type U16 = SplitCell<F::U16>;
    type U32 = SplitCell<F::U32>;
    type U64 = SplitCell<F::U64>;
    type Pair = F::Pair;

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
