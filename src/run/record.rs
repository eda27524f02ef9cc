//! Results as plain data: what is reported, written as JSON, and read again to
//! go on where a run was interrupted.

use super::judge::Class;
use super::supervise::{End, signal_meaning};
use crate::status::Status;
use fencepost_machine::stats::{self, Interval};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of fencepost, in every record.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A line of the JSON form: `schema/run.schema.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The version of fencepost.
    pub fencepost: String,
    /// What the source is called.
    pub path: String,
    /// What identifies the text, so that a changed file is run again.
    pub digest: String,
    /// The time it took in all, in seconds.
    pub time_seconds: f64,
    /// What came of it.
    #[serde(flatten)]
    pub result: Outcome,
}

/// What came of a source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A test, as far as it was run.
    Run(Box<Run>),
    /// Not a test.
    Failed(Failed),
}

/// A source that is no test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failed {
    /// Whether it is only not supported.
    pub unsupported: bool,
    /// Why, in a line.
    pub message: String,
}

/// A test, what was seen of it, and what that means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The test's name.
    pub test: String,
    /// herd7's word for the quantifier: Allowed, Forbidden, Required.
    pub kind: String,
    /// The condition, as herd7 prints it.
    pub condition: String,
    /// The `Hash` line, for tools that compare logs.
    pub hash: Option<String>,
    /// The extensions of Armv8.0 that it uses.
    pub needs: Vec<String>,
    /// What it was run on.
    pub machine: Machine,
    /// How.
    pub recipe: Recipe,
    /// How the run ended.
    pub end: End,
    /// What was counted.
    pub counted: Counted,
    /// Every outcome, the rarest first.
    pub outcomes: Vec<Seen>,
    /// How often the proposition held, or was refuted if it is to hold always;
    /// nothing if nothing was counted.
    pub target: Option<Target>,
    /// What the model says.
    pub model: Model,
    /// Whether all that was seen is allowed.
    pub verdict: Verdict,
    /// Its weakened twins, if they were asked for and there are any.
    pub mutants: Option<Vec<Mutant>>,
}

/// What it was run on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// `linux`, `macos`, …
    pub os: String,
    /// `aarch64`.
    pub arch: String,
    /// In a few words, what runs the process: `native`, `emulated by QEMU`, …
    pub runs_on: String,
    /// Whether the hardware itself does.
    pub native: bool,
    /// The CPUs that threads ran on; empty where the system does not say.
    pub cpus: Vec<u32>,
}

/// How it was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// All of it, as TOML.
    pub toml: String,
    /// What differs from the default, in a line.
    pub line: String,
    /// Where random choices begin.
    pub seed: u64,
    /// How many groups of threads raced at a time.
    pub groups: usize,
    /// Threads in a group.
    pub threads: usize,
    /// Whether threads of a group took turns on one CPU.
    pub shared: bool,
    /// What could not be done as the recipe says.
    pub notes: Vec<String>,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Instances.
    pub instances: u64,
    /// Instances dropped because a thread changed its CPU meanwhile.
    pub dropped: u64,
    /// Instances that the test's filter refused.
    pub filtered: u64,
    /// Instances whose outcomes were too many to tell apart.
    pub uncounted: u64,
    /// The time that took, in seconds.
    pub seconds: f64,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// As herd7 prints it.
    pub line: String,
    /// Item (`1:X0`, `[x]`) to its values; several for an array or a vector.
    pub values: BTreeMap<String, Vec<String>>,
    /// How often.
    pub count: u64,
    /// Which models allow it.
    pub class: Class,
    /// Whether it satisfies the proposition.
    pub satisfies: bool,
    /// Why it is forbidden, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

impl Seen {
    /// Where it is described, if it is a case of an emulator's known violation.
    pub fn known(&self) -> Option<&str> {
        self.why.as_ref()?.known.as_deref()
    }
}

/// Why an outcome is forbidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The cycle that it would need.
    pub cycle: String,
    /// The known violation of an emulator that it is a case of: where that is
    /// described.
    pub known: Option<String>,
}

/// How often something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Instances in which it was.
    pub count: u64,
    /// Times a second.
    pub per_second: f64,
    /// The 95 % interval of that.
    pub per_second_interval: Interval,
    /// The 95 % interval of times in an instance.
    pub per_instance_interval: Interval,
}

/// What the model says of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// What it restates.
    pub version: String,
    /// Never, Sometimes, Always; nothing if a limit was hit before it was known.
    pub observation: Option<String>,
    /// Whether it can answer all there is to ask.
    pub complete: bool,
    /// Why not.
    pub incomplete: Vec<String>,
}

/// Whether what was seen is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All of it.
    Allowed,
    /// Some of it is not.
    Forbidden,
    /// Some of it may not be: the model's search was cut short.
    Unknown,
    /// Nothing was seen.
    Nothing,
}

/// A weakened twin that the model allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mutant {
    /// What was changed.
    pub change: String,
    /// Its text.
    pub test: String,
    /// How its run ended.
    pub end: End,
    /// Instances.
    pub instances: u64,
    /// How often what is never in the test was seen in it; nothing if nothing
    /// was counted.
    pub target: Option<Target>,
}

impl Mutant {
    /// Whether it was seen.
    pub fn is_seen(&self) -> bool {
        self.target.is_some_and(|target| target.count > 0)
    }

    /// How sure one can be that the test, were it as weak as this, would have
    /// been caught: with the lower bound of the mutant's rate, `1 - e^-x`.
    pub fn confidence(&self, instances: u64) -> f64 {
        let low = self.target.map_or(0.0, |target| target.per_instance_interval.low);
        stats::would_be_seen(low * instances as f64)
    }
}

impl Target {
    /// From a count; nothing if nothing was counted.
    pub fn new(count: u64, instances: u64, seconds: f64) -> Option<Target> {
        let interval = stats::poisson(count, stats::CONFIDENCE);
        (instances > 0 && seconds > 0.0).then(|| Target {
            count,
            per_second: count as f64 / seconds,
            per_second_interval: interval.per(seconds),
            per_instance_interval: interval.per(instances as f64),
        })
    }
}

impl Run {
    /// Whether it went on as long as was asked, or would not if it were tried again.
    pub fn is_finished(&self) -> bool {
        self.end != End::Interrupted
    }

    /// In how many instances the target was seen.
    pub fn hits(&self) -> u64 {
        self.target.map_or(0, |target| target.count)
    }

    /// Seen mutants, and all.
    pub fn mutation_score(&self) -> Option<(usize, usize)> {
        let mutants = self.mutants.as_ref()?;
        Some((mutants.iter().filter(|m| m.is_seen()).count(), mutants.len()))
    }

    /// How the run ended, if not well, in a line.
    pub fn problem(&self) -> Option<String> {
        problem(&self.end)
    }

    /// The outcomes that are forbidden.
    pub fn forbidden(&self) -> impl Iterator<Item = &Seen> {
        self.outcomes.iter().filter(|seen| seen.class == Class::Forbidden)
    }
}

/// What an end says, if it is not a good one.
pub fn problem(end: &End) -> Option<String> {
    Some(match end {
        End::Complete => return None,
        End::Unsupported { message } | End::Refused { message } => message.clone(),
        End::Stalled { seconds } => format!(
            "ended, as no instance was finished for {seconds} s: a thread spins for ever, or is \
             slower than --patience allows"
        ),
        End::Signal { number } => {
            let (name, meaning) = signal_meaning(*number);
            format!("ended by {name} ({number}): {meaning}")
        }
        End::Gone { message } => message.clone(),
        End::Interrupted => "interrupted".to_owned(),
    })
}

impl Record {
    /// What it makes of the run.
    pub fn status(&self) -> Status {
        match &self.result {
            Outcome::Failed(Failed { unsupported: true, .. }) => Status::Unsupported,
            Outcome::Failed(_) => Status::Input,
            Outcome::Run(run) => run.status(),
        }
    }

    /// The test's name, or the source's if it is none.
    pub fn name(&self) -> &str {
        match &self.result {
            Outcome::Run(run) => &run.test,
            Outcome::Failed(_) => &self.path,
        }
    }
}

impl Run {
    /// What it makes of the run. A forbidden outcome is one however the run ended.
    fn status(&self) -> Status {
        match (&self.verdict, &self.end) {
            (Verdict::Forbidden, _) => Status::Differs,
            (_, End::Unsupported { .. }) => Status::Unsupported,
            (_, End::Signal { number }) if *number == libc::SIGILL => Status::Unsupported,
            (_, End::Refused { .. } | End::Signal { .. } | End::Gone { .. }) => Status::Input,
            (_, End::Stalled { .. } | End::Interrupted) => Status::Limit,
            (Verdict::Unknown, End::Complete) => Status::Limit,
            (Verdict::Allowed | Verdict::Nothing, End::Complete) => Status::Success,
        }
    }
}

/// What identifies a text: FNV-1a with 64 bits.
pub fn digest(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// <http://www.isthe.com/chongo/tech/comp/fnv/>
    #[test]
    fn digests() {
        assert_eq!(digest(""), "cbf29ce484222325");
        assert_eq!(digest("foobar"), "85944171f73967e8");
    }

    #[test]
    fn a_mutants_rate_is_taken_at_its_lower_bound() {
        let mutant = |count| Mutant {
            change: String::new(),
            test: String::new(),
            end: End::Complete,
            instances: 1000,
            target: Target::new(count, 1000, 1.0),
        };
        assert_eq!(mutant(0).confidence(1_000_000), 0.0);
        assert!(mutant(3).confidence(1000) < 0.5);
        assert!(mutant(100).confidence(1000) > 0.999);
    }
}
