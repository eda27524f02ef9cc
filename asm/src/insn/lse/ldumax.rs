//! LDUMAX and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = umax(old, val)`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldumaxb(u8) UMax Relaxed Lse arm "LDUMAXB" {
        "ldumaxb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU8::fetch_max(val, Relaxed)"
    llvm "atomicrmw umax i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumaxh(u16) UMax Relaxed Lse arm "LDUMAXH" {
        "ldumaxh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU16::fetch_max(val, Relaxed)"
    llvm "atomicrmw umax i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumax_w(u32) UMax Relaxed Lse arm "LDUMAX" {
        "ldumax {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU32::fetch_max(val, Relaxed)"
    llvm "atomicrmw umax i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumax_x(u64) UMax Relaxed Lse arm "LDUMAX" {
        "ldumax {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU64::fetch_max(val, Relaxed)"
    llvm "atomicrmw umax i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumaxab(u8) UMax Acquire Lse arm "LDUMAXAB" {
        "ldumaxab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU8::fetch_max(val, Acquire)"
    llvm "atomicrmw umax i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumaxah(u16) UMax Acquire Lse arm "LDUMAXAH" {
        "ldumaxah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU16::fetch_max(val, Acquire)"
    llvm "atomicrmw umax i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumaxa_w(u32) UMax Acquire Lse arm "LDUMAXA" {
        "ldumaxa {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU32::fetch_max(val, Acquire)"
    llvm "atomicrmw umax i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumaxa_x(u64) UMax Acquire Lse arm "LDUMAXA" {
        "ldumaxa {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU64::fetch_max(val, Acquire)"
    llvm "atomicrmw umax i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumaxlb(u8) UMax Release Lse arm "LDUMAXLB" {
        "ldumaxlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU8::fetch_max(val, Release)"
    llvm "atomicrmw umax i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldumaxlh(u16) UMax Release Lse arm "LDUMAXLH" {
        "ldumaxlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU16::fetch_max(val, Release)"
    llvm "atomicrmw umax i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldumaxl_w(u32) UMax Release Lse arm "LDUMAXL" {
        "ldumaxl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU32::fetch_max(val, Release)"
    llvm "atomicrmw umax i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldumaxl_x(u64) UMax Release Lse arm "LDUMAXL" {
        "ldumaxl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU64::fetch_max(val, Release)"
    llvm "atomicrmw umax i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldumaxalb(u8) UMax AcqRel Lse arm "LDUMAXALB" {
        "ldumaxalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU8::fetch_max(val, AcqRel)"
    llvm "atomicrmw umax i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldumaxalh(u16) UMax AcqRel Lse arm "LDUMAXALH" {
        "ldumaxalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU16::fetch_max(val, AcqRel)"
    llvm "atomicrmw umax i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldumaxal_w(u32) UMax AcqRel Lse arm "LDUMAXAL" {
        "ldumaxal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU32::fetch_max(val, AcqRel)"
    llvm "atomicrmw umax i32 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldumaxal_x(u64) UMax AcqRel Lse arm "LDUMAXAL" {
        "ldumaxal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umax(old, val) }";
    }
    rust "AtomicU64::fetch_max(val, AcqRel)"
    llvm "atomicrmw umax i64 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
