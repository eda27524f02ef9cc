//! Each claim is a test: it fails if its evidence changes.
//!
//! [`expected`] says what the recorded evidence and Arm's model come to. For each
//! claim there is a mutant: evidence that was tampered with, or another memory
//! model, under which the verdict must change. A live toolchain is asked too where
//! `FENCEPOST_GO` names one.

use fencepost::claims::{
    Claim, Evidence, Finding, Judged, Lab, Need, Record, Settings, Verdict, all, select,
};
use fencepost_litmus::model::Sc;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn settings(evidence: Evidence) -> Settings {
    Settings { evidence, ..Settings::default() }
}

fn lab() -> Lab {
    Lab::new(settings(Evidence::Recorded)).expect("the record can be read")
}

fn judge(id: &str, lab: &Lab) -> Judged {
    Judged::new(claim(id), lab)
}

fn claim(id: &str) -> &'static Claim {
    select(&[id.to_owned()]).expect("there is such a claim")[0]
}

/// What each claim comes to with what is recorded.
fn expected() -> Vec<(&'static str, Verdict)> {
    use Verdict::{False, HalfTrue, NeedsMacOs, True, Unsupported};
    let half_true = ["C01", "C07", "C12", "C13", "C14", "C18", "C21", "C22", "C29"];
    let unsupported = ["C23", "C27", "C43"];
    let verdict = |id: &str| match id {
        "C31" => True,
        "C24" => NeedsMacOs,
        id if half_true.contains(&id) => HalfTrue,
        id if unsupported.contains(&id) => Unsupported,
        _ => False,
    };
    all().map(|claim| (claim.id, verdict(claim.id))).collect()
}

#[test]
fn every_claim_comes_to_its_verdict() {
    let lab = lab();
    let found: Vec<_> = all().map(|claim| (claim.id, Judged::new(claim, &lab).verdict)).collect();
    assert_eq!(found, expected());
}

#[test]
fn there_are_forty_five() {
    let ids: Vec<_> = all().map(|claim| claim.id.to_owned()).collect();
    assert_eq!(ids, (1..=45).map(|n| format!("C{n:02}")).collect::<Vec<_>>());
    let slugs: BTreeSet<_> = all().map(|claim| claim.slug).collect();
    assert_eq!(slugs.len(), 45, "a slug names one claim");
}

/// An experiment whose contrast fails proves nothing.
#[test]
fn contrasts_hold() {
    let lab = lab();
    for claim in all() {
        let judged = Judged::new(claim, &lab);
        assert_eq!(judged.failed_contrasts().collect::<Vec<_>>(), [""; 0], "{}", claim.id);
    }
}

/// Without Go and without a record, Go's claims say what they need, and the
/// model's are what they are.
#[test]
fn a_machine_without_anything() {
    let empty = r#"{ "fencepost": "0", "go": [], "cc": [] }"#;
    let lab = Lab::with_record(settings(Evidence::Recorded), Record::read(empty).expect("JSON"));
    let verdict = |id| judge(id, &lab).verdict;
    assert_eq!(verdict("C17"), Verdict::False, "the model is always at hand");
    assert_eq!(verdict("C07"), Verdict::HalfTrue);
    assert_eq!(verdict("C16"), Verdict::NeedsGo);
    assert_eq!(verdict("C31"), Verdict::NeedsTool);
    assert_eq!(verdict("C33"), Verdict::NeedsTool);
    assert_eq!(verdict("C24"), Verdict::NeedsMacOs);
    assert_eq!(verdict("C43"), Verdict::Unsupported);
    assert_eq!(verdict("C42"), Verdict::False, "one part is enough");
    assert!(judge("C42", &lab).findings().contains(&Finding::Open(Need::Go)));
}

/// What a mutant changes in each recorded Go toolchain.
type Tamper = fn(&mut Value);

/// For each claim that rests on recorded evidence: evidence that says otherwise.
const TAMPERED: &[(&str, Tamper)] = &[
    ("C01", |go| {
        go["linux_arm64"]["seen"]["arguments"]["main.Seventeen"]["registers"] = json!(["x0"])
    }),
    ("C02", |go| restore(&mut go["linux_arm64"])),
    ("C03", |go| restore(&mut go["linux_amd64"])),
    ("C04", |go| insert(go, "runtime.save_g", "stp x19, x20, [sp]")),
    ("C05", |go| go["article_save"] = json!({ "seen": "yes" })),
    ("C06", |go| go["linux_arm64"]["seen"]["guards"] = json!({ "x20": 7 })),
    ("C08", |go| go["sched_g"] = json!({ "seen": 0 })),
    ("C09", |go| {
        go["linux_arm64"]["seen"]["bodies"]["runtime.allgadd"]["insns"] =
            json!(["stp x19, x20, [x21]"])
    }),
    ("C10", |go| {
        for (name, register) in
            [("main.Pick1", "rdi"), ("main.Pick2", "rsi"), ("main.Pick3", "rdx")]
        {
            go["linux_amd64"]["seen"]["arguments"][name]["registers"] = json!([register]);
        }
    }),
    ("C11", |go| {
        let registers: Vec<_> = (0..8).map(|n| format!("x{n}")).collect();
        go["linux_arm64"]["seen"]["arguments"]["main.Seventeen"]["registers"] = json!(registers);
    }),
    ("C12", |go| go["linux_amd64"]["seen"]["stack"]["others"] = json!(0)),
    ("C13", |go| {
        for name in ["main.AddU64", "main.CasU64", "main.LoadU64"] {
            go["linux_amd64"]["seen"]["bodies"][name]["insns"] =
                json!(["lock xchg [rax],rbx", "ret"]);
        }
    }),
    ("C14", |go| {
        for name in ["main.AddU64", "main.StoreU64", "main.LoadU64"] {
            go["linux_arm64"]["seen"]["bodies"][name]["insns"] =
                json!(["ldaxr x2, [x0]", "stlxr w3, x1, [x0]"]);
        }
    }),
    ("C15", |go| go["hello"]["seen"]["census"]["dsb sy"] = json!(3)),
    ("C16", |go| {
        go["linux_arm64"]["seen"]["bodies"]["main.StoreU64"]["insns"] =
            json!(["dsb sy", "str x3, [x2]", "ret"])
    }),
    ("C18", |go| insert(go, "runtime.casgstatus", "dsb sy")),
    ("C19", |go| go["darwin_arm64"]["seen"]["format"] = json!("Elf")),
    ("C20", |go| go["linkers"] = json!({ "seen": ["zld"] })),
    ("C21", |go| go["goarm8"] = json!({ "seen": { "accepted": "yes", "differ": 0 } })),
    ("C22", |go| go["darwin_arm64"]["seen"]["mach"]["pie"] = json!(false)),
    ("C25", |go| {
        go["darwin_amd64"]["seen"]["segments"]["gs:[0x0]"] = json!({ "functions": 1, "ours": 0 })
    }),
    ("C26", |go| {
        go["darwin_amd64"]["seen"]["segments"]["es:[rdi]"] = json!({ "functions": 1, "ours": 0 })
    }),
    ("C28", |go| go["darwin_arm64"]["seen"]["stack"]["others"] = json!(1)),
    ("C30", |go| go["sources"]["seen"]["cgo_callers"] = json!([["linux.go"], ["darwin.go"]])),
    ("C32", |go| go["sources"]["seen"]["c_memory"] = json!(1)),
    ("C34", |go| go["darwin_arm64"]["seen"]["mach"]["libraries"] = json!([])),
    ("C35", |go| go["darwin_arm64"]["seen"]["mach"]["cpu_subtype"] = json!(2)),
    ("C36", |go| go["darwin_arm64"]["seen"]["mach"]["signature"] = json!(null)),
    ("C37", |go| go["experiments"] = json!({ "seen": ["fieldtrack"] })),
    ("C38", |go| go["fieldtrack"]["seen"]["differ"] = json!(["main.Bump"])),
    ("C39", |go| go["fieldtrack"]["seen"]["bump"]["insns"] = json!(["dmb ishst", "str x1, [x0]"])),
    ("C40", |go| go["fieldtrack"]["seen"]["same_maps"] = json!(false)),
    ("C41", |go| go["hello"]["seen"]["census"]["dmb ishst"] = json!(1)),
    ("C44", |go| go["fieldtrack"]["seen"]["differ"] = json!(["main.Bump"])),
    ("C45", |go| go["head_type"] = json!({ "seen": "yes" })),
];

/// The same for what C compilers say.
const TAMPERED_C: &[(&str, Tamper)] = &[
    ("C29", |cc| cc["object"]["seen"]["variadic"]["insns"] = json!(["str d0, [sp]"])),
    ("C31", |cc| cc["object"]["seen"]["size_t"] = json!(4)),
    ("C33", |cc| cc["object"]["seen"]["format"] = json!("MachO")),
];

/// Claims that rest on the model: under SC they come to something else.
const BY_MODEL: &[&str] = &["C17", "C42"];

/// What no evidence could change, because there is none, and why.
const WITHOUT_EVIDENCE: &[&str] = &["C23", "C24", "C27", "C43"];

/// Has every function that writes a register load it back.
fn restore(image: &mut Value) {
    for kept in image["seen"]["kept"].as_object_mut().expect("an object").values_mut() {
        kept["restored"] = kept["written"].clone();
    }
}

fn insert(go: &mut Value, function: &str, insn: &str) {
    let insns = &mut go["linux_arm64"]["seen"]["bodies"][function]["insns"];
    insns.as_array_mut().expect("instructions").insert(0, json!(insn));
}

/// The record with every toolchain or compiler changed.
fn tampered(list: &str, tamper: Tamper) -> Lab {
    let record = Record::built_in().expect("the record can be read");
    let mut value: Value = serde_json::from_str(&record.write()).expect("JSON");
    value[list].as_array_mut().expect("a list").iter_mut().for_each(tamper);
    let record = Record::read(&value.to_string()).expect("still a record");
    Lab::with_record(settings(Evidence::Recorded), record)
}

#[test]
fn tampered_evidence_changes_what_is_found() {
    let honest = lab();
    let lists = [("go", TAMPERED), ("cc", TAMPERED_C)];
    for (list, &(id, tamper)) in
        lists.iter().flat_map(|(list, mutants)| mutants.iter().map(move |m| (list, m)))
    {
        let (before, after) = (judge(id, &honest), judge(id, &tampered(list, tamper)));
        assert_ne!(before.findings(), after.findings(), "{id}: the mutant was not noticed");
        // Half-true may stay half-true: other parts hold or do not as before.
        if before.verdict != Verdict::HalfTrue {
            assert_ne!(before.verdict, after.verdict, "{id}: the mutant changed no verdict");
        }
    }
}

#[test]
fn another_model_changes_what_is_found() {
    for id in BY_MODEL {
        let (arm, sc) = (judge(id, &lab()), judge(id, &lab().under(&Sc)));
        assert_ne!(arm.verdict, sc.verdict, "{id}");
    }
    assert_eq!(
        judge("C17", &lab().under(&Sc)).verdict,
        Verdict::True,
        "under SC nothing overtakes"
    );
}

/// A pair is one access with LSE2 and two without: the same test, the other way round.
#[test]
fn pairs_hang_on_lse2() {
    let findings = judge("C07", &lab()).findings();
    assert_eq!(findings[1..3], [Finding::Refutes, Finding::Supports]);
}

#[test]
fn no_claim_is_without_a_mutant() {
    let mutants = TAMPERED.iter().chain(TAMPERED_C).map(|(id, _)| *id);
    let covered: BTreeSet<&str> = mutants.chain(BY_MODEL.iter().copied()).chain(["C07"]).collect();
    let rest: Vec<&str> = all().map(|claim| claim.id).filter(|id| !covered.contains(id)).collect();
    assert_eq!(rest, WITHOUT_EVIDENCE);
    for id in WITHOUT_EVIDENCE {
        let judged = judge(id, &lab());
        let open = |finding: &Finding| matches!(finding, Finding::Open(Need::Method | Need::MacOs));
        assert!(judged.findings().iter().all(open), "{id} has evidence and no mutant");
    }
}

/// With a toolchain at hand the verdicts must be those that were recorded, but for
/// what depends on the release.
#[test]
fn a_live_toolchain_agrees() {
    let Some(go) = std::env::var_os("FENCEPOST_GO") else {
        eprintln!("left out: compiling with Go; set FENCEPOST_GO to a toolchain's `go`");
        return;
    };
    let live = Settings { go: vec![go.into()], ..settings(Evidence::Any) };
    let lab = Lab::new(live).expect("the record can be read");
    let found: Vec<_> = all().map(|claim| (claim.id, Judged::new(claim, &lab).verdict)).collect();
    assert_eq!(found, expected());
}
