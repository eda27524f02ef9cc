//! Every operation of `core::sync::atomic`, each as a function of its own.

#![cfg(target_arch = "aarch64")]
use core::hint::black_box;
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

/// An operation as a function of its own, whose symbol is its name in the tables.
macro_rules! operation {
    (
        $name:ident $order:ident $width:literal,
        ($($arg:ident: $ty:ty),*) -> $result:ty { $body:expr }
    ) => {{
        #[unsafe(export_name = concat!(
            "codegen_", stringify!($name), "__", stringify!($order), "__", $width
        ))]
        #[inline(never)]
        extern "C" fn function($($arg: $ty),*) -> $result {
            $body
        }
        // Or nothing would keep it from being left out.
        black_box(function as *const ());
    }};
}

/// The operations of one width in one order, which read and write: the order of a failed
/// compare-and-swap is the strongest that goes with it.
macro_rules! updates {
    ($atomic:ident $value:ident $width:literal: $($order:ident / $failed:ident),+) => {$(
        updates! { @ $atomic $value $width $order
            swap(v) swap(v);
            fetch_add(v) fetch_add(v);
            fetch_sub(v) fetch_sub(v);
            fetch_and(v) fetch_and(v);
            fetch_or(v) fetch_or(v);
            fetch_xor(v) fetch_xor(v);
            fetch_nand(v) fetch_nand(v);
            fetch_and_not(v) fetch_and(!v);
        }
        operation! { add_noret $order $width, (x: &atomic::$atomic, v: $value) -> () {
            _ = x.fetch_add(v, Ordering::$order)
        }}
        updates! { ? $atomic $value $width $order / $failed compare_exchange compare_exchange_weak }
    )+};
    (@ $atomic:ident $value:ident $width:literal $order:ident
        $($name:ident($v:ident) $method:ident($operand:expr);)+) => {$(
        operation! { $name $order $width, (x: &atomic::$atomic, $v: $value) -> $value {
            x.$method($operand, Ordering::$order)
        }}
    )+};
    (? $atomic:ident $value:ident $width:literal $order:ident / $failed:ident $($name:ident)+) => {$(
        operation! { $name $order $width, (x: &atomic::$atomic, v: $value, w: $value) -> $value {
            x.$name(v, w, Ordering::$order, Ordering::$failed).unwrap_or_else(|was| was)
        }}
    )+};
}

/// The smaller and the larger, of which there is one for each sign.
macro_rules! choices {
    ($atomic:ident $value:ident $width:literal: $($order:ident),+) => {$(
        operation! { fetch_max $order $width, (x: &atomic::$atomic, v: $value) -> $value {
            x.fetch_max(v, Ordering::$order)
        }}
        operation! { fetch_min $order $width, (x: &atomic::$atomic, v: $value) -> $value {
            x.fetch_min(v, Ordering::$order)
        }}
    )+};
}

macro_rules! loads {
    ($atomic:ident $value:ident $width:literal: $($order:ident),+) => {$(
        operation! { load $order $width, (x: &atomic::$atomic) -> $value {
            x.load(Ordering::$order)
        }}
    )+};
}

macro_rules! stores {
    ($atomic:ident $value:ident $width:literal: $($order:ident),+) => {$(
        operation! { store $order $width, (x: &atomic::$atomic, v: $value) -> () {
            x.store(v, Ordering::$order)
        }}
    )+};
}

macro_rules! fences {
    ($($order:ident),+) => {$(
        operation! { fence $order "", () -> () { atomic::fence(Ordering::$order) } }
    )+};
}

macro_rules! widths {
    ($($unsigned:ident $u:ident $u_name:literal, $signed:ident $i:ident $i_name:literal;)+) => {$(
        loads! { $unsigned $u $u_name: Relaxed, Acquire, SeqCst }
        stores! { $unsigned $u $u_name: Relaxed, Release, SeqCst }
        updates! { $unsigned $u $u_name:
            Relaxed / Relaxed, Acquire / Acquire, Release / Relaxed, AcqRel / Acquire, SeqCst / SeqCst
        }
        choices! { $unsigned $u $u_name: Relaxed, Acquire, Release, AcqRel, SeqCst }
        choices! { $signed $i $i_name: Relaxed, Acquire, Release, AcqRel, SeqCst }
    )+};
}

/// Makes the functions, and keeps them from being left out.
pub(crate) fn keep() {
    fences!(Acquire, Release, AcqRel, SeqCst);
    widths! {
        AtomicU8 u8 "u8", AtomicI8 i8 "i8";
        AtomicU16 u16 "u16", AtomicI16 i16 "i16";
        AtomicU32 u32 "u32", AtomicI32 i32 "i32";
        AtomicU64 u64 "u64", AtomicI64 i64 "i64";
    }
}
