//! Exclusive loops, `*ptr = old | val`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_rmw! {
    fn ldxrb_stxrb_set(u8) Set Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_or(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw or i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_set(u16) Set Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_or(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw or i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_set_w(u32) Set Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"   => "new = old | val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_or(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw or i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_set_x(u64) Set Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:x}, {old:x}, {val:x}"   => "new = old | val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_or(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw or i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_set(u8) Set Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_or(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw or i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_set(u16) Set Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_or(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw or i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_set_w(u32) Set Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"   => "new = old | val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_or(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw or i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_set_x(u64) Set Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:x}, {old:x}, {val:x}"   => "new = old | val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_or(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw or i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_set(u8) Set Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"     => "new = old | val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_or(val, Release) without +lse or outline atomics"
    llvm "atomicrmw or i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_set(u16) Set Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"     => "new = old | val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_or(val, Release) without +lse or outline atomics"
    llvm "atomicrmw or i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_set_w(u32) Set Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_or(val, Release) without +lse or outline atomics"
    llvm "atomicrmw or i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_set_x(u64) Set Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    orr {new:x}, {old:x}, {val:x}"    => "new = old | val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_or(val, Release) without +lse or outline atomics"
    llvm "atomicrmw or i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_set(u8) Set AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"     => "new = old | val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_or(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw or i8 acq_rel" go "Or8 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_set(u16) Set AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"     => "new = old | val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_or(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw or i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_set_w(u32) Set AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:w}, {old:w}, {val:w}"    => "new = old | val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_or(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw or i32 acq_rel" go "Or, Or32 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_set_x(u64) Set AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    orr {new:x}, {old:x}, {val:x}"    => "new = old | val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_or(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw or i64 acq_rel" go "Or64 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
