//! Costs as comma-separated values (RFC 4180), one line a measurement.

use super::rows;
use crate::run::Run;
use crate::{Interval, Ratio};
use std::io::{self, Write};

const COLUMNS: &str = "primitive,title,before,stride,threads,core,ns_low,ns_median,ns_high,\
    cycles_low,cycles_median,cycles_high,floor_ns,nops_ns,samples,times_plain_store,times_rust,\
    against_rust,migrated,failed_exclusives_per_1000,cpus,emulated,machine";

/// Writes it.
///
/// # Errors
/// If it cannot be written.
pub fn write(run: &Run, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    let machine = super::machine(run);
    for situation in run.situations() {
        for row in rows(run, situation) {
            let cost = row.cost;
            let mut fields = vec![cost.primitive.clone(), cost.title.clone()];
            let names =
                [situation.before.name(), situation.stride.name(), situation.company.name()];
            fields.extend(names.map(str::to_owned));
            fields.push(situation.class.name().to_owned());
            fields.extend(interval(Some(cost.ns)));
            fields.extend(interval(cost.cycles));
            fields.extend([row.floor, cost.nops].map(|ns| format!("{ns:.4}")));
            fields.push(cost.samples.to_string());
            fields.push(median(row.to_store));
            fields.push(median(row.to_rust.map(|(ratio, _)| ratio)));
            fields.push(row.to_rust.map_or("", |(_, verdict)| verdict.words()).to_owned());
            fields.push(cost.dropped.migrated.to_string());
            fields.push(format!("{:.3}", cost.failed_exclusives));
            fields.push(cost.cpus.iter().map(usize::to_string).collect::<Vec<_>>().join(" "));
            fields.push(cost.emulated.to_string());
            fields.push(machine.clone());
            let fields: Vec<_> = fields.iter().map(|field| quote(field)).collect();
            writeln!(out, "{}", fields.join(","))?;
        }
    }
    Ok(())
}

fn interval(interval: Option<Interval>) -> [String; 3] {
    let Some(Interval { low, median, high }) = interval else { return Default::default() };
    [low, median, high].map(|value| format!("{value:.4}"))
}

/// The ratio, or nothing where none can be given.
fn median(ratio: Option<Ratio>) -> String {
    match ratio {
        Some(Ratio::About(interval)) => format!("{:.3}", interval.median),
        Some(Ratio::AtLeast(least)) => format!(">{least:.3}"),
        Some(Ratio::Unknown) | None => String::new(),
    }
}

fn quote(field: &str) -> String {
    match field.contains([',', '"', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn snapshot() {
        let mut out = Vec::new();
        write(&fixture::run(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 16);
        insta::assert_snapshot!(text.lines().take(5).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn fields_are_quoted() {
        assert_eq!(quote(r#"XCHG [m], "r""#), r#""XCHG [m], ""r""""#);
    }
}
