//! A run: threads, a budget, and what was seen.

use crate::counts::{Counts, Histogram};
use crate::layout::Arena;
use crate::place;
use crate::recipe::Recipe;
use crate::rng::Rng;
use crate::round::{Group, UNKNOWN};
use crate::stress::{self, Field};
use crate::subject::Subject;
use crate::threads::{self, Home};
use fencepost_asm::detect::{Topology, topology};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// When to stop: at the first of these, or of a stop flag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// After at least so many instances.
    pub instances: Option<u64>,
    /// After about so long.
    pub time: Option<Duration>,
}

impl Budget {
    /// So many instances, however long they take.
    pub fn instances(n: u64) -> Budget {
        Budget { instances: Some(n), time: None }
    }

    /// So long.
    pub fn time(time: Duration) -> Budget {
        Budget { instances: None, time: Some(time) }
    }
}

/// What a run has seen so far.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The time since the run began.
    pub elapsed: Duration,
    /// Instances counted.
    pub instances: u64,
    /// Instances dropped because a thread changed its CPU meanwhile.
    pub dropped: u64,
    /// All outcomes.
    pub histogram: Histogram,
}

/// What was seen on one set of CPUs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bin {
    /// By thread of the group: the CPU it ran on; `None` where the system does not say.
    pub cpus: Vec<Option<u32>>,
    /// The outcomes there.
    pub histogram: Histogram,
}

/// What a run has seen.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// How long it took, from the call to the end of the last thread.
    pub elapsed: Duration,
    /// Instances counted.
    pub instances: u64,
    /// Instances dropped because a thread changed its CPU meanwhile.
    pub dropped: u64,
    /// All outcomes.
    pub histogram: Histogram,
    /// The outcomes by the CPUs they were seen on.
    pub bins: Vec<Bin>,
    /// How many groups of threads raced, and how many threads each had.
    pub groups: usize,
    /// One thread for each role.
    pub threads: usize,
    /// Whether there were more threads than CPUs, so that threads of a group took turns.
    pub shared_cpus: bool,
    /// Whether every thread was where it was sent.
    pub pinned: bool,
    /// What could not be done as the recipe says.
    pub notes: Vec<String>,
    /// What was done.
    pub recipe: Recipe,
}

impl RunResult {
    /// Instances a second.
    pub fn rate(&self) -> f64 {
        self.instances as f64 / self.elapsed.as_secs_f64()
    }
}

/// Why nothing was run.
#[derive(Debug)]
pub enum RunError {
    /// There is no memory for the instances.
    Memory(io::Error),
    /// The system gives no thread.
    Thread(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Memory(e) => {
                write!(f, "no memory for the instances: {e}; ask for fewer (layout.instances)")
            }
            RunError::Thread(e) => write!(f, "cannot start a thread: {e}"),
        }
    }
}

impl std::error::Error for RunError {}

/// What a thread has counted and not yet handed over.
pub(crate) struct Batch {
    words: usize,
    pub(crate) instances: u64,
    pub(crate) dropped: u64,
    bins: Vec<(Box<[u32]>, Counts)>,
}

impl Batch {
    pub(crate) fn new(words: usize) -> Batch {
        Batch { words, instances: 0, dropped: 0, bins: Vec::new() }
    }

    /// The counts of a set of CPUs.
    pub(crate) fn bin(&mut self, cpus: impl Iterator<Item = u32> + Clone) -> &mut Counts {
        let known = self.bins.iter().position(|(bin, _)| bin.iter().copied().eq(cpus.clone()));
        let n = known.unwrap_or_else(|| {
            self.bins.push((cpus.collect(), Counts::new(self.words)));
            self.bins.len() - 1
        });
        &mut self.bins[n].1
    }
}

/// What all threads have handed over.
#[derive(Default)]
pub(crate) struct Tally {
    seen: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    instances: u64,
    dropped: u64,
    bins: BTreeMap<Box<[u32]>, Histogram>,
    /// Threads that have ended.
    ended: usize,
}

impl Seen {
    fn histogram(&self) -> Histogram {
        self.bins.values().fold(Histogram::default(), |mut all, bin| {
            all.merge(bin);
            all
        })
    }
}

impl Tally {
    /// Takes over what a thread has counted.
    pub(crate) fn take(&self, batch: &mut Batch) {
        let mut seen = self.lock();
        seen.instances += std::mem::take(&mut batch.instances);
        seen.dropped += std::mem::take(&mut batch.dropped);
        for (cpus, counts) in &mut batch.bins {
            match seen.bins.get_mut(cpus) {
                Some(histogram) => counts.drain_into(histogram),
                None => {
                    let mut histogram = Histogram::default();
                    counts.drain_into(&mut histogram);
                    seen.bins.insert(cpus.clone(), histogram);
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        // Nothing panics while it holds the lock.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the tally that a thread has ended, by a panic too.
struct Ending<'a>(&'a Tally);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.lock().ended += 1;
        self.0.changed.notify_all();
    }
}

/// How often [`run`] reports.
const REPORT: Duration = Duration::from_millis(100);

/// Runs `subject` as `recipe` says until the budget is spent or `stop` is set, and calls `progress`
/// from time to time, for the first time as soon as something was seen.
///
/// # Errors
/// If the system gives no memory or threads.
///
/// # Panics
/// If the subject does.
pub fn run<S: Subject + ?Sized>(
    subject: &S,
    recipe: &Recipe,
    budget: Budget,
    stop: &AtomicBool,
    mut progress: impl FnMut(&Progress),
) -> Result<RunResult, RunError> {
    let began = Instant::now();
    let shape = subject.shape();
    let threads = shape.roles();
    let mut rng = Rng::new(recipe.seed, 0);
    let topology = machine_topology();
    let plan =
        place::plan(topology, recipe.threads.placement, threads, recipe.threads.groups, &mut rng);
    let quota = budget.instances.map(|n| n.div_ceil(plan.homes.len().max(1) as u64));
    let mut layout = recipe.layout.clone();
    if let Some(quota) = quota {
        layout.instances = layout.instances.min(usize::try_from(quota).unwrap_or(usize::MAX));
    }
    let groups = plan
        .homes
        .iter()
        .map(|_| {
            let arena = Arena::new(&shape, &layout, &mut rng)?;
            Ok(Group::new(subject, recipe, arena, plan.shared, quota))
        })
        .collect::<io::Result<Vec<_>>>()
        .map_err(RunError::Memory)?;
    let field = Field::new().map_err(RunError::Memory)?;

    let tally = Tally::default();
    let (over, astray) = (AtomicBool::new(false), AtomicUsize::new(0));
    let out_of_time = || budget.time.is_some_and(|limit| began.elapsed() >= limit);
    let is_over = || stop.load(Ordering::Relaxed) || over.load(Ordering::Relaxed) || out_of_time();
    let gate = Gate::default();
    let go_home = |home: Home| {
        if !threads::settle(home) {
            astray.fetch_add(1, Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        let start = || -> io::Result<usize> {
            let mut started = 0;
            for (group, homes) in groups.iter().zip(&plan.homes) {
                for (thread, &home) in homes.iter().enumerate() {
                    started += 1;
                    let rng = Rng::new(recipe.seed, started as u64);
                    let (gate, tally, go_home, is_over) = (&gate, &tally, &go_home, &is_over);
                    let body = move || {
                        let _ending = Ending(tally);
                        go_home(home);
                        if gate.wait() {
                            group.work(thread, rng, tally, is_over);
                        }
                    };
                    std::thread::Builder::new().spawn_scoped(scope, body)?;
                }
            }
            let mut spare = plan.spare.iter().copied();
            for (n, stressor) in stress::stressors(&recipe.stress).enumerate() {
                let home = spare.next().unwrap_or(Home::Anywhere);
                let mut rng = Rng::new(recipe.seed, 1 << 32 | n as u64);
                let (gate, field, over, go_home) = (&gate, &field, &over, &go_home);
                let body = move || {
                    go_home(home);
                    if gate.wait() {
                        stress::work(stressor, field, &mut rng, over);
                    }
                };
                std::thread::Builder::new().spawn_scoped(scope, body)?;
            }
            Ok(started)
        };
        let started = start();
        gate.open(started.is_ok());
        if let Ok(started) = started {
            watch(&tally, started, began, &mut progress);
        }
        over.store(true, Ordering::Relaxed);
        started
    })
    .map_err(RunError::Thread)?;

    let seen = tally.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let known = |cpu: u32| (cpu != UNKNOWN).then_some(cpu);
    Ok(RunResult {
        elapsed: began.elapsed(),
        instances: seen.instances,
        dropped: seen.dropped,
        histogram: seen.histogram(),
        bins: seen
            .bins
            .into_iter()
            .map(|(cpus, histogram)| Bin {
                cpus: cpus.iter().copied().map(known).collect(),
                histogram,
            })
            .collect(),
        groups: groups.len(),
        threads,
        shared_cpus: plan.shared,
        pinned: astray.into_inner() == 0,
        notes: plan.note.into_iter().collect(),
        recipe: recipe.clone(),
    })
}

/// Reports until all threads have ended.
fn watch(tally: &Tally, threads: usize, began: Instant, progress: &mut dyn FnMut(&Progress)) {
    let mut pause = Duration::from_millis(5);
    let mut seen = tally.lock();
    while seen.ended < threads {
        let (guard, wait) =
            tally.changed.wait_timeout(seen, pause).unwrap_or_else(PoisonError::into_inner);
        seen = guard;
        if wait.timed_out() && seen.instances > 0 {
            let report = Progress {
                elapsed: began.elapsed(),
                instances: seen.instances,
                dropped: seen.dropped,
                histogram: seen.histogram(),
            };
            drop(seen); // whatever the caller does, the threads go on
            progress(&report);
            pause = REPORT;
            seen = tally.lock();
        }
    }
}

/// Where threads wait until all have been started, or the start has failed.
#[derive(Default)]
struct Gate {
    open: Mutex<Option<bool>>,
    changed: Condvar,
}

impl Gate {
    fn open(&self, go: bool) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(go);
        self.changed.notify_all();
    }

    /// Whether to go.
    fn wait(&self) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *open {
                Some(go) => return go,
                None => open = self.changed.wait(open).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// The topology, asked for once.
fn machine_topology() -> &'static Topology {
    static TOPOLOGY: OnceLock<Topology> = OnceLock::new();
    TOPOLOGY.get_or_init(topology)
}
