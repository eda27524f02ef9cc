//! What must hold of the search whatever the test.
//!
//! Generated tests with fixed seeds: the same ones every time.

mod support;

use fencepost_litmus::explore::{Options, Part, Prepared};
use fencepost_litmus::isa::{BarrierOption, BarrierType, Domain, Instruction, Offset};
use fencepost_litmus::isa::{LoadOp, LoadPairOp, StoreOp, StorePairOp};
use fencepost_litmus::model::{AArch64, MODELS, Model};
use fencepost_litmus::test::{Item, Line, Prop, Test, ThreadId};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeSet;
use std::time::Duration;
use support::answer::{outcomes, parse};
use support::generate::{Case, Vocabulary, cases, runner};

type Checked = Result<(), TestCaseError>;

/// Runs a property over generated tests and a few bytes of its own.
fn check(seed: u64, property: impl Fn(&Case, [u8; 4]) -> Checked) {
    let strategy = (cases(Vocabulary::All, 3, 4000), any::<[u8; 4]>());
    let result = runner(300, seed).run(&strategy, |(case, bytes)| property(&case, bytes));
    result.unwrap_or_else(|e| panic!("{e}"));
}

fn read(text: &str) -> Test {
    parse(text).unwrap_or_else(|e| panic!("{e:?}\n{text}"))
}

/// A state as a set of items with their values, so that their order does not matter.
type State = BTreeSet<(String, String)>;

fn states_with(test: &Test, model: &dyn Model, options: Options) -> BTreeSet<State> {
    let limit = Duration::from_secs(10);
    let found = outcomes(test, model, options, limit).unwrap_or_else(|e| panic!("{e:?}\n{test}"));
    let state = |values: &[Vec<_>]| {
        let items = found.items.iter().zip(values);
        items.map(|(&item, value)| (test.item_name(item), format!("{value:?}"))).collect()
    };
    found.states.iter().map(|s| state(&s.values)).collect()
}

fn states(test: &Test, model: &dyn Model) -> BTreeSet<State> {
    states_with(test, model, Options::default())
}

/// The states with each item's name changed.
fn renamed(states: &BTreeSet<State>, name: impl Fn(&str) -> String) -> BTreeSet<State> {
    let rename = |state: &State| state.iter().map(|(n, v)| (name(n), v.clone())).collect();
    states.iter().map(rename).collect()
}

#[test]
fn the_order_of_threads_does_not_matter() {
    check(1, |case, bytes| {
        let test = read(&case.text("T"));
        let by = usize::from(bytes[0]) % test.threads.len();
        let turned = turned(&test, by);
        let threads = test.threads.len();
        let turn = |name: &str| match name.split_once(':') {
            Some((t, register)) => {
                let t: usize = t.parse().expect("a thread's number");
                format!("{}:{register}", (t + threads - by) % threads)
            }
            None => name.to_string(),
        };
        for model in MODELS {
            let wanted = renamed(&states(&test, model), turn);
            prop_assert_eq!(wanted, states(&turned, model), "{}", case.text("T"));
        }
        Ok(())
    });
}

/// The test whose first thread is `by` threads further.
fn turned(test: &Test, by: usize) -> Test {
    let threads = test.threads.len();
    let item = |item: Item| match item {
        Item::Reg { thread, reg } => {
            let t = (usize::from(thread.0) + threads - by) % threads;
            Item::Reg { thread: ThreadId(t as u16), reg }
        }
        loc => loc,
    };
    let mut turned = test.clone();
    turned.threads.rotate_left(by);
    turned.observed = test.items().into_iter().map(item).collect();
    turned.condition.prop = Prop::True;
    turned
}

#[test]
fn the_names_of_registers_do_not_matter() {
    check(2, |case, bytes| {
        // Pairs stay pairs: some instructions need an even register and the next.
        let new = |n: usize| (n + 2 * usize::from(bytes[0] % 10)) % 20;
        let rename = |text: &str| {
            words(text, &|word| {
                let (width, n) = word.split_at_checked(1)?;
                let n: usize = n.parse().ok().filter(|&n| n < 20)?;
                matches!(width, "X" | "W").then(|| format!("{width}{}", new(n)))
            })
        };
        let text = case.text("T");
        same_but_for_names(&text, &rename)
    });
}

#[test]
fn the_names_of_locations_do_not_matter() {
    check(3, |case, bytes| {
        let (x, y) = [("y", "x"), ("b", "a"), ("x", "w"), ("z", "zz")][usize::from(bytes[0] % 4)];
        let rename = |text: &str| {
            words(text, &|word| match word {
                "x" => Some(x.into()),
                "y" => Some(y.into()),
                _ => None,
            })
        };
        same_but_for_names(&case.text("T"), &rename)
    });
}

fn same_but_for_names(text: &str, rename: &dyn Fn(&str) -> String) -> Checked {
    let (test, other) = (read(text), read(&rename(text)));
    for model in MODELS {
        prop_assert_eq!(renamed(&states(&test, model), rename), states(&other, model), "{}", text);
    }
    Ok(())
}

/// A text with some of its words replaced.
fn words(text: &str, new: &dyn Fn(&str) -> Option<String>) -> String {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find(inside) {
        let end = rest[begin..].find(|c| !inside(c)).map_or(rest.len(), |n| begin + n);
        let word = &rest[begin..end];
        out += &rest[..begin];
        out += &new(word).unwrap_or_else(|| word.to_string());
        rest = &rest[end..];
    }
    out + rest
}

#[test]
fn strengthening_adds_no_state() {
    let changed = std::cell::Cell::new(0);
    check(4, |case, [t, i, how, _]| {
        let test = read(&case.text("T"));
        let Some(stronger) = strengthened(&test, t.into(), i.into(), how) else { return Ok(()) };
        changed.set(changed.get() + 1);
        for model in MODELS {
            let (weak, strong) = (states(&test, model), states(&stronger, model));
            prop_assert!(strong.is_subset(&weak), "{}: {stronger}", model.name());
        }
        Ok(())
    });
    assert!(changed.get() > 150, "too few tests could be strengthened: {}", changed.get());
}

/// The test with one instruction stronger, or with a barrier more.
fn strengthened(test: &Test, t: usize, i: usize, how: u8) -> Option<Test> {
    let mut test = test.clone();
    let thread = test.threads.len();
    let thread = &mut test.threads[t % thread];
    if thread.code.is_empty() {
        return None;
    }
    let i = i % thread.code.len();
    if how.is_multiple_of(3) {
        let option = BarrierOption { domain: Domain::Sy, ty: BarrierType::Full };
        let barrier = match how % 2 {
            0 => Instruction::Dmb(option),
            _ => Instruction::Dsb { option, nxs: false },
        };
        thread.code.insert(i, Line { instruction: barrier, span: 0..0 });
        thread.labels.iter_mut().filter(|l| l.index > i).for_each(|l| l.index += 1);
        return Some(test);
    }
    let stronger = stronger(&thread.code[i].instruction, how)?;
    thread.code[i].instruction = stronger;
    Some(test)
}

fn stronger(instruction: &Instruction, how: u8) -> Option<Instruction> {
    use Instruction as I;
    let mut stronger = instruction.clone();
    match &mut stronger {
        I::Load { op, sign: false, addr, .. } if addr.offset == Offset::Imm(0) => {
            *op = match op {
                LoadOp::Ldr if how % 2 == 1 => LoadOp::Ldapr,
                LoadOp::Ldr | LoadOp::Ldapr => LoadOp::Ldar,
                _ => return None,
            };
        }
        I::Store { op: op @ StoreOp::Str, addr, .. } if addr.offset == Offset::Imm(0) => {
            *op = StoreOp::Stlr;
        }
        I::LoadPair { op: op @ LoadPairOp::Ldp, addr, .. } if addr.offset == Offset::Imm(0) => {
            *op = LoadPairOp::Ldiapp;
        }
        I::StorePair { op: op @ StorePairOp::Stp, addr, .. } if addr.offset == Offset::Imm(0) => {
            *op = StorePairOp::Stilp;
        }
        I::LoadExclusive { acquire, .. } | I::LoadExclusivePair { acquire, .. } => *acquire = true,
        I::StoreExclusive { release, .. } | I::StoreExclusivePair { release, .. } => {
            *release = true;
        }
        I::Amo { order, .. }
        | I::Cas { order, .. }
        | I::CasPair { order, .. }
        | I::AmoPair { order, .. } => {
            order.acquire |= how.is_multiple_of(2);
            order.release |= how % 4 != 2;
        }
        I::Dmb(option) if how.is_multiple_of(2) => option.ty = BarrierType::Full,
        I::Dmb(option) => {
            let option = *option;
            stronger = I::Dsb { option, nxs: false };
        }
        I::Dsb { option, .. } => option.ty = BarrierType::Full,
        _ => return None,
    }
    (stronger != *instruction).then_some(stronger)
}

#[test]
fn weaker_models_allow_more() {
    check(5, |case, _| {
        let test = read(&case.text("T"));
        let found = MODELS.map(|model| states(&test, model));
        prop_assert!(found[0].is_subset(&found[1]), "SC, TSO: {}", case.text("T"));
        prop_assert!(found[1].is_subset(&found[2]), "TSO, Arm: {}", case.text("T"));
        prop_assert!(!found[0].is_empty(), "some interleaving ends: {}", case.text("T"));
        Ok(())
    });
}

#[test]
fn the_parts_of_a_search_make_the_whole() {
    check(6, |case, bytes| {
        let test = read(&case.text("T"));
        let prepared = Prepared::new(&test, Options::default(), &|| false).expect("no limit");
        let search = prepared.under(&AArch64);
        let part = |index, of| search.part(Part { index, of }, &|| false).expect("no limit");
        let (whole, of) = (part(0, 1), 2 + u32::from(bytes[0] % 4));
        let mut merged = part(0, of);
        (1..of).for_each(|index| merged.merge(part(index, of)));
        prop_assert_eq!(&merged.states, &whole.states, "{}", case.text("T"));
        prop_assert_eq!(&merged.incomplete, &whole.incomplete);
        let again = part(0, 1);
        prop_assert_eq!(&again.states, &whole.states, "twice: {}", case.text("T"));
        Ok(())
    });
}

#[test]
fn repeating_loops_more_loses_no_state() {
    let strategy = (cases(Vocabulary::All, 2, 12), any::<[u8; 2]>());
    let repeated = std::cell::Cell::new(0);
    let result = runner(1000, 7).run(&strategy, |(case, [bit, unroll])| {
        let mut code = case.code();
        let loaded = code[0].iter().rev().find_map(|line| {
            let (_, rest) = line.strip_prefix("LD")?.split_once(' ')?;
            rest.get(1..2)?.parse::<u8>().ok()
        });
        let Some(loaded) = loaded else { return Ok(()) };
        code[0].insert(0, "AGAIN:".into());
        code[0].push(format!("TBZ X{loaded},#{},AGAIN", bit % 2));
        let test = read(&case.text_with("T", code));
        let unroll = u32::from(unroll % 2);
        let options = |unroll| Options { unroll, ..Options::default() };
        let fewer = states_with(&test, &AArch64, options(unroll));
        let more = states_with(&test, &AArch64, options(unroll + 1));
        prop_assert!(fewer.is_subset(&more), "{test}");
        repeated.set(repeated.get() + u32::from(fewer != more));
        Ok(())
    });
    result.unwrap_or_else(|e| panic!("{e}"));
    assert!(repeated.get() > 10, "too few loops are repeated: {}", repeated.get());
}

/// A loop that stores and never ends: there is no final state, and no search
/// for one.
#[test]
fn a_loop_without_a_way_out_has_no_final_state() {
    let text = "AArch64 forever\n{ 0:X1=x; 1:X1=x; }\nP0 | P1 ;\nMOV W0,#1 | LDR W0,[X1] ;\n\
        L: | ;\nSTR W0,[X1] | ;\nB L | ;\nexists (1:X0=1)";
    assert_eq!(states(&read(text), &AArch64), BTreeSet::new());
}
