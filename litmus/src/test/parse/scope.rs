//! What the names of a test stand for.

use super::cursor::Parse;
use super::suggest::did_you_mean;
use super::syntax::{AddressRef, OffsetRef, RegisterRef, ThreadRef, Value, Word};
use crate::isa::{Reg, Size, VReg};
use crate::test::diagnostic::{Code, Diagnostic};
use crate::test::{
    Const, LocId, Location, RegInit, RegName, Scalar, Span, Test, Thread, ThreadId, Type,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The threads and locations of a test while it is put together.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) threads: Vec<Thread>,
    pub(super) locations: Vec<Location>,
    /// How the text speaks of each location.
    pub(super) mentions: Vec<Mention>,
    by_name: HashMap<Arc<str>, LocId>,
    /// The labels of each thread.
    labels: Vec<HashSet<Arc<str>>>,
}

/// How the text speaks of a location.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Where it is first named.
    pub(super) first: Span,
    /// Whether the initial state has an entry for it.
    pub(super) declared: bool,
    /// Whether it is named other than by its entry.
    pub(super) used: bool,
}

/// A register of a thread, and how a vector register is divided, if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Register {
    pub(super) thread: ThreadId,
    pub(super) reg: RegName,
    pub(super) lanes: Option<Type>,
}

impl Scope {
    /// The scope of some threads, without locations.
    pub(super) fn new(threads: Vec<Thread>) -> Scope {
        let labels =
            threads.iter().map(|t| t.labels.iter().map(|l| l.name.clone()).collect()).collect();
        Scope { threads, labels, ..Scope::default() }
    }

    /// The scope of a test that was read before.
    pub(super) fn of(test: &Test) -> Scope {
        let mut scope = Scope::new(test.threads.clone());
        let ids = (0..test.locations.len()).map(|i| LocId(i as u16));
        scope.by_name = test.locations.iter().map(|l| l.name.clone()).zip(ids).collect();
        scope.mentions =
            vec![Mention { first: 0..0, declared: true, used: true }; test.locations.len()];
        scope.locations.clone_from(&test.locations);
        scope
    }

    /// The location called `name`, made if it is new.
    pub(super) fn location(&mut self, name: &Word<'_>) -> Parse<LocId> {
        if let Some(&loc) = self.by_name.get(name.text) {
            return Ok(loc);
        }
        let Ok(index) = u16::try_from(self.locations.len()) else {
            return Err(too_many(name.span.clone(), "locations"));
        };
        let text: Arc<str> = name.text.into();
        self.locations.push(Location {
            name: text.clone(),
            ty: Type { elem: Scalar::INT, len: None },
            typed: false,
            init: vec![Const::Int(0)],
        });
        self.mentions.push(Mention { first: name.span.clone(), declared: false, used: false });
        self.by_name.insert(text, LocId(index));
        Ok(LocId(index))
    }

    /// The location called `name`, from now on used.
    pub(super) fn used_location(&mut self, name: &Word<'_>) -> Parse<LocId> {
        let loc = self.location(name)?;
        self.mentions[loc.0 as usize].used = true;
        Ok(loc)
    }

    /// The data of a location.
    pub(super) fn get(&self, loc: LocId) -> &Location {
        &self.locations[loc.0 as usize]
    }

    /// The data of a location, to be changed.
    pub(super) fn get_mut(&mut self, loc: LocId) -> &mut Location {
        &mut self.locations[loc.0 as usize]
    }

    /// The thread with a number.
    pub(super) fn thread(&self, thread: &ThreadRef) -> Parse<ThreadId> {
        match usize::try_from(thread.number) {
            Ok(index) if index < self.threads.len() => Ok(ThreadId(index as u16)),
            _ => Err(no_such_thread(thread, self.threads.len())),
        }
    }

    /// The register that is named.
    pub(super) fn register(&self, register: &RegisterRef<'_>) -> Parse<Register> {
        let thread = match &register.thread {
            Some(thread) => Some(self.thread(thread)?),
            None => None,
        };
        if register.symbolic {
            return self.symbolic(register, thread);
        }
        match thread {
            Some(thread) => {
                let (reg, lanes) = register_name(&register.name)?;
                Ok(Register { thread, reg, lanes })
            }
            None => Err(not_a_register(&register.name)),
        }
    }

    /// What `%x` stands for: in `thread`, or in the only one that has it.
    fn symbolic(&self, register: &RegisterRef<'_>, thread: Option<ThreadId>) -> Parse<Register> {
        let name = register.name.text;
        let found: Vec<(ThreadId, Reg)> = self
            .threads
            .iter()
            .enumerate()
            .map(|(number, data)| (ThreadId(number as u16), data))
            .filter(|&(id, _)| thread.is_none_or(|wanted| wanted == id))
            .filter_map(|(id, data)| {
                let symbolic = data.symbolic.iter().find(|s| &*s.name == name)?;
                Some((id, symbolic.reg))
            })
            .collect();
        match found[..] {
            [] => Err(self.no_such_symbolic(register)),
            [(thread, reg)] => Ok(Register { thread, reg: RegName::General(reg), lanes: None }),
            [(first, _), (second, _), ..] => Err(ambiguous_symbolic(register, first, second)),
        }
    }

    fn no_such_symbolic(&self, register: &RegisterRef<'_>) -> Diagnostic {
        let name = register.name.text;
        let known = self.threads.iter().flat_map(|t| &t.symbolic).map(|s| &*s.name);
        let mut diagnostic = Diagnostic::new(
            Code::NoSuchSymbolic,
            register.span(),
            format!("no instruction uses the symbolic register `%{name}`"),
            "not used in the code",
        );
        diagnostic.help =
            super::suggest::closest(name, known).map(|near| format!("did you mean `%{near}`?"));
        diagnostic
    }

    /// The constant that is written.
    pub(super) fn value(&mut self, value: &Value<'_>) -> Parse<Const> {
        match value {
            Value::Int(value) => Ok(Const::Int(*value)),
            Value::Address(address) => self.address(address),
            Value::Label { thread, name } => self.label(thread, name),
        }
    }

    fn address(&mut self, address: &AddressRef<'_>) -> Parse<Const> {
        let loc = self.used_location(&address.name)?;
        let (offset, span) = match &address.offset {
            OffsetRef::None => return Ok(Const::Address { loc, offset: 0 }),
            OffsetRef::Element(index, span) => {
                let size = i128::from(self.get(loc).ty.elem.size.bytes());
                (index.checked_mul(size), span)
            }
            OffsetRef::Bytes(bytes, span) => (Some(*bytes), span),
        };
        match offset.and_then(|o| i64::try_from(o).ok()) {
            Some(offset) => Ok(Const::Address { loc, offset }),
            None => Err(Diagnostic::new(
                Code::BadNumber,
                span.clone(),
                "this offset does not fit in 64 bits",
                "too large",
            )),
        }
    }

    fn label(&self, thread: &ThreadRef, name: &Word<'_>) -> Parse<Const> {
        let id = self.thread(thread)?;
        match self.labels[id.0 as usize].get(name.text) {
            Some(label) => Ok(Const::Label { thread: id, name: label.clone() }),
            None => Err(self.undefined_label(Code::UndefinedLabel, id, name)),
        }
    }

    /// Whether a thread defines a label.
    pub(super) fn has_label(&self, thread: ThreadId, name: &str) -> bool {
        self.labels[thread.0 as usize].contains(name)
    }

    /// A label that `thread` does not define.
    pub(super) fn undefined_label(
        &self,
        code: Code,
        thread: ThreadId,
        name: &Word<'_>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(
            code,
            name.span.clone(),
            format!("P{} defines no label `{}`", thread.0, name.text),
            "not defined",
        );
        let labels = &self.threads[thread.0 as usize].labels;
        diagnostic.help = did_you_mean(name.text, labels.iter().map(|l| &*l.name));
        diagnostic
    }

    /// Notes the lanes of a vector register that only the final part names, so
    /// that [`Thread::regs`] knows how it is printed.
    pub(super) fn declare_lanes(&mut self, register: Register) {
        let regs = &mut self.threads[register.thread.0 as usize].regs;
        if register.lanes.is_some() && !regs.iter().any(|r| r.reg == register.reg) {
            regs.push(RegInit { reg: register.reg, ty: register.lanes, value: None });
        }
    }
}

/// What a name stands for as a register, and the lanes if it is a vector.
fn register_name(word: &Word<'_>) -> Parse<(RegName, Option<Type>)> {
    let upper = word.text.to_ascii_uppercase();
    if let Some(reg) = general(&upper) {
        return Ok((RegName::General(reg), None));
    }
    if let Some((reg, lanes)) = upper.split_once('.') {
        let reg = numbered(reg, 'V').and_then(VReg::new);
        if let (Some(reg), Some(lanes)) = (reg, lane_type(lanes)) {
            return Ok((RegName::Vector(reg), Some(lanes)));
        }
    }
    Err(not_a_register(word))
}

/// The general-purpose register with an upper-case 64-bit name.
pub(super) fn general(name: &str) -> Option<Reg> {
    match name {
        "XZR" => Some(Reg::ZR),
        "SP" => Some(Reg::SP),
        "LR" => Some(Reg::LR),
        _ => numbered(name, 'X').and_then(Reg::new),
    }
}

/// The number after a prefix: 4 in `X4`.
fn numbered(name: &str, prefix: char) -> Option<u8> {
    let digits = name.strip_prefix(prefix)?;
    let canonical = digits == "0" || !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|_| canonical)
}

/// The elements of an arrangement such as `4S`: they are unsigned where herd7
/// prints them so.
fn lane_type(arrangement: &str) -> Option<Type> {
    let at = arrangement.len().checked_sub(1).filter(|&i| arrangement.is_char_boundary(i))?;
    let (lanes, letter) = arrangement.split_at(at);
    let size = match letter {
        "B" => Size::B,
        "H" => Size::H,
        "S" => Size::W,
        "D" => Size::X,
        _ => return None,
    };
    let lanes: u32 = lanes.parse().ok()?;
    let bytes = lanes.checked_mul(size.bytes())?;
    let signed = matches!(size, Size::W | Size::X);
    let elem = Scalar { size, signed, pointer: false };
    matches!(bytes, 8 | 16).then_some(Type { elem, len: Some(lanes) })
}

/// Refuses a name as a register, with the way out that fits it.
fn not_a_register(word: &Word<'_>) -> Diagnostic {
    let upper = word.text.to_ascii_uppercase();
    if is_system_register(&upper) {
        return Diagnostic::new(
            Code::UnsupportedFeature,
            word.span.clone(),
            format!("the system register `{}` cannot be given or asked for", word.text),
            "expected a general-purpose or vector register",
        );
    }
    let help = if let Some(number) = numbered(&upper, 'W').filter(|&n| n <= 30) {
        format!("write `X{number}`; a test names registers at their full width")
    } else if let Some(number) = ["V", "Q", "D", "S", "H", "B"]
        .iter()
        .find_map(|p| numbered(&upper, p.chars().next()?))
        .filter(|&n| n <= 31)
    {
        format!("write `V{number}.4S`; a test names vector registers with their lanes")
    } else {
        "registers are X0 to X30, SP, XZR, and V0 to V31 with lanes, `V0.4S`".to_owned()
    };
    Diagnostic::new(
        Code::NotARegister,
        word.span.clone(),
        format!("`{}` is not a register", word.text),
        "expected a register",
    )
    .with_help(help)
}

fn is_system_register(name: &str) -> bool {
    matches!(name, "NZCV" | "FPCR" | "FPSR" | "DAIF")
        || ["_EL0", "_EL1", "_EL2", "_EL3"].iter().any(|suffix| name.ends_with(suffix))
}

fn no_such_thread(thread: &ThreadRef, threads: usize) -> Diagnostic {
    let known = match threads {
        0 | 1 => "there is only P0".to_owned(),
        2 => "there are P0 and P1".to_owned(),
        _ => format!("there are P0 to P{}", threads - 1),
    };
    Diagnostic::new(
        Code::NoSuchThread,
        thread.span.clone(),
        format!("the test has no thread P{}", thread.number),
        known,
    )
}

/// More of something than its identifiers can number.
pub(super) fn too_many(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(
        Code::TooMany,
        span,
        format!("a test has at most {} {what}", usize::from(u16::MAX) + 1),
        "one too many",
    )
}

fn ambiguous_symbolic(register: &RegisterRef<'_>, a: ThreadId, b: ThreadId) -> Diagnostic {
    let name = register.name.text;
    Diagnostic::new(
        Code::AmbiguousSymbolic,
        register.span(),
        format!("`%{name}` may be that of P{} or that of P{}", a.0, b.0),
        "several threads use it",
    )
    .with_help(format!("say which one, `{}:%{name}`", a.0))
}
