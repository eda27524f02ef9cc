//! Tests as text in herd's format.
//!
//! What is printed reads back as the same test, apart from spans. Locations
//! are listed where the order of their first mention would differ otherwise.

use super::{
    Const, Item, LocId, Location, Prop, Quantifier, RegInit, RegName, Rhs, Scalar, Test, Thread,
};
use crate::isa::{Reg, Size, Width};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "AArch64 {}", self.name)?;
        if let Some(doc) = &self.doc {
            writeln!(f, "\"{doc}\"")?;
        }
        for (key, value) in &self.info {
            writeln!(f, "{key}={value}")?;
        }
        writeln!(f, "{{")?;
        for entry in init_entries(self) {
            writeln!(f, "  {entry};")?;
        }
        writeln!(f, "}}")?;
        write_table(f, &self.threads)?;
        write_last(f, self)
    }
}

/// The entries of the initial state: locations, then registers by thread.
fn init_entries(test: &Test) -> Vec<String> {
    let mut entries = Vec::new();
    let implicit_too = !mentioned_in_order(test);
    for location in &test.locations {
        if implicit_too || !is_implicit(location) {
            entries.push(location_entry(test, location));
        }
    }
    for (number, thread) in test.threads.iter().enumerate() {
        let regs = &thread.regs[..explicit_registers(test, number)];
        entries.extend(regs.iter().map(|init| register_entry(test, number, init)));
    }
    entries
}

/// How many of a thread's registers need an entry: not the vector registers at
/// the end whose lanes the final part tells, all of them and in this order.
fn explicit_registers(test: &Test, number: usize) -> usize {
    let regs = &test.threads[number].regs;
    if regs.last().is_none_or(|r| matches!(r.reg, RegName::General(_)) || r.value.is_some()) {
        return regs.len();
    }
    let named = final_vectors(test, number);
    let is_implicit = |start: usize| {
        let (before, after) = regs.split_at(start);
        let told = named.iter().filter(|&&reg| before.iter().all(|r| r.reg != reg));
        after.iter().all(|r| r.value.is_none()) && after.iter().map(|r| &r.reg).eq(told)
    };
    let first = regs.len().saturating_sub(named.len());
    (first..regs.len()).find(|&start| is_implicit(start)).unwrap_or(regs.len())
}

/// The vector registers of a thread that the final part names, each once.
fn final_vectors(test: &Test, number: usize) -> Vec<RegName> {
    let mut items = test.observed.clone();
    for prop in test.filter.iter().chain([&test.condition.prop]) {
        prop.collect_items(&mut items);
    }
    let mut vectors = Vec::new();
    for item in items {
        if let Item::Reg { thread, reg: reg @ RegName::Vector(_) } = item
            && usize::from(thread.0) == number
            && !vectors.contains(&reg)
        {
            vectors.push(reg);
        }
    }
    vectors
}

/// Whether a location may be left out of the initial state.
fn is_implicit(location: &Location) -> bool {
    !location.typed && location.init == [Const::Int(0)]
}

/// Whether the locations come in the order in which they are mentioned if those
/// that are implicit are left out: entries first, then values, then the rest.
fn mentioned_in_order(test: &Test) -> bool {
    let mut order: Vec<LocId> = Vec::new();
    let mut seen = vec![false; test.locations.len()];
    let mut mention = |loc: LocId| {
        if !std::mem::replace(&mut seen[loc.0 as usize], true) {
            order.push(loc);
        }
    };
    let explicit = test.locations.iter().enumerate().filter(|(_, l)| !is_implicit(l));
    explicit.for_each(|(i, _)| mention(LocId(i as u16)));
    let inits = test.locations.iter().flat_map(|l| &l.init);
    let regs = test.threads.iter().flat_map(|t| &t.regs).flat_map(|r| r.value.iter().flatten());
    inits.chain(regs).filter_map(address_of).for_each(&mut mention);
    for item in &test.observed {
        mention_item(item, &mut mention);
    }
    for prop in test.filter.iter().chain([&test.condition.prop]) {
        mention_prop(prop, &mut mention);
    }
    order.iter().map(|loc| usize::from(loc.0)).eq(0..test.locations.len())
}

fn address_of(value: &Const) -> Option<LocId> {
    match value {
        Const::Address { loc, .. } => Some(*loc),
        _ => None,
    }
}

fn mention_item(item: &Item, mention: &mut impl FnMut(LocId)) {
    if let Item::Loc { loc, .. } = item {
        mention(*loc);
    }
}

fn mention_prop(prop: &Prop, mention: &mut impl FnMut(LocId)) {
    match prop {
        Prop::True | Prop::False => {}
        Prop::Atom { item, rhs, .. } => {
            mention_item(item, mention);
            let values = match rhs {
                Rhs::Const(value) => std::slice::from_ref(value),
                Rhs::Array(values) => values,
            };
            values.iter().filter_map(address_of).for_each(mention);
        }
        Prop::Not(p) => mention_prop(p, mention),
        Prop::And(ps) | Prop::Or(ps) => ps.iter().for_each(|p| mention_prop(p, mention)),
        Prop::Implies(p, q) => {
            mention_prop(p, mention);
            mention_prop(q, mention);
        }
    }
}

/// `int x=1`, `uint64_t y[2]={0,1}`, `x=1`.
fn location_entry(test: &Test, location: &Location) -> String {
    let mut entry = String::new();
    if location.typed {
        entry.push_str(type_name(location.ty.elem));
    }
    entry.push_str(&location.name);
    match location.ty.len {
        Some(len) => {
            let _ = write!(entry, "[{len}]={{{}}}", join(test, &location.init));
        }
        None => {
            let _ = write!(entry, "={}", join(test, &location.init));
        }
    }
    entry
}

/// `0:X1=x`, `int64_t 0:X1`, `0:V0.4S=1`.
fn register_entry(test: &Test, number: usize, init: &RegInit) -> String {
    let name = register_name(test, number, init.reg);
    match (init.reg, init.ty) {
        (RegName::Vector(_), Some(ty)) => {
            let value = init.value.as_deref().map(|v| vector_value(test, v, ty.elem.size));
            match value {
                Some((value, wide)) => {
                    format!("{}{name}={value}", if wide { "uint128_t " } else { "" })
                }
                None => name,
            }
        }
        (_, Some(ty)) => {
            let value = init.value.as_deref().map(|v| join(test, v));
            type_name(ty.elem).to_owned() + &with_value(name, value)
        }
        (_, None) => with_value(name, init.value.as_deref().map(|v| join(test, v))),
    }
}

fn with_value(name: String, value: Option<String>) -> String {
    match value {
        Some(value) => format!("{name}={value}"),
        None => name,
    }
}

/// The number that the lanes make and whether it has more than 64 bits; or the
/// lanes in braces, if one is no number or is out of range.
fn vector_value(test: &Test, lanes: &[Const], size: Size) -> (String, bool) {
    let bits = size.bytes() * 8;
    let mut all = 0u128;
    for (i, lane) in lanes.iter().enumerate() {
        match *lane {
            Const::Int(value) if lanes.len() > 1 && (0..1 << bits).contains(&value) => {
                all |= (value as u128) << (i as u32 * bits);
            }
            Const::Int(value) if lanes.len() == 1 => return (int(value), false),
            _ => return (format!("{{{}}}", join(test, lanes)), false),
        }
    }
    (int(all as i128), all >> 64 != 0)
}

/// Constants with commas between them.
fn join(test: &Test, values: &[Const]) -> String {
    values.iter().map(|value| constant(test, value)).collect::<Vec<_>>().join(",")
}

fn constant(test: &Test, value: &Const) -> String {
    match value {
        Const::Int(value) => int(*value),
        Const::Address { loc, offset } => {
            let location = &test.locations[loc.0 as usize];
            let size = i64::from(location.ty.elem.size.bytes());
            match offset {
                0 => location.name.to_string(),
                _ if offset % size == 0 => format!("{}[{}]", location.name, offset / size),
                _ => format!("{}+{offset}", location.name),
            }
        }
        Const::Label { thread, name } => format!("P{}:{name}", thread.0),
    }
}

/// A number: in hexadecimal if herd7 does not read it in decimal.
fn int(value: i128) -> String {
    if value > i128::from(i64::MAX) { format!("{value:#x}") } else { value.to_string() }
}

/// The name of a type and what separates it from the name it declares.
fn type_name(ty: Scalar) -> &'static str {
    if ty.pointer {
        return "int *";
    }
    match (ty.size, ty.signed) {
        (Size::B, true) => "int8_t ",
        (Size::B, false) => "uint8_t ",
        (Size::H, true) => "int16_t ",
        (Size::H, false) => "uint16_t ",
        (Size::W, true) => "int ",
        (Size::W, false) => "uint32_t ",
        (Size::X, true) => "int64_t ",
        (Size::X, false) => "uint64_t ",
        (Size::Q, true) => "int128_t ",
        (Size::Q, false) => "uint128_t ",
    }
}

/// A register of a thread as the initial state and the condition name it.
fn register_name(test: &Test, number: usize, reg: RegName) -> String {
    let thread = test.threads.get(number);
    match reg {
        RegName::General(reg) => {
            match thread.and_then(|t| t.symbolic.iter().find(|s| s.reg == reg)) {
                Some(symbolic) if is_unique(test, &symbolic.name) => format!("%{}", symbolic.name),
                Some(symbolic) => format!("{number}:%{}", symbolic.name),
                None => format!("{number}:{}", reg.name(Width::X)),
            }
        }
        RegName::Vector(reg) => {
            let lanes = thread
                .and_then(|t| t.regs.iter().find(|r| r.reg == RegName::Vector(reg)))
                .and_then(|r| r.ty)
                .and_then(|ty| Some((ty.len?, lane_letter(ty.elem.size)?)));
            match lanes {
                Some((len, letter)) => format!("{number}:V{}.{len}{letter}", reg.index()),
                None => format!("{number}:V{}.2D", reg.index()),
            }
        }
    }
}

/// Whether only one thread has a symbolic register of this name.
fn is_unique(test: &Test, name: &str) -> bool {
    test.threads.iter().flat_map(|t| &t.symbolic).filter(|s| &*s.name == name).count() == 1
}

fn lane_letter(size: Size) -> Option<char> {
    match size {
        Size::B => Some('B'),
        Size::H => Some('H'),
        Size::W => Some('S'),
        Size::X => Some('D'),
        Size::Q => None,
    }
}

/// Writes heads and cells, each column as wide as its widest cell.
fn write_table(f: &mut Formatter<'_>, threads: &[Thread]) -> fmt::Result {
    let columns: Vec<Vec<String>> =
        threads.iter().enumerate().map(|(number, thread)| column(number, thread)).collect();
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0).max(2);
    let widths: Vec<usize> = columns
        .iter()
        .map(|c| c.iter().map(|cell| cell.chars().count()).max().unwrap_or(0))
        .collect();
    for row in 0..rows {
        for (number, (column, width)) in columns.iter().zip(&widths).enumerate() {
            let separator = if number > 0 { "|" } else { "" };
            let cell = column.get(row).map_or("", String::as_str);
            write!(f, "{separator} {cell:width$} ")?;
        }
        writeln!(f, ";")?;
    }
    Ok(())
}

/// The head and the cells of a thread.
fn column(number: usize, thread: &Thread) -> Vec<String> {
    let mut cells = vec![match &thread.annotation {
        Some(annotation) => format!("P{number}:{annotation}"),
        None => format!("P{number}"),
    }];
    let mut labels = thread.labels.iter().peekable();
    for index in 0..=thread.code.len() {
        while let Some(label) = labels.next_if(|label| label.index <= index) {
            cells.push(format!("{}:", label.name));
        }
        if let Some(line) = thread.code.get(index) {
            cells.push(with_symbolic_names(&line.instruction.to_string(), thread));
        }
    }
    cells
}

/// An instruction with the names of symbolic registers instead of those that
/// were chosen for them: `LDR W0,[X%x]`.
fn with_symbolic_names(text: &str, thread: &Thread) -> String {
    if thread.symbolic.is_empty() {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
        let len = rest.find(|c| !word(c)).unwrap_or(rest.len()).max(c.len_utf8());
        out.push_str(&symbolic_operand(&rest[..len], thread).unwrap_or(rest[..len].to_owned()));
        rest = &rest[len..];
    }
    out
}

/// `W%x` for `W5`, if X5 stands for `%x`.
fn symbolic_operand(word: &str, thread: &Thread) -> Option<String> {
    let number = word.strip_prefix(['W', 'X'])?.parse().ok()?;
    let reg = Reg::new(number)?;
    let symbolic = thread.symbolic.iter().find(|s| s.reg == reg)?;
    Some(format!("{}%{}", &word[..1], symbolic.name))
}

/// Writes `locations`, `filter` and the condition.
fn write_last(f: &mut Formatter<'_>, test: &Test) -> fmt::Result {
    if !test.observed.is_empty() {
        let items: Vec<_> = test.observed.iter().map(|item| item_name(test, item, false)).collect();
        writeln!(f, "locations [{};]", items.join("; "))?;
    }
    if let Some(filter) = &test.filter {
        writeln!(f, "filter {}", InParens(test, filter))?;
    }
    let quantifier = match test.condition.quantifier {
        Quantifier::Exists if test.condition.prop == Prop::True => return Ok(()),
        Quantifier::Exists => "exists",
        Quantifier::NotExists => "~exists",
        Quantifier::Forall => "forall",
    };
    writeln!(f, "{quantifier} {}", InParens(test, &test.condition.prop))
}

/// The name of an item; a scalar location is in brackets in conditions.
fn item_name(test: &Test, item: &Item, brackets: bool) -> String {
    match *item {
        Item::Reg { thread, reg } => register_name(test, thread.0 as usize, reg),
        Item::Loc { loc, index } => {
            let location = &test.locations[loc.0 as usize];
            match index {
                Some(index) => format!("{}[{index}]", location.name),
                None if brackets && location.ty.len.is_none() => format!("[{}]", location.name),
                None => location.name.to_string(),
            }
        }
    }
}

/// A proposition in parentheses, unless it nests so deeply that one more level
/// could keep it from being read back.
struct InParens<'t>(&'t Test, &'t Prop);

impl Display for InParens<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let &InParens(test, prop) = self;
        let inner = Nested { test, prop, least: Binding::Or };
        if height(prop) < MAX_HEIGHT { write!(f, "({inner})") } else { write!(f, "{inner}") }
    }
}

/// Each level of a tree takes at most two levels of nesting in the text.
const MAX_HEIGHT: usize = 200;

fn height(prop: &Prop) -> usize {
    match prop {
        Prop::True | Prop::False | Prop::Atom { .. } => 0,
        Prop::Not(p) => 1 + height(p),
        Prop::And(ps) | Prop::Or(ps) => 1 + ps.iter().map(height).max().unwrap_or(0),
        Prop::Implies(p, q) => 1 + height(p).max(height(q)),
    }
}

/// How tightly connectives bind, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Implies,
    Tight,
}

/// A proposition where only those that bind at least so tightly go without
/// parentheses.
struct Nested<'t> {
    test: &'t Test,
    prop: &'t Prop,
    least: Binding,
}

impl Display for Nested<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let test = self.test;
        let nested = |prop, least| Nested { test, prop, least };
        let binding = match self.prop {
            Prop::Or(_) => Binding::Or,
            Prop::And(_) => Binding::And,
            Prop::Implies(..) => Binding::Implies,
            _ => Binding::Tight,
        };
        if binding < self.least {
            return write!(f, "({})", nested(self.prop, Binding::Or));
        }
        match self.prop {
            Prop::True => write!(f, "true"),
            Prop::False => write!(f, "false"),
            Prop::Atom { item, equal, rhs } => write_atom(f, test, item, *equal, rhs),
            Prop::Not(p) => write!(f, "not {}", nested(p, Binding::Tight)),
            Prop::And(ps) if ps.is_empty() => write!(f, "true"),
            Prop::Or(ps) if ps.is_empty() => write!(f, "false"),
            Prop::And(ps) => write_joined(f, ps.iter().map(|p| nested(p, Binding::Implies)), "/\\"),
            Prop::Or(ps) => write_joined(f, ps.iter().map(|p| nested(p, Binding::And)), "\\/"),
            Prop::Implies(p, q) => {
                write!(f, "{} => {}", nested(p, Binding::Tight), nested(q, Binding::Implies))
            }
        }
    }
}

fn write_joined<'t>(
    f: &mut Formatter<'_>,
    props: impl Iterator<Item = Nested<'t>>,
    operator: &str,
) -> fmt::Result {
    for (i, prop) in props.enumerate() {
        if i > 0 {
            write!(f, " {operator} ")?;
        }
        write!(f, "{prop}")?;
    }
    Ok(())
}

fn write_atom(
    f: &mut Formatter<'_>,
    test: &Test,
    item: &Item,
    equal: bool,
    rhs: &Rhs,
) -> fmt::Result {
    let brackets = matches!(rhs, Rhs::Const(_));
    let operator = if equal { "=" } else { "!=" };
    write!(f, "{}{operator}", item_name(test, item, brackets))?;
    match rhs {
        Rhs::Const(Const::Label { thread, name }) => write!(f, "label:\"P{}:{name}\"", thread.0),
        Rhs::Const(value) => write!(f, "{}", constant(test, value)),
        Rhs::Array(values) => write!(f, "{{{}}}", join(test, values)),
    }
}
