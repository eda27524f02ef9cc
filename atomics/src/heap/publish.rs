//! What stands between the store of a pointer and the store of its mark.

use crate::family::{Cell, Family};
use crate::order::{Full, Relaxed, Release};

/// How a mark is written after the slot that it is for.
pub trait Publish: Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;
    /// Whether a collector that finds the mark, and takes it by an acquire, sees the slot's new
    /// value. If not, marks may be taken only while the mutator stands still.
    const ORDERED: bool;
    /// Writes a mark.
    fn mark<F: Family>(mark: &F::U8);
}

/// STR, with no order: `MP+po+swpa` is allowed.
#[derive(Clone, Copy, Debug)]
pub struct Str;

/// STR behind DMB ISHST, the barrier that the article names.
#[derive(Clone, Copy, Debug)]
pub struct StrDmbIshst;

/// STLR.
#[derive(Clone, Copy, Debug)]
pub struct Stlr;

/// STR behind DMB ISH.
#[derive(Clone, Copy, Debug)]
pub struct StrDmbIsh;

/// STR behind DSB SY, as in the article's listing of an atomic store.
#[derive(Clone, Copy, Debug)]
pub struct DsbSy;

impl Publish for Str {
    const NAME: &'static str = "STR";
    const ORDERED: bool = false;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        mark.store(1, Relaxed);
    }
}

impl Publish for StrDmbIshst {
    const NAME: &'static str = "DMB ISHST; STR";
    const ORDERED: bool = true;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        // SAFETY: barriers have no precondition.
        #[cfg(all(target_arch = "aarch64", not(loom)))]
        unsafe {
            fencepost_asm::insn::dmb::dmb_ishst();
        }
        #[cfg(not(all(target_arch = "aarch64", not(loom))))]
        F::publication_barrier();
        mark.store(1, Relaxed);
    }
}

impl Publish for Stlr {
    const NAME: &'static str = "STLR";
    const ORDERED: bool = true;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        mark.store(1, Release);
    }
}

impl Publish for StrDmbIsh {
    const NAME: &'static str = "DMB ISH; STR";
    const ORDERED: bool = true;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        F::fence(Full);
        mark.store(1, Relaxed);
    }
}

impl Publish for DsbSy {
    const NAME: &'static str = "DSB SY; STR";
    const ORDERED: bool = true;

    #[inline]
    fn mark<F: Family>(mark: &F::U8) {
        // SAFETY: barriers have no precondition.
        #[cfg(all(target_arch = "aarch64", not(loom)))]
        unsafe {
            fencepost_asm::insn::dsb::dsb_sy();
        }
        #[cfg(not(all(target_arch = "aarch64", not(loom))))]
        F::fence(Full);
        mark.store(1, Relaxed);
    }
}
