//! What barriers and atomics cost while other threads do the same: two in one cluster, two in two,
//! one on every core; on one word, on one line, on neighbouring lines.
//!
//! A figure is a difference to the same loop with NOPs, which the other threads run then too, and
//! may be below zero where it is noise; `nops` is the noise of its group. `fencepost costs
//! --criterion` makes tables and charts of it.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use fencepost_costs::situation::Company;

fn contention(criterion: &mut Criterion<support::Difference>) {
    support::bench(criterion, "contention", |_, situation| situation.company != Company::Alone);
}

criterion_group! { name = benches; config = support::criterion(); targets = contention }
criterion_main!(benches);
