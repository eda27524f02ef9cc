//! Families: the same operations in different instructions, behind one trait.
//!
//! | family | read-modify-write | store | load |
//! |---|---|---|---|
//! | `Lse` | one instruction (FEAT_LSE) | STLR | LDAR |
//! | `LlSc` | exclusive loop | STLR | LDAR |
//! | `Article` | exclusive loop | DSB SY; STR | LDAR |
//! | `Go` | `Lse` or `LlSc` by one test at run time | STLR | LDAR |
//! | [`Std`] | what the compiler makes of it | STLR | LDAR; for an acquire LDAPR, where there is one |
//!
//! Relaxed operations leave the acquire and release out, in every family but `Go`, which has none.
//! `Lse` and `LlSc` are not interchangeable against plain accesses: see
//! [`fencepost_asm::Order::AcqRel`].

#[cfg(target_arch = "aarch64")]
mod article;
#[cfg(target_arch = "aarch64")]
mod go;
#[cfg(target_arch = "aarch64")]
mod llsc;
#[cfg(loom)]
mod loom;
#[cfg(target_arch = "aarch64")]
mod lse;
mod std;
mod twin;
#[cfg(target_arch = "aarch64")]
mod word;

#[cfg(loom)]
pub use self::loom::Loom;
#[cfg(target_arch = "aarch64")]
pub use self::{article::Article, go::Go, llsc::LlSc, lse::Lse};
pub use self::{
    std::Std,
    twin::{NoAcquire, NoOrder, NoRelease, Split, Weakened, Weakness},
};

use crate::order::{FenceOrder, LoadOrder, RmwOrder, StoreOrder};

/// What a word can be made of.
pub trait Number:
    Copy
    + Eq
    + core::fmt::Debug
    + core::ops::BitAnd<Output = Self>
    + core::ops::BitOr<Output = Self>
    + core::ops::Not<Output = Self>
{
    /// The sum, wrapping.
    fn plus(self, other: Self) -> Self;
}

macro_rules! number {
    ($($number:ident)+) => {$(
        impl Number for $number {
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
        }
    )+};
}

number!(u8 u16 u32 u64);

/// A location of one word.
pub trait Cell: Send + Sync {
    /// The type of the word.
    type Value: Number;

    /// A location that holds `value`.
    fn new(value: Self::Value) -> Self;
    /// Reads.
    fn load<O: LoadOrder>(&self, order: O) -> Self::Value;
    /// Writes.
    fn store<O: StoreOrder>(&self, value: Self::Value, order: O);
    /// Writes and returns what was there.
    fn swap<O: RmwOrder>(&self, value: Self::Value, order: O) -> Self::Value;
    /// Writes `new` if `old` is there; returns what was there.
    fn compare_swap<O: RmwOrder>(
        &self,
        old: Self::Value,
        new: Self::Value,
        order: O,
    ) -> Self::Value;
    /// Adds, wrapping; returns what was there.
    fn fetch_add<O: RmwOrder>(&self, value: Self::Value, order: O) -> Self::Value;
    /// Keeps the bits of `value`; returns what was there.
    fn fetch_and<O: RmwOrder>(&self, value: Self::Value, order: O) -> Self::Value;
    /// Sets the bits of `value`; returns what was there.
    fn fetch_or<O: RmwOrder>(&self, value: Self::Value, order: O) -> Self::Value;
}

/// A location of two 32-bit words that are read and replaced together.
pub trait PairCell: Send + Sync {
    /// A location that holds the two words.
    fn new(value: [u32; 2]) -> Self;
    /// Reads both at once.
    fn load<O: LoadOrder>(&self, order: O) -> [u32; 2];
    /// Writes `new` if `old` is there; returns what was there.
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], order: O) -> [u32; 2];
}

/// One way to make atomic operations.
pub trait Family: Copy + Send + Sync + 'static {
    /// Its name in reports.
    const NAME: &'static str;
    /// A location of 8 bits.
    type U8: Cell<Value = u8>;
    /// A location of 16 bits.
    type U16: Cell<Value = u16>;
    /// A location of 32 bits.
    type U32: Cell<Value = u32>;
    /// A location of 64 bits.
    type U64: Cell<Value = u64>;
    /// A location of two words of 32 bits.
    type Pair: PairCell;

    /// Whether this machine can run it.
    fn available() -> bool {
        true
    }
    /// A fence.
    fn fence<O: FenceOrder>(order: O);
    /// Orders the stores that made an object before the store that publishes it: Go's
    /// `publicationBarrier`. The reader needs an address dependency, or an acquire.
    fn publication_barrier();
    /// Called in the body of a loop that waits for another thread.
    fn spin() {
        core::hint::spin_loop();
    }
}

/// A family that replaces 128 bits at once. `Std` is none: stable Rust has no atomic of that size.
pub trait Wide: Family {
    /// Writes `new` if `old` is there, both words at once; returns what was there. Acquires and
    /// releases.
    ///
    /// # Safety
    ///
    /// `ptr` must be valid for atomic reads and writes of 16 bytes and aligned to 16, and
    /// [`Family::available`] must hold.
    unsafe fn compare_swap_wide(ptr: *mut [u64; 2], old: [u64; 2], new: [u64; 2]) -> [u64; 2];
}

/// What [`for_each_family`] runs.
pub trait Visit {
    /// Runs for one family.
    fn visit<F: Family>(&mut self);
}

/// Runs `visit` for every family that this machine can run; returns the names of those it cannot.
pub fn for_each_family(visit: &mut impl Visit) -> Vec<&'static str> {
    let mut absent = Vec::new();
    visit.visit::<Std>();
    #[cfg(target_arch = "aarch64")]
    {
        visit.visit::<LlSc>();
        visit.visit::<Article>();
        visit.visit::<Go>();
        if Lse::available() {
            visit.visit::<Lse>();
        } else {
            absent.push(Lse::NAME);
        }
    }
    if !cfg!(target_arch = "aarch64") {
        absent.extend(["lse", "llsc", "article", "go"]);
    }
    absent
}
