//! Advanced SIMD as far as tests move vectors to and from memory: chapters C4.1.94
//! and C4.1.97 of the Arm ARM (DDI 0487).

use super::cursor::{Cursor, Gpr, Result, gpr_name, register_number};
use super::lex::Token;
use super::unsupported::{self, Part};
use super::{ErrorKind, ParseError};
use crate::isa::{
    Addr, Arrangement, Instruction, LaneSelect, LoadOp, LoadPairOp, LogicOp, Offset, Size, StoreOp,
    StorePairOp, Structure, VReg, Width,
};
use std::ops::Range;

/// How the operands of a mnemonic are read, and what they make. MOV, ADD, EOR,
/// LDR and others begin in the modules of their general-purpose forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// LD1 to LD4 and ST1 to ST4.
    Structure {
        load: bool,
        registers: u8,
    },
    /// LD1R to LD4R.
    Replicate {
        registers: u8,
    },
    Ldap1,
    Stl1,
    Movi,
    Ins,
    Umov,
    Dup,
    Addv,
    Fmov,
}

/// The mnemonics of this module.
pub(super) fn table(add: &mut dyn FnMut(&str, Form)) {
    for registers in 1..=4 {
        add(&format!("LD{registers}"), Form::Structure { load: true, registers });
        add(&format!("ST{registers}"), Form::Structure { load: false, registers });
        add(&format!("LD{registers}R"), Form::Replicate { registers });
    }
    for (name, form) in [
        ("LDAP1", Form::Ldap1),
        ("STL1", Form::Stl1),
        ("MOVI", Form::Movi),
        ("INS", Form::Ins),
        ("UMOV", Form::Umov),
        ("DUP", Form::Dup),
        ("ADDV", Form::Addv),
        ("FMOV", Form::Fmov),
    ] {
        add(name, form);
    }
}

impl Form {
    /// The operands, for an error message.
    pub(super) const fn syntax(self) -> &'static str {
        match self {
            Form::Structure { .. } => {
                "{V0.4S},[Xn] | {V0.S}[lane],[Xn] | {V0.4S},[Xn],#bytes | {V0.4S},[Xn],Xm"
            }
            Form::Replicate { .. } => "{V0.4S},[Xn] | {V0.4S},[Xn],#bytes | {V0.4S},[Xn],Xm",
            Form::Ldap1 | Form::Stl1 => "{V0.D}[lane],[Xn]",
            Form::Movi => "V0.4S,#imm | V0.4S,#imm,LSL #amount | D0,#imm",
            Form::Ins => "V0.S[lane],Wn | V0.S[lane],V1.S[lane]",
            Form::Umov => "Wd,V0.S[lane] | Xd,V0.D[lane]",
            Form::Dup => "V0.4S,Wn | V0.4S,V1.S[lane]",
            Form::Addv => "S0,V1.4S",
            Form::Fmov => "Wd,S0 | S0,Wn | Xd,D0 | D0,Xn",
        }
    }

    /// Reads the operands.
    pub(super) fn read(self, c: &mut Cursor<'_, '_>) -> Result<Instruction> {
        match self {
            Form::Structure { load, registers } => structure(c, load, registers),
            Form::Replicate { registers } => {
                let list = list(c)?;
                list.count_is(registers)?;
                let list = list.all(registers, LaneSelect::Replicate)?;
                Ok(Instruction::SimdLoadStructure { list, addr: address(c, Modes::Structure)? })
            }
            Form::Ldap1 => {
                let (vt, lane, rn) = ordered_lane(c)?;
                Ok(Instruction::Ldap1 { vt, lane, rn })
            }
            Form::Stl1 => {
                let (vt, lane, rn) = ordered_lane(c)?;
                Ok(Instruction::Stl1 { vt, lane, rn })
            }
            Form::Movi => movi(c),
            Form::Ins => {
                let vd = vector(c)?;
                let element = vd.element()?;
                insert(c, vd.reg, element)
            }
            Form::Umov => {
                let rd = c.gpr()?;
                c.comma()?;
                umov_to(c, rd)
            }
            Form::Dup => dup(c),
            Form::Addv => addv(c),
            Form::Fmov => fmov(c),
        }
    }
}

/// What stands behind the name of a vector register.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `S0`.
    Scalar(Size),
    /// `V0.4S`.
    Lanes(Arrangement),
    /// `V0.S`.
    Elements(Size),
    /// `V0`.
    Bare,
}

/// A vector register operand.
struct Vector {
    reg: VReg,
    shape: Shape,
    /// The `1` of `V0.S[1]`.
    lane: Option<u8>,
    span: Range<usize>,
}

impl Vector {
    fn error(&self, expected: &str) -> ParseError {
        ParseError::new(
            ErrorKind::Operand,
            self.span.clone(),
            "this vector operand has another shape than is expected here".into(),
            format!("expected {expected}"),
        )
        .help("a vector is written V0.4S, an element V0.S[1], a scalar register S0")
    }

    /// Size and number of one element: `V0.S[1]`, and `V0.4S[1]` as herd7 writes it.
    fn element(&self) -> Result<(Size, u8)> {
        match (self.shape, self.lane) {
            (Shape::Elements(elem), Some(lane)) => Ok((elem, lane)),
            (Shape::Lanes(arrangement), Some(lane)) => Ok((arrangement.elem, lane)),
            _ => Err(self.error("one element, such as V0.S[1]")),
        }
    }

    fn lanes(&self) -> Result<Arrangement> {
        match (self.shape, self.lane) {
            (Shape::Lanes(arrangement), None) => Ok(arrangement),
            _ => Err(self.error("a whole vector, such as V0.4S")),
        }
    }

    fn scalar(&self) -> Result<Size> {
        match self.shape {
            Shape::Scalar(size) => Ok(size),
            _ => Err(self.error("a scalar register, such as S0, D0 or Q0")),
        }
    }
}

/// Whether the cursor is at a vector register.
pub(super) fn at_vector(c: &Cursor<'_, '_>) -> bool {
    matches!(c.token, Token::Name(name) if vector_name(name).is_some())
}

/// Reads `V0.4S`, `V0.S`, `V0`, `S0`, ... in any case.
fn vector_name(name: &str) -> Option<(VReg, Shape)> {
    let upper = name.to_ascii_uppercase();
    let (head, tail) = match upper.split_once('.') {
        Some((head, tail)) => (head, Some(tail)),
        None => (upper.as_str(), None),
    };
    let reg = VReg::new(register_number(head.get(1..)?)?)?;
    let shape = match (head.chars().next()?, tail) {
        ('V', None) => Shape::Bare,
        ('V', Some(tail)) => shape(tail)?,
        (letter, None) => Shape::Scalar(size_of(letter)?),
        _ => return None,
    };
    Some((reg, shape))
}

fn size_of(letter: char) -> Option<Size> {
    Size::ALL.into_iter().find(|size| size.simd_letter() == letter)
}

/// `S` or `4S`: elements of a known number make 8 or 16 bytes.
fn shape(tail: &str) -> Option<Shape> {
    let elem = size_of(tail.chars().next_back()?).filter(|size| *size != Size::Q)?;
    let lanes = &tail[..tail.len() - 1];
    if lanes.is_empty() {
        return Some(Shape::Elements(elem));
    }
    let lanes = register_number(lanes)?;
    let bytes = u32::from(lanes) * elem.bytes();
    matches!(bytes, 8 | 16).then_some(Shape::Lanes(Arrangement { elem, lanes }))
}

fn vector(c: &mut Cursor<'_, '_>) -> Result<Vector> {
    let Token::Name(name) = c.token else { return Err(c.expected("a vector register")) };
    let Some((reg, shape)) = vector_name(name) else {
        if gpr_name(name).is_some() {
            return Err(c.expected("a vector register"));
        }
        if let Some(part) = unsupported::register(&name.to_ascii_uppercase()) {
            return Err(part.error(name, c.span.clone()));
        }
        let error = ParseError::new(
            ErrorKind::Register,
            c.span.clone(),
            format!("`{name}` is not a vector register"),
            "expected a vector register",
        );
        return Err(error.help("such as V0.4S (of 8 or 16 bytes), V0.S[1], S0, D0 or Q0"));
    };
    let mut span = c.bump();
    let lane = lane(c)?;
    if lane.is_some() {
        span.end = c.last_end;
    }
    Ok(Vector { reg, shape, lane, span })
}

/// `[1]` if it is there.
fn lane(c: &mut Cursor<'_, '_>) -> Result<Option<u8>> {
    if !c.eat('[') {
        return Ok(None);
    }
    let lane = c.imm8("lane number", 15)?;
    c.punct(']')?;
    Ok(Some(lane))
}

fn next_vector(c: &mut Cursor<'_, '_>) -> Result<Vector> {
    c.comma()?;
    vector(c)
}

/// Registers in braces, and a lane behind.
struct List {
    first: VReg,
    count: u8,
    shape: Shape,
    lane: Option<u8>,
    span: Range<usize>,
}

impl List {
    fn error(&self, message: &str, label: String) -> ParseError {
        ParseError::new(ErrorKind::Operand, self.span.clone(), message.into(), label)
    }

    fn count_is(&self, registers: u8) -> Result<()> {
        if self.count == registers {
            return Ok(());
        }
        Err(self.error("wrong number of registers", format!("expected {registers} in the list")))
    }

    fn one(&self, interleave: u8, lane: u8) -> Result<Structure> {
        let elem = match self.shape {
            Shape::Elements(elem) => elem,
            Shape::Lanes(arrangement) => arrangement.elem,
            _ => return Err(self.error("registers without a size", "expected {V0.S}[1]".into())),
        };
        let arrangement = Arrangement { elem, lanes: (16 / elem.bytes()) as u8 };
        let lane = LaneSelect::One(lane);
        Ok(Structure { interleave, first: self.first, count: self.count, arrangement, lane })
    }

    fn all(&self, interleave: u8, lane: LaneSelect) -> Result<Structure> {
        let (Shape::Lanes(arrangement), None) = (self.shape, self.lane) else {
            return Err(self.error("expected whole registers", "expected {V0.4S}".into()));
        };
        Ok(Structure { interleave, first: self.first, count: self.count, arrangement, lane })
    }
}

fn list(c: &mut Cursor<'_, '_>) -> Result<List> {
    let start = c.span.start;
    if !c.eat('{') {
        return Err(c.expected("a list of registers, such as {V0.4S}"));
    }
    let first = vector(c)?;
    let mut count = 1;
    if c.eat('-') {
        let last = vector(c)?;
        same_shape(&first, &last)?;
        count = (32 + last.reg.index() as u8 - first.reg.index() as u8) % 32 + 1;
        if count > 4 {
            return Err(last.error("at most four registers in a row"));
        }
    } else {
        while c.eat(',') {
            let next = vector(c)?;
            same_shape(&first, &next)?;
            if count == 4 || next.reg != first.reg.offset(count) {
                return Err(next.error("the next register, of at most four in a row"));
            }
            count += 1;
        }
    }
    c.punct('}')?;
    let lane = lane(c)?;
    let span = start..c.last_end;
    Ok(List { first: first.reg, count, shape: first.shape, lane, span })
}

fn same_shape(first: &Vector, other: &Vector) -> Result<()> {
    match (first.shape == other.shape, first.lane, other.lane) {
        (true, None, None) => Ok(()),
        _ => Err(other.error("the shape of the first register")),
    }
}

/// The addresses that an instruction can be given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Modes {
    /// `[Xn]`, `[Xn],#imm` and `[Xn],Xm`.
    Structure,
    /// `[Xn]`, `[Xn,#imm]`, `[Xn,#imm]!`, `[Xn],#imm`.
    Pair,
    /// `[Xn]` and `[Xn,#imm]`.
    Imm,
    /// Every one but `[Xn],Xm`.
    Single,
    /// `[Xn]`.
    Base,
}

impl Modes {
    fn accept(self, offset: Offset) -> bool {
        match offset {
            Offset::Imm(0) => true,
            Offset::Imm(_) => matches!(self, Modes::Pair | Modes::Imm | Modes::Single),
            Offset::Pre(_) => matches!(self, Modes::Pair | Modes::Single),
            Offset::Post(_) => matches!(self, Modes::Structure | Modes::Pair | Modes::Single),
            Offset::PostReg(_) => self == Modes::Structure,
            Offset::Reg { .. } => self == Modes::Single,
        }
    }

    const fn describe(self) -> &'static str {
        match self {
            Modes::Structure => "[Xn], [Xn],#imm or [Xn],Xm",
            Modes::Pair => "[Xn], [Xn,#imm], [Xn,#imm]! or [Xn],#imm",
            Modes::Imm => "[Xn] or [Xn,#imm]",
            Modes::Single => "[Xn], [Xn,#imm], [Xn,Xm], [Xn,#imm]! or [Xn],#imm",
            Modes::Base => "[Xn], without an offset",
        }
    }
}

/// A comma and an address of one of `modes`.
fn address(c: &mut Cursor<'_, '_>, modes: Modes) -> Result<Addr> {
    c.comma()?;
    c.address_of(|offset| modes.accept(offset), modes.describe())
}

fn structure(c: &mut Cursor<'_, '_>, load: bool, registers: u8) -> Result<Instruction> {
    let list = list(c)?;
    // LD1 and ST1 of whole registers take up to four, one after the other.
    if registers > 1 || list.lane.is_some() {
        list.count_is(registers)?;
    }
    let list = match list.lane {
        Some(lane) => list.one(registers, lane)?,
        None => list.all(registers, LaneSelect::All)?,
    };
    let addr = address(c, Modes::Structure)?;
    Ok(match load {
        true => Instruction::SimdLoadStructure { list, addr },
        false => Instruction::SimdStoreStructure { list, addr },
    })
}

/// `{Vt.D}[lane], [Xn]`.
fn ordered_lane(c: &mut Cursor<'_, '_>) -> Result<(VReg, u8, crate::isa::Reg)> {
    let list = list(c)?;
    list.count_is(1)?;
    match (list.shape, list.lane) {
        (Shape::Elements(Size::X), Some(lane)) => {
            Ok((list.first, lane, address(c, Modes::Base)?.base))
        }
        _ => Err(list.error("one D element is expected", "expected {V0.D}[0]".into())),
    }
}

/// A scalar register that is transferred.
fn transferred(c: &mut Cursor<'_, '_>) -> Result<(VReg, Size)> {
    let vt = vector(c)?;
    Ok((vt.reg, vt.scalar()?))
}

fn no_vector_form(c: &Cursor<'_, '_>) -> ParseError {
    c.expected("a general-purpose register")
}

/// LDR, LDUR and LDAPUR of a scalar register.
pub(super) fn load(c: &mut Cursor<'_, '_>, op: LoadOp) -> Result<Instruction> {
    let modes = match op {
        LoadOp::Ldr => Modes::Single,
        LoadOp::Ldur | LoadOp::Ldapur => Modes::Imm,
        _ => return Err(no_vector_form(c)),
    };
    let (vt, size) = transferred(c)?;
    let addr = address(c, modes)?;
    Ok(match op {
        LoadOp::Ldapur => Instruction::SimdLdapur { size, vt, addr },
        _ => Instruction::SimdLoad { size, unscaled: op == LoadOp::Ldur, vt, addr },
    })
}

/// STR, STUR and STLUR of a scalar register.
pub(super) fn store(c: &mut Cursor<'_, '_>, op: StoreOp) -> Result<Instruction> {
    let modes = match op {
        StoreOp::Str => Modes::Single,
        StoreOp::Stur | StoreOp::Stlur => Modes::Imm,
        _ => return Err(no_vector_form(c)),
    };
    let (vt, size) = transferred(c)?;
    let addr = address(c, modes)?;
    Ok(match op {
        StoreOp::Stlur => Instruction::SimdStlur { size, vt, addr },
        _ => Instruction::SimdStore { size, unscaled: op == StoreOp::Stur, vt, addr },
    })
}

/// Two scalar registers of one size, S, D or Q.
fn pair(c: &mut Cursor<'_, '_>) -> Result<(VReg, VReg, Size)> {
    let vt = vector(c)?;
    let size = vt.scalar()?;
    if matches!(size, Size::B | Size::H) {
        return Err(vt.error("an S, D or Q register"));
    }
    let vt2 = next_vector(c)?;
    if vt2.scalar()? != size {
        return Err(vt2.error("a register of the size of the first"));
    }
    Ok((vt.reg, vt2.reg, size))
}

/// LDP and LDNP of scalar registers.
pub(super) fn load_pair(c: &mut Cursor<'_, '_>, op: LoadPairOp) -> Result<Instruction> {
    let nontemporal = match op {
        LoadPairOp::Ldp => false,
        LoadPairOp::Ldnp => true,
        _ => return Err(no_vector_form(c)),
    };
    let (vt, vt2, size) = pair(c)?;
    let addr = address(c, Modes::Pair)?;
    Ok(Instruction::SimdLoadPair { size, nontemporal, vt, vt2, addr })
}

/// STP and STNP of scalar registers.
pub(super) fn store_pair(c: &mut Cursor<'_, '_>, op: StorePairOp) -> Result<Instruction> {
    let nontemporal = match op {
        StorePairOp::Stp => false,
        StorePairOp::Stnp => true,
        _ => return Err(no_vector_form(c)),
    };
    let (vt, vt2, size) = pair(c)?;
    let addr = address(c, Modes::Pair)?;
    Ok(Instruction::SimdStorePair { size, nontemporal, vt, vt2, addr })
}

/// MOV to a vector register: one element, a scalar, or the whole.
pub(super) fn mov(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let vd = vector(c)?;
    if vd.lane.is_some() {
        let element = vd.element()?;
        return insert(c, vd.reg, element);
    }
    if let Shape::Scalar(elem) = vd.shape {
        return dup_scalar(c, vd.reg, elem);
    }
    let arrangement = vd.lanes()?;
    let vn = next_vector(c)?;
    if vn.lanes()? != arrangement {
        return Err(vn.error("the arrangement of the first register"));
    }
    let bytes = in_bytes(c, arrangement);
    Ok(Instruction::SimdMov { vd: vd.reg, arrangement: bytes, vn: vn.reg })
}

/// The arrangement of whole registers, which are read and written as bytes.
fn in_bytes(c: &mut Cursor<'_, '_>, arrangement: Arrangement) -> Arrangement {
    let bytes = Arrangement {
        elem: Size::B,
        lanes: (u32::from(arrangement.lanes) * arrangement.elem.bytes()) as u8,
    };
    if bytes != arrangement {
        c.note(
            "whole registers are encoded as vectors of bytes".into(),
            format!("write {}B", bytes.lanes),
        );
    }
    bytes
}

/// The source of an element that is inserted: a general-purpose register or
/// another element.
fn insert(c: &mut Cursor<'_, '_>, vd: VReg, (elem, lane): (Size, u8)) -> Result<Instruction> {
    c.comma()?;
    if at_vector(c) {
        let vn = vector(c)?;
        let (size, from) = vn.element()?;
        if size != elem {
            return Err(vn.error("an element of the same size"));
        }
        return Ok(Instruction::SimdInsElement { vd, elem, lane, vn: vn.reg, from });
    }
    let rn = element_source(c, elem)?;
    Ok(Instruction::SimdInsGeneral { vd, elem, lane, rn })
}

/// A general-purpose register that fills elements: X for D, W for the others.
fn element_source(c: &mut Cursor<'_, '_>, elem: Size) -> Result<crate::isa::Reg> {
    let rn = c.gpr_or("a register or an element")?;
    let w = element_width(elem);
    if (w, rn.width) == (Width::W, Some(Width::X)) {
        let name = rn.reg.name(Width::W);
        c.note(
            format!("an element of {} bytes is filled from a W register", elem.bytes()),
            format!("write {name}"),
        );
        return Ok(rn.reg);
    }
    rn.at(w)
}

/// The width of the general-purpose register that holds an element.
fn element_width(elem: Size) -> Width {
    if elem == Size::X { Width::X } else { Width::W }
}

/// `Rd, ` is read: an element follows.
pub(super) fn umov_to(c: &mut Cursor<'_, '_>, rd: Gpr) -> Result<Instruction> {
    let vn = vector(c)?;
    let (elem, lane) = vn.element()?;
    let w = rd.width.unwrap_or(element_width(elem));
    Ok(Instruction::SimdUmov { w, rd: rd.at(w)?, vn: vn.reg, elem, lane })
}

fn dup(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let vd = vector(c)?;
    if let Shape::Scalar(elem) = vd.shape {
        return dup_scalar(c, vd.reg, elem);
    }
    let arrangement = vd.lanes()?;
    c.comma()?;
    if at_vector(c) {
        let vn = vector(c)?;
        let (elem, lane) = vn.element()?;
        if elem != arrangement.elem {
            return Err(vn.error("an element of the size of the lanes"));
        }
        return Ok(Instruction::SimdDupElement { vd: vd.reg, arrangement, vn: vn.reg, lane });
    }
    let rn = element_source(c, arrangement.elem)?;
    Ok(Instruction::SimdDupGeneral { vd: vd.reg, arrangement, rn })
}

/// `Sd, ` is read: an element follows.
fn dup_scalar(c: &mut Cursor<'_, '_>, vd: VReg, elem: Size) -> Result<Instruction> {
    let vn = next_vector(c)?;
    let (size, lane) = vn.element()?;
    if size != elem {
        return Err(vn.error("an element of the size of the register"));
    }
    let arrangement = Arrangement { elem, lanes: 1 };
    Ok(Instruction::SimdDupElement { vd, arrangement, vn: vn.reg, lane })
}

/// ADD of vectors, or of D registers.
pub(super) fn add(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let vd = vector(c)?;
    let arrangement = match vd.shape {
        Shape::Scalar(Size::X) => Arrangement { elem: Size::X, lanes: 1 },
        Shape::Scalar(_) => return Err(vd.error("a D register or a vector, such as V0.4S")),
        _ => vd.lanes()?,
    };
    let (vn, vm) = sources(c, &vd)?;
    Ok(Instruction::SimdAdd { vd: vd.reg, arrangement, vn, vm })
}

/// `, Vn, Vm` of the shape of `Vd`.
fn sources(c: &mut Cursor<'_, '_>, vd: &Vector) -> Result<(VReg, VReg)> {
    let vn = next_vector(c)?;
    same_shape(vd, &vn)?;
    let vm = next_vector(c)?;
    same_shape(vd, &vm)?;
    Ok((vn.reg, vm.reg))
}

/// AND, BIC, ORR, ORN and EOR of whole registers.
pub(super) fn logic(c: &mut Cursor<'_, '_>, op: LogicOp) -> Result<Instruction> {
    if op == LogicOp::Eon {
        return Err(no_vector_form(c));
    }
    let vd = vector(c)?;
    let arrangement = vd.lanes()?;
    let (vn, vm) = sources(c, &vd)?;
    let arrangement = in_bytes(c, arrangement);
    let vd = vd.reg;
    if op == LogicOp::Orr && vn == vm {
        return Ok(Instruction::SimdMov { vd, arrangement, vn });
    }
    Ok(Instruction::SimdLogic { op, vd, arrangement, vn, vm })
}

/// The immediate is kept as the value of an element.
fn movi(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let vd = vector(c)?;
    let arrangement = match vd.shape {
        Shape::Scalar(Size::X) => Arrangement { elem: Size::X, lanes: 1 },
        _ => vd.lanes()?,
    };
    c.comma()?;
    let highest = i128::from(u64::MAX >> (64 - 8 * arrangement.elem.bytes()));
    let imm = c.imm("value of an element", 0..=highest)? as u64;
    if !c.eat(',') {
        return Ok(Instruction::SimdMovi { vd: vd.reg, arrangement, imm });
    }
    let ones = match c.upper().as_deref() {
        Some("LSL") => false,
        Some("MSL") => true,
        _ => return Err(c.expected("LSL or MSL")),
    };
    c.bump();
    let amount = c.imm8("shift amount", 24)?;
    let filled = if ones { (1 << amount) - 1 } else { 0 };
    // The 64-bit immediates have no shift, so that bits shifted out are none of theirs.
    let imm = (imm << amount | filled) & highest as u64;
    Ok(Instruction::SimdMovi { vd: vd.reg, arrangement, imm })
}

fn addv(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let vd = vector(c)?;
    let elem = vd.scalar()?;
    let vn = next_vector(c)?;
    let arrangement = vn.lanes()?;
    if arrangement.elem != elem {
        return Err(vn.error("lanes of the size of the result"));
    }
    Ok(Instruction::SimdAddv { vd: vd.reg, arrangement, vn: vn.reg })
}

/// FMOV between a general-purpose register and S or D; the others are arithmetic.
fn fmov(c: &mut Cursor<'_, '_>) -> Result<Instruction> {
    let start = c.span.start;
    let to_general = !at_vector(c);
    let (gpr, v) = if to_general {
        (Some(c.gpr()?), next_vector(c)?)
    } else {
        let v = vector(c)?;
        c.comma()?;
        let general = !at_vector(c) && !c.at_number();
        (if general { Some(c.gpr()?) } else { None }, v)
    };
    let (Some(gpr), Shape::Scalar(size @ (Size::W | Size::X))) = (gpr, v.shape) else {
        return Err(Part::Float.error("this form of FMOV", start..c.span.end));
    };
    let w = if size == Size::X { Width::X } else { Width::W };
    let r = gpr.at(w)?;
    Ok(match to_general {
        true => Instruction::FmovToGeneral { w, rd: r, vn: v.reg },
        false => Instruction::FmovFromGeneral { w, vd: v.reg, rn: r },
    })
}
