//! Exclusive loops, `*ptr = smin(old, val)`: LDXR or LDAXR with STXR or STLXR (base), 8 to 64 bits.
//!
//! The load and its store stand in one asm block, with nothing but register work between them: the
//! compiler may put a spill, hence a store, between two blocks. LDAXR/STLXR is acquire and release
//! but not a fence: a later plain access may move up between them. References: Arm ARM B2.9, C6.2.

excl_minmax! {
    fn ldxrb_stxrb_smin(i8) SMin Relaxed Base arm "LDXRB, STXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    sxtb {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxtb"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI8::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw min i8 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxrh_stxrh_smin(i16) SMin Relaxed Base arm "LDXRH, STXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    sxth {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxth"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI16::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw min i16 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_smin_w(i32) SMin Relaxed Base arm "LDXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:w}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI32::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw min i32 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldxr_stxr_smin_x(i64) SMin Relaxed Base arm "LDXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lt" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:x}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI64::fetch_min(val, Relaxed) without +lse or outline atomics"
    llvm "atomicrmw min i64 monotonic" go "none"
    witness ["MP+ldxr-stxr-str+ldars"];

    fn ldaxrb_stxrb_smin(i8) SMin Acquire Base arm "LDAXRB, STXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    sxtb {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxtb"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxrb {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI8::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw min i8 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxrh_stxrh_smin(i16) SMin Acquire Base arm "LDAXRH, STXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    sxth {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxth"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxrh {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI16::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw min i16 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_smin_w(i32) SMin Acquire Base arm "LDAXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:w}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI32::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw min i32 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldaxr_stxr_smin_x(i64) SMin Acquire Base arm "LDAXR, STXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lt" => "new = if old < val { old } else { val }";
        "    stxr {fail:w}, {new:x}, [{ptr}]"    => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI64::fetch_min(val, Acquire) without +lse or outline atomics"
    llvm "atomicrmw min i64 acquire" go "none"
    witness ["MP+stlr+ldaxr-stxr"];

    fn ldxrb_stlxrb_smin(i8) SMin Release Base arm "LDXRB, STLXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldxrb {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    sxtb {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxtb"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI8::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw min i8 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxrh_stlxrh_smin(i16) SMin Release Base arm "LDXRH, STLXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldxrh {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr";
        "    sxth {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxth"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI16::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw min i16 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_smin_w(i32) SMin Release Base arm "LDXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:w}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI32::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw min i32 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldxr_stlxr_smin_x(i64) SMin Release Base arm "LDXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldxr {old:x}, [{ptr}]"              => "old = *ptr; EXCLUSIVE = ptr";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lt" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI64::fetch_min(val, Release) without +lse or outline atomics"
    llvm "atomicrmw min i64 release" go "none"
    witness ["MP+ldxr-stlxr+ldar"];

    fn ldaxrb_stlxrb_smin(i8) SMin AcqRel Base arm "LDAXRB, STLXRB" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrb {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    sxtb {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxtb"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxrb {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI8::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw min i8 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxrh_stlxrh_smin(i16) SMin AcqRel Base arm "LDAXRH, STLXRH" {
        "2:"                                     => "loop 'retry {";
        "    ldaxrh {old:w}, [{ptr}]"            => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    sxth {new:w}, {old:w}"              => "new = sign_extend(old)";
        "    cmp {new:w}, {val:w}, sxth"         => "flags = new - sign_extend(val)";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxrh {fail:w}, {new:w}, [{ptr}]"  => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI16::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw min i16 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_smin_w(i32) SMin AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:w}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:w}, {val:w}"               => "flags = old - val";
        "    csel {new:w}, {old:w}, {val:w}, lt" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:w}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI32::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw min i32 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];

    fn ldaxr_stlxr_smin_x(i64) SMin AcqRel Base arm "LDAXR, STLXR" {
        "2:"                                     => "loop 'retry {";
        "    ldaxr {old:x}, [{ptr}]"             => "old = *ptr; EXCLUSIVE = ptr; acquire";
        "    cmp {old:x}, {val:x}"               => "flags = old - val";
        "    csel {new:x}, {old:x}, {val:x}, lt" => "new = if old < val { old } else { val }";
        "    stlxr {fail:w}, {new:x}, [{ptr}]"   => "fail = EXCLUSIVE != ptr; if !fail { *ptr = new; release }";
        "    cbnz {fail:w}, 2b"                  => "if fail { continue 'retry } }";
    }
    rust "AtomicI64::fetch_min(val, AcqRel) without +lse or outline atomics"
    llvm "atomicrmw min i64 acq_rel" go "none"
    witness ["SB+ldaxr-stlxr+ldr", "MP+ldaxr-stlxr-str+ldars"];
}
