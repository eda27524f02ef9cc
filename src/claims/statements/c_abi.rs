//! Section 2.4: C, cgo and the system's rules; and the start of 2.5: signatures
//! and pointer authentication.

use super::ask::{cc, compilers, count, go, no_method, seen};
use super::registers::stack;
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::code::Body;
use crate::claims::lab::Lab;
use crate::claims::lab::cc::{CObject, System};
use crate::claims::verdict::Need;

const BOTH: &[System] = &[System::Linux, System::Darwin];

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C28",
        slug: "darwin-stack",
        section: "2.4, table",
        title: "Go on macOS assumes an 8-byte stack",
        stated: "On macOS, Go's runtime assumes that the stack is aligned to 8 bytes.",
        decided_by: "Adding up how each function of a Go program for darwin/arm64 moves the stack pointer.",
        instead: "Go keeps the stack pointer a multiple of 16 on arm64 whatever the system, because the hardware checks it.",
        parts: &[Part {
            says: "some function moves the stack pointer by an odd multiple of 8",
            test: |lab| stack(lab, "moves of SP", |go| go.darwin_arm64.get()).negated(),
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C29",
        slug: "fp-arguments",
        section: "2.4, table",
        title: "v0 to v7 are used differently on macOS and Linux",
        stated: "The registers v0 to v7 pass floating-point arguments under different rules on macOS and on Linux.",
        decided_by: "Compiling the same C for both and decoding it.",
        instead: "Named arguments are passed alike. Variable arguments are all on the stack on macOS; stack arguments are packed there; char is signed, long double has 8 bytes, and x18 is the system's.",
        parts: &[
            Part {
                says: "nine doubles are passed differently",
                test: |lab| differently(lab, |object| &object.named),
            },
            Part {
                says: "a double among variable arguments is passed differently",
                test: |lab| differently(lab, |object| &object.variadic),
            },
        ],
        contrasts: &[Part {
            says: "char and long double differ",
            test: |lab| {
                cc(lab, BOTH, |objects| {
                    let types: Vec<_> =
                        objects.iter().map(|o| (o.char_is_signed, o.long_double)).collect();
                    let (linux, darwin) = (types[0], types[1]);
                    let words = |(signed, long): (bool, u8)| {
                        format!(
                            "{} char and long double of {long} bytes",
                            if signed { "signed" } else { "unsigned" }
                        )
                    };
                    seen(
                        linux.0 != darwin.0 && linux.1 != darwin.1,
                        format!("Linux has {}, macOS {}", words(linux), words(darwin)),
                    )
                })
            },
        }],
        shown: &[],
    },
    Claim {
        id: "C30",
        slug: "cgo-callers",
        section: "2.4, table",
        title: "_cgo_callers is resolved differently",
        stated: "How _cgo_callers is resolved is a difference between the two ABIs.",
        decided_by: "Listing which Go files of runtime/cgo declare it in a build for each system.",
        instead: "It is a variable of Go's runtime, declared in the same file for both; it matters to tracebacks through C, and belongs to no ABI.",
        parts: &[Part { says: "Linux and macOS declare it in different files", test: cgo_callers }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C31",
        slug: "size-t",
        section: "2.4, table",
        title: "size_t is unsigned long of 64 bits on both",
        stated: "On Linux and on macOS size_t is unsigned long, of 64 bits.",
        decided_by: "Asking the compiler for each system.",
        instead: "It is so.",
        parts: &[
            Part {
                says: "size_t has 64 bits",
                test: |lab| {
                    cc(lab, BOTH, |os| {
                        let sizes: Vec<String> =
                            os.iter().map(|o| (8 * u32::from(o.size_t)).to_string()).collect();
                        seen(
                            os.iter().all(|o| o.size_t == 8),
                            format!("it has {} bits", sizes.join(" and ")),
                        )
                    })
                },
            },
            Part {
                says: "size_t is unsigned long",
                test: |lab| {
                    cc(lab, BOTH, |os| {
                        let is = os.iter().filter(|o| o.size_t_is_unsigned_long).count();
                        seen(is == os.len(), format!("it is on {is} of {} systems", os.len()))
                    })
                },
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C32",
        slug: "sigill",
        section: "2.4",
        title: "An ABI mismatch gives SIGILL in getaddrinfo",
        stated: "Mixing ABIs ends in SIGILL inside getaddrinfo, with the message \"failed to allocate C memory\".",
        decided_by: "Searching Go's sources for the message; for the signal, a program that shows it.",
        instead: "SIGILL means an instruction that the core does not have, or that is reserved to the system: LSE on a core without it, MRS of an identification register. Wrong arguments give wrong results or SIGSEGV.",
        parts: &[
            Part { says: "Go has the message", test: c_memory },
            Part {
                says: "a wrong ABI ends in SIGILL",
                test: |_| no_method("no program that does so"),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C33",
        slug: "cross-gcc",
        section: "2.4",
        title: "CC=aarch64-linux-gnu-gcc mends native builds",
        stated: "On a Mac, build with CC=aarch64-linux-gnu-gcc.",
        decided_by: "Compiling with that compiler and reading for which system the result is.",
        instead: "It compiles for Linux: right for GOOS=linux, useless for a program that is to run on macOS. There, the system's clang is the compiler.",
        parts: &[Part { says: "what it compiles is for macOS", test: cross_gcc }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C34",
        slug: "homebrew-gcc",
        section: "2.4",
        title: "A gcc for macOS conflicts with Go",
        stated: "Homebrew's gcc follows macOS's ABI, and so its code conflicts with Go's.",
        decided_by: "Reading which libraries a Go program for macOS is linked to, even without cgo.",
        instead: "A Go program for macOS calls the system through libSystem, by macOS's C convention. Code for another ABI is what would not fit.",
        parts: &[Part {
            says: "a Go program for macOS does without libraries of macOS's ABI",
            test: without_libsystem,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C35",
        slug: "pac",
        section: "2.5",
        title: "Pointer authentication is forced on Go programs",
        stated: "The system forces pointer authentication on every program, and the Secure Enclave checks that keys are fresh when the first such instruction runs.",
        decided_by: "Reading a Go program's Mach-O subtype and counting its signing instructions; for the Enclave, macOS.",
        instead: "Only arm64e programs run with keys; a Go program is plain arm64 and has no signing instruction, and in such processes they do nothing. The kernel makes the keys.",
        parts: &[
            Part { says: "a Go program for macOS is arm64e", test: arm64e },
            Part { says: "it contains signing instructions", test: signing },
            Part {
                says: "the Secure Enclave checks keys at the first signing instruction",
                test: |_| {
                    Answer::open(
                        Need::MacOs,
                        "No interface shows it; on Apple silicon, a program that signs and checks a pointer would show whether keys are on.",
                    )
                },
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C36",
        slug: "signature",
        section: "2.5",
        title: "Go's programs are unsigned: EPERM",
        stated: "Go emits programs without a signature, which macOS refuses to start with EPERM.",
        decided_by: "Reading the code signature of a Go program for macOS.",
        instead: "The linker signs programs for darwin/arm64 ad hoc, even on Linux. What the kernel does to one whose signature is gone or broken is to kill it.",
        parts: &[
            Part { says: "a Go program for macOS on arm64 has no signature", test: unsigned },
            Part {
                says: "macOS refuses an unsigned program with EPERM",
                test: |_| {
                    Answer::open(
                        Need::MacOs,
                        "On Apple silicon: codesign --remove-signature, start it, and look at the status.",
                    )
                },
            },
        ],
        contrasts: &[Part { says: "one for amd64 has none", test: amd64_unsigned }],
        shown: &[],
    },
];

/// Whether a function's code differs between the two systems, as far as the
/// convention decides it: registers and places on the stack.
fn differently(lab: &Lab, of: fn(&CObject) -> &Body) -> Answer {
    cc(lab, BOTH, |objects| {
        let (linux, darwin) = (of(objects[0]), of(objects[1]));
        let (a, b) = (floating(linux), floating(darwin));
        let said = match a == b {
            true => format!("both use {}", a.join(", ")),
            false => format!("Linux uses {}, macOS {}", a.join(", "), b.join(", ")),
        };
        seen(a != b, said).listing("for Linux", linux).listing("for macOS", darwin)
    })
}

/// Where a function finds or puts doubles, up to its first call: registers and the
/// stack.
fn floating(body: &Body) -> Vec<String> {
    let mut found = std::collections::BTreeSet::new();
    for insn in body.insns.iter().take_while(|insn| !insn.starts_with("bl ")) {
        let Some((name, operands)) = insn.split_once(' ') else { continue };
        match name {
            "str" | "stur" | "stp" if operands.starts_with('d') => {
                found.insert("the stack".to_owned())
            }
            "ldr" | "ldur" | "ldp" if operands.starts_with('d') => {
                found.insert("the stack".to_owned())
            }
            "fadd" => {
                found.extend(operands.split(", ").skip(1).map(str::to_owned));
                false
            }
            _ => false,
        };
    }
    if found.is_empty() {
        vec!["the register that it came in".to_owned()]
    } else {
        found.into_iter().collect()
    }
}

fn cgo_callers(lab: &Lab) -> Answer {
    go(lab, |go| {
        let [linux, darwin] = &go.sources.get()?.cgo_callers;
        if linux.is_empty() && darwin.is_empty() {
            return Err("no file declares it".to_owned());
        }
        let said = match linux == darwin {
            true => format!("both declare it in {}", linux.join(", ")),
            false => {
                format!("Linux declares it in {}, macOS in {}", linux.join(", "), darwin.join(", "))
            }
        };
        Ok(seen(linux != darwin, said))
    })
}

fn c_memory(lab: &Lab) -> Answer {
    go(lab, |go| {
        let sources = go.sources.get()?;
        Ok(seen(sources.c_memory > 0, format!("{} source files have it", sources.c_memory)))
    })
}

fn cross_gcc(lab: &Lab) -> Answer {
    compilers(lab, |cc| match cc.program.contains("linux-gnu") {
        false => Err("aarch64-linux-gnu-gcc is not at hand".to_owned()),
        true => {
            let format = &cc.object.get()?.format;
            Ok(seen(
                format == "MachO",
                format!("{} makes a file of the format {format}", cc.program),
            ))
        }
    })
}

fn without_libsystem(lab: &Lab) -> Answer {
    go(lab, |go| {
        let mach = go.darwin_arm64.get()?.mach.as_ref().ok_or("it is no Mach-O file")?;
        Ok(seen(mach.libraries.is_empty(), format!("it loads {}", mach.libraries.join(", "))))
    })
}

fn arm64e(lab: &Lab) -> Answer {
    /// CPU_SUBTYPE_ARM64E.
    const ARM64E: u32 = 2;
    go(lab, |go| {
        let mach = go.darwin_arm64.get()?.mach.as_ref().ok_or("it is no Mach-O file")?;
        Ok(seen(
            mach.cpu_subtype == ARM64E,
            format!("its cpusubtype is {}, and arm64e is {ARM64E}", mach.cpu_subtype),
        ))
    })
}

fn signing(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.darwin_arm64.get()?;
        let kinds: Vec<&String> = image
            .census
            .keys()
            .filter(|k| {
                k.contains("pac")
                    || k.starts_with("aut")
                    || k.starts_with("bra")
                    || k.starts_with("blra")
                    || k.starts_with("reta")
            })
            .collect();
        let n: usize = kinds.iter().map(|k| count(&image.census, k)).sum();
        Ok(seen(n > 0, format!("of its {} instructions {n} sign or check", image.instructions)))
    })
}

fn unsigned(lab: &Lab) -> Answer {
    go(lab, |go| {
        let mach = go.darwin_arm64.get()?.mach.as_ref().ok_or("it is no Mach-O file")?;
        let said = match mach.signature {
            None => "it has none".to_owned(),
            Some(flags) => {
                let kinds = [(0x2, "ad-hoc"), (0x2_0000, "linker-signed")];
                let kinds: Vec<&str> = kinds
                    .iter()
                    .filter(|(bit, _)| flags & bit != 0)
                    .map(|(_, kind)| *kind)
                    .collect();
                format!("it has one, with the flags {flags:#x}: {}", kinds.join(", "))
            }
        };
        Ok(seen(mach.signature.is_none(), said))
    })
}

fn amd64_unsigned(lab: &Lab) -> Answer {
    go(lab, |go| {
        let mach = go.darwin_amd64.get()?.mach.as_ref().ok_or("it is no Mach-O file")?;
        let said = if mach.signature.is_some() { "it has one" } else { "it has none" };
        let head = vec!["libraries".to_owned()];
        Ok(seen(mach.signature.is_none(), said).with(Exhibit::Table {
            title: "libraries of the program for amd64".to_owned(),
            head,
            rows: vec![mach.libraries.clone()],
        }))
    })
}
