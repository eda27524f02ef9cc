//! Every operation of `core::sync::atomic`, each as a function of its own.

#![cfg(target_arch = "aarch64")]
#![allow(non_snake_case, unused_variables, reason = "the names are those of the tables")]

use core::sync::atomic::{self, Ordering};

/// The name of this build's table and the compiler's version, behind a mark.
pub(crate) const fn revision() -> [u8; 48] {
    macro_rules! revision {
        ($name:literal) => {
            concat!("revision-of-codegen:", $name, "@", env!("FENCEPOST_RUSTC"), ";").as_bytes()
        };
    }
    let name: &[u8] = if cfg!(target_vendor = "apple") {
        revision!("macos")
    } else if cfg!(all(target_feature = "lse", target_feature = "rcpc")) {
        revision!("linux+lse+rcpc")
    } else if cfg!(target_feature = "lse") {
        revision!("linux+lse")
    } else if cfg!(target_feature = "rcpc") {
        revision!("linux+rcpc")
    } else if option_env!("FENCEPOST_NO_OUTLINE").is_some() {
        revision!("linux-outline")
    } else {
        revision!("linux")
    };
    let mut out = [0; 48];
    let mut n = 0;
    while n < name.len() {
        out[n] = name[n];
        n += 1;
    }
    out
}

/// One function for each order: `name(operation, type, atomic, order) = |x, v| expression`.
macro_rules! operations {
    ($($name:ident: $atomic:ident<$value:ty>, |$x:ident, $v:ident, $w:ident| $body:expr => $result:ty;)+) => {
        $(
            #[unsafe(no_mangle)]
            #[inline(never)]
            extern "C" fn $name($x: &atomic::$atomic, $v: $value, $w: $value) -> $result {
                $body
            }
        )+

        /// Keeps the functions from being left out.
        pub(crate) fn keep() {
            $(core::hint::black_box($name as *const ());)+
            core::hint::black_box([
                codegen_fence__Acquire__ as *const (),
                codegen_fence__Release__ as *const (),
                codegen_fence__AcqRel__ as *const (),
                codegen_fence__SeqCst__ as *const (),
            ]);
        }
    };
}

#[unsafe(no_mangle)]
extern "C" fn codegen_fence__Acquire__() {
    atomic::fence(Ordering::Acquire);
}

#[unsafe(no_mangle)]
extern "C" fn codegen_fence__Release__() {
    atomic::fence(Ordering::Release);
}

#[unsafe(no_mangle)]
extern "C" fn codegen_fence__AcqRel__() {
    atomic::fence(Ordering::AcqRel);
}

#[unsafe(no_mangle)]
extern "C" fn codegen_fence__SeqCst__() {
    atomic::fence(Ordering::SeqCst);
}

operations! {
    codegen_load__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.load(Ordering::Relaxed) => u8;
    codegen_load__Acquire__u8: AtomicU8<u8>, |x, v, w| x.load(Ordering::Acquire) => u8;
    codegen_load__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.load(Ordering::SeqCst) => u8;
    codegen_store__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.store(v, Ordering::Relaxed) => ();
    codegen_store__Release__u8: AtomicU8<u8>, |x, v, w| x.store(v, Ordering::Release) => ();
    codegen_store__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.store(v, Ordering::SeqCst) => ();
    codegen_swap__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.swap(v, Ordering::Relaxed) => u8;
    codegen_compare_exchange__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.compare_exchange(v, w, Ordering::Relaxed, Ordering::Relaxed).unwrap_or_else(|was| was) => u8;
    codegen_fetch_add__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_add(v, Ordering::Relaxed) => u8;
    codegen_fetch_sub__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_sub(v, Ordering::Relaxed) => u8;
    codegen_fetch_and__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(v, Ordering::Relaxed) => u8;
    codegen_fetch_or__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_or(v, Ordering::Relaxed) => u8;
    codegen_fetch_xor__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_xor(v, Ordering::Relaxed) => u8;
    codegen_fetch_nand__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_nand(v, Ordering::Relaxed) => u8;
    codegen_fetch_and_not__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(!v, Ordering::Relaxed) => u8;
    codegen_add_noret__Relaxed__u8: AtomicU8<u8>, |x, v, w| _ = x.fetch_add(v, Ordering::Relaxed) => ();
    codegen_swap__Acquire__u8: AtomicU8<u8>, |x, v, w| x.swap(v, Ordering::Acquire) => u8;
    codegen_compare_exchange__Acquire__u8: AtomicU8<u8>, |x, v, w| x.compare_exchange(v, w, Ordering::Acquire, Ordering::Acquire).unwrap_or_else(|was| was) => u8;
    codegen_fetch_add__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_add(v, Ordering::Acquire) => u8;
    codegen_fetch_sub__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_sub(v, Ordering::Acquire) => u8;
    codegen_fetch_and__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(v, Ordering::Acquire) => u8;
    codegen_fetch_or__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_or(v, Ordering::Acquire) => u8;
    codegen_fetch_xor__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_xor(v, Ordering::Acquire) => u8;
    codegen_fetch_nand__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_nand(v, Ordering::Acquire) => u8;
    codegen_fetch_and_not__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(!v, Ordering::Acquire) => u8;
    codegen_add_noret__Acquire__u8: AtomicU8<u8>, |x, v, w| _ = x.fetch_add(v, Ordering::Acquire) => ();
    codegen_swap__Release__u8: AtomicU8<u8>, |x, v, w| x.swap(v, Ordering::Release) => u8;
    codegen_compare_exchange__Release__u8: AtomicU8<u8>, |x, v, w| x.compare_exchange(v, w, Ordering::Release, Ordering::Relaxed).unwrap_or_else(|was| was) => u8;
    codegen_fetch_add__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_add(v, Ordering::Release) => u8;
    codegen_fetch_sub__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_sub(v, Ordering::Release) => u8;
    codegen_fetch_and__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(v, Ordering::Release) => u8;
    codegen_fetch_or__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_or(v, Ordering::Release) => u8;
    codegen_fetch_xor__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_xor(v, Ordering::Release) => u8;
    codegen_fetch_nand__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_nand(v, Ordering::Release) => u8;
    codegen_fetch_and_not__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(!v, Ordering::Release) => u8;
    codegen_add_noret__Release__u8: AtomicU8<u8>, |x, v, w| _ = x.fetch_add(v, Ordering::Release) => ();
    codegen_swap__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.swap(v, Ordering::AcqRel) => u8;
    codegen_compare_exchange__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.compare_exchange(v, w, Ordering::AcqRel, Ordering::Acquire).unwrap_or_else(|was| was) => u8;
    codegen_fetch_add__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_add(v, Ordering::AcqRel) => u8;
    codegen_fetch_sub__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_sub(v, Ordering::AcqRel) => u8;
    codegen_fetch_and__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(v, Ordering::AcqRel) => u8;
    codegen_fetch_or__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_or(v, Ordering::AcqRel) => u8;
    codegen_fetch_xor__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_xor(v, Ordering::AcqRel) => u8;
    codegen_fetch_nand__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_nand(v, Ordering::AcqRel) => u8;
    codegen_fetch_and_not__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(!v, Ordering::AcqRel) => u8;
    codegen_add_noret__AcqRel__u8: AtomicU8<u8>, |x, v, w| _ = x.fetch_add(v, Ordering::AcqRel) => ();
    codegen_swap__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.swap(v, Ordering::SeqCst) => u8;
    codegen_compare_exchange__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.compare_exchange(v, w, Ordering::SeqCst, Ordering::SeqCst).unwrap_or_else(|was| was) => u8;
    codegen_fetch_add__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_add(v, Ordering::SeqCst) => u8;
    codegen_fetch_sub__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_sub(v, Ordering::SeqCst) => u8;
    codegen_fetch_and__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(v, Ordering::SeqCst) => u8;
    codegen_fetch_or__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_or(v, Ordering::SeqCst) => u8;
    codegen_fetch_xor__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_xor(v, Ordering::SeqCst) => u8;
    codegen_fetch_nand__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_nand(v, Ordering::SeqCst) => u8;
    codegen_fetch_and_not__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_and(!v, Ordering::SeqCst) => u8;
    codegen_add_noret__SeqCst__u8: AtomicU8<u8>, |x, v, w| _ = x.fetch_add(v, Ordering::SeqCst) => ();
    codegen_fetch_max__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => u8;
    codegen_fetch_min__Relaxed__u8: AtomicU8<u8>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => u8;
    codegen_fetch_max__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => u8;
    codegen_fetch_min__Acquire__u8: AtomicU8<u8>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => u8;
    codegen_fetch_max__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_max(v, Ordering::Release) => u8;
    codegen_fetch_min__Release__u8: AtomicU8<u8>, |x, v, w| x.fetch_min(v, Ordering::Release) => u8;
    codegen_fetch_max__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => u8;
    codegen_fetch_min__AcqRel__u8: AtomicU8<u8>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => u8;
    codegen_fetch_max__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => u8;
    codegen_fetch_min__SeqCst__u8: AtomicU8<u8>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => u8;
    codegen_fetch_max__Relaxed__i8: AtomicI8<i8>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => i8;
    codegen_fetch_min__Relaxed__i8: AtomicI8<i8>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => i8;
    codegen_fetch_max__Acquire__i8: AtomicI8<i8>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => i8;
    codegen_fetch_min__Acquire__i8: AtomicI8<i8>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => i8;
    codegen_fetch_max__Release__i8: AtomicI8<i8>, |x, v, w| x.fetch_max(v, Ordering::Release) => i8;
    codegen_fetch_min__Release__i8: AtomicI8<i8>, |x, v, w| x.fetch_min(v, Ordering::Release) => i8;
    codegen_fetch_max__AcqRel__i8: AtomicI8<i8>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => i8;
    codegen_fetch_min__AcqRel__i8: AtomicI8<i8>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => i8;
    codegen_fetch_max__SeqCst__i8: AtomicI8<i8>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => i8;
    codegen_fetch_min__SeqCst__i8: AtomicI8<i8>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => i8;
    codegen_load__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.load(Ordering::Relaxed) => u16;
    codegen_load__Acquire__u16: AtomicU16<u16>, |x, v, w| x.load(Ordering::Acquire) => u16;
    codegen_load__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.load(Ordering::SeqCst) => u16;
    codegen_store__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.store(v, Ordering::Relaxed) => ();
    codegen_store__Release__u16: AtomicU16<u16>, |x, v, w| x.store(v, Ordering::Release) => ();
    codegen_store__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.store(v, Ordering::SeqCst) => ();
    codegen_swap__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.swap(v, Ordering::Relaxed) => u16;
    codegen_compare_exchange__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.compare_exchange(v, w, Ordering::Relaxed, Ordering::Relaxed).unwrap_or_else(|was| was) => u16;
    codegen_fetch_add__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_add(v, Ordering::Relaxed) => u16;
    codegen_fetch_sub__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_sub(v, Ordering::Relaxed) => u16;
    codegen_fetch_and__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(v, Ordering::Relaxed) => u16;
    codegen_fetch_or__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_or(v, Ordering::Relaxed) => u16;
    codegen_fetch_xor__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_xor(v, Ordering::Relaxed) => u16;
    codegen_fetch_nand__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_nand(v, Ordering::Relaxed) => u16;
    codegen_fetch_and_not__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(!v, Ordering::Relaxed) => u16;
    codegen_add_noret__Relaxed__u16: AtomicU16<u16>, |x, v, w| _ = x.fetch_add(v, Ordering::Relaxed) => ();
    codegen_swap__Acquire__u16: AtomicU16<u16>, |x, v, w| x.swap(v, Ordering::Acquire) => u16;
    codegen_compare_exchange__Acquire__u16: AtomicU16<u16>, |x, v, w| x.compare_exchange(v, w, Ordering::Acquire, Ordering::Acquire).unwrap_or_else(|was| was) => u16;
    codegen_fetch_add__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_add(v, Ordering::Acquire) => u16;
    codegen_fetch_sub__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_sub(v, Ordering::Acquire) => u16;
    codegen_fetch_and__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(v, Ordering::Acquire) => u16;
    codegen_fetch_or__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_or(v, Ordering::Acquire) => u16;
    codegen_fetch_xor__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_xor(v, Ordering::Acquire) => u16;
    codegen_fetch_nand__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_nand(v, Ordering::Acquire) => u16;
    codegen_fetch_and_not__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(!v, Ordering::Acquire) => u16;
    codegen_add_noret__Acquire__u16: AtomicU16<u16>, |x, v, w| _ = x.fetch_add(v, Ordering::Acquire) => ();
    codegen_swap__Release__u16: AtomicU16<u16>, |x, v, w| x.swap(v, Ordering::Release) => u16;
    codegen_compare_exchange__Release__u16: AtomicU16<u16>, |x, v, w| x.compare_exchange(v, w, Ordering::Release, Ordering::Relaxed).unwrap_or_else(|was| was) => u16;
    codegen_fetch_add__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_add(v, Ordering::Release) => u16;
    codegen_fetch_sub__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_sub(v, Ordering::Release) => u16;
    codegen_fetch_and__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(v, Ordering::Release) => u16;
    codegen_fetch_or__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_or(v, Ordering::Release) => u16;
    codegen_fetch_xor__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_xor(v, Ordering::Release) => u16;
    codegen_fetch_nand__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_nand(v, Ordering::Release) => u16;
    codegen_fetch_and_not__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(!v, Ordering::Release) => u16;
    codegen_add_noret__Release__u16: AtomicU16<u16>, |x, v, w| _ = x.fetch_add(v, Ordering::Release) => ();
    codegen_swap__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.swap(v, Ordering::AcqRel) => u16;
    codegen_compare_exchange__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.compare_exchange(v, w, Ordering::AcqRel, Ordering::Acquire).unwrap_or_else(|was| was) => u16;
    codegen_fetch_add__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_add(v, Ordering::AcqRel) => u16;
    codegen_fetch_sub__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_sub(v, Ordering::AcqRel) => u16;
    codegen_fetch_and__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(v, Ordering::AcqRel) => u16;
    codegen_fetch_or__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_or(v, Ordering::AcqRel) => u16;
    codegen_fetch_xor__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_xor(v, Ordering::AcqRel) => u16;
    codegen_fetch_nand__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_nand(v, Ordering::AcqRel) => u16;
    codegen_fetch_and_not__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(!v, Ordering::AcqRel) => u16;
    codegen_add_noret__AcqRel__u16: AtomicU16<u16>, |x, v, w| _ = x.fetch_add(v, Ordering::AcqRel) => ();
    codegen_swap__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.swap(v, Ordering::SeqCst) => u16;
    codegen_compare_exchange__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.compare_exchange(v, w, Ordering::SeqCst, Ordering::SeqCst).unwrap_or_else(|was| was) => u16;
    codegen_fetch_add__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_add(v, Ordering::SeqCst) => u16;
    codegen_fetch_sub__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_sub(v, Ordering::SeqCst) => u16;
    codegen_fetch_and__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(v, Ordering::SeqCst) => u16;
    codegen_fetch_or__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_or(v, Ordering::SeqCst) => u16;
    codegen_fetch_xor__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_xor(v, Ordering::SeqCst) => u16;
    codegen_fetch_nand__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_nand(v, Ordering::SeqCst) => u16;
    codegen_fetch_and_not__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_and(!v, Ordering::SeqCst) => u16;
    codegen_add_noret__SeqCst__u16: AtomicU16<u16>, |x, v, w| _ = x.fetch_add(v, Ordering::SeqCst) => ();
    codegen_fetch_max__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => u16;
    codegen_fetch_min__Relaxed__u16: AtomicU16<u16>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => u16;
    codegen_fetch_max__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => u16;
    codegen_fetch_min__Acquire__u16: AtomicU16<u16>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => u16;
    codegen_fetch_max__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_max(v, Ordering::Release) => u16;
    codegen_fetch_min__Release__u16: AtomicU16<u16>, |x, v, w| x.fetch_min(v, Ordering::Release) => u16;
    codegen_fetch_max__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => u16;
    codegen_fetch_min__AcqRel__u16: AtomicU16<u16>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => u16;
    codegen_fetch_max__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => u16;
    codegen_fetch_min__SeqCst__u16: AtomicU16<u16>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => u16;
    codegen_fetch_max__Relaxed__i16: AtomicI16<i16>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => i16;
    codegen_fetch_min__Relaxed__i16: AtomicI16<i16>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => i16;
    codegen_fetch_max__Acquire__i16: AtomicI16<i16>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => i16;
    codegen_fetch_min__Acquire__i16: AtomicI16<i16>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => i16;
    codegen_fetch_max__Release__i16: AtomicI16<i16>, |x, v, w| x.fetch_max(v, Ordering::Release) => i16;
    codegen_fetch_min__Release__i16: AtomicI16<i16>, |x, v, w| x.fetch_min(v, Ordering::Release) => i16;
    codegen_fetch_max__AcqRel__i16: AtomicI16<i16>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => i16;
    codegen_fetch_min__AcqRel__i16: AtomicI16<i16>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => i16;
    codegen_fetch_max__SeqCst__i16: AtomicI16<i16>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => i16;
    codegen_fetch_min__SeqCst__i16: AtomicI16<i16>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => i16;
    codegen_load__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.load(Ordering::Relaxed) => u32;
    codegen_load__Acquire__u32: AtomicU32<u32>, |x, v, w| x.load(Ordering::Acquire) => u32;
    codegen_load__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.load(Ordering::SeqCst) => u32;
    codegen_store__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.store(v, Ordering::Relaxed) => ();
    codegen_store__Release__u32: AtomicU32<u32>, |x, v, w| x.store(v, Ordering::Release) => ();
    codegen_store__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.store(v, Ordering::SeqCst) => ();
    codegen_swap__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.swap(v, Ordering::Relaxed) => u32;
    codegen_compare_exchange__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.compare_exchange(v, w, Ordering::Relaxed, Ordering::Relaxed).unwrap_or_else(|was| was) => u32;
    codegen_fetch_add__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_add(v, Ordering::Relaxed) => u32;
    codegen_fetch_sub__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_sub(v, Ordering::Relaxed) => u32;
    codegen_fetch_and__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(v, Ordering::Relaxed) => u32;
    codegen_fetch_or__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_or(v, Ordering::Relaxed) => u32;
    codegen_fetch_xor__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_xor(v, Ordering::Relaxed) => u32;
    codegen_fetch_nand__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_nand(v, Ordering::Relaxed) => u32;
    codegen_fetch_and_not__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(!v, Ordering::Relaxed) => u32;
    codegen_add_noret__Relaxed__u32: AtomicU32<u32>, |x, v, w| _ = x.fetch_add(v, Ordering::Relaxed) => ();
    codegen_swap__Acquire__u32: AtomicU32<u32>, |x, v, w| x.swap(v, Ordering::Acquire) => u32;
    codegen_compare_exchange__Acquire__u32: AtomicU32<u32>, |x, v, w| x.compare_exchange(v, w, Ordering::Acquire, Ordering::Acquire).unwrap_or_else(|was| was) => u32;
    codegen_fetch_add__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_add(v, Ordering::Acquire) => u32;
    codegen_fetch_sub__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_sub(v, Ordering::Acquire) => u32;
    codegen_fetch_and__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(v, Ordering::Acquire) => u32;
    codegen_fetch_or__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_or(v, Ordering::Acquire) => u32;
    codegen_fetch_xor__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_xor(v, Ordering::Acquire) => u32;
    codegen_fetch_nand__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_nand(v, Ordering::Acquire) => u32;
    codegen_fetch_and_not__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(!v, Ordering::Acquire) => u32;
    codegen_add_noret__Acquire__u32: AtomicU32<u32>, |x, v, w| _ = x.fetch_add(v, Ordering::Acquire) => ();
    codegen_swap__Release__u32: AtomicU32<u32>, |x, v, w| x.swap(v, Ordering::Release) => u32;
    codegen_compare_exchange__Release__u32: AtomicU32<u32>, |x, v, w| x.compare_exchange(v, w, Ordering::Release, Ordering::Relaxed).unwrap_or_else(|was| was) => u32;
    codegen_fetch_add__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_add(v, Ordering::Release) => u32;
    codegen_fetch_sub__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_sub(v, Ordering::Release) => u32;
    codegen_fetch_and__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(v, Ordering::Release) => u32;
    codegen_fetch_or__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_or(v, Ordering::Release) => u32;
    codegen_fetch_xor__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_xor(v, Ordering::Release) => u32;
    codegen_fetch_nand__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_nand(v, Ordering::Release) => u32;
    codegen_fetch_and_not__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(!v, Ordering::Release) => u32;
    codegen_add_noret__Release__u32: AtomicU32<u32>, |x, v, w| _ = x.fetch_add(v, Ordering::Release) => ();
    codegen_swap__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.swap(v, Ordering::AcqRel) => u32;
    codegen_compare_exchange__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.compare_exchange(v, w, Ordering::AcqRel, Ordering::Acquire).unwrap_or_else(|was| was) => u32;
    codegen_fetch_add__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_add(v, Ordering::AcqRel) => u32;
    codegen_fetch_sub__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_sub(v, Ordering::AcqRel) => u32;
    codegen_fetch_and__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(v, Ordering::AcqRel) => u32;
    codegen_fetch_or__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_or(v, Ordering::AcqRel) => u32;
    codegen_fetch_xor__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_xor(v, Ordering::AcqRel) => u32;
    codegen_fetch_nand__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_nand(v, Ordering::AcqRel) => u32;
    codegen_fetch_and_not__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(!v, Ordering::AcqRel) => u32;
    codegen_add_noret__AcqRel__u32: AtomicU32<u32>, |x, v, w| _ = x.fetch_add(v, Ordering::AcqRel) => ();
    codegen_swap__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.swap(v, Ordering::SeqCst) => u32;
    codegen_compare_exchange__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.compare_exchange(v, w, Ordering::SeqCst, Ordering::SeqCst).unwrap_or_else(|was| was) => u32;
    codegen_fetch_add__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_add(v, Ordering::SeqCst) => u32;
    codegen_fetch_sub__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_sub(v, Ordering::SeqCst) => u32;
    codegen_fetch_and__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(v, Ordering::SeqCst) => u32;
    codegen_fetch_or__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_or(v, Ordering::SeqCst) => u32;
    codegen_fetch_xor__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_xor(v, Ordering::SeqCst) => u32;
    codegen_fetch_nand__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_nand(v, Ordering::SeqCst) => u32;
    codegen_fetch_and_not__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_and(!v, Ordering::SeqCst) => u32;
    codegen_add_noret__SeqCst__u32: AtomicU32<u32>, |x, v, w| _ = x.fetch_add(v, Ordering::SeqCst) => ();
    codegen_fetch_max__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => u32;
    codegen_fetch_min__Relaxed__u32: AtomicU32<u32>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => u32;
    codegen_fetch_max__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => u32;
    codegen_fetch_min__Acquire__u32: AtomicU32<u32>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => u32;
    codegen_fetch_max__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_max(v, Ordering::Release) => u32;
    codegen_fetch_min__Release__u32: AtomicU32<u32>, |x, v, w| x.fetch_min(v, Ordering::Release) => u32;
    codegen_fetch_max__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => u32;
    codegen_fetch_min__AcqRel__u32: AtomicU32<u32>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => u32;
    codegen_fetch_max__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => u32;
    codegen_fetch_min__SeqCst__u32: AtomicU32<u32>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => u32;
    codegen_fetch_max__Relaxed__i32: AtomicI32<i32>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => i32;
    codegen_fetch_min__Relaxed__i32: AtomicI32<i32>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => i32;
    codegen_fetch_max__Acquire__i32: AtomicI32<i32>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => i32;
    codegen_fetch_min__Acquire__i32: AtomicI32<i32>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => i32;
    codegen_fetch_max__Release__i32: AtomicI32<i32>, |x, v, w| x.fetch_max(v, Ordering::Release) => i32;
    codegen_fetch_min__Release__i32: AtomicI32<i32>, |x, v, w| x.fetch_min(v, Ordering::Release) => i32;
    codegen_fetch_max__AcqRel__i32: AtomicI32<i32>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => i32;
    codegen_fetch_min__AcqRel__i32: AtomicI32<i32>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => i32;
    codegen_fetch_max__SeqCst__i32: AtomicI32<i32>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => i32;
    codegen_fetch_min__SeqCst__i32: AtomicI32<i32>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => i32;
    codegen_load__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.load(Ordering::Relaxed) => u64;
    codegen_load__Acquire__u64: AtomicU64<u64>, |x, v, w| x.load(Ordering::Acquire) => u64;
    codegen_load__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.load(Ordering::SeqCst) => u64;
    codegen_store__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.store(v, Ordering::Relaxed) => ();
    codegen_store__Release__u64: AtomicU64<u64>, |x, v, w| x.store(v, Ordering::Release) => ();
    codegen_store__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.store(v, Ordering::SeqCst) => ();
    codegen_swap__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.swap(v, Ordering::Relaxed) => u64;
    codegen_compare_exchange__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.compare_exchange(v, w, Ordering::Relaxed, Ordering::Relaxed).unwrap_or_else(|was| was) => u64;
    codegen_fetch_add__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_add(v, Ordering::Relaxed) => u64;
    codegen_fetch_sub__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_sub(v, Ordering::Relaxed) => u64;
    codegen_fetch_and__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(v, Ordering::Relaxed) => u64;
    codegen_fetch_or__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_or(v, Ordering::Relaxed) => u64;
    codegen_fetch_xor__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_xor(v, Ordering::Relaxed) => u64;
    codegen_fetch_nand__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_nand(v, Ordering::Relaxed) => u64;
    codegen_fetch_and_not__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(!v, Ordering::Relaxed) => u64;
    codegen_add_noret__Relaxed__u64: AtomicU64<u64>, |x, v, w| _ = x.fetch_add(v, Ordering::Relaxed) => ();
    codegen_swap__Acquire__u64: AtomicU64<u64>, |x, v, w| x.swap(v, Ordering::Acquire) => u64;
    codegen_compare_exchange__Acquire__u64: AtomicU64<u64>, |x, v, w| x.compare_exchange(v, w, Ordering::Acquire, Ordering::Acquire).unwrap_or_else(|was| was) => u64;
    codegen_fetch_add__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_add(v, Ordering::Acquire) => u64;
    codegen_fetch_sub__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_sub(v, Ordering::Acquire) => u64;
    codegen_fetch_and__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(v, Ordering::Acquire) => u64;
    codegen_fetch_or__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_or(v, Ordering::Acquire) => u64;
    codegen_fetch_xor__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_xor(v, Ordering::Acquire) => u64;
    codegen_fetch_nand__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_nand(v, Ordering::Acquire) => u64;
    codegen_fetch_and_not__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(!v, Ordering::Acquire) => u64;
    codegen_add_noret__Acquire__u64: AtomicU64<u64>, |x, v, w| _ = x.fetch_add(v, Ordering::Acquire) => ();
    codegen_swap__Release__u64: AtomicU64<u64>, |x, v, w| x.swap(v, Ordering::Release) => u64;
    codegen_compare_exchange__Release__u64: AtomicU64<u64>, |x, v, w| x.compare_exchange(v, w, Ordering::Release, Ordering::Relaxed).unwrap_or_else(|was| was) => u64;
    codegen_fetch_add__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_add(v, Ordering::Release) => u64;
    codegen_fetch_sub__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_sub(v, Ordering::Release) => u64;
    codegen_fetch_and__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(v, Ordering::Release) => u64;
    codegen_fetch_or__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_or(v, Ordering::Release) => u64;
    codegen_fetch_xor__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_xor(v, Ordering::Release) => u64;
    codegen_fetch_nand__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_nand(v, Ordering::Release) => u64;
    codegen_fetch_and_not__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(!v, Ordering::Release) => u64;
    codegen_add_noret__Release__u64: AtomicU64<u64>, |x, v, w| _ = x.fetch_add(v, Ordering::Release) => ();
    codegen_swap__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.swap(v, Ordering::AcqRel) => u64;
    codegen_compare_exchange__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.compare_exchange(v, w, Ordering::AcqRel, Ordering::Acquire).unwrap_or_else(|was| was) => u64;
    codegen_fetch_add__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_add(v, Ordering::AcqRel) => u64;
    codegen_fetch_sub__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_sub(v, Ordering::AcqRel) => u64;
    codegen_fetch_and__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(v, Ordering::AcqRel) => u64;
    codegen_fetch_or__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_or(v, Ordering::AcqRel) => u64;
    codegen_fetch_xor__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_xor(v, Ordering::AcqRel) => u64;
    codegen_fetch_nand__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_nand(v, Ordering::AcqRel) => u64;
    codegen_fetch_and_not__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(!v, Ordering::AcqRel) => u64;
    codegen_add_noret__AcqRel__u64: AtomicU64<u64>, |x, v, w| _ = x.fetch_add(v, Ordering::AcqRel) => ();
    codegen_swap__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.swap(v, Ordering::SeqCst) => u64;
    codegen_compare_exchange__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.compare_exchange(v, w, Ordering::SeqCst, Ordering::SeqCst).unwrap_or_else(|was| was) => u64;
    codegen_fetch_add__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_add(v, Ordering::SeqCst) => u64;
    codegen_fetch_sub__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_sub(v, Ordering::SeqCst) => u64;
    codegen_fetch_and__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(v, Ordering::SeqCst) => u64;
    codegen_fetch_or__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_or(v, Ordering::SeqCst) => u64;
    codegen_fetch_xor__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_xor(v, Ordering::SeqCst) => u64;
    codegen_fetch_nand__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_nand(v, Ordering::SeqCst) => u64;
    codegen_fetch_and_not__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_and(!v, Ordering::SeqCst) => u64;
    codegen_add_noret__SeqCst__u64: AtomicU64<u64>, |x, v, w| _ = x.fetch_add(v, Ordering::SeqCst) => ();
    codegen_fetch_max__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => u64;
    codegen_fetch_min__Relaxed__u64: AtomicU64<u64>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => u64;
    codegen_fetch_max__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => u64;
    codegen_fetch_min__Acquire__u64: AtomicU64<u64>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => u64;
    codegen_fetch_max__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_max(v, Ordering::Release) => u64;
    codegen_fetch_min__Release__u64: AtomicU64<u64>, |x, v, w| x.fetch_min(v, Ordering::Release) => u64;
    codegen_fetch_max__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => u64;
    codegen_fetch_min__AcqRel__u64: AtomicU64<u64>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => u64;
    codegen_fetch_max__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => u64;
    codegen_fetch_min__SeqCst__u64: AtomicU64<u64>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => u64;
    codegen_fetch_max__Relaxed__i64: AtomicI64<i64>, |x, v, w| x.fetch_max(v, Ordering::Relaxed) => i64;
    codegen_fetch_min__Relaxed__i64: AtomicI64<i64>, |x, v, w| x.fetch_min(v, Ordering::Relaxed) => i64;
    codegen_fetch_max__Acquire__i64: AtomicI64<i64>, |x, v, w| x.fetch_max(v, Ordering::Acquire) => i64;
    codegen_fetch_min__Acquire__i64: AtomicI64<i64>, |x, v, w| x.fetch_min(v, Ordering::Acquire) => i64;
    codegen_fetch_max__Release__i64: AtomicI64<i64>, |x, v, w| x.fetch_max(v, Ordering::Release) => i64;
    codegen_fetch_min__Release__i64: AtomicI64<i64>, |x, v, w| x.fetch_min(v, Ordering::Release) => i64;
    codegen_fetch_max__AcqRel__i64: AtomicI64<i64>, |x, v, w| x.fetch_max(v, Ordering::AcqRel) => i64;
    codegen_fetch_min__AcqRel__i64: AtomicI64<i64>, |x, v, w| x.fetch_min(v, Ordering::AcqRel) => i64;
    codegen_fetch_max__SeqCst__i64: AtomicI64<i64>, |x, v, w| x.fetch_max(v, Ordering::SeqCst) => i64;
    codegen_fetch_min__SeqCst__i64: AtomicI64<i64>, |x, v, w| x.fetch_min(v, Ordering::SeqCst) => i64;
}
