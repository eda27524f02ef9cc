//! PRFM with every target, level and policy, and DC CIVAC.
//!
//! Prefetches are hints: they never fault and order nothing. DC CIVAC behaves as a load for
//! permissions and is complete only after a DSB. References: Arm ARM C6.2 PRFM, C5.3 DC CIVAC.

at_address! {
    arch "// base A64";

    fn prfm_pldl1keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl1keep, [{ptr}]" => "hint: load at ptr soon, level 1, kept";
    }
    rust "none"
    llvm "none" go "Prefetch"
    witness [];

    fn prfm_pldl1strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl1strm, [{ptr}]" => "hint: load at ptr soon, level 1, used once";
    }
    rust "none"
    llvm "none" go "PrefetchStreamed"
    witness [];

    fn prfm_pldl2keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl2keep, [{ptr}]" => "hint: load at ptr soon, level 2, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pldl2strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl2strm, [{ptr}]" => "hint: load at ptr soon, level 2, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pldl3keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl3keep, [{ptr}]" => "hint: load at ptr soon, level 3, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pldl3strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pldl3strm, [{ptr}]" => "hint: load at ptr soon, level 3, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl1keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl1keep, [{ptr}]" => "hint: store at ptr soon, level 1, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl1strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl1strm, [{ptr}]" => "hint: store at ptr soon, level 1, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl2keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl2keep, [{ptr}]" => "hint: store at ptr soon, level 2, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl2strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl2strm, [{ptr}]" => "hint: store at ptr soon, level 2, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl3keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl3keep, [{ptr}]" => "hint: store at ptr soon, level 3, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_pstl3strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm pstl3strm, [{ptr}]" => "hint: store at ptr soon, level 3, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil1keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil1keep, [{ptr}]" => "hint: instruction fetch at ptr soon, level 1, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil1strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil1strm, [{ptr}]" => "hint: instruction fetch at ptr soon, level 1, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil2keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil2keep, [{ptr}]" => "hint: instruction fetch at ptr soon, level 2, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil2strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil2strm, [{ptr}]" => "hint: instruction fetch at ptr soon, level 2, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil3keep(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil3keep, [{ptr}]" => "hint: instruction fetch at ptr soon, level 3, kept";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn prfm_plil3strm(()) Hint Relaxed Base arm "PRFM (immediate)" {
        "prfm plil3strm, [{ptr}]" => "hint: instruction fetch at ptr soon, level 3, used once";
    }
    rust "none"
    llvm "none" go "none"
    witness [];

    fn dc_civac(()) Hint Relaxed Base arm "DC CIVAC" {
        "dc civac, {ptr}" => "clean and invalidate the line of ptr to the point of coherency";
    }
    rust "none"
    llvm "none" go "none"
    witness [];
}
