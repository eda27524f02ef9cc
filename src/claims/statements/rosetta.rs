//! Section 2.3: x86-64 programs under Rosetta 2.

use super::ask::{go, no_method, seen};
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::code::Image;
use crate::claims::lab::Lab;
use crate::claims::verdict::Need;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C24",
        slug: "rosetta-jit",
        section: "2.3",
        title: "Rosetta translates anew on every run",
        stated: "Rosetta 2 compiles a Go program's 120 000 instructions just in time on every run, and the times are given to the millisecond.",
        decided_by: "Apple silicon: the first and the second start of one x86-64 program, and whether a translation is kept between them.",
        instead: "Rosetta 2 translates a program's code ahead of time when it is first started, and keeps the result; code that is made at run time is translated as it runs.",
        parts: &[
            Part {
                says: "the second start translates again",
                test: |_| {
                    Answer::open(
                        Need::MacOs,
                        "It takes Rosetta: on Apple silicon, time the first and the second start of one x86-64 program.",
                    )
                },
            },
            Part {
                says: "translation and run take the times given",
                test: |_| no_method("one pair of figures, without program, machine or repetition"),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C25",
        slug: "rosetta-gs",
        section: "2.3",
        title: "Go reads g from gs:0, and Rosetta traps on it",
        stated: "Go on amd64 loads g through gs:0 in every function; Rosetta traps on segment registers; so programs run two to five times slower.",
        decided_by: "Decoding Go programs for amd64; for the slowdown, a loop of such loads on Apple silicon.",
        instead: "Since 1.17 Go keeps g in R14. On macOS the thread's slot is gs:0x30, read where assembly and compiled code meet, and never in the program's own functions.",
        parts: &[
            Part { says: "a Go program for macOS on amd64 reads gs:0", test: reads_gs_0 },
            Part { says: "its own functions read memory through gs", test: ours_read_gs },
            Part {
                says: "an access through gs traps under Rosetta",
                test: |_| {
                    Answer::open(
                        Need::MacOs,
                        "It takes Rosetta: on Apple silicon, time a loop of loads from gs:0x30, translated, against plain loads.",
                    )
                },
            },
            Part {
                says: "programs are two to five times slower for it",
                test: |_| no_method("no program, machine or comparison is named"),
            },
        ],
        contrasts: &[Part { says: "prologues find the goroutine through R14", test: guard_r14 }],
        shown: &[],
    },
    Claim {
        id: "C26",
        slug: "flat-segments",
        section: "2.3",
        title: "Rosetta maps x86 segments to a flat memory",
        stated: "Rosetta has to emulate x86's segmented addresses on arm64's flat ones.",
        decided_by: "Looking for accesses through any segment register but FS and GS in amd64 programs.",
        instead: "x86-64 is flat already: in 64-bit mode only FS and GS have a base, and that is a register that is added.",
        parts: &[Part {
            says: "amd64 programs reach memory through segments other than FS and GS",
            test: other_segments,
        }],
        contrasts: &[Part { says: "amd64 programs reach memory through FS or GS", test: fs_or_gs }],
        shown: &[],
    },
    Claim {
        id: "C27",
        slug: "rosetta-figures",
        section: "2.3",
        title: "openssl is 63.7 % slower, gcc 37.2 %",
        stated: "Under Rosetta openssl loses 63.7 % and gcc 37.2 %.",
        decided_by: "Versions, commands, machine and repetitions; then Apple silicon. None of the former is given.",
        instead: "Nothing known. Measure the program in question, native against translated, and say how.",
        parts: &[
            Part {
                says: "openssl is 63.7 % slower",
                test: |_| no_method("neither the version, the algorithm nor the machine is named"),
            },
            Part {
                says: "gcc is 37.2 % slower",
                test: |_| no_method("neither the version, the input nor the machine is named"),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
];

/// The accesses through segment registers, in rows.
fn segments(image: &Image) -> Exhibit {
    let row = |(operand, s): (&String, &crate::claims::code::Segment)| {
        vec![operand.clone(), s.functions.to_string(), s.ours.to_string()]
    };
    Exhibit::Table {
        title: format!("accesses through segment registers, of {} functions", image.functions),
        head: ["operand", "functions", "of package main"].map(str::to_owned).to_vec(),
        rows: image.segments.iter().map(row).collect(),
    }
}

fn reads_gs_0(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.darwin_amd64.get()?;
        let operands: Vec<&str> = image.segments.keys().map(String::as_str).collect();
        let found = operands.iter().any(|o| ["gs:[0x0]", "gs:[0]"].contains(o));
        Ok(seen(found, format!("its segment accesses are {}", operands.join(", ")))
            .with(segments(image)))
    })
}

fn ours_read_gs(lab: &Lab) -> Answer {
    go(lab, |go| {
        let ours: usize = go.darwin_amd64.get()?.segments.values().map(|s| s.ours).sum();
        Ok(seen(ours > 0, format!("{ours} of them do")))
    })
}

fn guard_r14(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.darwin_amd64.get()?;
        let (r14, all) =
            (super::ask::count(&image.guards, "r14"), image.guards.values().sum::<usize>());
        Ok(seen(r14 > 0 && r14 == all, format!("{r14} of {all} do")))
    })
}

/// The operands through segments in the programs for Linux and macOS.
fn through(lab: &Lab, fits: fn(&str) -> bool) -> Answer {
    go(lab, |go| {
        let images = [go.linux_amd64.get()?, go.darwin_amd64.get()?];
        let operands = images.iter().flat_map(|image| image.segments.keys());
        let found: std::collections::BTreeSet<&str> =
            operands.map(String::as_str).filter(|o| fits(o)).collect();
        let said = match found.is_empty() {
            true => "there is no such access, on Linux or macOS".to_owned(),
            false => format!("there are {}", found.into_iter().collect::<Vec<_>>().join(", ")),
        };
        Ok(seen(!said.starts_with("there is no"), said).with(segments(images[0])))
    })
}

fn is_fs_or_gs(operand: &str) -> bool {
    operand.starts_with("fs:") || operand.starts_with("gs:")
}

fn other_segments(lab: &Lab) -> Answer {
    through(lab, |operand| !is_fs_or_gs(operand))
}

fn fs_or_gs(lab: &Lab) -> Answer {
    through(lab, is_fs_or_gs)
}
