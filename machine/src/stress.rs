//! Threads that keep the machine busy.

use crate::memory::Region;
use crate::recipe::Stress;
use crate::rng::Rng;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the memory stressors share: more than a first-level cache holds.
const BYTES: usize = 1 << 20;

/// What one stressor does.
#[derive(Clone, Copy)]
pub(crate) enum Stressor {
    Memory,
    Launch,
}

/// The stressors that a recipe asks for.
pub(crate) fn stressors(stress: &Stress) -> impl Iterator<Item = Stressor> {
    let of = |n, kind| std::iter::repeat_n(kind, n);
    of(stress.memory, Stressor::Memory).chain(of(stress.launch, Stressor::Launch))
}

/// The array that memory stressors hammer.
pub(crate) struct Field(Region);

impl Field {
    pub(crate) fn new() -> io::Result<Field> {
        Region::new(BYTES).map(Field)
    }

    fn word(&self, index: usize) -> &AtomicU64 {
        // SAFETY: aligned, inside the region, and only ever accessed as these atomics.
        unsafe { AtomicU64::from_ptr(self.0.at(index * 8).cast()) }
    }
}

/// Keeps the machine busy until told to stop.
pub(crate) fn work(stressor: Stressor, field: &Field, rng: &mut Rng, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        match stressor {
            // Short runs of stores and loads at random places.
            Stressor::Memory => {
                for _ in 0..64 {
                    let start = rng.below(BYTES / 8 - 256);
                    for step in 0..16 {
                        let word = field.word(start + step * 16);
                        if step % 2 == 0 {
                            word.store(start as u64, Ordering::Relaxed);
                        } else {
                            word.load(Ordering::Relaxed);
                        }
                    }
                }
            }
            Stressor::Launch => {
                let thread = std::thread::Builder::new().stack_size(1 << 16).spawn(|| {});
                match thread {
                    Ok(thread) => drop(thread.join()),
                    Err(_) => std::thread::yield_now(), // at the limit for now
                }
            }
        }
    }
}
