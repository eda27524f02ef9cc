//! STCLR: LDCLR without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn stclrb(u8) Clr Relaxed Lse arm "STCLRB" {
        "stclrb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stclrh(u16) Clr Relaxed Lse arm "STCLRH" {
        "stclrh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stclr_w(u32) Clr Relaxed Lse arm "STCLR" {
        "stclr {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stclr_x(u64) Clr Relaxed Lse arm "STCLR" {
        "stclr {val:x}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn stclrlb(u8) Clr Release Lse arm "STCLRLB" {
        "stclrlb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stclrlh(u16) Clr Release Lse arm "STCLRLH" {
        "stclrlh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stclrl_w(u32) Clr Release Lse arm "STCLRL" {
        "stclrl {val:w}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn stclrl_x(u64) Clr Release Lse arm "STCLRL" {
        "stclrl {val:x}, [{ptr}]" => "atomic { *ptr = *ptr & !val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
