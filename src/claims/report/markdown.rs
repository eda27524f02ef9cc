//! For a repository: `docs/claims.md`.

use super::{Run, evidence, sources};
use crate::claims::answer::Exhibit;
use crate::claims::{Decided, Judged};
use std::fmt::Write;

/// A table, then each claim with its evidence folded away.
pub(super) fn report(run: &Run) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# The article's statements, put to the test\n");
    let _ = writeln!(out, "{}.\n{}.\n", run.place(), run.summary());
    out.push_str("Verdicts are computed from the evidence below each statement; `*` marks those that leave a part open. Made by `fencepost claims --format markdown`.\n\n");
    out.push_str("| | statement | verdict | evidence |\n|---|---|---|---|\n");
    for judged in &run.judged {
        let claim = judged.claim;
        let mark = if judged.open().next().is_some() { " *" } else { "" };
        let anchor = format!("{}-{}", claim.id.to_lowercase(), claim.slug);
        let _ = writeln!(
            out,
            "| [{}](#{anchor}) | {} | {}{mark} | {} |",
            claim.id,
            cell(claim.title),
            judged.verdict,
            evidence(judged)
        );
    }
    for line in &run.left_out {
        let _ = writeln!(out, "\nLeft out: {line}.");
    }
    run.judged.iter().for_each(|judged| section(&mut out, judged));
    out
}

fn section(out: &mut String, judged: &Judged) {
    let claim = judged.claim;
    let _ = writeln!(out, "\n## {} {}\n", claim.id, claim.slug);
    let _ = writeln!(out, "**{}** (section {}): {}\n", judged.verdict, claim.section, claim.stated);
    let _ = writeln!(out, "*Decided by:* {}\n", claim.decided_by);
    let _ = writeln!(out, "*Instead:* {}\n", claim.instead);
    for part in &judged.parts {
        bullet(out, "", part);
    }
    for contrast in &judged.contrasts {
        bullet(out, "for contrast, ", contrast);
    }
    for answer in &judged.shown {
        let _ = writeln!(out, "- on this machine: {}", answer.because);
    }
    let parts = judged.parts.iter().chain(&judged.contrasts).map(|part| &part.answer);
    let exhibits: Vec<&Exhibit> = parts.chain(&judged.shown).flat_map(|a| &a.exhibits).collect();
    if exhibits.is_empty() {
        return;
    }
    out.push_str("\n<details><summary>Evidence</summary>\n");
    let mut shown: Vec<String> = Vec::new();
    for exhibit in exhibits {
        let text = exhibited(exhibit);
        // Several parts may rest on one listing.
        if !shown.contains(&text) {
            out.push_str(&text);
            shown.push(text);
        }
    }
    out.push_str("\n</details>\n");
}

fn bullet(out: &mut String, kind: &str, part: &Decided) {
    let answer = &part.answer;
    let _ =
        write!(out, "- {kind}{}: **{}**. {}", part.says, answer.finding.as_str(), answer.because);
    let sources = sources(answer);
    if !sources.is_empty() {
        let _ = write!(out, " <sub>{sources}</sub>");
    }
    out.push('\n');
}

fn exhibited(exhibit: &Exhibit) -> String {
    match exhibit {
        Exhibit::Litmus { test, path, source, explanation, .. } => {
            let title = match path {
                Some(path) => format!("[{test}](../{path})"),
                None => format!("{test}\n\n```text\n{}\n```", source.trim_end()),
            };
            format!("\n{title}\n\n```text\n{}\n```\n", explanation.trim_end())
        }
        Exhibit::Listing { title, lines } => {
            format!("\n{title}\n\n```asm\n{}\n```\n", lines.join("\n"))
        }
        Exhibit::Table { title, head, rows } => {
            let row = |cells: &Vec<String>| {
                format!("| {} |\n", cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(" | "))
            };
            let rule = format!("|{}\n", "---|".repeat(head.len()));
            format!("\n{title}\n\n{}{rule}{}", row(head), rows.iter().map(row).collect::<String>())
        }
    }
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
