//! The kinds of diagnostics.

use super::Severity;

/// Defines [`Code`] from one table: number, variant, severity, title.
macro_rules! codes {
    ($($number:literal $name:ident $severity:ident $title:literal;)*) => {
        /// The kind of a diagnostic: a stable number, a severity and a title.
        ///
        /// Numbers below `L100` are errors in the text, `L1xx` are warnings,
        /// and `L2xx` are well-formed things that this crate does not support.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The stable number, `L012` for example.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $number,)* }
            }

            /// Whether a test with such a finding can be used.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// What the code stands for, in one line.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }
        }
    };
}

codes! {
    "L001" MissingHeader Error "The first line does not give an architecture and a name.";
    "L002" MissingInit Error "There is no initial state `{...}`.";
    "L003" UnclosedInit Error "The initial state is not closed.";
    "L004" UnclosedComment Error "A comment is not closed.";
    "L005" UnexpectedCharacter Error "A character that has no meaning here.";
    "L006" UnexpectedToken Error "Something else was expected here.";
    "L007" BadNumber Error "A number that cannot be read.";
    "L008" TooDeep Error "Parentheses, negations or implications are nested too deeply.";
    "L009" TooMany Error "More threads or locations than a test can hold.";

    "L020" UnknownType Error "A type that is not known.";
    "L021" InitializedTwice Error "A location or register is initialised twice.";
    "L022" ArrayLength Error "An array has more or fewer initial values than elements.";
    "L023" ArraySize Error "An array has no element, or too many.";
    "L024" ElementInit Error "A single element of an array is initialised.";
    "L025" NotARegister Error "A name that is not a register.";
    "L026" NoSuchThread Error "A thread that the test does not have.";
    "L027" NoSuchSymbolic Error "A symbolic register that no thread uses.";
    "L028" AmbiguousSymbolic Error "A symbolic register that several threads use.";
    "L029" TooManySymbolic Error "A thread has more symbolic registers than free registers.";

    "L030" MissingThreads Error "The line with the threads' names is missing.";
    "L031" ThreadHead Error "A thread's head is not the next of P0, P1, ...";
    "L032" ColumnCount Error "A row has more or fewer columns than there are threads.";
    "L033" UnterminatedRow Error "A row does not end with a semicolon.";
    "L034" DuplicateLabel Error "A label is defined twice in one thread.";
    "L035" UndefinedLabel Error "A label that is not defined.";
    "L036" ForeignLabel Error "A branch to a label of another thread.";
    "L037" BranchOutside Error "A branch that leaves the thread's code.";

    "L040" UnknownMnemonic Error "A mnemonic that is not known.";
    "L041" Operand Error "An operand is missing, superfluous or of the wrong kind.";
    "L042" OperandRegister Error "An operand that is not a register.";
    "L043" Immediate Error "An immediate that cannot be read or cannot stand here.";

    "L050" UnknownKeyword Error "A keyword that is not known.";
    "L051" SectionOrder Error "Sections of the final part are repeated or out of order.";
    "L052" OutOfBounds Error "An index that is outside of its array.";
    "L053" NotAnArray Error "An index on something that is not an array.";
    "L054" TrailingText Error "Text after the end of the condition.";

    "L101" RegisterNeverSet Warning "A final register that nothing ever sets.";
    "L102" AddressNeverSet Warning "An address register that nothing ever sets.";
    "L103" NotEncodable Warning "Operands that no assembler encodes.";
    "L104" Unpredictable Warning "A CONSTRAINED UNPREDICTABLE form.";
    "L105" UndeclaredLocation Warning "A location that the initial state leaves out.";
    "L106" UnusedLocation Warning "A location that nothing uses.";
    "L107" UnknownLocation Warning "A final location that nothing else names.";
    "L108" MisspelledType Warning "A type name that is misspelled.";
    "L109" NeverEqual Warning "A comparison that can never hold.";

    "L201" UnsupportedInstruction Error "An instruction that is not supported.";
    "L202" SelfModifying Error "Self-modifying code is not supported.";
    "L203" UnsupportedFeature Error "A feature of the language that is not supported.";
    "L204" UnsupportedArchitecture Error "An architecture that is not supported.";
}

impl Code {
    /// Whether the test is, as far as known, correct, but uses something that
    /// this crate leaves out.
    pub const fn is_unsupported(self) -> bool {
        matches!(
            self,
            Code::UnsupportedInstruction
                | Code::SelfModifying
                | Code::UnsupportedFeature
                | Code::UnsupportedArchitecture
        )
    }
}
