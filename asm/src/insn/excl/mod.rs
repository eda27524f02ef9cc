//! Exclusive loops: load-exclusive and store-exclusive in one block (base A64).

pub mod add;
pub mod cas;
pub mod clr;
pub mod eor;
pub mod pair_cas;
pub mod pair_load;
pub mod pair_swp;
pub mod set;
pub mod smax;
pub mod smin;
pub mod swp;
pub mod umax;
pub mod umin;
