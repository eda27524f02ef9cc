//! Costs by situation: a row a primitive, a column a situation, one logarithmic axis for all.
//!
//! Each cell shows the distribution as dots (quantiles), the median with its interval, and a band
//! up to the noise floor; what cannot be told from nothing is hollow.

use super::canvas::{Canvas, Scale, clip, wrap};
use super::{machine, warning};
use crate::primitive::{Kind, Origin};
use crate::report::text::primitives;
use crate::report::{Row, number, rows, times};
use crate::run::Run;
use crate::{Ratio, Situation};

const LABELS: f64 = 216.0;
const MARGIN: f64 = 20.0;
const GAP: f64 = 14.0;
const ROW: f64 = 19.0;
const HEADING: f64 = 26.0;

/// The chart of some situations with their titles.
pub fn chart(run: &Run, title: &str, members: &[(Situation, String)]) -> String {
    let columns: Vec<Vec<Row<'_>>> = members.iter().map(|(s, _)| rows(run, *s)).collect();
    let groups = groups(&columns);
    let width = column_width(members.len());
    let heads: Vec<_> = members.iter().map(|(_, title)| wrap(title, width as usize / 7)).collect();
    let head_lines = heads.iter().map(Vec::len).max().unwrap_or(1);
    let rows_height: f64 = groups.iter().map(|(_, rows)| HEADING + ROW * rows.len() as f64).sum();
    let top = 98.0 + 14.0 * head_lines as f64 + if warning(run).is_some() { 24.0 } else { 0.0 };
    let bottom = top + rows_height;
    let total = LABELS + 2.0 * MARGIN + (width + GAP) * members.len() as f64;
    let mut canvas = Canvas::new(total.max(720.0), bottom + 84.0, title);
    let frame = Frame { scale: scale(&columns, width), width, top, bottom };
    header(run, title, &mut canvas);
    for (n, ((_, column), head)) in members.iter().zip(&columns).zip(&heads).enumerate() {
        frame.axis(n, column, head, &mut canvas);
    }
    let mut y = top;
    for (heading, primitives) in &groups {
        canvas.text(MARGIN, y + 18.0, "h", heading);
        y += HEADING;
        for (id, title) in primitives {
            canvas.text(MARGIN + LABELS - 12.0, y + 13.5, "mono e", &clip(title, 27));
            for (n, column) in columns.iter().enumerate() {
                if let Some(row) = column.iter().find(|row| row.cost.primitive == *id) {
                    frame.cell(n, y + ROW / 2.0, row, &mut canvas);
                }
            }
            y += ROW;
        }
    }
    canvas.finish()
}

fn column_width(columns: usize) -> f64 {
    match columns {
        0 | 1 => 620.0,
        2 => 380.0,
        3 => 280.0,
        4 => 220.0,
        _ => 176.0,
    }
}

fn header(run: &Run, title: &str, canvas: &mut Canvas) {
    let mut y = 34.0;
    canvas.text(MARGIN, y, "t", &format!("What barriers and atomics cost here, {title}"));
    y += 19.0;
    canvas.text(MARGIN, y, "d", &machine(run));
    y += 20.0;
    let mut x = MARGIN;
    for (class, label, step) in [
        ("o0", "● instruction", 92.0),
        ("o1", "● Rust's own", 90.0),
        ("o2", "● family", 66.0),
        ("d", "○ within noise   ▬ 95 % interval of the median   · quantiles   ▒ noise floor", 0.0),
    ] {
        canvas.text(x, y, &format!("s {class}"), label);
        x += step;
    }
    if let Some(warning) = warning(run) {
        canvas.text(MARGIN, y + 24.0, "warn", &warning.to_uppercase());
    }
}

/// One axis for all columns: from a decade below what matters to a round number above.
fn scale(columns: &[Vec<Row<'_>>], width: f64) -> Scale {
    let rows = || columns.iter().flatten();
    let high = rows().filter_map(|row| row.cost.quantiles.get(17)).fold(1.0, |a: f64, &b| a.max(b));
    let high = rows().map(|row| row.cost.ns.median).fold(high, f64::max);
    let low = rows().filter(|row| !row.is_noise()).map(|row| row.cost.ns.median);
    let low = low.fold(1.0, f64::min);
    let decade = |value: f64| 10f64.powf(value.log10().floor());
    // The labels need room on the right.
    Scale::new(decade(low.max(0.02)), high * 2.0, 0.0, width)
}

struct Frame {
    scale: Scale,
    width: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn left(&self, column: usize) -> f64 {
        MARGIN + LABELS + (self.width + GAP) * column as f64
    }

    fn axis(&self, n: usize, column: &[Row<'_>], head: &[String], canvas: &mut Canvas) {
        let left = self.left(n);
        let scale = self.scale.at(left);
        let (top, bottom) = (self.top, self.bottom);
        for (n, line) in head.iter().enumerate() {
            let y = top - 8.0 - 14.0 * (head.len() - n) as f64 + 4.0;
            canvas.text(left, y, "h", line);
        }
        canvas.rect((left, top), (self.width, bottom - top), "st", 1.0);
        for decade in scale.decades() {
            let x = scale.x(decade);
            canvas.line((x, top), (x, bottom), "grid");
            let label = if decade < 1.0 { format!("{decade}") } else { format!("{decade:.0}") };
            canvas.text(x, bottom + 14.0, "s d m", &label);
        }
        canvas.text(left, bottom + 28.0, "s d", "ns");
        self.ratios(left, column, canvas);
    }

    /// The second axis: multiples of a plain store, where that has a cost.
    fn ratios(&self, left: f64, column: &[Row<'_>], canvas: &mut Canvas) {
        let scale = self.scale.at(left);
        let y = self.bottom + 42.0;
        let is_store =
            |row: &&Row<'_>| matches!(row.to_store, Some(Ratio::About(i)) if i.median == 1.0);
        let Some(store) = column.iter().find(is_store) else {
            if column.iter().any(|row| row.to_store.is_some()) {
                canvas.text(left, y + 12.0, "s d", "no ratios: a plain store is noise");
            }
            return;
        };
        let one = store.cost.ns.median;
        canvas.line((left, y), (left + self.width, y), "axis");
        for power in 0..6 {
            let multiple = 10f64.powi(power);
            if one * multiple > self.scale.at(left).limit() {
                break;
            }
            let x = scale.x(one * multiple);
            if x > left + self.width - 16.0 {
                break;
            }
            canvas.line((x, y - 3.0), (x, y + 3.0), "axis");
            canvas.text(x, y + 15.0, "s d m", &format!("{multiple}×"));
        }
        canvas.text(left, y + 28.0, "s d", "of a plain store");
    }

    fn cell(&self, n: usize, y: f64, row: &Row<'_>, canvas: &mut Canvas) {
        let left = self.left(n);
        let scale = self.scale.at(left);
        let cost = row.cost;
        let class = match cost.origin {
            Origin::Instruction => "o0",
            Origin::Rust => "o1",
            Origin::Family => "o2",
        };
        canvas.begin(&tip(row));
        let floor = scale.x(row.floor);
        if floor > left {
            canvas.rect((left, y - ROW / 2.0), (floor - left, ROW), "nz", 1.0);
        }
        for &quantile in &cost.quantiles {
            canvas.circle(scale.x(quantile), y, 1.7, &format!("{class} dot q"));
        }
        // The label may cover the last dots, so that it stays by its median.
        let body = cost.quantiles.get(15).map_or(cost.ns.high, |most| most.max(cost.ns.high));
        let end = scale.x(body.min(cost.ns.high * 2.0));
        if row.is_noise() {
            let x = scale.x(cost.ns.median);
            canvas.circle(x, y, 3.0, &format!("{class} hollow"));
        } else {
            let (low, high) = (scale.x(cost.ns.low), scale.x(cost.ns.high));
            canvas.line((low, y), (high, y), &format!("{class} ci"));
            canvas.circle(scale.x(cost.ns.median), y, 3.4, &format!("{class} dot"));
            let label = number(cost.ns.median);
            let room = 7.0 * label.len() as f64;
            if end + 6.0 + room <= left + self.width {
                canvas.text(end + 6.0, y + 3.8, "v halo", &label);
            } else {
                canvas.text(low - 7.0, y + 3.8, "v halo e", &label);
            }
        }
        canvas.end();
    }
}

/// What a cell says when it is pointed at.
fn tip(row: &Row<'_>) -> String {
    let cost = row.cost;
    let mut tip = format!(
        "{}: {} ns, 95 % from {} to {}",
        cost.title,
        number(cost.ns.median),
        number(cost.ns.low),
        number(cost.ns.high)
    );
    if row.is_noise() {
        tip.push_str("; within noise");
    }
    if let Some(ratio) = row.to_store {
        tip.push_str(&format!("; {} a plain store", times(ratio)));
    }
    if let Some((ratio, verdict)) = row.to_rust {
        tip.push_str(&format!("; {} Rust's: {}", times(ratio), verdict.words()));
    }
    tip
}

type Group<'a> = (&'static str, Vec<(&'a str, &'a str)>);

/// The primitives by what they do.
fn groups<'a>(columns: &[Vec<Row<'a>>]) -> Vec<Group<'a>> {
    let kinds = [
        (Kind::Load, "Loads"),
        (Kind::Store, "Stores"),
        (Kind::ReadModifyWrite, "Read-modify-writes"),
        (Kind::Barrier, "Barriers"),
        (Kind::Hint, "Hints and others"),
    ];
    let all = primitives(columns);
    let kind_of = |id: &str| {
        columns.iter().flatten().find(|row| row.cost.primitive == id).map(|row| row.cost.kind)
    };
    // What is in one column alone has nothing to be compared with.
    let columns_of = |id: &str| {
        let has = |column: &&Vec<Row<'_>>| column.iter().any(|row| row.cost.primitive == id);
        columns.iter().filter(has).count()
    };
    let is_compared = |id: &str| columns.len() == 1 || columns_of(id) > 1;
    let group = |(kind, heading)| {
        let of_kind = all.iter().copied().filter(|(id, _)| kind_of(id) == Some(kind));
        let of_kind = of_kind.filter(|(id, _)| is_compared(id));
        (heading, of_kind.collect::<Vec<_>>())
    };
    kinds.into_iter().map(group).filter(|(_, members)| !members.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{families, fixture};

    #[test]
    fn every_cell_is_there() {
        let run = fixture::run();
        let family = &families(&run)[0];
        let svg = chart(&run, family.title, &family.members);
        let document = roxmltree::Document::parse(&svg).unwrap();
        let cells = document.descendants().filter(|node| node.has_tag_name("g")).count();
        assert_eq!(cells, 14);
        assert!(svg.contains("Example &lt;CPU&gt; &amp; Co"));
        assert!(!svg.contains("NOT A COST"));
        insta::assert_snapshot!(svg);
    }

    #[test]
    fn an_emulated_run_says_so() {
        let run = fixture::emulated();
        let family = &families(&run)[0];
        assert!(chart(&run, family.title, &family.members).contains("EMULATED: NOT A COST"));
    }
}
