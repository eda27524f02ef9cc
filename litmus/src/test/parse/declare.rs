//! The entries of the initial state applied to threads and locations.

use super::cursor::Parse;
use super::init::{Entry, Target};
use super::scope::{Register, Scope, too_many};
use super::syntax::{RegisterRef, Value};
use crate::isa::Size;
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::{Const, RegInit, Scalar, Span, ThreadId, Type};

/// All arrays together have at most so many elements.
const MAX_ELEMENTS: usize = 1 << 16;

/// Applies all entries: first what they declare, so that the size of an element
/// is known where its index is used, then the values.
pub(super) fn apply(entries: &[Entry<'_>], scope: &mut Scope, findings: &mut Findings) {
    let mut elements = 0;
    for entry in entries {
        if let Err(diagnostic) = declare(entry, scope, &mut elements) {
            findings.push(diagnostic);
        }
    }
    for entry in entries {
        if findings.is_full() {
            return;
        }
        if let Err(diagnostic) = assign(entry, scope) {
            findings.push(diagnostic);
        }
    }
}

/// Makes the location of an entry and gives it its type. `elements` counts those
/// of all locations.
fn declare(entry: &Entry<'_>, scope: &mut Scope, elements: &mut usize) -> Parse<()> {
    let (name, len) = match &entry.target {
        Target::Register(_) => return Ok(()),
        Target::Scalar(name) => (name, None),
        Target::Array(name, len) => (name, Some(*len)),
    };
    let loc = scope.location(name)?;
    let mention = &mut scope.mentions[loc.0 as usize];
    if std::mem::replace(&mut mention.declared, true) {
        return Err(initialised_twice(name.text, name.span.clone())
            .with_help(format!("give type and value in one entry, `int {}=1`", name.text)));
    }
    *elements += len.unwrap_or(1) as usize;
    if *elements > MAX_ELEMENTS {
        return Err(too_many(name.span.clone(), "elements of arrays"));
    }
    let location = scope.get_mut(loc);
    location.ty = Type { elem: entry.ty.unwrap_or(Scalar::INT), len };
    location.typed = entry.ty.is_some();
    location.init = vec![Const::Int(0); len.unwrap_or(1) as usize];
    Ok(())
}

/// Gives the target of an entry its initial value.
fn assign(entry: &Entry<'_>, scope: &mut Scope) -> Parse<()> {
    match &entry.target {
        Target::Register(register) => assign_register(entry, register, scope),
        Target::Scalar(name) | Target::Array(name, _) => {
            let Some(values) = &entry.values else { return Ok(()) };
            let values = constants(values, scope)?;
            let loc = scope.location(name)?;
            scope.get_mut(loc).init = values;
            Ok(())
        }
    }
}

fn assign_register(entry: &Entry<'_>, register: &RegisterRef<'_>, scope: &mut Scope) -> Parse<()> {
    let Register { thread, reg, lanes } = scope.register(register)?;
    let value = match &entry.values {
        Some(values) => Some(constants(values, scope)?),
        None => None,
    };
    let (ty, value) = match lanes {
        Some(lanes) => (Some(lanes), vector_value(value, lanes, entry)?),
        None => (entry.ty.map(|elem| Type { elem, len: None }), scalar_value(value, entry)?),
    };
    add_register(scope, thread, RegInit { reg, ty, value }, register)
}

fn add_register(
    scope: &mut Scope,
    thread: ThreadId,
    init: RegInit,
    register: &RegisterRef<'_>,
) -> Parse<()> {
    let regs = &mut scope.threads[thread.0 as usize].regs;
    if regs.iter().any(|r| r.reg == init.reg) {
        return Err(initialised_twice(register.name.text, register.span()));
    }
    regs.push(init);
    Ok(())
}

fn constants(values: &[Value<'_>], scope: &mut Scope) -> Parse<Vec<Const>> {
    values.iter().map(|value| scope.value(value)).collect()
}

/// A general-purpose register has one value.
fn scalar_value(value: Option<Vec<Const>>, entry: &Entry<'_>) -> Parse<Option<Vec<Const>>> {
    match value {
        Some(values) if values.len() != 1 => Err(lane_count(1, values.len(), entry.span.clone())),
        value => Ok(value),
    }
}

/// A vector register has one value a lane, or one number for all of it.
fn vector_value(
    value: Option<Vec<Const>>,
    lanes: Type,
    entry: &Entry<'_>,
) -> Parse<Option<Vec<Const>>> {
    let count = lanes.len.unwrap_or(1) as usize;
    match value.as_deref() {
        Some([Const::Int(all)]) if count > 1 => {
            let bits = lanes.elem.size.bytes() * 8;
            let all = of_type(*all, entry.ty);
            let lane = |i: usize| low_bits(all >> (i as u32 * bits), bits);
            Ok(Some((0..count).map(|i| Const::Int(lane(i) as i128)).collect()))
        }
        Some(values) if values.len() != count => {
            Err(lane_count(count, values.len(), entry.span.clone()))
        }
        _ => Ok(value),
    }
}

/// What a number of some type fills a vector register with: an unsigned one as
/// many bits as its type has, any other 64 bits, as in herd7.
fn of_type(value: i128, ty: Option<Scalar>) -> u128 {
    let bits = match ty {
        Some(Scalar { size: Size::Q, .. }) => 128,
        Some(Scalar { size, signed: false, .. }) => size.bytes() * 8,
        _ => 64,
    };
    low_bits(value as u128, bits)
}

fn low_bits(value: u128, bits: u32) -> u128 {
    value & (u128::MAX >> (128 - bits))
}

fn initialised_twice(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::InitializedTwice,
        span,
        format!("`{name}` is initialised twice"),
        "second entry for it",
    )
}

fn lane_count(wanted: usize, found: usize, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::ArrayLength,
        span,
        format!("{found} values for a register with {wanted}"),
        format!("expected {wanted}"),
    )
}
