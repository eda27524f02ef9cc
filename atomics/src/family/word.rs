//! What the hand-written families share: the location, and the choice of an instruction by order.

use core::cell::UnsafeCell;
use core::marker::PhantomData;

use fencepost_asm::insn::{dmb, load::*, store::*};

use crate::order::Order;

/// A location that family `F` reads and writes.
#[repr(transparent)]
pub struct Word<T, F> {
    value: UnsafeCell<T>,
    family: PhantomData<F>,
}

// SAFETY: every access goes through one of the family's instructions, which are single-copy atomic.
unsafe impl<T: Send, F> Sync for Word<T, F> {}
// SAFETY: the family is only a name.
unsafe impl<T: Send, F> Send for Word<T, F> {}

impl<T, F> Word<T, F> {
    /// A location that holds `value`.
    pub(super) const fn with(value: T) -> Self {
        Self { value: UnsafeCell::new(value), family: PhantomData }
    }

    /// Its address.
    pub(super) const fn at(&self) -> *mut T {
        self.value.get()
    }
}

/// A fence: DMB ISHLD for an acquire. DMB ISHST would not do for a release, which is after loads
/// too, so DMB ISH for all others.
#[inline]
pub(super) fn fence(order: Order) {
    // SAFETY: barriers have no precondition.
    unsafe {
        match order {
            Order::Relaxed => {}
            Order::Acquire => dmb::dmb_ishld(),
            Order::Release | Order::AcqRel | Order::SeqCst => dmb::dmb_ish(),
        }
    }
}

/// The stores of a width, by order: STR and STLR.
pub(super) trait Stores: Copy {
    /// STR.
    unsafe fn plain(at: *mut Self, value: Self);
    /// STLR.
    unsafe fn release(at: *mut Self, value: Self);
    /// LDR.
    unsafe fn load_plain(at: *const Self) -> Self;
    /// LDAR.
    unsafe fn load_acquire(at: *const Self) -> Self;
}

macro_rules! stores {
    ($($value:ident: $str:ident, $stlr:ident, $ldr:ident, $ldar:ident;)+) => {$(
        impl Stores for $value {
            #[inline]
            unsafe fn plain(at: *mut Self, value: Self) {
                // SAFETY: the caller vouches for the location.
                unsafe { $str(at, value) }
            }
            #[inline]
            unsafe fn release(at: *mut Self, value: Self) {
                // SAFETY: the caller vouches for the location.
                unsafe { $stlr(at, value) }
            }
            #[inline]
            unsafe fn load_plain(at: *const Self) -> Self {
                // SAFETY: the caller vouches for the location.
                unsafe { $ldr(at) }
            }
            #[inline]
            unsafe fn load_acquire(at: *const Self) -> Self {
                // SAFETY: the caller vouches for the location.
                unsafe { $ldar(at) }
            }
        }
    )+};
}

stores! {
    u8: strb, stlrb, ldrb, ldarb;
    u16: strh, stlrh, ldrh, ldarh;
    u32: str_w, stlr_w, ldr_w, ldar_w;
    u64: str_x, stlr_x, ldr_x, ldar_x;
}

/// LDR or LDAR, which is one order with STLR as well as an acquire; LDAPR would not be.
#[inline]
pub(super) unsafe fn load<T: Stores>(at: *const T, order: Order) -> T {
    // SAFETY: the caller vouches for the location.
    unsafe {
        match order {
            Order::Relaxed => T::load_plain(at),
            _ => T::load_acquire(at),
        }
    }
}

/// STR or STLR: the store of every family but the article's.
#[inline]
pub(super) unsafe fn store<T: Stores>(at: *mut T, value: T, order: Order) {
    // SAFETY: the caller vouches for the location.
    unsafe {
        match order {
            Order::Relaxed => T::plain(at, value),
            _ => T::release(at, value),
        }
    }
}

/// A family, from its primitives in the order plain, acquire, release, both. `store` is how it stores,
/// `feature` what it needs of the core, `pair` compares and swaps two words of 32 bits and `wide` two
/// of 64, in one order.
macro_rules! family {
    (
        $family:ident, $name:literal, store $store:path, feature $feature:expr;
        pair { $($pair:ident),+ }
        wide $wide:ident;
        $($value:ident:
            swap { $($swap:ident),+ }
            cas { $($cas:ident),+ }
            add { $($add:ident),+ }
            clr { $($clr:ident),+ }
            set { $($set:ident),+ }
        ;)+
    ) => {
        $(
        impl $crate::Cell for Word<$value, $family> {
            type Value = $value;

            fn new(value: $value) -> Self {
                Word::with(value)
            }
            #[inline]
            fn load<O: LoadOrder>(&self, o: O) -> $value {
                // SAFETY: the location is ours, aligned by its type.
                unsafe { word::load(self.at(), order(&o)) }
            }
            #[inline]
            fn store<O: StoreOrder>(&self, value: $value, o: O) {
                // SAFETY: the location is ours, aligned by its type.
                unsafe { $store(self.at(), value, order(&o)) }
            }
            #[inline]
            fn swap<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                unsafe { by_order!(order(&o), [$($swap),+](self.at(), value)) }
            }
            #[inline]
            fn compare_swap<O: RmwOrder>(&self, old: $value, new: $value, o: O) -> $value {
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                unsafe { by_order!(order(&o), [$($cas),+](self.at(), old, new)) }
            }
            #[inline]
            fn fetch_add<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                unsafe { by_order!(order(&o), [$($add),+](self.at(), value)) }
            }
            #[inline]
            fn fetch_and<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                unsafe { by_order!(order(&o), [$($clr),+](self.at(), !value)) }
            }
            #[inline]
            fn fetch_or<O: RmwOrder>(&self, value: $value, o: O) -> $value {
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                unsafe { by_order!(order(&o), [$($set),+](self.at(), value)) }
            }
        }
        )+

        impl PairCell for Word<Pair32, $family> {
            fn new([lo, hi]: [u32; 2]) -> Self {
                Word::with(Pair32::new(lo, hi))
            }
            #[inline]
            fn load<O: LoadOrder>(&self, o: O) -> [u32; 2] {
                // Two words of 32 bits are one aligned word of 64, which a single load reads whole.
                // SAFETY: the location is ours, 8 bytes aligned to 8.
                let word = unsafe { word::load(self.at().cast::<u64>(), order(&o)) };
                [word as u32, (word >> 32) as u32]
            }
            #[inline]
            fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], o: O) -> [u32; 2] {
                let [old, new] = [old, new].map(|[lo, hi]| Pair32::new(lo, hi));
                // SAFETY: the location is ours, and `Family::available` speaks for the feature.
                let was = unsafe { by_order!(order(&o), [$($pair),+](self.at(), old, new)) };
                [was.lo, was.hi]
            }
        }

        impl Family for $family {
            const NAME: &'static str = $name;
            type U8 = Word<u8, $family>;
            type U16 = Word<u16, $family>;
            type U32 = Word<u32, $family>;
            type U64 = Word<u64, $family>;
            type Pair = Word<Pair32, $family>;

            fn available() -> bool {
                let needed: Option<fencepost_asm::Feature> = $feature;
                needed.is_none_or(|feature| fencepost_asm::detect::features().has(feature))
            }
            fn fence<O: FenceOrder>(o: O) {
                word::fence(order(&o));
            }
            fn publication_barrier() {
                // SAFETY: barriers have no precondition.
                unsafe { fencepost_asm::insn::dmb::dmb_st() }
            }
        }

        impl Wide for $family {
            #[inline]
            unsafe fn compare_swap_wide(
                ptr: *mut [u64; 2],
                old: [u64; 2],
                new: [u64; 2],
            ) -> [u64; 2] {
                let [old, new] = [old, new].map(|[lo, hi]| Pair64::new(lo, hi));
                // SAFETY: the caller vouches for the location and the feature; a pair is two words.
                unsafe { $wide(ptr.cast(), old, new) }.words()
            }
        }
    };
}
pub(super) use family;

/// One of four primitives.
macro_rules! by_order {
    ($order:expr, [$plain:ident, $acquire:ident, $release:ident, $both:ident]($($arg:expr),+)) => {
        match $order {
            Order::Relaxed => $plain($($arg),+),
            Order::Acquire => $acquire($($arg),+),
            Order::Release => $release($($arg),+),
            Order::AcqRel | Order::SeqCst => $both($($arg),+),
        }
    };
}
pub(super) use by_order;
