//! How long a word takes from one core to another and back.

use crate::machine::MachineStamp;
use crate::place::{Places, Seat, current_cpu};
use crate::situation::Class;
use crate::stats::Interval;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::*};
use std::time::{Duration, Instant};

/// How two threads pass a word to and fro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PingPong {
    /// Each waits with Rust's compare-and-swap until it succeeds.
    Cas,
    /// Each waits with loads, then stores.
    StoreLoad,
    /// Each waits with an exclusive loop; AArch64 alone.
    Exclusive,
}

impl PingPong {
    /// Those that this architecture has.
    pub fn all() -> &'static [PingPong] {
        match cfg!(target_arch = "aarch64") {
            true => &[PingPong::Cas, PingPong::StoreLoad, PingPong::Exclusive],
            false => &[PingPong::Cas, PingPong::StoreLoad],
        }
    }

    /// Its name in commands and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            PingPong::Cas => "cas",
            PingPong::StoreLoad => "store-load",
            PingPong::Exclusive => "exclusive",
        }
    }

    /// It in words.
    pub const fn words(self) -> &'static str {
        match self {
            PingPong::Cas => "compare-and-swap",
            PingPong::StoreLoad => "store and load",
            PingPong::Exclusive => "exclusive loop",
        }
    }

    /// Waits until the word is `from` and makes it `to`.
    #[inline(always)]
    fn pass(self, word: &AtomicU64, from: u64, to: u64) {
        match self {
            PingPong::Cas => {
                while word.compare_exchange(from, to, AcqRel, Relaxed).is_err() {
                    std::hint::spin_loop();
                }
            }
            PingPong::StoreLoad => {
                while word.load(Acquire) != from {
                    std::hint::spin_loop();
                }
                word.store(to, Release);
            }
            PingPong::Exclusive => exclusive(word, from, to),
        }
    }
}

#[cfg(target_arch = "aarch64")]
#[inline(always)]
fn exclusive(word: &AtomicU64, from: u64, to: u64) {
    // SAFETY: the word is aligned, and only atomics touch it; exclusives are base A64.
    while unsafe { fencepost_asm::insn::excl::cas::ldaxr_stlxr_cas_x(word.as_ptr(), from, to) }
        != from
    {
        std::hint::spin_loop();
    }
}

/// Never asked for: [`PingPong::all`] has it on AArch64 alone, and elsewhere this is Rust's.
#[cfg(not(target_arch = "aarch64"))]
fn exclusive(word: &AtomicU64, from: u64, to: u64) {
    PingPong::Cas.pass(word, from, to);
}

/// How the CPUs of a pair are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// Threads were pinned, and the CPU's number read back around every sample.
    Pinned,
    /// Threads cannot be pinned: samples are sorted by the CPUs that were read back around them.
    Observed,
}

/// One pair of CPUs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The CPU with the smaller number.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Nanoseconds one way: half of a round trip.
    pub ns: Interval,
    /// How many samples.
    pub samples: usize,
}

/// A matrix of latencies. Pairs that were not seen are not in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// How the word went.
    pub ping_pong: PingPong,
    /// How the CPUs are known.
    pub placement: Placement,
    /// The CPUs, in order.
    pub cpus: Vec<usize>,
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
    /// Samples in which a thread moved, which were not used.
    pub moved: u64,
    /// Whether all of this is of an emulator, and no cost.
    pub emulated: bool,
}

impl Matrix {
    /// The pair of two CPUs, whichever comes first.
    pub fn pair(&self, a: usize, b: usize) -> Option<&Pair> {
        self.pairs.iter().find(|pair| (pair.a, pair.b) == (a.min(b), a.max(b)))
    }
}

/// Round trips of a sample.
const TRIPS: u32 = 500;

/// Measures all pairs of CPUs in about so much time.
///
/// # Errors
/// If there is only one CPU, or the system neither pins threads nor says where they run: then any
/// matrix would be made up.
pub fn matrix(ping_pong: PingPong, time: Duration) -> Result<Matrix, String> {
    let places = Places::of_this_machine();
    if places.count() < 2 {
        return Err("there is only one CPU to use: no word goes to another core".to_owned());
    }
    if current_cpu().is_none() {
        return Err("this system does not say on which CPU a thread runs, so that no latency \
                    could be put to a pair of cores"
            .to_owned());
    }
    let mut seen = Seen::default();
    let placement = match places.cpus().as_slice() {
        [] => {
            wander(ping_pong, places, time, &mut seen);
            Placement::Observed
        }
        cpus => {
            let pairs = cpus.iter().enumerate();
            let pairs: Vec<_> =
                pairs.flat_map(|(n, &a)| cpus[n + 1..].iter().map(move |&b| (a, b))).collect();
            let share = time / pairs.len().max(1) as u32;
            for (a, b) in pairs {
                let seat = |cpu| Seat { cpu: Some(cpu), class: Class::Any };
                let mut here = Seen::default();
                samples(ping_pong, [seat(a), seat(b)], share, &mut here);
                // What was not where it was meant to be is not used.
                let meant = here.pairs.remove(&(a, b)).unwrap_or_default();
                seen.moved += here.moved + here.pairs.values().map(Vec::len).sum::<usize>() as u64;
                seen.pairs.insert((a, b), meant);
            }
            Placement::Pinned
        }
    };
    Ok(seen.matrix(ping_pong, placement, places.cpus()))
}

/// Without pinning: new threads again and again, on all kinds of core, wherever the system puts
/// them.
fn wander(ping_pong: PingPong, places: &Places, time: Duration, seen: &mut Seen) {
    let start = Instant::now();
    let classes = places.classes();
    let mut turn = 0;
    while start.elapsed() < time {
        let class = |n: usize| Seat { cpu: None, class: classes[n % classes.len()] };
        samples(ping_pong, [class(turn), class(turn / 2)], time / 500, seen);
        turn += 1;
    }
}

/// What was seen, by the pair of CPUs.
#[derive(Default)]
struct Seen {
    pairs: BTreeMap<(usize, usize), Vec<f64>>,
    moved: u64,
}

impl Seen {
    fn add(&mut self, cpus: [[Option<usize>; 2]; 2], ns: f64) {
        match cpus {
            [[Some(a), Some(a_after)], [Some(b), Some(b_after)]]
                if a == a_after && b == b_after && a != b =>
            {
                self.pairs.entry((a.min(b), a.max(b))).or_default().push(ns);
            }
            _ => self.moved += 1,
        }
    }

    fn matrix(self, ping_pong: PingPong, placement: Placement, cpus: Vec<usize>) -> Matrix {
        let Seen { pairs, moved } = self;
        let mut cpus = cpus;
        cpus.extend(pairs.keys().flat_map(|&(a, b)| [a, b]));
        cpus.sort_unstable();
        cpus.dedup();
        let pairs = pairs.into_iter().filter_map(|((a, b), samples)| {
            Some(Pair { a, b, ns: Interval::of(&samples)?, samples: samples.len() })
        });
        let emulated = MachineStamp::of_this_machine().emulated;
        Matrix { ping_pong, placement, cpus, pairs: pairs.collect(), moved, emulated }
    }
}

/// Takes samples with two threads for so long, at least seven.
fn samples(ping_pong: PingPong, seats: [Seat; 2], time: Duration, seen: &mut Seen) {
    const FEWEST: usize = 7;
    const MOST: usize = 300;
    const STOP: u64 = u64::MAX;
    // The partner answers an odd number with the next even one; a sample's rounds all use the
    // same two numbers.
    #[repr(align(256))]
    struct Lonely(AtomicU64);
    let (word, ready, partner_cpu) =
        (Lonely(AtomicU64::new(0)), Lonely(AtomicU64::new(0)), Lonely(AtomicU64::new(0)));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            seats[1].take();
            let mut round = 0;
            loop {
                round += 1;
                let mut order = ready.0.load(Acquire);
                while order < round {
                    std::hint::spin_loop();
                    order = ready.0.load(Acquire);
                }
                if order == STOP {
                    return;
                }
                let before = current_cpu();
                for _ in 0..TRIPS {
                    ping_pong.pass(&word.0, 1, 0);
                }
                let stayed = current_cpu().filter(|&cpu| Some(cpu) == before);
                // 0 while it is at work, 1 if it moved, else the CPU plus 2.
                partner_cpu.0.store(stayed.map_or(1, |cpu| cpu as u64 + 2), Release);
            }
        });
        let first = scope.spawn(|| {
            seats[0].take();
            let mut samples = Vec::new();
            let start = Instant::now();
            // The first round warms up and is not used.
            let mut round = 0;
            while samples.len() < MOST && (start.elapsed() < time || samples.len() < FEWEST) {
                round += 1;
                partner_cpu.0.store(0, Relaxed);
                ready.0.store(round, Release);
                // The first trip waits for the partner to begin.
                ping_pong.pass(&word.0, 0, 1);
                while word.0.load(Acquire) != 0 {
                    std::hint::spin_loop();
                }
                let before = current_cpu();
                let clock = Instant::now();
                for _ in 1..TRIPS {
                    ping_pong.pass(&word.0, 0, 1);
                }
                while word.0.load(Acquire) != 0 {
                    std::hint::spin_loop();
                }
                let elapsed = clock.elapsed();
                let after = current_cpu();
                let mut partner = 0;
                while partner == 0 {
                    std::hint::spin_loop();
                    partner = partner_cpu.0.load(Acquire);
                }
                let partner = partner.checked_sub(2).map(|cpu| cpu as usize);
                let ns = elapsed.as_secs_f64() * 1e9 / (2.0 * f64::from(TRIPS - 1));
                if round > 1 {
                    samples.push(([[before, after], [partner, partner]], ns));
                }
            }
            ready.0.store(STOP, Release);
            samples
        });
        // A panic would be one of ours: pass it on.
        for (cpus, ns) in first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
            seen.add(cpus, ns);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_moved_is_in_no_pair() {
        let mut seen = Seen::default();
        seen.add([[Some(1), Some(1)], [Some(0), Some(0)]], 40.0);
        seen.add([[Some(0), Some(0)], [Some(1), Some(1)]], 42.0);
        seen.add([[Some(0), Some(1)], [Some(1), Some(1)]], 1.0);
        seen.add([[Some(0), Some(0)], [None, None]], 1.0);
        seen.add([[Some(0), Some(0)], [Some(0), Some(0)]], 1.0);
        assert_eq!(seen.moved, 3);
        let matrix = seen.matrix(PingPong::Cas, Placement::Observed, vec![]);
        assert_eq!(matrix.cpus, [0, 1]);
        assert_eq!(matrix.pairs.len(), 1, "both ways are one pair");
        assert_eq!(matrix.pair(1, 0).map(|pair| pair.ns.median), Some(41.0));
        assert_eq!(matrix.pair(0, 2), None);
    }

    #[test]
    fn every_pair_of_this_machine() {
        let cpus = Places::of_this_machine().cpus();
        for &ping_pong in PingPong::all() {
            match matrix(ping_pong, Duration::from_millis(1)) {
                Ok(matrix) => {
                    assert!(matrix.pairs.iter().all(|pair| pair.a < pair.b && pair.ns.low > 0.0));
                    if matrix.placement == Placement::Pinned {
                        assert_eq!(matrix.cpus, cpus);
                        let pairs = cpus.len() * (cpus.len() - 1) / 2;
                        assert!(matrix.pairs.len() <= pairs);
                    }
                }
                Err(why) => println!("left out: {why}"),
            }
        }
    }
}
