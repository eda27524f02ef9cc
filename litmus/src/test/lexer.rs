//! Tokens of the initial state and of the final part, and comments.
//!
//! The header and the threads are not made of these tokens: the header is read
//! line by line, and the cells of the threads belong to [`crate::isa::parse`].

use super::Span;
use super::diagnostic::{Code, Diagnostic, Findings};

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'s> {
    /// What it is.
    pub(super) kind: Kind<'s>,
    /// Where it stands in the source.
    pub(super) span: Span,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'s> {
    /// A name or a keyword: `x`, `exists`, `V0.4S`.
    Name(&'s str),
    /// `%x`, without the `%`.
    Symbolic(&'s str),
    /// A number; the low 128 bits of it.
    Int(i128),
    /// `"..."`, without the quotes.
    Quoted(&'s str),
    Comma,
    Semicolon,
    Colon,
    Ampersand,
    Plus,
    Star,
    Equal,
    NotEqual,
    Implies,
    And,
    Or,
    Not,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    /// The end of the section.
    End,
}

/// Operators with their spellings; longer ones first. The last five are not
/// herd's, but what a programmer may write instead.
const OPERATORS: &[(&str, Kind<'static>)] = &[
    ("/\\", Kind::And),
    ("\\/", Kind::Or),
    ("=>", Kind::Implies),
    ("==", Kind::Equal),
    ("!=", Kind::NotEqual),
    ("<>", Kind::NotEqual),
    ("&&", Kind::And),
    ("||", Kind::Or),
    ("->", Kind::Implies),
    ("=", Kind::Equal),
    ("~", Kind::Not),
    ("&", Kind::Ampersand),
    (",", Kind::Comma),
    (";", Kind::Semicolon),
    (":", Kind::Colon),
    ("+", Kind::Plus),
    ("*", Kind::Star),
    ("[", Kind::OpenBracket),
    ("]", Kind::CloseBracket),
    ("(", Kind::OpenParen),
    (")", Kind::CloseParen),
    ("{", Kind::OpenBrace),
    ("}", Kind::CloseBrace),
    ("!", Kind::Not),
    ("|", Kind::Or),
];

/// What starts a comment elsewhere.
const FOREIGN_COMMENTS: &[&str] = &["#", "//", "/*"];

/// The spelling that herd reads for an operator that it does not.
fn canonical(spelling: &str) -> Option<&'static str> {
    Some(match spelling {
        "&&" => "/\\",
        "||" | "|" => "\\/",
        "->" => "=>",
        "!" => "~",
        _ => return None,
    })
}

/// Whether a name can start with `c`.
pub(super) fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$')
}

/// Whether a name can go on with `c`.
pub(super) fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit()
}

/// The length of the name that `text` starts with, 0 if there is none.
pub(super) fn name_len(text: &str) -> usize {
    if !text.starts_with(starts_name) {
        return 0;
    }
    let mut len = 0;
    for (i, c) in text.char_indices() {
        let inside = match c {
            // `x/\y` and `x->y` are operators between names.
            '/' => !text[i + 1..].starts_with('\\'),
            '-' => !text[i + 1..].starts_with('>'),
            _ => continues_name(c),
        };
        if !inside {
            break;
        }
        len = i + c.len_utf8();
    }
    len
}

/// Splits `source[section]`, which has no comments left, into tokens. The last
/// one is [`Kind::End`]. What is no token is reported and left out.
pub(super) fn tokens<'s>(
    source: &'s str,
    section: Span,
    findings: &mut Findings,
) -> Vec<Token<'s>> {
    let mut tokens = Vec::new();
    let mut at = section.start;
    while let Some(c) = source[at..section.end].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (kind, len) = token(&source[at..section.end]);
        let span = at..at + len;
        at = span.end;
        match kind {
            Ok(kind) => {
                if let Some(right) = canonical(&source[span.clone()]) {
                    findings.push(foreign_operator(&source[span.clone()], span.clone(), right));
                }
                tokens.push(Token { kind, span });
            }
            Err(code) => {
                findings.push(bad_token(code, source, span.clone()));
                if code == Code::BadNumber {
                    tokens.push(Token { kind: Kind::Int(0), span });
                }
            }
        }
    }
    tokens.push(Token { kind: Kind::End, span: section.end..section.end });
    tokens
}

/// The first token of a text that does not start with a blank, and its length.
fn token(text: &str) -> (Result<Kind<'_>, Code>, usize) {
    if let Some(name) = text.strip_prefix('%')
        && name_len(name) > 0
    {
        let len = name_len(name);
        return (Ok(Kind::Symbolic(&name[..len])), len + 1);
    }
    if name_len(text) > 0 {
        let len = name_len(text);
        return (Ok(Kind::Name(&text[..len])), len);
    }
    if text.strip_prefix('-').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit()) {
        return number(text);
    }
    if let Some(rest) = text.strip_prefix('"')
        && let Some(len) = rest.find(['"', '\n']).filter(|&i| rest[i..].starts_with('"'))
    {
        return (Ok(Kind::Quoted(&rest[..len])), len + 2);
    }
    match OPERATORS.iter().find(|(spelling, _)| text.starts_with(spelling)) {
        Some((spelling, kind)) => (Ok(*kind), spelling.len()),
        None => {
            let first = text.chars().next().map_or(0, char::len_utf8);
            let comment = FOREIGN_COMMENTS.iter().find(|start| text.starts_with(*start));
            (Err(Code::UnexpectedCharacter), comment.map_or(first, |start| start.len()))
        }
    }
}

/// A decimal or hexadecimal number, possibly negative.
fn number(text: &str) -> (Result<Kind<'_>, Code>, usize) {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let sign = text.len() - digits.len();
    let len = digits.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(digits.len());
    match magnitude(&digits[..len]) {
        Some(value) => {
            let value = value as i128;
            let value = if sign == 1 { value.wrapping_neg() } else { value };
            (Ok(Kind::Int(value)), sign + len)
        }
        None => (Err(Code::BadNumber), sign + len),
    }
}

/// The value of a number without its sign.
fn magnitude(digits: &str) -> Option<u128> {
    match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => u128::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

fn bad_token(code: Code, source: &str, span: Span) -> Diagnostic {
    let text = &source[span.clone()];
    if code == Code::BadNumber {
        return Diagnostic::new(code, span, format!("`{text}` is not a number"), "not a number")
            .with_help("numbers are decimal or start with `0x`, and fit in 128 bits");
    }
    let diagnostic = Diagnostic::new(code, span, format!("unexpected {text:?}"), "not expected");
    if FOREIGN_COMMENTS.contains(&text) {
        return diagnostic.with_help("comments are written `(* like this *)`");
    }
    diagnostic
}

fn foreign_operator(text: &str, span: Span, right: &str) -> Diagnostic {
    Diagnostic::new(
        Code::UnexpectedCharacter,
        span,
        format!("`{text}` is not an operator of conditions"),
        format!("expected `{right}`"),
    )
}

/// The source from `from` on with each comment replaced by as many blanks, so
/// that places stay what they are; line ends are kept. What is before `from`
/// is untouched. A comment in a quoted text is none.
pub(super) fn without_comments(source: &str, from: usize, findings: &mut Findings) -> String {
    let mut out = String::with_capacity(source.len());
    out.push_str(&source[..from]);
    let mut at = from;
    while let Some(c) = source[at..].chars().next() {
        let len = if source[at..].starts_with("(*") {
            let end = comment_end(source, at).unwrap_or_else(|| {
                findings.push(unclosed_comment(at));
                source.len()
            });
            out.extend(source[at..end].chars().flat_map(blank));
            end - at
        } else if c == '"'
            && let Some(len) = quoted_len(&source[at..])
        {
            out.push_str(&source[at..at + len]);
            len
        } else {
            out.push(c);
            c.len_utf8()
        };
        at += len;
    }
    out
}

/// The end of the comment that starts at `at`; comments nest.
pub(super) fn comment_end(source: &str, at: usize) -> Option<usize> {
    let bytes = source.as_bytes();
    let mut depth = 0usize;
    let mut i = at;
    while i + 1 < bytes.len() {
        match &bytes[i..i + 2] {
            b"(*" => {
                depth += 1;
                i += 2;
            }
            b"*)" => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => i += 1,
        }
    }
    None
}

/// The length of the quoted text, with its quotes, that starts here and ends
/// on the same line.
fn quoted_len(text: &str) -> Option<usize> {
    let end = text[1..].find(['"', '\n'])? + 1;
    text[end..].starts_with('"').then_some(end + 1)
}

/// As many blanks as `c` has bytes, or the line end it is.
fn blank(c: char) -> impl Iterator<Item = char> {
    let filler = if c == '\n' || c == '\r' { c } else { ' ' };
    std::iter::repeat_n(filler, c.len_utf8())
}

fn unclosed_comment(at: usize) -> Diagnostic {
    Diagnostic::new(
        Code::UnclosedComment,
        at..at + 2,
        "this comment is not closed",
        "expected `*)` somewhere after this",
    )
    .with_help("comments nest: each `(*` needs a `*)` of its own")
}
