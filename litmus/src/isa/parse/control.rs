//! Branches, barriers, hints and system instructions: chapters C4.1.93 and
//! C6.2 of the Arm ARM (DDI 0487).

use super::cursor::{CONDS, Cursor, Result, cond_name};
use super::lex::Token;
use super::suggest::nearest;
use super::unsupported::{self, Part};
use super::{ErrorKind, ParseError};
use crate::isa::print::names::HINTS;
use crate::isa::{BarrierOption, Cond, Hint, Instruction, Reg, SysReg, Width};

/// How the operands of a mnemonic are read, and what they make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    B,
    BCond(Cond),
    Bl,
    /// CBZ and CBNZ.
    CompareBranch {
        nonzero: bool,
    },
    /// TBZ and TBNZ.
    TestBranch {
        nonzero: bool,
    },
    Br,
    Blr,
    Ret,
    Dmb,
    Dsb,
    Isb,
    Sb,
    Ssbb,
    Pssbb,
    Clrex,
    /// `HINT #n`.
    Hint,
    /// A hint with a name of its own.
    Named(Hint),
    Bti,
    Mrs,
    Msr,
}

const FIXED: [(&str, Form); 20] = [
    ("B", Form::B),
    ("BL", Form::Bl),
    ("CBZ", Form::CompareBranch { nonzero: false }),
    ("CBNZ", Form::CompareBranch { nonzero: true }),
    ("TBZ", Form::TestBranch { nonzero: false }),
    ("TBNZ", Form::TestBranch { nonzero: true }),
    ("BR", Form::Br),
    ("BLR", Form::Blr),
    ("RET", Form::Ret),
    ("DMB", Form::Dmb),
    ("DSB", Form::Dsb),
    ("ISB", Form::Isb),
    ("SB", Form::Sb),
    ("SSBB", Form::Ssbb),
    ("PSSBB", Form::Pssbb),
    ("CLREX", Form::Clrex),
    ("HINT", Form::Hint),
    ("BTI", Form::Bti),
    ("MRS", Form::Mrs),
    ("MSR", Form::Msr),
];

/// The mnemonics of this module.
pub(super) fn table(add: &mut dyn FnMut(&str, Form)) {
    for (name, form) in FIXED {
        add(name, form);
    }
    for (number, name) in HINTS {
        if !name.starts_with("BTI") {
            add(name, Form::Named(Hint(number)));
        }
    }
    for (name, cond) in CONDS {
        add(&format!("B.{name}"), Form::BCond(cond));
    }
    // The names of two letters, as herd7 and older assemblers write them.
    for (name, cond) in CONDS.iter().filter(|(name, _)| name.len() == 2) {
        add(&format!("B{name}"), Form::BCond(*cond));
    }
}

impl Form {
    /// The operands, for an error message.
    pub(super) const fn syntax(self) -> &'static str {
        match self {
            Form::B | Form::BCond(_) | Form::Bl => "label | .+bytes",
            Form::CompareBranch { .. } => "Rt,label",
            Form::TestBranch { .. } => "Rt,#bit,label",
            Form::Br | Form::Blr => "Xn",
            Form::Ret => "| Xn",
            Form::Dmb => "SY | LD | ST | ISH | ISHLD | ISHST | NSH | ... | OSH | ...",
            Form::Dsb => "SY | LD | ST | ISH | ISHLD | ISHST | ISHnXS | NSH | ... | OSH | ...",
            Form::Isb => "| SY",
            Form::Sb | Form::Ssbb | Form::Pssbb | Form::Clrex | Form::Named(_) => "alone",
            Form::Hint => "#number",
            Form::Bti => "| C | J | JC",
            Form::Mrs => "Xt,NZCV",
            Form::Msr => "NZCV,Xt",
        }
    }

    /// Reads the operands.
    pub(super) fn read(self, c: &mut Cursor<'_, '_>) -> Result<Instruction> {
        Ok(match self {
            Form::B => Instruction::B { target: c.target()? },
            Form::BCond(cond) => Instruction::BCond { cond, target: c.target()? },
            Form::Bl => Instruction::Bl { target: c.target()? },
            Form::CompareBranch { nonzero } => {
                let ([rt], w) = c.gprs()?;
                c.comma()?;
                Instruction::CompareBranch { nonzero, w, rt, target: c.target()? }
            }
            Form::TestBranch { nonzero } => {
                let ([rt], w) = c.gprs()?;
                let bit = c.next_bit("bit number")?;
                c.comma()?;
                Instruction::TestBranch { nonzero, w, rt, bit, target: c.target()? }
            }
            Form::Br => Instruction::Br { rn: c.gpr_at(Width::X)? },
            Form::Blr => Instruction::Blr { rn: c.gpr_at(Width::X)? },
            Form::Ret if c.at_end() => Instruction::Ret { rn: Reg::LR },
            Form::Ret => Instruction::Ret { rn: c.gpr_at(Width::X)? },
            Form::Dmb => Instruction::Dmb(option(c)?),
            Form::Dsb => dsb(c)?,
            Form::Isb => isb(c)?,
            Form::Sb => Instruction::Sb,
            Form::Ssbb => Instruction::Ssbb,
            Form::Pssbb => Instruction::Pssbb,
            Form::Clrex => {
                if c.at_number() {
                    c.imm8("4-bit immediate", 15)?;
                }
                Instruction::Clrex
            }
            Form::Hint => hint(c)?,
            Form::Named(hint) => Instruction::Hint(hint),
            Form::Bti => bti(c)?,
            Form::Mrs => {
                let rt = c.gpr_at(Width::X)?;
                c.comma()?;
                Instruction::Mrs { rt, reg: system_register(c)? }
            }
            Form::Msr => {
                let reg = system_register(c)?;
                Instruction::Msr { reg, rt: c.next_at(Width::X)? }
            }
        })
    }
}

/// The option of a barrier, by name or by its CRm field.
fn option(c: &mut Cursor<'_, '_>) -> Result<BarrierOption> {
    let found = match c.token {
        Token::Number(Some(crm)) => {
            BarrierOption::ALL.into_iter().find(|option| i128::from(option.crm()) == crm)
        }
        _ => c.upper().and_then(|name| named(&name)),
    };
    if let Some(option) = found {
        c.bump();
        return Ok(option);
    }
    let error = c.expected("a barrier option");
    let near = c.upper().and_then(|name| nearest(&name, BarrierOption::ALL.map(|o| o.name())));
    Err(match near {
        Some(near) => error.help(format!("did you mean {near}?")),
        None => error,
    })
}

fn named(upper: &str) -> Option<BarrierOption> {
    BarrierOption::ALL.into_iter().find(|option| option.name() == upper)
}

fn dsb(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    // The two options that are barriers of their own (C6.2 of the Arm ARM).
    match c.token {
        Token::Number(Some(0)) => {
            c.bump();
            return Ok(Instruction::Ssbb);
        }
        Token::Number(Some(4)) => {
            c.bump();
            return Ok(Instruction::Pssbb);
        }
        _ => {}
    }
    let name = c.upper();
    let nxs = name.as_deref().and_then(|name| name.strip_suffix("NXS")).and_then(named);
    match nxs {
        Some(option) if option.ty == crate::isa::BarrierType::Full => {
            c.bump();
            Ok(Instruction::Dsb { option, nxs: true })
        }
        _ => Ok(Instruction::Dsb { option: option(c)?, nxs: false }),
    }
}

fn isb(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    if c.at_number() {
        c.imm8("4-bit option", 15)?;
    } else if c.upper().as_deref() == Some("SY") {
        c.bump();
    }
    Ok(Instruction::Isb)
}

fn hint(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let span = c.span.clone();
    let number = c.imm8("hint number", 127)?;
    match unsupported::hint(number) {
        Some((name, part)) => Err(part.error(name, span)),
        None => Ok(Instruction::Hint(Hint(number))),
    }
}

fn bti(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let hint = match c.upper().as_deref() {
        None if c.at_end() => 32,
        Some("C") => 34,
        Some("J") => 36,
        Some("JC") => 38,
        _ => return Err(c.expected("C, J, JC or nothing")),
    };
    if !c.at_end() {
        c.bump();
    }
    Ok(Instruction::Hint(Hint(hint)))
}

fn system_register(c: &mut Cursor<'_, '_>) -> Result<SysReg> {
    match c.upper().as_deref() {
        Some("NZCV" | "S3_3_C4_C2_0") => {
            c.bump();
            Ok(SysReg::Nzcv)
        }
        Some(name) if cond_name(name).is_none() => Err(Part::SystemRegister
            .error(name, c.span.clone())
            .help("of the system registers, tests may use NZCV")),
        _ => Err(ParseError::new(
            ErrorKind::Operand,
            c.span.clone(),
            format!("expected a system register, found {}", c.token.describe()),
            "expected NZCV",
        )),
    }
}
