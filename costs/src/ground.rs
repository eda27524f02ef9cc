//! The memory that loops walk over.

use crate::machine::MachineStamp;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

/// Words of a page.
const PAGE_WORDS: usize = 4096 / 8;

/// A page, aligned to its size, so that strides within it are what they say.
#[repr(C, align(4096))]
struct Page([AtomicU64; PAGE_WORDS]);

impl Page {
    fn new() -> Page {
        Page(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

/// How many lines another core writes before each batch.
pub(crate) const LINES: usize = 256;
/// From one of those lines to the next, in words: 128 bytes, the longest line there is.
pub(crate) const LINE_WORDS: usize = 128 / 8;

/// What the threads of one session share.
pub(crate) struct Memory {
    words: Box<[Page]>,
    lines: Box<[Page]>,
    own: Box<[Page]>,
}

impl Memory {
    pub(crate) fn new(threads: usize) -> Memory {
        let pages = |count| (0..count).map(|_| Page::new()).collect();
        let words = (threads * 128).div_ceil(4096).max(1);
        Memory {
            words: pages(words),
            lines: pages(LINES * LINE_WORDS / PAGE_WORDS),
            own: pages(threads),
        }
    }

    /// What the thread with this number walks over. With one thread its word moves by `stride`
    /// bytes within a page, with several each has its word, `stride` bytes from the next thread's.
    pub(crate) fn ground(&self, thread: usize, threads: usize, stride: usize) -> Ground<'_> {
        let is_alone = threads == 1;
        Ground {
            words: flat(&self.words),
            first: thread * stride,
            stride: if is_alone { stride } else { 0 },
            mask: if is_alone { PAGE_WORDS * 8 - 1 } else { usize::MAX },
            lines: flat(&self.lines),
            own: &self.own[thread].0[0],
            far: far(),
            seed: thread as u64,
        }
    }

    /// The lines that another core is to write.
    pub(crate) fn lines(&self) -> &[AtomicU64] {
        flat(&self.lines)
    }
}

fn flat(pages: &[Page]) -> &[AtomicU64] {
    // SAFETY: pages are arrays of words without padding, one after another, behind one pointer.
    unsafe { std::slice::from_raw_parts(pages.as_ptr().cast(), pages.len() * PAGE_WORDS) }
}

/// What one thread walks over. Every access is a single-copy atomic one, so that threads may share.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// Where the primitive's words are.
    pub(crate) words: &'a [AtomicU64],
    /// The first word's place, in bytes.
    pub(crate) first: usize,
    /// From one iteration's word to the next, in bytes.
    pub(crate) stride: usize,
    /// What an offset is cut to.
    pub(crate) mask: usize,
    /// Lines that another core may have written.
    pub(crate) lines: &'a [AtomicU64],
    /// A word that only this thread uses.
    pub(crate) own: &'a AtomicU64,
    /// Words that are in no cache; a power of two.
    pub(crate) far: &'a [AtomicU64],
    /// Where in them to begin.
    pub(crate) seed: u64,
}

/// A buffer that is larger than every cache, touched once. Two of the largest cache, at least
/// 64 MiB; under an emulator, where no cache is modelled, 1 MiB.
fn far() -> &'static [AtomicU64] {
    static FAR: OnceLock<Box<[AtomicU64]>> = OnceLock::new();
    FAR.get_or_init(|| {
        let stamp = MachineStamp::of_this_machine();
        let bytes = match stamp.emulated {
            true => 1 << 20,
            false => (2 * stamp.largest_cache).next_power_of_two().clamp(64 << 20, 1 << 30),
        };
        // Written with something, so that every page is its own.
        (0..bytes as u64 / 8).map(AtomicU64::new).collect()
    })
}
