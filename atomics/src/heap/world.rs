//! Stopping the world.

use crate::family::{Cell, Family};
use crate::order::{AcqRel, Acquire, Release};

/// The handshake between a collector and its mutators.
///
/// `stop` counts up: odd asks all to stand still, even lets them go. A mutator answers with the odd
/// number that it saw, and a number is never asked twice; so an answer cannot be taken for one to a
/// later stop, however soon that follows.
///
/// Answers are written by read-modify-writes alone, and the collector looks first by one: so they
/// come one after the other, and one that was not seen by the collector has seen its request.
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
        self.answers[mutator].swap(0, AcqRel);
        self.safepoint(mutator, || ());
    }

    /// A mutator ends.
    pub(super) fn leave(&self, mutator: usize) {
        self.answers[mutator].swap(AWAY, AcqRel);
    }

    /// A mutator stands still if it is asked to, after `before`.
    #[inline]
    pub(super) fn safepoint(&self, mutator: usize, before: impl FnOnce()) {
        let stop = self.stop.load(Acquire);
        if stop % 2 == 1 {
            before();
            self.answers[mutator].swap(stop, AcqRel);
            wait::<F>(|| self.stop.load(Acquire) != stop);
        }
    }

    /// The collector makes all stand still.
    pub(super) fn stop(&self) {
        let stop = self.stop.fetch_add(1, AcqRel) + 1;
        let is_still = |answer: u32| [stop, AWAY].contains(&answer);
        for answer in &self.answers {
            if !is_still(answer.fetch_add(0, AcqRel)) {
                wait::<F>(|| is_still(answer.load(Acquire)));
            }
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
