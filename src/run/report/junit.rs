//! JUnit's XML: a forbidden outcome is a failure, what cannot run here is
//! skipped, whatever else went wrong is an error.

use crate::report::{Case, Outcome as CaseOutcome};
use crate::run::record::{Outcome, Record, Verdict};
use crate::status::Status;

/// A record as a test case.
pub(super) fn case(record: &Record) -> String {
    let status = record.status();
    let outcome = (status != Status::Success).then(|| CaseOutcome { status, message: why(record) });
    let (class, name) = (record.path.as_str(), record.name());
    Case { class, name, seconds: record.time_seconds, outcome }.element()
}

fn why(record: &Record) -> String {
    let run = match &record.result {
        Outcome::Failed(failed) => return failed.message.clone(),
        Outcome::Run(run) => run,
    };
    if run.verdict == Verdict::Forbidden {
        let each = run.forbidden().map(|seen| {
            let known = seen.known().map_or(String::new(), |at| format!(" (known: {at})"));
            format!("{} is forbidden, and was seen {} times{known}", seen.line, seen.count)
        });
        return each.collect::<Vec<_>>().join("; ");
    }
    let unknown = || format!("unknown: {}", run.model.incomplete.join("; "));
    run.problem().unwrap_or_else(unknown)
}
