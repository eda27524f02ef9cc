//! What is known of a test's code before it runs: branch targets, loop heads,
//! and which registers are still needed where.

use super::layout::{Layout, Pc};
use super::state::{SLOTS, slot};
use crate::isa::{Instruction, Resource, Target};
use crate::test::{Item, RegName, Test, ThreadId};

/// A set of register slots.
type SlotSet = u128;
const _: () = assert!(SLOTS <= 128);

/// Choices that a user of the search has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How often a loop that is not an await is repeated at most.
    pub unroll: u32,
    /// Whether loops that wait are solved; if not they are repeated like others.
    pub awaits: bool,
    /// FEAT_LSE2: aligned pairs are one single-copy atomic access.
    pub lse2: bool,
    /// What is asked of load and store exclusives.
    pub exclusives: Exclusives,
}

/// How much of what the architecture permits of exclusives is explored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exclusives {
    /// As herd7 has it: LDXP reads both its doublewords at once, and a store
    /// exclusive succeeds only on the very bytes of the load exclusive.
    #[default]
    Strict,
    /// All that a core may do: LDXP reads two doublewords, unless a store
    /// exclusive to them succeeds (Arm ARM B2.2.1); a store exclusive of
    /// another size or to another address may succeed, and then nothing makes
    /// it atomic with the load exclusive (CONSTRAINED UNPREDICTABLE, B2.9.5).
    Permitted,
}

impl Default for Options {
    fn default() -> Options {
        Options { unroll: 4, awaits: true, lse2: false, exclusives: Exclusives::Strict }
    }
}

/// A test with what is known of its code.
pub(crate) struct Program<'a> {
    pub(crate) test: &'a Test,
    pub(crate) options: Options,
    /// Everything whose final value is asked for.
    pub(crate) items: &'a [Item],
    code_addresses: Vec<u128>,
    threads: Vec<Code>,
}

struct Code {
    /// By instruction: whether a branch from at or below it leads here.
    head: Vec<bool>,
    /// By instruction: the slots whose values may still be used.
    live: Vec<SlotSet>,
}

impl<'a> Program<'a> {
    pub(crate) fn new(
        test: &'a Test,
        layout: &Layout,
        options: Options,
        items: &'a [Item],
    ) -> Program<'a> {
        let (code_addresses, threads) = (Vec::new(), Vec::new());
        let mut program = Program { test, options, items, code_addresses, threads };
        let ids = (0..test.threads.len() as u16).map(ThreadId);
        program.code_addresses = ids
            .clone()
            .flat_map(|thread| {
                let len = test.threads[usize::from(thread.0)].code.len();
                (0..=len).map(move |index| Pc { thread, index })
            })
            .map(|pc| u128::from(layout.code_address(pc)))
            .collect();
        program.threads = ids.map(|id| program.analyse(id)).collect();
        program
    }

    pub(crate) fn instruction(&self, pc: Pc) -> Option<&'a Instruction> {
        let test: &'a Test = self.test;
        test.threads[usize::from(pc.thread.0)].code.get(pc.index).map(|line| &line.instruction)
    }

    /// Where a branch at `pc` leads. Labels were checked when the test was
    /// parsed; one that is missing all the same leads to the end.
    pub(crate) fn target(&self, pc: Pc, target: &Target) -> Pc {
        let thread = &self.test.threads[usize::from(pc.thread.0)];
        let end = thread.code.len();
        let index = match target {
            Target::Label(name) => thread.label(name).unwrap_or(end),
            Target::Relative(bytes) => {
                let index = pc.index as i64 + bytes / 4;
                usize::try_from(index).map_or(end, |i| i.min(end))
            }
        };
        Pc { index, ..pc }
    }

    /// The address of every instruction.
    pub(crate) fn code_addresses(&self) -> Vec<u128> {
        self.code_addresses.clone()
    }

    pub(crate) fn is_loop_head(&self, pc: Pc) -> bool {
        self.threads[usize::from(pc.thread.0)].head.get(pc.index).is_some_and(|&h| h)
    }

    /// Whether the value in `slot` may still be used from `pc` on.
    pub(crate) fn is_live(&self, pc: Pc, slot: usize) -> bool {
        match self.threads[usize::from(pc.thread.0)].live.get(pc.index) {
            Some(live) => (live >> slot) & 1 != 0,
            None => true,
        }
    }

    fn analyse(&self, thread: ThreadId) -> Code {
        let code = &self.test.threads[usize::from(thread.0)].code;
        let targets: Vec<Option<usize>> = (0..code.len())
            .map(|index| {
                let pc = Pc { thread, index };
                direct_target(&code[index].instruction).map(|t| self.target(pc, t).index)
            })
            .collect();
        let mut head = vec![false; code.len() + 1];
        for (index, target) in targets.iter().enumerate() {
            if let Some(target) = *target
                && target <= index
            {
                head[target] = true;
            }
        }
        let at_exit = self.observed_slots(thread);
        let mut live = vec![0; code.len() + 1];
        live[code.len()] = at_exit;
        loop {
            let before = live.clone();
            for index in (0..code.len()).rev() {
                let i = &code[index].instruction;
                let after = match i {
                    Instruction::Br { .. } | Instruction::Blr { .. } | Instruction::Ret { .. } => {
                        SlotSet::MAX
                    }
                    Instruction::B { .. } | Instruction::Bl { .. } => 0,
                    _ => live[index + 1],
                };
                let jump = targets[index].map_or(0, |t| live[t]);
                let (uses, defines) = uses_and_definitions(i);
                live[index] = ((after | jump) & !defines) | uses;
            }
            if live == before {
                return Code { head, live };
            }
        }
    }

    fn observed_slots(&self, id: ThreadId) -> SlotSet {
        self.items
            .iter()
            .filter_map(|item| match item {
                Item::Reg { thread, reg } if *thread == id => Some(slot_of(*reg)),
                _ => None,
            })
            .fold(0, |set, slot| set | 1 << slot)
    }
}

/// The slot of a register that a condition names.
pub(crate) fn slot_of(reg: RegName) -> usize {
    match reg {
        RegName::General(r) => slot(Resource::General(r)),
        RegName::Vector(v) => slot(Resource::Vector(v)),
    }
}

fn direct_target(instruction: &Instruction) -> Option<&Target> {
    use Instruction as I;
    match instruction {
        I::B { target }
        | I::BCond { target, .. }
        | I::Bl { target }
        | I::CompareBranch { target, .. }
        | I::TestBranch { target, .. } => Some(target),
        _ => None,
    }
}

/// The slots that an instruction may read, and those that it always writes.
fn uses_and_definitions(instruction: &Instruction) -> (SlotSet, SlotSet) {
    let effects = instruction.effects();
    let set = |resources: &[Resource]| {
        resources.iter().map(|&resource| slot(resource)).fold(0, |set, slot| set | 1 << slot)
    };
    (set(&effects.reads), set(&effects.writes))
}
