//! Running litmus tests, and measuring, on this machine.

use super::model::Litmus;
use super::{Lab, command};
use crate::claims::answer::{Answer, Exhibit, Origin, Source};
use crate::claims::verdict::Need;
use crate::doctor;
use fencepost_costs::situation::Before;
use fencepost_costs::{Budget, MachineStamp, NOT_A_COST, Primitive, Situation, measure};
use serde::Deserialize;
use std::process::Command;
use std::time::Duration;

/// How long each test is run.
const SECONDS: u64 = 2;

/// The stores that the flagship compares, and the barriers: on AArch64 and on x86-64.
const COSTS: [&str; 13] = [
    "str_x",
    "stlr_x",
    "dsb_sy_str",
    "str_dsb_sy",
    "str_dmb_ish",
    "str_dmb_ishst",
    "dmb_ishst",
    "dmb_st",
    "mov_store",
    "xchg",
    "mov_store_mfence",
    "mov_store_sfence",
    "sfence",
];

/// What `fencepost run --format json` says of a test, as far as it is shown here.
#[derive(Deserialize)]
struct Line {
    run: Option<Run>,
    failed: Option<Failed>,
}

#[derive(Deserialize)]
struct Run {
    counted: u64,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Target {
    count: u64,
}

#[derive(Deserialize)]
struct Failed {
    message: String,
}

impl Lab {
    /// Runs tests of the corpus here.
    ///
    /// The finding is that of the proposition *nothing that the model forbids is
    /// seen*. What is allowed and not seen says nothing.
    pub(crate) fn runs(&self, tests: &[Litmus]) -> Answer {
        const HOW: &str = "`fencepost run FILE` does it on an AArch64 machine, or under QEMU in a build for aarch64-unknown-linux-gnu";
        if !self.is_live() || !cfg!(target_arch = "aarch64") {
            return Answer::open(
                Need::Hardware,
                format!(
                    "Not run, because this is not an AArch64 machine or only recorded evidence counts: {HOW}."
                ),
            );
        }
        let mut rows = Vec::new();
        let mut sound = true;
        for test in tests {
            match run(*test) {
                Ok((name, Outcome { counted, seen, allowed })) => {
                    sound &= allowed;
                    let verdict = if allowed { "allowed" } else { "FORBIDDEN AND SEEN" };
                    rows.push(vec![
                        name,
                        counted.to_string(),
                        seen.to_string(),
                        verdict.to_owned(),
                    ]);
                }
                Err(why) => return Answer::open(Need::Hardware, format!("Not run: {why}; {HOW}.")),
            }
        }
        let here = doctor::runs_on();
        let head =
            ["test", "runs", "outcome seen", "all that was seen is"].map(str::to_owned).to_vec();
        let title = format!("{SECONDS} s each, {here}");
        let said = if sound {
            "All that was seen is allowed"
        } else {
            "An outcome that the model forbids was seen"
        };
        Answer::observed(sound, format!("{said}; {here}."))
            .from([Source { name: format!("fencepost run, {here}"), origin: Origin::Live }])
            .with([Exhibit::Table { title, head, rows }])
    }

    /// What the stores and barriers cost here that this machine has. It is measured
    /// once.
    pub(crate) fn costs(&self) -> Answer {
        self.costs.get_or_init(|| self.measure_costs()).clone()
    }

    fn measure_costs(&self) -> Answer {
        let stamp = MachineStamp::of_this_machine();
        if !self.is_live() {
            return Answer::open(
                Need::Hardware,
                "Not measured: only recorded evidence counts, and a cost is one machine's.",
            );
        }
        if stamp.emulated {
            return Answer::open(
                Need::Hardware,
                format!("Not measured, because this is {}; {NOT_A_COST}.", stamp.runs_on),
            );
        }
        let mut rows = Vec::new();
        for primitive in COSTS.into_iter().filter_map(Primitive::by_id) {
            let mut row = vec![primitive.title.clone()];
            for before in BEFORE {
                row.push(match measure(primitive, Situation::alone(before), Budget::QUICK) {
                    Ok(m) if m.ns.reach() <= m.floor => format!("within {:.2} of nothing", m.floor),
                    Ok(m) => format!("{:.2} ({:.2} to {:.2})", m.ns.median, m.ns.low, m.ns.high),
                    Err(why) => why.to_string(),
                });
            }
            rows.push(row);
        }
        let head = ["ns more than NOPs".to_owned()]
            .into_iter()
            .chain(BEFORE.map(|b| b.words().to_owned()))
            .collect();
        let because = format!(
            "Measured on {}, {}: quick figures; `fencepost costs` measures in full.",
            stamp.cpu, stamp.runs_on
        );
        Answer::observed(!rows.is_empty(), because)
            .from([Source { name: stamp.cpu.clone(), origin: Origin::Live }])
            .with([Exhibit::Table {
                title: "what stores and barriers cost".to_owned(),
                head,
                rows,
            }])
    }
}

/// What the flagship's costs are measured after.
const BEFORE: [Before; 2] = [Before::Bare, Before::MissingStore];

/// What a run came to.
struct Outcome {
    counted: u64,
    seen: u64,
    allowed: bool,
}

/// Runs a test in a process of its own.
fn run(test: Litmus) -> Result<(String, Outcome), String> {
    let (name, text) = test.file()?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let file = folder.path().join("test.litmus");
    std::fs::write(&file, text).map_err(|e| e.to_string())?;
    let this = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut command = Command::new(this);
    command.args(["run", "--format", "json", "--time", &format!("{SECONDS}s")]).arg(&file);
    // A child that hangs is ended by `run` itself, sooner than this.
    let said = command::run(&mut command, Duration::from_secs(60 + SECONDS))?;
    let line = said.out.lines().next().ok_or_else(|| said.complaint())?;
    let line: Line =
        serde_json::from_str(line).map_err(|e| format!("the result of `fencepost run`: {e}"))?;
    match line {
        // Exit code 1 says that what is forbidden was seen, and comes before the others.
        Line { run: Some(run), .. } => {
            let seen = run.target.map_or(0, |target| target.count);
            Ok((name, Outcome { counted: run.counted, seen, allowed: said.code != Some(1) }))
        }
        Line { failed: Some(failed), .. } => Err(failed.message),
        Line { .. } => Err("`fencepost run` gave no result".to_owned()),
    }
}
