//! STUMAX: LDUMAX without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stumaxb(u8) UMax Relaxed Lse arm "STUMAXB" {
        "stumaxb {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumaxh(u16) UMax Relaxed Lse arm "STUMAXH" {
        "stumaxh {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumax_w(u32) UMax Relaxed Lse arm "STUMAX" {
        "stumax {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumax_x(u64) UMax Relaxed Lse arm "STUMAX" {
        "stumax {val:x}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumaxlb(u8) UMax Release Lse arm "STUMAXLB" {
        "stumaxlb {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stumaxlh(u16) UMax Release Lse arm "STUMAXLH" {
        "stumaxlh {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stumaxl_w(u32) UMax Release Lse arm "STUMAXL" {
        "stumaxl {val:w}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stumaxl_x(u64) UMax Release Lse arm "STUMAXL" {
        "stumaxl {val:x}, [{ptr}]" => "atomic { *ptr = umax(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
