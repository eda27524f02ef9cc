//! A thread part-way along one of its paths.

use super::expr::{Arena, Expr, Op, Var};
use super::layout::{Layout, Pc};
use super::values::{Domains, ValueSet};
use crate::isa::{Reg, Resource, VReg, Width};
use crate::model::graph::{
    Access, AccessId, Annotation, Edge, Footprint, MicroGraph, NodeId, NodeKind,
};
use std::rc::Rc;
use std::sync::Arc;

/// What a register holds, and the node that wrote it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) value: Expr,
    pub(crate) writer: Option<NodeId>,
}

/// The registers beyond X0 to SP that instructions read and write.
pub(crate) const FLAGS: usize = Reg::COUNT;
/// The exclusive monitor, as a register that carries dependencies.
pub(crate) const MONITOR: usize = Reg::COUNT + 1;
const VECTORS: usize = Reg::COUNT + 2;
/// The number of register slots.
pub(crate) const SLOTS: usize = VECTORS + 32;

/// Where something that instructions read and write is kept.
pub(crate) fn slot(resource: Resource) -> usize {
    match resource {
        Resource::General(r) => r.index(),
        Resource::Vector(v) => vector_slot(v),
        Resource::Flags => FLAGS,
        Resource::Monitor => MONITOR,
    }
}

/// The slot of a vector register.
pub(crate) fn vector_slot(v: VReg) -> usize {
    VECTORS + v.index()
}

/// A value read from a register: its node is none for the zero register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub(crate) value: Expr,
    pub(crate) node: Option<NodeId>,
}

impl Source {
    /// The edge from this read, if there is one.
    pub(crate) fn edge(self, edge: Edge) -> Option<(NodeId, Edge)> {
        self.node.map(|n| (n, edge))
    }
}

/// The expression must be non-zero (or zero, if `!holds`) for the path to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Constraint {
    pub(crate) expr: Expr,
    pub(crate) holds: bool,
}

/// How a path ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// At the end of the thread's code.
    Exit,
    /// A loop was left alone after the bound's number of iterations.
    Bound {
        /// The first instruction of the loop.
        head: Pc,
    },
    /// The thread did something that has no meaning here.
    Fault {
        /// The instruction.
        pc: Pc,
        /// What is wrong with it.
        reason: Arc<str>,
    },
}

/// What the path looked like when it last came by a loop's head.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) head: Pc,
    /// How often the loop was repeated after a choice.
    pub(crate) repeated: u32,
    /// How often an iteration with only silent, unordered writes was kept.
    pub(crate) silent: u32,
    pub(crate) slots: Rc<[Expr]>,
    pub(crate) reserved: Option<Footprint>,
    pub(crate) accesses: usize,
    pub(crate) choices: u32,
}

/// A thread part-way along one of its paths.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) pc: Pc,
    pub(crate) step: u32,
    pub(crate) slots: Box<[Slot; SLOTS]>,
    /// What the last load exclusive reserved.
    pub(crate) reserved: Option<Footprint>,
    pub(crate) graph: MicroGraph,
    /// By access: the value read or written.
    pub(crate) values: Vec<Expr>,
    /// By variable: its access and what is known of its value.
    pub(crate) vars: Vec<(AccessId, ValueSet)>,
    pub(crate) constraints: Vec<Constraint>,
    /// How many choices (branches, alternatives) the path has made.
    pub(crate) choices: u32,
    pub(crate) visits: Vec<Visit>,
    /// The instruction of each step.
    pub(crate) trace: Vec<Pc>,
    pub(crate) end: Option<End>,
    next_sca: u16,
}

/// What executing instructions needs beside the state.
pub(crate) struct Context<'a> {
    pub(crate) arena: &'a mut Arena,
    pub(crate) domains: &'a mut Domains,
    pub(crate) layout: &'a Layout,
    /// Set when knowing what memory may hold would have pruned something.
    pub(crate) wants_domains: bool,
}

impl State {
    pub(crate) fn new(pc: Pc, slots: Box<[Slot; SLOTS]>) -> State {
        State {
            pc,
            step: 0,
            slots,
            reserved: None,
            graph: MicroGraph::default(),
            values: Vec::new(),
            vars: Vec::new(),
            constraints: Vec::new(),
            choices: 0,
            visits: Vec::new(),
            trace: Vec::new(),
            end: None,
            next_sca: 0,
        }
    }

    /// Adds a node of the current instruction.
    pub(crate) fn node(&mut self, kind: NodeKind, edges: &[Option<(NodeId, Edge)>]) -> NodeId {
        let mut present = [(NodeId(0), Edge::Order); 12];
        let mut n = 0;
        for &edge in edges.iter().flatten() {
            present[n] = edge;
            n += 1;
        }
        self.graph.push(self.step, kind, &present[..n])
    }

    /// Reads a slot: the node has an edge from the slot's last writer.
    pub(crate) fn read_slot(&mut self, slot: usize, data: bool) -> Source {
        let Slot { value, writer } = self.slots[slot];
        let from = writer.map(|w| (w, Edge::Register));
        let node = self.node(NodeKind::RegRead { data }, &[from]);
        Source { value, node: Some(node) }
    }

    /// Reads a register whole; no event for the zero register.
    pub(crate) fn read(&mut self, cx: &mut Context<'_>, reg: Reg, data: bool) -> Source {
        if reg == Reg::ZR {
            return Source { value: cx.arena.constant(0), node: None };
        }
        self.read_slot(reg.index(), data)
    }

    /// Reads a register at a width.
    pub(crate) fn read_at(
        &mut self,
        cx: &mut Context<'_>,
        reg: Reg,
        w: Width,
        data: bool,
    ) -> Source {
        let source = self.read(cx, reg, data);
        Source { value: cut(cx.arena, source.value, w.bits()), ..source }
    }

    /// Writes a slot; its node has the given incoming edges.
    pub(crate) fn write_slot(
        &mut self,
        slot: usize,
        value: Expr,
        edges: &[Option<(NodeId, Edge)>],
    ) {
        let node = self.node(NodeKind::RegWrite, edges);
        self.slots[slot] = Slot { value, writer: Some(node) };
    }

    /// Writes a register; nothing for the zero register.
    pub(crate) fn write(&mut self, reg: Reg, value: Expr, edges: &[Option<(NodeId, Edge)>]) {
        if reg != Reg::ZR {
            self.write_slot(reg.index(), value, edges);
        }
    }

    /// A fresh single-copy atomicity class.
    pub(crate) fn fresh_sca(&mut self) -> u16 {
        self.next_sca += 1;
        self.next_sca - 1
    }

    fn access(
        &mut self,
        write: bool,
        footprint: Footprint,
        annotation: Annotation,
        sca: u16,
        edges: &[Option<(NodeId, Edge)>],
    ) -> NodeId {
        let id = AccessId(self.graph.accesses.len() as u16);
        let node = self.node(NodeKind::Access(id), edges);
        let torn = !footprint.offset.is_multiple_of(footprint.size);
        self.graph.accesses.push(Access {
            step: self.step,
            write,
            footprint,
            annotation,
            sca,
            torn,
        });
        node
    }

    /// A memory read: its value is a new variable.
    pub(crate) fn load(
        &mut self,
        cx: &mut Context<'_>,
        footprint: Footprint,
        annotation: Annotation,
        sca: u16,
        edges: &[Option<(NodeId, Edge)>],
    ) -> Source {
        let var = Var(self.vars.len() as u16);
        let value = cx.arena.var(var, footprint.size * 8);
        let id = AccessId(self.graph.accesses.len() as u16);
        self.vars.push((id, cx.domains.read(cx.layout, footprint)));
        self.values.push(value);
        let node = self.access(false, footprint, annotation, sca, edges);
        Source { value, node: Some(node) }
    }

    /// A memory write.
    pub(crate) fn store(
        &mut self,
        cx: &mut Context<'_>,
        footprint: Footprint,
        value: Expr,
        annotation: Annotation,
        sca: u16,
        edges: &[Option<(NodeId, Edge)>],
    ) -> NodeId {
        let value = cut(cx.arena, value, footprint.size * 8);
        self.values.push(value);
        if cx.domains.tracked() {
            let values = self.possible(cx, value);
            cx.domains.write(cx.layout, footprint, values);
        }
        self.access(true, footprint, annotation, sca, edges)
    }

    /// Requires `expr` to be non-zero (zero, if `!holds`). Returns whether it
    /// can be.
    #[must_use]
    pub(crate) fn assume(&mut self, cx: &mut Context<'_>, expr: Expr, holds: bool) -> bool {
        if let Some(c) = cx.arena.known(expr) {
            return (c != 0) == holds;
        }
        let (expr, holds) = cx.arena.unnegated(expr, holds);
        if let Some(known) = self.constraints.iter().find(|c| c.expr == expr) {
            return known.holds == holds;
        }
        self.choices += 1;
        let support = cx.arena.support(expr);
        // With one load involved its possible values are narrowed; with more,
        // some combination must do.
        if let [var] = support[..] {
            let set = &mut self.vars[usize::from(var.0)].1;
            set.retain(|value| (cx.arena.eval(expr, &|_| value) != 0) == holds);
            if set.is_empty() {
                return false;
            }
        } else if let Some(mut values) = self.possible(cx, expr)
            && !values.any(|v| (v != 0) == holds)
        {
            return false;
        }
        self.constraints.push(Constraint { expr, holds });
        true
    }

    /// Whether `expr` is non-zero, as far as the path has decided it.
    pub(crate) fn decided(&self, cx: &Context<'_>, expr: Expr) -> Option<bool> {
        if let Some(known) = self.constraints.iter().find(|c| c.expr == expr) {
            return Some(known.holds);
        }
        let mut values = self.possible(cx, expr)?;
        let first = values.next()? != 0;
        values.all(|v| (v != 0) == first).then_some(first)
    }

    /// Requires `expr` to be `value` (not to be, if `!equal`). Returns whether
    /// it can be.
    #[must_use]
    pub(crate) fn assume_value(
        &mut self,
        cx: &mut Context<'_>,
        expr: Expr,
        value: u128,
        equal: bool,
    ) -> bool {
        let value = cx.arena.constant(value);
        let same = cx.arena.op(Op::Equal, &[expr, value]);
        self.assume(cx, same, equal)
    }

    /// The values that `expr` can have, if the loads that it depends on have
    /// known and few enough possible values.
    pub(crate) fn possible(
        &self,
        cx: &Context<'_>,
        expr: Expr,
    ) -> Option<std::vec::IntoIter<u128>> {
        const MOST: usize = 256;
        if let Some(c) = cx.arena.known(expr) {
            return Some(vec![c].into_iter());
        }
        let support = cx.arena.support(expr);
        let sets: Option<Vec<&[u128]>> =
            support.iter().map(|v| self.vars[usize::from(v.0)].1.values()).collect();
        let sets = sets?;
        let combinations = sets.iter().try_fold(1usize, |n, s| n.checked_mul(s.len()))?;
        if combinations > MOST {
            return None;
        }
        let mut values: Vec<u128> = (0..combinations)
            .map(|mut k| {
                let choice: Vec<u128> = sets
                    .iter()
                    .map(|s| {
                        let value = s[k % s.len()];
                        k /= s.len();
                        value
                    })
                    .collect();
                cx.arena.eval(expr, &|v| match support.binary_search(&v) {
                    Ok(i) => choice[i],
                    Err(_) => 0,
                })
            })
            .collect();
        values.sort_unstable();
        values.dedup();
        Some(values.into_iter())
    }
}

/// The low `bits` of a value.
pub(crate) fn cut(arena: &mut Arena, value: Expr, bits: u32) -> Expr {
    if bits >= 128 { value } else { arena.op(Op::Extract { lo: 0, len: bits as u8 }, &[value]) }
}
