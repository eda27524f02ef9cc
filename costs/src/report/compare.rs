//! Two runs side by side: what differs by more than the noise of both.

use super::{machine, number, sentence, times};
use crate::run::Run;
use crate::{Comparison, Measurement, NOT_A_COST, Situation, Verdict};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::io::{self, Write};

/// A primitive in a situation that both runs measured.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The primitive.
    pub primitive: String,
    /// Its instructions or its Rust.
    pub title: String,
    /// The situation.
    pub situation: Situation,
    /// Nanoseconds in the first run.
    pub first_ns: f64,
    /// Nanoseconds in the second run.
    pub second_ns: f64,
    /// The second against the first.
    pub comparison: Comparison,
}

/// Two runs compared.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The machine of the first.
    pub first: String,
    /// The machine of the second.
    pub second: String,
    /// Whether they are of the same machine, as far as was recorded.
    pub same_machine: bool,
    /// What both measured.
    pub lines: Vec<Line>,
    /// How many measurements only one of them has.
    pub unmatched: usize,
}

impl Compared {
    /// The second run against the first.
    pub fn of(first: &Run, second: &Run) -> Compared {
        let mut lines = Vec::new();
        for b in &second.measurements {
            let Some(a) = first.find(&b.primitive, b.situation) else { continue };
            lines.push(line(first, a, second, b));
        }
        let all = first.measurements.len() + second.measurements.len();
        Compared {
            first: machine(first),
            second: machine(second),
            same_machine: first.machine.is_some() && first.machine == second.machine,
            unmatched: all - 2 * lines.len(),
            lines,
        }
    }

    /// How many lines have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.lines.iter().filter(|line| line.comparison.verdict == verdict).count()
    }

    /// What is to be known before any figure is read.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.count(Verdict::Emulated) > 0 {
            warnings.push(NOT_A_COST.to_owned());
        }
        if !self.same_machine {
            warnings
                .push("the runs are of different machines, or a machine was not recorded".into());
        }
        warnings
    }

    /// What it all comes to.
    pub fn summary(&self) -> String {
        let counts = [Verdict::Faster, Verdict::Slower, Verdict::WithinNoise, Verdict::Emulated]
            .map(|verdict| (self.count(verdict), verdict.words()));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        let unmatched = match self.unmatched {
            0 => String::new(),
            n => format!("; {n} measurements are in one run only"),
        };
        format!("second against first: {}{unmatched}", counts.join(", "))
    }

    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "first:  {}\nsecond: {}", self.first, self.second)?;
        let mut last = None;
        let mut rest = self.lines.as_slice();
        while let Some(first) = rest.first() {
            let here = rest.iter().take_while(|line| line.situation == first.situation).count();
            let (these, others) = rest.split_at(here);
            if last != Some(first.situation) {
                writeln!(out, "\n{}", super::text::capital(&sentence(first.situation)))?;
            }
            last = Some(first.situation);
            write_lines(these, out)?;
            rest = others;
        }
        writeln!(out, "\n{}", self.summary())
    }
}

fn line(first: &Run, a: &Measurement, second: &Run, b: &Measurement) -> Line {
    Line {
        primitive: b.primitive.clone(),
        title: b.title.clone(),
        situation: b.situation,
        first_ns: a.ns.median,
        second_ns: b.ns.median,
        comparison: second.compare_with(b, first, a),
    }
}

fn write_lines(lines: &[Line], out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(["", "first ns", "second ns", "ratio", "difference", "floor", ""]);
    for line in lines {
        let Comparison { difference, ratio, floor, verdict } = line.comparison;
        let interval = format!("{} … {}", number(difference.low), number(difference.high));
        let verdict = verdict.words().to_owned();
        let cells = [number(line.first_ns), number(line.second_ns), times(ratio)];
        let cells = [line.title.clone()].into_iter().chain(cells);
        table.add_row(cells.chain([interval, number(floor), verdict]));
    }
    for n in 1..=5 {
        if let Some(column) = table.column_mut(n) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for line in table.lines() {
        writeln!(out, " {}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn text(compared: &Compared) -> String {
        let mut out = Vec::new();
        compared.write_text(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_run_against_itself_is_within_noise_throughout() {
        let run = fixture::run();
        let compared = Compared::of(&run, &run);
        assert_eq!(compared.count(Verdict::WithinNoise), run.measurements.len());
        assert!(compared.warnings().is_empty());
    }

    #[test]
    fn what_became_slower_is_named_and_the_rest_is_not() {
        // The mutant of the test above.
        let (first, mut second) = (fixture::run(), fixture::run());
        let slow = second.measurements.iter_mut().find(|one| one.primitive == "mfence").unwrap();
        slow.ns = slow.ns.scaled(1.5);
        let compared = Compared::of(&first, &second);
        assert_eq!(compared.count(Verdict::Slower), 1);
        assert_eq!(compared.count(Verdict::Faster), 0);
        insta::assert_snapshot!(text(&compared));
    }

    #[test]
    fn other_machines_and_emulators_are_warned_of() {
        let (first, emulated) = (fixture::run(), fixture::emulated());
        let warnings = Compared::of(&first, &emulated).warnings();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert_eq!(Compared::of(&first, &emulated).count(Verdict::Faster), 0);
    }
}
