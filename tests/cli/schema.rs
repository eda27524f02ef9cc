//! The JSON is what the schemas say.

use super::harness::run;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn assert_valid(schema: &str, lines: &str) {
    assert!(!lines.is_empty());
    let validator = validator(schema);
    for line in lines.lines() {
        assert_valid_by(&validator, line);
    }
}

/// One document, over however many lines.
pub(crate) fn assert_valid_document(schema: &str, document: &str) {
    assert_valid_by(&validator(schema), document);
}

fn validator(schema: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(schema);
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    jsonschema::meta::validate(&schema).expect("the schema is one");
    jsonschema::validator_for(&schema).expect("the schema can be used")
}

fn assert_valid_by(validator: &jsonschema::Validator, document: &str) {
    let object: Value = serde_json::from_str(document).expect("it is JSON");
    let errors: Vec<_> = validator.iter_errors(&object).map(|e| e.to_string()).collect();
    assert_eq!(errors, [""; 0], "{document}");
}

#[test]
fn check() {
    assert_valid("check.schema.json", &run(&["check", "--format", "json", "."]).out);
    let missing = run(&["check", "--format", "json", "missing.litmus"]);
    assert_valid("check.schema.json", &missing.out);
    let limit = ["check", "--format", "json", "--time-limit", "0.000000001", "MP.litmus"];
    assert_valid("check.schema.json", &run(&limit).out);
}

#[test]
fn suite() {
    assert_valid("suite.schema.json", &run(&["suite", "--format", "json"]).out);
}

#[test]
fn fieldtrack() {
    assert_valid("fieldtrack.schema.json", &run(&["fieldtrack", "--smoke", "--json"]).out);
}
