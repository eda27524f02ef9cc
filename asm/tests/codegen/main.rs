//! What the compiler makes of Rust's own atomics: every operation, order and width, as tables that
//! are committed beside this file, one for each target and set of features.
//!
//! `FENCEPOST_BLESS=1` writes them. On AArch64 the test looks at itself; elsewhere at the binaries
//! that `FENCEPOST_OBJECTS` names. Tables: `linux` (outline atomics), `linux+lse`, `linux+lse+rcpc`,
//! `linux-outline` (exclusive loops), `macos`.

#[path = "../statics/code.rs"]
mod code;
mod operations;

use std::collections::BTreeMap;
use std::path::Path;

use code::{Function, functions};
use fencepost_asm::{Op, Order, Row, Shape, rows};

/// Which table this binary is to be compared with: decided when it is compiled, and kept in it, so
/// that another machine's test can read it.
#[cfg(target_arch = "aarch64")]
#[unsafe(no_mangle)]
#[used]
static FENCEPOST_CODEGEN_REVISION: [u8; 40] = operations::revision();

/// The name that [`operations::revision`] wrote, found by its mark.
fn revision_of(data: &[u8]) -> String {
    const MARK: &[u8] = b"revision-of-codegen:";
    let at = data.windows(MARK.len()).position(|w| w == MARK).expect("a revision") + MARK.len();
    let end = data[at..].iter().position(|&b| b == 0 || b == b';').unwrap();
    String::from_utf8(data[at..at + end].to_vec()).unwrap()
}

fn binaries() -> Vec<std::path::PathBuf> {
    #[cfg(target_arch = "aarch64")]
    {
        operations::keep();
        vec![std::env::current_exe().unwrap()]
    }
    #[cfg(not(target_arch = "aarch64"))]
    std::env::var_os("FENCEPOST_OBJECTS")
        .map(|paths| std::env::split_paths(&paths).collect())
        .unwrap_or_default()
}

/// The instructions of each operation, by `operation order type`.
fn table(functions: &[Function]) -> BTreeMap<String, Vec<String>> {
    let mut table = BTreeMap::new();
    for function in functions {
        let name = function.name.trim_start_matches('_');
        let Some(name) = name.strip_prefix("codegen_") else { continue };
        let mut insns: Vec<String> = Vec::new();
        for insn in &function.insns {
            let call = matches!(insn.name.as_str(), "b" | "bl") && !insn.text.contains('.');
            insns.push(if call {
                // Out of the function: which helper it is.
                let offset = ((insn.word << 6) as i32 >> 6) as i64 * 4;
                let target = insn.at.wrapping_add_signed(offset);
                let helper =
                    functions.iter().find(|f| f.insns.first().is_some_and(|i| i.at == target));
                helper.map_or(insn.text.clone(), |f| format!("{} {}", insn.name, f.name))
            } else {
                relative(&insn.text)
            });
            if insn.name == "ret" || insn.name == "b" && call {
                break;
            }
        }
        table.insert(name.replace("__", " "), insns);
    }
    table
}

/// A branch inside the function with its distance as a signed number; `ret` without its register.
fn relative(text: &str) -> String {
    let Some((rest, offset)) = text.rsplit_once("0x") else {
        return text.replace("ret x30", "ret");
    };
    match u64::from_str_radix(offset, 16) {
        Ok(offset) if text.starts_with('b') || text.starts_with("cb") || text.starts_with("tb") => {
            format!("{rest}.{:+}", offset as i64)
        }
        _ => text.to_owned(),
    }
}

/// The table as text: an operation a line.
fn print(table: &BTreeMap<String, Vec<String>>) -> String {
    let width = table.keys().map(String::len).max().unwrap_or(0);
    let line = |(name, insns): (&String, &Vec<String>)| {
        format!("{name:width$}  {}\n", insns.join("; ").trim_end_matches("; ret"))
    };
    table.iter().map(line).collect()
}

/// The name in the table of the operation that a primitive is equal to.
fn equal_of(row: &Row) -> Option<String> {
    let kind = if matches!(row.op, Op::SMax | Op::SMin) { "i" } else { "u" };
    let (operation, order) = match (row.shape, row.op) {
        (Shape::Load, Op::Load) if row.order == Order::AcquireSc => ("load", "SeqCst"),
        (Shape::Load, Op::Load) if row.order == Order::Relaxed => ("load", "Relaxed"),
        (Shape::Store, Op::Store) if row.name.starts_with("stlur") => return None,
        (Shape::Store, Op::Store) if row.order == Order::Release => ("store", "Release"),
        (Shape::Store, Op::Store) => ("store", "Relaxed"),
        (Shape::Rmw, op) | (Shape::Cas, op) if row.module.contains("::lse::") => {
            let operation = match op {
                Op::Swap => "swap",
                Op::Cas => "compare_exchange",
                Op::Add => "fetch_add",
                Op::Clr => "fetch_and_not",
                Op::Set => "fetch_or",
                Op::Eor => "fetch_xor",
                Op::SMax | Op::UMax => "fetch_max",
                Op::SMin | Op::UMin => "fetch_min",
                _ => return None,
            };
            let order = match row.order {
                Order::Relaxed => "Relaxed",
                Order::Acquire => "Acquire",
                Order::Release => "Release",
                _ => "AcqRel",
            };
            (operation, order)
        }
        (Shape::Plain, Op::Fence) if row.name == "dmb_ish" => return Some("fence SeqCst ".into()),
        (Shape::Plain, Op::Fence) if row.name == "dmb_ishld" => {
            return Some("fence Acquire ".into());
        }
        _ => return None,
    };
    Some(format!("{operation} {order} {kind}{}", row.bytes * 8))
}

#[test]
fn tables_are_as_committed() {
    if cfg!(debug_assertions) && cfg!(target_arch = "aarch64") {
        println!("left out: the tables are of optimised code; use --release");
        return;
    }
    let binaries = binaries();
    if binaries.is_empty() {
        println!("left out: no AArch64 binary to look at; FENCEPOST_OBJECTS names none");
    }
    for path in binaries {
        let data = std::fs::read(&path).unwrap();
        let (format, functions) = functions(&data);
        let (revision, table) = (revision_of(&data), table(&functions));
        println!("{format}: {revision}: {} operations", table.len());
        assert!(table.len() > 200, "the operations are not in the binary");
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/codegen")
            .join(format!("{revision}.txt"));
        let printed = print(&table);
        if std::env::var_os("FENCEPOST_BLESS").is_some() {
            std::fs::write(&file, &printed).unwrap();
        }
        let want = std::fs::read_to_string(&file).unwrap_or_default();
        for (got, want) in printed.lines().zip(want.lines()) {
            assert_eq!(got, want, "{}", file.display());
        }
        assert_eq!(printed.lines().count(), want.lines().count(), "{}", file.display());

        // With LSE our primitives and Rust's atomics are the same instructions.
        if revision.contains("lse") || revision == "macos" {
            let mut equal = 0;
            for row in rows() {
                let Some(name) = equal_of(row) else { continue };
                let theirs = table.get(&name).unwrap_or_else(|| panic!("no {name}"));
                let word = |text: &str| text.split_whitespace().next().unwrap().to_owned();
                let ours: Vec<_> = row.code.iter().map(|line| word(line.insn)).collect();
                let core: Vec<_> =
                    theirs.iter().map(|text| word(text)).filter(|name| name != "ret").collect();
                // What follows turns the result into what the function returns: MOV; on Darwin, where
                // the callee extends small results, SBFM; for CAS whatever makes the Result.
                let core: Vec<_> = core.into_iter().skip_while(|n| n == "orr").collect();
                let (core, after) = core.split_at(ours.len().min(core.len()));
                let result = |n: &String| matches!(n.as_str(), "orr" | "sbfm");
                assert!(row.op == Op::Cas || after.iter().all(result), "{name}: {theirs:?}");
                assert_eq!(core, ours, "{revision}: {} and {name}: {theirs:?}", row.name);
                equal += 1;
            }
            println!("{revision}: {equal} primitives equal to Rust's atomics");
            assert!(equal > 150);
        }
    }
}

#[test]
fn a_changed_table_is_noticed() {
    let insns = vec!["ldaddal w1, w0, [x0]".to_owned(), "ret".to_owned()];
    let table = BTreeMap::from([("fetch_add AcqRel u32".to_owned(), insns)]);
    assert_eq!(print(&table), "fetch_add AcqRel u32  ldaddal w1, w0, [x0]\n");
}
