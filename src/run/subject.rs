//! A litmus test as what the runner races: machine code, and memory that holds
//! what the test says.
//!
//! Addresses differ from instance to instance, outcomes must not. So a word of
//! an outcome that is an address of the instance is replaced by the number that
//! the model knows it by ([`Observer::address`]), and [`Assembled::state`]
//! turns outcomes into the very words in which the model's are written.

use fencepost_asm::detect;
use fencepost_litmus::explore::Observer;
use fencepost_litmus::explore::observe::Ended;
use fencepost_litmus::explore::outcome::Value;
use fencepost_litmus::isa::Size;
use fencepost_litmus::isa::lint::Feature;
use fencepost_litmus::model::graph::Footprint;
use fencepost_litmus::test::{Const, Item, LocId, RegName, Test, ThreadId};
use fencepost_machine::assemble::{Entry, Refusal, Routine, assemble};
use fencepost_machine::code::{Code, synchronise};
use fencepost_machine::{Instance, Shape, Subject, Variable};
use std::cell::Cell;
use std::io;
use std::ops::Range;

/// Locations are aligned for the widest access there is.
const ALIGN: usize = 16;

/// A test in executable memory.
#[derive(Debug)]
pub struct Assembled<'t> {
    observer: Observer<'t>,
    threads: Vec<Thread>,
    locations: Vec<Contents>,
    places: Vec<(Source, Place)>,
    words: usize,
    code: Code,
}

/// A thread's code, and where it begins.
#[derive(Debug)]
struct Thread {
    routine: Routine,
    start: u32,
    /// By [`Routine::inputs`]: the value to start with.
    inputs: Vec<Initial>,
}

/// What a location starts with.
#[derive(Debug)]
struct Contents {
    bytes: Vec<u8>,
    /// Where in it there are addresses, 8 bytes each.
    addresses: Vec<(usize, Target)>,
}

/// The initial value of a register.
#[derive(Debug)]
enum Initial {
    Number(u128),
    Address(Target),
}

/// What an address leads to.
#[derive(Clone, Copy, Debug)]
enum Target {
    Data { loc: LocId, offset: i64 },
    Code { address: u64 },
}

/// Something that the test observes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Register { role: usize, reg: RegName, offset: u32, bytes: usize },
    Memory(Footprint),
}

/// Where it is in an outcome: one word, or two for what is wider than 8 bytes.
type Place = Range<usize>;

/// Why a test has no machine code.
#[derive(Debug)]
pub enum Failure {
    /// A thread cannot be assembled.
    Refused(Refusal),
    /// The system gives no executable memory.
    Memory(io::Error),
}

/// Assembles a test.
///
/// # Errors
/// Why it cannot be.
pub fn assembled(test: &Test) -> Result<Assembled<'_>, Failure> {
    let ids = (0..test.threads.len()).map(|t| ThreadId(t as u16));
    let routines: Vec<Routine> =
        ids.map(|id| assemble(test, id)).collect::<Result<_, _>>().map_err(Failure::Refused)?;
    let (mut bytes, mut starts) = (Vec::new(), Vec::new());
    for routine in &routines {
        bytes.resize(bytes.len().next_multiple_of(64), 0);
        starts.push(bytes.len() as u32);
        bytes.extend_from_slice(&routine.code);
    }
    let code = Code::new(&bytes).map_err(Failure::Memory)?;
    let observer = Observer::new(test);

    let label = |thread: ThreadId, name: &str| {
        let thread = usize::from(thread.0);
        let index = test.threads[thread].label(name)?;
        let offset = starts[thread] + routines[thread].instructions[index];
        Some(Target::Code { address: code.address(offset).addr() as u64 })
    };
    let target = |constant: &Const| match constant {
        Const::Int(_) => None,
        Const::Address { loc, offset } => Some(Target::Data { loc: *loc, offset: *offset }),
        Const::Label { thread, name } => label(*thread, name),
    };
    let locations = test.locations.iter().enumerate().map(|(n, location)| {
        let bytes = observer.contents(LocId(n as u16)).to_vec();
        // What is narrower than an address holds none.
        let step = if location.ty.len.is_some() { location.ty.elem.size.bytes() } else { 8 };
        let addresses = location.init.iter().enumerate().filter(|_| step == Size::X.bytes());
        let addresses = addresses.filter_map(|(i, c)| Some((i * 8, target(c)?))).collect();
        Contents { bytes, addresses }
    });
    let locations: Vec<Contents> = locations.collect();

    let initial = |thread: usize, reg: RegName| {
        let found = test.threads[thread].regs.iter().rev().find(|r| r.reg == reg);
        let Some((init, value)) = found.and_then(|r| Some((r, r.value.as_ref()?))) else {
            return Initial::Number(0);
        };
        match &value[..] {
            [constant] => match (constant, target(constant)) {
                (_, Some(target)) => Initial::Address(target),
                (Const::Int(number), None) => Initial::Number(*number as u128),
                _ => Initial::Number(0),
            },
            lanes => {
                let bits = init.ty.map_or(32, |t| t.elem.size.bytes() * 8);
                let lane = |(i, c): (usize, &Const)| match c {
                    Const::Int(v) => {
                        (*v as u128 & (u128::MAX >> (128 - bits))) << (i as u32 * bits).min(127)
                    }
                    _ => 0,
                };
                Initial::Number(lanes.iter().enumerate().map(lane).fold(0, |all, l| all | l))
            }
        }
    };
    let inputs = |(n, routine): (usize, &Routine)| -> Vec<Initial> {
        routine.inputs.iter().map(|slot| initial(n, slot.reg)).collect()
    };
    let inputs: Vec<_> = routines.iter().enumerate().map(inputs).collect();
    let threads: Vec<Thread> = routines
        .into_iter()
        .zip(starts.iter().zip(inputs))
        .map(|(routine, (&start, inputs))| Thread { routine, start, inputs })
        .collect();

    let (mut places, mut words) = (Vec::new(), 0);
    for source in sources(&observer, &threads) {
        let bytes = match source {
            Source::Register { bytes, .. } => bytes,
            Source::Memory(at) => at.size as usize,
        };
        let end = words + bytes.div_ceil(8);
        places.push((source, words..end));
        words = end;
    }
    Ok(Assembled { observer, threads, locations, places, words, code })
}

/// What the test observes, each once.
fn sources(observer: &Observer<'_>, threads: &[Thread]) -> Vec<Source> {
    let registers = observer.items().iter().filter_map(|&item| {
        let Item::Reg { thread, reg } = item else { return None };
        let role = usize::from(thread.0);
        let slot = threads[role].routine.outputs.iter().find(|slot| slot.reg == reg)?;
        let bytes = if matches!(reg, RegName::Vector(_)) { 16 } else { 8 };
        Some(Source::Register { role, reg, offset: slot.offset, bytes })
    });
    let mut sources: Vec<Source> = registers.collect();
    for at in observer.footprints() {
        let source = Source::Memory(at);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

impl Assembled<'_> {
    /// The features that the test needs and that this machine is known to lack.
    pub fn missing(&self) -> Vec<Feature> {
        let features = detect::features();
        let lacks = |feature: &&Feature| {
            let name = feature.name().trim_start_matches("FEAT_").to_lowercase();
            let known = fencepost_asm::Feature::ALL.into_iter().find(|f| f.name() == name);
            known.is_some_and(|known| !features.has(known))
        };
        let needs = self.threads.iter().flat_map(|t| &t.routine.needs);
        let mut missing: Vec<Feature> = needs.filter(lacks).copied().collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// An outcome in the words of the model; `None` if the test's filter refuses it.
    pub fn state(&self, outcome: &[u64]) -> Option<Vec<Vec<Value>>> {
        self.observer.state(&Outcome { places: &self.places, words: outcome })
    }

    /// The machine's address of a target.
    fn resolve(target: Target, instance: &Instance<'_>) -> u64 {
        match target {
            Target::Code { address } => address,
            Target::Data { loc, offset } => {
                let base = instance.variables()[usize::from(loc.0)];
                base.wrapping_offset(offset as isize).addr() as u64
            }
        }
    }

    /// The model's number for a word, if it is an address of this instance.
    fn symbolic(&self, word: u64, instance: &Instance<'_>) -> u64 {
        // No system maps anything there.
        if word < 1 << 16 {
            return word;
        }
        let bases = || instance.variables().iter().map(|base| base.addr() as u64).enumerate();
        let inside = |n: usize, base: u64, end: u64| {
            let len = self.locations[n].bytes.len() as u64 + end;
            word.checked_sub(base).filter(|&offset| offset < len)
        };
        // One location may begin where another ends: inside comes first.
        for end in [0, 1] {
            for (n, base) in bases() {
                if let Some(offset) = inside(n, base, end) {
                    return self.observer.address(LocId(n as u16)) + offset;
                }
            }
        }
        for (n, thread) in self.threads.iter().enumerate() {
            let start = self.code.address(thread.start).addr() as u64;
            let offset = word.wrapping_sub(start);
            let index = thread.routine.instructions.iter().position(|&i| u64::from(i) == offset);
            if let Some(index) = index {
                return self.observer.code_address(ThreadId(n as u16), index);
            }
        }
        word
    }
}

/// An outcome as the observer asks for it.
struct Outcome<'a> {
    places: &'a [(Source, Place)],
    words: &'a [u64],
}

impl Outcome<'_> {
    fn value(&self, is: impl Fn(&Source) -> bool) -> u128 {
        let place = self.places.iter().find(|(source, _)| is(source)).map(|(_, place)| place);
        let words = place.map_or(&[][..], |place| &self.words[place.clone()]);
        words.iter().rev().fold(0, |value, &word| value << 64 | u128::from(word))
    }
}

impl Ended for Outcome<'_> {
    fn register(&self, thread: ThreadId, reg: RegName) -> u128 {
        let wanted = (usize::from(thread.0), reg);
        self.value(|s| matches!(*s, Source::Register { role, reg, .. } if (role, reg) == wanted))
    }

    fn memory(&self, at: Footprint) -> u128 {
        self.value(|s| *s == Source::Memory(at))
    }
}

thread_local! {
    /// The code that this thread has last made itself ready to run.
    static READY: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: the variables are as large as any access of the test to its locations,
// and frames as large as the routines ask for; what a test does beyond that (it
// may compute any address) is why it runs in a process of its own. Variables are
// accessed by machine code alone while roles run.
unsafe impl Subject for Assembled<'_> {
    fn shape(&self) -> Shape {
        let variable = |l: &Contents| Variable { size: l.bytes.len(), align: ALIGN };
        Shape {
            frames: self.threads.iter().map(|t| t.routine.frame_len as usize).collect(),
            variables: self.locations.iter().map(variable).collect(),
            words: self.words,
        }
    }

    unsafe fn bind(&self, role: usize, instance: &Instance<'_>) {
        let thread = &self.threads[role];
        let frame = instance.frame(role);
        for (slot, initial) in thread.routine.inputs.iter().zip(&thread.inputs) {
            let value = match *initial {
                Initial::Number(number) => number,
                Initial::Address(target) => Self::resolve(target, instance).into(),
            };
            let bytes = if matches!(slot.reg, RegName::Vector(_)) { 16 } else { 8 };
            // SAFETY: the slot is inside the frame, which is ours for now.
            unsafe {
                let to = frame.add(slot.offset as usize);
                to.copy_from_nonoverlapping(value.to_le_bytes().as_ptr(), bytes);
            }
        }
    }

    unsafe fn reset(&self, instance: &Instance<'_>) {
        for (contents, &base) in self.locations.iter().zip(instance.variables()) {
            // SAFETY: the variable is as long as the contents, and ours for now.
            unsafe { base.copy_from_nonoverlapping(contents.bytes.as_ptr(), contents.bytes.len()) };
            for &(at, target) in &contents.addresses {
                let address = Self::resolve(target, instance);
                // SAFETY: an address among the contents, 8 bytes of them.
                unsafe { base.add(at).cast::<u64>().write_unaligned(address) };
            }
        }
    }

    unsafe fn run(&self, role: usize, frames: *mut u8, count: usize, stride: usize) {
        let address = self.code.address(self.threads[role].start);
        let whole = self.code.address(0).addr();
        if READY.replace(whole) != whole {
            synchronise();
        }
        // SAFETY: a routine of this address has this type, and on an AArch64 host
        // (nothing is run on another) it is executable.
        let entry = unsafe { std::mem::transmute::<*const u8, Entry>(address) };
        // SAFETY: the caller gives bound frames, aligned to 16 and `stride` apart.
        unsafe { entry(frames, count, stride) };
    }

    unsafe fn collect(&self, instance: &Instance<'_>, outcome: &mut [u64]) {
        for (source, place) in &self.places {
            let (from, bytes) = match *source {
                Source::Register { role, offset, bytes, .. } => {
                    (instance.frame(role).wrapping_add(offset as usize), bytes)
                }
                Source::Memory(at) => {
                    let base = instance.variables()[usize::from(at.loc.0)];
                    (base.wrapping_add(at.offset as usize), at.size as usize)
                }
            };
            let mut value = [0; 16];
            // SAFETY: inside the frame or the variable, which are ours for now.
            unsafe { from.copy_to_nonoverlapping(value.as_mut_ptr(), bytes) };
            let value = u128::from_le_bytes(value);
            let words = &mut outcome[place.clone()];
            words[0] = value as u64;
            match words {
                [word] => *word = self.symbolic(*word, instance),
                [_, high] => *high = (value >> 64) as u64,
                _ => {}
            }
        }
    }
}
