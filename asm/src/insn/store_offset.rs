//! Stores with an unscaled signed 9-bit byte offset: STLUR (FEAT_LRCPC2, Armv8.4).
//!
//! Ordered exactly as STLR. References: Arm ARM C6.2 STLUR.

store_offset! {
    arch ".arch armv8.4-a";

    fn stlurb(u8) Store Release Lrcpc2 arm "STLURB" {
        "stlurb {val:w}, [{ptr}, {off}]" => "*(ptr + off) = val; release";
    }
    rust "AtomicU8::store(Release) with +rcpc2"
    llvm "store atomic i8 release, +rcpc-immo" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlurh(u16) Store Release Lrcpc2 arm "STLURH" {
        "stlurh {val:w}, [{ptr}, {off}]" => "*(ptr + off) = val; release";
    }
    rust "AtomicU16::store(Release) with +rcpc2"
    llvm "store atomic i16 release, +rcpc-immo" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlur_w(u32) Store Release Lrcpc2 arm "STLUR" {
        "stlur {val:w}, [{ptr}, {off}]" => "*(ptr + off) = val; release";
    }
    rust "AtomicU32::store(Release) with +rcpc2"
    llvm "store atomic i32 release, +rcpc-immo" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlur_x(u64) Store Release Lrcpc2 arm "STLUR" {
        "stlur {val:x}, [{ptr}, {off}]" => "*(ptr + off) = val; release";
    }
    rust "AtomicU64::store(Release) with +rcpc2"
    llvm "store atomic i64 release, +rcpc-immo" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];
}
