//! C, Rust and assembly on one location: what one writes another reads, in every pair of languages
//! and orders, and the instructions that each compiler chose.

#![cfg(target_arch = "aarch64")]

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::*};

#[path = "../statics/code.rs"]
#[allow(dead_code, reason = "shared with a test that uses all of it")]
mod code;

/// Every way to do one thing, named by language and order.
struct Ways<F: 'static> {
    name: &'static str,
    run: F,
}

/// The ways of one width, and the test of all pairs.
macro_rules! width {
    ($test:ident, $value:ty, $atomic:ident, $mask:expr;
     loads { $($lname:literal: $lfn:ident;)+ } stores { $($sname:literal: $sfn:ident;)+ }
     adds { $($aname:literal: $afn:ident;)+ }
     asm { $ldr:ident $ldar:ident $str:ident $stlr:ident $add:ident }) => {
        #[test]
        fn $test() {
            use fencepost_asm::insn::{excl::add as excl, load, store};
            unsafe extern "C" {
                $(fn $lfn(p: *const $value) -> $value;)+
                $(fn $sfn(p: *mut $value, v: $value);)+
                $(fn $afn(p: *mut $value, v: $value) -> $value;)+
            }
            type Load = fn(*mut $value) -> $value;
            type Store = fn(*mut $value, $value);
            type Add = fn(*mut $value, $value) -> $value;
            macro_rules! at { ($p:expr) => {
                // SAFETY: `p` is aligned and valid for the whole test, and every language accesses it atomically.
                unsafe { $atomic::from_ptr($p) }
            } }
            let loads: Vec<Ways<Load>> = vec![
                $(Ways { name: concat!("C ", $lname), run: |p| {
                    // SAFETY: `p` is aligned and outlives the call; C accesses it as the `_Atomic` of this width.
                    unsafe { $lfn(p) }
                } },)+
                Ways { name: "Rust relaxed", run: |p| at!(p).load(Relaxed) },
                Ways { name: "Rust acquire", run: |p| at!(p).load(Acquire) },
                Ways { name: "Rust seq_cst", run: |p| at!(p).load(SeqCst) },
                Ways { name: "asm ldr", run: |p| {
                    // SAFETY: `p` is aligned and outlives the call, and this primitive needs no optional feature.
                    unsafe { load::$ldr(p) }
                } },
                Ways { name: "asm ldar", run: |p| {
                    // SAFETY: `p` is aligned and outlives the call, and this primitive needs no optional feature.
                    unsafe { load::$ldar(p) }
                } },
            ];
            let stores: Vec<Ways<Store>> = vec![
                $(Ways { name: concat!("C ", $sname), run: |p, v| {
                    // SAFETY: `p` is aligned and outlives the call; C accesses it as the `_Atomic` of this width.
                    unsafe { $sfn(p, v) }
                } },)+
                Ways { name: "Rust relaxed", run: |p, v| at!(p).store(v, Relaxed) },
                Ways { name: "Rust release", run: |p, v| at!(p).store(v, Release) },
                Ways { name: "Rust seq_cst", run: |p, v| at!(p).store(v, SeqCst) },
                Ways { name: "asm str", run: |p, v| {
                    // SAFETY: `p` is aligned and outlives the call, and this primitive needs no optional feature.
                    unsafe { store::$str(p, v) }
                } },
                Ways { name: "asm stlr", run: |p, v| {
                    // SAFETY: `p` is aligned and outlives the call, and this primitive needs no optional feature.
                    unsafe { store::$stlr(p, v) }
                } },
            ];
            let adds: Vec<Ways<Add>> = vec![
                $(Ways { name: concat!("C ", $aname), run: |p, v| {
                    // SAFETY: `p` is aligned and outlives the call; C accesses it as the `_Atomic` of this width.
                    unsafe { $afn(p, v) }
                } },)+
                Ways { name: "Rust acq_rel", run: |p, v| at!(p).fetch_add(v, AcqRel) },
                Ways { name: "Rust relaxed", run: |p, v| at!(p).fetch_add(v, Relaxed) },
                Ways { name: "asm loop", run: |p, v| {
                    // SAFETY: `p` is aligned and outlives the call, and this primitive needs no optional feature.
                    unsafe { excl::$add(p, v) }
                } },
            ];
            let mut pairs = 0;
            let mut place: $value = 0;
            let p = &raw mut place;
            for store in &stores {
                for load in &loads {
                    for value in [0, 1, <$value>::MAX / 2, <$value>::MAX / 2 + 1, <$value>::MAX] {
                        (store.run)(p, value);
                        assert_eq!((load.run)(p), value, "{} to {}", store.name, load.name);
                    }
                    pairs += 1;
                }
            }
            // Two languages add to one location at the same time: nothing may be lost.
            struct Shared(*mut $value);
            // SAFETY: the location outlives the threads and is accessed atomically only.
            unsafe impl Sync for Shared {}
            for one in &adds {
                for two in &adds {
                    (stores[0].run)(p, 0);
                    let shared = &Shared(p);
                    std::thread::scope(|scope| {
                        for add in [one.run, two.run] {
                            scope.spawn(move || {
                                for _ in 0..200 {
                                    add(shared.0, 1);
                                }
                            });
                        }
                    });
                    assert_eq!((loads[0].run)(p), (400u64 & $mask) as $value, "{} {}", one.name, two.name);
                    pairs += 1;
                }
            }
            println!("{}: {pairs} pairs of languages and orders", stringify!($value));
        }
    };
}

width! {
    bits8, u8, AtomicU8, u8::MAX as u64;
    loads {
        "relaxed": fencepost_c_load_relaxed_8;
        "acquire": fencepost_c_load_acquire_8;
        "seq_cst": fencepost_c_load_seq_cst_8;
    }
    stores {
        "relaxed": fencepost_c_store_relaxed_8;
        "release": fencepost_c_store_release_8;
        "seq_cst": fencepost_c_store_seq_cst_8;
    }
    adds {
        "relaxed": fencepost_c_add_relaxed_8;
        "acquire": fencepost_c_add_acquire_8;
        "release": fencepost_c_add_release_8;
        "acq_rel": fencepost_c_add_acq_rel_8;
        "seq_cst": fencepost_c_add_seq_cst_8;
    }
    asm { ldrb ldarb strb stlrb ldaxrb_stlxrb_add }
}

width! {
    bits16, u16, AtomicU16, u16::MAX as u64;
    loads {
        "relaxed": fencepost_c_load_relaxed_16;
        "acquire": fencepost_c_load_acquire_16;
        "seq_cst": fencepost_c_load_seq_cst_16;
    }
    stores {
        "relaxed": fencepost_c_store_relaxed_16;
        "release": fencepost_c_store_release_16;
        "seq_cst": fencepost_c_store_seq_cst_16;
    }
    adds {
        "relaxed": fencepost_c_add_relaxed_16;
        "acquire": fencepost_c_add_acquire_16;
        "release": fencepost_c_add_release_16;
        "acq_rel": fencepost_c_add_acq_rel_16;
        "seq_cst": fencepost_c_add_seq_cst_16;
    }
    asm { ldrh ldarh strh stlrh ldaxrh_stlxrh_add }
}

width! {
    bits32, u32, AtomicU32, u32::MAX as u64;
    loads {
        "relaxed": fencepost_c_load_relaxed_32;
        "acquire": fencepost_c_load_acquire_32;
        "seq_cst": fencepost_c_load_seq_cst_32;
    }
    stores {
        "relaxed": fencepost_c_store_relaxed_32;
        "release": fencepost_c_store_release_32;
        "seq_cst": fencepost_c_store_seq_cst_32;
    }
    adds {
        "relaxed": fencepost_c_add_relaxed_32;
        "acquire": fencepost_c_add_acquire_32;
        "release": fencepost_c_add_release_32;
        "acq_rel": fencepost_c_add_acq_rel_32;
        "seq_cst": fencepost_c_add_seq_cst_32;
    }
    asm { ldr_w ldar_w str_w stlr_w ldaxr_stlxr_add_w }
}

width! {
    bits64, u64, AtomicU64, u64::MAX;
    loads {
        "relaxed": fencepost_c_load_relaxed_64;
        "acquire": fencepost_c_load_acquire_64;
        "seq_cst": fencepost_c_load_seq_cst_64;
    }
    stores {
        "relaxed": fencepost_c_store_relaxed_64;
        "release": fencepost_c_store_release_64;
        "seq_cst": fencepost_c_store_seq_cst_64;
    }
    adds {
        "relaxed": fencepost_c_add_relaxed_64;
        "acquire": fencepost_c_add_acquire_64;
        "release": fencepost_c_add_release_64;
        "acq_rel": fencepost_c_add_acq_rel_64;
        "seq_cst": fencepost_c_add_seq_cst_64;
    }
    asm { ldr_x ldar_x str_x stlr_x ldaxr_stlxr_add_x }
}

/// Prints what the C compiler made of each operation, beside the tables of Rust's.
#[test]
fn the_mapping_of_the_c_compiler() {
    let data = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    let (_, functions) = code::functions(&data);
    let mut shown = 0;
    for function in &functions {
        let name = function.name.trim_start_matches('_');
        if !(name.starts_with("fencepost_c_") && name.ends_with("_32")) {
            continue;
        }
        let end = function.insns.iter().position(|i| matches!(i.name.as_str(), "ret" | "b"));
        let text: Vec<_> =
            function.insns[..end.unwrap_or(0)].iter().map(|i| i.text.as_str()).collect();
        println!("{name}: {}", text.join("; "));
        // Both compilers use one mapping for loads and stores: mixing them is sound.
        match name {
            "fencepost_c_load_seq_cst_32" => assert!(text.iter().any(|t| t.starts_with("ldar"))),
            "fencepost_c_store_seq_cst_32" => assert!(text.iter().any(|t| t.starts_with("stlr"))),
            _ => {}
        }
        assert!(!text.iter().any(|t| t.starts_with("dmb")), "{name} uses the other mapping");
        shown += 1;
    }
    assert_eq!(shown, 11, "the C operations are not in the binary");
}
