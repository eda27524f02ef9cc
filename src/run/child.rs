//! The child process: one test, run and counted.
//!
//! Whatever a test does (spin for ever, fault, write over the heap) it does to
//! this process alone. The process ends when its standard input does, so it
//! never outlives the parent.

use super::job::{Counts, Event, Job, Place, Sighting, Words, words};
use fencepost_asm::detect;
use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::test;
use fencepost_machine::assembled::{Assembled, Unfit};
use fencepost_machine::{Budget, Histogram, Recipe, RunResult, run};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Does the job on the standard input.
///
/// # Errors
/// If it cannot be read, or nobody reads the answer.
pub fn main() -> io::Result<()> {
    no_core_dumps();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let job: Job = serde_json::from_str(&line)?;
    std::thread::spawn(|| {
        // Nothing more is sent: this returns when the parent has closed its end.
        let _ = io::stdin().lock().read(&mut [0]);
        // SAFETY: ends the process without running anything else of it: threads
        // of the test may be in a state that nothing can rely on.
        unsafe { libc::_exit(1) }
    });
    let mut out = io::stdout().lock();
    let mut broken = Ok(());
    let mut say = |event: &Event| -> io::Result<()> {
        let line = serde_json::to_string(event)? + "\n";
        out.write_all(line.as_bytes())?;
        out.flush()
    };
    let last = answer(&job, &mut |counts| {
        if broken.is_ok() {
            broken = say(&Event::Progress(counts));
        }
    });
    broken?;
    say(&last)
}

/// Runs the job; `progress` is told what was seen so far from time to time.
fn answer(job: &Job, progress: &mut dyn FnMut(Counts)) -> Event {
    let refused = |unsupported, message| Event::Refused { unsupported, message };
    if let Err(message) = restrict(&job.cores) {
        return refused(false, message);
    }
    let recipe = match Recipe::from_toml(&job.recipe) {
        Ok(recipe) => recipe,
        Err(error) => return refused(false, error.to_string()),
    };
    let test = match test::parse(&job.test) {
        Ok(parsed) => parsed.test,
        Err(_) => return refused(false, "the child process cannot read the test".to_owned()),
    };
    let prepared = match Prepared::new(&test, Options::default(), &|| false) {
        Ok(prepared) => prepared,
        Err(_) => return refused(true, "an execution has too many memory events".to_owned()),
    };
    let assembled = match Assembled::new(&prepared) {
        Ok(assembled) => assembled,
        Err(unfit @ Unfit::Refused(_)) => {
            return refused(true, format!("cannot be assembled: {unfit}"));
        }
        Err(unfit) => return refused(false, unfit.to_string()),
    };
    let missing = missing(&assembled);
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return refused(true, format!("needs {missing}, which this machine does not have"));
    }
    let time = job.seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
    let budget = Budget { instances: job.instances, time };
    let name = |outcome: &[u64]| {
        let state = assembled.final_state(&prepared, outcome)?;
        Some((words(&state.values), state.satisfies))
    };
    let result = run(&assembled, &recipe, budget, &AtomicBool::new(false), |p| {
        progress(counts(&name, &p.histogram, p.elapsed, p.instances, p.dropped));
    });
    match result {
        Ok(r) => Event::Done {
            counts: counts(&name, &r.histogram, r.elapsed, r.instances, r.dropped),
            place: place(&r),
        },
        Err(error) => refused(false, error.to_string()),
    }
}

/// The names of the features that a test needs and this machine is known to lack.
fn missing(assembled: &Assembled) -> Vec<&'static str> {
    let features = detect::features();
    let is_absent = |name: &str| {
        let name = name.trim_start_matches("FEAT_").to_lowercase();
        let known = fencepost_asm::Feature::ALL.into_iter().find(|f| f.name() == name);
        known.is_some_and(|known| !features.has(known))
    };
    let needs: BTreeSet<_> = assembled.code().flat_map(|(routine, _)| &routine.needs).collect();
    needs.into_iter().map(|feature| feature.name()).filter(|name| is_absent(name)).collect()
}

/// Names an outcome in the words of the model, and says whether the condition holds of it; none
/// if the test filters it out.
type Name<'a> = &'a dyn Fn(&[u64]) -> Option<(Words, bool)>;

/// A histogram in the words of the model.
fn counts(
    name: Name<'_>,
    histogram: &Histogram,
    elapsed: Duration,
    instances: u64,
    dropped: u64,
) -> Counts {
    let (mut states, mut filtered) = (BTreeMap::<(Words, bool), u64>::new(), 0);
    for (outcome, count) in histogram.rows() {
        match name(outcome) {
            Some(state) => *states.entry(state).or_default() += count,
            None => filtered += count,
        }
    }
    let sighting = |((state, satisfies), count)| Sighting { state, satisfies, count };
    Counts {
        seconds: elapsed.as_secs_f64(),
        instances,
        dropped,
        filtered,
        uncounted: histogram.uncounted(),
        states: states.into_iter().map(sighting).collect(),
    }
}

fn place(result: &RunResult) -> Place {
    let mut cpus: Vec<u32> = result.bins.iter().flat_map(|b| &b.cpus).flatten().copied().collect();
    cpus.sort_unstable();
    cpus.dedup();
    Place {
        cpus,
        groups: result.groups,
        threads: result.threads,
        shared: result.shared_cpus,
        pinned: result.pinned,
        notes: result.notes.clone(),
    }
}

/// A test that faults is expected; its memory is of no use to anybody.
fn no_core_dumps() {
    let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the call reads the structure and changes a limit of this process.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &none) };
}

/// Leaves only these CPUs to the process, and so to every thread of it.
#[cfg(target_os = "linux")]
fn restrict(cores: &[usize]) -> Result<(), String> {
    if cores.is_empty() {
        return Ok(());
    }
    // SAFETY: a set of bits, for which all zeros is the empty one.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    for &core in cores {
        if core >= libc::CPU_SETSIZE as usize {
            return Err(format!("--cores: there is no CPU {core}"));
        }
        // SAFETY: the index is inside the set.
        unsafe { libc::CPU_SET(core, &mut set) };
    }
    // SAFETY: the set is as long as the call is told.
    match unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) } {
        0 => Ok(()),
        _ => Err(format!("--cores: {}; see `fencepost doctor`", io::Error::last_os_error())),
    }
}

/// Where the system does not let a process choose.
#[cfg(not(target_os = "linux"))]
fn restrict(cores: &[usize]) -> Result<(), String> {
    match cores {
        [] => Ok(()),
        _ => Err("--cores: this system does not let a process choose its CPUs; a recipe's \
                  threads.placement asks for kinds of cores"
            .to_owned()),
    }
}
