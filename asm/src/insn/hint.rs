//! ISB, SB (FEAT_SB, Armv8.5), CLREX and the hints YIELD, WFE, SEV, SEVL, NOP.
//!
//! None of them orders memory accesses: ISB with a control dependency orders later loads, alone it
//! does not. WFE may return at any time. References: Arm ARM B2.3.8, C6.2.

plain! {
    arch ".arch_extension sb";

    fn isb(()) Hint Relaxed Base arm "ISB" {
        "isb" => "flush the pipeline; later instructions are fetched anew";
    }
    rust "none"
    llvm "none" go "procyieldAsm"
    witness ["MP+dmb.st+ctrlisb"];

    fn sb(()) Hint Relaxed Sb arm "SB" {
        "sb" => "no later instruction is executed speculatively past here";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn clrex(()) Hint Relaxed Base arm "CLREX" {
        "clrex" => "EXCLUSIVE = none";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn yield_(()) Hint Relaxed Base arm "YIELD" {
        "yield" => "hint: this thread spins";
    }
    rust "none"
    llvm "none" go "procyield"
    witness [];

    fn wfe(()) Hint Relaxed Base arm "WFE" {
        "wfe" => "wait until an event is registered, then clear it";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn sev(()) Hint Relaxed Base arm "SEV" {
        "sev" => "register an event on every core";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn sevl(()) Hint Relaxed Base arm "SEVL" {
        "sevl" => "register an event on this core";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn nop(()) Hint Relaxed Base arm "NOP" {
        "nop" => "nothing";
    }
    rust "none"
    llvm "none" go "none"
    witness [];
}
