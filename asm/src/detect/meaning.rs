//! All facts together, and what they mean for results.

use serde::Serialize;

use super::{CoreProbe, Features, Platform, Timer, Topology, Translator};
use crate::Feature;

/// How much a note takes from results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Some results mean less.
    Limits,
    /// Results say nothing about this machine's hardware.
    Voids,
}

/// One consequence for results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A name that does not change, for programs.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found and what follows from it.
    pub text: String,
}

/// Everything known of this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// What runs the process.
    pub platform: Platform,
    /// What may be used.
    pub features: Features,
    /// What each core refused.
    pub probes: Vec<CoreProbe>,
    /// Cores and caches.
    pub topology: Topology,
    /// The counter; `None` on hosts that are not AArch64.
    pub timer: Option<Timer>,
    /// macOS: whether a C compiler and linker are installed; `None` elsewhere.
    pub developer_tools: Option<bool>,
}

/// Gathers everything.
pub fn machine() -> Machine {
    Machine {
        platform: super::platform(),
        features: super::features().clone(),
        probes: super::probe_cores().to_vec(),
        topology: super::topology(),
        timer: super::timer(),
        developer_tools: developer_tools(),
    }
}

/// Whether the command-line tools are there: without them `cargo build` fails at the linker.
fn developer_tools() -> Option<bool> {
    if !cfg!(target_os = "macos") {
        return None;
    }
    let run = std::process::Command::new("xcode-select").arg("-p").output();
    Some(run.is_ok_and(|output| output.status.success()))
}

impl Machine {
    /// What follows for results, the gravest first. Pure: it depends on `self` alone.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut note = |id, severity, text: String| notes.push(Note { id, severity, text });
        let arm = self.platform.arch == "aarch64";
        match &self.platform.translator {
            Some(Translator::Rosetta) => note(
                "rosetta",
                Severity::Voids,
                "An x86-64 binary under Rosetta 2: results are those of a translator. Install the \
                 aarch64-apple-darwin toolchain (`rustup set default-host \
                 aarch64-apple-darwin`) and build again."
                    .into(),
            ),
            Some(Translator::QemuUser) => note(
                "qemu-user",
                Severity::Voids,
                "Run by QEMU's user mode: values are right, but orders and times are those of \
                 the host."
                    .into(),
            ),
            Some(Translator::QemuSystem) => note(
                "qemu-system",
                Severity::Limits,
                "A QEMU machine: with KVM or HVF the orders are those of the hardware, without \
                 them they are those of the host."
                    .into(),
            ),
            Some(Translator::Hypervisor(name)) => note(
                "hypervisor",
                Severity::Limits,
                format!("A virtual machine ({name}): virtual CPUs may move between cores."),
            ),
            None => {}
        }
        if !arm && self.platform.translator != Some(Translator::Rosetta) {
            note(
                "not-aarch64",
                Severity::Voids,
                format!(
                    "Built for {}: the hand-written instructions are absent and only Rust's own \
                     atomics run.",
                    self.platform.arch
                ),
            );
        }
        if self.platform.os == "macos" {
            note(
                "no-pinning",
                Severity::Limits,
                "macOS offers no affinity: threads cannot be pinned, so the core is read back \
                 before and after each batch."
                    .into(),
            );
        }
        if self.developer_tools == Some(false) {
            note(
                "no-developer-tools",
                Severity::Limits,
                "The command-line tools are missing, so nothing can be linked: \
                 `xcode-select --install`."
                    .into(),
            );
        }
        if self.platform.tso == Some(true) {
            note(
                "tso",
                Severity::Limits,
                "This thread runs under TSO: of the weak outcomes only store buffering can be \
                 seen."
                    .into(),
            );
        }
        if !self.features.refused.is_empty() {
            let names = names(&self.features.refused);
            note(
                "core-refuses",
                Severity::Limits,
                format!("Reported by the system but refused by a core, and so not used: {names}."),
            );
        }
        if !self.features.switched_off.is_empty() {
            let names = names(&self.features.switched_off);
            note(
                "switched-off",
                Severity::Info,
                format!("Switched off by FENCEPOST_CPU: {names}."),
            );
        }
        if arm && !self.features.has(Feature::Lse) {
            note(
                "no-lse",
                Severity::Info,
                "No LSE: read-modify-writes are exclusive loops, which are weaker than the \
                 single instructions against plain accesses."
                    .into(),
            );
        }
        if arm && !self.features.has(Feature::Lse2) {
            note("no-lse2", Severity::Info, "No LSE2: LDP and STP of 16 bytes may tear.".into());
        }
        let cpus = self.topology.allowed.len();
        if cpus == 1 {
            note(
                "one-cpu",
                Severity::Voids,
                "Only one CPU may be used: nothing runs at the same time, so no weak outcome can \
                 be seen."
                    .into(),
            );
        }
        if self.topology.smt() {
            note(
                "smt",
                Severity::Info,
                "Some CPUs share a core: pairs on one core and on two behave differently.".into(),
            );
        }
        if self.topology.heterogeneous() {
            note(
                "heterogeneous",
                Severity::Info,
                "Cores of different speed: times and frequencies depend on where threads run."
                    .into(),
            );
        }
        if let Some(timer) = self.timer.as_ref().filter(|t| t.step > 1) {
            note(
                "coarse-timer",
                Severity::Info,
                format!(
                    "The counter says {} Hz but moves {} ticks at a time: times below {} ns mean \
                     nothing.",
                    timer.hertz,
                    timer.step,
                    timer.step.saturating_mul(1_000_000_000) / timer.hertz.max(1)
                ),
            );
        }
        notes.sort_by_key(|n| std::cmp::Reverse(n.severity));
        notes
    }
}

fn names(features: &[Feature]) -> String {
    features.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> Machine {
        Machine {
            platform: Platform {
                os: "linux".into(),
                arch: "aarch64".into(),
                translator: None,
                evidence: None,
                tso: Some(false),
            },
            features: Features::decide(&Feature::ALL, &[], &[]),
            probes: vec![],
            topology: Topology { allowed: vec![0, 1], ..Topology::default() },
            timer: Some(Timer { hertz: 24_000_000, step: 1, changes: 256 }),
            developer_tools: None,
        }
    }

    fn ids(machine: &Machine) -> Vec<&'static str> {
        machine.notes().iter().map(|n| n.id).collect()
    }

    #[test]
    fn a_plain_machine_has_no_notes() {
        assert_eq!(ids(&quiet()), [""; 0]);
    }

    #[test]
    fn each_finding_has_its_note() {
        let change = |f: &dyn Fn(&mut Machine)| {
            let mut machine = quiet();
            f(&mut machine);
            ids(&machine)
        };
        assert_eq!(change(&|m| m.platform.translator = Some(Translator::QemuUser)), ["qemu-user"]);
        assert_eq!(
            change(&|m| m.platform.translator = Some(Translator::QemuSystem)),
            ["qemu-system"]
        );
        assert_eq!(
            change(&|m| m.platform.translator = Some(Translator::Hypervisor("x".into()))),
            ["hypervisor"]
        );
        assert_eq!(
            change(&|m| {
                m.platform.translator = Some(Translator::Rosetta);
                m.platform.arch = "x86_64".into();
            }),
            ["rosetta"]
        );
        assert_eq!(change(&|m| m.platform.arch = "x86_64".into()), ["not-aarch64"]);
        assert_eq!(change(&|m| m.platform.os = "macos".into()), ["no-pinning"]);
        assert_eq!(change(&|m| m.platform.tso = Some(true)), ["tso"]);
        assert_eq!(change(&|m| m.developer_tools = Some(false)), ["no-developer-tools"]);
        assert_eq!(change(&|m| m.topology.allowed = vec![3]), ["one-cpu"]);
        assert_eq!(
            change(&|m| m.features = Features::decide(&Feature::ALL, &[Feature::Lse], &[])),
            ["switched-off", "no-lse", "no-lse2"]
        );
        assert_eq!(change(&|m| m.timer.as_mut().unwrap().step = 17), ["coarse-timer"]);
    }

    #[test]
    fn the_gravest_comes_first_and_all_of_it_is_json() {
        let mut machine = quiet();
        machine.platform.os = "macos".into();
        machine.topology.allowed = vec![0];
        assert_eq!(ids(&machine), ["one-cpu", "no-pinning"]);
        let json = serde_json::to_value(super::machine()).unwrap();
        assert!(json["platform"]["arch"].is_string());
    }
}
