//! Conditions with the names of the Rust text.

use super::lower::{Lowered, Mapping, lower};
use super::source::Source;
use fencepost_litmus::test::diagnostic::render;
use fencepost_litmus::test::{Code, Const, Diagnostic, Item, Prop, Rhs, Test, parse_proposition};
use std::fmt;

/// A condition that cannot be read: where, why, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError(String);

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConditionError {}

/// Reads `1:r0=1 /\ x=2`, a condition on a test.
pub(super) fn read(text: &str, source: &Source) -> Result<Prop, ConditionError> {
    let lowered = lower(source, Mapping::A64);
    let prop = parse(text, &lowered)?;
    match misfit(&prop, &lowered.test) {
        Some((item, value, bits)) => {
            let item = lowered.test.item_name(item).replace('%', "");
            Err(ConditionError(format!("error: `{item}` has {bits} bits and is never {value}")))
        }
        None => Ok(prop),
    }
}

/// A value that what it is compared with cannot have, and how many bits that has.
fn misfit(prop: &Prop, test: &Test) -> Option<(Item, i128, u32)> {
    match prop {
        Prop::True | Prop::False => None,
        Prop::Not(p) => misfit(p, test),
        Prop::And(ps) | Prop::Or(ps) => ps.iter().find_map(|p| misfit(p, test)),
        Prop::Implies(p, q) => misfit(p, test).or_else(|| misfit(q, test)),
        Prop::Atom { item, rhs: Rhs::Const(Const::Int(value)), .. } => {
            let scalar = match *item {
                Item::Reg { thread, reg } => test.threads[usize::from(thread.0)].scalar(reg),
                Item::Loc { loc, .. } => test.locations[usize::from(loc.0)].ty.elem,
            };
            let bits = 8 * scalar.size.bytes();
            let fits = (0..1 << bits).contains(value);
            (!fits).then_some((*item, *value, bits))
        }
        Prop::Atom { .. } => None,
    }
}

/// The litmus language writes a register with a name of the author's `1:%r0`. The signs are put in
/// before it reads the text, and the places that it finds fault with are moved back.
fn parse(text: &str, lowered: &Lowered) -> Result<Prop, ConditionError> {
    let refuse = |diagnostics: Vec<Diagnostic>| {
        let draw = |d: &Diagnostic| render("condition", text, d);
        ConditionError(diagnostics.iter().map(draw).collect::<Vec<_>>().join("\n"))
    };
    let (signed, signs) = sign(text, lowered).map_err(|d| refuse(vec![d]))?;
    let original = |at: usize| at - signs.iter().filter(|&&sign| sign < at).count();
    parse_proposition(&signed, &lowered.test).map_err(|mut diagnostics| {
        for d in &mut diagnostics {
            d.span = original(d.span.start)..original(d.span.end);
        }
        refuse(diagnostics)
    })
}

/// Puts `%` before every name that follows a thread, and tells where.
fn sign(text: &str, lowered: &Lowered) -> Result<(String, Vec<usize>), Diagnostic> {
    let (mut out, mut signs) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(colon) = rest.find(':') {
        let (before, after) = rest.split_at(colon + 1);
        out.push_str(before);
        let digits = before[..colon].trim_end();
        let digits = &digits[digits.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let name = after.trim_start();
        let name = &name[..name.find(|c: char| !is_word(c)).unwrap_or(name.len())];
        let start = after.find(name).unwrap_or(0);
        let thread = digits.parse().ok().and_then(|n: usize| lowered.test.threads.get(n));
        out.push_str(&after[..start]);
        if let Some(thread) = thread
            && !name.is_empty()
        {
            let known: Vec<&str> = thread.symbolic.iter().map(|s| &*s.name).collect();
            if !known.contains(&name) {
                let at = out.len() - signs.len();
                return Err(unknown(digits, name, at, &known));
            }
            signs.push(out.len());
            out.push('%');
        }
        out.push_str(name);
        rest = &after[start + name.len()..];
    }
    out.push_str(rest);
    Ok((out, signs))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn unknown(thread: &str, name: &str, at: usize, known: &[&str]) -> Diagnostic {
    let label = match known {
        [] => "it reads none".to_owned(),
        known => format!("expected one of {}", known.join(", ")),
    };
    let message = format!("P{thread} reads no value called `{name}`");
    Diagnostic::new(Code::NoSuchSymbolic, at..at + name.len(), message, label)
}
