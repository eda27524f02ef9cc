//! Exclusive compare-and-swap loops: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! On a mismatch the loop leaves without a store and without CLREX, as Go does: the monitor stays
//! open until the next exclusive, which is harmless. The compare is at the width of the access.
//! References: Arm ARM B2.9, C6.2.

excl_cas! {
    fn ldxrb_stxrb_cas(u8) Cas Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldxrb {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}, uxtb"       => "flags = was - zero_extend(old)";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU8::compare_exchange(old, new, Relaxed, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars", "MP+stlr+failed-ldxr"];

    fn ldxrh_stxrh_cas(u16) Cas Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldxrh {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}, uxth"       => "flags = was - zero_extend(old)";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU16::compare_exchange(old, new, Relaxed, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars", "MP+stlr+failed-ldxr"];

    fn ldxr_stxr_cas_w(u32) Cas Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}"            => "flags = was - old";
        "    b.ne 3f"                         => "if was != old { break 'retry }";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
        "3:"                                  => "break 'retry";
    }
    rust "AtomicU32::compare_exchange(old, new, Relaxed, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars", "MP+stlr+failed-ldxr"];

    fn ldxr_stxr_cas_x(u64) Cas Relaxed Base arm "LDXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldxr {was:x}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:x}, {old:x}"            => "flags = was - old";
        "    b.ne 3f"                         => "if was != old { break 'retry }";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
        "3:"                                  => "break 'retry";
    }
    rust "AtomicU64::compare_exchange(old, new, Relaxed, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars", "MP+stlr+failed-ldxr"];

    fn ldaxrb_stxrb_cas(u8) Cas Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrb {was:w}, [{ptr}]"          => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}, uxtb"       => "flags = was - zero_extend(old)";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU8::compare_exchange(old, new, Acquire, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr", "MP+stlr+failed-ldaxr"];

    fn ldaxrh_stxrh_cas(u16) Cas Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                   => "loop 'retry {";
        "    ldaxrh {was:w}, [{ptr}]"          => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}, uxth"       => "flags = was - zero_extend(old)";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU16::compare_exchange(old, new, Acquire, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr", "MP+stlr+failed-ldaxr"];

    fn ldaxr_stxr_cas_w(u32) Cas Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {was:w}, [{ptr}]"          => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}"            => "flags = was - old";
        "    b.ne 3f"                         => "if was != old { break 'retry }";
        "    stxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
        "3:"                                  => "break 'retry";
    }
    rust "AtomicU32::compare_exchange(old, new, Acquire, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr", "MP+stlr+failed-ldaxr"];

    fn ldaxr_stxr_cas_x(u64) Cas Acquire Base arm "LDAXR, STXR" {
        "2:"                                  => "loop 'retry {";
        "    ldaxr {was:x}, [{ptr}]"          => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:x}, {old:x}"            => "flags = was - old";
        "    b.ne 3f"                         => "if was != old { break 'retry }";
        "    stxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"               => "if fail { continue 'retry } }";
        "3:"                                  => "break 'retry";
    }
    rust "AtomicU64::compare_exchange(old, new, Acquire, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr", "MP+stlr+failed-ldaxr"];

    fn ldxrb_stlxrb_cas(u8) Cas Release Base arm "LDXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldxrb {was:w}, [{ptr}]"            => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}, uxtb"        => "flags = was - zero_extend(old)";
        "    b.ne 3f"                           => "if was != old { break 'retry }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
        "3:"                                    => "break 'retry";
    }
    rust "AtomicU8::compare_exchange(old, new, Release, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar", "MP+stlr+failed-ldxr"];

    fn ldxrh_stlxrh_cas(u16) Cas Release Base arm "LDXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldxrh {was:w}, [{ptr}]"            => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}, uxth"        => "flags = was - zero_extend(old)";
        "    b.ne 3f"                           => "if was != old { break 'retry }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
        "3:"                                    => "break 'retry";
    }
    rust "AtomicU16::compare_exchange(old, new, Release, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar", "MP+stlr+failed-ldxr"];

    fn ldxr_stlxr_cas_w(u32) Cas Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {was:w}, [{ptr}]"            => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:w}, {old:w}"             => "flags = was - old";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU32::compare_exchange(old, new, Release, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar", "MP+stlr+failed-ldxr"];

    fn ldxr_stlxr_cas_x(u64) Cas Release Base arm "LDXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldxr {was:x}, [{ptr}]"            => "was = *ptr; EXCLUSIVE = ptr";
        "    cmp {was:x}, {old:x}"             => "flags = was - old";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU64::compare_exchange(old, new, Release, Relaxed) without +lse or outline atomics"
    llvm "cmpxchg i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar", "MP+stlr+failed-ldxr"];

    fn ldaxrb_stlxrb_cas(u8) Cas AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrb {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}, uxtb"        => "flags = was - zero_extend(old)";
        "    b.ne 3f"                           => "if was != old { break 'retry }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
        "3:"                                    => "break 'retry";
    }
    rust "AtomicU8::compare_exchange(old, new, AcqRel, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i8 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars", "MP+stlr+failed-ldaxr"];

    fn ldaxrh_stlxrh_cas(u16) Cas AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                    => "loop 'retry {";
        "    ldaxrh {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}, uxth"        => "flags = was - zero_extend(old)";
        "    b.ne 3f"                           => "if was != old { break 'retry }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                 => "if fail { continue 'retry } }";
        "3:"                                    => "break 'retry";
    }
    rust "AtomicU16::compare_exchange(old, new, AcqRel, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars", "MP+stlr+failed-ldaxr"];

    fn ldaxr_stlxr_cas_w(u32) Cas AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {was:w}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:w}, {old:w}"             => "flags = was - old";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU32::compare_exchange(old, new, AcqRel, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i32 acq_rel" go "Cas, CasRel (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars", "MP+stlr+failed-ldaxr"];

    fn ldaxr_stlxr_cas_x(u64) Cas AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                   => "loop 'retry {";
        "    ldaxr {was:x}, [{ptr}]"           => "was = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {was:x}, {old:x}"             => "flags = was - old";
        "    b.ne 3f"                          => "if was != old { break 'retry }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]" => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                => "if fail { continue 'retry } }";
        "3:"                                   => "break 'retry";
    }
    rust "AtomicU64::compare_exchange(old, new, AcqRel, Acquire) without +lse or outline atomics"
    llvm "cmpxchg i64 acq_rel" go "Cas64, Casp1 (no LSE)"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars", "MP+stlr+failed-ldaxr"];
}
