//! A litmus test as a subject.

use crate::assemble::{Entry, Refusal, Routine, assemble};
use crate::code::{self, Code};
use crate::subject::{Instance, Shape, Subject, Variable};
use fencepost_litmus::explore::Prepared;
use fencepost_litmus::explore::observe::Look;
use fencepost_litmus::explore::outcome::FinalState;
use fencepost_litmus::test::{Const, LocId, RegName, Test, ThreadId};
use std::fmt;
use std::io;

/// A test as machine code, ready to be [run](crate::run()).
///
/// Its raw outcomes hold the model's addresses in place of the machine's, so they are the same in
/// every instance and in every process; [`Assembled::final_state`] names them.
pub struct Assembled {
    roles: Vec<Role>,
    variables: Vec<Variable>,
    /// The model's addresses of the variables and how many bytes of each are the model's.
    model: Vec<(u64, u64)>,
    resets: Vec<Reset>,
    looks: Vec<Place>,
    words: usize,
    /// By thread, then instruction: the machine's address and the model's.
    code_addresses: Vec<(u64, u64)>,
}

/// The code of one thread, and what it starts with.
struct Role {
    routine: Routine,
    code: Code,
    fills: Vec<Fill>,
}

/// A value of an instance.
#[derive(Clone, Copy, Debug)]
enum Value {
    /// The same in all.
    Plain(u128),
    /// Where one of its variables is, plus an offset.
    Address { variable: usize, offset: i64 },
}

/// A part of a frame that is written once.
#[derive(Clone, Copy, Debug)]
struct Fill {
    offset: usize,
    /// At most 16.
    size: usize,
    value: Value,
}

/// A part of a variable that is written before each race.
#[derive(Clone, Copy, Debug)]
struct Reset {
    variable: usize,
    offset: usize,
    /// 1, 2, 4 or 8.
    size: usize,
    value: Value,
}

/// Where to look for a word of the outcome: little-endian, zero-extended.
#[derive(Clone, Copy, Debug)]
enum Place {
    Frame {
        role: usize,
        offset: usize,
    },
    Variable {
        variable: usize,
        offset: usize,
        size: usize,
    },
    /// Memory that no access reaches beyond what is looked at anyway.
    Absent,
}

/// Why a test cannot be run here.
#[derive(Debug)]
pub enum Unfit {
    /// It has no machine code.
    Refused(Refusal),
    /// The system gives no executable memory.
    Memory(io::Error),
    /// This host is no AArch64.
    Host,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Refused(refusal) => write!(f, "{refusal}"),
            Unfit::Memory(e) => write!(f, "no executable memory: {e}"),
            Unfit::Host => f.write_str("A64 code runs on AArch64 only, and this host is none"),
        }
    }
}

impl std::error::Error for Unfit {}

impl Assembled {
    /// Assembles a test.
    ///
    /// # Errors
    /// If the test has no machine code, or this host cannot run it.
    pub fn new(prepared: &Prepared<'_>) -> Result<Assembled, Unfit> {
        if !cfg!(target_arch = "aarch64") {
            return Err(Unfit::Host);
        }
        Assembled::placed(prepared)
    }

    /// As [`Assembled::new`] on any host, where it must not run.
    fn placed(prepared: &Prepared<'_>) -> Result<Assembled, Unfit> {
        let test = prepared.test();
        let code = (0..test.threads.len())
            .map(|n| {
                let routine = assemble(test, ThreadId(n as u16)).map_err(Unfit::Refused)?;
                let code = Code::new(&routine.code).map_err(Unfit::Memory)?;
                Ok((routine, code))
            })
            .collect::<Result<Vec<_>, Unfit>>()?;
        let locations = (0..test.locations.len()).map(|n| LocId(n as u16));
        let variables: Vec<Variable> = locations.clone().map(|l| variable(prepared, l)).collect();
        let constants = Constants { test, code: &code };
        let resets = locations.clone().flat_map(|l| resets(l, &variables, &constants)).collect();
        let fills: Vec<Vec<Fill>> = (0..code.len()).map(|n| fills(n, &constants)).collect();
        let looks: Vec<Place> =
            prepared.looks().into_iter().flat_map(|look| places(look, &variables, &code)).collect();
        let mut code_addresses = Vec::new();
        for (n, (routine, code)) in code.iter().enumerate() {
            code_addresses.extend(routine.instructions.iter().enumerate().map(|(i, &at)| {
                let model = prepared.code_address(ThreadId(n as u16), i);
                (code.address(at).addr() as u64, model)
            }));
        }
        code_addresses.sort_unstable();
        Ok(Assembled {
            model: locations
                .map(|l| (prepared.address(l), u64::from(prepared.capacity(l))))
                .collect(),
            roles: code
                .into_iter()
                .zip(fills)
                .map(|((routine, code), fills)| Role { routine, code, fills })
                .collect(),
            variables,
            resets,
            words: looks.len(),
            looks,
            code_addresses,
        })
    }

    /// The final state that a raw outcome stands for; none if the test's filter rejects it.
    /// `prepared` is what this was made from.
    pub fn final_state(&self, prepared: &Prepared<'_>, outcome: &[u64]) -> Option<FinalState> {
        let mut words = outcome.iter().map(|&word| u128::from(word));
        let values: Vec<u128> = prepared
            .looks()
            .into_iter()
            .map(|look| {
                let low = words.next().unwrap_or(0);
                if is_wide(look) { low | words.next().unwrap_or(0) << 64 } else { low }
            })
            .collect();
        prepared.final_state(&values)
    }

    /// By thread: the routine and where it was placed.
    pub fn code(&self) -> impl ExactSizeIterator<Item = (&Routine, &Code)> {
        self.roles.iter().map(|role| (&role.routine, &role.code))
    }

    /// A word with the model's address in it in place of the machine's.
    #[inline]
    fn in_model(&self, word: u64, instance: &Instance<'_>) -> u64 {
        // Where no system maps anything.
        if word < 0x1_0000 {
            return word;
        }
        self.address_in_model(word, instance)
    }

    fn address_in_model(&self, word: u64, instance: &Instance<'_>) -> u64 {
        // What is inside one variable may be just past another.
        for past in [false, true] {
            for (n, &address) in instance.variables().iter().enumerate() {
                let (model, capacity) = self.model[n];
                let len = if past { capacity + 1 } else { self.variables[n].size as u64 };
                let offset = word.wrapping_sub(address.addr() as u64);
                if offset < len {
                    return model + offset;
                }
            }
        }
        match self.code_addresses.binary_search_by_key(&word, |&(machine, _)| machine) {
            Ok(n) => self.code_addresses[n].1,
            Err(_) => word,
        }
    }
}

/// Whether a look is at 128 bits.
fn is_wide(look: Look) -> bool {
    match look {
        Look::Register { reg, .. } => matches!(reg, RegName::Vector(_)),
        Look::Memory { size, .. } => size > 8,
    }
}

/// The memory of a location: what the threads may access, and room for what it begins with.
fn variable(prepared: &Prepared<'_>, loc: LocId) -> Variable {
    let location = &prepared.test().locations[usize::from(loc.0)];
    let elem = location.ty.elem.size.bytes();
    let begin = match (location.ty.len, location.init.first()) {
        (Some(len), _) => len * elem,
        (None, Some(Const::Int(_)) | None) => elem,
        (None, Some(Const::Address { .. } | Const::Label { .. })) => elem.max(8),
    };
    let size = prepared.extent(loc).max(begin).max(1) as usize;
    Variable { size, align: size.next_power_of_two().min(16) }
}

/// The constants of a test in terms of its code.
struct Constants<'a> {
    test: &'a Test,
    code: &'a [(Routine, Code)],
}

impl Constants<'_> {
    fn value(&self, c: &Const) -> Value {
        match c {
            Const::Int(i) => Value::Plain(*i as u128),
            Const::Address { loc, offset } => {
                Value::Address { variable: usize::from(loc.0), offset: *offset }
            }
            Const::Label { thread, name } => {
                let thread = usize::from(thread.0);
                let index = self.test.threads[thread].label(name);
                // The parser has seen to it that a label of the initial state exists.
                Value::Plain(index.map_or(0, |index| self.code_address(thread, index)))
            }
        }
    }

    fn code_address(&self, thread: usize, index: usize) -> u128 {
        let (routine, code) = &self.code[thread];
        code.address(routine.instructions[index]).addr() as u128
    }
}

/// What a location begins with.
fn resets(loc: LocId, variables: &[Variable], constants: &Constants<'_>) -> Vec<Reset> {
    let variable = usize::from(loc.0);
    let location = &constants.test.locations[variable];
    let total = variables[variable].size;
    let elem = location.ty.elem.size.bytes() as usize;
    let mut resets = Vec::new();
    let mut put = |mut offset: usize, end: usize, value: Value| {
        let mut value = value;
        while offset < end {
            let size = 1 << (end - offset).min(8).ilog2();
            resets.push(Reset { variable, offset, size, value });
            offset += size;
            value = match value {
                Value::Plain(number) => Value::Plain(number >> (8 * size)),
                Value::Address { .. } => Value::Plain(0), // its upper half
            };
        }
    };
    match location.ty.len {
        Some(len) => {
            for i in 0..len as usize {
                let value = location.init.get(i).map_or(Value::Plain(0), |c| constants.value(c));
                put(i * elem, (i + 1) * elem, value);
            }
        }
        None => {
            let value = location.init.first().map_or(Value::Plain(0), |c| constants.value(c));
            put(0, total.min(elem.max(16)), value);
        }
    }
    resets
}

/// What the registers of a thread begin with.
fn fills(thread: usize, constants: &Constants<'_>) -> Vec<Fill> {
    let (routine, _) = &constants.code[thread];
    let source = &constants.test.threads[thread];
    let mut fills = Vec::new();
    for slot in &routine.inputs {
        let offset = slot.offset as usize;
        let init =
            source.regs.iter().rev().find(|init| init.reg == slot.reg && init.value.is_some());
        let elements = init.and_then(|init| init.value.as_deref()).unwrap_or_default();
        let size = if matches!(slot.reg, RegName::Vector(_)) { 16 } else { 8 };
        match elements {
            [] => {
                // A thread that returns is at its end.
                let is_link =
                    matches!(slot.reg, RegName::General(r) if r == fencepost_litmus::isa::Reg::LR);
                let end = source.code.len();
                let value = if is_link { constants.code_address(thread, end) } else { 0 };
                fills.push(Fill { offset, size, value: Value::Plain(value) });
            }
            [one] => fills.push(Fill { offset, size, value: constants.value(one) }),
            several => {
                let lane =
                    init.and_then(|init| init.ty).map_or(4, |ty| ty.elem.size.bytes() as usize);
                fills.push(Fill { offset, size, value: Value::Plain(0) });
                for (i, c) in several.iter().enumerate().take(size / lane) {
                    let value = constants.value(c);
                    fills.push(Fill { offset: offset + i * lane, size: lane, value });
                }
            }
        }
    }
    fills
}

/// Where the words of a look are.
fn places(look: Look, variables: &[Variable], code: &[(Routine, Code)]) -> Vec<Place> {
    let words = if is_wide(look) { 2 } else { 1 };
    let word = |n: usize| match look {
        Look::Register { thread, reg } => {
            let role = usize::from(thread.0);
            let slot = code[role].0.outputs.iter().find(|slot| slot.reg == reg);
            slot.map_or(Place::Absent, |slot| Place::Frame {
                role,
                offset: slot.offset as usize + 8 * n,
            })
        }
        Look::Memory { loc, offset, size } => {
            let variable = usize::from(loc.0);
            let offset = offset as usize + 8 * n;
            let end = (offset + (size as usize - 8 * n).min(8)).min(variables[variable].size);
            if offset >= end {
                return Place::Absent;
            }
            Place::Variable { variable, offset, size: end - offset }
        }
    };
    (0..words).map(word).collect()
}

impl Value {
    #[inline]
    fn of(self, instance: &Instance<'_>) -> u128 {
        match self {
            Value::Plain(number) => number,
            Value::Address { variable, offset } => {
                let address = instance.variables()[variable].addr() as u64;
                address.wrapping_add_signed(offset).into()
            }
        }
    }
}

// SAFETY: what is written and read here lies inside frames and variables, whose sizes the shape
// gives; the code is A64, to which Rust's rules for races do not apply, and stays inside them as
// far as the test does. A test that does not is confined by guard pages, or by its process.
unsafe impl Subject for Assembled {
    fn shape(&self) -> Shape {
        Shape {
            frames: self.roles.iter().map(|role| role.routine.frame_len as usize).collect(),
            variables: self.variables.clone(),
            words: self.words,
        }
    }

    fn enter(&self) {
        code::synchronise();
    }

    unsafe fn bind(&self, role: usize, instance: &Instance<'_>) {
        let frame = instance.frame(role);
        for fill in &self.roles[role].fills {
            let bytes = fill.value.of(instance).to_le_bytes();
            // SAFETY: slots are inside the frame, and `size` is at most 16.
            unsafe { frame.add(fill.offset).copy_from_nonoverlapping(bytes.as_ptr(), fill.size) };
        }
    }

    #[inline]
    unsafe fn reset(&self, instance: &Instance<'_>) {
        for reset in &self.resets {
            let value = match reset.value {
                Value::Plain(number) => number as u64,
                address => address.of(instance) as u64,
            };
            let at = instance.variables()[reset.variable].wrapping_add(reset.offset);
            // SAFETY: inside the variable, which nobody else uses now. Offsets are multiples of
            // sizes in arrays and in scalars, but not in scalars of odd size.
            unsafe {
                match reset.size {
                    8 => at.cast::<u64>().write_unaligned(value),
                    4 => at.cast::<u32>().write_unaligned(value as u32),
                    2 => at.cast::<u16>().write_unaligned(value as u16),
                    _ => at.write(value as u8),
                }
            }
        }
    }

    #[inline]
    unsafe fn run(&self, role: usize, frames: *mut u8, count: usize, stride: usize) {
        let entry = self.roles[role].code.address(0);
        // SAFETY: the code begins with an entry; `new` makes no value on other hosts. The frames
        // are bound, as the caller promises.
        unsafe {
            let entry = std::mem::transmute::<*const u8, Entry>(entry);
            entry(frames, count, stride);
        }
    }

    #[inline]
    unsafe fn collect(&self, instance: &Instance<'_>, outcome: &mut [u64]) {
        for (word, look) in outcome.iter_mut().zip(&self.looks) {
            let found = match *look {
                Place::Frame { role, offset } => {
                    // SAFETY: outputs are inside the frame, at multiples of 8.
                    unsafe { instance.frame(role).add(offset).cast::<u64>().read() }
                }
                Place::Variable { variable, offset, size } => {
                    let at = instance.variables()[variable].wrapping_add(offset);
                    // SAFETY: inside the variable, which nobody else uses now.
                    unsafe {
                        match size {
                            8 => at.cast::<u64>().read_unaligned(),
                            4 => at.cast::<u32>().read_unaligned().into(),
                            _ => {
                                let mut bytes = [0; 8];
                                at.copy_to_nonoverlapping(bytes.as_mut_ptr(), size);
                                u64::from_le_bytes(bytes)
                            }
                        }
                    }
                }
                Place::Absent => 0,
            };
            *word = self.in_model(found, instance);
        }
    }
}
