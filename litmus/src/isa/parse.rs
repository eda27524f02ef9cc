//! Instruction text to [`Instruction`].
//!
//! [`instruction`] reads one A64 instruction as it is written in litmus tests:
//! in any case, with or without `#` before immediates, with symbolic registers
//! (`%x`) and with the forms that herd7 accepts although no assembler encodes
//! them. Aliases are resolved to the instruction they stand for.
//!
//! The text is tokens (`lex`); the first is the mnemonic, which a table
//! (`table`) maps to a form; the form (`data`, `control`, `memory`, `simd`) reads
//! its operands with a cursor (`cursor`). Nothing recurses and nothing backtracks.

mod control;
mod cursor;
mod data;
mod lex;
mod memory;
mod simd;
mod suggest;
mod table;
mod unsupported;

pub use table::forms;

use super::lint::{self, Lint};
use super::{Instruction, Reg};
use cursor::Cursor;
use std::ops::Range;

/// Why a text is not an instruction that this crate knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What kind of error.
    pub kind: ErrorKind,
    /// Where, in bytes of the text given.
    pub span: Range<usize>,
    /// One sentence: what is wrong.
    pub message: String,
    /// What was expected at `span`.
    pub label: String,
    /// The way out, if one is known (a did-you-mean, for example).
    pub help: Option<String>,
}

impl ParseError {
    fn new(kind: ErrorKind, span: Range<usize>, message: String, label: impl Into<String>) -> Self {
        ParseError { kind, span, message, label: label.into(), help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The kinds of [`ParseError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// No A64 instruction has this mnemonic.
    UnknownMnemonic,
    /// The mnemonic is A64's, but belongs to a part that is out of scope
    /// (VMSA, MTE, PAC, SVE, SME, GCS, cache or TLB maintenance, ...).
    Unsupported,
    /// An operand is missing, superfluous, or not of the expected kind.
    Operand,
    /// A name that is not a register.
    Register,
    /// A number that cannot be read or cannot stand here at all.
    Immediate,
}

/// Reads one instruction. `symbolic` gives the register that `%name` stands for.
///
/// # Errors
/// The first thing that is wrong with the text.
pub fn instruction(
    text: &str,
    symbolic: &mut dyn FnMut(&str) -> Option<Reg>,
) -> Result<Instruction, ParseError> {
    read(text, symbolic).map(|(instruction, _)| instruction)
}

/// As [`instruction`], with all that [`lint::lint`] says of it and what only the
/// spelling shows: an index register of the wrong width (`[X0,X7,UXTW]`) reads
/// the same bits as the right one, so [`Instruction`] does not keep it.
///
/// # Errors
/// The first thing that is wrong with the text.
pub fn instruction_with_lints(
    text: &str,
    symbolic: &mut dyn FnMut(&str) -> Option<Reg>,
) -> Result<(Instruction, Vec<Lint>), ParseError> {
    let (instruction, mut lints) = read(text, symbolic)?;
    lints.extend(lint::lint(&instruction));
    Ok((instruction, lints))
}

/// The instruction, and what is odd about its spelling.
fn read(
    text: &str,
    symbolic: &mut dyn FnMut(&str) -> Option<Reg>,
) -> Result<(Instruction, Vec<Lint>), ParseError> {
    let mut cursor = Cursor::new(text, symbolic);
    let mnemonic = cursor.mnemonic()?;
    let Some(form) = table::form(&mnemonic.name) else {
        return Err(table::no_form(&mnemonic));
    };
    let read = form.read(&mut cursor).and_then(|i| cursor.end().map(|()| i));
    match read {
        Ok(instruction) => Ok((instruction, cursor.notes)),
        Err(error) => Err(match error.kind {
            ErrorKind::Operand if error.help.is_none() => {
                error.help(format!("the form is {} {}", mnemonic.name, form.syntax()))
            }
            _ => error,
        }),
    }
}
