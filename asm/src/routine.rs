//! The `.S` routines that can be called as they are, through AAPCS64.
//!
//! `go_*` are the bodies of Go's `internal/runtime/atomic`; which way they take is decided by one
//! byte, as Go decides it ([`set_has_atomics`]). `article_*` are two listings of the article, which
//! are not Go's.

/// What [`wb_reserve`] takes: the first word of a goroutine's descriptor leads to the buffer.
#[repr(C)]
#[derive(Debug)]
pub struct G {
    /// The buffer of the processor that the goroutine runs on.
    pub buf: *mut WbBuf,
}

/// Go's write-barrier buffer: 512 words that the barrier fills and `flush` empties.
#[repr(C)]
pub struct WbBuf {
    /// The next free word.
    pub next: *mut u64,
    /// The end of the words.
    pub end: *mut u64,
    /// Called when there is no room: must set `next` to the first word.
    pub flush: unsafe extern "C" fn(*mut WbBuf),
    /// For the user of `flush`.
    pub context: *mut (),
    /// The words.
    pub words: [u64; WB_ENTRIES],
}

/// Words in a [`WbBuf`].
pub const WB_ENTRIES: usize = 512;

impl WbBuf {
    /// Makes the buffer empty. Must be called again if it moves.
    pub fn reset(&mut self) {
        let words = self.words.as_mut_ptr_range();
        (self.next, self.end) = (words.start, words.end);
    }
}

const _: () = {
    use std::mem::offset_of;
    assert!(offset_of!(G, buf) == 0);
    assert!(offset_of!(WbBuf, next) == 0);
    assert!(offset_of!(WbBuf, end) == 8);
    assert!(offset_of!(WbBuf, flush) == 16);
};

#[cfg(target_arch = "aarch64")]
pub use native::*;

#[cfg(target_arch = "aarch64")]
mod native {
    use super::G;

    unsafe extern "C" {
        /// `LDARB`: Go's `Load8`.
        #[link_name = "fencepost_go_load8"]
        pub fn go_load8(ptr: *const u8) -> u8;
        /// `LDAR`: Go's `Load`, `LoadAcq`.
        #[link_name = "fencepost_go_load"]
        pub fn go_load(ptr: *const u32) -> u32;
        /// `LDAR`: Go's `Load64`, `Loadp`, `LoadAcq64`.
        #[link_name = "fencepost_go_load64"]
        pub fn go_load64(ptr: *const u64) -> u64;
        /// `STLRB`: Go's `Store8`.
        #[link_name = "fencepost_go_store8"]
        pub fn go_store8(ptr: *mut u8, val: u8);
        /// `STLR`: Go's `Store`, `StoreRel`.
        #[link_name = "fencepost_go_store"]
        pub fn go_store(ptr: *mut u32, val: u32);
        /// `STLR`: Go's `Store64`, `StorepNoWB`, `StoreRel64`.
        #[link_name = "fencepost_go_store64"]
        pub fn go_store64(ptr: *mut u64, val: u64);
        /// `SWPALB` or LDAXRB/STLXRB: Go's `Xchg8`.
        #[link_name = "fencepost_go_xchg8"]
        pub fn go_xchg8(ptr: *mut u8, val: u8) -> u8;
        /// `SWPAL` or LDAXR/STLXR: Go's `Xchg`.
        #[link_name = "fencepost_go_xchg"]
        pub fn go_xchg(ptr: *mut u32, val: u32) -> u32;
        /// `SWPAL` or LDAXR/STLXR: Go's `Xchg64`.
        #[link_name = "fencepost_go_xchg64"]
        pub fn go_xchg64(ptr: *mut u64, val: u64) -> u64;
        /// `CASAL` or LDAXR/STLXR: Go's `Cas`, compared at its width.
        #[link_name = "fencepost_go_cas"]
        pub fn go_cas(ptr: *mut u32, old: u32, new: u32) -> bool;
        /// `CASAL` or LDAXR/STLXR: Go's `Cas64`, `Casp1`.
        #[link_name = "fencepost_go_cas64"]
        pub fn go_cas64(ptr: *mut u64, old: u64, new: u64) -> bool;
        /// `LDADDAL` or LDAXR/STLXR: Go's `Xadd`, which returns the new value.
        #[link_name = "fencepost_go_xadd"]
        pub fn go_xadd(ptr: *mut u32, delta: i32) -> u32;
        /// `LDADDAL` or LDAXR/STLXR: Go's `Xadd64`, which returns the new value.
        #[link_name = "fencepost_go_xadd64"]
        pub fn go_xadd64(ptr: *mut u64, delta: i64) -> u64;
        /// `LDCLRALB` or LDAXRB/STLXRB: Go's `And8`, whose result Go drops.
        #[link_name = "fencepost_go_and8"]
        pub fn go_and8(ptr: *mut u8, val: u8) -> u8;
        /// `LDCLRAL` or LDAXR/STLXR: Go's `And32`, which returns the old value.
        #[link_name = "fencepost_go_and32"]
        pub fn go_and32(ptr: *mut u32, val: u32) -> u32;
        /// `LDCLRAL` or LDAXR/STLXR: Go's `And64`, which returns the old value.
        #[link_name = "fencepost_go_and64"]
        pub fn go_and64(ptr: *mut u64, val: u64) -> u64;
        /// `LDSETALB` or LDAXRB/STLXRB: Go's `Or8`, whose result Go drops.
        #[link_name = "fencepost_go_or8"]
        pub fn go_or8(ptr: *mut u8, val: u8) -> u8;
        /// `LDSETAL` or LDAXR/STLXR: Go's `Or32`, which returns the old value.
        #[link_name = "fencepost_go_or32"]
        pub fn go_or32(ptr: *mut u32, val: u32) -> u32;
        /// `LDSETAL` or LDAXR/STLXR: Go's `Or64`, which returns the old value.
        #[link_name = "fencepost_go_or64"]
        pub fn go_or64(ptr: *mut u64, val: u64) -> u64;
        /// `CASPAL` or LDAXP/STLXP: Go's `cas128`; the location is aligned to 16.
        #[link_name = "fencepost_go_cas128"]
        pub fn go_cas128(ptr: *mut u64, o1: u64, o2: u64, n1: u64, n2: u64) -> bool;
        /// `DMB ST`: Go's `publicationBarrier`.
        #[link_name = "fencepost_go_publication_barrier"]
        pub fn go_publication_barrier();
        /// `STP`: a pair to a thread's slot.
        #[link_name = "fencepost_go_save_g"]
        pub fn go_save_g(slot: *mut u64, g: u64, m: u64);
        /// `LDP`: the pair back.
        #[link_name = "fencepost_go_load_g"]
        pub fn go_load_g(slot: *const u64) -> Slot;
        /// Room for `words` (at most 8) in the buffer, flushing it first if there is none.
        #[link_name = "fencepost_go_wb_reserve"]
        pub fn wb_reserve(g: *mut G, words: usize) -> *mut u64;
        /// Calls the barrier by its own protocol with xN = `regs[N]` and writes back what it left;
        /// `regs[25]` becomes the room, `regs[28]` the `g` it left.
        #[link_name = "fencepost_go_gc_write_barrier_probe"]
        pub fn gc_write_barrier_probe(g: *mut G, regs: *mut [u64; 32], words: usize);
        /// `DSB SY; STR`: the article's store.
        #[link_name = "fencepost_article_store64"]
        pub fn article_store64(ptr: *mut u64, val: u64);
        /// `STP`: the article's pair store.
        #[link_name = "fencepost_article_save_pair"]
        pub fn article_save_pair(pair: *mut u64, first: u64, second: u64);
        /// A 32-bit compare-and-swap that compares as 64 bits: wrong with bit 31 set. Needs LSE.
        #[link_name = "fencepost_d1_cas"]
        pub fn d1_cas(ptr: *mut u32, old: u32, new: u32) -> bool;

        static mut fencepost_go_has_atomics: u8;
    }

    /// What [`go_load_g`] returns, in x0 and x1.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Slot {
        /// The first word.
        pub g: u64,
        /// The second word.
        pub m: u64,
    }

    /// Whether the `go_*` routines use LSE: Go's HasATOMICS. Off at the start.
    ///
    /// # Safety
    ///
    /// Every core must have FEAT_LSE if `on`.
    pub unsafe fn set_has_atomics(on: bool) {
        // SAFETY: the routines read the byte with one load, and either value is right on a core
        // with FEAT_LSE, so a change in the middle does no harm.
        unsafe { crate::insn::store::strb(&raw mut fencepost_go_has_atomics, on.into()) }
    }
}
