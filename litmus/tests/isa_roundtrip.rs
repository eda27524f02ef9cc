//! What an instruction prints reads back as the same instruction, and no text
//! makes the parser panic.

mod common;

use common::instruction::{data, instruction, memory, simd};
use fencepost_litmus::isa::parse::{self, ErrorKind, ParseError};
use fencepost_litmus::isa::{Instruction, Reg, Target};
use proptest::prelude::*;
use proptest::sample::Index;

fn read(text: &str) -> Result<Instruction, ParseError> {
    parse::instruction(text, &mut |_| None)
}

/// An error points into the text and says something.
fn check_error(text: &str, error: &ParseError) -> Result<(), TestCaseError> {
    prop_assert!(text.get(error.span.clone()).is_some(), "{:?} of {:?}", error, text);
    prop_assert!(!error.message.is_empty() && !error.label.is_empty(), "{:?}", error);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn printed_text_reads_back(instruction in instruction()) {
        let text = instruction.to_string();
        let again = read(&text);
        prop_assert_eq!(again.as_ref(), Ok(&instruction), "{}", text);
    }

    #[test]
    fn case_and_blanks_mean_nothing(
        instruction in prop_oneof![data(), memory(), simd()].prop_filter(
            "labels keep their case",
            |i| !matches!(i, Instruction::Adr { target: Target::Label(_), .. }),
        )
    ) {
        let text = instruction.to_string();
        let spaced = text.replace(',', "\t, ").replace('[', "[ ").replace(']', " ]");
        prop_assert_eq!(read(&spaced), Ok(instruction.clone()), "{}", &spaced);
        let lower = text.to_ascii_lowercase();
        prop_assert_eq!(read(&lower), Ok(instruction.clone()), "{}", &lower);
        let bare = text.replace('#', "");
        prop_assert_eq!(read(&bare), Ok(instruction), "{}", &bare);
    }

    /// Cutting, repeating and replacing make texts that are almost right.
    #[test]
    fn damaged_text_is_read_or_refused(
        instruction in instruction(),
        at in any::<Index>(),
        to in any::<Index>(),
        with in "[ ,#%\\[\\]{}!.+:A-Za-z0-9é-]{0,3}",
    ) {
        let mut text = instruction.to_string();
        let (a, b) = (at.index(text.len() + 1), to.index(text.len() + 1));
        text.replace_range(a.min(b)..a.max(b).min(a.min(b) + 3), &with);
        match parse::instruction(&text, &mut |_| Some(Reg::x(9))) {
            Ok(read_as) => {
                prop_assert_eq!(read(&read_as.to_string()), Ok(read_as), "{}", text);
            }
            Err(error) => check_error(&text, &error)?,
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        if let Err(error) = read(&text) {
            check_error(&text, &error)?;
        }
    }

    #[test]
    fn any_operands_are_read_or_refused(
        mnemonic in "(LDR|STP|ADD|MOV|LD1|CASP|B|TBZ|DSB|FMOV|PRFM|UBFX|CSET|MOVI)",
        operands in "( |,|#|-|[0-9]|W1|X2|V0\\.4S|D0|\\[|\\]|\\{|\\}|!|%|\\.|LSL|SXTW|EQ|0x|\t){0,12}",
    ) {
        let text = format!("{mnemonic} {operands}");
        if let Err(error) = read(&text) {
            check_error(&text, &error)?;
            prop_assert_ne!(error.kind, ErrorKind::UnknownMnemonic);
        }
    }
}
