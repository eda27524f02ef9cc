//! The loops: one for each primitive and each thing that precedes it, made by the compiler from
//! the same source, with the primitive or with NOPs in its place.

use crate::ground::{Ground, LINE_WORDS, LINES};
use crate::situation::Before;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What stands in a loop.
pub(crate) trait Code {
    /// Runs it once.
    ///
    /// # Safety
    /// `word` must be a 16-byte-aligned or lone word that holds 0 and that only instructions of
    /// this module touch, and the core must have the feature that the primitive names.
    unsafe fn run(word: *mut u64, tally: &mut Tally);
}

/// What a loop hands back, so that nothing in it is dead.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// What was read, folded together.
    pub(crate) seen: u64,
    /// How many store exclusives failed.
    pub(crate) failed: u64,
}

/// A loop: so many iterations over some ground.
///
/// # Safety
/// The core must have the feature that the primitive names.
pub(crate) type Kernel = unsafe fn(&Ground<'_>, usize) -> Tally;

/// One loop for each thing that can precede.
pub(crate) struct Kernels {
    bare: Kernel,
    hit: Kernel,
    miss: Kernel,
    remote: Kernel,
    load: Kernel,
    stream: Kernel,
}

impl Kernels {
    /// Those of a piece of code.
    pub(crate) const fn of<C: Code>() -> Kernels {
        Kernels {
            bare: run::<Bare, C>,
            hit: run::<Hit, C>,
            miss: run::<Miss, C>,
            remote: run::<Remote, C>,
            load: run::<Load, C>,
            stream: run::<Stream, C>,
        }
    }

    /// The loop for what precedes.
    pub(crate) const fn after(&self, before: Before) -> Kernel {
        match before {
            Before::Bare => self.bare,
            Before::HitStore => self.hit,
            Before::MissingStore => self.miss,
            Before::SameClusterStore | Before::OtherClusterStore | Before::OtherCoreStore => {
                self.remote
            }
            Before::MissingLoad => self.load,
            Before::StreamingStores => self.stream,
        }
    }
}

/// Iterations of a loop's body: numbers of iterations are multiples of it.
pub(crate) const UNROLL: usize = 4;

/// The loop.
#[inline(never)]
unsafe fn run<L: Lead, C: Code>(ground: &Ground<'_>, iterations: usize) -> Tally {
    let mut tally = Tally::default();
    let mut lead = L::begin(ground);
    let words = ground.words.as_ptr().cast_mut().cast::<u64>();
    let mut offset = ground.first;
    macro_rules! once {
        () => {
            lead.step(ground);
            // SAFETY: the ground's offsets stay within its words, which are interior-mutable; the
            // caller vouches for the feature.
            unsafe { C::run(words.byte_add(offset), &mut tally) };
            offset = (offset + ground.stride) & ground.mask;
        };
    }
    for _ in 0..iterations / UNROLL {
        once!();
        once!();
        once!();
        once!();
    }
    tally
}

/// What precedes the primitive.
trait Lead {
    fn begin(ground: &Ground<'_>) -> Self;
    fn step(&mut self, ground: &Ground<'_>);
}

struct Bare;

impl Lead for Bare {
    fn begin(_: &Ground<'_>) -> Self {
        Bare
    }
    #[inline(always)]
    fn step(&mut self, _: &Ground<'_>) {
        // SAFETY: four NOPs: no operands, no memory, no flags.
        unsafe {
            core::arch::asm!("nop", "nop", "nop", "nop", options(nostack, preserves_flags));
        }
    }
}

struct Hit;

impl Lead for Hit {
    fn begin(_: &Ground<'_>) -> Self {
        Hit
    }
    #[inline(always)]
    fn step(&mut self, ground: &Ground<'_>) {
        ground.own.store(1, Relaxed);
    }
}

/// A walk over lines of the far buffer that no prefetcher follows: Knuth's generator of MMIX.
struct Walk(u64);

impl Walk {
    fn begin(ground: &Ground<'_>) -> Walk {
        // Each batch begins elsewhere, or the lines would be those of the batch before.
        static BATCH: AtomicU64 = AtomicU64::new(0);
        let batch = BATCH.fetch_add(1, Relaxed);
        Walk((batch << 8 | ground.seed).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    #[inline(always)]
    fn next<'a>(&mut self, ground: &Ground<'a>) -> &'a AtomicU64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let at = (self.0 >> 20) as usize & (ground.far.len() - 1) & !(LINE_WORDS - 1);
        // SAFETY: the length is a power of two, so that the mask keeps within it.
        unsafe { ground.far.get_unchecked(at) }
    }
}

struct Miss(Walk);

impl Lead for Miss {
    fn begin(ground: &Ground<'_>) -> Self {
        Miss(Walk::begin(ground))
    }
    #[inline(always)]
    fn step(&mut self, ground: &Ground<'_>) {
        self.0.next(ground).store(1, Relaxed);
    }
}

struct Load(Walk);

impl Lead for Load {
    fn begin(ground: &Ground<'_>) -> Self {
        Load(Walk::begin(ground))
    }
    #[inline(always)]
    fn step(&mut self, ground: &Ground<'_>) {
        let word = self.0.next(ground).as_ptr();
        // In assembly, because the compiler may drop a load that nobody reads.
        // SAFETY: one load of an aligned word that is there; no flags.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            core::arch::asm!(
                "mov {value}, [{word}]",
                word = in(reg) word,
                value = out(reg) _,
                options(nostack, preserves_flags, readonly),
            );
            #[cfg(target_arch = "aarch64")]
            core::arch::asm!(
                "ldr {value}, [{word}]",
                word = in(reg) word,
                value = out(reg) _,
                options(nostack, preserves_flags, readonly),
            );
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            std::ptr::read_volatile(word);
        }
    }
}

struct Remote(usize);

impl Lead for Remote {
    fn begin(_: &Ground<'_>) -> Self {
        Remote(0)
    }
    #[inline(always)]
    fn step(&mut self, ground: &Ground<'_>) {
        let at = self.0 % LINES * LINE_WORDS;
        self.0 += 1;
        ground.lines[at].store(1, Relaxed);
    }
}

struct Stream(usize);

impl Lead for Stream {
    fn begin(ground: &Ground<'_>) -> Self {
        Stream(Walk::begin(ground).0 as usize & (ground.far.len() - 1) & !7)
    }
    #[inline(always)]
    fn step(&mut self, ground: &Ground<'_>) {
        // SAFETY: the place is a multiple of 8 below the length, which is a power of two.
        let line = unsafe { ground.far.get_unchecked(self.0..self.0 + 8) };
        for word in line {
            word.store(1, Relaxed);
        }
        self.0 = (self.0 + 8) & (ground.far.len() - 1);
    }
}

/// NOPs: `COUNT` of `SIZE` bytes each. Copies with different numbers are the same code at another
/// place, so that what the place alone does is seen as noise.
pub(crate) struct Nops<const COUNT: usize, const SIZE: usize, const COPY: u64>;

impl<const COUNT: usize, const SIZE: usize, const COPY: u64> Code for Nops<COUNT, SIZE, COPY> {
    #[inline(always)]
    unsafe fn run(_: *mut u64, tally: &mut Tally) {
        // SAFETY: NOPs have no operands and touch nothing.
        unsafe {
            #[cfg(target_arch = "x86_64")]
            core::arch::asm!(
                ".rept {count}",
                ".nops {size}",
                ".endr",
                count = const COUNT,
                size = const SIZE,
                options(nostack, preserves_flags),
            );
            #[cfg(target_arch = "aarch64")]
            core::arch::asm!(
                ".rept {count}",
                "nop",
                ".endr",
                count = const COUNT,
                options(nostack, preserves_flags),
            );
        }
        // Keeps the compiler from merging the copies into one.
        tally.seen = COPY;
    }
}

/// How many copies of each loop of NOPs there are.
pub(crate) struct Reference {
    /// What the primitive is held against.
    pub(crate) loops: Kernels,
    /// What that is held against, for the noise.
    pub(crate) twin: Kernels,
}

impl Reference {
    const fn of<const COUNT: usize, const SIZE: usize>() -> Reference {
        Reference {
            loops: Kernels::of::<Nops<COUNT, SIZE, 0>>(),
            twin: Kernels::of::<Nops<COUNT, SIZE, 1>>(),
        }
    }
}

macro_rules! references {
    ($(($count:literal, $size:literal))+) => {
        /// The loops with so many NOPs of so many bytes.
        pub(crate) fn reference((count, size): (usize, usize)) -> Option<&'static Reference> {
            match (count, size) {
                $(($count, $size) => {
                    static REFERENCE: Reference = Reference::of::<$count, $size>();
                    Some(&REFERENCE)
                })+
                _ => None,
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
references! { (0, 1) (1, 2) (1, 3) (1, 4) (1, 5) (2, 3) }
#[cfg(not(target_arch = "x86_64"))]
references! { (0, 1) (1, 4) (2, 4) (3, 4) (4, 4) (5, 4) (6, 4) (7, 4) }
