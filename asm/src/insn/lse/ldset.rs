//! LDSET and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = old | val`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldsetb(u8) Set Relaxed Lse arm "LDSETB" {
        "ldsetb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU8::fetch_or(val, Relaxed)"
    llvm "atomicrmw or i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldseth(u16) Set Relaxed Lse arm "LDSETH" {
        "ldseth {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU16::fetch_or(val, Relaxed)"
    llvm "atomicrmw or i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldset_w(u32) Set Relaxed Lse arm "LDSET" {
        "ldset {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU32::fetch_or(val, Relaxed)"
    llvm "atomicrmw or i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldset_x(u64) Set Relaxed Lse arm "LDSET" {
        "ldset {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU64::fetch_or(val, Relaxed)"
    llvm "atomicrmw or i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsetab(u8) Set Acquire Lse arm "LDSETAB" {
        "ldsetab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU8::fetch_or(val, Acquire)"
    llvm "atomicrmw or i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsetah(u16) Set Acquire Lse arm "LDSETAH" {
        "ldsetah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU16::fetch_or(val, Acquire)"
    llvm "atomicrmw or i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldseta_w(u32) Set Acquire Lse arm "LDSETA" {
        "ldseta {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU32::fetch_or(val, Acquire)"
    llvm "atomicrmw or i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldseta_x(u64) Set Acquire Lse arm "LDSETA" {
        "ldseta {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU64::fetch_or(val, Acquire)"
    llvm "atomicrmw or i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsetlb(u8) Set Release Lse arm "LDSETLB" {
        "ldsetlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU8::fetch_or(val, Release)"
    llvm "atomicrmw or i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsetlh(u16) Set Release Lse arm "LDSETLH" {
        "ldsetlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU16::fetch_or(val, Release)"
    llvm "atomicrmw or i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsetl_w(u32) Set Release Lse arm "LDSETL" {
        "ldsetl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU32::fetch_or(val, Release)"
    llvm "atomicrmw or i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsetl_x(u64) Set Release Lse arm "LDSETL" {
        "ldsetl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU64::fetch_or(val, Release)"
    llvm "atomicrmw or i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsetalb(u8) Set AcqRel Lse arm "LDSETALB" {
        "ldsetalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU8::fetch_or(val, AcqRel)"
    llvm "atomicrmw or i8 acq_rel, +lse" go "Or8"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsetalh(u16) Set AcqRel Lse arm "LDSETALH" {
        "ldsetalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU16::fetch_or(val, AcqRel)"
    llvm "atomicrmw or i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsetal_w(u32) Set AcqRel Lse arm "LDSETAL" {
        "ldsetal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU32::fetch_or(val, AcqRel)"
    llvm "atomicrmw or i32 acq_rel, +lse" go "Or, Or32"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsetal_x(u64) Set AcqRel Lse arm "LDSETAL" {
        "ldsetal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val }";
    }
    rust "AtomicU64::fetch_or(val, AcqRel)"
    llvm "atomicrmw or i64 acq_rel, +lse" go "Or64"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
