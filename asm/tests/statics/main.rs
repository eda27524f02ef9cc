//! Rules over the code that was really built, ELF and Mach-O: exclusive loops, x18, sp, DSB, and
//! that each primitive is exactly the instructions of its row.
//!
//! On AArch64 the test looks at itself. Elsewhere it looks at the binaries that
//! `FENCEPOST_OBJECTS` names, separated by colons: builds of this very test for other targets.

mod code;
mod rules;

use code::{Function, Insn, functions};
use fencepost_asm::{Row, rows};
use rules::{Rule, check};

/// Puts every primitive into this binary as a function of its own.
#[cfg(target_arch = "aarch64")]
fn keep_primitives() {
    for (_, call) in fencepost_asm::calls() {
        std::hint::black_box(call.code);
    }
    use fencepost_asm::abi::{Call, junk_probe, offenders, signal};
    std::hint::black_box(offenders::offenders());
    std::hint::black_box([offenders::crosscall(), offenders::crosscall_one_by_one()]);
    std::hint::black_box((
        Call::run as *const (),
        junk_probe(),
        signal::interrupted_call as *const (),
    ));
    std::hint::black_box(fencepost_asm::routine::code().collect::<Vec<_>>());
    unsafe extern "C" {
        fn fencepost_c_ints();
    }
    std::hint::black_box(fencepost_c_ints as *const ());
}

/// The binaries to look at.
fn binaries() -> Vec<std::path::PathBuf> {
    #[cfg(target_arch = "aarch64")]
    {
        keep_primitives();
        vec![std::env::current_exe().unwrap()]
    }
    #[cfg(not(target_arch = "aarch64"))]
    std::env::var_os("FENCEPOST_OBJECTS")
        .map(|paths| std::env::split_paths(&paths).collect())
        .unwrap_or_default()
}

/// Runs `test` on every binary, or says that there is none.
fn on_binaries(test: impl Fn(&str, &[Function])) {
    // Decoded once for all tests.
    static DECODED: std::sync::OnceLock<Vec<(String, Vec<Function>)>> = std::sync::OnceLock::new();
    let all = DECODED.get_or_init(|| {
        let decode = |path: std::path::PathBuf| {
            let (format, functions) = functions(&std::fs::read(&path).unwrap());
            println!("{format}: {} functions in {}", functions.len(), path.display());
            assert!(functions.len() > 500);
            (format, functions)
        };
        binaries().into_iter().map(decode).collect()
    });
    if all.is_empty() {
        code::left_out("no AArch64 binary to look at; FENCEPOST_OBJECTS names none");
    }
    for (format, functions) in all {
        test(format, functions);
    }
}

/// Whether this function may break this rule, and why.
fn excused(name: &str, rule: Rule) -> bool {
    let ours = name.contains("fencepost_offender") || name.contains("fencepost_crosscall_without");
    match rule {
        // The checker fills and reads x18; its offenders change it. Rust may use it on Linux.
        Rule::X18 => ours || name.contains("fencepost_abi_call") || !name.contains("fencepost_"),
        Rule::Sp => ours,
        // The article's store; the primitives that are DSBs; and what the standard library does.
        Rule::Dsb => {
            ["fencepost_article_store64", "3dsb", "7article", "7Article", "Article"]
                .iter()
                .any(|part| name.contains(part))
                || !name.contains("fencepost")
        }
        Rule::StatusIsData | Rule::StatusIsBase | Rule::AccessInside | Rule::LoopShape => false,
    }
}

#[test]
fn every_function_keeps_the_rules() {
    on_binaries(|format, functions| {
        let (mut loops, mut routines) = (0, 0);
        for function in functions {
            loops += function.insns.iter().filter(|i| rules::is_store_exclusive(i)).count();
            let handwritten = function.name.trim_start_matches('_').starts_with("fencepost_");
            routines += usize::from(handwritten);
            let found = check(&function.insns, handwritten);
            let found: Vec<_> =
                found.iter().filter(|(rule, _)| !excused(&function.name, *rule)).collect();
            assert!(found.is_empty(), "{format}: {}: {found:?}", function.name);
        }
        println!("{format}: {loops} exclusive loops, {routines} routines");
        assert!(loops > 184 && routines > 60, "what was to be checked is not in the binary");
    });
}

/// The function of a row, by its module and name as both manglings write them.
fn function_of<'a>(functions: &'a [Function], row: &Row) -> Option<&'a Function> {
    let module = row.module.rsplit("::").next().unwrap();
    let part = format!("{}{module}{}{}", module.len(), row.name.len(), row.name);
    functions.iter().find(|f| {
        f.name.split_once(&part).is_some_and(|(_, rest)| {
            // Legacy: the hash follows. v0: nothing, or generic arguments.
            rest.is_empty() || rest.starts_with("17h") || rest.starts_with(['K', 'B', 'C', '.'])
        })
    })
}

/// The mnemonics that a row says, without labels and directives.
fn mnemonics(row: &Row) -> Vec<&str> {
    row.code
        .iter()
        .map(|line| line.insn.trim())
        .filter(|insn| !insn.ends_with(':'))
        .map(|insn| insn.split_whitespace().next().unwrap())
        .collect()
}

/// MOV between registers, which the disassembler prints as what it is an alias of.
fn is_move(insn: &Insn) -> bool {
    insn.name == "orr" && matches!(insn.operands[1].as_str(), "wzr" | "xzr")
}

/// Whether the disassembler prints `written` as this; it does not know some aliases.
fn same(written: &str, printed: &Insn) -> bool {
    let discards = printed.operands.first().is_some_and(|o| matches!(o.as_str(), "wzr" | "xzr"));
    match (written, printed.name.as_str()) {
        ("cmp", "subs") => discards,
        ("sxtb" | "sxth", "sbfm") | ("dc", "sys") => true,
        ("yield" | "wfe" | "sev" | "sevl" | "nop", "hint") => true,
        (written, name) if written.starts_with("st") && name.starts_with("ld") => {
            // ST<op> is LD<op> into the zero register.
            let zero = matches!(printed.operands[1].as_str(), "wzr" | "xzr");
            written[2..] == name[2..] && zero
        }
        (written, name) => name == written,
    }
}

#[test]
fn every_primitive_is_the_instructions_of_its_row_and_nothing_else() {
    if cfg!(debug_assertions) && cfg!(target_arch = "aarch64") {
        code::left_out("without optimisation a function has a frame; use --release");
        return;
    }
    on_binaries(|format, functions| {
        let (mut exact, mut faults) = (0, Vec::new());
        for row in rows() {
            let Some(function) = function_of(functions, row) else {
                faults.push(format!("{}: not in the binary", row.name));
                continue;
            };
            let end = function.insns.iter().position(|i| i.name == "ret");
            let body = &function.insns[..end.unwrap_or(function.insns.len())];
            let (landing, body) = match body.split_first() {
                Some((first, rest)) if first.name == "bti" => (true, rest),
                _ => (false, body),
            };
            let want = mnemonics(row);
            // What a call needs that inlined code does not: moving the result into x0, and pairs
            // into and out of the registers that the instruction names.
            let rest: Vec<&Insn> = body.iter().filter(|i| !is_move(i)).collect();
            let rest: Vec<&Insn> = if row.is_pair() {
                // A pair goes in and out through memory or registers, as the ABI says.
                let core = rest.iter().position(|i| same(want[0], i)).unwrap_or(0);
                rest[core..].iter().copied().take(want.len()).collect()
            } else {
                rest
            };
            if rest.len() == want.len() && want.iter().zip(&rest).all(|(w, i)| same(w, i)) {
                exact += 1;
            } else {
                let text: Vec<_> = body.iter().map(|i| i.text.as_str()).collect();
                faults.push(format!("{} (landing pad: {landing}): {text:?}", row.name));
            }
        }
        println!("{format}: {exact} of {} primitives exact", rows().count());
        assert!(faults.is_empty(), "{format}: {faults:#?}");
    });
}

/// The instructions that hardly any emulator runs, registers left out; from GNU as 2.47.
const RARE: [(&str, u32); 16] = [
    ("swpp", 0x1920_8000),
    ("swppa", 0x19a0_8000),
    ("swppl", 0x1960_8000),
    ("swppal", 0x19e0_8000),
    ("ldclrp", 0x1920_1000),
    ("ldclrpa", 0x19a0_1000),
    ("ldclrpl", 0x1960_1000),
    ("ldclrpal", 0x19e0_1000),
    ("ldsetp", 0x1920_3000),
    ("ldsetpa", 0x19a0_3000),
    ("ldsetpl", 0x1960_3000),
    ("ldsetpal", 0x19e0_3000),
    ("ldiapp_w", 0x9940_1800),
    ("ldiapp_x", 0xd940_1800),
    ("stilp_w", 0x9900_1800),
    ("stilp_x", 0xd900_1800),
];

#[test]
fn rare_instructions_are_encoded_as_another_assembler_does() {
    use fencepost_asm::Feature;
    // Rt2, Rn and Rt.
    const REGISTERS: u32 = 0x1f << 16 | 0x1f << 5 | 0x1f;
    let rare = rows().filter(|row| matches!(row.feature, Feature::Lse128 | Feature::Lrcpc3));
    assert!(rare.map(|row| row.name).all(|name| RARE.iter().any(|(rare, _)| *rare == name)));
    on_binaries(|format, functions| {
        for (name, word) in RARE {
            let row = rows().find(|row| row.name == name).expect("a row");
            let function = function_of(functions, row).expect("its function");
            let is_it = |insn: &Insn| insn.word & !REGISTERS == word;
            assert!(function.insns.iter().any(is_it), "{format}: {name} is not {word:#x}");
        }
    });
}

/// Where C takes the arguments that do not fit in registers, on both systems: what `abi` holds as data,
/// and tries where it runs.
#[test]
fn c_finds_arguments_on_the_stack_where_the_convention_says() {
    use fencepost_asm::abi::convention::Packing;
    on_binaries(|format, functions| {
        let packing = if format == "MachO" { Packing::Natural } else { Packing::Slots };
        let ints = functions.iter().find(|f| f.name.trim_start_matches('_') == "fencepost_c_ints");
        let insns = &ints.expect("the C function").insns;
        // LDR and its kind, unsigned offset from SP or from Darwin's frame pointer: a signed char, a
        // short, an int and a long.
        let from_sp = |i: &&Insn| {
            i.word >> 24 & 0b11_1011 == 0b11_1001 && [29, 31].contains(&(i.word >> 5 & 31))
        };
        let mut offsets: Vec<usize> = insns
            .iter()
            .take_while(|i| i.name != "ret")
            .filter(from_sp)
            .map(|i| (i.word >> 10 & 0xfff) as usize * (1 << (i.word >> 30)))
            .collect();
        offsets.sort_unstable();
        // They lie above the function's own frame, if it has one.
        let first = offsets.first().copied().unwrap_or(0);
        offsets.iter_mut().for_each(|offset| *offset -= first);
        assert_eq!(offsets, packing.offsets(&[1, 2, 4, 8]), "{format}");
    });
}

/// The routines, as their listings say: `.S` is what was written, this is what was built.
#[test]
fn routines_are_as_committed() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statics/routines.txt");
    on_binaries(|format, functions| {
        let mut text = String::new();
        for claim in fencepost_asm::routine::CLAIMS {
            let is_it = |f: &&Function| {
                let name = f.name.trim_start_matches('_').trim_start_matches("fencepost_");
                name == claim.name || name.strip_prefix("go_") == Some(claim.name)
            };
            let function = functions.iter().find(is_it).expect("every routine is in the binary");
            // BTI, PACIASP and AUTIASP are there where the build asks for them; some linkers make
            // NOP and ADR of a near ADRP and ADD.
            let names = function.insns.iter().map(|insn| match insn.name.as_str() {
                "adr" => "adrp add",
                name => name,
            });
            let is_said =
                |name: &&str| !matches!(*name, "bti" | "paciasp" | "autiasp" | "hint" | "nop");
            let names: Vec<&str> = names.filter(is_said).collect();
            let end = names.iter().rposition(|n| matches!(*n, "ret" | "b")).expect("an end");
            text += &format!("{}: {}\n", claim.name, names[..=end].join(" "));
        }
        if std::env::var_os("FENCEPOST_BLESS").is_some() {
            std::fs::write(&file, &text).unwrap();
        }
        let want = std::fs::read_to_string(&file).unwrap_or_default();
        for (got, want) in text.lines().zip(want.lines()) {
            assert_eq!(got, want, "{format}: FENCEPOST_BLESS=1 writes {}", file.display());
        }
        assert_eq!(text.len(), want.len(), "{format}: FENCEPOST_BLESS=1 writes {}", file.display());
    });
}

/// Built for branch protection, every routine starts with a landing pad, and what saves its return
/// address signs it first and checks it on every way out.
#[test]
#[cfg_attr(
    not(all(target_arch = "aarch64", feature = "branch-protection")),
    ignore = "left out: needs AArch64 and the feature branch-protection; scripts/cross-linux has both"
)]
fn protected_routines_have_landing_pads_and_signed_returns() {
    // The words of hints, for which the disassembler has no names of their own.
    const BTI_C: u32 = 0xd503_245f;
    const PACIASP: u32 = 0xd503_233f;
    const AUTIASP: u32 = 0xd503_23bf;
    on_binaries(|format, functions| {
        let mut signed = 0;
        for function in functions {
            let name = function.name.trim_start_matches('_');
            if !name.starts_with("fencepost_") || name.starts_with("fencepost_c_") {
                continue;
            }
            let insns = &function.insns;
            assert_eq!(insns[0].word, BTI_C, "{format}: {name}: no landing pad");
            if insns.iter().any(|i| i.text.starts_with("stp x29, x30")) {
                assert_eq!(insns[1].word, PACIASP, "{format}: {name}: not signed");
                for (n, _) in insns.iter().enumerate().filter(|(_, i)| i.name == "ret") {
                    // This offender moves SP in between.
                    let before = if name == "fencepost_crosscall_without_sp" { 2 } else { 1 };
                    assert_eq!(insns[n - before].word, AUTIASP, "{format}: {name}: not checked");
                }
                signed += 1;
            }
        }
        println!("{format}: {signed} routines sign their return address");
        assert!(signed > 20);
    });
}

#[test]
fn every_rule_catches_its_offender() {
    // The words are what an assembler makes of the text beside them.
    let offenders: [(Rule, &[(u32, &str)]); 9] = [
        (Rule::StatusIsData, &[(0x885f_fc20, "ldaxr"), (0x8803_fc23, "stlxr w3, w3, [x1]")]),
        (Rule::StatusIsData, &[(0xc87f_1404, "ldxp"), (0xc824_1404, "stxp w4, x4, x5, [x0]")]),
        (Rule::StatusIsBase, &[(0x885f_fc20, "ldaxr"), (0x8801_7c20, "stxr w1, w0, [x1]")]),
        (
            Rule::AccessInside,
            &[(0x885f_fc20, "ldaxr"), (0xb940_0045, "ldr w5, [x2]"), (0x8802_fc23, "stlxr")],
        ),
        (Rule::LoopShape, &[(0x885f_fc20, "ldaxr"), (0x8802_fc23, "stlxr"), (0xd65f_03c0, "ret")]),
        (
            // Back to the store, not to the load.
            Rule::LoopShape,
            &[(0x885f_fc20, "ldaxr"), (0x8802_fc23, "stlxr"), (0x35ff_ffe2, "cbnz w2, .-4")],
        ),
        (Rule::X18, &[(0xaa00_03f2, "mov x18, x0")]),
        (Rule::Sp, &[(0xd100_43ff, "sub sp, sp, #16"), (0xd65f_03c0, "ret")]),
        (Rule::Dsb, &[(0xd503_3f9f, "dsb sy")]),
    ];
    for (rule, words) in &offenders {
        let insns = code::decode(words.iter().map(|w| w.0), 0);
        for (insn, (_, text)) in insns.iter().zip(*words) {
            let name = text.split_whitespace().next().unwrap();
            assert!(insn.name == name || name == "mov", "{} is not {text}", insn.text);
        }
        let found = check(&insns, true);
        assert!(found.iter().any(|f| f.0 == *rule), "{rule:?} not caught in {words:x?}: {found:?}");
    }
    // The control: a right loop in a right frame breaks none.
    let right = [
        0xa9bf_7bfd, // stp x29, x30, [sp, #-16]!
        0x885f_fc20, // ldaxr w0, [x1]
        0x1100_0400, // add w0, w0, #1
        0x8802_fc20, // stlxr w2, w0, [x1]
        0x35ff_ffa2, // cbnz w2, .-12
        0xa8c1_7bfd, // ldp x29, x30, [sp], #16
        0xd65f_03c0, // ret
    ];
    assert_eq!(check(&code::decode(right, 0), true), []);
}
