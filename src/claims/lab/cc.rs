//! What C compilers and assemblers for AArch64 make of our texts.

use super::Got;
use super::command::{self, in_path};
use super::go::Accepted;
use crate::claims::code::{Body, functions_of_object};
use object::{Object, ObjectSection, ObjectSymbol};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A C compiler, and what it compiles for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cc {
    /// The system that it compiles for.
    pub(crate) system: System,
    /// What it calls itself.
    pub(crate) compiler: String,
    /// The name that it was called by.
    pub(crate) program: String,
    /// What it makes of our file of C.
    pub(crate) object: Got<CObject>,
    /// The article's pair store, given to it as assembly.
    pub(crate) article_save: Got<Accepted>,
    /// The article's atomic store, given to it as assembly.
    pub(crate) article_store: Got<Accepted>,
}

/// A system whose C convention on AArch64 the claims compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum System {
    /// macOS.
    Darwin,
    /// Linux.
    Linux,
}

/// An object file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CObject {
    /// `Elf` or `MachO`.
    pub(crate) format: String,
    /// The size of `size_t`, in bytes.
    pub(crate) size_t: u8,
    /// Whether it is `unsigned long`.
    pub(crate) size_t_is_unsigned_long: bool,
    /// Whether `char` is signed.
    pub(crate) char_is_signed: bool,
    /// The size of `long double`, in bytes.
    pub(crate) long_double: u8,
    /// A function of nine doubles.
    pub(crate) named: Body,
    /// A call with a double among the variable arguments.
    pub(crate) variadic: Body,
}

impl Cc {
    /// The compilers that this machine has, at most one for each system.
    pub(super) fn of_this_machine(limit: Duration) -> Vec<Cc> {
        let native = |os| cfg!(target_arch = "aarch64") && std::env::consts::OS == os;
        let linux = match native("linux") {
            true => in_path(&["cc", "gcc", "clang"]).map(|cc| (cc, vec![])),
            false => in_path(&["aarch64-linux-gnu-gcc"]).map(|cc| (cc, vec![])),
        };
        let zig = || in_path(&["zig"]).map(|zig| (zig, vec!["cc", "-target", "aarch64-macos"]));
        let clang =
            || in_path(&["clang"]).map(|clang| (clang, vec!["--target=arm64-apple-macos12"]));
        let darwin = match native("macos") {
            true => in_path(&["cc", "clang"]).map(|cc| (cc, vec![])),
            false => zig().or_else(clang),
        };
        let examine = |system, found: Option<(PathBuf, Vec<&str>)>| {
            found.and_then(|(program, options)| examine(system, &program, &options, limit).ok())
        };
        [examine(System::Darwin, darwin), examine(System::Linux, linux)]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn examine(
    system: System,
    program: &Path,
    options: &[&str],
    limit: Duration,
) -> Result<Cc, String> {
    let folder =
        tempfile::Builder::new().prefix("fencepost-cc-").tempdir().map_err(|e| e.to_string())?;
    let compiler = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(options).args(arguments).current_dir(folder.path());
        command::run(&mut command, limit)
    };
    let version = compiler(&["--version"])?.ok()?;
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).map_err(|e| e.to_string())
    };
    write("abi.c", include_str!("../programs/abi.c"))?;
    let compiled =
        compiler(&["-std=c11", "-O1", "-fno-stack-protector", "-c", "abi.c", "-o", "abi.o"])
            .and_then(|said| said.ok());
    let object = compiled.and_then(|_| {
        let bytes = std::fs::read(folder.path().join("abi.o")).map_err(|e| e.to_string())?;
        read(&bytes)
    });
    let assembles = |text: &str| {
        write("article.s", text)?;
        let said = compiler(&["-c", "article.s", "-o", "article.o"])?;
        let complaint = || {
            let error = said.err.lines().find(|line| line.contains("rror:"));
            error.map_or_else(|| said.complaint(), |line| line.trim().to_owned())
        };
        Ok(if said.success { Accepted::Yes } else { Accepted::No(complaint()) })
    };
    Ok(Cc {
        system,
        compiler: version.lines().next().unwrap_or_default().trim().to_owned(),
        program: program
            .file_name()
            .map_or(String::new(), |name| name.to_string_lossy().into_owned()),
        object: object.into(),
        article_save: assembles(include_str!("../programs/article_save.s")).into(),
        article_store: assembles(include_str!("../programs/article_store.s")).into(),
    })
}

fn read(bytes: &[u8]) -> Result<CObject, String> {
    let file = object::File::parse(bytes).map_err(|e| e.to_string())?;
    let symbol = |name: &str| {
        file.symbols().find(|s| s.name().is_ok_and(|n| n.trim_start_matches('_') == name))
    };
    let types = symbol("fencepost_types").ok_or("it has no fencepost_types")?;
    let section = types.section_index().and_then(|index| file.section_by_index(index).ok());
    let data = section.as_ref().and_then(|s| s.data().ok().map(|data| (s.address(), data)));
    let (start, data) = data.ok_or("fencepost_types has no contents")?;
    let at = (types.address() - start) as usize;
    let [size_t, unsigned_long, signed_char, long_double] =
        *data.get(at..at + 4).ok_or("fencepost_types is too short")?
    else {
        return Err("fencepost_types is too short".to_owned());
    };
    let mut functions = functions_of_object(bytes)?;
    let mut take = |name: &str| functions.remove(name).ok_or_else(|| format!("it has no {name}"));
    Ok(CObject {
        format: format!("{:?}", file.format()),
        size_t,
        size_t_is_unsigned_long: unsigned_long == 1,
        char_is_signed: signed_char == 1,
        long_double,
        named: take("fencepost_named")?,
        variadic: take("fencepost_variadic")?,
    })
}

impl System {
    /// As it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            System::Darwin => "macOS",
            System::Linux => "Linux",
        }
    }
}
