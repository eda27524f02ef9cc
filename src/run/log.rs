//! The results of a run, kept as they come: a file of JSON lines that is only
//! ever appended to. A run that was interrupted goes on where it ended.

use super::record::{Outcome, Record};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A file of records, open for more.
#[derive(Debug)]
pub struct Log {
    file: File,
    earlier: Vec<Record>,
}

impl Log {
    /// Begins a file; what was in it is gone.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(path: &Path) -> io::Result<Log> {
        let file = File::create(path).map_err(|e| named(path, &e.to_string()))?;
        Ok(Log { file, earlier: Vec::new() })
    }

    /// Opens a file that an earlier run wrote, or begins it. A last line that
    /// is not whole is what the interruption left, and is cut off.
    ///
    /// # Errors
    /// If it cannot be read or written, or holds anything else than records.
    pub fn resume(path: &Path) -> io::Result<Log> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(named(path, &error.to_string())),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut earlier = Vec::new();
        for (n, line) in text[..whole].lines().enumerate() {
            let record = serde_json::from_str(line)
                .map_err(|error| named(path, &format!("line {} is no result: {error}", n + 1)))?;
            earlier.push(record);
        }
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| named(path, &error.to_string()))?;
        file.set_len(whole as u64)?;
        Ok(Log { file, earlier })
    }

    /// What the earlier run has finished.
    pub fn finished(&self) -> impl Iterator<Item = &Record> {
        self.earlier.iter().filter(|record| match &record.result {
            Outcome::Run(run) => run.is_finished(),
            Outcome::Failed(_) => true,
        })
    }

    /// The earlier result of a text, if there is one.
    pub fn result_of(&self, path: &str, digest: &str) -> Option<&Record> {
        self.finished().find(|record| record.path == path && record.digest == digest)
    }

    /// Appends a record, in one piece.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        let line = serde_json::to_string(record)? + "\n";
        self.file.write_all(line.as_bytes())?;
        self.file.flush()
    }
}

fn named(path: &Path, message: &str) -> io::Error {
    io::Error::other(format!("{}: {message}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::super::record::{Failed, VERSION};
    use super::*;

    fn record(path: &str) -> Record {
        Record {
            fencepost: VERSION.to_owned(),
            path: path.to_owned(),
            digest: "1".to_owned(),
            time_seconds: 0.5,
            result: Outcome::Failed(Failed { unsupported: false, message: "no".to_owned() }),
        }
    }

    #[test]
    fn what_was_written_is_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.jsonl");
        let mut log = Log::create(&path).expect("it can be written");
        log.add(&record("a")).expect("it can be written");
        let mut log = Log::resume(&path).expect("it can be read");
        assert_eq!(log.result_of("a", "1"), Some(&record("a")));
        assert_eq!(log.result_of("a", "2"), None, "the text has changed");
        assert_eq!(log.result_of("b", "1"), None);
        log.add(&record("b")).expect("it can be written");
        assert_eq!(Log::resume(&path).expect("it can be read").finished().count(), 2);
    }

    #[test]
    fn half_a_line_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.jsonl");
        let mut log = Log::create(&path).expect("it can be written");
        for path in ["a", "b"] {
            log.add(&record(path)).expect("it can be written");
        }
        let text = std::fs::read_to_string(&path).expect("it is there");
        for cut in 1..text.len() / 2 {
            std::fs::write(&path, &text[..text.len() - cut]).expect("it can be written");
            let mut log = Log::resume(&path).expect("it can be read");
            assert_eq!(log.finished().count(), 1, "{cut} bytes lost");
            log.add(&record("b")).expect("it can be written");
            assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
        }
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "{}\nmine").expect("it can be written");
        let error = Log::resume(&path).expect_err("no result").to_string();
        assert!(error.contains("notes.txt: line 1 is no result"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "{}\nmine");
    }

    #[test]
    fn a_new_file_is_begun() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::resume(&folder.path().join("new.jsonl")).expect("it can be written");
        assert_eq!(log.finished().count(), 0);
    }
}
