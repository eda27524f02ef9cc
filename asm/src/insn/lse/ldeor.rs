//! LDEOR and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = old ^ val`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn ldeorb(u8) Eor Relaxed Lse arm "LDEORB" {
        "ldeorb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU8::fetch_xor(val, Relaxed)"
    llvm "atomicrmw xor i8 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldeorh(u16) Eor Relaxed Lse arm "LDEORH" {
        "ldeorh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU16::fetch_xor(val, Relaxed)"
    llvm "atomicrmw xor i16 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldeor_w(u32) Eor Relaxed Lse arm "LDEOR" {
        "ldeor {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU32::fetch_xor(val, Relaxed)"
    llvm "atomicrmw xor i32 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldeor_x(u64) Eor Relaxed Lse arm "LDEOR" {
        "ldeor {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU64::fetch_xor(val, Relaxed)"
    llvm "atomicrmw xor i64 monotonic, +lse" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldeorab(u8) Eor Acquire Lse arm "LDEORAB" {
        "ldeorab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU8::fetch_xor(val, Acquire)"
    llvm "atomicrmw xor i8 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldeorah(u16) Eor Acquire Lse arm "LDEORAH" {
        "ldeorah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU16::fetch_xor(val, Acquire)"
    llvm "atomicrmw xor i16 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldeora_w(u32) Eor Acquire Lse arm "LDEORA" {
        "ldeora {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU32::fetch_xor(val, Acquire)"
    llvm "atomicrmw xor i32 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldeora_x(u64) Eor Acquire Lse arm "LDEORA" {
        "ldeora {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU64::fetch_xor(val, Acquire)"
    llvm "atomicrmw xor i64 acquire, +lse" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldeorlb(u8) Eor Release Lse arm "LDEORLB" {
        "ldeorlb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU8::fetch_xor(val, Release)"
    llvm "atomicrmw xor i8 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldeorlh(u16) Eor Release Lse arm "LDEORLH" {
        "ldeorlh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU16::fetch_xor(val, Release)"
    llvm "atomicrmw xor i16 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldeorl_w(u32) Eor Release Lse arm "LDEORL" {
        "ldeorl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU32::fetch_xor(val, Release)"
    llvm "atomicrmw xor i32 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldeorl_x(u64) Eor Release Lse arm "LDEORL" {
        "ldeorl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU64::fetch_xor(val, Release)"
    llvm "atomicrmw xor i64 release, +lse" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldeoralb(u8) Eor AcqRel Lse arm "LDEORALB" {
        "ldeoralb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU8::fetch_xor(val, AcqRel)"
    llvm "atomicrmw xor i8 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldeoralh(u16) Eor AcqRel Lse arm "LDEORALH" {
        "ldeoralh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU16::fetch_xor(val, AcqRel)"
    llvm "atomicrmw xor i16 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldeoral_w(u32) Eor AcqRel Lse arm "LDEORAL" {
        "ldeoral {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU32::fetch_xor(val, AcqRel)"
    llvm "atomicrmw xor i32 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldeoral_x(u64) Eor AcqRel Lse arm "LDEORAL" {
        "ldeoral {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = old ^ val }";
    }
    rust "AtomicU64::fetch_xor(val, AcqRel)"
    llvm "atomicrmw xor i64 acq_rel, +lse" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
