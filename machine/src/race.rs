//! A subject of Rust closures over atomics.

use crate::subject::{Instance, Shape, Subject, Variable};
use std::marker::PhantomData;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering,
};

/// An atomic of the standard library.
pub trait Atomic: Sync + Sized + 'static {
    /// What it holds.
    type Value: Copy + Send + Sync;
    /// A new one.
    fn new(value: Self::Value) -> Self;
    /// What it holds, as a word: sign-extended, if it is signed.
    fn word(&self) -> u64;
}

macro_rules! atomic {
    ($($atomic:ty: $value:ty),*) => {$(
        impl Atomic for $atomic {
            type Value = $value;
            fn new(value: $value) -> $atomic {
                <$atomic>::new(value)
            }
            fn word(&self) -> u64 {
                self.load(Ordering::Relaxed) as u64
            }
        }
    )*};
}
atomic!(AtomicBool: bool, AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64);
atomic!(AtomicUsize: usize, AtomicI8: i8, AtomicI16: i16, AtomicI32: i32, AtomicI64: i64);
atomic!(AtomicIsize: isize);

/// What a closure saw, as words.
pub trait Seen {
    /// How many words.
    const WORDS: usize;
    /// Writes them.
    fn words(self, put: &mut impl FnMut(u64));
}

macro_rules! seen {
    ($($value:ty),*) => {$(
        impl Seen for $value {
            const WORDS: usize = 1;
            #[inline]
            fn words(self, put: &mut impl FnMut(u64)) {
                put(self as u64);
            }
        }
    )*};
}
seen!(bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

impl<T: Seen, const N: usize> Seen for [T; N] {
    const WORDS: usize = T::WORDS * N;
    #[inline]
    fn words(self, put: &mut impl FnMut(u64)) {
        self.into_iter().for_each(|value| value.words(put));
    }
}

/// A tuple of atomics.
pub trait Variables: Sync + 'static {
    /// References to them.
    type Refs<'a>: Copy;
    /// The values they begin with.
    type Values: Copy + Send + Sync;
    /// How many they are.
    const COUNT: usize;
    /// Their sizes and alignments.
    fn variables() -> Vec<Variable>;
    /// Makes them.
    ///
    /// # Safety
    /// The addresses are those of [`Variables::variables`], and nothing else uses them.
    unsafe fn place(values: Self::Values, addresses: &[*mut u8]);
    /// References to them.
    ///
    /// # Safety
    /// The addresses begin with those where they were made, and stay valid for `'a`.
    unsafe fn refs<'a>(addresses: *const *mut u8) -> Self::Refs<'a>;
    /// What they hold.
    fn words(refs: Self::Refs<'_>, put: &mut impl FnMut(u64));
}

/// A tuple of closures, one a role, over variables `V`.
pub trait Roles<V: Variables>: Sync {
    /// By role: how many words it sees.
    const WORDS: &'static [usize];
    /// Runs one.
    ///
    /// # Safety
    /// Each frame holds the addresses of variables of `V`, `addresses` of them, and then room for
    /// what the role sees; nothing else uses it.
    unsafe fn run(&self, role: usize, addresses: usize, frames: Frames);
}

/// Frames of one role.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Frames {
    base: *mut u8,
    count: usize,
    stride: usize,
}

/// Rust closures that race over atomics.
///
/// ```
/// use fencepost_machine::{Budget, Race, Recipe, run};
/// use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
///
/// // Store buffering: each thread stores to its own variable, then loads the other's.
/// let sb = Race::<(AtomicU32, AtomicU32), _>::new(
///     (0, 0),
///     (
///         |(x, y): (&AtomicU32, &AtomicU32)| {
///             x.store(1, Relaxed);
///             y.load(Relaxed)
///         },
///         |(x, y): (&AtomicU32, &AtomicU32)| {
///             y.store(1, Relaxed);
///             x.load(Relaxed)
///         },
///     ),
/// );
/// let stop = AtomicBool::new(false);
/// let result = run(&sb, &Recipe::default(), Budget::instances(10_000), &stop, |_| {})?;
/// // An outcome is what the roles saw, one after the other, then what is left in the variables.
/// println!("both saw 0: {} times", result.histogram.count(&[0, 0, 1, 1]));
/// assert_eq!(result.histogram.total(), result.instances);
/// # Ok::<(), fencepost_machine::RunError>(())
/// ```
pub struct Race<V: Variables, R> {
    init: V::Values,
    roles: R,
    variables: PhantomData<fn(V)>,
}

impl<V: Variables, R: Roles<V>> Race<V, R> {
    /// Variables with these initial values, and the closures that race over them.
    pub fn new(init: V::Values, roles: R) -> Race<V, R> {
        Race { init, roles, variables: PhantomData }
    }
}

const WORD: usize = size_of::<u64>();

// SAFETY: closures get shared references to atomics, and write what they see to their own frames.
unsafe impl<V: Variables, R: Roles<V>> Subject for Race<V, R> {
    fn shape(&self) -> Shape {
        let variables = V::variables();
        let frame = |&words: &usize| (variables.len() + words) * WORD;
        let frames = R::WORDS.iter().map(frame).collect();
        let words = R::WORDS.iter().sum::<usize>() + variables.len();
        Shape { frames, variables, words }
    }

    unsafe fn bind(&self, role: usize, instance: &Instance<'_>) {
        let frame = instance.frame(role).cast::<*mut u8>();
        for (n, &address) in instance.variables().iter().enumerate() {
            // SAFETY: the frame has room for every address and is aligned for words.
            unsafe { frame.add(n).write(address) };
        }
    }

    #[inline]
    unsafe fn reset(&self, instance: &Instance<'_>) {
        // SAFETY: the runner gives what the shape asks for, and nobody else uses it now.
        unsafe { V::place(self.init, instance.variables()) };
    }

    #[inline]
    unsafe fn run(&self, role: usize, frames: *mut u8, count: usize, stride: usize) {
        let frames = Frames { base: frames, count, stride };
        // SAFETY: the runner gives frames that `bind` has filled.
        unsafe { self.roles.run(role, V::COUNT, frames) };
    }

    #[inline]
    unsafe fn collect(&self, instance: &Instance<'_>, outcome: &mut [u64]) {
        let mut n = 0;
        let mut put = |word| {
            outcome[n] = word;
            n += 1;
        };
        for (role, &words) in R::WORDS.iter().enumerate() {
            let frame = instance.frame(role).cast::<u64>();
            for word in 0..words {
                // SAFETY: the frame has these words after the addresses, and the role wrote them.
                put(unsafe { frame.add(instance.variables().len() + word).read() });
            }
        }
        // SAFETY: the variables are placed, and stay so while the instance is borrowed.
        V::words(unsafe { V::refs(instance.variables().as_ptr()) }, &mut put);
    }
}

macro_rules! variables {
    ($($atomic:ident $n:tt),+) => {
        impl<$($atomic: Atomic),+> Variables for ($($atomic,)+) {
            type Refs<'a> = ($(&'a $atomic,)+);
            type Values = ($($atomic::Value,)+);
            const COUNT: usize = [$($n),+].len();

            fn variables() -> Vec<Variable> {
                vec![$(Variable { size: size_of::<$atomic>(), align: align_of::<$atomic>() }),+]
            }

            #[inline]
            unsafe fn place(values: Self::Values, addresses: &[*mut u8]) {
                // SAFETY: the caller's word for the addresses.
                unsafe { $(addresses[$n].cast::<$atomic>().write($atomic::new(values.$n));)+ }
            }

            #[inline]
            unsafe fn refs<'a>(addresses: *const *mut u8) -> Self::Refs<'a> {
                // SAFETY: the caller's word for the addresses, and for what is there.
                unsafe { ($(&*(*addresses.add($n)).cast::<$atomic>(),)+) }
            }

            #[inline]
            fn words(refs: Self::Refs<'_>, put: &mut impl FnMut(u64)) {
                $(put(refs.$n.word());)+
            }
        }
    };
}
variables!(A 0);
variables!(A 0, B 1);
variables!(A 0, B 1, C 2);
variables!(A 0, B 1, C 2, D 3);
variables!(A 0, B 1, C 2, D 3, E 4);
variables!(A 0, B 1, C 2, D 3, E 4, F 5);

macro_rules! roles {
    ($($role:ident $seen:ident $n:tt),+) => {
        impl<V: Variables, $($role, $seen),+> Roles<V> for ($($role,)+)
        where
            $($role: for<'a> Fn(V::Refs<'a>) -> $seen + Sync, $seen: Seen),+
        {
            const WORDS: &'static [usize] = &[$($seen::WORDS),+];

            #[inline]
            unsafe fn run(&self, role: usize, addresses: usize, frames: Frames) {
                match role {
                    // SAFETY: the caller's word.
                    $($n => unsafe { run_role::<V, $seen>(&self.$n, addresses, frames) },)+
                    _ => unreachable!("there is no role {role}"),
                }
            }
        }
    };
}
roles!(P S 0);
roles!(P S 0, Q T 1);
roles!(P S 0, Q T 1, R U 2);
roles!(P S 0, Q T 1, R U 2, X Y 3);

/// Runs one closure over many instances.
///
/// # Safety
/// As [`Roles::run`].
#[inline]
unsafe fn run_role<V: Variables, S: Seen>(
    role: impl for<'a> Fn(V::Refs<'a>) -> S,
    addresses: usize,
    frames: Frames,
) {
    for n in 0..frames.count {
        let frame = frames.base.wrapping_add(n * frames.stride);
        // SAFETY: the frame begins with the addresses.
        let seen = role(unsafe { V::refs(frame.cast()) });
        let mut at = frame.cast::<u64>().wrapping_add(addresses);
        // SAFETY: after them it has room for the words that the role sees.
        seen.words(&mut |word| unsafe {
            at.write(word);
            at = at.add(1);
        });
    }
}

impl Seen for () {
    const WORDS: usize = 0;
    fn words(self, _: &mut impl FnMut(u64)) {}
}
