//! Facts about a compiled program: its functions decoded, and counted over.

mod a64;
mod image;
mod mach;
mod x86;

pub(crate) use a64::operand_names;
pub(crate) use image::{canonical, functions_of_object, image, pointer_maps};
pub(crate) use mach::Mach;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the claims ask of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Image {
    /// `Elf` or `MachO`.
    pub(crate) format: String,
    /// How many functions it has.
    pub(crate) functions: usize,
    /// How many instructions they have.
    pub(crate) instructions: usize,
    /// How often each barrier, RCpc load and signing instruction is there.
    pub(crate) census: BTreeMap<String, usize>,
    /// By register: how many functions begin by loading the stack's limit from
    /// the descriptor that it points to.
    pub(crate) guards: BTreeMap<String, usize>,
    /// By register that C keeps across calls: what Go's functions do with it.
    pub(crate) kept: BTreeMap<String, Kept>,
    /// How the stack pointer moves.
    pub(crate) stack: Stack,
    /// By memory operand that goes through a segment register.
    pub(crate) segments: BTreeMap<String, Segment>,
    /// The functions that claims are about.
    pub(crate) bodies: BTreeMap<String, Body>,
    /// Where our own functions find their arguments.
    pub(crate) arguments: BTreeMap<String, Arguments>,
    /// If it is a Mach-O file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) mach: Option<Mach>,
}

/// What functions do with one register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// Functions that write it.
    pub(crate) written: usize,
    /// Those of them that load it back from their frame.
    pub(crate) restored: usize,
    /// A function that writes it and does not, and the instruction.
    pub(crate) example: String,
}

/// How functions move the stack pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stack {
    /// Moves (A64) or frames with return address (x86-64) that are multiples of 16 bytes.
    pub(crate) by_16: usize,
    /// The others.
    pub(crate) others: usize,
    /// One of the others.
    pub(crate) example: String,
}

/// How often memory is accessed through a segment register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Segment {
    /// In how many functions.
    pub(crate) functions: usize,
    /// In how many of them that the program itself has, not the runtime.
    pub(crate) ours: usize,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Body {
    /// Its length.
    pub(crate) bytes: usize,
    /// FNV-1a of its bytes.
    pub(crate) hash: String,
    /// Its instructions; of a long function only calls and what orders memory.
    pub(crate) insns: Vec<String>,
    /// Whether it is a long function.
    pub(crate) excerpt: bool,
}

impl Body {
    /// Whether some instruction begins so.
    pub(crate) fn has(&self, prefix: &str) -> bool {
        self.insns.iter().any(|insn| insn.starts_with(prefix))
    }

    /// Whether it calls, or ends by branching to, a function whose name begins so.
    pub(crate) fn calls(&self, name: &str) -> bool {
        let target = |insn: &String| {
            let (op, target) = insn.split_once(' ').unwrap_or((insn, ""));
            matches!(op, "bl" | "b" | "call" | "jmp") && target.starts_with(name)
        };
        self.insns.iter().any(target)
    }
}

/// Where a function finds its arguments: the registers that it reads before it
/// writes them, and how many words of the stack it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// The registers.
    pub(crate) registers: Vec<String>,
    /// Words read from the stack.
    pub(crate) stack: usize,
}

/// FNV-1a, 64 bits: tells whether code changed, and nothing more.
pub(crate) fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    let step = |h: u64, b: &u8| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step))
}
