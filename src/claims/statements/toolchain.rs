//! Section 2.2: building for Apple silicon.

use super::ask::{go, go_since, no_method, seen};
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::lab::Lab;
use crate::claims::lab::go::{Accepted, Release};

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C19",
        slug: "go116-rosetta",
        section: "2.2",
        title: "Go 1.16 for Apple silicon needs Rosetta",
        stated: "What Go 1.16 builds for macOS on arm64 runs only through Rosetta.",
        decided_by: "Building for darwin/arm64 and reading which architecture the result is for.",
        instead: "darwin/arm64 is a native port since 1.16: its programs are arm64 code. The oldest release looked at is named in the evidence.",
        parts: &[Part {
            says: "a program built for darwin/arm64 is not arm64 code",
            test: not_native,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C20",
        slug: "zld",
        section: "2.2",
        title: "Go 1.21 and later link with zld",
        stated: "From 1.21 on, Go links programs for macOS with zld by default.",
        decided_by: "Watching which programs a build runs, and searching the sources of the linker and of the go command for the name.",
        instead: "Go has a linker of its own; with cgo, the system's clang links. Neither knows zld.",
        parts: &[
            Part { says: "a build for macOS runs zld", test: runs_zld },
            Part { says: "the linker or the go command names zld", test: names_zld },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C21",
        slug: "goarm",
        section: "2.2",
        title: "GOARM=8 is ignored for arm64",
        stated: "Setting GOARM=8 has no effect on builds for arm64.",
        decided_by: "Building with it and without, with several releases.",
        instead: "That depends on the release: those up to 1.22 refuse to build. GOARM is for 32-bit Arm and takes 5, 6 or 7; for arm64 there is GOARM64, from 1.23.",
        parts: &[Part { says: "a build with GOARM=8 gives the same program", test: goarm }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C22",
        slug: "pie",
        section: "2.2",
        title: "-buildmode=pie is needed",
        stated: "For macOS on arm64, build with -buildmode=pie; otherwise the program is not position-independent.",
        decided_by: "Building with it and without, and reading the header's flags.",
        instead: "It may be given, and changes nothing: programs for darwin/arm64 are position-independent by default.",
        parts: &[
            Part { says: "a build for macOS on arm64 takes -buildmode=pie", test: takes_pie },
            Part { says: "without it the program is not position-independent", test: not_pie },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C23",
        slug: "startup",
        section: "2.2",
        title: "-s -w and PIE start 12 % faster",
        stated: "Stripping and -buildmode=pie make programs start 12 % faster.",
        decided_by: "A program, a machine, and an interleaved comparison of some hundred starts with the noise of a null comparison. None of that is given.",
        instead: "Nothing known. PIE is the default, so half of the change is none; symbols that are stripped are not loaded at start either.",
        parts: &[Part {
            says: "a stripped program starts 12 % faster",
            test: |_| {
                no_method("neither the program, the machine nor the number of starts is named")
            },
        }],
        contrasts: &[],
        shown: &[],
    },
];

fn not_native(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.darwin_arm64.get()?;
        // It decodes as A64, or the facts would not be there.
        let native = image.format == "MachO"
            && image.instructions > 0
            && image.bodies.values().any(|b| b.has("stlr"));
        Ok(seen(
            !native,
            if native { "it is a Mach-O file of arm64 code" } else { "it is something else" },
        ))
    })
}

fn runs_zld(lab: &Lab) -> Answer {
    go_since(lab, Release::minor(21), |go| {
        let linkers = go.linkers.get()?;
        Ok(seen(
            linkers.iter().any(|l| l.contains("zld")),
            format!("beside compiler and assembler a build runs {}", linkers.join(", ")),
        ))
    })
}

fn names_zld(lab: &Lab) -> Answer {
    go_since(lab, Release::minor(21), |go| {
        let zld = go.sources.get()?.zld;
        Ok(seen(zld > 0, format!("{zld} of their source files have the word")))
    })
}

fn goarm(lab: &Lab) -> Answer {
    go(lab, |go| {
        let same = go.goarm8.get()?;
        Ok(match &same.accepted {
            Accepted::No(complaint) => seen(false, format!("it is refused: {complaint}")),
            Accepted::Yes => seen(same.differ == 0, format!("{} functions differ", same.differ)),
        })
    })
}

fn takes_pie(lab: &Lab) -> Answer {
    go(lab, |go| {
        let same = go.pie.get()?;
        Ok(match &same.accepted {
            Accepted::No(complaint) => seen(false, format!("it is refused: {complaint}")),
            Accepted::Yes => seen(
                true,
                format!("it builds, and {} functions differ from those without it", same.differ),
            ),
        })
    })
}

fn not_pie(lab: &Lab) -> Answer {
    go(lab, |go| {
        let mach = go.darwin_arm64.get()?.mach.as_ref().ok_or("it is no Mach-O file")?;
        let said = if mach.pie { "MH_PIE is set" } else { "MH_PIE is not set" };
        let rows = vec![vec![
            mach.pie.to_string(),
            mach.cpu_subtype.to_string(),
            mach.libraries.join(" "),
        ]];
        let head = ["MH_PIE", "cpusubtype", "libraries"].map(str::to_owned).to_vec();
        Ok(seen(!mach.pie, said).with(Exhibit::Table {
            title: "the Mach-O header".to_owned(),
            head,
            rows,
        }))
    })
}
