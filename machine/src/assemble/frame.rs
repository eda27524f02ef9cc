//! Where registers are in memory.

use super::Slot;
use super::registers::Needs;
use fencepost_litmus::test::RegName;
use std::collections::BTreeSet;

/// The frame of an instance.
pub(super) struct Frame {
    pub(super) inputs: Vec<Slot>,
    pub(super) outputs: Vec<Slot>,
    /// A multiple of 16.
    pub(super) len: u32,
}

impl Frame {
    pub(super) fn new(needs: &Needs, observed: &BTreeSet<RegName>) -> Frame {
        let mut frame = Frame { inputs: Vec::new(), outputs: Vec::new(), len: 0 };
        // General-purpose registers first, where the offset of a pair reaches.
        for vectors in [false, true] {
            let kind = |reg: &&RegName| matches!(reg, RegName::Vector(_)) == vectors;
            let inputs = needs.registers.iter().filter(kind).copied();
            frame.inputs.extend(place(inputs, &mut frame.len));
            let outputs = observed.iter().filter(kind).copied();
            frame.outputs.extend(place(outputs, &mut frame.len));
        }
        frame.len = frame.len.next_multiple_of(16);
        frame
    }
}

/// Places registers of one kind after each other, beginning at `end`.
pub(super) fn place(regs: impl Iterator<Item = RegName>, end: &mut u32) -> Vec<Slot> {
    regs.map(|reg| {
        let size = match reg {
            RegName::General(_) => 8,
            RegName::Vector(_) => 16,
        };
        let offset = end.next_multiple_of(size);
        *end = offset + size;
        Slot { reg, offset }
    })
    .collect()
}
