//! The reports of `fencepost run`, from results that are given: a live run never
//! prints the same twice.

use fencepost::run::judge::Class;
use fencepost::run::record::{
    Counted, Failed, Machine, Model, Mutant, Outcome, Recipe, Record, Run, Seen, Target, Verdict,
    Why,
};
use fencepost::run::report::{Format, Reporter};
use fencepost::run::supervise::End;
use fencepost::status::Status;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn seen(values: [&str; 2], count: u64, class: Class, satisfies: bool) -> Seen {
    let items = ["0:X2", "1:X2"];
    let line: Vec<_> = items.iter().zip(values).map(|(i, v)| format!("{i}={v};")).collect();
    let values = items.iter().zip(values).map(|(i, v)| ((*i).to_owned(), vec![v.to_owned()]));
    let values: BTreeMap<_, _> = values.collect();
    Seen { line: line.join(" "), values, count, class, satisfies, why: None }
}

fn run(test: &str, outcomes: Vec<Seen>) -> Run {
    let instances = outcomes.iter().map(|o| o.count).sum();
    let hits = outcomes.iter().filter(|o| o.satisfies).map(|o| o.count).sum();
    let forbidden = outcomes.iter().any(|o| o.class == Class::Forbidden);
    Run {
        test: test.to_owned(),
        kind: "Allowed".to_owned(),
        condition: r"exists (0:X2=0 /\ 1:X2=0)".to_owned(),
        hash: None,
        needs: Vec::new(),
        machine: Machine {
            os: "linux".to_owned(),
            arch: "aarch64".to_owned(),
            runs_on: "emulated by QEMU".to_owned(),
            native: false,
            cpus: vec![0, 1],
        },
        recipe: Recipe {
            toml: "version = 1\nseed = 7\n".to_owned(),
            line: String::new(),
            seed: 7,
            groups: 1,
            threads: 2,
            shared: false,
            notes: Vec::new(),
        },
        end: End::Complete,
        counted: Counted { instances, seconds: 0.5, ..Counted::default() },
        target: Target::new(hits, instances, 0.5),
        model: Model {
            version: "the Arm ARM's".to_owned(),
            observation: Some("Sometimes".to_owned()),
            complete: true,
            incomplete: Vec::new(),
        },
        verdict: if forbidden { Verdict::Forbidden } else { Verdict::Allowed },
        outcomes,
        mutants: None,
    }
}

fn record(path: &str, result: Outcome) -> Record {
    Record {
        fencepost: "1.2.3".to_owned(),
        path: path.to_owned(),
        digest: "00000000000000ff".to_owned(),
        time_seconds: 0.75,
        result,
    }
}

/// Every kind of result that there is.
fn records() -> Vec<Record> {
    use Class::{Forbidden, Sc, Tso};
    let ordinary = || {
        vec![
            seen(["0", "1"], 400_000, Sc, false),
            seen(["1", "0"], 599_000, Sc, false),
            seen(["1", "1"], 990, Sc, false),
        ]
    };
    let with = |extra| [vec![extra], ordinary()].concat();
    let never = |mut run: Run| {
        run.model.observation = Some("Never".to_owned());
        run
    };
    let mut sb = run("SB", with(seen(["0", "0"], 10, Tso, true)));
    sb.hash = Some("0123456789abcdef".to_owned());

    let mut broken = never(run("SB+stlr-ldars", with(seen(["0", "0"], 1, Forbidden, true))));
    broken.kind = "Forbidden".to_owned();
    broken.condition = broken.condition.replace("exists", "~exists");
    let why = |known: Option<&str>| {
        let cycle = "It would need a cycle, each event before the next:\n  1. one\n  2. two";
        Some(Why { cycle: cycle.to_owned(), known: known.map(str::to_owned) })
    };
    broken.outcomes[0].why = why(Some("docs/findings/qemu-stlr-ldar.md"));
    let mut unknown = broken.clone();
    unknown.test = "SB+dmbs \"quoted\\\" <&>".to_owned();
    unknown.outcomes[0].why = why(None);

    let mut strong = never(run("SB+dmb.sys", ordinary()));
    let mutant = |change: &str, hits| Mutant {
        change: change.to_owned(),
        test: "AArch64 SB+dmb.sys\n".to_owned(),
        end: End::Complete,
        instances: 1_000_000,
        target: Target::new(hits, 1_000_000, 0.5),
    };
    let stuck = Mutant { end: End::Stalled { seconds: 10 }, ..mutant("drop P1's DMB SY", 0) };
    strong.mutants = Some(vec![mutant("drop P0's DMB SY", 8), mutant("weaken it", 0), stuck]);
    strong.recipe.line = "sync.every=64 threads.placement=siblings".to_owned();
    let plain = never(run("SB+dmb.sys, alone", ordinary()));

    let ended = |test: &str, end, outcomes: Vec<Seen>| {
        let mut run = run(test, outcomes);
        run.verdict = if run.counted.instances > 0 { Verdict::Allowed } else { Verdict::Nothing };
        run.end = end;
        Outcome::Run(Box::new(run))
    };
    let absent =
        End::Unsupported { message: "needs FEAT_LSE, which this machine does not have".to_owned() };
    let mut illegal = run("CTZ", Vec::new());
    (illegal.end, illegal.verdict) = (End::Signal { number: 4 }, Verdict::Nothing);
    illegal.needs = vec!["FEAT_CSSC".to_owned()];
    let mut open = run("loop", ordinary());
    open.verdict = Verdict::Unknown;
    open.outcomes[0].class = Class::Unknown;
    open.model.complete = false;
    open.model.incomplete = vec!["P0 may go round the loop at P0:L0".to_owned()];
    open.counted.dropped = 2048;
    open.recipe.shared = true;
    open.recipe.notes = vec!["this machine has no Siblings placement".to_owned()];

    let ran = |run: Run| Outcome::Run(Box::new(run));
    let failed = |unsupported, message: &str| {
        Outcome::Failed(Failed { unsupported, message: message.to_owned() })
    };
    vec![
        record("SB.litmus", ran(sb)),
        record("SB+stlr-ldars.litmus", ran(broken)),
        record("quoted.litmus", ran(unknown)),
        record("SB+dmb.sys.litmus", ran(strong)),
        record("alone.litmus", ran(plain)),
        record("spin.litmus", ended("spin", End::Stalled { seconds: 10 }, ordinary())),
        record("fault.litmus", ended("fault", End::Signal { number: 11 }, Vec::new())),
        record("illegal.litmus", ran(illegal)),
        record("lse.litmus", ended("lse", absent, Vec::new())),
        record("stopped.litmus", ended("stopped", End::Interrupted, ordinary())),
        record("open.litmus", ran(open)),
        record("bad.litmus", failed(false, "there is no condition")),
        record("vmsa.litmus", failed(true, "TLBI is not supported")),
    ]
}

fn report(format: Format) -> (String, Status) {
    let mut out = Vec::new();
    let mut reporter = Reporter::new(format, &mut out);
    records().into_iter().for_each(|record| reporter.add(record).expect("a vector takes all"));
    reporter.finish().expect("a vector takes all");
    let status = reporter.status();
    (String::from_utf8(out).expect("UTF-8"), status)
}

#[test]
fn text() {
    insta::assert_snapshot!(report(Format::Text).0);
}

#[test]
fn litmus7() {
    insta::assert_snapshot!(report(Format::Litmus7).0);
}

#[test]
fn openmetrics() {
    insta::assert_snapshot!(report(Format::Openmetrics).0);
}

#[test]
fn exit_codes() {
    let codes: Vec<u8> = records().iter().map(|record| record.status().code()).collect();
    assert_eq!(codes, [0, 1, 1, 0, 0, 4, 2, 3, 3, 4, 4, 2, 3]);
    assert_eq!(report(Format::Text).1, Status::Differs, "forbidden outcomes come first");
    let mut reporter = Reporter::new(Format::Text, Vec::new());
    for record in records().into_iter().filter(|record| record.status() != Status::Differs) {
        reporter.add(record).expect("a vector takes all");
    }
    assert_eq!(reporter.status(), Status::Input);
}

#[test]
fn json_is_what_the_schema_says_and_can_be_read_again() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/run.schema.json");
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("it is there")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("the schema is one");
    let validator = jsonschema::validator_for(&schema).expect("the schema can be used");
    let lines = report(Format::Json).0;
    assert_eq!(lines.lines().count(), records().len());
    for (line, record) in lines.lines().zip(records()) {
        let object: Value = serde_json::from_str(line).expect("JSON");
        let errors: Vec<_> = validator.iter_errors(&object).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{line}");
        assert_eq!(serde_json::from_str::<Record>(line).expect("a record"), record);
    }
    for wrong in [r#""count":10"#, r#""how":"complete""#, r#""class":"tso""#] {
        let first = lines.lines().next().expect("a line");
        let object = serde_json::from_str(&first.replace(wrong, "\"nonsense\":1")).expect("JSON");
        assert!(!validator.is_valid(&object), "without {wrong}");
    }
}

#[test]
fn junit_is_xml() {
    let (text, _) = report(Format::Junit);
    let document = roxmltree::Document::parse(&text).expect("XML");
    let count = |name| document.descendants().filter(|n| n.has_tag_name(name)).count();
    let counts = ["testcase", "failure", "error", "skipped"].map(count);
    assert_eq!(counts, [13, 2, 5, 3]);
    insta::assert_snapshot!(text);
}

/// OpenMetrics 1.0, as far as this document uses it: families are declared once
/// and not interleaved, names have the suffix of their type, labels are quoted
/// and escaped, values are numbers, and the end is marked.
#[test]
fn openmetrics_keeps_to_its_grammar() {
    let text = report(Format::Openmetrics).0;
    let body = text.strip_suffix("# EOF\n").expect("the end is marked");
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let mut current = "";
    for line in body.lines() {
        if let Some(meta) = line.strip_prefix("# ") {
            let mut words = meta.splitn(3, ' ');
            let [what, name, rest] = [(); 3].map(|()| words.next().expect("three words"));
            match what {
                "TYPE" => {
                    assert!(kinds.insert(name, rest).is_none(), "{name} is declared twice");
                    current = name;
                }
                "UNIT" => assert!(name.ends_with(&format!("_{rest}")), "{line}"),
                "HELP" => {}
                other => panic!("{other}"),
            }
            assert_eq!(name, current, "{line}");
            continue;
        }
        let (name, rest) = line.split_once('{').expect("labels");
        let suffix = match kinds[current] {
            "counter" => "_total",
            "gauge" => "",
            other => panic!("{other}"),
        };
        assert_eq!(name, format!("{current}{suffix}"));
        let value = labels(rest);
        assert!(value.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
    }
    let series: Vec<&str> = body.lines().filter_map(|l| Some(l.rsplit_once(' ')?.0)).collect();
    let unique: std::collections::HashSet<_> = series.iter().collect();
    assert_eq!(unique.len(), series.len(), "no series twice");
}

/// Reads `name="value",…} number`; returns the number.
fn labels(text: &str) -> &str {
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once("=\"").expect("a label");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
        let mut end = None;
        let mut escaped = false;
        for (at, c) in after.char_indices() {
            match (escaped, c) {
                (true, '\\' | '"' | 'n') => escaped = false,
                (true, other) => panic!("\\{other}"),
                (false, '\\') => escaped = true,
                (false, '"') => {
                    end = Some(at);
                    break;
                }
                (false, _) => {}
            }
        }
        let after = &after[end.expect("the value ends") + 1..];
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => return after.strip_prefix("} ").expect("the labels end"),
        }
    }
}
