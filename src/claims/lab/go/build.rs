//! Compiling our programs, offline and away from the user's caches.

use super::super::command::{self, Said};
use super::{Accepted, Release};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const MODULE: &str = "module probe\n\ngo 1.19\n";
const FILES: [(&str, &str, &str); 6] = [
    ("probe", "go.mod", MODULE),
    ("probe", "probe.go", include_str!("../../programs/probe.go")),
    ("probe", "raw_arm64.go", include_str!("../../programs/raw_arm64.go")),
    ("probe", "raw_arm64.s", include_str!("../../programs/raw_arm64.s")),
    ("hello", "go.mod", MODULE),
    ("hello", "hello.go", include_str!("../../programs/hello.go")),
];

/// A toolchain with a place to build in.
pub(super) struct Workshop {
    go: PathBuf,
    folder: TempDir,
    limit: Duration,
}

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    os: &'static str,
    arch: &'static str,
}

pub(super) const LINUX_ARM64: Target = Target { os: "linux", arch: "arm64" };
pub(super) const DARWIN_ARM64: Target = Target { os: "darwin", arch: "arm64" };
pub(super) const LINUX_AMD64: Target = Target { os: "linux", arch: "amd64" };
pub(super) const DARWIN_AMD64: Target = Target { os: "darwin", arch: "amd64" };

/// A build: what, for what, and how.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    /// `probe` or `hello`.
    pub(super) program: &'static str,
    /// For what.
    pub(super) target: Target,
    /// Options of `go build`.
    pub(super) options: &'a [&'a str],
    /// Options of the linker.
    pub(super) link: &'a [&'a str],
    /// The environment beside the usual.
    pub(super) environment: &'a [(&'a str, &'a str)],
}

impl Job<'static> {
    /// The probe, built as it comes.
    pub(super) const fn probe(target: Target) -> Job<'static> {
        Job { program: "probe", target, options: &[], link: &[], environment: &[] }
    }
}

/// A program that was built.
pub(super) struct Built {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What the build said.
    pub(super) log: String,
}

impl Workshop {
    /// Lays out the programs.
    pub(super) fn new(go: &Path, limit: Duration) -> Result<Workshop, String> {
        let folder = tempfile::Builder::new().prefix("fencepost-go-").tempdir();
        let folder = folder.map_err(|e| format!("no temporary folder: {e}"))?;
        for (program, name, text) in FILES {
            let program = folder.path().join(program);
            std::fs::create_dir_all(&program)
                .and_then(|()| std::fs::write(program.join(name), text))
                .map_err(|e| format!("{}: {e}", program.display()))?;
        }
        Ok(Workshop { go: go.to_owned(), folder, limit })
    }

    /// Runs the toolchain, told to fetch nothing and to keep to the temporary folder.
    pub(super) fn go(
        &self,
        target: Target,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Said, String> {
        self.go_in("probe", target, arguments, environment)
    }

    fn go_in(
        &self,
        program: &str,
        target: Target,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Said, String> {
        let mut command = Command::new(&self.go);
        command.args(arguments).current_dir(self.folder.path().join(program));
        for name in ["GOROOT", "GOARM", "GOARM64", "GOAMD64", "GOEXPERIMENT", "GOTMPDIR", "CC"] {
            command.env_remove(name);
        }
        command
            .env("GOCACHE", self.folder.path().join("cache"))
            .env("GOPATH", self.folder.path().join("path"))
            .env("GOENV", "off")
            .env("GOFLAGS", "-mod=mod")
            .env("GOPROXY", "off")
            .env("GOTOOLCHAIN", "local")
            .env("CGO_ENABLED", "0")
            .env("GOOS", target.os)
            .env("GOARCH", target.arch)
            .envs(environment.iter().copied());
        command::run(&mut command, self.limit)
    }

    /// Builds a program, or says why it cannot be built.
    pub(super) fn build(&self, release: Release, job: Job<'_>) -> Result<Built, String> {
        let output = self.folder.path().join("built");
        let out = output.display().to_string();
        // DWARF is read as it is; and from 1.23 the linker must be told that the
        // probe may jump to where no Go code could.
        let mut link = vec!["-compressdwarf=false"];
        if job.program == "probe" && job.target.arch == "arm64" && release >= Release::minor(23) {
            link.push("-checklinkname=0");
        }
        link.extend(job.link);
        let link = format!("-ldflags={}", link.join(" "));
        let mut arguments = vec!["build", "-trimpath", "-o", &out, &link];
        arguments.extend(job.options);
        let said = self.go_in(job.program, job.target, &arguments, job.environment)?;
        if !said.success {
            return Err(self.complaint(&said));
        }
        let bytes = std::fs::read(&output).map_err(|e| format!("{out}: {e}"))?;
        std::fs::remove_file(&output).map_err(|e| format!("{out}: {e}"))?;
        Ok(Built { bytes, log: said.err })
    }

    /// Whether Go's assembler takes a text.
    pub(super) fn assembles(&self, text: &str) -> Result<Accepted, String> {
        let (source, output) =
            (self.folder.path().join("article.s"), self.folder.path().join("article.o"));
        std::fs::write(&source, text).map_err(|e| format!("{}: {e}", source.display()))?;
        let (source, output) = (source.display().to_string(), output.display().to_string());
        let said = self.go(LINUX_ARM64, &["tool", "asm", "-o", &output, &source], &[])?;
        Ok(if said.success { Accepted::Yes } else { Accepted::No(self.complaint(&said)) })
    }

    /// What a tool complained of, without the names of temporary files.
    fn complaint(&self, said: &Said) -> String {
        said.complaint().replace(&format!("{}/", self.folder.path().display()), "")
    }
}
