//! Assembled tests on AArch64, held against the model.

#![cfg(target_arch = "aarch64")]

use fencepost_litmus::explore::{Options, Outcomes, Prepared};
use fencepost_litmus::model::AArch64;
use fencepost_litmus::test::parse;
use fencepost_machine::recipe::{CacheAction, Mixing, Order, Recipe, Spacing};
use fencepost_machine::{Assembled, Budget, run};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Different layouts, so that addresses, packing and neighbours are all put to the test.
fn recipes() -> Vec<Recipe> {
    let spacings = [Spacing::Arrays, Spacing::Bytes(0), Spacing::Bytes(64), Spacing::Page];
    let recipe = |n: usize| {
        let mut recipe = Recipe { seed: n as u64, ..Recipe::default() };
        recipe.layout.spacing = spacings[n];
        recipe.layout.instances = [500, 333, 64, 100][n];
        recipe.layout.order = [Order::Linear, Order::Scattered][n % 2];
        recipe.threads.mixing = [Mixing::Rotate, Mixing::Fixed, Mixing::Paired][n % 3];
        recipe.sync.every = [64, 0, 1, 16][n];
        recipe.cache.actions = vec![vec![[CacheAction::None, CacheAction::Random][n % 2]]];
        recipe
    };
    (0..4).map(recipe).collect()
}

/// By line of the model's outcomes: how often it was seen. Fails on any other.
fn seen(text: &str, instances: u64) -> BTreeMap<String, u64> {
    let test = parse(text).expect("it parses").test;
    let prepared = Prepared::new(&test, Options::default(), &|| false).expect("small");
    let model = prepared.under(&AArch64);
    let allowed: Outcomes = model.outcomes(&|| false).expect("small");
    let subject = Assembled::new(&prepared).expect("it assembles");
    let mut seen: BTreeMap<String, u64> =
        allowed.states.iter().map(|state| (allowed.line(&test, state), 0)).collect();
    for recipe in recipes() {
        let budget = Budget { instances: Some(instances), time: Some(Duration::from_secs(20)) };
        let result =
            run(&subject, &recipe, budget, &AtomicBool::new(false), |_| {}).expect("memory");
        assert_eq!(result.histogram.total(), result.instances);
        for (outcome, count) in result.histogram.rows() {
            let state = subject.final_state(&prepared, outcome).expect("no filter");
            let line = allowed.line(&test, &state);
            match seen.get_mut(&line) {
                Some(n) => *n += count,
                None => panic!("{line} is not allowed\n{}", recipe.to_toml()),
            }
        }
    }
    seen
}

#[test]
fn store_buffering_is_allowed_and_shows() {
    let seen = seen(
        "AArch64 SB
{ 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; }
 P0          | P1          ;
 MOV W0,#1   | MOV W0,#1   ;
 STR W0,[X1] | STR W0,[X1] ;
 LDR W2,[X3] | LDR W2,[X3] ;
locations [x; y;]
exists (0:X2=0 /\\ 1:X2=0)",
        50_000,
    );
    assert_eq!(seen.len(), 4);
    if std::thread::available_parallelism().map_or(1, usize::from) > 1 {
        let weak = "0:X2=0; 1:X2=0; [x]=1; [y]=1;";
        println!("{weak} {} times", seen[weak]);
    }
}

/// A single thread has one outcome, and it is the model's: every kind of initial value, each size,
/// arrays, pointers, labels, the zero register, vectors, and an access next to a variable's start.
#[test]
fn values_of_every_kind_come_back() {
    let one = [
        "AArch64 pointers
{ uint64_t *p=x; uint64_t q; x=7; 0:X1=p; 0:X4=q; }
 P0 ;
 LDR X2,[X1] ;
 LDR W3,[X2] ;
 STR X2,[X4] ;
locations [p; q; x; 0:X2; 0:X3; 0:X1;]
exists (0:X2=x)",
        "AArch64 sizes
{ int8_t a=-1; uint16_t b=65535; int64_t c=-2; uint32_t t[3]={1,2,3}; 0:X1=a; 0:X2=b; 0:X3=c; 0:X4=t; uint64_t 0:X6; int64_t 0:X7; }
 P0 ;
 LDRB W5,[X1] ;
 LDRH W6,[X2] ;
 LDR X7,[X3] ;
 LDR W8,[X4,#8] ;
 STR W5,[X4,#4] ;
locations [a; b; c; t; 0:X5; 0:X6; 0:X7; 0:X8;]
exists (0:X8=3)",
        "AArch64 labels
{ uint64_t x; 0:X1=x; uint64_t 0:X2; 0:X3=P0:L1; uint64_t 0:X30; }
 P0 ;
 L0: ADR X2,L0 ;
 STR X2,[X1] ;
 BR X3 ;
 MOV W4,#1 ;
 L1: ADD W4,W4,#2 ;
locations [x; 0:X2; 0:X3; 0:X4;]
exists (0:X4=2)",
        "AArch64 beside
{ uint64_t x=-1; 0:X1=x; }
 P0 ;
 MOV W0,#0 ;
 STRB W0,[X1,#3] ;
 LDRH W2,[X1,#2] ;
locations [x; 0:X2;]
exists (0:X2=255)",
        "AArch64 unwritten
{ 0:X5=3; x=4; }
 P0 ;
 ADD W6,W5,W7 ;
locations [x; 0:X5; 0:X6; 0:X7;]
exists (0:X6=3)",
    ];
    for text in one {
        let seen = seen(text, 600);
        assert_eq!(seen.len(), 1, "{seen:?}");
        assert!(seen.values().all(|&n| n >= 600), "{seen:?}");
    }
}

/// The value of a pointer races; what is seen is one variable or the other, never something else.
#[test]
fn pointers_race() {
    let seen = seen(
        "AArch64 MP+pointer
{ uint64_t *p=y; x=0; y=5; 0:X1=x; 0:X3=p; 1:X3=p; uint64_t 1:X0; }
 P0          | P1          ;
 MOV W0,#1   |             ;
 STR W0,[X1] | LDR X0,[X3] ;
 DMB ST      | LDR W2,[X0] ;
 STR X1,[X3] |             ;
exists (1:X0=x /\\ 1:X2=0)",
        20_000,
    );
    assert_eq!(seen.len(), 2, "{seen:?}");
}

/// More threads than most emulators are given cores.
#[test]
fn four_threads() {
    seen(
        "AArch64 IRIW+addrs
{ 0:X1=x; 1:X1=y; 2:X1=x; 2:X3=y; 3:X1=y; 3:X3=x; }
 P0          | P1          | P2                  | P3                  ;
 MOV W0,#1   | MOV W0,#1   | LDR W0,[X1]         | LDR W0,[X1]         ;
 STR W0,[X1] | STR W0,[X1] | EOR W4,W0,W0        | EOR W4,W0,W0        ;
             |             | LDR W2,[X3,W4,SXTW] | LDR W2,[X3,W4,SXTW] ;
exists (2:X0=1 /\\ 2:X2=0 /\\ 3:X0=1 /\\ 3:X2=0)",
        3_000,
    );
}
