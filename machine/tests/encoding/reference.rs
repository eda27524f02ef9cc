//! Other assemblers: GNU as, and LLVM's by way of rustc's `global_asm!`, which is
//! wherever these tests are.

use fencepost_litmus::isa::lint::Feature;
use object::{Object, ObjectSection};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What an assembler makes of a line: a word, or its objection.
pub(crate) type Answer = Result<u32, String>;

/// An assembler.
pub(crate) struct Reference {
    pub(crate) name: String,
    kind: Kind,
    /// Extensions that it does not know.
    pub(crate) lacks: Vec<Feature>,
}

enum Kind {
    Gnu { command: &'static str, march: String },
    Llvm { rustc: String },
}

impl Reference {
    /// GNU as, with every extension that it knows.
    pub(crate) fn gnu() -> Option<Reference> {
        let native = cfg!(all(target_arch = "aarch64", target_os = "linux"));
        let commands: &[&str] = &["aarch64-linux-gnu-as", "as"];
        let commands = if native { commands } else { &commands[..1] };
        let version = |command: &&&str| {
            let output = Command::new(command).arg("--version").output().ok()?;
            let text = String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned();
            text.contains("GNU").then_some(text)
        };
        let (command, name) = commands.iter().find_map(|c| Some((*c, version(&c)?)))?;
        let mut reference = Reference {
            name,
            kind: Kind::Gnu { command, march: String::new() },
            lacks: Vec::new(),
        };
        let mut march = String::from("armv8.7-a");
        for (extension, features) in GNU_EXTENSIONS {
            let longer = format!("{march}+{extension}");
            match knows(command, &longer) {
                true => march = longer,
                false => reference.lacks.extend(*features),
            }
        }
        reference.kind = Kind::Gnu { command, march };
        Some(reference)
    }

    /// The assembler in rustc, which needs no target's library for it.
    pub(crate) fn llvm() -> Option<Reference> {
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
        let output = Command::new(&rustc).arg("-vV").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = |start: &str| text.lines().find(|l| l.starts_with(start)).map(str::to_owned);
        let name = format!("{} ({})", line("LLVM version")?, line("rustc")?);
        Some(Reference { name, kind: Kind::Llvm { rustc }, lacks: Vec::new() })
    }

    pub(crate) fn is_gnu(&self) -> bool {
        matches!(self.kind, Kind::Gnu { .. })
    }

    /// What it makes of each text, one instruction each.
    ///
    /// # Panics
    /// If it cannot be run, or makes no object of lines that it does not object to.
    pub(crate) fn assemble<'a>(&self, texts: impl Iterator<Item = &'a str>) -> Vec<Answer> {
        // Some names are not known in mixed case.
        let lines: Vec<String> = texts.map(str::to_ascii_lowercase).collect();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut objections = BTreeMap::new();
        loop {
            let text = |(n, line): (usize, &String)| match objections.contains_key(&n) {
                true => "nop\n".into(),
                false => format!("{line}\n"),
            };
            let text: String = lines.iter().enumerate().map(text).collect();
            match self.run(folder.path(), &text) {
                Ok(words) => {
                    assert_eq!(words.len(), lines.len(), "{} makes one word a line", self.name);
                    let answer = |(n, word)| objections.remove(&n).map_or(Ok(word), Err);
                    return words.into_iter().enumerate().map(answer).collect();
                }
                Err(found) => {
                    let before = objections.len();
                    objections.extend(found);
                    let last = objections.iter().next_back();
                    assert!(objections.len() > before, "{} stops: {last:?}", self.name);
                }
            }
        }
    }

    /// The words, or the lines that it objects to.
    fn run(&self, folder: &Path, text: &str) -> Result<Vec<u32>, BTreeMap<usize, String>> {
        let (source, object) = (folder.join("lines.s"), folder.join("lines.o"));
        let mut command = match &self.kind {
            Kind::Gnu { command, march } => {
                std::fs::write(&source, text).expect("a source file");
                let mut as_ = Command::new(command);
                as_.arg(format!("-march={march}")).arg("-o").args([&object, &source]);
                as_
            }
            Kind::Llvm { rustc } => {
                let crate_file = rust_source(folder, &source, text);
                let mut rustc = Command::new(rustc);
                rustc.env("RUSTC_BOOTSTRAP", "1").args(["--target", "aarch64-unknown-linux-gnu"]);
                rustc.arg("--emit=obj").arg("-o").args([&object, &crate_file]);
                rustc
            }
        };
        let output = command.output().unwrap_or_else(|e| panic!("{}: {e}", self.name));
        if output.status.success() {
            let file = std::fs::read(&object).expect("the object file");
            return Ok(words(&file));
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let marker = match self.kind {
            Kind::Gnu { .. } => "lines.s:",
            Kind::Llvm { .. } => "<inline asm>:",
        };
        let found: BTreeMap<usize, String> = objections(&errors, marker).collect();
        // The first line of LLVM's text is the directive.
        let first = if marker == "lines.s:" { 1 } else { 2 };
        Err(found.into_iter().filter_map(|(n, e)| Some((n.checked_sub(first)?, e))).collect())
    }
}

/// Whether this GNU as has the architecture: asked with an empty file.
fn knows(command: &str, march: &str) -> bool {
    let mut as_ = Command::new(command);
    let null = Stdio::null;
    as_.arg(format!("-march={march}")).args(["-o", "/dev/null", "/dev/null"]).stderr(null());
    as_.status().is_ok_and(|status| status.success())
}

/// Extensions beyond Armv8.7, by GNU's names.
const GNU_EXTENSIONS: &[(&str, &[Feature])] = &[
    ("lor", &[Feature::Lor]),
    ("sb", &[Feature::Sb]),
    ("cssc", &[Feature::Cssc]),
    ("rcpc3", &[Feature::Lrcpc3]),
    ("lse128", &[Feature::Lse128]),
    ("lscp", &[Feature::Lscp]),
];

/// A crate of nothing but the lines.
fn rust_source(folder: &Path, source: &Path, text: &str) -> PathBuf {
    let arch = ".arch armv9.5-a+lscp+lse128+rcpc3+cssc+lor+xs+sb+predres\n";
    std::fs::write(source, format!("{arch}{text}")).expect("a source file");
    let file = folder.join("lines.rs");
    let text = "#![feature(no_core, rustc_attrs)]\n#![allow(internal_features)]\n#![no_core]\n\
                #![crate_type = \"lib\"]\n\
                #[rustc_builtin_macro] macro_rules! global_asm { () => {} }\n\
                #[rustc_builtin_macro] macro_rules! include_str { () => {} }\n\
                global_asm!(include_str!(\"lines.s\"), options(raw));\n";
    std::fs::write(&file, text).expect("a source file");
    file
}

/// The line numbers behind `marker` and what is said of them. GNU says it
/// behind the number, rustc above it.
fn objections<'a>(errors: &'a str, marker: &'a str) -> impl Iterator<Item = (usize, String)> + 'a {
    let mut last = "";
    errors.lines().filter_map(move |line| {
        let Some((_, tail)) = line.split_once(marker) else {
            if line.starts_with("error") {
                last = line;
            }
            return None;
        };
        let digits = tail.find(|c: char| !c.is_ascii_digit())?;
        let (number, message) = tail.split_at(digits);
        let number = number.parse().ok()?;
        match marker {
            "lines.s:" => message.contains("Error").then(|| (number, message.to_owned())),
            _ => Some((number, last.to_owned())),
        }
    })
}

fn words(file: &[u8]) -> Vec<u32> {
    let object = object::File::parse(file).expect("an object file");
    let text = object.section_by_name(".text").expect("a text section");
    let bytes = text.data().expect("the section's bytes");
    bytes
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        .collect()
}
