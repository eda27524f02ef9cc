//! LDADD and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = old + val`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldaddb(u8) Add Relaxed Lse arm "LDADDB" {
        "ldaddb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU8::fetch_add(val, Relaxed)"
    llvm "atomicrmw add i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldaddh(u16) Add Relaxed Lse arm "LDADDH" {
        "ldaddh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU16::fetch_add(val, Relaxed)"
    llvm "atomicrmw add i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldadd_w(u32) Add Relaxed Lse arm "LDADD" {
        "ldadd {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU32::fetch_add(val, Relaxed)"
    llvm "atomicrmw add i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldadd_x(u64) Add Relaxed Lse arm "LDADD" {
        "ldadd {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU64::fetch_add(val, Relaxed)"
    llvm "atomicrmw add i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldaddab(u8) Add Acquire Lse arm "LDADDAB" {
        "ldaddab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU8::fetch_add(val, Acquire)"
    llvm "atomicrmw add i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldaddah(u16) Add Acquire Lse arm "LDADDAH" {
        "ldaddah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU16::fetch_add(val, Acquire)"
    llvm "atomicrmw add i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldadda_w(u32) Add Acquire Lse arm "LDADDA" {
        "ldadda {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU32::fetch_add(val, Acquire)"
    llvm "atomicrmw add i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldadda_x(u64) Add Acquire Lse arm "LDADDA" {
        "ldadda {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU64::fetch_add(val, Acquire)"
    llvm "atomicrmw add i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldaddlb(u8) Add Release Lse arm "LDADDLB" {
        "ldaddlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU8::fetch_add(val, Release)"
    llvm "atomicrmw add i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldaddlh(u16) Add Release Lse arm "LDADDLH" {
        "ldaddlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU16::fetch_add(val, Release)"
    llvm "atomicrmw add i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldaddl_w(u32) Add Release Lse arm "LDADDL" {
        "ldaddl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU32::fetch_add(val, Release)"
    llvm "atomicrmw add i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldaddl_x(u64) Add Release Lse arm "LDADDL" {
        "ldaddl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU64::fetch_add(val, Release)"
    llvm "atomicrmw add i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldaddalb(u8) Add AcqRel Lse arm "LDADDALB" {
        "ldaddalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU8::fetch_add(val, AcqRel)"
    llvm "atomicrmw add i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldaddalh(u16) Add AcqRel Lse arm "LDADDALH" {
        "ldaddalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU16::fetch_add(val, AcqRel)"
    llvm "atomicrmw add i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldaddal_w(u32) Add AcqRel Lse arm "LDADDAL" {
        "ldaddal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU32::fetch_add(val, AcqRel)"
    llvm "atomicrmw add i32 acq_rel, +lse" go "Xadd"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldaddal_x(u64) Add AcqRel Lse arm "LDADDAL" {
        "ldaddal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old + val }";
    }
    rust "AtomicU64::fetch_add(val, AcqRel)"
    llvm "atomicrmw add i64 acq_rel, +lse" go "Xadd64"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
