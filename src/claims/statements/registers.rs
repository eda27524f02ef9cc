//! Section 2.1, the first half: registers, the calling convention, and g.

use super::ask::{Seen, body, compilers, count, go, many, seen};
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit, Origin, Source};
use crate::claims::code::{Body, Image, Kept, operand_names};
use crate::claims::lab::Lab;
use crate::claims::lab::go::{Accepted, Go};
use crate::claims::lab::model::Litmus;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C01",
        slug: "registers",
        section: "2.1",
        title: "31 registers, SP and PC reshape Go's convention",
        stated: "arm64 has 31 general registers and the stack pointer and program counter beside them, and Go's calling convention changes accordingly.",
        decided_by: "Trying which register names an instruction takes, and looking where a Go function of seventeen integers finds them.",
        instead: "31 general registers and a stack pointer; the program counter is no register that instructions name. Go passes sixteen integers in R0 to R15, on amd64 nine.",
        parts: &[
            Part { says: "instructions name 31 general registers", test: |_| general_registers() },
            Part {
                says: "the program counter is one of the registers that they name",
                test: |_| program_counter(),
            },
            Part {
                says: "Go passes more integers in registers on arm64 than on amd64",
                test: more_arguments,
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C02",
        slug: "callee-saved",
        section: "2.1",
        title: "R19 to R29 are callee-saved in Go",
        stated: "A Go function on arm64 preserves R19 to R29 for its caller.",
        decided_by: "Counting, over every function of a Go program, those that write each register and those of them that load it back.",
        instead: "That is C's rule (AAPCS64). In Go no general register is callee-saved: R19 to R25 are scratch, R26 holds a closure's context, R27 is the assembler's, R28 is g, R29 the frame pointer.",
        parts: &[Part {
            says: "a Go function that writes one of R19 to R27 loads it back before it returns",
            test: keeps_arm64,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C03",
        slug: "amd64-callee-saved",
        section: "2.1",
        title: "They replace amd64's RBX and R12 to R15",
        stated: "The arm64 registers take the place of RBX and R12 to R15, which Go preserves on amd64.",
        decided_by: "The same count over a Go program for amd64.",
        instead: "Go on amd64 has no callee-saved general registers either: RBX is the second argument, R12, R13 and R15 are scratch, and R14 is g.",
        parts: &[Part {
            says: "a Go function that writes RBX or R12 to R15 restores it before it returns",
            test: keeps_amd64,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C04",
        slug: "save-g",
        section: "2.1",
        title: "runtime.save_g saves R19 to R29",
        stated: "runtime.save_g has to store the callee-saved registers.",
        decided_by: "Decoding runtime.save_g.",
        instead: "It stores one thing, g (R28), in the thread's local storage; on Linux without cgo it returns at once.",
        parts: &[Part { says: "runtime.save_g stores a register among R19 to R26", test: save_g }],
        contrasts: &[Part { says: "runtime.save_g stores R28", test: save_g_stores_g }],
        shown: &[],
    },
    Claim {
        id: "C05",
        slug: "listing-stp",
        section: "2.1",
        title: "asm_arm64.s has MOV R19, R20; STP R19, R20, [R21, #0]",
        stated: "Go's runtime saves the goroutine with a listing of two instructions: a move from R19 to R20, then a pair store of both to where R21 points.",
        decided_by: "Assembling the listing with Go's assembler and with C's, and looking for its code in a Go program.",
        instead: "Neither assembler takes it: it mixes two syntaxes. Go writes MOVD and STP (R19, R20), 0(R21); the runtime has no such sequence.",
        parts: &[
            Part {
                says: "Go's assembler takes the listing",
                test: |lab| go(lab, |go| assembles(go.article_save.get()?)),
            },
            Part {
                says: "the C toolchain's assembler takes it",
                test: |lab| compilers(lab, |cc| assembles(cc.article_save.get()?)),
            },
            Part {
                says: "a function that saves g stores the pair R19, R20",
                test: pair_in_runtime,
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C06",
        slug: "g-in-r20",
        section: "2.1",
        title: "R20 holds g",
        stated: "R20 carries the pointer to the running goroutine.",
        decided_by: "Reading which register the functions' prologues take the stack's limit from.",
        instead: "R28 does, on arm64. R20 is scratch: the prologue of a function with a large frame overwrites it.",
        parts: &[Part {
            says: "prologues find the goroutine through R20",
            test: |lab| guard(lab, "x20"),
        }],
        contrasts: &[
            Part {
                says: "prologues find the goroutine through R28",
                test: |lab| guard(lab, "x28"),
            },
            Part { says: "functions overwrite R20", test: overwrites_r20 },
        ],
        shown: &[],
    },
    Claim {
        id: "C07",
        slug: "stp-atomic",
        section: "2.1",
        title: "STP stores a pair atomically",
        stated: "A pair store is atomic, which makes it fit for publishing two words at once.",
        decided_by: "Four questions to the model: each half, the pair with and without FEAT_LSE2, and whether it publishes.",
        instead: "Each half is atomic. The pair is one access only with FEAT_LSE2 (Armv8.4, all of Apple's M series), aligned, within 16 bytes; and it is never a release.",
        parts: &[
            Part {
                says: "a half of the pair is stored whole",
                test: |lab| lab.forbids(&[HALF], false),
            },
            Part {
                says: "the pair is stored whole on every Armv8 core",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/STP+LDP")], false),
            },
            Part {
                says: "the pair is stored whole with FEAT_LSE2",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/STP+LDP")], true),
            },
            Part {
                says: "who sees the flag in one half sees the data in the other",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+stp+ldars")], false),
            },
        ],
        contrasts: &[Part {
            says: "STLR publishes",
            test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+stlr-stlr+ldars")], false),
        }],
        shown: &[],
    },
    Claim {
        id: "C08",
        slug: "sched-g-offset",
        section: "2.1",
        title: "#0 is the offset of g.sched.g",
        stated: "The offset 0 in the listing addresses g.sched.g.",
        decided_by: "Reading the layout of runtime.g from a program's DWARF.",
        instead: "At 0 is g.stack. g.sched.g is further down, at the offset shown.",
        parts: &[Part {
            says: "g.sched.g is at offset 0 of a goroutine's descriptor",
            test: sched_g,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C09",
        slug: "g-list",
        section: "2.1",
        title: "The pair goes atomically into a list of goroutines",
        stated: "The pair store puts the goroutine into a linked list atomically.",
        decided_by: "Decoding runtime.allgadd, which adds a goroutine to the list of all.",
        instead: "The list of all goroutines is a slice that grows under a lock; its new length and place are published with STLR. Run queues are linked through schedlink, under a lock or by compare-and-swap.",
        parts: &[
            Part {
                says: "runtime.allgadd takes no lock",
                test: |lab| {
                    allgadd(lab, |body| {
                        (
                            !body.calls("runtime.lock"),
                            "it calls runtime.lock2 and runtime.unlock2",
                            "it takes no lock",
                        )
                    })
                },
            },
            Part {
                says: "runtime.allgadd publishes by other means than STLR",
                test: |lab| {
                    allgadd(lab, |body| {
                        (
                            !body.has("stlr") && !body.calls("runtime.atomicstorep"),
                            "it publishes with STLR",
                            "no STLR is in it",
                        )
                    })
                },
            },
        ],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C10",
        slug: "amd64-arguments",
        section: "2.1, table",
        title: "Go's arguments on amd64 are in RDI, RSI, RDX",
        stated: "On amd64 the first three integer arguments of a Go function are in RDI, RSI and RDX.",
        decided_by: "Decoding three functions that each return one of three arguments.",
        instead: "That is C's convention on Unix. Go's is RAX, RBX, RCX, RDI, RSI, R8 to R11; in assembly functions (ABI0) all are on the stack.",
        parts: &[Part {
            says: "the first three integer arguments are in RDI, RSI, RDX",
            test: amd64_arguments,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C11",
        slug: "arm64-arguments",
        section: "2.1, table",
        title: "Go's arguments on arm64 are in X0 to X7",
        stated: "On arm64 a Go function takes its integer arguments in X0 to X7.",
        decided_by: "Decoding a function of seventeen integers.",
        instead: "That is C's convention (AAPCS64). Go uses R0 to R15, and F0 to F15 for floating point; the seventeenth integer is on the stack.",
        parts: &[Part {
            says: "the registers for integer arguments are X0 to X7",
            test: arm64_arguments,
        }],
        contrasts: &[],
        shown: &[],
    },
    Claim {
        id: "C12",
        slug: "stack-alignment",
        section: "2.1, table",
        title: "Go aligns the stack to 16 bytes on both",
        stated: "Go keeps the stack pointer a multiple of 16 on amd64 and on arm64.",
        decided_by: "Adding up how each function of a Go program moves the stack pointer.",
        instead: "On arm64 it does, because the hardware checks. On amd64 Go promises 8.",
        parts: &[
            Part {
                says: "on arm64 the stack pointer moves by multiples of 16",
                test: |lab| stack(lab, "moves of SP", |go| go.linux_arm64.get()),
            },
            Part {
                says: "on amd64 frames are multiples of 16",
                test: |lab| stack(lab, "frames", |go| go.linux_amd64.get()),
            },
        ],
        contrasts: &[],
        shown: &[],
    },
];

/// One half of a pair, read alone, with a value whose bytes are not all alike.
const HALF: Litmus = Litmus::Inline(
    "AArch64 STP-half
\"One half of a pair store, read alone.\"
{
uint64_t x[2]; uint64_t 0:X0=0x100000001; uint64_t 1:X2;
0:X1=x;
1:X1=x;
}
 P0             | P1          ;
 STP X0,X0,[X1] | LDR X2,[X1] ;
exists (not (1:X2=0 \\/ 1:X2=0x100000001))
",
);

fn general_registers() -> Answer {
    let names = operand_names();
    let general = names.iter().filter(|name| name.starts_with('x') && *name != "xzr").count();
    let because = format!(
        "Over all encodings of ADD, the 64-bit operands are {general} general registers, and beside them sp and xzr."
    );
    Answer::observed(general == 31, because).from([decoder()])
}

fn program_counter() -> Answer {
    let named = operand_names().contains("pc");
    let said = if named { "An encoding of ADD names pc." } else { "No encoding of ADD names pc." };
    Answer::observed(named, said).from([decoder()])
}

/// The decoder as a source of evidence.
fn decoder() -> Source {
    Source { name: "A64 decoder".to_owned(), origin: Origin::BuiltIn }
}

/// The registers that a function of seventeen integers reads its arguments from.
fn seventeen(image: &Image) -> Result<(&[String], usize), String> {
    let arguments =
        image.arguments.get("main.Seventeen").ok_or("the program has no main.Seventeen")?;
    Ok((&arguments.registers, arguments.stack))
}

fn more_arguments(lab: &Lab) -> Answer {
    go(lab, |go| {
        let (arm64, amd64) = (go.linux_arm64.get()?, go.linux_amd64.get()?);
        let ((on_arm64, stack), (on_amd64, _)) = (seventeen(arm64)?, seventeen(amd64)?);
        let (a, b) = (on_arm64.len(), on_amd64.len());
        let said = format!(
            "a function of seventeen integers finds {a} in registers and {stack} on the stack on arm64, and {b} in registers on amd64"
        );
        Ok(seen(a > b, said).listing("main.Seventeen on arm64", body(arm64, "main.Seventeen")?))
    })
}

/// Whether functions keep these registers, and the figures.
fn keeps(image: &Image, registers: &[&str]) -> Seen {
    let used = registers.iter().filter_map(|r| Some((*r, image.kept.get(*r)?)));
    let used: Vec<_> = used.filter(|(_, kept)| kept.written > 0).collect();
    let all = used.iter().all(|(_, kept)| kept.restored == kept.written);
    let total = |f: fn(&Kept) -> usize| used.iter().map(|(_, kept)| f(kept)).sum::<usize>();
    let said = format!(
        "functions write them {} times and load them back {} times",
        total(|k| k.written),
        total(|k| k.restored)
    );
    let row = |(register, kept): &(&str, &Kept)| {
        vec![
            (*register).to_owned(),
            kept.written.to_string(),
            kept.restored.to_string(),
            kept.example.clone(),
        ]
    };
    seen(all, said).with(Exhibit::Table {
        title: format!("of {} functions", image.functions),
        head: ["register", "write it", "load it back", "one that does not"]
            .map(str::to_owned)
            .to_vec(),
        rows: used.iter().map(row).collect(),
    })
}

fn keeps_arm64(lab: &Lab) -> Answer {
    let registers = ["x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27"];
    go(lab, |go| Ok(keeps(go.linux_arm64.get()?, &registers)))
}

fn keeps_amd64(lab: &Lab) -> Answer {
    go(lab, |go| Ok(keeps(go.linux_amd64.get()?, &["rbx", "r12", "r13", "r14", "r15"])))
}

/// The stores of runtime.save_g.
fn stored(body: &Body) -> Vec<&String> {
    body.insns.iter().filter(|insn| insn.starts_with("st")).collect()
}

fn save_g(lab: &Lab) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "runtime.save_g")?;
        let named = |insn: &&&String| {
            (19..=26).any(|n| insn.split([' ', ',']).any(|word| word == format!("x{n}")))
        };
        let stores = stored(body);
        let said = match stores.iter().find(named) {
            Some(insn) => format!("it has `{insn}`"),
            None => format!(
                "its stores are `{}`",
                stores.iter().map(|s| s.as_str()).collect::<Vec<_>>().join("`, `")
            ),
        };
        Ok(seen(stores.iter().any(|s| named(&s)), said).listing("runtime.save_g", body))
    })
}

fn save_g_stores_g(lab: &Lab) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "runtime.save_g")?;
        let stores_g = stored(body).iter().any(|insn| insn.starts_with("str x28"));
        Ok(seen(stores_g, if stores_g { "it has `str x28`" } else { "it has no `str x28`" }))
    })
}

/// Whether a listing was taken.
pub(super) fn assembles(accepted: &Accepted) -> Result<Seen, String> {
    Ok(seen(*accepted == Accepted::Yes, accepted.to_string()))
}

fn pair_in_runtime(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.linux_arm64.get()?;
        let bodies = [body(image, "runtime.save_g")?, body(image, "runtime.allgadd")?];
        let found = bodies.iter().any(|body| body.has("stp x19, x20, [x21"));
        Ok(seen(
            found,
            if found {
                "there is a pair store of x19, x20"
            } else {
                "neither runtime.save_g nor runtime.allgadd has one"
            },
        ))
    })
}

fn guard(lab: &Lab, register: &str) -> Answer {
    go(lab, |go| {
        let image = go.linux_arm64.get()?;
        let (here, all) = (count(&image.guards, register), image.guards.values().sum::<usize>());
        let said = format!(
            "of {} that begin with a check of the stack, {here} find its limit through {register}",
            many(all, "function")
        );
        let mut seen = seen(here > 0, said);
        if here > 0 {
            seen = seen.listing("main.SetNext", body(image, "main.SetNext")?);
        }
        Ok(seen)
    })
}

fn overwrites_r20(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.linux_arm64.get()?;
        let Kept { written, restored, example } =
            image.kept.get("x20").ok_or("no function writes R20")?;
        let said = format!(
            "{} write it and {restored} load it back; one that does not has `{example}`",
            many(*written, "function")
        );
        Ok(seen(written > restored, said))
    })
}

fn sched_g(lab: &Lab) -> Answer {
    go(lab, |go| {
        let offset = *go.sched_g.get()?;
        Ok(seen(offset == 0, format!("it is at offset {offset}")))
    })
}

fn allgadd(lab: &Lab, ask: fn(&Body) -> (bool, &'static str, &'static str)) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "runtime.allgadd")?;
        let (holds, otherwise, as_stated) = ask(body);
        Ok(seen(holds, if holds { as_stated } else { otherwise }).listing("runtime.allgadd", body))
    })
}

fn amd64_arguments(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.linux_amd64.get()?;
        let mut registers = Vec::new();
        for name in ["main.Pick1", "main.Pick2", "main.Pick3"] {
            let arguments =
                image.arguments.get(name).ok_or_else(|| format!("the program has no {name}"))?;
            registers.push(arguments.registers.join(" and "));
        }
        let as_stated = registers == ["rdi", "rsi", "rdx"];
        Ok(seen(as_stated, format!("they are in {}", registers.join(", ")))
            .listing("main.Pick2 on amd64", body(image, "main.Pick2")?))
    })
}

fn arm64_arguments(lab: &Lab) -> Answer {
    go(lab, |go| {
        let image = go.linux_arm64.get()?;
        let (registers, stack) = seventeen(image)?;
        let stated = (0..8).map(|n| format!("x{n}"));
        let (first, last) =
            (registers.first().ok_or("no argument is in a register")?, registers.len() - 1);
        let said = format!(
            "they are {first} to {}, and {stack} of seventeen is on the stack",
            registers[last]
        );
        Ok(seen(stated.eq(registers.iter().cloned()), said)
            .listing("main.Seventeen on arm64", body(image, "main.Seventeen")?))
    })
}

/// Whether the stack pointer moves by multiples of 16.
pub(super) fn stack(lab: &Lab, what: &str, image: fn(&Go) -> Result<&Image, &str>) -> Answer {
    go(lab, |go| {
        let stack = &image(go)?.stack;
        let said =
            format!("{} {what} are multiples of 16 bytes, {} are not", stack.by_16, stack.others);
        let seen = seen(stack.others == 0 && stack.by_16 > 0, said);
        Ok(match stack.example.as_str() {
            "" => seen,
            example => seen.with(Exhibit::Listing {
                title: "one that is not".to_owned(),
                lines: vec![example.to_owned()],
            }),
        })
    })
}
