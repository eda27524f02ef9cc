//! Pair stores: STP (base) and STILP (FEAT_LRCPC3, Armv8.9).
//!
//! STP is two single-copy atomic stores with no order between them and never a release; with
//! FEAT_LSE2 the 64-bit form is one, under the conditions of LDP. References: Arm ARM B2.2.1, C6.2.

use crate::{Pair32, Pair64};

store_pair! {
    arch ".arch_extension rcpc3";

    fn stp_w(Pair32) Store Relaxed Base arm "STP" {
        "stp {lo:w}, {hi:w}, [{ptr}]" => "ptr[0] = lo; ptr[1] = hi";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stp+ldars", "STP+LDP"];

    fn stp_x(Pair64) Store Relaxed Base arm "STP" {
        "stp {lo:x}, {hi:x}, [{ptr}]" => "ptr[0] = lo; ptr[1] = hi";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stp+ldars", "STP+LDP"];

    fn stilp_w(Pair32) Store Release Lrcpc3 arm "STILP" {
        "stilp {lo:w}, {hi:w}, [{ptr}]" => "ptr[0] = lo; ptr[1] = hi; release";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+addr"];

    fn stilp_x(Pair64) Store Release Lrcpc3 arm "STILP" {
        "stilp {lo:x}, {hi:x}, [{ptr}]" => "ptr[0] = lo; ptr[1] = hi; release";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+addr"];
}
