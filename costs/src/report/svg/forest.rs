//! Two runs as a forest plot: the ratio of the second to the first, with its interval, a row a
//! primitive and a column a situation. What is within the noise is hollow.

use super::canvas::{Canvas, Scale, clip, wrap};
use crate::report::compare::{Compared, Line};
use crate::report::{number, sentence};
use crate::{Interval, Ratio, Situation, Verdict};

const LABELS: f64 = 216.0;
const MARGIN: f64 = 20.0;
const GAP: f64 = 14.0;
const ROW: f64 = 19.0;
/// Room for the figures beside the plots.
const FIGURES: f64 = 48.0;
/// More situations than these are in the table alone.
const COLUMNS: usize = 8;

/// The forest plot.
pub fn forest(compared: &Compared) -> String {
    let mut situations: Vec<Situation> = compared.lines.iter().map(|line| line.situation).collect();
    situations.sort();
    situations.dedup();
    let left_out = situations.len().saturating_sub(COLUMNS);
    situations.truncate(COLUMNS);
    let mut primitives: Vec<(&str, &str)> = Vec::new();
    for line in compared.lines.iter().filter(|line| situations.contains(&line.situation)) {
        if primitives.iter().all(|(id, _)| *id != line.primitive) {
            primitives.push((&line.primitive, &line.title));
        }
    }
    let width = if situations.len() < 3 { 360.0 } else { 196.0 };
    let total = LABELS + 2.0 * MARGIN + (width + GAP) * situations.len() as f64;
    let heads: Vec<_> =
        situations.iter().map(|&s| wrap(&sentence(s), width as usize / 8)).collect();
    let head = 14.0 * heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let warnings = compared.warnings();
    let top = 110.0 + head + 16.0 * warnings.len() as f64;
    let bottom = top + ROW * primitives.len() as f64;
    let mut canvas = Canvas::new(total.max(720.0), bottom + 40.0, "Two runs of costs");
    canvas.text(MARGIN, 34.0, "t", "Second run against the first");
    canvas.text(MARGIN, 53.0, "d", &format!("first: {}", compared.first));
    canvas.text(MARGIN, 69.0, "d", &format!("second: {}", compared.second));
    let mut legend = compared.summary() + "; ○ within noise";
    if left_out > 0 {
        legend.push_str(&format!("; {left_out} more situations are in the table"));
    }
    canvas.text(MARGIN, 87.0, "s d", &legend);
    for (n, warning) in warnings.iter().enumerate() {
        canvas.text(MARGIN, 108.0 + 16.0 * n as f64, "warn", warning);
    }
    let scale = scale(compared, width - FIGURES);
    for (n, (&situation, head)) in situations.iter().zip(&heads).enumerate() {
        let left = MARGIN + LABELS + (width + GAP) * n as f64;
        let scale = scale.at(left);
        for (n, text) in head.iter().enumerate() {
            canvas.text(left, top - 6.0 - 14.0 * (head.len() - 1 - n) as f64, "h", text);
        }
        canvas.rect((left, top), (width, bottom - top), "st", 1.0);
        for ratio in ticks(&scale) {
            let class = if ratio == 1.0 { "axis" } else { "grid" };
            canvas.line((scale.x(ratio), top), (scale.x(ratio), bottom), class);
            canvas.text(scale.x(ratio), bottom + 14.0, "s d m", &format!("{ratio}×"));
        }
        for (n, (id, _)) in primitives.iter().enumerate() {
            let mut lines = compared.lines.iter();
            let here = lines.find(|line| line.situation == situation && line.primitive == *id);
            if let Some(line) = here {
                cell(line, &scale, left + width, top + ROW * (n as f64 + 0.5), &mut canvas);
            }
        }
    }
    for (n, (_, title)) in primitives.iter().enumerate() {
        let y = top + ROW * (n as f64 + 0.5) + 4.0;
        canvas.text(MARGIN + LABELS - 12.0, y, "mono e", &clip(title, 27));
    }
    canvas.finish()
}

/// The same distance on both sides of 1.
fn scale(compared: &Compared, width: f64) -> Scale {
    let reach = compared.lines.iter().filter_map(|line| match line.comparison.ratio {
        Ratio::About(interval) => Some(interval.median.max(1.0 / interval.median.max(0.01))),
        Ratio::AtLeast(least) => Some(least),
        Ratio::Unknown => None,
    });
    let reach = reach.fold(2.0, f64::max).min(64.0) * 1.4;
    Scale::new(1.0 / reach, reach, 0.0, width)
}

fn ticks(scale: &Scale) -> Vec<f64> {
    let fits = |ratio: &f64| *ratio <= scale.limit();
    let above: Vec<f64> = [2.0, 4.0, 16.0, 64.0].into_iter().filter(fits).collect();
    let above = if above.len() > 2 { vec![above[1], *above.last().unwrap_or(&2.0)] } else { above };
    above.iter().rev().map(|ratio| 1.0 / ratio).chain([1.0]).chain(above.clone()).collect()
}

fn cell(line: &Line, scale: &Scale, right: f64, y: f64, canvas: &mut Canvas) {
    let comparison = line.comparison;
    canvas.begin(&format!(
        "{}: {} ns, then {} ns; difference from {} to {} ns, noise up to {} ns: {}",
        line.title,
        number(line.first_ns),
        number(line.second_ns),
        number(comparison.difference.low),
        number(comparison.difference.high),
        number(comparison.floor),
        comparison.verdict.words()
    ));
    let class = match comparison.verdict {
        Verdict::Faster => "fa",
        Verdict::Slower => "sl",
        Verdict::WithinNoise | Verdict::Emulated => "dm",
    };
    let concluded = matches!(comparison.verdict, Verdict::Faster | Verdict::Slower);
    let at = match comparison.ratio {
        Ratio::About(Interval { low, median, high }) => {
            canvas.line((scale.x(low), y), (scale.x(high), y), &format!("{class} ci"));
            median
        }
        Ratio::AtLeast(least) => least,
        Ratio::Unknown => 1.0,
    };
    let dot = if concluded { "dot" } else { "hollow" };
    canvas.circle(scale.x(at), y, 3.4, &format!("{class} {dot}"));
    if concluded {
        let label = crate::report::times(comparison.ratio);
        canvas.text(right - 4.0, y + 3.8, &format!("v halo e {class}"), &label);
    }
    canvas.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn what_is_within_noise_is_hollow() {
        let (first, mut second) = (fixture::run(), fixture::run());
        second.measurements[3].ns = second.measurements[3].ns.scaled(2.0);
        let svg = forest(&Compared::of(&first, &second));
        assert!(roxmltree::Document::parse(&svg).is_ok());
        assert_eq!(svg.matches("class=\"sl dot\"").count(), 1);
        assert_eq!(svg.matches("class=\"fa dot\"").count(), 0);
        assert_eq!(svg.matches("class=\"dm hollow\"").count(), 14);
    }
}
