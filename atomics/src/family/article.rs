//! The article's variant: exclusive loops, and a store that is a plain STR behind a DSB SY.
//!
//! The barrier waits for what came before it, so the store is a release; nothing orders it with a
//! later load, not even with an LDAR: `SB+article-dsb-str+ldar` is allowed where `SB+stlr+ldar` is not.

use fencepost_asm::insn::excl::{add::*, cas::*, clr::*, pair_cas::*, set::*, swp::*};
use fencepost_asm::{Pair32, Pair64};

use super::llsc::exclusive_loops;
use super::word::Stores;
use super::word::{self, Word, by_order, family};
use super::{Family, PairCell, Wide};
use crate::order::{FenceOrder, LoadOrder, Order, RmwOrder, StoreOrder, order};

/// DSB SY before every store that is not relaxed.
#[derive(Clone, Copy, Debug)]
pub struct Article;

/// STR, or DSB SY; STR.
#[inline]
unsafe fn dsb_store<T: Stores>(at: *mut T, value: T, order: Order) {
    // SAFETY: the caller vouches for the location; barriers have no precondition.
    unsafe {
        if order != Order::Relaxed {
            fencepost_asm::insn::dsb::dsb_sy();
        }
        T::plain(at, value);
    }
}

exclusive_loops!(Article, "article", store dsb_store);
