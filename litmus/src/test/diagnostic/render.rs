//! Diagnostics as text with the source excerpt.

use super::{Diagnostic, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Draws one finding as plain text: what is wrong, an excerpt with the place
/// marked, and the way out.
///
/// `name` is what the source is called, its path for example.
pub fn render(name: &str, source: &str, diagnostic: &Diagnostic) -> String {
    draw(&Renderer::plain(), name, source, diagnostic)
}

/// As [`render`], with ANSI escape sequences for colour.
pub fn render_coloured(name: &str, source: &str, diagnostic: &Diagnostic) -> String {
    draw(&Renderer::styled(), name, source, diagnostic)
}

fn draw(renderer: &Renderer, name: &str, source: &str, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity() {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let snippet = Snippet::source(source).path(name).annotation(
        AnnotationKind::Primary.span(visible(source, diagnostic)).label(&diagnostic.label),
    );
    let mut group: Group<'_> =
        level.primary_title(&diagnostic.message).id(diagnostic.code.as_str()).element(snippet);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// The span, cut to the source and to character boundaries.
fn visible(source: &str, diagnostic: &Diagnostic) -> std::ops::Range<usize> {
    let boundary = |mut i: usize| {
        i = i.min(source.len());
        while !source.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let start = boundary(diagnostic.span.start);
    start..boundary(diagnostic.span.end).max(start)
}
