//! Where the calling thread runs.

/// Where a thread is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// On this CPU.
    Cpu(usize),
    /// On fast cores, if the system sorts threads by importance.
    Fast,
    /// On slow cores, if the system sorts threads by importance.
    Slow,
    /// Anywhere.
    Anywhere,
}

/// Sends the calling thread home; whether the system agreed.
pub(crate) fn settle(home: Home) -> bool {
    match home {
        Home::Cpu(id) => core_affinity::set_for_current(core_affinity::CoreId { id }),
        Home::Fast => imp::set_importance(true),
        Home::Slow => imp::set_importance(false),
        Home::Anywhere => true,
    }
}

/// The number of the CPU that the calling thread is on; `None` where the system does not say.
pub(crate) fn cpu() -> Option<u32> {
    imp::cpu()
}

#[cfg(target_os = "linux")]
mod imp {
    pub(super) fn set_importance(_fast: bool) -> bool {
        false
    }

    pub(super) fn cpu() -> Option<u32> {
        // SAFETY: reads the number of the current CPU and takes no argument.
        u32::try_from(unsafe { libc::sched_getcpu() }).ok()
    }
}

#[cfg(target_os = "macos")]
mod imp {
    /// User-interactive threads run on P cores while there are any, background ones on E cores
    /// only.
    pub(super) fn set_importance(fast: bool) -> bool {
        let class = if fast {
            libc::qos_class_t::QOS_CLASS_USER_INTERACTIVE
        } else {
            libc::qos_class_t::QOS_CLASS_BACKGROUND
        };
        // SAFETY: sets the class of the calling thread only.
        unsafe { libc::pthread_set_qos_class_self_np(class, 0) == 0 }
    }

    pub(super) fn cpu() -> Option<u32> {
        let mut number = 0;
        // SAFETY: writes the number into the variable given (macOS 11 and later).
        let rc = unsafe { libc::pthread_cpu_number_np(&mut number) };
        (rc == 0).then(|| u32::try_from(number).ok()).flatten()
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod imp {
    pub(super) fn set_importance(_fast: bool) -> bool {
        false
    }

    pub(super) fn cpu() -> Option<u32> {
        None
    }
}
