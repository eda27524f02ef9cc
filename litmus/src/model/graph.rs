//! The events of one thread along one path, and what connects them.
//!
//! Two layers. `MicroGraph` is what executing instructions leaves behind:
//! register and memory accesses with the edges *inside* each instruction
//! (data, control, order: herd's `iico` edges) and from register writes to the
//! reads they feed. [`ThreadEvents`] is what the models look at: memory
//! events, fences and branches in program order, with the dependencies between
//! them already worked out by `super::dependency`.

use super::relation::{Relation, Set};
use crate::isa::{BarrierType, Domain};
use crate::test::LocId;

/// A node of a `MicroGraph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

/// A memory access of a `MicroGraph`: an index into its accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessId(pub(crate) u16);

/// What a node of a `MicroGraph` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// A register read; `data` on the port that a store's data comes through.
    RegRead { data: bool },
    /// A register write. Flags and the exclusive monitor are registers too.
    RegWrite,
    /// A memory access.
    Access(AccessId),
    /// The commitment of a predicate: CSEL's condition, CAS's comparison.
    Predicate,
    /// The commitment of a conditional or indirect branch (BCC in the model).
    Branch,
    /// A barrier.
    Fence(Fence),
}

/// An edge into a node of a `MicroGraph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// Inside one instruction: the source's value is used (`iico_data`).
    Data,
    /// Inside one instruction: the source decides whether (`iico_ctrl`).
    Control,
    /// Inside one instruction: order alone (`iico_order`).
    Order,
    /// From a register write to the register read that it feeds (`rf-reg`).
    Register,
}

/// A barrier, as the models tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fence {
    /// DMB.
    Dmb {
        /// Its shareability domain.
        domain: Domain,
        /// What it orders.
        ty: BarrierType,
    },
    /// DSB.
    Dsb {
        /// Its shareability domain.
        domain: Domain,
        /// What it orders.
        ty: BarrierType,
    },
    /// ISB.
    Isb,
}

/// How a memory access takes part in ordering.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Annotation {
    /// `A`: a read with acquire semantics (LDAR, LDAXR, `...A` atomics).
    pub acquire: bool,
    /// `Q`: a read with acquirePC semantics (LDAPR).
    pub acquire_pc: bool,
    /// `L`: a write with release semantics.
    pub release: bool,
    /// `X`: an access of an exclusive or an atomic instruction.
    pub exclusive: bool,
    /// The access is an atomic instruction's rather than LDXR's or STXR's.
    pub atomic: bool,
    /// `NoRet`: the read of an atomic whose result is discarded.
    pub no_ret: bool,
}

/// Bytes of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Footprint {
    /// The location.
    pub loc: LocId,
    /// The first byte.
    pub offset: u32,
    /// How many bytes.
    pub size: u32,
}

/// A memory access along a path.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// Counts the instructions executed along the path.
    pub(crate) step: u32,
    pub(crate) write: bool,
    pub(crate) footprint: Footprint,
    pub(crate) annotation: Annotation,
    /// Accesses with the same number are one single-copy atomic access
    /// (the halves of STXP, for example).
    pub(crate) sca: u16,
    /// Not single-copy atomic even by itself: an unaligned access.
    pub(crate) torn: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) step: u32,
    pub(crate) kind: NodeKind,
    /// Where this node's incoming edges end in the graph's edge list; they
    /// begin where the previous node's end.
    edges_end: u32,
}

/// The micro-events of one path, in an order in which every edge goes forward.
#[derive(Clone, Debug, Default)]
pub(crate) struct MicroGraph {
    nodes: Vec<Node>,
    edges: Vec<(NodeId, Edge)>,
    pub(crate) accesses: Vec<Access>,
}

impl MicroGraph {
    pub(crate) fn push(&mut self, step: u32, kind: NodeKind, edges: &[(NodeId, Edge)]) -> NodeId {
        self.edges.extend_from_slice(edges);
        self.nodes.push(Node { step, kind, edges_end: self.edges.len() as u32 });
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// Makes one single-copy atomic access of the latest load exclusive, whose
    /// store exclusive succeeds.
    pub(crate) fn join_exclusive_loads(&mut self) {
        let mut latest: Option<(u32, u16)> = None;
        for access in self.accesses.iter_mut().rev() {
            if access.write || !access.annotation.exclusive {
                continue;
            }
            let (step, sca) = *latest.get_or_insert((access.step, access.sca));
            if access.step != step {
                break;
            }
            access.sca = sca;
        }
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn edges_into(&self, node: usize) -> &[(NodeId, Edge)] {
        let begin = if node == 0 { 0 } else { self.nodes[node - 1].edges_end };
        &self.edges[begin as usize..self.nodes[node].edges_end as usize]
    }
}

/// A piece of memory that every access of a test takes whole or not at all:
/// what the model calls an elementary location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub(crate) u16);

/// What an event of [`ThreadEvents`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A read of one cell.
    Read(CellId),
    /// A write of one cell.
    Write(CellId),
    /// A barrier.
    Fence(Fence),
    /// A branch.
    Branch,
}

/// An event as the models see it.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What it is.
    pub kind: EventKind,
    /// Which instruction of the path it belongs to.
    pub step: u32,
    /// How it takes part in ordering; nothing for fences and branches.
    pub annotation: Annotation,
    /// The access that a memory event is (a part of).
    pub access: Option<AccessId>,
    /// Single-copy atomicity class; unique for fences and branches.
    pub sca: u16,
}

impl Event {
    /// The cell that a memory event touches.
    pub fn cell(&self) -> Option<CellId> {
        match self.kind {
            EventKind::Read(c) | EventKind::Write(c) => Some(c),
            EventKind::Fence(_) | EventKind::Branch => None,
        }
    }
}

/// One thread's events along one path, in program order, with every relation
/// between them that depends on this thread alone.
#[derive(Clone, Debug)]
pub struct ThreadEvents {
    /// The events.
    pub events: Vec<Event>,
    /// Address dependency.
    pub addr: Relation,
    /// Data dependency.
    pub data: Relation,
    /// Control dependency, to every later event.
    pub ctrl: Relation,
    /// Address dependency through a pick: CSEL's or CAS's choice.
    pub pick_addr: Relation,
    /// Data dependency through a pick.
    pub pick_data: Relation,
    /// Control dependency through a pick.
    pub pick_ctrl: Relation,
    /// Any of the dependencies, picks included, to another instruction.
    pub pick: Relation,
    /// Order inside one instruction (LDIAPP, STILP, SWP).
    pub order: Relation,
    /// Write to read: the last po-earlier write of the same cell.
    pub lrs: Relation,
}

impl ThreadEvents {
    /// The number of events.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether the thread has no events.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events that satisfy `f`.
    pub fn set(&self, f: impl Fn(&Event) -> bool) -> Set {
        Set::from_fn(self.len(), |i| f(&self.events[i]))
    }

    /// Memory reads, `R`.
    pub fn reads(&self) -> Set {
        self.set(|e| matches!(e.kind, EventKind::Read(_)))
    }

    /// Memory writes, `W`.
    pub fn writes(&self) -> Set {
        self.set(|e| matches!(e.kind, EventKind::Write(_)))
    }

    /// Memory events, `M`.
    pub fn memory(&self) -> Set {
        self.set(|e| e.cell().is_some())
    }

    /// Fences that satisfy `f`.
    pub fn fences(&self, f: impl Fn(Fence) -> bool) -> Set {
        self.set(|e| matches!(e.kind, EventKind::Fence(fence) if f(fence)))
    }

    /// Program order: pairs of events of different instructions.
    pub fn po(&self) -> Relation {
        self.related(|a, b| a.step < b.step)
    }

    /// `po & loc`.
    pub fn po_loc(&self) -> Relation {
        self.related(|a, b| a.step < b.step && a.cell().is_some() && a.cell() == b.cell())
    }

    /// Memory events of one single-copy atomic access, each with itself too.
    pub fn sca(&self) -> Relation {
        self.related(|a, b| a.sca == b.sca && a.cell().is_some())
    }

    /// `amo`: the read and the write of one atomic instruction.
    pub fn amo(&self) -> Relation {
        self.related(|r, w| {
            r.step == w.step
                && r.annotation.exclusive
                && w.annotation.exclusive
                && matches!((r.kind, w.kind), (EventKind::Read(a), EventKind::Write(b)) if a == b)
        })
    }

    /// `lxsx`: a load exclusive and the store exclusive it pairs with, no
    /// other exclusive between them.
    pub fn lxsx(&self) -> Relation {
        let ex = self.set(|e| e.annotation.exclusive && !e.annotation.atomic);
        let po = self.po().from(&ex).to(&ex);
        let adjacent = &po - &po.then(&po);
        let same_cell = self.related(|a, b| a.cell() == b.cell());
        (&adjacent & &same_cell).from(&self.reads()).to(&self.writes())
    }

    /// `rmw = amo | lxsx`.
    pub fn rmw(&self) -> Relation {
        self.amo() | &self.lxsx()
    }

    fn related(&self, f: impl Fn(&Event, &Event) -> bool) -> Relation {
        Relation::from_fn(self.len(), |a, b| f(&self.events[a], &self.events[b]))
    }
}
