//! Loops that wait are solved, not unrolled: what unrolling finds must be
//! among what solving finds, iteration by iteration.

use fencepost_litmus::explore::{Incomplete, Options, Outcomes, Prepared};
use fencepost_litmus::model::{AArch64, MODELS};
use fencepost_litmus::test::{Test, parse};

fn read(name: &str, init: &str, rows: &str, condition: &str) -> Test {
    let source = format!("AArch64 {name}\n{{ {init} }}\n{rows}\n{condition}");
    parse(&source).unwrap_or_else(|e| panic!("{source}\n{e:?}")).test
}

fn outcomes(test: &Test, options: Options, model: &dyn fencepost_litmus::model::Model) -> Outcomes {
    let prepared = Prepared::new(test, options, &|| false).expect("nobody stops it");
    prepared.under(model).outcomes(&|| false).expect("nobody stops it")
}

/// Loops of every kind that the argument in `explore::paths` is about.
fn loops() -> Vec<Test> {
    let xy = "0:X1=x; 0:X3=y; 1:X1=x; 1:X3=y;";
    let swap = |swp: &str, unlock: &str| {
        format!(
            "P0 | P1 ;\n A: MOV W0,#1 | B: MOV W0,#1 ;\n {swp} W0,W2,[X1] | {swp} W0,W2,[X1] ;\n\
             CBNZ W2,A | CBNZ W2,B ;\n LDR W4,[X3] | LDR W4,[X3] ;\n ADD W5,W4,#1 | ADD W5,W4,#1 ;\n\
             STR W5,[X3] | STR W5,[X3] ;\n {unlock} WZR,[X1] | {unlock} WZR,[X1] ;"
        )
    };
    let exclusive = |ldxr: &str, stxr: &str| {
        format!(
            "P0 | P1 ;\n A: {ldxr} W0,[X1] | B: {ldxr} W0,[X1] ;\n ADD W2,W0,#1 | ADD W2,W0,#1 ;\n\
             {stxr} W4,W2,[X1] | {stxr} W4,W2,[X1] ;\n CBNZ W4,A | CBNZ W4,B ;\n\
             LDR W6,[X3] | MOV W7,#1 ;\n | STR W7,[X3] ;"
        )
    };
    let compare = |cas: &str| {
        format!(
            "P0 | P1 ;\n A: LDR W0,[X1] | B: LDR W0,[X1] ;\n ADD W2,W0,#1 | ADD W2,W0,#1 ;\n\
             MOV W4,W0 | MOV W4,W0 ;\n {cas} W4,W2,[X1] | {cas} W4,W2,[X1] ;\n\
             CMP W4,W0 | CMP W4,W0 ;\n B.NE A | B.NE B ;"
        )
    };
    // The exit depends on another location than the one that is swapped: a
    // later read can see the thread's own silent write early.
    let bystander = |swp: &str| {
        format!(
            "P0 | P1 ;\n MOV W0,#1 | MOV W6,#1 ;\n A: {swp} W0,W2,[X1] | STR W6,[X1] ;\n\
             LDR W4,[X3] | STR W6,[X3] ;\n CBZ W4,A | ;\n LDR W5,[X1] | ;"
        )
    };
    let flag = |load: &str, store: &str| {
        format!(
            "P0 | P1 ;\n MOV W0,#1 | B: {load} W0,[X3] ;\n STR W0,[X1] | CBZ W0,B ;\n\
             {store} W0,[X3] | LDR W2,[X1] ;"
        )
    };
    let locked = "exists (0:X4=0 /\\ 1:X4=0)";
    let mut tests = Vec::new();
    for (swp, unlock) in [("SWPA", "STLR"), ("SWP", "STLR"), ("SWP", "STR"), ("SWPAL", "STR")] {
        tests.push(read("swap", xy, &swap(swp, unlock), locked));
    }
    for (ldxr, stxr) in [("LDAXR", "STLXR"), ("LDXR", "STXR"), ("LDXR", "STLXR")] {
        tests.push(read("exclusive", xy, &exclusive(ldxr, stxr), "exists (0:X0=0 /\\ 0:X6=1)"));
    }
    for cas in ["CASAL", "CASA", "CASL", "CAS"] {
        tests.push(read("compare", xy, &compare(cas), "exists (0:X0=0 /\\ 1:X0=0)"));
    }
    for swp in ["SWP", "SWPA", "SWPL"] {
        tests.push(read("bystander", xy, &bystander(swp), "exists (0:X2=0 /\\ 0:X5=0)"));
    }
    for (load, store) in [("LDAR", "STLR"), ("LDR", "STR"), ("LDAPR", "STLR")] {
        tests.push(read("flag", xy, &flag(load, store), "exists (1:X2=0)"));
    }
    tests
}

#[test]
fn unrolling_finds_nothing_that_solving_does_not() {
    for test in loops() {
        for model in MODELS {
            let solved = outcomes(&test, Options::default(), model);
            assert_eq!(solved.incomplete, [], "{test}");
            for unroll in 1..=2 {
                let options = Options { unroll, awaits: false, ..Options::default() };
                let unrolled = outcomes(&test, options, model);
                assert!(
                    unrolled.incomplete.iter().all(|i| matches!(i, Incomplete::Loop { .. })),
                    "{test}"
                );
                for state in &unrolled.states {
                    assert!(
                        solved.states.iter().any(|s| s.values == state.values),
                        "{}: {} under {} is found with {unroll} repetitions only\n{test}",
                        test.name,
                        unrolled.line(&test, state),
                        model.name(),
                    );
                }
            }
        }
    }
}

/// The other direction: solving invents nothing.
#[test]
fn solving_finds_nothing_that_unrolling_does_not() {
    for test in loops() {
        let solved = outcomes(&test, Options::default(), &AArch64);
        let options = Options { unroll: 3, awaits: false, ..Options::default() };
        let unrolled = outcomes(&test, options, &AArch64);
        for state in &solved.states {
            assert!(unrolled.states.iter().any(|s| s.values == state.values), "{test}");
        }
    }
}
