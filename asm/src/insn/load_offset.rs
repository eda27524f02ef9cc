//! Loads with an unscaled signed 9-bit byte offset: LDAPUR (FEAT_LRCPC2, Armv8.4).
//!
//! Ordered exactly as LDAPR. References: Arm ARM C6.2 LDAPUR.

load_offset! {
    arch ".arch armv8.4-a";

    fn ldapurb(u8) Load AcquirePc Lrcpc2 arm "LDAPURB" {
        "ldapurb {val:w}, [{ptr}, {off}]" => "val = *(ptr + off); acquire (RCpc)";
    }
    rust "AtomicU8::load(Acquire) with +rcpc2"
    llvm "load atomic i8 acquire, +rcpc-immo" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldapurh(u16) Load AcquirePc Lrcpc2 arm "LDAPURH" {
        "ldapurh {val:w}, [{ptr}, {off}]" => "val = *(ptr + off); acquire (RCpc)";
    }
    rust "AtomicU16::load(Acquire) with +rcpc2"
    llvm "load atomic i16 acquire, +rcpc-immo" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldapur_w(u32) Load AcquirePc Lrcpc2 arm "LDAPUR" {
        "ldapur {val:w}, [{ptr}, {off}]" => "val = *(ptr + off); acquire (RCpc)";
    }
    rust "AtomicU32::load(Acquire) with +rcpc2"
    llvm "load atomic i32 acquire, +rcpc-immo" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];

    fn ldapur_x(u64) Load AcquirePc Lrcpc2 arm "LDAPUR" {
        "ldapur {val:x}, [{ptr}, {off}]" => "val = *(ptr + off); acquire (RCpc)";
    }
    rust "AtomicU64::load(Acquire) with +rcpc2"
    llvm "load atomic i64 acquire, +rcpc-immo" go "none"
    witness ["MP+stlr+ldapr", "SB+stlr+ldapr"];
}
