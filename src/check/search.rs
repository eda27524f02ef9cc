//! A search that idle workers help with if it is large.

use crate::limits::Watch;
use crate::pool::Crew;
use fencepost_litmus::explore::{Outcomes, Part, Search, Stopped};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A search that takes longer than this is begun anew in parts.
const PATIENCE: Duration = Duration::from_millis(200);

/// Parts differ in size; with several for each worker the ends are closer.
const PARTS_A_WORKER: usize = 4;

/// Finds all final states, with whoever is idle; `stop` is this thread's.
pub(super) fn outcomes(
    search: &Search<'_>,
    watch: &Watch<'_>,
    crew: &Crew,
    stop: &dyn Fn() -> bool,
) -> Result<Outcomes, Stopped> {
    if crew.size() == 1 {
        return search.outcomes(stop);
    }
    let until = Instant::now() + PATIENCE;
    match search.outcomes(&|| stop() || Instant::now() >= until) {
        Err(Stopped::Asked) if watch.hit().is_none() => {
            Parts::new(search, watch, crew.size()).all(crew, stop)
        }
        whole => whole,
    }
}

/// A search in parts, done by several threads.
struct Parts<'a> {
    search: &'a Search<'a>,
    watch: &'a Watch<'a>,
    of: u32,
    next: AtomicU32,
    done: Mutex<Vec<Result<Outcomes, Stopped>>>,
}

impl<'a> Parts<'a> {
    fn new(search: &'a Search<'a>, watch: &'a Watch<'a>, workers: usize) -> Parts<'a> {
        let of = u32::try_from(workers * PARTS_A_WORKER).unwrap_or(u32::MAX);
        Parts { search, watch, of, next: AtomicU32::new(0), done: Mutex::new(Vec::new()) }
    }

    /// Does all parts, with those of the crew that are idle or become so.
    fn all(self, crew: &Crew, stop: &dyn Fn() -> bool) -> Result<Outcomes, Stopped> {
        thread::scope(|scope| {
            loop {
                while let Some(helper) = self.is_open().then(|| crew.borrow()).flatten() {
                    let parts = &self;
                    scope.spawn(move || {
                        let stop = parts.watch.stop();
                        while parts.one(&stop) {}
                        drop(helper);
                    });
                }
                if !self.one(stop) {
                    break;
                }
            }
        });
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let parts = done.into_iter().collect::<Result<Vec<_>, _>>()?;
        merge(parts).ok_or(Stopped::Asked)
    }

    fn is_open(&self) -> bool {
        self.next.load(Relaxed) < self.of
    }

    /// Does the next part, if there is one.
    fn one(&self, stop: &dyn Fn() -> bool) -> bool {
        let index = self.next.fetch_add(1, Relaxed);
        if index >= self.of {
            return false;
        }
        let found = self.search.part(Part { index, of: self.of }, stop);
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push(found);
        true
    }
}

/// Merges two by two, so that no state is moved often.
fn merge(mut parts: Vec<Outcomes>) -> Option<Outcomes> {
    while parts.len() > 1 {
        let mut rest = parts.into_iter();
        let mut merged = Vec::new();
        while let Some(mut first) = rest.next() {
            rest.next().into_iter().for_each(|second| first.merge(second));
            merged.push(first);
        }
        parts = merged;
    }
    parts.pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use fencepost_litmus::explore::{Options, Prepared};
    use fencepost_litmus::model::AArch64;
    use std::sync::atomic::AtomicBool;

    /// Three threads that write one location and read it twice.
    const SOURCE: &str = "AArch64 parts\n{ 0:X1=x; 1:X1=x; 2:X1=x; }\n P0 | P1 | P2 ;\n \
        MOV W0,#1 | MOV W0,#2 | MOV W0,#3 ;\n STR W0,[X1] | STR W0,[X1] | STR W0,[X1] ;\n \
        LDR W2,[X1] | LDR W2,[X1] | LDR W2,[X1] ;\n LDR W3,[X1] | LDR W3,[X1] | LDR W3,[X1] ;\n\
        locations [0:X2; 0:X3; 1:X2; 1:X3; 2:X2; 2:X3;] exists ([x]=3)\n";

    /// Threads that each go many ways: more combinations of them than parts need.
    const MANY_PATHS: &str = "AArch64 ways\n{\n 0:X1=x; 1:X1=x; 2:X1=x; 3:X1=x;\n \
        0:X5=y; 1:X5=y; 2:X5=y; 3:X5=y;\n}\n P0 | P1 | P2 | P3 ;\n \
        MOV W0,#0 | MOV W0,#1 | MOV W0,#2 | MOV W0,#3 ;\n \
        MOV W2,#1 | MOV W2,#2 | MOV W2,#3 | MOV W2,#4 ;\n \
        CAS W0,W2,[X1] | CAS W0,W2,[X1] | CAS W0,W2,[X1] | CAS W0,W2,[X1] ;\n \
        CAS W0,W2,[X5] | CAS W0,W2,[X5] | CAS W0,W2,[X5] | CAS W0,W2,[X5] ;\n\
        locations [0:X0; 1:X0; 2:X0; 3:X0;] exists ([x]=1)\n";

    #[test]
    fn the_parts_make_the_whole_whoever_does_them() {
        [SOURCE, MANY_PATHS].into_iter().for_each(parts_make_the_whole);
    }

    fn parts_make_the_whole(source: &str) {
        let test = fencepost_litmus::test::parse(source).expect("it is a test").test;
        let cancelled = AtomicBool::new(false);
        let watch = Watch::start(Limits::default(), &cancelled);
        let stop = watch.stop();
        let prepared = Prepared::new(&test, Options::default(), &stop).expect("no limit");
        let search = prepared.under(&AArch64);
        let whole = search.outcomes(&stop).expect("no limit");
        assert!(whole.states.len() > 10);
        for size in [1, 2, 7] {
            let parts = Parts::new(&search, &watch, size).all(&Crew::new(size), &stop);
            let parts = parts.expect("no limit");
            assert_eq!(parts.states, whole.states, "{size} workers");
            assert_eq!(parts.witnesses(), whole.witnesses());
        }
    }

    #[test]
    fn a_run_that_is_cancelled_ends() {
        let test = fencepost_litmus::test::parse(SOURCE).expect("it is a test").test;
        let cancelled = AtomicBool::new(false);
        let watch = Watch::start(Limits::default(), &cancelled);
        let stop = watch.stop();
        let prepared = Prepared::new(&test, Options::default(), &stop).expect("no limit");
        let search = prepared.under(&AArch64);
        cancelled.store(true, Relaxed);
        let parts = Parts::new(&search, &watch, 2).all(&Crew::new(2), &stop);
        assert_eq!(parts.err(), Some(Stopped::Asked));
        assert_eq!(watch.hit(), Some(crate::limits::Limit::Cancelled));
    }
}
