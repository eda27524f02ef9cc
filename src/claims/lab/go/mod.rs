//! What a Go toolchain makes of our programs.

mod build;
mod dwarf;
mod facts;
mod sources;

pub(crate) use facts::{examine, find};

use super::Got;
use crate::claims::code::{Body, Image};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What the claims ask of a Go toolchain. All of it comes from compiling our own
/// programs, from what the tools say, and from counting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Go {
    /// `go1.21.13`.
    pub(crate) version: String,
    /// The experiments that the compiler says it is built with, `nofieldtrack` among them.
    pub(crate) experiments: Got<Vec<String>>,
    /// What `go env GOEXPERIMENT` says.
    pub(crate) asked_experiments: Got<String>,
    /// The probe for Linux on arm64.
    pub(crate) linux_arm64: Got<Image>,
    /// The probe for macOS on arm64.
    pub(crate) darwin_arm64: Got<Image>,
    /// The probe for Linux on x86-64.
    pub(crate) linux_amd64: Got<Image>,
    /// The probe for macOS on x86-64.
    pub(crate) darwin_amd64: Got<Image>,
    /// A program that prints through fmt, for Linux on arm64.
    pub(crate) hello: Got<Census>,
    /// The probe with field tracking, against the probe without.
    pub(crate) fieldtrack: Got<FieldTrack>,
    /// The probe with GOARM=8, against the probe without.
    pub(crate) goarm8: Got<Same>,
    /// The probe for macOS with `-buildmode=pie`, against the probe without.
    pub(crate) pie: Got<Same>,
    /// The probe for macOS with `-ldflags=-H=macos-arm64`.
    pub(crate) head_type: Got<Accepted>,
    /// The article's pair store, given to Go's assembler.
    pub(crate) article_save: Got<Accepted>,
    /// The article's atomic store, given to Go's assembler.
    pub(crate) article_store: Got<Accepted>,
    /// Which programs link a program for macOS.
    pub(crate) linkers: Got<Vec<String>>,
    /// The offset of `sched.g` in a goroutine's descriptor, from DWARF.
    pub(crate) sched_g: Got<u64>,
    /// What is in the toolchain's own sources.
    pub(crate) sources: Got<Sources>,
}

/// The barriers in a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Census {
    /// How many functions it has.
    pub(crate) functions: usize,
    /// How many instructions they have.
    pub(crate) instructions: usize,
    /// How often each kind is there.
    pub(crate) census: BTreeMap<String, usize>,
}

/// Field tracking on against off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldTrack {
    /// Whether the experiment was on: the linker could write down the tracked fields.
    pub(crate) on: bool,
    /// Functions in both programs.
    pub(crate) functions: usize,
    /// Those whose instructions differ, addresses of data aside.
    pub(crate) differ: Vec<String>,
    /// Functions that only one program has.
    pub(crate) lone: Vec<String>,
    /// Whether both programs have the same pointer maps for the garbage collector.
    pub(crate) same_maps: bool,
    /// `atomic.AddUint64` on a tracked field, with tracking on.
    pub(crate) bump: Body,
    /// Barriers in the program with tracking on.
    pub(crate) census: BTreeMap<String, usize>,
}

/// A build with an option against the build without.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Same {
    /// Whether the option was taken, and what was said if not.
    pub(crate) accepted: Accepted,
    /// Functions whose instructions differ.
    pub(crate) differ: usize,
}

/// Whether a tool takes what it is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Accepted {
    /// It does.
    Yes,
    /// It does not, and this is its complaint.
    No(String),
}

/// Counts over the toolchain's own sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sources {
    /// Files looked at.
    pub(crate) files: usize,
    /// Files of the linker and the go command that name zld.
    pub(crate) zld: usize,
    /// Files of the runtime and the libraries that have the message about C memory.
    pub(crate) c_memory: usize,
    /// The Go files that declare `_cgo_callers` in a build for Linux, and for macOS.
    pub(crate) cgo_callers: [Vec<String>; 2],
}

/// A release, to compare by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release {
    minor: u32,
    patch: u32,
}

impl Release {
    /// The first release with this minor version: 21 for go1.21.
    pub(crate) fn minor(minor: u32) -> Release {
        Release { minor, patch: 0 }
    }
}

impl Go {
    /// Its release.
    pub(crate) fn release(&self) -> Release {
        release(&self.version)
    }
}

/// The release in a version. What is no release of Go 1 counts as newer than all.
fn release(version: &str) -> Release {
    let numbers = version.strip_prefix("go1.").unwrap_or_default();
    let mut numbers = numbers.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    let minor = numbers.next().and_then(Result::ok).unwrap_or(u32::MAX);
    Release { minor, patch: numbers.next().and_then(Result::ok).unwrap_or(0) }
}

impl fmt::Display for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Accepted::Yes => f.write_str("accepted"),
            Accepted::No(complaint) => write!(f, "refused: {complaint}"),
        }
    }
}
