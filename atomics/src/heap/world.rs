//! Stopping the world.

use crate::family::{Cell, Family};
use crate::order::{Acquire, Release};

/// The handshake between a collector and its mutators.
///
/// `stop` counts up: odd asks all to stand still, even lets them go. A mutator answers with the odd
/// number that it saw, and a number is never asked twice; so an answer cannot be taken for one to a
/// later stop, however soon that follows.
///
/// What a mutator wrote before its answer (release) the collector sees after it (acquire), and what
/// the collector wrote before it lets go (release) a mutator sees afterwards (acquire).
pub(super) struct World<F: Family> {
    stop: F::U32,
    answers: Box<[F::U32]>,
}

/// The answer of a mutator that has not begun or that has ended.
const AWAY: u32 = u32::MAX;

impl<F: Family> World<F> {
    pub(super) fn new(mutators: usize) -> Self {
        World { stop: F::U32::new(0), answers: (0..mutators).map(|_| F::U32::new(AWAY)).collect() }
    }

    /// A mutator begins, if the world stands still once it no longer does.
    pub(super) fn enter(&self, mutator: usize) {
        // A collector that has asked already must not take this mutator for one that is away: the
        // swap by which it looks, and this one, come one after the other.
        self.answers[mutator].swap(0, crate::order::AcqRel);
        self.safepoint(mutator, || ());
    }

    /// A mutator ends.
    pub(super) fn leave(&self, mutator: usize) {
        self.answers[mutator].store(AWAY, Release);
    }

    /// A mutator stands still if it is asked to, after `before`.
    #[inline]
    pub(super) fn safepoint(&self, mutator: usize, before: impl FnOnce()) {
        let stop = self.stop.load(Acquire);
        if stop % 2 == 1 {
            before();
            self.answers[mutator].store(stop, Release);
            wait::<F>(|| self.stop.load(Acquire) != stop);
        }
    }

    /// The collector makes all stand still.
    pub(super) fn stop(&self) {
        let stop = self.stop.fetch_add(1, crate::order::AcqRel) + 1;
        for answer in &self.answers {
            wait::<F>(|| [stop, AWAY].contains(&answer.fetch_add(0, crate::order::AcqRel)));
        }
    }

    /// The collector lets all go.
    pub(super) fn start(&self) {
        self.stop.fetch_add(1, Release);
    }
}

/// Waits, and lets others run if it takes long: there may be fewer cores than threads.
fn wait<F: Family>(is_over: impl Fn() -> bool) {
    let mut turns = 0;
    while !is_over() {
        turns += 1;
        if turns % 64 != 0 || cfg!(loom) { F::spin() } else { std::thread::yield_now() }
    }
}
