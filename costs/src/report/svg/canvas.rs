//! What the pictures share: colours, a scale, and text as SVG.

use super::escape;
use std::fmt::Write;

/// What does not depend on the colours.
const SHAPES: &str = "\
.fc{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif}\
.fc text{font-size:11.5px}.fc .mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,\
'DejaVu Sans Mono',monospace;font-size:11.5px}.fc .t{font-size:17px;font-weight:650}\
.fc .h{font-weight:650;font-size:12px}.fc .s{font-size:10.5px}.fc .e{text-anchor:end}\
.fc .m{text-anchor:middle}.fc .warn{font-size:15px;font-weight:700}\
.fc .v{font-size:10.5px;font-variant-numeric:tabular-nums}\
.fc .ci{stroke-width:3;stroke-linecap:round}.fc .q{opacity:.28}.fc .hollow{stroke-width:1.4}\
.fc .grid{stroke-width:1}.fc .halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}";

/// The colours of a picture. Without style sheet variables, which many
/// programs that show SVG do not know.
struct Colors {
    ink: &'static str,
    paper: &'static str,
    dim: &'static str,
    grid: &'static str,
    noise: &'static str,
    stripe: &'static str,
    warn: &'static str,
    /// Instructions, Rust's own, families.
    origins: [&'static str; 3],
    /// Faster, slower.
    verdicts: [&'static str; 2],
}

const LIGHT: Colors = Colors {
    ink: "#1f2328",
    paper: "#ffffff",
    dim: "#59636e",
    grid: "#dfe4ea",
    noise: "#e9edf1",
    stripe: "#f6f8fa",
    warn: "#cf222e",
    origins: ["#0b63b5", "#c2540a", "#6f42c1"],
    verdicts: ["#18794e", "#bf2a55"],
};

const DARK: Colors = Colors {
    ink: "#e6edf3",
    paper: "#0d1117",
    dim: "#9198a1",
    grid: "#262d36",
    noise: "#1d242c",
    stripe: "#11161d",
    warn: "#ff7b72",
    origins: ["#6cb6ff", "#f0a35e", "#c297ff"],
    verdicts: ["#57c785", "#ff7b9c"],
};

impl Colors {
    fn rules(&self) -> String {
        let Colors { ink, paper, dim, grid, noise, stripe, warn, origins, verdicts } = self;
        let mut rules = format!(
            ".fc{{color:{ink};background:{paper}}}.fc text{{fill:{ink}}}.fc .bg{{fill:{paper}}}\
             .fc text.d{{fill:{dim}}}.fc .grid{{stroke:{grid}}}.fc .nz{{fill:{noise}}}\
             .fc .st{{fill:{stripe}}}.fc text.warn{{fill:{warn}}}.fc .halo{{stroke:{paper}}}\
             .fc .hollow{{fill:{paper}}}.fc .axis{{stroke:{dim}}}.fc .dimfill{{fill:{dim}}}\
             .fc text.inv{{fill:{paper}}}.fc .none{{fill:{noise}}}.fc .dm.ci{{stroke:{dim}}}\
             .fc .dm.hollow{{stroke:{dim}}}.fc .dm.dot{{fill:{dim}}}"
        );
        let classes = [("o0", origins[0]), ("o1", origins[1]), ("o2", origins[2])];
        for (class, color) in classes.into_iter().chain([("fa", verdicts[0]), ("sl", verdicts[1])])
        {
            let _ = write!(
                rules,
                ".fc .{class}.ci{{stroke:{color}}}.fc .{class}.dot,.fc text.{class}{{fill:{color}}}\
                 .fc .{class}.hollow{{stroke:{color}}}.fc .{class}.cell{{fill:{color}}}"
            );
        }
        rules
    }
}

/// A picture that grows by elements.
pub(super) struct Canvas {
    body: String,
    width: f64,
    height: f64,
    title: String,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64, title: &str) -> Canvas {
        Canvas { body: String::new(), width, height, title: title.to_owned() }
    }

    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = escape(text);
        let _ = writeln!(
            self.body,
            "<text x=\"{}\" y=\"{}\" class=\"{class}\">{text}</text>",
            short(x),
            short(y)
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(short);
        let _ = writeln!(
            self.body,
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"
        );
    }

    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), class: &str, opacity: f64) {
        let [x, y, w, h] = [at.0, at.1, size.0, size.1].map(short);
        let opacity = match opacity {
            1.0 => String::new(),
            some => format!(" fill-opacity=\"{some:.2}\""),
        };
        let _ = writeln!(
            self.body,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" class=\"{class}\"{opacity}/>"
        );
    }

    pub(super) fn circle(&mut self, x: f64, y: f64, r: f64, class: &str) {
        let [x, y, r] = [x, y, r].map(short);
        let _ = writeln!(self.body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" class=\"{class}\"/>");
    }

    /// Begins a group that tells what it is when it is pointed at.
    pub(super) fn begin(&mut self, tip: &str) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escape(tip));
    }

    pub(super) fn end(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// The whole file. It follows the reader's choice of light or dark.
    pub(super) fn finish(self) -> String {
        let Canvas { body, width, height, title } = self;
        let (light, dark) = (LIGHT.rules(), DARK.rules());
        let title = escape(&title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" \
             viewBox=\"0 0 {0} {1}\" class=\"fc\" role=\"img\">\n<title>{title}</title>\n\
             <style>{SHAPES}{light}@media(prefers-color-scheme:dark){{{dark}}}</style>\n\
             <rect width=\"{0}\" height=\"{1}\" class=\"bg\"/>\n{body}</svg>\n",
            short(width),
            short(height)
        )
    }
}

/// A coordinate with one decimal at most.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A logarithmic scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    left: f64,
    width: f64,
}

impl Scale {
    /// From `low` to `high`, both positive, over so many pixels.
    pub(super) fn new(low: f64, high: f64, left: f64, width: f64) -> Scale {
        Scale { low, high: high.max(low * 10.0), left, width }
    }

    /// The same at another place.
    pub(super) fn at(self, left: f64) -> Scale {
        Scale { left, ..self }
    }

    /// Where a value is; what is beyond an end is put there.
    pub(super) fn x(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        self.left + self.width * (value / self.low).ln() / (self.high / self.low).ln()
    }

    /// The largest value that has a place of its own.
    pub(super) fn limit(&self) -> f64 {
        self.high
    }

    /// The powers of ten within.
    pub(super) fn decades(&self) -> Vec<f64> {
        let (first, last) = (self.low.log10().ceil() as i32, self.high.log10().floor() as i32);
        (first..=last).map(|n| 10f64.powi(n)).collect()
    }
}

/// Breaks a text into lines of about so many characters.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The beginning of a text that is longer.
pub(super) fn clip(text: &str, width: usize) -> String {
    match text.chars().count() > width {
        true => text.chars().take(width - 1).chain(['…']).collect(),
        false => text.to_owned(),
    }
}
