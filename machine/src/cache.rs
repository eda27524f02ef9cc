//! What a thread can do to a line in its cache.

use crate::recipe::CacheAction;
use crate::rng::Rng;

/// Draws what [`CacheAction::Random`] stands for.
pub(crate) fn decide(action: CacheAction, rng: &mut Rng) -> CacheAction {
    use CacheAction::{Flush, None, Prefetch, PrefetchStore, Random, Touch};
    match action {
        Random => [None, Flush, Prefetch, PrefetchStore, Touch][rng.below(5)],
        _ => action,
    }
}

/// Does it to the line that holds `address`.
///
/// # Safety
/// The byte at `address` is mapped and readable.
#[inline]
pub(crate) unsafe fn act(action: CacheAction, address: *mut u8) {
    // SAFETY: the caller's word for the address. None of these writes memory, and all are machine
    // instructions, so that a race with another thread's accesses is the hardware's business.
    unsafe {
        match action {
            CacheAction::None | CacheAction::Random => {}
            CacheAction::Flush => imp::flush(address),
            CacheAction::Prefetch => imp::prefetch(address),
            CacheAction::PrefetchStore => imp::prefetch_store(address),
            CacheAction::Touch => imp::touch(address),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod imp {
    use std::arch::asm;
    use std::arch::x86_64::{_MM_HINT_ET0, _MM_HINT_T0, _mm_clflush, _mm_prefetch};

    #[inline]
    pub(super) unsafe fn flush(address: *mut u8) {
        // SAFETY: the caller's word; CLFLUSH is in every x86-64 (SSE2).
        unsafe { _mm_clflush(address) };
    }

    #[inline]
    pub(super) unsafe fn prefetch(address: *mut u8) {
        // SAFETY: a hint, which never faults.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
    }

    #[inline]
    pub(super) unsafe fn prefetch_store(address: *mut u8) {
        // SAFETY: a hint, which never faults; a core without PREFETCHW treats it as a NOP.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(address.cast()) };
    }

    #[inline]
    pub(super) unsafe fn touch(address: *mut u8) {
        // SAFETY: the caller's word. In: the address; out: a scratch register; reads memory.
        unsafe {
            asm!("mov {0}, byte ptr [{1}]", out(reg_byte) _, in(reg) address,
                options(nostack, preserves_flags, readonly));
        }
    }
}

#[cfg(target_arch = "aarch64")]
mod imp {
    use fencepost_asm::insn::cache::{dc_civac, prfm_pldl1keep, prfm_pstl1keep};
    use std::arch::asm;

    #[inline]
    pub(super) unsafe fn flush(address: *mut u8) {
        // SAFETY: the caller's word; Linux and macOS permit DC CIVAC at EL0.
        unsafe { dc_civac(address.cast()) };
    }

    #[inline]
    pub(super) unsafe fn prefetch(address: *mut u8) {
        // SAFETY: a hint, which never faults.
        unsafe { prfm_pldl1keep(address.cast()) };
    }

    #[inline]
    pub(super) unsafe fn prefetch_store(address: *mut u8) {
        // SAFETY: a hint, which never faults.
        unsafe { prfm_pstl1keep(address.cast()) };
    }

    #[inline]
    pub(super) unsafe fn touch(address: *mut u8) {
        // SAFETY: the caller's word. In: the address; out: a scratch register; reads memory.
        unsafe {
            asm!("ldrb {0:w}, [{1}]", out(reg) _, in(reg) address,
                options(nostack, preserves_flags, readonly));
        }
    }
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod imp {
    pub(super) unsafe fn flush(_: *mut u8) {}
    pub(super) unsafe fn prefetch(_: *mut u8) {}
    pub(super) unsafe fn prefetch_store(_: *mut u8) {}
    pub(super) unsafe fn touch(_: *mut u8) {}
}
