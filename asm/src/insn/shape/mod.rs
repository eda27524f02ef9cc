//! One macro per operand shape: it turns the rows of a module into functions, [`Row`](crate::Row)s
//! and [`Call`](crate::Call)s, and uses the helpers below, which use none.
//!
//! Rows hold whole instructions, so `grep -rw ldaddalb` finds the one place where it is written.
//! The grammar asks for an effect beside every line of assembly; a line without one does not
//! compile.

/// What a load or a read-modify-write leaves in a general register: the architecture zero-extends
/// what is narrower than the register. Said to the compiler, this saves the caller an extension of
/// its own.
///
/// A compare-and-swap of FEAT_LSE cannot say so: its result comes in the register that held what was
/// expected, and `asm!` wants one type for both.
#[cfg(target_arch = "aarch64")]
pub(crate) trait Returned {
    /// The word in a register.
    ///
    /// # Safety
    ///
    /// The register must hold the word zero-extended.
    unsafe fn from_register(register: u64) -> Self;
}

#[cfg(target_arch = "aarch64")]
mod returned {
    macro_rules! returned {
        ($($word:ty: $bits:ty),+) => {
            $(impl super::Returned for $word {
                #[inline]
                unsafe fn from_register(register: u64) -> Self {
                    // SAFETY: the caller promises just this.
                    unsafe { core::hint::assert_unchecked(register <= <$bits>::MAX as u64) };
                    register as Self
                }
            })+
        };
    }
    returned!(u8: u8, i8: u8, u16: u16, i16: u16, u32: u32, i32: u32, u64: u64, i64: u64);
}

/// One [`Row`](crate::Row) from the tokens of a row.
macro_rules! row {
    (
        $shape:ident $name:ident($ty:ty) $op:ident $order:ident $feat:ident
        [$(($insn:literal, $effect:literal))+]
        $rust:literal, $llvm:literal, $go:literal, [$($witness:literal),*]
    ) => {
        crate::Row {
            name: stringify!($name),
            module: module_path!(),
            shape: crate::Shape::$shape,
            op: crate::Op::$op,
            order: crate::Order::$order,
            feature: crate::Feature::$feat,
            bytes: size_of::<$ty>(),
            code: &[$(crate::Line { insn: $insn, effect: $effect }),+],
            rust: $rust,
            llvm: $llvm,
            go: $go,
            witness: &[$($witness),*],
        }
    };
}

/// The documentation of one function from the tokens of a row.
#[cfg(target_arch = "aarch64")]
macro_rules! doc {
    (
        $feat:ident, $order:ident, $arm:literal, [$(($insn:literal, $effect:literal))+]
        $rust:literal, $llvm:literal, $go:literal, [$($witness:literal),*]
    ) => {
        concat!(
            "```text\n",
            $($insn, "   // ", $effect, "\n",)+
            "```\n\n",
            "Ordering: [`", stringify!($order), "`](crate::Order::", stringify!($order), "). ",
            "Needs [`", stringify!($feat), "`](crate::Feature::", stringify!($feat), "). ",
            "Arm ARM: ", $arm, " in C6.2.\n\n",
            "Rust: `", $rust, "`. LLVM: `", $llvm, "`. Go: ", $go, ".\n\n",
            "Litmus tests:", $(" `", $witness, "`",)* " (none for what orders nothing)."
        )
    };
}

#[macro_use]
mod excl;
#[macro_use]
mod lse;
#[macro_use]
mod memory;
#[macro_use]
mod system;
