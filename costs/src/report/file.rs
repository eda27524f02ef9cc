//! Runs as files.

use crate::run::{Run, SCHEMA};
use serde_json::Value;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a run as JSON.
///
/// # Errors
/// If it cannot be written.
pub fn write(run: &Run, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, run)?;
    writeln!(out)
}

/// Reads a run from a file.
///
/// # Errors
/// What is wrong with it, with its name and the way out.
pub fn read(path: &Path) -> Result<Run, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    parse(&text).map_err(|error| format!("{name}: {error}"))
}

/// Reads a run from JSON.
///
/// # Errors
/// What is wrong with it, with the way out.
pub fn parse(text: &str) -> Result<Run, String> {
    const WAY_OUT: &str = "make it with `fencepost costs --json FILE`";
    let value: Value = serde_json::from_str(text)
        .map_err(|error| format!("this is no JSON ({error}); {WAY_OUT}"))?;
    match value.get("schema").map(|schema| (schema, schema.as_u64())) {
        Some((_, Some(version))) if version == u64::from(SCHEMA) => {}
        Some((version, _)) => {
            return Err(format!(
                "its schema is {version}, and this fencepost reads {SCHEMA}: use the fencepost \
                 that made it, or measure again"
            ));
        }
        None => return Err(format!("this is no report of costs: it has no schema; {WAY_OUT}")),
    }
    serde_json::from_value(value)
        .map_err(|error| format!("this is no report of costs ({error}); {WAY_OUT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_read_back() {
        let run = super::super::fixture::run();
        let mut bytes = Vec::new();
        write(&run, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(parse(&text) == Ok(run), "not to the last digit: {text}");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("", "this is no JSON"),
            ("{}", "this is no report of costs: it has no schema"),
            (r#"{"schema": 2}"#, "its schema is 2, and this fencepost reads 1"),
            (r#"{"schema": "new"}"#, r#"its schema is "new""#),
            (r#"{"schema": 1}"#, "missing field"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
