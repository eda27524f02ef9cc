//! Every test of the corpus, and of FENCEPOST_CORPUS, as machine code: its threads
//! run one after the other, and the final state must be one that sequential
//! consistency allows, as any order of whole threads is such an execution.
//!
//! Several instances run in one call, so that loop and frames are tested too. A
//! thread that spins is made to leave through [`Routine::leave`].
#![cfg(all(target_arch = "aarch64", target_os = "linux"))]

use fencepost_litmus::corpus;
use fencepost_litmus::explore::observe::Look;
use fencepost_litmus::explore::outcome::{FinalState, Outcomes};
use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::isa::Instruction;
use fencepost_litmus::model::Sc;
use fencepost_litmus::test::{Const, Line, LocId, RegName, Test, ThreadId, parse};
use fencepost_machine::assemble::{Entry, Routine, assemble};
use fencepost_machine::code::{Code, synchronise};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

const INSTANCES: usize = 3;
/// Bytes between two variables, at which none of the tests' accesses reach another.
const ROOM: usize = 4096;

#[test]
fn threads_in_a_row_end_as_sequential_consistency_allows() {
    let guard = Guard::new();
    let mut report = Report::default();
    for entry in corpus::entries() {
        report.judge(&guard, entry.path, entry.source);
    }
    match std::env::var_os("FENCEPOST_CORPUS") {
        Some(root) => {
            for path in files(Path::new(&root)) {
                let source = std::fs::read_to_string(&path).expect("a readable file");
                report.judge(&guard, &path.to_string_lossy(), &source);
            }
        }
        None => eprintln!("left out: other corpora; name a folder in FENCEPOST_CORPUS"),
    }
    report.print();
    assert!(report.wrong.is_empty(), "{}", report.wrong.join("\n"));
    assert!(report.allowed > 0);
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|e| e == "litmus") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files
}

#[derive(Default)]
struct Report {
    allowed: usize,
    /// By reason: the tests that were not judged.
    left_out: BTreeMap<String, Vec<String>>,
    wrong: Vec<String>,
}

impl Report {
    fn judge(&mut self, guard: &Guard, name: &str, source: &str) {
        let Ok(parsed) = parse(source) else {
            return self.leave_out("do not parse", name);
        };
        match verdict(guard, &parsed.test) {
            Verdict::Allowed => self.allowed += 1,
            Verdict::LeftOut(reason) => self.leave_out(&reason, name),
            Verdict::Wrong(what) => self.wrong.push(format!("{name}: {what}")),
        }
    }

    fn leave_out(&mut self, reason: &str, name: &str) {
        self.left_out.entry(reason.into()).or_default().push(name.into());
    }

    fn print(&self) {
        eprintln!("{} tests end as SC allows", self.allowed);
        for (reason, names) in &self.left_out {
            let some = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            eprintln!("left out, {reason}: {} ({some} ...)", names.len());
        }
    }
}

enum Verdict {
    Allowed,
    LeftOut(String),
    Wrong(String),
}

fn verdict(guard: &Guard, test: &Test) -> Verdict {
    let ids = (0..test.threads.len() as u16).map(ThreadId);
    let routines: Vec<Routine> = match ids.map(|id| assemble(test, id)).collect() {
        Ok(routines) => routines,
        Err(refusal) => return Verdict::LeftOut(format!("refused: {refusal}")),
    };
    let code: Vec<Code> =
        routines.iter().map(|r| Code::new(&r.code).expect("executable memory")).collect();
    synchronise();
    let start = Instant::now();
    let stop = || start.elapsed() > Duration::from_secs(20);
    let Ok(prepared) = Prepared::new(test, Options::default(), &stop) else {
        return Verdict::LeftOut("the model takes too long".into());
    };
    let Ok(allowed) = prepared.under(&Sc).outcomes(&stop) else {
        return Verdict::LeftOut("the model takes too long".into());
    };
    let machine = Machine { test, prepared: &prepared, routines: &routines, code: &code };
    let forward: Vec<usize> = (0..routines.len()).collect();
    let backward: Vec<usize> = forward.iter().rev().copied().collect();
    let mut last = Verdict::LeftOut("no thread".into());
    for order in [forward, backward] {
        match machine.run(guard, &order) {
            Ok(states) => {
                let odd = states.iter().flatten().find(|state| !is_allowed(&allowed, state));
                match odd {
                    Some(_) if !allowed.incomplete.is_empty() => {
                        last = Verdict::LeftOut("the model does not know all states".into());
                    }
                    // DDI 0487, B2.12.5: such a store may succeed or fail.
                    Some(_) if mixes_exclusive_sizes(test) => {
                        last = Verdict::LeftOut("LDXR and STXR differ in size".into());
                    }
                    Some(state) => {
                        let line = allowed.line(test, state);
                        return Verdict::Wrong(format!("{line} in the order {order:?}"));
                    }
                    None => last = Verdict::Allowed,
                }
            }
            Err(Stop { thread, signal }) => match signal {
                libc::SIGALRM if matches!(last, Verdict::Allowed) => {}
                libc::SIGALRM => last = Verdict::LeftOut("a thread waits for another".into()),
                libc::SIGILL if !routines[thread].needs.is_empty() => {
                    let needs: Vec<_> = routines[thread].needs.iter().map(|f| f.name()).collect();
                    return Verdict::LeftOut(format!("this core has no {}", needs.join(", ")));
                }
                _ if !allowed.incomplete.is_empty() => {
                    return Verdict::LeftOut("a thread faults, as the model says".into());
                }
                _ => return Verdict::Wrong(format!("P{thread} ends with signal {signal}")),
            },
        }
    }
    last
}

fn mixes_exclusive_sizes(test: &Test) -> bool {
    let size = |line: &Line| match line.instruction {
        Instruction::LoadExclusive { size, .. } | Instruction::StoreExclusive { size, .. } => {
            Some(size)
        }
        _ => None,
    };
    test.threads.iter().any(|thread| {
        let mut sizes = thread.code.iter().filter_map(size);
        let first = sizes.next();
        sizes.any(|size| Some(size) != first)
    })
}

fn is_allowed(outcomes: &Outcomes, state: &FinalState) -> bool {
    outcomes.states.iter().any(|s| s.values == state.values)
}

/// What ended a thread before its end.
struct Stop {
    thread: usize,
    signal: i32,
}

struct Machine<'a> {
    test: &'a Test,
    prepared: &'a Prepared<'a>,
    routines: &'a [Routine],
    code: &'a [Code],
}

impl Machine<'_> {
    /// Runs the threads in this order: the final states of the instances.
    fn run(&self, guard: &Guard, order: &[usize]) -> Result<Vec<Option<FinalState>>, Stop> {
        let locations = self.test.locations.len();
        let mut memory = Aligned::new(INSTANCES * locations * ROOM);
        for instance in 0..INSTANCES {
            for n in 0..locations {
                self.initialise(&mut memory, instance, n);
            }
        }
        let mut frames: Vec<Aligned> = Vec::new();
        for (n, routine) in self.routines.iter().enumerate() {
            let stride = routine.frame_len as usize;
            let mut frame = Aligned::new(INSTANCES * stride);
            for instance in 0..INSTANCES {
                for slot in &routine.inputs {
                    let value = self.input(&memory, instance, n, slot.reg);
                    let size = if matches!(slot.reg, RegName::Vector(_)) { 16 } else { 8 };
                    frame.put(instance * stride + slot.offset as usize, size, value);
                }
            }
            frames.push(frame);
        }
        for &n in order {
            let (routine, code) = (&self.routines[n], &self.code[n]);
            let stride = routine.frame_len as usize;
            let signal = guard.call(routine, code, frames[n].start(), INSTANCES, stride);
            if signal != 0 {
                return Err(Stop { thread: n, signal });
            }
        }
        Ok((0..INSTANCES).map(|instance| self.state(&memory, &frames, instance)).collect())
    }

    fn place(&self, instance: usize, loc: usize) -> usize {
        (instance * self.test.locations.len() + loc) * ROOM
    }

    fn constant(&self, memory: &Aligned, instance: usize, c: &Const) -> u128 {
        match c {
            Const::Int(i) => *i as u128,
            Const::Address { loc, offset } => {
                let place = self.place(instance, usize::from(loc.0));
                (memory.address(place) as u64).wrapping_add_signed(*offset).into()
            }
            Const::Label { thread, name } => {
                let thread = usize::from(thread.0);
                let index = self.test.threads[thread].label(name).expect("a label of the test");
                let at = self.routines[thread].instructions[index];
                self.code[thread].address(at).addr() as u128
            }
        }
    }

    fn initialise(&self, memory: &mut Aligned, instance: usize, n: usize) {
        let location = &self.test.locations[n];
        let place = self.place(instance, n);
        let size = location.ty.elem.size.bytes() as usize;
        for (i, c) in location.init.iter().enumerate() {
            let value = self.constant(memory, instance, c);
            let size = if location.ty.len.is_some() { size } else { 16 };
            memory.put(place + i * size, size, value);
        }
    }

    fn input(&self, memory: &Aligned, instance: usize, thread: usize, reg: RegName) -> u128 {
        let regs = &self.test.threads[thread].regs;
        let Some(init) = regs.iter().rev().find(|r| r.reg == reg && r.value.is_some()) else {
            return 0;
        };
        let bits = init.ty.map_or(32, |ty| ty.elem.size.bytes() * 8);
        match init.value.as_deref() {
            Some([c]) => self.constant(memory, instance, c),
            Some(elements) => elements.iter().enumerate().fold(0, |all, (i, c)| {
                let value = self.constant(memory, instance, c) & (u128::MAX >> (128 - bits));
                all | value << (i as u32 * bits)
            }),
            None => 0,
        }
    }

    fn state(&self, memory: &Aligned, frames: &[Aligned], instance: usize) -> Option<FinalState> {
        let looks = self.prepared.looks();
        let values: Vec<u128> = looks
            .iter()
            .map(|look| match *look {
                Look::Register { thread, reg } => {
                    let n = usize::from(thread.0);
                    let routine = &self.routines[n];
                    let slot = routine.outputs.iter().find(|slot| slot.reg == reg);
                    let slot = slot.expect("every register that is looked at is an output");
                    let size = if matches!(reg, RegName::Vector(_)) { 16 } else { 8 };
                    let place = instance * routine.frame_len as usize + slot.offset as usize;
                    frames[n].get(place, size)
                }
                Look::Memory { loc, offset, size } => {
                    let place = self.place(instance, usize::from(loc.0));
                    memory.get(place + offset as usize, size as usize)
                }
            })
            .map(|value| self.in_model(memory, instance, value))
            .collect();
        self.prepared.final_state(&values)
    }

    /// A machine's address as the model's.
    fn in_model(&self, memory: &Aligned, instance: usize, value: u128) -> u128 {
        for n in 0..self.test.locations.len() {
            let loc = LocId(n as u16);
            let start = memory.address(self.place(instance, n)) as u128;
            if (start..=start + u128::from(self.prepared.capacity(loc))).contains(&value) {
                return value - start + u128::from(self.prepared.address(loc));
            }
        }
        for (n, (routine, code)) in self.routines.iter().zip(self.code).enumerate() {
            let at = |&offset: &u32| code.address(offset).addr() as u128 == value;
            if let Some(index) = routine.instructions.iter().position(at) {
                return self.prepared.code_address(ThreadId(n as u16), index).into();
            }
        }
        value
    }
}

/// Zeroed bytes, aligned as frames are.
struct Aligned(Vec<u128>);

impl Aligned {
    fn new(len: usize) -> Aligned {
        Aligned(vec![0; len / 16 + 1])
    }

    fn start(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }

    fn address(&self, place: usize) -> usize {
        self.0.as_ptr().expose_provenance() + place
    }

    fn put(&mut self, place: usize, size: usize, value: u128) {
        assert!(place + size <= 16 * self.0.len());
        let bytes = value.to_le_bytes();
        // SAFETY: the bytes are within the vector.
        unsafe { self.start().add(place).copy_from_nonoverlapping(bytes.as_ptr(), size) };
    }

    fn get(&self, place: usize, size: usize) -> u128 {
        assert!(place + size <= 16 * self.0.len());
        let mut bytes = [0; 16];
        let start: *const u8 = self.0.as_ptr().cast();
        // SAFETY: the bytes are within the vector.
        unsafe { start.add(place).copy_to_nonoverlapping(bytes.as_mut_ptr(), size) };
        u128::from_le_bytes(bytes)
    }
}

static BODY_START: AtomicUsize = AtomicUsize::new(0);
static BODY_END: AtomicUsize = AtomicUsize::new(0);
static LEAVE: AtomicUsize = AtomicUsize::new(0);
static CAUGHT: AtomicI32 = AtomicI32::new(0);
/// When to interrupt a call, in milliseconds since the guard was made; 0 for never.
static DEADLINE: AtomicU64 = AtomicU64::new(0);

/// Ends calls that fault or do not end.
struct Guard {
    start: Instant,
}

impl Guard {
    fn new() -> Guard {
        for signal in [libc::SIGALRM, libc::SIGSEGV, libc::SIGBUS, libc::SIGILL] {
            // SAFETY: all-zero is a valid sigaction; the handler has the type that
            // SA_SIGINFO asks for and only touches atomics and the context given to it.
            unsafe {
                let mut action: libc::sigaction = std::mem::zeroed();
                let handler: extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void) = leave;
                action.sa_sigaction = handler as usize;
                action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
                assert_eq!(libc::sigaction(signal, &action, std::ptr::null_mut()), 0);
            }
        }
        let start = Instant::now();
        // SAFETY: pthread_self has no preconditions.
        let runner = unsafe { libc::pthread_self() };
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(5));
                let deadline = DEADLINE.load(SeqCst);
                if deadline != 0 && start.elapsed().as_millis() as u64 > deadline {
                    // SAFETY: the thread that made the guard waits for this call to
                    // end, so it exists; the handler is in place.
                    unsafe { libc::pthread_kill(runner, libc::SIGALRM) };
                }
            }
        });
        Guard { start }
    }

    /// Runs a routine: 0, or the signal that ended it.
    fn call(&self, r: &Routine, code: &Code, frames: *mut u8, count: usize, stride: usize) -> i32 {
        BODY_START.store(code.address(r.body.start).addr(), SeqCst);
        BODY_END.store(code.address(r.body.end).addr(), SeqCst);
        LEAVE.store(code.address(r.leave).addr(), SeqCst);
        CAUGHT.store(0, SeqCst);
        // SAFETY: the code of a routine begins with an entry of this type.
        let entry: Entry = unsafe { std::mem::transmute(code.address(0)) };
        DEADLINE.store(self.start.elapsed().as_millis() as u64 + 200, SeqCst);
        // SAFETY: `count` frames of the routine are at `frames`; what the test
        // itself accesses is the memory that its inputs point to, or faults.
        unsafe { entry(frames, count, stride) };
        DEADLINE.store(0, SeqCst);
        CAUGHT.load(SeqCst)
    }
}

extern "C" fn leave(signal: i32, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let context: *mut libc::ucontext_t = context.cast();
    // SAFETY: the kernel gives a handler with SA_SIGINFO its thread's context.
    let pc = unsafe { &mut (*context).uc_mcontext.pc };
    let body = BODY_START.load(SeqCst)..BODY_END.load(SeqCst);
    if body.contains(&(*pc as usize)) {
        CAUGHT.store(signal, SeqCst);
        *pc = LEAVE.load(SeqCst) as u64;
    } else if signal != libc::SIGALRM {
        // A fault elsewhere is a mistake of ours.
        std::process::abort();
    }
}
