//! Costs for a dashboard: OpenMetrics, as Prometheus reads it. Distributions are histograms, the
//! machine is in the labels.

use crate::cores::Matrix;
use crate::run::Run;
use crate::stats::BOUNDS;
use crate::{MachineStamp, Measurement};
use std::io::{self, Write};

/// Nanoseconds of a second.
const NANO: f64 = 1e-9;

/// Writes it.
///
/// # Errors
/// If it cannot be written.
pub fn write(run: &Run, out: &mut impl Write) -> io::Result<()> {
    let machine = labels_of_machine(run);
    head(
        out,
        "fencepost_cost_seconds",
        "histogram",
        "Time of a primitive beyond NOPs of equal size, one observation a batch; below zero counts as zero.",
    )?;
    for cost in &run.measurements {
        histogram(cost, &machine, out)?;
    }
    head(
        out,
        "fencepost_cost_median_seconds",
        "gauge",
        "Median of that, with the ends of its 95 % interval.",
    )?;
    for cost in &run.measurements {
        let labels = labels(cost, &machine);
        for (bound, ns) in
            [("low", cost.ns.low), ("median", cost.ns.median), ("high", cost.ns.high)]
        {
            writeln!(
                out,
                "fencepost_cost_median_seconds{{{labels},bound=\"{bound}\"}} {}",
                seconds(ns)
            )?;
        }
    }
    head(out, "fencepost_cost_floor_seconds", "gauge", "Differences up to here are noise.")?;
    for cost in &run.measurements {
        let floor = cost.floor.max(run.floor(cost.situation));
        let labels = labels(cost, &machine);
        writeln!(out, "fencepost_cost_floor_seconds{{{labels}}} {}", seconds(floor))?;
    }
    head(
        out,
        "fencepost_core_to_core_seconds",
        "gauge",
        "Time of a word from one core to another, one way, with the ends of its 95 % interval.",
    )?;
    for matrix in &run.cores {
        pairs(matrix, &machine, out)?;
    }
    writeln!(out, "# EOF")
}

fn head(out: &mut impl Write, name: &str, kind: &str, help: &str) -> io::Result<()> {
    writeln!(out, "# TYPE {name} {kind}\n# UNIT {name} seconds\n# HELP {name} {help}")
}

fn histogram(cost: &Measurement, machine: &str, out: &mut impl Write) -> io::Result<()> {
    let labels = labels(cost, machine);
    let mut sum = 0;
    let bounds = BOUNDS.iter().map(|&bound| seconds(bound)).chain(["+Inf".to_owned()]);
    for (bound, count) in bounds.zip(&cost.histogram.counts) {
        sum += count;
        writeln!(out, "fencepost_cost_seconds_bucket{{{labels},le=\"{bound}\"}} {sum}")?;
    }
    writeln!(out, "fencepost_cost_seconds_count{{{labels}}} {sum}")?;
    writeln!(out, "fencepost_cost_seconds_sum{{{labels}}} {}", seconds(cost.histogram.sum))
}

fn pairs(matrix: &Matrix, machine: &str, out: &mut impl Write) -> io::Result<()> {
    for pair in &matrix.pairs {
        let (ns, kind) = (pair.ns, matrix.ping_pong.name());
        for (bound, ns) in [("low", ns.low), ("median", ns.median), ("high", ns.high)] {
            writeln!(
                out,
                "fencepost_core_to_core_seconds{{by=\"{kind}\",a=\"{}\",b=\"{}\",{machine},\
                 bound=\"{bound}\"}} {}",
                pair.a,
                pair.b,
                seconds(ns)
            )?;
        }
    }
    Ok(())
}

fn labels(cost: &Measurement, machine: &str) -> String {
    let situation = cost.situation;
    format!(
        "primitive=\"{}\",before=\"{}\",stride=\"{}\",threads=\"{}\",core=\"{}\",{machine}",
        escape(&cost.primitive),
        situation.before.name(),
        situation.stride.name(),
        situation.company.name(),
        situation.class.name()
    )
}

fn labels_of_machine(run: &Run) -> String {
    let unknown = || "unknown".to_owned();
    let of = |part: fn(&MachineStamp) -> &String| {
        run.machine.as_ref().map_or_else(unknown, |machine| escape(part(machine)))
    };
    format!(
        "cpu=\"{}\",os=\"{}\",arch=\"{}\",runs_on=\"{}\",emulated=\"{}\",version=\"{}\"",
        of(|m| &m.cpu),
        of(|m| &m.os),
        of(|m| &m.arch),
        of(|m| &m.runs_on),
        run.is_emulated(),
        escape(&run.fencepost)
    )
}

/// Seconds, without the noise of binary fractions.
fn seconds(ns: f64) -> String {
    let text = format!("{:.12}", ns * NANO);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Of a label's value.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use std::process::{Command, Stdio};

    fn text() -> String {
        let mut out = Vec::new();
        write(&fixture::run(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn snapshot() {
        let text = text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.last(), Some(&"# EOF"));
        let chosen = lines.iter().filter(|line| {
            line.starts_with('#')
                || (line.contains("\"xchg\"") && line.contains("missing-store"))
                || line.contains("core_to_core")
        });
        insta::assert_snapshot!(chosen.copied().collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn seconds_are_exact() {
        assert_eq!(seconds(0.125), "0.000000000125");
        assert_eq!(seconds(2048.0), "0.000002048");
        assert_eq!(seconds(0.0), "0");
    }

    #[test]
    fn promtool_takes_it() {
        let promtool = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let Ok(mut child) = promtool else {
            return println!("left out: promtool is not installed (Debian: prometheus)");
        };
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(text().as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.is_empty(), "{said}");
    }
}
