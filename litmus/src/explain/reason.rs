//! Why one event comes before another: the clause, and what in it applies.
//!
//! A [`Reason`] is a claim that can be checked: [`Reason::holds`] tells whether
//! it is true of two parts of an execution, from the definitions of the model's
//! clauses and nothing else. Reasons are found by trying the claims that a
//! clause can make; none is made that does not hold.

use crate::explore::Execution;
use crate::isa::BarrierType;
use crate::model::graph::{EventKind, Fence, ThreadEvents};
use crate::model::relation::Relation;
use crate::model::{Clause, Model};

/// Why a part of an execution comes before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A read of another thread takes its value from the write, or from the
    /// rest of the same single-copy atomic access.
    ReadsFrom,
    /// A write of another thread comes later in coherence.
    Coherence,
    /// What the read returned is overwritten by the write of another thread.
    FromRead,
    /// A later read of the same location, `via`, is from-read before the write.
    Hazard {
        /// The later read.
        via: usize,
    },
    /// The model keeps the two in order inside their thread.
    Local {
        /// The clause.
        clause: Clause,
        /// What in it applies.
        why: Local,
    },
    /// Coherence: the accesses of one thread to one location in program order.
    SameLocation,
    /// Coherence: a read takes its value from a write of any thread.
    AnyReadsFrom,
    /// Coherence: a write comes later in coherence, of any thread.
    AnyCoherence,
    /// Coherence: what a read returned is overwritten, by any thread.
    AnyFromRead,
    /// Atomicity: the write of an atomic pair belongs to this read.
    AtomicPair,
}

/// What in a clause of local order applies. Parts are numbered as in the
/// execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "`via` and `fence` are the events in between")]
pub enum Local {
    /// The second is a later write to the same location.
    LaterWrite,
    /// Address dependency.
    Address,
    /// Data dependency.
    Data,
    /// Control dependency to a write.
    Control,
    /// Address dependency to `via`, after which the second, a write, comes.
    AddressThenWrite { via: usize },
    /// Address or data dependency to the write that the second, a read, can
    /// take its value from early.
    DependencyThenRead { via: usize },
    /// Address dependency of a write on a choice.
    PickAddress,
    /// Data dependency on a choice.
    PickData,
    /// Control dependency of a write on a choice.
    PickControl,
    /// As `AddressThenWrite`, through a choice.
    PickAddressThenWrite { via: usize },
    /// The read and the write of an atomic pair.
    Atomic,
    /// An acquire that can read the write `via` of an atomic pair.
    AtomicThenAcquire { via: usize },
    /// A DMB in between.
    Dmb { fence: usize },
    /// A DSB in between.
    Dsb { fence: usize },
    /// An atomic with acquire and release orders all that follows it.
    AtomicAcquireRelease,
    /// A release and a later acquire.
    ReleaseThenAcquire,
    /// The first is an acquire.
    Acquire,
    /// The second is a release.
    Release,
    /// Order inside one instruction.
    Inside,
    /// A control dependency to an ISB in between.
    ControlIsb { fence: usize },
    /// An address dependency to an access before an ISB in between.
    AddressIsb { fence: usize },
    /// A DSB, then an ISB in between.
    DsbIsb { fence: usize },
    /// A dependency on a choice into `via`, which comes before the second.
    PickThenOrder { via: usize },
    /// Program order.
    ProgramOrder,
    /// A full fence in between.
    FullFence { fence: usize },
    /// One of them is a locked access.
    Locked,
}

impl Reason {
    /// Whether this is why part `a` comes before part `b`.
    pub fn holds(self, e: &Execution, model: &dyn Model, a: usize, b: usize) -> bool {
        let external = |r: &Relation| {
            let external = e.external(r);
            external.then(&e.sca()).contains(a, b)
        };
        match self {
            Reason::ReadsFrom => external(&e.rf),
            Reason::Coherence => external(&e.co),
            Reason::FromRead => external(&e.fr),
            Reason::Hazard { via } => {
                let same = e.of_threads(ThreadEvents::po_loc);
                e.event(a).is_read()
                    && e.event(via).is_read()
                    && same.contains(a, via)
                    && e.external(&e.fr).contains(via, b)
            }
            Reason::SameLocation => e.of_threads(ThreadEvents::po_loc).contains(a, b),
            Reason::AnyReadsFrom => e.rf.contains(a, b),
            Reason::AnyCoherence => e.co.contains(a, b),
            Reason::AnyFromRead => e.fr.contains(a, b),
            Reason::AtomicPair => e.of_threads(ThreadEvents::rmw).contains(b, a),
            Reason::Local { clause, why } => {
                let in_clause =
                    e.clauses(model).iter().any(|(c, r)| *c == clause && r.contains(a, b));
                in_clause && holds_locally(e, model, a, b, why)
            }
        }
    }
}

/// What in `clause` orders `a` before `b`, if something does.
pub(super) fn find(
    e: &Execution,
    model: &dyn Model,
    clause: Clause,
    a: usize,
    b: usize,
) -> Option<Local> {
    let (thread, _) = e.place(a);
    let own = (0..e.parts.len()).filter(|&p| e.place(p).0 == thread);
    let between: Vec<usize> = own.filter(|&p| p != a && p != b).collect();
    let via = |make: fn(usize) -> Local| between.iter().map(move |&p| make(p));
    let candidates: Vec<Local> = match clause {
        Clause::Lws => vec![Local::LaterWrite],
        Clause::Dob => [Local::Address, Local::Data, Local::Control]
            .into_iter()
            .chain(via(|via| Local::DependencyThenRead { via }))
            .chain(via(|via| Local::AddressThenWrite { via }))
            .collect(),
        Clause::Pob => [Local::PickAddress, Local::PickData, Local::PickControl]
            .into_iter()
            .chain(via(|via| Local::PickAddressThenWrite { via }))
            .collect(),
        Clause::Aob => std::iter::once(Local::Atomic)
            .chain(via(|via| Local::AtomicThenAcquire { via }))
            .collect(),
        Clause::Bob => via(|fence| Local::Dmb { fence })
            .chain([
                Local::Inside,
                Local::ReleaseThenAcquire,
                Local::Acquire,
                Local::Release,
                Local::AtomicAcquireRelease,
            ])
            .collect(),
        Clause::DsbOb => via(|fence| Local::Dsb { fence }).collect(),
        Clause::IfbOb => via(|fence| Local::ControlIsb { fence })
            .chain(via(|fence| Local::AddressIsb { fence }))
            .chain(via(|fence| Local::DsbIsb { fence }))
            .collect(),
        Clause::PickLob => via(|via| Local::PickThenOrder { via }).collect(),
        Clause::ProgramOrder => vec![Local::ProgramOrder, Local::Inside],
        Clause::FullFence => via(|fence| Local::FullFence { fence }).collect(),
        Clause::Locked => vec![Local::Locked],
    };
    candidates.into_iter().find(|&why| holds_locally(e, model, a, b, why))
}

/// Whether a claim is true, by the definitions in `aarch64.cat`.
fn holds_locally(e: &Execution, model: &dyn Model, a: usize, b: usize, why: Local) -> bool {
    let (thread, x) = e.place(a);
    if e.place(b).0 != thread {
        return false;
    }
    let base = e.first_part[thread];
    let t = &e.threads[thread];
    let y = b - base;
    let local = |part: usize| part.checked_sub(base).filter(|&p| p < t.len());
    let event = |n: usize| &t.events[n];
    let po = |p: usize, q: usize| event(p).step < event(q).step;
    let write = |n: usize| matches!(event(n).kind, EventKind::Write(_));
    let read = |n: usize| matches!(event(n).kind, EventKind::Read(_));
    let memory = |n: usize| event(n).cell().is_some();
    let fence = |part: usize| local(part).filter(|&f| po(x, f) && po(f, y));
    let acquire = |n: usize| event(n).annotation.acquire;
    let acquire_any = |n: usize| acquire(n) || event(n).annotation.acquire_pc;
    let release = |n: usize| event(n).annotation.release;
    let in_order = |ty: BarrierType| match ty {
        BarrierType::Full => memory(x),
        BarrierType::Ld => read(x) && !event(x).annotation.no_ret,
        BarrierType::St => write(x),
    };
    let dsb_before = |f: usize| match event(f).kind {
        EventKind::Fence(Fence::Dsb { ty, .. }) => in_order(ty) && po(x, f),
        _ => false,
    };
    let isb = |f: usize| event(f).kind == EventKind::Fence(Fence::Isb);
    match why {
        Local::LaterWrite => t.po_loc().to(&t.writes()).then(&t.sca()).contains(x, y),
        Local::Address => t.addr.contains(x, y),
        Local::Data => t.data.contains(x, y),
        Local::Control => t.ctrl.contains(x, y) && write(y),
        Local::AddressThenWrite { via } => {
            local(via).is_some_and(|v| t.addr.contains(x, v) && po(v, y) && write(y))
        }
        Local::DependencyThenRead { via } => local(via).is_some_and(|v| {
            (t.addr.contains(x, v) || t.data.contains(x, v)) && t.lrs.contains(v, y)
        }),
        Local::PickAddress => t.pick_addr.contains(x, y) && write(y),
        Local::PickData => t.pick_data.contains(x, y),
        Local::PickControl => t.pick_ctrl.contains(x, y) && write(y),
        Local::PickAddressThenWrite { via } => {
            local(via).is_some_and(|v| t.pick_addr.contains(x, v) && po(v, y) && write(y))
        }
        Local::Atomic => t.rmw().contains(x, y),
        Local::AtomicThenAcquire { via } => local(via).is_some_and(|v| {
            let acquires = t.set(|e| e.annotation.acquire || e.annotation.acquire_pc);
            t.rmw().contains(x, v) && t.lrs.to(&acquires).then(&t.sca()).contains(v, y)
        }),
        Local::Dmb { fence: f } => fence(f).is_some_and(|f| {
            let EventKind::Fence(Fence::Dmb { ty, .. }) = event(f).kind else { return false };
            in_order(ty) && if ty == BarrierType::St { write(y) } else { memory(y) }
        }),
        Local::Dsb { fence: f } => fence(f).is_some_and(dsb_before),
        Local::AtomicAcquireRelease => {
            let reads = t.set(|e| e.annotation.acquire);
            let writes = t.set(|e| e.annotation.release);
            t.amo().from(&reads).to(&writes).range().contains(x) && po(x, y) && memory(y)
        }
        Local::ReleaseThenAcquire => release(x) && acquire(y) && po(x, y),
        Local::Acquire => acquire_any(x) && memory(y) && (po(x, y) || t.order.contains(x, y)),
        Local::Release => release(y) && memory(x) && (po(x, y) || t.order.contains(x, y)),
        Local::Inside => t.order.contains(x, y),
        Local::ControlIsb { fence: f } => fence(f)
            .is_some_and(|f| isb(f) && (t.ctrl.contains(x, f) || t.pick_ctrl.contains(x, f))),
        Local::AddressIsb { fence: f } => fence(f).is_some_and(|f| {
            let into = &t.addr | &t.pick_addr;
            isb(f) && into.successors(x).any(|m| po(m, f))
        }),
        Local::DsbIsb { fence: f } => {
            fence(f).is_some_and(|f| isb(f) && (0..t.len()).any(|d| dsb_before(d) && po(d, f)))
        }
        Local::PickThenOrder { via } => local(via).is_some_and(|v| {
            t.pick.contains(x, v) && model.local_order(t).contains(v, y) && write(y)
        }),
        Local::ProgramOrder => po(x, y),
        Local::FullFence { fence: f } => fence(f).is_some_and(|f| {
            matches!(event(f).kind, EventKind::Fence(Fence::Dmb { ty, .. } | Fence::Dsb { ty, .. })
                if ty == BarrierType::Full)
        }),
        Local::Locked => {
            let rmw = t.rmw();
            let ends = &rmw.range() | &rmw.inverse().range();
            (ends.contains(x) || ends.contains(y)) && po(x, y)
        }
    }
}
