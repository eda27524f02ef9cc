//! Single loads: LDR (base), LDAR (base), LDAPR (FEAT_LRCPC, Armv8.3).
//!
//! Selection: an acquire load that must stay behind an earlier STLR of the same thread is LDAR;
//! one that need not is LDAPR; a load ordered by an address dependency is LDR.
//! References: Arm ARM B2.2.1 (single-copy atomicity), B2.3.7 (acquire and release), C6.2.

load! {
    arch ".arch_extension rcpc";

    fn ldrb(u8) Load Relaxed Base arm "LDRB" {
        "ldrb {val:w}, [{ptr}]" => "val = *ptr";
    }
    rust "AtomicU8::load(Relaxed)"
    llvm "load atomic i8 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoRR"];

    fn ldrh(u16) Load Relaxed Base arm "LDRH" {
        "ldrh {val:w}, [{ptr}]" => "val = *ptr";
    }
    rust "AtomicU16::load(Relaxed)"
    llvm "load atomic i16 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoRR"];

    fn ldr_w(u32) Load Relaxed Base arm "LDR" {
        "ldr {val:w}, [{ptr}]" => "val = *ptr";
    }
    rust "AtomicU32::load(Relaxed)"
    llvm "load atomic i32 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoRR"];

    fn ldr_x(u64) Load Relaxed Base arm "LDR" {
        "ldr {val:x}, [{ptr}]" => "val = *ptr";
    }
    rust "AtomicU64::load(Relaxed)"
    llvm "load atomic i64 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoRR"];

    fn ldarb(u8) Load AcquireSc Base arm "LDARB" {
        "ldarb {val:w}, [{ptr}]" => "val = *ptr; acquire";
    }
    rust "AtomicU8::load(SeqCst)"
    llvm "load atomic i8 seq_cst" go "Load8"
    witness ["SB+stlr+ldar", "MP+stlr+ldar"];

    fn ldarh(u16) Load AcquireSc Base arm "LDARH" {
        "ldarh {val:w}, [{ptr}]" => "val = *ptr; acquire";
    }
    rust "AtomicU16::load(SeqCst)"
    llvm "load atomic i16 seq_cst" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+ldar"];

    fn ldar_w(u32) Load AcquireSc Base arm "LDAR" {
        "ldar {val:w}, [{ptr}]" => "val = *ptr; acquire";
    }
    rust "AtomicU32::load(SeqCst)"
    llvm "load atomic i32 seq_cst" go "Load, LoadAcq"
    witness ["SB+stlr+ldar", "MP+stlr+ldar"];

    fn ldar_x(u64) Load AcquireSc Base arm "LDAR" {
        "ldar {val:x}, [{ptr}]" => "val = *ptr; acquire";
    }
    rust "AtomicU64::load(SeqCst)"
    llvm "load atomic i64 seq_cst" go "Load64, Loadp, LoadAcq64"
    witness ["SB+stlr+ldar", "MP+stlr+ldar"];

    fn ldaprb(u8) Load AcquirePc Lrcpc arm "LDAPRB" {
        "ldaprb {val:w}, [{ptr}]" => "val = *ptr; acquire (RCpc)";
    }
    rust "AtomicU8::load(Acquire) with +rcpc"
    llvm "load atomic i8 acquire, +rcpc" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldaprh(u16) Load AcquirePc Lrcpc arm "LDAPRH" {
        "ldaprh {val:w}, [{ptr}]" => "val = *ptr; acquire (RCpc)";
    }
    rust "AtomicU16::load(Acquire) with +rcpc"
    llvm "load atomic i16 acquire, +rcpc" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldapr_w(u32) Load AcquirePc Lrcpc arm "LDAPR" {
        "ldapr {val:w}, [{ptr}]" => "val = *ptr; acquire (RCpc)";
    }
    rust "AtomicU32::load(Acquire) with +rcpc"
    llvm "load atomic i32 acquire, +rcpc" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldapr_x(u64) Load AcquirePc Lrcpc arm "LDAPR" {
        "ldapr {val:x}, [{ptr}]" => "val = *ptr; acquire (RCpc)";
    }
    rust "AtomicU64::load(Acquire) with +rcpc"
    llvm "load atomic i64 acquire, +rcpc" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];
}
