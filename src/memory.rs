//! How much memory a thread holds.
//!
//! The resident size of the process says nothing about one test among several
//! that run side by side, so the allocator counts: every thread has the number
//! of bytes that it asked for and did not give back. Memory that one thread
//! asks for and another gives back moves from one count to the other; what
//! matters is the growth since a test began.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    // Neither lazily initialised nor dropped, so that an allocator can use it.
    static HELD: Cell<isize> = const { Cell::new(0) };
}

/// The bytes this thread has asked for, less those it has given back. Always 0
/// unless [`Counting`] is the global allocator.
pub fn held() -> isize {
    HELD.try_with(Cell::get).unwrap_or(0)
}

fn count(bytes: isize) {
    // A thread that ends may still free: nobody asks for its count any more.
    let _ = HELD.try_with(|held| held.set(held.get().wrapping_add(bytes)));
}

/// The system's allocator, counting.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counting;

// SAFETY: every method passes its arguments on to `System` unchanged and returns
// what it returns; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller promises what `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: as for `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: `ptr` came from `System`, by way of this allocator.
        unsafe { System.dealloc(ptr, layout) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count(new_size as isize - layout.size() as isize);
        // SAFETY: `ptr` came from `System`, by way of this allocator.
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}
