//! The paths of each thread.
//!
//! A path fixes which way every instruction goes and which address it
//! accesses, but not which writes its loads read from. Its events, the
//! dependencies between them and therefore the model's local order are the
//! same in every execution that takes it.
//!
//! # Awaits
//!
//! Loops that wait (spin until a value, retry a store exclusive, fail to take a
//! lock) are not unrolled but solved: a path that comes back to a loop's head
//! with every register that is still needed unchanged, having only read memory
//! in between, is dropped. Nothing is lost. The same execution without that
//! iteration ends in the same state, and every relation of the model that
//! orders events only shrinks when reads are taken away.
//!
//! The same holds for an iteration that wrote, if each write is *silent*: the
//! write of an atomic instruction that stores the value it read. Whoever read
//! from it can read from the write it replaced instead, which is ordered before
//! it through the atomic's own read. One thing could change: a later read of
//! the same thread that took the silent write's value early, before the
//! atomic's read was satisfied, would now read from another thread. If the
//! atomic is an acquire, its read comes before that later read anyway, and the
//! iteration is dropped; if not, one such iteration is kept and only further
//! ones are dropped.

use super::expr::{Arena, Expr, Op};
use super::layout::{Layout, Pc};
use super::program::{Program, slot_of};
use super::state::{Constraint, Context, End, SLOTS, Slot, State, Visit};
use super::step;
use super::values::Domains;
use crate::isa::Reg;
use crate::model::graph::{AccessId, Footprint, MicroGraph};
use crate::test::{Const, Item, RegName, ThreadId};
use std::rc::Rc;

/// A path that executes more instructions than this is given up as a loop.
const MOST_STEPS: usize = 20_000;

/// Rounds of growing value sets before those that still grow are given up.
const MOST_ROUNDS: usize = 24;

/// One path of one thread.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) graph: MicroGraph,
    /// By access: the value read or written.
    pub(crate) values: Vec<Expr>,
    /// By variable: its access.
    pub(crate) vars: Vec<AccessId>,
    pub(crate) constraints: Vec<Constraint>,
    /// The final values of the thread's observed registers, in item order.
    pub(crate) finals: Vec<Expr>,
    pub(crate) end: End,
    /// The instruction of each step.
    pub(crate) trace: Vec<Pc>,
}

/// The paths of every thread and the expressions that they use.
pub(crate) struct Paths {
    pub(crate) arenas: Vec<Arena>,
    pub(crate) threads: Vec<Vec<Path>>,
}

/// Why a search ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// It was told to.
    Asked,
    /// An execution would have more memory events than the search can hold.
    TooLarge,
}

/// The most memory events that one execution may have.
pub(crate) const MOST_EVENTS: usize = 64 * 64;

/// Finds every path of every thread.
pub(crate) fn paths(
    program: &Program<'_>,
    layout: &Layout,
    stop: &dyn Fn() -> bool,
) -> Result<Paths, Stopped> {
    // Most tests need no idea of what memory may hold.
    if let Some(paths) = round(program, layout, &mut Domains::unknown(), stop)? {
        return Ok(paths);
    }
    let mut domains = Domains::initial();
    for n in 0.. {
        if n == MOST_ROUNDS {
            domains.widen();
        }
        domains.take_changed();
        let paths = round(program, layout, &mut domains, stop)?;
        if let Some(paths) = paths
            && !domains.take_changed()
        {
            return Ok(paths);
        }
    }
    unreachable!("the value sets only grow, and are given up in the end")
}

/// One pass over all threads; none if nothing is known of what memory may
/// hold and knowing it would help.
fn round(
    program: &Program<'_>,
    layout: &Layout,
    domains: &mut Domains,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Paths>, Stopped> {
    let mut result = Paths { arenas: Vec::new(), threads: Vec::new() };
    for id in (0..program.test.threads.len() as u16).map(ThreadId) {
        let mut arena = Arena::default();
        let mut cx = Context { arena: &mut arena, domains, layout, wants_domains: false };
        let found = thread_paths(program, &mut cx, id, stop)?;
        if cx.wants_domains && !cx.domains.tracked() {
            return Ok(None);
        }
        result.arenas.push(arena);
        result.threads.push(found);
    }
    Ok(Some(result))
}

fn thread_paths(
    program: &Program<'_>,
    cx: &mut Context<'_>,
    id: ThreadId,
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Path>, Stopped> {
    let observed: Vec<usize> = program
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Reg { thread, reg } if *thread == id => Some(slot_of(*reg)),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    let mut todo = vec![initial_state(program, cx, id)];
    let mut steps = 0u32;
    while let Some(mut state) = todo.pop() {
        steps = steps.wrapping_add(1);
        if steps.is_multiple_of(256) && stop() {
            return Err(Stopped::Asked);
        }
        if cx.wants_domains && !cx.domains.tracked() {
            return Ok(Vec::new());
        }
        if let Some(end) = state.end.take() {
            found.push(finish(state, end, &observed));
        } else if state.graph.accesses.len() > MOST_EVENTS {
            return Err(Stopped::TooLarge);
        } else if state.trace.len() >= MOST_STEPS {
            state.end = Some(End::Bound { head: state.pc });
            todo.push(state);
        } else {
            match come_by(program, cx, &mut state) {
                Passage::Free if state.end.is_some() => todo.push(state),
                Passage::Free => step::successors(program, cx, state, &mut todo),
                Passage::Dropped => {}
                Passage::Depends(expr) => {
                    // Both ways come by here again, knowing it.
                    let mut other = state.clone();
                    todo.extend(state.assume(cx, expr, true).then_some(state));
                    todo.extend(other.assume(cx, expr, false).then_some(other));
                }
            }
        }
    }
    Ok(found)
}

fn finish(state: State, end: End, observed: &[usize]) -> Path {
    Path {
        finals: observed.iter().map(|&slot| state.slots[slot].value).collect(),
        graph: state.graph,
        values: state.values,
        vars: state.vars.into_iter().map(|(access, _)| access).collect(),
        constraints: state.constraints,
        end,
        trace: state.trace,
    }
}

fn initial_state(program: &Program<'_>, cx: &mut Context<'_>, id: ThreadId) -> State {
    let zero = cx.arena.constant(0);
    let mut slots = Box::new([Slot { value: zero, writer: None }; SLOTS]);
    // A thread that returns is at its end.
    let code = &program.test.threads[usize::from(id.0)].code;
    let end = cx.layout.code_address(Pc { thread: id, index: code.len() });
    slots[Reg::LR.index()].value = cx.arena.constant(end.into());
    for init in &program.test.threads[usize::from(id.0)].regs {
        let Some(value) = &init.value else { continue };
        let value =
            register_value(program, cx, init.reg, init.ty.map(|t| t.elem.size.bytes()), value);
        slots[slot_of(init.reg)].value = cx.arena.constant(value);
    }
    State::new(Pc { thread: id, index: 0 }, slots)
}

/// The initial contents of a register: a number sign-extended to it, or the
/// elements of a vector.
fn register_value(
    program: &Program<'_>,
    cx: &Context<'_>,
    reg: RegName,
    elem_bytes: Option<u32>,
    value: &[Const],
) -> u128 {
    let number = |c: &Const| cx.layout.constant(program.test, c);
    match (reg, value) {
        (RegName::General(_), [c, ..]) => number(c) & super::expr::mask(64),
        (RegName::Vector(_), [c]) => number(c),
        (RegName::Vector(_), elements) => {
            let bits = elem_bytes.unwrap_or(4) * 8;
            elements.iter().enumerate().fold(0, |v, (i, c)| {
                let shift = i as u32 * bits;
                if shift < 128 { v | ((number(c) & super::expr::mask(bits)) << shift) } else { v }
            })
        }
        (RegName::General(_), []) => 0,
    }
}

/// Whether a path may pass a loop's head.
enum Passage {
    /// It goes on; its end is set if the loop was repeated often enough.
    Free,
    /// It only waited: it is dropped.
    Dropped,
    /// That depends on whether this expression is 0.
    Depends(Expr),
}

/// Notes that the path comes by a loop's head, if it does.
fn come_by(program: &Program<'_>, cx: &mut Context<'_>, state: &mut State) -> Passage {
    let pc = state.pc;
    if !program.is_loop_head(pc) {
        return Passage::Free;
    }
    let jumped_back =
        state.trace.last().is_some_and(|last| last.thread == pc.thread && pc.index <= last.index);
    let slots: Rc<[Expr]> = state.slots.iter().map(|s| s.value).collect();
    let Some(n) = state.visits.iter().position(|v| v.head == pc) else {
        state.visits.push(Visit {
            head: pc,
            repeated: 0,
            silent: 0,
            slots,
            reserved: state.reserved,
            accesses: state.graph.accesses.len(),
            choices: state.choices,
        });
        return Passage::Free;
    };
    let visit = state.visits[n].clone();
    let unchanged = visit.reserved == state.reserved || !program.is_live(pc, super::state::MONITOR);
    let unchanged = unchanged
        && slots
            .iter()
            .zip(visit.slots.iter())
            .enumerate()
            .all(|(slot, (now, then))| now == then || !program.is_live(pc, slot));
    // Nothing was chosen on the way round, so nothing will be on the next: the
    // path never ends, and has no final state.
    if unchanged && state.choices == visit.choices {
        return Passage::Dropped;
    }
    let mut silent = visit.silent;
    if unchanged && program.options.awaits {
        match effect(cx, state, visit.accesses) {
            Effect::None => return Passage::Dropped,
            Effect::SilentWrites if silent > 0 => return Passage::Dropped,
            Effect::Depends(expr) => return Passage::Depends(expr),
            Effect::SilentWrites => silent += 1,
            Effect::Writes => {}
        }
    }
    let mut repeated = if jumped_back { visit.repeated } else { 0 };
    // A loop that counts to a constant goes round as often as it says.
    let counts = slots.iter().zip(visit.slots.iter()).enumerate().any(|(slot, (now, then))| {
        let known = cx.arena.known(*now).is_some() && cx.arena.known(*then).is_some();
        known && now != then && program.is_live(pc, slot)
    });
    if jumped_back && (state.choices > visit.choices || !counts) {
        repeated += 1;
        if repeated > program.options.unroll {
            cx.wants_domains = true;
            state.end = Some(End::Bound { head: pc });
        }
    }
    state.visits[n] = Visit {
        repeated,
        silent,
        slots,
        reserved: state.reserved,
        accesses: state.graph.accesses.len(),
        choices: state.choices,
        ..visit
    };
    Passage::Free
}

/// What an iteration of a loop did to memory.
enum Effect {
    /// Nothing that matters: reads, and silent writes of acquire atomics.
    None,
    /// Silent writes that are not ordered after an acquire.
    SilentWrites,
    /// Writes that may change something.
    Writes,
    /// That depends: the writes are silent if this expression is not 0.
    Depends(Expr),
}

fn effect(cx: &mut Context<'_>, state: &State, since: usize) -> Effect {
    let mut effect = Effect::None;
    for n in since..state.graph.accesses.len() {
        let write = &state.graph.accesses[n];
        if !write.write {
            continue;
        }
        let partner = (since..n).rev().find(|&r| {
            let read = &state.graph.accesses[r];
            !read.write && read.step == write.step && read.footprint == write.footprint
        });
        let Some(r) = partner.filter(|_| write.annotation.atomic) else { return Effect::Writes };
        let same = cx.arena.op(Op::Equal, &[state.values[n], state.values[r]]);
        match state.decided(cx, same) {
            Some(true) => {}
            Some(false) => return Effect::Writes,
            None => return Effect::Depends(same),
        }
        if !state.graph.accesses[r].annotation.acquire {
            effect = Effect::SilentWrites;
        }
    }
    effect
}

/// How memory is cut into cells: the pieces that every access of the test
/// takes whole or not at all.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) cells: Vec<Footprint>,
}

impl Cells {
    pub(crate) fn new(paths: &Paths) -> Cells {
        // Of each location: where a cell begins, and which bytes are accessed.
        let mut cuts: Vec<(u16, u32)> = Vec::new();
        let mut accessed: Vec<Footprint> = Vec::new();
        for access in paths.threads.iter().flatten().flat_map(|p| &p.graph.accesses) {
            let Footprint { loc, offset, size } = access.footprint;
            let step = if access.torn { 1 } else { size as usize };
            cuts.extend((offset..=offset + size).step_by(step).map(|at| (loc.0, at)));
            accessed.push(access.footprint);
        }
        cuts.sort_unstable();
        cuts.dedup();
        accessed.sort_unstable();
        accessed.dedup();
        let covered = |f: Footprint| {
            accessed.iter().any(|a| {
                a.loc == f.loc && a.offset <= f.offset && f.offset + f.size <= a.offset + a.size
            })
        };
        let cells = cuts
            .windows(2)
            .filter(|w| w[0].0 == w[1].0)
            .map(|w| Footprint {
                loc: crate::test::LocId(w[0].0),
                offset: w[0].1,
                size: w[1].1 - w[0].1,
            })
            .filter(|&f| covered(f))
            .collect();
        Cells { cells }
    }

    /// The cells of a piece of memory.
    pub(crate) fn of(&self, at: Footprint) -> std::ops::Range<u16> {
        let begin = self.cells.partition_point(|c| (c.loc, c.offset) < (at.loc, at.offset));
        let end = self.cells.partition_point(|c| (c.loc, c.offset) < (at.loc, at.offset + at.size));
        begin as u16..end as u16
    }

    /// The cells that share a byte with a piece of memory.
    pub(crate) fn of_overlapping(&self, at: Footprint) -> impl Iterator<Item = u16> {
        let touches = move |c: &Footprint| {
            c.loc == at.loc && c.offset < at.offset + at.size && at.offset < c.offset + c.size
        };
        self.cells.iter().enumerate().filter(move |(_, c)| touches(c)).map(|(i, _)| i as u16)
    }
}
