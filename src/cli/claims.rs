//! `fencepost claims`.

use super::seconds;
use crate::claims::report::{Format, Run};
use crate::claims::{Evidence, Judged, Lab, Settings, select};
use crate::status::Status;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  fencepost claims                                    a table of all 45
  fencepost claims C17                                one claim with its evidence
  fencepost claims --go go1.21/bin/go --go go         with these Go toolchains
  fencepost claims --format html > claims.html        a page with pictures
  fencepost claims --evidence recorded --format markdown > docs/claims.md
  fencepost claims --go GO... --record src/claims/recorded.json

Verdicts: true, half-true, false, unsupported (no way to test it is given), and
needs Go, needs hardware, needs macOS, where this machine cannot tell.
A verdict is no failure. The exit code is 1 if an experiment's contrast fails,
so that the experiment proves nothing.";

/// Put the article's statements about Go on Apple silicon to the test
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Claims, by number or name: C17, dsb-store [default: all]
    #[arg(value_name = "ID")]
    ids: Vec<String>,

    /// How the report is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Which evidence counts
    #[arg(long, value_enum, default_value = "any")]
    evidence: Evidence,

    /// A Go toolchain's `go`; may be given several times [default: the one in PATH]
    #[arg(long, value_name = "PATH")]
    go: Vec<PathBuf>,

    /// How long one run of a compiler may take
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "300")]
    time_limit: Duration,

    /// Write what the toolchains that are named show, as evidence for machines without them
    #[arg(long, value_name = "FILE", requires = "go", conflicts_with_all = ["ids", "format", "evidence"])]
    record: Option<PathBuf>,
}

/// Puts claims to the test and reports them.
pub(super) fn run(arguments: &Arguments) -> io::Result<Status> {
    let refuse = |why: String| {
        eprintln!("error: {why}");
        Ok(Status::Input)
    };
    let claims = match select(&arguments.ids) {
        Ok(claims) => claims,
        Err(why) => return refuse(why),
    };
    if let Some(path) = arguments.go.iter().find(|path| !is_program(path)) {
        return refuse(format!(
            "{}: there is no such program; --go takes a path to a toolchain's `go`",
            path.display()
        ));
    }
    let (evidence, go, limit) = (arguments.evidence, arguments.go.clone(), arguments.time_limit);
    let lab = match Lab::new(Settings { evidence, go, limit }) {
        Ok(lab) => lab,
        Err(why) => return refuse(why),
    };
    if let Some(file) = &arguments.record {
        return match lab.record() {
            Ok(record) => std::fs::write(file, record.write())
                .map(|()| Status::Success)
                .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", file.display()))),
            Err(why) => refuse(why),
        };
    }
    let judged = claims.into_iter().map(|claim| Judged::new(claim, &lab)).collect();
    let run = Run::new(judged, !arguments.ids.is_empty(), &lab);
    run.write(arguments.format, &mut io::stdout().lock())?;
    let mut status = Status::Success;
    for (id, says) in run.failed_contrasts() {
        eprintln!("error: {id}: its contrast failed: {says}");
        status = Status::Differs;
    }
    Ok(status)
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}
