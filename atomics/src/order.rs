//! Orders as types, so that a load cannot be asked to release nor a store to acquire.
//!
//! ```compile_fail,E0277
//! use fencepost_atomics::{Cell, Family, order::Release};
//! fn wrong<F: Family>(x: &F::U32) -> u32 {
//!     x.load(Release) // a load does not release
//! }
//! ```
//!
//! ```compile_fail,E0277
//! use fencepost_atomics::{Cell, Family, order::Acquire};
//! fn wrong<F: Family>(x: &F::U32) {
//!     x.store(1, Acquire); // a store does not acquire
//! }
//! ```
//!
//! ```
//! use fencepost_atomics::{Cell, Family, order::{Acquire, Release}};
//! fn right<F: Family>(x: &F::U32) -> u32 {
//!     x.store(1, Release);
//!     x.load(Acquire)
//! }
//! assert_eq!(right::<fencepost_atomics::Std>(&Cell::new(0)), 1);
//! ```

/// An order as a value, for those who implement families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Coherence only.
    Relaxed,
    /// Before what follows.
    Acquire,
    /// After what precedes.
    Release,
    /// Both.
    AcqRel,
    /// What a load can have of [`Order::Acquire`] and a store of [`Order::Release`], and one order
    /// of all such operations; of a fence, also stores before loads.
    SeqCst,
}

mod sealed {
    pub trait Sealed {
        const ORDER: super::Order;
    }
}

/// The order of a load.
pub trait LoadOrder: sealed::Sealed + Copy {}
/// The order of a store.
pub trait StoreOrder: sealed::Sealed + Copy {}
/// The order of a read-modify-write; of a compare-and-swap that fails, what remains of it for a load.
pub trait RmwOrder: sealed::Sealed + Copy {}
/// The order of a fence.
pub trait FenceOrder: sealed::Sealed + Copy {}

/// Coherence only.
#[derive(Clone, Copy, Debug)]
pub struct Relaxed;
/// Before what follows.
#[derive(Clone, Copy, Debug)]
pub struct Acquire;
/// After what precedes.
#[derive(Clone, Copy, Debug)]
pub struct Release;
/// Both.
#[derive(Clone, Copy, Debug)]
pub struct AcqRel;
/// Acquire, release, and one order of all operations that ask for it: what Go's atomics promise.
#[derive(Clone, Copy, Debug)]
pub struct SeqCst;
/// Of a fence: everything before everything after.
#[derive(Clone, Copy, Debug)]
pub struct Full;

impl sealed::Sealed for Relaxed {
    const ORDER: Order = Order::Relaxed;
}
impl sealed::Sealed for Acquire {
    const ORDER: Order = Order::Acquire;
}
impl sealed::Sealed for Release {
    const ORDER: Order = Order::Release;
}
impl sealed::Sealed for AcqRel {
    const ORDER: Order = Order::AcqRel;
}
impl sealed::Sealed for SeqCst {
    const ORDER: Order = Order::SeqCst;
}
impl sealed::Sealed for Full {
    const ORDER: Order = Order::SeqCst;
}

impl LoadOrder for Relaxed {}
impl LoadOrder for Acquire {}
impl LoadOrder for SeqCst {}
impl StoreOrder for Relaxed {}
impl StoreOrder for Release {}
impl StoreOrder for SeqCst {}
impl RmwOrder for Relaxed {}
impl RmwOrder for Acquire {}
impl RmwOrder for Release {}
impl RmwOrder for AcqRel {}
impl RmwOrder for SeqCst {}
impl FenceOrder for Acquire {}
impl FenceOrder for Release {}
impl FenceOrder for Full {}

/// The value of an order's type.
pub const fn order<O: sealed::Sealed>(_: &O) -> Order {
    O::ORDER
}
