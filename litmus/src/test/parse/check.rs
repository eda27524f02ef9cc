//! What herd7 accepts without a word although it is hardly meant.

use super::scope::Scope;
use super::suggest::did_you_mean;
use crate::isa::{Instruction, Reg, Resource, Width};
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::{Const, Item, LocId, RegName, Span, Thread};
use std::collections::HashSet;

/// Warns of questionable registers and locations, and refuses stores to code.
/// `named` has the items of the final part; `initial` is the number of
/// locations that the initial state names.
pub(super) fn check(
    scope: &Scope,
    named: &[(Item, Span)],
    initial: usize,
    findings: &mut Findings,
) {
    let writers: Vec<Writes> = scope.threads.iter().map(Writes::of).collect();
    for (number, (thread, writes)) in scope.threads.iter().zip(&writers).enumerate() {
        check_addresses(number, thread, writes, findings);
    }
    check_final_registers(scope, named, &writers, findings);
    check_locations(scope, initial, findings);
}

/// The registers that a thread writes.
struct Writes {
    all: HashSet<RegName>,
    /// Whether control may go back, so that what stands later may run before.
    branches: bool,
}

impl Writes {
    fn of(thread: &Thread) -> Writes {
        Writes {
            all: thread.code.iter().flat_map(|line| written(&line.instruction)).collect(),
            branches: !thread.labels.is_empty(),
        }
    }
}

/// The named registers that an instruction writes.
fn written(instruction: &Instruction) -> impl Iterator<Item = RegName> {
    instruction.effects().writes.into_iter().filter_map(|resource| match resource {
        Resource::General(r) => Some(RegName::General(r)),
        Resource::Vector(v) => Some(RegName::Vector(v)),
        Resource::Flags | Resource::Monitor => None,
    })
}

/// Looks at the base register of each access.
fn check_addresses(number: usize, thread: &Thread, writes: &Writes, findings: &mut Findings) {
    let mut set: HashSet<RegName> = HashSet::new();
    if writes.branches {
        set.clone_from(&writes.all);
    }
    for line in &thread.code {
        if let Some(access) = line.instruction.access() {
            let base = RegName::General(access.addr.base);
            let initial =
                thread.regs.iter().find(|r| r.reg == base).and_then(|r| r.value.as_deref());
            match initial {
                Some([Const::Label { name, .. }]) if access.stores && !set.contains(&base) => {
                    findings.push(store_to_code(name, line.span.clone()));
                }
                None if set.insert(base) => {
                    findings.push(address_never_set(number, access.addr.base, &line.span));
                }
                _ => {}
            }
        }
        set.extend(written(&line.instruction));
    }
}

/// Looks for registers of the final part that keep their initial zero.
fn check_final_registers(
    scope: &Scope,
    named: &[(Item, Span)],
    writers: &[Writes],
    findings: &mut Findings,
) {
    let mut seen = HashSet::new();
    for (item, span) in named {
        if findings.is_full_of_warnings() {
            return;
        }
        let Item::Reg { thread, reg } = *item else { continue };
        let number = thread.0 as usize;
        let given = scope.threads[number].regs.iter().any(|r| r.reg == reg && r.value.is_some());
        let set = reg == RegName::General(Reg::ZR) || writers[number].all.contains(&reg) || given;
        if !set && seen.insert((thread, reg)) {
            findings.push(register_never_set(number, reg, &writers[number].all, span.clone()));
        }
    }
}

/// Looks for locations that are only in one of the places they should be in.
fn check_locations(scope: &Scope, initial: usize, findings: &mut Findings) {
    let declared = scope.mentions.iter().filter(|m| m.declared).count();
    let left_out: Vec<usize> = (0..initial).filter(|&i| !scope.mentions[i].declared).collect();
    for (i, mention) in scope.mentions.iter().enumerate() {
        if findings.is_full_of_warnings() {
            return;
        }
        let name = &*scope.get(LocId(i as u16)).name;
        if i >= initial {
            let known = scope.locations[..initial].iter().map(|l| &*l.name);
            let mut diagnostic = unknown_location(name, mention.first.clone());
            diagnostic.help = did_you_mean(name, known);
            findings.push(diagnostic);
        } else if mention.declared && !mention.used {
            findings.push(unused_location(name, mention.first.clone()));
        } else if left_out == [i] && declared > 1 {
            findings.push(undeclared_location(name, mention.first.clone()));
        }
    }
}

/// `0:X1` or `0:V1`.
fn display(number: usize, reg: RegName) -> String {
    match reg {
        RegName::General(reg) => format!("{number}:{}", reg.name(Width::X)),
        RegName::Vector(reg) => format!("{number}:V{}", reg.index()),
    }
}

fn register_never_set(
    number: usize,
    reg: RegName,
    written: &HashSet<RegName>,
    span: Span,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        Code::RegisterNeverSet,
        span,
        format!("nothing sets `{}`, it is always 0", display(number, reg)),
        format!("P{number} does not write it, and it has no initial value"),
    );
    let same_kind =
        |other: &&RegName| std::mem::discriminant(*other) == std::mem::discriminant(&reg);
    let mut others = written.iter().filter(same_kind);
    match (others.next(), others.next()) {
        (Some(&only), None) => diagnostic.with_help(format!(
            "did you mean `{}`, the only register that P{number} writes?",
            display(number, only)
        )),
        _ => diagnostic,
    }
}

fn address_never_set(number: usize, base: Reg, line: &Span) -> Diagnostic {
    let name = display(number, RegName::General(base));
    Diagnostic::new(
        Code::AddressNeverSet,
        line.clone(),
        format!("the address register `{name}` has no value here"),
        format!("accesses memory at {}, which is 0", base.name(Width::X)),
    )
    .with_help(format!("give it an address in the initial state, `{name}=x` for example"))
}

fn store_to_code(label: &str, line: Span) -> Diagnostic {
    Diagnostic::new(
        Code::SelfModifying,
        line,
        format!("a store to `{label}`, which is code, is not supported"),
        "writes an instruction",
    )
    .with_help("tests that modify their own code need herd7's variant `self`")
}

fn unknown_location(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UnknownLocation,
        span,
        format!("no thread can reach `{name}`, it is always 0"),
        "not in the initial state",
    )
}

fn unused_location(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UnusedLocation,
        span,
        format!("nothing uses `{name}`"),
        "its address is given to no register, and no condition names it",
    )
}

fn undeclared_location(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UndeclaredLocation,
        span,
        format!("`{name}` is the only location without an entry, it starts as an `int` of 0"),
        "all others have one",
    )
    .with_help(format!("if that is meant, say so: `int {name}=0`"))
}
