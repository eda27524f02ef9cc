//! Go's `internal/runtime/atomic` by its own names, over any family.
//!
//! The signed forms act on the same locations as the unsigned ones; `uintptr` and pointers are 64
//! bits. Where Go has two names for one body (`Load` and `LoadAcq`), so has this module: the second
//! promises less and does the same.
//!
//! Go promises one order of all atomic operations, so all of them ask for [`SeqCst`]. Loads are LDAR
//! and stores STLR in every family but [`Article`](crate::Article), whose DSB SY; STR is not enough
//! (`SB+article-dsb-str+ldar`).

use crate::family::{Cell, Family, Wide};
use crate::order::SeqCst;

/// Go's `Load`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load<F: Family>(ptr: &F::U32) -> u32 {
    ptr.load(SeqCst)
}

/// Go's `Loadint32`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn loadint32<F: Family>(ptr: &F::U32) -> i32 {
    ptr.load(SeqCst) as i32
}

/// Go's `LoadAcq`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load_acq<F: Family>(ptr: &F::U32) -> u32 {
    ptr.load(SeqCst)
}

/// Go's `Load8`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load8<F: Family>(ptr: &F::U8) -> u8 {
    ptr.load(SeqCst)
}

/// Go's `Load64`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load64<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `Loadint64`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn loadint64<F: Family>(ptr: &F::U64) -> i64 {
    ptr.load(SeqCst) as i64
}

/// Go's `Loaduintptr`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn loaduintptr<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `Loaduint`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn loaduint<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `LoadAcq64`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load_acq64<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `LoadAcquintptr`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn load_acquintptr<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `Loadp`: an acquiring load, in one order with all other operations of this module.
#[inline]
pub fn loadp<F: Family>(ptr: &F::U64) -> u64 {
    ptr.load(SeqCst)
}

/// Go's `Store`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store<F: Family>(ptr: &F::U32, value: u32) {
    ptr.store(value, SeqCst);
}

/// Go's `Storeint32`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn storeint32<F: Family>(ptr: &F::U32, value: i32) {
    ptr.store(value as u32, SeqCst);
}

/// Go's `StoreRel`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store_rel<F: Family>(ptr: &F::U32, value: u32) {
    ptr.store(value, SeqCst);
}

/// Go's `Store8`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store8<F: Family>(ptr: &F::U8, value: u8) {
    ptr.store(value, SeqCst);
}

/// Go's `Store64`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store64<F: Family>(ptr: &F::U64, value: u64) {
    ptr.store(value, SeqCst);
}

/// Go's `Storeint64`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn storeint64<F: Family>(ptr: &F::U64, value: i64) {
    ptr.store(value as u64, SeqCst);
}

/// Go's `Storeuintptr`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn storeuintptr<F: Family>(ptr: &F::U64, value: u64) {
    ptr.store(value, SeqCst);
}

/// Go's `StoreRel64`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store_rel64<F: Family>(ptr: &F::U64, value: u64) {
    ptr.store(value, SeqCst);
}

/// Go's `StoreReluintptr`: a releasing store, in one order with all other operations of this module.
#[inline]
pub fn store_reluintptr<F: Family>(ptr: &F::U64, value: u64) {
    ptr.store(value, SeqCst);
}

/// Go's `StorepNoWB`: a releasing store in that same order, without a write barrier.
#[inline]
pub fn storep_no_wb<F: Family>(ptr: &F::U64, value: u64) {
    ptr.store(value, SeqCst);
}

/// Go's `Xchg8`: writes and returns the old value.
#[inline]
pub fn xchg8<F: Family>(ptr: &F::U8, new: u8) -> u8 {
    ptr.swap(new, SeqCst)
}

/// Go's `Xchg`: writes and returns the old value.
#[inline]
pub fn xchg<F: Family>(ptr: &F::U32, new: u32) -> u32 {
    ptr.swap(new, SeqCst)
}

/// Go's `Xchgint32`: writes and returns the old value.
#[inline]
pub fn xchgint32<F: Family>(ptr: &F::U32, new: i32) -> i32 {
    ptr.swap(new as u32, SeqCst) as i32
}

/// Go's `Xchg64`: writes and returns the old value.
#[inline]
pub fn xchg64<F: Family>(ptr: &F::U64, new: u64) -> u64 {
    ptr.swap(new, SeqCst)
}

/// Go's `Xchgint64`: writes and returns the old value.
#[inline]
pub fn xchgint64<F: Family>(ptr: &F::U64, new: i64) -> i64 {
    ptr.swap(new as u64, SeqCst) as i64
}

/// Go's `Xchguintptr`: writes and returns the old value.
#[inline]
pub fn xchguintptr<F: Family>(ptr: &F::U64, new: u64) -> u64 {
    ptr.swap(new, SeqCst)
}

/// Go's `Cas`: writes `new` if `old` is there; whether it was. Compared at 32 bits.
#[inline]
pub fn cas<F: Family>(ptr: &F::U32, old: u32, new: u32) -> bool {
    ptr.compare_swap(old, new, SeqCst) == old
}

/// Go's `Casint32`: writes `new` if `old` is there; whether it was. Compared at 32 bits.
#[inline]
pub fn casint32<F: Family>(ptr: &F::U32, old: i32, new: i32) -> bool {
    ptr.compare_swap(old as u32, new as u32, SeqCst) == old as u32
}

/// Go's `CasRel`: writes `new` if `old` is there; whether it was. Compared at 32 bits.
#[inline]
pub fn cas_rel<F: Family>(ptr: &F::U32, old: u32, new: u32) -> bool {
    ptr.compare_swap(old, new, SeqCst) == old
}

/// Go's `Cas64`: writes `new` if `old` is there; whether it was. Compared at 64 bits.
#[inline]
pub fn cas64<F: Family>(ptr: &F::U64, old: u64, new: u64) -> bool {
    ptr.compare_swap(old, new, SeqCst) == old
}

/// Go's `Casint64`: writes `new` if `old` is there; whether it was. Compared at 64 bits.
#[inline]
pub fn casint64<F: Family>(ptr: &F::U64, old: i64, new: i64) -> bool {
    ptr.compare_swap(old as u64, new as u64, SeqCst) == old as u64
}

/// Go's `Casuintptr`: writes `new` if `old` is there; whether it was. Compared at 64 bits.
#[inline]
pub fn casuintptr<F: Family>(ptr: &F::U64, old: u64, new: u64) -> bool {
    ptr.compare_swap(old, new, SeqCst) == old
}

/// Go's `Casp1`: writes `new` if `old` is there; whether it was. Compared at 64 bits.
#[inline]
pub fn casp1<F: Family>(ptr: &F::U64, old: u64, new: u64) -> bool {
    ptr.compare_swap(old, new, SeqCst) == old
}

/// Go's `Xadd`: adds, wrapping, and returns the *new* value.
#[inline]
pub fn xadd<F: Family>(ptr: &F::U32, delta: i32) -> u32 {
    let delta = delta as u32;
    ptr.fetch_add(delta, SeqCst).wrapping_add(delta)
}

/// Go's `Xaddint32`: adds, wrapping, and returns the *new* value.
#[inline]
pub fn xaddint32<F: Family>(ptr: &F::U32, delta: i32) -> i32 {
    let delta = delta as u32;
    ptr.fetch_add(delta, SeqCst).wrapping_add(delta) as i32
}

/// Go's `Xadd64`: adds, wrapping, and returns the *new* value.
#[inline]
pub fn xadd64<F: Family>(ptr: &F::U64, delta: i64) -> u64 {
    let delta = delta as u64;
    ptr.fetch_add(delta, SeqCst).wrapping_add(delta)
}

/// Go's `Xaddint64`: adds, wrapping, and returns the *new* value.
#[inline]
pub fn xaddint64<F: Family>(ptr: &F::U64, delta: i64) -> i64 {
    let delta = delta as u64;
    ptr.fetch_add(delta, SeqCst).wrapping_add(delta) as i64
}

/// Go's `Xadduintptr`: adds, wrapping, and returns the *new* value.
#[inline]
pub fn xadduintptr<F: Family>(ptr: &F::U64, delta: u64) -> u64 {
    ptr.fetch_add(delta, SeqCst).wrapping_add(delta)
}

/// Go's `And8`: keeps the bits of `value`; no result.
#[inline]
pub fn and8<F: Family>(ptr: &F::U8, value: u8) {
    ptr.fetch_and(value, SeqCst);
}

/// Go's `And`: keeps the bits of `value`; no result.
#[inline]
pub fn and<F: Family>(ptr: &F::U32, value: u32) {
    ptr.fetch_and(value, SeqCst);
}

/// Go's `And32`: keeps the bits of `value` and returns the *old* value.
#[inline]
pub fn and32<F: Family>(ptr: &F::U32, value: u32) -> u32 {
    ptr.fetch_and(value, SeqCst)
}

/// Go's `And64`: keeps the bits of `value` and returns the *old* value.
#[inline]
pub fn and64<F: Family>(ptr: &F::U64, value: u64) -> u64 {
    ptr.fetch_and(value, SeqCst)
}

/// Go's `Anduintptr`: keeps the bits of `value` and returns the *old* value.
#[inline]
pub fn anduintptr<F: Family>(ptr: &F::U64, value: u64) -> u64 {
    ptr.fetch_and(value, SeqCst)
}

/// Go's `Or8`: sets the bits of `value`; no result.
#[inline]
pub fn or8<F: Family>(ptr: &F::U8, value: u8) {
    ptr.fetch_or(value, SeqCst);
}

/// Go's `Or`: sets the bits of `value`; no result.
#[inline]
pub fn or<F: Family>(ptr: &F::U32, value: u32) {
    ptr.fetch_or(value, SeqCst);
}

/// Go's `Or32`: sets the bits of `value` and returns the *old* value.
#[inline]
pub fn or32<F: Family>(ptr: &F::U32, value: u32) -> u32 {
    ptr.fetch_or(value, SeqCst)
}

/// Go's `Or64`: sets the bits of `value` and returns the *old* value.
#[inline]
pub fn or64<F: Family>(ptr: &F::U64, value: u64) -> u64 {
    ptr.fetch_or(value, SeqCst)
}

/// Go's `Oruintptr`: sets the bits of `value` and returns the *old* value.
#[inline]
pub fn oruintptr<F: Family>(ptr: &F::U64, value: u64) -> u64 {
    ptr.fetch_or(value, SeqCst)
}

/// Go's `publicationBarrier`: the stores that made an object before the store that publishes it.
#[inline]
pub fn publication_barrier<F: Family>() {
    F::publication_barrier();
}

/// Go's `cas128`, which is not yet in a release: replaces two words at once if both match; whether
/// they did.
///
/// # Safety
///
/// `ptr` must be valid for reads and writes of 16 bytes, other threads may access them by atomic
/// operations only, and [`Family::available`] must hold.
///
/// # Panics
///
/// If `ptr` is not aligned to 16, as Go does.
#[inline]
pub unsafe fn cas128<F: Wide>(ptr: *mut [u64; 2], old: [u64; 2], new: [u64; 2]) -> bool {
    assert!(ptr.addr().is_multiple_of(16), "cas128: {ptr:p} is not aligned to 16");
    // SAFETY: the caller vouches for the location, and it is aligned.
    unsafe { F::compare_swap_wide(ptr, old, new) == old }
}
