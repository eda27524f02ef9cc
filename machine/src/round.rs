//! What one thread of a group does, round after round.

use crate::cache;
use crate::counts::Counts;
use crate::layout::Arena;
use crate::recipe::{Barrier as Meeting, CacheAction, Mixing, Recipe};
use crate::rng::Rng;
use crate::run::{Batch, Tally};
use crate::subject::Subject;
use crate::sync::{self, Barrier, Broken, Seat, Start};
use crate::threads;
use crossbeam_utils::CachePadded;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often a thread hands over what it has counted.
const HAND_OVER: Duration = Duration::from_millis(20);

/// How many batches lie between two looks at the time within a round.
const ASK: usize = 64;

/// The number of the CPU is not known.
pub(crate) const UNKNOWN: u32 = u32::MAX;
/// The thread was on more than one CPU.
const MOVED: u32 = u32::MAX - 1;

/// Threads that race over the same instances, one for each role.
pub(crate) struct Group<'a, S: ?Sized> {
    subject: &'a S,
    recipe: &'a Recipe,
    meeting: Meeting,
    arena: Arena,
    words: usize,
    barrier: Barrier,
    start: Start,
    /// By thread: where it was in this round.
    cpus: Box<[CachePadded<AtomicU32>]>,
    /// Set by the leader between two barriers, read by all after the second.
    over: AtomicBool,
    /// The barrier at which a round is cut short, by its number at every seat: the leader sets it
    /// before it comes there, so all know when they leave.
    cut: AtomicU64,
    /// How many instances to run at least; none for no limit.
    quota: Option<u64>,
}

impl<'a, S: Subject + ?Sized> Group<'a, S> {
    pub(crate) fn new(
        subject: &'a S,
        recipe: &'a Recipe,
        arena: Arena,
        shared_cpus: bool,
        quota: Option<u64>,
    ) -> Group<'a, S> {
        let shape = subject.shape();
        let meeting = match recipe.sync.barrier {
            Meeting::Timebase if !sync::counter_is_fine() => Meeting::Fenced,
            meeting => meeting,
        };
        Group {
            subject,
            recipe,
            meeting,
            arena,
            words: shape.words,
            barrier: Barrier::new(shape.roles(), shared_cpus),
            start: Start::new(),
            cpus: (0..shape.roles()).map(|_| CachePadded::new(AtomicU32::new(UNKNOWN))).collect(),
            over: AtomicBool::new(false),
            cut: AtomicU64::new(u64::MAX),
            quota,
        }
    }

    fn threads(&self) -> usize {
        self.cpus.len()
    }

    /// The work of one thread. `stop` is asked after every round, and within long ones.
    pub(crate) fn work(&self, thread: usize, rng: Rng, tally: &Tally, stop: &dyn Fn() -> bool) {
        let mut worker = Worker {
            group: self,
            thread,
            seat: self.barrier.seat(thread),
            last_start: 0,
            rng,
            actions: vec![CacheAction::None; self.arena.instance(0).variables().len()],
        };
        self.subject.enter();
        worker.prepare();
        let mut batch = Batch::new(self.words);
        let mut handed = Instant::now();
        let mut done = 0;
        // Broken: another thread has panicked, which its join reports, or has left after the last
        // round.
        while let Ok(ran) = worker.race(stop)
            && worker.seat.wait().is_ok()
        {
            worker.collect(ran, &mut batch);
            done += ran as u64;
            let enough = || self.quota.is_some_and(|quota| done >= quota);
            if thread == 0 && (ran < self.arena.instances || stop() || enough()) {
                self.over.store(true, Ordering::Relaxed);
            }
            if worker.seat.wait().is_err() || self.over.load(Ordering::Relaxed) {
                break;
            }
            if handed.elapsed() >= HAND_OVER || done == ran as u64 {
                tally.take(&mut batch);
                handed = Instant::now();
            }
        }
        tally.take(&mut batch);
    }
}

struct Worker<'g, S: ?Sized> {
    group: &'g Group<'g, S>,
    thread: usize,
    seat: Seat<'g>,
    last_start: u64,
    rng: Rng,
    /// By variable: what is done to it before the current batch.
    actions: Vec<CacheAction>,
}

impl<S: Subject + ?Sized> Worker<'_, S> {
    /// The instances that this thread resets and collects.
    fn portion(&self) -> Range<usize> {
        let (n, threads) = (self.group.arena.instances, self.group.threads());
        n * self.thread / threads..n * (self.thread + 1) / threads
    }

    fn prepare(&mut self) {
        for index in self.portion() {
            let instance = self.group.arena.instance(index);
            // SAFETY: portions are disjoint, and a barrier follows before anyone runs.
            unsafe {
                (0..self.group.threads()).for_each(|role| self.group.subject.bind(role, &instance));
                self.group.subject.reset(&instance);
            }
        }
    }

    /// Runs a role over one batch after the other. Returns how many instances were raced over, of
    /// which all are once everyone has met.
    fn race(&mut self, stop: &dyn Fn() -> bool) -> Result<usize, Broken> {
        let group = self.group;
        let (sync, mixing) = (&group.recipe.sync, group.recipe.threads.mixing);
        let instances = group.arena.instances;
        let every = if sync.every == 0 { instances } else { sync.every };
        self.seat.wait()?;
        let before = threads::cpu();
        let mut ran = instances;
        for (n, start) in (0..instances).step_by(every).enumerate() {
            let len = every.min(instances - start);
            let role = match mixing {
                Mixing::Fixed => self.thread,
                Mixing::Rotate | Mixing::Paired => (self.thread + n) % group.threads(),
            };
            self.warm(role, start..start + len);
            if sync.every != 0 && !(mixing == Mixing::Paired && n % 2 == 1) {
                if self.thread == 0 && n > 0 && n % ASK == 0 && stop() {
                    group.cut.store(self.seat.count() + 1, Ordering::Relaxed);
                }
                self.meet()?;
                if group.cut.load(Ordering::Relaxed) <= self.seat.count() {
                    ran = start;
                    break;
                }
            }
            if sync.delay > 0 {
                sync::delay(self.rng.below(sync.delay + 1));
            }
            let frames = &group.arena.frames[role];
            // SAFETY: every instance was bound and reset before the last barrier, and in a batch
            // each role is run by one thread: threads differ by their number, to which all add
            // the same.
            unsafe { group.subject.run(role, frames.at(start), len, frames.stride) };
        }
        let cpu = match (before, threads::cpu()) {
            (Some(before), Some(after)) if before == after => after,
            (Some(_), Some(_)) => MOVED,
            _ => UNKNOWN,
        };
        group.cpus[self.thread].store(cpu, Ordering::Relaxed);
        Ok(ran)
    }

    #[inline]
    fn meet(&mut self) -> Result<(), Broken> {
        self.seat.wait()?;
        match self.group.meeting {
            Meeting::Spin => {}
            Meeting::Fenced => sync::drain(),
            Meeting::Timebase => {
                sync::drain();
                let ticks = self.group.recipe.sync.ticks;
                self.group.start.wait(self.thread == 0, ticks, &mut self.last_start);
            }
        }
        Ok(())
    }

    /// The cache actions of a role on a batch.
    #[inline]
    fn warm(&mut self, role: usize, batch: Range<usize>) {
        let table = &self.group.recipe.cache.actions;
        let Some(row) = table.get(role % table.len().max(1)).filter(|row| !row.is_empty()) else {
            return;
        };
        for (variable, action) in self.actions.iter_mut().enumerate() {
            *action = cache::decide(row[variable % row.len()], &mut self.rng);
        }
        for index in batch {
            let instance = self.group.arena.instance(index);
            for (&address, &action) in instance.variables().iter().zip(&self.actions) {
                // SAFETY: the variable is mapped.
                unsafe { cache::act(action, address) };
            }
        }
    }

    /// Counts this thread's portion, of those instances that were raced over, and resets it.
    fn collect(&mut self, ran: usize, batch: &mut Batch) {
        let group = self.group;
        let cpus = group.cpus.iter().map(|cpu| cpu.load(Ordering::Relaxed));
        let portion = self.portion();
        let raced = portion.len().min(ran.saturating_sub(portion.start)) as u64;
        let mut counts: Option<&mut Counts> = if cpus.clone().any(|cpu| cpu == MOVED) {
            batch.dropped += raced;
            None
        } else {
            batch.instances += raced;
            Some(batch.bin(cpus))
        };
        let mut outcome = vec![0; group.words];
        for index in portion {
            let instance = group.arena.instance(index);
            // SAFETY: all roles have run before the last barrier, portions are disjoint, and
            // another barrier follows before anyone runs.
            unsafe {
                if let Some(counts) = &mut counts
                    && index < ran
                {
                    group.subject.collect(&instance, &mut outcome);
                    counts.add(&outcome);
                }
                group.subject.reset(&instance);
            }
        }
    }
}
