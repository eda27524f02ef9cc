//! STSET: LDSET without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stsetb(u8) Set Relaxed Lse arm "STSETB" {
        "stsetb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stseth(u16) Set Relaxed Lse arm "STSETH" {
        "stseth {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stset_w(u32) Set Relaxed Lse arm "STSET" {
        "stset {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stset_x(u64) Set Relaxed Lse arm "STSET" {
        "stset {val:x}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsetlb(u8) Set Release Lse arm "STSETLB" {
        "stsetlb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsetlh(u16) Set Release Lse arm "STSETLH" {
        "stsetlh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsetl_w(u32) Set Release Lse arm "STSETL" {
        "stsetl {val:w}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsetl_x(u64) Set Release Lse arm "STSETL" {
        "stsetl {val:x}, [{ptr}]" => "atomic { *ptr = *ptr | val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
