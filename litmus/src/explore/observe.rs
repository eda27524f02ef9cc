//! Final states that something else than the search came to: a machine.
//!
//! A machine has registers and bytes; a test's question is about items with
//! types. An [`Observer`] makes of the one what the search makes of its
//! executions, so that the two can be compared word for word.
//!
//! Addresses are numbers of the search's own (see [`Observer::address`]):
//! whoever runs a test puts those in place of the machine's.

use super::layout::{self, Layout, Pc};
use super::outcome::{Question, Value};
use super::{Ending, final_value};
use crate::model::graph::Footprint;
use crate::test::{Item, LocId, RegName, Test, ThreadId};

/// How one run of a test ended.
pub trait Ended {
    /// The final value of a register, one of [`Observer::items`].
    fn register(&self, thread: ThreadId, reg: RegName) -> u128;
    /// The final value of some bytes, as a little-endian number.
    fn memory(&self, at: Footprint) -> u128;
}

/// What is to be observed of a test, and how it is read.
pub struct Observer<'t> {
    test: &'t Test,
    layout: Layout,
    question: Question,
}

impl std::fmt::Debug for Observer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Observer").field(&self.test.name).finish()
    }
}

impl<'t> Observer<'t> {
    /// The observer of a test.
    pub fn new(test: &'t Test) -> Observer<'t> {
        let layout = Layout::new(test);
        let question = Question::new(test, &layout, &[]);
        Observer { test, layout, question }
    }

    /// The items whose final value is needed: those that are printed, in the
    /// order of [`Test::items`], then those that only the filter names.
    pub fn items(&self) -> &[Item] {
        self.question.all_items()
    }

    /// The bytes that [`Ended::memory`] is asked for: those of every location
    /// among the items, element by element.
    pub fn footprints(&self) -> Vec<Footprint> {
        let of = |&item: &Item| match item {
            Item::Reg { .. } => Vec::new(),
            Item::Loc { loc, index } => {
                let elements = layout::elements(self.test, loc, index);
                elements.map(|i| layout::observed(self.test, loc, i)).collect()
            }
        };
        self.items().iter().flat_map(of).collect()
    }

    /// The number that stands for the address of a location.
    pub fn address(&self, loc: LocId) -> u64 {
        self.layout.address(loc)
    }

    /// The number that stands for the address of an instruction; `index` may be
    /// one past the last.
    pub fn code_address(&self, thread: ThreadId, index: usize) -> u64 {
        self.layout.code_address(Pc { thread, index })
    }

    /// The initial contents of a location, addresses in them included. They are
    /// as long as any access to it may be.
    pub fn contents(&self, loc: LocId) -> &[u8] {
        self.layout.contents(loc)
    }

    /// The final state as [`FinalState::values`](super::FinalState::values)
    /// has it; `None` if the test's filter refuses it.
    pub fn state(&self, ended: &dyn Ended) -> Option<Vec<Vec<Value>>> {
        let ended = Adapter { question: &self.question, ended };
        let mut flat = Vec::new();
        for &item in self.items() {
            final_value(self.test, &self.layout, &self.question, &ended, item, &mut flat);
        }
        let shown = self.question.accepts(&flat)?;
        Some(self.question.shown(&flat[..shown]))
    }

    /// Whether a state that is given by its values satisfies the condition's
    /// proposition. A name that the test does not have is equal to nothing.
    pub fn satisfies(&self, state: &[Vec<Value>]) -> bool {
        let flat: Vec<u128> = state.iter().flatten().map(|value| self.number(value)).collect();
        self.question.condition(&flat)
    }

    /// The number that a value was printed from.
    fn number(&self, value: &Value) -> u128 {
        const NONE: u128 = u128::MAX >> 1;
        let found = match value {
            Value::Int(number) => return *number as u128,
            Value::Address(text) => {
                let (name, offset) = text.split_once('+').unwrap_or((text, "0"));
                let base = self.test.location(name).map(|loc| self.address(loc));
                base.zip(offset.parse::<u64>().ok()).map(|(base, offset)| base + offset)
            }
            Value::Label(thread, name) => {
                let code = self.test.threads.get(usize::from(thread.0));
                let index = code.and_then(|t| t.label(name)).or_else(|| name.parse().ok());
                index.map(|index| self.code_address(*thread, index))
            }
        };
        found.map_or(NONE, u128::from)
    }
}

/// An end as the search has it: registers by their number among those observed.
struct Adapter<'a> {
    question: &'a Question,
    ended: &'a dyn Ended,
}

impl Ending for Adapter<'_> {
    fn register(&self, thread: usize, n: usize) -> u128 {
        let of_thread = self.question.all_items().iter().filter_map(|&item| match item {
            Item::Reg { thread: t, reg } if usize::from(t.0) == thread => Some((t, reg)),
            _ => None,
        });
        of_thread.into_iter().nth(n).map_or(0, |(thread, reg)| self.ended.register(thread, reg))
    }

    fn memory(&self, at: Footprint, _initial: u128) -> u128 {
        self.ended.memory(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::{Options, Prepared};
    use crate::model::AArch64;

    const SOURCE: &str = "AArch64 observed\n\
        { int8_t c[2] = {1,-1}; x=-3; 0:X1=x; 0:X3=y; int64_t y; 1:X3=y; }\n\
        P0 | P1 ;\n L: LDR W0,[X1] | LDR X0,[X3] ;\n STR X1,[X3] | ;\n ADR X2,L | ;\n\
        locations [c; y; 0:X2;]\nfilter (1:X0=0)\nexists (0:X0=-3 /\\ y=x)";

    struct Machine<'t>(Observer<'t>, u64);

    impl Ended for Machine<'_> {
        fn register(&self, thread: ThreadId, reg: RegName) -> u128 {
            match (thread.0, reg) {
                (0, RegName::General(r)) if r == crate::isa::Reg::x(0) => 0xffff_fffd,
                (0, RegName::General(r)) if r == crate::isa::Reg::x(2) => {
                    self.0.code_address(ThreadId(0), 0).into()
                }
                _ => u128::from(self.1),
            }
        }

        fn memory(&self, at: Footprint) -> u128 {
            match at.size {
                1 => u128::from(self.0.contents(at.loc)[at.offset as usize]),
                _ => self.0.address(LocId(1)).into(),
            }
        }
    }

    /// A machine's state is found among the search's, in the same words.
    #[test]
    fn a_machine_ends_in_the_words_of_the_search() {
        let test = crate::test::parse(SOURCE).expect("it is a test").test;
        let observer = Observer::new(&test);
        assert_eq!(observer.footprints().len(), 3, "two bytes and y");
        let refused = observer.state(&Machine(Observer::new(&test), 1));
        assert_eq!(refused, None, "the filter wants 1:X0=0");
        let state = observer.state(&Machine(Observer::new(&test), 0)).expect("accepted");

        let prepared = Prepared::new(&test, Options::default(), &|| false).expect("no limit");
        let outcomes = prepared.under(&AArch64).outcomes(&|| false).expect("no limit");
        let found = outcomes.states.iter().find(|s| s.values == state);
        assert!(found.is_some_and(|s| s.satisfies), "{state:?} in {outcomes:?}");
        for state in &outcomes.states {
            assert_eq!(observer.satisfies(&state.values), state.satisfies, "{state:?}");
        }
    }

    #[test]
    fn what_is_no_value_of_the_test_equals_nothing() {
        let test = "AArch64 one\n{ 0:X1=x; }\n P0 ;\n LDR X0,[X1] ;\nexists (0:X0=0)";
        let test = crate::test::parse(test).expect("it is a test").test;
        let observer = Observer::new(&test);
        for (value, holds) in [
            (Value::Int(0), true),
            (Value::Address("nowhere".to_owned()), false),
            (Value::Label(ThreadId(7), "L".to_owned()), false),
        ] {
            assert_eq!(observer.satisfies(&[vec![value]]), holds);
        }
    }
}
