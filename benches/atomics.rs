//! What loads, stores and read-modify-writes cost: the instructions, Rust's own, and every family,
//! after everything that can precede them, at every stride, by one thread.
//!
//! A figure is a difference to the same loop with NOPs, and may be below zero where it is noise;
//! `nops` is the noise of its group. `fencepost costs --criterion` makes tables and charts of it.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use fencepost_costs::situation::Company;

fn atomics(criterion: &mut Criterion<support::Difference>) {
    support::bench(criterion, "atomics", |primitive, situation| {
        primitive.kind.has_word() && situation.company == Company::Alone
    });
}

criterion_group! { name = benches; config = support::criterion(); targets = atomics }
criterion_main!(benches);
