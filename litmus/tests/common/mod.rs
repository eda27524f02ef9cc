//! What the integration tests share.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

pub mod instruction;
