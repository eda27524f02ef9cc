//! One object, as `schema/claims.schema.json` describes it.

use super::{Machine, Run, finding};
use crate::claims::answer::{Answer, Exhibit, Source};
use crate::claims::{Decided, Judged, Need};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

#[derive(Serialize)]
struct Report<'a> {
    fencepost: &'static str,
    machine: Option<&'a Machine>,
    summary: BTreeMap<&'static str, usize>,
    claims: Vec<ClaimObject<'a>>,
    left_out: &'a [String],
}

#[derive(Serialize)]
struct ClaimObject<'a> {
    id: &'static str,
    slug: &'static str,
    section: &'static str,
    title: &'static str,
    stated: &'static str,
    decided_by: &'static str,
    verdict: &'static str,
    /// Whether the verdict leaves parts open.
    partial: bool,
    recorded: bool,
    parts: Vec<PartObject<'a>>,
    contrasts: Vec<PartObject<'a>>,
    shown: Vec<ShownObject<'a>>,
    instead: &'static str,
}

#[derive(Serialize)]
struct PartObject<'a> {
    says: &'static str,
    finding: &'static str,
    needs: Option<Need>,
    because: &'a str,
    sources: &'a [Source],
    exhibits: &'a [Exhibit],
}

/// What this machine showed beside the claim.
#[derive(Serialize)]
struct ShownObject<'a> {
    because: &'a str,
    sources: &'a [Source],
    exhibits: &'a [Exhibit],
}

/// The object.
pub(super) fn report(run: &Run) -> io::Result<String> {
    let report = Report {
        fencepost: env!("CARGO_PKG_VERSION"),
        machine: run.machine.as_ref(),
        summary: run.counts().into_iter().map(|(verdict, n)| (verdict.key(), n)).collect(),
        claims: run.judged.iter().map(claim).collect(),
        left_out: &run.left_out,
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn claim(judged: &Judged) -> ClaimObject<'_> {
    let claim = judged.claim;
    ClaimObject {
        id: claim.id,
        slug: claim.slug,
        section: claim.section,
        title: claim.title,
        stated: claim.stated,
        decided_by: claim.decided_by,
        verdict: judged.verdict.key(),
        partial: judged.open().next().is_some(),
        recorded: judged.is_recorded(),
        parts: judged.parts.iter().map(part).collect(),
        contrasts: judged.contrasts.iter().map(part).collect(),
        shown: judged.shown.iter().map(shown).collect(),
        instead: claim.instead,
    }
}

fn shown(answer: &Answer) -> ShownObject<'_> {
    ShownObject { because: &answer.because, sources: &answer.sources, exhibits: &answer.exhibits }
}

fn part(decided: &Decided) -> PartObject<'_> {
    let answer = &decided.answer;
    let (finding, needs) = finding(answer.finding);
    PartObject {
        says: decided.says,
        finding,
        needs,
        because: &answer.because,
        sources: &answer.sources,
        exhibits: &answer.exhibits,
    }
}
