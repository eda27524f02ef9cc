//! LDSMAX and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = smax(old, val)`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldsmaxb(i8) SMax Relaxed Lse arm "LDSMAXB" {
        "ldsmaxb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI8::fetch_max(val, Relaxed)"
    llvm "atomicrmw max i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmaxh(i16) SMax Relaxed Lse arm "LDSMAXH" {
        "ldsmaxh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI16::fetch_max(val, Relaxed)"
    llvm "atomicrmw max i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmax_w(i32) SMax Relaxed Lse arm "LDSMAX" {
        "ldsmax {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI32::fetch_max(val, Relaxed)"
    llvm "atomicrmw max i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmax_x(i64) SMax Relaxed Lse arm "LDSMAX" {
        "ldsmax {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI64::fetch_max(val, Relaxed)"
    llvm "atomicrmw max i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmaxab(i8) SMax Acquire Lse arm "LDSMAXAB" {
        "ldsmaxab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI8::fetch_max(val, Acquire)"
    llvm "atomicrmw max i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmaxah(i16) SMax Acquire Lse arm "LDSMAXAH" {
        "ldsmaxah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI16::fetch_max(val, Acquire)"
    llvm "atomicrmw max i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmaxa_w(i32) SMax Acquire Lse arm "LDSMAXA" {
        "ldsmaxa {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI32::fetch_max(val, Acquire)"
    llvm "atomicrmw max i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmaxa_x(i64) SMax Acquire Lse arm "LDSMAXA" {
        "ldsmaxa {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI64::fetch_max(val, Acquire)"
    llvm "atomicrmw max i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmaxlb(i8) SMax Release Lse arm "LDSMAXLB" {
        "ldsmaxlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI8::fetch_max(val, Release)"
    llvm "atomicrmw max i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsmaxlh(i16) SMax Release Lse arm "LDSMAXLH" {
        "ldsmaxlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI16::fetch_max(val, Release)"
    llvm "atomicrmw max i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsmaxl_w(i32) SMax Release Lse arm "LDSMAXL" {
        "ldsmaxl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI32::fetch_max(val, Release)"
    llvm "atomicrmw max i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsmaxl_x(i64) SMax Release Lse arm "LDSMAXL" {
        "ldsmaxl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI64::fetch_max(val, Release)"
    llvm "atomicrmw max i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsmaxalb(i8) SMax AcqRel Lse arm "LDSMAXALB" {
        "ldsmaxalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI8::fetch_max(val, AcqRel)"
    llvm "atomicrmw max i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsmaxalh(i16) SMax AcqRel Lse arm "LDSMAXALH" {
        "ldsmaxalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI16::fetch_max(val, AcqRel)"
    llvm "atomicrmw max i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsmaxal_w(i32) SMax AcqRel Lse arm "LDSMAXAL" {
        "ldsmaxal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI32::fetch_max(val, AcqRel)"
    llvm "atomicrmw max i32 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsmaxal_x(i64) SMax AcqRel Lse arm "LDSMAXAL" {
        "ldsmaxal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smax(old, val) }";
    }
    rust "AtomicI64::fetch_max(val, AcqRel)"
    llvm "atomicrmw max i64 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
