//! A page for browsers: complete in itself, light or dark as the reader has it,
//! evidence folded away, pictures of cycles and witnesses.

use super::{Run, evidence, finding, sources};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::{Decided, Judged};
use std::fmt::Write;

/// The page.
pub(super) fn report(run: &Run) -> String {
    let mut out = String::new();
    let (style, script) = (include_str!("page.css"), include_str!("page.js"));
    let title = "The article's statements, put to the test";
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>{title}: fencepost</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    let _ = writeln!(
        out,
        "<p class=\"place\">{}. {}.</p>",
        escaped(&run.place()),
        escaped(&run.summary())
    );
    out.push_str("<p class=\"note\">No verdict here is written down: each is computed from the evidence below it. Where part of a statement is open, the page says what would decide it.</p>\n");
    overview(&mut out, run);
    for line in &run.left_out {
        let _ = writeln!(out, "<p class=\"note\">Left out: {}.</p>", escaped(line));
    }
    run.judged.iter().for_each(|judged| claim(&mut out, judged, run.named));
    let _ = write!(out, "</main>\n<script>\n{script}</script>\n</body>\n</html>\n");
    out
}

/// A bar of the verdicts, and buttons that choose one.
fn overview(out: &mut String, run: &Run) {
    let counts = run.counts();
    out.push_str("<div class=\"bar\" role=\"img\" aria-label=\"Verdicts\">");
    for (verdict, n) in &counts {
        let _ = write!(
            out,
            "<span class=\"{}\" style=\"flex:{n}\" title=\"{n} {verdict}\"></span>",
            verdict.key()
        );
    }
    out.push_str("</div>\n<div class=\"chips\">");
    let _ = write!(
        out,
        "<button type=\"button\" aria-pressed=\"true\" data-verdict=\"\"><b>{}</b> all</button>",
        run.judged.len()
    );
    for (verdict, n) in &counts {
        let key = verdict.key();
        let _ = write!(
            out,
            "<button type=\"button\" class=\"{key}\" aria-pressed=\"false\" data-verdict=\"{key}\"><b>{n}</b> {verdict}</button>"
        );
    }
    out.push_str("</div>\n");
}

fn claim(out: &mut String, judged: &Judged, open: bool) {
    let claim = judged.claim;
    let basis = match judged.open().next() {
        None => evidence(judged),
        Some(_) if judged.is_open() => "open".to_owned(),
        Some(_) => format!("{}, in part", evidence(judged)),
    };
    let _ = write!(
        out,
        "<details class=\"claim {}\" id=\"{}\"{}>\n<summary><span class=\"id\">{}</span><span class=\"verdict\">{}</span>\
         <span class=\"title\">{}</span><span class=\"from\">{basis}</span></summary>\n<div class=\"body\">\n",
        judged.verdict.key(),
        claim.id,
        if open { " open" } else { "" },
        claim.id,
        judged.verdict,
        escaped(claim.title),
    );
    let _ = writeln!(
        out,
        "<dl><dt>Stated, {}</dt><dd>{}</dd><dt>Decided by</dt><dd>{}</dd><dt>Instead</dt><dd class=\"instead\">{}</dd></dl>",
        escaped(claim.section),
        escaped(claim.stated),
        escaped(claim.decided_by),
        escaped(claim.instead),
    );
    parts(out, "What it comes to", &judged.parts);
    parts(out, "For contrast", &judged.contrasts);
    if !judged.shown.is_empty() {
        out.push_str("<h3>On this machine</h3>\n");
        judged.shown.iter().for_each(|answer| evidence_of(out, answer));
    }
    out.push_str("</div>\n</details>\n");
}

fn parts(out: &mut String, title: &str, parts: &[Decided]) {
    if parts.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h3>{title}</h3>\n<ol>");
    for part in parts {
        let answer = &part.answer;
        let (class, word) = (finding(answer.finding).0, answer.finding.as_str());
        let says = escaped(part.says);
        let found = format!("<span class=\"finding {class}\">{word}</span>");
        let _ = writeln!(out, "<li class=\"part\"><p>{says}: {found}</p>");
        evidence_of(out, answer);
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
}

fn evidence_of(out: &mut String, answer: &Answer) {
    let _ = writeln!(out, "<p class=\"because\">{}</p>", with_code(&answer.because));
    let sources = sources(answer);
    if !sources.is_empty() {
        let _ = writeln!(out, "<p class=\"by\">{}</p>", escaped(&sources));
    }
    answer.exhibits.iter().for_each(|shown| exhibit(out, shown));
}

fn exhibit(out: &mut String, exhibit: &Exhibit) {
    match exhibit {
        Exhibit::Litmus { test, path, source, observation, explanation, picture } => {
            let place = path.as_ref().map_or(String::new(), |path| format!(" · {}", escaped(path)));
            let _ = write!(
                out,
                "<details class=\"exhibit\"><summary>{}: {observation}{place}</summary>\n<figure>{}</figure>\n\
                 <pre>{}</pre>\n<pre>{}</pre></details>\n",
                escaped(test),
                picture.to_svg(),
                escaped(explanation.trim_end()),
                escaped(source.trim_end()),
            );
        }
        Exhibit::Listing { title, lines } => {
            let _ = writeln!(
                out,
                "<details class=\"exhibit\"><summary>{}</summary><pre>{}</pre></details>",
                escaped(title),
                escaped(&lines.join("\n"))
            );
        }
        Exhibit::Table { title, head, rows } => {
            let cells = |row: &Vec<String>, tag: &str| {
                row.iter().map(|c| format!("<{tag}>{}</{tag}>", escaped(c))).collect::<String>()
            };
            let rows: String =
                rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(row, "td"))).collect();
            let _ = writeln!(
                out,
                "<details class=\"exhibit\"><summary>{}</summary><div class=\"scroll\"><table><tr>{}</tr>\n{rows}</table></div></details>",
                escaped(title),
                cells(head, "th"),
            );
        }
    }
}

/// Text with what stands between backquotes as code.
fn with_code(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    pieces
        .map(
            |(n, piece)| {
                if n % 2 == 1 { format!("<code>{}</code>", escaped(piece)) } else { escaped(piece) }
            },
        )
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
