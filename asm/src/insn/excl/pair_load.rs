//! Atomic pair loads: LDXP or LDAXP with a store of the same value (base).
//!
//! Before FEAT_LSE2 an exclusive pair load is known to be whole only once the paired store has
//! succeeded, so these loads write and need writable memory.
//! References: Arm ARM B2.2.1 (a pair load is single-copy atomic only if its store succeeds), B2.9, C6.2.

use crate::{Pair32, Pair64};

excl_load_pair! {
    fn ldxp_stxp_load_w(Pair32) Load Relaxed Base arm "LDXP, STXP" {
        "2:"                                         => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"           => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stxp {fail:w}, {lo:w}, {hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi }";
        "    cbnz {fail:w}, 2b"                      => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxp_stxp_load_x(Pair64) Load Relaxed Base arm "LDXP, STXP" {
        "2:"                                         => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"           => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stxp {fail:w}, {lo:x}, {hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi }";
        "    cbnz {fail:w}, 2b"                      => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "load atomic i128" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxp_stxp_load_w(Pair32) Load Acquire Base arm "LDAXP, STXP" {
        "2:"                                         => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"          => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxp {fail:w}, {lo:w}, {hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi }";
        "    cbnz {fail:w}, 2b"                      => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxp_stxp_load_x(Pair64) Load Acquire Base arm "LDAXP, STXP" {
        "2:"                                         => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"          => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxp {fail:w}, {lo:x}, {hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi }";
        "    cbnz {fail:w}, 2b"                      => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "load atomic i128" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxp_stlxp_load_w(Pair32) Load Release Base arm "LDXP, STLXP" {
        "2:"                                          => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"            => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stlxp {fail:w}, {lo:w}, {hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi; release }";
        "    cbnz {fail:w}, 2b"                       => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxp_stlxp_load_x(Pair64) Load Release Base arm "LDXP, STLXP" {
        "2:"                                          => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"            => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    stlxp {fail:w}, {lo:x}, {hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi; release }";
        "    cbnz {fail:w}, 2b"                       => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "load atomic i128" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxp_stlxp_load_w(Pair32) Load AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                          => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"           => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxp {fail:w}, {lo:w}, {hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi; release }";
        "    cbnz {fail:w}, 2b"                       => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxp_stlxp_load_x(Pair64) Load AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                          => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"           => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxp {fail:w}, {lo:x}, {hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = lo:hi; release }";
        "    cbnz {fail:w}, 2b"                       => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "load atomic i128" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
