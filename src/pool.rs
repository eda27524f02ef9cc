//! Work on many items side by side, with the results in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;

/// Deeply nested conditions are handled by recursion; the parser limits the
/// depth, and this has room for it many times over.
const STACK_BYTES: usize = 16 << 20;

/// The workers, and how many of them have run out of items and can be lent to
/// an item that is large.
#[derive(Debug)]
pub struct Crew {
    size: usize,
    idle: AtomicUsize,
}

impl Crew {
    /// A crew of which all but one are idle.
    pub fn new(size: usize) -> Crew {
        Crew { size, idle: AtomicUsize::new(size.saturating_sub(1)) }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Takes one that is idle; it is free again when what is returned is dropped.
    pub fn borrow(&self) -> Option<Helper<'_>> {
        self.idle
            .fetch_update(Relaxed, Relaxed, |idle| idle.checked_sub(1))
            .ok()
            .map(|_| Helper { crew: self })
    }
}

/// One worker's share of the machine.
#[derive(Debug)]
pub struct Helper<'a> {
    crew: &'a Crew,
}

impl Drop for Helper<'_> {
    fn drop(&mut self) {
        self.crew.idle.fetch_add(1, Relaxed);
    }
}

/// Does `work` on every item, in `jobs` threads, and hands the results to `take`
/// in the order of the items, each as soon as all before it are there. If `take`
/// breaks, `cancelled` is set and no further item is begun.
pub fn in_order<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    cancelled: &AtomicBool,
    work: impl Fn(&T, &Crew) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let jobs = jobs.max(1);
    let workers = jobs.min(items.len());
    let crew = Crew { size: jobs, idle: AtomicUsize::new(jobs - workers) };
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let worker = |sender: mpsc::Sender<(usize, R)>| {
        let _idle_when_done = Helper { crew: &crew };
        loop {
            let index = next.fetch_add(1, Relaxed);
            let Some(item) = items.get(index).filter(|_| !cancelled.load(Relaxed)) else { return };
            if sender.send((index, work(item, &crew))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for n in 0..workers {
            let (sender, worker) = (sender.clone(), &worker);
            let thread = thread::Builder::new().stack_size(STACK_BYTES);
            if let Err(error) = thread.spawn_scoped(scope, move || worker(sender)) {
                // Some are enough.
                assert!(n > 0, "cannot start a thread: {error}");
                break;
            }
        }
        drop(sender);
        let (mut early, mut due) = (BTreeMap::new(), 0);
        for (index, result) in receiver {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                due += 1;
                if take(result).is_break() {
                    cancelled.store(true, Relaxed);
                    return;
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(items: &[u64], jobs: usize, first: usize) -> Vec<u64> {
        let mut results = Vec::new();
        let cancelled = AtomicBool::new(false);
        let work = |&n: &u64, _: &Crew| n * n;
        in_order(items, jobs, &cancelled, work, |square| {
            results.push(square);
            if results.len() == first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        results
    }

    #[test]
    fn results_come_in_order_whatever_the_number_of_workers() {
        let items: Vec<u64> = (0..1000).collect();
        let expected: Vec<u64> = items.iter().map(|n| n * n).collect();
        for jobs in [0, 1, 2, 8, 64] {
            assert_eq!(squares(&items, jobs, usize::MAX), expected);
        }
    }

    #[test]
    fn a_break_ends_it() {
        let items: Vec<u64> = (0..1000).collect();
        assert_eq!(squares(&items, 8, 3), [0, 1, 4]);
        assert_eq!(squares(&[], 8, 3), [0; 0]);
    }

    #[test]
    fn helpers_are_given_back() {
        let crew = Crew::new(2);
        let helper = crew.borrow();
        assert!(helper.is_some() && crew.borrow().is_none());
        drop(helper);
        assert!(crew.borrow().is_some());
    }
}
