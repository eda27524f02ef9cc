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
    match nearest(name, mnemonics()) {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error,
    }
}
