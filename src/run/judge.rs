//! What was seen, held against what may be seen.

use crate::limits::{Limit, Watch};
use fencepost_litmus::explain::explain;
use fencepost_litmus::explore::outcome::Value;
use fencepost_litmus::explore::{Exclusives, Incomplete, Options, Outcomes, Prepared, Stopped};
use fencepost_litmus::model::{AArch64, Model, Sc, Tso};
use fencepost_litmus::test::{Const, Item, Prop, Rhs, Test};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A final state: by item of [`Test::items`], its values.
pub type State = Vec<Vec<Value>>;

/// Which models allow an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// All: some interleaving of the threads leads to it.
    Sc,
    /// TSO and Arm, not SC: store buffers suffice.
    Tso,
    /// Arm alone.
    Weak,
    /// Arm; whether SC does is not known, as a search was cut short.
    Allowed,
    /// None.
    Forbidden,
    /// None as far as the search went, and it was cut short.
    Unknown,
}

impl Class {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Class::Sc => "SC",
            Class::Tso => "weak, TSO",
            Class::Weak => "weak",
            Class::Allowed => "allowed",
            Class::Forbidden => "FORBIDDEN",
            Class::Unknown => "unknown",
        }
    }

    /// The name for programs: JSON has the same.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Sc => "sc",
            Class::Tso => "tso",
            Class::Weak => "weak",
            Class::Allowed => "allowed",
            Class::Forbidden => "forbidden",
            Class::Unknown => "unknown",
        }
    }

    /// Whether it takes more than an interleaving.
    pub const fn is_weak(self) -> bool {
        matches!(self, Class::Tso | Class::Weak)
    }
}

/// The states that one model allows.
#[derive(Debug)]
struct Allowed {
    states: HashSet<State>,
    is_complete: bool,
}

impl Allowed {
    fn new(outcomes: &Outcomes) -> Allowed {
        let states = outcomes.states.iter().map(|state| state.values.clone()).collect();
        Allowed { states, is_complete: outcomes.incomplete.is_empty() }
    }
}

/// What the models say of a test.
#[derive(Debug)]
pub struct Judge<'t> {
    test: &'t Test,
    options: Options,
    /// Under SC, TSO and Arm; nothing if a limit was hit before they were known.
    allowed: Result<[Allowed; 3], Limit>,
    arm: Option<Outcomes>,
}

impl<'t> Judge<'t> {
    /// Finds what the models allow: one preparation, three searches. Of
    /// exclusives, a machine may do all that the architecture permits.
    pub fn new(test: &'t Test, options: Options, watch: &Watch<'_>) -> Judge<'t> {
        let options = Options { exclusives: Exclusives::Permitted, ..options };
        let stop = watch.stop();
        let searched = Prepared::new(test, options, &stop).and_then(|prepared| {
            let under = |model: &dyn Model| prepared.under(model).outcomes(&stop);
            Ok([under(&Sc)?, under(&Tso)?, under(&AArch64)?])
        });
        let (allowed, arm) = match searched {
            Ok(all) => {
                let sets = [0, 1, 2].map(|n| Allowed::new(&all[n]));
                let [_, _, arm] = all;
                (Ok(sets), Some(arm))
            }
            Err(Stopped::Asked) => (Err(watch.hit().unwrap_or(Limit::Cancelled)), None),
            Err(Stopped::TooLarge) => (Err(Limit::Size), None),
        };
        Judge { test, options, allowed, arm }
    }

    /// All outcomes under Arm's model, if they are known.
    pub fn arm(&self) -> Option<&Outcomes> {
        self.arm.as_ref()
    }

    /// The limit that was hit before the outcomes were known, if one was.
    pub fn limit(&self) -> Option<Limit> {
        self.allowed.as_ref().err().copied()
    }

    /// Why Arm's model may allow more than is known.
    pub fn incomplete(&self) -> &[Incomplete] {
        self.arm.as_ref().map_or(&[], |arm| &arm.incomplete)
    }

    /// The test.
    pub fn test(&self) -> &'t Test {
        self.test
    }

    /// How the models were searched.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Whether some state is weak.
    pub fn has_weak(&self) -> bool {
        self.arm().is_some_and(|arm| arm.states.iter().any(|s| self.class(&s.values).is_weak()))
    }

    /// Which models allow a state.
    pub fn class(&self, state: &State) -> Class {
        let Ok([sc, tso, arm]) = &self.allowed else { return Class::Unknown };
        let has = |set: &Allowed| set.states.contains(state);
        match () {
            () if has(sc) => Class::Sc,
            () if !has(arm) && arm.is_complete => Class::Forbidden,
            () if !has(arm) => Class::Unknown,
            () if !sc.is_complete || !tso.is_complete => Class::Allowed,
            () if has(tso) => Class::Tso,
            () => Class::Weak,
        }
    }

    /// Why Arm's model forbids a state: the cycle that it would need.
    pub fn why_forbidden(&self, state: &State, watch: &Watch<'_>) -> String {
        let Some(goal) = proposition(self.test, state) else {
            return "it has a value that no expression of the test can have".to_owned();
        };
        match explain(self.test, &AArch64, Some(&goal), self.options, &watch.stop()) {
            // The name and the outcome are in the report already; what could be
            // changed belongs to `fencepost explain`.
            Ok(explanation) => {
                let text = explanation.to_string();
                let lines =
                    text.lines().skip(1).skip_while(|line| line.starts_with("No execution"));
                let is_why = |line: &&str| !line.is_empty() && !line.starts_with("Model:");
                let kept: Vec<_> = lines.take_while(is_why).collect();
                if kept.is_empty() { text } else { kept.join("\n") }
            }
            Err(_) => "no explanation was found in time; try `fencepost explain`".to_owned(),
        }
    }
}

/// The proposition that is true of one state alone.
fn proposition(test: &Test, state: &State) -> Option<Prop> {
    let atoms = test.items().into_iter().zip(state).map(|(item, values)| {
        let constants: Option<Vec<Const>> = values.iter().map(|v| constant(test, v)).collect();
        let rhs = match (item, &constants?[..]) {
            (Item::Reg { .. } | Item::Loc { index: Some(_), .. }, [value]) => {
                Rhs::Const(value.clone())
            }
            (Item::Loc { loc, index: None }, [value])
                if test.locations[usize::from(loc.0)].ty.len.is_none() =>
            {
                Rhs::Const(value.clone())
            }
            (_, values) => Rhs::Array(values.to_vec()),
        };
        Some(Prop::Atom { item, equal: true, rhs })
    });
    atoms.collect::<Option<Vec<_>>>().map(Prop::And)
}

/// A value as the test would write it.
fn constant(test: &Test, value: &Value) -> Option<Const> {
    Some(match value {
        Value::Int(number) => Const::Int(*number),
        Value::Address(text) => {
            let (name, offset) = text.split_once('+').unwrap_or((text, "0"));
            Const::Address { loc: test.location(name)?, offset: offset.parse().ok()? }
        }
        Value::Label(thread, name) => Const::Label { thread: *thread, name: name.as_str().into() },
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::limits::Limits;
    use fencepost_litmus::corpus;
    use std::sync::atomic::AtomicBool;
    use std::time::Duration;

    pub(crate) fn ints(values: &[i128]) -> State {
        values.iter().map(|&v| vec![Value::Int(v)]).collect()
    }

    fn source(name: &str) -> &'static str {
        let entries = corpus::entries();
        let found = entries.iter().find(|e| e.path.ends_with(&format!("/{name}.litmus")));
        found.unwrap_or_else(|| panic!("{name} is in the corpus")).source
    }

    pub(crate) fn judged<T>(name: &str, ask: impl FnOnce(&Judge<'_>, &Watch<'_>) -> T) -> T {
        judged_text(source(name), ask)
    }

    pub(crate) fn judged_text<T>(text: &str, ask: impl FnOnce(&Judge<'_>, &Watch<'_>) -> T) -> T {
        let test = fencepost_litmus::test::parse(text).expect("it is a test").test;
        let cancelled = AtomicBool::new(false);
        let watch = Watch::start(Limits::default(), &cancelled);
        ask(&Judge::new(&test, Options::default(), &watch), &watch)
    }

    #[test]
    fn names_are_those_of_json() {
        use Class::{Allowed, Forbidden, Sc, Tso, Unknown, Weak};
        for class in [Sc, Tso, Weak, Allowed, Forbidden, Unknown] {
            let json = serde_json::to_string(&class).expect("plain data");
            assert_eq!(json, format!("\"{}\"", class.name()));
        }
    }

    #[test]
    fn classes() {
        judged("SB", |judge, _| {
            assert_eq!(judge.class(&ints(&[1, 0])), Class::Sc);
            assert_eq!(judge.class(&ints(&[0, 0])), Class::Tso);
            assert_eq!(judge.class(&ints(&[7, 0])), Class::Forbidden);
        });
        judged("MP", |judge, _| assert_eq!(judge.class(&ints(&[1, 0])), Class::Weak));
        judged("MP+dmb.sys", |judge, _| {
            assert_eq!(judge.class(&ints(&[1, 0])), Class::Forbidden);
            assert_eq!(judge.arm().map(|o| o.states.len()), Some(3));
        });
    }

    #[test]
    fn a_forbidden_state_is_explained_by_its_cycle() {
        let name = "SB+stlr-ldar+dmb.sy";
        let why = judged(name, |judge, watch| judge.why_forbidden(&ints(&[0, 0]), watch));
        insta::assert_snapshot!(why);
        let values = judged("SB", |judge, watch| judge.why_forbidden(&ints(&[7, 0]), watch));
        assert!(values.contains("no choice of what each load reads"), "{values}");
    }

    #[test]
    fn without_an_answer_nothing_is_forbidden() {
        let test = fencepost_litmus::test::parse(source("SB")).expect("it is a test").test;
        let cancelled = AtomicBool::new(false);
        let limits = Limits { time: Some(Duration::from_nanos(1)), memory: None };
        let watch = Watch::start(limits, &cancelled);
        let judge = Judge::new(&test, Options::default(), &watch);
        assert!(matches!(judge.limit(), Some(Limit::Time(_))));
        assert_eq!(judge.class(&ints(&[7, 0])), Class::Unknown);
    }
}
