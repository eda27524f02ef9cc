//! The threads: a table with one column a thread.

use super::Named;
use super::cursor::Parse;
use super::scope::{general, too_many};
use super::suggest::{closest, did_you_mean};
use super::syntax::thread_name;
use crate::isa::lint::{Lint, LintKind};
use crate::isa::parse::{ErrorKind, ParseError, instruction_with_lints};
use crate::isa::{Instruction, Reg, Target};
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::lexer::{continues_name, starts_name};
use crate::test::{Label, Line, Span, Symbolic, Thread};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The text of the threads.
pub(super) struct Table {
    /// What follows the colon of each head.
    annotations: Vec<Option<String>>,
    /// The cells of each column that hold something.
    columns: Vec<Vec<Span>>,
}

/// Splits the section into heads and cells; none if it has no heads.
pub(super) fn table(text: &str, section: Span, findings: &mut Findings) -> Option<Table> {
    let mut rows = rows(text, section.clone(), findings).into_iter();
    let Some(head) = rows.next().filter(|row| is_head(text, row.clone())) else {
        findings.push(missing_threads(text, section));
        return None;
    };
    let head = cells(text, head);
    if let Some(extra) = head.get(usize::from(u16::MAX) + 1) {
        findings.push(too_many(extra.clone(), "threads"));
        return None;
    }
    let mut annotations = Vec::new();
    for (column, cell) in head.into_iter().enumerate() {
        match annotation(text, cell, column) {
            Ok(annotation) => annotations.push(annotation),
            Err(diagnostic) => {
                findings.push(diagnostic);
                annotations.push(None);
            }
        }
    }
    let mut columns = vec![Vec::new(); annotations.len()];
    for row in rows {
        let cells = cells(text, row);
        if cells.len() != columns.len() {
            findings.push(column_count(&cells, columns.len()));
        }
        for (column, cell) in columns.iter_mut().zip(cells) {
            if !cell.is_empty() {
                column.push(cell);
            }
        }
    }
    Some(Table { annotations, columns })
}

/// The rows that hold something, without their semicolons.
fn rows(text: &str, section: Span, findings: &mut Findings) -> Vec<Span> {
    let mut rows = Vec::new();
    let mut start = section.start;
    for (i, _) in text[section.clone()].match_indices(';') {
        let end = section.start + i;
        let row = trim(text, start..end);
        start = end + 1;
        if let Some(diagnostic) = misspelled_keyword(text, row.clone()) {
            findings.push(diagnostic);
            return rows;
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    let rest = trim(text, start..section.end);
    if let Some(diagnostic) = misspelled_keyword(text, rest.clone()) {
        findings.push(diagnostic);
    } else if !rest.is_empty() {
        findings.push(unterminated_row(rest.end));
        rows.push(rest);
    }
    rows
}

/// The cells of a row, without the blanks around them.
fn cells(text: &str, row: Span) -> Vec<Span> {
    let mut cells = Vec::new();
    let mut start = row.start;
    for (i, _) in text[row.clone()].match_indices('|') {
        cells.push(trim(text, start..row.start + i));
        start = row.start + i + 1;
    }
    cells.push(trim(text, start..row.end));
    cells
}

/// The span without the blanks at both ends.
fn trim(text: &str, span: Span) -> Span {
    let inside = &text[span.clone()];
    let start = span.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// Whether a row names threads.
fn is_head(text: &str, row: Span) -> bool {
    let row = &text[row];
    row.strip_prefix(['P', 'p']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Checks the head of a column and gives what follows its colon.
fn annotation(text: &str, cell: Span, column: usize) -> Parse<Option<String>> {
    let head = &text[cell.clone()];
    let (name, annotation) = match head.split_once(':') {
        Some((name, annotation)) => (name.trim_end(), Some(annotation.trim().to_owned())),
        None => (head, None),
    };
    if thread_name(name) == Some(column as i128) {
        return Ok(annotation.filter(|a| !a.is_empty()));
    }
    if name.strip_suffix(".F").and_then(thread_name).is_some() {
        return Err(super::syntax::unsupported(
            cell,
            "fault handlers are not supported",
            "the code of a fault handler",
        ));
    }
    let found = if head.is_empty() { "nothing".to_owned() } else { format!("`{head}`") };
    Err(Diagnostic::new(
        Code::ThreadHead,
        cell,
        format!("expected thread `P{column}`, found {found}"),
        format!("expected `P{column}`"),
    )
    .with_help("threads are named P0, P1, ... from left to right"))
}

/// Reads the cells into threads. `named` says what else the test names.
pub(super) fn parse(
    text: &str,
    table: &Table,
    named: &Named<'_>,
    findings: &mut Findings,
) -> Vec<Thread> {
    let mut threads = Vec::new();
    for (number, cells) in table.columns.iter().enumerate() {
        let annotation = table.annotations[number].clone();
        let mut thread = Thread { annotation, ..Thread::default() };
        match allocate(text, cells, named.registers.get(&number)) {
            Ok(symbolic) => thread.symbolic = symbolic,
            Err(diagnostic) => {
                findings.push(diagnostic);
                threads.push(thread);
                continue;
            }
        }
        let mut labels = HashSet::new();
        for cell in cells {
            if findings.is_full() {
                break;
            }
            read_cell(text, cell.clone(), &mut thread, &mut labels, findings);
        }
        threads.push(thread);
    }
    let owners = label_owners(&threads);
    let targets = Targets { owners: &owners, named, complete: !findings.has_error() };
    for (number, thread) in threads.iter().enumerate() {
        check_targets(thread, number, &targets, findings);
    }
    threads
}

/// Reads labels and at most one instruction. `labels` has those of the thread.
fn read_cell<'s>(
    text: &'s str,
    cell: Span,
    thread: &mut Thread,
    labels: &mut HashSet<&'s str>,
    findings: &mut Findings,
) {
    let mut cell = cell;
    while let Some((label, rest)) = leading_label(text, cell.clone()) {
        let name = &text[label.clone()];
        if register(name).is_some() {
            findings.push(register_label(name, label));
        } else if !labels.insert(name) {
            findings.push(duplicate_label(name, label));
        } else {
            thread.labels.push(Label { name: name.into(), index: thread.code.len() });
        }
        cell = rest;
    }
    if cell.is_empty() {
        return;
    }
    let symbolic = &thread.symbolic;
    let mut lookup = |name: &str| symbolic.iter().find(|s| &*s.name == name).map(|s| s.reg);
    match instruction_with_lints(&text[cell.clone()], &mut lookup) {
        Ok((instruction, lints)) => {
            lints.into_iter().for_each(|l| findings.push(lint(l, cell.clone())));
            thread.code.push(Line { instruction, span: cell });
        }
        Err(error) => findings.push(instruction_error(text, error, cell)),
    }
}

/// Splits `label: rest`.
fn leading_label(text: &str, cell: Span) -> Option<(Span, Span)> {
    let inside = &text[cell.clone()];
    let len = label_len(inside);
    let after = &inside[len..];
    let colon = after.len() - after.trim_start().len();
    if len == 0 || !after[colon..].starts_with(':') {
        return None;
    }
    let label = cell.start..cell.start + len;
    Some((label, trim(text, cell.start + len + colon + 1..cell.end)))
}

/// The length of the label name that `text` starts with.
fn label_len(text: &str) -> usize {
    if !text.starts_with(starts_name) {
        return 0;
    }
    text.find(|c| !continues_name(c) && c != '/').unwrap_or(text.len())
}

/// Chooses a register for each `%name` in the cells: in the order of the
/// names, the first of X0 to X29 that the thread does not name, as herd7 does.
fn allocate(text: &str, cells: &[Span], taken: Option<&BTreeSet<Reg>>) -> Parse<Vec<Symbolic>> {
    let mut names = BTreeSet::new();
    let mut used = taken.cloned().unwrap_or_default();
    for cell in cells {
        scan_registers(&text[cell.clone()], &mut names, &mut used);
    }
    let mut free = (0..Reg::LR.index() as u8).filter_map(Reg::new).filter(|r| !used.contains(r));
    let mut symbolic = Vec::new();
    for name in names {
        let Some(reg) = free.next() else {
            let first = cells.first().cloned().unwrap_or_default();
            return Err(too_many_symbolic(first));
        };
        symbolic.push(Symbolic { name: name.into(), reg });
    }
    Ok(symbolic)
}

/// Collects the symbolic and the general-purpose registers in a text.
fn scan_registers<'s>(text: &'s str, names: &mut BTreeSet<&'s str>, used: &mut BTreeSet<Reg>) {
    let mut rest = text;
    while let Some(start) = rest.find(|c| c == '%' || continues_name(c)) {
        let percent = rest[start..].starts_with('%');
        let word = &rest[start + usize::from(percent)..];
        let len = word.find(|c| !continues_name(c)).unwrap_or(word.len());
        if percent && len > 0 {
            names.insert(&word[..len]);
        } else {
            used.extend(register(&word[..len]));
        }
        rest = &word[len..];
    }
}

/// The general-purpose register with this name, of 32 or 64 bits.
fn register(name: &str) -> Option<Reg> {
    general(&name.to_ascii_uppercase().replacen('W', "X", 1))
}

/// The threads that define each label.
fn label_owners(threads: &[Thread]) -> HashMap<&str, BTreeSet<usize>> {
    let mut owners: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for (number, thread) in threads.iter().enumerate() {
        for label in &thread.labels {
            owners.entry(&label.name).or_default().insert(number);
        }
    }
    owners
}

/// What the targets of branches are checked against.
struct Targets<'t> {
    owners: &'t HashMap<&'t str, BTreeSet<usize>>,
    named: &'t Named<'t>,
    /// Whether no instruction is left out because of an error.
    complete: bool,
}

/// Reports branches whose target the thread does not have.
fn check_targets(thread: &Thread, number: usize, targets: &Targets<'_>, findings: &mut Findings) {
    for (index, line) in thread.code.iter().enumerate() {
        if findings.is_full() {
            return;
        }
        match target(&line.instruction) {
            Some(Target::Label(label)) => {
                // The label is the last operand.
                let end = line.span.end;
                let span = end.saturating_sub(label.len()).max(line.span.start)..end;
                match targets.owners.get(&**label) {
                    Some(owners) if owners.contains(&number) => {}
                    Some(owners) => findings.push(foreign_label(number, owners, label, span)),
                    None => {
                        findings.push(undefined_label(thread, number, targets.named, label, span));
                    }
                }
            }
            Some(&Target::Relative(bytes)) if targets.complete && !lands(thread, index, bytes) => {
                findings.push(branch_outside(thread, index, bytes, line.span.clone()));
            }
            _ => {}
        }
    }
}

/// Where an instruction points to, if it does.
fn target(instruction: &Instruction) -> Option<&Target> {
    match instruction {
        Instruction::B { target }
        | Instruction::BCond { target, .. }
        | Instruction::Bl { target }
        | Instruction::CompareBranch { target, .. }
        | Instruction::TestBranch { target, .. }
        | Instruction::Adr { target, .. } => Some(target),
        _ => None,
    }
}

/// Whether `bytes` from instruction `index` is an instruction or the end.
fn lands(thread: &Thread, index: usize, bytes: i64) -> bool {
    let at = i64::try_from(index).ok().and_then(|i| i.checked_add(bytes / 4));
    bytes % 4 == 0 && at.is_some_and(|at| (0..=thread.code.len() as i64).contains(&at))
}

fn foreign_label(number: usize, owners: &BTreeSet<usize>, label: &str, span: Span) -> Diagnostic {
    let owner = owners.first().copied().unwrap_or_default();
    Diagnostic::new(
        Code::ForeignLabel,
        span,
        format!("P{number} cannot refer to `{label}`, a label of P{owner}"),
        format!("a label of P{owner}"),
    )
    .with_help(format!(
        "give its address to a register, `{number}:X9=P{owner}:{label}`, and use `BR X9`"
    ))
}

fn undefined_label(
    thread: &Thread,
    number: usize,
    named: &Named<'_>,
    label: &str,
    span: Span,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        Code::UndefinedLabel,
        span,
        format!("P{number} defines no label `{label}`"),
        "not defined",
    );
    diagnostic.help = if named.names.contains(label) {
        Some(format!(
            "give the address of a location to a register, `{number}:X9={label}` in the initial state"
        ))
    } else {
        did_you_mean(label, thread.labels.iter().map(|l| &*l.name))
    };
    diagnostic
}

fn branch_outside(thread: &Thread, index: usize, bytes: i64, span: Span) -> Diagnostic {
    let message = if bytes % 4 == 0 {
        "this target is outside of the thread's code"
    } else {
        "this target is inside of an instruction"
    };
    let first = -4 * index as i64;
    let last = 4 * (thread.code.len() - index) as i64;
    Diagnostic::new(
        Code::BranchOutside,
        span,
        message,
        format!("expected a multiple of 4 from {first} to {last}"),
    )
}

/// What an assembler or the architecture objects to as a diagnostic.
fn lint(lint: Lint, cell: Span) -> Diagnostic {
    let (code, label) = match lint.kind {
        LintKind::Unencodable => (Code::NotEncodable, "no assembler encodes this"),
        LintKind::ConstrainedUnpredictable => (Code::Unpredictable, "CONSTRAINED UNPREDICTABLE"),
    };
    Diagnostic { code, span: cell, message: lint.message, label: label.into(), help: lint.help }
}

/// An error of the instruction parser as a diagnostic.
fn instruction_error(text: &str, error: ParseError, cell: Span) -> Diagnostic {
    let code = match error.kind {
        ErrorKind::UnknownMnemonic => Code::UnknownMnemonic,
        ErrorKind::Unsupported => Code::UnsupportedInstruction,
        ErrorKind::Operand => Code::Operand,
        ErrorKind::Register => Code::OperandRegister,
        ErrorKind::Immediate => Code::Immediate,
    };
    let end = (cell.start + error.span.end).min(text.len());
    let start = (cell.start + error.span.start).min(end);
    let mut diagnostic = Diagnostic::new(code, start..end, error.message, error.label);
    diagnostic.help = error.help;
    diagnostic
}

fn missing_threads(text: &str, section: Span) -> Diagnostic {
    let section = trim(text, section);
    let first_line = text[section.clone()].lines().next().unwrap_or_default().trim_end();
    Diagnostic::new(
        Code::MissingThreads,
        section.start..section.start + first_line.len(),
        "the line with the threads' names is missing",
        "expected `P0` here",
    )
    .with_help("start the code with a line like `P0 | P1 ;`")
}

fn column_count(cells: &[Span], threads: usize) -> Diagnostic {
    let span = match cells.get(threads) {
        Some(extra) => extra.start..cells[cells.len() - 1].end.max(extra.start),
        None => cells[0].start..cells[cells.len() - 1].end,
    };
    let columns = if cells.len() == 1 { "column" } else { "columns" };
    let wanted = if threads == 1 { "is 1 thread".into() } else { format!("are {threads} threads") };
    Diagnostic::new(
        Code::ColumnCount,
        span,
        format!("this row has {} {columns}, but there {wanted}", cells.len()),
        format!("expected {threads}"),
    )
    .with_help("separate columns with `|`; a cell may be empty")
}

/// Reports a row that is the start of the last section, but for a letter.
fn misspelled_keyword(text: &str, row: Span) -> Option<Diagnostic> {
    let inside = text[row.clone()].trim_start_matches(['~', ' ']);
    let start = row.end - inside.len();
    let word = &inside[..label_len(inside)];
    if leading_label(text, start..row.end).is_some() {
        return None;
    }
    let keyword = closest(&word.to_ascii_lowercase(), super::sections::KEYWORDS)?;
    let diagnostic = Diagnostic::new(
        Code::UnknownKeyword,
        start..start + word.len(),
        format!("`{word}` is not a keyword"),
        "expected `exists`, `forall`, `locations` or `filter`",
    );
    Some(diagnostic.with_help(format!("did you mean `{keyword}`?")))
}

fn unterminated_row(end: usize) -> Diagnostic {
    Diagnostic::new(Code::UnterminatedRow, end..end, "this row does not end", "expected `;`")
        .with_help("each row of instructions ends with `;`")
}

fn duplicate_label(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateLabel,
        span,
        format!("this thread defines the label `{name}` twice"),
        "second definition",
    )
}

fn register_label(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UnexpectedToken,
        span,
        format!("the register `{name}` cannot be a label"),
        "expected a label or an instruction",
    )
}

fn too_many_symbolic(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::TooManySymbolic,
        span,
        "not enough registers for the symbolic registers of this thread",
        "in the thread that starts here",
    )
}
