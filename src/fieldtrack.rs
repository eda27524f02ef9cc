//! Reports of write barriers over a heap, and the article's figures beside them.

use comfy_table::{CellAlignment, Table, presets};
use fencepost_costs::fieldtrack::{Report, Row};
use fencepost_costs::{Interval, NOT_A_COST, Verdict};
use std::io::{self, Write};

/// Writes a report for people.
///
/// # Errors
/// If it cannot be written.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Write barriers over a heap, on {}", report.machine)?;
    if report.machine.emulated {
        writeln!(out, "{NOT_A_COST}: the figures show that it runs, and nothing else")?;
    }
    writeln!(out, "\nStores, ns, with 95 % intervals; noise floor {:.2} ns\n", report.floor)?;
    writeln!(out, "{}", stores(report))?;
    writeln!(out, "\nPointer stores, millions a second, beside a collector that never rests\n")?;
    writeln!(out, "{}", updates(report))?;
    writeln!(out, "\nWhat the collector makes of it\n")?;
    writeln!(out, "{}", collector(report))?;
    writeln!(out, "\nThe article's figures beside this machine's\n")?;
    for line in article(report) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

/// A table whose first two columns name a barrier.
fn table(report: &Report, heads: &[String], cells: impl Fn(&Row) -> Vec<String>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    let names = ["barrier", "mark written by"].map(str::to_owned);
    table.set_header(names.iter().chain(heads));
    for row in &report.rows {
        let names = [row.barrier.clone(), row.publish.clone()];
        table.add_row(names.into_iter().chain(cells(row)));
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn heads<const N: usize>(heads: [&str; N]) -> Vec<String> {
    heads.map(str::to_owned).to_vec()
}

fn stores(report: &Report) -> Table {
    let heads = heads(["pointer store", "of it the barrier", "scalar store"]);
    table(report, &heads, |row| {
        let barrier = match (row.barrier.as_str(), is_noise(report, row)) {
            ("none", _) => "-".to_owned(),
            (_, true) => format!("{} within noise", range(row.barrier_cost)),
            (_, false) => range(row.barrier_cost),
        };
        vec![range(row.pointer_store), barrier, range(row.scalar_store)]
    })
}

fn is_noise(report: &Report, row: &Row) -> bool {
    row.barrier_cost.low <= report.floor && row.barrier_cost.high >= -report.floor
}

fn range(interval: Interval) -> String {
    let Interval { low, median, high } = interval;
    format!("{median:.2} [{low:.2}, {high:.2}]")
}

fn updates(report: &Report) -> Table {
    let columns = report.rows.first().map_or(&[][..], |row| &row.updates);
    let heads: Vec<String> = columns
        .iter()
        .map(|u| {
            let plural = if u.threads == 1 { "" } else { "s" };
            format!("{} thread{plural}, {}", u.threads, if u.near { "near" } else { "far" })
        })
        .collect();
    table(report, &heads, |row| {
        let millions = |u: &fencepost_costs::fieldtrack::Updates| u.per_second.scaled(1e-6);
        row.updates.iter().map(|u| format!("{:.1}", millions(u).median)).collect()
    })
}

fn collector(report: &Report) -> Table {
    let heads = heads([
        "pause p50 µs",
        "p99",
        "max",
        "spread",
        "slots stopped",
        "slots beside",
        "bytes per KB",
    ]);
    table(report, &heads, |row| {
        let p = row.pauses;
        let mut cells: Vec<String> =
            [p.p50, p.p99, p.max, p.spread].iter().map(|us| format!("{us:.0}")).collect();
        cells.push(format!("{:.0}", row.scanned_stopped));
        cells.push(format!("{:.0}", row.scanned_beside));
        cells.push(format!("{:.0}", row.metadata));
        cells
    })
}

/// What the article says in figures, and what this machine says to it.
pub fn article(report: &Report) -> Vec<String> {
    let row = |barrier, publish| report.row(barrier, publish);
    let ishst = "DMB ISHST; STR";
    let (Some(field), Some(object)) = (row("field", ishst), row("object", ishst)) else {
        return vec!["the rows that they are about are missing".to_owned()];
    };
    let mut lines = Vec::new();
    let cost = range(field.barrier_cost);
    lines
        .push(format!("a barrier a store of 8 ns on M1, 12 ns on x86: {cost} ns for a field mark"));
    let change = |a: f64, b: f64| (a / b.max(f64::MIN_POSITIVE) - 1.0) * 100.0;
    let spread = change(field.pauses.spread, object.pauses.spread);
    let p99 = change(field.pauses.p99, object.pauses.p99);
    lines.push(format!(
        "pauses vary 37 % less: with marks of fields in place of objects the spread changes by \
         {spread:+.0} %, the p99 by {p99:+.0} %"
    ));
    let ratios: Vec<String> = field
        .updates
        .iter()
        .zip(&object.updates)
        .map(|(f, o)| {
            let ratio = f.per_second.median / o.per_second.median.max(f64::MIN_POSITIVE);
            let (threads, place) = (f.threads, if f.near { "near" } else { "far" });
            format!("{ratio:.2} ({threads}, {place})")
        })
        .collect();
    lines.push(format!(
        "updates 2.1 and 1.3 times as fast: fields against objects, by threads and locality: {}",
        ratios.join(", ")
    ));
    lines.push(match report.compare(field, object) {
        Verdict::WithinNoise => "a field's mark against an object's: within noise".to_owned(),
        Verdict::Emulated => NOT_A_COST.to_owned(),
        Verdict::Faster => "a field's mark costs less than an object's".to_owned(),
        Verdict::Slower => "a field's mark costs more than an object's".to_owned(),
    });
    lines.push(
        "Go has no such barrier: GOEXPERIMENT=fieldtrack changes no instruction (fencepost claims)"
            .to_owned(),
    );
    lines
}
