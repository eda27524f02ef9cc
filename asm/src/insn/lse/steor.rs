//! STEOR: LDEOR without a result (FEAT_LSE, Armv8.1), which leaves only the plain and release forms.
//!
//! As a read it is NoRet: no acquire, and DMB LD does not order it (Arm ARM B2.3, "NoRet").

rmw_noret! {
    arch ".arch_extension lse";

    fn steorb(u8) Eor Relaxed Lse arm "STEORB" {
        "steorb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn steorh(u16) Eor Relaxed Lse arm "STEORH" {
        "steorh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn steor_w(u32) Eor Relaxed Lse arm "STEOR" {
        "steor {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn steor_x(u64) Eor Relaxed Lse arm "STEOR" {
        "steor {val:x}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+stadd-dmb.ld"];

    fn steorlb(u8) Eor Release Lse arm "STEORLB" {
        "steorlb {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn steorlh(u16) Eor Release Lse arm "STEORLH" {
        "steorlh {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn steorl_w(u32) Eor Release Lse arm "STEORL" {
        "steorl {val:w}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn steorl_x(u64) Eor Release Lse arm "STEORL" {
        "steorl {val:x}, [{ptr}]" => "atomic { *ptr = *ptr ^ val }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+ldaddl+ldadda"];
}
