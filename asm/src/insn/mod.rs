//! The primitives: one function per instruction form, and per exclusive loop.
//!
//! Every one is `unsafe`, inlines to exactly the instructions in its documentation, and is
//! described by a [`Row`](crate::Row). The rows exist on every host; the functions and
//! [`Call`](crate::Call)s only on AArch64.

#[macro_use]
mod shape;

pub mod cache;
pub mod dmb;
pub mod dsb;
pub mod excl;
pub mod hint;
pub mod load;
pub mod load_offset;
pub mod load_pair;
pub mod lse;
pub mod store;
pub mod store_offset;
pub mod store_pair;
pub mod timer;

/// The rows of every module, in the order of this documentation.
pub const ROWS: &[&[crate::Row]] = &[
    load::ROWS,
    load_offset::ROWS,
    load_pair::ROWS,
    store::ROWS,
    store_offset::ROWS,
    store_pair::ROWS,
    lse::cas::ROWS,
    lse::casp::ROWS,
    lse::swp::ROWS,
    lse::ldadd::ROWS,
    lse::ldclr::ROWS,
    lse::ldset::ROWS,
    lse::ldeor::ROWS,
    lse::ldsmax::ROWS,
    lse::ldsmin::ROWS,
    lse::ldumax::ROWS,
    lse::ldumin::ROWS,
    lse::stadd::ROWS,
    lse::stclr::ROWS,
    lse::stset::ROWS,
    lse::steor::ROWS,
    lse::stsmax::ROWS,
    lse::stsmin::ROWS,
    lse::stumax::ROWS,
    lse::stumin::ROWS,
    lse::lse128::ROWS,
    excl::swp::ROWS,
    excl::add::ROWS,
    excl::clr::ROWS,
    excl::set::ROWS,
    excl::eor::ROWS,
    excl::smax::ROWS,
    excl::smin::ROWS,
    excl::umax::ROWS,
    excl::umin::ROWS,
    excl::cas::ROWS,
    excl::pair_load::ROWS,
    excl::pair_swp::ROWS,
    excl::pair_cas::ROWS,
    dmb::ROWS,
    dsb::ROWS,
    hint::ROWS,
    cache::ROWS,
    timer::ROWS,
];

/// The calls of every module, in the order of [`ROWS`].
#[cfg(target_arch = "aarch64")]
pub const CALLS: &[&[crate::Call]] = &[
    load::CALLS,
    load_offset::CALLS,
    load_pair::CALLS,
    store::CALLS,
    store_offset::CALLS,
    store_pair::CALLS,
    lse::cas::CALLS,
    lse::casp::CALLS,
    lse::swp::CALLS,
    lse::ldadd::CALLS,
    lse::ldclr::CALLS,
    lse::ldset::CALLS,
    lse::ldeor::CALLS,
    lse::ldsmax::CALLS,
    lse::ldsmin::CALLS,
    lse::ldumax::CALLS,
    lse::ldumin::CALLS,
    lse::stadd::CALLS,
    lse::stclr::CALLS,
    lse::stset::CALLS,
    lse::steor::CALLS,
    lse::stsmax::CALLS,
    lse::stsmin::CALLS,
    lse::stumax::CALLS,
    lse::stumin::CALLS,
    lse::lse128::CALLS,
    excl::swp::CALLS,
    excl::add::CALLS,
    excl::clr::CALLS,
    excl::set::CALLS,
    excl::eor::CALLS,
    excl::smax::CALLS,
    excl::smin::CALLS,
    excl::umax::CALLS,
    excl::umin::CALLS,
    excl::cas::CALLS,
    excl::pair_load::CALLS,
    excl::pair_swp::CALLS,
    excl::pair_cas::CALLS,
    dmb::CALLS,
    dsb::CALLS,
    hint::CALLS,
    cache::CALLS,
    timer::CALLS,
];
