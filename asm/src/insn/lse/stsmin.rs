//! STSMIN: LDSMIN without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stsminb(i8) SMin Relaxed Lse arm "STSMINB" {
        "stsminb {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsminh(i16) SMin Relaxed Lse arm "STSMINH" {
        "stsminh {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmin_w(i32) SMin Relaxed Lse arm "STSMIN" {
        "stsmin {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsmin_x(i64) SMin Relaxed Lse arm "STSMIN" {
        "stsmin {val:x}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stsminlb(i8) SMin Release Lse arm "STSMINLB" {
        "stsminlb {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsminlh(i16) SMin Release Lse arm "STSMINLH" {
        "stsminlh {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsminl_w(i32) SMin Release Lse arm "STSMINL" {
        "stsminl {val:w}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stsminl_x(i64) SMin Release Lse arm "STSMINL" {
        "stsminl {val:x}, [{ptr}]" => "atomic { *ptr = smin(*ptr, val) }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
