//! AArch64: the primitives of `fencepost-asm`, the exclusive loops with their failures counted, and
//! the families of `fencepost-atomics`.

use super::{Entry, Kind, Origin, Primitive, nops};
use crate::kernel::{Code, Kernels, Tally};
use core::arch::asm;
use fencepost_asm::insn::lse::{cas::*, casp::*, ldadd::*, ldclr::*, ldset::*, stadd::*, swp::*};
use fencepost_asm::insn::{
    dmb::*, dsb::*, hint::*, load::*, load_offset::*, store::*, store_offset::*,
};
use fencepost_asm::{Feature, Pair64, Row, rows};
use fencepost_atomics::order::{AcqRel, Acquire, Full, Release};
use fencepost_atomics::{Article, Cell, Family, Go, LlSc, Lse, Std};

pub(super) fn all() -> Vec<Primitive> {
    let mut all = instructions();
    all.extend(sequences());
    all.extend(exclusives());
    all.extend(family::<Std>());
    all.extend(family::<Lse>());
    all.extend(family::<LlSc>());
    all.extend(family::<Article>());
    all.extend(family::<Go>());
    all
}

/// The row of a primitive of `fencepost-asm`. A name that has none cannot be called either.
fn row(name: &str) -> &'static Row {
    rows().find(|row| row.name == name).unwrap_or_else(|| panic!("no row is named {name}"))
}

/// Its instructions without the labels.
fn instructions_of(row: &Row) -> usize {
    row.code.iter().filter(|line| !line.insn.trim_end().ends_with(':')).count()
}

macro_rules! insn {
    ($($kind:ident { $($name:ident $rust:ident |$word:ident| $code:expr;)+ })+) => {
        fn instructions() -> Vec<Primitive> {
            vec![$($({
                struct It;
                impl Code for It {
                    #[inline(always)]
                    unsafe fn run($word: *mut u64, _: &mut Tally) {
                        // SAFETY: the caller gives an aligned word and vouches for the feature.
                        _ = unsafe { $code };
                    }
                }
                static KERNELS: Kernels = Kernels::of::<It>();
                let row = row(stringify!($name));
                let rust = stringify!($rust);
                let entry = Entry {
                    id: stringify!($name),
                    title: title(row),
                    kind: Kind::$kind,
                    rust: (rust != "none").then_some(rust),
                    kernels: &KERNELS,
                };
                let nops = nops(instructions_of(row), 4);
                let mut it = entry.primitive(Origin::Instruction, row.feature, nops);
                it.moves = row.bytes <= 8;
                it
            }),+),+]
        }
    };
}

/// The mnemonic, or the barrier with its option.
fn title(row: &Row) -> String {
    let words = |line: &str| -> String {
        let operands = line.split_whitespace().take_while(|word| !word.contains(['{', '[']));
        operands.collect::<Vec<_>>().join(" ").to_uppercase()
    };
    let lines = row.code.iter().map(|line| words(line.insn)).filter(|line| line != "MOV");
    lines.collect::<Vec<_>>().join("; ")
}

insn! {
    Load {
        ldr_x rust_load_relaxed |word| ldr_x(word);
        ldar_x rust_load_seqcst |word| ldar_x(word);
        ldapr_x rust_load_acquire |word| ldapr_x(word);
        ldapur_x rust_load_acquire |word| ldapur_x::<0>(word);
    }
    Store {
        str_x rust_store_relaxed |word| str_x(word, 0);
        stlr_x rust_store_seqcst |word| stlr_x(word, 0);
        stlur_x rust_store_release |word| stlur_x::<0>(word, 0);
    }
    ReadModifyWrite {
        swp_x rust_swap_relaxed |word| swp_x(word, 0);
        swpa_x none |word| swpa_x(word, 0);
        swpl_x none |word| swpl_x(word, 0);
        swpal_x rust_swap_seqcst |word| swpal_x(word, 0);
        cas_x rust_cas_relaxed |word| cas_x(word, 0, 0);
        casa_x none |word| casa_x(word, 0, 0);
        casl_x none |word| casl_x(word, 0, 0);
        casal_x rust_cas_seqcst |word| casal_x(word, 0, 0);
        caspal_x none |word| {
            let zero = Pair64::new(0, 0);
            caspal_x(word.cast(), zero, zero);
        };
        ldadd_x rust_add_relaxed |word| ldadd_x(word, 0);
        ldadda_x none |word| ldadda_x(word, 0);
        ldaddl_x none |word| ldaddl_x(word, 0);
        ldaddal_x rust_add_seqcst |word| ldaddal_x(word, 0);
        stadd_x none |word| stadd_x(word, 0);
        staddl_x none |word| staddl_x(word, 0);
        ldset_x none |word| ldset_x(word, 0);
        ldsetal_x rust_or_seqcst |word| ldsetal_x(word, 0);
        ldclr_x none |word| ldclr_x(word, 0);
        ldclral_x none |word| ldclral_x(word, 0);
    }
    Barrier {
        dmb_sy none |_word| dmb_sy();
        dmb_st none |_word| dmb_st();
        dmb_ld none |_word| dmb_ld();
        dmb_ish rust_fence_seqcst |_word| dmb_ish();
        dmb_ishst none |_word| dmb_ishst();
        dmb_ishld rust_fence_acquire |_word| dmb_ishld();
        dmb_nsh none |_word| dmb_nsh();
        dmb_nshst none |_word| dmb_nshst();
        dmb_nshld none |_word| dmb_nshld();
        dmb_osh none |_word| dmb_osh();
        dmb_oshst none |_word| dmb_oshst();
        dmb_oshld none |_word| dmb_oshld();
        dsb_sy none |_word| dsb_sy();
        dsb_st none |_word| dsb_st();
        dsb_ld none |_word| dsb_ld();
        dsb_ish none |_word| dsb_ish();
        dsb_ishst none |_word| dsb_ishst();
        dsb_ishld none |_word| dsb_ishld();
        dsb_nsh none |_word| dsb_nsh();
        dsb_nshst none |_word| dsb_nshst();
        dsb_nshld none |_word| dsb_nshld();
        dsb_osh none |_word| dsb_osh();
        dsb_oshst none |_word| dsb_oshst();
        dsb_oshld none |_word| dsb_oshld();
    }
    Hint {
        isb none |_word| isb();
        sb none |_word| sb();
        clrex none |_word| clrex();
        yield_ none |_word| yield_();
    }
}

macro_rules! sequences {
    ($($id:ident $title:literal $rust:ident |$word:ident| { $($code:expr;)+ })+) => {
        /// Stores with a barrier: what is put in STLR's place.
        fn sequences() -> Vec<Primitive> {
            vec![$({
                struct It;
                impl Code for It {
                    #[inline(always)]
                    unsafe fn run($word: *mut u64, _: &mut Tally) {
                        // SAFETY: the caller gives an aligned word; all of it is base A64.
                        unsafe { $($code;)+ }
                    }
                }
                static KERNELS: Kernels = Kernels::of::<It>();
                let rust = stringify!($rust);
                let entry = Entry {
                    id: stringify!($id),
                    title: $title.to_owned(),
                    kind: Kind::Store,
                    rust: (rust != "none").then_some(rust),
                    kernels: &KERNELS,
                };
                entry.primitive(Origin::Instruction, Feature::Base, nops(2, 4))
            }),+]
        }
    };
}

sequences! {
    dsb_sy_str "DSB SY; STR" rust_store_seqcst |word| { dsb_sy(); str_x(word, 0); }
    str_dsb_sy "STR; DSB SY" rust_store_fence |word| { str_x(word, 0); dsb_sy(); }
    dmb_ish_str "DMB ISH; STR" rust_store_release |word| { dmb_ish(); str_x(word, 0); }
    str_dmb_ish "STR; DMB ISH" rust_store_fence |word| { str_x(word, 0); dmb_ish(); }
    dmb_ishst_str "DMB ISHST; STR" none |word| { dmb_ishst(); str_x(word, 0); }
    str_dmb_ishst "STR; DMB ISHST" none |word| { str_x(word, 0); dmb_ishst(); }
}

macro_rules! exclusives {
    ($($id:ident $rust:ident [$($line:literal),+] $nops:literal;)+) => {
        /// Exclusive loops that count how often the store failed, in one more instruction. The
        /// value stored is the value loaded plus 0, or 0.
        fn exclusives() -> Vec<Primitive> {
            vec![$({
                struct It;
                impl Code for It {
                    #[inline(always)]
                    unsafe fn run(word: *mut u64, tally: &mut Tally) {
                        // SAFETY: one block from load to store, so that nothing comes between
                        // them; the caller gives an aligned word. `old` and `fail` are early
                        // outputs, so that STXR's registers differ.
                        unsafe {
                            asm!(
                                $($line,)+
                                word = in(reg) word,
                                zero = in(reg) 0u64,
                                failed = inout(reg) tally.failed,
                                old = out(reg) _,
                                fail = out(reg) _,
                                options(nostack),
                            );
                        }
                    }
                }
                static KERNELS: Kernels = Kernels::of::<It>();
                let rust = stringify!($rust);
                let lines: &[&str] = &[$($line),+];
                let mnemonics = lines.iter().filter_map(|line| line.split_whitespace().next());
                let title = mnemonics.filter(|word| word.contains("xr")).collect::<Vec<_>>();
                let entry = Entry {
                    id: stringify!($id),
                    title: format!("{} loop", title.join("; ").to_uppercase()),
                    kind: Kind::ReadModifyWrite,
                    rust: (rust != "none").then_some(rust),
                    kernels: &KERNELS,
                };
                entry.primitive(Origin::Instruction, Feature::Base, nops($nops, 4))
            }),+]
        }
    };
}

exclusives! {
    ldxr_stxr_add rust_add_relaxed [
        "2:", "ldxr {old:x}, [{word}]", "add {old:x}, {old:x}, {zero:x}",
        "stxr {fail:w}, {old:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b"
    ] 5;
    ldaxr_stxr_add none [
        "2:", "ldaxr {old:x}, [{word}]", "add {old:x}, {old:x}, {zero:x}",
        "stxr {fail:w}, {old:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b"
    ] 5;
    ldxr_stlxr_add none [
        "2:", "ldxr {old:x}, [{word}]", "add {old:x}, {old:x}, {zero:x}",
        "stlxr {fail:w}, {old:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b"
    ] 5;
    ldaxr_stlxr_add rust_add_seqcst [
        "2:", "ldaxr {old:x}, [{word}]", "add {old:x}, {old:x}, {zero:x}",
        "stlxr {fail:w}, {old:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b"
    ] 5;
    ldxr_stxr_swp rust_swap_relaxed [
        "2:", "ldxr {old:x}, [{word}]", "stxr {fail:w}, {zero:x}, [{word}]",
        "add {failed:x}, {failed:x}, {fail:w}, uxtw", "cbnz {fail:w}, 2b"
    ] 4;
    ldaxr_stlxr_swp rust_swap_seqcst [
        "2:", "ldaxr {old:x}, [{word}]", "stlxr {fail:w}, {zero:x}, [{word}]",
        "add {failed:x}, {failed:x}, {fail:w}, uxtw", "cbnz {fail:w}, 2b"
    ] 4;
    ldxr_stxr_cas rust_cas_relaxed [
        "2:", "ldxr {old:x}, [{word}]", "cmp {old:x}, {zero:x}", "b.ne 3f",
        "stxr {fail:w}, {zero:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b", "3:"
    ] 6;
    ldaxr_stlxr_cas rust_cas_seqcst [
        "2:", "ldaxr {old:x}, [{word}]", "cmp {old:x}, {zero:x}", "b.ne 3f",
        "stlxr {fail:w}, {zero:x}, [{word}]", "add {failed:x}, {failed:x}, {fail:w}, uxtw",
        "cbnz {fail:w}, 2b", "3:"
    ] 6;
}

macro_rules! operations {
    ($($op:literal $kind:ident $rust:literal $nops:literal |$cell:ident, $tally:ident| $code:block)+) => {
        /// The operations of a family. The NOPs beside them are those of the one instruction that
        /// does it at best; what a family needs more than that is its cost.
        fn family<F: Family>() -> Vec<Primitive> {
            vec![$({
                struct It<F>(core::marker::PhantomData<F>);
                impl<F: Family> Code for It<F> {
                    #[inline(always)]
                    unsafe fn run(word: *mut u64, $tally: &mut Tally) {
                        const { assert!(size_of::<F::U64>() == 8 && align_of::<F::U64>() == 8) };
                        // SAFETY: every family's location of 64 bits is a transparent wrapper of
                        // one word, and the caller gives one that only such accesses touch.
                        let $cell = unsafe { &*word.cast::<F::U64>() };
                        $code
                    }
                }
                let entry = Entry {
                    id: id(F::NAME, $op),
                    title: format!("{}: {}", F::NAME, $op.replace('_', " ")),
                    kind: Kind::$kind,
                    rust: Some($rust),
                    kernels: const { &Kernels::of::<It<F>>() },
                };
                // A family that needs a feature is the one that a machine may not have.
                let feature = if F::NAME == Lse::NAME { Feature::Lse } else { Feature::Base };
                entry.primitive(Origin::Family, feature, nops($nops, 4))
            }),+]
        }
    };
}

/// `family_operation`, once for the life of the process.
fn id(family: &str, operation: &str) -> &'static str {
    format!("{family}_{operation}").leak()
}

operations! {
    "load" Load "rust_load_seqcst" 1 |cell, tally| { tally.seen ^= cell.load(Acquire); }
    "store" Store "rust_store_seqcst" 1 |cell, _tally| { cell.store(0, Release); }
    "swap" ReadModifyWrite "rust_swap_acqrel" 1 |cell, tally| { tally.seen ^= cell.swap(0, AcqRel); }
    "add" ReadModifyWrite "rust_add_acqrel" 1 |cell, tally| { tally.seen ^= cell.fetch_add(0, AcqRel); }
    "or" ReadModifyWrite "rust_or_seqcst" 1 |cell, tally| { tally.seen ^= cell.fetch_or(0, AcqRel); }
    "cas" ReadModifyWrite "rust_cas_acqrel" 1 |cell, tally| {
        tally.seen ^= cell.compare_swap(0, 0, AcqRel);
    }
    "fence" Barrier "rust_fence_seqcst" 1 |_cell, _tally| { F::fence(Full); }
    "publication_barrier" Barrier "rust_fence_release" 1 |_cell, _tally| { F::publication_barrier(); }
}
