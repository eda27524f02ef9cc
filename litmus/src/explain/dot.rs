//! Explanations as DOT graphs.

use super::Explanation;
use super::graph::{Family, Graph, Link, Place, Shape};
use std::fmt::Write;

impl Explanation {
    /// The execution as a graph for Graphviz, threads as clusters.
    ///
    /// A goal that no execution has gives an empty graph.
    pub fn to_dot(&self) -> String {
        let mut dot = String::new();
        let title = escaped(&format!("{}: {}", self.test.name, self.verdict()));
        let _ = writeln!(dot, "digraph \"{}\" {{", escaped(&self.test.name));
        let _ = writeln!(dot, "  label=\"{title}\\n{}\";", escaped(&self.goal_text()));
        let _ = writeln!(dot, "  labelloc=t; fontname=\"monospace\"; splines=true; rankdir=TB;");
        let _ = writeln!(dot, "  node [shape=box, fontname=\"monospace\", fontsize=11];");
        let _ = writeln!(dot, "  edge [fontname=\"monospace\", fontsize=10];");
        if let Some(graph) = Graph::new(self) {
            write_columns(&mut dot, &graph);
            graph.links.iter().for_each(|link| write_link(&mut dot, link));
        }
        dot.push_str("}\n");
        dot
    }
}

fn write_columns(dot: &mut String, graph: &Graph) {
    for (c, column) in graph.columns.iter().enumerate() {
        let _ = writeln!(dot, "  subgraph cluster_{c} {{");
        let _ = writeln!(dot, "    label=\"P{c}\"; color=gray;");
        for (r, node) in column.iter().enumerate() {
            let style = match (node.shape, node.in_cycle) {
                (Shape::Fence, _) => ", style=dashed",
                (Shape::LeftOut, _) => ", shape=plaintext",
                (_, true) => ", penwidth=2",
                _ => "",
            };
            let numbers: Vec<String> = node.numbers.iter().map(|n| format!("{n}.")).collect();
            let head = [numbers.join(" "), node.title.clone()].join(" ");
            let text = escaped(head.trim());
            let effect = escaped(&node.effect);
            let separator = if effect.is_empty() { "" } else { "\\n" };
            let name = name((c, r));
            let _ = writeln!(dot, "    {name} [label=\"{text}{separator}{effect}\"{style}];");
        }
        for r in 1..column.len() {
            let (above, below) = (name((c, r - 1)), name((c, r)));
            let _ = writeln!(
                dot,
                "    {above} -> {below} [style=dotted, color=gray, arrowhead=none, weight=9];"
            );
        }
        let _ = writeln!(dot, "  }}");
    }
}

fn write_link(dot: &mut String, link: &Link) {
    let color = match link.family {
        Family::ReadsFrom => "#c2255c",
        Family::Coherence => "#1864ab",
        Family::FromRead => "#d9480f",
        Family::Dependency => "#6741d9",
        Family::Barrier => "#2b8a3e",
        Family::Order => "#495057",
    };
    let width = if link.in_cycle { ", penwidth=2.2" } else { "" };
    let label = escaped(&link.label);
    let _ = writeln!(
        dot,
        "  {} -> {} [label=\"{label}\", color=\"{color}\", fontcolor=\"{color}\", \
         constraint=false{width}];",
        name(link.from),
        name(link.to),
    );
}

fn name((column, row): Place) -> String {
    format!("p{column}_{row}")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
