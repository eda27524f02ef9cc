//! Locks: test-and-set, ticket, and a mutex with a flag for waiters.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Relaxed, Release};

/// Mutual exclusion.
pub trait Lock: Send + Sync {
    /// Waits for the lock and takes it.
    fn lock(&self);
    /// Gives it back. The caller must hold it.
    fn unlock(&self);
}

/// Test-and-test-and-set, as in the runtime locks of every kernel: taken by an acquire, given back by
/// a release, and read by plain loads while it is held, so that waiters do not take the line from the
/// holder. A compare-and-swap and not a swap, so that what fails does not write; loom, which loses
/// the place of a plain store beside a swap, can follow it too.
///
/// Ordering: what one holder did is seen by the next (`MP+stlr+ldar` with the compare-and-swap as the load).
pub struct SpinLock<F: Family>(F::U32);

impl<F: Family> Default for SpinLock<F> {
    fn default() -> Self {
        SpinLock(F::U32::new(0))
    }
}

impl<F: Family> Lock for SpinLock<F> {
    fn lock(&self) {
        while self.0.compare_swap(0, 1, Acquire) != 0 {
            while self.0.load(Relaxed) != 0 {
                F::spin();
            }
        }
    }
    fn unlock(&self) {
        self.0.store(0, Release);
    }
}

/// First come, first served, as in the kernel's old `spinlock_t`: take a number, wait for it.
pub struct TicketLock<F: Family> {
    next: F::U32,
    serving: F::U32,
}

impl<F: Family> Default for TicketLock<F> {
    fn default() -> Self {
        TicketLock { next: F::U32::new(0), serving: F::U32::new(0) }
    }
}

impl<F: Family> Lock for TicketLock<F> {
    fn lock(&self) {
        let mine = self.next.fetch_add(1, Relaxed);
        while self.serving.load(Acquire) != mine {
            F::spin();
        }
    }
    fn unlock(&self) {
        // Only the holder writes it, so no read-modify-write is needed.
        let now = self.serving.load(Relaxed);
        self.serving.store(now.wrapping_add(1), Release);
    }
}

/// A compare-and-swap mutex whose unlock must be a release. Crystal's `Mutex#unlock` wrote its flag
/// lazily, which x86 forgives and AArch64 does not: the next holder could miss what the last one
/// wrote.
pub struct Mutex<F: Family>(F::U8);

impl<F: Family> Default for Mutex<F> {
    fn default() -> Self {
        Mutex(F::U8::new(0))
    }
}

impl<F: Family> Lock for Mutex<F> {
    fn lock(&self) {
        while self.0.compare_swap(0, 1, Acquire) != 0 {
            F::spin();
        }
    }
    fn unlock(&self) {
        self.0.store(0, Release);
    }
}
