//! What texts stand for.

use crate::examples::{
    ARRAYS, BARE, CONDITIONS, EXAMPLES, LABELS, LAYOUT, MESSAGE_PASSING, SYMBOLIC, TYPES, VECTORS,
};
use fencepost_litmus::isa::{Reg, Size, VReg};
use fencepost_litmus::test::diagnostic::render;
use fencepost_litmus::test::{
    Const, Item, LocId, Prop, Quantifier, RegInit, RegName, Rhs, Scalar, Test, ThreadId, Type,
    parse,
};

/// The test in a text that has nothing wrong.
fn test(source: &str) -> Test {
    match parse(source) {
        Ok(parsed) => parsed.test,
        Err(findings) => {
            let all: Vec<_> = findings.iter().map(|d| render("test", source, d)).collect();
            panic!("{}", all.join("\n\n"));
        }
    }
}

/// The test with this condition about two threads and the locations x and y.
fn with_condition(condition: &str) -> Test {
    test(&format!("AArch64 c\n{{x=1; y=2; int t[2]={{3,4}};}}\nP0|P1;\nNOP|NOP;\n{condition}"))
}

fn general(thread: &fencepost_litmus::test::Thread, number: u8) -> &RegInit {
    let reg = RegName::General(Reg::x(number));
    thread.regs.iter().find(|r| r.reg == reg).expect("the register has an entry")
}

fn atom(loc: u16, value: i128) -> Prop {
    let item = Item::Loc { loc: LocId(loc), index: None };
    Prop::Atom { item, equal: true, rhs: Rhs::Const(Const::Int(value)) }
}

#[test]
fn every_example_is_accepted() {
    for example in EXAMPLES {
        test(example);
    }
}

#[test]
fn header() {
    let test = test(MESSAGE_PASSING);
    assert_eq!(test.name, "MP+dmbs");
    assert_eq!(test.doc.as_deref(), Some("A flag and the data it guards"));
    assert_eq!(test.info, [("Author".to_owned(), "nobody".to_owned())]);
    assert_eq!(test.threads.len(), 2);
    assert_eq!(test.threads[0].code.len(), 5);
    assert_eq!(test.threads[1].code.len(), 3);
}

#[test]
fn semicolons_after_the_name_are_no_part_of_it() {
    assert_eq!(test("AArch64 a;b;;\n{}\nP0;\nNOP;\n").name, "a;b");
}

#[test]
fn layout_does_not_matter() {
    let test = test(LAYOUT);
    assert_eq!(test.name, "lay+out.[x]:1");
    assert_eq!(test.doc.as_deref(), Some("a doc\r\nover lines"));
    assert_eq!(test.info("Key"), Some("a value"));
    let annotations: Vec<_> = test.threads.iter().map(|t| t.annotation.as_deref()).collect();
    assert_eq!(annotations, [Some("F"), None, Some("G,H")]);
    let lengths: Vec<_> = test.threads.iter().map(|t| t.code.len()).collect();
    assert_eq!(lengths, [2, 0, 0]);
    assert_eq!(test.threads[2].label("L"), Some(0));
}

#[test]
fn spans_are_those_of_the_instructions() {
    let test = test(MESSAGE_PASSING);
    let texts: Vec<_> =
        test.threads[1].code.iter().map(|line| &MESSAGE_PASSING[line.span.clone()]).collect();
    assert_eq!(texts, ["LDR W0,[X3]", "DMB LD", "LDR W2,[X1]"]);
}

#[test]
fn types_of_locations() {
    let test = test(TYPES);
    let scalar = |name: &str| {
        let location = &test.locations[test.location(name).expect("it is there").0 as usize];
        let Scalar { size, signed, pointer } = location.ty.elem;
        (size, signed, pointer, location.typed)
    };
    assert_eq!(scalar("a"), (Size::B, true, false, true));
    assert_eq!(scalar("b"), (Size::B, false, false, true));
    assert_eq!(scalar("d"), (Size::H, false, false, true));
    assert_eq!(scalar("g"), (Size::W, false, false, true));
    assert_eq!(scalar("p"), (Size::X, false, false, true));
    assert_eq!(scalar("q"), (Size::Q, true, false, true));
    assert_eq!(scalar("r"), (Size::X, false, true, true));
    assert_eq!(scalar("s"), (Size::X, false, true, true));
    assert_eq!(scalar("m"), (Size::W, true, false, false));
    assert_eq!(scalar("x"), (Size::W, true, false, false));
}

#[test]
fn values_of_registers() {
    let test = test(TYPES);
    let thread = &test.threads[0];
    let address = |name: &str, offset| {
        Some(vec![Const::Address { loc: test.location(name).expect("it is there"), offset }])
    };
    assert_eq!(general(thread, 0).value, address("a", 0));
    assert_eq!(general(thread, 0).ty, None);
    assert_eq!(general(thread, 1).ty.map(|t| t.elem.size), Some(Size::X));
    assert!(general(thread, 2).ty.is_some_and(|t| t.elem.pointer));
    assert_eq!(general(thread, 3).value, Some(vec![Const::Int(-1)]));
    assert_eq!(general(thread, 4).value, None);
    assert_eq!((general(thread, 5).ty, &general(thread, 5).value), (None, &None));
    assert_eq!(general(thread, 6).value, address("d", 0));
    assert_eq!(general(thread, 8).value, address("x", 8));
}

#[test]
fn elements_of_arrays() {
    let test = test(ARRAYS);
    let x = &test.locations[0];
    assert_eq!((x.ty.len, &x.init[..]), (Some(2), &[Const::Int(1), Const::Int(2)][..]));
    assert_eq!(test.locations[1].init, vec![Const::Int(0); 3]);
    let second = |loc, offset| Const::Address { loc: LocId(loc), offset };
    assert_eq!(test.locations[2].init, [second(0, 0), second(1, 8)]);
    assert_eq!(general(&test.threads[0], 0).value, Some(vec![second(0, 4)]));
    assert_eq!(general(&test.threads[0], 1).value, Some(vec![second(1, 16)]));
    let Prop::And(parts) = &test.condition.prop else { panic!("a conjunction") };
    let element = Item::Loc { loc: LocId(0), index: Some(1) };
    let two = |item| Prop::Atom { item, equal: true, rhs: Rhs::Const(Const::Int(2)) };
    assert_eq!(parts[1], two(element));
    assert_eq!(parts[3], two(element));
}

#[test]
fn labels_point_before_instructions() {
    let test = test(LABELS);
    let [p0, p1] = &test.threads[..] else { panic!("two threads") };
    assert_eq!(
        ["sub", "L", "L1", "out"].map(|l| p0.label(l)),
        [Some(1), Some(3), Some(3), Some(6)]
    );
    assert_eq!(["L", "L2", "L3", "L4"].map(|l| p1.label(l)), [Some(1), Some(1), Some(1), Some(5)]);
    let sub = Const::Label { thread: ThreadId(0), name: "sub".into() };
    assert_eq!(general(p1, 8).value, Some(vec![sub]));
}

#[test]
fn symbolic_registers_are_the_first_free_ones() {
    let test = test(SYMBOLIC);
    let chosen = |thread: usize| -> Vec<_> {
        test.threads[thread].symbolic.iter().map(|s| (&*s.name, s.reg)).collect()
    };
    assert_eq!(chosen(0), [("data", Reg::x(1)), ("tmp", Reg::x(2))]);
    assert_eq!(chosen(1), [("flag", Reg::x(1)), ("tmp", Reg::x(2))]);
    assert!(general(&test.threads[0], 1).value.is_some());
}

#[test]
fn registers_of_the_condition_are_not_chosen_for_symbolic_ones() {
    let test = test("AArch64 s {%a=x;} P0; LDR W1,[%a]; exists (0:X0=1 /\\ 0:X2=0)");
    assert_eq!(test.threads[0].symbolic[0].reg, Reg::x(3));
}

#[test]
fn quantifiers() {
    let quantifier = |condition: &str| with_condition(condition).condition.quantifier;
    assert_eq!(quantifier("exists x=1"), Quantifier::Exists);
    assert_eq!(quantifier("final x=1"), Quantifier::Exists);
    assert_eq!(quantifier("locations [x;] (x=1)"), Quantifier::Exists);
    assert_eq!(quantifier("~exists x=1"), Quantifier::NotExists);
    assert_eq!(quantifier("~  exists x=1"), Quantifier::NotExists);
    assert_eq!(quantifier("not exists x=1"), Quantifier::NotExists);
    assert_eq!(quantifier("forall x=1"), Quantifier::Forall);
    assert_eq!(with_condition("locations [x];").condition.prop, Prop::True);
    assert_eq!(test(BARE).condition.prop, Prop::True);
}

#[test]
fn implication_binds_tighter_than_and_and_or() {
    let prop = with_condition("exists x=1 /\\ x=2 => x=3 \\/ x=4").condition.prop;
    let implies = Prop::Implies(Box::new(atom(0, 2)), Box::new(atom(0, 3)));
    assert_eq!(prop, Prop::Or(vec![Prop::And(vec![atom(0, 1), implies]), atom(0, 4)]));
}

#[test]
fn implication_associates_to_the_right_and_not_binds_most() {
    let prop = with_condition("exists not x=1 => x=2 => x=3").condition.prop;
    let inner = Prop::Implies(Box::new(atom(0, 2)), Box::new(atom(0, 3)));
    let not = Prop::Not(Box::new(atom(0, 1)));
    assert_eq!(prop, Prop::Implies(Box::new(not), Box::new(inner)));
}

#[test]
fn items_and_filters() {
    let test = test(CONDITIONS);
    assert_eq!(test.filter, Some(Prop::And(vec![atom(0, 1), Prop::True])));
    let reg = Item::Reg { thread: ThreadId(0), reg: RegName::General(Reg::x(0)) };
    let loc = |loc| Item::Loc { loc: LocId(loc), index: None };
    assert_eq!(test.observed, [reg, loc(0), loc(1)]);
}

#[test]
fn what_follows_the_condition_is_left_out() {
    for tail in ["", ";", ";;", " (* c *) ;", " with tso:exists;", "<< /\\ x=2"] {
        assert_eq!(with_condition(&format!("exists x=1{tail}")).condition.prop, atom(0, 1));
    }
}

#[test]
fn vector_registers_are_divided_as_they_are_named() {
    let test = test(VECTORS);
    let init = |number| {
        let reg = VReg::new(number).map(RegName::Vector);
        test.threads[0].regs.iter().find(|r| Some(r.reg) == reg).expect("it has an entry")
    };
    let lanes = |size, signed, len| {
        Some(Type { elem: Scalar { size, signed, pointer: false }, len: Some(len) })
    };
    let ints = |values: &[i128]| Some(values.iter().copied().map(Const::Int).collect::<Vec<_>>());
    assert_eq!((init(0).ty, &init(0).value), (lanes(Size::X, true, 2), &None));
    assert_eq!((init(1).ty, &init(1).value), (lanes(Size::W, true, 4), &ints(&[7, 0, 0, 0])));
    assert_eq!(init(2).value, ints(&[[255; 8], [0; 8]].concat()));
    assert_eq!(init(3).value, ints(&[1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!((init(4).ty, &init(4).value), (lanes(Size::B, false, 8), &None));
    assert_eq!(init(5).value, ints(&[0, 0, 15, 0]));
}
