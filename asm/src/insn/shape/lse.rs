//! Shapes of the single-instruction read-modify-writes.

/// A read-modify-write that returns the old value.
macro_rules! rmw {
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
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = in(reg) val,
                        old = lateout(reg) old,
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

/// A read-modify-write that returns nothing.
macro_rules! rmw_noret {
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
            RmwNoRet $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
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
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) {
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = in(reg) val,
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
                unsafe { $name(ptr.cast(), arg[0] as $ty) }
                [0; 2]
            },
        }),+];
    };
}

/// A compare-and-swap that returns the old value, whether or not it matched.
macro_rules! cas {
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
                // No `Returned`: the result shares its register with `old`, and so its type.
                let was: $ty;
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        new = in(reg) new,
                        old = inlateout(reg) old => was,
                        options(nostack, preserves_flags),
                    );
                }
                was
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

/// A compare-and-swap of a pair, which returns the old pair.
macro_rules! cas_pair {
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
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        in("x6") new.lo, // must be an even/odd pair
                        in("x7") new.hi,
                        inlateout("x4") old.lo => lo, // must be an even/odd pair
                        inlateout("x5") old.hi => hi,
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
                unsafe {
                    let old = <$ty>::from_words(arg[0], arg[1]);
                    $name(ptr.cast(), old, <$ty>::from_words(arg[2], arg[3])).words()
                }
            },
        }),+];
    };
}

/// A 128-bit read-modify-write, whose pair is operand and result.
macro_rules! rmw_pair {
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
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        lo = inlateout(reg) val.lo => lo,
                        hi = inlateout(reg) val.hi => hi,
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
