//! Generated tests, built rather than parsed, read back as they are printed.

use crate::common::instruction::instruction;
use crate::roundtrip::assert_reads_back;
use fencepost_litmus::isa::{Instruction, Reg, Size, Target};
use fencepost_litmus::test::{
    Condition, Const, Item, Label, Line, LocId, Location, Prop, Quantifier, RegInit, RegName, Rhs,
    Scalar, Test, Thread, ThreadId, Type,
};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The tests have so many locations and threads.
const LOCATIONS: u16 = 4;
const THREADS: u16 = 3;

fn integer() -> impl Strategy<Value = Scalar> {
    let sizes = vec![Size::B, Size::H, Size::W, Size::X, Size::Q];
    let scalar = |(size, signed)| Scalar { size, signed, pointer: false };
    (select(sizes), any::<bool>()).prop_map(scalar)
}

fn scalar() -> impl Strategy<Value = Scalar> {
    let pointer = Scalar { size: Size::X, signed: false, pointer: true };
    prop_oneof![6 => integer(), 1 => Just(pointer)]
}

fn constant() -> impl Strategy<Value = Const> {
    let address = (0..LOCATIONS, -8..64i64)
        .prop_map(|(loc, offset)| Const::Address { loc: LocId(loc), offset: offset.max(0) });
    prop_oneof![
        3 => (-3..300i128).prop_map(Const::Int),
        1 => any::<i128>().prop_map(Const::Int),
        2 => address,
    ]
}

fn location(number: u16) -> impl Strategy<Value = Location> {
    let untyped = constant().prop_map(|value| (None, vec![value]));
    let zero = Just((None, vec![Const::Int(0)]));
    let one =
        (scalar(), constant()).prop_map(|(elem, v)| (Some(Type { elem, len: None }), vec![v]));
    let array = (integer(), vec(constant(), 1..5))
        .prop_map(|(elem, values)| (Some(Type { elem, len: Some(values.len() as u32) }), values));
    prop_oneof![untyped, zero, one, array].prop_map(move |(ty, init)| Location {
        name: format!("x{number}").into(),
        ty: ty.unwrap_or(Type { elem: Scalar::INT, len: None }),
        typed: ty.is_some(),
        init,
    })
}

fn registers() -> impl Strategy<Value = Vec<RegInit>> {
    let init = (option::of(scalar()), option::of(constant()));
    (btree_set(0..31u8, 0..6), vec(init, 6)).prop_map(|(numbers, inits)| {
        let init = |(number, (ty, value)): (u8, (Option<Scalar>, Option<Const>))| RegInit {
            reg: RegName::General(Reg::x(number)),
            ty: ty.map(|elem| Type { elem, len: None }),
            value: value.map(|value| vec![value]),
        };
        numbers.into_iter().zip(inits).map(init).collect()
    })
}

fn thread() -> impl Strategy<Value = Thread> {
    let annotation = option::of(select(vec!["F".to_owned(), "A,B".to_owned()]));
    let label = select(vec!["L0", "loop", "Lx.1"]);
    (annotation, registers(), vec(instruction(), 0..6), vec((label, 0..7usize), 0..3)).prop_map(
        |(annotation, regs, code, labels)| {
            let code: Vec<Line> = code
                .into_iter()
                .filter(|instruction| !has_target(instruction))
                .map(|instruction| Line { instruction, span: 0..0 })
                .collect();
            let mut labels: Vec<Label> = labels
                .into_iter()
                .map(|(name, index)| Label { name: name.into(), index: index.min(code.len()) })
                .collect();
            labels.sort_by_key(|label| label.index);
            let mut seen = std::collections::HashSet::new();
            labels.retain(|label| seen.insert(label.name.clone()));
            Thread { annotation, regs, code, labels, symbolic: Vec::new() }
        },
    )
}

/// Whether the instruction names a place that the thread may not have.
fn has_target(instruction: &Instruction) -> bool {
    let target: &Target = match instruction {
        Instruction::B { target }
        | Instruction::BCond { target, .. }
        | Instruction::Bl { target }
        | Instruction::CompareBranch { target, .. }
        | Instruction::TestBranch { target, .. }
        | Instruction::Adr { target, .. } => target,
        _ => return false,
    };
    matches!(target, Target::Label(_) | Target::Relative(_))
}

fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        (0..THREADS, 0..31u8).prop_map(|(thread, number)| Item::Reg {
            thread: ThreadId(thread),
            reg: RegName::General(Reg::x(number)),
        }),
        (0..LOCATIONS).prop_map(|loc| Item::Loc { loc: LocId(loc), index: None }),
    ]
}

fn prop() -> impl Strategy<Value = Prop> {
    let rhs = prop_oneof![
        4 => constant().prop_map(Rhs::Const),
        1 => vec(constant(), 1..4).prop_map(Rhs::Array),
    ];
    let atom =
        (item(), any::<bool>(), rhs).prop_map(|(item, equal, rhs)| Prop::Atom { item, equal, rhs });
    let leaf = prop_oneof![8 => atom, 1 => Just(Prop::True), 1 => Just(Prop::False)];
    leaf.prop_recursive(6, 40, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|p| Prop::Not(Box::new(p))),
            vec(inner.clone(), 2..4).prop_map(Prop::And),
            vec(inner.clone(), 2..4).prop_map(Prop::Or),
            (inner.clone(), inner).prop_map(|(p, q)| Prop::Implies(Box::new(p), Box::new(q))),
        ]
    })
}

fn test() -> impl Strategy<Value = Test> {
    let quantifiers = vec![Quantifier::Exists, Quantifier::NotExists, Quantifier::Forall];
    let locations = (0..LOCATIONS).map(location).collect::<Vec<_>>();
    let threads = vec(thread(), THREADS as usize);
    let condition =
        (select(quantifiers), prop()).prop_map(|(quantifier, prop)| Condition { quantifier, prop });
    let last = (option::of(prop()), vec(item(), 0..4), condition);
    (option::of("[a-z ]{0,9}"), locations, threads, last).prop_map(
        |(doc, locations, threads, (filter, observed, condition))| Test {
            name: "generated".into(),
            doc,
            info: vec![("Key".into(), "some value".into())],
            locations,
            threads,
            filter,
            observed,
            condition,
        },
    )
}

proptest! {
    #[test]
    fn generated_tests_read_back(test in test()) {
        assert_reads_back(&test);
    }
}
