//! herd's `.litmus` format into a [`Test`].
//!
//! The header is read line by line up to the `{` of the initial state. From
//! there on comments are blanked out, and the text falls into three sections:
//! the initial state, the table of threads, and the final part. The names in
//! them refer to each other, so all are split first and resolved after.

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

use super::diagnostic::{Code, Diagnostic, Severity};
use super::lexer::{Kind, Token, tokens, without_comments};
use super::Test;
use crate::isa::Reg;
use scope::Scope;
use std::collections::{BTreeSet, HashMap};
use syntax::thread_name;

/// A test and what is questionable about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The test.
    pub test: Test,
    /// Findings that do not keep the test from being used.
    pub warnings: Vec<Diagnostic>,
}

/// Reading stops after so many findings.
const MAX_DIAGNOSTICS: usize = 50;

/// Whether there are enough findings already.
fn is_full(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.len() >= MAX_DIAGNOSTICS
}

/// Reads a test in herd's AArch64 `.litmus` format.
///
/// # Errors
/// Everything that is wrong, in the order of the text, warnings included.
pub fn parse(source: &str) -> Result<Parsed, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let test = read(source, &mut diagnostics);
    diagnostics.sort_by_key(|d| d.span.start);
    match test {
        Some(test) if diagnostics.iter().all(|d| d.severity() == Severity::Warning) => {
            Ok(Parsed { test, warnings: diagnostics })
        }
        _ => Err(diagnostics),
    }
}

/// Reads all sections; none if one of them cannot be found.
fn read(source: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Test> {
    let header = header::parse(source, diagnostics)?;
    let text = without_comments(source, header.open_brace, diagnostics);
    let sections = sections::split(&text, header.open_brace, diagnostics)?;
    let init_tokens = tokens(&text, sections.init, diagnostics);
    let last_tokens = tokens(&text, sections.last, diagnostics);

    let entries = init::parse(&text, &init_tokens, diagnostics);
    let table = threads::table(&text, sections.threads, diagnostics)?;
    let taken = named_registers(&[&init_tokens, &last_tokens]);
    let mut scope = Scope::new(threads::parse(&text, &table, &taken, diagnostics));
    declare::apply(&entries, &mut scope, diagnostics);
    let last = last::parse(&text, &last_tokens, &mut scope, diagnostics);
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

/// The general-purpose registers that tokens such as `0:X1` name, by thread.
fn named_registers(sections: &[&[Token<'_>]]) -> HashMap<usize, BTreeSet<Reg>> {
    let mut named: HashMap<usize, BTreeSet<Reg>> = HashMap::new();
    for window in sections.iter().flat_map(|tokens| tokens.windows(3)) {
        let [thread, colon, register] = window else { continue };
        let number = match thread.kind {
            Kind::Int(number) => Some(number),
            Kind::Name(name) => thread_name(name),
            _ => None,
        };
        if let (Some(number), Kind::Colon, Kind::Name(name)) = (number, colon.kind, register.kind)
            && let Ok(number) = usize::try_from(number)
            && let Some(reg) = scope::general(&name.to_ascii_uppercase())
        {
            named.entry(number).or_default().insert(reg);
        }
    }
    named
}
