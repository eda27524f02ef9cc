//! LDSMIN and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = smin(old, val)`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldsminb(i8) SMin Relaxed Lse arm "LDSMINB" {
        "ldsminb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI8::fetch_min(val, Relaxed)"
    llvm "atomicrmw min i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsminh(i16) SMin Relaxed Lse arm "LDSMINH" {
        "ldsminh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI16::fetch_min(val, Relaxed)"
    llvm "atomicrmw min i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmin_w(i32) SMin Relaxed Lse arm "LDSMIN" {
        "ldsmin {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI32::fetch_min(val, Relaxed)"
    llvm "atomicrmw min i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsmin_x(i64) SMin Relaxed Lse arm "LDSMIN" {
        "ldsmin {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI64::fetch_min(val, Relaxed)"
    llvm "atomicrmw min i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsminab(i8) SMin Acquire Lse arm "LDSMINAB" {
        "ldsminab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI8::fetch_min(val, Acquire)"
    llvm "atomicrmw min i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsminah(i16) SMin Acquire Lse arm "LDSMINAH" {
        "ldsminah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI16::fetch_min(val, Acquire)"
    llvm "atomicrmw min i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmina_w(i32) SMin Acquire Lse arm "LDSMINA" {
        "ldsmina {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI32::fetch_min(val, Acquire)"
    llvm "atomicrmw min i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsmina_x(i64) SMin Acquire Lse arm "LDSMINA" {
        "ldsmina {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI64::fetch_min(val, Acquire)"
    llvm "atomicrmw min i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsminlb(i8) SMin Release Lse arm "LDSMINLB" {
        "ldsminlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI8::fetch_min(val, Release)"
    llvm "atomicrmw min i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsminlh(i16) SMin Release Lse arm "LDSMINLH" {
        "ldsminlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI16::fetch_min(val, Release)"
    llvm "atomicrmw min i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsminl_w(i32) SMin Release Lse arm "LDSMINL" {
        "ldsminl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI32::fetch_min(val, Release)"
    llvm "atomicrmw min i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsminl_x(i64) SMin Release Lse arm "LDSMINL" {
        "ldsminl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI64::fetch_min(val, Release)"
    llvm "atomicrmw min i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsminalb(i8) SMin AcqRel Lse arm "LDSMINALB" {
        "ldsminalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI8::fetch_min(val, AcqRel)"
    llvm "atomicrmw min i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsminalh(i16) SMin AcqRel Lse arm "LDSMINALH" {
        "ldsminalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI16::fetch_min(val, AcqRel)"
    llvm "atomicrmw min i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsminal_w(i32) SMin AcqRel Lse arm "LDSMINAL" {
        "ldsminal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI32::fetch_min(val, AcqRel)"
    llvm "atomicrmw min i32 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsminal_x(i64) SMin AcqRel Lse arm "LDSMINAL" {
        "ldsminal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = smin(old, val) }";
    }
    rust "AtomicI64::fetch_min(val, AcqRel)"
    llvm "atomicrmw min i64 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
