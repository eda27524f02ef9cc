//! A position in a list of tokens.

use crate::test::Span;
use crate::test::diagnostic::{Code, Diagnostic};
use crate::test::lexer::{Kind, Token};

/// Reads tokens one after the other; the last one, [`Kind::End`], is never
/// passed.
pub(super) struct Cursor<'t, 's> {
    source: &'s str,
    tokens: &'t [Token<'s>],
    at: usize,
    /// What the section is called.
    section: &'static str,
}

/// What reading something from the tokens gives.
pub(super) type Parse<T> = Result<T, Diagnostic>;

impl<'t, 's> Cursor<'t, 's> {
    /// The tokens of a section of `source`, the last of which is [`Kind::End`].
    pub(super) fn new(source: &'s str, tokens: &'t [Token<'s>], section: &'static str) -> Self {
        Cursor { source, tokens, at: 0, section }
    }

    /// The next token.
    pub(super) fn peek(&self) -> Kind<'s> {
        self.peek_at(0)
    }

    /// The token `n` after the next one.
    pub(super) fn peek_at(&self, n: usize) -> Kind<'s> {
        self.tokens.get(self.at + n).map_or(Kind::End, |t| t.kind)
    }

    /// Where the next token stands.
    pub(super) fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(self.source.len()..self.source.len(), |t| t.span.clone())
    }

    /// Where the token before the next one ends.
    pub(super) fn end_of_last(&self) -> usize {
        match self.at.checked_sub(1).and_then(|i| self.tokens.get(i)) {
            Some(token) => token.span.end,
            None => self.span().start,
        }
    }

    /// The text of the next token.
    pub(super) fn text(&self) -> &'s str {
        &self.source[self.span()]
    }

    /// Steps over the next token.
    pub(super) fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// Steps over the next token if it is `kind`.
    pub(super) fn eat(&mut self, kind: Kind<'_>) -> bool {
        let eaten = self.peek() == kind;
        if eaten {
            self.advance();
        }
        eaten
    }

    /// Steps over the next token if it is the name `word`.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let eaten = matches!(self.peek(), Kind::Name(name) if name == word);
        if eaten {
            self.advance();
        }
        eaten
    }

    /// Steps over a token that must be `kind`; `what` says so to the reader.
    pub(super) fn expect(&mut self, kind: Kind<'_>, what: &str) -> Parse<()> {
        if self.eat(kind) { Ok(()) } else { Err(self.unexpected(what)) }
    }

    /// The next token as an error: `what` was expected in its place.
    pub(super) fn unexpected(&self, what: &str) -> Diagnostic {
        let found = match self.peek() {
            Kind::End => format!("the end of the {}", self.section),
            _ => format!("`{}`", self.text()),
        };
        let span = match self.peek() {
            Kind::End => self.end_of_last()..self.end_of_last(),
            _ => self.span(),
        };
        Diagnostic::new(
            Code::UnexpectedToken,
            span,
            format!("expected {what}, found {found}"),
            format!("expected {what}"),
        )
    }

    /// Steps to the next token that `stop` accepts and that is not inside
    /// brackets that open on the way, or to the end.
    pub(super) fn skip_to(&mut self, stop: impl Fn(Kind<'s>) -> bool) {
        let mut depth = 0usize;
        loop {
            let kind = self.peek();
            if kind == Kind::End || (depth == 0 && stop(kind)) {
                return;
            }
            match kind {
                Kind::OpenBrace | Kind::OpenBracket | Kind::OpenParen => depth += 1,
                Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            self.advance();
        }
    }
}
