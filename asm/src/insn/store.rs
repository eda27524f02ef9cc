//! Single stores: STR and STLR (base).
//!
//! Selection: a store that publishes is STLR; a store behind a DMB ST is STR.
//! References: Arm ARM B2.2.1 (single-copy atomicity), B2.3.7 (acquire and release), C6.2.

store! {
    arch "// base A64";

    fn strb(u8) Store Relaxed Base arm "STRB" {
        "strb {val:w}, [{ptr}]" => "*ptr = val";
    }
    rust "AtomicU8::store(Relaxed)"
    llvm "store atomic i8 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoWW"];

    fn strh(u16) Store Relaxed Base arm "STRH" {
        "strh {val:w}, [{ptr}]" => "*ptr = val";
    }
    rust "AtomicU16::store(Relaxed)"
    llvm "store atomic i16 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoWW"];

    fn str_w(u32) Store Relaxed Base arm "STR" {
        "str {val:w}, [{ptr}]" => "*ptr = val";
    }
    rust "AtomicU32::store(Relaxed)"
    llvm "store atomic i32 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoWW"];

    fn str_x(u64) Store Relaxed Base arm "STR" {
        "str {val:x}, [{ptr}]" => "*ptr = val";
    }
    rust "AtomicU64::store(Relaxed)"
    llvm "store atomic i64 monotonic" go "none"
    witness ["MP+dmb.st+addr", "CoWW"];

    fn stlrb(u8) Store Release Base arm "STLRB" {
        "stlrb {val:w}, [{ptr}]" => "*ptr = val; release";
    }
    rust "AtomicU8::store(SeqCst)"
    llvm "store atomic i8 seq_cst" go "Store8"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlrh(u16) Store Release Base arm "STLRH" {
        "stlrh {val:w}, [{ptr}]" => "*ptr = val; release";
    }
    rust "AtomicU16::store(SeqCst)"
    llvm "store atomic i16 seq_cst" go "none"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlr_w(u32) Store Release Base arm "STLR" {
        "stlr {val:w}, [{ptr}]" => "*ptr = val; release";
    }
    rust "AtomicU32::store(SeqCst)"
    llvm "store atomic i32 seq_cst" go "Store, StoreRel"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];

    fn stlr_x(u64) Store Release Base arm "STLR" {
        "stlr {val:x}, [{ptr}]" => "*ptr = val; release";
    }
    rust "AtomicU64::store(SeqCst)"
    llvm "store atomic i64 seq_cst" go "Store64, StorepNoWB, StoreRel64"
    witness ["SB+stlr+ldar", "MP+stlr+addr"];
}
