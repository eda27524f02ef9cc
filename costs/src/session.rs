//! Threads in their places, ready to run batches.

use crate::counter::Counter;
use crate::ground::{Ground, LINE_WORDS, LINES, Memory};
use crate::kernel::{Kernel, Tally, UNROLL};
use crate::measure::Refusal;
use crate::place::{Places, Seat, current_cpu};
use crate::primitive::Primitive;
use crate::situation::{Company, Situation, Stride};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a batch runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The loop with the primitive.
    With,
    /// The loop with NOPs of equal size.
    Nops,
    /// A copy of that loop at another place: the difference between the two is noise.
    Twin,
}

/// What a batch came to.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// Iterations that were run.
    pub iterations: usize,
    /// How long all of them took.
    pub time: Duration,
    /// Cycles of the measured thread, where there is a counter.
    pub cycles: Option<u64>,
    /// Store exclusives that failed, in the measured thread.
    pub failed: u64,
    /// The CPU that it ran on from beginning to end; `None` if it moved or the system does not say.
    pub cpu: Option<usize>,
    /// Whether the thread was seen to move.
    pub migrated: bool,
}

/// What the other threads are told: a number that grows, and one of these below it.
mod command {
    /// Write the lines.
    pub(super) const OWN: u64 = 1;
    /// Run one of the loops until told otherwise.
    pub(super) const WITH: u64 = 2;
    pub(super) const NOPS: u64 = 3;
    pub(super) const TWIN: u64 = 4;
    /// Do nothing.
    pub(super) const REST: u64 = 5;
    /// Go home.
    pub(super) const STOP: u64 = 6;
    /// Bits that a command takes.
    pub(super) const BITS: u32 = 3;
}

/// A word on a line of its own, neighbours' prefetching included.
#[repr(align(256))]
struct Lonely(AtomicU64);

/// How the measured thread commands the others.
struct Control {
    order: Lonely,
    done: Lonely,
}

impl Control {
    fn new() -> Control {
        Control { order: Lonely(AtomicU64::new(0)), done: Lonely(AtomicU64::new(0)) }
    }

    fn stop(&self) {
        self.order.0.store(command::STOP, Ordering::Release);
    }

    /// Waits until there is another order than the last.
    fn next(&self, last: u64) -> u64 {
        let mut order = last;
        wait(|| {
            order = self.order.0.load(Ordering::Acquire);
            order != last
        });
        order
    }
}

/// Spins; gives way to others now and then, in case there are more threads than CPUs.
fn wait(mut until: impl FnMut() -> bool) {
    let mut turns = 0u32;
    while !until() {
        turns = turns.wrapping_add(1);
        if turns.is_multiple_of(1 << 14) {
            std::thread::yield_now();
        }
        std::hint::spin_loop();
    }
}

/// The loops of a session.
#[derive(Clone, Copy)]
struct Loops {
    with: Kernel,
    nops: Kernel,
    twin: Kernel,
}

impl Loops {
    fn get(&self, which: Which) -> Kernel {
        match which {
            Which::With => self.with,
            Which::Nops => self.nops,
            Which::Twin => self.twin,
        }
    }
}

/// A primitive in a situation, with its threads in place.
pub struct Session<'a> {
    control: &'a Control,
    ground: Ground<'a>,
    loops: Loops,
    counter: Result<Counter, String>,
    /// How many other threads there are, and whether they run the loops too.
    others: u64,
    works: bool,
    /// Whether the lines are another core's before each batch.
    remote: bool,
    orders: u64,
}

/// Puts threads in their places, hands the session to `run` on the measured thread, and sends the
/// threads home.
///
/// # Errors
/// If this machine cannot: a feature or a CPU is missing.
pub fn with_session<R: Send>(
    primitive: &Primitive,
    situation: Situation,
    run: impl FnOnce(&mut Session<'_>) -> R + Send,
) -> Result<R, Refusal> {
    if !primitive.is_available() {
        return Err(Refusal::Feature(primitive.feature.name()));
    }
    if situation.stride != Stride::Same && !primitive.has_strides() {
        return Err(Refusal::Address);
    }
    let places = Places::of_this_machine();
    let cores = Refusal::Cores;
    let seat = places.seat(situation.class).map_err(cores)?;
    let workers = places.beside(situation.class, situation.company).map_err(cores)?;
    let owner = places.owner(situation.class, situation.before).map_err(cores)?;
    // A thread that is there already can write the lines as well.
    let extra = owner.filter(|owner| !workers.contains(owner));
    let threads = 1 + workers.len();
    let memory = Memory::new(threads);
    let control = Control::new();
    let loops = Loops {
        with: primitive.kernels.after(situation.before),
        nops: primitive.reference.loops.after(situation.before),
        twin: primitive.reference.twin.after(situation.before),
    };
    let stride = situation.stride.bytes();
    let others = workers.len() + usize::from(extra.is_some());
    Ok(std::thread::scope(|scope| {
        let (control, memory) = (&control, &memory);
        for (n, &seat) in workers.iter().chain(&extra).enumerate() {
            let works = n < workers.len();
            // Who does not work only needs the lines.
            let ground = memory.ground(if works { n + 1 } else { 0 }, threads, stride);
            let owns = owner == Some(seat);
            let helper = Helper { ground, loops, works, owns };
            scope.spawn(move || helper.run(seat, control, memory.lines()));
        }
        let measured = scope.spawn(move || {
            let _stop = Stop(control);
            seat.take();
            run(&mut Session {
                control,
                ground: memory.ground(0, threads, stride),
                loops,
                counter: Counter::open(),
                others: others as u64,
                works: situation.company != Company::Alone,
                remote: situation.before.is_remote(),
                orders: 0,
            })
        });
        match measured.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }))
}

/// Sends the other threads home, whatever happens to the measured one.
struct Stop<'a>(&'a Control);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// A thread beside the measured one.
struct Helper<'a> {
    ground: Ground<'a>,
    loops: Loops,
    works: bool,
    owns: bool,
}

impl Helper<'_> {
    fn run(&self, seat: Seat, control: &Control, lines: &[AtomicU64]) {
        seat.take();
        let mut order = 0;
        loop {
            order = control.next(order);
            if order & ((1 << command::BITS) - 1) == command::OWN && self.owns {
                for n in 0..LINES {
                    lines[n * LINE_WORDS].store(2, Ordering::Relaxed);
                }
            }
            let which = match order & ((1 << command::BITS) - 1) {
                command::STOP => return,
                command::WITH => Some(Which::With),
                command::NOPS => Some(Which::Nops),
                command::TWIN => Some(Which::Twin),
                _ => None,
            };
            control.done.0.fetch_add(1, Ordering::AcqRel);
            let Some(kernel) = which.filter(|_| self.works).map(|which| self.loops.get(which))
            else {
                continue;
            };
            while control.order.0.load(Ordering::Acquire) == order {
                // SAFETY: `with_session` has looked for the feature.
                std::hint::black_box(unsafe { kernel(&self.ground, 16 * UNROLL) });
            }
        }
    }
}

impl Session<'_> {
    /// Runs about so many iterations; at least one body of the loop.
    pub fn batch(&mut self, which: Which, iterations: usize) -> Batch {
        let whole = iterations.max(1).next_multiple_of(UNROLL);
        // Another core can own only so many lines at a time.
        let most = if self.remote { LINES } else { whole };
        let mut left = whole;
        let mut sum: Option<Batch> = None;
        while left > 0 {
            let part = self.part(which, left.min(most));
            left -= part.iterations;
            sum = Some(match sum {
                None => part,
                Some(sum) => sum.and(part),
            });
        }
        // `whole` is not zero, so that there was a part.
        sum.unwrap_or_else(|| self.part(which, UNROLL))
    }

    fn part(&mut self, which: Which, iterations: usize) -> Batch {
        if self.remote {
            self.order(command::OWN);
        }
        if self.works {
            self.order(match which {
                Which::With => command::WITH,
                Which::Nops => command::NOPS,
                Which::Twin => command::TWIN,
            });
        }
        let kernel = self.loops.get(which);
        let before = current_cpu();
        let cycles = self.counter.as_ref().ok().and_then(Counter::read);
        let start = Instant::now();
        // SAFETY: `with_session` has looked for the feature.
        let Tally { seen, failed } = unsafe { kernel(&self.ground, iterations) };
        let time = start.elapsed();
        let after_cycles = self.counter.as_ref().ok().and_then(Counter::read);
        let after = current_cpu();
        std::hint::black_box(seen);
        if self.works {
            self.order(command::REST);
        }
        let cycles = cycles.zip(after_cycles).map(|(from, to)| to.saturating_sub(from));
        let migrated = before != after;
        let cpu = after.filter(|_| !migrated);
        Batch { iterations, time, cycles, failed, cpu, migrated }
    }

    /// Why there are no cycles, if so.
    pub fn no_cycles(&self) -> Option<&str> {
        self.counter.as_ref().err().map(String::as_str)
    }

    /// Tells the others what to do and waits until all have begun, or have done it.
    fn order(&mut self, command: u64) {
        if self.others == 0 {
            return;
        }
        let done = self.control.done.0.load(Ordering::Acquire);
        self.orders += 1;
        self.control.order.0.store(self.orders << command::BITS | command, Ordering::Release);
        wait(|| self.control.done.0.load(Ordering::Acquire) >= done + self.others);
    }
}

impl Batch {
    fn and(self, other: Batch) -> Batch {
        Batch {
            iterations: self.iterations + other.iterations,
            time: self.time + other.time,
            cycles: self.cycles.zip(other.cycles).map(|(a, b)| a + b),
            failed: self.failed + other.failed,
            cpu: self.cpu.filter(|_| self.cpu == other.cpu),
            migrated: self.migrated || other.migrated || self.cpu != other.cpu,
        }
    }

    /// Nanoseconds an iteration.
    pub fn nanoseconds(&self) -> f64 {
        self.time.as_secs_f64() * 1e9 / self.iterations as f64
    }
}
