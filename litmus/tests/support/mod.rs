//! What the tests of the search share.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

pub mod answer;
pub mod generate;
pub mod herd;
pub mod shrink;
