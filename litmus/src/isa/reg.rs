//! Register names.

use std::fmt;

/// The width of a general-purpose register operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    /// `Wn`: 32 bits; a write clears the upper half.
    W,
    /// `Xn`: 64 bits.
    X,
}

impl Width {
    /// The number of bits.
    pub const fn bits(self) -> u32 {
        match self {
            Width::W => 32,
            Width::X => 64,
        }
    }
}

/// A general-purpose register, the zero register or the stack pointer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(u8);

impl Reg {
    /// The zero register, XZR or WZR.
    pub const ZR: Reg = Reg(31);
    /// The stack pointer.
    pub const SP: Reg = Reg(32);
    /// The link register, X30.
    pub const LR: Reg = Reg(30);
    /// How many distinct registers there are, ZR and SP included.
    pub const COUNT: usize = 33;

    /// X0 to X30.
    pub const fn new(number: u8) -> Option<Reg> {
        if number <= 30 { Some(Reg(number)) } else { None }
    }

    /// X0 to X30.
    ///
    /// # Panics
    /// If `number` is above 30.
    pub const fn x(number: u8) -> Reg {
        assert!(number <= 30, "a general-purpose register is X0 to X30");
        Reg(number)
    }

    /// 0 to 30 for X0 to X30, 31 for ZR, 32 for SP.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The 5-bit field that encodes this register: ZR and SP are both 31.
    pub const fn encoding(self) -> u32 {
        if self.0 > 31 { 31 } else { self.0 as u32 }
    }

    /// The name at a width: `X3`, `W3`, `XZR`, `WZR`, `SP`, `WSP`.
    pub const fn name(self, w: Width) -> RegName {
        RegName(self, w)
    }
}

impl fmt::Debug for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.name(Width::X), f)
    }
}

/// A register together with the width it is printed at.
#[derive(Clone, Copy, Debug)]
pub struct RegName(Reg, Width);

impl fmt::Display for RegName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (Reg::ZR, Width::W) => f.write_str("WZR"),
            (Reg::ZR, Width::X) => f.write_str("XZR"),
            (Reg::SP, Width::W) => f.write_str("WSP"),
            (Reg::SP, Width::X) => f.write_str("SP"),
            (Reg(n), Width::W) => write!(f, "W{n}"),
            (Reg(n), Width::X) => write!(f, "X{n}"),
        }
    }
}

/// A SIMD and floating-point register, V0 to V31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VReg(u8);

impl VReg {
    /// V0 to V31.
    pub const fn new(number: u8) -> Option<VReg> {
        if number <= 31 { Some(VReg(number)) } else { None }
    }

    /// 0 to 31.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The register `n` after this one, V0 after V31.
    pub const fn offset(self, n: u8) -> VReg {
        VReg((self.0 + n) % 32)
    }
}
