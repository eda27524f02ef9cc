//! Where the experiments are done.
//!
//! A [`Lab`] holds facts: what the model says, what toolchains compile, what
//! compilers accept. Facts about toolchains are had from those at hand, or from
//! the [`Record`] that fencepost carries; an experiment cannot tell which, so
//! what is recorded is judged by the same code as what is fresh.

pub(super) mod cc;
pub(super) mod command;
pub(super) mod go;
mod machine;
pub(super) mod model;
mod record;

pub use record::Record;

use super::answer::{Answer, Origin, Source};
use cc::{Cc, System};
use fencepost_litmus::model::{AArch64, Model};
use go::Go;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// Something that was asked for, or why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Got<T> {
    /// This was seen.
    Seen(T),
    /// It could not be had.
    Failed(String),
}

impl<T> From<Result<T, String>> for Got<T> {
    fn from(result: Result<T, String>) -> Got<T> {
        match result {
            Ok(seen) => Got::Seen(seen),
            Err(why) => Got::Failed(why),
        }
    }
}

impl<T> Got<T> {
    /// What was seen, or why nothing was.
    pub(crate) fn get(&self) -> Result<&T, &str> {
        match self {
            Got::Seen(seen) => Ok(seen),
            Got::Failed(why) => Err(why),
        }
    }

    /// What follows from it.
    pub(crate) fn then<U>(&self, next: impl FnOnce(&T) -> Result<U, String>) -> Got<U> {
        self.get().map_err(str::to_owned).and_then(next).into()
    }
}

/// Which evidence counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Evidence {
    /// What this machine can show, and for what it cannot, what is recorded
    #[default]
    Any,
    /// Only what this machine can show
    Live,
    /// Only the model and what is recorded: the same on every machine
    Recorded,
}

/// What the experiments may use.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which evidence counts.
    pub evidence: Evidence,
    /// Go toolchains; if there are none, the one in `PATH`.
    pub go: Vec<PathBuf>,
    /// How long one command may take.
    pub limit: Duration,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { evidence: Evidence::Any, go: Vec::new(), limit: Duration::from_secs(300) }
    }
}

/// Facts with where they come from.
#[derive(Debug)]
pub(crate) struct Sample<T> {
    /// The facts.
    pub(crate) facts: T,
    /// When they were had.
    pub(crate) origin: Origin,
}

/// Where experiments are done.
#[derive(Debug)]
pub struct Lab {
    settings: Settings,
    record: Record,
    model: &'static dyn Model,
    go: OnceLock<Vec<Sample<Go>>>,
    cc: OnceLock<Vec<Sample<Cc>>>,
    costs: OnceLock<Answer>,
    left_out: Mutex<Vec<String>>,
}

impl Lab {
    /// A laboratory with the record that fencepost carries. Nothing is done yet.
    ///
    /// # Errors
    /// If the record cannot be read, which is a fault of fencepost.
    pub fn new(settings: Settings) -> Result<Lab, String> {
        Ok(Lab::with_record(settings, Record::built_in()?))
    }

    /// A laboratory with another record.
    pub fn with_record(settings: Settings, record: Record) -> Lab {
        let model = &AArch64;
        let left_out = Mutex::default();
        let (go, cc, costs) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Lab { settings, record, model, go, cc, costs, left_out }
    }

    /// The same with another memory model than Arm's: what a claim about order
    /// would be worth on a machine like that.
    pub fn under(mut self, model: &'static dyn Model) -> Lab {
        self.model = model;
        self
    }

    /// Whether commands are run, and the machine is looked at.
    pub(crate) fn is_live(&self) -> bool {
        self.settings.evidence != Evidence::Recorded
    }

    /// What was left out so far, and how to get it.
    pub(crate) fn left_out(&self) -> Vec<String> {
        self.left_out.lock().map_or_else(|e| e.into_inner().clone(), |list| list.clone())
    }

    /// Says once what is left out.
    pub(crate) fn leave_out(&self, what: String) {
        let mut list = self.left_out.lock().unwrap_or_else(|e| e.into_inner());
        if !list.contains(&what) {
            list.push(what);
        }
    }

    /// The Go toolchains, the oldest first. A release that is at hand stands for
    /// the recorded one.
    pub(crate) fn go(&self) -> &[Sample<Go>] {
        self.go.get_or_init(|| {
            let mut samples: Vec<Sample<Go>> = Vec::new();
            if self.is_live() {
                let live = self.toolchains().into_iter();
                samples.extend(live.map(|facts| Sample { facts, origin: Origin::Live }));
            }
            if self.settings.evidence != Evidence::Live {
                for facts in &self.record.go {
                    if samples.iter().all(|s| s.facts.version != facts.version) {
                        samples.push(Sample { facts: facts.clone(), origin: Origin::Recorded });
                    }
                }
            }
            samples.sort_by_key(|sample| sample.facts.release());
            samples
        })
    }

    fn toolchains(&self) -> Vec<Go> {
        let paths = match self.settings.go.as_slice() {
            [] => go::find().into_iter().collect(),
            some => some.to_vec(),
        };
        if paths.is_empty() {
            self.leave_out(
                "Go is not in PATH, so nothing was compiled with it; `--go PATH` names a toolchain"
                    .to_owned(),
            );
        }
        let examine = |path: &PathBuf| {
            let examined = go::examine(path, self.settings.limit, &tell);
            examined.map_err(|why| self.leave_out(format!("a Go toolchain: {why}"))).ok()
        };
        paths.iter().filter_map(examine).collect()
    }

    /// The C compilers by system. One that is at hand stands for the recorded one.
    pub(crate) fn cc(&self) -> &[Sample<Cc>] {
        self.cc.get_or_init(|| {
            let mut samples: Vec<Sample<Cc>> = Vec::new();
            if self.is_live() {
                let live = Cc::of_this_machine(self.settings.limit).into_iter();
                samples.extend(live.map(|facts| Sample { facts, origin: Origin::Live }));
                for (system, how) in
                    [(System::Darwin, "zig or clang"), (System::Linux, "aarch64-linux-gnu-gcc")]
                {
                    if samples.iter().all(|s| s.facts.system != system) {
                        let name = system.name();
                        self.leave_out(format!(
                            "no C compiler for {name} on arm64 is at hand; {how} would do"
                        ));
                    }
                }
            }
            if self.settings.evidence != Evidence::Live {
                for facts in &self.record.cc {
                    if samples.iter().all(|s| s.facts.system != facts.system) {
                        samples.push(Sample { facts: facts.clone(), origin: Origin::Recorded });
                    }
                }
            }
            samples.sort_by_key(|sample| sample.facts.system);
            samples
        })
    }

    /// What this machine can show, as a record.
    ///
    /// # Errors
    /// If a toolchain that was named is none.
    pub fn record(&self) -> Result<Record, String> {
        let paths = &self.settings.go;
        let go: Result<Vec<Go>, String> =
            paths.iter().map(|path| go::examine(path, self.settings.limit, &tell)).collect();
        let mut go = go?;
        go.sort_by_key(Go::release);
        Ok(Record {
            fencepost: env!("CARGO_PKG_VERSION").to_owned(),
            go,
            cc: Cc::of_this_machine(self.settings.limit),
        })
    }
}

impl<T> Sample<T> {
    /// As a source of evidence.
    pub(crate) fn source(&self, name: impl Into<String>) -> Source {
        Source { name: name.into(), origin: self.origin }
    }
}

/// Compiling takes a while: a word on what is going on, for a person who waits.
fn tell(what: &str) {
    use std::io::IsTerminal;
    if std::io::stderr().is_terminal() {
        eprintln!("compiling with {what}");
    }
}
