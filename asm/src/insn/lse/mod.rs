//! Large System Extensions: single-instruction read-modify-writes (FEAT_LSE, FEAT_LSE128).

pub mod cas;
pub mod casp;
pub mod ldadd;
pub mod ldclr;
pub mod ldeor;
pub mod ldset;
pub mod ldsmax;
pub mod ldsmin;
pub mod ldumax;
pub mod ldumin;
pub mod lse128;
pub mod stadd;
pub mod stclr;
pub mod steor;
pub mod stset;
pub mod stsmax;
pub mod stsmin;
pub mod stumax;
pub mod stumin;
pub mod swp;
