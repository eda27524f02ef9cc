//! CAS and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! A failed CASA or CASAL is still an acquire; a failed CASAL is not a fence. The value read is
//! zero-extended into the register, so a caller that compares must compare at the width of the
//! access. References: Arm ARM B2.3.7, C6.2.

cas! {
    arch ".arch_extension lse";

    fn casb(u8) Cas Relaxed Lse arm "CASB" {
        "casb {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU8::compare_exchange(old, new, Relaxed, Relaxed)"
    llvm "cmpxchg i8 monotonic, +lse" go "none"
    witness ["MP+cas-str+ldars"];

    fn cash(u16) Cas Relaxed Lse arm "CASH" {
        "cash {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU16::compare_exchange(old, new, Relaxed, Relaxed)"
    llvm "cmpxchg i16 monotonic, +lse" go "none"
    witness ["MP+cas-str+ldars"];

    fn cas_w(u32) Cas Relaxed Lse arm "CAS" {
        "cas {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU32::compare_exchange(old, new, Relaxed, Relaxed)"
    llvm "cmpxchg i32 monotonic, +lse" go "none"
    witness ["MP+cas-str+ldars"];

    fn cas_x(u64) Cas Relaxed Lse arm "CAS" {
        "cas {old:x}, {new:x}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU64::compare_exchange(old, new, Relaxed, Relaxed)"
    llvm "cmpxchg i64 monotonic, +lse" go "none"
    witness ["MP+cas-str+ldars"];

    fn casab(u8) Cas Acquire Lse arm "CASAB" {
        "casab {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU8::compare_exchange(old, new, Acquire, Acquire)"
    llvm "cmpxchg i8 acquire, +lse" go "none"
    witness ["MP+stlr+casa-kept", "MP+stlr+failed-casa"];

    fn casah(u16) Cas Acquire Lse arm "CASAH" {
        "casah {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU16::compare_exchange(old, new, Acquire, Acquire)"
    llvm "cmpxchg i16 acquire, +lse" go "none"
    witness ["MP+stlr+casa-kept", "MP+stlr+failed-casa"];

    fn casa_w(u32) Cas Acquire Lse arm "CASA" {
        "casa {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU32::compare_exchange(old, new, Acquire, Acquire)"
    llvm "cmpxchg i32 acquire, +lse" go "none"
    witness ["MP+stlr+casa-kept", "MP+stlr+failed-casa"];

    fn casa_x(u64) Cas Acquire Lse arm "CASA" {
        "casa {old:x}, {new:x}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU64::compare_exchange(old, new, Acquire, Acquire)"
    llvm "cmpxchg i64 acquire, +lse" go "none"
    witness ["MP+stlr+casa-kept", "MP+stlr+failed-casa"];

    fn caslb(u8) Cas Release Lse arm "CASLB" {
        "caslb {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU8::compare_exchange(old, new, Release, Relaxed)"
    llvm "cmpxchg i8 release, +lse" go "none"
    witness ["MP+casl+casa"];

    fn caslh(u16) Cas Release Lse arm "CASLH" {
        "caslh {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU16::compare_exchange(old, new, Release, Relaxed)"
    llvm "cmpxchg i16 release, +lse" go "none"
    witness ["MP+casl+casa"];

    fn casl_w(u32) Cas Release Lse arm "CASL" {
        "casl {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU32::compare_exchange(old, new, Release, Relaxed)"
    llvm "cmpxchg i32 release, +lse" go "none"
    witness ["MP+casl+casa"];

    fn casl_x(u64) Cas Release Lse arm "CASL" {
        "casl {old:x}, {new:x}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU64::compare_exchange(old, new, Release, Relaxed)"
    llvm "cmpxchg i64 release, +lse" go "none"
    witness ["MP+casl+casa"];

    fn casalb(u8) Cas AcqRel Lse arm "CASALB" {
        "casalb {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU8::compare_exchange(old, new, AcqRel, Acquire)"
    llvm "cmpxchg i8 acq_rel, +lse" go "none"
    witness ["SB+casal+ldr", "MP+casal-ok+ldar", "MP+stlr+failed-casal"];

    fn casalh(u16) Cas AcqRel Lse arm "CASALH" {
        "casalh {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU16::compare_exchange(old, new, AcqRel, Acquire)"
    llvm "cmpxchg i16 acq_rel, +lse" go "none"
    witness ["SB+casal+ldr", "MP+casal-ok+ldar", "MP+stlr+failed-casal"];

    fn casal_w(u32) Cas AcqRel Lse arm "CASAL" {
        "casal {old:w}, {new:w}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU32::compare_exchange(old, new, AcqRel, Acquire)"
    llvm "cmpxchg i32 acq_rel, +lse" go "Cas, CasRel"
    witness ["SB+casal+ldr", "MP+casal-ok+ldar", "MP+stlr+failed-casal"];

    fn casal_x(u64) Cas AcqRel Lse arm "CASAL" {
        "casal {old:x}, {new:x}, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "AtomicU64::compare_exchange(old, new, AcqRel, Acquire)"
    llvm "cmpxchg i64 acq_rel, +lse" go "Cas64, Casp1"
    witness ["SB+casal+ldr", "MP+casal-ok+ldar", "MP+stlr+failed-casal"];
}
