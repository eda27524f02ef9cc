//! What an assembler or the architecture objects to in an [`Instruction`].
//!
//! [`lint`] finds operands that no encoding holds ([`LintKind::Unencodable`])
//! and combinations of registers whose effect the architecture leaves to the
//! implementation ([`LintKind::ConstrainedUnpredictable`]). [`requires`] names
//! the extension that an instruction needs beyond Armv8.0.
//!
//! An operand counts as encodable if an assembler finds an instruction for it,
//! as assemblers do: `ADD X0,X1,#-1` is SUB, `LDR X0,[X1,#-8]` is LDUR, and
//! `MOV W0,#0x12340000` is MOVZ.

mod encoding;
mod feature;
mod immediate;
mod memory;
mod overlap;
mod simd;

pub use feature::{Feature, requires};
pub use immediate::{
    bitmask_fields, is_bitmask_immediate, is_move_immediate, move_wide, shifted_byte,
};

use super::{Instruction, Reg, Width};

/// One objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// What kind of objection.
    pub kind: LintKind,
    /// One sentence: what is wrong.
    pub message: String,
    /// The way out, if one is known.
    pub help: Option<String>,
}

/// The kinds of [`Lint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintKind {
    /// No encoding holds these operands: an assembler refuses them.
    Unencodable,
    /// The architecture leaves the behaviour to the implementation
    /// (CONSTRAINED UNPREDICTABLE).
    ConstrainedUnpredictable,
}

/// All objections to an instruction, the unencodable operands first.
///
/// The conditions are those of the decode pseudocode of each instruction in
/// C6.2 and C7.2 of the Arm ARM (DDI 0487), and K1.2, "AArch64 CONSTRAINED
/// UNPREDICTABLE behaviors", for what their violation may do.
pub fn lint(instruction: &Instruction) -> Vec<Lint> {
    let mut findings = Findings(Vec::new());
    encoding::check(&mut findings, instruction);
    memory::check(&mut findings, instruction);
    simd::check(&mut findings, instruction);
    overlap::check(&mut findings, instruction);
    findings.0
}

/// The objections found so far.
struct Findings(Vec<Lint>);

impl Findings {
    fn unencodable(&mut self, message: String, help: impl Into<String>) {
        let help = Some(help.into());
        self.0.push(Lint { kind: LintKind::Unencodable, message, help });
    }

    fn unpredictable(&mut self, message: String, help: impl Into<String>) {
        let help = Some(help.into());
        self.0.push(Lint { kind: LintKind::ConstrainedUnpredictable, message, help });
    }

    /// Registers whose number 31 is the zero register.
    fn no_sp<const N: usize>(&mut self, regs: [(&str, Reg); N]) {
        for (role, reg) in regs {
            if reg == Reg::SP {
                self.unencodable(
                    format!("SP cannot be {role}: register 31 is the zero register there"),
                    "copy SP to another register first: MOV X9,SP",
                );
            }
        }
    }

    /// Registers whose number 31 is the stack pointer.
    fn no_zr<const N: usize>(&mut self, regs: [(&str, Reg); N]) {
        for (role, reg) in regs {
            if reg == Reg::ZR {
                self.unencodable(
                    format!("the zero register cannot be {role}: register 31 is SP there"),
                    "clear another register first: MOV X9,XZR",
                );
            }
        }
    }

    /// A number that must lie in `0..limit`.
    fn below(&mut self, what: &str, value: u8, limit: u32) {
        if u32::from(value) >= limit {
            let message = format!("{what} {value} is out of range");
            self.unencodable(message, format!("it must be 0 to {}", limit - 1));
        }
    }

    /// A bit number or shift amount of a register of `w`.
    fn within(&mut self, what: &str, value: u8, w: Width) {
        self.below(what, value, w.bits());
    }
}

/// The names of the roles that registers play, as messages spell them.
const RD: &str = "the destination";
const RN: &str = "the first source";
const RM: &str = "the second source";
const RT: &str = "transferred";
const RS: &str = "the status register";
const BASE: &str = "the base of an address";
const INDEX: &str = "the index of an address";
