//! Executable memory that is never writable while it is executable.
//!
//! Coherence has two halves. [`Code::new`] makes the new words reach every core's
//! instruction fetch: on Linux by cleaning the data cache and invalidating the
//! instruction caches of the whole system, as `CTR_EL0` asks for, on macOS by the
//! system's call, as `CTR_EL0` cannot be read there. A core that runs the code must then
//! discard what it has fetched before (B2.7.4 of the Arm ARM): every *thread*
//! calls [`synchronise`] once, after it has learnt of the code through something
//! that orders memory (a lock, a channel, its own start) and before its first
//! call. Nothing is broadcast: `membarrier` would do the same for threads that
//! cannot be asked, at the price of an interrupt to each core.

use std::io;
use std::ptr::{self, NonNull};

/// Code in memory of its own, with a page on either side that cannot be accessed.
#[derive(Debug)]
pub struct Code {
    /// The whole mapping, guard pages included.
    map: NonNull<u8>,
    map_len: usize,
    page: usize,
}

// SAFETY: the mapping belongs to the value alone and is only read or executed
// once `new` has returned.
unsafe impl Send for Code {}
// SAFETY: as above; there is no way to write through a shared reference.
unsafe impl Sync for Code {}

impl Code {
    /// Places `bytes` in memory and makes them executable.
    ///
    /// # Errors
    /// If the system gives no such memory.
    pub fn new(bytes: &[u8]) -> io::Result<Code> {
        let page = page_size();
        let len = bytes.len().max(1).next_multiple_of(page);
        let map_len = len + 2 * page;
        let (none, private) = (libc::PROT_NONE, libc::MAP_PRIVATE | libc::MAP_ANON);
        // SAFETY: a new anonymous mapping, at an address of the system's choice.
        let map = unsafe { libc::mmap(ptr::null_mut(), map_len, none, private, -1, 0) };
        if map == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let map = NonNull::new(map.cast()).ok_or(io::ErrorKind::OutOfMemory)?;
        let code = Code { map, map_len, page };
        code.protect(len, libc::PROT_READ | libc::PROT_WRITE)?;
        // SAFETY: the `len` bytes behind the first guard page are ours, writable,
        // and seen by nobody else yet; `bytes` is no longer than they are.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), code.start(), bytes.len()) };
        code.protect(len, libc::PROT_READ | libc::PROT_EXEC)?;
        // SAFETY: these bytes were just written and are readable.
        unsafe { publish(code.start(), bytes.len()) };
        Ok(code)
    }

    /// The address of the byte at `offset`; that of an entry, of a label.
    pub fn address(&self, offset: u32) -> *const u8 {
        self.start().wrapping_add(offset as usize)
    }

    fn start(&self) -> *mut u8 {
        self.map.as_ptr().wrapping_add(self.page)
    }

    fn protect(&self, len: usize, protection: libc::c_int) -> io::Result<()> {
        // SAFETY: whole pages of our own mapping, which no reference points to.
        match unsafe { libc::mprotect(self.start().cast(), len, protection) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and whoever runs the code borrows `self`.
        unsafe { libc::munmap(self.map.as_ptr().cast(), self.map_len) };
    }
}

fn page_size() -> usize {
    // SAFETY: sysconf only reads a parameter of the system.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).unwrap_or(16384)
}

/// Makes this core fetch what other threads have published as code: a Context
/// synchronisation event. To be called by each thread before it runs a [`Code`] for
/// the first time.
pub fn synchronise() {
    #[cfg(target_arch = "aarch64")]
    // SAFETY: ISB has no operands and changes no register or memory.
    unsafe {
        std::arch::asm!("isb", options(nostack, preserves_flags));
    }
}

/// Makes new words visible to instruction fetch everywhere.
///
/// # Safety
/// `len` bytes from `start` on are readable.
#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
unsafe fn publish(start: *mut u8, len: usize) {
    unsafe extern "C" {
        fn sys_icache_invalidate(start: *mut libc::c_void, len: libc::size_t);
    }
    // SAFETY: the range is the caller's promise.
    unsafe { sys_icache_invalidate(start.cast(), len) };
}

/// Makes new words visible to instruction fetch everywhere.
///
/// # Safety
/// `len` bytes from `start` on are readable.
#[cfg(all(target_arch = "aarch64", not(target_vendor = "apple")))]
unsafe fn publish(start: *mut u8, len: usize) {
    use std::arch::asm;
    let range = start.addr()..start.addr() + len;
    let ctr: u64;
    // SAFETY: Linux lets EL0 read CTR_EL0, or traps and gives a safe value.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) ctr, options(nomem, nostack, preserves_flags)) };
    let lines = |log2_words: u64| {
        let line = 4usize << log2_words;
        (range.start & !(line - 1)..range.end).step_by(line)
    };
    let (data_line, instruction_line) = (ctr >> 16 & 0xF, ctr & 0xF);
    let (idc, dic) = (ctr >> 28 & 1 != 0, ctr >> 29 & 1 != 0);
    if !idc {
        for line in lines(data_line) {
            // SAFETY: cleans a line that holds bytes of the range to the point of
            // unification; no value changes.
            unsafe { asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags)) };
        }
    }
    // SAFETY: a barrier; it waits until the writes, or their cleaning, are complete.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    if !dic {
        for line in lines(instruction_line) {
            // SAFETY: invalidates copies of instructions in every core of the
            // inner shareable domain; memory keeps its values.
            unsafe { asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags)) };
        }
    }
    // SAFETY: a barrier; it waits until the invalidation is complete everywhere.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
}

/// On other machines the code is only looked at.
///
/// # Safety
/// None is needed.
#[cfg(not(target_arch = "aarch64"))]
unsafe fn publish(_: *mut u8, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_what_was_given() {
        let bytes: Vec<u8> = (0..=255).cycle().take(20_000).collect();
        let code = Code::new(&bytes).expect("memory");
        // SAFETY: as many bytes were placed there, and nobody writes to them.
        let placed = unsafe { std::slice::from_raw_parts(code.address(0), bytes.len()) };
        assert_eq!(placed, bytes);
    }
}
