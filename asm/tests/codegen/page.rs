//! The page of the documentation that shows the tables side by side; `docs/codegen.md`.
//!
//! It is made of the committed tables alone, on every host; `FENCEPOST_BLESS=1` writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::equal::equals_of;
use fencepost_asm::rows;

/// The tables, in the order of their columns: name, heading, how to get it.
const COLUMNS: [(&str, &str, &str); 6] = [
    ("linux", "Linux", "aarch64-unknown-linux-gnu, as it comes: outline atomics"),
    ("linux+rcpc", "+rcpc", "the same with `-C target-feature=+rcpc`"),
    ("linux+lse", "+lse", "the same with `-C target-feature=+lse`"),
    ("linux+lse+rcpc", "+lse,+rcpc", "the same with `-C target-feature=+lse,+rcpc`"),
    ("linux-outline", "-outline-atomics", "the same with `-C target-feature=-outline-atomics`"),
    ("macos", "macOS", "aarch64-apple-darwin, as it comes: LSE and RCPC"),
];

/// A table: its instructions by operation.
type Table = BTreeMap<String, Vec<String>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codegen")
}

/// Reads a committed table; the operation is in the first columns, of equal width on all lines.
fn read(name: &str) -> Table {
    let file = folder().join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let line = |line: &str| {
        let (operation, insns) = line.split_once("  ").expect("an operation and instructions");
        (operation.to_owned(), insns.trim().split("; ").map(str::to_owned).collect())
    };
    text.lines().map(line).collect()
}

/// What an operation comes to, without what a function needs that inlined code does not.
fn essence(insns: &[String]) -> String {
    let is_call = |insn: &str| insn.starts_with("bl __") || insn.starts_with("b __");
    let is_frame = |insn: &str| {
        ["stp x29, x30", "ldp x29, x30", "add x29, sp", "str x30", "ldr x30"]
            .iter()
            .any(|frame| insn.starts_with(frame))
    };
    let is_move = |insn: &str| {
        let mut operands = insn.split(", ");
        insn.starts_with("orr ") && matches!(operands.nth(1), Some("wzr" | "xzr"))
    };
    let mut kept: Vec<&str> = insns
        .iter()
        .map(String::as_str)
        .filter(|insn| *insn != "ret" && !is_frame(insn) && !is_move(insn))
        .collect();
    // The callee extends a small result on Darwin.
    while kept.len() > 1 && kept.last().is_some_and(|insn| insn.starts_with("sbfm")) {
        kept.pop();
    }
    let shown: Vec<String> = kept
        .into_iter()
        .map(|insn| if is_call(insn) { insn.to_owned() } else { mnemonic(insn) })
        .collect();
    shown.join(" ")
}

/// The mnemonic that a person would write.
fn mnemonic(insn: &str) -> String {
    let (name, operands) = insn.split_once(' ').unwrap_or((insn, ""));
    let operand = |n: usize| operands.split(", ").nth(n).unwrap_or_default();
    let is_zero = |n: usize| matches!(operand(n), "wzr" | "xzr");
    match name {
        "subs" if is_zero(0) => "cmp".to_owned(),
        "orn" if is_zero(1) => "mvn".to_owned(),
        "sub" if is_zero(1) => "neg".to_owned(),
        "sbfm" => if operand(3) == "#7" { "sxtb" } else { "sxth" }.to_owned(),
        "dmb" => insn.to_owned(),
        _ => name.to_owned(),
    }
}

/// An operation's parts: its name, order and type.
fn parts(operation: &str) -> [&str; 3] {
    let mut words = operation.split(' ');
    [(); 3].map(|()| words.next().unwrap_or_default())
}

/// The operation as it is written in Rust.
fn written(name: &str) -> &str {
    match name {
        "add_noret" => "fetch_add, result unused",
        "fetch_and_not" => "fetch_and(!v)",
        name => name,
    }
}

/// How strong an order is, to sort by.
fn strength(order: &str) -> usize {
    let orders = ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];
    orders.iter().position(|o| *o == order).expect("an order")
}

/// The names of operations for which `pick` holds, each once.
fn names(table: &Table, pick: impl Fn(&str, &[String]) -> bool) -> BTreeSet<&str> {
    let picked = table.iter().filter(|(operation, insns)| pick(operation, insns));
    picked.map(|(operation, _)| written(parts(operation)[0])).collect()
}

fn list(names: &BTreeSet<&str>) -> String {
    match names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => "none".to_owned(),
        some => some,
    }
}

/// Where outline atomics appear, and where loops are inline.
fn outline(page: &mut String, tables: &[Table]) {
    let calls = |insns: &[String]| insns.iter().any(|insn| insn.contains("__aarch64_"));
    let loops =
        |insns: &[String]| insns.iter().any(|insn| insn.contains(" .-") || insn.contains(", .-"));
    let linux = &tables[0];
    let helpers: BTreeSet<_> = linux
        .values()
        .flatten()
        .filter_map(|insn| insn.split_once("__aarch64_").map(|(_, helper)| helper))
        .collect();
    page.push_str("\n## Outline atomics\n\n");
    let _ = writeln!(
        page,
        "On Linux as it comes, {} of {} operations call one of {} helpers `__aarch64_*`, which test \
         on every call whether the core has LSE: {}.\n",
        linux.values().filter(|insns| calls(insns)).count(),
        linux.len(),
        helpers.len(),
        list(&names(linux, |_, insns| calls(insns))),
    );
    let _ = writeln!(
        page,
        "There is no helper for these, which are exclusive loops even on a core with LSE: {}.\n",
        list(&names(linux, |_, insns| loops(insns))),
    );
    for (table, (_, heading, _)) in tables.iter().zip(COLUMNS) {
        let _ = writeln!(
            page,
            "- {heading}: {} operations call, {} loop.",
            table.values().filter(|insns| calls(insns)).count(),
            table.values().filter(|insns| loops(insns)).count(),
        );
    }
}

/// The page.
fn page(tables: &[Table]) -> String {
    let mut ours: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in rows() {
        equals_of(row).into_iter().for_each(|name| ours.entry(name).or_default().push(row.name));
    }
    let mut page = format!(
        "# What Rust's atomics become on AArch64\n\n\
         By rustc {}. Made from the tables in `asm/tests/codegen/` by the test `codegen`, which fails if \
         this page is not what they say (`FENCEPOST_BLESS=1` writes it). The tables hold every \
         instruction of each operation, compiled with optimisation as a function of its own; here moves, \
         frames and the extension of results are left out. The last column names the primitives of \
         `fencepost_asm::insn` that mean the same, with LSE and without.\n\n\
         Inlined into a Rust function, primitive and atomic are the same instructions, whether the result \
         is used as it is or widened; the test checks this too. Three exceptions:\n\n\
         - Some exclusive loops are shorter: BIC for MVN and AND, an extension inside the comparison of \
         small words, no CLREX on a mismatch.\n\
         - A result of 8 or 16 bits that is compared with another such word costs one AND. The compiler is \
         told that the assembly zero-extends, but forgets it when it widens both sides.\n\
         - A result of `cas*` costs one extension where it is widened, and on Darwin where an `extern \
         \"C\"` function returns 8 or 16 bits of it. It comes in the register of the expected value, `asm!` \
         gives a register one type, and so the compiler cannot be told.\n\n\
         `AtomicU128` and `AtomicI128` are not in stable Rust, so there are no operations on 128 bits \
         here; the primitives have them (`casp*`, `ldxp*`, `swpp*`).\n\n\
         | column | target |\n|---|---|\n",
        crate::COMPILER
    );
    for (_, heading, target) in COLUMNS {
        let _ = writeln!(page, "| {heading} | {target} |");
    }
    outline(&mut page, tables);
    let mut operations: Vec<&String> = tables[0].keys().collect();
    let bits = |ty: &str| ty.get(1..).and_then(|bits| bits.parse::<u32>().ok()).unwrap_or(0);
    operations.sort_by_key(|operation| {
        let [name, order, ty] = parts(operation);
        (name.to_owned(), strength(order), bits(ty), ty.to_owned())
    });
    let mut last = "";
    for operation in operations {
        let [name, order, ty] = parts(operation);
        if name != last {
            let headings = COLUMNS.map(|(_, heading, _)| heading).join(" | ");
            let rule = "|---".repeat(COLUMNS.len() + 3);
            let title = written(name);
            let _ = writeln!(page, "\n## {title}\n\n| order | type | {headings} | ours |\n{rule}|");
            last = name;
        }
        let code = |text: String| format!("`{text}`");
        let cells: Vec<String> = tables.iter().map(|t| code(essence(&t[operation]))).collect();
        let ours = ours.get(operation.as_str()).map_or(String::new(), |names| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
        });
        let _ = writeln!(page, "| {order} | {ty} | {} | {ours} |", cells.join(" | "));
    }
    page
}

#[test]
fn the_page_is_what_the_tables_say() {
    let tables = COLUMNS.map(|(name, ..)| read(name));
    for (table, (name, ..)) in tables.iter().zip(COLUMNS) {
        assert!(table.keys().eq(tables[0].keys()), "{name} has other operations");
    }
    let want = page(&tables);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/codegen.md");
    if std::env::var_os("FENCEPOST_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).unwrap();
        std::fs::write(&file, &want).unwrap();
    }
    let got = std::fs::read_to_string(&file).unwrap_or_default();
    let stale = want.lines().zip(got.lines()).find(|(want, got)| want != got);
    assert_eq!(stale, None, "docs/codegen.md is stale: FENCEPOST_BLESS=1 writes it");
    assert_eq!(want.len(), got.len(), "docs/codegen.md is stale: FENCEPOST_BLESS=1 writes it");
}

#[test]
fn what_is_left_out_and_what_is_not() {
    let essence = |text: &str| essence(&text.split("; ").map(str::to_owned).collect::<Vec<_>>());
    assert_eq!(
        essence(
            "stp x29, x30, [sp, #-16]!; add x29, sp, #0x0; orr x8, xzr, x0; \
             bl __aarch64_ldadd4_acq; ldp x29, x30, [sp], #16; ret"
        ),
        "bl __aarch64_ldadd4_acq"
    );
    assert_eq!(
        essence("orn x8, xzr, x1; ldclral x8, x0, [x0]; sbfm w0, w0, #0, #7"),
        "mvn ldclral"
    );
    assert_eq!(essence("ldxr w8, [x0]; orr w9, w8, w1; stxr w10, w9, [x0]"), "ldxr orr stxr");
    assert_eq!(essence("dmb ishld"), "dmb ishld");
}
