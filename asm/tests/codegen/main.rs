//! What the compiler makes of Rust's own atomics: every operation, order and width, as tables that
//! are committed beside this file, one for each target and set of features.
//!
//! `FENCEPOST_BLESS=1` writes them. They are of one compiler ([`COMPILER`]); of another's code is said
//! what differs, which is news and no failure. On AArch64 the test looks at itself; elsewhere at the binaries
//! that `FENCEPOST_OBJECTS` names. Tables: `linux` (outline atomics), `linux+rcpc`, `linux+lse`,
//! `linux+lse+rcpc`, `linux-outline` (exclusive loops), `macos`.

#[path = "../statics/code.rs"]
mod code;
mod equal;
mod inlined;
mod operations;
mod page;

use std::collections::BTreeMap;
use std::path::Path;

use code::{Function, Insn, functions};
use equal::{equals_of, is_made};
use fencepost_asm::{Op, Row, rows};

/// Which table this binary is to be compared with: decided when it is compiled, and kept in it, so
/// that another machine's test can read it.
#[cfg(target_arch = "aarch64")]
#[unsafe(no_mangle)]
#[used]
static FENCEPOST_CODEGEN_REVISION: [u8; 48] = operations::revision();

/// The version of rustc that the committed tables are of.
const COMPILER: &str = "1.96";

/// The name of the table and the compiler, which [`operations::revision`] wrote, found by their mark.
fn revision_of(data: &[u8]) -> (String, String) {
    const MARK: &[u8] = b"revision-of-codegen:";
    let at = data.windows(MARK.len()).position(|w| w == MARK).expect("a revision") + MARK.len();
    let end = data[at..].iter().position(|&b| b == 0 || b == b';').unwrap();
    let text = std::str::from_utf8(&data[at..at + end]).unwrap();
    let (revision, compiler) = text.split_once('@').expect("a compiler");
    (revision.to_owned(), compiler.to_owned())
}

fn binaries() -> Vec<std::path::PathBuf> {
    #[cfg(target_arch = "aarch64")]
    {
        operations::keep();
        inlined::keep();
        vec![std::env::current_exe().unwrap()]
    }
    #[cfg(not(target_arch = "aarch64"))]
    std::env::var_os("FENCEPOST_OBJECTS")
        .map(|paths| std::env::split_paths(&paths).collect())
        .unwrap_or_default()
}

/// A call, or a jump out of the function.
fn is_call(insn: &Insn) -> bool {
    matches!(insn.name.as_str(), "b" | "bl") && !insn.text.contains('.')
}

/// A function without what fills the space behind it: up to its last return or jump.
fn whole(insns: &[Insn]) -> &[Insn] {
    let end = insns.iter().rposition(|i| i.name == "ret" || i.name == "b" && is_call(i));
    &insns[..end.map_or(insns.len(), |end| end + 1)]
}

/// The instructions of each operation, by `operation order type`.
fn table(functions: &[Function]) -> BTreeMap<String, Vec<String>> {
    let mut table = BTreeMap::new();
    for function in functions {
        let name = function.name.trim_start_matches('_');
        let Some(name) = name.strip_prefix("codegen_") else { continue };
        let mut insns: Vec<String> = Vec::new();
        for insn in whole(&function.insns) {
            let call = is_call(insn);
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
        }
        table.insert(name.replace("__", " ").trim_end().to_owned(), insns);
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

#[test]
fn tables_are_as_committed() {
    if cfg!(debug_assertions) && cfg!(target_arch = "aarch64") {
        code::left_out("the tables are of optimised code; use --release");
        return;
    }
    let binaries = binaries();
    if binaries.is_empty() {
        code::left_out("no AArch64 binary to look at; FENCEPOST_OBJECTS names none");
    }
    for path in binaries {
        let data = std::fs::read(&path).unwrap();
        let (format, functions) = functions(&data);
        let ((revision, compiler), table) = (revision_of(&data), table(&functions));
        println!("{format}: {revision}: {} operations, by rustc {compiler}", table.len());
        assert!(table.len() > 200, "the operations are not in the binary");
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/codegen")
            .join(format!("{revision}.txt"));
        let printed = print(&table);
        if std::env::var_os("FENCEPOST_BLESS").is_some() {
            std::fs::write(&file, &printed).unwrap();
        }
        let want = std::fs::read_to_string(&file).unwrap_or_default();
        if compiler != COMPILER {
            let differ =
                printed.lines().zip(want.lines()).filter(|(got, want)| got != want).count();
            code::left_out(&format!(
                "the tables are of rustc {COMPILER} and this is {compiler}: {differ} lines differ"
            ));
            continue;
        }
        for (got, want) in printed.lines().zip(want.lines()) {
            assert_eq!(got, want, "{}", file.display());
        }
        assert_eq!(printed.lines().count(), want.lines().count(), "{}", file.display());

        primitives_are_the_same(&revision, &table);
        callers_are_the_same(&revision, &functions);
    }
}

/// Each primitive that this build's atomics have an equal of is the same instructions.
fn primitives_are_the_same(revision: &str, table: &BTreeMap<String, Vec<String>>) {
    // Loops have their operands prepared outside of them; callers_are_the_same compares those.
    let rows = rows().filter(|row| is_made(row, revision) && !row.module.contains("::excl::"));
    let mut equal = 0;
    for (row, name) in rows.flat_map(|row| equals_of(row).into_iter().map(move |n| (row, n))) {
        let theirs = table.get(&name).unwrap_or_else(|| panic!("no {name}"));
        let word = |text: &str| text.split_whitespace().next().unwrap().to_owned();
        let ours: Vec<_> = row.code.iter().map(|line| word(line.insn)).collect();
        // What follows turns the result into what the function returns: MOV; on Darwin, where the
        // callee extends small results, SBFM; for CAS whatever makes the Result.
        let core = theirs.iter().map(|text| word(text)).filter(|name| name != "ret");
        let core: Vec<_> = core.skip_while(|n| n == "orr").collect();
        let (core, after) = core.split_at(ours.len().min(core.len()));
        let result = |n: &String| matches!(n.as_str(), "orr" | "sbfm");
        assert!(row.op == Op::Cas || after.iter().all(result), "{name}: {theirs:?}");
        assert_eq!(core, ours, "{revision}: {} and {name}: {theirs:?}", row.name);
        equal += 1;
    }
    println!("{revision}: {equal} operations equal to primitives");
    assert!(equal > if is_lse(revision) { 180 } else { 20 });
}

/// Whether read-modify-writes are single instructions.
fn is_lse(revision: &str) -> bool {
    revision == "macos" || revision.contains("+lse")
}

/// The mnemonics of a function.
fn body(function: &Function) -> Vec<&str> {
    whole(&function.insns).iter().map(|i| i.name.as_str()).collect()
}

/// A primitive inlined into a caller and Rust's atomic inlined into the same caller are the same
/// instructions: no call, no move more.
fn callers_are_the_same(revision: &str, functions: &[Function]) {
    let bodies = |prefix: &str| -> BTreeMap<&str, Vec<&str>> {
        let name = |f: &'_ Function| f.name.trim_start_matches('_').starts_with(prefix);
        let of = functions.iter().filter(|f| name(f));
        of.map(|f| (f.name.trim_start_matches('_').strip_prefix(prefix).unwrap(), body(f)))
            .collect()
    };
    let (ours, rust) = (bodies("inlined_ours__"), bodies("inlined_rust__"));
    assert!(ours.keys().eq(rust.keys()), "{revision}: every caller is there twice");
    let (mut same, mut meant, mut extended) = (0, 0, 0);
    let (mut counts, mut faults) = ([0, 0], Vec::new());
    for (caller, ours) in &ours {
        let (name, use_) = caller.split_once("__").unwrap_or((caller, ""));
        let row = rows().find(|row| row.name == name).expect("callers are named by their rows");
        if !is_made(row, revision) {
            continue;
        }
        let rust = &rust[caller];
        counts = [counts[0] + ours.len(), counts[1] + rust.len()];
        match () {
            () if ours.contains(&"bl") => faults.push((caller, ours, rust)),
            () if ours == rust => same += 1,
            () if is_meant_to_differ(row, use_, ours, rust) => meant += 1,
            () if extends_once_more(row, use_, revision, ours, rust) => extended += 1,
            () => faults.push((caller, ours, rust)),
        }
    }
    let [ours, rust] = counts;
    println!(
        "{revision}: {same} callers the same, {meant} meant to differ, {extended} extend; \
         instructions {ours} to {rust}"
    );
    assert!(faults.is_empty(), "{revision}: {faults:#?}");
    // Loads and stores; the read-modify-writes of one kind; LDAPR.
    let wanted = match revision {
        "linux" => (30, 4),
        "linux+rcpc" => (41, 6),
        "linux+lse" => (257, 27),
        "linux+lse+rcpc" => (268, 29),
        "linux-outline" => (157, 8),
        "macos" => (266, 31),
        other => panic!("no table {other}"),
    };
    assert_eq!((same, extended), wanted, "{revision}: callers that are the same, or extend");
    assert!(ours <= rust + extended, "{revision}: instructions");
}

/// A caller that extends a result that is extended already, with one AND (one more, or one in place
/// of the MOV to the register of the result), or with a MOV from 32 to 64 bits. The compiler can be told that an assembly block extends, and is told by the primitives, but
/// loses this where it compares two words of 8 or 16 bits; and of CAS it cannot be told, because there
/// the result shares its register, and so its type, with what is expected.
fn extends_once_more(row: &Row, use_: &str, revision: &str, ours: &[&str], rust: &[&str]) -> bool {
    let shares = row.op == Op::Cas && row.module.contains("::lse::");
    let extension = match use_ {
        "compared" if row.bytes < 4 => "and",
        "widened" if shares => {
            if row.bytes < 4 {
                "and"
            } else {
                "orr"
            }
        }
        "returned" if shares && row.bytes < 4 && revision == "macos" => "and",
        _ => return false,
    };
    let mut without = ours.to_vec();
    let at = without.iter().rposition(|insn| *insn == extension);
    at.is_some_and(|at| {
        let mut moved = ours.to_vec();
        moved[at] = "orr";
        without.remove(at);
        without == rust || moved == rust
    })
}

/// Loops that are meant to differ, and are never longer. Words of 8 and 16 bits: the primitive extends
/// in the comparison, Rust's loop needs an instruction outside of it. Clearing bits: the primitive has
/// one BIC for the MVN and AND of `fetch_and(!v)`. Compare-and-swap: on a mismatch Rust's loop closes
/// the monitor with CLREX, the primitive leaves it open, as Go does. Results that are extended: the
/// compiler does not know that its own loop extends, or moves the operand instead of the result.
fn is_meant_to_differ(row: &Row, use_: &str, ours: &[&str], rust: &[&str]) -> bool {
    let is_small = matches!(row.op, Op::SMax | Op::SMin | Op::UMax | Op::UMin) && row.bytes < 4;
    let clears = row.op == Op::Clr && ours.contains(&"bic") && !rust.contains(&"bic");
    let closes = row.op == Op::Cas && rust.contains(&"clrex") && !ours.contains(&"clrex");
    let extends = !use_.is_empty();
    let is_loop = row.module.contains("::excl::");
    is_loop && (is_small || clears || closes || extends) && ours.len() <= rust.len()
}

#[test]
fn a_changed_table_is_noticed() {
    let insns = vec!["ldaddal w1, w0, [x0]".to_owned(), "ret".to_owned()];
    let table = BTreeMap::from([("fetch_add AcqRel u32".to_owned(), insns)]);
    assert_eq!(print(&table), "fetch_add AcqRel u32  ldaddal w1, w0, [x0]\n");
}
