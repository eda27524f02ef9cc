//! Where the parts of a test begin and end.

use crate::test::Span;
use crate::test::diagnostic::{Code, Diagnostic, Findings};
use crate::test::lexer::name_len;

/// The parts after the header.
#[derive(Debug)]
pub(super) struct Sections {
    /// Between the braces.
    pub(super) init: Span,
    /// The table of threads.
    pub(super) threads: Span,
    /// `locations`, `filter` and the condition.
    pub(super) last: Span,
}

/// The keywords that start the last section.
pub(super) const KEYWORDS: [&str; 7] =
    ["exists", "forall", "locations", "filter", "final", "observed", "cases"];

/// Splits a text without comments; none if the initial state is not closed.
pub(super) fn split(text: &str, open_brace: usize, findings: &mut Findings) -> Option<Sections> {
    let Some(close_brace) = closing_brace(text, open_brace) else {
        findings.push(unclosed_init(open_brace));
        return None;
    };
    // herd7 reads nothing after `<<`.
    let end = text[close_brace..].find("<<").map_or(text.len(), |i| close_brace + i);
    let last = last_section(text, close_brace + 1, end);
    Some(Sections {
        init: open_brace + 1..close_brace,
        threads: close_brace + 1..last,
        last: last..end,
    })
}

/// The brace that closes the one at `open`.
fn closing_brace(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (i, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The first keyword of the last section, with the negation before it.
fn last_section(text: &str, start: usize, end: usize) -> usize {
    let mut at = start;
    let mut negation = None;
    while at < end {
        let rest = &text[at..end];
        let len = name_len(rest);
        if len == 0 {
            let c = rest.chars().next().unwrap_or(' ');
            if c == '~' {
                negation = Some(at);
            } else if !c.is_whitespace() {
                negation = None;
            }
            at += c.len_utf8();
            continue;
        }
        match &rest[..len] {
            "not" => negation = Some(at),
            word if KEYWORDS.contains(&word) => return negation.unwrap_or(at),
            _ => negation = None,
        }
        at += len;
    }
    end
}

fn unclosed_init(open: usize) -> Diagnostic {
    Diagnostic::new(
        Code::UnclosedInit,
        open..open + 1,
        "the initial state is not closed",
        "expected a matching `}` after this",
    )
}
