//! What a primitive orders, and what the core must have to run it.

use serde::Serialize;

/// The order that a primitive gives, in the words of the Armv8 memory model (Arm ARM B2.3).
///
/// A claim names litmus tests of the corpus; each primitive's documentation names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Order {
    /// No order beyond coherence and the dependencies through it: `CoRR`, `CoWW` are never seen.
    Relaxed,
    /// Load-AcquirePC: before everything that follows, but may pass an earlier Store-Release to
    /// another location. `MP+stlr+ldapr` is never seen, `SB+stlr+ldapr` is allowed.
    AcquirePc,
    /// Load-Acquire: before everything that follows, and after every earlier Store-Release.
    /// `MP+stlr+ldar` and `SB+stlr+ldar` are never seen.
    AcquireSc,
    /// The read of a read-modify-write is a Load-Acquire; its write may move down.
    Acquire,
    /// The write is a Store-Release: after everything before it. A read-modify-write's read may
    /// move up.
    Release,
    /// Load-Acquire and Store-Release. As one instruction (FEAT_LSE) it also orders earlier
    /// accesses before later ones, if it writes: `SB+swpal+ldr` is never seen. As an exclusive
    /// loop it does not: `SB+ldaxr-stlxr+ldr` is allowed.
    AcqRel,
    /// A barrier for all accesses on both sides: `SB+dmb.ishs` is never seen.
    Fence,
    /// A barrier between stores: `MP+dmb.st+addr` is never seen, `LB+dmb.sts` is allowed.
    FenceSt,
    /// A barrier between loads and what follows: `MP+dmb.st+dmb.ld` is never seen.
    FenceLd,
}

/// An architecture feature that a primitive needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Feature {
    /// Armv8.0: every AArch64 core.
    Base,
    /// FEAT_LSE: single-instruction read-modify-writes.
    Lse,
    /// FEAT_LSE2: aligned 16-byte pairs are single-copy atomic (hwcap USCAT).
    Lse2,
    /// FEAT_LSE128: 128-bit SWPP, LDCLRP, LDSETP.
    Lse128,
    /// FEAT_LRCPC: LDAPR.
    Lrcpc,
    /// FEAT_LRCPC2: LDAPUR and STLUR.
    Lrcpc2,
    /// FEAT_LRCPC3: LDIAPP and STILP.
    Lrcpc3,
    /// FEAT_SB: the speculation barrier.
    Sb,
    /// FEAT_PAuth, address keys: PACIA and its family.
    Paca,
    /// FEAT_BTI: branch targets are checked.
    Bti,
}

impl Feature {
    /// Every feature that can be absent.
    pub const ALL: [Feature; 9] = [
        Feature::Lse,
        Feature::Lse2,
        Feature::Lse128,
        Feature::Lrcpc,
        Feature::Lrcpc2,
        Feature::Lrcpc3,
        Feature::Sb,
        Feature::Paca,
        Feature::Bti,
    ];

    /// The name used in `FENCEPOST_CPU` and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Feature::Base => "base",
            Feature::Lse => "lse",
            Feature::Lse2 => "lse2",
            Feature::Lse128 => "lse128",
            Feature::Lrcpc => "lrcpc",
            Feature::Lrcpc2 => "lrcpc2",
            Feature::Lrcpc3 => "lrcpc3",
            Feature::Sb => "sb",
            Feature::Paca => "paca",
            Feature::Bti => "bti",
        }
    }
}
