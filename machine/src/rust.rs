//! Litmus tests in Rust's atomics.
//!
//! [`litmus!`](crate::litmus) writes a test once. It is compiled as it stands, and run here; and
//! it is lowered, by the mapping that compilers follow ([`lower`]), to what it becomes on Arm with
//! and without FEAT_LSE and FEAT_LRCPC, and on x86-64, where the models say what may happen.
//!
//! ```text
//! litmus! ─┬─► closures ── Race ── run ──► histogram ──┐
//!          └─► Source ── lower ── models ──► outcomes ─┴─► Native: each outcome held against them
//! ```
//!
//! # What a verdict covers
//!
//! The mapping is per operation. The Rust language allows a compiler more: to move relaxed
//! accesses past each other, to merge them, to see through a dependency. rustc does not do so to
//! the statements a test can have, but what the models say is about its instructions, not about
//! every compiler there may be. The run is of what your compiler did.

mod condition;
pub mod lower;
mod macros;
mod mapping;
mod native;
mod outcome;
pub mod source;
pub mod suite;

pub use condition::ConditionError;
pub use core::sync::atomic::{Ordering, fence};
pub use lower::Mapping;
pub use mapping::Table;
pub use native::{Kind, Native, Seen};
pub use source::{Action, Operation, Source, Statement, Thread, Update, Value, Variable, Width};

use crate::{Budget, Subject};
use fencepost_litmus::explain::{Answer, explain};
use fencepost_litmus::explore::{Observation, Options};
use fencepost_litmus::test::Prop;
use outcome::{Columns, allowed};
use std::fmt::{self, Write};
use std::time::Duration;

/// A litmus test in Rust's atomics; [`litmus!`](crate::litmus) makes one.
pub struct Litmus {
    source: &'static Source,
    code: Box<dyn Subject + Send>,
}

impl fmt::Debug for Litmus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Litmus").field(self.source).finish()
    }
}

/// What a condition is, by mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts(pub [(Mapping, Observation); Mapping::ALL.len()]);

impl Verdicts {
    /// The mappings whose machines may satisfy the condition.
    pub fn allowing(&self) -> impl Iterator<Item = Mapping> {
        self.0.iter().filter(|(_, o)| *o != Observation::Never).map(|&(mapping, _)| mapping)
    }
}

/// A test that is not as it was said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refuted(String);

impl fmt::Display for Refuted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refuted {}

impl From<ConditionError> for Refuted {
    fn from(error: ConditionError) -> Refuted {
        Refuted(error.to_string())
    }
}

impl Litmus {
    /// How long [`forbids`](Litmus::forbids) runs a test.
    pub const QUICK: Duration = Duration::from_millis(50);

    /// A test and its code, which must be of the same text: the macro sees to that.
    #[doc(hidden)]
    pub fn new(source: &'static Source, code: impl Subject + Send + 'static) -> Litmus {
        Litmus { source, code: Box::new(code) }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.source.name
    }

    /// The test as data.
    pub fn source(&self) -> &'static Source {
        self.source
    }

    /// What becomes of each statement.
    pub fn mapping(&self) -> Table {
        Table::new(self.source)
    }

    /// What the models say of a condition, `1:r0=1 /\ x=2` for example: values that a thread
    /// reads, and what is left in the variables.
    ///
    /// # Errors
    /// If the condition cannot be read.
    pub fn verdicts(&self, condition: &str) -> Result<Verdicts, ConditionError> {
        condition::read(condition, self.source).map(|prop| self.observations(&prop))
    }

    fn observations(&self, prop: &Prop) -> Verdicts {
        let columns = Columns::new(self.source);
        Verdicts(Mapping::ALL.map(|mapping| {
            let allowed = allowed(self.source, mapping);
            let observation = match allowed.iter().filter(|o| columns.holds(prop, o)).count() {
                0 => Observation::Never,
                n if n == allowed.len() => Observation::Always,
                _ => Observation::Sometimes,
            };
            (mapping, observation)
        }))
    }

    /// Runs the test here and holds what is seen against the model of this machine.
    ///
    /// Tests take turns: two at once would only disturb each other.
    ///
    /// # Errors
    /// If the system gives no memory or threads.
    pub fn run(&self, recipe: &crate::Recipe, budget: Budget) -> Result<Native, crate::RunError> {
        native::run(self.source, &*self.code, recipe, budget)
    }

    /// Checks that no machine may satisfy a condition, whichever way the test is compiled, and that
    /// this one does not within [`QUICK`](Litmus::QUICK); nor anything else that it must not.
    ///
    /// # Errors
    /// Why that is not so: how it comes to pass, and what would keep it from it; or what is wrong
    /// with the condition.
    pub fn check_forbids(&self, condition: &str) -> Result<(), Refuted> {
        let prop = condition::read(condition, self.source)?;
        let verdicts = self.observations(&prop);
        if let Some(mapping) = verdicts.allowing().next() {
            let what = format!("`{condition}` is not forbidden");
            return Err(self.refuted(&what, &prop, mapping, &verdicts));
        }
        if self.is_impossible(&prop) {
            return Err(Refuted(format!(
                "{}: `{condition}` forbids nothing: no choice of what each load reads gives these \
                 values.\nIs a number wrong, or a name?",
                self.name(),
            )));
        }
        let native = self
            .run(&crate::Recipe::default(), Budget::time(Litmus::QUICK))
            .map_err(|e| Refuted(format!("{}: {e}", self.name())))?;
        match native.forbidden().next() {
            Some(_) => Err(Refuted(format!("{}: forbidden, and seen.\n\n{native}", self.name()))),
            None => Ok(()),
        }
    }

    /// Checks that some machine may satisfy a condition: what a portable program must expect.
    ///
    /// # Errors
    /// Why none may, or what is wrong with the condition.
    pub fn check_allows(&self, condition: &str) -> Result<(), Refuted> {
        let prop = condition::read(condition, self.source)?;
        let verdicts = self.observations(&prop);
        if verdicts.allowing().next().is_none() {
            let what = format!("`{condition}` is not allowed");
            return Err(self.refuted(&what, &prop, Mapping::LseRcpc, &verdicts));
        }
        Ok(())
    }

    /// Asserts what [`check_forbids`](Litmus::check_forbids) checks.
    ///
    /// # Panics
    /// If that is not so.
    #[track_caller]
    pub fn forbids(&self, condition: &str) -> &Litmus {
        self.check_forbids(condition).unwrap_or_else(|refuted| panic!("{refuted}"));
        self
    }

    /// Asserts what [`check_allows`](Litmus::check_allows) checks.
    ///
    /// # Panics
    /// If that is not so.
    #[track_caller]
    pub fn allows(&self, condition: &str) -> &Litmus {
        self.check_allows(condition).unwrap_or_else(|refuted| panic!("{refuted}"));
        self
    }

    /// Whether no execution has such values, whatever a model says.
    fn is_impossible(&self, prop: &Prop) -> bool {
        let test = lower::lower(self.source, Mapping::Lse).test;
        let model = Mapping::Lse.model();
        let explained = explain(&test, model, Some(prop), Options::default(), &|| false);
        explained.is_ok_and(|e| matches!(e.answer, Answer::Impossible))
    }

    /// A condition that is not what it was said to be: the verdicts, the mapping, and why.
    fn refuted(&self, what: &str, prop: &Prop, mapping: Mapping, verdicts: &Verdicts) -> Refuted {
        let mut out = format!("{}: {what}.\n", self.name());
        for (mapping, observation) in verdicts.0 {
            let (name, word) = (mapping.name(), observation.as_str().to_lowercase());
            let _ = writeln!(out, "  {name:<10} {word}");
        }
        let _ = writeln!(out, "\n{}", self.mapping());
        let _ = match mapping {
            Mapping::X86 => writeln!(out, "On x86-64, whose instructions are told as A64's:\n"),
            _ => writeln!(out, "Compiled for {}:\n", mapping.name()),
        };
        let test = lower::lower(self.source, mapping).test;
        match explain(&test, mapping.model(), Some(prop), Options::default(), &|| false) {
            Ok(explained) => out.push_str(&self.in_our_names(explained.to_string())),
            Err(_) => out.push_str("The test is too large to explain.\n"),
        }
        Refuted(out)
    }

    /// An explanation with the names of the Rust text: `1:r0` and `[x]`.
    fn in_our_names(&self, text: String) -> String {
        let variables = self.source.variables.iter().enumerate();
        variables.fold(text.replace('%', ""), |text, (v, variable)| {
            text.replace(&format!("[{:?}]", lower::address(v)), &format!("[{}]", variable.name))
        })
    }
}

/// A type that a variable may have.
pub trait Scalar: private::Sealed {
    /// Its atomic type.
    type Atomic;
    /// Its size.
    const WIDTH: Width;
}

mod private {
    pub trait Sealed {}
}

macro_rules! scalars {
    ($($ty:ty, $atomic:ident, $width:expr;)+) => {$(
        impl private::Sealed for $ty {}

        impl Scalar for $ty {
            type Atomic = core::sync::atomic::$atomic;
            const WIDTH: Width = $width;
        }
    )+};
}

scalars! {
    u8, AtomicU8, Width::U8;
    u16, AtomicU16, Width::U16;
    u32, AtomicU32, Width::U32;
    u64, AtomicU64, Width::U64;
    usize, AtomicUsize, Width::U64;
}

#[cfg(not(target_pointer_width = "64"))]
compile_error!("fencepost-machine is for 64-bit systems");

/// What a thread has read; here so that the type of an empty list is known.
#[doc(hidden)]
#[inline(always)]
pub fn seen<const N: usize>(values: [u64; N]) -> [u64; N] {
    values
}
