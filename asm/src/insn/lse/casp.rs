//! CASP and its acquire and release forms (FEAT_LSE, Armv8.1): two 32-bit or two 64-bit words.
//!
//! Each operand is an even/odd register pair, so the registers are named here: old in 4 and 5, new in
//! 6 and 7. The location is aligned to the whole pair. References: Arm ARM B2.2.1, C6.2.

use crate::{Pair32, Pair64};

cas_pair! {
    arch ".arch_extension lse";

    fn casp_w(Pair32) Cas Relaxed Lse arm "CASP" {
        "casp w4, w5, w6, w7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+casp+ldar"];

    fn casp_x(Pair64) Cas Relaxed Lse arm "CASP" {
        "casp x4, x5, x6, x7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "cmpxchg i128 monotonic, +lse" go "none"
    witness ["MP+casp+ldar"];

    fn caspa_w(Pair32) Cas Acquire Lse arm "CASPA" {
        "caspa w4, w5, w6, w7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+caspa+ldar"];

    fn caspa_x(Pair64) Cas Acquire Lse arm "CASPA" {
        "caspa x4, x5, x6, x7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "cmpxchg i128 acquire, +lse" go "none"
    witness ["MP+caspa+ldar"];

    fn caspl_w(Pair32) Cas Release Lse arm "CASPL" {
        "caspl w4, w5, w6, w7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+caspl+ldar"];

    fn caspl_x(Pair64) Cas Release Lse arm "CASPL" {
        "caspl x4, x5, x6, x7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "cmpxchg i128 release, +lse" go "none"
    witness ["MP+caspl+ldar"];

    fn caspal_w(Pair32) Cas AcqRel Lse arm "CASPAL" {
        "caspal w4, w5, w6, w7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "none" go "none"
    witness ["SB+caspals"];

    fn caspal_x(Pair64) Cas AcqRel Lse arm "CASPAL" {
        "caspal x4, x5, x6, x7, [{ptr}]" => "atomic { was = *ptr; if was == old { *ptr = new }; old = was }";
    }
    rust "none"
    llvm "cmpxchg i128 acq_rel, +lse" go "cas128"
    witness ["SB+caspals"];
}
