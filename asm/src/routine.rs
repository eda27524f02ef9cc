//! The `.S` routines that can be called as they are, through AAPCS64.
//!
//! `go_*` are the bodies of Go's `internal/runtime/atomic`; which way they take is decided by one
//! byte, as Go decides it ([`set_has_atomics`]). `article_*` are two listings of the article, which
//! are not Go's.

use crate::Order;

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

/// What is claimed of a routine's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The routine's name.
    pub name: &'static str,
    /// What it orders.
    pub order: Order,
    /// Litmus tests that witness it, by the names of the corpus; none for the write barrier, which
    /// orders nothing and has no need to.
    pub witness: &'static [&'static str],
}

/// Declares the routines, and says what is claimed of each.
macro_rules! routines {
    ($(
        $(#[$attr:meta])*
        fn $name:ident($($arg:ident: $ty:ty),*) $(-> $out:ty)?: $order:ident [$($witness:literal),*];
    )+) => {
        /// The claim of every routine, on every host.
        pub const CLAIMS: &[Claim] = &[$(Claim {
            name: stringify!($name),
            order: Order::$order,
            witness: &[$($witness),*],
        }),+];

        #[cfg(target_arch = "aarch64")]
        unsafe extern "C" {
            $($(#[$attr])* pub fn $name($($arg: $ty),*) $(-> $out)?;)+
        }

        /// The code of every routine, in the order of [`CLAIMS`].
        #[cfg(target_arch = "aarch64")]
        pub fn code() -> impl Iterator<Item = (&'static str, *const ())> {
            [$((stringify!($name), $name as *const ())),+].into_iter()
        }
    };
}

routines! {
    /// `LDARB`: Go's `Load8`.
    #[link_name = "fencepost_go_load8"]
    fn go_load8(ptr: *const u8) -> u8: AcquireSc ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `LDAR`: Go's `Load`, `LoadAcq`.
    #[link_name = "fencepost_go_load"]
    fn go_load(ptr: *const u32) -> u32: AcquireSc ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `LDAR`: Go's `Load64`, `Loadp`, `LoadAcq64`.
    #[link_name = "fencepost_go_load64"]
    fn go_load64(ptr: *const u64) -> u64: AcquireSc ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `STLRB`: Go's `Store8`.
    #[link_name = "fencepost_go_store8"]
    fn go_store8(ptr: *mut u8, val: u8): Release ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `STLR`: Go's `Store`, `StoreRel`.
    #[link_name = "fencepost_go_store"]
    fn go_store(ptr: *mut u32, val: u32): Release ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `STLR`: Go's `Store64`, `StorepNoWB`, `StoreRel64`.
    #[link_name = "fencepost_go_store64"]
    fn go_store64(ptr: *mut u64, val: u64): Release ["MP+stlr+ldar", "SB+stlr+ldar"];
    /// `SWPALB` or LDAXRB/STLXRB: Go's `Xchg8`.
    #[link_name = "fencepost_go_xchg8"]
    fn go_xchg8(ptr: *mut u8, val: u8) -> u8: AcqRel ["SB+swpal+ldr", "SB+ldaxr-stlxr+ldr"];
    /// `SWPAL` or LDAXR/STLXR: Go's `Xchg`.
    #[link_name = "fencepost_go_xchg"]
    fn go_xchg(ptr: *mut u32, val: u32) -> u32: AcqRel ["SB+swpal+ldr", "SB+ldaxr-stlxr+ldr"];
    /// `SWPAL` or LDAXR/STLXR: Go's `Xchg64`.
    #[link_name = "fencepost_go_xchg64"]
    fn go_xchg64(ptr: *mut u64, val: u64) -> u64: AcqRel ["SB+swpal+ldr", "SB+ldaxr-stlxr+ldr"];
    /// `CASAL` or LDAXR/STLXR: Go's `Cas`, compared at its width.
    #[link_name = "fencepost_go_cas"]
    fn go_cas(ptr: *mut u32, old: u32, new: u32) -> bool: AcqRel ["SB+casal+ldr", "MP+stlr+failed-casal"];
    /// `CASAL` or LDAXR/STLXR: Go's `Cas64`, `Casp1`.
    #[link_name = "fencepost_go_cas64"]
    fn go_cas64(ptr: *mut u64, old: u64, new: u64) -> bool: AcqRel ["SB+casal+ldr", "MP+stlr+failed-casal"];
    /// `LDADDAL` or LDAXR/STLXR: Go's `Xadd`, which returns the new value.
    #[link_name = "fencepost_go_xadd"]
    fn go_xadd(ptr: *mut u32, delta: i32) -> u32: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDADDAL` or LDAXR/STLXR: Go's `Xadd64`, which returns the new value.
    #[link_name = "fencepost_go_xadd64"]
    fn go_xadd64(ptr: *mut u64, delta: i64) -> u64: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDCLRALB` or LDAXRB/STLXRB: Go's `And8`, whose result Go drops.
    #[link_name = "fencepost_go_and8"]
    fn go_and8(ptr: *mut u8, val: u8) -> u8: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDCLRAL` or LDAXR/STLXR: Go's `And32`, which returns the old value.
    #[link_name = "fencepost_go_and32"]
    fn go_and32(ptr: *mut u32, val: u32) -> u32: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDCLRAL` or LDAXR/STLXR: Go's `And64`, which returns the old value.
    #[link_name = "fencepost_go_and64"]
    fn go_and64(ptr: *mut u64, val: u64) -> u64: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDSETALB` or LDAXRB/STLXRB: Go's `Or8`, whose result Go drops.
    #[link_name = "fencepost_go_or8"]
    fn go_or8(ptr: *mut u8, val: u8) -> u8: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDSETAL` or LDAXR/STLXR: Go's `Or32`, which returns the old value.
    #[link_name = "fencepost_go_or32"]
    fn go_or32(ptr: *mut u32, val: u32) -> u32: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `LDSETAL` or LDAXR/STLXR: Go's `Or64`, which returns the old value.
    #[link_name = "fencepost_go_or64"]
    fn go_or64(ptr: *mut u64, val: u64) -> u64: AcqRel ["SB+ldaddal+ldr", "MP+ldaxr-stlxr-str+ldars"];
    /// `CASPAL` or LDAXP/STLXP: Go's `cas128`; the location is aligned to 16.
    #[link_name = "fencepost_go_cas128"]
    fn go_cas128(ptr: *mut u64, o1: u64, o2: u64, n1: u64, n2: u64) -> bool: AcqRel ["SB+caspals", "MP+casp+ldar"];
    /// `DMB ST`: Go's `publicationBarrier`.
    #[link_name = "fencepost_go_publication_barrier"]
    fn go_publication_barrier(): FenceSt ["MP+dmb.st+addr", "LB+dmb.sts"];
    /// `STP`: a pair to a thread's slot.
    #[link_name = "fencepost_go_save_g"]
    fn go_save_g(slot: *mut u64, g: u64, m: u64): Relaxed ["MP+stp+ldars", "STP+LDP"];
    /// `LDP`: the pair back.
    #[link_name = "fencepost_go_load_g"]
    fn go_load_g(slot: *const u64) -> Slot: Relaxed ["MP+stp+ldars", "STP+LDP"];
    /// Room for `words` (at most 8) in the buffer, flushing it first if there is none.
    #[link_name = "fencepost_go_wb_reserve"]
    fn wb_reserve(g: *mut G, words: usize) -> *mut u64: Relaxed [];
    /// Calls the barrier by its own protocol with xN = `regs[N]` and writes back what it left;
    /// `regs[25]` becomes the room, `regs[28]` the `g` it left.
    #[link_name = "fencepost_go_gc_write_barrier_probe"]
    fn gc_write_barrier_probe(g: *mut G, regs: *mut [u64; 32], words: usize): Relaxed [];
    /// `DSB SY; STR`: the article's store.
    #[link_name = "fencepost_article_store64"]
    fn article_store64(ptr: *mut u64, val: u64): Release ["MP+article-dsb-str+addr", "SB+article-dsb-str+ldar"];
    /// `STP`: the article's pair store.
    #[link_name = "fencepost_article_save_pair"]
    fn article_save_pair(pair: *mut u64, first: u64, second: u64): Relaxed ["MP+stp+ldars", "STP+LDP"];
    /// A 32-bit compare-and-swap that compares as 64 bits: wrong with bit 31 set. Needs LSE.
    #[link_name = "fencepost_d1_cas"]
    fn d1_cas(ptr: *mut u32, old: u32, new: u32) -> bool: AcqRel ["SB+casal+ldr", "MP+stlr+failed-casal"];
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

#[cfg(target_arch = "aarch64")]
unsafe extern "C" {
    static mut fencepost_go_has_atomics: u8;
}

/// Whether the `go_*` routines use LSE: Go's HasATOMICS. Off at the start.
///
/// # Safety
///
/// Every core must have FEAT_LSE if `on`.
#[cfg(target_arch = "aarch64")]
pub unsafe fn set_has_atomics(on: bool) {
    // SAFETY: the routines read the byte with one load, and either value is right on a core
    // with FEAT_LSE, so a change in the middle does no harm.
    unsafe { crate::insn::store::strb(&raw mut fencepost_go_has_atomics, on.into()) }
}
