//! An allowed execution as a sequence of steps.

use super::cycle::OrderedBefore;
use crate::explore::Execution;
use crate::model::Model;
use crate::model::relation::Relation;

/// One step of an execution: a memory access, or some parts of one, takes
/// effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event.
    pub event: usize,
    /// Its parts that take effect now; nearly always all of them.
    pub parts: Vec<usize>,
    /// Earlier memory events of the same thread that have not taken effect yet.
    pub overtakes: Vec<usize>,
}

/// The memory events in an order that extends ordered-before and keeps
/// program order where it can.
pub(super) fn steps(e: &Execution, model: &dyn Model) -> Vec<Step> {
    let ob = OrderedBefore::new(e, model).all;
    let walk = Walk { e, before: ob.inverse(), po: e.po().inverse() };
    let order = walk.order();
    let mut steps: Vec<Step> = Vec::new();
    let mut done = vec![false; e.parts.len()];
    for part in order {
        let event = e.parts[part].event;
        match steps.last_mut() {
            Some(step) if step.event == event => step.parts.push(part),
            _ => {
                steps.push(Step { event, parts: vec![part], overtakes: walk.waiting(part, &done) })
            }
        }
        done[part] = true;
    }
    steps
}

struct Walk<'e> {
    e: &'e Execution,
    before: Relation,
    po: Relation,
}

/// At most so many first choices of a reordering are compared.
const MOST_COMPARED: usize = 16;

impl Walk<'_> {
    /// The order with the fewest reorderings among those that differ in which
    /// access is early first.
    fn order(&self) -> Vec<usize> {
        let start = self.advance(Vec::new());
        let all = self.e.memory().iter().count();
        if start.len() == all {
            return start;
        }
        let done = self.flags(&start);
        self.ready(&done)
            .take(MOST_COMPARED)
            .map(|first| {
                let mut order = start.clone();
                order.push(first);
                while order.len() < all {
                    order = self.advance(order);
                    let done = self.flags(&order);
                    match self.best(&done) {
                        Some(next) => order.push(next),
                        None => break,
                    }
                }
                (self.reordered(&order), order)
            })
            .min()
            .map_or(start, |(_, order)| order)
    }

    fn flags(&self, order: &[usize]) -> Vec<bool> {
        let mut done = vec![false; self.e.parts.len()];
        order.iter().for_each(|&p| done[p] = true);
        done
    }

    /// Parts that nothing orders after what is still to come.
    fn ready<'s>(&'s self, done: &'s [bool]) -> impl Iterator<Item = usize> + 's {
        (0..self.e.parts.len()).filter(move |&p| {
            !done[p] && self.e.parts[p].at.is_some() && self.before.successors(p).all(|b| done[b])
        })
    }

    /// The memory events before a part in program order that are still to come.
    fn waiting(&self, part: usize, done: &[bool]) -> Vec<usize> {
        let mut events: Vec<usize> = self
            .po
            .successors(part)
            .filter(|&p| !done[p] && self.e.parts[p].at.is_some())
            .map(|p| self.e.parts[p].event)
            .collect();
        events.dedup();
        events
    }

    /// Goes on as long as program order can be kept, one thread at a time.
    fn advance(&self, mut order: Vec<usize>) -> Vec<usize> {
        let mut done = self.flags(&order);
        loop {
            let last = order.last().map(|&p| (self.e.parts[p].event, self.e.event(p).thread));
            let next =
                self.ready(&done).filter(|&p| self.waiting(p, &done).is_empty()).min_by_key(|&p| {
                    let event = self.e.parts[p].event;
                    let same = last.map(|(e, t)| (e != event, t != self.e.event(p).thread));
                    (same, p)
                });
            let Some(next) = next else { return order };
            done[next] = true;
            order.push(next);
        }
    }

    /// The early part that overtakes the fewest.
    fn best(&self, done: &[bool]) -> Option<usize> {
        self.ready(done).min_by_key(|&p| (self.waiting(p, done).len(), p))
    }

    fn reordered(&self, order: &[usize]) -> usize {
        let mut done = vec![false; self.e.parts.len()];
        let mut count = 0;
        for &part in order {
            count += usize::from(!self.waiting(part, &done).is_empty());
            done[part] = true;
        }
        count
    }
}
