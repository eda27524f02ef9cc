//! Mechanical changes to what an instruction orders.
//!
//! [`weaker`] and [`stronger`] give the forms of an instruction that compute
//! and access the same and differ in ordering alone. Nothing here judges
//! whether a change matters: that is for a model to find out.

use super::{AddSubOp, Addr};
use super::{
    BarrierOption, BarrierType, Hint, Instruction, LoadOp, LoadPairOp, LogicOp, Offset, Operand,
    Order, Reg, StoreOp, StorePairOp,
};

/// What a dropped instruction is replaced by.
pub const NOP: Instruction = Instruction::Hint(Hint(0));

/// The forms of an instruction that order less, the weakest last. A barrier's
/// last form is [`NOP`].
pub fn weaker(instruction: &Instruction) -> Vec<Instruction> {
    use Instruction as I;
    match instruction {
        I::Dmb(option) => with_nop(barriers(*option).map(I::Dmb).collect()),
        I::Dsb { option, nxs } => {
            let dsb = |option| I::Dsb { option, nxs: *nxs };
            let mut forms: Vec<I> = barriers(*option).map(dsb).collect();
            forms.push(I::Dmb(*option));
            with_nop(forms)
        }
        I::Isb => vec![NOP],
        I::Load { op, .. } => weaker_loads(*op).map(|op| load(instruction, op)).collect(),
        I::Store { op, .. } => {
            weaker_store(*op).map(|op| store(instruction, op)).into_iter().collect()
        }
        I::LoadExclusive { acquire: true, .. }
        | I::LoadExclusivePair { acquire: true, .. }
        | I::StoreExclusive { release: true, .. }
        | I::StoreExclusivePair { release: true, .. } => vec![exclusive(instruction, false)],
        I::LoadPair { op: LoadPairOp::Ldiapp | LoadPairOp::Ldap | LoadPairOp::Ldapp, .. }
        | I::StorePair { op: StorePairOp::Stilp | StorePairOp::Stlp, .. } => {
            plain_pair(instruction).into_iter().collect()
        }
        I::Amo { order, .. }
        | I::Cas { order, .. }
        | I::CasPair { order, .. }
        | I::AmoPair { order, .. } => orders()
            .filter(|o| {
                o != order && (order.acquire || !o.acquire) && (order.release || !o.release)
            })
            .map(|o| with_order(instruction, o))
            .collect(),
        _ => without_false_dependency(instruction).into_iter().collect(),
    }
}

/// The forms of an instruction that order more, the weakest first.
pub fn stronger(instruction: &Instruction) -> Vec<Instruction> {
    use Instruction as I;
    match instruction {
        I::Load { op: LoadOp::Ldr, sign: false, addr, .. } if is_plain(addr) => {
            vec![load(instruction, LoadOp::Ldapr), load(instruction, LoadOp::Ldar)]
        }
        I::Load { op: LoadOp::Ldapr, .. } => vec![load(instruction, LoadOp::Ldar)],
        I::Store { op: StoreOp::Str, addr, .. } if is_plain(addr) => {
            vec![store(instruction, StoreOp::Stlr)]
        }
        I::LoadExclusive { acquire: false, .. }
        | I::LoadExclusivePair { acquire: false, .. }
        | I::StoreExclusive { release: false, .. }
        | I::StoreExclusivePair { release: false, .. } => vec![exclusive(instruction, true)],
        I::Amo { order, rt, .. } => {
            stronger_orders(*order, *rt != Reg::ZR).map(|o| with_order(instruction, o)).collect()
        }
        I::Cas { order, .. } | I::CasPair { order, .. } | I::AmoPair { order, .. } => {
            stronger_orders(*order, true).map(|o| with_order(instruction, o)).collect()
        }
        _ => Vec::new(),
    }
}

/// `[Xn]`: what acquires and releases can address.
fn is_plain(addr: &Addr) -> bool {
    addr.offset == Offset::Imm(0)
}

fn with_nop(mut forms: Vec<Instruction>) -> Vec<Instruction> {
    forms.push(NOP);
    forms
}

/// The barriers of a domain that order less than a full one.
fn barriers(option: BarrierOption) -> impl Iterator<Item = BarrierOption> {
    let types: &[BarrierType] = match option.ty {
        BarrierType::Full => &[BarrierType::Ld, BarrierType::St],
        BarrierType::Ld | BarrierType::St => &[],
    };
    types.iter().map(move |&ty| BarrierOption { ty, ..option })
}

fn weaker_loads(op: LoadOp) -> impl Iterator<Item = LoadOp> {
    let ops: &[LoadOp] = match op {
        LoadOp::Ldar | LoadOp::Ldlar => &[LoadOp::Ldapr, LoadOp::Ldr],
        LoadOp::Ldapr => &[LoadOp::Ldr],
        LoadOp::Ldapur => &[LoadOp::Ldur],
        LoadOp::Ldr | LoadOp::Ldur | LoadOp::Ldtr => &[],
    };
    ops.iter().copied()
}

fn weaker_store(op: StoreOp) -> Option<StoreOp> {
    match op {
        StoreOp::Stlr | StoreOp::Stllr => Some(StoreOp::Str),
        StoreOp::Stlur => Some(StoreOp::Stur),
        StoreOp::Str | StoreOp::Stur | StoreOp::Sttr => None,
    }
}

fn orders() -> impl Iterator<Item = Order> {
    [(true, false), (false, true), (false, false)]
        .into_iter()
        .map(|(acquire, release)| Order { acquire, release })
}

fn stronger_orders(from: Order, may_acquire: bool) -> impl Iterator<Item = Order> {
    [(true, false), (false, true), (true, true)]
        .into_iter()
        .map(|(acquire, release)| Order { acquire, release })
        .filter(move |o| *o != from && (o.acquire || !from.acquire))
        .filter(move |o| (o.release || !from.release) && (may_acquire || !o.acquire))
}

fn load(instruction: &Instruction, to: LoadOp) -> Instruction {
    let mut changed = instruction.clone();
    if let Instruction::Load { op, .. } = &mut changed {
        *op = to;
    }
    changed
}

fn store(instruction: &Instruction, to: StoreOp) -> Instruction {
    let mut changed = instruction.clone();
    if let Instruction::Store { op, .. } = &mut changed {
        *op = to;
    }
    changed
}

fn exclusive(instruction: &Instruction, ordered: bool) -> Instruction {
    use Instruction as I;
    let mut changed = instruction.clone();
    match &mut changed {
        I::LoadExclusive { acquire: o, .. }
        | I::LoadExclusivePair { acquire: o, .. }
        | I::StoreExclusive { release: o, .. }
        | I::StoreExclusivePair { release: o, .. } => *o = ordered,
        _ => {}
    }
    changed
}

fn plain_pair(instruction: &Instruction) -> Option<Instruction> {
    let mut changed = instruction.clone();
    match &mut changed {
        Instruction::LoadPair { op, .. } => *op = LoadPairOp::Ldp,
        Instruction::StorePair { op, .. } => *op = StorePairOp::Stp,
        _ => return None,
    }
    Some(changed)
}

fn with_order(instruction: &Instruction, to: Order) -> Instruction {
    use Instruction as I;
    let mut changed = instruction.clone();
    match &mut changed {
        I::Amo { order, .. }
        | I::Cas { order, .. }
        | I::CasPair { order, .. }
        | I::AmoPair { order, .. } => *order = to,
        _ => {}
    }
    changed
}

/// `EOR Rd,Rn,Rn` and its kin: the result is 0 whatever the source is, but
/// depends on it. `MOV Rd,#0` computes the same and does not.
fn without_false_dependency(instruction: &Instruction) -> Option<Instruction> {
    use Instruction as I;
    let (w, rd) = match instruction {
        I::Logic { op: LogicOp::Eor | LogicOp::Bic, flags: false, w, rd, rn, rhs }
            if *rhs == Operand::reg(*rn) && *rn != Reg::ZR =>
        {
            (*w, *rd)
        }
        I::Logic { op: LogicOp::And, flags: false, w, rd, rn, rhs }
            if *rhs == Operand::reg(Reg::ZR) && *rn != Reg::ZR =>
        {
            (*w, *rd)
        }
        I::AddSub { op: AddSubOp::Sub, flags: false, w, rd, rn, rhs }
            if *rhs == Operand::reg(*rn) && *rn != Reg::ZR =>
        {
            (*w, *rd)
        }
        _ => return None,
    };
    Some(I::MovImm { w, rd, imm: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::parse::instruction;

    fn forms(text: &str, of: fn(&Instruction) -> Vec<Instruction>) -> Vec<String> {
        let parsed = instruction(text, &mut |_| None).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        of(&parsed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn weaker_forms() {
        assert_eq!(forms("DMB ISH", weaker), ["DMB ISHLD", "DMB ISHST", "NOP"]);
        assert_eq!(forms("LDAR W0,[X1]", weaker), ["LDAPR W0,[X1]", "LDR W0,[X1]"]);
        assert_eq!(forms("STLR W0,[X1]", weaker), ["STR W0,[X1]"]);
        assert_eq!(forms("LDAXR W0,[X1]", weaker), ["LDXR W0,[X1]"]);
        assert_eq!(forms("EOR W2,W0,W0", weaker), ["MOV W2,#0"]);
        assert_eq!(forms("EOR W2,W0,W1", weaker), [""; 0]);
        let swap = ["SWPA W0,W1,[X2]", "SWPL W0,W1,[X2]", "SWP W0,W1,[X2]"];
        assert_eq!(forms("SWPAL W0,W1,[X2]", weaker), swap);
    }

    #[test]
    fn stronger_forms() {
        assert_eq!(forms("LDR W0,[X1]", stronger), ["LDAPR W0,[X1]", "LDAR W0,[X1]"]);
        assert_eq!(forms("LDR W0,[X1,#4]", stronger), [""; 0]);
        assert_eq!(forms("STR W0,[X1]", stronger), ["STLR W0,[X1]"]);
        assert_eq!(forms("STADD W0,[X1]", stronger), ["STADDL W0,[X1]"]);
        assert_eq!(forms("CASA W0,W1,[X2]", stronger), ["CASAL W0,W1,[X2]"]);
    }
}
