//! What is raced.

use crate::layout::Frames;

/// The memory of one shared variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its size in bytes: all that any access to it may touch.
    pub size: usize,
    /// Its alignment in bytes, a power of two.
    pub align: usize,
}

/// What a subject needs, for one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// By role: the bytes of its private frame. There is one thread for each role.
    pub frames: Vec<usize>,
    /// The variables that the roles share.
    pub variables: Vec<Variable>,
    /// How many words make one raw outcome.
    pub words: usize,
}

impl Shape {
    /// How many roles there are.
    pub fn roles(&self) -> usize {
        self.frames.len()
    }
}

/// Something that threads race over, many instances at a time.
///
/// The runner owns the memory. Of every instance it places the variables, which the roles share,
/// and one frame a role, which that role alone uses while it runs: it holds the role's inputs (the
/// addresses of the variables, say) and receives its outputs.
///
/// A round is: `reset` every instance, `run` every role over all of them, one thread a role,
/// `collect` every instance. Barriers are between the three.
///
/// # Safety
/// The methods must stay inside the memory they are given, and `run` must access the variables
/// only in ways that are allowed while other threads do the same: atomically, or by machine code.
pub unsafe trait Subject: Sync {
    /// What it needs. Always the same answer.
    fn shape(&self) -> Shape;

    /// Called once by each thread before it runs anything.
    fn enter(&self) {}

    /// Fills the constant part of a role's frame, once, before the first round.
    ///
    /// # Safety
    /// No other thread uses the instance meanwhile.
    unsafe fn bind(&self, role: usize, instance: &Instance<'_>);

    /// Brings the variables, and what `run` changes in frames, to the initial state.
    ///
    /// # Safety
    /// No other thread uses the instance meanwhile.
    unsafe fn reset(&self, instance: &Instance<'_>);

    /// Runs a role over `count` instances, whose frames begin at `frames` and are `stride` bytes
    /// apart.
    ///
    /// # Safety
    /// The frames are bound, their instances reset, and no other thread runs the role over them.
    unsafe fn run(&self, role: usize, frames: *mut u8, count: usize, stride: usize);

    /// Reads the outcome of an instance: exactly [`Shape::words`] words.
    ///
    /// # Safety
    /// All roles have run over it, and no other thread uses it meanwhile.
    unsafe fn collect(&self, instance: &Instance<'_>, outcome: &mut [u64]);
}

/// Where one instance lies.
pub struct Instance<'a> {
    pub(crate) variables: &'a [*mut u8],
    pub(crate) frames: &'a [Frames],
    pub(crate) index: usize,
}

impl Instance<'_> {
    /// The addresses of its variables, in the order of [`Shape::variables`].
    pub fn variables(&self) -> &[*mut u8] {
        self.variables
    }

    /// The address of a role's frame.
    ///
    /// # Panics
    /// If there is no such role.
    #[inline]
    pub fn frame(&self, role: usize) -> *mut u8 {
        self.frames[role].at(self.index)
    }
}
