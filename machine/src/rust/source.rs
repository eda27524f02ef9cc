//! A test as its macro writes it down, word by word.

use core::sync::atomic::Ordering;

/// A test in Rust's atomics, as data. [`litmus!`](crate::litmus) makes it from the same words that
/// it makes the code from.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// Its name.
    pub name: &'static str,
    /// The variables that its threads share.
    pub variables: &'static [Variable],
    /// Its threads, `P0` first.
    pub threads: &'static [Thread],
}

/// A shared variable.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its size.
    pub width: Width,
    /// Its initial value.
    pub initial: u64,
}

/// The size of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`, or `usize` where that is the same
    U64,
}

/// A thread.
#[derive(Clone, Copy, Debug)]
pub struct Thread {
    /// `P0`, `P1` and so on.
    pub name: &'static str,
    /// What it does.
    pub body: &'static [Statement],
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Its text; of an `if` what stands before the brace.
    pub text: &'static str,
    /// What it does.
    pub action: Action,
}

/// What a statement does.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// An access to a variable.
    Access {
        /// What the value read is called, if it has a name.
        result: Option<&'static str>,
        /// The variable.
        variable: &'static str,
        /// What is done to it.
        operation: Operation,
    },
    /// `fence(order)`
    Fence(Ordering),
    /// `if name == value { body }`
    If {
        /// A value read before.
        name: &'static str,
        /// `==` or, if false, `!=`.
        equal: bool,
        /// What it is compared with.
        value: Value,
        /// What is done then.
        body: &'static [Statement],
    },
}

/// A method of Rust's atomic types.
#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// `load(order)`
    Load(Ordering),
    /// `store(value, order)`
    Store(Value, Ordering),
    /// `swap(value, order)`, `fetch_add(value, order)` and the like.
    Update(Update, Value, Ordering),
    /// `compare_exchange(expected, new, success, failure)`
    CompareExchange {
        /// What the variable must hold.
        expected: Value,
        /// What it holds then.
        new: Value,
        /// The order if it does.
        success: Ordering,
        /// The order if it does not.
        failure: Ordering,
    },
}

/// How a read-modify-write changes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of Rust's methods")]
pub enum Update {
    Swap,
    Add,
    Sub,
    And,
    Or,
    Xor,
    Max,
    Min,
}

/// An operand.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A number.
    Constant(u64),
    /// A value read before.
    Name(&'static str),
}

/// More values than this, read by one thread, find no registers.
pub(super) const MOST_VALUES: usize = 8;

/// The runner takes no more variables, and no more threads, than so many.
pub(super) const MOST_VARIABLES: usize = 6;
const MOST_THREADS: usize = 4;

impl Source {
    /// The same test, if it means something.
    ///
    /// # Panics
    /// If threads are not `P0`, `P1` and so on; if a value is named twice in a thread, or used
    /// before it is read; if an ordering is none that the method takes; if it is too large. As
    /// the macro calls this in a constant, that is an error of the compiler's.
    pub const fn checked(self) -> Source {
        assert!(self.variables.len() <= MOST_VARIABLES, "a test has at most 6 variables");
        assert!(self.threads.len() <= MOST_THREADS, "a test has at most 4 threads");
        let mut t = 0;
        while t < self.threads.len() {
            let name = self.threads[t].name.as_bytes();
            let in_order = name.len() == 2 && name[0] == b'P' && name[1] == b'0' + t as u8;
            assert!(in_order, "threads are named P0, P1 and so on, in this order");
            check(self.threads[t].body, Names::NONE);
            t += 1;
        }
        self
    }

    /// The place of a variable.
    ///
    /// # Panics
    /// If there is none of this name, which the compiler keeps the macro from writing.
    pub(super) fn variable(&self, name: &str) -> usize {
        let place = self.variables.iter().position(|v| v.name == name);
        place.unwrap_or_else(|| panic!("the test {} has no variable {name}", self.name))
    }
}

impl Update {
    /// Whether it leaves every value of a width as it is.
    pub(super) const fn keeps(self, value: Value, width: Width) -> bool {
        match (self, value) {
            (Update::Add | Update::Sub | Update::Or | Update::Xor | Update::Max, v) => {
                matches!(v, Value::Constant(0))
            }
            (Update::And | Update::Min, Value::Constant(v)) => v == width.max(),
            _ => false,
        }
    }
}

impl Thread {
    /// The names of the values it reads, in the order of the text, with the variables they are
    /// read from.
    pub fn results(&self) -> Vec<(&'static str, &'static str)> {
        fn collect(body: &[Statement], out: &mut Vec<(&'static str, &'static str)>) {
            for statement in body {
                match statement.action {
                    Action::Access { result, variable, .. } => {
                        out.extend(result.map(|name| (name, variable)));
                    }
                    Action::Fence(_) => {}
                    Action::If { body, .. } => collect(body, out),
                }
            }
        }
        let mut names = Vec::new();
        collect(self.body, &mut names);
        names
    }
}

impl Width {
    /// The number of bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Width::U8 => 1,
            Width::U16 => 2,
            Width::U32 => 4,
            Width::U64 => 8,
        }
    }

    /// The largest value.
    pub const fn max(self) -> u64 {
        u64::MAX >> (64 - 8 * self.bytes())
    }
}

/// Names of values, while they are read.
#[derive(Clone, Copy)]
struct Names {
    names: [&'static str; MOST_VALUES],
    len: usize,
}

impl Names {
    const NONE: Names = Names { names: [""; MOST_VALUES], len: 0 };

    const fn has(&self, name: &str) -> bool {
        let mut n = 0;
        while n < self.len {
            if same(self.names[n], name) {
                return true;
            }
            n += 1;
        }
        false
    }

    const fn with(mut self, name: &'static str) -> Names {
        assert!(!self.has(name), "a value is named twice in one thread");
        assert!(self.len < MOST_VALUES, "a thread reads at most 8 values");
        self.names[self.len] = name;
        self.len += 1;
        self
    }
}

/// Checks statements and gives the names of the values that are known after them.
const fn check(body: &[Statement], mut known: Names) -> Names {
    let mut n = 0;
    while n < body.len() {
        match body[n].action {
            Action::Access { result, operation, .. } => {
                check_operation(operation, &known);
                if let Some(name) = result {
                    known = known.with(name);
                }
            }
            Action::Fence(order) => {
                assert!(
                    !matches!(order, Ordering::Relaxed),
                    "there is no such thing as a relaxed fence"
                );
            }
            Action::If { name, value, body, .. } => {
                assert!(known.has(name), "a condition is on a value that was read before");
                check_value(value, &known);
                known = check(body, known);
            }
        }
        n += 1;
    }
    known
}

const fn check_operation(operation: Operation, known: &Names) {
    match operation {
        Operation::Load(order) => check_load(order),
        Operation::Store(value, order) => {
            let fits = matches!(order, Ordering::Relaxed | Ordering::Release | Ordering::SeqCst);
            assert!(fits, "a store is Relaxed, Release or SeqCst");
            check_value(value, known);
        }
        Operation::Update(_, value, _) => check_value(value, known),
        Operation::CompareExchange { expected, new, failure, .. } => {
            check_load(failure);
            check_value(expected, known);
            check_value(new, known);
        }
    }
}

const fn check_load(order: Ordering) {
    let fits = matches!(order, Ordering::Relaxed | Ordering::Acquire | Ordering::SeqCst);
    assert!(fits, "a load, and a failed compare_exchange, is Relaxed, Acquire or SeqCst");
}

const fn check_value(value: Value, known: &Names) {
    if let Value::Name(name) = value {
        assert!(known.has(name), "an operand is a number or a value that was read before");
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}
