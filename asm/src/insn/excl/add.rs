//! Exclusive loops, `*ptr = old + val`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_rmw! {
    fn ldxrb_stxrb_add(u8) Add Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_add(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw add i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_add(u16) Add Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_add(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw add i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_add_w(u32) Add Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"   => "new = old + val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_add(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw add i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_add_x(u64) Add Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:x}, {old:x}, {val:x}"   => "new = old + val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_add(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw add i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_add(u8) Add Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_add(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw add i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_add(u16) Add Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_add(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw add i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_add_w(u32) Add Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"   => "new = old + val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_add(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw add i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_add_x(u64) Add Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:x}, {old:x}, {val:x}"   => "new = old + val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_add(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw add i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_add(u8) Add Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"     => "new = old + val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_add(val, Release) without +lse or outline atomics"
    llvm "atomicrmw add i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_add(u16) Add Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"     => "new = old + val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_add(val, Release) without +lse or outline atomics"
    llvm "atomicrmw add i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_add_w(u32) Add Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_add(val, Release) without +lse or outline atomics"
    llvm "atomicrmw add i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_add_x(u64) Add Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    add {new:x}, {old:x}, {val:x}"    => "new = old + val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_add(val, Release) without +lse or outline atomics"
    llvm "atomicrmw add i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_add(u8) Add AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"     => "new = old + val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_add(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw add i8 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_add(u16) Add AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"     => "new = old + val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_add(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw add i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_add_w(u32) Add AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:w}, {old:w}, {val:w}"    => "new = old + val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_add(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw add i32 acq_rel" go "Xadd (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_add_x(u64) Add AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    add {new:x}, {old:x}, {val:x}"    => "new = old + val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_add(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw add i64 acq_rel" go "Xadd64 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
