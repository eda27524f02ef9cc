//! x86-64, so that a comparison with it is a measurement.
//!
//! Registers are fixed, because the length of an instruction depends on them: a loop of NOPs has
//! the same bytes. A test compares the lengths.

use super::{Entry, Kind, Origin, Primitive, nops};
use crate::kernel::{Code, Kernels, Tally};
use core::arch::asm;
use fencepost_asm::Feature;

macro_rules! x86 {
    ($(
        $id:ident $kind:ident $title:literal $rust:ident $count:literal x $size:literal
            [$($line:literal),+];
    )+) => {
        pub(super) fn all() -> Vec<Primitive> {
            vec![$({
                struct It;
                impl Code for It {
                    #[inline(always)]
                    unsafe fn run(word: *mut u64, tally: &mut Tally) {
                        // RDI is the word; RSI and RAX are what is written, what is added, and
                        // what a compare-and-swap expects. They begin as 0, and what is read into
                        // them is 0 too, so that they need not be set again in the loop.
                        // SAFETY: the caller gives an aligned word; all registers that change are
                        // outputs, the flags are not preserved, the stack keeps its contents.
                        unsafe {
                            asm!(
                                $($line,)+
                                in("rdi") word,
                                inout("rsi") tally.failed,
                                inout("rax") tally.seen,
                                options(nostack),
                            );
                        }
                    }
                }
                static KERNELS: Kernels = Kernels::of::<It>();
                let rust = stringify!($rust);
                let entry = Entry {
                    id: stringify!($id),
                    title: $title.to_owned(),
                    kind: Kind::$kind,
                    rust: (rust != "none").then_some(rust),
                    kernels: &KERNELS,
                };
                entry.primitive(Origin::Instruction, Feature::Base, nops($count, $size))
            }),+]
        }

        /// Name, bytes of NOPs, bytes of instructions.
        #[cfg(test)]
        fn lengths() -> Vec<(&'static str, usize, usize)> {
            vec![$({
                let mut word = 0u64;
                let length: usize;
                // SAFETY: the code runs once, on a word of ours.
                unsafe {
                    asm!(
                        "2:",
                        $($line,)+
                        "3:",
                        "lea {length}, [rip + 3b]",
                        "lea rsi, [rip + 2b]",
                        "sub {length}, rsi",
                        length = out(reg) length,
                        in("rdi") &raw mut word,
                        inout("rsi") 0u64 => _,
                        inout("rax") 0u64 => _,
                    );
                }
                (stringify!($id), $count * $size, length)
            }),+]
        }
    };
}

x86! {
    mov_load Load "MOV r, [m]" rust_load_seqcst 1 x 3 ["mov rax, [rdi]"];
    mov_store Store "MOV [m], r" rust_store_release 1 x 3 ["mov [rdi], rsi"];
    xchg Store "XCHG [m], r" rust_store_seqcst 1 x 3 ["xchg [rdi], rsi"];
    mov_store_mfence Store "MOV [m], r; MFENCE" rust_store_fence 2 x 3 ["mov [rdi], rsi", "mfence"];
    mov_store_sfence Store "MOV [m], r; SFENCE" none 2 x 3 ["mov [rdi], rsi", "sfence"];
    lock_xadd ReadModifyWrite "LOCK XADD [m], r" rust_add_seqcst 1 x 5 ["lock xadd [rdi], rsi"];
    lock_cmpxchg ReadModifyWrite "LOCK CMPXCHG [m], r" rust_cas_seqcst 1 x 5
        ["lock cmpxchg [rdi], rsi"];
    lock_or ReadModifyWrite "LOCK OR [m], r" rust_or_seqcst 1 x 4 ["lock or [rdi], rsi"];
    xadd ReadModifyWrite "XADD [m], r (not atomic)" none 1 x 4 ["xadd [rdi], rsi"];
    mfence Barrier "MFENCE" rust_fence_seqcst 1 x 3 ["mfence"];
    sfence Barrier "SFENCE" none 1 x 3 ["sfence"];
    lfence Barrier "LFENCE" none 1 x 3 ["lfence"];
    lock_or_stack Barrier "LOCK OR [rsp], 0" rust_fence_seqcst 1 x 5 ["lock or dword ptr [rsp], 0"];
    pause Hint "PAUSE" none 1 x 2 ["pause"];
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_nops_are_as_long_as_the_instructions() {
        for (id, nops, instructions) in super::lengths() {
            assert_eq!(nops, instructions, "{id}");
        }
    }
}
