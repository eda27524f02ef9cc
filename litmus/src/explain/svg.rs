//! Explanations as pictures.

mod layout;

use super::graph::{Family, Graph, Link, Shape};
use super::{Answer, Explanation};
use layout::{Layout, Rect};
use std::fmt::Write;

/// What does not depend on the colours.
const SHAPES: &str = "\
.fp{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}\
.fp text{font-size:13px}.fp text.t{font-size:15px;font-weight:600}.fp text.d{font-size:12px}\
.fp .h{font-weight:600;text-anchor:middle}.fp .m{text-anchor:middle}\
.fp .f{fill:none;stroke-dasharray:4 3}.fp .br{fill:none;stroke-dasharray:2 3}\
.fp .on{stroke-width:1.6}.fp .po{stroke-dasharray:1 4;fill:none}\
.fp text.nt{font-size:11px;font-weight:600;text-anchor:middle}\
.fp .e{fill:none;stroke-width:1.5;stroke-linecap:round}.fp .e.c{stroke-width:2.6}\
.fp text.l{font-size:11px;text-anchor:middle}\
.fp text.l{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}\
.fp text.lc{font-weight:700}";

/// The colours of a picture. Without style sheet variables, which many
/// programs that show SVG do not know.
struct Colors {
    ink: &'static str,
    paper: &'static str,
    fill: &'static str,
    line: &'static str,
    dim: &'static str,
    early: &'static str,
    families: [&'static str; 6],
}

const LIGHT: Colors = Colors {
    ink: "#1f2328",
    paper: "#ffffff",
    fill: "#f6f8fa",
    line: "#afb8c1",
    dim: "#59636e",
    early: "#b35900",
    families: ["#bf2a55", "#0b63b5", "#b45309", "#6f42c1", "#18794e", "#59636e"],
};

const DARK: Colors = Colors {
    ink: "#e6edf3",
    paper: "#0d1117",
    fill: "#161b22",
    line: "#59616b",
    dim: "#9198a1",
    early: "#f0a35e",
    families: ["#ff7b9c", "#6cb6ff", "#f0a35e", "#c297ff", "#57c785", "#9198a1"],
};

impl Colors {
    fn rules(&self) -> String {
        let Colors { ink, paper, fill, line, dim, early, families } = self;
        let bar = families[4];
        let mut rules = format!(
            ".fp{{color:{ink};background:{paper}}}.fp text{{fill:{ink}}}.fp .p{{fill:{paper}}}\
             .fp text.d{{fill:{dim}}}.fp .b{{fill:{fill};stroke:{line}}}.fp .f{{stroke:{bar}}}\
             .fp .br,.fp .po{{stroke:{line}}}.fp .on{{stroke:{ink}}}.fp .n{{fill:{dim}}}\
             .fp .n.x{{fill:{early}}}.fp text.nt{{fill:{paper}}}.fp text.l{{stroke:{paper}}}"
        );
        for ((_, name), color) in Family::ALL.iter().zip(families) {
            let _ = write!(
                rules,
                ".fp .e.{name}{{stroke:{color}}}.fp .a.{name},.fp text.l.{name}{{fill:{color}}}"
            );
        }
        rules
    }
}

impl Explanation {
    /// The execution as an SVG picture: threads as columns, what connects their
    /// accesses, and the cycle of a forbidden one in bold. It follows the
    /// reader's choice of light or dark.
    ///
    /// A goal that no execution has gives a picture that says so.
    pub fn to_svg(&self) -> String {
        let graph = Graph::new(self).unwrap_or_default();
        let head = self.head_lines();
        let top = 24.0 + head.len() as f64 * 19.0;
        let layout = Layout::new(&graph, top);
        let wide = |(n, line): (usize, &String)| {
            line.chars().count() as f64 * if n == 0 { 9.2 } else { 7.4 } + 56.0
        };
        let width = head.iter().enumerate().map(wide).fold(layout.width, f64::max);
        let (left, height) = (layout.left.floor(), layout.height);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fp\" role=\"img\" \
             viewBox=\"{left:.0} 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n"
        );
        let title = escaped(&format!("{}: {}", self.test.name, self.verdict()));
        let _ = writeln!(svg, "<title>{title}</title>");
        let _ = writeln!(svg, "<desc>{}</desc>", escaped(&self.to_string()));
        let (light, dark) = (LIGHT.rules(), DARK.rules());
        let _ = writeln!(
            svg,
            "<style>{SHAPES}\n{light}\n@media(prefers-color-scheme:dark){{{dark}}}</style>"
        );
        let _ = writeln!(svg, "<rect class=\"p\" x=\"{left}\" width=\"100%\" height=\"100%\"/>");
        for (n, line) in head.iter().enumerate() {
            let class = if n == 0 { "t" } else { "d" };
            let y = 28.0 + n as f64 * 19.0;
            let _ = writeln!(
                svg,
                "<text class=\"{class}\" x=\"28\" y=\"{y}\">{}</text>",
                escaped(line)
            );
        }
        write_columns(&mut svg, &graph, &layout);
        write_links(&mut svg, &graph, &layout);
        svg.push_str("</svg>\n");
        svg
    }

    /// The answer in a few words.
    pub(super) fn verdict(&self) -> String {
        match &self.answer {
            Answer::Allowed(_) => format!("allowed under {}", self.model),
            Answer::Forbidden(_) => format!("forbidden under {}", self.model),
            Answer::Impossible => "impossible under any model".to_owned(),
        }
    }

    /// The title and the goal, the goal on as many lines as it needs.
    fn head_lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{}: {}", self.test.name, self.verdict())];
        let mut line = String::new();
        for word in self.goal_text().split(' ') {
            if line.chars().count() + word.chars().count() > 72 {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines
    }
}

fn write_columns(svg: &mut String, graph: &Graph, layout: &Layout) {
    for (c, column) in graph.columns.iter().enumerate() {
        let head = layout.heads[c];
        let _ =
            writeln!(svg, "<text class=\"h\" x=\"{:.1}\" y=\"{:.1}\">P{c}</text>", head.x, head.y);
        for (r, node) in column.iter().enumerate() {
            let rect = layout.rect((c, r));
            if r > 0 {
                let above = layout.rect((c, r - 1));
                let (x, y0, y1) = (rect.center().x, above.y + above.h, rect.y);
                let _ = writeln!(svg, "<path class=\"po\" d=\"M{x:.1} {y0:.1}V{y1:.1}\"/>");
            }
            write_node(svg, node, rect);
        }
    }
}

fn write_node(svg: &mut String, node: &super::graph::Node, rect: Rect) {
    let class = match node.shape {
        Shape::Access => "b",
        Shape::Fence => "f",
        Shape::Branch => "br",
        Shape::LeftOut => "",
    };
    let on = if node.in_cycle && node.shape == Shape::Access { " on" } else { "" };
    let Rect { x, y, w, h } = rect;
    if !class.is_empty() {
        let _ = writeln!(
            svg,
            "<rect class=\"{class}{on}\" x=\"{x:.1}\" y=\"{y:.1}\" \
             width=\"{w:.1}\" height=\"{h:.1}\" rx=\"6\"/>"
        );
    }
    let middle = rect.center().x;
    let first = if node.effect.is_empty() { rect.center().y + 4.5 } else { y + 18.0 };
    let class = if node.shape == Shape::LeftOut { "m d" } else { "m" };
    let title = escaped(&node.title);
    let _ =
        writeln!(svg, "<text class=\"{class}\" x=\"{middle:.1}\" y=\"{first:.1}\">{title}</text>");
    if !node.effect.is_empty() {
        let effect = escaped(&node.effect);
        let y = y + 35.0;
        let _ = writeln!(svg, "<text class=\"m d\" x=\"{middle:.1}\" y=\"{y:.1}\">{effect}</text>");
    }
    for (i, number) in node.numbers.iter().enumerate() {
        let early = if node.early { " x" } else { "" };
        let cx = x + 2.0 + i as f64 * 20.0;
        let _ = writeln!(
            svg,
            "<circle class=\"n{early}\" cx=\"{cx:.1}\" cy=\"{y:.1}\" r=\"9\"/>\
             <text class=\"nt\" x=\"{cx:.1}\" y=\"{:.1}\">{number}</text>",
            y + 4.0
        );
    }
}

fn write_links(svg: &mut String, graph: &Graph, layout: &Layout) {
    // The cycle lies on top.
    let mut order: Vec<usize> = (0..graph.links.len()).collect();
    order.sort_by_key(|&n| graph.links[n].in_cycle);
    for &n in &order {
        write_link(svg, &graph.links[n], &layout.routes[n]);
    }
    for &n in &order {
        let (link, at) = (&graph.links[n], layout.routes[n].label);
        let bold = if link.in_cycle { " lc" } else { "" };
        let _ = writeln!(
            svg,
            "<text class=\"l {}{bold}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            link.family.name(),
            at.x,
            at.y + 4.0,
            escaped(&link.label)
        );
    }
}

fn write_link(svg: &mut String, link: &Link, route: &layout::Route) {
    let bold = if link.in_cycle { " c" } else { "" };
    let family = link.family.name();
    for path in &route.paths {
        let _ = writeln!(svg, "<path class=\"e {family}{bold}\" d=\"{path}\"/>");
    }
    let [.., before, end] = route.points.as_slice() else { return };
    let angle = (end.y - before.y).atan2(end.x - before.x).to_degrees();
    let size = if link.in_cycle { 1.25 } else { 1.0 };
    let _ = writeln!(
        svg,
        "<path class=\"a {family}\" d=\"M2 0L-7 -4L-7 4Z\" \
         transform=\"translate({:.1} {:.1}) rotate({angle:.1}) scale({size})\"/>",
        end.x, end.y
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
