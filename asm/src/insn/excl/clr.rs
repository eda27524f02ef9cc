//! Exclusive loops, `*ptr = old & !val`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_rmw! {
    fn ldxrb_stxrb_clr(u8) Clr Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_and(!val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw and i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_clr(u16) Clr Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_and(!val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw and i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_clr_w(u32) Clr Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"   => "new = old & !val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_and(!val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw and i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_clr_x(u64) Clr Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:x}, {old:x}, {val:x}"   => "new = old & !val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_and(!val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw and i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_clr(u8) Clr Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_and(!val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw and i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_clr(u16) Clr Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_and(!val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw and i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_clr_w(u32) Clr Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"   => "new = old & !val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_and(!val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw and i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_clr_x(u64) Clr Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:x}, {old:x}, {val:x}"   => "new = old & !val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_and(!val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw and i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_clr(u8) Clr Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"     => "new = old & !val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_and(!val, Release) without +lse or outline atomics"
    llvm "atomicrmw and i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_clr(u16) Clr Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"     => "new = old & !val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_and(!val, Release) without +lse or outline atomics"
    llvm "atomicrmw and i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_clr_w(u32) Clr Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_and(!val, Release) without +lse or outline atomics"
    llvm "atomicrmw and i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_clr_x(u64) Clr Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    bic {new:x}, {old:x}, {val:x}"    => "new = old & !val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_and(!val, Release) without +lse or outline atomics"
    llvm "atomicrmw and i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_clr(u8) Clr AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"     => "new = old & !val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_and(!val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw and i8 acq_rel" go "And8 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_clr(u16) Clr AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"     => "new = old & !val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_and(!val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw and i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_clr_w(u32) Clr AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:w}, {old:w}, {val:w}"    => "new = old & !val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_and(!val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw and i32 acq_rel" go "And, And32 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_clr_x(u64) Clr AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    bic {new:x}, {old:x}, {val:x}"    => "new = old & !val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_and(!val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw and i64 acq_rel" go "And64 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
