//! Where everything in a picture goes.
//!
//! Threads are columns. An edge between neighbours is a curve in the gutter
//! between them; one between other columns runs along the gutters and crosses
//! the columns between two rows. An edge inside a thread is a straight line
//! where nothing is in its way, and an arc beside the column where something
//! is. So no edge runs through a box. Labels then take the free places along
//! their edges.

use crate::explain::graph::{Graph, Link, Place, Shape};

/// The width of a character of the monospaced font at 13 px.
const CHAR: f64 = 7.9;
/// The width of a character of a label at 11 px.
const LABEL_CHAR: f64 = 6.7;
const LABEL_HEIGHT: f64 = 14.0;
const BOX_HEIGHT: f64 = 44.0;
const SLIM_HEIGHT: f64 = 26.0;
const ROW: f64 = 88.0;
const GUTTER: f64 = 132.0;
const MARGIN: f64 = 28.0;
const ARC: f64 = 46.0;
const TOP: f64 = 40.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Rect {
    pub(super) fn center(&self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h / 2.0 }
    }

    fn around(center: Point, w: f64, h: f64) -> Rect {
        Rect { x: center.x - w / 2.0, y: center.y - h / 2.0, w, h }
    }

    fn overlaps(&self, o: &Rect) -> bool {
        self.x < o.x + o.w && o.x < self.x + self.w && self.y < o.y + o.h && o.y < self.y + self.h
    }

    fn has(&self, p: Point) -> bool {
        p.x > self.x && p.x < self.x + self.w && p.y > self.y && p.y < self.y + self.h
    }
}

/// A drawn edge.
#[derive(Debug)]
pub(super) struct Route {
    /// Its pieces; each is a path of its own with an arrow only on the last.
    pub(super) paths: Vec<String>,
    /// Points along it.
    pub(super) points: Vec<Point>,
    /// The center of its label.
    pub(super) label: Point,
}

/// A picture with all its coordinates.
#[derive(Debug)]
pub(super) struct Layout {
    /// The left edge; below 0 if something sticks out.
    pub(super) left: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// By column: the center of its head.
    pub(super) heads: Vec<Point>,
    /// By column and row.
    pub(super) boxes: Vec<Vec<Rect>>,
    /// By link.
    pub(super) routes: Vec<Route>,
}

impl Layout {
    /// `top` is the space above the columns, for a title.
    pub(super) fn new(graph: &Graph, top: f64) -> Layout {
        let mut layout = Layout {
            left: 0.0,
            width: 0.0,
            height: 0.0,
            heads: Vec::new(),
            boxes: Vec::new(),
            routes: Vec::new(),
        };
        layout.place_boxes(graph, top);
        let ports = Ports::new(graph);
        for (n, link) in graph.links.iter().enumerate() {
            let route = layout.route(graph, link, n, &ports);
            layout.routes.push(route);
        }
        layout.place_labels(graph);
        layout.fit(graph);
        layout
    }

    fn place_boxes(&mut self, graph: &Graph, top: f64) {
        let mut x = MARGIN + if has_arc(graph, 0) { ARC + 24.0 } else { 0.0 };
        for (c, column) in graph.columns.iter().enumerate() {
            let chars = column
                .iter()
                .map(|n| {
                    let numbers = n.numbers.len() * 4;
                    (n.title.chars().count() + numbers).max(n.effect.chars().count())
                })
                .max()
                .unwrap_or(4);
            let w = (chars as f64 * CHAR + 26.0).max(84.0);
            self.heads.push(Point { x: x + w / 2.0, y: top + 14.0 });
            let boxes = column.iter().enumerate().map(|(r, node)| {
                let h = if node.shape == Shape::Access { BOX_HEIGHT } else { SLIM_HEIGHT };
                let y = top + TOP + r as f64 * ROW + (BOX_HEIGHT - h) / 2.0;
                Rect { x, y, w, h }
            });
            self.boxes.push(boxes.collect());
            let arc = c > 0 && has_arc(graph, c);
            x += w + GUTTER + if arc { ARC / 2.0 } else { 0.0 };
        }
        let rows = graph.columns.iter().map(Vec::len).max().unwrap_or(0);
        self.width = x - GUTTER + MARGIN;
        self.height = top + TOP + rows as f64 * ROW - (ROW - BOX_HEIGHT) + 24.0;
    }

    pub(super) fn rect(&self, (column, row): Place) -> Rect {
        self.boxes[column][row]
    }

    fn route(&self, graph: &Graph, link: &Link, n: usize, ports: &Ports) -> Route {
        let (a, b) = (self.rect(link.from), self.rect(link.to));
        let (from, to) = (link.from.0, link.to.0);
        if from == to {
            return self.inside(graph, link, n, ports);
        }
        let right = to > from;
        let start = side(a, right, ports.offset(n, true));
        let end = side(b, !right, ports.offset(n, false));
        if from.abs_diff(to) == 1 {
            let bend = (end.x - start.x) * 0.45;
            let c1 = Point { x: start.x + bend, y: start.y };
            let c2 = Point { x: end.x - bend, y: end.y };
            return curve(start, c1, c2, end);
        }
        self.across(graph, link, n, start, end)
    }

    /// Along the gutters, and between two rows of the columns in the way.
    fn across(&self, graph: &Graph, link: &Link, n: usize, start: Point, end: Point) -> Route {
        let (low, high) = (link.from.0.min(link.to.0), link.from.0.max(link.to.0));
        let first =
            self.boxes.iter().filter_map(|c| c.first()).map(|r| r.y).fold(f64::MAX, f64::min);
        let rows = graph.columns.iter().map(Vec::len).max().unwrap_or(0);
        let channel = |k: usize| first + k as f64 * ROW - (ROW - BOX_HEIGHT) / 2.0;
        let cost = |k: usize| {
            let y = channel(k);
            let crossed = (low + 1..high).filter(|&c| k > 0 && k < graph.columns[c].len()).count();
            (start.y - y).abs() + (end.y - y).abs() + crossed as f64 * 60.0
        };
        // The space above the first row belongs to the heads.
        let best = (1..=rows).min_by(|&i, &j| cost(i).total_cmp(&cost(j))).unwrap_or(1);
        let lane = graph.links[..n].iter().filter(|l| l.from.0.abs_diff(l.to.0) > 1).count();
        let y = channel(best) + (lane % 3) as f64 * 9.0 - 6.0;
        let sign = (end.x - start.x).signum();
        let reach = 30.0 + (lane % 4) as f64 * 10.0;
        let points = [
            start,
            Point { x: start.x + sign * reach, y: start.y },
            Point { x: start.x + sign * reach, y },
            Point { x: end.x - sign * reach, y },
            Point { x: end.x - sign * reach, y: end.y },
            end,
        ];
        rounded(&points)
    }

    /// An edge inside a thread.
    fn inside(&self, graph: &Graph, link: &Link, n: usize, ports: &Ports) -> Route {
        let column = link.from.0;
        let (from, to) = (link.from.1, link.to.1);
        let (a, b) = (self.rect(link.from), self.rect(link.to));
        let free = graph.links[..n].iter().all(|l| l.from.0 != l.to.0 || !shares(graph, l, link));
        if free && is_straight(graph, link) {
            let stops = (from..=to).map(|row| self.rect((column, row))).collect::<Vec<_>>();
            let pieces: Vec<_> = stops.windows(2).map(|w| (below(w[0]), above(w[1]))).collect();
            return straight(&pieces);
        }
        let right = column > 0 && column + 1 == self.boxes.len();
        let start = side(a, right, ports.offset(n, true));
        let end = side(b, right, ports.offset(n, false));
        let level =
            graph.links[..n].iter().filter(|l| l.from.0 == column && is_arc(graph, l)).count();
        let sign = if right { 1.0 } else { -1.0 };
        let reach = (ARC + level as f64 * 14.0) * sign * 4.0 / 3.0;
        let c1 = Point { x: start.x + reach, y: start.y };
        let c2 = Point { x: end.x + reach, y: end.y };
        curve(start, c1, c2, end)
    }

    fn place_labels(&mut self, graph: &Graph) {
        let mut placed: Vec<Rect> = Vec::new();
        for n in 0..self.routes.len() {
            let w = graph.links[n].label.chars().count() as f64 * LABEL_CHAR + 6.0;
            let points = self.routes[n].points.clone();
            let count = points.len();
            let cost = |at: &Point| {
                let own = Rect::around(*at, w, LABEL_HEIGHT);
                let labels = placed.iter().filter(|r| r.overlaps(&own)).count();
                let boxes = self.boxes.iter().flatten().filter(|r| r.overlaps(&own)).count();
                let lines = self
                    .routes
                    .iter()
                    .enumerate()
                    .filter(|(m, _)| *m != n)
                    .flat_map(|(_, r)| &r.points)
                    .filter(|p| own.has(**p))
                    .count();
                labels * 1000 + boxes * 1000 + lines * 10
            };
            let middle = |i: usize| (i as f64 / count as f64 - 0.5).abs();
            let best = (count / 8..count - count / 8).min_by(|&i, &j| {
                let key = |i: usize| (cost(&points[i]), middle(i));
                let ((a, m), (b, n)) = (key(i), key(j));
                a.cmp(&b).then(m.total_cmp(&n))
            });
            let at = points[best.unwrap_or(0)];
            placed.push(Rect::around(at, w, LABEL_HEIGHT));
            self.routes[n].label = at;
        }
    }

    /// Widens the picture to all that is drawn.
    fn fit(&mut self, graph: &Graph) {
        let mut right = self.width;
        for (route, link) in self.routes.iter().zip(&graph.links) {
            for point in &route.points {
                self.left = self.left.min(point.x - MARGIN / 2.0);
                right = right.max(point.x + MARGIN);
                self.height = self.height.max(point.y + 20.0);
            }
            let half = link.label.chars().count() as f64 * LABEL_CHAR / 2.0 + 8.0;
            self.left = self.left.min(route.label.x - half);
            right = right.max(route.label.x + half);
        }
        self.width = right - self.left;
    }
}

/// Whether two links of one column want the same line.
fn shares(graph: &Graph, a: &Link, b: &Link) -> bool {
    let span = |l: &Link| (l.from.1.min(l.to.1), l.from.1.max(l.to.1));
    let ((a0, a1), (b0, b1)) = (span(a), span(b));
    a.from.0 == b.from.0 && a0 < b1 && b0 < a1 && !is_arc(graph, a)
}

/// Whether an edge can go straight down: past nothing but the barrier that it
/// is about, branches that it depends on, and what is left out.
fn is_straight(graph: &Graph, link: &Link) -> bool {
    let (column, from) = link.from;
    let in_the_way = |row: usize| match graph.node((column, row)).shape {
        Shape::LeftOut => false,
        Shape::Fence => link.through != Some((column, row)),
        Shape::Branch => !link.label.starts_with("ctrl"),
        Shape::Access => true,
    };
    column == link.to.0 && from < link.to.1 && !(from + 1..link.to.1).any(in_the_way)
}

fn is_arc(graph: &Graph, link: &Link) -> bool {
    link.from.0 == link.to.0 && !is_straight(graph, link)
}

fn has_arc(graph: &Graph, column: usize) -> bool {
    let own: Vec<&Link> =
        graph.links.iter().filter(|l| l.from.0 == column && l.to.0 == column).collect();
    own.iter().any(|l| is_arc(graph, l)) || own.len() > 1
}

/// Where edges meet the sides of boxes, so that they do not meet each other.
struct Ports {
    offsets: Vec<(f64, f64)>,
}

impl Ports {
    fn new(graph: &Graph) -> Ports {
        let mut offsets = vec![(0.0, 0.0); graph.links.len()];
        let last = graph.columns.len().saturating_sub(1);
        let mut sides: Vec<(Place, bool, usize, bool, Place)> = Vec::new();
        for (n, link) in graph.links.iter().enumerate() {
            let own = link.from.0 == link.to.0;
            let right =
                if own { link.from.0 > 0 && link.from.0 == last } else { link.to.0 > link.from.0 };
            if own && !is_arc(graph, link) && !has_arc(graph, link.from.0) {
                continue;
            }
            sides.push((link.from, right, n, true, link.to));
            sides.push((link.to, if own { right } else { !right }, n, false, link.from));
        }
        sides.sort_by_key(|&(place, right, n, _, other)| (place, right, other.1, n));
        for group in sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let middle = (group.len() as f64 - 1.0) / 2.0;
            let height = if graph.node(group[0].0).shape == Shape::Access { 32.0 } else { 16.0 };
            let gap = (height / group.len() as f64).min(12.0);
            for (i, &(_, _, n, start, _)) in group.iter().enumerate() {
                let offset = (i as f64 - middle) * gap;
                if start { offsets[n].0 = offset } else { offsets[n].1 = offset }
            }
        }
        Ports { offsets }
    }

    fn offset(&self, link: usize, start: bool) -> f64 {
        if start { self.offsets[link].0 } else { self.offsets[link].1 }
    }
}

fn side(r: Rect, right: bool, offset: f64) -> Point {
    let gap = 3.0;
    let x = if right { r.x + r.w + gap } else { r.x - gap };
    Point { x, y: r.center().y + offset }
}

fn below(r: Rect) -> Point {
    Point { x: r.center().x, y: r.y + r.h + 2.0 }
}

fn above(r: Rect) -> Point {
    Point { x: r.center().x, y: r.y - 3.0 }
}

fn straight(pieces: &[(Point, Point)]) -> Route {
    let paths = pieces
        .iter()
        .map(|(a, b)| format!("M{:.1} {:.1}L{:.1} {:.1}", a.x, a.y, b.x, b.y))
        .collect();
    let points = pieces.iter().flat_map(|&(a, b)| between(a, b)).collect();
    Route { paths, points, label: Point { x: 0.0, y: 0.0 } }
}

fn between(a: Point, b: Point) -> impl Iterator<Item = Point> {
    (0..=20).map(move |i| {
        let t = f64::from(i) / 20.0;
        Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }
    })
}

fn curve(a: Point, c1: Point, c2: Point, b: Point) -> Route {
    let path = format!(
        "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
        a.x, a.y, c1.x, c1.y, c2.x, c2.y, b.x, b.y
    );
    let at = |t: f64| {
        let s = 1.0 - t;
        let mix = |p: f64, q: f64, r: f64, u: f64| {
            s * s * s * p + 3.0 * s * s * t * q + 3.0 * s * t * t * r + t * t * t * u
        };
        Point { x: mix(a.x, c1.x, c2.x, b.x), y: mix(a.y, c1.y, c2.y, b.y) }
    };
    let points = (0..=40).map(|i| at(f64::from(i) / 40.0)).collect();
    Route { paths: vec![path], points, label: a }
}

/// A line of several pieces with round corners.
fn rounded(corners: &[Point]) -> Route {
    let mut path = format!("M{:.1} {:.1}", corners[0].x, corners[0].y);
    for w in corners.windows(3) {
        let (p, q, r) = (w[0], w[1], w[2]);
        let near = |from: Point, to: Point| {
            let len = ((from.x - to.x).powi(2) + (from.y - to.y).powi(2)).sqrt().max(0.01);
            let cut = 14.0_f64.min(len / 2.0) / len;
            Point { x: from.x + (to.x - from.x) * cut, y: from.y + (to.y - from.y) * cut }
        };
        let (before, after) = (near(q, p), near(q, r));
        path.push_str(&format!(
            "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            before.x, before.y, q.x, q.y, after.x, after.y
        ));
    }
    let end = corners[corners.len() - 1];
    path.push_str(&format!("L{:.1} {:.1}", end.x, end.y));
    let points = corners.windows(2).flat_map(|w| between(w[0], w[1])).collect();
    Route { paths: vec![path], points, label: end }
}
