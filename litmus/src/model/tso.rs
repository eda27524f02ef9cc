//! Total store order, carried over to A64.
//!
//! x86-TSO (Owens, Sarkar, Sewell 2009) keeps all program order but that of a
//! write before a read, which a fence or a locked instruction restores. On A64
//! the counterparts are: DMB and DSB with a full type for MFENCE, atomic
//! instructions for locked ones, and STLR followed by LDAR for the exchange
//! that a sequentially consistent store is compiled to. Exclusive pairs have no
//! counterpart; they are ordered as the loads and stores that they are. What
//! the Arm model itself orders stays ordered, so that TSO never allows more
//! than Arm.

use super::aarch64::AArch64;
use super::graph::{Fence, ThreadEvents};
use super::{Clause, Clauses, Model};
use crate::isa::BarrierType;

/// Total store order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tso;

impl Model for Tso {
    fn name(&self) -> &'static str {
        "tso"
    }

    fn version(&self) -> &'static str {
        "x86-TSO 2009 over A64 events"
    }

    fn clauses(&self, t: &ThreadEvents) -> Clauses {
        let (m, r, w) = (t.memory(), t.reads(), t.writes());
        let po = t.po().from(&m).to(&m);
        let full = t.fences(|f| {
            matches!(f, Fence::Dmb { ty, .. } | Fence::Dsb { ty, .. } if ty == BarrierType::Full)
        });
        let locked = {
            let amo = t.amo();
            &amo.range() | &amo.inverse().range()
        };
        let mut clauses = vec![
            (Clause::ProgramOrder, &po - &po.from(&w).to(&r)),
            (Clause::FullFence, t.po().to(&full).then(&t.po()).from(&m).to(&m)),
            (Clause::Locked, po.from(&locked) | &po.to(&locked)),
        ];
        clauses.extend(AArch64.clauses(t));
        clauses
    }
}
