//! Calling conventions as data: the role of each register under AAPCS64 and under Go's internal
//! ABI, and where arguments go on the stack.

use std::fmt;

use serde::Serialize;

/// A register that a convention speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Register {
    /// A general-purpose register, 0 to 30.
    X(u8),
    /// The low half of a vector register, 0 to 31.
    D(u8),
    /// The stack pointer.
    Sp,
    /// The floating-point control register.
    Fpcr,
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Register::X(n) => write!(f, "x{n}"),
            Register::D(n) => write!(f, "d{n}"),
            Register::Sp => write!(f, "sp"),
            Register::Fpcr => write!(f, "fpcr"),
        }
    }
}

/// What a convention makes of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Arguments and results; the callee may destroy it.
    Argument,
    /// The callee may destroy it.
    Scratch,
    /// The linker may destroy it between call and entry.
    Linker,
    /// The platform's: never touched by portable code.
    Platform,
    /// The callee must give it back.
    Kept,
    /// Holds one fixed thing at all times.
    Fixed,
    /// The return address.
    Return,
}

impl Role {
    /// Whether a caller may count on finding it unchanged.
    pub fn kept(self) -> bool {
        matches!(self, Role::Kept | Role::Fixed | Role::Platform)
    }
}

/// A convention: a role for every register.
#[derive(Clone, Copy)]
pub struct Convention {
    /// Its name.
    pub name: &'static str,
    /// The role of each register.
    pub role: fn(Register) -> Role,
}

impl Convention {
    /// The registers that it keeps.
    pub fn kept(&self) -> Vec<Register> {
        all().filter(|&r| (self.role)(r).kept()).collect()
    }

    /// The registers that code following this convention may destroy though `caller` counts on
    /// them: what a call from one to the other must save.
    pub fn breaks(&self, caller: &Convention) -> Vec<Register> {
        caller.kept().into_iter().filter(|&r| !(self.role)(r).kept()).collect()
    }
}

/// Every register that a role is given for.
pub fn all() -> impl Iterator<Item = Register> {
    let general = (0..=30).map(Register::X);
    let vector = (0..=31).map(Register::D);
    general.chain(vector).chain([Register::Sp, Register::Fpcr])
}

/// AAPCS64, the Procedure Call Standard for the Arm 64-bit Architecture, section 6.1. x18 is the
/// platform's; FPCR is kept except where a function's purpose is to change it.
pub const AAPCS64: Convention = Convention {
    name: "AAPCS64",
    role: |register| match register {
        Register::X(0..=7) | Register::D(0..=7) => Role::Argument,
        Register::X(8..=15) | Register::D(16..) => Role::Scratch,
        Register::X(16 | 17) => Role::Linker,
        Register::X(18) => Role::Platform,
        Register::X(19..=29) | Register::D(8..=15) => Role::Kept,
        Register::X(_) => Role::Return,
        Register::Sp | Register::Fpcr => Role::Kept,
    },
};

/// Go's internal ABI on arm64: nothing is callee-saved. x26 holds a closure's context, x27 is the
/// assembler's temporary, x28 is g.
pub const GO: Convention = Convention {
    name: "Go's internal ABI",
    role: |register| match register {
        Register::X(0..=15) | Register::D(0..=15) => Role::Argument,
        Register::X(16 | 17) => Role::Linker,
        Register::X(18) => Role::Platform,
        Register::X(19..=27) | Register::D(_) => Role::Scratch,
        Register::X(28) => Role::Fixed,
        Register::X(29) | Register::Sp => Role::Kept,
        Register::X(_) => Role::Return,
        Register::Fpcr => Role::Fixed,
    },
};

/// How arguments that do not fit in registers lie on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// Each takes a slot of 8 bytes: AAPCS64, Linux.
    Slots,
    /// Each takes its size at its natural alignment: Darwin.
    Natural,
}

impl Packing {
    /// That of the target this was compiled for.
    pub const HOST: Packing =
        if cfg!(target_vendor = "apple") { Packing::Natural } else { Packing::Slots };

    /// The offsets of arguments of these sizes, in order.
    pub fn offsets(self, sizes: &[usize]) -> Vec<usize> {
        let mut at = 0usize;
        let place = |&size: &usize| {
            let step = if self == Packing::Slots { 8 } else { size };
            let offset = at.next_multiple_of(step);
            at = offset + step;
            offset
        };
        sizes.iter().map(place).collect()
    }
}

/// Whether variadic arguments go to the stack even while registers are free: Darwin.
pub const VARIADICS_ON_STACK: bool = cfg!(target_vendor = "apple");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_into_go_must_save() {
        let mut want: Vec<_> = (19..=27).map(Register::X).collect();
        want.extend((8..=15).map(Register::D));
        assert_eq!(GO.breaks(&AAPCS64), want);
        assert_eq!(AAPCS64.breaks(&AAPCS64), []);
    }

    #[test]
    fn packing() {
        assert_eq!(Packing::Slots.offsets(&[1, 2, 4, 8]), [0, 8, 16, 24]);
        assert_eq!(Packing::Natural.offsets(&[1, 2, 4, 8]), [0, 2, 4, 8]);
        assert_eq!(Packing::Natural.offsets(&[4, 8, 1]), [0, 8, 16]);
    }
}
