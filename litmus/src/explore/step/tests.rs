//! Whether instructions read and write what [`Instruction::effects`] says.

use super::*;
use crate::explore::expr::{Arena, Expr};
use crate::explore::layout::Layout;
use crate::explore::program::Options;
use crate::explore::state::{SLOTS, Slot, slot};
use crate::explore::values::Domains;
use crate::isa::Resource;
use crate::test::{LocId, ThreadId};
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use std::collections::BTreeSet;

#[path = "../../../tests/common/instruction.rs"]
#[allow(dead_code, unreachable_pub, reason = "each test uses a part")]
mod instruction;

/// One instruction in a memory large enough for most offsets.
const SOURCE: &str = "AArch64 one\n{ uint64_t x[1024]; }\n P0 ;\n NOP ;\nexists (true)\n";

#[test]
fn instructions_read_and_write_what_their_effects_say() {
    let mut runner =
        TestRunner::new(Config { cases: 20_000, failure_persistence: None, ..Config::default() });
    let (run, faults) = (Cell::new(0), Cell::new(0));
    let result = runner.run(&instruction::instruction(), |instruction| {
        let Some((reads, writes)) = executed(&instruction) else {
            faults.set(faults.get() + 1);
            return Ok(());
        };
        run.set(run.get() + 1);
        let effects = instruction.effects();
        let set = |resources: &[Resource]| resources.iter().map(|&r| slot(r)).collect();
        let (may_read, must_write): (BTreeSet<_>, BTreeSet<_>) =
            (set(&effects.reads), set(&effects.writes));
        proptest::prop_assert_eq!(writes, must_write, "writes of {}", instruction);
        proptest::prop_assert!(reads.is_subset(&may_read), "reads of {}", instruction);
        if always_reads(&instruction) {
            proptest::prop_assert_eq!(reads, may_read, "reads of {}", instruction);
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    assert!(run.get() > 2 * faults.get(), "{} ran, {} faulted", run.get(), faults.get());
}

/// Whether an instruction reads all that it may, one way or another: not a
/// prefetch, which has no events, nor what goes one way only.
fn always_reads(instruction: &Instruction) -> bool {
    !matches!(
        instruction,
        Instruction::Prfm { .. }
            | Instruction::BCond { cond: Cond::Al, .. }
            | Instruction::CondSelect { cond: Cond::Al, .. }
            | Instruction::CondCompare { cond: Cond::Al, .. }
    )
}

/// The slots that an instruction reads one way or another, and those that it
/// writes every way; none if it always faults.
fn executed(instruction: &Instruction) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let mut test = crate::test::parse(SOURCE).expect("it is a test").test;
    test.threads[0].code[0].instruction = instruction.clone();
    let layout = Layout::new(&test);
    let program = Program::new(&test, &layout, Options::default(), &[]);
    let (mut arena, mut domains) = (Arena::default(), Domains::unknown());
    let mut cx =
        Context { arena: &mut arena, domains: &mut domains, layout: &layout, wants_domains: false };
    let state = start(&mut cx, instruction);
    let before = state.slots.clone();
    let nodes = state.graph.nodes().len();
    let mut ways = Vec::new();
    successors(&program, &mut cx, state, &mut ways);
    ways.retain(|way| !matches!(way.end, Some(End::Fault { .. })));
    let mut reads = BTreeSet::new();
    for way in &ways {
        let edges = (nodes..way.graph.nodes().len()).flat_map(|n| way.graph.edges_into(n));
        let fed = edges.filter(|(_, edge)| *edge == Edge::Register);
        reads.extend(
            fed.filter_map(|(from, _)| before.iter().position(|s| s.writer == Some(*from))),
        );
    }
    let written = |way: &State| -> BTreeSet<usize> {
        (0..SLOTS).filter(|&n| way.slots[n].writer != before[n].writer).collect()
    };
    let writes = ways.iter().map(written).reduce(|a, b| &a & &b)?;
    Some((reads, writes))
}

/// A state in which every slot was written by a node of its own, flags may have
/// any value, and the base or target of the instruction leads somewhere.
fn start(cx: &mut Context<'_>, instruction: &Instruction) -> State {
    let pc = Pc { thread: ThreadId(0), index: 0 };
    let zero = cx.arena.constant(0);
    let mut state = State::new(pc, Box::new([Slot { value: zero, writer: None }; SLOTS]));
    let middle = u128::from(cx.layout.address(LocId(0))) + 4096;
    let constant = |cx: &mut Context<'_>, value: u128| -> Expr { cx.arena.constant(value) };
    for n in (0..SLOTS).filter(|&n| n != Reg::ZR.index()) {
        state.write_slot(n, zero, &[]);
    }
    let place = Footprint { loc: LocId(0), offset: 0, size: 8 };
    let any = state.load(cx, place, Annotation::default(), 0, &[]).value;
    state.slots[FLAGS].value = cut(cx.arena, any, 4);
    match instruction {
        Instruction::Br { rn } | Instruction::Blr { rn } | Instruction::Ret { rn } => {
            state.slots[rn.index()].value = constant(cx, cx.layout.code_address(pc).into());
        }
        _ => {
            if let Some(access) = instruction.access() {
                state.slots[access.addr.base.index()].value = constant(cx, middle);
                state.reserved = cx.layout.footprint(middle, access.size.bytes());
            }
        }
    }
    state
}
