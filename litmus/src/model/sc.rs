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
        // An atomic instruction's read comes before its write.
        vec![(Clause::ProgramOrder, po), (Clause::Aob, t.amo())]
    }
}
