//! What an experiment answers: a finding, why, and what there is to look at.

use super::verdict::{Finding, Need};
use fencepost_litmus::explain::Explanation;
use serde::Serialize;

/// The answer of an experiment to a part of a claim.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Answer {
    /// What it says.
    pub(crate) finding: Finding,
    /// What was observed, or why nothing was, in a sentence or two.
    pub(crate) because: String,
    /// Where that comes from.
    pub(crate) sources: Vec<Source>,
    /// What there is to look at.
    pub(crate) exhibits: Vec<Exhibit>,
}

/// Where evidence comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Source {
    /// What gave it: the model, a toolchain, a compiler.
    pub(crate) name: String,
    /// Whether it is part of fencepost, was had in this run, or is recorded.
    pub(crate) origin: Origin,
}

/// When evidence was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// It is part of fencepost: the model, the decoder.
    BuiltIn,
    /// In this run.
    Live,
    /// When fencepost was made, by `fencepost claims --record`.
    Recorded,
}

/// Something to look at.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Exhibit {
    /// A litmus test and what the model says of it.
    Litmus {
        /// Its name.
        test: String,
        /// The file in the corpus, if it is there.
        path: Option<String>,
        /// Its text.
        source: String,
        /// never, sometimes or always.
        observation: String,
        /// The cycle, or the witness.
        explanation: String,
        /// The same as a picture.
        #[serde(skip)]
        picture: Box<Explanation>,
    },
    /// The code of a function.
    Listing {
        /// What it is.
        title: String,
        /// Its instructions, or of a long function those that matter.
        lines: Vec<String>,
    },
    /// Rows of figures.
    Table {
        /// What it is.
        title: String,
        /// The heads of the columns.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

impl Answer {
    /// An answer from one observation.
    pub(crate) fn observed(holds: bool, because: impl Into<String>) -> Answer {
        Answer::new(Finding::observed(holds), because.into())
    }

    /// No answer, what is missing for one, and which machine or tool would have it.
    pub(crate) fn open(need: Need, because: impl Into<String>) -> Answer {
        Answer::new(Finding::Open(need), because.into())
    }

    /// An answer with a finding that was made elsewhere.
    pub(crate) fn new(finding: Finding, because: String) -> Answer {
        Answer { finding, because, sources: Vec::new(), exhibits: Vec::new() }
    }

    /// The answer to the opposite proposition.
    pub(crate) fn negated(mut self) -> Answer {
        self.finding = match self.finding {
            Finding::Supports => Finding::Refutes,
            Finding::Refutes => Finding::Supports,
            same => same,
        };
        self
    }

    /// With its sources.
    pub(crate) fn from(mut self, sources: impl IntoIterator<Item = Source>) -> Answer {
        self.sources.extend(sources);
        self
    }

    /// With something to look at.
    pub(crate) fn with(mut self, exhibits: impl IntoIterator<Item = Exhibit>) -> Answer {
        self.exhibits.extend(exhibits);
        self
    }
}
