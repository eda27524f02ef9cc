//! Running the program.

use assert_cmd::Command;
use std::path::Path;

/// What a run came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// All of it, for a snapshot, without what differs from run to run.
    pub(crate) fn snapshot(&self) -> String {
        let Run { code, out, err } = self;
        format!("exit code: {code}\n--- stdout\n{}--- stderr\n{err}", timeless(out))
    }
}

/// The program, where the test files are.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fencepost"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"));
    // No terminal decides over the width of the help.
    command.env("COLUMNS", "100");
    command
}

/// Runs the program.
pub(crate) fn run(arguments: &[&str]) -> Run {
    run_with(arguments, "")
}

/// Runs the program with something on the standard input.
pub(crate) fn run_with(arguments: &[&str], input: &str) -> Run {
    let output = program().args(arguments).write_stdin(input).output().expect("it starts");
    Run {
        code: output.status.code().expect("no signal ended it"),
        out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

/// Blanks the times out of any of the formats.
pub(crate) fn timeless(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.starts_with("Time ") {
            let (name, _) = line.rsplit_once(' ').expect("a name and a time");
            return format!("{name} [time]");
        }
        let json = blank(line, "\"time_seconds\":", &[',', '}']);
        blank(&json, "time=\"", &['"'])
    });
    lines.map(|line| line + "\n").collect()
}

/// Replaces what stands between `key` and one of `ends`.
fn blank(line: &str, key: &str, ends: &[char]) -> String {
    let Some((before, rest)) = line.split_once(key) else { return line.to_owned() };
    let end = rest.find(ends).unwrap_or(rest.len());
    format!("{before}{key}[time]{}", &rest[end..])
}
