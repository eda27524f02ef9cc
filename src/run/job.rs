//! What a child process is asked, and what it answers: a line of JSON each.
//!
//! ```text
//! parent ── Job ──► standard input        the input's end tells the child to end
//! parent ◄── Event, Event, … ── standard output
//! ```

use super::judge::State;
use fencepost_litmus::explore::outcome::Value;
use fencepost_litmus::test::ThreadId;
use serde::{Deserialize, Serialize};

/// A test to run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its text.
    pub test: String,
    /// How, as TOML.
    pub recipe: String,
    /// For so many seconds.
    pub seconds: Option<f64>,
    /// For so many instances.
    pub instances: Option<u64>,
    /// The only CPUs that may be used; none for any.
    pub cores: Vec<usize>,
}

/// What a child says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// What was seen so far.
    Progress(Counts),
    /// What was seen, and where.
    Done {
        /// What.
        counts: Counts,
        /// Where.
        place: Place,
    },
    /// The test cannot be run here.
    Refused {
        /// Whether that is because the machine or the assembler lacks something.
        unsupported: bool,
        /// Why.
        message: String,
    },
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// The time since the start, in seconds.
    pub seconds: f64,
    /// Instances counted.
    pub instances: u64,
    /// Instances dropped because a thread changed its CPU meanwhile.
    pub dropped: u64,
    /// Instances that the test's filter refused.
    pub filtered: u64,
    /// Instances with too many different outcomes to tell them apart.
    pub uncounted: u64,
    /// Each outcome.
    pub states: Vec<Sighting>,
}

/// An outcome that was seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// The outcome.
    pub state: Words,
    /// Whether it satisfies the proposition of the test's condition.
    pub satisfies: bool,
    /// How often it was seen.
    pub count: u64,
}

/// A state as text: values by item.
pub type Words = Vec<Vec<String>>;

/// Where it was run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The CPUs that threads of the test ran on.
    pub cpus: Vec<u32>,
    /// How many groups of threads raced at a time.
    pub groups: usize,
    /// Threads in a group.
    pub threads: usize,
    /// Whether threads of a group took turns on one CPU.
    pub shared: bool,
    /// Whether every thread stayed where it was sent.
    pub pinned: bool,
    /// What could not be done as the recipe says.
    pub notes: Vec<String>,
}

/// The text of a state.
pub fn words(state: &State) -> Words {
    state.iter().map(|values| values.iter().map(ToString::to_string).collect()).collect()
}

/// The state of a text.
pub fn state(words: &Words) -> State {
    words.iter().map(|values| values.iter().map(|text| value(text)).collect()).collect()
}

/// The value that is printed so.
fn value(text: &str) -> Value {
    if let Ok(number) = text.parse() {
        return Value::Int(number);
    }
    let label = text.strip_prefix("label:\"P").and_then(|rest| rest.strip_suffix('"'));
    let parts = label.and_then(|label| label.split_once(':'));
    match parts.and_then(|(thread, name)| Some((thread.parse().ok()?, name))) {
        Some((thread, name)) => Value::Label(ThreadId(thread), name.to_owned()),
        None => Value::Address(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_survive_being_words() {
        let all = vec![
            vec![Value::Int(-3), Value::Int(i128::from(u64::MAX))],
            vec![Value::Address("x".to_owned())],
            vec![Value::Address("x+8".to_owned())],
            vec![Value::Label(ThreadId(1), "L0".to_owned())],
        ];
        assert_eq!(state(&words(&all)), all);
    }

    #[test]
    fn events_are_a_line_each() {
        let sighting = Sighting { state: vec![vec!["1".into()]], satisfies: true, count: 3 };
        let counts = Counts { instances: 3, states: vec![sighting], ..Counts::default() };
        let place = Place::default();
        for event in [
            Event::Progress(counts.clone()),
            Event::Done { counts, place },
            Event::Refused { unsupported: true, message: "no\nline".to_owned() },
        ] {
            let line = serde_json::to_string(&event).expect("plain data");
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(serde_json::from_str::<Event>(&line).expect("what was written"), event);
        }
    }
}
