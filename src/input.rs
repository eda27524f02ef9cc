//! From arguments to the texts of tests.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Where a test's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// The standard input.
    Stdin,
    /// Nowhere: an argument that leads to no test, and why.
    Nothing {
        /// The argument, or the line of a list.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Source {
    /// What it is called in reports.
    pub fn name(&self) -> String {
        match self {
            Source::File(path) | Source::Nothing { path, .. } => path.display().to_string(),
            Source::Stdin => "<stdin>".to_owned(),
        }
    }

    /// The text. Bytes that are no UTF-8 are replaced: they can only be in
    /// comments and documentation, or the parser will say so.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(&self) -> Result<String, String> {
        let bytes = match self {
            Source::File(path) => std::fs::read(path),
            Source::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
            Source::Nothing { reason, .. } => return Err(reason.clone()),
        };
        bytes.map_err(|e| e.to_string()).map(|bytes| match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        })
    }
}

/// The sources that some arguments stand for, in their order: a file, a folder
/// with all `.litmus` files below it, `@list`, or `-` for the standard input.
pub fn expand<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Vec<Source> {
    let mut sources = Vec::new();
    for argument in arguments {
        match list_name(argument) {
            _ if argument == "-" => sources.push(Source::Stdin),
            Some(list) => add_list(&list, &mut sources),
            None => add_path(Path::new(argument), &mut sources),
        }
    }
    sources
}

/// The file that `@file` names.
fn list_name(argument: &OsStr) -> Option<PathBuf> {
    argument.to_str()?.strip_prefix('@').map(PathBuf::from)
}

/// A list has one file or folder a line, relative to where the list is; empty
/// lines and those that begin with `#` say nothing.
fn add_list(list: &Path, sources: &mut Vec<Source>) {
    let text = match std::fs::read_to_string(list) {
        Ok(text) => text,
        Err(error) => return sources.push(nothing(list, error.to_string())),
    };
    let folder = list.parent().unwrap_or(Path::new(""));
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        add_path(&folder.join(line), sources);
    }
}

fn add_path(path: &Path, sources: &mut Vec<Source>) {
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => add_folder(path, sources),
        Ok(_) => sources.push(Source::File(path.to_owned())),
        Err(error) => sources.push(nothing(path, error.to_string())),
    }
}

fn add_folder(folder: &Path, sources: &mut Vec<Source>) {
    let before = sources.len();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if !entry.file_type().is_file() => {}
            Ok(entry) if entry.path().extension() == Some(OsStr::new("litmus")) => {
                sources.push(Source::File(entry.into_path()));
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                sources.push(nothing(path, error.to_string()));
            }
        }
    }
    if sources.len() == before {
        sources.push(nothing(folder, "there is no .litmus file in this folder".to_owned()));
    }
}

fn nothing(path: &Path, reason: String) -> Source {
    Source::Nothing { path: path.to_owned(), reason }
}
