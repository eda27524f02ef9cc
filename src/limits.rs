//! What a test may cost, and the watch over it.

use crate::memory;
use std::cell::Cell;
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// What a test may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The time from when it is read.
    pub time: Option<Duration>,
    /// The bytes it may hold at any time.
    pub memory: Option<u64>,
}

/// A limit that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It took longer than this.
    Time(Duration),
    /// It needed more than these bytes.
    Memory(u64),
    /// An execution has more memory events than the search can hold.
    Size,
    /// The whole run was told to end.
    Cancelled,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Time(limit) => {
                write!(f, "stopped after {} s (--time-limit)", limit.as_secs_f64())
            }
            Limit::Memory(limit) => {
                write!(f, "stopped at {} MB of memory (--memory-limit)", limit / BYTES_PER_MB)
            }
            Limit::Size => f.write_str("an execution has too many memory events"),
            Limit::Cancelled => f.write_str("stopped with the whole run"),
        }
    }
}

/// What `--memory-limit` counts in.
pub const BYTES_PER_MB: u64 = 1_000_000;

/// Watches over one test, which several threads may work on.
#[derive(Debug)]
pub struct Watch<'a> {
    limits: Limits,
    start: Instant,
    cancelled: &'a AtomicBool,
    /// The bytes that all threads hold for the test, as far as they have said.
    held: AtomicI64,
    hit: OnceLock<Limit>,
}

impl<'a> Watch<'a> {
    /// Starts the clock. If `cancelled` becomes true, the test is stopped.
    pub fn start(limits: Limits, cancelled: &'a AtomicBool) -> Watch<'a> {
        let (held, hit) = (AtomicI64::new(0), OnceLock::new());
        Watch { limits, start: Instant::now(), cancelled, held, hit }
    }

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// The limit that was hit, if one was.
    pub fn hit(&self) -> Option<Limit> {
        self.hit.get().copied()
    }

    /// The question *is it enough?*, for the thread that calls this, which
    /// begins to work on the test.
    pub fn stop(&self) -> impl Fn() -> bool + '_ {
        let before = Cell::new(memory::held());
        move || {
            let now = memory::held();
            let growth = now.wrapping_sub(before.replace(now)) as i64;
            let held = self.held.fetch_add(growth, Relaxed) + growth;
            self.is_over(held)
        }
    }

    fn is_over(&self, held: i64) -> bool {
        if self.hit.get().is_some() {
            return true;
        }
        let limit = if self.cancelled.load(Relaxed) {
            Some(Limit::Cancelled)
        } else {
            let memory = self.limits.memory.filter(|&m| u64::try_from(held).is_ok_and(|h| h > m));
            let time = self.limits.time.filter(|&t| self.elapsed() >= t);
            memory.map(Limit::Memory).or(time.map(Limit::Time))
        };
        limit.is_some_and(|limit| {
            self.hit.get_or_init(|| limit);
            true
        })
    }
}
