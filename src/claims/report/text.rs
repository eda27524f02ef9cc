//! For people at a terminal.

use super::{Run, evidence, sources};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::{Decided, Judged};
use std::fmt::Write;

/// Columns that a line of prose may take.
const WIDTH: usize = 96;

/// The table; of claims that were named, everything.
pub(super) fn report(run: &Run) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}\n{}\n", run.place(), run.summary());
    if run.named {
        run.judged.iter().for_each(|judged| detail(&mut out, judged));
    } else {
        table(&mut out, run);
    }
    for line in &run.left_out {
        prose(&mut out, "left out: ", line);
    }
    if !run.named {
        out.push_str(
            "`fencepost claims C17` shows a claim's evidence; `--format html` all of it.\n",
        );
    }
    out
}

fn table(out: &mut String, run: &Run) {
    let _ = writeln!(out, " {:<4}{:<15} {:<20} claim", "", "verdict", "evidence");
    for judged in &run.judged {
        let mark = if judged.open().next().is_some() { "*" } else { " " };
        let verdict = format!("{}{mark}", judged.verdict);
        let line = format!(
            " {} {verdict:<15} {:<20} {}",
            judged.claim.id,
            evidence(judged),
            judged.claim.title
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push('\n');
    if run.judged.iter().any(|judged| judged.open().next().is_some()) {
        out.push_str(
            "* part of it is open: it gives no method, or another machine would decide it\n",
        );
    }
}

fn detail(out: &mut String, judged: &Judged) {
    let claim = judged.claim;
    let _ = writeln!(out, "{} {}: {}", claim.id, claim.slug, judged.verdict);
    prose(out, "  stated      ", claim.stated);
    prose(out, "  decided by  ", claim.decided_by);
    out.push('\n');
    for (n, part) in judged.parts.iter().enumerate() {
        decided(out, &format!("{}. ", n + 1), part);
    }
    if !judged.contrasts.is_empty() {
        out.push_str("  For contrast\n");
        judged.contrasts.iter().for_each(|contrast| decided(out, "- ", contrast));
    }
    if !judged.shown.is_empty() {
        out.push_str("  On this machine\n");
        judged.shown.iter().for_each(|answer| evidence_of(out, answer));
    }
    prose(out, "  instead     ", claim.instead);
    out.push('\n');
}

fn decided(out: &mut String, mark: &str, part: &Decided) {
    let answer = &part.answer;
    let word = answer.finding.as_str().to_uppercase();
    prose(out, &format!("  {mark}"), &format!("{}: {word}", part.says));
    evidence_of(out, answer);
}

fn evidence_of(out: &mut String, answer: &Answer) {
    prose(out, "     ", &answer.because);
    let sources = sources(answer);
    if !sources.is_empty() {
        prose(out, "     by ", &sources);
    }
    answer.exhibits.iter().for_each(|shown| exhibit(out, shown));
    out.push('\n');
}

fn exhibit(out: &mut String, exhibit: &Exhibit) {
    const INDENT: &str = "     | ";
    let mut line = |text: &str| {
        let _ = writeln!(out, "{}", format!("{INDENT}{text}").trim_end());
    };
    match exhibit {
        Exhibit::Litmus { path, source, explanation, .. } => {
            match path {
                Some(path) => line(path),
                None => source.lines().for_each(&mut line),
            }
            explanation.lines().for_each(line);
        }
        Exhibit::Listing { title, lines } => {
            line(&format!("{title}:"));
            lines.iter().for_each(|text| line(&format!("    {text}")));
        }
        Exhibit::Table { title, head, rows } => {
            line(&format!("{title}:"));
            let all = || std::iter::once(head).chain(rows);
            let width = |n: usize| {
                all().filter_map(|row| row.get(n)).map(|cell| cell.chars().count()).max()
            };
            for row in all() {
                let cells = row
                    .iter()
                    .enumerate()
                    .map(|(n, cell)| format!("{cell:<w$}", w = width(n).unwrap_or(0)));
                line(&format!("    {}", cells.collect::<Vec<_>>().join("  ")));
            }
        }
    }
}

/// A text after a title, broken into lines that begin below it.
fn prose(out: &mut String, title: &str, text: &str) {
    let indent = title.chars().count();
    let mut line = title.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(indent);
        } else if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}
