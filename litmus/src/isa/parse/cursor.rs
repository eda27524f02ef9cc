//! Reading operands one after the other.

use super::lex::{Lexer, Token};
use super::suggest::nearest;
use super::unsupported;
use super::{ErrorKind, ParseError};
use crate::isa::lint::{Lint, LintKind};
use crate::isa::{Addr, Cond, Extend, Offset, Operand, Reg, ShiftKind, Target, Width};
use std::ops::Range;
use std::str::FromStr;

pub(super) type Result<T> = std::result::Result<T, ParseError>;

/// A mnemonic in capitals, and where it stands.
pub(super) struct Mnemonic {
    pub(super) name: String,
    pub(super) span: Range<usize>,
}

/// A general-purpose register operand; a bare `%name` has no width of its own.
#[derive(Clone, Debug)]
pub(super) struct Gpr {
    pub(super) reg: Reg,
    pub(super) width: Option<Width>,
    pub(super) span: Range<usize>,
}

impl Gpr {
    /// The register, if it can be read at width `w`.
    pub(super) fn at(self, w: Width) -> Result<Reg> {
        match self.width {
            Some(own) if own != w => Err(self.wrong_width(w)),
            _ => Ok(self.reg),
        }
    }

    fn wrong_width(&self, w: Width) -> ParseError {
        let name = self.reg.name(self.width.unwrap_or(w));
        let expected = self.reg.name(w);
        ParseError::new(
            ErrorKind::Operand,
            self.span.clone(),
            format!("{name} has the wrong width here"),
            format!("expected {} register, such as {expected}", article(w)),
        )
    }
}

fn article(w: Width) -> &'static str {
    match w {
        Width::W => "a W",
        Width::X => "an X",
    }
}

/// The one width that several registers of an instruction share.
#[derive(Default)]
pub(super) struct Widths(Option<Width>);

impl Widths {
    /// The register, whose width must be that of the registers before it.
    pub(super) fn join(&mut self, gpr: Gpr) -> Result<Reg> {
        match self.0 {
            Some(w) => gpr.at(w),
            None => {
                self.0 = gpr.width;
                Ok(gpr.reg)
            }
        }
    }

    /// The width: X if every register was a bare `%name`.
    pub(super) fn get(&self) -> Width {
        self.0.unwrap_or(Width::X)
    }
}

/// What may stand as the last operand of a data-processing instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rhs {
    /// A register alone.
    Reg,
    /// A register alone or an immediate.
    RegOrImm,
    /// A register and perhaps a shift.
    Shifted,
    /// An immediate, or a register and perhaps a shift.
    ShiftedOrImm,
    /// Any [`Operand`].
    Any,
}

impl Rhs {
    fn imm(self) -> bool {
        matches!(self, Rhs::RegOrImm | Rhs::ShiftedOrImm | Rhs::Any)
    }

    fn shift(self) -> bool {
        matches!(self, Rhs::Shifted | Rhs::ShiftedOrImm | Rhs::Any)
    }

    fn expected(self) -> &'static str {
        if self.imm() { "a register or an immediate" } else { "a register" }
    }
}

/// The operands of one instruction, of which one token is looked at.
pub(super) struct Cursor<'a, 's> {
    lexer: Lexer<'a>,
    pub(super) token: Token<'a>,
    pub(super) span: Range<usize>,
    /// Where the token before the present one ended.
    pub(super) last_end: usize,
    symbolic: &'s mut dyn FnMut(&str) -> Option<Reg>,
    /// What is odd about the spelling and lost in the instruction.
    pub(super) notes: Vec<Lint>,
}

impl<'a, 's> Cursor<'a, 's> {
    pub(super) fn new(text: &'a str, symbolic: &'s mut dyn FnMut(&str) -> Option<Reg>) -> Self {
        let mut lexer = Lexer::new(text);
        let (token, span) = lexer.next();
        Cursor { lexer, token, span, last_end: 0, symbolic, notes: Vec::new() }
    }

    /// Goes on to the next token; the span of the one left.
    pub(super) fn bump(&mut self) -> Range<usize> {
        let (token, span) = self.lexer.next();
        self.token = token;
        self.last_end = self.span.end;
        std::mem::replace(&mut self.span, span)
    }

    /// The first token as a mnemonic.
    pub(super) fn mnemonic(&mut self) -> Result<Mnemonic> {
        match self.token {
            Token::Name(name) => {
                Ok(Mnemonic { name: name.to_ascii_uppercase(), span: self.bump() })
            }
            token => Err(ParseError::new(
                ErrorKind::UnknownMnemonic,
                self.span.clone(),
                format!("an instruction begins with a mnemonic, not with {}", token.describe()),
                "expected a mnemonic",
            )),
        }
    }

    /// An error at the present token, which is not `what`.
    pub(super) fn expected(&self, what: &str) -> ParseError {
        ParseError::new(
            ErrorKind::Operand,
            self.span.clone(),
            format!("expected {what}, found {}", self.token.describe()),
            format!("expected {what}"),
        )
    }

    /// Takes a punctuation character if it is there.
    pub(super) fn eat(&mut self, c: char) -> bool {
        let there = self.token == Token::Punct(c);
        if there {
            self.bump();
        }
        there
    }

    pub(super) fn punct(&mut self, c: char) -> Result<()> {
        if self.eat(c) { Ok(()) } else { Err(self.expected(&format!("`{c}`"))) }
    }

    pub(super) fn comma(&mut self) -> Result<()> {
        match self.token {
            Token::Punct(',') => {
                self.bump();
                Ok(())
            }
            Token::End => Err(self.expected("another operand")),
            _ => Err(self.expected("`,` and another operand")),
        }
    }

    /// Nothing but the end is left.
    pub(super) fn end(&self) -> Result<()> {
        match self.token {
            Token::End => Ok(()),
            _ => Err(self.expected("the end of the instruction")),
        }
    }

    pub(super) fn at_end(&self) -> bool {
        self.token == Token::End
    }

    pub(super) fn at_number(&self) -> bool {
        matches!(self.token, Token::Number(_))
    }

    /// The name at the cursor in capitals.
    pub(super) fn upper(&self) -> Option<String> {
        match self.token {
            Token::Name(name) => Some(name.to_ascii_uppercase()),
            _ => None,
        }
    }

    pub(super) fn note(&mut self, message: String, help: String) {
        self.notes.push(Lint { kind: LintKind::Unencodable, message, help: Some(help) });
    }
}

/// Registers.
impl Cursor<'_, '_> {
    pub(super) fn gpr(&mut self) -> Result<Gpr> {
        self.gpr_or("a register")
    }

    /// A register; `what` names in an error all that may stand here.
    pub(super) fn gpr_or(&mut self, what: &str) -> Result<Gpr> {
        match self.token {
            Token::Symbolic { name, width } => match (self.symbolic)(name) {
                Some(reg) => Ok(Gpr { reg, width, span: self.bump() }),
                None => Err(ParseError::new(
                    ErrorKind::Register,
                    self.span.clone(),
                    format!("no register is left for `%{name}`"),
                    "a symbolic register",
                )
                .help("a thread has 31 registers, named and symbolic ones together")),
            },
            Token::Name(name) => match gpr_name(name) {
                Some((reg, width)) => Ok(Gpr { reg, width: Some(width), span: self.bump() }),
                None => Err(self.no_register(name, what)),
            },
            _ => Err(self.expected(what)),
        }
    }

    fn no_register(&self, name: &str, what: &str) -> ParseError {
        let upper = name.to_ascii_uppercase();
        if let Some(part) = unsupported::register(&upper) {
            return part.error(&upper, self.span.clone());
        }
        ParseError::new(
            ErrorKind::Register,
            self.span.clone(),
            format!("`{name}` is not a register that can stand here"),
            format!("expected {what}"),
        )
        .help(register_help(&upper))
    }

    /// A register of width `w`.
    pub(super) fn gpr_at(&mut self, w: Width) -> Result<Reg> {
        self.gpr()?.at(w)
    }

    /// A comma and a register of width `w`.
    pub(super) fn next_at(&mut self, w: Width) -> Result<Reg> {
        self.comma()?;
        self.gpr_at(w)
    }

    /// `N` registers of one width.
    pub(super) fn gprs<const N: usize>(&mut self) -> Result<([Reg; N], Width)> {
        let mut widths = Widths::default();
        let regs = self.gprs_of(&mut widths)?;
        Ok((regs, widths.get()))
    }

    /// `N` registers of the width that `widths` holds.
    pub(super) fn gprs_of<const N: usize>(&mut self, widths: &mut Widths) -> Result<[Reg; N]> {
        let mut regs = [Reg::ZR; N];
        for (i, reg) in regs.iter_mut().enumerate() {
            if i > 0 {
                self.comma()?;
            }
            *reg = widths.join(self.gpr()?)?;
        }
        Ok(regs)
    }
}

/// The register of a name in any case.
pub(super) fn gpr_name(name: &str) -> Option<(Reg, Width)> {
    let upper = name.to_ascii_uppercase();
    Some(match upper.as_str() {
        "SP" => (Reg::SP, Width::X),
        "WSP" => (Reg::SP, Width::W),
        "XZR" => (Reg::ZR, Width::X),
        "WZR" => (Reg::ZR, Width::W),
        "LR" => (Reg::LR, Width::X),
        "FP" => (Reg::x(29), Width::X),
        "IP0" => (Reg::x(16), Width::X),
        "IP1" => (Reg::x(17), Width::X),
        _ => {
            let width = match upper.as_bytes().first()? {
                b'W' => Width::W,
                b'X' => Width::X,
                _ => return None,
            };
            (Reg::new(register_number(&upper[1..])?)?, width)
        }
    })
}

/// A register number without superfluous zeros.
pub(super) fn register_number(digits: &str) -> Option<u8> {
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let short = digits == "0" || !digits.starts_with('0');
    (plain && short).then(|| u8::from_str(digits).ok()).flatten()
}

fn register_help(upper: &str) -> String {
    let number = upper.get(1..).and_then(register_number);
    match (upper.as_bytes().first(), number) {
        (Some(b'W'), Some(31)) => "number 31 is written WZR or WSP".into(),
        (Some(b'X'), Some(31)) => "number 31 is written XZR or SP".into(),
        (Some(b'R'), Some(n @ 0..=30)) => {
            format!("A64 has no R registers: W{n} is 32 bits, X{n} is 64 bits")
        }
        (Some(b'V' | b'B' | b'H' | b'S' | b'D' | b'Q'), Some(0..=31)) => {
            "a general-purpose register is expected, not a SIMD one".into()
        }
        _ => match nearest(upper, ["SP", "WSP", "WZR", "XZR"]) {
            Some(near) => format!("did you mean {near}?"),
            None => "registers are W0 to W30, X0 to X30, WZR, XZR, WSP, SP and %name".into(),
        },
    }
}

/// Immediates.
impl Cursor<'_, '_> {
    /// Any immediate of `lowest..=highest`, named `what` in an error.
    pub(super) fn imm(
        &mut self,
        what: &str,
        range: std::ops::RangeInclusive<i128>,
    ) -> Result<i128> {
        match self.token {
            Token::Number(Some(value)) if range.contains(&value) => {
                self.bump();
                Ok(value)
            }
            Token::Number(Some(value)) => Err(ParseError::new(
                ErrorKind::Immediate,
                self.span.clone(),
                format!("{value} is no {what}"),
                format!("expected {} to {}", range.start(), range.end()),
            )),
            Token::Number(None) => Err(ParseError::new(
                ErrorKind::Immediate,
                self.span.clone(),
                format!("this {what} is not a number of at most 64 bits"),
                "expected a decimal, 0x or 0b number",
            )),
            _ => Err(self.expected(&format!("an immediate: {what}"))),
        }
    }

    /// An immediate of 64 bits, read as signed or unsigned, as its bits.
    pub(super) fn imm64(&mut self, what: &str) -> Result<i64> {
        let value = self.imm(what, i128::from(i64::MIN)..=i128::from(u64::MAX))?;
        Ok(value as u64 as i64)
    }

    /// An immediate of at most 8 bits that is further limited by `highest`.
    pub(super) fn imm8(&mut self, what: &str, highest: u8) -> Result<u8> {
        Ok(self.imm(what, 0..=i128::from(highest))? as u8)
    }

    /// A shift amount or the number of a bit. More than 63 cannot be encoded, but
    /// read: [`crate::isa::lint`] judges.
    pub(super) fn bit(&mut self, what: &str) -> Result<u8> {
        self.imm8(what, u8::MAX).map_err(|error| match error.kind {
            ErrorKind::Immediate => ParseError { label: "expected 0 to 63".into(), ..error },
            _ => error,
        })
    }

    /// A comma and the number of a bit.
    pub(super) fn next_bit(&mut self, what: &str) -> Result<u8> {
        self.comma()?;
        self.bit(what)
    }

    /// A comma and an immediate of at most 8 bits.
    pub(super) fn next_imm8(&mut self, what: &str, highest: u8) -> Result<u8> {
        self.comma()?;
        self.imm8(what, highest)
    }
}

/// Compound operands.
impl Cursor<'_, '_> {
    /// The last operand of a data-processing instruction.
    pub(super) fn rhs(&mut self, widths: &mut Widths, allowed: Rhs) -> Result<Operand> {
        if self.at_number() && allowed.imm() {
            let value = self.imm64("immediate operand")?;
            let shift = if allowed.shift() { self.lsl()? } else { 0 };
            return Ok(Operand::Imm { value, shift });
        }
        let rm = self.gpr_or(allowed.expected())?;
        if !(allowed.shift() && self.eat(',')) {
            return Ok(Operand::reg(widths.join(rm)?));
        }
        if let Some(shift) = self.upper().and_then(|name| shift_name(&name)) {
            self.bump();
            let amount = self.bit("shift amount")?;
            return Ok(Operand::Shifted { rm: widths.join(rm)?, shift, amount });
        }
        match self.upper().and_then(|name| extend_name(&name)) {
            Some(extend) if allowed == Rhs::Any => self.extended(widths, rm, extend),
            _ if allowed == Rhs::Any => Err(self.expected("a shift or an extension")),
            _ => Err(self.expected("a shift: LSL, LSR, ASR or ROR")),
        }
    }

    /// `Rm` is read; the cursor is on the extension.
    fn extended(&mut self, widths: &mut Widths, rm: Gpr, extend: Extend) -> Result<Operand> {
        self.bump();
        let amount = if self.at_number() { self.bit("shift amount")? } else { 0 };
        let rm = if widths.get() == Width::W {
            rm.at(Width::W)?
        } else {
            self.index(rm, extend, extend.name())
        };
        Ok(Operand::Extended { rm, extend, amount })
    }

    /// A register that is extended; its width should be the one the extension
    /// reads.
    fn index(&mut self, rm: Gpr, extend: Extend, written: &str) -> Reg {
        let w = extend.source_width();
        match rm.width {
            Some(Width::X) if w == Width::W => {
                let [own, right] = [Width::X, Width::W].map(|w| rm.reg.name(w));
                self.note(
                    format!("{written} reads {right}, not {own}"),
                    format!("write {right}: assemblers refuse {own}, though both mean the same"),
                );
            }
            Some(Width::W) if w == Width::X => self.note_word_index(rm.reg, written),
            _ => {}
        }
        rm.reg
    }

    /// A W register where only an X register can be encoded.
    fn note_word_index(&mut self, rm: Reg, what: &str) {
        let [w, x] = [Width::W, Width::X].map(|w| rm.name(w));
        self.note(
            format!("{what} needs an X register: {w} is read as {x}, as herd7 does"),
            format!("write {x}, or {w} with UXTW or SXTW"),
        );
    }

    /// `, LSL #n` if it is there.
    pub(super) fn lsl(&mut self) -> Result<u8> {
        if !self.eat(',') {
            return Ok(0);
        }
        match self.upper().as_deref() {
            Some("LSL") => {
                self.bump();
                self.bit("shift amount")
            }
            _ => Err(self.expected("LSL and an amount")),
        }
    }

    /// An address of a mode that the instruction has.
    pub(super) fn address_of(
        &mut self,
        accept: impl Fn(Offset) -> bool,
        modes: &str,
    ) -> Result<Addr> {
        let start = self.span.start;
        let addr = self.address()?;
        if accept(addr.offset) {
            return Ok(addr);
        }
        Err(ParseError::new(
            ErrorKind::Operand,
            start..self.last_end,
            "this instruction has no such addressing mode".into(),
            format!("expected {modes}"),
        ))
    }

    /// `[Xn]` and all else that begins so.
    pub(super) fn address(&mut self) -> Result<Addr> {
        if !self.eat('[') {
            let error = self.expected("an address, such as [X1]");
            return Err(match self.token {
                Token::Name(name) if gpr_name(name).is_some() => {
                    error.help(format!("an address stands in brackets: [{name}]"))
                }
                _ => error,
            });
        }
        let base = self.gpr_or("a base register")?;
        let base = base.at(Width::X).map_err(|e| e.help("addresses have 64 bits"))?;
        if self.eat(']') {
            let offset = if self.eat(',') { self.post()? } else { Offset::Imm(0) };
            if self.token == Token::Punct('!') {
                let error = self.expected("the end of the instruction");
                return Err(error.help("write-back needs an offset before the bracket: [Xn,#0]!"));
            }
            return Ok(Addr { base, offset });
        }
        if !self.eat(',') {
            return Err(self.expected("`,` or `]`"));
        }
        if !self.at_number() {
            let offset = self.register_offset()?;
            self.punct(']')?;
            return Ok(Addr { base, offset });
        }
        let imm = self.imm64("offset")?;
        self.punct(']')?;
        let offset = if self.eat('!') { Offset::Pre(imm) } else { Offset::Imm(imm) };
        Ok(Addr { base, offset })
    }

    fn post(&mut self) -> Result<Offset> {
        if self.at_number() {
            return Ok(Offset::Post(self.imm64("offset")?));
        }
        let rm = self.gpr_or("an offset: an immediate or a register")?;
        Ok(Offset::PostReg(rm.at(Width::X)?))
    }

    fn register_offset(&mut self) -> Result<Offset> {
        let rm = self.gpr_or("an offset: an immediate or a register")?;
        if !self.eat(',') {
            if rm.width == Some(Width::W) {
                self.note_word_index(rm.reg, "an index without extension");
            }
            return Ok(Offset::Reg { rm: rm.reg, extend: Extend::Uxtx, amount: 0 });
        }
        let name = self.upper();
        let written = name.as_deref().unwrap_or_default();
        let extend = match written {
            "LSL" | "UXTX" => Extend::Uxtx,
            "UXTW" => Extend::Uxtw,
            "SXTW" => Extend::Sxtw,
            "SXTX" => Extend::Sxtx,
            _ => return Err(self.expected("LSL, UXTW, SXTW or SXTX")),
        };
        self.bump();
        let amount = if self.at_number() { self.bit("shift amount")? } else { 0 };
        Ok(Offset::Reg { rm: self.index(rm, extend, written), extend, amount })
    }

    /// A label, or `.+8`.
    pub(super) fn target(&mut self) -> Result<Target> {
        match self.token {
            Token::Dot => {
                self.bump();
                let bytes = if self.at_number() {
                    let range = i128::from(i64::MIN)..=i128::from(i64::MAX);
                    self.imm("number of bytes", range)? as i64
                } else {
                    0
                };
                Ok(Target::Relative(bytes))
            }
            Token::Name(name) if gpr_name(name).is_none() => {
                self.bump();
                Ok(Target::Label(name.into()))
            }
            Token::Number(_) => Err(self.expected("a label or .+bytes").help(
                "write .+8 for the instruction two further on; a number alone is no address",
            )),
            Token::Name(name) => Err(self
                .expected("a label or .+bytes")
                .help(format!("BR {name} branches to the address that {name} holds"))),
            _ => Err(self.expected("a label or .+bytes")),
        }
    }

    pub(super) fn cond(&mut self) -> Result<Cond> {
        let name = self.upper();
        if let Some(cond) = name.as_deref().and_then(cond_name) {
            self.bump();
            return Ok(cond);
        }
        let error = self.expected("a condition");
        let near = name.and_then(|name| nearest(&name, CONDS.iter().map(|(name, _)| *name)));
        Err(match near {
            Some(near) => error.help(format!("did you mean {near}?")),
            None => error.help("the conditions are EQ NE CS CC MI PL VS VC HI LS GE LT GT LE AL"),
        })
    }
}

fn shift_name(upper: &str) -> Option<ShiftKind> {
    ShiftKind::ALL.into_iter().find(|shift| shift.name() == upper)
}

fn extend_name(upper: &str) -> Option<Extend> {
    Extend::ALL.into_iter().find(|extend| extend.name() == upper)
}

pub(super) fn cond_name(upper: &str) -> Option<Cond> {
    CONDS.iter().find(|(name, _)| *name == upper).map(|(_, cond)| *cond)
}

/// The condition names: those of the Arm ARM, their synonyms, and SVE's.
pub(super) const CONDS: [(&str, Cond); 28] = [
    ("EQ", Cond::Eq),
    ("NE", Cond::Ne),
    ("CS", Cond::Cs),
    ("HS", Cond::Cs),
    ("CC", Cond::Cc),
    ("LO", Cond::Cc),
    ("MI", Cond::Mi),
    ("PL", Cond::Pl),
    ("VS", Cond::Vs),
    ("VC", Cond::Vc),
    ("HI", Cond::Hi),
    ("LS", Cond::Ls),
    ("GE", Cond::Ge),
    ("LT", Cond::Lt),
    ("GT", Cond::Gt),
    ("LE", Cond::Le),
    ("AL", Cond::Al),
    ("NONE", Cond::Eq),
    ("ANY", Cond::Ne),
    ("NLAST", Cond::Cs),
    ("LAST", Cond::Cc),
    ("FIRST", Cond::Mi),
    ("NFRST", Cond::Pl),
    ("NFIRST", Cond::Pl),
    ("PMORE", Cond::Hi),
    ("PLAST", Cond::Ls),
    ("TCONT", Cond::Ge),
    ("TSTOP", Cond::Lt),
];
