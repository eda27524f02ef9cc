//! What this machine is, what is installed on it, and what both mean for results.

mod text;
mod toolchain;

pub use text::write;
pub use toolchain::Toolchain;

use fencepost_asm::detect::{Machine, Note, Severity, Translator, machine, platform};
use serde::Serialize;

/// All that `fencepost doctor` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checkup {
    /// The machine, as this process sees it.
    pub machine: Machine,
    /// What a Rust user builds and runs with.
    pub toolchain: Toolchain,
    /// What follows from both, the gravest first.
    pub notes: Vec<Note>,
}

impl Checkup {
    /// Looks at this machine.
    pub fn of_this_machine() -> Checkup {
        Checkup::new(machine(), Toolchain::of_this_machine())
    }

    /// What follows from what was found.
    pub fn new(machine: Machine, toolchain: Toolchain) -> Checkup {
        let mut notes = machine.notes();
        notes.extend(toolchain.notes(&machine));
        notes.sort_by_key(|note| std::cmp::Reverse(note.severity));
        Checkup { machine, toolchain, notes }
    }

    /// Whether some results say nothing of this machine's hardware.
    pub fn is_void(&self) -> bool {
        self.notes.iter().any(|note| note.severity == Severity::Voids)
    }
}

/// In a few words, what runs this process.
pub fn runs_on() -> String {
    let platform = platform();
    match platform.translator {
        Some(Translator::Rosetta) => Translator::Rosetta.to_string(),
        _ if platform.arch != "aarch64" => "not an Arm machine".to_owned(),
        None => "native".to_owned(),
        Some(translator) => translator.to_string(),
    }
}
