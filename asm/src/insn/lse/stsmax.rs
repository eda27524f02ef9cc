//! STSMAX: LDSMAX without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stsmaxb(i8) SMax Relaxed Lse arm "STSMAXB" {
        "stsmaxb {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmaxh(i16) SMax Relaxed Lse arm "STSMAXH" {
        "stsmaxh {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmax_w(i32) SMax Relaxed Lse arm "STSMAX" {
        "stsmax {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmax_x(i64) SMax Relaxed Lse arm "STSMAX" {
        "stsmax {val:x}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmaxlb(i8) SMax Release Lse arm "STSMAXLB" {
        "stsmaxlb {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsmaxlh(i16) SMax Release Lse arm "STSMAXLH" {
        "stsmaxlh {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsmaxl_w(i32) SMax Release Lse arm "STSMAXL" {
        "stsmaxl {val:w}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsmaxl_x(i64) SMax Release Lse arm "STSMAXL" {
        "stsmaxl {val:x}, [{ptr}]" => "atomic { *ptr = smax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
