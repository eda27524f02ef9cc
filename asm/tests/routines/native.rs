//! The `.S` routines: values of Go's atomics both ways, the write barrier, the article's listings.

#![cfg(target_arch = "aarch64")]

use std::sync::Mutex;

use fencepost_asm::routine::*;
use fencepost_asm::{Feature, detect};

/// The byte that chooses the way belongs to the process.
static WAY: Mutex<()> = Mutex::new(());

const WORDS: [u32; 7] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff, 0x5555_5555];

/// Runs `body` without LSE and, where there is LSE, with it.
fn both_ways(body: impl Fn()) {
    let _way = WAY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let lse = detect::features().has(Feature::Lse);
    for on in [false, true] {
        if on && !lse {
            println!("left out: the LSE way, this core has none");
            continue;
        }
        // SAFETY: LSE is there if it is switched on.
        unsafe { set_has_atomics(on) };
        body();
    }
    // SAFETY: the way without LSE is right everywhere.
    unsafe { set_has_atomics(false) };
}

/// The number of wrong answers of a 32-bit compare-and-swap over the boundary values.
fn wrong_cas(cas: unsafe extern "C" fn(*mut u32, u32, u32) -> bool) -> usize {
    let mut wrong = 0;
    for held in WORDS {
        for old in WORDS {
            let mut word = held;
            // SAFETY: the location is ours.
            let swapped = unsafe { cas(&mut word, old, !held) };
            let hit = held == old;
            wrong += usize::from(swapped != hit || word != if hit { !held } else { held });
        }
    }
    wrong
}

#[test]
fn cas_is_right_at_every_boundary_and_the_defect_is_caught() {
    both_ways(|| assert_eq!(wrong_cas(go_cas), 0));
    if detect::features().has(Feature::Lse) {
        // 3 of the 7 values have bit 31 set, and each is compared with itself once.
        assert_eq!(wrong_cas(d1_cas), 3);
    } else {
        println!("left out: the model of defect D1 needs LSE");
    }
}

#[test]
fn atomics_compute() {
    both_ways(|| {
        for a in WORDS {
            for b in WORDS {
                let wide = |w: u32| u64::from(w) << 32 | u64::from(!w);
                let (mut x, mut y, mut z) = (a as u8, a, wide(a));
                // SAFETY: the locations are ours.
                unsafe {
                    assert_eq!((go_load8(&x), go_load(&y), go_load64(&z)), (a as u8, a, wide(a)));
                    assert_eq!(go_xchg8(&mut x, b as u8), a as u8);
                    assert_eq!(go_xchg(&mut y, b), a);
                    assert_eq!(go_xchg64(&mut z, wide(b)), wide(a));
                    assert_eq!((x, y, z), (b as u8, b, wide(b)));
                    go_store8(&mut x, a as u8);
                    go_store(&mut y, a);
                    go_store64(&mut z, wide(a));
                    assert_eq!((x, y, z), (a as u8, a, wide(a)));
                    assert_eq!(go_xadd(&mut y, b as i32), a.wrapping_add(b));
                    assert_eq!(go_xadd64(&mut z, wide(b) as i64), wide(a).wrapping_add(wide(b)));
                    assert_eq!((y, z), (a.wrapping_add(b), wide(a).wrapping_add(wide(b))));
                    (x, y, z) = (a as u8, a, wide(a));
                    assert_eq!(go_and8(&mut x, b as u8), a as u8);
                    assert_eq!(go_and32(&mut y, b), a);
                    assert_eq!(go_and64(&mut z, wide(b)), wide(a));
                    assert_eq!((x, y, z), ((a & b) as u8, a & b, wide(a) & wide(b)));
                    (x, y, z) = (a as u8, a, wide(a));
                    assert_eq!(go_or8(&mut x, b as u8), a as u8);
                    assert_eq!(go_or32(&mut y, b), a);
                    assert_eq!(go_or64(&mut z, wide(b)), wide(a));
                    assert_eq!((x, y, z), ((a | b) as u8, a | b, wide(a) | wide(b)));
                    z = wide(a);
                    assert_eq!(go_cas64(&mut z, wide(b), 7), a == b);
                    assert_eq!(z, if a == b { 7 } else { wide(a) });
                }
            }
        }
    });
}

#[test]
fn cas128_compares_both_words() {
    #[repr(align(16))]
    struct Place([u64; 2]);
    both_ways(|| {
        for (lo, hi) in [(1, 2), (1, 3), (4, 2), (4, 3)] {
            let mut place = Place([1, 2]);
            // SAFETY: the location is ours and aligned to 16.
            let swapped = unsafe { go_cas128(place.0.as_mut_ptr(), lo, hi, 8, 9) };
            assert_eq!(swapped, (lo, hi) == (1, 2));
            assert_eq!(place.0, if swapped { [8, 9] } else { [1, 2] });
        }
    });
}

#[test]
fn pairs_and_the_articles_store() {
    let mut slot = [0u64; 2];
    // SAFETY: the slot has two words.
    unsafe {
        go_save_g(slot.as_mut_ptr(), 3, 4);
        assert_eq!((go_load_g(slot.as_ptr()), slot), (Slot { g: 3, m: 4 }, [3, 4]));
        article_save_pair(slot.as_mut_ptr(), 5, 6);
        assert_eq!(slot, [5, 6]);
        article_store64(slot.as_mut_ptr(), 7);
        assert_eq!(slot, [7, 6]);
        go_publication_barrier();
    }
}

/// Empties the buffer into the vector that `context` points to, and keeps no register that Go's
/// flush need not keep.
unsafe extern "C" fn flush(buf: *mut WbBuf) {
    // SAFETY: the barrier passes the buffer of the running test, whose context is a vector.
    unsafe {
        let buf = &mut *buf;
        let used = buf.next.offset_from(buf.words.as_ptr()) as usize;
        (*buf.context.cast::<Vec<u64>>()).extend_from_slice(&buf.words[..used]);
        buf.reset();
    }
}

fn buffer(log: &mut Vec<u64>) -> Box<WbBuf> {
    let null = std::ptr::null_mut();
    let context = std::ptr::from_mut(log).cast();
    let mut buf = Box::new(WbBuf { next: null, end: null, flush, context, words: [0; WB_ENTRIES] });
    buf.reset();
    buf
}

#[test]
fn the_write_barrier_loses_nothing_at_any_size() {
    for size in 1..=8usize {
        let mut log = Vec::new();
        let mut buf = buffer(&mut log);
        let mut g = G { buf: &mut *buf };
        let rounds = 2 * WB_ENTRIES as u64;
        for n in 0..rounds {
            // SAFETY: the barrier gives room for `size` words.
            unsafe {
                let room = wb_reserve(&mut g, size);
                for k in 0..size {
                    room.add(k).write(n * 8 + k as u64);
                }
            }
        }
        // SAFETY: the buffer is ours.
        unsafe { flush(g.buf) };
        let want: Vec<u64> =
            (0..rounds).flat_map(|n| (0..size as u64).map(move |k| n * 8 + k)).collect();
        assert_eq!(log, want, "{size} words at a time");
    }
}

#[test]
fn the_write_barrier_keeps_its_own_protocol() {
    let mut log = Vec::new();
    let mut buf = buffer(&mut log);
    let mut g = G { buf: &mut *buf };
    // Fills the buffer, so that both the quick way and the flush are taken.
    for n in 0..=WB_ENTRIES as u64 {
        let mut regs: [u64; 32] = std::array::from_fn(|r| n << 8 | r as u64 | 1 << 40);
        let before = regs;
        // SAFETY: the probe calls the barrier with the registers that it takes.
        unsafe { gc_write_barrier_probe(&mut g, &mut regs, 1) };
        let kept = (0..=17).chain(19..=24).chain([26]);
        for r in kept {
            assert_eq!(regs[r], before[r], "x{r}, call {n}");
        }
        assert_eq!(regs[28], &raw mut g as u64, "g");
        assert_eq!(regs[25], buf.next.wrapping_sub(1) as u64, "room");
    }
    assert_eq!(log.len(), WB_ENTRIES, "one flush");
}
