//! The system timer: what it says its frequency is, and in what steps it really moves.

use serde::Serialize;

/// The virtual counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// CNTFRQ_EL0: ticks a second, as written by firmware or hypervisor.
    pub hertz: u64,
    /// The smallest difference seen between two different readings, in ticks. More than 1 means
    /// that the clock behind the counter is slower than its frequency says.
    pub step: u64,
    /// How many changes of the counter that was taken from.
    pub changes: u32,
}

/// Reads the timer; `None` on hosts that are not AArch64.
pub fn timer() -> Option<Timer> {
    #[cfg(target_arch = "aarch64")]
    {
        const CHANGES: u32 = 256;
        const READS: u32 = 10_000_000;
        use crate::insn::{hint::isb, timer};
        // SAFETY: Linux and macOS both permit these reads at EL0.
        let read = || unsafe {
            isb(); // so that no reading is taken early
            timer::mrs_cntvct_el0()
        };
        // SAFETY: CNTKCTL_EL1.EL0VCTEN, which permits the counter, permits its frequency too.
        let hertz = unsafe { timer::mrs_cntfrq_el0() };
        let (mut last, mut step, mut changes) = (read(), u64::MAX, 0);
        for _ in 0..READS {
            let now = read();
            if now != last {
                step = step.min(now.wrapping_sub(last));
                changes += 1;
                last = now;
            }
            if changes == CHANGES {
                break;
            }
        }
        Some(Timer { hertz, step: if changes == 0 { 0 } else { step }, changes })
    }
    #[cfg(not(target_arch = "aarch64"))]
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_counter_moves() {
        match super::timer() {
            Some(t) => assert!(t.hertz > 0 && t.step > 0 && t.changes > 0, "{t:?}"),
            None => println!("left out: no AArch64 counter on this host"),
        }
    }
}
