//! What is said on the standard error, and reservations about an answer.

use crate::check::{CheckResult, Failure};
use fencepost_litmus::explore::Incomplete;
use fencepost_litmus::test::diagnostic::{render, render_coloured};
use fencepost_litmus::test::{Diagnostic, Severity, Test, ThreadId};
use std::fmt::Write;

/// How the standard error is to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// With ANSI escape sequences.
    pub colour: bool,
    /// Without warnings.
    pub quiet: bool,
}

/// What a result says on the standard error.
pub(super) fn result(style: Style, result: &CheckResult) -> String {
    let CheckResult { path, source, .. } = result;
    match &result.answer {
        Ok(checked) => {
            let mut text = diagnostics(style, path, source, &checked.warnings);
            if let Err(limit) = &checked.outcomes {
                text.push_str(&problem(style, path, &limit.to_string()));
            }
            text
        }
        Err(Failure::Invalid(found)) => diagnostics(style, path, source, found),
        Err(failure) => problem(style, path, &super::reason(failure)),
    }
}

/// Findings in a text, each followed by an empty line.
pub(crate) fn diagnostics(style: Style, path: &str, source: &str, all: &[Diagnostic]) -> String {
    let shown = |d: &&Diagnostic| !style.quiet || d.severity() == Severity::Error;
    let draw = if style.colour { render_coloured } else { render };
    all.iter().filter(shown).fold(String::new(), |mut text, d| {
        let _ = write!(text, "{}\n\n", draw(path, source, d).trim_end());
        text
    })
}

/// Something that is wrong with a file as a whole.
pub(crate) fn problem(style: Style, path: &str, message: &str) -> String {
    let error = if style.colour { "\x1b[1m\x1b[91merror\x1b[0m" } else { "error" };
    format!("{error}: {path}: {message}\n\n")
}

/// Why there may be more states, in a line.
pub(crate) fn reservation(test: &Test, incomplete: &Incomplete, unroll: u32) -> String {
    match incomplete {
        Incomplete::Loop { thread, head } => format!(
            "P{} may go round the loop at {} more than {unroll} times; \
             `--unroll {}` follows it further",
            thread.0,
            place(test, *head),
            u64::from(unroll) * 2,
        ),
        Incomplete::Fault { thread, at, reason } => {
            format!("P{} may fault at {}: {reason}", thread.0, place(test, *at))
        }
    }
}

/// `P0:L0 (LDR W0,[X1])`, or without a label `P0, instruction 3 (LDR W0,[X1])`.
fn place(test: &Test, (thread, index): (ThreadId, usize)) -> String {
    let code = &test.threads[usize::from(thread.0)];
    let place = match code.labels.iter().find(|l| l.index == index) {
        Some(label) => format!("P{}:{}", thread.0, label.name),
        None => format!("P{}, instruction {}", thread.0, index + 1),
    };
    match code.code.get(index) {
        Some(line) => format!("{place} ({})", line.instruction),
        None => place,
    }
}
