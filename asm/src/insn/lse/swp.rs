//! SWP and its acquire and release forms (FEAT_LSE, Armv8.1), for 8, 16, 32 and 64 bits.
//!
//! Effect: `*ptr = val`, and the old value is returned.
//! References: Arm ARM B2.3.7, C6.2. Ordering is that of the class; see [`crate::Order`].

rmw! {
    arch ".arch_extension lse";

    fn swpb(u8) Swap Relaxed Lse arm "SWPB" {
        "swpb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU8::swap(val, Relaxed)"
    llvm "atomicrmw xchg i8 monotonic, +lse" go "none"
    witness ["MP+swp-str+ldars"];

    fn swph(u16) Swap Relaxed Lse arm "SWPH" {
        "swph {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU16::swap(val, Relaxed)"
    llvm "atomicrmw xchg i16 monotonic, +lse" go "none"
    witness ["MP+swp-str+ldars"];

    fn swp_w(u32) Swap Relaxed Lse arm "SWP" {
        "swp {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU32::swap(val, Relaxed)"
    llvm "atomicrmw xchg i32 monotonic, +lse" go "none"
    witness ["MP+swp-str+ldars"];

    fn swp_x(u64) Swap Relaxed Lse arm "SWP" {
        "swp {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU64::swap(val, Relaxed)"
    llvm "atomicrmw xchg i64 monotonic, +lse" go "none"
    witness ["MP+swp-str+ldars"];

    fn swpab(u8) Swap Acquire Lse arm "SWPAB" {
        "swpab {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU8::swap(val, Acquire)"
    llvm "atomicrmw xchg i8 acquire, +lse" go "none"
    witness ["MP+stlr+swpa-kept"];

    fn swpah(u16) Swap Acquire Lse arm "SWPAH" {
        "swpah {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU16::swap(val, Acquire)"
    llvm "atomicrmw xchg i16 acquire, +lse" go "none"
    witness ["MP+stlr+swpa-kept"];

    fn swpa_w(u32) Swap Acquire Lse arm "SWPA" {
        "swpa {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU32::swap(val, Acquire)"
    llvm "atomicrmw xchg i32 acquire, +lse" go "none"
    witness ["MP+stlr+swpa-kept"];

    fn swpa_x(u64) Swap Acquire Lse arm "SWPA" {
        "swpa {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU64::swap(val, Acquire)"
    llvm "atomicrmw xchg i64 acquire, +lse" go "none"
    witness ["MP+stlr+swpa-kept"];

    fn swplb(u8) Swap Release Lse arm "SWPLB" {
        "swplb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU8::swap(val, Release)"
    llvm "atomicrmw xchg i8 release, +lse" go "none"
    witness ["MP+swpl+swpa"];

    fn swplh(u16) Swap Release Lse arm "SWPLH" {
        "swplh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU16::swap(val, Release)"
    llvm "atomicrmw xchg i16 release, +lse" go "none"
    witness ["MP+swpl+swpa"];

    fn swpl_w(u32) Swap Release Lse arm "SWPL" {
        "swpl {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU32::swap(val, Release)"
    llvm "atomicrmw xchg i32 release, +lse" go "none"
    witness ["MP+swpl+swpa"];

    fn swpl_x(u64) Swap Release Lse arm "SWPL" {
        "swpl {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU64::swap(val, Release)"
    llvm "atomicrmw xchg i64 release, +lse" go "none"
    witness ["MP+swpl+swpa"];

    fn swpalb(u8) Swap AcqRel Lse arm "SWPALB" {
        "swpalb {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU8::swap(val, AcqRel)"
    llvm "atomicrmw xchg i8 acq_rel, +lse" go "Xchg8"
    witness ["SB+swpal+ldr", "MP+swpal-str+ldars"];

    fn swpalh(u16) Swap AcqRel Lse arm "SWPALH" {
        "swpalh {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU16::swap(val, AcqRel)"
    llvm "atomicrmw xchg i16 acq_rel, +lse" go "none"
    witness ["SB+swpal+ldr", "MP+swpal-str+ldars"];

    fn swpal_w(u32) Swap AcqRel Lse arm "SWPAL" {
        "swpal {val:w}, {old:w}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU32::swap(val, AcqRel)"
    llvm "atomicrmw xchg i32 acq_rel, +lse" go "Xchg"
    witness ["SB+swpal+ldr", "MP+swpal-str+ldars"];

    fn swpal_x(u64) Swap AcqRel Lse arm "SWPAL" {
        "swpal {val:x}, {old:x}, [{ptr}]" => "atomic { old = *ptr; *ptr = val }";
    }
    rust "AtomicU64::swap(val, AcqRel)"
    llvm "atomicrmw xchg i64 acq_rel, +lse" go "Xchg64"
    witness ["SB+swpal+ldr", "MP+swpal-str+ldars"];
}
