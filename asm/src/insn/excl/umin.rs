//! Exclusive loops, `*ptr = umin(old, val)`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_minmax! {
    fn ldxrb_stxrb_umin(u8) UMin Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}, uxtb"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw umin i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_umin(u16) UMin Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}, uxth"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw umin i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_umin_w(u32) UMin Relaxed Base arm "LDXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:w}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw umin i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_umin_x(u64) UMin Relaxed Base arm "LDXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lo" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:x}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw umin i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_umin(u8) UMin Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}, uxtb"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw umin i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_umin(u16) UMin Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}, uxth"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw umin i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_umin_w(u32) UMin Acquire Base arm "LDAXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:w}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw umin i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_umin_x(u64) UMin Acquire Base arm "LDAXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lo" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:x}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw umin i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_umin(u8) UMin Release Base arm "LDXRB, STLXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}, uxtb"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw umin i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_umin(u16) UMin Release Base arm "LDXRH, STLXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}, uxth"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw umin i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_umin_w(u32) UMin Release Base arm "LDXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw umin i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_umin_x(u64) UMin Release Base arm "LDXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lo" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw umin i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_umin(u8) UMin AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}, uxtb"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU8::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw umin i8 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_umin(u16) UMin AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}, uxth"         => "flags = old - zero_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU16::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw umin i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_umin_w(u32) UMin AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lo" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU32::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw umin i32 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_umin_x(u64) UMin AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lo" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicU64::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw umin i64 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
