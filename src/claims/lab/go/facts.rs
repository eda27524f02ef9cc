//! Asking a toolchain for all that the claims want to know.

use super::build::{Built, DARWIN_AMD64, DARWIN_ARM64, Job, LINUX_AMD64, LINUX_ARM64, Workshop};
use super::{Accepted, Census, FieldTrack, Go, Same, dwarf, sources};
use crate::claims::code::{Image, canonical, image, pointer_maps};
use crate::claims::lab::{Got, command};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The toolchain that `PATH` has.
pub(crate) fn find() -> Option<PathBuf> {
    command::in_path(&["go"])
}

/// Compiles everything with a toolchain. `tell` is told what is being done.
///
/// Fails if the program is no Go toolchain. What a toolchain refuses is a fact.
pub(crate) fn examine(go: &Path, limit: Duration, tell: &dyn Fn(&str)) -> Result<Go, String> {
    let workshop = Workshop::new(go, limit)?;
    let said = workshop.go(LINUX_ARM64, &["env", "GOVERSION"], &[])?.ok();
    let version = said.map_err(|e| format!("{}: {e}", go.display()))?.trim().to_owned();
    if !version.starts_with("go") && !version.starts_with("devel") {
        return Err(format!(
            "{}: this is no Go toolchain: it calls itself `{version}`",
            go.display()
        ));
    }
    let release = super::release(&version);
    let step = |what: &str| tell(&format!("{version}: {what}"));
    step("Linux on arm64");
    let base = Got::from(workshop.build(release, Job::probe(LINUX_ARM64)));
    let hello = workshop.build(release, Job { program: "hello", ..Job::probe(LINUX_ARM64) });
    step("macOS on arm64");
    let darwin =
        Got::from(workshop.build(release, Job { options: &["-x"], ..Job::probe(DARWIN_ARM64) }));
    let pie = Job { options: &["-buildmode=pie"], ..Job::probe(DARWIN_ARM64) };
    let pie = darwin.then(|built| same(built, workshop.build(release, pie)));
    let head_type = Job { link: &["-H=macos-arm64"], ..Job::probe(DARWIN_ARM64) };
    let head_type = darwin.then(|_| Ok(accepted(&workshop.build(release, head_type))));
    step("x86-64");
    let linux_amd64 = workshop.build(release, Job::probe(LINUX_AMD64));
    let darwin_amd64 = workshop.build(release, Job::probe(DARWIN_AMD64));
    step("field tracking");
    let tracking = Job {
        link: &["-k=main.tracked"],
        environment: &[("GOEXPERIMENT", "fieldtrack")],
        ..Job::probe(LINUX_ARM64)
    };
    let fieldtrack = base.then(|built| fieldtrack(built, &workshop.build(release, tracking)?));
    let goarm8 = Job { environment: &[("GOARM", "8")], ..Job::probe(LINUX_ARM64) };
    let goarm8 = base.then(|built| same(built, workshop.build(release, goarm8)));
    step("sources");
    let ask =
        |arguments: &[&str]| workshop.go(LINUX_ARM64, arguments, &[]).and_then(|said| said.ok());
    Ok(Go {
        experiments: ask(&["tool", "compile", "-V=goexperiment"])
            .and_then(|t| experiments(&t))
            .into(),
        asked_experiments: ask(&["env", "GOEXPERIMENT"]).map(|t| t.trim().to_owned()).into(),
        linux_arm64: base.then(|b| probe_image(&b.bytes, ARM64)),
        darwin_arm64: darwin.then(|b| probe_image(&b.bytes, DARWIN)),
        linux_amd64: linux_amd64.and_then(|b| probe_image(&b.bytes, AMD64)).into(),
        darwin_amd64: darwin_amd64.and_then(|b| probe_image(&b.bytes, DARWIN)).into(),
        hello: hello.and_then(|b| census(&b.bytes)).into(),
        fieldtrack,
        goarm8,
        pie,
        head_type,
        article_save: workshop.assembles(include_str!("../../programs/article_save_go.s")).into(),
        article_store: workshop.assembles(include_str!("../../programs/article_store_go.s")).into(),
        linkers: darwin.then(|b| Ok(programs(&b.log))),
        sched_g: base.then(|b| dwarf::sched_g(&b.bytes)),
        sources: sources::sources(&workshop).into(),
        version,
    })
}

/// The functions to keep.
const ARM64: &[&str] = &[
    "main.StoreU64",
    "main.StoreU32",
    "main.LoadU64",
    "main.AddU64",
    "main.SwapU64",
    "main.CasU64",
    "main.Pick1",
    "main.Pick2",
    "main.Pick3",
    "main.Seventeen",
    "main.Bump",
    "main.SetHits",
    "main.SetNext",
    "main.Big",
    "runtime.save_g",
    "runtime.load_g",
    "runtime.allgadd",
    "runtime.casgstatus",
    "runtime.publicationBarrier",
    "runtime/internal/atomic.Store64",
    "internal/runtime/atomic.Store64",
];
const AMD64: &[&str] = &[
    "main.StoreU64",
    "main.LoadU64",
    "main.AddU64",
    "main.SwapU64",
    "main.CasU64",
    "main.Pick1",
    "main.Pick2",
    "main.Pick3",
    "main.Seventeen",
];
const DARWIN: &[&str] = &["main.StoreU64", "main.AddU64"];
/// The functions whose arguments are looked for.
const ARGUMENTS: &[&str] = &["main.Pick1", "main.Pick2", "main.Pick3", "main.Seventeen"];

fn probe_image(bytes: &[u8], wanted: &[&str]) -> Result<Image, String> {
    image(
        bytes,
        |name| wanted.contains(&name),
        |name| ARGUMENTS.contains(&name) && wanted.contains(&name),
    )
}

fn census(bytes: &[u8]) -> Result<Census, String> {
    let Image { functions, instructions, census, .. } = image(bytes, |_| false, |_| false)?;
    Ok(Census { functions, instructions, census })
}

/// The experiments in `compile version go1.21.13 X:nofieldtrack,...`.
fn experiments(text: &str) -> Result<Vec<String>, String> {
    let list =
        text.trim().split_once("X:").map(|(_, list)| list.split(',').map(str::to_owned).collect());
    list.ok_or_else(|| format!("the compiler says nothing of experiments: `{}`", text.trim()))
}

fn accepted(built: &Result<Built, String>) -> Accepted {
    match built {
        Ok(_) => Accepted::Yes,
        Err(complaint) => Accepted::No(complaint.clone()),
    }
}

/// How a build with an option compares. That it is refused is an answer too.
fn same(base: &Built, other: Result<Built, String>) -> Result<Same, String> {
    let accepted = accepted(&other);
    let differ = match other {
        Ok(other) => differing(&base.bytes, &other.bytes)?.0.len(),
        Err(_) => 0,
    };
    Ok(Same { accepted, differ })
}

/// The functions that differ between two programs, and those in one alone.
fn differing(a: &[u8], b: &[u8]) -> Result<(Vec<String>, Vec<String>, usize), String> {
    let (a, b) = (canonical(a)?, canonical(b)?);
    let both: Vec<_> =
        a.iter().filter_map(|(name, code)| Some((name, code, b.get(name)?))).collect();
    let differ = both.iter().filter(|(_, a, b)| a != b).map(|(name, ..)| (*name).clone()).collect();
    let names = |map: &std::collections::BTreeMap<String, String>| {
        map.keys().cloned().collect::<BTreeSet<_>>()
    };
    let lone = names(&a).symmetric_difference(&names(&b)).cloned().collect();
    Ok((differ, lone, both.len()))
}

fn fieldtrack(base: &Built, tracking: &Built) -> Result<FieldTrack, String> {
    let (differ, lone, functions) = differing(&base.bytes, &tracking.bytes)?;
    let mut image = probe_image(&tracking.bytes, &["main.Bump"])?;
    let bump = image.bodies.remove("main.Bump").ok_or("the program has no main.Bump")?;
    // Only the linker's -k writes this, and only if the compiler tracked the field.
    let name = b"main.Counter.hits";
    let tracked = |bytes: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    Ok(FieldTrack {
        on: tracked(&tracking.bytes) && !tracked(&base.bytes),
        functions,
        differ,
        lone,
        same_maps: pointer_maps(&base.bytes)? == pointer_maps(&tracking.bytes)?,
        bump,
        census: image.census,
    })
}

/// The programs that `go build -x` ran, by their names.
fn programs(log: &str) -> Vec<String> {
    let program = |line: &str| {
        let word = line.split_whitespace().find(|word| !word.contains('='))?;
        let (folder, name) = word.rsplit_once('/')?;
        (folder.starts_with('/') || folder.starts_with('$')).then(|| name.to_owned())
    };
    let names: BTreeSet<String> = log.lines().filter_map(program).collect();
    // What writes files is no linker.
    names
        .into_iter()
        .filter(|name| {
            !["compile", "asm", "pack", "buildid", "cover", "cgo"].contains(&name.as_str())
        })
        .collect()
}
