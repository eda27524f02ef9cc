//! The built-in tests in Rust's atomics: what the models say of them, and what this machine does.

use crate::status::Status;
use fencepost_asm::detect::{Platform, platform};
use fencepost_machine::rust::suite::{Case, cases};
use fencepost_machine::rust::{Litmus, Mapping};
use fencepost_machine::{Budget, Recipe};
use std::io::{self, Write};
use std::time::Duration;

/// How long a test is run if nothing else is asked for.
pub const EACH: Duration = Duration::from_millis(200);

/// The suite's tests, or those that are named, or whose mutants are.
///
/// # Errors
/// The first name that is none, and the names there are.
pub fn select(names: &[String]) -> Result<Vec<Case>, String> {
    let mut cases = cases();
    let is = |case: &Case, name: &str| tests(case).any(|(test, _)| test.name() == name);
    if let Some(unknown) = names.iter().find(|name| !cases.iter().any(|case| is(case, name))) {
        let known: Vec<_> = cases.iter().map(|case| case.test.name()).collect();
        return Err(format!("there is no test `{unknown}`; there are {}", known.join(", ")));
    }
    cases.retain(|case| names.is_empty() || names.iter().any(|name| is(case, name)));
    Ok(cases)
}

/// A case's test and its mutant, and what may satisfy the condition in each.
fn tests(case: &Case) -> impl Iterator<Item = (&Litmus, &'static [Mapping])> {
    let mutant = case.mutant.iter().map(|(mutant, allowing)| (mutant, *allowing));
    std::iter::once((&case.test, case.allowing)).chain(mutant)
}

/// Writes what each case teaches and what becomes of its statements.
///
/// # Errors
/// If it cannot be written.
pub fn mappings(cases: &[Case], out: &mut impl Write) -> io::Result<Status> {
    for case in cases {
        writeln!(out, "{}\n", case.teaches)?;
        for (test, allowing) in tests(case) {
            let (name, condition) = (test.name(), case.condition);
            writeln!(out, "{name}: {condition} on {}", names(allowing))?;
            writeln!(out, "{}", test.mapping())?;
        }
    }
    Ok(Status::Success)
}

/// Runs each case and its mutant for a budget, and writes a row for each: on which machines its
/// condition may be satisfied, and how often it was here.
///
/// Whatever the model of this machine forbids and what the models were not expected to say is a
/// difference, told in full below the row.
///
/// # Errors
/// If it cannot be written, or the system gives no memory or threads.
pub fn run(
    cases: &[Case],
    recipe: &Recipe,
    budget: Budget,
    out: &mut impl Write,
) -> io::Result<Status> {
    let Platform { os, arch, translator, .. } = platform();
    let runs_on = translator.map_or_else(|| "native".to_owned(), |t| t.to_string());
    writeln!(out, "Tests in Rust's atomics on {os} {arch}, {runs_on}\n")?;
    row(out, "", ["may be seen on", "instances", "seen", "a second"])?;
    let mut status = Status::Success;
    for case in cases {
        for (n, (test, allowing)) in tests(case).enumerate() {
            let name = if n == 0 { test.name().to_owned() } else { format!("  {}", test.name()) };
            let native = test.run(recipe, budget).map_err(io::Error::other)?;
            let condition = |e| io::Error::other(format!("{}: {e}", test.name()));
            let count = native.count(case.condition).map_err(condition)?;
            let verdicts = test.verdicts(case.condition).map_err(condition)?;
            let allowed: Vec<Mapping> = verdicts.allowing().collect();
            let a_second = count as f64 / native.run.elapsed.as_secs_f64();
            let cells = [
                &*names(&allowed),
                &*native.run.instances.to_string(),
                &*count.to_string(),
                &*format!("{a_second:.0}"),
            ];
            row(out, &name, cells)?;
            if allowed != allowing {
                writeln!(out, "  NOT AS EXPECTED: on {}", names(allowing))?;
                status = Status::Differs;
            }
            if native.forbidden().next().is_some() {
                writeln!(out, "\n{native}")?;
                status = Status::Differs;
            }
            out.flush()?;
        }
    }
    Ok(status)
}

fn row(out: &mut impl Write, name: &str, cells: [&str; 4]) -> io::Result<()> {
    let [machines, instances, seen, a_second] = cells;
    writeln!(out, "{name:<32} {machines:<28} {instances:>11} {seen:>10} {a_second:>10}")
}

/// The machines of some mappings.
fn names(mappings: &[Mapping]) -> String {
    match mappings {
        [] => "no machine".to_owned(),
        all if all.len() == Mapping::ALL.len() => "all machines".to_owned(),
        some => some.iter().map(|m| m.name()).collect::<Vec<_>>().join(" "),
    }
}
