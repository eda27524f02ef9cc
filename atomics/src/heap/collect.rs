//! The collector.

use super::barrier::{Barrier, Found};
use super::space::{Object, Slot};
use super::{HANDFUL, Heap};
use crate::family::{Cell, Family};
use crate::order::Relaxed;
use std::time::{Duration, Instant};

/// How often marks are taken beside the mutators before the last stop.
const ROUNDS: usize = 3;

/// Marks and sweeps a [`Heap`].
pub struct Collector<'h, F: Family, B: Barrier<F>> {
    heap: &'h Heap<F, B>,
    /// Objects that are marked and not yet looked into.
    grey: Vec<Object>,
    /// Slots that were looked into.
    scanned: u64,
    checks: bool,
    gives_way: bool,
}

/// What a cycle came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cycle {
    /// How long the mutators stood still, from the request until they could go on: once without a
    /// concurrent phase, else at the start and at the end.
    pub pauses: Vec<Duration>,
    /// Slots that were looked into beside the mutators.
    pub scanned_beside: u64,
    /// Slots that were looked into while they stood still.
    pub scanned_stopped: u64,
    /// Objects that were freed.
    pub freed: u64,
    /// Objects that were reachable at the end and not marked: the barrier's fault. They are kept.
    /// None if that was not [checked](Collector::checking).
    pub lost: u64,
}

impl<'h, F: Family, B: Barrier<F>> Collector<'h, F, B> {
    pub(super) fn new(heap: &'h Heap<F, B>) -> Self {
        Collector { heap, grey: Vec::new(), scanned: 0, checks: false, gives_way: false }
    }

    /// A collector that looks at the end of every cycle, while all stand still, whether everything
    /// reachable is marked. That takes as long as marking without any barrier.
    #[must_use]
    pub fn checking(mut self) -> Self {
        self.checks = true;
        self
    }

    /// A collector that lets mutators run before every object that it looks into.
    #[must_use]
    pub fn giving_way(mut self) -> Self {
        self.gives_way = true;
        self
    }

    /// Marks all that is reachable and frees what is not.
    pub fn cycle(&mut self) -> Cycle {
        let mut report = Cycle::default();
        let began = self.stop();
        let number = self.heap.cycle.load(Relaxed) + 1;
        self.heap.cycle.store(number, Relaxed);
        self.heap.barrier.clear();
        self.scan_roots();
        if B::CONCURRENT {
            self.heap.marking.store(1, Relaxed);
            report.pauses.push(self.start(began));
            self.trace();
            for _ in 0..ROUNDS {
                if B::DRAINS_BESIDE {
                    self.drain();
                }
            }
            report.scanned_beside = std::mem::take(&mut self.scanned);
            let began = self.stop();
            if B::RESCANS_ROOTS {
                self.scan_roots();
            }
            self.drain();
            self.finish(&mut report);
            report.pauses.push(self.start(began));
        } else {
            self.finish(&mut report);
            report.pauses.push(self.start(began));
        }
        report.freed = self.sweep();
        report
    }

    /// The end of marking, while all stand still.
    fn finish(&mut self, report: &mut Cycle) {
        self.trace();
        self.heap.marking.store(0, Relaxed);
        report.scanned_stopped = std::mem::take(&mut self.scanned);
        if self.checks {
            report.lost = self.rescue();
        }
    }

    fn stop(&self) -> Instant {
        let began = Instant::now();
        self.heap.world.stop();
        began
    }

    fn start(&self, began: Instant) -> Duration {
        self.heap.world.start();
        began.elapsed()
    }

    fn scan_roots(&mut self) {
        let heap = self.heap;
        for root in heap.roots.iter().flatten() {
            self.shade(Object::from_word(root.load(Relaxed)));
        }
    }

    /// Marks an object and notes it, unless it is marked.
    fn shade(&mut self, object: Option<Object>) {
        let cycle = self.heap.cycle.load(Relaxed);
        if let Some(object) = object.filter(|&o| !self.heap.space.is_marked(o, cycle)) {
            self.heap.space.mark(object, cycle);
            self.grey.push(object);
        }
    }

    fn scan(&mut self, slot: Slot) {
        self.scanned += 1;
        self.shade(self.heap.space.pointee(slot));
    }

    /// Looks into all that is grey, and into what becomes grey by that.
    fn trace(&mut self) {
        while let Some(object) = self.grey.pop() {
            if self.gives_way {
                F::spin();
            }
            let slots = self.heap.space.pointers(object);
            slots.for_each(|slot| self.scan(slot));
        }
    }

    /// Looks at what the barrier has found, and into what becomes grey by that.
    fn drain(&mut self) {
        let heap = self.heap;
        heap.barrier.drain(&mut |found| match found {
            Found::Slots(first, end) => {
                heap.space.pointers_in(first, end).for_each(|slot| self.scan(slot));
            }
            Found::Object(object) => self.shade(Some(object)),
        });
        self.trace();
    }

    /// Goes from the roots to all that is reachable; counts what is not marked, and marks it.
    fn rescue(&mut self) -> u64 {
        let (heap, cycle) = (self.heap, self.heap.cycle.load(Relaxed));
        let mut seen = vec![false; heap.space.objects().count()];
        let roots = heap.roots.iter().flatten().map(|root| root.load(Relaxed));
        let mut next: Vec<Object> = roots.filter_map(Object::from_word).collect();
        let mut lost = 0;
        while let Some(object) = next.pop() {
            if std::mem::replace(&mut seen[object.index()], true) {
                continue;
            }
            if !heap.space.is_marked(object, cycle) {
                heap.space.mark(object, cycle);
                lost += 1;
            }
            next.extend(heap.space.pointers(object).filter_map(|slot| heap.space.pointee(slot)));
        }
        lost
    }

    /// Frees what is not marked, beside the mutators: they cannot reach it.
    fn sweep(&self) -> u64 {
        let (heap, cycle) = (self.heap, self.heap.cycle.load(Relaxed));
        let (mut freed, mut handful) = (0, Vec::new());
        for object in heap.space.objects() {
            if heap.space.sweep(object, cycle) {
                freed += 1;
                handful.push(object);
                if handful.len() == HANDFUL {
                    heap.give_free(std::mem::take(&mut handful));
                }
            }
        }
        heap.give_free(handful);
        freed
    }
}
