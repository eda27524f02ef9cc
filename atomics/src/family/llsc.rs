//! Exclusive loops, which every core has.

use fencepost_asm::insn::excl::{add::*, cas::*, clr::*, pair_cas::*, set::*, swp::*};
use fencepost_asm::{Pair32, Pair64};

use super::word::{self, Word, by_order, family};
use super::{Family, PairCell, Wide};
use crate::order::{FenceOrder, LoadOrder, Order, RmwOrder, StoreOrder, order};

/// Exclusive loops.
#[derive(Clone, Copy, Debug)]
pub struct LlSc;

/// A family of exclusive loops.
macro_rules! exclusive_loops {
    ($family:ident, $name:literal, store $store:path) => {
        family! {
            $family, $name, store $store, feature None;
            pair { ldxp_stxp_cas_w, ldaxp_stxp_cas_w, ldxp_stlxp_cas_w, ldaxp_stlxp_cas_w }
            wide ldaxp_stlxp_cas_x;
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
    };
}
pub(super) use exclusive_loops;

exclusive_loops!(LlSc, "llsc", store word::store);
