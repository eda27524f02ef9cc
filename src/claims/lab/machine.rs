//! Running litmus tests, and measuring, on this machine.

use super::Lab;
use super::model::Litmus;
use crate::claims::answer::{Answer, Exhibit, Origin, Source};
use crate::claims::verdict::Need;
use crate::doctor;
use crate::report::Style;
use crate::run::launch::Launcher;
use crate::run::record::{Outcome, Run, Seen};
use crate::run::trial::{Settings, trial};
use fencepost_costs::situation::Before;
use fencepost_costs::{Budget, MachineStamp, NOT_A_COST, Primitive, Situation, measure};
use fencepost_litmus::explore::Options;
use fencepost_machine::Recipe;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How long each test is run.
const TIME: Duration = Duration::from_secs(2);

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

impl Lab {
    /// Runs tests of the corpus here.
    ///
    /// The finding is that of the proposition *nothing that the model forbids is
    /// seen*, the known violations of an emulator aside. What is allowed and not
    /// seen says nothing.
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
        let (mut sound, mut known) = (true, false);
        for test in tests {
            let (name, run) = match run(*test) {
                Ok(ran) => ran,
                Err(why) => return Answer::open(Need::Hardware, format!("Not run: {why}; {HOW}.")),
            };
            let verdict = match run.forbidden().map(Seen::known).min() {
                Some(None) => {
                    sound = false;
                    "FORBIDDEN".to_owned()
                }
                Some(Some(page)) => {
                    known = true;
                    format!("forbidden, as is known of this emulator: {page}")
                }
                None => "allowed".to_owned(),
            };
            let counts = [run.counted.instances, run.hits()].map(|n| n.to_string());
            rows.push([vec![name], counts.to_vec(), vec![verdict]].concat());
        }
        let here = doctor::runs_on();
        let head =
            ["test", "runs", "outcome seen", "all that was seen is"].map(str::to_owned).to_vec();
        let title = format!("{} s each, {here}", TIME.as_secs());
        let said = match (sound, known) {
            (false, _) => "An outcome that the model forbids was seen",
            (true, true) => "What was seen is allowed, or known of this emulator",
            (true, false) => "All that was seen is allowed",
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

/// Runs a test.
fn run(test: Litmus) -> Result<(String, Run), String> {
    let (name, text) = test.file()?;
    let settings = Settings {
        launcher: Launcher::of_this_program().map_err(|e| e.to_string())?,
        recipe: Recipe::default(),
        time: Some(TIME),
        instances: None,
        cores: Vec::new(),
        mutants: false,
        patience: Duration::from_secs(10),
        options: Options::default(),
    };
    let cancelled = AtomicBool::new(false);
    match trial(&name, text, &settings, Style::default(), &cancelled, &|_| {}).record.result {
        Outcome::Run(run) if run.counted.instances > 0 => Ok((name, *run)),
        Outcome::Run(run) => Err(run.problem().unwrap_or_else(|| "nothing was counted".to_owned())),
        Outcome::Failed(failed) => Err(failed.message),
    }
}
