//! A run on this machine, and what its model says of it.

use super::lower::Mapping;
use super::outcome::{Columns, Outcome, allowed, interleavings};
use super::source::Source;
use super::{ConditionError, condition};
use crate::{Budget, Recipe, RunError, RunResult, Subject};
use fencepost_asm::detect::platform;
use fencepost_litmus::model::Model;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// How this program's tests may have been compiled. Without FEAT_LSE at compile time they may call
/// helpers that look for it when they run.
const HERE: &[Mapping] = if cfg!(target_arch = "x86_64") {
    &[Mapping::X86]
} else if cfg!(all(target_feature = "lse", target_feature = "rcpc")) {
    &[Mapping::LseRcpc]
} else if cfg!(target_feature = "rcpc") {
    &[Mapping::A64, Mapping::LseRcpc]
} else if cfg!(target_feature = "lse") {
    &[Mapping::Lse]
} else {
    &[Mapping::A64, Mapping::Lse]
};

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("there is no model of this machine: fencepost-machine is for AArch64 and x86-64");

/// What was seen of a test on this machine, outcome by outcome.
#[derive(Clone, Debug)]
pub struct Native {
    /// The test.
    pub source: &'static Source,
    /// The model that it is held against.
    pub model: &'static dyn Model,
    /// The outcomes in the order of their values.
    pub seen: Vec<Seen>,
    /// How it was run.
    pub run: RunResult,
}

/// An outcome that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The values read, thread by thread in the order of the text, then those left in the
    /// variables.
    pub outcome: Box<[u64]>,
    /// The same with names: `0:r0=1; 1:r0=0`. Variables that always end with one value are left
    /// out.
    pub text: String,
    /// How often.
    pub count: u64,
    /// What it is.
    pub kind: Kind,
}

/// What an outcome is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Some interleaving of the threads gives it.
    Interleaved,
    /// No interleaving gives it, but the machine's model allows it.
    Weak,
    /// The machine's model forbids it.
    Forbidden,
}

impl Kind {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Interleaved => "interleaved",
            Kind::Weak => "weak",
            Kind::Forbidden => "FORBIDDEN",
        }
    }
}

pub(super) fn run(
    source: &'static Source,
    code: &dyn Subject,
    recipe: &Recipe,
    budget: Budget,
) -> Result<Native, RunError> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let run = crate::run(code, recipe, budget, &AtomicBool::new(false), |_| {})?;
    drop(turn);

    let columns = Columns::new(source);
    let allowed: BTreeSet<Outcome> =
        HERE.iter().flat_map(|&mapping| allowed(source, mapping)).collect();
    let interleaved = interleavings(source);
    let seen = run.histogram.rows().map(|(outcome, count)| Seen {
        outcome: outcome.into(),
        text: columns.text(outcome, &allowed),
        count,
        kind: if !allowed.contains(outcome) {
            Kind::Forbidden
        } else if interleaved.contains(outcome) {
            Kind::Interleaved
        } else {
            Kind::Weak
        },
    });
    Ok(Native { source, model: HERE[0].model(), seen: seen.collect(), run })
}

impl Native {
    /// The outcomes that the model forbids.
    pub fn forbidden(&self) -> impl Iterator<Item = &Seen> {
        self.seen.iter().filter(|seen| seen.kind == Kind::Forbidden)
    }

    /// How often a condition was satisfied.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn count(&self, text: &str) -> Result<u64, ConditionError> {
        let prop = condition::read(text, self.source)?;
        let columns = Columns::new(self.source);
        let satisfying = self.seen.iter().filter(|seen| columns.holds(&prop, &seen.outcome));
        Ok(satisfying.map(|seen| seen.count).sum())
    }
}

impl fmt::Display for Native {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let run = &self.run;
        let (name, arch, model) = (self.source.name, std::env::consts::ARCH, self.model.name());
        let (instances, seconds) = (run.instances, run.elapsed.as_secs_f64());
        let translator = platform().translator;
        let runs_on = translator.map_or_else(|| "native".to_owned(), |t| t.to_string());
        writeln!(f, "{name} on {arch}, {runs_on}, held against {model}")?;
        writeln!(
            f,
            "  {instances} instances in {seconds:.2} s, {:.1} million a second",
            run.rate() / 1e6
        )?;
        if run.shared_cpus {
            writeln!(f, "  ! more threads than CPUs: they took turns, which shows little")?;
        }
        for note in &run.notes {
            writeln!(f, "  ! {note}")?;
        }
        for seen in &self.seen {
            let share = 100.0 * seen.count as f64 / instances.max(1) as f64;
            let (count, text, kind) = (seen.count, &seen.text, seen.kind.as_str());
            writeln!(f, "  {count:>10}  {share:>8.4} %  {text}  {kind}")?;
        }
        match run.histogram.uncounted() {
            0 => Ok(()),
            n => writeln!(f, "  ! {n} instances not told apart: too many different outcomes"),
        }
    }
}
