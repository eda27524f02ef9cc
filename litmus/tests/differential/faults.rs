//! What herd7 7.58 gets wrong, recognised in a test.
//!
//! Each predicate looks at the instructions alone and is as narrow as its
//! reason; each has the argument from the architecture. They are asked of
//! shrunken tests, in which little is left beside what makes the difference.

use fencepost_litmus::isa::{
    AmoOp, BarrierType, BinaryOp, BitfieldOp, Cond, Domain, Instruction, LoadOp, LogicOp,
    MovWideOp, MulAddOp, Operand, Size, Width,
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
    let threads: Vec<Vec<&Instruction>> = test
        .threads
        .iter()
        .map(|t| t.code.iter().map(|line| &line.instruction).collect())
        .collect();
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
    if threads.iter().any(|code| wide_acquire_after_atomic(code)) {
        faults.push(fault("an acquire wider than the atomic before it", true));
    }
    if any(|i| condition(i) == Some(Cond::Ge)) {
        faults.push(fault("GE, which it takes for LE", false));
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
            I::LoadExclusive { .. } | I::LoadExclusivePair { .. } => {
                (loaded, atomic) = (true, false)
            }
            I::Amo { .. } | I::Cas { .. } | I::CasPair { .. } => atomic = loaded,
            I::StoreExclusive { .. } | I::StoreExclusivePair { .. } if loaded && atomic => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// An acquire that reads an atomic's write is ordered after the atomic's read,
/// as the one single-copy atomic access that it is. herd7 7.58 orders only the
/// bytes that the atomic wrote; newer versions, and Linux's queued spin lock,
/// agree with fencepost. It makes no difference which part of the acquired bytes
/// the atomic wrote, nor whether it is one instruction or LDXR and STXR: the
/// other part of an LDARH may not be older than what LDXRB read of `x+1`.
fn wide_acquire_after_atomic(code: &[&Instruction]) -> bool {
    use Instruction as I;
    let written = |i: &Instruction| match i {
        I::StoreExclusive { size, .. } | I::Amo { size, .. } | I::Cas { size, .. } => {
            Some(size.bytes())
        }
        _ => None,
    };
    let acquired = |i: &Instruction| match i {
        I::Load { op: LoadOp::Ldar | LoadOp::Ldapr, size, .. }
        | I::LoadExclusive { acquire: true, size, .. } => Some(size.bytes()),
        I::Amo { order, size, .. } | I::Cas { order, size, .. } if order.acquire => {
            Some(size.bytes())
        }
        _ => None,
    };
    code.iter().enumerate().any(|(n, i)| {
        written(i).is_some_and(|small| {
            code[n + 1..].iter().any(|later| acquired(later).is_some_and(|wide| wide > small))
        })
    })
}

/// The condition that an instruction tests.
fn condition(instruction: &Instruction) -> Option<Cond> {
    match instruction {
        Instruction::BCond { cond, .. } | Instruction::CondSelect { cond, .. } => Some(*cond),
        _ => None,
    }
}

/// EON is computed as EOR. A shift by a register does not take its amount
/// modulo the width, and an extended operand is cut to its size after the
/// shift rather than before. EXTR by 0 is its second source (Arm ARM, C6.2), and
/// not that mixed with the first. The other instructions leave in a W register's upper
/// half what the architecture clears: the sign of a negative result, or bits
/// that were not shifted out; a signed minimum leaves it in the memory beside.
fn has_wrong_value(instruction: &Instruction) -> bool {
    use Instruction as I;
    match instruction {
        I::Logic { op, .. } => *op == LogicOp::Eon,
        I::MovWide { op, w, .. } => *op == MovWideOp::Movn && *w == Width::W,
        I::MulAdd { op, w, .. } => matches!(op, MulAddOp::Madd | MulAddOp::Msub) && *w == Width::W,
        I::Bitfield { op, w, .. } => *op == BitfieldOp::Sbfm && *w == Width::W,
        I::Extr { w, lsb, .. } => *w == Width::W || *lsb == 0,
        I::Binary { op, .. } => {
            matches!(op, BinaryOp::Lslv | BinaryOp::Lsrv | BinaryOp::Asrv | BinaryOp::Rorv)
        }
        I::AddSub { rhs: Operand::Extended { amount, .. }, .. } => *amount > 0,
        I::Amo { op, size, .. } => matches!(op, AmoOp::Smax | AmoOp::Smin) && *size < Size::X,
        _ => false,
    }
}

#[test]
fn a_wide_acquire_after_an_exclusive_of_its_upper_half_is_recognised() {
    let text = "AArch64 T\n{ uint16_t x; 0:X10=x; }\n P0 ;\n ADD X7,X10,#1 ;\n LDXRB W0,[X7] ;\n \
        STXRB W4,W1,[X7] ;\n LDARH W2,[X10] ;\nexists (0:X2=0)\n";
    let recognised = |text: &str| {
        let test = crate::support::answer::parse(text).expect("it is a test");
        of(&test).iter().any(|f| f.only_extra && f.name.contains("wider"))
    };
    assert!(recognised(text));
    assert!(!recognised(&text.replace("LDARH", "LDRH")));
    assert!(!recognised(&text.replace("LDARH W2,[X10]", "LDARB W2,[X7]")));
}
