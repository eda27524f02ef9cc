//! What a machine that runs a test has to look at, and what it means.
//!
//! A machine's addresses are not the model's. It gives them back as the model's, and so its final
//! states are named and compared as those of the search are.

use super::layout::{Pc, item_len, observed};
use super::outcome::FinalState;
use super::state::End;
use super::{Ending, Prepared};
use crate::model::graph::Footprint;
use crate::test::{Item, LocId, RegName, Test, ThreadId};

/// Something to look at once all threads have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A register: 64 bits, 128 of a vector register.
    Register {
        /// The thread.
        thread: ThreadId,
        /// The register.
        reg: RegName,
    },
    /// Bytes in memory, little-endian.
    Memory {
        /// The location.
        loc: LocId,
        /// Bytes from its start.
        offset: u32,
        /// How many; those beyond the location's [extent](Prepared::extent) need not be looked at.
        size: u32,
    },
}

impl<'a> Prepared<'a> {
    /// The test.
    pub fn test(&self) -> &'a Test {
        self.test
    }

    /// What to look at for the test's condition, filter and `locations`.
    pub fn looks(&self) -> Vec<Look> {
        let mut looks = Vec::new();
        for &item in self.question.all_items() {
            match item {
                Item::Reg { thread, reg } => looks.push(Look::Register { thread, reg }),
                Item::Loc { loc, index } => {
                    let elements = match index {
                        Some(i) => i..i + 1,
                        None => 0..item_len(self.test, item) as u32,
                    };
                    looks.extend(elements.map(|i| {
                        let Footprint { loc, offset, size } = observed(self.test, loc, i);
                        Look::Memory { loc, offset, size }
                    }));
                }
            }
        }
        looks
    }

    /// The final state in which `values` were found, one for each of [`Prepared::looks`], with
    /// addresses as [`Prepared::address`] and [`Prepared::code_address`] have them; none if the
    /// test's filter rejects it.
    ///
    /// # Panics
    /// If there are fewer values than there is to look at.
    pub fn final_state(&self, values: &[u128]) -> Option<FinalState> {
        let seen = Seen { looks: self.looks(), values };
        let mut flat = Vec::new();
        for &item in self.question.all_items() {
            self.final_value(&seen, item, &mut flat);
        }
        self.question.accepts(&flat)?;
        Some(self.question.final_state(&flat, 1))
    }

    /// The model's address of a location.
    pub fn address(&self, loc: LocId) -> u64 {
        self.layout.address(loc)
    }

    /// The model's address of an instruction; `index` may be that of the end.
    pub fn code_address(&self, thread: ThreadId, index: usize) -> u64 {
        self.layout.code_address(Pc { thread, index })
    }

    /// The bytes of a location, as the model has them.
    pub fn capacity(&self, loc: LocId) -> u32 {
        self.layout.len(loc)
    }

    /// How many bytes from the start of a location the test's threads may access: its capacity, if
    /// some path was cut short.
    pub fn extent(&self, loc: LocId) -> u32 {
        if self.paths.threads.iter().flatten().any(|path| path.end != End::Exit) {
            return self.capacity(loc);
        }
        let own = self.cells.cells.iter().filter(|cell| cell.loc == loc);
        own.map(|cell| cell.offset + cell.size).max().unwrap_or(0)
    }
}

/// What a machine has found.
struct Seen<'v> {
    looks: Vec<Look>,
    values: &'v [u128],
}

impl Seen<'_> {
    fn value(&self, is_it: impl Fn(Look) -> bool) -> u128 {
        let found = self.looks.iter().position(|&look| is_it(look));
        self.values[found.expect("everything that is asked for is looked at")]
    }
}

impl Ending for Seen<'_> {
    fn register(&self, of: usize, n: usize) -> u128 {
        let own = |look: &&Look| matches!(look, Look::Register { thread, .. } if usize::from(thread.0) == of);
        let wanted = self.looks.iter().filter(own).nth(n).copied();
        self.value(|look| Some(look) == wanted)
    }

    fn memory(&self, at: Footprint, _initial: u128) -> u128 {
        let Footprint { loc, offset, size } = at;
        self.value(|look| look == Look::Memory { loc, offset, size })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::Options;
    use crate::test::parse;

    #[test]
    fn what_a_machine_finds_is_named_as_the_search_names_it() {
        let text = "AArch64 named\n{ x=0; uint64_t *p=x; 0:X1=x; 0:X4=p; int8_t 0:X5=0; uint32_t t[2]={1,2}; }\n P0 ;\n STR X1,[X4] ;\n LDR X2,[X4] ;\n L0: ADR X6,L0 ;\nlocations [p; x; t; 0:X2; 0:X5; 0:X6;]\nexists (0:X2=x)";
        let test = parse(text).expect("it parses").test;
        let prepared = Prepared::new(&test, Options::default(), &|| false).expect("small");
        let x = prepared.address(test.location("x").expect("x"));
        let label = prepared.code_address(ThreadId(0), 2);
        let values: Vec<u128> = prepared
            .looks()
            .into_iter()
            .map(|look| match look {
                Look::Register { reg: RegName::General(r), .. } => match r.index() {
                    2 => x.into(),
                    5 => 0xff,
                    _ => label.into(),
                },
                Look::Memory { loc, .. } if loc == test.location("p").expect("p") => x.into(),
                Look::Memory { offset, size, .. } => u128::from(offset / size + 1),
                Look::Register { .. } => 0,
            })
            .collect();
        let state = prepared.final_state(&values).expect("no filter");
        assert!(state.satisfies);
        let items = test.items();
        let named: Vec<String> = items
            .iter()
            .zip(&state.values)
            .map(|(&item, values)| {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                format!("{}={}", test.item_name(item), values.join(","))
            })
            .collect();
        assert_eq!(named, ["0:X2=x", "0:X5=-1", "0:X6=label:\"P0:L0\"", "[p]=x", "t=1,2", "[x]=1"]);
        // Only x is not accessed; p holds a pointer.
        assert_eq!(prepared.extent(test.location("x").expect("x")), 0);
        assert_eq!(prepared.extent(test.location("p").expect("p")), 8);
    }
}
