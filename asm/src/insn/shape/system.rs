//! Shapes of fences, hints, cache operations and register reads.

/// An instruction without operands.
macro_rules! plain {
    (
        arch $arch:literal;
        $(
            fn $name:ident($ty:ty) $op:ident $order:ident $feat:ident arm $arm:literal {
                $($insn:literal => $effect:literal;)+
            }
            rust $rust:literal llvm $llvm:literal go $go:literal
            witness [$($witness:literal),*];
        )+
    ) => {
        /// What is claimed of each instruction of this module.
        pub const ROWS: &[crate::Row] = &[$(row! {
            Plain $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// The core must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name() {
                // SAFETY: it reads and writes no memory and no register; the caller vouches for the feature.
                unsafe {
                    // No nomem: the compiler, too, must keep memory accesses on their side of it.
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        options(nostack, preserves_flags),
                    );
                }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { let _: $ty = $name(); let _ = (ptr, arg); }
                [0; 2]
            },
        }),+];
    };
}

/// A cache operation or prefetch by address.
macro_rules! at_address {
    (
        arch $arch:literal;
        $(
            fn $name:ident($ty:ty) $op:ident $order:ident $feat:ident arm $arm:literal {
                $($insn:literal => $effect:literal;)+
            }
            rust $rust:literal llvm $llvm:literal go $go:literal
            witness [$($witness:literal),*];
        )+
    ) => {
        /// What is claimed of each instruction of this module.
        pub const ROWS: &[crate::Row] = &[$(row! {
            AtAddress $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for reads (a prefetch takes any address), and the core must have the
            /// feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *const u8) {
                // SAFETY: it changes no memory contents; the caller vouches for `ptr`.
                unsafe {
                    // No nomem: it must stay among the accesses to the line it names.
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        options(nostack, preserves_flags),
                    );
                }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { let _: $ty = $name(ptr); let _ = arg; }
                [0; 2]
            },
        }),+];
    };
}

/// A read of a system register.
macro_rules! read_register {
    (
        arch $arch:literal;
        $(
            fn $name:ident($ty:ty) $op:ident $order:ident $feat:ident arm $arm:literal {
                $($insn:literal => $effect:literal;)+
            }
            rust $rust:literal llvm $llvm:literal go $go:literal
            witness [$($witness:literal),*];
        )+
    ) => {
        /// What is claimed of each instruction of this module.
        pub const ROWS: &[crate::Row] = &[$(row! {
            ReadRegister $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// The system must permit the read at EL0.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            #[must_use = "the result is what the instruction is for"]
            pub unsafe fn $name() -> $ty {
                let val: $ty;
                // SAFETY: reading this register at EL0 has no side effect where the system permits it.
                unsafe {
                    // No nomem: a count must stay between the accesses around it.
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        val = lateout(reg) val,
                        options(nostack, preserves_flags),
                    );
                }
                val
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { let _ = (ptr, arg); [$name(), 0] }
            },
        }),+];
    };
}
