//! What is printed reads back as the same test.

use crate::examples::EXAMPLES;
use fencepost_litmus::test::diagnostic::render;
use fencepost_litmus::test::{Test, parse};
use std::path::{Path, PathBuf};

/// Prints a test, reads that, and compares.
pub(crate) fn assert_reads_back(test: &Test) {
    let text = test.to_string();
    match parse(&text) {
        Ok(parsed) => assert_eq!(
            parsed.test.without_spans(),
            test.clone().without_spans(),
            "this text reads back as another test:\n{text}"
        ),
        Err(findings) => {
            let all: Vec<_> = findings.iter().map(|d| render("printed", &text, d)).collect();
            panic!("what is printed is refused:\n{text}\n{}", all.join("\n\n"));
        }
    }
}

#[test]
fn examples_read_back() {
    for example in EXAMPLES {
        let parsed = parse(example).expect("examples are accepted");
        assert_reads_back(&parsed.test);
    }
}

#[test]
fn examples_as_printed() {
    let printed: Vec<String> = EXAMPLES
        .iter()
        .map(|example| parse(example).expect("examples are accepted").test.to_string())
        .collect();
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("printed", printed.join("\n"));
    });
}

/// Every test under the folder that `FENCEPOST_CORPUS` names is accepted and
/// reads back, except where herd7, too, reported an error of the user.
#[test]
fn corpus_reads_back() {
    let Some(corpus) = std::env::var_os("FENCEPOST_CORPUS").map(PathBuf::from) else {
        eprintln!("SKIPPED: FENCEPOST_CORPUS does not name a folder with litmus tests");
        return;
    };
    let records = std::fs::read_to_string(corpus.join("herd7.jsonl")).unwrap_or_default();
    let mut accepted = 0;
    let mut refused = Vec::new();
    for file in litmus_files(&corpus) {
        let bytes = std::fs::read(&file).expect("the file is readable");
        let name = file.strip_prefix(&corpus).unwrap_or(&file).display().to_string();
        match parse(&String::from_utf8_lossy(&bytes)) {
            Ok(parsed) => {
                assert_reads_back(&parsed.test);
                accepted += 1;
            }
            Err(_) if herd7_accepts(&records, &name) => refused.push(name),
            Err(_) => {}
        }
    }
    assert!(accepted > 0, "no litmus test under {}", corpus.display());
    assert!(refused.is_empty(), "refused, but accepted by herd7: {refused:#?}");
    eprintln!("{accepted} tests of the corpus read back");
}

/// Whether the records have a result of herd7 for a file, not an error.
fn herd7_accepts(records: &str, name: &str) -> bool {
    let key = format!("\"path\": \"{name}\"");
    records.lines().any(|line| line.contains(&key) && !line.contains("(User error)"))
}

fn litmus_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
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
