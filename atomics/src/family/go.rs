//! Go's choice: LSE or exclusive loops by one test at run time, and never less than acquire and
//! release.

use core::marker::PhantomData;
use core::sync::atomic::{AtomicU8, Ordering};

use super::{Cell, Family, LlSc, Lse, PairCell, Wide};
use crate::order::{FenceOrder, LoadOrder, RmwOrder, SeqCst, StoreOrder};

/// Go's atomics: the order that is asked for is not looked at, every operation is the strongest of
/// its kind, as in `internal/runtime/atomic`, where `LoadAcq` is `Load` and `StoreRel` is `Store`.
#[derive(Clone, Copy, Debug)]
pub struct Go;

/// A location that is read and written by both ways, which agree on what is in memory.
#[repr(transparent)]
pub struct Either<S, L>(S, PhantomData<L>);

/// Go's HasATOMICS: one byte, asked once.
#[inline]
fn has_atomics() -> bool {
    const UNKNOWN: u8 = 2;
    static HAS: AtomicU8 = AtomicU8::new(UNKNOWN);

    #[cold]
    fn ask() -> bool {
        let has = Lse::available();
        HAS.store(has.into(), Ordering::Relaxed);
        has
    }
    match HAS.load(Ordering::Relaxed) {
        UNKNOWN => ask(),
        has => has == 1,
    }
}

/// The same location as another family sees it.
#[inline]
fn seen_as<A, B>(cell: &A) -> &B {
    const { assert!(size_of::<A>() == size_of::<B>() && align_of::<A>() == align_of::<B>()) };
    // SAFETY: both are transparent wrappers of one word; only this module makes such pairs.
    unsafe { &*core::ptr::from_ref(cell).cast::<B>() }
}

impl<S: Cell, L: Cell<Value = S::Value>> Cell for Either<S, L> {
    type Value = S::Value;

    fn new(value: S::Value) -> Self {
        Either(S::new(value), PhantomData)
    }
    #[inline]
    fn load<O: LoadOrder>(&self, _: O) -> S::Value {
        self.0.load(SeqCst)
    }
    #[inline]
    fn store<O: StoreOrder>(&self, value: S::Value, _: O) {
        self.0.store(value, SeqCst);
    }
    #[inline]
    fn swap<O: RmwOrder>(&self, value: S::Value, _: O) -> S::Value {
        if has_atomics() {
            self.0.swap(value, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).swap(value, SeqCst)
        }
    }
    #[inline]
    fn compare_swap<O: RmwOrder>(&self, old: S::Value, new: S::Value, _: O) -> S::Value {
        if has_atomics() {
            self.0.compare_swap(old, new, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).compare_swap(old, new, SeqCst)
        }
    }
    #[inline]
    fn fetch_add<O: RmwOrder>(&self, value: S::Value, _: O) -> S::Value {
        if has_atomics() {
            self.0.fetch_add(value, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).fetch_add(value, SeqCst)
        }
    }
    #[inline]
    fn fetch_and<O: RmwOrder>(&self, value: S::Value, _: O) -> S::Value {
        if has_atomics() {
            self.0.fetch_and(value, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).fetch_and(value, SeqCst)
        }
    }
    #[inline]
    fn fetch_or<O: RmwOrder>(&self, value: S::Value, _: O) -> S::Value {
        if has_atomics() {
            self.0.fetch_or(value, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).fetch_or(value, SeqCst)
        }
    }
}

impl<S: PairCell, L: PairCell> PairCell for Either<S, L> {
    fn new(value: [u32; 2]) -> Self {
        Either(S::new(value), PhantomData)
    }
    #[inline]
    fn load<O: LoadOrder>(&self, _: O) -> [u32; 2] {
        self.0.load(SeqCst)
    }
    #[inline]
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], _: O) -> [u32; 2] {
        if has_atomics() {
            self.0.compare_swap(old, new, SeqCst)
        } else {
            seen_as::<_, L>(&self.0).compare_swap(old, new, SeqCst)
        }
    }
}

impl Family for Go {
    const NAME: &'static str = "go";
    type U8 = Either<<Lse as Family>::U8, <LlSc as Family>::U8>;
    type U16 = Either<<Lse as Family>::U16, <LlSc as Family>::U16>;
    type U32 = Either<<Lse as Family>::U32, <LlSc as Family>::U32>;
    type U64 = Either<<Lse as Family>::U64, <LlSc as Family>::U64>;
    type Pair = Either<<Lse as Family>::Pair, <LlSc as Family>::Pair>;

    fn fence<O: FenceOrder>(order: O) {
        LlSc::fence(order);
    }
    fn publication_barrier() {
        LlSc::publication_barrier();
    }
}

impl Wide for Go {
    #[inline]
    unsafe fn compare_swap_wide(ptr: *mut [u64; 2], old: [u64; 2], new: [u64; 2]) -> [u64; 2] {
        // SAFETY: the caller vouches for the location, and LSE is taken only where it is.
        unsafe {
            if has_atomics() {
                Lse::compare_swap_wide(ptr, old, new)
            } else {
                LlSc::compare_swap_wide(ptr, old, new)
            }
        }
    }
}
