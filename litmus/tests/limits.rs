//! One test for each line of LIMITS.md: what the model covers and what not.

use fencepost_litmus::explore::{
    Exclusives, Incomplete, Observation, Options, Outcomes, Prepared, Stopped,
};
use fencepost_litmus::model::{AArch64, Model, Sc, Tso};
use fencepost_litmus::test::{Test, parse};

fn read(source: &str) -> Test {
    parse(source).unwrap_or_else(|e| panic!("{source}\n{e:?}")).test
}

fn run(source: &str, model: &dyn Model, options: Options) -> Result<Outcomes, Stopped> {
    let test = read(source);
    Prepared::new(&test, options, &|| false)?.under(model).outcomes(&|| false)
}

fn outcomes(source: &str) -> Outcomes {
    run(source, &AArch64, Options::default()).expect("small enough")
}

fn observed(source: &str) -> Observation {
    let outcomes = outcomes(source);
    assert_eq!(outcomes.incomplete, [], "{source}");
    outcomes.observation()
}

/// Message passing from `writer` to `reader`; `1:X0` is the flag, `1:X2` the data.
fn message_passing(writer: &[&str], reader: &[&str]) -> String {
    two_threads("0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;", writer, reader, "exists (1:X0=1 /\\ 1:X2=0)")
}

/// Store buffering; each thread writes `[X1]` and reads `[X3]` into W2.
fn store_buffering(left: &[&str], right: &[&str]) -> String {
    two_threads("0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;", left, right, "exists (0:X2=0 /\\ 1:X2=0)")
}

fn two_threads(init: &str, left: &[&str], right: &[&str], condition: &str) -> String {
    let rows = (0..left.len().max(right.len())).map(|i| {
        let cell = |t: &[&str]| t.get(i).copied().unwrap_or("").to_owned();
        format!("{} | {} ;\n", cell(left), cell(right))
    });
    format!("AArch64 T\n{{ {init} }}\nP0 | P1 ;\n{}{condition}", rows.collect::<String>())
}

const PLAIN_READER: [&str; 2] = ["LDR W0,[X1]", "LDR W2,[X3]"];
const ORDERED_READER: [&str; 3] = ["LDR W0,[X1]", "DMB LD", "LDR W2,[X3]"];
const ORDERED_WRITER: [&str; 4] = ["MOV W0,#1", "STR W0,[X1]", "DMB ST", "STR W0,[X3]"];

#[test]
fn non_shareable_barriers_order_like_the_others() {
    for fence in ["DMB NSHST", "DMB NSH", "DSB NSHST", "DMB OSHST", "DMB ISHST", "DMB SY"] {
        let writer = ["MOV W0,#1", "STR W0,[X1]", fence, "STR W0,[X3]"];
        let test = message_passing(&writer, &ORDERED_READER);
        assert_eq!(observed(&test), Observation::Never, "{fence}");
    }
}

#[test]
fn dsb_oshld_is_a_load_barrier_and_dsb_osh_a_full_one() {
    let reader = |fence| ["LDR W0,[X1]", fence, "LDR W2,[X3]"];
    let never = message_passing(&ORDERED_WRITER, &reader("DSB OSHLD"));
    assert_eq!(observed(&never), Observation::Never);
    let thread = |fence| ["MOV W0,#1", "STR W0,[X1]", fence, "LDR W2,[X3]"];
    let never = store_buffering(&thread("DSB OSH"), &thread("DSB OSH"));
    assert_eq!(observed(&never), Observation::Never);
    let allowed = store_buffering(&thread("DSB OSHLD"), &thread("DSB OSHLD"));
    assert_eq!(observed(&allowed), Observation::Sometimes);
}

#[test]
fn speculation_barriers_and_hints_order_nothing() {
    for nothing in ["SB", "SSBB", "PSSBB", "NOP", "YIELD", "PRFM PLDL1KEEP,[X1]"] {
        let reader = ["LDR W0,[X1]", nothing, "LDR W2,[X3]"];
        let test = message_passing(&ORDERED_WRITER, &reader);
        assert_eq!(observed(&test), Observation::Sometimes, "{nothing}");
    }
}

#[test]
fn an_atomic_between_exclusives_does_not_break_the_pair() {
    let left = ["LDXR W0,[X1]", "LDADD W5,W6,[X3]", "MOV W2,#1", "STXR W4,W2,[X1]"];
    let right = ["MOV W0,#2", "STR W0,[X3]"];
    let init = "0:X1=x; 0:X3=z; 1:X3=x;";
    let condition = "exists (0:X4=0 /\\ 0:X0=0 /\\ x=1)";
    let with_write_between = two_threads(init, &left, &right, condition);
    // The write of 2 is before or after the pair, so x=1 at the end with 0
    // read means that 2 never was in memory: it must be.
    assert_eq!(observed(&with_write_between), Observation::Never);
    let unpaired = ["LDR W0,[X1]", "LDADD W5,W6,[X3]", "MOV W2,#1", "STR W2,[X1]"];
    let mutant = two_threads(init, &unpaired, &right, "exists (0:X4=0 /\\ 0:X0=0 /\\ x=1)");
    assert_eq!(observed(&mutant), Observation::Sometimes);
}

#[test]
fn a_discarded_atomic_result_is_no_acquire() {
    let reader =
        |rt| ["MOV W4,#0", "LDADDA W4,W0,[X1]", "LDR W2,[X3]"].map(|l: &str| l.replace("W0", rt));
    let texts = |rt| reader(rt).to_vec();
    let keep = texts("W0");
    let keep: Vec<&str> = keep.iter().map(String::as_str).collect();
    assert_eq!(observed(&message_passing(&ORDERED_WRITER, &keep)), Observation::Never);
    let drop = texts("WZR");
    let drop: Vec<&str> = drop.iter().map(String::as_str).collect();
    let condition = "exists (1:X2=0 /\\ y=1)";
    let init = "0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x;";
    assert_eq!(
        observed(&two_threads(init, &ORDERED_WRITER, &drop, condition)),
        Observation::Sometimes
    );
}

#[test]
fn the_status_of_a_store_exclusive_carries_no_dependency() {
    let status = ["LDXR W0,[X1]", "STXR W4,W0,[X1]", "EOR W5,W4,W4", "LDR W2,[X3,W5,SXTW]"];
    assert_eq!(observed(&message_passing(&ORDERED_WRITER, &status)), Observation::Sometimes);
    let value = ["LDXR W0,[X1]", "EOR W5,W0,W0", "LDR W2,[X3,W5,SXTW]"];
    assert_eq!(observed(&message_passing(&ORDERED_WRITER, &value)), Observation::Never);
}

#[test]
fn pairs_are_two_accesses_without_lse2() {
    let source = "AArch64 pair\n{ uint64_t x[2]; 0:X1=x; 1:X1=x; uint64_t 1:X2; uint64_t 1:X3; }\n\
        P0 | P1 ;\n MOV X0,#1 | LDP X2,X3,[X1] ;\n STP X0,X0,[X1] | ;\n\
        exists (not (1:X2=1:X3))";
    let source = source.replace("not (1:X2=1:X3)", "1:X2=1 /\\ 1:X3=0");
    assert_eq!(observed(&source), Observation::Sometimes);
    let lse2 = Options { lse2: true, ..Options::default() };
    let whole = run(&source, &AArch64, lse2).expect("small enough");
    assert_eq!(whole.observation(), Observation::Never);
}

#[test]
fn a_load_exclusive_pair_may_be_torn_if_its_store_fails() {
    let source = |failed: u8| {
        format!(
            "AArch64 exclusive-pair\n{{ uint64_t x[2]; 0:X1=x; 1:X1=x; uint64_t 1:X2; uint64_t 1:X4; }}\n\
             P0 | P1 ;\n LDXP X4,X6,[X1] | LDXP X2,X4,[X1] ;\n MOV X0,#1 | STXP W8,X2,X4,[X1] ;\n \
             STXP W8,X0,X0,[X1] | ;\nexists (0:X8=0 /\\ 1:X8={failed} /\\ 1:X2=0 /\\ 1:X4=1)"
        )
    };
    let permitted = Options { exclusives: Exclusives::Permitted, ..Options::default() };
    let under = |failed, options| {
        run(&source(failed), &AArch64, options).expect("small enough").observation()
    };
    assert_eq!(under(1, Options::default()), Observation::Never);
    assert_eq!(under(1, permitted), Observation::Sometimes);
    assert_eq!(under(0, permitted), Observation::Never);
}

#[test]
fn unaligned_accesses_are_torn_by_the_byte() {
    let source = |address: &str| {
        format!(
            "AArch64 torn\n{{ uint64_t x; 0:X1=x; 1:X1=x; uint64_t 1:X2; }}\n\
             P0 | P1 ;\n MOV W0,#0x0101 | LDRH W2,[X1,{address}] ;\n STRH W0,[X1,{address}] | ;\n\
             exists (1:X2=1 \\/ 1:X2=256)"
        )
    };
    assert_eq!(observed(&source("#1")), Observation::Sometimes);
    assert_eq!(observed(&source("#2")), Observation::Never);
}

#[test]
fn an_acquire_wider_than_the_atomic_before_it_is_ordered_whole() {
    let source = |load: &str| {
        format!(
            "AArch64 wide\n{{ uint32_t x; uint32_t 0:X3; 0:X0=x; 1:X0=x; uint32_t 1:X1=0xccddeeff; }}\n\
             P0 | P1 ;\n MOV W2,#42 | STR W1,[X0] ;\n SWPH W2,W1,[X0] | ;\n {load} W3,[X0] | ;\n\
             exists (0:X1=0xeeff /\\ 0:X3=42)"
        )
    };
    assert_eq!(observed(&source("LDAR")), Observation::Never);
    assert_eq!(observed(&source("LDR")), Observation::Sometimes);
}

#[test]
fn the_hazard_between_reads_is_by_the_byte() {
    // The second, wider read takes its upper half from its own thread's store
    // and its lower half from before the write that the first read saw.
    let source = "AArch64 hazard\n{ uint64_t x; uint64_t 1:X3; uint64_t 1:X0; \
        0:X1=x; 0:X2=0x202020202020202; 1:X1=x; 1:X2=0x3030303; }\n\
        P0 | P1 ;\n STR X2,[X1] | LDR W0,[X1,#4] ;\n | STR W2,[X1,#4] ;\n | LDR X3,[X1] ;\n\
        exists (1:X0=0x2020202 /\\ 1:X3=0x303030300000000)";
    assert_eq!(observed(source), Observation::Sometimes);
    let same_size =
        source.replace("LDR X3,[X1]", "LDR W3,[X1,#4]").replace("0x303030300000000", "0");
    assert_eq!(observed(&same_size), Observation::Never);
}

#[test]
fn a_store_exclusive_to_another_address_fails() {
    let source = "AArch64 elsewhere\n{ 0:X1=x; 0:X3=y; }\nP0 ;\n LDXR W0,[X1] ;\n STXR W4,W0,[X3] ;\n\
        exists (0:X4=0)";
    assert_eq!(observed(source), Observation::Never);
    assert_eq!(observed(&source.replace("[X3]", "[X1]")), Observation::Sometimes);
    let permitted = Options { exclusives: Exclusives::Permitted, ..Options::default() };
    let other_size = source.replace("[X3]", "[X1]").replace("LDXR W0", "LDXR X0");
    for source in [source, &other_size] {
        let may = run(source, &AArch64, permitted).expect("small enough").observation();
        assert_eq!(may, Observation::Sometimes, "{source}");
    }
}

#[test]
fn returning_without_a_caller_ends_the_thread() {
    let source = "AArch64 return\n{ }\nP0 ;\n MOV W0,#1 ;\n RET ;\n MOV W0,#2 ;\nforall (0:X0=1)";
    assert_eq!(observed(source), Observation::Always);
}

#[test]
fn accesses_outside_every_location_are_faults() {
    let source = "AArch64 fault\n{ 0:X1=x; }\nP0 ;\n LDR W0,[X2] ;\nexists (0:X0=0)";
    let outcomes = outcomes(source);
    assert!(matches!(outcomes.incomplete[..], [Incomplete::Fault { .. }]));
    assert!(outcomes.states.is_empty());
}

#[test]
fn an_access_that_the_model_never_makes_is_no_fault() {
    // The second read cannot be older than the first.
    let source = "AArch64 unreachable\n{ int x=0; 0:X1=x; 1:X1=x; 1:X3=16; }\nP0 | P1 ;\n\
        MOV W0,#1 | LDR W0,[X1] ;\n STR W0,[X1] | LDR W2,[X1] ;\n | CBZ W0,out ;\n | CBNZ W2,out ;\n\
        | LDR W6,[X3] ;\n | out: ;\nforall (true)";
    assert_eq!(observed(source), Observation::Always);
}

#[test]
fn loops_that_wait_are_solved() {
    let source = message_passing(
        &["MOV W0,#1", "STR W0,[X1]", "STLR W0,[X3]"],
        &["again: LDAR W0,[X1]", "CBZ W0,again", "LDR W2,[X3]"],
    );
    assert_eq!(observed(&source), Observation::Never);
    let plain = source.replace("STLR", "STR");
    assert_eq!(observed(&plain), Observation::Sometimes);
}

#[test]
fn a_thread_that_spins_for_ever_has_no_final_state() {
    let source =
        "AArch64 forever\n{ 0:X1=x; }\nP0 ;\n L: LDR W0,[X1] ;\n CBZ W0,L ;\nexists (0:X0=0)";
    let outcomes = outcomes(source);
    assert!(outcomes.states.is_empty() && outcomes.incomplete.is_empty());
}

#[test]
fn other_loops_are_bounded_and_say_so() {
    // Counts how often it read before it saw the write: there is no bound.
    let source = two_threads(
        "0:X1=x; 1:X1=x;",
        &["MOV W0,#1", "STR W0,[X1]"],
        &["L: ADD W2,W2,#1", "LDR W0,[X1]", "CBZ W0,L"],
        "exists (1:X2=100)",
    );
    let outcomes = outcomes(&source);
    assert!(matches!(outcomes.incomplete[..], [Incomplete::Loop { .. }]));
    assert!(!outcomes.is_decided(fencepost_litmus::test::Quantifier::Exists));
}

#[test]
fn counted_loops_run_to_their_end() {
    let source = "AArch64 counted\n{ }\nP0 ;\n MOV W0,#50 ;\n L: ADD W1,W1,#2 ;\n SUBS W0,W0,#1 ;\n\
        B.NE L ;\nforall (0:X1=100)";
    assert_eq!(observed(source), Observation::Always);
}

#[test]
fn a_test_too_large_is_refused() {
    let body = "STR W0,[X1] ;\n".repeat(4200);
    let source = format!("AArch64 large\n{{ 0:X1=x; }}\nP0 ;\n{body}exists (x=0)");
    let result = run(&source, &AArch64, Options::default());
    assert_eq!(result.err(), Some(Stopped::TooLarge));
}

#[test]
fn truncated_addresses_are_numbers() {
    let source = "AArch64 cut\n{ 0:X1=x; uint64_t 0:X2; }\nP0 ;\n MOV W2,W1 ;\nexists (0:X2=x)";
    assert_eq!(observed(source), Observation::Never);
    assert_eq!(observed(&source.replace("MOV W2,W1", "MOV X2,X1")), Observation::Always);
}

#[test]
fn tso_restores_store_to_load_order_with_fences_and_locked_instructions() {
    let tso =
        |source: &str| run(source, &Tso, Options::default()).expect("small enough").observation();
    let thread = |middle: &'static str| ["MOV W0,#1", "STR W0,[X1]", middle, "LDR W2,[X3]"];
    assert_eq!(tso(&store_buffering(&thread("NOP"), &thread("NOP"))), Observation::Sometimes);
    assert_eq!(tso(&store_buffering(&thread("DMB SY"), &thread("DMB SY"))), Observation::Never);
    assert_eq!(tso(&store_buffering(&thread("DMB ST"), &thread("DMB ST"))), Observation::Sometimes);
    let locked = ["MOV W0,#1", "SWP W0,W4,[X1]", "LDR W2,[X3]"];
    assert_eq!(tso(&store_buffering(&locked, &locked)), Observation::Never);
    assert_eq!(
        tso(&message_passing(&["MOV W0,#1", "STR W0,[X1]", "STR W0,[X3]"], &PLAIN_READER)),
        Observation::Never
    );
}

#[test]
fn sc_keeps_all_program_order() {
    let thread = ["MOV W0,#1", "STR W0,[X1]", "LDR W2,[X3]"];
    let source = store_buffering(&thread, &thread);
    let sc = run(&source, &Sc, Options::default()).expect("small enough");
    assert_eq!(sc.observation(), Observation::Never);
}

#[test]
fn what_is_out_of_scope_is_refused_by_name() {
    for text in ["TLBI VMALLE1IS", "LDG X0,[X1]", "PACIA X0,X1", "DC CVAU,X1", "SVC #0"] {
        let source = format!("AArch64 refused\n{{ 0:X1=x; }}\nP0 ;\n {text} ;\nexists (x=0)");
        let errors = parse(&source).expect_err(text);
        assert!(errors.iter().any(|e| e.code.is_unsupported()), "{text}: {errors:?}");
    }
}

/// Every test that LIMITS.md names exists, and every test here is named there.
#[test]
fn the_page_and_the_tests_agree() {
    let page = include_str!("../../LIMITS.md");
    let source = include_str!("limits.rs");
    let named: Vec<&str> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.strip_prefix("limits::"))
        .collect();
    let mut tests = Vec::new();
    for part in source.split("#[test]\nfn ").skip(1) {
        tests.extend(part.split('(').next());
    }
    for name in &named {
        assert!(tests.contains(name), "LIMITS.md names {name}, which is no test");
    }
    for test in tests.iter().filter(|t| **t != "the_page_and_the_tests_agree") {
        assert!(named.contains(test), "LIMITS.md does not name {test}");
    }
}
