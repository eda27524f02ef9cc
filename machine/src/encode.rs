//! An instruction as the word that a core fetches.
//!
//! Each encoding is drawn as in chapter C4.1 of the Arm ARM (DDI 0487), a letter
//! for each bit of a field: `word!("s01 11010110 00000 oooooo nnnnn ddddd", ..)`.
//! What the operands may be is not judged here but by [`lint`], as for the
//! checker; a word is made only of what it lets pass.

mod control;
mod data;
mod memory;
mod picture;
mod simd;

use fencepost_litmus::isa::Instruction;
use fencepost_litmus::isa::lint::{LintKind, lint};
use std::fmt;

/// Why an instruction has no word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unencodable {
    /// Which operand, and what is wrong with it.
    pub message: String,
    /// The way out, if one is known.
    pub help: Option<String>,
}

impl fmt::Display for Unencodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unencodable {}

/// The word of an instruction, the one that assemblers choose where there are several.
///
/// # Errors
/// If no encoding holds the operands. A label is not an operand that one holds:
/// its distance must have taken its place.
pub fn encode(instruction: &Instruction) -> Result<u32, Unencodable> {
    let objection = lint(instruction).into_iter().find(|l| l.kind == LintKind::Unencodable);
    if let Some(objection) = objection {
        return Err(Unencodable { message: objection.message, help: objection.help });
    }
    word_of(instruction).ok_or_else(|| Unencodable {
        message: format!("no encoding holds the operands of {instruction}"),
        help: None,
    })
}

/// The word, if the operands fit its fields.
fn word_of(instruction: &Instruction) -> Option<u32> {
    data::word_of(instruction)
        .or_else(|| control::word_of(instruction))
        .or_else(|| memory::word_of(instruction))
        .or_else(|| simd::word_of(instruction))
}
