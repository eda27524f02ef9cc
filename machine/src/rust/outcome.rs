//! Outcomes, and what a test may end with.

use super::lower::{Lowered, Mapping, lower};
use super::source::{Source, Thread};
use fencepost_litmus::explore::outcome::Value;
use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::model::{AArch64, Model, Sc, Tso};
use fencepost_litmus::test::{Const, Item, Prop, Rhs};
use std::collections::BTreeSet;

/// Everything that is observed, in order: the values read, thread by thread in the order of the
/// text, then what is left in the variables. What a name stands for is a place in this list.
pub(super) struct Columns {
    names: Vec<String>,
    items: Vec<Item>,
}

/// The values of [`Columns`].
pub(super) type Outcome = Box<[u64]>;

impl Columns {
    pub(super) fn new(source: &Source) -> Columns {
        let of_thread = |(t, thread): (usize, &Thread)| {
            thread.results().into_iter().map(move |(name, _)| format!("{t}:{name}"))
        };
        let results = source.threads.iter().enumerate().flat_map(of_thread);
        let variables = source.variables.iter().map(|variable| variable.name.to_owned());
        Columns {
            names: results.chain(variables).collect(),
            items: lower(source, Mapping::A64).test.observed,
        }
    }

    /// Whether an outcome satisfies a proposition about the test.
    pub(super) fn holds(&self, prop: &Prop, outcome: &[u64]) -> bool {
        match prop {
            Prop::True => true,
            Prop::False => false,
            Prop::Not(p) => !self.holds(p, outcome),
            Prop::And(ps) => ps.iter().all(|p| self.holds(p, outcome)),
            Prop::Or(ps) => ps.iter().any(|p| self.holds(p, outcome)),
            Prop::Implies(p, q) => !self.holds(p, outcome) || self.holds(q, outcome),
            Prop::Atom { item, equal, rhs } => {
                let column = self.items.iter().position(|i| i == item);
                let is_equal = match (column, rhs) {
                    (Some(n), Rhs::Const(Const::Int(value))) => i128::from(outcome[n]) == *value,
                    _ => false, // no value of a test is an address
                };
                is_equal == *equal
            }
        }
    }

    /// `0:r0=1; x=2`, without the variables that are the same in all of `outcomes`.
    pub(super) fn text(&self, outcome: &[u64], outcomes: &BTreeSet<Outcome>) -> String {
        let varies = |n: usize| outcomes.iter().any(|o| o[n] != outcome[n]);
        let is_result = |n: usize| matches!(self.items[n], Item::Reg { .. });
        let columns = (0..outcome.len()).filter(|&n| is_result(n) || varies(n));
        let parts: Vec<String> =
            columns.map(|n| format!("{}={}", self.names[n], outcome[n])).collect();
        parts.join("; ")
    }
}

impl Mapping {
    /// The model of the machines that it is for.
    pub fn model(self) -> &'static dyn Model {
        match self {
            Mapping::X86 => &Tso,
            _ => &AArch64,
        }
    }
}

/// What a test may end with, once it is compiled in one way.
pub(super) fn allowed(source: &Source, mapping: Mapping) -> BTreeSet<Outcome> {
    outcomes(&lower(source, mapping), mapping.model())
}

/// What a test may end with if it is sequentially consistent.
pub(super) fn interleavings(source: &Source) -> BTreeSet<Outcome> {
    outcomes(&lower(source, Mapping::Lse), &Sc)
}

fn outcomes(lowered: &Lowered, model: &dyn Model) -> BTreeSet<Outcome> {
    let test = &lowered.test;
    let prepared = Prepared::new(test, Options::default(), &|| false)
        .expect("a test of few statements is not too large");
    let found = prepared.under(model).outcomes(&|| false).expect("nobody stops it");
    assert!(found.incomplete.is_empty(), "{}: a loop other than a retry", test.name);
    let place = |item: &Item| {
        found.items.iter().position(|i| i == item).expect("it observes all that was asked for")
    };
    let places: Vec<usize> = test.observed.iter().map(place).collect();
    let value = |value: &Value| match value {
        Value::Int(value) => *value as u64,
        Value::Address(_) | Value::Label(..) => unreachable!("no test here stores addresses"),
    };
    let outcome = |values: &Vec<Vec<Value>>| places.iter().map(|&n| value(&values[n][0])).collect();
    found.states.iter().map(|state| outcome(&state.values)).collect()
}
