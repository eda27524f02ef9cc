//! The project's own tests, built into the crate.
//!
//! Every file is a test in herd's format, in a folder named after its family.
//! Its info lines say what to expect: `Expect=` under the Arm model, and
//! `ExpectTSO=` and `ExpectSC=` under the others.

use include_dir::{Dir, File, include_dir};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpus");

/// A file of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where it is below the corpus' folder, `MP/MP+dmbs.litmus` for example.
    pub path: &'static str,
    /// Its text.
    pub source: &'static str,
}

impl Entry {
    /// The folder it is in: the shape that the test is a case of.
    pub fn family(&self) -> &'static str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// All tests, in the order of their paths.
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut folders = vec![&FOLDER];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        entries.extend(folder.files().filter_map(entry));
    }
    entries.sort_unstable();
    entries
}

fn entry(file: &'static File<'static>) -> Option<Entry> {
    let path = file.path().to_str()?;
    let source = file.contents_utf8()?;
    path.ends_with(".litmus").then_some(Entry { path, source })
}
