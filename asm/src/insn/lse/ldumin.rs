//! LDUMIN and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = umin(old, val)`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn lduminb(u8) UMin Relaxed Lse arm "LDUMINB" {
        "lduminb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU8::fetch_min(val, Relaxed)"
    llvm "atomicrmw umin i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn lduminh(u16) UMin Relaxed Lse arm "LDUMINH" {
        "lduminh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU16::fetch_min(val, Relaxed)"
    llvm "atomicrmw umin i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumin_w(u32) UMin Relaxed Lse arm "LDUMIN" {
        "ldumin {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU32::fetch_min(val, Relaxed)"
    llvm "atomicrmw umin i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldumin_x(u64) UMin Relaxed Lse arm "LDUMIN" {
        "ldumin {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU64::fetch_min(val, Relaxed)"
    llvm "atomicrmw umin i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn lduminab(u8) UMin Acquire Lse arm "LDUMINAB" {
        "lduminab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU8::fetch_min(val, Acquire)"
    llvm "atomicrmw umin i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn lduminah(u16) UMin Acquire Lse arm "LDUMINAH" {
        "lduminah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU16::fetch_min(val, Acquire)"
    llvm "atomicrmw umin i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumina_w(u32) UMin Acquire Lse arm "LDUMINA" {
        "ldumina {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU32::fetch_min(val, Acquire)"
    llvm "atomicrmw umin i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldumina_x(u64) UMin Acquire Lse arm "LDUMINA" {
        "ldumina {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU64::fetch_min(val, Acquire)"
    llvm "atomicrmw umin i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn lduminlb(u8) UMin Release Lse arm "LDUMINLB" {
        "lduminlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU8::fetch_min(val, Release)"
    llvm "atomicrmw umin i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn lduminlh(u16) UMin Release Lse arm "LDUMINLH" {
        "lduminlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU16::fetch_min(val, Release)"
    llvm "atomicrmw umin i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn lduminl_w(u32) UMin Release Lse arm "LDUMINL" {
        "lduminl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU32::fetch_min(val, Release)"
    llvm "atomicrmw umin i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn lduminl_x(u64) UMin Release Lse arm "LDUMINL" {
        "lduminl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU64::fetch_min(val, Release)"
    llvm "atomicrmw umin i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn lduminalb(u8) UMin AcqRel Lse arm "LDUMINALB" {
        "lduminalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU8::fetch_min(val, AcqRel)"
    llvm "atomicrmw umin i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn lduminalh(u16) UMin AcqRel Lse arm "LDUMINALH" {
        "lduminalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU16::fetch_min(val, AcqRel)"
    llvm "atomicrmw umin i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn lduminal_w(u32) UMin AcqRel Lse arm "LDUMINAL" {
        "lduminal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU32::fetch_min(val, AcqRel)"
    llvm "atomicrmw umin i32 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn lduminal_x(u64) UMin AcqRel Lse arm "LDUMINAL" {
        "lduminal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = umin(old, val) }";
    }
    rust "AtomicU64::fetch_min(val, AcqRel)"
    llvm "atomicrmw umin i64 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
