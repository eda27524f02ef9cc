//! Loads, stores and atomics of general-purpose registers: chapter C4.1.94 of
//! the Arm ARM (DDI 0487).

use super::cursor::{Cursor, Result, Widths, gpr_name};
use super::lex::Token;
use super::simd;
use super::unsupported::Part;
use crate::isa::print::names::{self, ORDERS};
use crate::isa::{
    Addr, AmoOp, Instruction, LoadOp, LoadPairOp, Offset, Order, Reg, Size, StoreOp, StorePairOp,
    Width,
};
use std::sync::Arc;

/// How the operands of a mnemonic are read, and what they make. A size of
/// `None` is that of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Load {
        op: LoadOp,
        size: Option<Size>,
        sign: bool,
    },
    Store {
        op: StoreOp,
        size: Option<Size>,
    },
    LoadPair(LoadPairOp),
    StorePair(StorePairOp),
    LoadExclusive {
        acquire: bool,
        size: Option<Size>,
    },
    StoreExclusive {
        release: bool,
        size: Option<Size>,
    },
    LoadExclusivePair {
        acquire: bool,
    },
    StoreExclusivePair {
        release: bool,
    },
    /// SWP and `LD<op>`.
    Amo {
        op: AmoOp,
        order: Order,
        size: Option<Size>,
    },
    /// `ST<op>`.
    StoreAmo {
        op: AmoOp,
        order: Order,
        size: Option<Size>,
    },
    Cas {
        order: Order,
        size: Option<Size>,
    },
    CasPair {
        order: Order,
    },
    AmoPair {
        op: AmoOp,
        order: Order,
    },
    /// PRFM and PRFUM.
    Prfm,
}

/// The sizes that mnemonics name, and the one that registers give.
const SIZES: [Option<Size>; 3] = [None, Some(Size::B), Some(Size::H)];

/// The mnemonics of this module.
pub(super) fn table(add: &mut dyn FnMut(&str, Form)) {
    for size in SIZES {
        // Any size without a suffix names the mnemonic of registers' size.
        let named = size.unwrap_or(Size::X);
        for op in LoadOp::ALL {
            add(&names::load(op, named, false), Form::Load { op, size, sign: false });
        }
        for op in StoreOp::ALL {
            add(&names::store(op, named), Form::Store { op, size });
        }
        for flag in [false, true] {
            let form = Form::LoadExclusive { acquire: flag, size };
            add(&names::load_exclusive(flag, named), form);
            let form = Form::StoreExclusive { release: flag, size };
            add(&names::store_exclusive(flag, named), form);
        }
        for order in ORDERS {
            add(&names::cas(order, named), Form::Cas { order, size });
            for op in AmoOp::ALL {
                add(&names::amo(op, order, named), Form::Amo { op, order, size });
                if op != AmoOp::Swp && !order.acquire {
                    let name = names::store_amo(op, order.release, named);
                    add(&name, Form::StoreAmo { op, order, size });
                }
            }
        }
    }
    for size in [Size::B, Size::H, Size::W] {
        for op in [LoadOp::Ldr, LoadOp::Ldur, LoadOp::Ldtr, LoadOp::Ldapur] {
            add(&names::load(op, size, true), Form::Load { op, size: Some(size), sign: true });
        }
    }
    for op in LoadPairOp::ALL {
        add(op.name(), Form::LoadPair(op));
    }
    for op in StorePairOp::ALL {
        add(op.name(), Form::StorePair(op));
    }
    for flag in [false, true] {
        add(names::load_exclusive_pair(flag), Form::LoadExclusivePair { acquire: flag });
        add(names::store_exclusive_pair(flag), Form::StoreExclusivePair { release: flag });
    }
    for order in ORDERS {
        add(&names::cas_pair(order), Form::CasPair { order });
        for op in [AmoOp::Swp, AmoOp::Clr, AmoOp::Set] {
            add(&names::amo_pair(op, order), Form::AmoPair { op, order });
        }
    }
    add("PRFM", Form::Prfm);
    add("PRFUM", Form::Prfm);
}

/// The addresses that an instruction can be given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Modes {
    /// Every one.
    Any,
    /// `[Xn]` and `[Xn,#imm]`.
    Imm,
    /// These and both kinds of write-back by an immediate.
    Imms,
    /// `[Xn]` and `[Xn],#imm`.
    BaseOrPost,
    /// `[Xn]` and `[Xn,#imm]!`.
    BaseOrPre,
    /// `[Xn]`.
    Base,
}

impl Modes {
    const fn of_load(op: LoadOp) -> Modes {
        match op {
            LoadOp::Ldr => Modes::Any,
            LoadOp::Ldur | LoadOp::Ldtr | LoadOp::Ldapur => Modes::Imm,
            LoadOp::Ldapr => Modes::BaseOrPost,
            LoadOp::Ldar | LoadOp::Ldlar => Modes::Base,
        }
    }

    const fn of_store(op: StoreOp) -> Modes {
        match op {
            StoreOp::Str => Modes::Any,
            StoreOp::Stur | StoreOp::Sttr | StoreOp::Stlur => Modes::Imm,
            StoreOp::Stlr => Modes::BaseOrPre,
            StoreOp::Stllr => Modes::Base,
        }
    }

    fn accept(self, offset: Offset) -> bool {
        match offset {
            Offset::Imm(0) => true,
            Offset::Imm(_) => matches!(self, Modes::Any | Modes::Imm | Modes::Imms),
            Offset::Pre(_) => matches!(self, Modes::Any | Modes::Imms | Modes::BaseOrPre),
            Offset::Post(_) => matches!(self, Modes::Any | Modes::Imms | Modes::BaseOrPost),
            Offset::Reg { .. } | Offset::PostReg(_) => self == Modes::Any,
        }
    }

    const fn describe(self) -> &'static str {
        match self {
            Modes::Any => "[Xn], [Xn,#imm], [Xn,Xm], [Xn,#imm]! or [Xn],#imm",
            Modes::Imm => "[Xn] or [Xn,#imm]",
            Modes::Imms => "[Xn], [Xn,#imm], [Xn,#imm]! or [Xn],#imm",
            Modes::BaseOrPost => "[Xn] or [Xn],#imm",
            Modes::BaseOrPre => "[Xn] or [Xn,#imm]!",
            Modes::Base => "[Xn], without an offset",
        }
    }
}

impl Form {
    /// The operands, for an error message.
    pub(super) const fn syntax(self) -> &'static str {
        match self {
            Form::Load { op: LoadOp::Ldr, .. } | Form::Store { op: StoreOp::Str, .. } => {
                "Rt,[Xn] | Rt,[Xn,#imm] | Rt,[Xn,Rm,SXTW #amount] | Rt,[Xn,#imm]! | Rt,[Xn],#imm"
            }
            Form::Load { op: LoadOp::Ldapr, .. } => "Rt,[Xn] | Rt,[Xn],#size",
            Form::Store { op: StoreOp::Stlr, .. } => "Rt,[Xn] | Rt,[Xn,#-size]!",
            Form::Load { op: LoadOp::Ldar | LoadOp::Ldlar, .. }
            | Form::Store { op: StoreOp::Stllr, .. }
            | Form::LoadExclusive { .. } => "Rt,[Xn]",
            Form::Load { .. } | Form::Store { .. } => "Rt,[Xn] | Rt,[Xn,#imm]",
            Form::LoadPair(_) | Form::StorePair(_) => {
                "Rt,Rt2,[Xn] | Rt,Rt2,[Xn,#imm] | Rt,Rt2,[Xn,#imm]! | Rt,Rt2,[Xn],#imm"
            }
            Form::StoreExclusive { .. } => "Ws,Rt,[Xn]",
            Form::LoadExclusivePair { .. } => "Rt,Rt2,[Xn]",
            Form::StoreExclusivePair { .. } => "Ws,Rt,Rt2,[Xn]",
            Form::Amo { .. } | Form::Cas { .. } => "Rs,Rt,[Xn]",
            Form::StoreAmo { .. } => "Rs,[Xn]",
            Form::CasPair { .. } => "Rs,Rs2,Rt,Rt2,[Xn], each pair even and consecutive",
            Form::AmoPair { .. } => "Xt,Xt2,[Xn]",
            Form::Prfm => "PLDL1KEEP,[Xn]",
        }
    }

    /// Reads the operands.
    pub(super) fn read(self, c: &mut Cursor<'_, '_>) -> Result<Instruction> {
        match self {
            Form::Load { op, size: None, sign: false } if simd::at_vector(c) => simd::load(c, op),
            Form::Store { op, size: None } if simd::at_vector(c) => simd::store(c, op),
            Form::LoadPair(op) if simd::at_vector(c) => simd::load_pair(c, op),
            Form::StorePair(op) if simd::at_vector(c) => simd::store_pair(c, op),
            Form::Load { op, size, sign } => {
                let (rt, w, size) = transferred(c, size, sign)?;
                let addr = address(c, Modes::of_load(op))?;
                Ok(Instruction::Load { op, size, sign, w, rt, addr })
            }
            Form::Store { op, size } => {
                let (rt, w, size) = transferred(c, size, false)?;
                let addr = address(c, Modes::of_store(op))?;
                Ok(Instruction::Store { op, size, w, rt, addr })
            }
            Form::LoadPair(op) => {
                let ([rt, rt2], w) = match op {
                    LoadPairOp::Ldpsw => pair_at(c, Width::X)?,
                    _ => c.gprs()?,
                };
                let addr = address(c, Modes::Imms)?;
                Ok(Instruction::LoadPair { op, w, rt, rt2, addr })
            }
            Form::StorePair(op) => {
                let ([rt, rt2], w) = c.gprs()?;
                let addr = address(c, Modes::Imms)?;
                Ok(Instruction::StorePair { op, w, rt, rt2, addr })
            }
            Form::LoadExclusive { acquire, size } => {
                let (rt, w, size) = transferred(c, size, false)?;
                Ok(Instruction::LoadExclusive { acquire, size, w, rt, rn: base(c)? })
            }
            Form::StoreExclusive { release, size } => {
                let rs = status(c)?;
                let (rt, w, size) = transferred(c, size, false)?;
                Ok(Instruction::StoreExclusive { release, size, w, rs, rt, rn: base(c)? })
            }
            Form::LoadExclusivePair { acquire } => {
                let ([rt, rt2], w) = c.gprs()?;
                Ok(Instruction::LoadExclusivePair { acquire, w, rt, rt2, rn: base(c)? })
            }
            Form::StoreExclusivePair { release } => {
                let rs = status(c)?;
                let ([rt, rt2], w) = c.gprs()?;
                Ok(Instruction::StoreExclusivePair { release, w, rs, rt, rt2, rn: base(c)? })
            }
            Form::Amo { op, order, size } => {
                let (rs, rt, w, size) = two(c, size)?;
                Ok(Instruction::Amo { op, order, size, w, rs, rt, rn: base(c)? })
            }
            Form::StoreAmo { op, order, size } => {
                let (rs, w, size) = transferred(c, size, false)?;
                Ok(Instruction::Amo { op, order, size, w, rs, rt: Reg::ZR, rn: base(c)? })
            }
            Form::Cas { order, size } => {
                let (rs, rt, w, size) = two(c, size)?;
                Ok(Instruction::Cas { order, size, w, rs, rt, rn: base(c)? })
            }
            Form::CasPair { order } => {
                let ([rs, rs2, rt, rt2], w) = c.gprs()?;
                Ok(Instruction::CasPair { order, w, rs, rs2, rt, rt2, rn: base(c)? })
            }
            Form::AmoPair { op, order } => {
                let ([rt, rt2], _) = pair_at(c, Width::X)?;
                Ok(Instruction::AmoPair { op, order, rt, rt2, rn: base(c)? })
            }
            Form::Prfm => prfm(c),
        }
    }
}

/// The register that is transferred, its width and the size of the access: a
/// size below 4 bytes, or a sign extension of 4, fixes the width.
fn transferred(
    c: &mut Cursor<'_, '_>,
    size: Option<Size>,
    sign: bool,
) -> Result<(Reg, Width, Size)> {
    let rt = c.gpr()?;
    let w = match size {
        None => rt.width.unwrap_or(Width::X),
        Some(Size::W) => Width::X,
        Some(_) if sign => rt.width.unwrap_or(Width::X),
        Some(_) => Width::W,
    };
    let rt = rt.at(w)?;
    Ok((rt, w, size.unwrap_or(size_of(w))))
}

/// Two such registers of one width.
fn two(c: &mut Cursor<'_, '_>, size: Option<Size>) -> Result<(Reg, Reg, Width, Size)> {
    if let Some(size) = size {
        let ([rs, rt], w) = pair_at(c, Width::W)?;
        return Ok((rs, rt, w, size));
    }
    let mut widths = Widths::default();
    let [rs, rt] = c.gprs_of(&mut widths)?;
    let w = widths.get();
    Ok((rs, rt, w, size_of(w)))
}

const fn size_of(w: Width) -> Size {
    match w {
        Width::W => Size::W,
        Width::X => Size::X,
    }
}

/// Two registers of width `w`.
fn pair_at(c: &mut Cursor<'_, '_>, w: Width) -> Result<([Reg; 2], Width)> {
    Ok(([c.gpr_at(w)?, c.next_at(w)?], w))
}

/// The status register of a store exclusive, and the comma after it.
fn status(c: &mut Cursor<'_, '_>) -> Result<Reg> {
    let rs = c.gpr_or("a status register")?.at(Width::W)?;
    c.comma()?;
    Ok(rs)
}

/// A comma and an address of one of `modes`.
fn address(c: &mut Cursor<'_, '_>, modes: Modes) -> Result<Addr> {
    c.comma()?;
    let literal = match c.token {
        Token::Name(name) => gpr_name(name).is_none(),
        token => token == Token::Other('='),
    };
    if literal && modes == Modes::Any {
        return Err(Part::Literal.error("this operand", c.span.clone()));
    }
    c.address_of(|offset| modes.accept(offset), modes.describe())
}

/// A comma and `[Xn]`.
fn base(c: &mut Cursor<'_, '_>) -> Result<Reg> {
    address(c, Modes::Base).map(|addr| addr.base)
}

fn prfm(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let op: Arc<str> = if c.at_number() {
        let number = c.imm8("prefetch operation", 31)?;
        prefetch_name(number).map_or_else(|| format!("#{number}").into(), Into::into)
    } else {
        match c.upper() {
            Some(name) if (0..32).any(|n| prefetch_name(n).is_some_and(|known| known == name)) => {
                c.bump();
                name.into()
            }
            _ => {
                let error = c.expected("a prefetch operation");
                return Err(
                    error.help("PLD, PLI or PST, then L1, L2, L3 or SLC, then KEEP or STRM")
                );
            }
        }
    };
    Ok(Instruction::Prfm { op, addr: address(c, Modes::Any)? })
}

/// The name of a 5-bit prefetch operation, if it has one.
fn prefetch_name(number: u8) -> Option<String> {
    let ty = ["PLD", "PLI", "PST"].get(usize::from(number >> 3))?;
    let target = ["L1", "L2", "L3", "SLC"][usize::from(number >> 1 & 3)];
    let policy = ["KEEP", "STRM"][usize::from(number & 1)];
    Some(format!("{ty}{target}{policy}"))
}
