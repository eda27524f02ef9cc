//! Loom's atomics, which explore every interleaving that its model knows. Loom does not know load
//! buffering, and treats SeqCst accesses as AcqRel; its SeqCst fences are full fences.

use loom::sync::atomic::{self, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use super::std::{of, on_failure, pack, unpack};
use super::{Cell, Family, PairCell};
use crate::order::{FenceOrder, LoadOrder, RmwOrder, StoreOrder, order};

/// `loom::sync::atomic`, under `--cfg loom`.
#[derive(Clone, Copy, Debug)]
pub struct Loom;

macro_rules! cell {
    ($($value:ident: $atomic:ident;)+) => {$(
        impl Cell for $atomic {
            type Value = $value;

            fn new(value: $value) -> Self {
                $atomic::new(value)
            }
            #[inline]
            fn load<O: LoadOrder>(&self, o: O) -> $value {
                $atomic::load(self, of(order(&o)))
            }
            #[inline]
            fn store<O: StoreOrder>(&self, value: $value, o: O) {
                $atomic::store(self, value, of(order(&o)));
            }
            #[inline]
            fn swap<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                $atomic::swap(self, value, of(order(&o)))
            }
            #[inline]
            fn compare_swap<O: RmwOrder>(&self, old: $value, new: $value, o: O) -> $value {
                let (hit, miss) = (of(order(&o)), on_failure(order(&o)));
                self.compare_exchange(old, new, hit, miss).unwrap_or_else(|was| was)
            }
            #[inline]
            fn fetch_add<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                $atomic::fetch_add(self, value, of(order(&o)))
            }
            #[inline]
            fn fetch_and<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                $atomic::fetch_and(self, value, of(order(&o)))
            }
            #[inline]
            fn fetch_or<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                $atomic::fetch_or(self, value, of(order(&o)))
            }
        }
    )+};
}

cell! {
    u8: AtomicU8;
    u16: AtomicU16;
    u32: AtomicU32;
    u64: AtomicU64;
}

/// Two words in one atomic of 64 bits.
#[derive(Debug)]
pub struct Packed(AtomicU64);

impl PairCell for Packed {
    fn new(value: [u32; 2]) -> Self {
        Packed(AtomicU64::new(pack(value)))
    }
    fn load<O: LoadOrder>(&self, o: O) -> [u32; 2] {
        unpack(Cell::load(&self.0, o))
    }
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], o: O) -> [u32; 2] {
        unpack(self.0.compare_swap(pack(old), pack(new), o))
    }
}

impl Family for Loom {
    const NAME: &'static str = "loom";
    type U8 = AtomicU8;
    type U16 = AtomicU16;
    type U32 = AtomicU32;
    type U64 = AtomicU64;
    type Pair = Packed;

    fn fence<O: FenceOrder>(o: O) {
        atomic::fence(of(order(&o)));
    }
    fn publication_barrier() {
        atomic::fence(atomic::Ordering::Release);
    }
    fn spin() {
        loom::thread::yield_now();
    }
}
