//! A litmus test as data: initial state, threads, and the question asked.
//!
//! [`parse`] reads herd's `.litmus` format into a [`Test`] and
//! [`std::fmt::Display`] writes it back. A test holds no numbers for addresses
//! and no events: those belong to whoever runs it.

pub mod diagnostic;
mod lexer;
mod parse;
mod print;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use parse::{Parsed, parse, parse_proposition};

use crate::isa::{Instruction, Reg, Size, VReg, Width};
use std::ops::Range;
use std::sync::Arc;

/// A thread of a test, counted from 0 (`P0`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(
    /// The number in `P0`.
    pub u16,
);

/// A shared variable of a test: an index into [`Test::locations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocId(
    /// The index.
    pub u16,
);

/// Bytes of the source text.
pub type Span = Range<usize>;

/// The type of one value, as far as it matters: its size and how it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// The size in memory.
    pub size: Size,
    /// Whether it is printed and compared as a signed number.
    pub signed: bool,
    /// Whether it was declared as a pointer (then 8 bytes).
    pub pointer: bool,
}

impl Scalar {
    /// herd's default type: `int`, 32 bits, signed.
    pub const INT: Scalar = Scalar { size: Size::W, signed: true, pointer: false };
}

/// The type of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// The element type.
    pub elem: Scalar,
    /// The number of elements, if it is an array.
    pub len: Option<u32>,
}

/// A constant of the initial state or of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Const {
    /// A number; a register or location keeps the low bits that fit its type.
    Int(i128),
    /// `x`, `&x`, `x[2]` (offset 2 elements), `x+8`: an address.
    Address {
        /// The location.
        loc: LocId,
        /// Bytes from its start.
        offset: i64,
    },
    /// `P1:L0`: the address of an instruction.
    Label {
        /// The thread that defines the label.
        thread: ThreadId,
        /// The label; in a condition it may be one that the thread does not
        /// define, and that nothing equals.
        name: Arc<str>,
    },
}

/// A shared variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its name in the source.
    pub name: Arc<str>,
    /// Its type; [`Scalar::INT`] where the test gives none.
    pub ty: Type,
    /// Whether the test gives a type.
    pub typed: bool,
    /// Its initial elements, one for a scalar; `Int(0)` where the test gives none.
    pub init: Vec<Const>,
}

/// A register as a condition or an initial state names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegName {
    /// X0 to X30, ZR or SP.
    General(Reg),
    /// V0 to V31.
    Vector(VReg),
}

/// The type and initial value of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegInit {
    /// Which register.
    pub reg: RegName,
    /// Its declared type. That of a vector register is the lanes it is named
    /// with: four of 32 bits for `V0.4S`.
    pub ty: Option<Type>,
    /// Its initial value; none if only a type is declared. Several elements
    /// for a vector register.
    pub value: Option<Vec<Const>>,
}

/// An instruction and where it stands in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The instruction.
    pub instruction: Instruction,
    /// Its text; empty for a test that was built, not parsed.
    pub span: Span,
}

/// A label: it points before `code[index]`, or at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: Arc<str>,
    /// The index of the instruction it stands before.
    pub index: usize,
}

/// A register that the source names symbolically (`%x`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbolic {
    /// The name without the `%`.
    pub name: Arc<str>,
    /// The register chosen for it: one that the thread does not use otherwise.
    pub reg: Reg,
}

/// One thread: a column of the test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// What follows `P0:` in the thread's head, if anything.
    pub annotation: Option<String>,
    /// Registers with a type or an initial value, in the order of the source;
    /// then vector registers that only the final part names, for their lanes.
    pub regs: Vec<RegInit>,
    /// The instructions in program order.
    pub code: Vec<Line>,
    /// The labels, in order of `index`.
    pub labels: Vec<Label>,
    /// The symbolic registers and what they stand for.
    pub symbolic: Vec<Symbolic>,
}

impl Thread {
    /// The declared type of a register, [`Scalar::INT`] by default.
    pub fn scalar(&self, reg: RegName) -> Scalar {
        self.regs
            .iter()
            .rev()
            .find_map(|r| if r.reg == reg { r.ty } else { None })
            .map_or(Scalar::INT, |t| t.elem)
    }

    /// The index of the instruction that `label` stands before.
    pub fn label(&self, label: &str) -> Option<usize> {
        self.labels.iter().find(|l| &*l.name == label).map(|l| l.index)
    }
}

/// Something whose final value can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// `1:X2`.
    Reg {
        /// The thread.
        thread: ThreadId,
        /// The register.
        reg: RegName,
    },
    /// `x`, `[x]`, or `x[2]` with an index in elements. Without an index on
    /// an array it is the whole array.
    Loc {
        /// The location.
        loc: LocId,
        /// The element.
        index: Option<u32>,
    },
}

/// The right-hand side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rhs {
    /// One value.
    Const(Const),
    /// `{1,2}`: all elements of an array.
    Array(Vec<Const>),
}

/// A proposition over the final state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prop {
    /// `true`; the empty conjunction.
    True,
    /// `false`.
    False,
    /// `item = value`, or `!=` if `equal` is false.
    Atom {
        /// What is compared.
        item: Item,
        /// `=` or `!=`.
        equal: bool,
        /// With what.
        rhs: Rhs,
    },
    /// `not p`.
    Not(Box<Prop>),
    /// `p /\ q /\ ...`.
    And(Vec<Prop>),
    /// `p \/ q \/ ...`.
    Or(Vec<Prop>),
    /// `p => q`.
    Implies(Box<Prop>, Box<Prop>),
}

/// The quantifier of the condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `exists p`: some final state satisfies p. Also what a test without a
    /// condition asks (of `true`).
    Exists,
    /// `~exists p`: none does.
    NotExists,
    /// `forall p`: all do.
    Forall,
}

/// The question a test asks of its final states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The quantifier.
    pub quantifier: Quantifier,
    /// The proposition.
    pub prop: Prop,
}

/// A litmus test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The name in the first line.
    pub name: String,
    /// The doc string, without its quotes.
    pub doc: Option<String>,
    /// The `key=value` lines, in order.
    pub info: Vec<(String, String)>,
    /// The shared variables: those with an entry in the initial state in its
    /// order, then the others in order of first mention.
    pub locations: Vec<Location>,
    /// The threads, `P0` first.
    pub threads: Vec<Thread>,
    /// `filter p`: only final states that satisfy p count.
    pub filter: Option<Prop>,
    /// `locations [...]`: printed besides what the condition names.
    pub observed: Vec<Item>,
    /// The condition.
    pub condition: Condition,
}

impl Test {
    /// The same test as if it had been built, not parsed.
    pub fn without_spans(mut self) -> Test {
        for line in self.threads.iter_mut().flat_map(|t| &mut t.code) {
            line.span = 0..0;
        }
        self
    }

    /// The value of an info line; the first one if there are several.
    pub fn info(&self, key: &str) -> Option<&str> {
        self.info.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// The location with this name.
    pub fn location(&self, name: &str) -> Option<LocId> {
        self.locations.iter().position(|l| &*l.name == name).map(|i| LocId(i as u16))
    }

    /// Everything whose final value is printed: what the condition, the filter
    /// and `locations` name, each once, in herd7's order (registers by thread
    /// and number, then locations by name).
    pub fn items(&self) -> Vec<Item> {
        let mut items = self.observed.clone();
        self.condition.prop.collect_items(&mut items);
        items.sort_by(|a, b| self.item_key(a).cmp(&self.item_key(b)));
        items.dedup();
        items
    }

    /// An item as herd7 prints it: `1:X0`, `[x]`, `t[1]`; `t` for a whole array.
    pub fn item_name(&self, item: Item) -> String {
        match item {
            Item::Reg { thread, reg: RegName::General(r) } => {
                let symbolic = &self.threads[usize::from(thread.0)].symbolic;
                match symbolic.iter().find(|s| s.reg == r) {
                    Some(s) => format!("{}:%{}", thread.0, s.name),
                    None => format!("{}:{}", thread.0, r.name(Width::X)),
                }
            }
            Item::Reg { thread, reg: RegName::Vector(v) } => format!("{}:V{}", thread.0, v.index()),
            Item::Loc { loc, index } => {
                let location = &self.locations[usize::from(loc.0)];
                match (index, location.ty.len) {
                    (Some(i), _) => format!("{}[{i}]", location.name),
                    (None, Some(_)) => location.name.to_string(),
                    (None, None) => format!("[{}]", location.name),
                }
            }
        }
    }

    fn item_key<'a>(&'a self, item: &Item) -> ItemKey<'a> {
        match *item {
            Item::Reg { thread, reg } => {
                // The zero register comes first.
                let zero = reg == RegName::General(Reg::ZR);
                (0, thread.0, (!zero).then_some(reg), "", None)
            }
            Item::Loc { loc, index } => (1, 0, None, &self.locations[loc.0 as usize].name, index),
        }
    }
}

/// Registers by thread and number, then locations by name and index.
type ItemKey<'a> = (u8, u16, Option<RegName>, &'a str, Option<u32>);

impl Prop {
    /// Adds every item the proposition names to `out`.
    pub fn collect_items(&self, out: &mut Vec<Item>) {
        match self {
            Prop::True | Prop::False => {}
            Prop::Atom { item, .. } => out.push(*item),
            Prop::Not(p) => p.collect_items(out),
            Prop::And(ps) | Prop::Or(ps) => ps.iter().for_each(|p| p.collect_items(out)),
            Prop::Implies(p, q) => {
                p.collect_items(out);
                q.collect_items(out);
            }
        }
    }
}
