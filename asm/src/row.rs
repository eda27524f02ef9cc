//! What is claimed of a primitive, as data: the base of the coverage, value and code tests.

use crate::{Feature, Order};

/// One line of assembly and its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The template given to the assembler.
    pub insn: &'static str,
    /// What it does, in pseudo-code.
    pub effect: &'static str,
}

/// What a primitive computes, before any question of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Read.
    Load,
    /// Write.
    Store,
    /// Write, and return what was there.
    Swap,
    /// Write if what was there is what was expected.
    Cas,
    /// `old + val`, wrapping.
    Add,
    /// `old & !val`.
    Clr,
    /// `old | val`.
    Set,
    /// `old ^ val`.
    Eor,
    /// The larger as two's complement.
    SMax,
    /// The smaller as two's complement.
    SMin,
    /// The larger as unsigned.
    UMax,
    /// The smaller as unsigned.
    UMin,
    /// A barrier.
    Fence,
    /// A hint, a cache operation or a register read: no effect on memory contents.
    Hint,
}

impl Op {
    /// What memory holds afterwards, for one word of `bits` bits that held `old`; `expected` is
    /// read by [`Op::Cas`] alone, which leaves `old` where it does not match.
    ///
    /// This is the oracle of the value tests; it is written from the Arm ARM's pseudo-code and
    /// shares nothing with the primitives.
    pub fn apply(self, bits: u32, old: u64, val: u64, expected: u64) -> u64 {
        let mask = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
        let sign = |v: u64| ((v << (64 - bits)) as i64) >> (64 - bits);
        let (old, val, expected) = (old & mask, val & mask, expected & mask);
        let new = match self {
            Op::Load | Op::Fence | Op::Hint => old,
            Op::Store | Op::Swap => val,
            Op::Cas if old == expected => val,
            Op::Cas => old,
            Op::Add => old.wrapping_add(val),
            Op::Clr => old & !val,
            Op::Set => old | val,
            Op::Eor => old ^ val,
            Op::SMax => sign(old).max(sign(val)) as u64,
            Op::SMin => sign(old).min(sign(val)) as u64,
            Op::UMax => old.max(val),
            Op::UMin => old.min(val),
        };
        new & mask
    }
}

/// How a primitive takes its operands and gives its result; see [`Call`] for the erased form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `(ptr) -> val`.
    Load,
    /// `(ptr, val)`.
    Store,
    /// `(ptr) -> pair`.
    LoadPair,
    /// `(ptr, pair)`.
    StorePair,
    /// `(ptr, val) -> old`.
    Rmw,
    /// `(ptr, val)`.
    RmwNoRet,
    /// `(ptr, pair) -> old pair`.
    RmwPair,
    /// `(ptr, old, new) -> was`.
    Cas,
    /// `(ptr, old pair, new pair) -> was`.
    CasPair,
    /// `()`.
    Plain,
    /// `(ptr)`, memory unchanged.
    AtAddress,
    /// `() -> u64`.
    ReadRegister,
}

/// All that is claimed of one primitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The function's name.
    pub name: &'static str,
    /// The path of the module that holds it.
    pub module: &'static str,
    /// Operands and result.
    pub shape: Shape,
    /// What it computes.
    pub op: Op,
    /// What it orders.
    pub order: Order,
    /// What the core must have.
    pub feature: Feature,
    /// Size of the location in bytes; both halves of a pair together, 0 where there is none.
    pub bytes: usize,
    /// Its instructions.
    pub code: &'static [Line],
    /// The operation of `core::sync::atomic` that means the same, or `none`.
    pub rust: &'static str,
    /// The LLVM IR operation that means the same, or `none`.
    pub llvm: &'static str,
    /// The functions of Go's `internal/runtime/atomic` that contain it, or `none`.
    pub go: &'static str,
    /// Litmus tests that witness its order, by the names of the corpus.
    pub witness: &'static [&'static str],
}

impl Row {
    /// Whether the location is a pair of words.
    pub fn is_pair(&self) -> bool {
        matches!(self.shape, Shape::LoadPair | Shape::StorePair | Shape::RmwPair | Shape::CasPair)
    }

    /// Bits of one word of the location.
    pub fn word_bits(&self) -> u32 {
        self.bytes as u32 * if self.is_pair() { 4 } else { 8 }
    }

    /// Whether it orders anything.
    pub fn orders(&self) -> bool {
        self.op != Op::Hint && self.order != Order::Relaxed
    }
}

/// A primitive behind one signature, for tests and measurements that run over all of them.
#[derive(Clone, Copy)]
pub struct Call {
    /// The name of the [`Row`].
    pub name: &'static str,
    /// The function's own code, not inlined: what the code tests disassemble.
    pub code: *const (),
    /// `(ptr, operands) -> results`. Operands: the value, or the old and the new value; a pair
    /// takes two places, low word first. Results likewise; what is narrower than 64 bits may be
    /// extended by its sign, what does not exist is 0.
    ///
    /// # Safety
    ///
    /// As for the function it calls.
    pub run: unsafe fn(*mut u8, [u64; 4]) -> [u64; 2],
}

/// Every primitive.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    crate::insn::ROWS.iter().copied().flatten()
}

/// Every primitive as a call, in the order of [`rows`].
#[cfg(target_arch = "aarch64")]
pub fn calls() -> impl Iterator<Item = (&'static Row, &'static Call)> {
    rows().zip(crate::insn::CALLS.iter().copied().flatten())
}
