//! STADD: LDADD without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn staddb(u8) Add Relaxed Lse arm "STADDB" {
        "staddb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn staddh(u16) Add Relaxed Lse arm "STADDH" {
        "staddh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stadd_w(u32) Add Relaxed Lse arm "STADD" {
        "stadd {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stadd_x(u64) Add Relaxed Lse arm "STADD" {
        "stadd {val:x}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn staddlb(u8) Add Release Lse arm "STADDLB" {
        "staddlb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn staddlh(u16) Add Release Lse arm "STADDLH" {
        "staddlh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn staddl_w(u32) Add Release Lse arm "STADDL" {
        "staddl {val:w}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn staddl_x(u64) Add Release Lse arm "STADDL" {
        "staddl {val:x}, [{ptr}]" => "atomic { *ptr = *ptr + val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
