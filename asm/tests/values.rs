//! What every primitive computes: result, memory and neighbours, over values at the sign
//! boundaries, against an oracle that shares nothing with it.
//!
//! The check is a function of a row and a call, so that it can be given wrong calls too: each of
//! those must be caught, on every host. The primitives themselves run on AArch64.

use fencepost_asm::{Op, Order, Row, Shape, routine, rows};

type Run = unsafe fn(*mut u8, [u64; 4]) -> [u64; 2];

/// A location with canaries on both sides.
#[repr(C, align(64))]
struct Memory([u8; 64]);

const CANARY: u8 = 0xa5;
const AT: usize = 32;

/// Words at the boundaries of `bits`.
fn values(bits: u32) -> Vec<u64> {
    let ones = if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
    let min = 1 << (bits - 1);
    vec![0, 1, min - 1, min, min + 1, ones - 1, ones, ones / 3]
}

/// Runs `run` over the boundary values; the number of cases, or the first that is wrong.
fn check(row: &Row, run: Run) -> Result<usize, String> {
    if row.bytes == 0 || matches!(row.shape, Shape::AtAddress | Shape::ReadRegister) {
        return check_untouched(row, run);
    }
    let (bits, words) = (row.word_bits(), if row.is_pair() { 2 } else { 1 });
    let size = bits as usize / 8;
    let values = values(bits);
    let mut cases = 0;
    for (i, &old) in values.iter().enumerate() {
        for &expected in if row.op == Op::Cas { &values[..] } else { &values[..1] } {
            for &val in &values {
                // The second word of a pair takes other values, and for CAS sometimes alone differs.
                let other = values[(i + 3) % values.len()];
                let olds = [old, other];
                let wants = [expected, if val % 3 == 0 { !other } else { other }];
                let vals = [val, !val];
                let hit = (0..words).all(|w| (olds[w] ^ wants[w]) << (64 - bits) == 0);
                // Bits above the width are noise: a primitive must not see them.
                let noise = if bits == 64 { 0 } else { u64::MAX << bits };
                let [v0, v1] = vals.map(|v| v ^ noise);
                let [w0, w1] = wants.map(|w| w ^ noise);
                let args = match (row.op, words) {
                    (Op::Cas, 1) => [w0, v0, 0, 0],
                    (Op::Cas, _) => [w0, w1, v0, v1],
                    _ => [v0, v1, 0, 0],
                };
                let mut memory = Memory([CANARY; 64]);
                let mut want = [CANARY; 64];
                let mut result = [0; 2];
                for w in 0..words {
                    let at = AT + w * size;
                    memory.0[at..at + size].copy_from_slice(&olds[w].to_le_bytes()[..size]);
                    let new = match row.op {
                        Op::Cas if !hit => olds[w],
                        op => op.apply(bits, olds[w], vals[w], olds[w]),
                    };
                    want[at..at + size].copy_from_slice(&new.to_le_bytes()[..size]);
                    result[w] = olds[w] << (64 - bits) >> (64 - bits);
                }
                // SAFETY: the location is 32 bytes into a 64-byte block aligned to 64.
                let got = unsafe { run(memory.0.as_mut_ptr().add(AT), args) };
                let case = format!("{}: old {olds:x?}, arguments {args:x?}", row.name);
                if memory.0 != want {
                    return Err(format!("{case}: memory {:x?}, not {:x?}", memory.0, want));
                }
                let returns =
                    !matches!(row.shape, Shape::Store | Shape::StorePair | Shape::RmwNoRet);
                let got = got.map(|g| g << (64 - bits) >> (64 - bits));
                if returns && got != result {
                    return Err(format!("{case}: returned {got:x?}, not {result:x?}"));
                }
                cases += 1;
            }
        }
    }
    Ok(cases)
}

/// What has no location must leave memory as it is.
fn check_untouched(row: &Row, run: Run) -> Result<usize, String> {
    let mut memory = Memory([CANARY; 64]);
    // SAFETY: the pointer is valid for every width and the primitive takes nothing else.
    unsafe { run(memory.0.as_mut_ptr().add(AT), [0; 4]) };
    if memory.0 == [CANARY; 64] { Ok(1) } else { Err(format!("{}: memory changed", row.name)) }
}

fn row(name: &str) -> &'static Row {
    rows().find(|r| r.name == name).unwrap_or_else(|| panic!("no row {name}"))
}

/// Calls that are wrong in ways that hand-written assembly is, each with the row it pretends to be.
const OFFENDERS: &[(&str, &str, Run)] = &[
    ("writes 64 bits for 32", "str_w", |p, a| {
        // SAFETY: the block around the location is larger than 8 bytes on both sides.
        unsafe { p.cast::<u64>().write(a[0]) };
        [0; 2]
    }),
    ("does not wrap at 8 bits", "ldaddb", |p, a| {
        // SAFETY: the block around the location has a byte behind it, and is aligned to 2 bytes there.
        unsafe {
            let old = p.cast::<u16>().read();
            p.cast::<u16>().write(old.wrapping_add(a[0] as u8 as u16));
            [old as u8 as u64, 0]
        }
    }),
    ("returns the new value", "ldadd_w", |p, a| {
        // SAFETY: the location is valid for 4 bytes.
        unsafe {
            let new = p.cast::<u32>().read().wrapping_add(a[0] as u32);
            p.cast::<u32>().write(new);
            [new as u64, 0]
        }
    }),
    ("compares sign-extended with zero-extended, as Go's Cas does (D1)", "casal_w", |p, a| {
        // SAFETY: the location is valid for 4 bytes.
        unsafe {
            let was = p.cast::<u32>().read();
            if was as u64 == a[0] as i32 as i64 as u64 {
                p.cast::<u32>().write(a[1] as u32);
            }
            [was as u64, 0]
        }
    }),
    ("compares bits above the width", "casb", |p, a| {
        // SAFETY: the location is valid for a byte.
        unsafe {
            let was = p.read();
            if was as u64 == a[0] {
                p.write(a[1] as u8);
            }
            [was as u64, 0]
        }
    }),
    ("stores on a mismatch", "cas_x", |p, a| {
        // SAFETY: the location is valid for 8 bytes.
        unsafe { [p.cast::<u64>().replace(a[1]), 0] }
    }),
    ("compares only the low word of a pair", "casp_x", |p, a| {
        // SAFETY: the location is valid for 16 bytes.
        unsafe {
            let p = p.cast::<[u64; 2]>();
            let was = p.read();
            if was[0] == a[0] {
                p.write([a[2], a[3]]);
            }
            was
        }
    }),
    ("swaps the words of a pair", "stp_w", |p, a| {
        // SAFETY: the location is valid for 8 bytes.
        unsafe { p.cast::<[u32; 2]>().write([a[1] as u32, a[0] as u32]) };
        [0; 2]
    }),
    ("clears the mask instead of keeping it", "ldclrb", |p, a| {
        // SAFETY: the location is valid for a byte.
        unsafe { [p.replace(p.read() & a[0] as u8) as u64, 0] }
    }),
    ("takes the unsigned maximum", "ldsmaxh", |p, a| {
        // SAFETY: the location is valid for 2 bytes.
        unsafe { [p.cast::<u16>().replace(p.cast::<u16>().read().max(a[0] as u16)) as u64, 0] }
    }),
    ("takes the signed minimum", "ldumin_w", |p, a| {
        // SAFETY: the location is valid for 4 bytes.
        unsafe { [p.cast::<i32>().replace(p.cast::<i32>().read().min(a[0] as i32)) as u64, 0] }
    }),
    ("a fence that writes", "dmb_ish", |p, _| {
        // SAFETY: the location is valid for a byte.
        unsafe { p.write(0) };
        [0; 2]
    }),
];

#[test]
fn wrong_primitives_are_caught() {
    for (fault, name, run) in OFFENDERS {
        assert!(check(row(name), *run).is_err(), "not caught: {fault} ({name})");
    }
}

#[test]
fn right_values_pass() {
    // The control of the test above: the check is not one that fails everything.
    let right: &[(&str, Run)] = &[
        // SAFETY: the location is valid for 4 bytes.
        ("swp_w", |p, a| unsafe { [p.cast::<u32>().replace(a[0] as u32) as u64, 0] }),
        ("casal_w", |p, a| {
            // SAFETY: the location is valid for 4 bytes.
            unsafe {
                let was = p.cast::<u32>().read();
                if was == a[0] as u32 {
                    p.cast::<u32>().write(a[1] as u32);
                }
                [was as u64, 0]
            }
        }),
        ("isb", |_, _| [0; 2]),
    ];
    for (name, run) in right {
        check(row(name), *run).unwrap();
    }
}

#[test]
#[cfg_attr(
    not(target_arch = "aarch64"),
    ignore = "left out: primitives need AArch64; scripts/cross-linux has an emulated one"
)]
fn every_primitive_computes_what_its_row_says() {
    #[cfg(target_arch = "aarch64")]
    {
        let features = fencepost_asm::detect::features();
        let (mut ran, mut cases, mut absent) = (0, 0, std::collections::BTreeMap::new());
        for (row, call) in fencepost_asm::calls() {
            assert_eq!(row.name, call.name, "ROWS and CALLS are in the same order");
            if !features.has(row.feature) {
                *absent.entry(row.feature.name()).or_insert(0) += 1;
                continue;
            }
            ran += 1;
            cases += check(row, call.run).unwrap();
        }
        println!("{ran} primitives, {cases} cases; left out for want of a feature: {absent:?}");
        assert!(ran > 200, "the base primitives alone are more");
    }
}

#[test]
#[cfg(target_arch = "aarch64")]
fn offsets_reach_both_ends() {
    use fencepost_asm::insn::{load_offset::*, store_offset::*};
    if !fencepost_asm::detect::features().has(fencepost_asm::Feature::Lrcpc2) {
        println!("left out: LDAPUR and STLUR need FEAT_LRCPC2");
        return;
    }
    let mut memory = [0u8; 512];
    let middle = memory.as_mut_ptr().wrapping_add(256);
    // SAFETY: every offset stays inside the 512 bytes, and bytes have no alignment.
    unsafe {
        stlurb::<-256>(middle, 1);
        stlurb::<255>(middle, 2);
        assert_eq!((ldapurb::<-256>(middle), ldapurb::<255>(middle)), (1, 2));
    }
    assert_eq!((memory[0], memory[511]), (1, 2));
    assert_eq!(memory.iter().filter(|&&b| b != 0).count(), 2);
}

#[test]
fn names_are_unique_and_claims_agree_with_mnemonics() {
    let mut names = std::collections::HashSet::new();
    for row in rows() {
        assert!(names.insert(row.name), "{} twice", row.name);
        assert!(row.code.iter().all(|l| !l.insn.contains(';') && !l.insn.contains("18")));
        // Every effect is written, and every ordering claim names its witnesses.
        assert!(row.code.iter().all(|l| !l.effect.is_empty()), "{}: no effect", row.name);
        assert!(!row.orders() || !row.witness.is_empty(), "{}: no witness", row.name);
        // The order claimed is the one that the mnemonics spell.
        let text: String = row.code.iter().map(|l| l.insn).collect::<Vec<_>>().join("\n");
        let has = |m: &str| text.split_whitespace().any(|w| w.starts_with(m));
        if row.module.contains("::excl::") {
            let acquire = has("ldax");
            let release = has("stlx");
            let order = match (acquire, release) {
                (false, false) => Order::Relaxed,
                (true, false) => Order::Acquire,
                (false, true) => Order::Release,
                (true, true) => Order::AcqRel,
            };
            assert_eq!(row.order, order, "{}", row.name);
        }
        if row.module.contains("::lse::") {
            let mnemonic = text.split_whitespace().next().unwrap();
            let stem = ["ldsmax", "ldsmin", "ldumax", "ldumin", "ldclrp", "ldsetp"]
                .into_iter()
                .chain(["stsmax", "stsmin", "stumax", "stumin", "stadd", "stclr", "steor", "stset"])
                .chain(["ldadd", "ldclr", "ldeor", "ldset", "swpp", "casp", "swp", "cas"])
                .find(|stem| mnemonic.starts_with(stem))
                .unwrap();
            let suffix = mnemonic[stem.len()..].trim_end_matches(['b', 'h']);
            let order = match suffix {
                "" => Order::Relaxed,
                "a" => Order::Acquire,
                "l" => Order::Release,
                "al" => Order::AcqRel,
                other => panic!("{}: suffix {other}", row.name),
            };
            assert_eq!(row.order, order, "{}", row.name);
        }
    }
    println!("{} primitives", names.len());
}

#[test]
fn every_claim_names_litmus_tests_of_the_corpus() {
    fn names(dir: &std::path::Path, out: &mut std::collections::HashSet<String>) {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                names(&path, out);
            } else if path.extension().is_some_and(|e| e == "litmus") {
                out.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../litmus/corpus");
    if !dir.is_dir() {
        println!("left out: this crate was packed without the corpus");
        return;
    }
    let mut corpus = std::collections::HashSet::new();
    names(&dir, &mut corpus);
    let of_rows = rows().map(|row| (row.name, row.witness));
    let of_routines = routine::CLAIMS.iter().map(|claim| (claim.name, claim.witness));
    for (name, witnesses) in of_rows.chain(of_routines) {
        for witness in witnesses {
            assert!(corpus.contains(*witness), "{name}: no litmus test {witness}");
        }
    }
    assert!(!corpus.contains("MP+no-such-test"), "the control");
}

/// Every public function of `insn` comes from a row, and every row is listed: only then the tests that
/// run over rows and calls (values here, claims above, code in `statics`) leave nothing out.
#[test]
fn no_primitive_is_outside_the_rows() {
    fn sources(dir: &std::path::Path, out: &mut Vec<(std::path::PathBuf, String)>) {
        for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("shape") {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                out.push((path, text));
            }
        }
    }
    let mut all = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/insn"), &mut all);
    let listed: std::collections::HashSet<&str> = rows().map(|row| row.name).collect();
    let mut written = 0;
    for (path, text) in &all {
        for line in text.lines().map(str::trim_start) {
            let by_hand = line.starts_with("pub ") && line.contains("fn ");
            assert!(!by_hand, "{}: not from a row: {line}", path.display());
            if let Some(name) = line.strip_prefix("fn ").and_then(|rest| rest.split('(').next()) {
                written += 1;
                assert!(listed.contains(name), "{}: {name} is not in ROWS", path.display());
            }
        }
    }
    assert_eq!(written, listed.len());
}

/// Every routine has a claim by its type; here, that each has a test of its values and that what
/// orders something names its witnesses.
#[test]
fn no_routine_is_without_a_test() {
    let tests = include_str!("routines/native.rs");
    for claim in routine::CLAIMS {
        let is_called = tests.contains(&format!("{}(", claim.name))
            || tests.contains(&format!("({})", claim.name));
        assert!(is_called, "no test of the values of {}", claim.name);
        assert!(claim.order == Order::Relaxed || !claim.witness.is_empty(), "{}", claim.name);
    }
}
