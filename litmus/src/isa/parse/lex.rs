//! The tokens of one instruction.

use crate::isa::Width;
use std::ops::Range;

/// A token; the texts are as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A mnemonic, register, label, condition, ...
    Name(&'a str),
    /// `%name`, `W%name` or `X%name`.
    Symbolic { name: &'a str, width: Option<Width> },
    /// An optional `#`, an optional sign and digits; `None` if they are no
    /// number or it is far too large.
    Number(Option<i128>),
    /// A dot that begins no name: the address of this instruction.
    Dot,
    /// One of `, [ ] { } ! : -`.
    Punct(char),
    /// A character that no instruction holds.
    Other(char),
    /// The end of the text.
    End,
}

impl Token<'_> {
    /// How a message names the token.
    pub(super) fn describe(self) -> String {
        match self {
            Token::Name(name) => format!("`{name}`"),
            Token::Symbolic { name, .. } => format!("`%{name}`"),
            Token::Number(Some(value)) => format!("`#{value}`"),
            Token::Number(None) => "a malformed number".into(),
            Token::Dot => "`.`".into(),
            Token::Punct(c) => format!("`{c}`"),
            Token::Other(c) => format!("`{}`", c.escape_debug()),
            Token::End => "the end".into(),
        }
    }
}

/// Splits a text into tokens.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    /// The next token and where it stands; [`Token::End`] for ever at the end.
    pub(super) fn next(&mut self) -> (Token<'a>, Range<usize>) {
        self.skip(|c| c.is_whitespace());
        let start = self.at;
        let token = match self.peek() {
            None => Token::End,
            Some('#') => self.number(),
            Some(c) if c.is_ascii_digit() => self.number(),
            Some('+' | '-') if self.sign_of_number() => self.number(),
            Some('%') => self.symbolic(None),
            Some(c) if starts_name(c) => self.name(),
            Some(c) => {
                self.at += c.len_utf8();
                match c {
                    ',' | '[' | ']' | '{' | '}' | '!' | ':' | '-' => Token::Punct(c),
                    _ => Token::Other(c),
                }
            }
        };
        (token, start..self.at)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Whether the sign here is followed by a digit.
    fn sign_of_number(&self) -> bool {
        let after = self.rest()[1..].trim_start();
        after.starts_with(|c: char| c.is_ascii_digit())
    }

    fn name(&mut self) -> Token<'a> {
        let name = self.skip(continues_name);
        match (name, self.peek()) {
            (".", _) => Token::Dot,
            ("W" | "w", Some('%')) => self.symbolic(Some(Width::W)),
            ("X" | "x", Some('%')) => self.symbolic(Some(Width::X)),
            _ => Token::Name(name),
        }
    }

    /// A symbolic register, from its `%` on.
    fn symbolic(&mut self, width: Option<Width>) -> Token<'a> {
        self.at += 1;
        match self.skip(continues_name) {
            "" => Token::Other('%'),
            name => Token::Symbolic { name, width },
        }
    }

    fn number(&mut self) -> Token<'a> {
        if self.peek() == Some('#') {
            self.at += 1;
            self.skip(char::is_whitespace);
        }
        let negative = match self.peek() {
            Some(c @ ('+' | '-')) => {
                self.at += 1;
                self.skip(char::is_whitespace);
                c == '-'
            }
            _ => false,
        };
        let digits = self.skip(continues_name);
        Token::Number(magnitude(digits).map(|value| if negative { -value } else { value }))
    }
}

fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$')
}

fn continues_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | '/')
}

/// The value of unsigned digits in decimal, `0x` or `0b`, below 2^65.
fn magnitude(digits: &str) -> Option<i128> {
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0b" | "0B") => (2, &digits[2..]),
        _ => (10, digits),
    };
    let plain = digits.starts_with(|c: char| c.is_digit(radix));
    let value = i128::from_str_radix(digits, radix).ok()?;
    (plain && value < 1 << 65).then_some(value)
}
