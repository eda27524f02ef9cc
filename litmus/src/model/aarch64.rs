//! The Armv8-A application-level memory model (Arm ARM B2.3), user level.
//!
//! Everything here looks at one thread along one path: `local_order` is the
//! Arm ARM's *Locally-ordered-before* together with the part of it that starts
//! with a pick dependency, closed under transitivity. It does not depend on
//! which write a read takes its value from, nor on coherence, so it is worked
//! out once for a path. What is global is the search's: *Observed-by* (rfe,
//! coe, fre), the hazard between reads of one location, the internal
//! visibility requirement and atomicity.
//!
//! Each function is one clause, named as in the Arm ARM and in `aarch64.cat`,
//! and written so that the two can be read side by side: `a.then(&b)` is
//! `a;b`, `r.from(&s)` is `[s];r`, `r.to(&s)` is `r;[s]`.

use super::graph::{Fence, ThreadEvents};
use super::relation::{Relation, Set};
use super::{Clause, Clauses, Model};
use crate::isa::BarrierType;

/// The Armv8-A model.
#[derive(Clone, Copy, Debug, Default)]
pub struct AArch64;

impl Model for AArch64 {
    fn name(&self) -> &'static str {
        "aarch64"
    }

    fn version(&self) -> &'static str {
        "Arm ARM DDI 0487, B2.3 (Locally-ordered-before with pick dependencies)"
    }

    fn clauses(&self, t: &ThreadEvents) -> Clauses {
        let base = vec![
            (Clause::Lws, lws(t)),
            (Clause::Dob, dob(t)),
            (Clause::Pob, pob(t)),
            (Clause::Aob, aob(t)),
            (Clause::Bob, bob(t)),
            (Clause::DsbOb, dsb_ob(t)),
            (Clause::IfbOb, ifb_ob(t)),
        ];
        let pick_lob = pick_lob(t, &base);
        let mut clauses = base;
        clauses.push((Clause::PickLob, pick_lob));
        clauses
    }
}

/// *Local write successor*: a write is ordered after every earlier access to
/// its location; with a write of several cells, so is each of its parts.
///
/// `poL;[W] | poL;[W];sca`
fn lws(t: &ThreadEvents) -> Relation {
    t.po_loc().to(&t.writes()).then(&t.sca())
}

/// *Dependency-ordered-before*.
///
/// `addr | data | ctrl;[W] | addr;[M];po;[W] | (addr | data);[M];lrs;[R]`
fn dob(t: &ThreadEvents) -> Relation {
    let w = t.writes();
    &t.addr
        | &t.data
        | &t.ctrl.to(&w)
        | &t.addr.then(&t.po()).to(&w)
        | &(&t.addr | &t.data).then(&t.lrs)
}

/// *Pick-ordered-before*.
///
/// `pick-addr;[W] | pick-data | pick-ctrl;[W] | pick-addr;[M];po;[W]`
fn pob(t: &ThreadEvents) -> Relation {
    let w = t.writes();
    t.pick_addr.to(&w) | &t.pick_data | &t.pick_ctrl.to(&w) | &t.pick_addr.then(&t.po()).to(&w)
}

/// *Atomic-ordered-before*.
///
/// `rmw | rmw;lrs;[A|Q];sca`
///
/// The `sca` is for an acquire wider than the atomic before it: it is ordered
/// as the one access that it is (Linux's queued spin lock needs that).
fn aob(t: &ThreadEvents) -> Relation {
    let rmw = t.rmw();
    let acquires = t.set(|e| e.annotation.acquire || e.annotation.acquire_pc);
    rmw.then(&t.lrs).to(&acquires).then(&t.sca()) | &rmw
}

/// *Barrier-ordered-before*: DMB, acquire and release.
///
/// `[M];po;[DMB full];po;[M] | [R \ NoRet];po;[DMB LD];po;[M] |
/// [W];po;[DMB ST];po;[W] | [range([A];amo;[L])];po;[M] | [L];po;[A] |
/// [A|Q];po;[M] | [M];po;[L] | [A|Q];O;[M] | [M];O;[L]`
fn bob(t: &ThreadEvents) -> Relation {
    let (m, w) = (t.memory(), t.writes());
    let po = t.po();
    let acquire = t.set(|e| e.annotation.acquire);
    let acquire_any = t.set(|e| e.annotation.acquire || e.annotation.acquire_pc);
    let release = t.set(|e| e.annotation.release);
    let dmb = |wanted| t.fences(|f| matches!(f, Fence::Dmb { ty, .. } if ty == wanted));
    let through = |fences: &Set| po.to(fences).then(&po);
    let amo_acquire_release = t.amo().from(&acquire).to(&release).range();

    through(&dmb(BarrierType::Full)).from(&m).to(&m)
        | &through(&dmb(BarrierType::Ld)).from(&returning_reads(t)).to(&m)
        | &through(&dmb(BarrierType::St)).from(&w).to(&w)
        | &po.from(&amo_acquire_release).to(&m)
        | &po.from(&release).to(&acquire)
        | &po.from(&acquire_any).to(&m)
        | &po.from(&m).to(&release)
        | &t.order.from(&acquire_any).to(&m)
        | &t.order.from(&m).to(&release)
}

/// *DSB-ordered-before*: unlike DMB's, its targets are all later events.
///
/// `[M];po;[DSB full];po | [R \ NoRet];po;[DSB LD];po | [W];po;[DSB ST];po`
fn dsb_ob(t: &ThreadEvents) -> Relation {
    let po = t.po();
    let dsb = |wanted| t.fences(|f| matches!(f, Fence::Dsb { ty, .. } if ty == wanted));
    let through = |fences: &Set| po.to(fences).then(&po);
    through(&dsb(BarrierType::Full)).from(&t.memory())
        | &through(&dsb(BarrierType::Ld)).from(&returning_reads(t))
        | &through(&dsb(BarrierType::St)).from(&t.writes())
}

/// *Instruction-fetch-barrier-ordered-before*: what ISB orders.
///
/// `(ctrl | pick-ctrl | (addr | pick-addr);[M];po | DSB-ob);[ISB];po`
fn ifb_ob(t: &ThreadEvents) -> Relation {
    let isb = t.fences(|f| f == Fence::Isb);
    let po = t.po();
    let before = &t.ctrl | &t.pick_ctrl | &(&t.addr | &t.pick_addr).then(&po) | &dsb_ob(t);
    before.to(&isb).then(&po)
}

/// A pick dependency orders a read before what its target is ordered before,
/// if that is a write.
///
/// `pick;lob;[W]`
fn pick_lob(t: &ThreadEvents, lob: &[(Clause, Relation)]) -> Relation {
    let mut union = Relation::new(t.len());
    lob.iter().for_each(|(_, r)| union.add(r));
    t.pick.then(&union.closure()).to(&t.writes())
}

/// `R \ NoRet`: reads whose value is returned to a register. DMB LD and DSB LD
/// do not order the others.
fn returning_reads(t: &ThreadEvents) -> Set {
    &t.reads() - &t.set(|e| e.annotation.no_ret)
}
