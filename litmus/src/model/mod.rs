//! Memory models: which executions may happen.
//!
//! A model here is a way to order the events of one thread. All models share
//! the rest, which the search ([`crate::explore`]) enforces step by step:
//!
//! * *external visibility*: ob = local order ∪ rfe ∪ coe ∪ fre (each extended
//!   to the whole single-copy atomic access) ∪ the hazard `[R];poL;[R];fre;[W]`
//!   is acyclic;
//! * *internal visibility*: the accesses of one thread to one location see its
//!   writes in program order;
//! * *atomicity*: between the read and the write of an atomic pair no other
//!   write of that location enters coherence.

pub mod aarch64;
pub(crate) mod dependency;
pub mod graph;
pub mod relation;
pub mod sc;
pub mod tso;

use graph::ThreadEvents;
use relation::Relation;
use std::fmt;

pub use aarch64::AArch64;
pub use sc::Sc;
pub use tso::Tso;

/// A named part of a model's local order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    /// Local write successor.
    Lws,
    /// Dependency-ordered-before.
    Dob,
    /// Pick-ordered-before.
    Pob,
    /// Atomic-ordered-before.
    Aob,
    /// Barrier-ordered-before.
    Bob,
    /// DSB-ordered-before.
    DsbOb,
    /// Instruction-fetch-barrier-ordered-before.
    IfbOb,
    /// A pick dependency followed by locally-ordered-before to a write.
    PickLob,
    /// Program order (SC, TSO).
    ProgramOrder,
    /// A full fence (TSO).
    FullFence,
    /// A locked instruction (TSO).
    Locked,
}

/// The clauses of a model on one thread; their union is closed by the search.
pub type Clauses = Vec<(Clause, Relation)>;

/// A memory model.
pub trait Model: fmt::Debug + Send + Sync {
    /// The name the command line uses.
    fn name(&self) -> &'static str;

    /// What it restates: part of every result.
    fn version(&self) -> &'static str;

    /// The order between the events of one thread, clause by clause.
    fn clauses(&self, thread: &ThreadEvents) -> Clauses;

    /// The union of the clauses, transitively closed.
    fn local_order(&self, thread: &ThreadEvents) -> Relation {
        let mut union = Relation::new(thread.len());
        self.clauses(thread).iter().for_each(|(_, r)| union.add(r));
        union.closure()
    }
}

/// The models by name, strongest first.
pub const MODELS: [&dyn Model; 3] = [&Sc, &Tso, &AArch64];

/// The model with this name.
pub fn by_name(name: &str) -> Option<&'static dyn Model> {
    MODELS.into_iter().find(|m| m.name() == name)
}
