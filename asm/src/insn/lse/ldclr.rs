//! LDCLR and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = old & !val`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldclrb(u8) Clr Relaxed Lse arm "LDCLRB" {
        "ldclrb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU8::fetch_and(!val, Relaxed)"
    llvm "atomicrmw and i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldclrh(u16) Clr Relaxed Lse arm "LDCLRH" {
        "ldclrh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU16::fetch_and(!val, Relaxed)"
    llvm "atomicrmw and i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldclr_w(u32) Clr Relaxed Lse arm "LDCLR" {
        "ldclr {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU32::fetch_and(!val, Relaxed)"
    llvm "atomicrmw and i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldclr_x(u64) Clr Relaxed Lse arm "LDCLR" {
        "ldclr {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU64::fetch_and(!val, Relaxed)"
    llvm "atomicrmw and i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldclrab(u8) Clr Acquire Lse arm "LDCLRAB" {
        "ldclrab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU8::fetch_and(!val, Acquire)"
    llvm "atomicrmw and i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldclrah(u16) Clr Acquire Lse arm "LDCLRAH" {
        "ldclrah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU16::fetch_and(!val, Acquire)"
    llvm "atomicrmw and i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldclra_w(u32) Clr Acquire Lse arm "LDCLRA" {
        "ldclra {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU32::fetch_and(!val, Acquire)"
    llvm "atomicrmw and i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldclra_x(u64) Clr Acquire Lse arm "LDCLRA" {
        "ldclra {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU64::fetch_and(!val, Acquire)"
    llvm "atomicrmw and i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldclrlb(u8) Clr Release Lse arm "LDCLRLB" {
        "ldclrlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU8::fetch_and(!val, Release)"
    llvm "atomicrmw and i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldclrlh(u16) Clr Release Lse arm "LDCLRLH" {
        "ldclrlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU16::fetch_and(!val, Release)"
    llvm "atomicrmw and i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldclrl_w(u32) Clr Release Lse arm "LDCLRL" {
        "ldclrl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU32::fetch_and(!val, Release)"
    llvm "atomicrmw and i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldclrl_x(u64) Clr Release Lse arm "LDCLRL" {
        "ldclrl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU64::fetch_and(!val, Release)"
    llvm "atomicrmw and i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldclralb(u8) Clr AcqRel Lse arm "LDCLRALB" {
        "ldclralb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU8::fetch_and(!val, AcqRel)"
    llvm "atomicrmw and i8 acq_rel, +lse" go "And8"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldclralh(u16) Clr AcqRel Lse arm "LDCLRALH" {
        "ldclralh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU16::fetch_and(!val, AcqRel)"
    llvm "atomicrmw and i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldclral_w(u32) Clr AcqRel Lse arm "LDCLRAL" {
        "ldclral {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU32::fetch_and(!val, AcqRel)"
    llvm "atomicrmw and i32 acq_rel, +lse" go "And, And32"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldclral_x(u64) Clr AcqRel Lse arm "LDCLRAL" {
        "ldclral {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val }";
    }
    rust "AtomicU64::fetch_and(!val, AcqRel)"
    llvm "atomicrmw and i64 acq_rel, +lse" go "And64"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
