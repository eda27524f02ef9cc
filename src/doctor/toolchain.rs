//! What is installed for building and running AArch64 code, and what is missing.

use fencepost_asm::detect::{Machine, Note, Severity, Translator};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Targets whose standard library is of use here.
const TARGETS: [&str; 2] = ["aarch64-unknown-linux-gnu", "aarch64-apple-darwin"];

/// What a Rust user builds and runs with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Toolchain {
    /// The compiler's release; `None` without a compiler.
    pub rustc: Option<String>,
    /// The platform that the compiler itself is built for.
    pub host: Option<String>,
    /// The AArch64 targets whose standard library is installed.
    pub targets: Vec<String>,
    /// The C compiler that links for the host.
    pub linker: Option<PathBuf>,
    /// The C compiler that links for AArch64 Linux from another architecture.
    pub cross_linker: Option<PathBuf>,
    /// The emulator of AArch64 Linux programs.
    pub qemu: Option<PathBuf>,
}

impl Toolchain {
    /// Looks for each part: the compiler is asked, the rest is searched for in `PATH`.
    pub fn of_this_machine() -> Toolchain {
        let verbose = rustc(&["-vV"]).unwrap_or_default();
        let line = |key: &str| verbose.lines().find_map(|l| l.strip_prefix(key)).map(str::to_owned);
        Toolchain {
            rustc: line("release: "),
            host: line("host: "),
            targets: TARGETS.into_iter().filter(|t| is_installed(t)).map(str::to_owned).collect(),
            linker: in_path(&["cc", "gcc", "clang"]),
            cross_linker: in_path(&["aarch64-linux-gnu-gcc"]),
            qemu: in_path(&["qemu-aarch64", "qemu-aarch64-static"]),
        }
    }

    /// What it means that something is missing, or is the wrong thing. Pure.
    pub fn notes(&self, machine: &Machine) -> Vec<Note> {
        let mut notes = Vec::new();
        let mut note = |id, severity, text: String| notes.push(Note { id, severity, text });
        let host = self.host.as_deref().unwrap_or_default();
        let platform = &machine.platform;
        let apple_silicon = platform.os == "macos"
            && (platform.arch == "aarch64" || platform.translator == Some(Translator::Rosetta));
        if self.rustc.is_none() {
            note(
                "no-rustc",
                Severity::Info,
                "No `rustc` in PATH: nothing can be built here. See https://rustup.rs.".into(),
            );
        }
        if apple_silicon && host.starts_with("x86_64") {
            note(
                "x86-64-toolchain",
                Severity::Voids,
                format!(
                    "The toolchain is {host} on Apple silicon: what it builds runs under Rosetta \
                     2. `rustup set default-host aarch64-apple-darwin && rustup toolchain install \
                     stable`, and from a terminal that does not run under Rosetta itself."
                ),
            );
        }
        // macOS has its own note for this.
        if self.linker.is_none() && machine.developer_tools.is_none() {
            note(
                "no-linker",
                Severity::Limits,
                "No C compiler in PATH, so nothing can be linked: `apt-get install gcc` or the \
                 like."
                    .into(),
            );
        }
        let emulate = platform.os == "linux" && platform.arch != "aarch64";
        let missing = self.missing_for_emulation();
        if emulate && missing.is_empty() {
            note(
                "can-emulate",
                Severity::Info,
                "AArch64 programs can be built and run here by QEMU; values are then right, orders \
                 are those of this host. From a checkout: `scripts/cross-linux`. By hand, for \
                 the target aarch64-unknown-linux-gnu: the linker aarch64-linux-gnu-gcc and \
                 CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=\"qemu-aarch64 -cpu max -L \
                 /usr/aarch64-linux-gnu\"."
                    .into(),
            );
        } else if emulate {
            note(
                "cannot-emulate",
                Severity::Limits,
                format!(
                    "AArch64 programs cannot be built and run here by QEMU until this is done: {}. \
                     From a checkout `scripts/cross-linux` does all of it on Debian and Ubuntu.",
                    missing.join("; ")
                ),
            );
        }
        notes
    }

    /// What must be done before AArch64 Linux programs can be built and run on another
    /// architecture.
    fn missing_for_emulation(&self) -> Vec<&'static str> {
        let parts = [
            (
                self.targets.iter().any(|t| t == TARGETS[0]),
                "`rustup target add aarch64-unknown-linux-gnu`",
            ),
            (self.cross_linker.is_some(), "`apt-get install gcc-aarch64-linux-gnu`"),
            (self.qemu.is_some(), "`apt-get install qemu-user`"),
        ];
        parts.into_iter().filter(|(there, _)| !there).map(|(_, remedy)| remedy).collect()
    }
}

/// What the compiler prints when it is asked with these arguments.
fn rustc(arguments: &[&str]) -> Option<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// Whether the standard library of a target is there, not only its name known.
fn is_installed(target: &str) -> bool {
    rustc(&["--print", "target-libdir", "--target", target])
        .and_then(|dir| Path::new(dir.trim()).read_dir().ok())
        .is_some_and(|mut files| files.next().is_some())
}

/// The first of these programs that a folder of `PATH` holds.
fn in_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let files = |name| folders.iter().map(move |folder: &PathBuf| folder.join(name));
    names.iter().flat_map(files).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fencepost_asm::detect::{Features, Platform, Topology};

    fn machine(os: &str, arch: &str, translator: Option<Translator>) -> Machine {
        let (os, arch) = (os.to_owned(), arch.to_owned());
        Machine {
            platform: Platform { os, arch, translator, evidence: None, tso: None },
            features: Features::default(),
            probes: vec![],
            topology: Topology::default(),
            timer: None,
            developer_tools: None,
        }
    }

    fn complete(host: &str) -> Toolchain {
        Toolchain {
            rustc: Some("1.90.0".into()),
            host: Some(host.into()),
            targets: TARGETS.map(str::to_owned).to_vec(),
            linker: Some("/usr/bin/cc".into()),
            cross_linker: Some("/usr/bin/aarch64-linux-gnu-gcc".into()),
            qemu: Some("/usr/bin/qemu-aarch64".into()),
        }
    }

    fn ids(toolchain: &Toolchain, machine: &Machine) -> Vec<&'static str> {
        toolchain.notes(machine).iter().map(|n| n.id).collect()
    }

    #[test]
    fn an_x86_toolchain_on_apple_silicon() {
        let toolchain = complete("x86_64-apple-darwin");
        for (arch, translator) in [("aarch64", None), ("x86_64", Some(Translator::Rosetta))] {
            assert_eq!(ids(&toolchain, &machine("macos", arch, translator)), ["x86-64-toolchain"]);
        }
        let intel = machine("macos", "x86_64", None);
        assert!(ids(&toolchain, &intel).is_empty(), "an Intel Mac has the right one");
        let right = complete("aarch64-apple-darwin");
        assert!(ids(&right, &machine("macos", "aarch64", None)).is_empty());
    }

    #[test]
    fn what_emulation_needs() {
        let x86 = machine("linux", "x86_64", None);
        let mut toolchain = complete("x86_64-unknown-linux-gnu");
        assert_eq!(ids(&toolchain, &x86), ["can-emulate"]);
        toolchain.targets.clear();
        toolchain.qemu = None;
        let notes = toolchain.notes(&x86);
        assert_eq!(notes[0].id, "cannot-emulate");
        assert!(notes[0].text.contains("rustup target add") && notes[0].text.contains("qemu-user"));
        assert!(!notes[0].text.contains("gcc-aarch64"), "that is there");
        assert!(ids(&toolchain, &machine("linux", "aarch64", None)).is_empty(), "not needed there");
    }

    #[test]
    fn nothing_to_build_with() {
        let empty = Toolchain::default();
        assert_eq!(ids(&empty, &machine("linux", "aarch64", None)), ["no-rustc", "no-linker"]);
        let mac = Machine { developer_tools: Some(false), ..machine("macos", "aarch64", None) };
        assert_eq!(ids(&empty, &mac), ["no-rustc"], "the machine's own note says the rest");
    }
}
