//! Asking the model.

use super::Lab;
use crate::claims::answer::{Answer, Exhibit, Origin, Source};
use crate::claims::verdict::{Finding, Need};
use fencepost_litmus::corpus;
use fencepost_litmus::explain::explain;
use fencepost_litmus::explore::{Observation, Options, Prepared};
use fencepost_litmus::test;
use std::sync::OnceLock;

/// A litmus test of an experiment.
#[derive(Clone, Copy)]
pub(crate) enum Litmus {
    /// A file of the corpus, without its ending: `go/SB+stlr+ldar`.
    Corpus(&'static str),
    /// A test that only the claim has, as text.
    Inline(&'static str),
}

/// What the model says of a test.
pub(crate) struct Checked {
    observation: Observation,
    exhibit: Exhibit,
    name: String,
}

impl Lab {
    /// Asks whether the model forbids what each test asks for, with pairs as
    /// single accesses if `lse2`.
    ///
    /// The finding is that of the proposition *it is forbidden*.
    pub(crate) fn forbids(&self, tests: &[Litmus], lse2: bool) -> Answer {
        self.ask(tests, lse2, Observation::Never)
    }

    /// Asks whether the model allows what each test asks for.
    ///
    /// The finding is that of the proposition *it is allowed*.
    pub(crate) fn allows(&self, tests: &[Litmus], lse2: bool) -> Answer {
        self.ask(tests, lse2, Observation::Sometimes)
    }

    fn ask(&self, tests: &[Litmus], lse2: bool, wanted: Observation) -> Answer {
        let checked: Result<Vec<Checked>, String> =
            tests.iter().map(|test| self.check(*test, lse2)).collect();
        let checked = match checked {
            Ok(checked) => checked,
            Err(why) => return Answer::open(Need::Tool, why),
        };
        let holds: Vec<bool> = checked.iter().map(|c| c.observation == wanted).collect();
        let said: Vec<String> = checked
            .iter()
            .map(|c| match c.observation {
                Observation::Never => format!("{} is forbidden", c.name),
                Observation::Sometimes => format!("{} is allowed", c.name),
                Observation::Always => format!("{} is the only outcome", c.name),
            })
            .collect();
        let with = if lse2 { " with FEAT_LSE2" } else { "" };
        let because = format!("Under {}'s model{with}: {}.", self.model_name(), said.join(", "));
        Answer::new(Finding::among(&holds), because)
            .from([self.model_source()])
            .with(checked.into_iter().map(|c| c.exhibit))
    }

    fn model_name(&self) -> &'static str {
        match self.model.name() {
            "aarch64" => "Arm",
            "tso" => "x86",
            _ => "SC",
        }
    }

    /// The model as a source of evidence.
    fn model_source(&self) -> Source {
        Source {
            name: format!("model {}, {}", self.model.name(), self.model.version()),
            origin: Origin::BuiltIn,
        }
    }

    fn check(&self, litmus: Litmus, lse2: bool) -> Result<Checked, String> {
        let (path, source) = litmus.find()?;
        let wrong = |found: Vec<test::Diagnostic>| {
            let messages: Vec<_> = found.into_iter().map(|d| d.message).collect();
            format!("a test of the claim cannot be read: {}", messages.join("; "))
        };
        let test = test::parse(source).map_err(wrong)?.test;
        let options = Options { lse2, ..Options::default() };
        let never = || false;
        let stopped = |_| "the model's search was stopped".to_owned();
        let outcomes = Prepared::new(&test, options, &never)
            .map_err(stopped)?
            .under(self.model)
            .outcomes(&never)
            .map_err(stopped)?;
        if !outcomes.incomplete.is_empty() {
            return Err(format!("{}: the search is not complete", test.name));
        }
        let observation = outcomes.observation();
        let explanation = explain(&test, self.model, None, options, &never).map_err(stopped)?;
        let exhibit = Exhibit::Litmus {
            test: test.name.clone(),
            path: path.map(|path| format!("litmus/corpus/{path}")),
            source: source.to_owned(),
            observation: observation.as_str().to_lowercase(),
            explanation: explanation.to_string(),
            picture: Box::new(explanation),
        };
        Ok(Checked { observation, exhibit, name: test.name })
    }
}

impl Litmus {
    /// Its name and its text.
    pub(super) fn file(self) -> Result<(String, &'static str), String> {
        let (path, text) = self.find()?;
        Ok((path.unwrap_or("a test of the claim").to_owned(), text))
    }

    /// The path in the corpus, if it is there, and the text.
    fn find(self) -> Result<(Option<&'static str>, &'static str), String> {
        static ENTRIES: OnceLock<Vec<corpus::Entry>> = OnceLock::new();
        match self {
            Litmus::Inline(text) => Ok((None, text)),
            Litmus::Corpus(name) => {
                let entries = ENTRIES.get_or_init(corpus::entries);
                let entry = entries.iter().find(|e| e.path.strip_suffix(".litmus") == Some(name));
                let entry = entry.ok_or_else(|| format!("the corpus has no {name}.litmus"))?;
                Ok((Some(entry.path), entry.source))
            }
        }
    }
}
