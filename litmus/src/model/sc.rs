//! Sequential consistency: all program order is kept.

use super::graph::ThreadEvents;
use super::{Clause, Clauses, Model};

/// Sequential consistency (Lamport 1979).
#[derive(Clone, Copy, Debug, Default)]
pub struct Sc;

impl Model for Sc {
    fn name(&self) -> &'static str {
        "sc"
    }

    fn version(&self) -> &'static str {
        "Lamport 1979"
    }

    fn clauses(&self, t: &ThreadEvents) -> Clauses {
        let m = t.memory();
        let po = t.po().from(&m).to(&m);
        // Inside an instruction: an atomic's read comes before its write, and
        // the halves of an ordered pair in their order.
        vec![(Clause::ProgramOrder, po | &t.order), (Clause::Aob, t.amo())]
    }
}
