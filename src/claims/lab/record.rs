//! Recorded facts: what toolchains that are not at hand made of our programs.

use super::cc::Cc;
use super::go::Go;
use serde::{Deserialize, Serialize};

/// Facts that `fencepost claims --record` wrote. They are about our own programs:
/// versions, hashes, counts, and the decoded functions that claims are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of fencepost that wrote it.
    pub(super) fencepost: String,
    /// By Go toolchain.
    pub(super) go: Vec<Go>,
    /// By C compiler.
    pub(super) cc: Vec<Cc>,
}

impl Record {
    /// The record that fencepost carries.
    ///
    /// # Errors
    /// If it is not what this version writes.
    pub fn built_in() -> Result<Record, String> {
        Record::read(include_str!("../recorded.json"))
    }

    /// Reads a record.
    ///
    /// # Errors
    /// If it is not what this version writes.
    pub fn read(text: &str) -> Result<Record, String> {
        serde_json::from_str(text).map_err(|e| format!("recorded evidence: {e}"))
    }

    /// Writes it, a value a line, so that a change shows as one.
    pub fn write(&self) -> String {
        // Only maps with keys that are no strings can fail.
        serde_json::to_string_pretty(self).map_or_else(|e| e.to_string(), |text| text + "\n")
    }
}
