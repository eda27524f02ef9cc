//! Dependencies: from the edges inside instructions to addr, data, ctrl, pick.
//!
//! The names follow `aarch64deps.cat`. `dtrm` ("determines") chains register
//! reads-from, data flow inside instructions, and `lrs`, the step from a write
//! to the later reads of the same thread that it can feed. A *pick* dependency
//! chains control edges inside instructions as well: what CSEL chose, or
//! whether CAS stored, depends on its condition without using its value.

use super::graph::{
    AccessId, Annotation, CellId, Edge, Event, EventKind, MicroGraph, NodeKind, ThreadEvents,
};
use super::relation::{Relation, Set};

/// Works out the events of a path and the dependencies between them.
///
/// `cells` gives the cells that an access touches, in ascending order.
pub(crate) fn thread_events(
    graph: &MicroGraph,
    cells: &dyn Fn(AccessId) -> std::ops::Range<u16>,
) -> ThreadEvents {
    let (events, of_node) = list_events(graph, cells);
    let n = events.len();
    let lrs = last_write(&events);
    let reach = Reach::new(graph, &events, &of_node, &lrs);

    let mut r = ThreadEvents {
        addr: Relation::new(n),
        data: Relation::new(n),
        ctrl: Relation::new(n),
        pick_addr: Relation::new(n),
        pick_data: Relation::new(n),
        pick_ctrl: Relation::new(n),
        pick: Relation::new(n),
        order: Relation::new(n),
        lrs,
        events,
    };
    for (node, targets) in of_node.iter().enumerate() {
        match graph.nodes()[node].kind {
            NodeKind::Access(_) => {
                let ports = Ports::of(graph, node);
                for target in targets.clone() {
                    r.connect_memory(&reach, &ports, node, target, graph, &of_node);
                }
            }
            NodeKind::Branch => r.connect_branch(&reach, node, targets.start),
            _ => {}
        }
    }
    r.pick.add(&r.pick_addr);
    r.pick.add(&r.pick_data);
    r.pick.add(&r.pick_ctrl);
    r
}

type EventRange = std::ops::Range<usize>;

/// The events of each node (none for register accesses), in program order.
fn list_events(
    graph: &MicroGraph,
    cells: &dyn Fn(AccessId) -> std::ops::Range<u16>,
) -> (Vec<Event>, Vec<EventRange>) {
    let mut events: Vec<Event> = Vec::new();
    let mut of_node = Vec::with_capacity(graph.nodes().len());
    // Classes of fences, branches and torn accesses are numbered downwards from
    // the top: each is alone in its class.
    let mut alone = u16::MAX;
    for node in graph.nodes() {
        let begin = events.len();
        let mut push = |kind, annotation, access, sca: Option<u16>| {
            let sca = sca.unwrap_or_else(|| {
                alone -= 1;
                alone
            });
            events.push(Event { kind, step: node.step, annotation, access, sca });
        };
        match node.kind {
            NodeKind::Access(id) => {
                let a = &graph.accesses[usize::from(id.0)];
                for cell in cells(id).map(CellId) {
                    let kind = if a.write { EventKind::Write(cell) } else { EventKind::Read(cell) };
                    push(kind, a.annotation, Some(id), (!a.torn).then_some(a.sca));
                }
            }
            NodeKind::Fence(f) => push(EventKind::Fence(f), Annotation::default(), None, None),
            NodeKind::Branch => push(EventKind::Branch, Annotation::default(), None, None),
            NodeKind::RegRead { .. } | NodeKind::RegWrite | NodeKind::Predicate => {}
        }
        of_node.push(begin..events.len());
    }
    (events, of_node)
}

/// `lrs`: from a write to the reads of its cell that no other write comes before.
fn last_write(events: &[Event]) -> Relation {
    let mut lrs = Relation::new(events.len());
    for (r, read) in events.iter().enumerate() {
        let EventKind::Read(cell) = read.kind else { continue };
        let last = events[..r]
            .iter()
            .rposition(|w| w.kind == EventKind::Write(cell) && w.step < read.step);
        if let Some(w) = last {
            lrs.insert(w, r);
        }
    }
    lrs
}

/// For each node the memory reads that determine it.
struct Reach {
    /// Through `dtrm`, the read itself included.
    dtrm: Vec<Set>,
    /// Through `pick-dtrm`, the read itself included.
    pick: Vec<Set>,
}

impl Reach {
    fn new(graph: &MicroGraph, events: &[Event], of_node: &[EventRange], lrs: &Relation) -> Reach {
        let n = events.len();
        let fed_by = lrs.inverse();
        let node_of: Vec<usize> = {
            let mut v = vec![0; n];
            for (node, range) in of_node.iter().enumerate() {
                v[range.clone()].fill(node);
            }
            v
        };
        let mut reach = Reach { dtrm: Vec::new(), pick: Vec::new() };
        for (node, own) in of_node.iter().enumerate() {
            let (mut dtrm, mut pick) = (Set::new(n), Set::new(n));
            for &(from, edge) in graph.edges_into(node) {
                let from = from.0 as usize;
                match edge {
                    Edge::Data | Edge::Register => {
                        dtrm.add(&reach.dtrm[from]);
                        pick.add(&reach.pick[from]);
                    }
                    Edge::Control => pick.add(&reach.pick[from]),
                    Edge::Order => {}
                }
            }
            for event in own.clone() {
                for write in fed_by.successors(event) {
                    dtrm.add(&reach.dtrm[node_of[write]]);
                    pick.add(&reach.pick[node_of[write]]);
                }
                if matches!(events[event].kind, EventKind::Read(_)) {
                    dtrm.insert(event);
                    pick.insert(event);
                }
            }
            reach.dtrm.push(dtrm);
            reach.pick.push(pick);
        }
        reach
    }
}

/// The register reads of one instruction that an access's value or address
/// comes from.
#[derive(Default)]
struct Ports {
    /// `[ADDR]; D+`.
    addr: Vec<usize>,
    /// `[DATA]; D+`.
    data: Vec<usize>,
    /// `[DATA]; (D|C)+`.
    pick_data: Vec<usize>,
}

impl Ports {
    fn of(graph: &MicroGraph, access: usize) -> Ports {
        let mut ports = Ports::default();
        // Backwards from the access; `true` while only data edges were followed.
        let mut todo = vec![(access, true)];
        while let Some((node, by_data)) = todo.pop() {
            for &(from, edge) in graph.edges_into(node) {
                let by_data = match edge {
                    Edge::Data => by_data,
                    Edge::Control => false,
                    Edge::Order | Edge::Register => continue,
                };
                let from = from.0 as usize;
                if let NodeKind::RegRead { data } = graph.nodes()[from].kind {
                    match (data, by_data) {
                        (false, true) => ports.addr.push(from),
                        (true, true) => {
                            ports.data.push(from);
                            ports.pick_data.push(from);
                        }
                        (true, false) => ports.pick_data.push(from),
                        (false, false) => {}
                    }
                }
                todo.push((from, by_data));
            }
        }
        ports
    }
}

impl ThreadEvents {
    fn connect_memory(
        &mut self,
        reach: &Reach,
        ports: &Ports,
        node: usize,
        target: usize,
        graph: &MicroGraph,
        of_node: &[EventRange],
    ) {
        let write = matches!(self.events[target].kind, EventKind::Write(_));
        let step = self.events[target].step;
        let earlier = |events: &[Event], source: usize| events[source].step != step;
        let mut link = |relation: fn(&mut ThreadEvents) -> &mut Relation, sources: &Set| {
            for source in sources.iter() {
                if earlier(&self.events, source) {
                    relation(self).insert(source, target);
                }
            }
        };
        for &port in &ports.addr {
            link(|r| &mut r.addr, &reach.dtrm[port]);
            link(|r| &mut r.pick_addr, &reach.pick[port]);
        }
        if write {
            for &port in &ports.data {
                link(|r| &mut r.data, &reach.dtrm[port]);
            }
            for &port in &ports.pick_data {
                link(|r| &mut r.pick_data, &reach.pick[port]);
            }
        }
        link(|r| &mut r.pick, &reach.pick[node]);
        for &(from, edge) in graph.edges_into(node) {
            if edge == Edge::Order {
                for source in of_node[from.0 as usize].clone() {
                    self.order.insert(source, target);
                }
            }
        }
    }

    fn connect_branch(&mut self, reach: &Reach, node: usize, branch: usize) {
        let later = self.set(|e| e.step > self.events[branch].step);
        for target in later.iter() {
            reach.dtrm[node].iter().for_each(|r| self.ctrl.insert(r, target));
            reach.pick[node].iter().for_each(|r| self.pick_ctrl.insert(r, target));
        }
    }
}
