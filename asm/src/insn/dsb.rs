//! DSB: every shareability domain (SY, ISH, NSH, OSH) with every access type (all, ST, LD).
//!
//! All that DMB orders, and in addition nothing after it executes until the earlier accesses are
//! complete. It waits for what comes *before* it: a DSB before a store does not order that store
//! with what follows. References: Arm ARM B2.3.8, C6.2 DSB.

plain! {
    arch "// base A64";

    fn dsb_sy(()) Fence Fence Base arm "DSB" {
        "dsb sy" => "order all before all; full system; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dsb.sys", "MP+article-dsb-str+addr"];

    fn dsb_st(()) Fence FenceSt Base arm "DSB" {
        "dsb st" => "order stores before stores; full system; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dsb.st+addr", "LB+dsb.sts"];

    fn dsb_ld(()) Fence FenceLd Base arm "DSB" {
        "dsb ld" => "order loads before loads and stores; full system; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.sy+dsb.ld", "MP+dsb.ld+addr"];

    fn dsb_ish(()) Fence Fence Base arm "DSB" {
        "dsb ish" => "order all before all; inner shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dsb.sys", "MP+article-dsb-str+addr"];

    fn dsb_ishst(()) Fence FenceSt Base arm "DSB" {
        "dsb ishst" => "order stores before stores; inner shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dsb.st+addr", "LB+dsb.sts"];

    fn dsb_ishld(()) Fence FenceLd Base arm "DSB" {
        "dsb ishld" => "order loads before loads and stores; inner shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.sy+dsb.ld", "MP+dsb.ld+addr"];

    fn dsb_nsh(()) Fence Fence Base arm "DSB" {
        "dsb nsh" => "order all before all; non-shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dsb.sys", "MP+article-dsb-str+addr"];

    fn dsb_nshst(()) Fence FenceSt Base arm "DSB" {
        "dsb nshst" => "order stores before stores; non-shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dsb.st+addr", "LB+dsb.sts"];

    fn dsb_nshld(()) Fence FenceLd Base arm "DSB" {
        "dsb nshld" => "order loads before loads and stores; non-shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.sy+dsb.ld", "MP+dsb.ld+addr"];

    fn dsb_osh(()) Fence Fence Base arm "DSB" {
        "dsb osh" => "order all before all; outer shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+dsb.sys", "MP+article-dsb-str+addr"];

    fn dsb_oshst(()) Fence FenceSt Base arm "DSB" {
        "dsb oshst" => "order stores before stores; outer shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dsb.st+addr", "LB+dsb.sts"];

    fn dsb_oshld(()) Fence FenceLd Base arm "DSB" {
        "dsb oshld" => "order loads before loads and stores; outer shareable; wait until the earlier ones are complete";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+dmb.sy+dsb.ld", "MP+dsb.ld+addr"];
}
