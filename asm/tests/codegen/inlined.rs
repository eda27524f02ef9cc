//! Primitives inlined into callers, each beside Rust's atomic inlined into the same caller: the two
//! must be the same instructions, with no call and no move more.
//!
//! Every primitive has a caller that computes its operand and uses its result, as Rust code does. What
//! returns less than 64 bits also has callers that need the result extended: one returns it through
//! C's convention, which on Darwin wants it so, one widens it, one compares it.

#![cfg(target_arch = "aarch64")]
#![allow(unused_variables, reason = "all callers have the same operands")]

use core::sync::atomic::{self, Ordering};

/// One caller twice: `ours` around the primitive, `rust` around the atomic.
macro_rules! caller {
    ($name:ident, $value:ident, $atomic:ident, |$x:ident, $v:ident, $w:ident| $ours:expr, $rust:expr) => {
        mod $name {
            use super::*;

            #[unsafe(export_name = concat!("inlined_ours__", stringify!($name)))]
            #[inline(never)]
            pub(super) fn ours($x: &atomic::$atomic, a: $value, $w: $value) -> $value {
                let $v = a ^ $w; // so that the operand is computed where it is used
                // SAFETY: `$x` is a valid, aligned location that is only accessed atomically, and the
                // function is looked at, never called, so no feature has to be there.
                let old: $value = unsafe { $ours };
                old ^ $w
            }

            #[unsafe(export_name = concat!("inlined_rust__", stringify!($name)))]
            #[inline(never)]
            pub(super) fn rust($x: &atomic::$atomic, a: $value, $w: $value) -> $value {
                let $v = a ^ $w;
                let old: $value = $rust;
                old ^ $w
            }
        }
    };
}

/// The same for what returns nothing.
macro_rules! storing {
    ($name:ident, $value:ident, $atomic:ident, |$x:ident, $v:ident| $ours:expr, $rust:expr) => {
        mod $name {
            use super::*;

            #[unsafe(export_name = concat!("inlined_ours__", stringify!($name)))]
            #[inline(never)]
            pub(super) fn ours($x: &atomic::$atomic, a: $value, w: $value) {
                let $v = a ^ w;
                // SAFETY: as in `caller`.
                unsafe { $ours }
            }

            #[unsafe(export_name = concat!("inlined_rust__", stringify!($name)))]
            #[inline(never)]
            pub(super) fn rust($x: &atomic::$atomic, a: $value, w: $value) {
                let $v = a ^ w;
                $rust
            }
        }
    };
}

/// The callers that need a result of less than 64 bits extended.
macro_rules! extending {
    ($name:ident, $value:ident, $atomic:ident, |$x:ident, $v:ident, $w:ident| $ours:expr, $rust:expr) => {
        mod $name {
            use super::*;

            extending!(@ours, "inlined_ours__", $name, $value, $atomic, |$x, $v, $w| {
                // SAFETY: as in `caller`.
                unsafe { $ours }
            });
            extending!(@rust, "inlined_rust__", $name, $value, $atomic, |$x, $v, $w| $rust);
        }
    };
    (@$whose:ident, $prefix:literal, $name:ident, $value:ident, $atomic:ident,
     |$x:ident, $v:ident, $w:ident| $old:expr) => {
        pub(super) mod $whose {
            use super::*;

            #[unsafe(export_name = concat!($prefix, stringify!($name), "__returned"))]
            #[inline(never)]
            pub(crate) extern "C" fn returned($x: &atomic::$atomic, $v: $value, $w: $value) -> $value {
                $old
            }

            #[unsafe(export_name = concat!($prefix, stringify!($name), "__widened"))]
            #[inline(never)]
            pub(crate) fn widened($x: &atomic::$atomic, $v: $value, $w: $value, z: i64) -> i64 {
                let old: $value = $old;
                i64::from(old) ^ z
            }

            #[unsafe(export_name = concat!($prefix, stringify!($name), "__compared"))]
            #[inline(never)]
            pub(crate) fn compared($x: &atomic::$atomic, $v: $value, $w: $value, z: $value) -> bool {
                let old: $value = $old;
                old == z
            }
        }
    };
}

/// The callers of one operation at one order: the primitive's module, the operation, and the names of
/// its widths.
macro_rules! widths {
    (@$caller:ident [$($path:tt)+] load $order:ident $name:ident $value:ident $atomic:ident) => {
        $caller!($name, $value, $atomic, |x, v, w| fencepost_asm::insn::$($path)+::$name(x.as_ptr()), x.load(Ordering::$order));
    };
    (@$caller:ident [$($path:tt)+] store $order:ident $name:ident $value:ident $atomic:ident) => {
        storing!($name, $value, $atomic, |x, v| fencepost_asm::insn::$($path)+::$name(x.as_ptr(), v), x.store(v, Ordering::$order));
    };
    (@$caller:ident [$($path:tt)+] fetch_and_not $order:ident $name:ident $value:ident $atomic:ident) => {
        $caller!($name, $value, $atomic, |x, v, w| fencepost_asm::insn::$($path)+::$name(x.as_ptr(), v), x.fetch_and(!v, Ordering::$order));
    };
    (@$caller:ident [$($path:tt)+] compare_exchange $order:ident $name:ident $value:ident $atomic:ident) => {
        $caller!($name, $value, $atomic, |x, v, w| fencepost_asm::insn::$($path)+::$name(x.as_ptr(), v, w),
            x.compare_exchange(v, w, Ordering::$order, on_failure(Ordering::$order)).unwrap_or_else(|was| was));
    };
    (@$caller:ident [$($path:tt)+] $operation:ident $order:ident $name:ident $value:ident $atomic:ident) => {
        $caller!($name, $value, $atomic, |x, v, w| fencepost_asm::insn::$($path)+::$name(x.as_ptr(), v), x.$operation(v, Ordering::$order));
    };
    ($caller:ident i $path:tt $operation:ident $order:ident $b:ident $h:ident $w:ident $($x:ident)?) => {
        widths!(@$caller $path $operation $order $b i8 AtomicI8);
        widths!(@$caller $path $operation $order $h i16 AtomicI16);
        widths!(@$caller $path $operation $order $w i32 AtomicI32);
        $(widths!(@$caller $path $operation $order $x i64 AtomicI64);)?
    };
    ($caller:ident u $path:tt $operation:ident $order:ident $b:ident $h:ident $w:ident $($x:ident)?) => {
        widths!(@$caller $path $operation $order $b u8 AtomicU8);
        widths!(@$caller $path $operation $order $h u16 AtomicU16);
        widths!(@$caller $path $operation $order $w u32 AtomicU32);
        $(widths!(@$caller $path $operation $order $x u64 AtomicU64);)?
    };
}

/// Every caller, and [`keep`] for all of them.
macro_rules! callers {
    ($($sign:ident $path:tt $operation:ident $order:ident: $b:ident $h:ident $w:ident $x:ident;)+) => {
        $(widths!(caller $sign $path $operation $order $b $h $w $x);)+

        /// Keeps the callers from being left out.
        pub(crate) fn keep() {
            $(core::hint::black_box([
                $b::ours as *const (), $b::rust as *const (), $h::ours as *const (), $h::rust as *const (),
                $w::ours as *const (), $w::rust as *const (), $x::ours as *const (), $x::rust as *const (),
            ]);)+
            extended::keep();
        }
    };
}

/// As [`callers`], for results that are extended. The order of the operation has no part in
/// that, so one is enough.
macro_rules! extended {
    ($($sign:ident $path:tt $operation:ident $order:ident: $b:ident $h:ident $w:ident;)+) => {
        mod extended {
            use super::*;

            $(widths!(extending $sign $path $operation $order $b $h $w);)+

            pub(super) fn keep() {
                $(extended!(@keep $b); extended!(@keep $h); extended!(@keep $w);)+
            }
        }
    };
    (@keep $name:ident) => {
        core::hint::black_box([
            $name::ours::returned as *const (), $name::ours::widened as *const (), $name::ours::compared as *const (),
            $name::rust::returned as *const (), $name::rust::widened as *const (), $name::rust::compared as *const (),
        ]);
    };
}

/// The strongest order that a failed compare-and-swap can keep.
const fn on_failure(order: Ordering) -> Ordering {
    match order {
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        _ => Ordering::Relaxed,
    }
}

callers! {
    u [load] load Relaxed: ldrb ldrh ldr_w ldr_x;
    u [load] load SeqCst: ldarb ldarh ldar_w ldar_x;
    u [load] load Acquire: ldaprb ldaprh ldapr_w ldapr_x;
    u [store] store Relaxed: strb strh str_w str_x;
    u [store] store Release: stlrb stlrh stlr_w stlr_x;
    u [lse::swp] swap Relaxed: swpb swph swp_w swp_x;
    u [lse::swp] swap Acquire: swpab swpah swpa_w swpa_x;
    u [lse::swp] swap Release: swplb swplh swpl_w swpl_x;
    u [lse::swp] swap AcqRel: swpalb swpalh swpal_w swpal_x;
    u [lse::ldadd] fetch_add Relaxed: ldaddb ldaddh ldadd_w ldadd_x;
    u [lse::ldadd] fetch_add Acquire: ldaddab ldaddah ldadda_w ldadda_x;
    u [lse::ldadd] fetch_add Release: ldaddlb ldaddlh ldaddl_w ldaddl_x;
    u [lse::ldadd] fetch_add AcqRel: ldaddalb ldaddalh ldaddal_w ldaddal_x;
    u [lse::ldclr] fetch_and_not Relaxed: ldclrb ldclrh ldclr_w ldclr_x;
    u [lse::ldclr] fetch_and_not Acquire: ldclrab ldclrah ldclra_w ldclra_x;
    u [lse::ldclr] fetch_and_not Release: ldclrlb ldclrlh ldclrl_w ldclrl_x;
    u [lse::ldclr] fetch_and_not AcqRel: ldclralb ldclralh ldclral_w ldclral_x;
    u [lse::ldset] fetch_or Relaxed: ldsetb ldseth ldset_w ldset_x;
    u [lse::ldset] fetch_or Acquire: ldsetab ldsetah ldseta_w ldseta_x;
    u [lse::ldset] fetch_or Release: ldsetlb ldsetlh ldsetl_w ldsetl_x;
    u [lse::ldset] fetch_or AcqRel: ldsetalb ldsetalh ldsetal_w ldsetal_x;
    u [lse::ldeor] fetch_xor Relaxed: ldeorb ldeorh ldeor_w ldeor_x;
    u [lse::ldeor] fetch_xor Acquire: ldeorab ldeorah ldeora_w ldeora_x;
    u [lse::ldeor] fetch_xor Release: ldeorlb ldeorlh ldeorl_w ldeorl_x;
    u [lse::ldeor] fetch_xor AcqRel: ldeoralb ldeoralh ldeoral_w ldeoral_x;
    i [lse::ldsmax] fetch_max Relaxed: ldsmaxb ldsmaxh ldsmax_w ldsmax_x;
    i [lse::ldsmax] fetch_max Acquire: ldsmaxab ldsmaxah ldsmaxa_w ldsmaxa_x;
    i [lse::ldsmax] fetch_max Release: ldsmaxlb ldsmaxlh ldsmaxl_w ldsmaxl_x;
    i [lse::ldsmax] fetch_max AcqRel: ldsmaxalb ldsmaxalh ldsmaxal_w ldsmaxal_x;
    i [lse::ldsmin] fetch_min Relaxed: ldsminb ldsminh ldsmin_w ldsmin_x;
    i [lse::ldsmin] fetch_min Acquire: ldsminab ldsminah ldsmina_w ldsmina_x;
    i [lse::ldsmin] fetch_min Release: ldsminlb ldsminlh ldsminl_w ldsminl_x;
    i [lse::ldsmin] fetch_min AcqRel: ldsminalb ldsminalh ldsminal_w ldsminal_x;
    u [lse::ldumax] fetch_max Relaxed: ldumaxb ldumaxh ldumax_w ldumax_x;
    u [lse::ldumax] fetch_max Acquire: ldumaxab ldumaxah ldumaxa_w ldumaxa_x;
    u [lse::ldumax] fetch_max Release: ldumaxlb ldumaxlh ldumaxl_w ldumaxl_x;
    u [lse::ldumax] fetch_max AcqRel: ldumaxalb ldumaxalh ldumaxal_w ldumaxal_x;
    u [lse::ldumin] fetch_min Relaxed: lduminb lduminh ldumin_w ldumin_x;
    u [lse::ldumin] fetch_min Acquire: lduminab lduminah ldumina_w ldumina_x;
    u [lse::ldumin] fetch_min Release: lduminlb lduminlh lduminl_w lduminl_x;
    u [lse::ldumin] fetch_min AcqRel: lduminalb lduminalh lduminal_w lduminal_x;
    u [lse::cas] compare_exchange Relaxed: casb cash cas_w cas_x;
    u [lse::cas] compare_exchange Acquire: casab casah casa_w casa_x;
    u [lse::cas] compare_exchange Release: caslb caslh casl_w casl_x;
    u [lse::cas] compare_exchange AcqRel: casalb casalh casal_w casal_x;
    u [excl::swp] swap Relaxed: ldxrb_stxrb_swp ldxrh_stxrh_swp ldxr_stxr_swp_w ldxr_stxr_swp_x;
    u [excl::swp] swap Acquire: ldaxrb_stxrb_swp ldaxrh_stxrh_swp ldaxr_stxr_swp_w ldaxr_stxr_swp_x;
    u [excl::swp] swap Release: ldxrb_stlxrb_swp ldxrh_stlxrh_swp ldxr_stlxr_swp_w ldxr_stlxr_swp_x;
    u [excl::swp] swap AcqRel: ldaxrb_stlxrb_swp ldaxrh_stlxrh_swp ldaxr_stlxr_swp_w ldaxr_stlxr_swp_x;
    u [excl::add] fetch_add Relaxed: ldxrb_stxrb_add ldxrh_stxrh_add ldxr_stxr_add_w ldxr_stxr_add_x;
    u [excl::add] fetch_add Acquire: ldaxrb_stxrb_add ldaxrh_stxrh_add ldaxr_stxr_add_w ldaxr_stxr_add_x;
    u [excl::add] fetch_add Release: ldxrb_stlxrb_add ldxrh_stlxrh_add ldxr_stlxr_add_w ldxr_stlxr_add_x;
    u [excl::add] fetch_add AcqRel: ldaxrb_stlxrb_add ldaxrh_stlxrh_add ldaxr_stlxr_add_w ldaxr_stlxr_add_x;
    u [excl::clr] fetch_and_not Relaxed: ldxrb_stxrb_clr ldxrh_stxrh_clr ldxr_stxr_clr_w ldxr_stxr_clr_x;
    u [excl::clr] fetch_and_not Acquire: ldaxrb_stxrb_clr ldaxrh_stxrh_clr ldaxr_stxr_clr_w ldaxr_stxr_clr_x;
    u [excl::clr] fetch_and_not Release: ldxrb_stlxrb_clr ldxrh_stlxrh_clr ldxr_stlxr_clr_w ldxr_stlxr_clr_x;
    u [excl::clr] fetch_and_not AcqRel: ldaxrb_stlxrb_clr ldaxrh_stlxrh_clr ldaxr_stlxr_clr_w ldaxr_stlxr_clr_x;
    u [excl::set] fetch_or Relaxed: ldxrb_stxrb_set ldxrh_stxrh_set ldxr_stxr_set_w ldxr_stxr_set_x;
    u [excl::set] fetch_or Acquire: ldaxrb_stxrb_set ldaxrh_stxrh_set ldaxr_stxr_set_w ldaxr_stxr_set_x;
    u [excl::set] fetch_or Release: ldxrb_stlxrb_set ldxrh_stlxrh_set ldxr_stlxr_set_w ldxr_stlxr_set_x;
    u [excl::set] fetch_or AcqRel: ldaxrb_stlxrb_set ldaxrh_stlxrh_set ldaxr_stlxr_set_w ldaxr_stlxr_set_x;
    u [excl::eor] fetch_xor Relaxed: ldxrb_stxrb_eor ldxrh_stxrh_eor ldxr_stxr_eor_w ldxr_stxr_eor_x;
    u [excl::eor] fetch_xor Acquire: ldaxrb_stxrb_eor ldaxrh_stxrh_eor ldaxr_stxr_eor_w ldaxr_stxr_eor_x;
    u [excl::eor] fetch_xor Release: ldxrb_stlxrb_eor ldxrh_stlxrh_eor ldxr_stlxr_eor_w ldxr_stlxr_eor_x;
    u [excl::eor] fetch_xor AcqRel: ldaxrb_stlxrb_eor ldaxrh_stlxrh_eor ldaxr_stlxr_eor_w ldaxr_stlxr_eor_x;
    i [excl::smax] fetch_max Relaxed: ldxrb_stxrb_smax ldxrh_stxrh_smax ldxr_stxr_smax_w ldxr_stxr_smax_x;
    i [excl::smax] fetch_max Acquire: ldaxrb_stxrb_smax ldaxrh_stxrh_smax ldaxr_stxr_smax_w ldaxr_stxr_smax_x;
    i [excl::smax] fetch_max Release: ldxrb_stlxrb_smax ldxrh_stlxrh_smax ldxr_stlxr_smax_w ldxr_stlxr_smax_x;
    i [excl::smax] fetch_max AcqRel: ldaxrb_stlxrb_smax ldaxrh_stlxrh_smax ldaxr_stlxr_smax_w ldaxr_stlxr_smax_x;
    i [excl::smin] fetch_min Relaxed: ldxrb_stxrb_smin ldxrh_stxrh_smin ldxr_stxr_smin_w ldxr_stxr_smin_x;
    i [excl::smin] fetch_min Acquire: ldaxrb_stxrb_smin ldaxrh_stxrh_smin ldaxr_stxr_smin_w ldaxr_stxr_smin_x;
    i [excl::smin] fetch_min Release: ldxrb_stlxrb_smin ldxrh_stlxrh_smin ldxr_stlxr_smin_w ldxr_stlxr_smin_x;
    i [excl::smin] fetch_min AcqRel: ldaxrb_stlxrb_smin ldaxrh_stlxrh_smin ldaxr_stlxr_smin_w ldaxr_stlxr_smin_x;
    u [excl::umax] fetch_max Relaxed: ldxrb_stxrb_umax ldxrh_stxrh_umax ldxr_stxr_umax_w ldxr_stxr_umax_x;
    u [excl::umax] fetch_max Acquire: ldaxrb_stxrb_umax ldaxrh_stxrh_umax ldaxr_stxr_umax_w ldaxr_stxr_umax_x;
    u [excl::umax] fetch_max Release: ldxrb_stlxrb_umax ldxrh_stlxrh_umax ldxr_stlxr_umax_w ldxr_stlxr_umax_x;
    u [excl::umax] fetch_max AcqRel: ldaxrb_stlxrb_umax ldaxrh_stlxrh_umax ldaxr_stlxr_umax_w ldaxr_stlxr_umax_x;
    u [excl::umin] fetch_min Relaxed: ldxrb_stxrb_umin ldxrh_stxrh_umin ldxr_stxr_umin_w ldxr_stxr_umin_x;
    u [excl::umin] fetch_min Acquire: ldaxrb_stxrb_umin ldaxrh_stxrh_umin ldaxr_stxr_umin_w ldaxr_stxr_umin_x;
    u [excl::umin] fetch_min Release: ldxrb_stlxrb_umin ldxrh_stlxrh_umin ldxr_stlxr_umin_w ldxr_stlxr_umin_x;
    u [excl::umin] fetch_min AcqRel: ldaxrb_stlxrb_umin ldaxrh_stlxrh_umin ldaxr_stlxr_umin_w ldaxr_stlxr_umin_x;
    u [excl::cas] compare_exchange Relaxed: ldxrb_stxrb_cas ldxrh_stxrh_cas ldxr_stxr_cas_w ldxr_stxr_cas_x;
    u [excl::cas] compare_exchange Acquire: ldaxrb_stxrb_cas ldaxrh_stxrh_cas ldaxr_stxr_cas_w ldaxr_stxr_cas_x;
    u [excl::cas] compare_exchange Release: ldxrb_stlxrb_cas ldxrh_stlxrh_cas ldxr_stlxr_cas_w ldxr_stlxr_cas_x;
    u [excl::cas] compare_exchange AcqRel: ldaxrb_stlxrb_cas ldaxrh_stlxrh_cas ldaxr_stlxr_cas_w ldaxr_stlxr_cas_x;
}

extended! {
    u [load] load Relaxed: ldrb ldrh ldr_w;
    u [load] load SeqCst: ldarb ldarh ldar_w;
    u [load] load Acquire: ldaprb ldaprh ldapr_w;
    u [lse::swp] swap AcqRel: swpalb swpalh swpal_w;
    u [lse::ldadd] fetch_add AcqRel: ldaddalb ldaddalh ldaddal_w;
    u [lse::ldclr] fetch_and_not AcqRel: ldclralb ldclralh ldclral_w;
    u [lse::ldset] fetch_or AcqRel: ldsetalb ldsetalh ldsetal_w;
    u [lse::ldeor] fetch_xor AcqRel: ldeoralb ldeoralh ldeoral_w;
    i [lse::ldsmax] fetch_max AcqRel: ldsmaxalb ldsmaxalh ldsmaxal_w;
    i [lse::ldsmin] fetch_min AcqRel: ldsminalb ldsminalh ldsminal_w;
    u [lse::ldumax] fetch_max AcqRel: ldumaxalb ldumaxalh ldumaxal_w;
    u [lse::ldumin] fetch_min AcqRel: lduminalb lduminalh lduminal_w;
    u [lse::cas] compare_exchange AcqRel: casalb casalh casal_w;
    u [excl::swp] swap AcqRel: ldaxrb_stlxrb_swp ldaxrh_stlxrh_swp ldaxr_stlxr_swp_w;
    u [excl::add] fetch_add AcqRel: ldaxrb_stlxrb_add ldaxrh_stlxrh_add ldaxr_stlxr_add_w;
    u [excl::clr] fetch_and_not AcqRel: ldaxrb_stlxrb_clr ldaxrh_stlxrh_clr ldaxr_stlxr_clr_w;
    u [excl::set] fetch_or AcqRel: ldaxrb_stlxrb_set ldaxrh_stlxrh_set ldaxr_stlxr_set_w;
    u [excl::eor] fetch_xor AcqRel: ldaxrb_stlxrb_eor ldaxrh_stlxrh_eor ldaxr_stlxr_eor_w;
    i [excl::smax] fetch_max AcqRel: ldaxrb_stlxrb_smax ldaxrh_stlxrh_smax ldaxr_stlxr_smax_w;
    i [excl::smin] fetch_min AcqRel: ldaxrb_stlxrb_smin ldaxrh_stlxrh_smin ldaxr_stlxr_smin_w;
    u [excl::umax] fetch_max AcqRel: ldaxrb_stlxrb_umax ldaxrh_stlxrh_umax ldaxr_stlxr_umax_w;
    u [excl::umin] fetch_min AcqRel: ldaxrb_stlxrb_umin ldaxrh_stlxrh_umin ldaxr_stlxr_umin_w;
    u [excl::cas] compare_exchange AcqRel: ldaxrb_stlxrb_cas ldaxrh_stlxrh_cas ldaxr_stlxr_cas_w;
}
