//! Every instruction as other assemblers encode it, and as a decoder reads it.

mod forms;
mod reference;

// The strategies of the parser's own tests.
#[path = "../../../litmus/tests/common/instruction.rs"]
#[allow(dead_code, unreachable_pub, reason = "used in part")]
mod instruction;

use fencepost_litmus::isa::lint::{LintKind, lint, requires};
use fencepost_litmus::isa::{Instruction, Target, parse};
use fencepost_machine::encode::encode;
use forms::forms;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use reference::{Answer, Reference};
use std::collections::{BTreeMap, BTreeSet};

/// A text and the instruction it reads as.
struct Case {
    text: String,
    instruction: Instruction,
}

impl Case {
    /// The case of a text that is spelled as assemblers want it.
    fn read(text: &str) -> Option<Case> {
        let (instruction, lints) = parse::instruction_with_lints(text, &mut |_| None).ok()?;
        let own = lint(&instruction);
        let odd_spelling = lints.iter().any(|l| !own.contains(l));
        (!odd_spelling && !has_label(&instruction)).then(|| Case { text: text.to_owned(), instruction })
    }
}

/// A label has no place in a text of one line.
fn has_label(instruction: &Instruction) -> bool {
    let label = |target: &Target| matches!(target, Target::Label(_));
    match instruction {
        Instruction::Adr { target, .. }
        | Instruction::B { target }
        | Instruction::BCond { target, .. }
        | Instruction::Bl { target }
        | Instruction::CompareBranch { target, .. }
        | Instruction::TestBranch { target, .. } => label(target),
        _ => false,
    }
}

/// Instructions as the parser's property tests draw them.
fn drawn(number: usize) -> impl Iterator<Item = Instruction> {
    let mut runner = TestRunner::deterministic();
    let strategy = instruction::instruction();
    (0..number).map(move |_| strategy.new_tree(&mut runner).expect("a value").current())
}

/// Texts of every form, and of drawn instructions; each once.
fn cases() -> Vec<Case> {
    let texts = forms().into_iter().flat_map(|form| form.texts);
    let texts: BTreeSet<String> = texts.chain(drawn(20_000).map(|i| i.to_string())).collect();
    texts.iter().filter_map(|text| Case::read(text)).collect()
}

/// Every mnemonic has a word, and every template one with some mnemonic.
#[test]
fn every_form_has_a_word() {
    let mut without = BTreeMap::new();
    for form in forms() {
        let mut cases = form.texts.iter().filter_map(|text| Case::read(text));
        let encoded = cases.any(|case| encode(&case.instruction).is_ok());
        for key in [form.mnemonic.to_owned(), format!("{} {}", form.syntax, form.template)] {
            *without.entry(key).or_insert(true) &= !encoded;
        }
    }
    without.retain(|_, without| *without);
    assert_eq!(without, BTreeMap::new());
}

#[test]
fn words_are_those_of_gnu_as() {
    match Reference::gnu() {
        Some(gnu) => compare(&gnu),
        None => eprintln!("skipped: no GNU as for aarch64; apt-get install binutils-aarch64-linux-gnu"),
    }
}

#[test]
fn words_are_those_of_llvm() {
    match Reference::llvm() {
        Some(llvm) => compare(&llvm),
        None => eprintln!("skipped: no rustc to be asked; put it on the PATH, or its path in RUSTC"),
    }
}

fn compare(reference: &Reference) {
    let known = |case: &Case| requires(&case.instruction).is_none_or(|f| !reference.lacks.contains(&f));
    let cases: Vec<Case> = cases().into_iter().filter(known).collect();
    let texts: Vec<String> = cases.iter().map(|case| case.text.clone()).collect();
    let answers = reference.assemble(&texts);
    let mut wrong = Vec::new();
    let (mut words, mut refused) = (0, 0);
    for (case, answer) in cases.iter().zip(&answers) {
        match (encode(&case.instruction), answer) {
            (Ok(own), Ok(word)) if own == *word => words += 1,
            (Err(_), Err(_)) => refused += 1,
            (own, _) if is_known(case, own.is_ok(), answer) => {}
            (own, answer) => wrong.push(format!("{}: {own:x?}, not {answer:x?}", case.text)),
        }
    }
    eprintln!("{}: {words} words equal, {refused} texts refused by both", reference.name);
    for feature in &reference.lacks {
        eprintln!("  it does not know {feature}: compared with LLVM's assembler alone");
    }
    none_differ(&wrong);
}

/// Differences that are known to be no mistake.
fn is_known(case: &Case, encoded: bool, answer: &Answer) -> bool {
    let unpredictable = || {
        let lints = lint(&case.instruction);
        lints.iter().any(|l| l.kind == LintKind::ConstrainedUnpredictable)
    };
    match answer {
        // LLVM refuses what the architecture leaves to the implementation.
        Err(error) => encoded && error.contains("unpredictable") && unpredictable(),
        Ok(_) => false,
    }
}

/// The decoder gives a target as an address, from 0 for the instruction.
fn relative(text: &str) -> String {
    let branch = |m: &str| m.starts_with("b.") || matches!(m, "adr" | "b" | "bl");
    let tests = |m: &str| matches!(m, "cbz" | "cbnz" | "tbz" | "tbnz");
    let mnemonic = text.split_whitespace().next().unwrap_or_default();
    match text.rsplit_once("0x") {
        Some((head, address)) if branch(mnemonic) || tests(mnemonic) => {
            let address = u64::from_str_radix(address.trim(), 16).unwrap_or_default();
            format!("{head}.{:+}", address as i64)
        }
        _ => text.to_owned(),
    }
}

/// The decoder's text of a word reads as the instruction that the word was made of.
#[test]
fn words_decode_to_what_they_were_made_of() {
    let mut wrong = Vec::new();
    let mut decoded = 0;
    let cases = cases();
    for case in &cases {
        let Ok(word) = encode(&case.instruction) else { continue };
        let Some(opcode) = disarm64::decoder::decode(word) else {
            wrong.push(format!("{}: {word:#010x} does not decode", case.text));
            continue;
        };
        let text = relative(&opcode.to_string());
        let again = parse::instruction(&text, &mut |_| None).ok().and_then(|i| encode(&i).ok());
        match again == Some(word) {
            true => decoded += 1,
            false => wrong.push(format!("{}: {word:#010x} decodes to {text}", case.text)),
        }
    }
    eprintln!("{decoded} words decode to what they were made of");
    none_differ(&wrong);
}

#[track_caller]
fn none_differ(wrong: &[String]) {
    let first = wrong.iter().take(40000).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} differ:\n{first}", wrong.len());
}
