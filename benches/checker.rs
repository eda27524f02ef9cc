//! What the checker costs, by family of test.
//!
//! Each family grows in one direction, so that a curve shows what the cost
//! depends on: threads, writes to one location, reads of one location, atomic
//! operations, iterations that a lock may spin. `cargo bench --bench checker`.

#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fencepost_litmus::corpus;
use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::model::AArch64;
use fencepost_litmus::test::{Test, parse};
use std::hint::black_box;

/// A test from one program for each thread; every thread has `X1=x`, `X3=y`.
fn build(name: &str, threads: &[Vec<String>], condition: &str) -> Test {
    let init: String = (0..threads.len()).map(|t| format!("{t}:X1=x; {t}:X3=y; ")).collect();
    let heads: Vec<String> = (0..threads.len()).map(|t| format!("P{t}")).collect();
    let rows = threads.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = format!("AArch64 {name}\n{{ {init} }}\n{} ;\n", heads.join(" | "));
    for row in 0..rows {
        let cells: Vec<&str> =
            threads.iter().map(|t| t.get(row).map_or("", String::as_str)).collect();
        text.push_str(&format!("{} ;\n", cells.join(" | ")));
    }
    text.push_str(condition);
    match parse(&text) {
        Ok(parsed) => parsed.test,
        Err(errors) => panic!("{name}: {errors:?}"),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

fn states(test: &Test) -> usize {
    let prepared = Prepared::new(test, Options::default(), &|| false).expect("nobody stops it");
    let outcomes = prepared.under(&AArch64).outcomes(&|| false).expect("nobody stops it");
    assert!(outcomes.incomplete.is_empty());
    outcomes.states.len()
}

/// Threads that each write one value to the same location.
fn writers(n: usize) -> Test {
    let threads: Vec<_> = (1..=n).map(|v| lines(&format!("MOV W0,#{v}\nSTR W0,[X1]"))).collect();
    build("writers", &threads, "exists (x=1)")
}

/// Four threads that each write `k` values to the same location.
fn streams(k: usize) -> Test {
    let stream = |t: usize| {
        let writes = (1..=k).map(|i| format!("MOV W0,#{}\nSTR W0,[X1]", t * k + i));
        lines(&writes.collect::<Vec<_>>().join("\n"))
    };
    build("streams", &(0..4).map(stream).collect::<Vec<_>>(), "exists (x=1)")
}

/// One thread that writes twice, one that reads `n` times.
fn readers(n: usize) -> Test {
    let reads: Vec<_> = (0..n).map(|i| format!("LDR W{},[X1]", i + 4)).collect();
    let last = n + 3;
    let threads = [lines("MOV W0,#1\nSTR W0,[X1]\nMOV W0,#2\nSTR W0,[X1]"), reads];
    build("readers", &threads, &format!("exists (1:X4=2 /\\ 1:X{last}=0)"))
}

/// Threads that each add to the same location once.
fn adders(n: usize) -> Test {
    let threads = vec![lines("MOV W0,#1\nLDADD W0,W2,[X1]"); n];
    build("adders", &threads, &format!("forall (x={n})"))
}

/// Threads that increment with a compare-and-swap loop.
fn cas_increments(n: usize) -> Test {
    let code = |t: usize| {
        format!(
            "L{t}: LDR W0,[X1]\nADD W2,W0,#1\nMOV W4,W0\nCASAL W4,W2,[X1]\nCMP W4,W0\nB.NE L{t}"
        )
    };
    let threads: Vec<_> = (0..n).map(|t| lines(&code(t))).collect();
    build("cas-increments", &threads, &format!("forall (x={n})"))
}

/// Threads that increment under a lock taken with SWPA.
fn spin_locks(n: usize) -> Test {
    let code = |t: usize| {
        format!(
            "L{t}: MOV W0,#1\nSWPA W0,W2,[X3]\nCBNZ W2,L{t}\n\
             LDR W4,[X1]\nADD W4,W4,#1\nSTR W4,[X1]\nSTLR WZR,[X3]"
        )
    };
    let threads: Vec<_> = (0..n).map(|t| lines(&code(t))).collect();
    build("spin-locks", &threads, &format!("forall (x={n})"))
}

/// `n` pairs of readers that see two writes in opposite orders.
fn iriw(n: usize) -> Test {
    let mut threads = vec![lines("MOV W0,#1\nSTR W0,[X1]"), lines("MOV W0,#1\nSTR W0,[X3]")];
    let condition: Vec<_> = (0..n)
        .map(|t| {
            let order = if t % 2 == 0 { "X1]\nLDR W2,[X3" } else { "X3]\nLDR W2,[X1" };
            threads.push(lines(&format!("LDR W0,[{order}]")));
            format!("{0}:X0=1 /\\ {0}:X2=0", t + 2)
        })
        .collect();
    build("iriw", &threads, &format!("exists ({})", condition.join(" /\\ ")))
}

type Family = (&'static str, &'static [usize], fn(usize) -> Test);

const FAMILIES: [Family; 7] = [
    ("writers", &[2, 4, 8], writers),
    ("streams", &[1, 2, 4], streams),
    ("readers", &[4, 8, 16], readers),
    ("adders", &[2, 4, 6], adders),
    ("cas-increments", &[2, 3, 4], cas_increments),
    ("spin-locks", &[2, 3, 4], spin_locks),
    ("iriw", &[2, 4], iriw),
];

fn families(c: &mut Criterion) {
    for (name, sizes, family) in FAMILIES {
        let mut group = c.benchmark_group(name);
        for &n in sizes {
            let test = family(n);
            group.bench_function(BenchmarkId::from_parameter(n), |b| {
                b.iter(|| states(black_box(&test)));
            });
        }
        group.finish();
    }
}

/// The built-in corpus: text to final states.
fn whole_corpus(c: &mut Criterion) {
    c.bench_function("corpus", |b| {
        b.iter(|| {
            corpus::entries()
                .iter()
                .filter_map(|entry| parse(entry.source).ok())
                .map(|parsed| states(&parsed.test))
                .sum::<usize>()
        });
    });
}

criterion_group!(benches, families, whole_corpus);
criterion_main!(benches);
