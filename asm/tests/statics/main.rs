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
    use fencepost_asm::routine;
    std::hint::black_box(offenders::offenders());
    std::hint::black_box([offenders::crosscall(), offenders::crosscall_one_by_one()]);
    std::hint::black_box((
        Call::run as *const (),
        junk_probe(),
        signal::interrupted_call as *const (),
    ));
    std::hint::black_box([
        routine::go_load8 as *const (),
        routine::go_load as *const (),
        routine::go_load64 as *const (),
        routine::go_store8 as *const (),
        routine::go_store as *const (),
        routine::go_store64 as *const (),
        routine::go_xchg8 as *const (),
        routine::go_xchg as *const (),
        routine::go_xchg64 as *const (),
        routine::go_cas as *const (),
        routine::go_cas64 as *const (),
        routine::go_xadd as *const (),
        routine::go_xadd64 as *const (),
        routine::go_and8 as *const (),
        routine::go_and32 as *const (),
        routine::go_and64 as *const (),
        routine::go_or8 as *const (),
        routine::go_or32 as *const (),
        routine::go_or64 as *const (),
        routine::go_cas128 as *const (),
        routine::go_publication_barrier as *const (),
        routine::go_save_g as *const (),
        routine::go_load_g as *const (),
        routine::wb_reserve as *const (),
        routine::gc_write_barrier_probe as *const (),
        routine::article_store64 as *const (),
        routine::article_save_pair as *const (),
    ]);
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
    let all = binaries();
    if all.is_empty() {
        code::left_out("no AArch64 binary to look at; FENCEPOST_OBJECTS names none");
    }
    for path in all {
        let data = std::fs::read(&path).unwrap();
        let (format, functions) = functions(&data);
        println!("{format}: {} functions in {}", functions.len(), path.display());
        assert!(functions.len() > 500);
        test(&format, &functions);
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
