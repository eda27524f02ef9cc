//! The header: architecture, name, doc string, `key=value` lines.

use super::suggest::closest;
use crate::test::Span;
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::lexer::comment_end;

/// What stands before the initial state.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) doc: Option<String>,
    pub(super) info: Vec<(String, String)>,
    /// The place of the `{` that ends the header.
    pub(super) open_brace: usize,
}

/// Architectures that herd7 knows besides this one.
const OTHER_ARCHITECTURES: &[&str] = &[
    "ARM", "ASL", "BPF", "C", "CPP", "JAVA", "LISA", "MIPS", "PPC", "PTX", "RISCV", "X86",
    "X86_64", "BELL",
];

/// Reads the header; none if it has no end.
pub(super) fn parse(source: &str, findings: &mut Findings) -> Option<Header> {
    let mut header = Header::default();
    let mut reader = Reader { source, at: 0, comments: true };
    reader.skip_blanks_and_comments();
    if reader.rest().is_empty() {
        findings.push(empty(reader.at));
        return None;
    }
    match reader.first_line(findings) {
        Some((name, doc)) => (header.name, header.doc) = (name, doc),
        None => reader.rewind(),
    }
    while reader.at < source.len() {
        if reader.rest().starts_with('{') {
            header.open_brace = reader.at;
            return Some(header);
        }
        reader.line(&mut header.info);
    }
    findings.push(missing_init(source));
    None
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
    /// Whether `(*` starts a comment; off after one that is not closed, since
    /// it may as well be part of a line that is ignored.
    comments: bool,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn rewind(&mut self) {
        self.at = 0;
    }

    fn skip_while(&mut self, mut test: impl FnMut(char) -> bool) -> &'s str {
        let rest = self.rest();
        let len = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            self.skip_while(|c| c.is_whitespace() || c == '\u{feff}');
            if !self.skip_comment() {
                return;
            }
        }
    }

    /// Steps over the comment that starts here, if one does.
    fn skip_comment(&mut self) -> bool {
        if !self.comments || !self.rest().starts_with("(*") {
            return false;
        }
        match comment_end(self.source, self.at) {
            Some(end) => self.at = end,
            None => self.comments = false,
        }
        self.comments
    }

    /// `AArch64 name "doc"`, with the doc string on the next line perhaps.
    fn first_line(&mut self, findings: &mut Findings) -> Option<(String, Option<String>)> {
        let start = self.at;
        let arch = self.skip_while(|c| !c.is_whitespace() && c != '{');
        if !arch.eq_ignore_ascii_case("AArch64") {
            findings.push(wrong_architecture(arch, start..self.at));
        }
        if !arch.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        self.skip_while(is_blank);
        let start = self.at;
        let name = self.skip_while(|c| !c.is_whitespace() && !matches!(c, '{' | '"' | '('));
        let name = name.trim_end_matches(';');
        if name.is_empty() {
            findings.push(missing_name(start));
            return Some(Default::default());
        }
        self.skip_while(is_blank);
        Some((name.to_owned(), self.doc()))
    }

    /// A text in quotes, on this line or at the start of the next.
    fn doc(&mut self) -> Option<String> {
        let rest = self.rest();
        let text = rest.trim_start_matches(is_blank);
        let text = text.strip_prefix('\n').unwrap_or(text).trim_start_matches(is_blank);
        let (doc, after) = text.strip_prefix('"')?.split_once('"')?;
        self.at = self.source.len() - after.len();
        Some(doc.to_owned())
    }

    /// The rest of a line, or what comes before a `{` on it. A line is either
    /// `key=value` or ignored.
    fn line(&mut self, info: &mut Vec<(String, String)>) {
        if self.rest().starts_with('\n') {
            self.at += 1;
            return;
        }
        if self.skip_comment() {
            return;
        }
        let line = self.rest().split('\n').next().unwrap_or_default();
        if let Some((key, value)) = key_value(line) {
            info.push((key.to_owned(), value.to_owned()));
            self.at += line.len();
            return;
        }
        let comment = line.find("(*").filter(|&i| self.comments && i > 0);
        let brace = line.find('{');
        let end = brace.into_iter().chain(comment).min().unwrap_or(line.len());
        self.at += end;
    }
}

/// Whether `c` is a blank that does not end a line.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// Splits `key = value`.
fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end_matches(is_blank);
    let named = key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-'));
    named.then(|| (key, value.trim_matches(is_blank)))
}

fn empty(at: usize) -> Diagnostic {
    Diagnostic::new(Code::MissingHeader, at..at, "there is no test here", "expected `AArch64`")
}

fn wrong_architecture(arch: &str, span: Span) -> Diagnostic {
    if let Some(other) = OTHER_ARCHITECTURES.iter().find(|a| a.eq_ignore_ascii_case(arch)) {
        return Diagnostic::new(
            Code::UnsupportedArchitecture,
            span,
            format!("tests for {other} are not supported"),
            "expected `AArch64`",
        );
    }
    let diagnostic = Diagnostic::new(
        Code::MissingHeader,
        span,
        "the test does not start with its architecture",
        "expected `AArch64`",
    );
    match closest(&arch.to_ascii_uppercase(), ["AARCH64", "ARM64"]) {
        Some(_) => diagnostic.with_help("did you mean `AArch64`?"),
        None => diagnostic.with_help("start the test with a line like `AArch64 MP`"),
    }
}

fn missing_name(at: usize) -> Diagnostic {
    Diagnostic::new(
        Code::MissingHeader,
        at..at,
        "the test has no name",
        "expected a name after the architecture",
    )
    .with_help("start the test with a line like `AArch64 MP`")
}

fn missing_init(source: &str) -> Diagnostic {
    let end = source.trim_end().len();
    Diagnostic::new(
        Code::MissingInit,
        end..end,
        "the test has no initial state",
        "expected `{` before the end of the text",
    )
    .with_help("put the initial state before the threads, `{ 0:X1=x; }` or an empty `{}`")
}
