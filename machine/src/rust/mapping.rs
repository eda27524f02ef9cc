//! What becomes of each statement, as a table.

use super::lower::{Lowered, Mapping, lower};
use super::source::{Action, Operation, Source, Statement, Update};
use core::sync::atomic::Ordering;
use std::fmt;
use std::ops::Range;

/// What becomes of each statement of a test: its instructions by mapping, moves of constants left
/// out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The rows in the order of the text.
    pub rows: Vec<Row>,
}

/// A statement and its instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The thread: `P0`.
    pub thread: &'static str,
    /// The statement, indented if it depends on a condition.
    pub statement: String,
    /// By mapping, in the order of [`Mapping::ALL`]: the names of the instructions.
    pub instructions: [String; Mapping::ALL.len()],
}

impl Table {
    pub(super) fn new(source: &Source) -> Table {
        let lowered = Mapping::ALL.map(|mapping| lower(source, mapping));
        let mut rows = Vec::new();
        for (t, thread) in source.threads.iter().enumerate() {
            for (n, &(statement, depth, _)) in lowered[0].statements[t].iter().enumerate() {
                let cell = |m: usize| match Mapping::ALL[m] {
                    Mapping::X86 => x86(source, statement).to_owned(),
                    _ => names(&lowered[m], t, lowered[m].statements[t][n].2.clone()),
                };
                rows.push(Row {
                    thread: thread.name,
                    statement: "  ".repeat(depth) + statement.text,
                    instructions: std::array::from_fn(cell),
                });
            }
        }
        Table { rows }
    }
}

/// The names of some instructions, as `docs/codegen.md` has them.
fn names(lowered: &Lowered, thread: usize, range: Range<usize>) -> String {
    let lines = lowered.test.threads[thread].code[range].iter();
    let texts = lines.map(|line| line.instruction.to_string().to_lowercase());
    let names = texts.map(|text| text.split(' ').next().unwrap_or_default().to_owned());
    names.filter(|name| name != "mov").collect::<Vec<_>>().join(" ")
}

/// The instruction of x86-64 that orders as this does.
fn x86(source: &Source, statement: &Statement) -> &'static str {
    match statement.action {
        Action::Fence(Ordering::SeqCst) => "mfence",
        Action::Fence(_) => "",
        Action::If { .. } => "cmp jcc",
        Action::Access { result, variable, operation } => match operation {
            Operation::Update(update, value, order)
                if update.keeps(value, source.variables[source.variable(variable)].width) =>
            {
                match (result, order) {
                    (Some(_), _) => "lock or mov",
                    (None, Ordering::SeqCst) => "lock or",
                    (None, _) => "",
                }
            }
            Operation::Store(_, Ordering::SeqCst) | Operation::Update(Update::Swap, ..) => "xchg",
            Operation::Load(_) | Operation::Store(..) => "mov",
            Operation::CompareExchange { .. } => "lock cmpxchg",
            Operation::Update(Update::Add, ..) if result.is_none() => "lock add",
            Operation::Update(Update::Sub, ..) if result.is_none() => "lock sub",
            Operation::Update(Update::And, ..) if result.is_none() => "lock and",
            Operation::Update(Update::Or, ..) if result.is_none() => "lock or",
            Operation::Update(Update::Xor, ..) if result.is_none() => "lock xor",
            Operation::Update(Update::Add | Update::Sub, ..) => "lock xadd",
            Operation::Update(..) => "lock cmpxchg jne",
        },
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["", "Rust"].into_iter().chain(Mapping::ALL.map(Mapping::name));
        let head: Vec<&str> = head.collect();
        let body = self.rows.iter().map(|row| {
            let cells = [row.thread, &*row.statement].into_iter();
            cells.chain(row.instructions.iter().map(|i| &**i)).collect()
        });
        let lines: Vec<Vec<&str>> = std::iter::once(head).chain(body).collect();
        let width = |n: usize| lines.iter().map(|line| line[n].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
        let mut thread = "";
        for line in &lines {
            let mut text = String::new();
            for (n, (cell, width)) in line.iter().zip(&widths).enumerate() {
                // The thread is named once.
                let cell = if n == 0 && *cell == thread { "" } else { *cell };
                text.push_str(&format!("{cell:<width$}  "));
            }
            thread = line[0];
            writeln!(f, "{}", text.trim_end())?;
        }
        Ok(())
    }
}
