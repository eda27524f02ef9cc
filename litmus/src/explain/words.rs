//! Events and edges in words.

use super::cycle::{Axiom, Edge};
use super::reason::{Local, Reason};
use crate::explore::Execution;
use crate::explore::execution::{Event, Kind};
use crate::isa::BarrierType;
use crate::model::Clause;
use crate::model::graph::{Fence, Footprint};
use crate::test::Test;

/// What words are about.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) test: &'a Test,
    pub(super) execution: &'a Execution,
}

impl Words<'_> {
    /// The instruction of an event.
    pub(super) fn instruction(&self, event: &Event) -> String {
        let (code, index) = event.source;
        named(self.test, usize::from(code.0), index)
    }

    /// The name of some bytes: `x`, `t[1]`, or `x+2..4` if they are a part.
    pub(super) fn bytes(&self, at: Footprint) -> String {
        let location = &self.test.locations[usize::from(at.loc.0)];
        let elem = location.ty.elem.size.bytes();
        let name = &location.name;
        match location.ty.len {
            None if at.offset == 0 && at.size >= elem => name.to_string(),
            Some(_) if at.offset.is_multiple_of(elem) && at.size == elem => {
                format!("{name}[{}]", at.offset / elem)
            }
            _ if at.size == 1 => format!("{name}+{}", at.offset),
            _ => format!("{name}+{}..{}", at.offset, at.offset + at.size - 1),
        }
    }

    /// `x=1`; in hexadecimal where tests mix sizes.
    pub(super) fn access(&self, event: &Event) -> String {
        let Some(at) = event.at else { return String::new() };
        let value = match &event.value {
            Some(value) => {
                let number = value.to_string().parse::<i128>();
                let mixed = event.parts.len() > 1 || self.is_partial(at);
                if mixed && number.is_ok_and(|n| n > 9) {
                    format!("{:#x}", event.bits)
                } else {
                    value.to_string()
                }
            }
            None => "?".to_owned(),
        };
        format!("{}={value}", self.bytes(at))
    }

    fn is_partial(&self, at: Footprint) -> bool {
        let ty = self.test.locations[usize::from(at.loc.0)].ty;
        ty.elem.size.bytes() > at.size
    }

    /// `P0's STR W0,[X1] (x=1)`.
    pub(super) fn event(&self, number: usize) -> String {
        let event = &self.execution.events[number];
        let thread = event.thread.0;
        let instruction = self.instruction(event);
        match event.kind {
            Kind::Fence(_) | Kind::Branch => format!("P{thread}'s {instruction}"),
            Kind::Read if self.is_two_sided(number) => {
                format!("P{thread}'s {instruction} (reading {})", self.access(event))
            }
            Kind::Write if self.is_two_sided(number) => {
                format!("P{thread}'s {instruction} (writing {})", self.access(event))
            }
            Kind::Read | Kind::Write => {
                format!("P{thread}'s {instruction} ({})", self.access(event))
            }
        }
    }

    /// Whether the same instruction both reads and writes.
    fn is_two_sided(&self, number: usize) -> bool {
        let own = &self.execution.events[number];
        self.execution.events.iter().any(|o| {
            o.thread == own.thread && o.step == own.step && o.is_memory() && o.kind != own.kind
        })
    }

    fn part(&self, part: usize) -> String {
        self.event(self.execution.parts[part].event)
    }

    fn source(&self, part: usize) -> String {
        self.instruction(self.execution.event(part))
    }

    /// One edge of a cycle as a sentence and the clause that gives it.
    pub(super) fn edge(&self, edge: Edge) -> (String, String) {
        let (a, b) = (self.part(edge.from), self.part(edge.to));
        let at = |part: usize| {
            self.execution.parts[part].at.map_or_else(String::new, |at| self.bytes(at))
        };
        let initially = self.execution.initial.contains(edge.from);
        let overwritten = if initially { "the initial value" } else { "a value" };
        let sentence = match edge.reason {
            Reason::ReadsFrom | Reason::AnyReadsFrom => format!("{a} is read by {b}"),
            Reason::Coherence | Reason::AnyCoherence => {
                format!("{a} is overwritten by {b} in the coherence order of {}", at(edge.from))
            }
            Reason::FromRead | Reason::AnyFromRead => {
                format!("{a} reads {overwritten} that {b} overwrites")
            }
            Reason::Hazard { via } => {
                let later = self.part(via);
                format!(
                    "{a} comes before {later} to the same location, which reads a value \
                     that {b} overwrites"
                )
            }
            Reason::SameLocation => {
                format!("{a} comes before {b} in program order, and both access {}", at(edge.from))
            }
            Reason::AtomicPair => {
                format!("{a} and {b} are one atomic update: nothing may come between")
            }
            Reason::Local { why, .. } => {
                format!("{a} is ordered before {b}: {}", self.local(edge, why))
            }
        };
        (sentence, clause_name(edge.reason).to_owned())
    }

    /// Why the two ends of an edge inside a thread stay in order.
    fn local(&self, edge: Edge, why: Local) -> String {
        let (a, b) = (self.source(edge.from), self.source(edge.to));
        match why {
            Local::LaterWrite => {
                "a write does not overtake an earlier access to its location".to_owned()
            }
            Local::Address => format!("the address of {b} depends on what {a} reads"),
            Local::Data => format!("the value that {b} stores depends on what {a} reads"),
            Local::Control => format!(
                "a branch between them depends on what {a} reads, and a write is not \
                 made before it is decided"
            ),
            Local::AddressThenWrite { via } => format!(
                "the address of {} between them depends on what {a} reads, and a write \
                 waits until earlier addresses are known",
                self.source(via)
            ),
            Local::DependencyThenRead { via } => format!(
                "{} between them depends on what {a} reads, and {b} can take its value from there",
                self.source(via)
            ),
            Local::PickAddress => {
                format!("the address of {b} depends on a choice that what {a} reads decides")
            }
            Local::PickData => {
                format!("the value that {b} stores depends on a choice that what {a} reads decides")
            }
            Local::PickControl => {
                format!("a branch between them depends on a choice that what {a} reads decides")
            }
            Local::PickAddressThenWrite { via } => format!(
                "the address of {} between them depends on a choice that what {a} reads decides",
                self.source(via)
            ),
            Local::Atomic => "the read of an atomic update comes before its write".to_owned(),
            Local::AtomicThenAcquire { via } => format!(
                "{b} is an acquire that can read what the atomic update {} wrote",
                self.source(via)
            ),
            Local::Dmb { fence } | Local::Dsb { fence } | Local::FullFence { fence } => {
                format!("{} between them orders {}", self.source(fence), self.ordered(fence))
            }
            Local::AtomicAcquireRelease => {
                format!("{a} is both acquire and release: nothing after it overtakes it")
            }
            Local::ReleaseThenAcquire => {
                "an acquire does not overtake an earlier release".to_owned()
            }
            Local::Acquire => format!("{a} is an acquire: nothing after it overtakes it"),
            Local::Release => format!("{b} is a release: it waits for all before it"),
            Local::Inside => "the instruction keeps its halves in order".to_owned(),
            Local::ControlIsb { fence } => format!(
                "a branch depends on what {a} reads, and nothing after the {} is done \
                 before it is decided",
                self.source(fence)
            ),
            Local::AddressIsb { fence } => format!(
                "an address depends on what {a} reads, and nothing after the {} is done \
                 before it is known",
                self.source(fence)
            ),
            Local::DsbIsb { fence } => {
                format!("a DSB, then {} lie between them", self.source(fence))
            }
            Local::PickThenOrder { via } => format!(
                "{} depends on a choice that what {a} reads decides, and comes before {b}",
                self.part(via)
            ),
            Local::ProgramOrder => "program order is kept".to_owned(),
            Local::Locked => "an atomic instruction keeps everything around it in order".to_owned(),
        }
    }

    /// What a barrier orders.
    fn ordered(&self, fence: usize) -> &'static str {
        let (ty, all) = match self.execution.event(fence).kind {
            Kind::Fence(Fence::Dmb { ty, .. }) => (ty, false),
            Kind::Fence(Fence::Dsb { ty, .. }) => (ty, true),
            _ => (BarrierType::Full, false),
        };
        match (ty, all) {
            (BarrierType::Full, _) => "everything before it with everything after it",
            (BarrierType::Ld, _) => "reads before it with everything after it",
            (BarrierType::St, false) => "writes before it with writes after it",
            (BarrierType::St, true) => "writes before it with everything after it",
        }
    }

    /// Why an access may take effect before an earlier one of its thread.
    pub(super) fn why_early(&self, early: usize, overtaken: usize) -> String {
        let events = &self.execution.events;
        let (e, o) = (&events[early], &events[overtaken]);
        let between = |f: &&Event| {
            f.thread == e.thread
                && f.step > o.step
                && f.step < e.step
                && matches!(f.kind, Kind::Fence(_))
        };
        if let Some(fence) = events.iter().find(between) {
            let name = self.instruction(fence);
            return match fence.kind {
                Kind::Fence(Fence::Isb) => format!("{name} alone orders no memory accesses"),
                Kind::Fence(Fence::Dmb { .. } | Fence::Dsb { .. }) => {
                    let part = fence.parts.start;
                    format!("{name} orders only {}", self.ordered(part))
                }
                _ => "nothing orders them".to_owned(),
            };
        }
        let (o_name, e_name) = (self.instruction(o), self.instruction(e));
        if o.annotation.release && e.annotation.acquire_pc {
            return format!("{e_name} (RCpc) does not wait for {o_name} as LDAR would");
        }
        if o.annotation.release && e.is_read() {
            return format!("the release {o_name} orders what is before it, not what is after");
        }
        if e.annotation.acquire || e.annotation.acquire_pc {
            return format!("the acquire {e_name} orders what is after it, not what is before");
        }
        if let Some(text) = self.dependency_is_not_enough(early, overtaken) {
            return text;
        }
        match (o.is_write(), e.is_write()) {
            (true, true) => "nothing orders two writes to different locations",
            (true, false) => "a read need not wait for an earlier write",
            (false, true) => "nothing makes the write wait for the earlier read",
            (false, false) => "nothing orders two reads of different locations",
        }
        .to_owned()
    }

    fn dependency_is_not_enough(&self, early: usize, overtaken: usize) -> Option<String> {
        let events = &self.execution.events;
        let (e, o) = (&events[early], &events[overtaken]);
        let thread = &self.execution.threads[usize::from(e.thread.0)];
        let base = self.execution.first_part[usize::from(e.thread.0)];
        let (x, y) = (o.parts.start - base, e.parts.start - base);
        if e.is_read() && (thread.ctrl.contains(x, y) || thread.pick_ctrl.contains(x, y)) {
            return Some("a control dependency does not hold back a read".to_owned());
        }
        if e.is_read() && thread.pick.contains(x, y) {
            return Some("a dependency on a choice does not hold back a read".to_owned());
        }
        None
    }
}

/// An instruction as text; with its number where its thread has it twice.
pub(super) fn named(test: &Test, thread: usize, index: usize) -> String {
    let code = &test.threads[thread].code;
    let Some(line) = code.get(index) else { return String::new() };
    let twice = code.iter().filter(|l| l.instruction == line.instruction).count() > 1;
    if twice {
        format!("{} (#{})", line.instruction, index + 1)
    } else {
        line.instruction.to_string()
    }
}

/// The clause that gives an edge, as the Arm ARM and `aarch64.cat` name it.
pub(super) fn clause_name(reason: Reason) -> &'static str {
    match reason {
        Reason::ReadsFrom => "Observed-by: rfe",
        Reason::Coherence => "Observed-by: coe",
        Reason::FromRead => "Observed-by: fre",
        Reason::Hazard { .. } => "Hazard-ordered-before",
        Reason::SameLocation => "po-loc",
        Reason::AnyReadsFrom => "rf",
        Reason::AnyCoherence => "co",
        Reason::AnyFromRead => "fr",
        Reason::AtomicPair => "rmw",
        Reason::Local { clause, why } => match clause {
            Clause::Lws => "Local write successor",
            Clause::Dob => match why {
                Local::Address => "Dependency-ordered-before: addr",
                Local::Data => "Dependency-ordered-before: data",
                Local::Control => "Dependency-ordered-before: ctrl",
                _ => "Dependency-ordered-before",
            },
            Clause::Pob => "Pick-ordered-before",
            Clause::Aob => "Atomic-ordered-before",
            Clause::Bob => "Barrier-ordered-before",
            Clause::DsbOb => "DSB-ordered-before",
            Clause::IfbOb => "IFB-ordered-before",
            Clause::PickLob => "Pick dependency, Locally-ordered-before",
            Clause::ProgramOrder => "program order",
            Clause::FullFence => "fence",
            Clause::Locked => "locked instruction",
        },
    }
}

/// The requirement that a cycle violates.
pub(super) fn axiom_name(axiom: Axiom) -> &'static str {
    match axiom {
        Axiom::External => "External visibility requirement: Ordered-before is acyclic",
        Axiom::Internal => "Internal visibility requirement: each location is coherent",
        Axiom::Atomicity => "Atomic: no write of another thread inside an atomic update",
    }
}
