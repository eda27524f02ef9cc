//! Pair loads: LDP (base) and LDIAPP (FEAT_LRCPC3, Armv8.9).
//!
//! LDP is two single-copy atomic loads; with FEAT_LSE2 the 64-bit form is one, for Normal
//! write-back memory inside an aligned 16-byte granule. References: Arm ARM B2.2.1, C6.2.

use crate::{Pair32, Pair64};

load_pair! {
    arch ".arch_extension rcpc3";

    fn ldp_w(Pair32) Load Relaxed Base arm "LDP" {
        "ldp {lo:w}, {hi:w}, [{ptr}]" => "lo = ptr[0]; hi = ptr[1]";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stp+ldars", "STP+LDP"];

    fn ldp_x(Pair64) Load Relaxed Base arm "LDP" {
        "ldp {lo:x}, {hi:x}, [{ptr}]" => "lo = ptr[0]; hi = ptr[1]";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stp+ldars", "STP+LDP"];

    fn ldiapp_w(Pair32) Load AcquirePc Lrcpc3 arm "LDIAPP" {
        "ldiapp {lo:w}, {hi:w}, [{ptr}]" => "lo = ptr[0]; hi = ptr[1]; acquire (RCpc)";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+ldapr"];

    fn ldiapp_x(Pair64) Load AcquirePc Lrcpc3 arm "LDIAPP" {
        "ldiapp {lo:x}, {hi:x}, [{ptr}]" => "lo = ptr[0]; hi = ptr[1]; acquire (RCpc)";
    }
    rust "none"
    llvm "none" go "none"
    witness ["MP+stlr+ldapr"];
}
