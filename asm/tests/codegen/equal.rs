//! Which operations of Rust's atomics a primitive is equal to, by their names in the tables.

use fencepost_asm::{Op, Order, Row, Shape};

/// Every operation that means the same; none if Rust has none.
pub(crate) fn equals_of(row: &Row) -> Vec<String> {
    let bits = row.bytes * 8;
    let sign = if matches!(row.op, Op::SMax | Op::SMin) { "i" } else { "u" };
    let named = |operation: &str, orders: &[&str]| -> Vec<String> {
        orders.iter().map(|order| format!("{operation} {order} {sign}{bits}")).collect()
    };
    match (row.shape, row.op) {
        (Shape::Load, Op::Load) if row.name.starts_with("ldapur") => vec![],
        (Shape::Load, Op::Load) => match row.order {
            Order::Relaxed => named("load", &["Relaxed"]),
            Order::AcquireSc => named("load", &["SeqCst"]),
            _ => named("load", &["Acquire"]),
        },
        (Shape::Store, Op::Store) if row.name.starts_with("stlur") => vec![],
        (Shape::Store, Op::Store) if row.order == Order::Release => {
            named("store", &["Release", "SeqCst"])
        }
        (Shape::Store, Op::Store) => named("store", &["Relaxed"]),
        (Shape::Plain, Op::Fence) => match row.name {
            "dmb_ish" => ["Release", "AcqRel", "SeqCst"].map(|o| format!("fence {o}")).to_vec(),
            "dmb_ishld" => vec!["fence Acquire".to_owned()],
            _ => vec![],
        },
        (Shape::Rmw | Shape::Cas, op) => {
            operation(op).map_or(vec![], |operation| named(operation, orders(row.order)))
        }
        _ => vec![],
    }
}

/// A read-modify-write by its name in the tables.
fn operation(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Swap => "swap",
        Op::Cas => "compare_exchange",
        Op::Add => "fetch_add",
        Op::Clr => "fetch_and_not",
        Op::Set => "fetch_or",
        Op::Eor => "fetch_xor",
        Op::SMax | Op::UMax => "fetch_max",
        Op::SMin | Op::UMin => "fetch_min",
        Op::Load | Op::Store | Op::Fence | Op::Hint => return None,
    })
}

/// The orders of Rust that a read-modify-write's order is used for.
fn orders(order: Order) -> &'static [&'static str] {
    match order {
        Order::Relaxed => &["Relaxed"],
        Order::Acquire => &["Acquire"],
        Order::Release => &["Release"],
        _ => &["AcqRel", "SeqCst"],
    }
}

/// Whether a build with these features makes this instruction of an operation.
pub(crate) fn is_made(row: &Row, revision: &str) -> bool {
    let (macos, outline) = (revision == "macos", revision == "linux-outline");
    if row.name.starts_with("ldapr") {
        macos || revision.contains("rcpc")
    } else if row.module.contains("::lse::") {
        macos || revision.contains("+lse")
    } else if row.module.contains("::excl::") {
        outline
    } else {
        // `load Acquire` is the only one that has two instructions to choose from.
        true
    }
}
