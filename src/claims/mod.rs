//! The article's statements, put to the test.
//!
//! ```text
//! facts (model, Go toolchains, compilers, or their record) ──► experiments ──► findings ──► verdict ──► report
//! ```
//!
//! A [`Claim`] is a list of propositions, each with an experiment that looks at
//! the facts of a [`Lab`] and finds that the proposition holds, that it does not,
//! or what is missing to tell. [`Verdict::of`] makes the verdict of the findings.
//! No verdict is written down anywhere: when the facts change, so does it.

mod answer;
mod code;
mod lab;
pub mod report;
mod statements;
mod verdict;

pub use lab::{Evidence, Lab, Record, Settings};
pub use statements::{Claim, all};
pub use verdict::{Finding, Need, Verdict};

use answer::{Answer, Origin, Source};
use statements::Part;

/// A claim that was put to the test.
#[derive(Debug)]
pub struct Judged {
    /// The claim.
    pub claim: &'static Claim,
    /// What its parts come to.
    pub verdict: Verdict,
    pub(crate) parts: Vec<Decided>,
    pub(crate) contrasts: Vec<Decided>,
    pub(crate) shown: Vec<Answer>,
}

/// A proposition with its answer.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) says: &'static str,
    pub(crate) answer: Answer,
}

impl Judged {
    /// Does a claim's experiments.
    pub fn new(claim: &'static Claim, lab: &Lab) -> Judged {
        let decide = |part: &Part| Decided { says: part.says, answer: (part.test)(lab) };
        let parts: Vec<Decided> = claim.parts.iter().map(decide).collect();
        let contrasts = claim.contrasts.iter().map(decide).collect();
        let shown = claim.shown.iter().map(|show| show(lab)).collect();
        let findings: Vec<Finding> = parts.iter().map(|part| part.answer.finding).collect();
        Judged { claim, verdict: Verdict::of(&findings), parts, contrasts, shown }
    }

    /// The parts that nothing here decides. The verdict does not count on them.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Decided> {
        self.parts.iter().filter(|part| matches!(part.answer.finding, Finding::Open(_)))
    }

    /// Whether every part is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open().count() == self.parts.len()
    }

    /// The contrasts that are not as they must be. An experiment with one proves
    /// nothing.
    pub fn failed_contrasts(&self) -> impl Iterator<Item = &'static str> {
        let failed = |c: &&Decided| matches!(c.answer.finding, Finding::Refutes | Finding::Mixed);
        self.contrasts.iter().filter(failed).map(|c| c.says)
    }

    /// The findings on the parts, in order.
    pub fn findings(&self) -> Vec<Finding> {
        self.parts.iter().map(|part| part.answer.finding).collect()
    }

    /// Where the evidence for the parts comes from, each source once.
    pub(crate) fn sources(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = Vec::new();
        for source in self.parts.iter().flat_map(|part| &part.answer.sources) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }

    /// Whether some of the evidence is recorded.
    pub(crate) fn is_recorded(&self) -> bool {
        self.sources().iter().any(|source| source.origin == Origin::Recorded)
    }
}

/// Finds claims by number or name, in the order of the claims; all of them if
/// none is asked for.
///
/// # Errors
/// What names no claim.
pub fn select(asked: &[String]) -> Result<Vec<&'static Claim>, String> {
    let is = |claim: &Claim, name: &str| claim.id.eq_ignore_ascii_case(name) || claim.slug == name;
    for name in asked {
        if !all().any(|claim| is(claim, name)) {
            return Err(format!(
                "there is no claim `{name}`; there are C01 to C45, and each has a name: `fencepost claims` lists them"
            ));
        }
    }
    Ok(all().filter(|claim| asked.is_empty() || asked.iter().any(|name| is(claim, name))).collect())
}
