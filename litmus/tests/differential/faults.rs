//! What herd7 7.58 gets wrong, recognised in a test.
//!
//! Each predicate looks at the instructions alone and is as narrow as its
//! reason; each has the argument from the architecture. They are asked of
//! shrunken tests, in which little is left beside what makes the difference.

use fencepost_litmus::isa::{
    BarrierType, BitfieldOp, Domain, Instruction, LogicOp, MovWideOp, MulAddOp, Width,
};
use fencepost_litmus::test::Test;

/// A fault of herd7's.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// Whether herd7 has states too many, rather than other ones.
    pub(crate) only_extra: bool,
}

/// The faults of herd7's that a test can show.
pub(crate) fn of(test: &Test) -> Vec<Fault> {
    let threads: Vec<Vec<&Instruction>> =
        test.threads.iter().map(|t| t.code.iter().map(|line| &line.instruction).collect()).collect();
    let any = |f: fn(&Instruction) -> bool| threads.iter().flatten().any(|i| f(i));
    let fault = |name, only_extra| Fault { name, only_extra };
    let mut faults = Vec::new();
    if any(is_ignored_barrier) {
        faults.push(fault("a barrier that has no effect in it", true));
    }
    if any(|i| matches!(i, Instruction::CasPair { .. })) {
        faults.push(fault("CASP that fails and stores back is not atomic in it", true));
    }
    if threads.iter().any(|code| atomic_between_exclusives(code)) {
        faults.push(fault("an atomic between a load exclusive and its store", true));
    }
    if any(has_wrong_value) {
        faults.push(fault("a value that is not what the instruction computes", false));
    }
    faults
}

/// DMB and DSB of the non-shareable domain are in none of herd7's classes, DSB
/// OSHLD neither. All threads of a test are in one shareability domain,
/// whatever it is called.
fn is_ignored_barrier(instruction: &Instruction) -> bool {
    match instruction {
        Instruction::Dmb(option) => option.domain == Domain::Nsh,
        Instruction::Dsb { option, .. } => {
            option.domain == Domain::Nsh
                || (option.domain == Domain::Osh && option.ty == BarrierType::Ld)
        }
        _ => false,
    }
}

/// herd7 pairs a store exclusive with the last exclusive *or atomic* read: an
/// atomic instruction in between makes it forget the pair, and atomicity with
/// it. The architecture's monitor is not affected by other instructions' reads.
fn atomic_between_exclusives(code: &[&Instruction]) -> bool {
    use Instruction as I;
    let (mut loaded, mut atomic) = (false, false);
    for instruction in code {
        match instruction {
            I::LoadExclusive { .. } | I::LoadExclusivePair { .. } => (loaded, atomic) = (true, false),
            I::Amo { .. } | I::Cas { .. } | I::CasPair { .. } => atomic = loaded,
            I::StoreExclusive { .. } | I::StoreExclusivePair { .. } if loaded && atomic => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// EON is computed as EOR. The other instructions leave in a W register's upper
/// half what the architecture clears: the sign of a negative result, or bits
/// that were not shifted out.
fn has_wrong_value(instruction: &Instruction) -> bool {
    use Instruction as I;
    match instruction {
        I::Logic { op, .. } => *op == LogicOp::Eon,
        I::MovWide { op, w, .. } => *op == MovWideOp::Movn && *w == Width::W,
        I::MulAdd { op, w, .. } => {
            matches!(op, MulAddOp::Madd | MulAddOp::Msub) && *w == Width::W
        }
        I::Bitfield { op, w, .. } => *op == BitfieldOp::Sbfm && *w == Width::W,
        I::Extr { w, .. } => *w == Width::W,
        _ => false,
    }
}
