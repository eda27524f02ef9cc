//! Exclusive loops, `*ptr = old ^ val`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_rmw! {
    fn ldxrb_stxrb_eor(u8) Eor Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_xor(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xor i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_eor(u16) Eor Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_xor(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xor i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_eor_w(u32) Eor Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"   => "new = old ^ val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_xor(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xor i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_eor_x(u64) Eor Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:x}, {old:x}, {val:x}"   => "new = old ^ val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_xor(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw xor i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_eor(u8) Eor Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_xor(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xor i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_eor(u16) Eor Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_xor(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xor i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_eor_w(u32) Eor Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"   => "new = old ^ val";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_xor(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xor i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_eor_x(u64) Eor Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"          => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:x}, {old:x}, {val:x}"   => "new = old ^ val";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_xor(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw xor i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_eor(u8) Eor Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"     => "new = old ^ val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_xor(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xor i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_eor(u16) Eor Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"     => "new = old ^ val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_xor(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xor i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_eor_w(u32) Eor Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_xor(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xor i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_eor_x(u64) Eor Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr";
        "    eor {new:x}, {old:x}, {val:x}"    => "new = old ^ val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_xor(val, Release) without +lse or outline atomics"
    llvm "atomicrmw xor i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_eor(u8) Eor AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"     => "new = old ^ val";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_xor(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xor i8 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_eor(u16) Eor AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"     => "new = old ^ val";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_xor(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xor i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_eor_w(u32) Eor AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:w}, {old:w}, {val:w}"    => "new = old ^ val";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_xor(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xor i32 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_eor_x(u64) Eor AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"           => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    eor {new:x}, {old:x}, {val:x}"    => "new = old ^ val";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_xor(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw xor i64 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
