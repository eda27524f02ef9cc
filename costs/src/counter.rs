//! Cycles of the calling thread, where the system gives them to a program without privileges.

/// A counter of the thread that opened it.
#[derive(Debug)]
pub struct Counter(imp::Counter);

impl Counter {
    /// Opens it for the calling thread.
    ///
    /// # Errors
    /// Why there is none, in words for a report.
    pub fn open() -> Result<Counter, String> {
        imp::Counter::open().map(Counter)
    }

    /// Cycles so far, in user mode where the system tells the modes apart.
    pub fn read(&self) -> Option<u64> {
        self.0.read()
    }

    /// Where the cycles come from.
    pub const fn source() -> &'static str {
        imp::SOURCE
    }
}

#[cfg(target_os = "linux")]
mod imp {
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::FromRawFd;

    pub(super) const SOURCE: &str = "perf_event_open";

    #[derive(Debug)]
    pub(super) struct Counter(File);

    impl Counter {
        pub(super) fn open() -> Result<Counter, String> {
            // struct perf_event_attr of linux/perf_event.h, first published size: type and size,
            // config, then at 40 the flags. Type 0 is hardware, config 0 its cycles.
            const SIZE: u64 = 64;
            const EXCLUDE_KERNEL: u64 = 1 << 5;
            const EXCLUDE_HYPERVISOR: u64 = 1 << 6;
            const CLOSE_ON_EXEC: libc::c_ulong = 8;
            let mut attributes = [0u64; 8];
            attributes[0] = if cfg!(target_endian = "little") { SIZE << 32 } else { SIZE };
            attributes[5] = EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR;
            // SAFETY: the kernel reads SIZE bytes, which are there; this thread, any CPU, no group.
            let fd = unsafe {
                libc::syscall(
                    libc::SYS_perf_event_open,
                    attributes.as_ptr(),
                    0 as libc::pid_t,
                    -1 as libc::c_int,
                    -1 as libc::c_int,
                    CLOSE_ON_EXEC,
                )
            };
            let refused = || {
                let error = io::Error::last_os_error();
                format!("perf_event_open gives no cycles here ({error})")
            };
            let fd = i32::try_from(fd).ok().filter(|&fd| fd >= 0).ok_or_else(refused)?;
            // SAFETY: the descriptor is new and ours alone.
            let counter = Counter(unsafe { File::from_raw_fd(fd) });
            // Some virtual machines open it and never count.
            let before = counter.read();
            let moved = (0..1000).any(|_| counter.read() > before);
            if moved { Ok(counter) } else { Err("the cycle counter stands still here".to_owned()) }
        }

        pub(super) fn read(&self) -> Option<u64> {
            let mut bytes = [0; 8];
            (&self.0).read_exact(&mut bytes).ok()?;
            Some(u64::from_ne_bytes(bytes))
        }
    }
}

#[cfg(target_os = "macos")]
mod imp {
    use std::ffi::c_void;

    pub(super) const SOURCE: &str = "thread_selfcounts";

    /// sys/resource_private.h: `int thread_selfcounts(int kind, void *counts, size_t size)`; kind 1
    /// writes instructions and cycles.
    type SelfCounts = unsafe extern "C" fn(libc::c_int, *mut c_void, usize) -> libc::c_int;

    #[derive(Debug)]
    pub(super) struct Counter(SelfCounts);

    impl Counter {
        pub(super) fn open() -> Result<Counter, String> {
            let names = [c"thread_selfcounts", c"__thread_selfcounts"];
            // SAFETY: the names are C strings; a symbol that is not there gives null.
            let find =
                |name: &std::ffi::CStr| unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
            let found = names.into_iter().map(find).find(|symbol| !symbol.is_null());
            let symbol = found.ok_or("this macOS has no thread_selfcounts")?;
            // SAFETY: both names are the same system call with this signature.
            let counter =
                Counter(unsafe { std::mem::transmute::<*mut c_void, SelfCounts>(symbol) });
            let gives = counter.read().is_some_and(|cycles| cycles > 0);
            if gives { Ok(counter) } else { Err("thread_selfcounts gives no cycles".to_owned()) }
        }

        pub(super) fn read(&self) -> Option<u64> {
            let mut counts = [0u64; 2];
            let size = size_of_val(&counts);
            // SAFETY: the buffer has the size that is given.
            let error = unsafe { (self.0)(1, counts.as_mut_ptr().cast(), size) };
            (error == 0).then_some(counts[1])
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod imp {
    pub(super) const SOURCE: &str = "none";

    #[derive(Debug)]
    pub(super) struct Counter;

    impl Counter {
        pub(super) fn open() -> Result<Counter, String> {
            Err("no cycle counter is known on this system".to_owned())
        }

        pub(super) fn read(&self) -> Option<u64> {
            None
        }
    }
}
