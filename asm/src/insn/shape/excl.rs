//! Shapes of the exclusive loops. Load and store are one block: never two functions.

/// A loop that stores `val` and returns the old value.
macro_rules! excl_swap {
    (
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
            Rmw $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) -> $ty {
                let old: u64;
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = in(reg) val,
                        old = out(reg) old,
                        fail = out(reg) _,
                        options(nostack, preserves_flags),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(old) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { [$name(ptr.cast(), arg[0] as $ty) as u64, 0] }
            },
        }),+];
    };
}

/// A loop that computes the new value in one instruction.
macro_rules! excl_rmw {
    (
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
            Rmw $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) -> $ty {
                let old: u64;
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = in(reg) val,
                        old = out(reg) old,
                        new = out(reg) _,
                        fail = out(reg) _,
                        options(nostack, preserves_flags),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(old) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { [$name(ptr.cast(), arg[0] as $ty) as u64, 0] }
            },
        }),+];
    };
}

/// A loop that compares and selects.
macro_rules! excl_minmax {
    (
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
            Rmw $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) -> $ty {
                let old: u64;
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    // No preserves_flags: CMP sets the condition flags.
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = in(reg) val,
                        old = out(reg) old,
                        new = out(reg) _,
                        fail = out(reg) _,
                        options(nostack),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(old) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { [$name(ptr.cast(), arg[0] as $ty) as u64, 0] }
            },
        }),+];
    };
}

/// A loop that stores `new` if the old value is `old`.
macro_rules! excl_cas {
    (
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
            Cas $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, old: $ty, new: $ty) -> $ty {
                let was: u64;
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    // No preserves_flags: CMP sets the condition flags.
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        old = in(reg) old,
                        new = in(reg) new,
                        was = out(reg) was,
                        fail = out(reg) _,
                        options(nostack),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(was) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { [$name(ptr.cast(), arg[0] as $ty, arg[1] as $ty) as u64, 0] }
            },
        }),+];
    };
}

/// A loop that loads a pair and stores it back.
macro_rules! excl_load_pair {
    (
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
            LoadPair $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty) -> $ty {
                let (lo, hi);
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        lo = out(reg) lo,
                        hi = out(reg) hi,
                        fail = out(reg) _,
                        options(nostack, preserves_flags),
                    );
                }
                <$ty>::new(lo, hi)
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { let _ = arg; $name(ptr.cast()).words() }
            },
        }),+];
    };
}

/// A loop that stores a pair and returns the old one.
macro_rules! excl_swap_pair {
    (
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
            RmwPair $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) -> $ty {
                let (lo, hi);
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        new_lo = in(reg) val.lo,
                        new_hi = in(reg) val.hi,
                        lo = out(reg) lo,
                        hi = out(reg) hi,
                        fail = out(reg) _,
                        options(nostack, preserves_flags),
                    );
                }
                <$ty>::new(lo, hi)
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { $name(ptr.cast(), <$ty>::from_words(arg[0], arg[1])).words() }
            },
        }),+];
    };
}

/// A loop that stores the new pair if the old one matches, else the old one again.
macro_rules! excl_cas_pair {
    (
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
            CasPair $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read and write of its type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, old: $ty, new: $ty) -> $ty {
                let (lo, hi);
                // SAFETY: the caller vouches for `ptr`; load and store are in one block, `fail` and the loaded
                // registers are early outputs and so share no register with an input.
                unsafe {
                    // No preserves_flags: CMP and CCMP set the condition flags.
                    core::arch::asm!(
                        $($insn,)+
                        ptr = in(reg) ptr,
                        old_lo = in(reg) old.lo,
                        old_hi = in(reg) old.hi,
                        new_lo = in(reg) new.lo,
                        new_hi = in(reg) new.hi,
                        lo = out(reg) lo,
                        hi = out(reg) hi,
                        put_lo = out(reg) _,
                        put_hi = out(reg) _,
                        fail = out(reg) _,
                        options(nostack),
                    );
                }
                <$ty>::new(lo, hi)
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe {
                    let old = <$ty>::from_words(arg[0], arg[1]);
                    $name(ptr.cast(), old, <$ty>::from_words(arg[2], arg[3])).words()
                }
            },
        }),+];
    };
}
