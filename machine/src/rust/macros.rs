//! The macro: one text, from which both the code and the [`Source`](super::Source) are made.

/// Writes a litmus test in Rust's atomics.
///
/// ```
/// use fencepost_machine::litmus;
///
/// let mp = litmus! {
///     "MP";
///     atomic x, y: u32;
///     P0 { x.store(1, Relaxed); y.store(1, Release); }
///     P1 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
/// };
/// mp.forbids(r"1:r0=1 /\ 1:r1=0").allows(r"1:r0=0 /\ 1:r1=1");
/// ```
///
/// A test is a name, variables, and threads `P0`, `P1` and so on. Variables are `u8`, `u16`,
/// `u32`, `u64` or `usize`, and begin with 0 or what is given: `atomic x: u8 = 3;`. A statement of
/// a thread is one of
///
/// ```text
/// let r0 = x.load(order);
/// x.store(value, order);
/// let r0 = x.swap(value, order);          // fetch_add, fetch_sub, fetch_and, fetch_or,
/// x.swap(value, order);                   // fetch_xor, fetch_max and fetch_min likewise
/// let (Ok(r0) | Err(r0)) = x.compare_exchange(expected, new, success, failure);
/// fence(order);
/// if r0 == value { statements }           // or !=
/// ```
///
/// where a value is a number or the name of something read before in the same thread. All are
/// Rust as you would write it outside, and compiled as such. What is read in an `if` that is not
/// entered is 0.
#[macro_export]
macro_rules! litmus {
    ($name:literal; $($rest:tt)*) => {
        $crate::__litmus_variables! { $name [] $($rest)* }
    };
}

/// Reads the variables into a list `(name type initial)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_variables {
    ($name:literal [$($done:tt)*] atomic $x:ident : $ty:ident; $($rest:tt)*) => {
        $crate::__litmus_variables! { $name [$($done)* ($x $ty 0)] $($rest)* }
    };
    ($name:literal [$($done:tt)*] atomic $x:ident : $ty:ident = $init:literal; $($rest:tt)*) => {
        $crate::__litmus_variables! { $name [$($done)* ($x $ty $init)] $($rest)* }
    };
    ($name:literal [$($done:tt)*] atomic $x:ident, $($more:ident),+ : $ty:ident; $($rest:tt)*) => {
        $crate::__litmus_variables! { $name [$($done)* ($x $ty 0)]
            atomic $($more),+ : $ty; $($rest)* }
    };
    ($name:literal [$($done:tt)*]
     atomic $x:ident, $($more:ident),+ : $ty:ident = $init:literal; $($rest:tt)*) => {
        $crate::__litmus_variables! { $name [$($done)* ($x $ty $init)]
            atomic $($more),+ : $ty = $init; $($rest)* }
    };
    ($name:literal [$(($x:ident $ty:ident $init:literal))*]
     $($thread:ident { $($body:tt)* })+) => {
        $crate::__litmus_test! { $name [$(($x $ty $init))*] [$(($x $ty))*]
            $($thread { $($body)* })+ }
    };
    ($name:literal [$($done:tt)*] $($rest:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "expected `atomic x, y: u32;`, `atomic x: u8 = 1;` or threads `P0 { ... }`, found `",
            ::core::stringify!($($rest)*), "`"
        ))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_test {
    ($name:literal [$(($x:ident $ty:ident $init:literal))*] $variables:tt
     $($thread:ident $body:tt)+) => {{
        const SOURCE: $crate::rust::Source = $crate::rust::Source::checked($crate::rust::Source {
            name: $name,
            variables: &[$($crate::rust::Variable {
                name: ::core::stringify!($x),
                width: <$ty as $crate::rust::Scalar>::WIDTH,
                initial: { const INITIAL: $ty = $init; INITIAL as u64 },
            }),*],
            threads: &[$($crate::rust::Thread {
                name: ::core::stringify!($thread),
                body: $crate::__litmus_body!($body),
            }),+],
        });
        $crate::rust::Litmus::new(
            &SOURCE,
            $crate::Race::<($(<$ty as $crate::rust::Scalar>::Atomic,)*), _>::new(
                ($($init,)*),
                ($($crate::__litmus_role!($variables $body),)+),
            ),
        )
    }};
}

/// The statements of a thread as data.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_body {
    ({ $($statements:tt)* }) => { $crate::__litmus_statements! { [] $($statements)* } };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_statements {
    ([$($done:tt)*]) => { &[$($done)*] };
    ([$($done:tt)*] let $r:ident = $x:ident.compare_exchange $operands:tt; $($rest:tt)*) => {
        ::core::compile_error!(
            "write `let (Ok(r0) | Err(r0)) = x.compare_exchange(...)` for the value that it finds")
    };
    ([$($done:tt)*] let $r:ident = $x:ident.$method:ident($($operand:tt)*); $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::concat!(
                ::core::stringify!(let $r = $x.$method), "(", ::core::stringify!($($operand)*), ")"
            ),
            action: $crate::rust::Action::Access {
                result: ::core::option::Option::Some(::core::stringify!($r)),
                variable: ::core::stringify!($x),
                operation: $crate::__litmus_operation!($method($($operand)*)),
            },
        },] $($rest)* }
    };
    ([$($done:tt)*] let (Ok($r:ident) | Err($same:ident))
     = $x:ident.compare_exchange($($operand:tt)*); $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::concat!(
                ::core::stringify!(let (Ok($r) | Err($r)) = $x.compare_exchange), "(",
                ::core::stringify!($($operand)*), ")"
            ),
            action: $crate::rust::Action::Access {
                result: ::core::option::Option::Some(::core::stringify!($r)),
                variable: ::core::stringify!($x),
                operation: $crate::__litmus_operation!(compare_exchange($($operand)*)),
            },
        },] $($rest)* }
    };
    ([$($done:tt)*] $x:ident.$method:ident($($operand:tt)*); $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::concat!(
                ::core::stringify!($x.$method), "(", ::core::stringify!($($operand)*), ")"
            ),
            action: $crate::rust::Action::Access {
                result: ::core::option::Option::None,
                variable: ::core::stringify!($x),
                operation: $crate::__litmus_operation!($method($($operand)*)),
            },
        },] $($rest)* }
    };
    ([$($done:tt)*] fence($order:ident); $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::stringify!(fence($order)),
            action: $crate::rust::Action::Fence($crate::rust::Ordering::$order),
        },] $($rest)* }
    };
    ([$($done:tt)*] if $r:ident == $value:tt $body:tt $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::stringify!(if $r == $value),
            action: $crate::rust::Action::If {
                name: ::core::stringify!($r),
                equal: true,
                value: $crate::__litmus_value!($value),
                body: $crate::__litmus_body!($body),
            },
        },] $($rest)* }
    };
    ([$($done:tt)*] if $r:ident != $value:tt $body:tt $($rest:tt)*) => {
        $crate::__litmus_statements! { [$($done)* $crate::rust::Statement {
            text: ::core::stringify!(if $r != $value),
            action: $crate::rust::Action::If {
                name: ::core::stringify!($r),
                equal: false,
                value: $crate::__litmus_value!($value),
                body: $crate::__litmus_body!($body),
            },
        },] $($rest)* }
    };
    ([$($done:tt)*] $($rest:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "expected a statement such as `let r0 = x.load(Acquire);`, `x.store(1, Release);`, ",
            "`fence(SeqCst);` or `if r0 == 1 { ... }`, found `", ::core::stringify!($($rest)*), "`"
        ))
    };
}

/// A method call as data.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_operation {
    (load($order:ident)) => {
        $crate::rust::Operation::Load($crate::rust::Ordering::$order)
    };
    (store($value:tt, $order:ident)) => {
        $crate::rust::Operation::Store(
            $crate::__litmus_value!($value), $crate::rust::Ordering::$order)
    };
    (compare_exchange($old:tt, $new:tt, $success:ident, $failure:ident)) => {
        $crate::rust::Operation::CompareExchange {
            expected: $crate::__litmus_value!($old),
            new: $crate::__litmus_value!($new),
            success: $crate::rust::Ordering::$success,
            failure: $crate::rust::Ordering::$failure,
        }
    };
    ($method:ident($value:tt, $order:ident)) => {
        $crate::rust::Operation::Update(
            $crate::__litmus_update!($method),
            $crate::__litmus_value!($value),
            $crate::rust::Ordering::$order,
        )
    };
    ($method:ident($($operand:tt)*)) => {
        ::core::compile_error!(::core::concat!(
            "expected a method such as `load(Acquire)` or `store(1, Release)`, whose operands ",
            "are numbers or values read before, found `", ::core::stringify!($method), "(",
            ::core::stringify!($($operand)*), ")`"
        ))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_update {
    (swap) => {
        $crate::rust::Update::Swap
    };
    (fetch_add) => {
        $crate::rust::Update::Add
    };
    (fetch_sub) => {
        $crate::rust::Update::Sub
    };
    (fetch_and) => {
        $crate::rust::Update::And
    };
    (fetch_or) => {
        $crate::rust::Update::Or
    };
    (fetch_xor) => {
        $crate::rust::Update::Xor
    };
    (fetch_max) => {
        $crate::rust::Update::Max
    };
    (fetch_min) => {
        $crate::rust::Update::Min
    };
    ($other:ident) => {
        ::core::compile_error!(::core::concat!(
            "`",
            ::core::stringify!($other),
            "` is not supported in a litmus test"
        ))
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_value {
    ($name:ident) => {
        $crate::rust::Value::Name(::core::stringify!($name))
    };
    ($number:literal) => {
        $crate::rust::Value::Constant($number as u64)
    };
}

/// A thread as code: a closure over the variables.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_role {
    ($variables:tt { $($statements:tt)* }) => {
        $crate::__litmus_results! { $variables [] { $($statements)* } $($statements)* }
    };
}

/// Collects the names of the values that a thread reads, then writes its closure.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_results {
    ($variables:tt [$($r:ident)*] $body:tt let $name:ident = $x:ident.$method:ident $operands:tt;
     $($rest:tt)*) => {
        $crate::__litmus_results! { $variables [$($r)* $name] $body $($rest)* }
    };
    ($variables:tt [$($r:ident)*] $body:tt let (Ok($name:ident) | Err($same:ident))
     = $x:ident.$method:ident $operands:tt; $($rest:tt)*) => {
        $crate::__litmus_results! { $variables [$($r)* $name] $body $($rest)* }
    };
    ($variables:tt [$($r:ident)*] $body:tt if $name:ident == $value:tt { $($inner:tt)* }
     $($rest:tt)*) => {
        $crate::__litmus_results! { $variables [$($r)*] $body $($inner)* $($rest)* }
    };
    ($variables:tt [$($r:ident)*] $body:tt if $name:ident != $value:tt { $($inner:tt)* }
     $($rest:tt)*) => {
        $crate::__litmus_results! { $variables [$($r)*] $body $($inner)* $($rest)* }
    };
    ($variables:tt [$($r:ident)*] $body:tt $other:tt $($rest:tt)*) => {
        $crate::__litmus_results! { $variables [$($r)*] $body $($rest)* }
    };
    ([$(($x:ident $ty:ident))*] [$($r:ident)*] { $($statements:tt)* }) => {
        |($($x,)*): ($(&<$ty as $crate::rust::Scalar>::Atomic,)*)| {
            #[allow(unused_imports)]
            use $crate::rust::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
            // A thread need not use every variable.
            let _ = ($($x,)*);
            $(
                #[allow(unused_assignments)]
                let mut $r = ::core::default::Default::default();
            )*
            $crate::__litmus_code! { $($statements)* }
            $crate::rust::seen([$($r as u64),*])
        }
    };
}

/// The statements of a thread as code. Its values are declared before it, so that those that are
/// read in an `if` can be looked at after.
#[doc(hidden)]
#[macro_export]
macro_rules! __litmus_code {
    () => {};
    (let $r:ident = $x:ident.$method:ident $operands:tt; $($rest:tt)*) => {
        $r = $x.$method $operands;
        $crate::__litmus_code! { $($rest)* }
    };
    (let (Ok($r:ident) | Err($same:ident)) = $x:ident.$method:ident $operands:tt;
     $($rest:tt)*) => {
        $r = {
            let (Ok($r) | Err($same)) = $x.$method $operands;
            $r
        };
        $crate::__litmus_code! { $($rest)* }
    };
    ($x:ident.$method:ident $operands:tt; $($rest:tt)*) => {
        let _ = $x.$method $operands;
        $crate::__litmus_code! { $($rest)* }
    };
    (fence($order:ident); $($rest:tt)*) => {
        $crate::rust::fence($order);
        $crate::__litmus_code! { $($rest)* }
    };
    (if $r:ident == $value:tt { $($inner:tt)* } $($rest:tt)*) => {
        if $r == $value {
            $crate::__litmus_code! { $($inner)* }
        }
        $crate::__litmus_code! { $($rest)* }
    };
    (if $r:ident != $value:tt { $($inner:tt)* } $($rest:tt)*) => {
        if $r != $value {
            $crate::__litmus_code! { $($inner)* }
        }
        $crate::__litmus_code! { $($rest)* }
    };
    // Anything else is reported where the statements become data.
    ($($rest:tt)*) => {};
}
