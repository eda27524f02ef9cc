//! What barriers cost: after everything that can precede them, by one thread.
//!
//! A figure is a difference to the same loop with NOPs, and may be below zero where it is noise;
//! `nops` is the noise of its group. `fencepost costs --criterion` makes tables and charts of it.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use fencepost_costs::situation::Company;

fn barriers(criterion: &mut Criterion<support::Difference>) {
    support::bench(criterion, "barriers", |primitive, situation| {
        !primitive.kind.has_word() && situation.company == Company::Alone
    });
}

criterion_group! { name = benches; config = support::criterion(); targets = barriers }
criterion_main!(benches);
