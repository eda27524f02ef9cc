//! A checked call with a signal delivered in its middle.
//!
//! The kernel saves the interrupted registers and the return from the handler restores them, from a
//! frame that the handler can write. What a handler, or whatever it calls, leaves in that frame is
//! what the interrupted function goes on with.

use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use super::convention::Register;
use super::frame::{Call, Outcome};

unsafe extern "C" {
    fn fencepost_abi_wait();
}

/// What the waiting function and the handler share.
struct State {
    /// `[0]`: the function runs. `[1]`: the handler ran.
    flags: [AtomicU32; 2],
    /// What the handler changes in the frame.
    damage: Option<Register>,
}

/// The state of the call under way, or null.
static CURRENT: AtomicPtr<State> = AtomicPtr::new(ptr::null_mut());

/// Makes a checked call of a function that waits, interrupts it with SIGUSR1 and lets it return.
/// The handler changes the saved value of `damage`, if that is given: the offender.
pub fn interrupted_call(damage: Option<Register>) -> Outcome {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut state = State { flags: [const { AtomicU32::new(0) }; 2], damage };
    CURRENT.store(&mut state, Ordering::SeqCst);
    // SAFETY: an all-zero sigaction is a valid start; its fields are set below.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_signal as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO;
    // SAFETY: an all-zero sigaction is a valid place for the kernel to write one.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: both actions are valid; the handler touches only what `CURRENT` points to.
    assert_eq!(0, unsafe { libc::sigaction(libc::SIGUSR1, &action, &mut before) });
    // SAFETY: it has no precondition.
    let this = unsafe { libc::pthread_self() } as usize;
    let state = &state;
    let outcome = std::thread::scope(|scope| {
        scope.spawn(move || {
            while state.flags[0].load(Ordering::Acquire) == 0 {
                std::thread::yield_now();
            }
            // SAFETY: the thread is inside the scope that waits for this one.
            unsafe { libc::pthread_kill(this as libc::pthread_t, libc::SIGUSR1) };
        });
        let wait = Call::new(fencepost_abi_wait as *const ());
        // SAFETY: it takes the two flags and returns when the handler has run.
        unsafe { wait.x(0, state.flags.as_ptr() as u64).run() }
    });
    // SAFETY: it is what sigaction returned.
    unsafe { libc::sigaction(libc::SIGUSR1, &before, ptr::null_mut()) };
    CURRENT.store(ptr::null_mut(), Ordering::SeqCst);
    outcome
}

extern "C" fn on_signal(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: null, or a state that outlives the call that this interrupts.
    let Some(state) = (unsafe { CURRENT.load(Ordering::SeqCst).as_ref() }) else { return };
    if let Some(register) = state.damage {
        // SAFETY: the kernel gives a valid ucontext to an SA_SIGINFO handler, and nothing else
        // refers to it.
        unsafe { damage(context, register) };
    }
    state.flags[1].store(1, Ordering::Release);
}

#[cfg(target_os = "linux")]
unsafe fn damage(context: *mut libc::c_void, register: Register) {
    // SAFETY: the caller gives the kernel's ucontext.
    let machine = unsafe { &mut (*context.cast::<libc::ucontext_t>()).uc_mcontext };
    match register {
        Register::X(n) => machine.regs[usize::from(n)] ^= 1,
        Register::Sp => machine.sp += 16,
        Register::D(_) | Register::Fpcr => {
            // The records follow pstate, at the next multiple of 16.
            let reserved = ptr::addr_of_mut!(machine.pstate).wrapping_add(1).cast::<u8>();
            let first = reserved.wrapping_add(reserved.align_offset(16));
            // SAFETY: the kernel writes records there and ends them with an empty one.
            unsafe { damage_records(first, register) };
        }
    }
}

/// Changes a vector register or FPCR in the records of a signal frame (the kernel's
/// `asm/sigcontext.h`): a magic and a size, then the contents.
#[cfg(target_os = "linux")]
unsafe fn damage_records(mut record: *mut u8, register: Register) {
    const FPSIMD: u32 = 0x4650_8001; // u32 fpsr, fpcr; u128 v[32]
    const SVE: u32 = 0x5356_4501; // u16 vl, flags; u32 reserved; z[32], vl bytes each; more
    // SAFETY: the caller gives the first of a list of records that ends with size 0; the offsets
    // are those of the kernel's header.
    unsafe {
        while let [magic, size] = *record.cast::<[u32; 2]>()
            && size != 0
        {
            match (magic, register) {
                (FPSIMD, Register::D(n)) => *record.add(16 + 16 * usize::from(n)) ^= 1,
                (FPSIMD, _) => record.add(12).cast::<u32>().write(0),
                // The low bits of zN are vN: the kernel prefers the other record, QEMU this one.
                (SVE, Register::D(n)) if size > 16 => {
                    let vl = usize::from(record.add(8).cast::<u16>().read());
                    *record.add(16 + vl * usize::from(n)) ^= 1;
                }
                _ => {}
            }
            record = record.add(size as usize);
        }
    }
}

#[cfg(target_os = "macos")]
unsafe fn damage(context: *mut libc::c_void, register: Register) {
    // SAFETY: the caller gives the kernel's ucontext.
    let machine = unsafe { &mut *(*context.cast::<libc::ucontext_t>()).uc_mcontext };
    match register {
        Register::X(29) => machine.__ss.__fp ^= 1,
        Register::X(n) => machine.__ss.__x[usize::from(n)] ^= 1,
        Register::Sp => machine.__ss.__sp += 16,
        Register::D(n) => machine.__ns.__v[usize::from(n)] ^= 1,
        Register::Fpcr => machine.__ns.__fpcr = 0,
    }
}
