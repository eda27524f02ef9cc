//! The initial state: `{ int x = 1; 0:X1 = x; }`.

use super::cursor::{Cursor, Parse};
use super::suggest::did_you_mean;
use super::syntax::{
    AddressRef, OffsetRef, Place, RegisterRef, Value, Word, at_thread, int, place, thread_name,
    unsupported, value, word,
};
use crate::isa::Size;
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::lexer::{Kind, Token};
use crate::test::{Scalar, Span};

/// One entry as written.
#[derive(Debug)]
pub(super) struct Entry<'s> {
    pub(super) target: Target<'s>,
    /// The declared type, of an element if it is an array.
    pub(super) ty: Option<Scalar>,
    /// The initial values; none if the entry only declares.
    pub(super) values: Option<Vec<Value<'s>>>,
    pub(super) span: Span,
}

/// What an entry is about.
#[derive(Debug)]
pub(super) enum Target<'s> {
    Register(RegisterRef<'s>),
    Scalar(Word<'s>),
    Array(Word<'s>, u32),
}

/// Arrays have at most so many elements.
const MAX_ARRAY: i128 = 1 << 12;

/// Reads the entries; one that is wrong is reported and left out.
pub(super) fn parse<'s>(
    source: &'s str,
    tokens: &[Token<'s>],
    findings: &mut Findings,
) -> Vec<Entry<'s>> {
    let mut cursor = Cursor::new(source, tokens, "initial state");
    let mut entries = Vec::new();
    while cursor.peek() != Kind::End {
        if cursor.eat(Kind::Semicolon) {
            continue;
        }
        match entry(&mut cursor, findings) {
            _ if findings.is_full() => break,
            Ok(entry) => entries.push(entry),
            Err(diagnostic) => {
                findings.push(diagnostic);
                cursor.skip_to(|kind| kind == Kind::Semicolon);
            }
        }
    }
    entries
}

/// Reads one entry and makes sure that it ends.
fn entry<'s>(cursor: &mut Cursor<'_, 's>, findings: &mut Findings) -> Parse<Entry<'s>> {
    let start = cursor.span().start;
    let ty = declared_type(cursor, findings)?;
    let target = target(cursor, ty)?;
    let values = if cursor.eat(Kind::Equal) { Some(values(cursor, &target)?) } else { None };
    if !matches!(cursor.peek(), Kind::Semicolon | Kind::End) {
        return Err(cursor.unexpected("`;` after the entry"));
    }
    Ok(Entry { target, ty, values, span: start..cursor.end_of_last() })
}

/// Reads the type that an entry starts with, if it has one.
fn declared_type(cursor: &mut Cursor<'_, '_>, findings: &mut Findings) -> Parse<Option<Scalar>> {
    let words = type_words(cursor);
    let mut ty = None;
    if words > 0 {
        let start = cursor.span().start;
        let mut names = Vec::new();
        for _ in 0..words {
            names.push(cursor.text());
            cursor.advance();
        }
        ty = Some(scalar(&names, start..cursor.end_of_last(), findings)?);
    }
    while cursor.eat(Kind::Star) {
        ty = Some(POINTER);
    }
    Ok(ty)
}

/// How many of the next names belong to a type: all but the last one, if it
/// is the location.
fn type_words(cursor: &Cursor<'_, '_>) -> usize {
    let mut names = 0;
    while let Kind::Name(name) = cursor.peek_at(names) {
        if cursor.peek_at(names + 1) == Kind::Colon && thread_name(name).is_some() {
            return names;
        }
        names += 1;
    }
    let target_follows = match cursor.peek_at(names) {
        Kind::Star | Kind::Symbolic(_) => true,
        Kind::Int(_) => cursor.peek_at(names + 1) == Kind::Colon,
        // `int [x]`, but not `int x[n]`.
        Kind::OpenBracket => (0..names).all(|n| is_type_word(cursor.peek_at(n))),
        _ => false,
    };
    if target_follows { names } else { names.saturating_sub(1) }
}

/// Whether a token may be part of the name of a type.
fn is_type_word(kind: Kind<'_>) -> bool {
    let Kind::Name(name) = kind else { return false };
    QUALIFIERS.contains(&name) || TYPES.iter().any(|t| t.0 == name)
}

/// The type of a pointer.
const POINTER: Scalar = Scalar { size: Size::X, signed: false, pointer: true };

/// The types that herd7 knows, and the C types a test may name.
const TYPES: &[(&str, Size, bool)] = &[
    ("int8_t", Size::B, true),
    ("uint8_t", Size::B, false),
    ("char", Size::B, true),
    ("int16_t", Size::H, true),
    ("uint16_t", Size::H, false),
    ("short", Size::H, true),
    ("int32_t", Size::W, true),
    ("uint32_t", Size::W, false),
    ("int", Size::W, true),
    ("unsigned", Size::W, false),
    ("atomic_t", Size::W, false),
    ("int64_t", Size::X, true),
    ("uint64_t", Size::X, false),
    ("long", Size::X, true),
    ("intptr_t", Size::X, true),
    ("uintptr_t", Size::X, false),
    ("size_t", Size::X, false),
    ("ssize_t", Size::X, true),
    ("int128_t", Size::Q, true),
    ("uint128_t", Size::Q, false),
    ("__int128", Size::Q, true),
    ("__uint128", Size::Q, false),
    ("_Bool", Size::B, false),
    ("bool", Size::B, false),
];

/// Words that do not change the size of a type.
const QUALIFIERS: &[&str] = &["_Atomic", "const", "volatile", "signed"];

/// The type that some words name, `unsigned long int` for example.
fn scalar(words: &[&str], span: Span, findings: &mut Findings) -> Parse<Scalar> {
    let words: Vec<&str> = words.iter().copied().filter(|w| !QUALIFIERS.contains(w)).collect();
    let (unsigned, words) = match words.split_first() {
        Some((&"unsigned", rest)) => (true, rest),
        _ => (false, words.as_slice()),
    };
    let name = match words {
        [] => "int",
        ["long", "long"] | ["long", "int"] | ["long", "long", "int"] => "long",
        ["short", "int"] => "short",
        [name] => *name,
        [.., name] => return Err(unknown_type(name, span)),
    };
    let mut found = TYPES.iter().find(|(n, ..)| *n == name);
    if found.is_none() && MISSPELLED.contains(&name) {
        let right = name.replacen("unit", "uint", 1);
        found = TYPES.iter().find(|(n, ..)| *n == right);
        findings.push(misspelled_type(name, &right, span.clone()));
    }
    let &(_, size, signed) = found.ok_or_else(|| unknown_type(name, span))?;
    Ok(Scalar { size, signed: signed && !unsigned, pointer: false })
}

/// A misspelling that occurs in published tests.
const MISSPELLED: &[&str] = &["unit8_t", "unit16_t", "unit32_t", "unit64_t"];

fn misspelled_type(name: &str, right: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::MisspelledType,
        span,
        format!("`{name}` is no type; it is read as `{right}`"),
        "misspelled",
    )
    .with_help(format!("write `{right}`"))
}

fn unknown_type(name: &str, span: Span) -> Diagnostic {
    if matches!(name, "pteval_t" | "ins_t" | "parel1_t") {
        return unsupported(
            span,
            &format!("values of type `{name}` are not supported"),
            "expected an integer type",
        );
    }
    let help = did_you_mean(name, TYPES.iter().map(|t| t.0))
        .unwrap_or_else(|| "integer types are `int8_t` to `uint128_t`, `int`, `long` ...".into());
    Diagnostic::new(
        Code::UnknownType,
        span,
        format!("`{name}` is not a type"),
        "expected an integer type",
    )
    .with_help(help)
}

/// Reads what an entry is about. Only with a type is `x[2]` an array; without,
/// it is an element.
fn target<'s>(cursor: &mut Cursor<'_, 's>, ty: Option<Scalar>) -> Parse<Target<'s>> {
    let declares_array = matches!(cursor.peek(), Kind::Name(_))
        && !at_thread(cursor)
        && cursor.peek_at(1) == Kind::OpenBracket;
    if declares_array && ty.is_some() {
        return array(cursor);
    }
    let start = cursor.span().start;
    match place(cursor)? {
        Place::Register(register) => Ok(Target::Register(register)),
        Place::Location(AddressRef { name, offset: OffsetRef::None }) => Ok(Target::Scalar(name)),
        Place::Location(address) => Err(element_init(&address, start..cursor.end_of_last())),
    }
}

/// Reads `x[2]` as the declaration of an array.
fn array<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<Target<'s>> {
    let name = word(cursor, "a location")?;
    cursor.expect(Kind::OpenBracket, "`[`")?;
    let span = cursor.span();
    let len = int(cursor, "the number of elements")?;
    cursor.expect(Kind::CloseBracket, "`]` after the number of elements")?;
    if !(1..=MAX_ARRAY).contains(&len) {
        return Err(array_size(&name, len, span));
    }
    Ok(Target::Array(name, len as u32))
}

/// Reads what follows the `=`.
fn values<'s>(cursor: &mut Cursor<'_, 's>, target: &Target<'s>) -> Parse<Vec<Value<'s>>> {
    let start = cursor.span().start;
    if !cursor.eat(Kind::OpenBrace) {
        return match target {
            Target::Array(..) => Err(cursor.unexpected("the elements in braces, `{1,2}`")),
            _ => Ok(vec![value(cursor)?]),
        };
    }
    let values = braced(cursor)?;
    let wanted = match target {
        Target::Array(_, len) => *len as usize,
        Target::Scalar(_) => 1,
        Target::Register(_) => return Ok(values),
    };
    if values.len() != wanted {
        return Err(array_length(wanted, values.len(), start..cursor.end_of_last()));
    }
    Ok(values)
}

/// Reads values up to the closing brace.
pub(super) fn braced<'s>(cursor: &mut Cursor<'_, 's>) -> Parse<Vec<Value<'s>>> {
    let mut values = vec![value(cursor)?];
    while cursor.eat(Kind::Comma) {
        values.push(value(cursor)?);
    }
    cursor.expect(Kind::CloseBrace, "`,` or `}`")?;
    Ok(values)
}

fn element_init(address: &AddressRef<'_>, span: Span) -> Diagnostic {
    let name = address.name.text;
    Diagnostic::new(
        Code::ElementInit,
        span,
        "an element of an array cannot be initialised alone",
        "expected a location",
    )
    .with_help(format!("declare the whole array, `int {name}[2]={{0,1}}` for example"))
}

fn array_size(name: &Word<'_>, len: i128, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ArraySize,
        span,
        format!("`{}` cannot have {len} elements", name.text),
        format!("expected 1 to {MAX_ARRAY}"),
    )
}

fn array_length(wanted: usize, found: usize, span: Span) -> Diagnostic {
    let elements = if wanted == 1 { "element" } else { "elements" };
    Diagnostic::new(
        Code::ArrayLength,
        span,
        format!("{found} values for {wanted} {elements}"),
        format!("expected {wanted}"),
    )
}
