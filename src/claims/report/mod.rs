//! What was found, in several forms.

mod html;
mod json;
mod markdown;
mod openmetrics;
mod text;

use super::answer::{Answer, Origin, Source};
use super::{Finding, Judged, Lab, Verdict};
use crate::doctor;
use std::io::{self, Write};

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table, or of claims that are named, everything
    Text,
    /// One object with all evidence
    Json,
    /// A page for browsers, complete in itself
    Html,
    /// A page for repositories
    Markdown,
    /// Figures for a dashboard
    Openmetrics,
}

/// The claims that were put to the test, where, and with what.
#[derive(Debug)]
pub struct Run {
    judged: Vec<Judged>,
    /// Whether claims were named: then their evidence is what is wanted.
    named: bool,
    /// Where it ran; nothing if that has no bearing on the result.
    machine: Option<Machine>,
    /// What was left out, and how to get it.
    left_out: Vec<String>,
}

/// Where it ran.
#[derive(Clone, Debug, serde::Serialize)]
struct Machine {
    os: &'static str,
    arch: &'static str,
    runs_on: String,
}

impl Run {
    /// Gathers what is to be reported.
    pub fn new(judged: Vec<Judged>, named: bool, lab: &Lab) -> Run {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        let machine = lab.is_live().then(|| Machine { os, arch, runs_on: doctor::runs_on() });
        Run { judged, named, machine, left_out: lab.left_out() }
    }

    /// The contrasts that failed, with their claims. There must be none.
    pub fn failed_contrasts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.judged.iter().flat_map(|j| j.failed_contrasts().map(|says| (j.claim.id, says)))
    }

    /// How many claims came to each verdict, without those that none came to.
    fn counts(&self) -> Vec<(Verdict, usize)> {
        let count = |verdict| self.judged.iter().filter(|j| j.verdict == verdict).count();
        Verdict::ALL.into_iter().map(|v| (v, count(v))).filter(|(_, n)| *n > 0).collect()
    }

    /// `45 claims: 2 true, 9 half-true, 34 false`.
    fn summary(&self) -> String {
        let counts: Vec<String> =
            self.counts().iter().map(|(verdict, n)| format!("{n} {verdict}")).collect();
        let n = self.judged.len();
        format!("{n} claim{}: {}", if n == 1 { "" } else { "s" }, counts.join(", "))
    }

    /// Where it ran, in a line.
    fn place(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match &self.machine {
            Some(Machine { os, arch, runs_on }) => {
                format!("fencepost {version} on {os} {arch}, {runs_on}")
            }
            None => format!(
                "fencepost {version}: the model and recorded evidence, the same on every machine"
            ),
        }
    }

    /// Writes the report.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, format: Format, out: &mut impl Write) -> io::Result<()> {
        let text = match format {
            Format::Text => text::report(self),
            Format::Json => json::report(self)?,
            Format::Html => html::report(self),
            Format::Markdown => markdown::report(self),
            Format::Openmetrics => openmetrics::report(self),
        };
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

/// What kinds of evidence a verdict rests on: `model+live+recorded`.
fn evidence(judged: &Judged) -> String {
    let sources = judged.sources();
    let has = |origin| sources.iter().any(|source| source.origin == origin);
    let kinds = [
        (sources.iter().any(|source| source.name.starts_with("model ")), "model"),
        (has(Origin::Live), "live"),
        (has(Origin::Recorded), "recorded"),
    ];
    let kinds: Vec<&str> = kinds.iter().filter(|(has, _)| *has).map(|(_, kind)| *kind).collect();
    if kinds.is_empty() { "none".to_owned() } else { kinds.join("+") }
}

/// The word for a finding that programs read, and what is missing if it is open.
fn finding(finding: Finding) -> (&'static str, Option<super::Need>) {
    match finding {
        Finding::Supports => ("supports", None),
        Finding::Refutes => ("refutes", None),
        Finding::Mixed => ("mixed", None),
        Finding::Open(need) => ("open", Some(need)),
    }
}

/// The sources of an answer, those that are recorded last.
fn sources(answer: &Answer) -> String {
    let named = |recorded: bool| {
        let of = |source: &&Source| (source.origin == Origin::Recorded) == recorded;
        let names: Vec<&str> = answer.sources.iter().filter(of).map(|s| s.name.as_str()).collect();
        names.join(", ")
    };
    match (named(false), named(true)) {
        (here, recorded) if recorded.is_empty() => here,
        (here, recorded) if here.is_empty() => format!("recorded: {recorded}"),
        (here, recorded) => format!("{here}; recorded: {recorded}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{Evidence, Settings, select};

    #[test]
    fn recorded_evidence_names_no_machine() {
        let settings = Settings { evidence: Evidence::Recorded, ..Settings::default() };
        let lab = Lab::new(settings).expect("the record can be read");
        let claims = select(&["C17".to_owned()]).expect("there is a C17");
        let judged = claims.into_iter().map(|claim| Judged::new(claim, &lab)).collect();
        let run = Run::new(judged, true, &lab);
        assert!(run.place().contains("the same on every machine"));
        assert_eq!(run.failed_contrasts().count(), 0);
    }
}
