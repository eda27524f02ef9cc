//! For a dashboard that watches many machines.
//!
//! The text is OpenMetrics as well as Prometheus' older format: gauges alone, one
//! family after the other, `# EOF` at the end.

use super::{Run, evidence, finding};
use crate::claims::Verdict;
use std::fmt::Write;

/// The figures. The machine is in the labels of each.
pub(super) fn report(run: &Run) -> String {
    let mut out = String::new();
    let machine = match &run.machine {
        Some(m) => vec![("os", m.os), ("arch", m.arch), ("runs_on", m.runs_on.as_str())],
        None => vec![("os", "any"), ("arch", "any"), ("runs_on", "recorded evidence")],
    };
    let mut family = |name: &str, help: &str, samples: Vec<(Vec<(&str, &str)>, usize)>| {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            let labels = machine
                .iter()
                .chain(&labels)
                .map(|(key, text)| format!("{key}=\"{}\"", escaped(text)));
            let _ = writeln!(out, "{name}{{{}}} {value}", labels.collect::<Vec<_>>().join(","));
        }
    };
    let version = env!("CARGO_PKG_VERSION");
    family(
        "fencepost_build_info",
        "The version of fencepost.",
        vec![(vec![("version", version)], 1)],
    );
    let count = |verdict| run.judged.iter().filter(|j| j.verdict == verdict).count();
    let verdicts = Verdict::ALL.into_iter().map(|v| (vec![("verdict", v.key())], count(v)));
    family("fencepost_claims", "Claims that came to each verdict.", verdicts.collect());
    let kinds: Vec<String> = run.judged.iter().map(evidence).collect();
    let claims = run.judged.iter().zip(&kinds).map(|(j, kind)| {
        let labels = vec![
            ("id", j.claim.id),
            ("claim", j.claim.slug),
            ("verdict", j.verdict.key()),
            ("evidence", kind.as_str()),
        ];
        (labels, 1)
    });
    family("fencepost_claim_verdict", "The verdict on a claim, as a label.", claims.collect());
    let parts = run.judged.iter().flat_map(|j| {
        let counted = |word| j.parts.iter().filter(|p| finding(p.answer.finding).0 == word).count();
        let words = ["supports", "refutes", "mixed", "open"];
        words.map(|word| (vec![("id", j.claim.id), ("finding", word)], counted(word)))
    });
    family("fencepost_claim_parts", "Parts of a claim by what was found.", parts.collect());
    let failed = run.failed_contrasts().count();
    family(
        "fencepost_claim_contrasts_failed",
        "Contrasts that failed; there must be none.",
        vec![(vec![], failed)],
    );
    out.push_str("# EOF\n");
    out
}

/// A label's value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
