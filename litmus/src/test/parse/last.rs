//! The final part: `locations`, `filter` and the condition.

use super::cursor::{Cursor, Parse};
use super::init::braced;
use super::scope::Scope;
use super::suggest::closest;
use super::syntax::{
    AddressRef, OffsetRef, Place, ThreadRef, Value, Word, at_thread, place, unsupported, value,
};
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::lexer::{Kind, Token};
use crate::test::{Condition, Const, Item, Prop, Quantifier, Rhs, Span};

/// What the final part says.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) observed: Vec<Item>,
    pub(super) filter: Option<Prop>,
    pub(super) condition: Condition,
    /// Every item and where it is named, for warnings.
    pub(super) named: Vec<(Item, Span)>,
}

/// Parentheses, negations and implications nest at most so deep.
const MAX_DEPTH: usize = 500;

/// Reads the final part.
pub(super) fn parse<'s>(
    source: &'s str,
    tokens: &[Token<'s>],
    scope: &mut Scope,
    findings: &mut Findings,
) -> Last {
    let mut reader = Reader {
        cursor: Cursor::new(source, tokens, "test"),
        scope,
        findings,
        named: Vec::new(),
        depth: 0,
    };
    let observed = reader.locations();
    let filter = reader.cursor.eat_word("filter").then(|| reader.prop());
    let condition = reader.condition();
    reader.end();
    Last { observed, filter, condition, named: reader.named }
}

/// Reads a proposition alone.
pub(super) fn proposition<'s>(
    source: &'s str,
    tokens: &[Token<'s>],
    scope: &mut Scope,
    findings: &mut Findings,
) -> Prop {
    let cursor = Cursor::new(source, tokens, "proposition");
    let mut reader = Reader { cursor, scope, findings, named: Vec::new(), depth: 0 };
    let prop = reader.prop();
    reader.end();
    prop
}

struct Reader<'a, 't, 's> {
    cursor: Cursor<'t, 's>,
    scope: &'a mut Scope,
    findings: &'a mut Findings,
    named: Vec<(Item, Span)>,
    depth: usize,
}

impl<'s> Reader<'_, '_, 's> {
    fn peek(&self) -> Kind<'s> {
        self.cursor.peek()
    }

    /// Reads `locations [...]`, if it is there.
    fn locations(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        if !self.cursor.eat_word("locations") {
            return items;
        }
        if let Err(diagnostic) = self.cursor.expect(Kind::OpenBracket, "`[` after `locations`") {
            self.findings.push(diagnostic);
            self.cursor.skip_to(starts_section);
            return items;
        }
        while !matches!(self.peek(), Kind::CloseBracket | Kind::End) {
            if self.cursor.eat(Kind::Semicolon) {
                continue;
            }
            match self.observed_item() {
                Ok(item) => items.push(item),
                Err(diagnostic) => {
                    self.findings.push(diagnostic);
                    self.cursor.skip_to(|k| matches!(k, Kind::Semicolon | Kind::CloseBracket));
                }
            }
        }
        if let Err(diagnostic) = self.cursor.expect(Kind::CloseBracket, "`]` after the locations") {
            self.findings.push(diagnostic);
        }
        items
    }

    /// Reads an item and the type that may follow it, which changes nothing.
    fn observed_item(&mut self) -> Parse<Item> {
        let item = self.item()?;
        if matches!(self.peek(), Kind::Name(_)) {
            self.cursor.advance();
        }
        self.cursor.eat(Kind::Star);
        match self.peek() {
            Kind::Semicolon | Kind::CloseBracket => Ok(item),
            _ => Err(self.cursor.unexpected("`;` or `]`")),
        }
    }

    /// Reads a register or a location.
    fn item(&mut self) -> Parse<Item> {
        let start = self.cursor.span().start;
        let place = place(&mut self.cursor)?;
        let span = start..self.cursor.end_of_last();
        let item = match place {
            Place::Register(register) => {
                let register = self.scope.register(&register)?;
                self.scope.declare_lanes(register);
                Item::Reg { thread: register.thread, reg: register.reg }
            }
            Place::Location(address) => self.location(&address)?,
        };
        self.named.push((item, span));
        Ok(item)
    }

    /// The location or element that is named.
    fn location(&mut self, address: &AddressRef<'_>) -> Parse<Item> {
        let loc = self.scope.used_location(&address.name)?;
        let ty = self.scope.get(loc).ty;
        let size = i128::from(ty.elem.size.bytes());
        let (index, span) = match &address.offset {
            OffsetRef::None => return Ok(Item::Loc { loc, index: None }),
            OffsetRef::Element(index, span) => (*index, span),
            OffsetRef::Bytes(bytes, span) if bytes % size == 0 => (bytes / size, span),
            OffsetRef::Bytes(_, span) => {
                return Err(inside_element(address.name.text, size, span.clone()));
            }
        };
        match ty.len {
            Some(len) if (0..i128::from(len)).contains(&index) => {
                Ok(Item::Loc { loc, index: Some(index as u32) })
            }
            Some(len) => Err(out_of_bounds(address.name.text, len, span.clone())),
            None if index == 0 && matches!(address.offset, OffsetRef::Bytes(..)) => {
                Ok(Item::Loc { loc, index: None })
            }
            None => Err(not_an_array(address.name.text, span.clone())),
        }
    }

    /// Reads the quantifier and its proposition. Without a quantifier, a
    /// proposition in parentheses is one that may hold.
    fn condition(&mut self) -> Condition {
        let quantifier = match self.peek() {
            Kind::End | Kind::Semicolon => {
                return Condition { quantifier: Quantifier::Exists, prop: Prop::True };
            }
            Kind::OpenParen => Quantifier::Exists,
            _ => match self.quantifier() {
                Ok(quantifier) => quantifier,
                Err(diagnostic) => {
                    self.findings.push(diagnostic);
                    self.cursor.skip_to(|_| false);
                    Quantifier::Exists
                }
            },
        };
        Condition { quantifier, prop: self.prop_unless_failed() }
    }

    /// A proposition, unless all was skipped because of an error.
    fn prop_unless_failed(&mut self) -> Prop {
        if self.peek() == Kind::End && self.findings.has_error() {
            return Prop::True;
        }
        self.prop()
    }

    fn quantifier(&mut self) -> Parse<Quantifier> {
        let start = self.cursor.span();
        if self.cursor.eat(Kind::Not) || self.cursor.eat_word("not") {
            return if self.cursor.eat_word("exists") {
                Ok(Quantifier::NotExists)
            } else {
                Err(self.cursor.unexpected("`exists` after the negation"))
            };
        }
        let Kind::Name(word) = self.peek() else {
            return Err(self.cursor.unexpected("`exists`, `~exists` or `forall`"));
        };
        let quantifier = match word {
            "exists" | "final" => Quantifier::Exists,
            "forall" => Quantifier::Forall,
            "locations" | "filter" => return Err(section_order(word, start)),
            "observed" | "cases" => {
                return Err(unsupported(
                    start,
                    &format!("`{word}` is not supported"),
                    "expected `exists`, `~exists` or `forall`",
                ));
            }
            _ => return Err(unknown_keyword(word, start)),
        };
        self.cursor.advance();
        Ok(quantifier)
    }

    /// Reads a proposition: `\/` binds least, then `/\`, `=>` and `not`.
    fn prop(&mut self) -> Prop {
        let mut parts = vec![self.conjunction()];
        while self.cursor.eat(Kind::Or) {
            parts.push(self.conjunction());
        }
        one_or(parts, Prop::Or)
    }

    fn conjunction(&mut self) -> Prop {
        let mut parts = vec![self.implication()];
        while self.cursor.eat(Kind::And) {
            parts.push(self.implication());
        }
        one_or(parts, Prop::And)
    }

    /// Reads `p => q`, which associates to the right.
    fn implication(&mut self) -> Prop {
        let premise = self.negation();
        if self.peek() != Kind::Implies {
            return premise;
        }
        let conclusion = self.nested(|this| {
            this.cursor.advance();
            this.implication()
        });
        Prop::Implies(Box::new(premise), Box::new(conclusion))
    }

    fn negation(&mut self) -> Prop {
        match self.peek() {
            Kind::Not | Kind::Name("not") => {
                let inner = self.nested(|this| {
                    this.cursor.advance();
                    this.negation()
                });
                Prop::Not(Box::new(inner))
            }
            Kind::OpenParen => self.nested(|this| {
                this.cursor.advance();
                let prop = this.prop();
                if let Err(diagnostic) = this.cursor.expect(Kind::CloseParen, "`)`") {
                    this.recover(diagnostic);
                    this.cursor.eat(Kind::CloseParen);
                }
                prop
            }),
            _ => self.atom_or_recover(),
        }
    }

    /// Goes one level down, unless that is too deep; then the rest is skipped.
    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Prop) -> Prop {
        if self.depth == MAX_DEPTH {
            self.findings.push(too_deep(self.cursor.span()));
            self.cursor.skip_to(|_| false);
            return Prop::True;
        }
        self.depth += 1;
        let prop = read(self);
        self.depth -= 1;
        prop
    }

    fn atom_or_recover(&mut self) -> Prop {
        match self.peek() {
            Kind::Name("true") => self.cursor.advance(),
            Kind::Name("false") => {
                self.cursor.advance();
                return Prop::False;
            }
            _ => match self.atom() {
                Ok(atom) => return atom,
                Err(diagnostic) => self.recover(diagnostic),
            },
        }
        Prop::True
    }

    /// Reports an error, once at the end of the text, and goes to where the
    /// proposition may continue.
    fn recover(&mut self, diagnostic: Diagnostic) {
        let repeated = self.peek() == Kind::End
            && self.findings.last().is_some_and(|d| d.span == diagnostic.span);
        if !repeated && !self.findings.is_full() {
            self.findings.push(diagnostic);
        }
        self.cursor.skip_to(|kind| {
            matches!(kind, Kind::And | Kind::Or | Kind::Implies | Kind::CloseParen)
        });
    }

    /// Reads `item = value`.
    fn atom(&mut self) -> Parse<Prop> {
        if let Kind::Name(word) = self.peek()
            && word.eq_ignore_ascii_case("fault")
            && self.cursor.peek_at(1) == Kind::OpenParen
        {
            return Err(unsupported(
                self.cursor.span(),
                "faults are not supported",
                "a condition on a fault",
            ));
        }
        if !matches!(
            self.peek(),
            Kind::Name(_) | Kind::Int(_) | Kind::Symbolic(_) | Kind::OpenBracket
        ) {
            return Err(self.cursor.unexpected("a condition such as `0:X0=1`"));
        }
        let item = self.item()?;
        let equal = match self.peek() {
            Kind::Equal => true,
            Kind::NotEqual => false,
            _ => return Err(self.cursor.unexpected("`=` or `!=`")),
        };
        self.cursor.advance();
        let rhs = self.rhs(item)?;
        Ok(Prop::Atom { item, equal, rhs })
    }

    /// Reads what `item` is compared with.
    fn rhs(&mut self, item: Item) -> Parse<Rhs> {
        let start = self.cursor.span().start;
        if self.cursor.eat(Kind::OpenBrace) {
            let values = braced(&mut self.cursor)?;
            let consts = values.iter().map(|v| self.scope.value(v)).collect::<Parse<Vec<_>>>()?;
            let len = self.item_len(item);
            if len != consts.len() {
                let span = start..self.cursor.end_of_last();
                self.findings.push(length_differs(len, consts.len(), span));
            }
            return Ok(Rhs::Array(consts));
        }
        if self.at_item() {
            return Err(unsupported(
                self.cursor.span(),
                "comparing two registers or locations is not supported",
                "expected a constant",
            ));
        }
        match value(&mut self.cursor)? {
            Value::Label { thread, name } => self.label(&thread, &name).map(Rhs::Const),
            value => self.scope.value(&value).map(Rhs::Const),
        }
    }

    /// The number of values that an item has.
    fn item_len(&self, item: Item) -> usize {
        let len = match item {
            Item::Loc { loc, index: None } => self.scope.get(loc).ty.len,
            Item::Loc { .. } => None,
            Item::Reg { thread, reg } => {
                let regs = &self.scope.threads[thread.0 as usize].regs;
                regs.iter().find(|r| r.reg == reg).and_then(|r| r.ty?.len)
            }
        };
        len.unwrap_or(1) as usize
    }

    /// A label as the value of a comparison; herd7 takes one that is not defined
    /// for one that nothing equals.
    fn label(&mut self, thread: &ThreadRef, name: &Word<'_>) -> Parse<Const> {
        let thread = self.scope.thread(thread)?;
        if !self.scope.has_label(thread, name.text) {
            self.findings.push(self.scope.undefined_label(Code::NeverEqual, thread, name));
        }
        Ok(Const::Label { thread, name: name.text.into() })
    }

    /// Whether a register, or a location in brackets, comes next.
    fn at_item(&self) -> bool {
        match self.peek() {
            Kind::OpenBracket | Kind::Symbolic(_) | Kind::Star => true,
            _ if at_thread(&self.cursor) => match self.cursor.peek_at(2) {
                Kind::Symbolic(_) => true,
                Kind::Name(name) => super::scope::general(&name.to_ascii_uppercase()).is_some(),
                _ => false,
            },
            _ => false,
        }
    }

    /// Makes sure that nothing follows the condition.
    fn end(&mut self) {
        while self.cursor.eat(Kind::Semicolon) {}
        // `with model:exists` says what other models answer.
        if self.peek() == Kind::End || self.cursor.eat_word("with") {
            return;
        }
        let diagnostic = match self.peek() {
            Kind::Name(word @ ("locations" | "filter" | "exists" | "forall")) => {
                section_order(word, self.cursor.span())
            }
            _ => trailing_text(&self.cursor),
        };
        self.findings.push(diagnostic);
    }
}

/// Whether a token is the first of another section.
fn starts_section(kind: Kind<'_>) -> bool {
    matches!(kind, Kind::Name("filter" | "exists" | "forall" | "final") | Kind::Not)
}

/// The only proposition, or all of them joined.
fn one_or(mut props: Vec<Prop>, join: fn(Vec<Prop>) -> Prop) -> Prop {
    match props.pop() {
        Some(prop) if props.is_empty() => prop,
        Some(prop) => {
            props.push(prop);
            join(props)
        }
        None => Prop::True,
    }
}

fn out_of_bounds(name: &str, len: u32, span: Span) -> Diagnostic {
    let last = len - 1;
    Diagnostic::new(
        Code::OutOfBounds,
        span,
        format!("this is outside of the array `{name}`"),
        format!("expected an index from 0 to {last}"),
    )
}

fn not_an_array(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::NotAnArray,
        span,
        format!("`{name}` is not an array"),
        "only arrays have elements",
    )
    .with_help(format!("declare it as one in the initial state, `int {name}[2]` for example"))
}

fn length_differs(len: usize, found: usize, span: Span) -> Diagnostic {
    let values = if len == 1 { "one value".to_owned() } else { format!("{len} values") };
    Diagnostic::new(
        Code::NeverEqual,
        span,
        format!("{found} values are compared with {values}"),
        "never equal",
    )
}

fn inside_element(name: &str, size: i128, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::OutOfBounds,
        span,
        format!("this is not the start of an element of `{name}`"),
        format!("expected a multiple of {size}"),
    )
}

fn section_order(word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::SectionOrder,
        span,
        format!("`{word}` is not expected here"),
        "repeated or out of order",
    )
    .with_help("the order is `locations`, `filter`, and one of `exists`, `~exists`, `forall`")
}

fn unknown_keyword(word: &str, span: Span) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        Code::UnknownKeyword,
        span,
        format!("`{word}` is not a keyword"),
        "expected `exists`, `~exists` or `forall`",
    );
    diagnostic.help = closest(&word.to_ascii_lowercase(), super::sections::KEYWORDS)
        .map(|keyword| format!("did you mean `{keyword}`?"));
    diagnostic
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        span,
        format!("the condition is nested more than {MAX_DEPTH} levels deep"),
        "too deep",
    )
}

fn trailing_text(cursor: &Cursor<'_, '_>) -> Diagnostic {
    Diagnostic::new(
        Code::TrailingText,
        cursor.span(),
        format!("expected the end of the test, found `{}`", cursor.text()),
        "expected `/\\`, `\\/`, `=>` or the end",
    )
    .with_help("conditions are joined with `/\\` (and) or `\\/` (or)")
}
