//! Costs for people: one table a situation, and an overview.

use super::{families, machine, number, rows, sentence, times, warning};
use crate::cores::{Matrix, Placement};
use crate::run::{Run, Source};
use crate::{Dropped, Measurement};
use comfy_table::{CellAlignment, Table, presets};
use std::io::{self, Write};

/// Writes it.
///
/// # Errors
/// If it cannot be written.
pub fn write(run: &Run, out: &mut impl Write) -> io::Result<()> {
    if let Some(warning) = warning(run) {
        writeln!(out, "{}\n", warning.to_uppercase())?;
    }
    let source = match run.source {
        Source::Measured => "measured by fencepost costs",
        Source::Criterion => "measured by cargo bench",
    };
    writeln!(out, "{}; {source}", machine(run))?;
    writeln!(out, "cycles: {}", run.cycles)?;
    for situation in run.situations() {
        writeln!(out, "\n{}", capital(&sentence(situation)))?;
        write_situation(run, situation, out)?;
    }
    for matrix in &run.cores {
        write_matrix(matrix, out)?;
    }
    for family in families(run) {
        write_overview(run, &family, out)?;
    }
    if !run.left_out.is_empty() {
        writeln!(out, "\nLeft out")?;
        for what in &run.left_out {
            writeln!(out, "  {what}")?;
        }
    }
    Ok(())
}

fn write_situation(run: &Run, situation: crate::Situation, out: &mut impl Write) -> io::Result<()> {
    let rows = rows(run, situation);
    let mut table = table(&["", "ns", "95 %", "cycles", "× store", "× Rust's", "", ""]);
    for row in &rows {
        let cost = row.cost;
        let interval = format!("{} … {}", number(cost.ns.low), number(cost.ns.high));
        let cycles = cost.cycles.map_or("–".to_owned(), |cycles| number(cycles.median));
        let store = row.to_store.map_or(String::new(), times);
        let rust = row.to_rust.map_or(String::new(), |(ratio, _)| times(ratio));
        let verdict = row.to_rust.map_or("", |(_, verdict)| verdict.words());
        let noise = if row.is_noise() { "cost within noise".to_owned() } else { notes(cost) };
        let ns = number(cost.ns.median);
        let cells = [&cost.title, &ns, &interval, &cycles, &store, &rust, verdict, &noise];
        table.add_row(cells);
    }
    right(&mut table, 1..=5);
    print(&table, out)?;
    let floor = run.floor(situation);
    if floor > 0.0 {
        let drift = match run.drift(situation) {
            0.0 => String::new(),
            share => format!(", and nine of ten costs by up to {} %", number(100.0 * share)),
        };
        writeln!(
            out,
            "  noise floor {} ns: the same measured twice differs by up to that{drift}",
            number(floor)
        )?;
    }
    Ok(())
}

/// What else is to be known of a measurement.
fn notes(cost: &Measurement) -> String {
    let Dropped { migrated, failed_exclusives } = cost.dropped;
    let mut notes = Vec::new();
    if cost.failed_exclusives > 0.0 {
        notes.push(format!("{} of 1000 exclusives failed", number(cost.failed_exclusives)));
    }
    if failed_exclusives > 0 {
        notes.push(format!("dropped for failed exclusives: {failed_exclusives}"));
    }
    if migrated > 0 {
        notes.push(format!("dropped for moving: {migrated}"));
    }
    notes.join(", ")
}

fn write_overview(run: &Run, family: &super::Family, out: &mut impl Write) -> io::Result<()> {
    if family.members.len() < 2 {
        return Ok(());
    }
    writeln!(out, "\nNanoseconds {} (~ within noise)", family.title)?;
    let mut heads = vec![""];
    heads.extend(family.members.iter().map(|(_, title)| title.as_str()));
    let mut table = table(&heads);
    let columns: Vec<_> =
        family.members.iter().map(|&(situation, _)| rows(run, situation)).collect();
    for (id, title) in primitives(&columns) {
        let cell = |column: &Vec<super::Row<'_>>| {
            let row = column.iter().find(|row| row.cost.primitive == id);
            row.map_or("–".to_owned(), |row| match row.is_noise() {
                true => "~".to_owned(),
                false => number(row.cost.ns.median),
            })
        };
        table.add_row([title.to_owned()].into_iter().chain(columns.iter().map(cell)));
    }
    right(&mut table, 1..=columns.len());
    print(&table, out)
}

/// Every primitive of some columns once, with its title, in order.
pub(crate) fn primitives<'a>(columns: &[Vec<super::Row<'a>>]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for row in columns.iter().flatten() {
        if all.iter().all(|(id, _)| *id != row.cost.primitive) {
            all.push((&row.cost.primitive, &row.cost.title));
        }
    }
    all
}

fn write_matrix(matrix: &Matrix, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\nNanoseconds from core to core, one way: {}", matrix.ping_pong.words())?;
    let heads: Vec<_> = matrix.cpus.iter().map(usize::to_string).collect();
    let mut all = vec!["cpu"];
    all.extend(heads.iter().map(String::as_str));
    let mut table = table(&all);
    for &a in &matrix.cpus {
        let cell = |&b: &usize| match matrix.pair(a, b) {
            Some(pair) => number(pair.ns.median),
            None if a == b => String::new(),
            None => "not seen".to_owned(),
        };
        table.add_row([a.to_string()].into_iter().chain(matrix.cpus.iter().map(cell)));
    }
    right(&mut table, 0..=heads.len());
    print(&table, out)?;
    writeln!(out, "  {}", placement(matrix))
}

/// How the CPUs of a matrix are known.
pub(crate) fn placement(matrix: &Matrix) -> String {
    let how = match matrix.placement {
        Placement::Pinned => "threads pinned, CPU read back",
        Placement::Observed => "threads not pinned, sorted by the CPU read back",
    };
    format!("{how}; {} samples in which a thread moved were not used", matrix.moved)
}

/// A table without lines, two spaces in.
fn table(heads: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(heads);
    table
}

fn right(table: &mut Table, columns: std::ops::RangeInclusive<usize>) {
    for n in columns {
        if let Some(column) = table.column_mut(n) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn print(table: &Table, out: &mut impl Write) -> io::Result<()> {
    for line in table.lines() {
        writeln!(out, " {}", line.trim_end())?;
    }
    Ok(())
}

pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn text(run: &Run) -> String {
        let mut out = Vec::new();
        write(run, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn snapshot() {
        insta::assert_snapshot!(text(&fixture::run()));
    }

    #[test]
    fn an_emulated_run_says_so_first() {
        let text = text(&fixture::emulated());
        assert!(text.starts_with("EMULATED: NOT A COST\n"), "{text}");
        assert!(!text.contains("faster") && !text.contains("slower"), "{text}");
    }
}
