//! Atomic pair swaps: LDXP or LDAXP with STXP or STLXP (base).
//!
//! References: Arm ARM B2.2.1 (a pair load is single-copy atomic only if its store succeeds), B2.9, C6.2.

use crate::{Pair32, Pair64};

excl_swap_pair! {
    fn ldxp_stxp_swp_w(Pair32) Swap Relaxed Base arm "LDXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stxp {fail:w}, {new_lo:w}, {new_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxp_stxp_swp_x(Pair64) Swap Relaxed Base arm "LDXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stxp {fail:w}, {new_lo:x}, {new_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxp_stxp_swp_w(Pair32) Swap Acquire Base arm "LDAXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"                  => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxp {fail:w}, {new_lo:w}, {new_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxp_stxp_swp_x(Pair64) Swap Acquire Base arm "LDAXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"                  => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxp {fail:w}, {new_lo:x}, {new_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxp_stlxp_swp_w(Pair32) Swap Release Base arm "LDXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"                    => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stlxp {fail:w}, {new_lo:w}, {new_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxp_stlxp_swp_x(Pair64) Swap Release Base arm "LDXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"                    => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stlxp {fail:w}, {new_lo:x}, {new_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxp_stlxp_swp_w(Pair32) Swap AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxp {fail:w}, {new_lo:w}, {new_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxp_stlxp_swp_x(Pair64) Swap AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxp {fail:w}, {new_lo:x}, {new_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new_lo:new_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
