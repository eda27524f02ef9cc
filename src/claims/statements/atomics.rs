//! Section 2.1, the second half: what atomic operations are compiled to, and what
//! order they give. C17 is the flagship.

use super::ask::{Seen, body, compilers, count, go, raw_store64, seen};
use super::registers::assembles;
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::code::Body;
use crate::claims::lab::Lab;
use crate::claims::lab::go::Go;
use crate::claims::lab::model::Litmus;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C13",
        slug: "amd64-atomics",
        section: "2.1, table",
        title: "amd64 atomics are LOCK XCHG",
        stated: "On amd64 Go's atomic operations are LOCK XCHG.",
        decided_by: "Decoding one function for each operation.",
        instead: "Stores and swaps are XCHG, which locks by itself; Add is LOCK XADD, CompareAndSwap LOCK CMPXCHG, Load a plain MOV.",
        parts: &[
            Part {
                says: "Swap is XCHG",
                test: |lab| amd64(lab, "main.SwapU64", &["xchg", "lock xchg"]),
            },
            Part {
                says: "Store is XCHG",
                test: |lab| amd64(lab, "main.StoreU64", &["xchg", "lock xchg"]),
            },
            Part {
                says: "Add is LOCK XCHG",
                test: |lab| amd64(lab, "main.AddU64", &["xchg", "lock xchg"]),
            },
            Part {
                says: "CompareAndSwap is LOCK XCHG",
                test: |lab| amd64(lab, "main.CasU64", &["xchg", "lock xchg"]),
            },
            Part {
                says: "Load is LOCK XCHG",
                test: |lab| amd64(lab, "main.LoadU64", &["xchg", "lock xchg"]),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C14",
        slug: "arm64-atomics",
        section: "2.1, table",
        title: "arm64 atomics are LDAXR/STLXR",
        stated: "On arm64 Go's atomic operations are loops of LDAXR and STLXR.",
        decided_by: "Decoding one function for each operation.",
        instead: "The loop is the fallback. A core with LSE (Armv8.1, all of Apple's M series) runs LDADDAL, SWPAL or CASAL; loads are LDAR and stores STLR on every core.",
        parts: &[
            Part {
                says: "Add has a loop of LDAXR and STLXR",
                test: |lab| {
                    arm64(lab, "main.AddU64", |body| body.has("ldaxr") && body.has("stlxr"))
                },
            },
            Part {
                says: "Add has nothing else: no LSE instruction",
                test: |lab| arm64(lab, "main.AddU64", |body| !body.has("ldadd")),
            },
            Part {
                says: "Store is a loop of LDAXR and STLXR",
                test: |lab| {
                    arm64(lab, "main.StoreU64", |body| body.has("ldaxr") && body.has("stlxr"))
                },
            },
            Part {
                says: "Load is LDAXR",
                test: |lab| arm64(lab, "main.LoadU64", |body| body.has("ldaxr")),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C15",
        slug: "dsb-forced",
        section: "2.1",
        title: "The weak model forces DSB SY into package atomic",
        stated: "Because arm64 orders memory weakly, Go's atomics have to contain DSB SY.",
        decided_by: "Counting barriers in compiled programs, and asking the model whether atomics without barriers are in order.",
        instead: "STLR and LDAR are enough for sequentially consistent atomics, as in C and C++. A Go program has no DSB SY; its few barriers are DMB ST, where the allocator publishes new objects.",
        parts: &[
            Part { says: "a Go program for arm64 contains DSB SY", test: dsb_in_programs },
            Part {
                says: "atomics of STLR and LDAR alone are out of order",
                test: |lab| {
                    let tests = ["go/SB+stlr+ldar", "go/MP+stlr-stlr+ldars", "go/IRIW+stlr+ldar"]
                        .map(Litmus::Corpus);
                    lab.allows(&tests, false)
                },
            },
        ],
        contrasts: &[Part {
            says: "plain stores and loads are out of order",
            test: |lab| {
                lab.allows(
                    &["SB/SB", "go/MP+str-str+addr", "go/IRIW+str+ldr"].map(Litmus::Corpus),
                    false,
                )
            },
        }],
        shown: &[],
    },
    Claim {
        id: "C16",
        slug: "store64",
        section: "2.1",
        title: "Store64 is MOV; MOV; DSB SY; STR",
        stated: "runtime/internal/atomic.Store64 is two moves from R0 and R1, then DSB SY, then STR.",
        decided_by: "Decoding Store64, both compiled in place and as the assembly function, and assembling the listing.",
        instead: "STLR. The assembly function loads its two arguments from the stack, stores with STLR and returns; compiled calls are the STLR alone.",
        parts: &[
            Part {
                says: "a compiled atomic store has DSB SY and STR",
                test: |lab| store64(lab, |go| body(go.linux_arm64.get()?, "main.StoreU64")),
            },
            Part {
                says: "the assembly of Store64 has DSB SY and STR",
                test: |lab| store64(lab, |go| raw_store64(go.linux_arm64.get()?)),
            },
            Part {
                says: "Go's assembler takes the listing",
                test: |lab| go(lab, |go| assembles(go.article_store.get()?)),
            },
            Part {
                says: "the C toolchain's assembler takes it",
                test: |lab| compilers(lab, |cc| assembles(cc.article_store.get()?)),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C17",
        slug: "dsb-store",
        section: "2.1",
        title: "DSB SY before the store holds later accesses back",
        stated: "With DSB SY in front of it, the store is complete before any later access begins.",
        decided_by: "The model on store buffering: each thread stores to one location and then loads the other's. If both loads can miss both stores, a load overtook a store.",
        instead: "A DSB waits for what comes before it. In front of the store it makes the store a release and nothing more; STLR with LDAR, or the barrier after the store, keeps the load behind.",
        parts: &[
            Part {
                says: "with [DSB SY; STR] no later LDAR overtakes the store",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+article-dsb-str+ldar")], false),
            },
            Part {
                says: "with [DSB SY; STR] no later LDR overtakes the store",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+article-dsb-str+ldr")], false),
            },
        ],
        contrasts: &[
            Part {
                says: "with STLR no later LDAR overtakes the store",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+stlr+ldar")], false),
            },
            Part {
                says: "with [STR; DSB SY] no later LDR overtakes the store",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+str-dsb.sy+ldr")], false),
            },
            Part {
                says: "[DSB SY; STR] does publish what was stored before it",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+article-dsb-str+addr")], false),
            },
            Part {
                says: "so does STLR",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+str-stlr+addr")], false),
            },
            Part {
                says: "a plain STR does not",
                test: |lab| lab.allows(&[Litmus::Corpus("go/MP+str-str+addr")], false),
            },
            Part {
                says: "what this machine shows of these tests is allowed, an emulator's known violations aside",
                test: |lab| {
                    let tests = [
                        "go/SB+article-dsb-str+ldar",
                        "go/SB+article-dsb-str+ldr",
                        "go/SB+stlr+ldar",
                        "go/SB+str-dsb.sy+ldr",
                        "go/MP+article-dsb-str+addr",
                        "go/MP+str-str+addr",
                    ];
                    lab.runs(&tests.map(Litmus::Corpus))
                },
            },
        ],
        shown: &[|lab| lab.costs()],
    },
    Claim {
        id: "C18",
        slug: "status-visibility",
        section: "2.1",
        title: "This makes g.status visible on other cores",
        stated: "The barrier and the store are what makes a change of a goroutine's status visible to the other cores.",
        decided_by: "The model on one location without any barrier, the model on publication, and decoding runtime.casgstatus.",
        instead: "Any store becomes visible: that is coherence, and takes no barrier. What is ordered with it comes from the compare-and-swap (CASAL, or LDAXR and STLXR) in casgstatus.",
        parts: &[
            Part {
                says: "[DSB SY; STR] orders what was stored before it",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+article-dsb-str+addr")], false),
            },
            Part {
                says: "without a barrier readers disagree on one location",
                test: |lab| {
                    lab.allows(&["Co/CoRR", "Co/CoWW", "Co/CoWR"].map(Litmus::Corpus), false)
                },
            },
            Part { says: "runtime.casgstatus uses DSB SY", test: casgstatus },
        ],
        contrasts: &[Part {
            says: "the compare-and-swap orders what was stored before it",
            test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+str-casal+ldar")], false),
        }],
        shown: &[],
    },
];

/// Whether a function for amd64 has one of these instructions.
fn amd64(lab: &Lab, name: &'static str, wanted: &[&str]) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_amd64.get()?, name)?;
        // What touches memory or locks is the operation; the rest is moves and comparisons.
        let access = body.insns.iter().find(|i| i.starts_with("lock") || i.starts_with("xchg"));
        let access = access
            .or_else(|| body.insns.iter().find(|i| i.contains('[')))
            .ok_or("it has no access to memory")?;
        let holds =
            wanted.iter().any(|w| access.strip_prefix(w).is_some_and(|rest| rest.starts_with(' ')));
        Ok(seen(holds, format!("it is `{access}`")).listing(name, body))
    })
}

/// Whether a function for arm64 has what is asked for.
fn arm64(lab: &Lab, name: &'static str, holds: fn(&Body) -> bool) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, name)?;
        let kinds = ["ldar ", "stlr ", "ldaxr", "stlxr", "ldadd", "swp", "cas"];
        let found: Vec<&str> = body
            .insns
            .iter()
            .filter(|i| kinds.iter().any(|k| i.starts_with(k)))
            .map(|i| i.split(' ').next().unwrap_or(i))
            .collect();
        Ok(seen(holds(body), format!("it has {}", found.join(", "))).listing(name, body))
    })
}

/// Barriers that the census counts, in rows.
pub(super) fn barriers<'a>(
    census: impl IntoIterator<Item = (&'a String, &'a usize)>,
) -> Vec<Vec<String>> {
    let is_barrier = |kind: &str| ["dmb", "dsb", "isb"].iter().any(|b| kind.starts_with(b));
    census
        .into_iter()
        .filter(|(kind, _)| is_barrier(kind))
        .map(|(kind, n)| vec![kind.clone(), n.to_string()])
        .collect()
}

/// How often something is in a program that prints through fmt, with all its barriers.
pub(super) fn census(go: &Go, kind: &str) -> Result<Seen, String> {
    let hello = go.hello.get()?;
    let n = count(&hello.census, kind);
    let title =
        format!("barriers in {} instructions of {} functions", hello.instructions, hello.functions);
    let head = ["instruction", "times"].map(str::to_owned).to_vec();
    let table = Exhibit::Table { title, head, rows: barriers(&hello.census) };
    Ok(seen(n > 0, format!("a program that prints has {} {n} times", kind.to_uppercase()))
        .with(table))
}

fn dsb_in_programs(lab: &Lab) -> Answer {
    go(lab, |go| census(go, "dsb sy"))
}

fn store64(lab: &Lab, of: fn(&Go) -> Result<&Body, String>) -> Answer {
    go(lab, |go| {
        let body = of(go)?;
        let stated = body.has("dsb sy") && body.has("str ");
        let code = body.insns.join("; ");
        Ok(seen(stated, format!("it is `{code}`")).listing("atomic store of 64 bits", body))
    })
}

fn casgstatus(lab: &Lab) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "runtime.casgstatus")?;
        let uses = body.has("dsb sy");
        let how: Vec<&str> = ["casalw", "casal", "ldaxr", "stlxr", "dsb sy"]
            .into_iter()
            .filter(|i| body.has(i))
            .collect();
        Ok(seen(uses, format!("it has {}", how.join(", "))).listing("runtime.casgstatus", body))
    })
}
