//! Shapes of single and pair loads and stores.

/// One load.
macro_rules! load {
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
            Load $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read of its type and aligned to it, and the core must have
            /// the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            #[must_use = "the result is what the instruction is for"]
            pub unsafe fn $name(ptr: *const $ty) -> $ty {
                let val: u64;
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        val = lateout(reg) val,
                        options(nostack, preserves_flags),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(val) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name as *const (),
            run: |ptr, arg| {
                let _ = arg;
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { [$name(ptr.cast()) as u64, 0] }
            },
        }),+];
    };
}

/// One load with an immediate offset in bytes, -256 to 255.
macro_rules! load_offset {
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
            Load $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr + OFFSET` must be valid for an atomic read of the type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            #[must_use = "the result is what the instruction is for"]
            pub unsafe fn $name<const OFFSET: i32>(ptr: *const $ty) -> $ty {
                const { assert!(-256 <= OFFSET && OFFSET <= 255) };
                let val: u64;
                // SAFETY: the caller vouches for `ptr + OFFSET` and the feature; nothing else is touched.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        off = const OFFSET,
                        val = lateout(reg) val,
                        options(nostack, preserves_flags),
                    );
                }
                // SAFETY: the instruction that loads it zero-extends.
                unsafe { <$ty as crate::insn::shape::Returned>::from_register(val) }
            }
        )+

        /// Each instruction of this module behind one erased signature.
        #[cfg(target_arch = "aarch64")]
        pub const CALLS: &[crate::Call] = &[$(crate::Call {
            name: stringify!($name),
            code: $name::<0> as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { let _ = arg; [$name::<0>(ptr.cast()) as u64, 0] }
            },
        }),+];
    };
}

/// One store.
macro_rules! store {
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
            Store $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic write of its type and aligned to it, and the core must have
            /// the feature named above.
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

/// One store with an immediate offset in bytes, -256 to 255.
macro_rules! store_offset {
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
            Store $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr + OFFSET` must be valid for an atomic write of the type and aligned to it, and the core
            /// must have the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name<const OFFSET: i32>(ptr: *mut $ty, val: $ty) {
                const { assert!(-256 <= OFFSET && OFFSET <= 255) };
                // SAFETY: the caller vouches for `ptr + OFFSET` and the feature; nothing else is touched.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        off = const OFFSET,
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
            code: $name::<0> as *const (),
            run: |ptr, arg| {
                // SAFETY: the caller of `run` makes the same promise as a caller of the function.
                unsafe { $name::<0>(ptr.cast(), arg[0] as $ty) }
                [0; 2]
            },
        }),+];
    };
}

/// Two adjacent loads in one instruction.
macro_rules! load_pair {
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
            LoadPair $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic read of its type and aligned to it, and the core must have
            /// the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            #[must_use = "the result is what the instruction is for"]
            pub unsafe fn $name(ptr: *const $ty) -> $ty {
                let (lo, hi);
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        lo = out(reg) lo,
                        hi = lateout(reg) hi,
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

/// Two adjacent stores in one instruction.
macro_rules! store_pair {
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
            StorePair $name($ty) $op $order $feat [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*]
        }),+];

        $(
            #[doc = doc!($feat, $order, $arm, [$(($insn, $effect))+] $rust, $llvm, $go, [$($witness),*])]
            ///
            /// # Safety
            ///
            /// `ptr` must be valid for an atomic write of its type and aligned to it, and the core must have
            /// the feature named above.
            #[cfg(target_arch = "aarch64")]
            #[inline]
            pub unsafe fn $name(ptr: *mut $ty, val: $ty) {
                // SAFETY: the caller vouches for `ptr` and the feature; the block touches only `*ptr`.
                unsafe {
                    core::arch::asm!(
                        $arch,
                        $($insn,)+
                        ptr = in(reg) ptr,
                        lo = in(reg) val.lo,
                        hi = in(reg) val.hi,
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
                unsafe { $name(ptr.cast(), <$ty>::from_words(arg[0], arg[1])) }
                [0; 2]
            },
        }),+];
    };
}
