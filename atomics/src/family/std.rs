//! Rust's own atomics: what a compiler makes of the same operations.

use core::sync::atomic::{self, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use super::{Cell, Family, PairCell};
use crate::order::{FenceOrder, LoadOrder, Order, RmwOrder, StoreOrder, order};

/// `core::sync::atomic`.
#[derive(Clone, Copy, Debug)]
pub struct Std;

/// The order of a read-modify-write, or of a load or store, for which it is never one too many.
pub(super) fn of(order: Order) -> atomic::Ordering {
    match order {
        Order::Relaxed => atomic::Ordering::Relaxed,
        Order::Acquire => atomic::Ordering::Acquire,
        Order::Release => atomic::Ordering::Release,
        Order::AcqRel => atomic::Ordering::AcqRel,
        Order::SeqCst => atomic::Ordering::SeqCst,
    }
}

/// What is left of an order when a compare-and-swap only loads.
pub(super) fn on_failure(order: Order) -> atomic::Ordering {
    match order {
        Order::Relaxed | Order::Release => atomic::Ordering::Relaxed,
        Order::Acquire | Order::AcqRel => atomic::Ordering::Acquire,
        Order::SeqCst => atomic::Ordering::SeqCst,
    }
}

/// Two words as one, the first in the low half.
pub(super) fn pack([lo, hi]: [u32; 2]) -> u64 {
    u64::from(hi) << 32 | u64::from(lo)
}

/// The two words of one.
pub(super) fn unpack(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// The cells of one width, from an atomic with the methods of Rust's.
macro_rules! cells {
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

/// A family, from a module `atomic` that is like Rust's. `spin` is what a loop that waits does.
macro_rules! family {
    ($family:ident, $name:literal, spin $spin:path) => {
        cells! {
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

        impl Family for $family {
            const NAME: &'static str = $name;
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
                $spin();
            }
        }
    };
}
#[cfg(loom)]
pub(super) use {cells, family};

family!(Std, "std", spin core::hint::spin_loop);
