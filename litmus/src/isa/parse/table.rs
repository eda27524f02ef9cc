//! The table of mnemonics.

use super::cursor::{Cursor, Mnemonic, Result};
use super::suggest::nearest;
use super::{ErrorKind, ParseError};
use super::{control, data, memory, simd, unsupported};
use crate::isa::Instruction;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// How the operands of a mnemonic are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Data(data::Form),
    Control(control::Form),
    Memory(memory::Form),
    Simd(simd::Form),
}

impl Form {
    pub(super) fn syntax(self) -> &'static str {
        match self {
            Form::Data(form) => form.syntax(),
            Form::Control(form) => form.syntax(),
            Form::Memory(form) => form.syntax(),
            Form::Simd(form) => form.syntax(),
        }
    }

    pub(super) fn read(self, c: &mut Cursor<'_, '_>) -> Result<Instruction> {
        match self {
            Form::Data(form) => form.read(c),
            Form::Control(form) => form.read(c),
            Form::Memory(form) => form.read(c),
            Form::Simd(form) => form.read(c),
        }
    }
}

static FORMS: LazyLock<BTreeMap<String, Form>> = LazyLock::new(|| {
    let mut forms = BTreeMap::new();
    let mut add = |name: &str, form| {
        let before = forms.insert(name.to_owned(), form);
        debug_assert_eq!(before, None, "{name} is in the table twice");
    };
    data::table(&mut |name, form| add(name, Form::Data(form)));
    control::table(&mut |name, form| add(name, Form::Control(form)));
    memory::table(&mut |name, form| add(name, Form::Memory(form)));
    simd::table(&mut |name, form| add(name, Form::Simd(form)));
    forms
});

/// The form of a mnemonic in capitals.
pub(super) fn form(upper: &str) -> Option<Form> {
    FORMS.get(upper).copied()
}

/// The mnemonics that can be read, in alphabetical order.
pub(super) fn mnemonics() -> impl Iterator<Item = &'static str> {
    FORMS.keys().map(String::as_str)
}

/// Every mnemonic that can be read and the operands it is read with, alternatives
/// parted by `|`, in alphabetical order: `("CSET", "Rd,cond")`.
pub fn forms() -> impl Iterator<Item = (&'static str, &'static str)> {
    FORMS.iter().map(|(name, form)| (name.as_str(), form.syntax()))
}

/// Why a mnemonic has no form.
pub(super) fn no_form(mnemonic: &Mnemonic) -> ParseError {
    let Mnemonic { name, span } = mnemonic;
    if let Some(part) = unsupported::mnemonic(name) {
        return part.error(name, span.clone());
    }
    let message = format!("no instruction is called {name}");
    let error = ParseError::new(
        ErrorKind::UnknownMnemonic,
        span.clone(),
        message,
        "expected an A64 mnemonic",
    );
    if let Some((_, a64)) = A32.iter().find(|(a32, _)| a32 == name) {
        return error.help(format!("{name} is an instruction of A32; A64 has {a64}"));
    }
    match nearest(name, mnemonics()) {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error,
    }
}

/// What a test for 32-bit Arm has, and its counterpart.
const A32: [(&str, &str); 12] = [
    ("LDREX", "LDXR"),
    ("LDREXB", "LDXRB"),
    ("LDREXH", "LDXRH"),
    ("STREX", "STXR"),
    ("STREXB", "STXRB"),
    ("STREXH", "STXRH"),
    ("LDA", "LDAR"),
    ("STL", "STLR"),
    ("LDAEX", "LDAXR"),
    ("STLEX", "STLXR"),
    ("MOVNE", "CSEL"),
    ("MOVEQ", "CSEL"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_not_refused() {
        for name in mnemonics() {
            assert_eq!(unsupported::mnemonic(name), None, "{name} is read");
            assert!(A32.iter().all(|(a32, _)| *a32 != name), "{name} is of A64");
        }
    }

    #[test]
    fn a64_counterparts_exist() {
        for (a32, a64) in A32 {
            assert!(form(a64).is_some(), "{a64} for {a32}");
        }
    }

    #[test]
    fn every_mnemonic_says_what_it_wants() {
        for (name, form) in FORMS.iter() {
            let mut no_symbols = |_: &str| None;
            let alone = form.read(&mut Cursor::new("", &mut no_symbols));
            let optional = form.syntax() == "alone" || form.syntax().starts_with('|');
            match alone {
                Ok(_) => assert!(optional, "{name} needs no operands"),
                Err(error) => {
                    assert!(!optional, "{name} needs operands");
                    assert_eq!(error.kind, ErrorKind::Operand, "{name}");
                }
            }
        }
    }
}
