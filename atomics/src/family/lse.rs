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
    Lse, "lse", store word::store, feature Some(fencepost_asm::Feature::Lse);
    pair { casp_w, caspa_w, caspl_w, caspal_w }
    wide caspal_x;
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
