//! herd's `.litmus` format into a [`Test`].
//!
//! The header is read line by line up to the `{` of the initial state. From
//! there on comments are blanked out, and the text falls into three sections:
//! the initial state, the table of threads, and the final part. The names in
//! them refer to each other, so all are split first and resolved after.

mod check;
mod cursor;
mod declare;
mod header;
mod init;
mod last;
mod scope;
mod sections;
mod suggest;
mod syntax;
mod threads;

use super::diagnostic::{Code, Diagnostic, Findings};
use super::lexer::{Kind, Token, tokens, without_comments};
use super::{Prop, Span, Test};
use crate::isa::Reg;
use scope::Scope;
use std::collections::{BTreeSet, HashMap, HashSet};
use syntax::thread_name;

/// A test and what is questionable about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The test.
    pub test: Test,
    /// Findings that do not keep the test from being used.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a test in herd's AArch64 `.litmus` format.
///
/// # Errors
/// Everything that is wrong, in the order of the text, warnings included.
pub fn parse(source: &str) -> Result<Parsed, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    match read(source, &mut findings) {
        Some(test) if !findings.has_error() => {
            Ok(Parsed { test, warnings: findings.into_sorted() })
        }
        _ => Err(findings.into_sorted()),
    }
}

/// Reads a proposition about the final state of a test, as a condition has it:
/// `0:X3=0 /\ [x]=1`.
///
/// # Errors
/// Everything that is wrong, in the order of the text.
pub fn parse_proposition(source: &str, test: &Test) -> Result<Prop, Vec<Diagnostic>> {
    let mut findings = Findings::default();
    let mut scope = Scope::of(test);
    let tokens = tokens(source, 0..source.len(), &mut findings);
    let prop = last::proposition(source, &tokens, &mut scope, &mut findings);
    let unknown = scope.locations.iter().zip(&scope.mentions).skip(test.locations.len());
    for (location, mention) in unknown {
        findings.push(no_such_location(&location.name, mention.first.clone(), test));
    }
    if findings.has_error() { Err(findings.into_sorted()) } else { Ok(prop) }
}

fn no_such_location(name: &str, span: Span, test: &Test) -> Diagnostic {
    let names: Vec<_> = test.locations.iter().map(|l| l.name.to_string()).collect();
    let message = format!("the test has no location `{name}`");
    let label = match names.len() {
        0 => "it has none".to_owned(),
        _ => format!("expected one of {}", names.join(", ")),
    };
    Diagnostic::new(Code::UnexpectedToken, span, message, label)
}

/// Reads all sections; none if one of them cannot be found.
fn read(source: &str, findings: &mut Findings) -> Option<Test> {
    let header = header::parse(source, findings)?;
    let text = without_comments(source, header.open_brace, findings);
    let sections = sections::split(&text, header.open_brace, findings)?;
    let init_tokens = tokens(&text, sections.init, findings);
    let last_tokens = tokens(&text, sections.last, findings);

    let entries = init::parse(&text, &init_tokens, findings);
    let table = threads::table(&text, sections.threads, findings)?;
    let named = Named::of([&init_tokens, &last_tokens]);
    let mut scope = Scope::new(threads::parse(&text, &table, &named, findings));
    declare::apply(&entries, &mut scope, findings);
    let initial = scope.locations.len();
    let last = last::parse(&text, &last_tokens, &mut scope, findings);
    if !findings.has_error() {
        check::check(&scope, &last.named, initial, findings);
    }
    Some(Test {
        name: header.name,
        doc: header.doc,
        info: header.info,
        locations: scope.locations,
        threads: scope.threads,
        filter: last.filter,
        observed: last.observed,
        condition: last.condition,
    })
}

/// What the initial state and the final part name, for the sake of the threads.
#[derive(Debug, Default)]
struct Named<'s> {
    /// The general-purpose registers, by thread.
    registers: HashMap<usize, BTreeSet<Reg>>,
    /// All names, locations among them.
    names: HashSet<&'s str>,
}

impl<'s> Named<'s> {
    fn of(sections: [&[Token<'s>]; 2]) -> Named<'s> {
        let mut named = Named::default();
        for tokens in sections {
            for (i, token) in tokens.iter().enumerate() {
                if let Kind::Name(name) = token.kind {
                    named.names.insert(name);
                    named.add_register(&tokens[..i], name);
                }
            }
        }
        named
    }

    /// Notes a register, if `name` is one and `before` ends with its thread.
    fn add_register(&mut self, before: &[Token<'s>], name: &str) {
        let [.., thread, Token { kind: Kind::Colon, .. }] = before else { return };
        let number = match thread.kind {
            Kind::Int(number) => Some(number),
            Kind::Name(name) => thread_name(name),
            _ => None,
        };
        if let Some(number) = number.and_then(|n| usize::try_from(n).ok())
            && let Some(reg) = scope::general(&name.to_ascii_uppercase())
        {
            self.registers.entry(number).or_default().insert(reg);
        }
    }
}
