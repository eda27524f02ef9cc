//! Section 3.3: field tracking; and a linker flag of 4.3.

use super::ask::{body, count, go, go_since, no_method, seen};
use super::atomics::{barriers, census};
use super::{Claim, Part};
use crate::claims::answer::{Answer, Exhibit};
use crate::claims::lab::Lab;
use crate::claims::lab::go::{Accepted, FieldTrack, Go, Release};
use crate::claims::lab::model::Litmus;

/// Whether the experiment was really on in what the other parts look at.
const WAS_ON: Part =
    Part { says: "field tracking was on: the linker wrote down the tracked fields", test: was_on };

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "C37",
        slug: "fieldtrack-default",
        section: "3.3",
        title: "Field tracking is on since Go 1.21",
        stated: "GOEXPERIMENT=fieldtrack is on by default from Go 1.21 on.",
        decided_by: "Asking the compiler which experiments it is built with, and go env which are asked for.",
        instead: "It is off in every release looked at. It came in 2012 to find unused fields, and its output is a list that the linker writes when asked to.",
        parts: &[Part {
            says: "the compiler has field tracking on by default",
            test: on_by_default,
        }],
        contrasts: &[WAS_ON],
        shown: &[],
    },
    Claim {
        id: "C38",
        slug: "fieldtrack-barriers",
        section: "3.3",
        title: "Field tracking optimises barriers for weak memory",
        stated: "Field tracking is an optimisation of the garbage collector's barriers for weakly ordered memory.",
        decided_by: "Building the same program with it and without, and comparing every function.",
        instead: "It changes no instruction. It notes which fields tagged go:\"track\" are used, for the linker's -k.",
        parts: &[
            Part {
                says: "functions are compiled differently with it",
                test: |lab| fieldtrack(lab, differing),
            },
            Part {
                says: "the program has other functions with it",
                test: |lab| {
                    fieldtrack(lab, |f| {
                        seen(
                            !f.lone.is_empty(),
                            format!("{} functions are in one program alone", f.lone.len()),
                        )
                    })
                },
            },
        ],
        contrasts: &[WAS_ON],
        shown: &[],
    },
    Claim {
        id: "C39",
        slug: "field-barrier",
        section: "3.3",
        title: "AddUint64 on a tracked field emits a field barrier",
        stated: "An atomic addition to a tracked field comes with a barrier for that field.",
        decided_by: "Decoding that function, compiled with field tracking.",
        instead: "It is LDADDAL, or the loop of LDAXR and STLXR, as for any word. No write barrier is about words that are no pointers.",
        parts: &[
            Part {
                says: "the addition has a DMB or DSB",
                test: |lab| bump(lab, "DMB or DSB", |body| body.has("dmb") || body.has("dsb")),
            },
            Part {
                says: "the addition calls the write barrier",
                test: |lab| {
                    bump(lab, "call of the write barrier", |body| {
                        body.calls("runtime.gcWriteBarrier")
                    })
                },
            },
        ],
        contrasts: &[
            WAS_ON,
            Part { says: "a store of a pointer calls the write barrier", test: pointer_store },
        ],
        shown: &[],
    },
    Claim {
        id: "C40",
        slug: "dirty-fields",
        section: "3.3",
        title: "The collector scans only dirty fields",
        stated: "Field tracking extends the types' pointer maps, and the collector then scans only fields that were written.",
        decided_by: "Comparing the pointer maps with and without it, and decoding a store to a field that is no pointer.",
        instead: "The maps are the same. Go's write barrier keeps pointers, old and new, in a buffer; it marks neither cards nor fields, and objects are scanned whole.",
        parts: &[
            Part {
                says: "pointer maps differ with field tracking",
                test: |lab| {
                    fieldtrack(lab, |f| {
                        seen(
                            !f.same_maps,
                            if f.same_maps {
                                "they are the same, byte for byte"
                            } else {
                                "they differ"
                            },
                        )
                    })
                },
            },
            Part { says: "a store to a field marks the field as written", test: marks },
        ],
        contrasts: &[WAS_ON],
        shown: &[],
    },
    Claim {
        id: "C41",
        slug: "dmb-ishst",
        section: "3.3",
        title: "Stores are followed by DMB ISHST",
        stated: "Stores to tracked fields, STP and STR, are bound to DMB ISHST.",
        decided_by: "Counting barriers in Go programs, with field tracking and without.",
        instead: "No DMB ISHST is in any Go program. The barrier that there is, DMB ST, stands in the allocator and is there without field tracking too.",
        parts: &[
            Part {
                says: "a Go program has DMB ISHST",
                test: |lab| go(lab, |go| census(go, "dmb ishst")),
            },
            Part {
                says: "one built with field tracking has DMB ISHST",
                test: |lab| {
                    fieldtrack(lab, |f| {
                        let n = count(&f.census, "dmb ishst");
                        let head = ["instruction", "times"].map(str::to_owned).to_vec();
                        let table = Exhibit::Table {
                            title: "barriers with field tracking".to_owned(),
                            head,
                            rows: barriers(&f.census),
                        };
                        seen(n > 0, format!("it has it {n} times")).with(table)
                    })
                },
            },
        ],
        contrasts: &[
            WAS_ON,
            Part {
                says: "Go programs have DMB ST",
                test: |lab| go(lab, |go| census(go, "dmb st")),
            },
        ],
        shown: &[],
    },
    Claim {
        id: "C42",
        slug: "rcpc",
        section: "3.3",
        title: "DMB ISHST is what the M series' RCpc asks for",
        stated: "DMB ISHST meets the release-consistency rules (RCpc) of Apple's cores.",
        decided_by: "The model on store buffering with DMB ISHST, and counting LDAPR in Go programs.",
        instead: "RCpc is a property of LDAPR: it may overtake an earlier STLR, which LDAR may not. DMB ISHST orders stores with stores and has nothing to do with it. Go uses LDAR alone.",
        parts: &[
            Part {
                says: "DMB ISHST orders a store with a later LDAR",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+str-dmb.ishst+ldar")], false),
            },
            Part { says: "Go programs use LDAPR", test: |lab| go(lab, |go| census(go, "ldapr")) },
        ],
        contrasts: &[
            Part {
                says: "LDAR does not overtake STLR",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/SB+stlr+ldar")], false),
            },
            Part {
                says: "LDAPR may",
                test: |lab| lab.allows(&[Litmus::Corpus("go/SB+stlr+ldapr")], false),
            },
            Part {
                says: "DMB ISHST orders stores with stores",
                test: |lab| lab.forbids(&[Litmus::Corpus("go/MP+str-dmb.ishst-str+addr")], false),
            },
        ],
        shown: &[],
    },
    Claim {
        id: "C43",
        slug: "barrier-cost",
        section: "3.3",
        title: "The barrier costs 8 ns on M1, 12 ns on x86",
        stated: "A field's write barrier takes 8 ns on an M1 and 12 ns on x86.",
        decided_by: "The instructions that were measured, in which situation, how often, and against what. None of that is given.",
        instead: "A barrier's cost depends on what it waits for: next to nothing after stores that hit, a trip to memory after one that misses. Give the distribution, the situation and the difference against nothing.",
        parts: &[
            Part {
                says: "it takes 8 ns on an M1",
                test: |_| {
                    no_method(
                        "neither the instruction nor what precedes it is named, and no such barrier is in the code",
                    )
                },
            },
            Part {
                says: "it takes 12 ns on x86",
                test: |_| no_method("no instruction is named, and x86 needs none to order stores"),
            },
        ],
        contrasts: &[],
        shown: &[|lab| lab.costs()],
    },
    Claim {
        id: "C44",
        slug: "fieldtrack-figures",
        section: "3.3",
        title: "Field tracking cuts pauses by 37 %, doubles updates",
        stated: "With field tracking pauses vary 37 % less, and there are 2.1 times (M1) and 1.3 times (x86) as many updates.",
        decided_by: "Comparing the two programs: what is the same code cannot differ in speed but by noise.",
        instead: "Both programs are the same code. A difference measured between them is the noise of the measurement, which a null comparison would have shown.",
        parts: &[
            Part {
                says: "the program with field tracking is another program",
                test: |lab| fieldtrack(lab, differing),
            },
            Part {
                says: "pauses vary 37 % less, updates are 2.1 and 1.3 times as many",
                test: |_| no_method("neither program, load nor null comparison is given"),
            },
        ],
        contrasts: &[WAS_ON],
        shown: &[],
    },
    Claim {
        id: "C45",
        slug: "head-type",
        section: "4.3",
        title: "-ldflags=-H=macos-arm64",
        stated: "Link with -ldflags=-H=macos-arm64.",
        decided_by: "Building with it.",
        instead: "There is no such header type, and the linker says so. GOOS and GOARCH choose the format; -H has windowsgui and little else.",
        parts: &[Part { says: "the linker takes -H=macos-arm64", test: head_type }],
        contrasts: &[],
        shown: &[],
    },
];

/// Asks what toolchains make of the program with field tracking.
fn fieldtrack(lab: &Lab, ask: fn(&FieldTrack) -> super::ask::Seen) -> Answer {
    go(lab, |go| Ok(ask(go.fieldtrack.get()?)))
}

fn differing(f: &FieldTrack) -> super::ask::Seen {
    seen(
        !f.differ.is_empty(),
        format!("of {} functions {} differ, addresses of data aside", f.functions, f.differ.len()),
    )
    .listing("main.Bump, with field tracking", &f.bump)
}

fn was_on(lab: &Lab) -> Answer {
    fieldtrack(lab, |f| {
        let said = if f.on {
            "main.Counter.hits is in the program with it, and in none without"
        } else {
            "no tracked field is in the program"
        };
        seen(f.on, said)
    })
}

fn on_by_default(lab: &Lab) -> Answer {
    go_since(lab, Release::minor(21), |go: &Go| {
        let (experiments, asked) = (go.experiments.get()?, go.asked_experiments.get()?);
        let on = experiments.iter().any(|e| e == "fieldtrack");
        let word = experiments
            .iter()
            .find(|e| e.ends_with("fieldtrack"))
            .map_or("nothing of it", String::as_str);
        let asked = if asked.is_empty() { "empty".to_owned() } else { format!("`{asked}`") };
        Ok(seen(on, format!("the compiler says `{word}`, and GOEXPERIMENT is {asked}")))
    })
}

fn bump(lab: &Lab, what: &'static str, has: fn(&crate::claims::code::Body) -> bool) -> Answer {
    go(lab, |go| {
        let bump = &go.fieldtrack.get()?.bump;
        let found = has(bump);
        Ok(seen(found, format!("it has {} {what}", if found { "a" } else { "no" }))
            .listing("main.Bump, with field tracking", bump))
    })
}

fn pointer_store(lab: &Lab) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "main.SetNext")?;
        let calls = body.calls("runtime.gcWriteBarrier");
        Ok(seen(calls, if calls { "it does" } else { "it does not" }).listing("main.SetNext", body))
    })
}

fn marks(lab: &Lab) -> Answer {
    go(lab, |go| {
        let body = body(go.linux_arm64.get()?, "main.SetHits")?;
        let stores = body.insns.iter().filter(|i| i.starts_with("st")).count();
        let calls = body.insns.iter().filter(|i| i.starts_with("bl ")).count();
        Ok(seen(stores > 1 || calls > 0, format!("it is `{}`", body.insns.join("; ")))
            .listing("main.SetHits", body))
    })
}

fn head_type(lab: &Lab) -> Answer {
    go(lab, |go| {
        let accepted = go.head_type.get()?;
        Ok(seen(*accepted == Accepted::Yes, format!("it is {accepted}")))
    })
}
