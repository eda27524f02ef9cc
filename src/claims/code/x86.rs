//! x86-64 code, decoded as far as the claims need it.

use iced_x86::{
    Decoder, DecoderOptions, FastFormatter, Instruction, InstructionInfoFactory, Mnemonic,
    OpAccess, Register,
};
use std::collections::BTreeSet;

/// An instruction with the registers that it uses.
pub(super) struct Insn {
    /// As decoded.
    pub(super) insn: Instruction,
    /// Its text.
    pub(super) text: String,
    /// The general-purpose registers that it reads, as 64-bit registers.
    pub(super) reads: BTreeSet<String>,
    /// Those that it writes.
    pub(super) writes: BTreeSet<String>,
}

/// Decodes a function that begins at `at`.
pub(super) fn decode(bytes: &[u8], at: u64) -> Vec<Insn> {
    let mut info = InstructionInfoFactory::new();
    let mut formatter = FastFormatter::new();
    let one = |insn: Instruction| {
        let mut text = String::new();
        formatter.format(&insn, &mut text);
        let (mut reads, mut writes) = (BTreeSet::new(), BTreeSet::new());
        for used in info.info(&insn).used_registers() {
            let register = used.register();
            if !register.is_gpr() {
                continue;
            }
            let name = format!("{:?}", register.full_register()).to_lowercase();
            let access = used.access();
            if matches!(
                access,
                OpAccess::Read | OpAccess::CondRead | OpAccess::ReadWrite | OpAccess::ReadCondWrite
            ) {
                reads.insert(name.clone());
            }
            if matches!(
                access,
                OpAccess::Write
                    | OpAccess::CondWrite
                    | OpAccess::ReadWrite
                    | OpAccess::ReadCondWrite
            ) {
                writes.insert(name);
            }
        }
        Insn { insn, text, reads, writes }
    };
    Decoder::with_ip(64, bytes, at, DecoderOptions::NONE).iter().map(one).collect()
}

impl Insn {
    /// What it takes from the stack pointer, in bytes, as a frame is made.
    pub(super) fn frame(&self) -> Option<i64> {
        let amount = || Some(self.insn.immediate(1) as i64);
        let on_stack = self.insn.op0_register() == Register::RSP;
        match self.insn.mnemonic() {
            Mnemonic::Push => Some(8),
            Mnemonic::Sub if on_stack && self.insn.op_count() == 2 && is_immediate(&self.insn) => {
                amount()
            }
            Mnemonic::Add if on_stack && is_immediate(&self.insn) => amount().map(|n| -n),
            _ => None,
        }
    }

    /// The memory operand that goes through a segment, `gs:[0x30]` for example.
    pub(super) fn segment(&self) -> Option<String> {
        let prefix = self.insn.segment_prefix();
        let has_memory =
            (0..self.insn.op_count()).any(|n| self.insn.op_kind(n) == iced_x86::OpKind::Memory);
        let segment = match prefix {
            Register::None => return None,
            register => format!("{register:?}").to_lowercase(),
        };
        let base = self.insn.memory_base();
        // A NOP may carry any prefix and accesses nothing.
        if !has_memory || self.insn.mnemonic() == Mnemonic::Nop {
            return None;
        }
        Some(match base {
            Register::None => match self.insn.memory_displacement64() as i64 {
                at if at < 0 => format!("{segment}:[-{:#x}]", at.unsigned_abs()),
                at => format!("{segment}:[{at:#x}]"),
            },
            base => format!("{segment}:[{}]", format!("{base:?}").to_lowercase()),
        })
    }

    /// Whether it restores a register from the stack.
    pub(super) fn restores(&self, register: &str) -> bool {
        let reads_stack = self.insn.mnemonic() == Mnemonic::Pop
            || (self.insn.mnemonic() == Mnemonic::Mov && self.insn.memory_base() == Register::RSP);
        reads_stack && self.writes.contains(register)
    }

    /// Whether it reads the stack above the return address.
    pub(super) fn reads_stack(&self) -> bool {
        let has_memory =
            (0..self.insn.op_count()).any(|n| self.insn.op_kind(n) == iced_x86::OpKind::Memory);
        has_memory
            && self.insn.memory_base() == Register::RSP
            && self.insn.mnemonic() != Mnemonic::Lea
    }
}

fn is_immediate(insn: &Instruction) -> bool {
    use iced_x86::OpKind::{Immediate8to64, Immediate32to64};
    matches!(insn.op1_kind(), Immediate8to64 | Immediate32to64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bytes: &[u8]) -> Insn {
        decode(bytes, 0x1000).remove(0)
    }

    #[test]
    fn registers_and_segments() {
        let insn = one(&[0x48, 0x01, 0xd8]);
        assert_eq!(insn.text.replace(' ', ""), "addrax,rbx");
        assert!(insn.reads.contains("rbx") && insn.writes.contains("rax"));
        let insn = one(&[0x65, 0x48, 0x8b, 0x04, 0x25, 0x30, 0, 0, 0]);
        assert_eq!(insn.segment().as_deref(), Some("gs:[0x30]"));
        let nop = one(&[0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0]);
        assert_eq!(nop.segment(), None, "a padding NOP goes through no segment");
    }

    #[test]
    fn frames() {
        assert_eq!(one(&[0x48, 0x83, 0xec, 0x18]).frame(), Some(0x18), "sub rsp, 0x18");
        assert_eq!(one(&[0x48, 0x83, 0xc4, 0x80]).frame(), Some(0x80), "add rsp, -0x80");
        assert_eq!(one(&[0x55]).frame(), Some(8), "push rbp");
    }
}
