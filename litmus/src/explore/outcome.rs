//! Final states, and what they answer to a test's question.

use super::layout::{Layout, Pc, item_len, item_type, rhs_constants};
use super::propositions;
use super::state::End;
use crate::test::{Item, Prop, Quantifier, Scalar, Test, ThreadId};
use std::collections::HashMap;
use std::fmt;

/// What the final states say of a condition's proposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Observation {
    /// No final state satisfies it.
    Never,
    /// Some do, some do not.
    Sometimes,
    /// All do.
    Always,
}

impl Observation {
    /// The word, as herd7 prints it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Observation::Never => "Never",
            Observation::Sometimes => "Sometimes",
            Observation::Always => "Always",
        }
    }
}

/// A reason why there may be more final states than those found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incomplete {
    /// A loop was cut after [`super::Options::unroll`] repetitions.
    Loop {
        /// The thread that loops.
        thread: ThreadId,
        /// The thread whose code the loop is in, and the index of its first
        /// instruction.
        head: (ThreadId, usize),
    },
    /// A thread may do something that has no meaning: access no location, or
    /// branch to no instruction.
    Fault {
        /// The thread.
        thread: ThreadId,
        /// The thread whose code the instruction is in, and its index.
        at: (ThreadId, usize),
        /// What is wrong.
        reason: String,
    },
}

pub(super) fn incomplete(thread: ThreadId, end: &End) -> Incomplete {
    let place = |pc: &Pc| (pc.thread, pc.index);
    match end {
        End::Bound { head } => Incomplete::Loop { thread, head: place(head) },
        End::Fault { pc, reason } => {
            Incomplete::Fault { thread, at: place(pc), reason: reason.to_string() }
        }
        End::Exit => unreachable!("an exit is complete"),
    }
}

/// One final state: a value for every item of [`Outcomes::items`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalState {
    /// The values as printed, by item; several for an array.
    pub values: Vec<Vec<Value>>,
    /// Whether it satisfies the condition's proposition.
    pub satisfies: bool,
    /// In how many executions it was found. Executions are told apart by paths,
    /// sources of reads and last writes of observed locations.
    pub executions: u64,
}

/// A value of a final state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A number that is printed as it is.
    Int(i128),
    /// The address of a location, as the test writes it: `x`, `x+8`.
    Address(String),
    /// The address of an instruction: the thread and the label, or the index
    /// where there is none.
    Label(ThreadId, String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Int(i) => write!(f, "{i}"),
            Value::Address(name) => f.write_str(name),
            Value::Label(thread, name) => write!(f, "label:\"P{}:{name}\"", thread.0),
        }
    }
}

/// Every final state of a test, and what is known of their completeness.
#[derive(Clone, Debug)]
pub struct Outcomes {
    /// What is observed, in the order of printing.
    pub items: Vec<Item>,
    /// The final states in the order of printing.
    pub states: Vec<FinalState>,
    /// Why there may be more; empty if these are all.
    pub incomplete: Vec<Incomplete>,
}

impl Outcomes {
    /// Executions whose final state satisfies the proposition, and the others.
    pub fn witnesses(&self) -> (u64, u64) {
        self.states.iter().fold((0, 0), |(yes, no), s| {
            if s.satisfies { (yes + s.executions, no) } else { (yes, no + s.executions) }
        })
    }

    /// What the states say of the proposition.
    pub fn observation(&self) -> Observation {
        match (self.states.iter().any(|s| s.satisfies), self.states.iter().all(|s| s.satisfies)) {
            (false, _) => Observation::Never,
            (true, false) => Observation::Sometimes,
            (true, true) => Observation::Always,
        }
    }

    /// Whether the quantified condition holds of the states found.
    pub fn holds(&self, quantifier: Quantifier) -> bool {
        match quantifier {
            Quantifier::Exists => self.states.iter().any(|s| s.satisfies),
            Quantifier::NotExists => !self.states.iter().any(|s| s.satisfies),
            Quantifier::Forall => self.states.iter().all(|s| s.satisfies),
        }
    }

    /// Whether more states could not change the answer: a witness to *exists*
    /// and a counter-example to *forall* stay what they are.
    pub fn is_decided(&self, quantifier: Quantifier) -> bool {
        self.incomplete.is_empty()
            || match quantifier {
                Quantifier::Exists => self.states.iter().any(|s| s.satisfies),
                Quantifier::NotExists => self.states.iter().any(|s| s.satisfies),
                Quantifier::Forall => self.states.iter().any(|s| !s.satisfies),
            }
    }

    /// A state as herd7 prints it: `1:X0=1; [x]=2; t={1,2};`.
    pub fn line(&self, test: &Test, state: &FinalState) -> String {
        line(test, &self.items, &state.values)
    }

    /// Adds what another part of the same search found.
    pub fn merge(&mut self, other: Outcomes) {
        self.states.extend(other.states);
        self.states.sort_by(|a, b| a.values.cmp(&b.values));
        self.states.dedup_by(|next, first| {
            let same = next.values == first.values;
            first.executions += if same { next.executions } else { 0 };
            same
        });
        self.incomplete.extend(other.incomplete);
    }
}

/// A state as herd7 prints it, from the values of each item.
pub fn line(test: &Test, items: &[Item], state: &[Vec<Value>]) -> String {
    let mut line = String::new();
    for (&item, values) in items.iter().zip(state) {
        if !line.is_empty() {
            line.push(' ');
        }
        let is_array = matches!(item, Item::Loc { loc, index: None }
            if test.locations[usize::from(loc.0)].ty.len.is_some());
        let text: Vec<String> = values.iter().map(Value::to_string).collect();
        line.push_str(&test.item_name(item));
        line.push('=');
        if is_array || values.len() > 1 {
            line.push_str(&format!("{{{}}}", text.join(",")));
        } else {
            line.push_str(&text.concat());
        }
        line.push(';');
    }
    line
}

/// What a test asks, in terms of a flat list of values.
pub(super) struct Question {
    /// What is printed, then what only the filter needs.
    items: Vec<Item>,
    shown: usize,
    /// By item: where its values begin.
    starts: Vec<usize>,
    types: Vec<Scalar>,
    condition: Compiled,
    filter: Option<Compiled>,
    names: Names,
}

/// A proposition over the flat list of values.
pub(super) enum Compiled {
    Constant(bool),
    Atom { at: usize, equal: bool, values: Vec<u128> },
    Not(Box<Compiled>),
    And(Vec<Compiled>),
    Or(Vec<Compiled>),
}

impl Compiled {
    pub(super) fn holds(&self, state: &[u128]) -> bool {
        match self {
            Compiled::Constant(b) => *b,
            Compiled::Atom { at, equal, values } => {
                (state[*at..*at + values.len()] == values[..]) == *equal
            }
            Compiled::Not(p) => !p.holds(state),
            Compiled::And(ps) => ps.iter().all(|p| p.holds(state)),
            Compiled::Or(ps) => ps.iter().any(|p| p.holds(state)),
        }
    }
}

impl Question {
    /// `goals` are propositions beside the test's own.
    pub(super) fn new(test: &Test, layout: &Layout, goals: &[&Prop]) -> Question {
        let mut items = test.items();
        let shown = items.len();
        let mut needed = Vec::new();
        let goals = goals.iter().copied();
        propositions(test).chain(goals).for_each(|p| p.collect_items(&mut needed));
        for item in needed {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let mut starts = vec![0];
        for &item in &items {
            starts.push(starts[starts.len() - 1] + item_len(test, item));
        }
        let types = items.iter().map(|&i| item_type(test, i)).collect();
        let mut question = Question {
            items,
            shown,
            starts,
            types,
            condition: Compiled::Constant(true),
            filter: None,
            names: Names::new(test, layout),
        };
        question.condition = question.compile(test, layout, &test.condition.prop);
        question.filter = test.filter.as_ref().map(|p| question.compile(test, layout, p));
        question
    }

    /// # Panics
    /// If the proposition names what the question was not made for.
    pub(super) fn compile(&self, test: &Test, layout: &Layout, prop: &Prop) -> Compiled {
        let all = |ps: &[Prop]| ps.iter().map(|p| self.compile(test, layout, p)).collect();
        match prop {
            Prop::True => Compiled::Constant(true),
            Prop::False => Compiled::Constant(false),
            Prop::Not(p) => Compiled::Not(Box::new(self.compile(test, layout, p))),
            Prop::And(ps) => Compiled::And(all(ps)),
            Prop::Or(ps) => Compiled::Or(all(ps)),
            Prop::Implies(p, q) => Compiled::Or(vec![
                Compiled::Not(Box::new(self.compile(test, layout, p))),
                self.compile(test, layout, q),
            ]),
            Prop::Atom { item, equal, rhs } => {
                let n = self.items.iter().position(|i| i == item);
                let n = n.expect("every item of a proposition is collected");
                let constant = |c| layout.normalize(layout.constant(test, c), self.types[n]);
                let values: Vec<u128> = rhs_constants(rhs).iter().map(constant).collect();
                let fits = values.len() == self.starts[n + 1] - self.starts[n];
                if fits {
                    Compiled::Atom { at: self.starts[n], equal: *equal, values }
                } else {
                    Compiled::Constant(!equal)
                }
            }
        }
    }

    /// Every item with its values as printed.
    pub(super) fn named(&self, flat: &[u128]) -> Vec<(Item, Vec<Value>)> {
        let values = |n: usize| {
            let own = &flat[self.starts[n]..self.starts[n + 1]];
            own.iter().map(|&v| self.name(v, self.types[n])).collect()
        };
        self.items.iter().enumerate().map(|(n, &item)| (item, values(n))).collect()
    }

    /// A value as printed.
    pub(super) fn name(&self, value: u128, ty: Scalar) -> Value {
        self.names.value(value, ty)
    }

    /// What is printed, then what only the filter needs.
    pub(super) fn all_items(&self) -> &[Item] {
        &self.items
    }

    /// The place of a register among its thread's observed registers.
    pub(super) fn register_index(&self, item: Item) -> usize {
        let Item::Reg { thread, .. } = item else { return 0 };
        self.items
            .iter()
            .take_while(|&&i| i != item)
            .filter(|i| matches!(i, Item::Reg { thread: t, .. } if *t == thread))
            .count()
    }

    /// How many of the values are shown, if the filter accepts the state.
    pub(super) fn accepts(&self, state: &[u128]) -> Option<usize> {
        let accepted = self.filter.as_ref().is_none_or(|f| f.holds(state));
        accepted.then_some(self.starts[self.shown])
    }

    /// A state from all its values, or from those that are shown, if the condition names no others.
    pub(super) fn final_state(&self, flat: &[u128], executions: u64) -> FinalState {
        let values = |n: usize| {
            let own = &flat[self.starts[n]..self.starts[n + 1]];
            own.iter().map(|&v| self.name(v, self.types[n])).collect()
        };
        FinalState {
            satisfies: self.condition.holds(flat),
            values: (0..self.shown).map(values).collect(),
            executions,
        }
    }

    pub(super) fn outcomes(
        &self,
        states: HashMap<Box<[u128]>, u64>,
        incomplete: Vec<Incomplete>,
    ) -> Outcomes {
        let mut states: Vec<FinalState> =
            states.into_iter().map(|(flat, n)| self.final_state(&flat, n)).collect();
        states.sort_by(|a, b| a.values.cmp(&b.values));
        Outcomes { items: self.items[..self.shown].to_vec(), states, incomplete }
    }
}

/// The names of addresses.
struct Names {
    locations: HashMap<u64, String>,
    bases: Vec<(u64, u64, String)>,
    labels: HashMap<u64, (ThreadId, String)>,
}

impl Names {
    fn new(test: &Test, layout: &Layout) -> Names {
        let mut names =
            Names { locations: HashMap::new(), bases: Vec::new(), labels: HashMap::new() };
        for (i, l) in test.locations.iter().enumerate() {
            let base = layout.address(crate::test::LocId(i as u16));
            names.locations.insert(base, l.name.to_string());
            names.bases.push((base, 0x1_0000_0000, l.name.to_string()));
        }
        for (t, thread) in test.threads.iter().enumerate() {
            let id = ThreadId(t as u16);
            for index in 0..=thread.code.len() {
                let address = layout.code_address(Pc { thread: id, index });
                let label = thread.labels.iter().find(|l| l.index == index);
                let name = label.map_or_else(|| index.to_string(), |l| l.name.to_string());
                names.labels.insert(address, (id, name));
            }
        }
        names
    }

    fn value(&self, value: u128, ty: Scalar) -> Value {
        if let Ok(address) = u64::try_from(value) {
            if let Some(name) = self.locations.get(&address) {
                return Value::Address(name.clone());
            }
            if let Some((thread, name)) = self.labels.get(&address) {
                return Value::Label(*thread, name.clone());
            }
            let inside = |(base, len, _): &&(u64, u64, String)| {
                address.checked_sub(*base).is_some_and(|o| o < *len)
            };
            if let Some((base, _, name)) = self.bases.iter().find(inside) {
                return Value::Address(format!("{name}+{}", address - base));
            }
        }
        debug_assert!(ty.signed || value >> 127 == 0);
        Value::Int(value as i128)
    }
}
