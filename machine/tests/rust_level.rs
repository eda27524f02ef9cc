//! Litmus tests in Rust's atomics: their mapping against what rustc emits, their verdicts, and
//! what this machine does.

use fencepost_asm::detect::{Translator, platform};
use fencepost_litmus::explore::Observation;
use fencepost_machine::rust::lower::lower;
use fencepost_machine::rust::suite::{Case, cases};
use fencepost_machine::rust::{
    Action, Kind, Litmus, Mapping, Operation, Ordering, Source, Statement, Thread, Update, Value,
    Variable, Width,
};
use fencepost_machine::{Budget, Race, Recipe, litmus};
use std::sync::atomic::AtomicU32;
use std::time::Duration;

/// What rustc emits, recorded by `asm/tests/codegen`.
const TABLES: [(&str, &str, Mapping); 4] = [
    ("linux-outline", include_str!("../../asm/tests/codegen/linux-outline.txt"), Mapping::A64),
    ("linux+lse", include_str!("../../asm/tests/codegen/linux+lse.txt"), Mapping::Lse),
    (
        "linux+lse+rcpc",
        include_str!("../../asm/tests/codegen/linux+lse+rcpc.txt"),
        Mapping::LseRcpc,
    ),
    ("macos", include_str!("../../asm/tests/codegen/macos.txt"), Mapping::LseRcpc),
];

/// The names of the instructions that access or order memory.
fn memory<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let names = texts.map(|text| text.trim().split(' ').next().unwrap_or_default().to_lowercase());
    let prefixes = ["ld", "st", "swp", "cas", "dmb"];
    names.filter(|name| prefixes.iter().any(|p| name.starts_with(p))).collect()
}

fn order(name: &str) -> Ordering {
    match name {
        "Relaxed" => Ordering::Relaxed,
        "Acquire" => Ordering::Acquire,
        "Release" => Ordering::Release,
        "AcqRel" => Ordering::AcqRel,
        "SeqCst" => Ordering::SeqCst,
        _ => panic!("{name} is no ordering"),
    }
}

/// The operation of a line of a table; none if a test cannot have it.
fn operation(name: &str, order: Ordering) -> Option<Operation> {
    let value = Value::Constant(3);
    let update = |update| Operation::Update(update, value, order);
    Some(match name {
        "load" => Operation::Load(order),
        "store" => Operation::Store(value, order),
        "swap" => update(Update::Swap),
        "fetch_add" | "add_noret" => update(Update::Add),
        "fetch_sub" => update(Update::Sub),
        "fetch_and" => update(Update::And),
        "fetch_or" => update(Update::Or),
        "fetch_xor" => update(Update::Xor),
        "fetch_max" => update(Update::Max),
        "fetch_min" => update(Update::Min),
        "compare_exchange" => Operation::CompareExchange {
            expected: value,
            new: Value::Constant(4),
            success: order,
            failure: match order {
                Ordering::Release => Ordering::Relaxed,
                Ordering::AcqRel => Ordering::Acquire,
                same => same,
            },
        },
        "compare_exchange_weak" | "fetch_nand" | "fetch_and_not" => return None,
        _ => panic!("{name} is no operation"),
    })
}

fn leak<T>(value: T) -> &'static [T] {
    Box::leak(Box::new([value]))
}

#[test]
fn the_mapping_is_what_rustc_emits() {
    for (table, text, mapping) in TABLES {
        let mut compared = 0;
        for line in text.lines() {
            let (head, code) = line.split_once("  ").expect("columns are two spaces apart");
            let words: Vec<&str> = head.split(' ').collect();
            let (action, width) = match words[..] {
                ["fence", o] => (Action::Fence(order(o)), Width::U32),
                [name, o, ty] => {
                    let width = match ty {
                        "u8" => Width::U8,
                        "u16" => Width::U16,
                        "u32" => Width::U32,
                        "u64" => Width::U64,
                        _ => continue, // signed
                    };
                    let Some(operation) = operation(name, order(o)) else { continue };
                    (Action::Access { result: Some("r0"), variable: "x", operation }, width)
                }
                _ => panic!("{table}: {line}"),
            };
            let result = matches!(
                action,
                Action::Access { operation: Operation::Store(..), .. } | Action::Fence(_)
            );
            let action = match action {
                Action::Access { variable, operation, .. } if result => {
                    Action::Access { result: None, variable, operation }
                }
                other => other,
            };
            let source = Source {
                name: "one",
                variables: leak(Variable { name: "x", width, initial: 0 }),
                threads: leak(Thread { name: "P0", body: leak(Statement { text: "", action }) }),
            };
            let lowered = lower(&source, mapping);
            let ours: Vec<String> =
                lowered.test.threads[0].code.iter().map(|l| l.instruction.to_string()).collect();
            assert_eq!(
                memory(ours.iter().map(|s| &**s)),
                memory(code.split(';')),
                "{table}: {head}"
            );
            compared += 1;
        }
        assert!(compared > 190, "{table}: only {compared} lines");
    }
}

#[test]
fn verdicts_are_as_the_suite_says() {
    for Case { test, condition, allowing, mutant, .. } in cases() {
        let all = [(&test, allowing)].into_iter().chain(mutant.as_ref().map(|(m, a)| (m, *a)));
        for (test, allowing) in all {
            let verdicts = test.verdicts(condition).unwrap_or_else(|e| panic!("{e}"));
            assert!(
                verdicts.allowing().eq(allowing.iter().copied()),
                "{}: {verdicts:?}",
                test.name()
            );
        }
        assert_eq!(mutant.is_some(), allowing.is_empty(), "{}", test.name());
    }
}

/// How long each test of the suite is run here.
const SHORT: Budget = Budget { instances: None, time: Some(Duration::from_millis(20)) };

/// QEMU lets a load-acquire overtake a store-release, and so shows what Arm forbids in these.
const QEMUS: [&str; 6] =
    ["SB+seqcsts", "SB+rel-acqs", "R+seqcsts", "R+rel-acqs", "Dekker+seqcsts", "Dekker+rel-acqs"];

#[test]
fn nothing_forbidden_is_seen_here() {
    for Case { test, condition, mutant, .. } in cases() {
        for test in [Some(test), mutant.map(|(m, _)| m)].into_iter().flatten() {
            let native = test.run(&Recipe::default(), SHORT).unwrap_or_else(|e| panic!("{e}"));
            println!("{native}");
            assert!(native.run.instances > 0);
            assert_eq!(native.run.histogram.total(), native.run.instances);
            if platform().translator == Some(Translator::QemuUser) && QEMUS.contains(&test.name()) {
                continue;
            }
            assert_eq!(native.forbidden().next(), None, "{native}");
            if cfg!(target_arch = "x86_64") && ["MP", "LB"].contains(&test.name()) {
                assert_eq!(native.count(condition), Ok(0), "{native}");
            }
        }
    }
}

/// Every operation computes here what the models say it computes, however it is compiled.
#[test]
fn operations_compute_the_same_everywhere() {
    let tests = [
        litmus! {
            "updates of u8";
            atomic x: u8 = 250;
            P0 {
                let a = x.fetch_add(10, Relaxed);
                let b = x.fetch_sub(9, Acquire);
                let c = x.fetch_and(0x3b, Release);
                let d = x.fetch_or(0x44, AcqRel);
                let e = x.fetch_xor(0xff, SeqCst);
                let f = x.fetch_max(200, Relaxed);
                let g = x.fetch_min(77, Relaxed);
                let h = x.swap(1, SeqCst);
            }
        },
        litmus! {
            "updates of u64 by what was read";
            atomic x: u64 = 0x8000_0000_0000_0001;
            atomic y: u64 = 3;
            P0 {
                let y0 = y.load(Acquire);
                x.fetch_sub(y0, Release);
                x.fetch_xor(y0, SeqCst);
                let a = x.fetch_and(y0, Relaxed);
                let b = x.fetch_max(y0, AcqRel);
                x.fetch_add(y0, Relaxed);
                let c = x.swap(y0, Acquire);
                if c != y0 { y.store(c, SeqCst); let d = y.fetch_min(5, SeqCst); }
            }
        },
        litmus! {
            "compare_exchange";
            atomic x: u16 = 7;
            atomic y: u32 = 9;
            P0 {
                let (Ok(a) | Err(a)) = x.compare_exchange(7, 65535, AcqRel, Acquire);
                let (Ok(b) | Err(b)) = x.compare_exchange(7, 1, SeqCst, Relaxed);
                let (Ok(c) | Err(c)) = x.compare_exchange(b, a, Release, SeqCst);
                let e = y.fetch_or(0, AcqRel);
                y.fetch_and(0xffff_ffff, Release);
                let d = y.load(Relaxed);
                y.compare_exchange(d, 0, Relaxed, Relaxed);
                y.compare_exchange(1, 2, Relaxed, Acquire);
            }
        },
    ];
    for test in tests {
        let native = test.run(&Recipe::default(), Budget::instances(10)).unwrap();
        let [seen] = &native.seen[..] else { panic!("{native}") };
        assert_eq!(seen.kind, Kind::Interleaved, "{native}");
        let condition = seen.text.replace(';', r" /\ ");
        let verdicts = test.verdicts(&condition).unwrap_or_else(|e| panic!("{e}"));
        let always = Mapping::ALL.map(|mapping| (mapping, Observation::Always));
        assert_eq!(verdicts.0, always, "{native}\n{}", test.mapping());
    }
}

/// What holds runs against the models is itself held against code that is not the test's.
#[test]
fn code_that_does_something_else_is_caught() {
    let mp = litmus! {
        "MP";
        atomic x, y: u32;
        P0 { x.store(1, Relaxed); y.store(1, Release); }
        P1 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
    };
    let too_early = |(x, y): (&AtomicU32, &AtomicU32)| {
        let r1 = x.load(Ordering::SeqCst);
        let r0 = y.load(Ordering::SeqCst);
        [u64::from(r0), u64::from(r1)]
    };
    let stores = |(x, y): (&AtomicU32, &AtomicU32)| {
        x.store(1, Ordering::SeqCst);
        y.store(1, Ordering::SeqCst);
    };
    let code = Race::<(AtomicU32, AtomicU32), _>::new((0, 0), (stores, too_early));
    let broken = Litmus::new(mp.source(), code);
    let budget = Budget::time(Duration::from_millis(500));
    let native = broken.run(&Recipe::default(), budget).unwrap();
    let forbidden: Vec<&str> = native.forbidden().map(|seen| &*seen.text).collect();
    assert_eq!(forbidden, ["1:r0=1; 1:r1=0"], "{native}");

    let wrong_value = |(x, _): (&AtomicU32, &AtomicU32)| x.store(2, Ordering::Relaxed);
    let code = Race::<(AtomicU32, AtomicU32), _>::new((0, 0), (wrong_value, too_early));
    let broken = Litmus::new(mp.source(), code);
    let refuted = broken.check_forbids(r"1:r0=1 /\ 1:r1=0").unwrap_err().to_string();
    assert!(refuted.starts_with("MP: forbidden, and seen."), "{refuted}");
}

fn sb() -> Litmus {
    litmus! {
        "SB";
        atomic x, y: u32;
        P0 { x.store(1, Release); let r0 = y.load(Acquire); }
        P1 { y.store(1, Release); let r0 = x.load(Acquire); }
    }
}

#[test]
fn a_refutation_says_why() {
    let refuted = sb().check_forbids(r"0:r0=0 /\ 1:r0=0").unwrap_err().to_string();
    let expected = "SB: `0:r0=0 /\\ 1:r0=0` is not forbidden.\n\
        \x20 A64        never\n  +lse       never\n  +lse,+rcpc sometimes\n  x86-64     sometimes\n";
    assert!(refuted.starts_with(expected), "{refuted}");
    for part in [
        "P0  x.store(1, Release)       stlr  stlr  stlr        mov\n",
        "    let r0 = y.load(Acquire)  ldar  ldar  ldapr       mov\n",
        "Compiled for +lse,+rcpc:\n",
        "An execution can end with 0:r0=0 /\\ 1:r0=0",
        "P0: LDAPR W0,[y] reads y=0",
    ] {
        assert!(refuted.contains(part), "{part}\nnot in\n{refuted}");
    }

    let refuted = sb().check_allows(r"0:r0=2").unwrap_err().to_string();
    assert!(refuted.contains("is not allowed"), "{refuted}");
    let refuted = sb().check_forbids(r"0:r0=2").unwrap_err().to_string();
    assert!(refuted.contains("forbids nothing"), "{refuted}");
}

#[test]
fn a_condition_that_cannot_be_read_says_where() {
    for (condition, parts) in [
        (
            "0:r0=0 /\\ 1:r1=0",
            &["P1 reads no value called `r1`", "expected one of r0", ":1:13"][..],
        ),
        ("0:X0=0", &["P0 reads no value called `X0`"]),
        ("2:r0=0", &["1:1"]),
        ("0:r0=0 /\\ z=1", &["no location `z`", "1:11"]),
        ("0:r0=0 /\\", &["1:10"]),
        ("0:r0", &["expected `=`"]),
        ("0:r0=4294967296", &["`0:r0` has 32 bits and is never 4294967296"]),
        ("not (x=-1)", &["`[x]` has 32 bits and is never -1"]),
        ("", &[]),
    ] {
        let error = sb().verdicts(condition).unwrap_err().to_string();
        assert!(!error.contains('%'), "{error}");
        for part in parts {
            assert!(error.contains(part), "{condition}: {part}\nnot in\n{error}");
        }
    }
}
