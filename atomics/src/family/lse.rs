//! Single instructions (FEAT_LSE).

use fencepost_asm::insn::lse::{cas::*, casp::*, ldadd::*, ldclr::*, ldset::*, swp::*};
use fencepost_asm::{Pair32, Pair64};

use super::word::{self, Word, by_order, family};
use super::{Family, PairCell, Wide};
use crate::order::{FenceOrder, LoadOrder, Order, RmwOrder, StoreOrder, order};

/// Single-instruction read-modify-writes. Check [`Family::available`] before use.
#[derive(Clone, Copy, Debug)]
pub struct Lse;

family! {
    Lse, word::store;
    u8:
        swap { swpb, swpab, swplb, swpalb }
        cas { casb, casab, caslb, casalb }
        add { ldaddb, ldaddab, ldaddlb, ldaddalb }
        clr { ldclrb, ldclrab, ldclrlb, ldclralb }
        set { ldsetb, ldsetab, ldsetlb, ldsetalb }
    ;
    u16:
        swap { swph, swpah, swplh, swpalh }
        cas { cash, casah, caslh, casalh }
        add { ldaddh, ldaddah, ldaddlh, ldaddalh }
        clr { ldclrh, ldclrah, ldclrlh, ldclralh }
        set { ldseth, ldsetah, ldsetlh, ldsetalh }
    ;
    u32:
        swap { swp_w, swpa_w, swpl_w, swpal_w }
        cas { cas_w, casa_w, casl_w, casal_w }
        add { ldadd_w, ldadda_w, ldaddl_w, ldaddal_w }
        clr { ldclr_w, ldclra_w, ldclrl_w, ldclral_w }
        set { ldset_w, ldseta_w, ldsetl_w, ldsetal_w }
    ;
    u64:
        swap { swp_x, swpa_x, swpl_x, swpal_x }
        cas { cas_x, casa_x, casl_x, casal_x }
        add { ldadd_x, ldadda_x, ldaddl_x, ldaddal_x }
        clr { ldclr_x, ldclra_x, ldclrl_x, ldclral_x }
        set { ldset_x, ldseta_x, ldsetl_x, ldsetal_x }
    ;
}

impl PairCell for Word<Pair32, Lse> {
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
            by_order!(order(&o), [casp_w, caspa_w, caspl_w, caspal_w](self.at(), old, new))
        };
        [was.lo, was.hi]
    }
}

impl Family for Lse {
    const NAME: &'static str = "lse";
    type U8 = Word<u8, Lse>;
    type U16 = Word<u16, Lse>;
    type U32 = Word<u32, Lse>;
    type U64 = Word<u64, Lse>;
    type Pair = Word<Pair32, Lse>;

    fn available() -> bool {
        fencepost_asm::detect::features().has(fencepost_asm::Feature::Lse)
    }
    fn fence<O: FenceOrder>(o: O) {
        word::fence(order(&o));
    }
    fn publication_barrier() {
        // SAFETY: barriers have no precondition.
        unsafe { fencepost_asm::insn::dmb::dmb_st() }
    }
}

impl Wide for Lse {
    #[inline]
    unsafe fn compare_swap_wide(ptr: *mut [u64; 2], old: [u64; 2], new: [u64; 2]) -> [u64; 2] {
        let [old, new] = [old, new].map(|[lo, hi]| Pair64::new(lo, hi));
        // SAFETY: the caller vouches for the location and the feature; a pair is two words.
        unsafe { caspal_x(ptr.cast(), old, new) }.words()
    }
}
