//! Tests from herd's diycross7.

use crate::support::herd::Herd;
use crate::Source;
use std::path::Path;

/// Tests of the classic shapes. Not written yet.
pub fn sources(_herd: &Herd, _folder: &Path, _count: usize) -> Vec<Source> {
    Vec::new()
}
