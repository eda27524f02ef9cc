//! What the initial state and the condition share: places and values.
//!
//! They are read as written; [`super::scope`] says what they stand for.

use super::cursor::{Cursor, Parse};
use crate::test::Span;
use crate::test::diagnostic::{Code, Diagnostic};
use crate::test::lexer::Kind;

/// A word of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word<'s> {
    pub(super) text: &'s str,
    pub(super) span: Span,
}

/// `0:X1`, `0:%x` or `%x`.
#[derive(Clone, Debug)]
pub(super) struct RegisterRef<'s> {
    /// The thread; a symbolic register may leave it out.
    pub(super) thread: Option<ThreadRef>,
    /// The name, without the `%`.
    pub(super) name: Word<'s>,
    pub(super) symbolic: bool,
}

impl RegisterRef<'_> {
    /// The text from the thread to the name.
    pub(super) fn span(&self) -> Span {
        self.thread.as_ref().map_or(self.name.span.start, |t| t.span.start)..self.name.span.end
    }
}

/// The number of a thread, not yet checked.
#[derive(Clone, Debug)]
pub(super) struct ThreadRef {
    pub(super) number: i128,
    pub(super) span: Span,
}

/// `x`, `x[1]` or `x+8`.
#[derive(Clone, Debug)]
pub(super) struct AddressRef<'s> {
    pub(super) name: Word<'s>,
    pub(super) offset: OffsetRef,
}

/// The offset of an address and its text.
#[derive(Clone, Debug)]
pub(super) enum OffsetRef {
    None,
    /// `[1]`
    Element(i128, Span),
    /// `+8`
    Bytes(i128, Span),
}

/// Something that has a value.
#[derive(Clone, Debug)]
pub(super) enum Place<'s> {
    Register(RegisterRef<'s>),
    Location(AddressRef<'s>),
}

/// A constant.
#[derive(Clone, Debug)]
pub(super) enum Value<'s> {
    Int(i128),
    Address(AddressRef<'s>),
    Label { thread: ThreadRef, name: Word<'s> },
}

/// The number of a thread that is named `P0`.
pub(super) fn thread_name(name: &str) -> Option<i128> {
    let digits = name.strip_prefix('P')?;
    let numeric = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(i128::MAX))
}

/// Whether a thread and a colon come next, as in `0:` and `P0:`.
pub(super) fn at_thread(cursor: &Cursor<'_, '_>) -> bool {
    cursor.peek_at(1) == Kind::Colon
        && match cursor.peek() {
            Kind::Int(_) => true,
            Kind::Name(name) => thread_name(name).is_some(),
            _ => false,
        }
}

/// Reads `0:` or `P0:`.
fn thread(cursor: &mut Cursor<'_, '_>) -> Parse<ThreadRef> {
    let span = cursor.span();
    let number = match cursor.peek() {
        Kind::Int(number) => Some(number),
        Kind::Name(name) => thread_name(name),
        _ => None,
    };
    let number = number.ok_or_else(|| cursor.unexpected("a thread"))?;
    cursor.advance();
    cursor.expect(Kind::Colon, "`:` after the thread")?;
    Ok(ThreadRef { number, span })
}

/// Reads a name.
pub(super) fn word<'s>(cursor: &mut Cursor<'_, 's>, what: &str) -> Parse<Word<'s>> {
    let Kind::Name(text) = cursor.peek() else {
        return Err(cursor.unexpected(what));
    };
    let word = Word { text, span: cursor.span() };
    if is_reserved(text) {
        return Err(reserved(&word, what));
    }
    cursor.advance();
    if cursor.peek() == Kind::OpenParen && word.span.end == cursor.span().start {
        return Err(unsupported_form(&word));
    }
    Ok(word)
}

/// The words that herd7 reads as keywords wherever they stand.
const KEYWORDS: &[&str] = &[
    "NOP",
    "and",
    "exists",
    "false",
    "filter",
    "final",
    "forall",
    "locations",
    "nop",
    "not",
    "observed",
    "true",
    "with",
];

/// Whether a word is a keyword or names a thread.
fn is_reserved(word: &str) -> bool {
    KEYWORDS.contains(&word) || thread_name(word).is_some()
}

fn reserved(word: &Word<'_>, what: &str) -> Diagnostic {
    let kind = if thread_name(word.text).is_some() { "the name of a thread" } else { "a keyword" };
    Diagnostic::new(
        Code::UnexpectedToken,
        word.span.clone(),
        format!("expected {what}, found {kind}"),
        format!("expected {what}"),
    )
}

/// Reads a place: `0:X1`, `%x`, `x`, `[x]`, `x[1]`.
pub(super) fn place<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<Place<'s>> {
    if at_thread(cursor) {
        let thread = thread(cursor)?;
        return register(cursor, Some(thread)).map(Place::Register);
    }
    match cursor.peek() {
        Kind::Symbolic(_) => register(cursor, None).map(Place::Register),
        Kind::OpenBracket => {
            cursor.advance();
            let address = address(cursor)?;
            cursor.expect(Kind::CloseBracket, "`]` after the location")?;
            Ok(Place::Location(address))
        }
        Kind::Name(_) => {
            let address = address(cursor)?;
            if cursor.peek() == Kind::Colon {
                return Err(unsupported_form(&address.name));
            }
            Ok(Place::Location(address))
        }
        _ => Err(cursor.unexpected("a location or a register")),
    }
}

/// Reads a register after its thread.
fn register<'s>(cursor: &mut Cursor<'_, 's>, thread: Option<ThreadRef>) -> Parse<RegisterRef<'s>> {
    let (text, symbolic) = match cursor.peek() {
        Kind::Name(text) => (text, false),
        Kind::Symbolic(text) => (text, true),
        _ => return Err(cursor.unexpected("a register")),
    };
    let name = Word { text, span: cursor.span() };
    cursor.advance();
    Ok(RegisterRef { thread, name, symbolic })
}

/// Reads `x`, `x[1]` or `x+8`.
fn address<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<AddressRef<'s>> {
    let name = word(cursor, "a location")?;
    let start = cursor.span().start;
    let offset = if cursor.eat(Kind::OpenBracket) {
        let index = int(cursor, "an index")?;
        cursor.expect(Kind::CloseBracket, "`]` after the index")?;
        OffsetRef::Element(index, start..cursor.end_of_last())
    } else if cursor.eat(Kind::Plus) {
        let bytes = int(cursor, "a number of bytes")?;
        OffsetRef::Bytes(bytes, start..cursor.end_of_last())
    } else {
        OffsetRef::None
    };
    Ok(AddressRef { name, offset })
}

/// Reads a number.
pub(super) fn int(cursor: &mut Cursor<'_, '_>, what: &str) -> Parse<i128> {
    let Kind::Int(value) = cursor.peek() else {
        return Err(cursor.unexpected(what));
    };
    cursor.advance();
    Ok(value)
}

/// Reads a constant.
pub(super) fn value<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<Value<'s>> {
    if at_thread(cursor) {
        let thread = thread(cursor)?;
        let name = word(cursor, "a label")?;
        return Ok(Value::Label { thread, name });
    }
    match cursor.peek() {
        Kind::Int(value) => {
            cursor.advance();
            Ok(Value::Int(value))
        }
        Kind::Ampersand => {
            cursor.advance();
            address(cursor).map(Value::Address)
        }
        Kind::Name("instr" | "label") if cursor.peek_at(1) == Kind::Colon => quoted(cursor),
        Kind::Name("NOP" | "nop") => Err(instruction_value(cursor)),
        Kind::Name(_) => {
            let address = address(cursor)?;
            if cursor.peek() == Kind::Colon {
                return Err(unsupported_form(&address.name));
            }
            Ok(Value::Address(address))
        }
        Kind::OpenParen => Err(unsupported(
            cursor.span(),
            "page-table descriptors are not supported",
            "a descriptor",
        )),
        _ => Err(cursor.unexpected("a number, a location or a label")),
    }
}

/// Reads `label:"P0:L"`; refuses `instr:"..."`.
fn quoted<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<Value<'s>> {
    if matches!(cursor.peek(), Kind::Name("instr")) {
        return Err(instruction_value(cursor));
    }
    cursor.advance();
    cursor.expect(Kind::Colon, "`:` after `label`")?;
    let Kind::Quoted(text) = cursor.peek() else {
        return Err(cursor.unexpected("a label in quotes, `\"P0:L\"`"));
    };
    let inner = cursor.span().start + 1;
    let parts = text.split_once(':').and_then(|(thread, label)| {
        let number = thread_name(thread).or_else(|| thread.parse().ok())?;
        Some((number, thread.len(), label))
    });
    let Some((number, len, label)) = parts else {
        return Err(cursor.unexpected("a label in quotes, `\"P0:L\"`"));
    };
    let thread = ThreadRef { number, span: inner..inner + len };
    let start = inner + len + 1;
    cursor.advance();
    Ok(Value::Label { thread, name: Word { text: label, span: start..start + label.len() } })
}

fn instruction_value(cursor: &Cursor<'_, '_>) -> Diagnostic {
    Diagnostic::new(
        Code::SelfModifying,
        cursor.span(),
        "instructions as values are not supported",
        "an instruction, not a number, location or label",
    )
    .with_help("tests that modify their own code need herd7's variant `self`")
}

/// `PTE(x)`, `x:green` and the like.
fn unsupported_form(word: &Word<'_>) -> Diagnostic {
    unsupported(
        word.span.clone(),
        "page tables, memory tags, pointer authentication and faults are not supported",
        "only plain locations are",
    )
}

/// A part of herd's language that is left out.
pub(super) fn unsupported(span: Span, message: &str, label: &str) -> Diagnostic {
    Diagnostic::new(Code::UnsupportedFeature, span, message, label)
}
