//! Exclusive loops, which every core has.

use fencepost_asm::insn::excl::{add::*, cas::*, clr::*, pair_cas::*, set::*, swp::*};
use fencepost_asm::{Pair32, Pair64};

use super::word::{self, Word, by_order, family};
use super::{Family, PairCell, Wide};
use crate::order::{FenceOrder, LoadOrder, Order, RmwOrder, StoreOrder, order};

/// Exclusive loops.
#[derive(Clone, Copy, Debug)]
pub struct LlSc;

family! {
    LlSc, word::store;
    u8:
        swap { ldxrb_stxrb_swp, ldaxrb_stxrb_swp, ldxrb_stlxrb_swp, ldaxrb_stlxrb_swp }
        cas { ldxrb_stxrb_cas, ldaxrb_stxrb_cas, ldxrb_stlxrb_cas, ldaxrb_stlxrb_cas }
        add { ldxrb_stxrb_add, ldaxrb_stxrb_add, ldxrb_stlxrb_add, ldaxrb_stlxrb_add }
        clr { ldxrb_stxrb_clr, ldaxrb_stxrb_clr, ldxrb_stlxrb_clr, ldaxrb_stlxrb_clr }
        set { ldxrb_stxrb_set, ldaxrb_stxrb_set, ldxrb_stlxrb_set, ldaxrb_stlxrb_set }
    ;
    u16:
        swap { ldxrh_stxrh_swp, ldaxrh_stxrh_swp, ldxrh_stlxrh_swp, ldaxrh_stlxrh_swp }
        cas { ldxrh_stxrh_cas, ldaxrh_stxrh_cas, ldxrh_stlxrh_cas, ldaxrh_stlxrh_cas }
        add { ldxrh_stxrh_add, ldaxrh_stxrh_add, ldxrh_stlxrh_add, ldaxrh_stlxrh_add }
        clr { ldxrh_stxrh_clr, ldaxrh_stxrh_clr, ldxrh_stlxrh_clr, ldaxrh_stlxrh_clr }
        set { ldxrh_stxrh_set, ldaxrh_stxrh_set, ldxrh_stlxrh_set, ldaxrh_stlxrh_set }
    ;
    u32:
        swap { ldxr_stxr_swp_w, ldaxr_stxr_swp_w, ldxr_stlxr_swp_w, ldaxr_stlxr_swp_w }
        cas { ldxr_stxr_cas_w, ldaxr_stxr_cas_w, ldxr_stlxr_cas_w, ldaxr_stlxr_cas_w }
        add { ldxr_stxr_add_w, ldaxr_stxr_add_w, ldxr_stlxr_add_w, ldaxr_stlxr_add_w }
        clr { ldxr_stxr_clr_w, ldaxr_stxr_clr_w, ldxr_stlxr_clr_w, ldaxr_stlxr_clr_w }
        set { ldxr_stxr_set_w, ldaxr_stxr_set_w, ldxr_stlxr_set_w, ldaxr_stlxr_set_w }
    ;
    u64:
        swap { ldxr_stxr_swp_x, ldaxr_stxr_swp_x, ldxr_stlxr_swp_x, ldaxr_stlxr_swp_x }
        cas { ldxr_stxr_cas_x, ldaxr_stxr_cas_x, ldxr_stlxr_cas_x, ldaxr_stlxr_cas_x }
        add { ldxr_stxr_add_x, ldaxr_stxr_add_x, ldxr_stlxr_add_x, ldaxr_stlxr_add_x }
        clr { ldxr_stxr_clr_x, ldaxr_stxr_clr_x, ldxr_stlxr_clr_x, ldaxr_stlxr_clr_x }
        set { ldxr_stxr_set_x, ldaxr_stxr_set_x, ldxr_stlxr_set_x, ldaxr_stlxr_set_x }
    ;
}

impl PairCell for Word<Pair32, LlSc> {
    fn new([lo, hi]: [u32; 2]) -> Self {
        Word::with(Pair32::new(lo, hi))
    }
    #[inline]
    fn load<O: LoadOrder>(&self, o: O) -> [u32; 2] {
        // Two words of 32 bits are one aligned word of 64, which a single load reads whole.
        // SAFETY: the location is ours, 8 bytes aligned to 8.
        let word = unsafe { word::load(self.at().cast::<u64>(), order(&o)) };
        [word as u32, (word >> 32) as u32]
    }
    #[inline]
    fn compare_swap<O: RmwOrder>(&self, old: [u32; 2], new: [u32; 2], o: O) -> [u32; 2] {
        let (old, new) = (Pair32::new(old[0], old[1]), Pair32::new(new[0], new[1]));
        // SAFETY: the location is ours, and `Family::available` speaks for the feature.
        let was = unsafe {
            by_order!(
                order(&o),
                [ldxp_stxp_cas_w, ldaxp_stxp_cas_w, ldxp_stlxp_cas_w, ldaxp_stlxp_cas_w](
                    self.at(),
                    old,
                    new
                )
            )
        };
        [was.lo, was.hi]
    }
}

impl Family for LlSc {
    const NAME: &'static str = "llsc";
    type U8 = Word<u8, LlSc>;
    type U16 = Word<u16, LlSc>;
    type U32 = Word<u32, LlSc>;
    type U64 = Word<u64, LlSc>;
    type Pair = Word<Pair32, LlSc>;

    fn fence<O: FenceOrder>(o: O) {
        word::fence(order(&o));
    }
    fn publication_barrier() {
        // SAFETY: barriers have no precondition.
        unsafe { fencepost_asm::insn::dmb::dmb_st() }
    }
}

impl Wide for LlSc {
    #[inline]
    unsafe fn compare_swap_wide(ptr: *mut [u64; 2], old: [u64; 2], new: [u64; 2]) -> [u64; 2] {
        let [old, new] = [old, new].map(|[lo, hi]| Pair64::new(lo, hi));
        // SAFETY: the caller vouches for the location and the feature; a pair is two words.
        unsafe { ldaxp_stlxp_cas_x(ptr.cast(), old, new) }.words()
    }
}
