//! Dekker's handshake.

use crate::family::{Cell, Family};
use crate::order::{Full, Relaxed};

/// Two threads that each raise a flag and look at the other's: at most one may find it down. Store
/// buffering in use, as in golang/go#5045 and in every work-stealing deque.
///
/// The order is that of a full fence between store and load. STLR with LDAR would do on AArch64 too
/// (`SB+stlr+ldar`), but loom treats SeqCst accesses as AcqRel and could not check it.
pub struct Dekker<F: Family>([F::U32; 2]);

impl<F: Family> Default for Dekker<F> {
    fn default() -> Self {
        Dekker([F::U32::new(0), F::U32::new(0)])
    }
}

impl<F: Family> Dekker<F> {
    /// Raises the flag of `side` (0 or 1); whether the other is down, which is leave to enter.
    pub fn enter(&self, side: usize) -> bool {
        self.0[side].store(1, Relaxed);
        F::fence(Full);
        self.0[1 - side].load(Relaxed) == 0
    }

    /// Lowers the flag of `side`.
    pub fn leave(&self, side: usize) {
        F::fence(Full);
        self.0[side].store(0, Relaxed);
    }
}
