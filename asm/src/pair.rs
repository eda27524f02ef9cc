//! Two words that one instruction can read or write.

/// Two 32-bit words, aligned to 8 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C, align(8))]
pub struct Pair32 {
    /// The word at the lower address.
    pub lo: u32,
    /// The word at the higher address.
    pub hi: u32,
}

/// Two 64-bit words, aligned to 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C, align(16))]
pub struct Pair64 {
    /// The word at the lower address.
    pub lo: u64,
    /// The word at the higher address.
    pub hi: u64,
}

impl Pair32 {
    /// The pair of two words.
    pub const fn new(lo: u32, hi: u32) -> Self {
        Self { lo, hi }
    }

    /// The pair of the low 32 bits of two words.
    pub const fn from_words(lo: u64, hi: u64) -> Self {
        Self::new(lo as u32, hi as u32)
    }

    /// Both words, zero-extended.
    pub const fn words(self) -> [u64; 2] {
        [self.lo as u64, self.hi as u64]
    }
}

impl Pair64 {
    /// The pair of two words.
    pub const fn new(lo: u64, hi: u64) -> Self {
        Self { lo, hi }
    }

    /// The pair of two words; the same as [`Pair64::new`], for code generic over the width.
    pub const fn from_words(lo: u64, hi: u64) -> Self {
        Self::new(lo, hi)
    }

    /// Both words.
    pub const fn words(self) -> [u64; 2] {
        [self.lo, self.hi]
    }
}
