//! Which machine register holds which register of the test, and what the code
//! needs before it runs.

use super::operands::{self, Use, branches, links};
use super::{Refusal, Slot, at};
use fencepost_litmus::isa::{Instruction, Reg, VReg};
use fencepost_litmus::test::{Const, Item, Line, RegName, Test, Thread, ThreadId};
use std::collections::BTreeSet;

/// Where the loop keeps its own state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Harness {
    /// The frame of the instance.
    pub(super) frame: Reg,
    /// How many instances are left.
    pub(super) count: Reg,
    /// From one frame to the next.
    pub(super) stride: Reg,
}

/// The machine registers of a thread.
#[derive(Debug)]
pub(super) struct Allocation {
    /// By test register: the machine's. Most are themselves.
    map: [Reg; Reg::COUNT],
    pub(super) harness: Harness,
    /// The callee-saved registers that the code touches.
    pub(super) saved: Vec<Reg>,
    /// Likewise of D8 to D15.
    pub(super) saved_vectors: Vec<VReg>,
}

impl Allocation {
    /// The machine register of a test's register.
    pub(super) fn machine(&self, reg: Reg) -> Reg {
        self.map[reg.index()]
    }

    /// The slots of the test's registers with the machine's in them.
    pub(super) fn machine_slots(&self, slots: &[Slot]) -> Vec<Slot> {
        let machine = |slot: &Slot| match slot.reg {
            RegName::General(reg) => Slot { reg: RegName::General(self.machine(reg)), ..*slot },
            RegName::Vector(_) => *slot,
        };
        slots.iter().map(machine).collect()
    }

    /// The instruction on machine registers.
    pub(super) fn rename(&self, instruction: &Instruction) -> Instruction {
        let mut renamed = instruction.clone();
        operands::general(&mut renamed, &mut |reg, _| *reg = self.machine(*reg));
        renamed
    }
}

/// X18 is the platform's on some systems; X29 leads to the caller's frame, which
/// profilers follow at any time; signals are taken on the stack.
const KEPT: [Reg; 3] = [Reg::x(18), Reg::x(29), Reg::SP];

/// What of a call's registers the caller wants back (AAPCS64 6.1.1); X18, X29
/// and SP are not touched at all.
fn is_saved(reg: Reg) -> bool {
    matches!(reg.index(), 19..=28 | 30)
}

/// Gives every register of a thread its machine register.
///
/// They are themselves, but that those of [`KEPT`] take the place of others that
/// the thread does not use. X30 stays, for calls write it.
pub(super) fn allocate(
    thread: &Thread,
    id: ThreadId,
    observed: &BTreeSet<RegName>,
) -> Result<Allocation, Refusal> {
    let used = mentioned(thread, observed);
    let mut free: Vec<Reg> = (0..=28).filter(|&n| n != 18).map(Reg::x).collect();
    free.retain(|reg| !used.contains(&RegName::General(*reg)));
    let mut map: [Reg; Reg::COUNT] = std::array::from_fn(|n| match n {
        31 => Reg::ZR,
        32 => Reg::SP,
        n => Reg::x(n as u8),
    });
    for reg in KEPT.into_iter().filter(|reg| used.contains(&RegName::General(*reg))) {
        if map[reg.index()] != reg {
            continue; // with its partner
        }
        match paired(thread, reg) {
            None => {
                let place = free.pop().ok_or_else(|| too_few(id))?;
                map[reg.index()] = place;
            }
            Some((even, odd)) => {
                let is_free = |n: u8| free.contains(&Reg::x(n)) && free.contains(&Reg::x(n + 1));
                let n =
                    (0..28).step_by(2).rev().find(|&n| is_free(n)).ok_or_else(|| too_few(id))?;
                free.retain(|r| *r != Reg::x(n) && *r != Reg::x(n + 1));
                map[even.index()] = Reg::x(n);
                map[odd.index()] = Reg::x(n + 1);
            }
        }
    }
    let harness = harness(&mut free).ok_or_else(|| too_few(id))?;
    let own = [harness.frame, harness.count, harness.stride];
    let mut touched: BTreeSet<Reg> = own.into_iter().collect();
    touched.extend(used.iter().filter_map(|reg| match reg {
        RegName::General(reg) => Some(map[reg.index()]),
        RegName::Vector(_) => None,
    }));
    let saved = touched.into_iter().filter(|reg| is_saved(*reg)).collect();
    let saved_vectors = used
        .iter()
        .filter_map(|reg| match reg {
            RegName::Vector(v) if (8..16).contains(&v.index()) => Some(*v),
            _ => None,
        })
        .collect();
    Ok(Allocation { map, harness, saved, saved_vectors })
}

fn too_few(thread: ThreadId) -> Refusal {
    let message = "no registers are left for the loop over the instances".into();
    let help = "the thread may use 24 of X0 to X30 and SP".to_string();
    Refusal { thread, span: None, message, help: Some(help) }
}

/// The arguments stay where they are if the test leaves their registers free;
/// otherwise they go where no other argument is.
fn harness(free: &mut Vec<Reg>) -> Option<Harness> {
    let mut take = |argument: u8| {
        let own = free.iter().position(|reg| *reg == Reg::x(argument));
        let place = own.or_else(|| free.iter().position(|reg| reg.index() > 2))?;
        Some(free.remove(place))
    };
    Some(Harness { frame: take(0)?, count: take(1)?, stride: take(2)? })
}

/// The registers that a CASP of the thread uses together with `reg`, it included.
fn paired(thread: &Thread, reg: Reg) -> Option<(Reg, Reg)> {
    thread.code.iter().find_map(|line| match line.instruction {
        Instruction::CasPair { rs, rs2, .. } if reg == rs || reg == rs2 => Some((rs, rs2)),
        Instruction::CasPair { rt, rt2, .. } if reg == rt || reg == rt2 => Some((rt, rt2)),
        _ => None,
    })
}

/// Every register that the code or the question names, ZR apart.
fn mentioned(thread: &Thread, observed: &BTreeSet<RegName>) -> BTreeSet<RegName> {
    let mut all = observed.clone();
    for line in &thread.code {
        uses(&line.instruction, &mut |reg, _| {
            all.insert(reg);
        });
    }
    all.remove(&RegName::General(Reg::ZR));
    all
}

/// Visits all registers of an instruction, the link register included.
fn uses(instruction: &Instruction, visit: &mut dyn FnMut(RegName, Use)) {
    let mut copy = instruction.clone();
    operands::general(&mut copy, &mut |reg, usage| visit(RegName::General(*reg), usage));
    operands::vector(instruction, &mut |reg, usage| visit(RegName::Vector(reg), usage));
    if links(instruction) {
        visit(RegName::General(Reg::LR), Use::Write);
    }
}

/// The registers of a thread whose final values are asked for.
pub(super) fn observed(test: &Test, id: ThreadId) -> BTreeSet<RegName> {
    let mut items = test.items();
    test.filter.iter().for_each(|filter| filter.collect_items(&mut items));
    items
        .into_iter()
        .filter_map(|item| match item {
            Item::Reg { thread, reg } if thread == id => Some(reg),
            _ => None,
        })
        .collect()
}

/// What must be in place before the code runs.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Registers that may be read before they are written, or end unwritten.
    pub(super) registers: BTreeSet<RegName>,
    pub(super) flags: bool,
    pub(super) monitor: bool,
    /// X30 has no initial value in the test, and then that of the thread's end:
    /// a thread that returns is at its end.
    pub(super) home: bool,
}

/// What may be read before it is written. What the code surely does is the
/// straight line before its first branch; after that, every read counts but of
/// what that line wrote.
pub(super) fn needs(thread: &Thread, observed: &BTreeSet<RegName>) -> Needs {
    let mut needs = Needs::default();
    let mut written = BTreeSet::from([RegName::General(Reg::ZR)]);
    let (mut flags_set, mut monitor_set) = (false, false);
    let mut straight = true;
    for Line { instruction, .. } in &thread.code {
        let mut writes = Vec::new();
        uses(instruction, &mut |reg, usage| {
            if usage.reads() && !written.contains(&reg) {
                needs.registers.insert(reg);
            }
            if usage.writes() {
                writes.push(reg);
            }
        });
        let flags = operands::flags(instruction);
        needs.flags |= !flags_set && flags.is_some_and(Use::reads);
        let monitor = operands::monitor(instruction);
        needs.monitor |= !monitor_set && monitor.is_some_and(Use::reads);
        straight &= !branches(instruction);
        if straight {
            written.extend(writes);
            flags_set |= flags.is_some_and(Use::writes);
            monitor_set |= monitor.is_some_and(Use::writes);
        }
    }
    needs.registers.extend(observed.difference(&written).copied());
    let lr = RegName::General(Reg::LR);
    let given = thread.regs.iter().any(|init| init.reg == lr && init.value.is_some());
    needs.home = !given && needs.registers.remove(&lr);
    needs
}

/// An indirect branch of the thread, if another thread's code could be its target.
pub(super) fn foreign_branch(test: &Test, id: ThreadId) -> Option<Refusal> {
    let foreign = |c: &Const| matches!(c, Const::Label { thread, .. } if *thread != id);
    let registers = test.threads.iter().flat_map(|t| &t.regs).filter_map(|r| r.value.as_ref());
    let locations = test.locations.iter().map(|l| &l.init);
    if !registers.chain(locations).flatten().any(foreign) {
        return None;
    }
    let thread = &test.threads[usize::from(id.0)];
    let line = thread.code.iter().find(|line| operands::is_indirect(&line.instruction))?;
    let help = "only the code of its own thread is compiled for it".to_string();
    Some(at(id, line, "this branch may lead into another thread's code", Some(help)))
}
