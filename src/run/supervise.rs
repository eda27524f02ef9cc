//! A child process under watch.
//!
//! A child that makes no progress for too long is ended; one that a signal
//! ended, or that left without a word, is reported as what it is. In any case
//! what it has counted until then is kept.

use super::job::{Counts, Event, Job, Place};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum End {
    /// As asked.
    Complete,
    /// Not begun: the machine or the assembler lacks something.
    Unsupported {
        /// What.
        message: String,
    },
    /// Not begun, for another reason.
    Refused {
        /// Which.
        message: String,
    },
    /// It made no progress for so many seconds.
    Stalled {
        /// How many.
        seconds: u64,
    },
    /// A signal ended its process.
    Signal {
        /// Its number on this system.
        number: i32,
    },
    /// Its process ended for no known reason.
    Gone {
        /// What it last said.
        message: String,
    },
    /// The whole run was told to end.
    Interrupted,
}

/// What came of a child.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// How it ended.
    pub end: End,
    /// What it had counted by then.
    pub counts: Counts,
    /// Where it was run, if it ended well.
    pub place: Option<Place>,
}

impl Finished {
    fn new(end: End, counts: Counts) -> Finished {
        Finished { end, counts, place: None }
    }
}

/// How often somebody looks whether to end it all.
const TICK: Duration = Duration::from_millis(20);

/// Starts a child, gives it a job, and watches it: it is ended if no instance
/// was counted for as long as `patience`, or `cancelled` becomes true. `seen` is
/// told what was counted so far.
pub fn supervise(
    command: Command,
    job: &Job,
    patience: Duration,
    cancelled: &AtomicBool,
    seen: &mut dyn FnMut(&Counts),
) -> Finished {
    let gone = |message| Finished::new(End::Gone { message }, Counts::default());
    let mut running = match Running::start(command, job) {
        Ok(running) => running,
        Err(error) => return gone(format!("cannot be started: {error}")),
    };
    let (mut counts, mut moved) = (Counts::default(), Instant::now());
    let end = loop {
        if cancelled.load(Relaxed) {
            break End::Interrupted;
        }
        match running.events.recv_timeout(TICK) {
            Ok(Event::Progress(now)) => {
                if now.instances > counts.instances {
                    moved = Instant::now();
                }
                counts = now;
                seen(&counts);
            }
            Ok(Event::Done { counts, place }) => {
                running.end();
                return Finished { end: End::Complete, counts, place: Some(place) };
            }
            Ok(Event::Refused { unsupported: true, message }) => {
                break End::Unsupported { message };
            }
            Ok(Event::Refused { unsupported: false, message }) => break End::Refused { message },
            Err(RecvTimeoutError::Timeout) if moved.elapsed() >= patience => {
                break End::Stalled { seconds: patience.as_secs() };
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Finished::new(running.cause(), counts);
            }
        }
    };
    running.end();
    Finished::new(end, counts)
}

/// A child process and who listens to it.
struct Running {
    child: Child,
    events: Receiver<Event>,
    /// The last of what it wrote to its standard error.
    last_words: JoinHandle<String>,
}

impl Running {
    fn start(mut command: Command, job: &Job) -> std::io::Result<Running> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // The terminal's Ctrl-C is the parent's to handle.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let line = serde_json::to_string(job)? + "\n";
        // A child that does not read its job is about to end, and will say why.
        // Its input stays open: the end of it would end the child.
        let _ = child.stdin.as_mut().map(|input| input.write_all(line.as_bytes()));
        let (sender, events) = mpsc::channel();
        let out = child.stdout.take();
        thread::spawn(move || {
            let lines = out.into_iter().flat_map(|out| BufReader::new(out).lines());
            for line in lines.map_while(Result::ok) {
                // What is no event is a test's doing; it tells nothing.
                let Ok(event) = serde_json::from_str(&line) else { continue };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        let errors = child.stderr.take();
        let last_words = thread::spawn(move || errors.map(last_words).unwrap_or_default());
        Ok(Running { child, events, last_words })
    }

    /// Ends it, if it has not ended.
    fn end(&mut self) {
        // It may be gone already; in any case it is waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Why it ended by itself.
    fn cause(mut self) -> End {
        let status = self.child.wait();
        let said = self.last_words.join().unwrap_or_default();
        let number = status.as_ref().ok().and_then(signal);
        match (number, status) {
            (Some(number), _) => End::Signal { number },
            (None, Ok(status)) => {
                let said = if said.is_empty() { String::new() } else { format!(": {said}") };
                End::Gone { message: format!("its process ended with {status}{said}") }
            }
            (None, Err(error)) => End::Gone { message: error.to_string() },
        }
    }
}

/// The last line that is not empty.
fn last_words(from: impl Read) -> String {
    let lines = BufReader::new(from).lines().map_while(Result::ok);
    let last = lines.filter(|line| !line.trim().is_empty()).last().unwrap_or_default();
    last.chars().take(300).collect()
}

#[cfg(unix)]
fn signal(status: &ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(status)
}

#[cfg(not(unix))]
fn signal(_status: &ExitStatus) -> Option<i32> {
    None
}

/// Signals by name, and what they say of a test.
pub fn signal_meaning(number: i32) -> (&'static str, &'static str) {
    match number {
        libc::SIGSEGV => ("SIGSEGV", "it accessed memory that is not there"),
        libc::SIGBUS => ("SIGBUS", "it accessed memory in a way that the machine does not allow"),
        libc::SIGILL => ("SIGILL", "an instruction is not known to the machine"),
        libc::SIGTRAP => ("SIGTRAP", "it ran into a breakpoint"),
        libc::SIGABRT => ("SIGABRT", "its process gave up: the test may have written over it"),
        libc::SIGKILL => ("SIGKILL", "somebody ended its process; was there too little memory?"),
        _ => ("a signal", "its process was ended"),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A child that is a shell script. The progress is one event, later lines
    /// what the script does next.
    fn child(script: &str, cancelled: bool) -> (Finished, u64) {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("read job; echo '{PROGRESS}'; {script}"));
        let job = Job {
            test: "AArch64 t".to_owned(),
            recipe: String::new(),
            seconds: None,
            instances: None,
            cores: Vec::new(),
        };
        let cancelled = AtomicBool::new(cancelled);
        let mut told = 0;
        let patience = Duration::from_millis(if script.contains("sleep") { 300 } else { 60_000 });
        let finished = supervise(command, &job, patience, &cancelled, &mut |c| told = c.instances);
        (finished, told)
    }

    const PROGRESS: &str = r#"{"event":"progress","seconds":1,"instances":5,"dropped":0,"filtered":0,"uncounted":0,"states":[{"state":[["1"]],"satisfies":true,"count":5}]}"#;

    const DONE: &str = r#"{"event":"done","counts":{"seconds":2,"instances":9,"dropped":0,"filtered":0,"uncounted":0,"states":[{"state":[["1"]],"satisfies":true,"count":9}]},"place":{"cpus":[0,1],"groups":1,"threads":2,"shared":false,"pinned":true,"notes":[]}}"#;

    #[test]
    fn one_that_does_its_job() {
        let (finished, told) = child(&format!("echo noise; echo '{DONE}'; exec cat"), false);
        assert_eq!((finished.end, finished.counts.instances, told), (End::Complete, 9, 5));
        assert_eq!(finished.place.map(|p| p.cpus), Some(vec![0, 1]));
    }

    #[test]
    fn one_that_spins() {
        let (finished, _) = child("exec sleep 1000", false);
        assert_eq!((finished.end, finished.counts.instances), (End::Stalled { seconds: 0 }, 5));
    }

    #[test]
    fn one_that_faults() {
        for (name, number) in
            [("SEGV", libc::SIGSEGV), ("BUS", libc::SIGBUS), ("ILL", libc::SIGILL)]
        {
            let (finished, _) = child(&format!("kill -{name} $$"), false);
            assert_eq!((finished.end, finished.counts.instances), (End::Signal { number }, 5));
        }
    }

    #[test]
    fn one_that_leaves() {
        let (finished, _) = child("echo early >&2; echo farewell >&2; exit 7", false);
        let End::Gone { message } = finished.end else { panic!("{finished:?}") };
        assert!(message.contains('7') && message.ends_with(": farewell"), "{message}");
    }

    #[test]
    fn one_that_refuses() {
        let refused = r#"{"event":"refused","unsupported":true,"message":"needs FEAT_LSE"}"#;
        let (finished, _) = child(&format!("echo '{refused}'"), false);
        assert_eq!(finished.end, End::Unsupported { message: "needs FEAT_LSE".to_owned() });
    }

    #[test]
    fn one_that_is_interrupted() {
        let (finished, _) = child("exec cat", true);
        assert_eq!(finished.end, End::Interrupted);
    }

    #[test]
    fn one_that_cannot_be_started() {
        let job = Job {
            test: String::new(),
            recipe: String::new(),
            seconds: None,
            instances: None,
            cores: Vec::new(),
        };
        let command = Command::new("/nonexistent/fencepost");
        let cancelled = AtomicBool::new(false);
        let finished = supervise(command, &job, TICK, &cancelled, &mut |_| {});
        assert!(matches!(finished.end, End::Gone { .. }), "{finished:?}");
    }
}
