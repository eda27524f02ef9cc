//! What is wrong with a test's text, where, and the way out.

mod code;
mod render;

pub use code::Code;
pub use render::{Style, render};

use super::Span;

/// How serious a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The test can be used.
    Warning,
    /// The test cannot be used.
    Error,
}

/// One finding about the text of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding; gives code and severity.
    pub code: Code,
    /// The text it is about.
    pub span: Span,
    /// One sentence: what is wrong.
    pub message: String,
    /// What stands under the caret: what was expected, for example.
    pub label: String,
    /// The way out, if one is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without help.
    pub fn new(
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic { code, span, message: message.into(), label: label.into(), help: None }
    }

    /// The same finding with a way out.
    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// The severity of its code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}
