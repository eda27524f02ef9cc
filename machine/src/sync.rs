//! How threads meet.

use crossbeam_utils::CachePadded;
use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicU64, Ordering, fence};

/// A thread has left for good: the others must not wait for it.
#[derive(Debug)]
pub(crate) struct Broken;

/// A seat's count once its thread has left.
const GONE: u64 = u64::MAX;

/// A barrier in which every thread has a counter of its own and waits for all others to reach it.
///
/// Release and acquire: what any thread did before the barrier, every thread sees after it.
pub(crate) struct Barrier {
    seats: Box<[CachePadded<AtomicU64>]>,
    /// Spins before the first yield.
    patience: u32,
}

/// A thread's place at a barrier. Dropping it, by a panic too, tells the others not to wait.
pub(crate) struct Seat<'a> {
    barrier: &'a Barrier,
    number: usize,
    count: u64,
}

impl Barrier {
    /// A barrier for so many threads. If they have to share CPUs, waiting gives way at once.
    pub(crate) fn new(threads: usize, shared_cpus: bool) -> Barrier {
        let seats = (0..threads).map(|_| CachePadded::new(AtomicU64::new(0))).collect();
        Barrier { seats, patience: if shared_cpus { 50 } else { 20_000 } }
    }

    /// A thread's seat; each number is taken once.
    pub(crate) fn seat(&self, number: usize) -> Seat<'_> {
        Seat { barrier: self, number, count: 0 }
    }
}

impl Seat<'_> {
    /// How often this thread has waited here.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Waits until all threads have called this as often as this one.
    #[inline]
    pub(crate) fn wait(&mut self) -> Result<(), Broken> {
        self.count += 1;
        self.barrier.seats[self.number].store(self.count, Ordering::Release);
        for (other, seat) in self.barrier.seats.iter().enumerate() {
            if other == self.number {
                continue;
            }
            let mut waiter = Waiter::new(self.barrier.patience);
            loop {
                let count = seat.load(Ordering::Acquire);
                if count == GONE {
                    return Err(Broken);
                }
                if count >= self.count {
                    break;
                }
                waiter.pause();
            }
        }
        Ok(())
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.barrier.seats[self.number].store(GONE, Ordering::Release);
    }
}

/// Waits a little longer each time: at first not at all, so that the start is sharp; in the end it
/// yields, so that threads that share a CPU get on.
struct Waiter {
    spins: u32,
    patience: u32,
}

impl Waiter {
    fn new(patience: u32) -> Waiter {
        Waiter { spins: 0, patience }
    }

    #[inline]
    fn pause(&mut self) {
        self.spins = self.spins.saturating_add(1);
        if self.spins > self.patience {
            std::thread::yield_now();
        } else if self.spins > 64 {
            spin_loop();
        }
    }
}

/// A common start by the system's counter.
pub(crate) struct Start {
    at: CachePadded<AtomicU64>,
}

impl Start {
    pub(crate) fn new() -> Start {
        Start { at: CachePadded::new(AtomicU64::new(0)) }
    }

    /// To be called by all after a barrier. The leader sets the start `ticks` ahead; all leave at
    /// it. `last` is the start before this one, which the caller keeps, 0 at first.
    pub(crate) fn wait(&self, leader: bool, ticks: u64, last: &mut u64) {
        if leader {
            // Never equal to the last one, whatever the counter does.
            self.at.store(counter().wrapping_add(ticks).max(*last + 1), Ordering::Relaxed);
        }
        // The others are past a barrier and only a few instructions behind.
        let mut waiter = Waiter::new(1000);
        let start = loop {
            let start = self.at.load(Ordering::Relaxed);
            if start != *last {
                break start;
            }
            waiter.pause();
        };
        *last = start;
        while counter() < start && start - counter() <= ticks {}
    }
}

/// A full fence: later accesses wait until earlier stores have left the store buffer. On AArch64
/// DSB SY, which waits for completion and does not only order.
#[inline]
pub(crate) fn drain() {
    fence(Ordering::SeqCst);
    #[cfg(target_arch = "aarch64")]
    // SAFETY: a barrier has no effect on memory. Operands and clobbers: none; `memory` is implied.
    unsafe {
        std::arch::asm!("dsb sy", options(nostack, preserves_flags));
    }
}

/// Waits for `ops` dependent operations without touching memory.
#[inline]
pub(crate) fn delay(ops: usize) {
    let mut x = ops as u64 | 1;
    for _ in 0..ops {
        x ^= x << 13; // an xorshift step: no compiler finds a closed form
        x ^= x >> 7;
    }
    black_box(x);
}

/// Whether the counter is fine enough for threads to start by it: 500 MHz in single ticks, so
/// that a tick is a few cycles. Apple's 24 MHz is not.
pub(crate) fn counter_is_fine() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        true // RDTSC counts at about the nominal frequency of the core
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        fencepost_asm::detect::timer()
            .is_some_and(|t| t.step > 0 && t.hertz / t.step >= 500_000_000)
    }
}

/// The system's counter.
#[inline]
fn counter() -> u64 {
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: every x86-64 has RDTSC, and no system we run on traps it.
        unsafe { std::arch::x86_64::_rdtsc() }
    }
    #[cfg(target_arch = "aarch64")]
    {
        // SAFETY: Linux and macOS both permit this read at EL0.
        unsafe { fencepost_asm::insn::timer::mrs_cntvct_el0() }
    }
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    /// More threads than this machine has CPUs; nobody passes before all have come.
    #[test]
    fn nobody_passes_early() {
        const THREADS: usize = 5;
        const ROUNDS: usize = 200;
        let (barrier, come) = (Barrier::new(THREADS, true), AtomicUsize::new(0));
        let start = Start::new();
        std::thread::scope(|scope| {
            for number in 0..THREADS {
                let (barrier, come, start) = (&barrier, &come, &start);
                scope.spawn(move || {
                    let (mut seat, mut last) = (barrier.seat(number), 0);
                    for round in 1..=ROUNDS {
                        come.fetch_add(1, Ordering::Relaxed);
                        seat.wait().unwrap();
                        assert!(come.load(Ordering::Relaxed) >= round * THREADS);
                        seat.wait().unwrap();
                        start.wait(number == 0, 100, &mut last);
                    }
                    let _ = seat.wait(); // all have passed the last real one; some may have left
                });
            }
        });
        assert_eq!(come.into_inner(), THREADS * ROUNDS);
    }

    #[test]
    fn a_panic_releases_the_others() {
        let barrier = Barrier::new(2, true);
        std::thread::scope(|scope| {
            let waiter = scope.spawn(|| barrier.seat(0).wait());
            let panics = scope.spawn(|| {
                let _seat = barrier.seat(1);
                std::panic::resume_unwind(Box::new("as a subject might"));
            });
            assert!(panics.join().is_err());
            assert!(waiter.join().unwrap().is_err());
        });
    }
}
