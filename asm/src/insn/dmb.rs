//! DMB: every shareability domain (SY, ISH, NSH, OSH) with every access type (all, ST, LD).
//!
//! ST orders stores with stores, LD orders loads with everything after, the full form orders all.
//! For cores of one system the domain does not change what programs see; Rust and C use ISH, Go
//! uses SY (`DMB ST`). References: Arm ARM B2.3.8, C6.2 DMB.

plain! {
    arch "// base A64";

    fn dmb_sy(()) Fence Fence Base arm "DMB" {
        "dmb sy" => "order all before all; full system";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dmb.ishs", "SB+str-dmb.ish+ldr"];

    fn dmb_st(()) Fence FenceSt Base arm "DMB" {
        "dmb st" => "order stores before stores; full system";
    }
    rust "none"
    llvm "none" go "publicationBarrier"
    witness ["MP+dmb.st+addr", "LB+dmb.sts"];

    fn dmb_ld(()) Fence FenceLd Base arm "DMB" {
        "dmb ld" => "order loads before loads and stores; full system";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+dmb.ld", "MP+str-dmb.ld-str+addr"];

    fn dmb_ish(()) Fence Fence Base arm "DMB" {
        "dmb ish" => "order all before all; inner shareable";
    }
    rust "fence(SeqCst), fence(AcqRel), fence(Release)"
    llvm "fence seq_cst, fence acq_rel, fence release" go "none"
    witness ["SB+dmb.ishs", "SB+str-dmb.ish+ldr"];

    fn dmb_ishst(()) Fence FenceSt Base arm "DMB" {
        "dmb ishst" => "order stores before stores; inner shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+addr", "LB+dmb.sts"];

    fn dmb_ishld(()) Fence FenceLd Base arm "DMB" {
        "dmb ishld" => "order loads before loads and stores; inner shareable";
    }
    rust "fence(Acquire)"
    llvm "fence acquire" go "none"
    witness ["MP+dmb.st+dmb.ld", "MP+str-dmb.ld-str+addr"];

    fn dmb_nsh(()) Fence Fence Base arm "DMB" {
        "dmb nsh" => "order all before all; non-shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dmb.ishs", "SB+str-dmb.ish+ldr"];

    fn dmb_nshst(()) Fence FenceSt Base arm "DMB" {
        "dmb nshst" => "order stores before stores; non-shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+addr", "LB+dmb.sts"];

    fn dmb_nshld(()) Fence FenceLd Base arm "DMB" {
        "dmb nshld" => "order loads before loads and stores; non-shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+dmb.ld", "MP+str-dmb.ld-str+addr"];

    fn dmb_osh(()) Fence Fence Base arm "DMB" {
        "dmb osh" => "order all before all; outer shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dmb.ishs", "SB+str-dmb.ish+ldr"];

    fn dmb_oshst(()) Fence FenceSt Base arm "DMB" {
        "dmb oshst" => "order stores before stores; outer shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+addr", "LB+dmb.sts"];

    fn dmb_oshld(()) Fence FenceLd Base arm "DMB" {
        "dmb oshld" => "order loads before loads and stores; outer shareable";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.st+dmb.ld", "MP+str-dmb.ld-str+addr"];
}
