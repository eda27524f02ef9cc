//! Every instruction as other assemblers encode it, and as a decoder reads it.

mod forms;
mod reference;

// The strategies of the parser's own tests.
#[path = "../../../litmus/tests/common/instruction.rs"]
#[allow(dead_code, unreachable_pub, reason = "used in part")]
mod instruction;

use fencepost_litmus::isa::lint::{LintKind, lint, requires};
use fencepost_litmus::isa::{Instruction, Operand, Size, Target, parse};
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
        (!odd_spelling && !has_label(&instruction))
            .then(|| Case { text: text.to_owned(), instruction })
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
        None => {
            eprintln!("skipped: no GNU as for aarch64; apt-get install binutils-aarch64-linux-gnu")
        }
    }
}

#[test]
fn words_are_those_of_llvm() {
    match Reference::llvm() {
        Some(llvm) => compare(&llvm),
        None => {
            eprintln!("skipped: no rustc to be asked; put it on the PATH, or its path in RUSTC")
        }
    }
}

fn compare(reference: &Reference) {
    let known =
        |case: &Case| requires(&case.instruction).is_none_or(|f| !reference.lacks.contains(&f));
    let cases: Vec<Case> = cases().into_iter().filter(known).collect();
    let answers = reference.assemble(cases.iter().map(|case| case.text.as_str()));
    let (mut words, mut refused) = (0, 0);
    let mut herd = Vec::new();
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        match (encode(&case.instruction), answer) {
            (Ok(own), Ok(word)) if own == *word => words += 1,
            (Err(_), Err(_)) => refused += 1,
            (own, _) if is_known(reference, case, own.is_ok(), answer) => {}
            // Perhaps a spelling that only herd7 has.
            (Ok(_), Err(_)) => herd.push(case),
            (own, answer) => wrong.push(format!("{}: {own:x?}, not {answer:x?}", case.text)),
        }
    }
    let printed: Vec<String> = herd.iter().map(|case| case.instruction.to_string()).collect();
    let answers = reference.assemble(printed.iter().map(String::as_str));
    for ((case, text), answer) in herd.iter().zip(&printed).zip(answers) {
        if encode(&case.instruction).ok() != answer.clone().ok() {
            wrong.push(format!("{} (or {text}): {answer:x?}", case.text));
        }
    }
    let spellings = herd.len();
    eprintln!(
        "{}: {words} words equal, {spellings} more as they are printed, {refused} texts refused by both",
        reference.name
    );
    for feature in &reference.lacks {
        eprintln!("  it does not know {feature}: compared with LLVM's assembler alone");
    }
    none_differ(&wrong);
}

/// Differences that are known to be no mistake.
fn is_known(reference: &Reference, case: &Case, encoded: bool, answer: &Answer) -> bool {
    let lints = || lint(&case.instruction);
    let text = case.text.as_str();
    match answer {
        // LLVM refuses what the architecture leaves to the implementation.
        Err(error) if encoded && error.contains("unpredictable") => {
            lints().iter().any(|l| l.kind == LintKind::ConstrainedUnpredictable)
        }
        // GNU as 2.40 has no such hint and prefetches, and inverts no immediate
        // but BIC's; LLVM does.
        Err(_) if encoded && reference.is_gnu() => {
            let inverts = ["BICS", "ORN", "EON"].iter().any(|m| text.starts_with(m));
            let printed = case.instruction.to_string();
            printed == "CLRBHB" || printed.contains("SLC") || inverts && text.contains('#')
        }
        // GNU as cuts offsets to 32 bits. LLVM cuts the immediates of W registers, and
        // takes an increment by XZR for the one by the number of bytes.
        Ok(_) if !encoded => match reference.is_gnu() {
            true => lints().iter().any(|l| l.message.contains("offset")),
            false => text.starts_with("MOV W") || text.ends_with("],XZR"),
        },
        // What the text says and the instruction does not keep, as it means
        // nothing: a shift by 0, a shift of 0, which of two forms a prefetch has,
        // and that UXTW may as well be a MOV of the W register.
        Ok(_) => {
            let shifts_zero = text.starts_with("MOVI") && text.contains("#0,LSL");
            let forms = ["PRFUM", "UXTW"].iter().any(|m| text.starts_with(m));
            text.contains("#0]") || forms || shifts_zero
        }
        Err(_) => false,
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

/// What disarm64 0.2 does not print, or prints wrongly.
fn decoder_fault(instruction: &Instruction, text: &str) -> Option<&'static str> {
    use Instruction as I;
    match instruction {
        _ if text.contains("<undefined>") => Some("operands it calls undefined"),
        _ if text.contains(":RCPC3") => Some("addresses of FEAT_LRCPC3"),
        _ if text.contains("rprfm") => Some("reserved prefetches, printed as RPRFM"),
        I::SimdLoadStructure { .. } | I::SimdStoreStructure { .. } => Some("lists of vectors"),
        I::SimdDupElement { .. } => Some("sizes of scalar DUP"),
        I::SimdInsGeneral { elem: Size::X, .. } => Some("INS from an X register"),
        I::AddSub { rhs: Operand::Extended { .. }, .. } => Some("UXTX beside the zero register"),
        _ => None,
    }
}

/// The decoder's text of a word reads as an instruction with the same word.
#[test]
fn words_decode_to_what_they_were_made_of() {
    let mut wrong = Vec::new();
    let mut faults = BTreeMap::<_, usize>::new();
    let mut decoded = 0;
    for case in cases() {
        let Ok(word) = encode(&case.instruction) else { continue };
        let Some(opcode) = disarm64::decoder::decode(word) else {
            match requires(&case.instruction) {
                Some(feature) => *faults.entry(feature.name()).or_default() += 1,
                None => wrong.push(format!("{}: {word:#010x} does not decode", case.text)),
            }
            continue;
        };
        let text = relative(&opcode.to_string());
        let again = parse::instruction(&text, &mut |_| None).ok().and_then(|i| encode(&i).ok());
        match decoder_fault(&case.instruction, &text) {
            _ if again == Some(word) => decoded += 1,
            Some(fault) => *faults.entry(fault).or_default() += 1,
            None => wrong.push(format!("{}: {word:#010x} decodes to {text}", case.text)),
        }
    }
    eprintln!("{decoded} words decode to what they were made of; the decoder fails at {faults:?}");
    none_differ(&wrong);
}

#[track_caller]
fn none_differ(wrong: &[String]) {
    let first = wrong.iter().take(40000).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} differ:\n{first}", wrong.len());
}
