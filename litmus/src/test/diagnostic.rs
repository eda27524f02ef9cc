//! What is wrong with a test's text, where, and the way out.

mod code;
mod render;

pub use code::Code;
pub use render::{render, render_coloured};

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

/// Findings as they are made. Of very many errors or warnings only the first
/// are kept.
#[derive(Debug, Default)]
pub(super) struct Findings {
    all: Vec<Diagnostic>,
    errors: usize,
}

impl Findings {
    /// More errors, or more warnings, than this help nobody.
    const MAX: usize = 50;

    /// Adds a finding.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        let keep = match diagnostic.severity() {
            Severity::Error => !self.is_full(),
            Severity::Warning => !self.is_full_of_warnings(),
        };
        if keep {
            self.errors += usize::from(diagnostic.severity() == Severity::Error);
            self.all.push(diagnostic);
        }
    }

    /// Whether no more errors are kept.
    pub(super) fn is_full(&self) -> bool {
        self.errors >= Self::MAX
    }

    /// Whether no more warnings are kept.
    pub(super) fn is_full_of_warnings(&self) -> bool {
        self.all.len() - self.errors >= Self::MAX
    }

    /// Whether there is an error among the findings.
    pub(super) fn has_error(&self) -> bool {
        self.errors > 0
    }

    /// The finding made last.
    pub(super) fn last(&self) -> Option<&Diagnostic> {
        self.all.last()
    }

    /// All findings in the order of the text.
    pub(super) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.all.sort_by_key(|d| d.span.start);
        self.all
    }
}
