//! Operands without an encoding: loads, stores and atomics of general-purpose
//! registers, and the addresses that SIMD accesses share with them.

use super::immediate::{is_pair_offset, is_scaled_offset, is_unscaled_offset};
use super::{BASE, Findings, INDEX, RS, RT};
use crate::isa::{
    Addr, Extend, Instruction, LoadOp, LoadPairOp, Offset, Reg, Size, StoreOp, StorePairOp, Width,
};

/// Objects to the operands of instructions that access memory through
/// general-purpose registers.
pub(super) fn check(f: &mut Findings, instruction: &Instruction) {
    match *instruction {
        Instruction::Load { op, size, w, rt, addr, .. } => {
            f.no_sp([(RT, rt)]);
            match op {
                LoadOp::Ldr => single(f, addr, size),
                LoadOp::Ldur | LoadOp::Ldtr | LoadOp::Ldapur => unscaled(f, addr),
                LoadOp::Ldar | LoadOp::Ldlar => plain(f, addr),
                LoadOp::Ldapr => match addr.offset {
                    Offset::Post(n) if size == size_of(w) && n == bytes(size) => base(f, addr),
                    _ => {
                        written_back(f, addr, format!("[Xn],#{}", size.bytes()), size_of(w) == size)
                    }
                },
            }
        }
        Instruction::Store { op, size, w, rt, addr } => {
            f.no_sp([(RT, rt)]);
            match op {
                StoreOp::Str => single(f, addr, size),
                StoreOp::Stur | StoreOp::Sttr | StoreOp::Stlur => unscaled(f, addr),
                StoreOp::Stllr => plain(f, addr),
                StoreOp::Stlr => match addr.offset {
                    Offset::Pre(n) if size == size_of(w) && n == -bytes(size) => base(f, addr),
                    _ => {
                        let form = format!("[Xn,#-{}]!", size.bytes());
                        written_back(f, addr, form, size_of(w) == size);
                    }
                },
            }
        }
        Instruction::LoadPair { op, w, rt, rt2, addr } => {
            f.no_sp([(RT, rt), (RT, rt2)]);
            load_pair(f, op, w, addr);
        }
        Instruction::StorePair { op, w, rt, rt2, addr } => {
            f.no_sp([(RT, rt), (RT, rt2)]);
            store_pair(f, op, w, addr);
        }
        Instruction::LoadExclusive { rt, rn, .. } => {
            f.no_sp([(RT, rt)]);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::LoadExclusivePair { rt, rt2, rn, .. } => {
            f.no_sp([(RT, rt), (RT, rt2)]);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::StoreExclusive { rs, rt, rn, .. } => {
            f.no_sp([(RS, rs), (RT, rt)]);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::StoreExclusivePair { rs, rt, rt2, rn, .. } => {
            f.no_sp([(RS, rs), (RT, rt), (RT, rt2)]);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::Amo { rs, rt, rn, .. } | Instruction::Cas { rs, rt, rn, .. } => {
            f.no_sp([("the operand", rs), (RT, rt)]);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::CasPair { rs, rs2, rt, rt2, rn, .. } => {
            register_pair(f, "compared", rs, rs2);
            register_pair(f, "stored", rt, rt2);
            f.no_zr([(BASE, rn)]);
        }
        Instruction::AmoPair { rt, rt2, rn, .. } => {
            for reg in [rt, rt2] {
                if matches!(reg, Reg::ZR | Reg::SP) {
                    f.unencodable(
                        format!("{reg:?} cannot be an operand: register 31 is UNDEFINED here"),
                        "use X0 to X30",
                    );
                }
            }
            f.no_zr([(BASE, rn)]);
        }
        Instruction::Prfm { addr, .. } => match addr.offset {
            Offset::Pre(_) | Offset::Post(_) | Offset::PostReg(_) => {
                f.unencodable("PRFM writes no base register back".into(), "write [Xn,#imm]");
            }
            _ => single(f, addr, Size::X),
        },
        _ => {}
    }
}

const fn size_of(w: Width) -> Size {
    match w {
        Width::W => Size::W,
        Width::X => Size::X,
    }
}

fn bytes(size: Size) -> i64 {
    i64::from(size.bytes())
}

fn base(f: &mut Findings, addr: Addr) {
    f.no_zr([(BASE, addr.base)]);
}

/// The addresses of LDR and STR, an unscaled offset taken for LDUR and STUR.
pub(super) fn single(f: &mut Findings, addr: Addr, size: Size) {
    base(f, addr);
    match addr.offset {
        Offset::Imm(imm) => {
            if !is_scaled_offset(imm, size.bytes()) && !is_unscaled_offset(imm) {
                let highest = 4095 * size.bytes();
                let step = match size.bytes() {
                    1 => String::new(),
                    n => format!(" in steps of {n}"),
                };
                f.unencodable(
                    format!("the offset {imm} is out of range"),
                    format!("it must be 0 to {highest}{step}, or -256 to 255"),
                );
            }
        }
        Offset::Pre(imm) | Offset::Post(imm) => signed9(f, imm),
        Offset::Reg { rm, extend, amount } => index(f, rm, extend, amount, size),
        Offset::PostReg(_) => f.unencodable(
            "the base cannot be incremented by a register".into(),
            "write [Xn] and add the register afterwards",
        ),
    }
}

fn index(f: &mut Findings, rm: Reg, extend: Extend, amount: u8, size: Size) {
    f.no_sp([(INDEX, rm)]);
    if !matches!(extend, Extend::Uxtw | Extend::Uxtx | Extend::Sxtw | Extend::Sxtx) {
        f.unencodable(
            format!("an index cannot be extended by {}", extend.name()),
            "use LSL, UXTW, SXTW or SXTX",
        );
    }
    let scale = size.bytes().trailing_zeros();
    if amount != 0 && u32::from(amount) != scale {
        let help = match scale {
            0 => "an access of one byte has an unshifted index".into(),
            _ => format!("it must be 0 or {scale}, as the access has {} bytes", size.bytes()),
        };
        f.unencodable(format!("the index cannot be shifted by {amount}"), help);
    }
}

fn signed9(f: &mut Findings, imm: i64) {
    if !is_unscaled_offset(imm) {
        f.unencodable(format!("the offset {imm} is out of range"), "it must be -256 to 255");
    }
}

/// `[Xn]` and `[Xn,#imm]` with 9 bits of offset.
pub(super) fn unscaled(f: &mut Findings, addr: Addr) {
    base(f, addr);
    match addr.offset {
        Offset::Imm(imm) => signed9(f, imm),
        _ => no_mode(f, "[Xn] or [Xn,#imm]"),
    }
}

/// `[Xn]`.
fn plain(f: &mut Findings, addr: Addr) {
    base(f, addr);
    if addr.offset != Offset::Imm(0) {
        no_mode(f, "[Xn]");
    }
}

/// `[Xn]`, and if `allowed` another form, which this address is not.
fn written_back(f: &mut Findings, addr: Addr, form: String, allowed: bool) {
    base(f, addr);
    if addr.offset == Offset::Imm(0) {
        return;
    }
    match allowed {
        true => no_mode(f, &format!("[Xn] or {form}")),
        false => no_mode(f, "[Xn]"),
    }
}

fn no_mode(f: &mut Findings, modes: &str) {
    f.unencodable("there is no such addressing mode".into(), format!("write {modes}"));
}

/// The addresses of LDP and STP; without write-back those of LDNP and STNP.
pub(super) fn pair(f: &mut Findings, addr: Addr, scale: u32, write_back: bool) {
    base(f, addr);
    match addr.offset {
        Offset::Pre(_) | Offset::Post(_) if !write_back => {
            f.unencodable("a non-temporal pair has no write-back".into(), "write [Xn,#imm]");
        }
        Offset::Imm(imm) | Offset::Pre(imm) | Offset::Post(imm) => {
            if !is_pair_offset(imm, scale) {
                let (low, high) = (64 * scale, 63 * scale);
                f.unencodable(
                    format!("the offset {imm} of a pair is out of range"),
                    format!("it must be -{low} to {high} in steps of {scale}"),
                );
            }
        }
        Offset::Reg { .. } | Offset::PostReg(_) => {
            no_mode(f, "[Xn], [Xn,#imm], [Xn,#imm]! or [Xn],#imm");
        }
    }
}

fn load_pair(f: &mut Findings, op: LoadPairOp, w: Width, addr: Addr) {
    let scale = size_of(w).bytes();
    match op {
        LoadPairOp::Ldp => pair(f, addr, scale, true),
        LoadPairOp::Ldpsw => pair(f, addr, 4, true),
        LoadPairOp::Ldnp => pair(f, addr, scale, false),
        LoadPairOp::Ldiapp if addr.offset == Offset::Post(2 * i64::from(scale)) => base(f, addr),
        LoadPairOp::Ldiapp => written_back(f, addr, format!("[Xn],#{}", 2 * scale), true),
        LoadPairOp::Ldap | LoadPairOp::Ldapp => doubleword_pair(f, op.name(), w, addr),
    }
}

fn store_pair(f: &mut Findings, op: StorePairOp, w: Width, addr: Addr) {
    let scale = size_of(w).bytes();
    match op {
        StorePairOp::Stp => pair(f, addr, scale, true),
        StorePairOp::Stnp => pair(f, addr, scale, false),
        StorePairOp::Stilp if addr.offset == Offset::Pre(-2 * i64::from(scale)) => base(f, addr),
        StorePairOp::Stilp => written_back(f, addr, format!("[Xn,#-{}]!", 2 * scale), true),
        StorePairOp::Stlp => doubleword_pair(f, op.name(), w, addr),
    }
}

/// The pairs of FEAT_LSCP: X registers and a plain address.
fn doubleword_pair(f: &mut Findings, name: &str, w: Width, addr: Addr) {
    plain(f, addr);
    if w == Width::W {
        f.unencodable(format!("{name} has no form for W registers"), "use X registers");
    }
}

/// The pairs of CASP: an even register and the one after it.
fn register_pair(f: &mut Findings, role: &str, first: Reg, second: Reg) {
    f.no_sp([(role, first), (role, second)]);
    let (even, next) = (first.encoding(), second.encoding());
    if even % 2 != 0 || next != even + 1 {
        f.unencodable(
            format!("{first:?} and {second:?} are no pair that is {role} by CASP"),
            "a pair is an even register and the next: X0,X1 or X2,X3",
        );
    }
}
