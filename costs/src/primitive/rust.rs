//! Rust's own atomics, as the compiler makes them for this target.
//!
//! The NOPs beside them are those of the instruction that they stand for; what the compiler adds is
//! their cost.

use super::{Entry, Kind, Origin, Primitive, nops};
use crate::kernel::{Code, Kernels, Tally};
use fencepost_asm::Feature;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering, fence};

macro_rules! rust {
    ($($id:ident $kind:ident $title:literal $x86:literal |$word:ident, $tally:ident| $code:block)+) => {
        pub(super) fn all() -> Vec<Primitive> {
            vec![$({
                struct It;
                impl Code for It {
                    #[inline(always)]
                    unsafe fn run(word: *mut u64, $tally: &mut Tally) {
                        // SAFETY: the caller gives a word that only atomics touch.
                        let $word = unsafe { AtomicU64::from_ptr(word) };
                        $code
                    }
                }
                static KERNELS: Kernels = Kernels::of::<It>();
                let entry = Entry {
                    id: stringify!($id),
                    title: $title.to_owned(),
                    kind: Kind::$kind,
                    rust: None,
                    kernels: &KERNELS,
                };
                let nops = match $x86 {
                    0 => nops(0, 1),
                    size if cfg!(target_arch = "x86_64") => nops(1, size),
                    _ => nops(1, 4),
                };
                entry.primitive(Origin::Rust, Feature::Base, nops)
            }),+]
        }
    };
}

// The number is the length of the instruction on x86-64, in bytes; 0 where there is none.
rust! {
    rust_load_relaxed Load "load(Relaxed)" 3 |word, tally| { tally.seen ^= word.load(Ordering::Relaxed); }
    rust_load_acquire Load "load(Acquire)" 3 |word, tally| { tally.seen ^= word.load(Ordering::Acquire); }
    rust_load_seqcst Load "load(SeqCst)" 3 |word, tally| { tally.seen ^= word.load(Ordering::SeqCst); }
    rust_store_relaxed Store "store(Relaxed)" 3 |word, _tally| { word.store(0, Ordering::Relaxed); }
    rust_store_release Store "store(Release)" 3 |word, _tally| { word.store(0, Ordering::Release); }
    rust_store_seqcst Store "store(SeqCst)" 3 |word, _tally| { word.store(0, Ordering::SeqCst); }
    rust_swap_relaxed ReadModifyWrite "swap(Relaxed)" 3 |word, tally| { tally.seen ^= word.swap(0, Ordering::Relaxed); }
    rust_swap_acqrel ReadModifyWrite "swap(AcqRel)" 3 |word, tally| { tally.seen ^= word.swap(0, Ordering::AcqRel); }
    rust_swap_seqcst ReadModifyWrite "swap(SeqCst)" 3 |word, tally| { tally.seen ^= word.swap(0, Ordering::SeqCst); }
    rust_add_relaxed ReadModifyWrite "fetch_add(Relaxed)" 5 |word, tally| {
        tally.seen ^= word.fetch_add(black_box(0), Ordering::Relaxed);
    }
    rust_add_acqrel ReadModifyWrite "fetch_add(AcqRel)" 5 |word, tally| {
        tally.seen ^= word.fetch_add(black_box(0), Ordering::AcqRel);
    }
    rust_add_seqcst ReadModifyWrite "fetch_add(SeqCst)" 5 |word, tally| {
        tally.seen ^= word.fetch_add(black_box(0), Ordering::SeqCst);
    }
    rust_or_seqcst ReadModifyWrite "fetch_or(SeqCst), result unused" 4 |word, _tally| {
        word.fetch_or(black_box(0), Ordering::SeqCst);
    }
    rust_cas_relaxed ReadModifyWrite "compare_exchange(Relaxed)" 5 |word, tally| {
        let was = word.compare_exchange(0, 0, Ordering::Relaxed, Ordering::Relaxed);
        tally.seen ^= was.unwrap_or_else(|was| was);
    }
    rust_cas_acqrel ReadModifyWrite "compare_exchange(AcqRel)" 5 |word, tally| {
        let was = word.compare_exchange(0, 0, Ordering::AcqRel, Ordering::Acquire);
        tally.seen ^= was.unwrap_or_else(|was| was);
    }
    rust_cas_seqcst ReadModifyWrite "compare_exchange(SeqCst)" 5 |word, tally| {
        let was = word.compare_exchange(0, 0, Ordering::SeqCst, Ordering::SeqCst);
        tally.seen ^= was.unwrap_or_else(|was| was);
    }
    rust_fence_acquire Barrier "fence(Acquire)" 0 |_word, _tally| { fence(Ordering::Acquire); }
    rust_fence_release Barrier "fence(Release)" 0 |_word, _tally| { fence(Ordering::Release); }
    rust_fence_seqcst Barrier "fence(SeqCst)" 3 |_word, _tally| { fence(Ordering::SeqCst); }
    rust_store_fence Store "store(Relaxed); fence(SeqCst)" 3 |word, _tally| {
        word.store(0, Ordering::Relaxed);
        fence(Ordering::SeqCst);
    }
}
