//! Atomic pair compare-and-swap: LDXP or LDAXP with STXP or STLXP (base).
//!
//! On a mismatch the old pair is stored back, which makes the pair returned one that was really
//! there. Go's cas128 leaves without the store and returns only a bool; that shape is in `go.S`.
//! References: Arm ARM B2.2.1 (a pair load is single-copy atomic only if its store succeeds), B2.9, C6.2.

use crate::{Pair32, Pair64};

excl_cas_pair! {
    fn ldxp_stxp_cas_w(Pair32) Cas Relaxed Base arm "LDXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    cmp {lo:w}, {old_lo:w}"                         => "flags = lo - old_lo";
        "    ccmp {hi:w}, {old_hi:w}, #0, eq"                => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:w}, {new_lo:w}, {lo:w}, eq"        => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:w}, {new_hi:w}, {hi:w}, eq"        => "put_hi = if eq { new_hi } else { hi }";
        "    stxp {fail:w}, {put_lo:w}, {put_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxp_stxp_cas_x(Pair64) Cas Relaxed Base arm "LDXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    cmp {lo:x}, {old_lo:x}"                         => "flags = lo - old_lo";
        "    ccmp {hi:x}, {old_hi:x}, #0, eq"                => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:x}, {new_lo:x}, {lo:x}, eq"        => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:x}, {new_hi:x}, {hi:x}, eq"        => "put_hi = if eq { new_hi } else { hi }";
        "    stxp {fail:w}, {put_lo:x}, {put_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "cmpxchg i128 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxp_stxp_cas_w(Pair32) Cas Acquire Base arm "LDAXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"                  => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {lo:w}, {old_lo:w}"                         => "flags = lo - old_lo";
        "    ccmp {hi:w}, {old_hi:w}, #0, eq"                => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:w}, {new_lo:w}, {lo:w}, eq"        => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:w}, {new_hi:w}, {hi:w}, eq"        => "put_hi = if eq { new_hi } else { hi }";
        "    stxp {fail:w}, {put_lo:w}, {put_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxp_stxp_cas_x(Pair64) Cas Acquire Base arm "LDAXP, STXP" {
        "2:"                                                 => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"                  => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {lo:x}, {old_lo:x}"                         => "flags = lo - old_lo";
        "    ccmp {hi:x}, {old_hi:x}, #0, eq"                => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:x}, {new_lo:x}, {lo:x}, eq"        => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:x}, {new_hi:x}, {hi:x}, eq"        => "put_hi = if eq { new_hi } else { hi }";
        "    stxp {fail:w}, {put_lo:x}, {put_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi }";
        "    cbnz {fail:w}, 2b"                              => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "cmpxchg i128 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxp_stlxp_cas_w(Pair32) Cas Release Base arm "LDXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldxp {lo:w}, {hi:w}, [{ptr}]"                    => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    cmp {lo:w}, {old_lo:w}"                          => "flags = lo - old_lo";
        "    ccmp {hi:w}, {old_hi:w}, #0, eq"                 => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:w}, {new_lo:w}, {lo:w}, eq"         => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:w}, {new_hi:w}, {hi:w}, eq"         => "put_hi = if eq { new_hi } else { hi }";
        "    stlxp {fail:w}, {put_lo:w}, {put_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxp_stlxp_cas_x(Pair64) Cas Release Base arm "LDXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldxp {lo:x}, {hi:x}, [{ptr}]"                    => "lo:hi = *ptr; EXCLUSIVE = ptr";
        "    cmp {lo:x}, {old_lo:x}"                          => "flags = lo - old_lo";
        "    ccmp {hi:x}, {old_hi:x}, #0, eq"                 => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:x}, {new_lo:x}, {lo:x}, eq"         => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:x}, {new_hi:x}, {hi:x}, eq"         => "put_hi = if eq { new_hi } else { hi }";
        "    stlxp {fail:w}, {put_lo:x}, {put_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "cmpxchg i128 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxp_stlxp_cas_w(Pair32) Cas AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldaxp {lo:w}, {hi:w}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {lo:w}, {old_lo:w}"                          => "flags = lo - old_lo";
        "    ccmp {hi:w}, {old_hi:w}, #0, eq"                 => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:w}, {new_lo:w}, {lo:w}, eq"         => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:w}, {new_hi:w}, {hi:w}, eq"         => "put_hi = if eq { new_hi } else { hi }";
        "    stlxp {fail:w}, {put_lo:w}, {put_hi:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxp_stlxp_cas_x(Pair64) Cas AcqRel Base arm "LDAXP, STLXP" {
        "2:"                                                  => "loop 'retry {";
        "    ldaxp {lo:x}, {hi:x}, [{ptr}]"                   => "lo:hi = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {lo:x}, {old_lo:x}"                          => "flags = lo - old_lo";
        "    ccmp {hi:x}, {old_hi:x}, #0, eq"                 => "if eq { flags = hi - old_hi } else { flags = ne }";
        "    csel {put_lo:x}, {new_lo:x}, {lo:x}, eq"         => "put_lo = if eq { new_lo } else { lo }";
        "    csel {put_hi:x}, {new_hi:x}, {hi:x}, eq"         => "put_hi = if eq { new_hi } else { hi }";
        "    stlxp {fail:w}, {put_lo:x}, {put_hi:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = put_lo:put_hi; release }";
        "    cbnz {fail:w}, 2b"                               => "if fail { continue 'retry } }";
    }
    rust "none"
    llvm "cmpxchg i128 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
