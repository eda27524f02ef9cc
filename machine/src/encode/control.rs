//! Branches, barriers, hints and system registers: C4.1.93 of the Arm ARM.

use super::picture::{Signed, word};
use fencepost_litmus::isa::{
    BarrierOption, BarrierType, Domain, Hint, Instruction, SysReg, Target,
};

/// The word of an instruction that neither computes nor accesses memory.
pub(super) fn word_of(instruction: &Instruction) -> Option<u32> {
    use Instruction as I;
    match *instruction {
        I::B { ref target } => {
            word!("0 00101 iiiiiiiiiiiiiiiiiiiiiiiiii", i: Signed::<26, 2>(bytes(target)?))
        }
        I::Bl { ref target } => {
            word!("1 00101 iiiiiiiiiiiiiiiiiiiiiiiiii", i: Signed::<26, 2>(bytes(target)?))
        }
        I::BCond { cond, ref target } => word!(
            "01010100 iiiiiiiiiiiiiiiiiii 0 cccc",
            i: Signed::<19, 2>(bytes(target)?), c: cond as u32
        ),
        I::CompareBranch { nonzero, w, rt, ref target } => word!(
            "s 011010 o iiiiiiiiiiiiiiiiiii ttttt",
            s: w, o: nonzero, i: Signed::<19, 2>(bytes(target)?), t: rt
        ),
        I::TestBranch { nonzero, rt, bit, ref target, .. } => word!(
            "b 011011 o bbbbb iiiiiiiiiiiiii ttttt",
            b: bit, o: nonzero, i: Signed::<14, 2>(bytes(target)?), t: rt
        ),
        I::Br { rn } => word!("1101011 0000 11111 000000 nnnnn 00000", n: rn),
        I::Blr { rn } => word!("1101011 0001 11111 000000 nnnnn 00000", n: rn),
        I::Ret { rn } => word!("1101011 0010 11111 000000 nnnnn 00000", n: rn),
        I::Dmb(option) => barrier(option.crm(), 0b101),
        I::Dsb { option, nxs: false } => barrier(option.crm(), 0b100),
        I::Dsb { option, nxs: true } => barrier(not_xs(option)?, 0b001),
        I::Isb => barrier(0b1111, 0b110),
        I::Sb => barrier(0b0000, 0b111),
        I::Ssbb => barrier(0b0000, 0b100),
        I::Pssbb => barrier(0b0100, 0b100),
        I::Clrex => barrier(0b1111, 0b010),
        I::Hint(Hint(number)) => word!("1101010100000011 0010 iiiiiii 11111", i: number),
        I::Mrs { rt, reg: SysReg::Nzcv } => word!("110101010011 1011 0100 0010 000 ttttt", t: rt),
        I::Msr { reg: SysReg::Nzcv, rt } => word!("110101010001 1011 0100 0010 000 ttttt", t: rt),
        _ => None,
    }
}

/// The distance to a target. That of a label is not known here.
fn bytes(target: &Target) -> Option<i64> {
    match *target {
        Target::Relative(bytes) => Some(bytes),
        Target::Label(_) => None,
    }
}

fn barrier(crm: u8, op2: u8) -> Option<u32> {
    word!("1101010100000011 0011 cccc ooo 11111", c: crm, o: op2)
}

/// The CRm field of DSB nXS.
fn not_xs(option: BarrierOption) -> Option<u8> {
    let domain = match option.domain {
        Domain::Osh => 0b00,
        Domain::Nsh => 0b01,
        Domain::Ish => 0b10,
        Domain::Sy => 0b11,
    };
    (option.ty == BarrierType::Full).then_some(domain << 2 | 0b10)
}
