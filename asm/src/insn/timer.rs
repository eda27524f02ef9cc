//! MRS of the virtual count and its frequency.
//!
//! CNTVCT_EL0 may be read ahead of earlier instructions: an ISB before it pins it. CNTFRQ_EL0 is what
//! firmware wrote and need not be the real step. References: Arm ARM D13.8.

read_register! {
    arch "// base A64";

    fn mrs_cntvct_el0(u64) Hint Relaxed Base arm "MRS CNTVCT_EL0" {
        "mrs {val}, cntvct_el0" => "val = virtual count; may be read early";
    }
    rust "none"
    llvm "none" go "cputicks"
    witness [];

    fn mrs_cntfrq_el0(u64) Hint Relaxed Base arm "MRS CNTFRQ_EL0" {
        "mrs {val}, cntfrq_el0" => "val = ticks of the count a second";
    }
    rust "none"
    llvm "none" go "none"
    witness [];
}
