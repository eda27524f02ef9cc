//! Explanations: their text, and whether what they claim is true.

use fencepost_litmus::explain::{
    Answer, Change, Explanation, Reason, Sort, Suggestions, changed, explain, violation,
};
use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::model::{AArch64, MODELS, Model};
use fencepost_litmus::test::{Test, parse};
use std::path::{Path, PathBuf};

fn read(name: &str, init: &str, rows: &str, condition: &str) -> Test {
    let source = format!("AArch64 {name}\n{{ {init} }}\n{rows}\n{condition}");
    parse(&source).unwrap_or_else(|e| panic!("{source}\n{e:?}")).test
}

fn explained(test: &Test, model: &dyn Model) -> Explanation {
    explain(test, model, None, Options::default(), &|| false).expect("nobody stops it")
}

/// A test whose columns are written one after the other, for reading.
fn columns(name: &str, init: &str, threads: &[&[&str]], condition: &str) -> Test {
    let rows = threads.iter().map(|t| t.len()).max().unwrap_or(0);
    let heads: Vec<String> = (0..threads.len()).map(|n| format!("P{n}")).collect();
    let mut table = format!("{} ;\n", heads.join(" | "));
    for row in 0..rows {
        let cells: Vec<&str> = threads.iter().map(|t| t.get(row).copied().unwrap_or("")).collect();
        table.push_str(&format!("{} ;\n", cells.join(" | ")));
    }
    read(name, init, &table, condition)
}

const MP: &str = "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;";
const STALE: &str = "exists (1:X0=1 /\\ 1:X2=0)";
const STORES: [&str; 3] = ["MOV W0,#1", "STR W0,[X1]", "STR W0,[X3]"];
const LOADS: [&str; 2] = ["LDR W0,[X1]", "LDR W2,[X3]"];

/// The tests whose explanations are looked at as a whole.
fn shown() -> Vec<Test> {
    let iriw = "0:X1=x; 1:X1=x; 1:X3=y; 2:X1=y; 3:X1=y; 3:X3=x;";
    let write: &[&str] = &["MOV W0,#1", "STR W0,[X1]"];
    let sb = "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;";
    let dekker = "exists (0:X2=0 /\\ 1:X2=0)";
    let lock: &[&str] = &[
        "MOV W0,#1",
        "SWPA W0,W2,[X1]",
        "CBNZ W2,.+16",
        "LDR W4,[X3]",
        "ADD W4,W4,#1",
        "STR W4,[X3]",
        "STLR WZR,[X1]",
    ];
    vec![
        columns("plain-publication", MP, &[&STORES, &LOADS], STALE),
        columns(
            "publication-by-release",
            MP,
            &[&["MOV W0,#1", "STR W0,[X1]", "STLR W0,[X3]"], &["LDAPR W0,[X1]", "LDR W2,[X3]"]],
            STALE,
        ),
        columns(
            "publication-with-barrier-and-branch",
            MP,
            &[
                &["MOV W0,#1", "STR W0,[X1]", "DMB ISHST", "STR W0,[X3]"],
                &["LDR W0,[X1]", "CBNZ W0,.+4", "LDR W2,[X3]"],
            ],
            STALE,
        ),
        columns(
            "publication-with-branch-and-isb",
            MP,
            &[
                &["MOV W0,#1", "STR W0,[X1]", "DMB ISHST", "STR W0,[X3]"],
                &["LDR W0,[X1]", "CBNZ W0,.+4", "ISB", "LDR W2,[X3]"],
            ],
            STALE,
        ),
        columns(
            "pointer-publication",
            "0:X1=x; 0:X3=p; 0:X4=x; uint64_t p=z; 1:X3=p; uint64_t 1:X2;",
            &[&["MOV W0,#1", "STR W0,[X1]", "STLR X4,[X3]"], &["LDR X2,[X3]", "LDR W0,[X2]"]],
            "exists (1:X2=x /\\ 1:X0=0)",
        ),
        columns(
            "store-buffering",
            sb,
            &[
                &["MOV W0,#1", "STLR W0,[X1]", "LDAPR W2,[X3]"],
                &["MOV W0,#1", "STLR W0,[X1]", "LDAPR W2,[X3]"],
            ],
            dekker,
        ),
        columns(
            "store-buffering-by-swap",
            sb,
            &[
                &["MOV W0,#1", "SWPAL W0,W4,[X1]", "LDR W2,[X3]"],
                &["MOV W0,#1", "STR W0,[X1]", "DSB SY", "LDR W2,[X3]"],
            ],
            dekker,
        ),
        columns(
            "independent-readers",
            iriw,
            &[write, &LOADS, write, &LOADS],
            "exists (1:X0=1 /\\ 1:X2=0 /\\ 3:X0=1 /\\ 3:X2=0)",
        ),
        columns(
            "load-buffering",
            sb,
            &[
                &["LDR W0,[X1]", "EOR W4,W0,W0", "ADD W4,W4,#1", "STR W4,[X3]"],
                &["LDR W0,[X1]", "CBNZ W0,.+4", "MOV W4,#1", "STR W4,[X3]"],
            ],
            "exists (0:X0=1 /\\ 1:X0=1)",
        ),
        columns(
            "out-of-thin-air",
            sb,
            &[&["LDR W0,[X1]", "STR W0,[X3]"], &["LDR W0,[X1]", "STR W0,[X3]"]],
            "exists (0:X0=1 /\\ 1:X0=1)",
        ),
        columns(
            "reads-go-back",
            "0:X1=x; 1:X1=x;",
            &[write, &["LDR W0,[X1]", "LDR W2,[X1]"]],
            "exists (1:X0=1 /\\ 1:X2=0)",
        ),
        columns(
            "lost-update",
            "0:X1=x; 1:X1=x;",
            &[&["MOV W0,#1", "LDADD W0,W2,[X1]"], &["MOV W0,#1", "LDADD W0,W2,[X1]"]],
            "exists ([x]=1)",
        ),
        columns(
            "forwarding",
            "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;",
            &[
                &["MOV W0,#1", "STR W0,[X1]", "LDR W4,[X1]", "LDR W2,[X3]"],
                &["MOV W0,#1", "STR W0,[X1]", "DMB SY", "LDR W2,[X3]"],
            ],
            "exists (0:X4=1 /\\ 0:X2=0 /\\ 1:X2=0)",
        ),
        columns(
            "two-halves",
            "uint64_t x; 0:X1=x; 1:X1=x; uint64_t 1:X0;",
            &[&["MOV W0,#1", "STR W0,[X1]", "STR W0,[X1,#4]"], &["LDR X0,[X1]"]],
            "exists (1:X0=0x100000000)",
        ),
        columns(
            "handed-on-publication",
            "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=z; 2:X1=z; 2:X3=x;",
            &[&STORES, &["LDR W0,[X1]", "MOV W2,#1", "STR W2,[X3]"], &LOADS],
            "exists (1:X0=1 /\\ 2:X0=1 /\\ 2:X2=0)",
        ),
        columns(
            "lock",
            "0:X1=l; 0:X3=x; 1:X1=l; 1:X3=x;",
            &[lock, lock],
            "exists (0:X2=0 /\\ 1:X2=0 /\\ [x]=1)",
        ),
    ]
}

#[test]
fn text() {
    let text: Vec<String> =
        shown().iter().map(|test| explained(test, &AArch64).to_string()).collect();
    insta::assert_snapshot!("explain_text", text.join("\n----\n\n"));
}

#[test]
fn pictures() {
    let test = &shown()[1];
    let explanation = explained(test, &AArch64);
    insta::assert_snapshot!("explain_dot", explanation.to_dot());
    for test in shown() {
        let explanation = explained(&test, &AArch64);
        check_svg(&test.name, &explanation.to_svg());
    }
}

/// Whether every element of a picture is closed and no number is missing.
fn check_svg(name: &str, svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("{name}: <{tag}"));
        let word = tag.split([' ', '/']).find(|w| !w.is_empty()).unwrap_or("");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(word), "{name}");
        } else if !tag.ends_with('/') {
            open.push(word);
        }
    }
    assert_eq!(open, [""; 0], "{name}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
}

/// Files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).expect("the corpus is there");
        for path in entries.map(|e| e.expect("the corpus is readable").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "litmus") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Whether some final state satisfies the condition's proposition.
fn reaches(test: &Test, model: &dyn Model) -> bool {
    let prepared = Prepared::new(test, Options::default(), &|| false).expect("nobody stops it");
    let outcomes = prepared.under(model).outcomes(&|| false).expect("nobody stops it");
    outcomes.states.iter().any(|s| s.satisfies)
}

/// Whether every suggestion does what it says.
fn check_suggestions(test: &Test, model: &dyn Model, suggestions: &Suggestions, to: bool) {
    for set in &suggestions.sets {
        let set: Vec<&Change> = set.iter().collect();
        let words: Vec<&str> = set.iter().map(|c| c.words.as_str()).collect();
        let test = changed(test, &set);
        assert_eq!(reaches(&test, model), to, "{} {words:?}\n{test}", model.name());
        // What is changed is still a test that can be written down.
        let again = parse(&test.to_string()).unwrap_or_else(|e| panic!("{test}\n{e:?}")).test;
        assert_eq!(reaches(&again, model), to, "{} {words:?}\n{test}", model.name());
    }
}

fn check(test: &Test, model: &dyn Model) {
    let name = format!("{} under {}", test.name, model.name());
    let explanation = explained(test, model);
    let reached = reaches(test, model);
    match &explanation.answer {
        Answer::Allowed(allowed) => {
            assert!(reached, "{name}");
            let objection = violation(&allowed.execution, model);
            assert!(objection.is_none(), "{name}: {objection:?}");
            let parts: usize = allowed.steps.iter().map(|s| s.parts.len()).sum();
            assert_eq!(parts, allowed.execution.memory().iter().count(), "{name}");
            check_suggestions(test, model, &allowed.strengthenings, false);
        }
        Answer::Forbidden(forbidden) => {
            assert!(!reached, "{name}");
            let checked = forbidden.violation.check(&forbidden.execution, model);
            assert_eq!(checked, Ok(()), "{name}");
            check_suggestions(test, model, &forbidden.weakenings, true);
        }
        Answer::Impossible => assert!(!reached, "{name}"),
    }
    assert!(!explanation.to_string().is_empty());
    assert!(explanation.to_dot().ends_with("}\n"));
    check_svg(&name, &explanation.to_svg());
}

#[test]
fn claims_are_true_of_the_corpus() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"));
    assert!(!files.is_empty());
    // Without optimisation it takes a minute: a part will do.
    let stride = if cfg!(debug_assertions) { 5 } else { 1 };
    let files: Vec<PathBuf> = files.into_iter().step_by(stride).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        loop {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(path) = files.get(n) else { return };
            let source = std::fs::read_to_string(path).expect("the corpus is readable");
            let test = parse(&source).unwrap_or_else(|e| panic!("{path:?}\n{e:?}")).test;
            check(&test, &AArch64);
        }
    };
    std::thread::scope(|scope| {
        let count = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..count {
            scope.spawn(work);
        }
    });
}

#[test]
fn claims_are_true_of_every_model() {
    for test in shown() {
        for model in MODELS {
            check(&test, model);
        }
    }
}

/// The checks do check: a cycle with any edge made wrong is refused.
#[test]
fn wrong_edges_are_found() {
    let mut refused = 0;
    for test in shown() {
        let Answer::Forbidden(forbidden) = explained(&test, &AArch64).answer else { continue };
        let execution = &forbidden.execution;
        for n in 0..forbidden.violation.cycle.len() {
            let mut turned = forbidden.violation.clone();
            let edge = &mut turned.cycle[n];
            std::mem::swap(&mut edge.from, &mut edge.to);
            assert!(turned.check(execution, &AArch64).is_err(), "{}: turned {n}", test.name);
            let mut renamed = forbidden.violation.clone();
            let edge = &mut renamed.cycle[n];
            edge.reason = match edge.reason {
                Reason::ReadsFrom => Reason::FromRead,
                Reason::AnyReadsFrom => Reason::SameLocation,
                Reason::Coherence => Reason::ReadsFrom,
                _ => Reason::Coherence,
            };
            assert!(renamed.check(execution, &AArch64).is_err(), "{}: renamed {n}", test.name);
            let mut cut = forbidden.violation.clone();
            cut.cycle.remove(n);
            assert!(cut.check(execution, &AArch64).is_err(), "{}: cut {n}", test.name);
            refused += 3;
        }
    }
    assert!(refused > 40, "{refused}");
}

#[test]
fn goals_may_name_what_the_test_does_not() {
    let asked = &shown()[0];
    let other = columns("other", MP, &[&STORES, &LOADS], "exists ([x]=1 /\\ 0:X0=1 /\\ [y]=2)");
    let goal = &other.condition.prop;
    let explanation =
        explain(asked, &AArch64, Some(goal), Options::default(), &|| false).expect("runs");
    assert!(matches!(explanation.answer, Answer::Impossible), "{explanation}");
    assert_eq!(explanation.goal_text(), "[x]=1 /\\ 0:X0=1 /\\ [y]=2");
}

#[test]
fn cuts_are_told_from_other_changes() {
    let pointer = &shown()[4];
    let Answer::Forbidden(forbidden) = explained(pointer, &AArch64).answer else {
        panic!("a dependency orders the two loads");
    };
    let sets = &forbidden.weakenings.sets;
    assert!(sets.iter().flatten().any(|c| c.sort == Sort::Cut), "{sets:?}");
}
