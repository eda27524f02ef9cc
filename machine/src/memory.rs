//! Memory between guard pages.

use std::io;
use std::ptr::NonNull;

/// How much lies unmapped on either side: farther than any immediate offset of an access reaches.
const GUARD: usize = 1 << 20;

/// Zeroed memory with unmapped pages on both sides, so that an access that strays from it faults
/// instead of changing something else.
pub(crate) struct Region {
    map: NonNull<u8>,
    mapped: usize,
    len: usize,
}

// SAFETY: a region is plain memory; whoever accesses it through `at` argues for its own accesses.
unsafe impl Send for Region {}
// SAFETY: as above.
unsafe impl Sync for Region {}

impl Region {
    /// At least `bytes` of memory, rounded up to pages.
    pub(crate) fn new(bytes: usize) -> io::Result<Region> {
        let len = bytes.max(1).next_multiple_of(page());
        let guard = GUARD.next_multiple_of(page());
        let mapped = len + 2 * guard;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
        // SAFETY: a fresh anonymous mapping at an address of the system's choice.
        let map =
            unsafe { libc::mmap(std::ptr::null_mut(), mapped, libc::PROT_NONE, flags, -1, 0) };
        if map == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let map = NonNull::new(map.cast::<u8>()).ok_or(io::ErrorKind::OutOfMemory)?;
        let region = Region { map, mapped, len };
        // SAFETY: the pages are inside the mapping just made, and nothing uses them yet.
        let rc =
            unsafe { libc::mprotect(region.at(0).cast(), len, libc::PROT_READ | libc::PROT_WRITE) };
        if rc != 0 {
            return Err(io::Error::last_os_error()); // `region` unmaps on drop
        }
        Ok(region)
    }

    /// The address of a byte.
    ///
    /// # Panics
    /// If it is not inside the region.
    pub(crate) fn at(&self, offset: usize) -> *mut u8 {
        assert!(offset < self.len, "offset {offset} of a region of {} bytes", self.len);
        // SAFETY: the guard and then `len` bytes are inside the mapping.
        unsafe { self.map.as_ptr().add((self.mapped - self.len) / 2 + offset) }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, whole, and its borrows ended with `self`.
        unsafe { libc::munmap(self.map.as_ptr().cast(), self.mapped) };
    }
}

/// The system's page in bytes.
pub(crate) fn page() -> usize {
    // SAFETY: sysconf only reads a constant of the system.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(1 << 14)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_zeroed_and_writable_to_its_ends() {
        let region = Region::new(3 * page() - 1).unwrap();
        for offset in [0, 1, 3 * page() - 1] {
            // SAFETY: inside the region, which nothing else uses.
            unsafe {
                assert_eq!(region.at(offset).read(), 0);
                region.at(offset).write(7);
            }
        }
    }
}
