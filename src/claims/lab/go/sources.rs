//! Counting over a toolchain's own sources.

use super::Sources;
use super::build::{DARWIN_ARM64, LINUX_ARM64, Target, Workshop};
use std::path::Path;
use walkdir::WalkDir;

/// Counts. Nothing of the sources is kept but numbers and names of files.
pub(super) fn sources(workshop: &Workshop) -> Result<Sources, String> {
    let root = workshop.go(LINUX_ARM64, &["env", "GOROOT"], &[])?.ok()?;
    let src = Path::new(root.trim()).join("src");
    // A distribution may link to where its sources are.
    let src = src.canonicalize().map_err(|e| format!("{}: {e}", src.display()))?;
    let mut files = 0;
    let mut count = |folders: &[&str], needle: &[u8]| {
        let of = |folder: &&str| {
            texts(&src.join(folder))
                .inspect(|_| files += 1)
                .filter(|text| has(text, needle))
                .count()
        };
        folders.iter().map(of).sum()
    };
    let zld = count(&["cmd/link", "cmd/go"], b"zld");
    let c_memory =
        count(&["runtime", "net", "os", "syscall", "internal"], b"failed to allocate C memory");
    let cgo_callers =
        [cgo_callers(workshop, LINUX_ARM64, &src)?, cgo_callers(workshop, DARWIN_ARM64, &src)?];
    match files {
        0 => Err(format!("{}: there are no sources", src.display())),
        files => Ok(Sources { files, zld, c_memory, cgo_callers }),
    }
}

/// The contents of the source files in a folder, tests aside.
fn texts(folder: &Path) -> impl Iterator<Item = Vec<u8>> {
    let is_source = |name: &str| {
        [".go", ".s", ".c", ".h"].iter().any(|end| name.ends_with(end))
            && !name.ends_with("_test.go")
    };
    WalkDir::new(folder)
        .follow_links(true)
        .into_iter()
        .filter_map(Result::ok)
        .filter(move |entry| entry.file_name().to_str().is_some_and(is_source))
        .filter_map(|entry| std::fs::read(entry.path()).ok())
}

fn has(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}

/// The Go files of runtime/cgo that a build for this system has and that name
/// `_cgo_callers`.
fn cgo_callers(workshop: &Workshop, target: Target, src: &Path) -> Result<Vec<String>, String> {
    let format = "{{range .GoFiles}}{{.}} {{end}}{{range .CgoFiles}}{{.}} {{end}}";
    let listed = workshop
        .go(target, &["list", "-f", format, "runtime/cgo"], &[("CGO_ENABLED", "1")])?
        .ok()?;
    let folder = src.join("runtime/cgo");
    let names = |name: &&str| {
        std::fs::read(folder.join(name)).is_ok_and(|text| has(&text, b"_cgo_callers"))
    };
    Ok(listed.split_whitespace().filter(names).map(str::to_owned).collect())
}
