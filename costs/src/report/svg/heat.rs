//! Latencies from core to core as a heat map.

use super::canvas::Canvas;
use crate::NOT_A_COST;
use crate::cores::Matrix;
use crate::report::number;
use crate::report::text::placement;

const MARGIN: f64 = 20.0;
const TOP: f64 = 104.0;

/// The heat map of a matrix: a pair that was not seen stays empty.
pub fn heat(matrix: &Matrix, machine: &str) -> String {
    let count = matrix.cpus.len();
    let cell = match count {
        0..=8 => 62.0,
        9..=16 => 46.0,
        17..=32 => 32.0,
        _ => 20.0,
    };
    let side = cell * count as f64;
    let left = MARGIN + 44.0;
    let title = format!("Core to core, {}: nanoseconds one way", matrix.ping_pong.words());
    let mut canvas = Canvas::new((left + side + 150.0).max(640.0), TOP + side + 44.0, &title);
    canvas.text(MARGIN, 34.0, "t", &title);
    canvas.text(MARGIN, 53.0, "d", machine);
    canvas.text(MARGIN, 70.0, "s d", &placement(matrix));
    if matrix.emulated {
        canvas.text(MARGIN, 88.0, "warn", &NOT_A_COST.to_uppercase());
    }
    let medians: Vec<f64> = matrix.pairs.iter().map(|pair| pair.ns.median).collect();
    let low = medians.iter().copied().fold(f64::INFINITY, f64::min);
    let high = medians.iter().copied().fold(0.0, f64::max);
    for (row, &a) in matrix.cpus.iter().enumerate() {
        let y = TOP + cell * row as f64;
        canvas.text(left - 8.0, y + cell / 2.0 + 4.0, "mono e", &a.to_string());
        let x = left + cell * (row as f64 + 0.5);
        canvas.text(x, TOP - 8.0, "mono m", &a.to_string());
        for (column, &b) in matrix.cpus.iter().enumerate().filter(|(_, b)| **b != a) {
            let x = left + cell * column as f64;
            let size = (cell - 2.0, cell - 2.0);
            let Some(pair) = matrix.pair(a, b) else {
                canvas.begin(&format!("{a} and {b}: not seen"));
                canvas.rect((x + 1.0, y + 1.0), size, "none", 1.0);
                canvas.text(x + cell / 2.0, y + cell / 2.0 + 4.0, "d m", "·");
                canvas.end();
                continue;
            };
            let heat = heat_of(pair.ns.median, low, high);
            canvas.begin(&format!(
                "{a} and {b}: {} ns, 95 % from {} to {}, {} samples",
                number(pair.ns.median),
                number(pair.ns.low),
                number(pair.ns.high),
                pair.samples
            ));
            canvas.rect((x + 1.0, y + 1.0), size, "o0 cell", heat);
            if cell >= 32.0 {
                let class = if heat > 0.55 { "v m inv" } else { "v m" };
                let text = format!("{:.0}", pair.ns.median);
                canvas.text(x + cell / 2.0, y + cell / 2.0 + 4.0, class, &text);
            }
            canvas.end();
        }
    }
    if high > low {
        legend(&mut canvas, left + side + 26.0, side.max(90.0), low, high);
    }
    canvas.finish()
}

/// How strong the colour is: logarithmic between the extremes.
fn heat_of(value: f64, low: f64, high: f64) -> f64 {
    const WEAK: f64 = 0.14;
    const STRONG: f64 = 0.92;
    if high <= low * 1.02 {
        return WEAK;
    }
    WEAK + (STRONG - WEAK) * (value / low).ln() / (high / low).ln()
}

fn legend(canvas: &mut Canvas, x: f64, height: f64, low: f64, high: f64) {
    const STEPS: usize = 24;
    let step = height / STEPS as f64;
    for n in 0..STEPS {
        let share = n as f64 / (STEPS - 1) as f64;
        let value = low * (high / low).powf(share);
        let y = TOP + height - step * (n + 1) as f64;
        canvas.rect((x, y), (12.0, step + 0.2), "o0 cell", heat_of(value, low, high));
    }
    canvas.text(x + 18.0, TOP + 10.0, "v", &format!("{} ns", number(high)));
    canvas.text(x + 18.0, TOP + height, "v", &format!("{} ns", number(low)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_pair_that_was_not_seen_has_no_figure() {
        let run = fixture::run();
        let svg = heat(&run.cores[0], "machine");
        let document = roxmltree::Document::parse(&svg).unwrap();
        let tips: Vec<_> = document
            .descendants()
            .filter(|node| node.has_tag_name("g"))
            .filter_map(|node| node.first_element_child()?.text())
            .collect();
        assert_eq!(tips.len(), 12);
        assert_eq!(tips.iter().filter(|tip| tip.ends_with("not seen")).count(), 2);
        assert!(tips.contains(&"0 and 1: 40.0 ns, 95 % from 39.0 to 42.0, 50 samples"));
        insta::assert_snapshot!(svg);
    }

    #[test]
    fn the_extremes_have_the_extreme_colours() {
        assert!(heat_of(40.0, 40.0, 150.0) < heat_of(42.0, 40.0, 150.0));
        assert!((heat_of(150.0, 40.0, 150.0) - 0.92).abs() < 1e-9);
        assert_eq!(heat_of(40.0, 40.0, 40.0), 0.14);
    }
}
