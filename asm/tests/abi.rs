//! The AAPCS64 checker against its offenders, and argument passing against the C compiler.

#![cfg_attr(not(target_arch = "aarch64"), allow(unused))]

#[cfg(not(all(target_arch = "aarch64", unix)))]
#[test]
#[ignore = "left out: all of abi needs AArch64; scripts/cross-linux has an emulated one"]
fn on_this_machine() {}

#[cfg(all(target_arch = "aarch64", unix))]
mod native {
    use std::ffi::c_void;

    use fencepost_asm::abi::convention::{AAPCS64, GO, Packing, VARIADICS_ON_STACK};
    use fencepost_asm::abi::{Call, entry_probe, junk_probe, last_entry};
    use fencepost_asm::abi::{offenders, signal};
    use fencepost_asm::{Feature, detect, routine};

    /// A checked call with one argument.
    fn call(target: *const (), argument: *const ()) -> fencepost_asm::abi::Outcome {
        // SAFETY: the tests give routines of this crate, each with the argument that it takes.
        unsafe { Call::new(target).x(0, argument as u64).run() }
    }

    fn junk() -> *const () {
        junk_probe() as *const ()
    }

    #[test]
    fn what_a_callee_may_destroy_is_not_reported() {
        assert_eq!(call(junk(), std::ptr::null()).violations, []);
    }

    #[test]
    fn every_offender_is_caught_across_a_call() {
        let all = offenders::offenders();
        for offender in &all {
            let seen = call(offender.leaf, std::ptr::null()).registers();
            assert_eq!(seen, [offender.register], "{}", offender.register);
        }
        println!("{} offenders caught across a call", all.len());
        assert!(all.len() >= 21);
    }

    #[test]
    fn every_offender_is_caught_across_a_callback() {
        let careless = offenders::keeps_nothing();
        // The controls: nothing left out, in both shapes.
        assert_eq!(call(offenders::crosscall(), careless).violations, []);
        assert_eq!(call(offenders::crosscall_one_by_one(), careless).violations, []);
        let all = offenders::offenders();
        for offender in &all {
            let seen = call(offender.crosscall, careless).registers();
            assert_eq!(seen, [offender.register], "{}", offender.register);
        }
        println!("{} offenders caught across a callback", all.len());
    }

    #[test]
    fn every_offender_is_caught_across_a_signal() {
        assert_eq!(signal::interrupted_call(None).violations, []);
        let all = offenders::offenders();
        for offender in &all {
            let seen = signal::interrupted_call(Some(offender.register)).registers();
            assert_eq!(seen, [offender.register], "{}", offender.register);
        }
        println!("{} offenders caught across a signal", all.len());
    }

    #[test]
    fn violations_carry_name_and_values() {
        let found = call(offenders::offenders()[3].leaf, std::ptr::null()).violations[0];
        assert_eq!(found.after, found.before + 1);
        let text = found.to_string();
        assert_eq!(text, format!("x21: {:#x} before, {:#x} after", found.before, found.after));
    }

    #[test]
    fn gos_rules_violate_aapcs64_exactly_where_the_tables_say() {
        let seen = call(offenders::go_rules(), std::ptr::null()).registers();
        assert_eq!(seen, GO.breaks(&AAPCS64));
        // And a crosscall in between mends all of it.
        assert_eq!(call(offenders::crosscall(), offenders::go_rules()).violations, []);
    }

    #[test]
    fn callbacks_into_rust_and_back_into_assembly_keep_everything() {
        /// Rust, in the middle: a checked call of its own, whose result goes back out.
        extern "C" fn middle() {
            let inner = call(offenders::crosscall(), offenders::keeps_nothing());
            assert_eq!(inner.violations, []);
            let caught = call(offenders::offenders()[2].leaf, std::ptr::null());
            assert_eq!(caught.violations.len(), 1);
        }
        let outcome = call(offenders::crosscall(), middle as *const ());
        assert_eq!((outcome.violations.as_slice(), outcome.x[0]), (&[][..], 1));
    }

    #[test]
    fn the_stack_is_aligned_at_entry() {
        let probe = entry_probe() as *const ();
        let entry = last_entry(|| {
            call(offenders::crosscall(), probe);
        });
        assert_eq!(entry.sp % 16, 0);
        let entry = last_entry(|| {
            call(offenders::crosscall_misaligned(), probe);
        });
        assert_eq!(entry.sp % 16, 8, "the offender must be seen");
    }

    /// A flush that does what it must, and destroys all that it may.
    unsafe extern "C" fn flush(buf: *mut routine::WbBuf) {
        // SAFETY: the barrier passes its buffer, which nothing else refers to meanwhile.
        unsafe { (*buf).reset() };
        // SAFETY: it takes nothing and keeps what a callee must keep.
        unsafe { junk_probe()() };
    }

    #[test]
    fn every_routine_keeps_its_promises() {
        #[repr(align(16))]
        struct Place([u64; 2]);
        let mut place = Place([0; 2]);
        let words = [0; routine::WB_ENTRIES];
        let null = std::ptr::null_mut();
        let mut buf = routine::WbBuf { next: null, end: null, flush, context: null.cast(), words };
        buf.reset();
        buf.next = buf.end; // full, so that the first call flushes
        let mut g = routine::G { buf: &mut buf };
        let mut regs = [0u64; 32];
        let lse = detect::features().has(Feature::Lse);
        let mut checked = 0;
        for has_atomics in [false, true] {
            if has_atomics && !lse {
                continue;
            }
            // SAFETY: LSE is there if it is switched on.
            unsafe { routine::set_has_atomics(has_atomics) };
            for (name, target) in routine::code() {
                let call = Call::new(target);
                let call = match name {
                    "d1_cas" if !lse => continue,
                    "wb_reserve" => call.x(0, &raw mut g as u64).x(1, 8),
                    "gc_write_barrier_probe" => {
                        call.x(0, &raw mut g as u64).x(1, regs.as_mut_ptr() as u64).x(2, 8)
                    }
                    _ => call.x(0, place.0.as_mut_ptr() as u64).x(1, 1).x(2, 2),
                };
                // SAFETY: the barrier's two take a goroutine with a buffer, which is large enough;
                // the others a location of at most 16 bytes, aligned, and numbers.
                assert_eq!(unsafe { call.run() }.violations, [], "{name}");
                checked += 1;
            }
        }
        // SAFETY: the way without LSE is right everywhere.
        unsafe { routine::set_has_atomics(false) };
        println!("{checked} calls of routines checked");
    }

    unsafe extern "C" {
        static fencepost_c_ints_seen: [i64; 12];
        static fencepost_c_doubles_seen: [f64; 11];
        fn fencepost_c_ints();
        fn fencepost_c_doubles();
        fn fencepost_c_variadic();
        fn fencepost_c_big();
        fn fencepost_c_hfa();
        fn fencepost_c_call_ints();
        fn fencepost_c_call_doubles();
        fn fencepost_c_call_variadic();
        fn fencepost_c_call_big();
    }

    /// The stack arguments of `fencepost_c_ints`: char, short, int, long.
    const INTS: [usize; 4] = [1, 2, 4, 8];
    /// Those of `fencepost_c_doubles`: float, float, double.
    const FLOATS: [usize; 3] = [4, 4, 8];

    /// Lays out `values` of `sizes` as `packing` says, over bytes that are noise.
    fn lay_out(packing: Packing, sizes: &[usize], values: &[u64]) -> Vec<u8> {
        let mut bytes = vec![0x99; 64];
        for ((&at, &size), value) in packing.offsets(sizes).iter().zip(sizes).zip(values) {
            bytes[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
        }
        bytes
    }

    /// What C's `ints` receives if its stack is laid out by `packing`.
    fn ints_as(packing: Packing) -> [i64; 12] {
        let stack = lay_out(packing, &INTS, &[-9i64 as u64, -10i64 as u64, -11i64 as u64, 12]);
        let call = Call::new(fencepost_c_ints as *const ()).stack(&stack);
        let call = (0..8).fold(call, |call, n| call.x(n, n as u64 + 1));
        // SAFETY: the function takes eight numbers in registers and four on the stack.
        assert_eq!(unsafe { call.usual_fpcr().run() }.violations, []);
        // SAFETY: the checked calls of one test are made by one thread.
        unsafe { fencepost_c_ints_seen }
    }

    fn doubles_as(packing: Packing) -> [f64; 11] {
        let (i, j, k) = (9f32.to_bits(), 10f32.to_bits(), 11f64.to_bits());
        let stack = lay_out(packing, &FLOATS, &[i.into(), j.into(), k]);
        let call = Call::new(fencepost_c_doubles as *const ()).stack(&stack);
        let call = (0..8).fold(call, |call, n| call.d(n, n as f64 + 1.0));
        // SAFETY: the function takes eight doubles in registers and three on the stack.
        assert_eq!(unsafe { call.usual_fpcr().run() }.violations, []);
        // SAFETY: the checked calls of one test are made by one thread.
        unsafe { fencepost_c_doubles_seen }
    }

    #[test]
    fn c_receives_what_we_pass() {
        let other = match Packing::HOST {
            Packing::Slots => Packing::Natural,
            Packing::Natural => Packing::Slots,
        };
        let ints = [1, 2, 3, 4, 5, 6, 7, 8, -9, -10, -11, 12];
        assert_eq!(ints_as(Packing::HOST), ints);
        assert_ne!(ints_as(other), ints, "the other system's packing must not pass");
        let doubles = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0];
        assert_eq!(doubles_as(Packing::HOST), doubles);
        assert_ne!(doubles_as(other), doubles, "the other system's packing must not pass");

        let variadic = |on_stack: bool| {
            let call = Call::new(fencepost_c_variadic as *const ()).x(0, 3);
            let words: Vec<u8> = [21u64, 22, 23].iter().flat_map(|w| w.to_le_bytes()).collect();
            let call = if on_stack { call.stack(&words) } else { call.x(1, 21).x(2, 22).x(3, 23) };
            // SAFETY: the function takes a count and that many numbers.
            assert_eq!(unsafe { call.usual_fpcr().run() }.violations, []);
            // SAFETY: the checked calls of one test are made by one thread.
            unsafe {
                [fencepost_c_ints_seen[0], fencepost_c_ints_seen[1], fencepost_c_ints_seen[2]]
            }
        };
        assert_eq!(variadic(VARIADICS_ON_STACK), [21, 22, 23]);
        assert_ne!(variadic(!VARIADICS_ON_STACK), [21, 22, 23]);
    }

    #[test]
    fn c_passes_what_we_expect() {
        let probe = entry_probe() as *const ();
        let entry = |target: unsafe extern "C" fn()| {
            let mut x0 = 0;
            let entry = last_entry(|| {
                let call = Call::new(target as *const ()).x(0, probe as u64).usual_fpcr();
                // SAFETY: the function takes a callback in x0 and calls it once; the probe is one
                // that it may call.
                x0 = unsafe { call.run() }.x[0];
            });
            assert_eq!(entry.sp % 16, 0);
            (entry, x0)
        };
        let at = |stack: &[u8; 64], at: usize, size: usize| {
            let mut word = [0; 8];
            word[..size].copy_from_slice(&stack[at..at + size]);
            u64::from_le_bytes(word)
        };
        let (seen, _) = entry(fencepost_c_call_ints);
        assert_eq!(seen.x[..8], [1, 2, 3, 4, 5, 6, 7, 8]);
        for (n, &offset) in Packing::HOST.offsets(&INTS).iter().enumerate() {
            assert_eq!(at(&seen.stack, offset, INTS[n]), 9 + n as u64);
        }
        let (seen, _) = entry(fencepost_c_call_doubles);
        assert_eq!(seen.d.map(f64::from_bits), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let offsets = Packing::HOST.offsets(&FLOATS);
        assert_eq!(at(&seen.stack, offsets[0], 4), u64::from(9f32.to_bits()));
        assert_eq!(at(&seen.stack, offsets[1], 4), u64::from(10f32.to_bits()));
        assert_eq!(at(&seen.stack, offsets[2], 8), 11f64.to_bits());
        let (seen, _) = entry(fencepost_c_call_variadic);
        assert_eq!(seen.x[0] as u32, 3);
        for n in 0..3 {
            let word = if VARIADICS_ON_STACK { at(&seen.stack, 8 * n, 8) } else { seen.x[1 + n] };
            assert_eq!(word, 1 + n as u64);
        }
        let (seen, result) = entry(fencepost_c_call_big);
        assert_eq!(seen.x[0], 77);
        assert!(seen.x[8] == result || seen.x[8] % 8 == 0 && seen.x[8] >= seen.sp, "x8: {seen:x?}");
    }

    #[test]
    fn results_come_in_memory_and_vectors() {
        let mut big = [0i64; 4];
        let call = Call::new(fencepost_c_big as *const ()).x(0, 5).x8(big.as_mut_ptr() as u64);
        // SAFETY: x8 points to room for the result.
        assert_eq!(unsafe { call.usual_fpcr().run() }.violations, []);
        assert_eq!(big, [5, 6, 7, 8]);
        let call = Call::new(fencepost_c_hfa as *const ()).d(0, 1.5);
        // SAFETY: it takes a double.
        let v = unsafe { call.usual_fpcr().run() }.v;
        assert_eq!([0, 1, 2, 3].map(|n| f64::from_bits(v[n] as u64)), [1.5, 2.5, 3.5, 4.5]);
    }

    // The unwinder of the platform, which is what a debugger and a panic use.
    unsafe extern "C" {
        fn _Unwind_Backtrace(
            each: extern "C" fn(*mut c_void, *mut c_void) -> i32,
            data: *mut c_void,
        ) -> i32;
        fn _Unwind_GetRegionStart(context: *mut c_void) -> usize;
        fn _Unwind_GetGR(context: *mut c_void, register: i32) -> usize;
    }

    /// Where unwinding got to, and x19 to x28 as it found them in the trampoline's frame.
    #[derive(Default)]
    struct Walk {
        frames: usize,
        trampoline: Option<[u64; 10]>,
        caller: bool,
    }

    thread_local! {
        static WALK: std::cell::RefCell<Walk> = std::cell::RefCell::default();
    }

    unsafe extern "C" {
        fn fencepost_abi_call();
    }

    extern "C" fn each(context: *mut c_void, data: *mut c_void) -> i32 {
        // SAFETY: the unwinder passes on what it was given.
        let walk = unsafe { &mut *data.cast::<Walk>() };
        walk.frames += 1;
        if walk.frames > 200 {
            return 1; // CFI that lies can lead in a circle
        }
        // SAFETY: the context is the unwinder's.
        let start = unsafe { _Unwind_GetRegionStart(context) };
        if start == fencepost_abi_call as *const () as usize {
            // SAFETY: the context is the unwinder's; x19 to x28 are registers that a frame can save.
            walk.trampoline =
                Some(std::array::from_fn(
                    |n| unsafe { _Unwind_GetGR(context, 19 + n as i32) } as u64
                ));
        }
        walk.caller |= start == unwinds as *const () as usize;
        0
    }

    extern "C" fn walk() {
        let mut found = Walk::default();
        // SAFETY: the callback gets the walk that it expects.
        unsafe { _Unwind_Backtrace(each, (&raw mut found).cast()) };
        WALK.set(found);
    }

    /// Walks the stack from below `routine`: whether the walk found the registers that the routine
    /// was called with, and came back here.
    #[inline(never)]
    fn unwinds(routine: *const ()) -> (bool, bool) {
        WALK.take();
        let outcome = call(routine, walk as *const ());
        let found = WALK.take();
        let registers = found.trampoline.is_some_and(|x| x[..] == outcome.canaries[1..11]);
        (registers, std::hint::black_box(found.caller))
    }

    #[test]
    fn a_debugger_unwinds_through_the_routines() {
        assert_eq!(unwinds(offenders::crosscall()), (true, true));
        assert_eq!(unwinds(offenders::crosscall_one_by_one()), (true, true));
        // CFI that lies about where registers are leads back here with the wrong ones.
        assert_eq!(unwinds(offenders::crosscall_bad_cfi()), (false, true));
    }
}
