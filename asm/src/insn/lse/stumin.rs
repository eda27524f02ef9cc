//! STUMIN: LDUMIN without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stuminb(u8) UMin Relaxed Lse arm "STUMINB" {
        "stuminb {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stuminh(u16) UMin Relaxed Lse arm "STUMINH" {
        "stuminh {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumin_w(u32) UMin Relaxed Lse arm "STUMIN" {
        "stumin {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stumin_x(u64) UMin Relaxed Lse arm "STUMIN" {
        "stumin {val:x}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stuminlb(u8) UMin Release Lse arm "STUMINLB" {
        "stuminlb {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stuminlh(u16) UMin Release Lse arm "STUMINLH" {
        "stuminlh {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stuminl_w(u32) UMin Release Lse arm "STUMINL" {
        "stuminl {val:w}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stuminl_x(u64) UMin Release Lse arm "STUMINL" {
        "stuminl {val:x}, [{ptr}]" => "atomic { *ptr = umin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
