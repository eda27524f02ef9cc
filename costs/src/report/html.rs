//! A page with everything, in one file: nothing is fetched.

use super::compare::Compared;
use super::{escape, machine, number, rows, sentence, svg, times, warning};
use crate::run::Run;
use crate::{Situation, Verdict};
use std::fmt::Write;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1f2328;--paper:#fff;--dim:#59636e;--line:#dfe4ea;--soft:#f6f8fa;\
--warn:#cf222e;--fa:#18794e;--sl:#bf2a55}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--dim:#9198a1;--line:#262d36;\
--soft:#11161d;--warn:#ff7b72;--fa:#57c785;--sl:#ff7b9c}}\
body{margin:0 auto;max-width:1440px;padding:28px 24px 60px;background:var(--paper);color:var(--ink);\
font:15px/1.5 system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif}\
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:40px 0 8px}p{margin:6px 0;max-width:86ch}\
.dim{color:var(--dim)}.warn{color:var(--warn);font-weight:700;font-size:18px}\
.scroll{overflow-x:auto}figure{margin:28px 0 0 -20px}svg{max-width:none;display:block}\
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;margin:8px 0 4px}\
th{font-weight:600;text-align:right;color:var(--dim);padding:4px 12px 4px 0;border-bottom:1px solid var(--line)}\
td{padding:3px 12px 3px 0;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}\
th:first-child,td:first-child,th:last-child,td:last-child{text-align:left}\
td:first-child{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
tr.noise td{color:var(--dim)}td .fa{color:var(--fa)}td .sl{color:var(--sl)}\
details{border-top:1px solid var(--line);padding:6px 0}summary{cursor:pointer;font-weight:600}\
li{margin:2px 0}code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}";

/// The page of a run.
pub fn page(run: &Run) -> String {
    let mut body = String::new();
    let _ = write!(body, "<h1>What barriers and atomics cost</h1><p class=\"dim\">");
    let _ = writeln!(body, "{}; fencepost {}</p>", escape(&machine(run)), escape(&run.fencepost));
    if let Some(warning) = warning(run) {
        let _ = writeln!(body, "<p class=\"warn\">{}</p>", warning.to_uppercase());
    }
    body.push_str(
        "<p>A cost is a difference: a loop with the primitive against the same loop with NOPs of \
         equal size, interleaved so that drift cancels. It is a throughput in its situation, not \
         the latency of a chain. Medians have intervals of 95&nbsp;% from order statistics. The \
         noise floor is what the same thing differs from itself; nothing below it is \
         concluded.</p>",
    );
    let _ = writeln!(body, "<p class=\"dim\">Cycles: {}.</p>", escape(&run.cycles));
    for picture in svg::charts(run) {
        let _ = writeln!(body, "<figure class=\"scroll\">{picture}</figure>");
    }
    nulls(run, &mut body);
    body.push_str("<h2>Every figure</h2>\n");
    for situation in run.situations() {
        table(run, situation, &mut body);
    }
    if !run.left_out.is_empty() {
        body.push_str("<h2>Left out</h2><ul>");
        for what in &run.left_out {
            let _ = writeln!(body, "<li>{}</li>", escape(what));
        }
        body.push_str("</ul>");
    }
    document("What barriers and atomics cost", &body)
}

/// The page of two runs.
pub fn comparison(compared: &Compared) -> String {
    let mut body = String::from("<h1>Two runs of costs</h1>");
    for warning in compared.warnings() {
        let _ = writeln!(body, "<p class=\"warn\">{}</p>", escape(&warning));
    }
    let picture = svg::forest(compared);
    let _ = writeln!(body, "<figure class=\"scroll\">{picture}</figure><h2>Every figure</h2>");
    body.push_str(
        "<table><tr><th><th>situation<th>first ns<th>second ns<th>ratio<th>difference<th>floor<th></tr>",
    );
    for line in &compared.lines {
        let difference = line.comparison.difference;
        let _ = writeln!(
            body,
            "<tr{}><td>{}<td>{}<td>{}<td>{}<td>{}<td>{} … {}<td>{}<td>{}</tr>",
            noise_class(line.comparison.verdict == Verdict::WithinNoise),
            escape(&line.title),
            escape(&line.situation.name()),
            number(line.first_ns),
            number(line.second_ns),
            escape(&times(line.comparison.ratio)),
            number(difference.low),
            number(difference.high),
            number(line.comparison.floor),
            verdict(line.comparison.verdict)
        );
    }
    body.push_str("</table>");
    document("Two runs of costs", &body)
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )
}

/// The null comparisons: what noise looks like here.
fn nulls(run: &Run, body: &mut String) {
    if run.nulls.is_empty() {
        return;
    }
    body.push_str(
        "<h2>The same thing twice</h2><p>Measured at the beginning and at the end of the run. \
         Whatever differs here is noise, and every conclusion is held against it, and against \
         the drift: the share by which nine of ten primitives differ from themselves.</p>\
         <table><tr><th><th>first ns<th>second ns<th>floor ns<th>drift<th></tr>",
    );
    for null in run.nulls.iter().filter(|null| null.is_of_little()) {
        let _ = writeln!(
            body,
            "<tr><td>{}<td>{}<td>{}<td>{}<td>{}&nbsp;%<td>{}</tr>",
            escape(&null.primitive),
            number(null.first.median),
            number(null.second.median),
            number(null.floor()),
            number(100.0 * run.drift(null.situation)),
            escape(&sentence(null.situation))
        );
    }
    body.push_str("</table>");
}

fn table(run: &Run, situation: Situation, body: &mut String) {
    let _ = writeln!(
        body,
        "<details><summary>{}</summary><p class=\"dim\">noise floor {} ns</p><table><tr><th>\
         <th>ns<th>95&nbsp;%<th>cycles<th>× plain store<th>× Rust's<th>samples<th></tr>",
        escape(&super::text::capital(&sentence(situation))),
        number(run.floor(situation))
    );
    for row in rows(run, situation) {
        let cost = row.cost;
        let against = match row.to_rust {
            _ if row.is_noise() => "cost within noise".to_owned(),
            Some((_, of)) => verdict(of),
            None => String::new(),
        };
        let _ = writeln!(
            body,
            "<tr{}><td>{}<td>{}<td>{} … {}<td>{}<td>{}<td>{}<td>{}<td>{against}</tr>",
            noise_class(row.is_noise()),
            escape(&cost.title),
            number(cost.ns.median),
            number(cost.ns.low),
            number(cost.ns.high),
            cost.cycles.map_or("–".to_owned(), |cycles| number(cycles.median)),
            escape(&row.to_store.map_or(String::new(), times)),
            escape(&row.to_rust.map_or(String::new(), |(ratio, _)| times(ratio))),
            cost.samples
        );
    }
    body.push_str("</table></details>\n");
}

fn noise_class(noise: bool) -> &'static str {
    if noise { " class=\"noise\"" } else { "" }
}

fn verdict(verdict: Verdict) -> String {
    let class = match verdict {
        Verdict::Faster => "fa",
        Verdict::Slower => "sl",
        Verdict::WithinNoise | Verdict::Emulated => "",
    };
    format!("<span class=\"{class}\">{}</span>", verdict.words())
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_page_fetches_nothing_and_escapes() {
        let run = fixture::run();
        for page in [page(&run), comparison(&Compared::of(&run, &run))] {
            for word in ["http:", "https:", "src=", "href=", "<script", "url(", "@import"] {
                let without = page.replace("http://www.w3.org/2000/svg", "");
                assert!(!without.contains(word), "{word}");
            }
            assert!(page.contains("Example &lt;CPU&gt; &amp; Co"));
            assert!(page.contains("prefers-color-scheme:dark"));
        }
    }

    #[test]
    fn everything_is_on_it() {
        let run = fixture::run();
        let page = page(&run);
        assert_eq!(page.matches("<svg ").count(), 3, "two charts and a heat map");
        assert_eq!(page.matches("<details>").count(), 3);
        assert!(page.contains("The same thing twice"));
        assert!(page.contains("<li>P and E cores apart"));
        assert!(super::page(&fixture::emulated()).contains("EMULATED: NOT A COST"));
    }
}
