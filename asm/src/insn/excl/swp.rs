//! Exclusive loops, `*ptr = val`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_swap! {
    fn ldxrb_stxrb_swp(u8) Swap Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    stxrb {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::swap(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xchg i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_swp(u16) Swap Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    stxrh {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::swap(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xchg i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_swp_w(u32) Swap Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    stxr {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::swap(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xchg i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_swp_x(u64) Swap Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    stxr {fail:w}, {val:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::swap(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xchg i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_swp(u8) Swap Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxrb {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::swap(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xchg i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_swp(u16) Swap Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxrh {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::swap(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xchg i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_swp_w(u32) Swap Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxr {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::swap(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xchg i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_swp_x(u64) Swap Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stxr {fail:w}, {val:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::swap(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xchg i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_swp(u8) Swap Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    stlxrb {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::swap(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xchg i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_swp(u16) Swap Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    stlxrh {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::swap(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xchg i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_swp_w(u32) Swap Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    stlxr {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::swap(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xchg i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_swp_x(u64) Swap Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    stlxr {fail:w}, {val:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::swap(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xchg i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_swp(u8) Swap AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxrb {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::swap(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xchg i8 acq_rel" go "Xchg8 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_swp(u16) Swap AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxrh {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::swap(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xchg i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_swp_w(u32) Swap AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxr {fail:w}, {val:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::swap(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xchg i32 acq_rel" go "Xchg (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_swp_x(u64) Swap AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    stlxr {fail:w}, {val:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = val; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::swap(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xchg i64 acq_rel" go "Xchg64 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
