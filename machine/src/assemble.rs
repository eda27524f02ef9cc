//! One thread of a test as machine code that runs many instances in a row.
//!
//! [`assemble`] makes a [`Routine`]: position-independent code of the type
//! [`Entry`]. For each of `count` instances it loads the registers that the
//! thread starts with from the instance's *frame*, runs the thread's
//! instructions, and stores the registers that the test observes to the same
//! frame. The loop is part of the code, so that instances follow each other by
//! a few instructions.
//!
//! A frame is [`Routine::frame_len`] bytes, aligned to 16. Inputs and outputs
//! have places of their own in it, so a frame can be run again as it is.

mod emit;
mod frame;
mod operands;
mod registers;

use fencepost_litmus::isa::lint::Feature;
use fencepost_litmus::test::{Line, RegName, Span, Test, ThreadId};
use frame::Frame;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

/// What a [`Routine`]'s code is, once it is placed in executable memory.
///
/// `frames` is the first instance's frame, aligned to 16 bytes; the others
/// follow every `stride` bytes, a multiple of 16. Nothing is done for a `count` of 0.
pub type Entry = unsafe extern "C" fn(frames: *mut u8, count: usize, stride: usize);

/// A register and its place in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The register, as the test names it.
    pub reg: RegName,
    /// Where its value is in the frame: 8 bytes, 16 for a vector register.
    pub offset: u32,
}

/// A thread's machine code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routine {
    /// The code, little-endian words; an [`Entry`] at offset 0.
    pub code: Vec<u8>,
    /// The registers that the thread starts with, to be put into each frame:
    /// every one that may be read before it is written, and every one that is
    /// observed and may stay unwritten. Those without an initial value in the
    /// test are 0. X30 is only among them if it has one: the routine makes it the
    /// address of the thread's end otherwise, as the model does.
    pub inputs: Vec<Slot>,
    /// The registers that the test's condition, filter or `locations` name, to
    /// be found in each frame afterwards.
    pub outputs: Vec<Slot>,
    /// The size of a frame, a multiple of 16; 0 if there is nothing to hold.
    pub frame_len: u32,
    /// Where each instruction of the thread is in `code`, and last the place
    /// where the thread ends. Labels and return addresses are such places.
    pub instructions: Vec<u32>,
    /// The part of `code` from which control may be moved to `leave`.
    pub body: Range<u32>,
    /// Where a signal handler sends a thread that spins for ever: with the program
    /// counter in `body`, set to here, the routine restores the caller's
    /// registers and returns. The body never moves the stack pointer.
    pub leave: u32,
    /// The extensions that the machine must have.
    pub needs: BTreeSet<Feature>,
}

/// Why a thread has no machine code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The thread.
    pub thread: ThreadId,
    /// The text of the instruction at fault in the source, if it is one.
    pub span: Option<Span>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The way out, if one is known.
    pub help: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}: {}", self.thread.0, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for Refusal {}

/// The machine code of one thread.
///
/// The test's registers are the machine's of the same names, but for X18, X29 and
/// SP, which take the places of others that the thread does not use.
///
/// # Errors
/// An instruction that no encoding holds, a branch into another thread's code,
/// or too few registers left for the loop.
///
/// # Panics
/// If the test has no such thread.
pub fn assemble(test: &Test, thread: ThreadId) -> Result<Routine, Refusal> {
    if let Some(refusal) = registers::foreign_branch(test, thread) {
        return Err(refusal);
    }
    let code = &test.threads[usize::from(thread.0)];
    let observed = registers::observed(test, thread);
    let allocation = registers::allocate(code, thread, &observed)?;
    let needs = registers::needs(code, &observed);
    emit::routine(code, thread, &allocation, &needs, Frame::new(&needs, &observed))
}

fn at(thread: ThreadId, line: &Line, message: impl fmt::Display, help: Option<String>) -> Refusal {
    // A test that was built has no text.
    let span = Some(line.span.clone()).filter(|span| !span.is_empty());
    Refusal { thread, span, message: format!("{}: {message}", line.instruction), help }
}
