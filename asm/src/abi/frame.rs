//! The checked call: arguments and canaries in, results and what is left of the canaries out.

use std::cell::Cell;
use std::fmt;
use std::mem::offset_of;
use std::sync::{Mutex, MutexGuard};

use super::convention::Register;

/// What the trampoline reads and writes; its offsets are in `S/abi.h`.
#[repr(C, align(16))]
struct Frame {
    target: *const (),
    stack: *const u8,
    stack_len: u64,
    x8: u64,
    x: [u64; 8],
    v: [u128; 8],
    canary_x: [u64; 12],
    canary_d: [u64; 8],
    seen_x: [u64; 12],
    seen_d: [u64; 8],
    sp_before: u64,
    sp_after: u64,
    fpcr_set: u64,
    fpcr_after: u64,
    own: [u64; 3],
    outer: *const Frame,
}

const _: () = {
    assert!(offset_of!(Frame, target) == 0);
    assert!(offset_of!(Frame, stack) == 8);
    assert!(offset_of!(Frame, stack_len) == 16);
    assert!(offset_of!(Frame, x8) == 24);
    assert!(offset_of!(Frame, x) == 32);
    assert!(offset_of!(Frame, v) == 96);
    assert!(offset_of!(Frame, canary_x) == 224);
    assert!(offset_of!(Frame, canary_d) == 320);
    assert!(offset_of!(Frame, seen_x) == 384);
    assert!(offset_of!(Frame, seen_d) == 480);
    assert!(offset_of!(Frame, sp_before) == 544);
    assert!(offset_of!(Frame, sp_after) == 552);
    assert!(offset_of!(Frame, fpcr_set) == 560);
    assert!(offset_of!(Frame, fpcr_after) == 568);
    assert!(offset_of!(Frame, own) == 576);
    assert!(offset_of!(Frame, outer) == 600);
};

/// The arguments of a call as [`entry_probe`] found them; its offsets are in `S/abi.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(8))]
pub struct Entry {
    /// x0 to x8.
    pub x: [u64; 9],
    /// d0 to d7, as bits.
    pub d: [u64; 8],
    /// sp.
    pub sp: u64,
    /// The 64 bytes above sp.
    pub stack: [u8; 64],
}

const _: () = {
    assert!(offset_of!(Entry, x) == 0);
    assert!(offset_of!(Entry, d) == 72);
    assert!(offset_of!(Entry, sp) == 136);
    assert!(offset_of!(Entry, stack) == 144);
    assert!(size_of::<Entry>() == 208);
};

unsafe extern "C" {
    fn fencepost_abi_call(frame: *mut Frame);
    fn fencepost_abi_entry();
    fn fencepost_abi_junk();
    static mut fencepost_abi_seen_entry: Entry;
}

/// A register that did not come back as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub register: Register,
    /// What it held before the call.
    pub before: u64,
    /// What it held after it.
    pub after: u64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:#x} before, {:#x} after", self.register, self.before, self.after)
    }
}

/// What a checked call gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The registers that AAPCS64 says must be kept and were not.
    pub violations: Vec<Violation>,
    /// x0 to x7 after the call.
    pub x: [u64; 8],
    /// v0 to v7 after the call.
    pub v: [u128; 8],
    /// The canaries of x18 to x29, for those who look into frames.
    pub canaries: [u64; 12],
}

impl Outcome {
    /// The registers of the violations.
    pub fn registers(&self) -> Vec<Register> {
        self.violations.iter().map(|v| v.register).collect()
    }
}

/// A call to be checked.
#[derive(Clone, Debug)]
pub struct Call {
    target: *const (),
    x: [u64; 8],
    v: [u128; 8],
    x8: u64,
    stack: Vec<u8>,
    fpcr: u64,
}

/// FPCR during a checked call: rounding towards plus infinity, which no program starts with, so
/// that a callee which resets FPCR is seen.
const FPCR_CANARY: u64 = 1 << 22;

impl Call {
    /// A call of `target` with all arguments 0.
    pub fn new(target: *const ()) -> Self {
        Self { target, x: [0; 8], v: [0; 8], x8: 0, stack: Vec::new(), fpcr: FPCR_CANARY }
    }

    /// Puts `value` in xN, N below 8.
    pub fn x(mut self, n: usize, value: u64) -> Self {
        self.x[n] = value;
        self
    }

    /// Puts `value` in dN, N below 8.
    pub fn d(mut self, n: usize, value: f64) -> Self {
        self.v[n] = value.to_bits().into();
        self
    }

    /// Puts `value` in x8, the address of a large result.
    pub fn x8(mut self, value: u64) -> Self {
        self.x8 = value;
        self
    }

    /// Puts these bytes at sp, padded to 16.
    pub fn stack(mut self, bytes: &[u8]) -> Self {
        self.stack = bytes.to_vec();
        self.stack.resize(bytes.len().next_multiple_of(16), 0);
        self
    }

    /// Calls with the usual FPCR, for callees that calculate.
    pub fn usual_fpcr(mut self) -> Self {
        self.fpcr = 0;
        self
    }

    /// Makes the call. One thread at a time makes checked calls; a callee may make one in turn.
    ///
    /// # Safety
    ///
    /// The target must be code that returns to its caller, may be called with these arguments, and
    /// writes no memory that it should not. It may change any register but x30, and move sp.
    pub unsafe fn run(&self) -> Outcome {
        let _turn = Turn::take();
        let seed = next_seed();
        let mut frame = Frame {
            target: self.target,
            stack: self.stack.as_ptr(),
            stack_len: self.stack.len() as u64,
            x8: self.x8,
            x: self.x,
            v: self.v,
            canary_x: std::array::from_fn(|n| canary(seed, 18 + n as u64)),
            canary_d: std::array::from_fn(|n| canary(seed, 0x100 + n as u64)),
            seen_x: [0; 12],
            seen_d: [0; 8],
            sp_before: 0,
            sp_after: 0,
            fpcr_set: self.fpcr,
            fpcr_after: 0,
            own: [0; 3],
            outer: std::ptr::null(),
        };
        // SAFETY: the frame is as S/abi.h describes it, the turn keeps others away from the
        // global that finds it again, and the caller vouches for the target.
        unsafe { fencepost_abi_call(&mut frame) };
        Outcome { violations: frame.violations(), x: frame.x, v: frame.v, canaries: frame.canary_x }
    }
}

impl Frame {
    fn violations(&self) -> Vec<Violation> {
        // Darwin may zero x18 at any context switch, so it is neither filled nor checked there.
        let first = if cfg!(target_vendor = "apple") { 1 } else { 0 };
        let general =
            (first..12).map(|n| (Register::X(18 + n as u8), self.canary_x[n], self.seen_x[n]));
        let vector = (0..8).map(|n| (Register::D(8 + n as u8), self.canary_d[n], self.seen_d[n]));
        let special = [
            (Register::Sp, self.sp_before, self.sp_after),
            (Register::Fpcr, self.fpcr_set, self.fpcr_after),
        ];
        general
            .chain(vector)
            .chain(special)
            .filter(|&(_, before, after)| before != after)
            .map(|(register, before, after)| Violation { register, before, after })
            .collect()
    }
}

/// A value that names its register in its low bits, different at each call.
fn canary(seed: u64, n: u64) -> u64 {
    (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) & !0xfff) | n
}

fn next_seed() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static SEED: AtomicU64 = AtomicU64::new(1);
    SEED.fetch_add(1, Ordering::Relaxed)
}

/// The right to make checked calls, which a thread that has it may take again.
struct Turn {
    _outermost: Option<MutexGuard<'static, ()>>,
}

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

impl Turn {
    fn take() -> Self {
        static ONE: Mutex<()> = Mutex::new(());
        let outer = DEPTH.replace(DEPTH.get() + 1);
        let lock = || ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        Self { _outermost: (outer == 0).then(lock) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// A function that writes down how it was called, destroys all that a callee may destroy, and
/// touches no stack, so that it survives a misaligned one. Its findings are in [`last_entry`].
pub fn entry_probe() -> unsafe extern "C" fn() {
    fencepost_abi_entry
}

/// A function that destroys all that a callee may destroy, and nothing else.
pub fn junk_probe() -> unsafe extern "C" fn() {
    fencepost_abi_junk
}

/// How [`entry_probe`] was called inside `body`, which must be what calls it.
pub fn last_entry(body: impl FnOnce()) -> Entry {
    let _turn = Turn::take();
    body();
    // SAFETY: the turn keeps other threads' probes away.
    unsafe { std::ptr::addr_of!(fencepost_abi_seen_entry).read() }
}
