//! SWPP, LDCLRP and LDSETP: 128-bit read-modify-writes (FEAT_LSE128, Armv9.4).
//!
//! The pair is both operand and result. References: Arm ARM C6.2 SWPP, LDCLRP, LDSETP.

use crate::Pair64;

rmw_pair! {
    arch ".arch_extension lse128";

    fn swpp(Pair64) Swap Relaxed Lse128 arm "SWPP" {
        "swpp {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = val; val = old }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 monotonic, +lse128" go "none"
    witness ["SB+swpps"];

    fn swppa(Pair64) Swap Acquire Lse128 arm "SWPPA" {
        "swppa {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = val; val = old }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 acquire, +lse128" go "none"
    witness ["MP+stlr+swpa-kept"];

    fn swppl(Pair64) Swap Release Lse128 arm "SWPPL" {
        "swppl {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = val; val = old }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 release, +lse128" go "none"
    witness ["MP+swpl+swpa"];

    fn swppal(Pair64) Swap AcqRel Lse128 arm "SWPPAL" {
        "swppal {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = val; val = old }";
    }
    rust "none"
    llvm "atomicrmw xchg i128 acq_rel, +lse128" go "none"
    witness ["SB+swppals"];

    fn ldclrp(Pair64) Clr Relaxed Lse128 arm "LDCLRP" {
        "ldclrp {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val; val = old }";
    }
    rust "none"
    llvm "atomicrmw and i128 monotonic, +lse128" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldclrpa(Pair64) Clr Acquire Lse128 arm "LDCLRPA" {
        "ldclrpa {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val; val = old }";
    }
    rust "none"
    llvm "atomicrmw and i128 acquire, +lse128" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldclrpl(Pair64) Clr Release Lse128 arm "LDCLRPL" {
        "ldclrpl {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val; val = old }";
    }
    rust "none"
    llvm "atomicrmw and i128 release, +lse128" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldclrpal(Pair64) Clr AcqRel Lse128 arm "LDCLRPAL" {
        "ldclrpal {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old & !val; val = old }";
    }
    rust "none"
    llvm "atomicrmw and i128 acq_rel, +lse128" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];

    fn ldsetp(Pair64) Set Relaxed Lse128 arm "LDSETP" {
        "ldsetp {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val; val = old }";
    }
    rust "none"
    llvm "atomicrmw or i128 monotonic, +lse128" go "none"
    witness ["MP+ldadd-str+ldars"];

    fn ldsetpa(Pair64) Set Acquire Lse128 arm "LDSETPA" {
        "ldsetpa {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val; val = old }";
    }
    rust "none"
    llvm "atomicrmw or i128 acquire, +lse128" go "none"
    witness ["MP+stlr+ldadda-kept"];

    fn ldsetpl(Pair64) Set Release Lse128 arm "LDSETPL" {
        "ldsetpl {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val; val = old }";
    }
    rust "none"
    llvm "atomicrmw or i128 release, +lse128" go "none"
    witness ["MP+ldaddl+ldadda"];

    fn ldsetpal(Pair64) Set AcqRel Lse128 arm "LDSETPAL" {
        "ldsetpal {lo}, {hi}, [{ptr}]" => "atomic { old = *ptr; *ptr = old | val; val = old }";
    }
    rust "none"
    llvm "atomicrmw or i128 acq_rel, +lse128" go "none"
    witness ["SB+ldaddal+ldr", "MP+ldaddal-str+ldars"];
}
