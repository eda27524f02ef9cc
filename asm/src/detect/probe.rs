//! Whether each core really executes what the system says it has.
//!
//! Some parts report a feature that only their big cores have (golang/go#28431: Exynos 9810), so
//! one instruction of each feature is executed on every core. A refused instruction raises SIGILL;
//! a handler steps over it and notes the refusal, and any other SIGILL goes where it went before.

use std::sync::OnceLock;

use serde::Serialize;

use super::sys;
use crate::Feature;

/// What one core refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoreProbe {
    /// The CPU's number.
    pub cpu: usize,
    /// Whether the probe was pinned to it; if not, it ran wherever the system put it.
    pub pinned: bool,
    /// The features whose instruction raised SIGILL.
    pub refused: Vec<Feature>,
}

/// Probes every core that the process may run on, once; empty on hosts that are not AArch64.
pub fn probe_cores() -> &'static [CoreProbe] {
    static CORES: OnceLock<Vec<CoreProbe>> = OnceLock::new();
    CORES.get_or_init(|| {
        if !cfg!(target_arch = "aarch64") {
            return Vec::new();
        }
        let probe = |cpu| {
            // A thread of its own, because pinning stays with the thread.
            std::thread::spawn(move || CoreProbe { cpu, pinned: sys::pin(cpu), refused: refused() })
                .join()
                .expect("a probe does not panic")
        };
        sys::allowed_cpus().into_iter().map(probe).collect()
    })
}

#[cfg(not(all(target_arch = "aarch64", unix)))]
fn refused() -> Vec<Feature> {
    Vec::new()
}

#[cfg(all(target_arch = "aarch64", unix))]
use native::refused;

#[cfg(all(target_arch = "aarch64", unix))]
mod native {
    use std::ptr;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::{Feature, Pair64};

    /// A probe: 0 if its instruction was executed, 1 if the handler stepped over it. It may write
    /// the pair it is given.
    type Probe = unsafe extern "C" fn(*mut Pair64) -> u64;

    /// Length of a probe in bytes: four instructions.
    const PROBE_BYTES: usize = 16;

    /// Defines a probe around one instruction, which must be its second.
    macro_rules! probe {
        ($name:ident, $arch:literal, $insn:literal) => {
            #[unsafe(naked)]
            unsafe extern "C" fn $name(_pair: *mut Pair64) -> u64 {
                core::arch::naked_asm!(
                    $arch,
                    "mov x8, #0", // refused = 0
                    $insn,        // SIGILL { refused = 1 }
                    "mov x0, x8", // return refused
                    "ret",
                )
            }
        };
    }

    probe!(lse, ".arch_extension lse", "swpal x9, x9, [x0]");
    probe!(lse128, ".arch_extension lse128", "swpp x9, x10, [x0]");
    probe!(lrcpc, ".arch_extension rcpc", "ldapr x9, [x0]");
    probe!(lrcpc2, ".arch armv8.4-a", "ldapur x9, [x0, #8]");
    probe!(lrcpc3, ".arch_extension rcpc3", "ldiapp x9, x10, [x0]");
    probe!(sb, ".arch_extension sb", "sb");
    probe!(paca, ".arch_extension pauth", "pacia x9, x10");
    #[cfg(test)]
    probe!(undefined, "// base A64", "udf #0");

    /// The probe whose SIGILL is ours, or 0.
    static RUNNING: AtomicUsize = AtomicUsize::new(0);

    /// One probe at a time: the handler belongs to the process.
    static ONE: Mutex<()> = Mutex::new(());

    /// What SIGILL did before; written before the handler is installed.
    static mut BEFORE: Option<libc::sigaction> = None;

    /// The probe of a feature; LSE2 changes what instructions do and BTI is a hint, so neither can
    /// be refused.
    fn probe_of(feature: Feature) -> Option<Probe> {
        match feature {
            Feature::Lse => Some(lse),
            Feature::Lse128 => Some(lse128),
            Feature::Lrcpc => Some(lrcpc),
            Feature::Lrcpc2 => Some(lrcpc2),
            Feature::Lrcpc3 => Some(lrcpc3),
            Feature::Sb => Some(sb),
            Feature::Paca => Some(paca),
            Feature::Base | Feature::Lse2 | Feature::Bti => None,
        }
    }

    /// The features whose instruction the current core refuses.
    pub(super) fn refused() -> Vec<Feature> {
        let refuses = |f: &Feature| probe_of(*f).is_some_and(run);
        Feature::ALL.into_iter().filter(refuses).collect()
    }

    /// Runs one probe; true if it was refused.
    fn run(probe: Probe) -> bool {
        let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // SAFETY: an all-zero sigaction is a valid start; its fields are set below.
        let mut ours: libc::sigaction = unsafe { std::mem::zeroed() };
        ours.sa_sigaction = on_sigill as *const () as usize;
        ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut pair = Pair64::default();
        // SAFETY: `ONE` makes this the only writer of BEFORE, and the handler reads it only for a
        // SIGILL that is not ours; sets and actions are valid for the calls. The probe gets a pair
        // that it may write. SIGILL is unblocked, since a blocked one would kill the process.
        unsafe {
            let mut set: libc::sigset_t = std::mem::zeroed();
            let mut mask: libc::sigset_t = std::mem::zeroed();
            let mut before: libc::sigaction = std::mem::zeroed();
            libc::sigemptyset(&mut set);
            libc::sigaddset(&mut set, libc::SIGILL);
            libc::sigaction(libc::SIGILL, ptr::null(), &mut before);
            BEFORE = Some(before);
            RUNNING.store(probe as usize, Ordering::SeqCst);
            if libc::sigaction(libc::SIGILL, &ours, ptr::null_mut()) != 0 {
                RUNNING.store(0, Ordering::SeqCst);
                return true; // without the handler it is not safe to try
            }
            libc::pthread_sigmask(libc::SIG_UNBLOCK, &set, &mut mask);
            let refused = probe(&mut pair) != 0;
            libc::pthread_sigmask(libc::SIG_SETMASK, &mask, ptr::null_mut());
            libc::sigaction(libc::SIGILL, &before, ptr::null_mut());
            RUNNING.store(0, Ordering::SeqCst);
            refused
        }
    }

    /// Steps over the running probe's instruction, or puts back what SIGILL did before and returns,
    /// so that the instruction is tried again under it.
    extern "C" fn on_sigill(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
        let start = RUNNING.load(Ordering::SeqCst);
        // SAFETY: the kernel gives a valid ucontext to an SA_SIGINFO handler.
        let (pc, x8) = unsafe { pc_and_x8(context) };
        if start != 0 && (start..start + PROBE_BYTES).contains(&(*pc as usize)) {
            *x8 = 1;
            *pc += 4;
            return;
        }
        // SAFETY: BEFORE was written before this handler was installed.
        if let Some(before) = unsafe { &*ptr::addr_of!(BEFORE) } {
            // SAFETY: it is what sigaction returned.
            unsafe { libc::sigaction(libc::SIGILL, before, ptr::null_mut()) };
        }
    }

    #[cfg(target_os = "linux")]
    unsafe fn pc_and_x8<'a>(context: *mut libc::c_void) -> (&'a mut u64, &'a mut u64) {
        // SAFETY: the caller gives the kernel's ucontext, which nothing else refers to.
        let machine = unsafe { &mut (*context.cast::<libc::ucontext_t>()).uc_mcontext };
        (&mut machine.pc, &mut machine.regs[8])
    }

    #[cfg(target_os = "macos")]
    unsafe fn pc_and_x8<'a>(context: *mut libc::c_void) -> (&'a mut u64, &'a mut u64) {
        // SAFETY: the caller gives the kernel's ucontext, which nothing else refers to.
        let machine = unsafe { &mut (*(*context.cast::<libc::ucontext_t>()).uc_mcontext).__ss };
        (&mut machine.__pc, &mut machine.__x[8])
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_undefined_instruction_is_survived_and_reported() {
            assert!(run(undefined));
            assert!(run(undefined), "the handler works a second time");
        }

        #[test]
        fn what_the_system_reports_is_executed_and_only_that() {
            let reported = crate::detect::sys::reported();
            for feature in Feature::ALL {
                if let Some(probe) = probe_of(feature) {
                    assert_eq!(!run(probe), reported.contains(&feature), "{}", feature.name());
                }
            }
        }
    }
}
