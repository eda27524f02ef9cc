//! The global part of an execution under construction: ob and coherence.
//!
//! [`Order`] keeps both transitively closed and knows which write each read
//! takes its value from, as far as that is decided. [`Order::saturate`] draws
//! every conclusion: coherence makes coe and fre edges of ob, and what ob
//! already orders leaves coherence no choice. It fails as soon as an axiom does,
//! however little of the execution is decided.

use super::lower::Lowered;

/// A set of events of one execution: `N` words.
pub(crate) type Bits<const N: usize> = [u64; N];

pub(crate) fn has<const N: usize>(bits: &Bits<N>, i: usize) -> bool {
    (bits[i / 64] >> (i % 64)) & 1 != 0
}

fn set<const N: usize>(bits: &mut Bits<N>, i: usize) {
    bits[i / 64] |= 1 << (i % 64);
}

fn join<const N: usize>(to: &mut Bits<N>, from: &Bits<N>) {
    to.iter_mut().zip(from).for_each(|(t, f)| *t |= f);
}

fn minus<const N: usize>(a: &Bits<N>, b: &Bits<N>) -> Bits<N> {
    std::array::from_fn(|i| a[i] & !b[i])
}

fn both<const N: usize>(a: &Bits<N>, b: &Bits<N>) -> Bits<N> {
    std::array::from_fn(|i| a[i] & b[i])
}

fn is_empty<const N: usize>(a: &Bits<N>) -> bool {
    a.iter().all(|&w| w == 0)
}

/// The members of a set, ascending.
pub(crate) fn members<const N: usize>(bits: Bits<N>) -> impl Iterator<Item = usize> {
    let mut bits = bits;
    let mut word = 0;
    std::iter::from_fn(move || {
        while word < N {
            if bits[word] != 0 {
                let i = bits[word].trailing_zeros() as usize;
                bits[word] &= bits[word] - 1;
                return Some(word * 64 + i);
            }
            word += 1;
        }
        None
    })
}

/// Where a read takes its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Not decided yet.
    Open,
    /// The initial state.
    Initial,
    /// A write, by its event number.
    Write(u16),
}

/// One event of the combined paths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) thread: u16,
    /// Its place among its path's memory events.
    pub(crate) index: u16,
    pub(crate) write: bool,
    pub(crate) cell: u16,
}

/// What stays the same in all executions of one combination of paths.
pub(crate) struct Frame<const N: usize> {
    pub(crate) events: Vec<Event>,
    /// The first event of each thread.
    pub(crate) base: Vec<usize>,
    /// By cell: its writes.
    pub(crate) writes: Vec<Bits<N>>,
    /// By thread: its events.
    pub(crate) own: Vec<Bits<N>>,
    /// By event: its single-copy atomicity class, itself included.
    pub(crate) sca: Vec<Bits<N>>,
    /// By read: the po-earlier reads of its cell. The hazard `[R];poL;[R];fre;[W]`
    /// orders them before what the read is from-read before.
    hazards: Vec<Bits<N>>,
    /// By read: the last po-earlier write of its thread to its cell.
    pub(crate) previous: Vec<Option<usize>>,
    /// By read: the next write of its thread to its cell.
    next: Vec<Option<usize>>,
    pairs: Vec<(usize, usize)>,
    any_sca: bool,
}

impl<const N: usize> Frame<N> {
    pub(crate) fn new(paths: &[&Lowered], cells: usize) -> Frame<N> {
        let mut frame = Frame {
            events: Vec::new(),
            base: Vec::new(),
            writes: vec![[0; N]; cells],
            own: vec![[0; N]; paths.len()],
            sca: Vec::new(),
            hazards: Vec::new(),
            previous: Vec::new(),
            next: Vec::new(),
            pairs: Vec::new(),
            any_sca: false,
        };
        for (thread, path) in paths.iter().enumerate() {
            let base = frame.events.len();
            frame.base.push(base);
            for (index, e) in path.events.iter().enumerate() {
                let n = base + index;
                frame.events.push(Event {
                    thread: thread as u16,
                    index: index as u16,
                    write: e.write,
                    cell: e.cell,
                });
                set(&mut frame.own[thread], n);
                if e.write {
                    set(&mut frame.writes[usize::from(e.cell)], n);
                }
            }
            frame.relate(path, base);
            let pair = |&(r, w): &(u16, u16)| (base + usize::from(r), base + usize::from(w));
            frame.pairs.extend(path.pairs.iter().map(pair));
        }
        frame
    }

    /// The relations inside one thread that saturation needs.
    fn relate(&mut self, path: &Lowered, base: usize) {
        for (a, x) in path.events.iter().enumerate() {
            let mut class = [0; N];
            let mut hazards = [0; N];
            for (b, y) in path.events.iter().enumerate() {
                if x.sca == y.sca {
                    set(&mut class, base + b);
                    self.any_sca |= a != b;
                }
                if !x.write && !y.write && y.cell == x.cell && y.step < x.step {
                    set(&mut hazards, base + b);
                }
            }
            let same = |w: &super::lower::MemoryEvent| w.write && w.cell == x.cell;
            let before = path.events.iter().rposition(|w| same(w) && w.step < x.step);
            let after = path.events.iter().position(|w| same(w) && w.step >= x.step);
            self.sca.push(class);
            self.hazards.push(hazards);
            self.previous.push(before.map(|b| base + b));
            self.next.push(if x.write { None } else { after.map(|b| base + b) });
        }
    }

    fn thread_of(&self, event: usize) -> usize {
        usize::from(self.events[event].thread)
    }

    /// The writes to the event's cell by other threads.
    fn other_writes(&self, event: usize) -> Bits<N> {
        let e = self.events[event];
        minus(&self.writes[usize::from(e.cell)], &self.own[usize::from(e.thread)])
    }
}

/// An axiom is violated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Violated;

type Outcome = Result<(), Violated>;

/// ob, coherence and reads-from of an execution under construction.
#[derive(Clone, Debug)]
pub(crate) struct Order<const N: usize> {
    /// By event: what is ob-after it.
    after: Vec<Bits<N>>,
    /// By event: what is ob-before it.
    pub(crate) before: Vec<Bits<N>>,
    /// By write: what is coherence-after it.
    pub(crate) co_after: Vec<Bits<N>>,
    /// By write: what is coherence-before it.
    pub(crate) co_before: Vec<Bits<N>>,
    pub(crate) rf: Vec<Source>,
}

impl<const N: usize> Order<N> {
    /// Local order alone; the writes of a thread to a cell in program order.
    pub(crate) fn new(frame: &Frame<N>, paths: &[&Lowered]) -> Order<N> {
        let n = frame.events.len();
        let mut order = Order {
            after: vec![[0; N]; n],
            before: vec![[0; N]; n],
            co_after: vec![[0; N]; n],
            co_before: vec![[0; N]; n],
            rf: vec![Source::Open; n],
        };
        for (path, &base) in paths.iter().zip(&frame.base) {
            for (a, b) in path.local.pairs() {
                set(&mut order.after[base + a], base + b);
                set(&mut order.before[base + b], base + a);
            }
            for (a, x) in path.events.iter().enumerate() {
                for (b, y) in path.events.iter().enumerate() {
                    if x.write && y.write && x.cell == y.cell && x.step < y.step {
                        set(&mut order.co_after[base + a], base + b);
                        set(&mut order.co_before[base + b], base + a);
                    }
                }
            }
        }
        order
    }

    pub(crate) fn copy_from(&mut self, other: &Order<N>) {
        self.after.clone_from(&other.after);
        self.before.clone_from(&other.before);
        self.co_after.clone_from(&other.co_after);
        self.co_before.clone_from(&other.co_before);
        self.rf.clone_from(&other.rf);
    }

    /// Whether ob orders `a` before `b`.
    pub(crate) fn is_before(&self, a: usize, b: usize) -> bool {
        has(&self.after[a], b)
    }

    fn add(&mut self, a: usize, b: usize) -> Outcome {
        connect(&mut self.after, &mut self.before, a, b)
    }

    /// An edge of obs: to `b` and to the rest of its single-copy atomic access.
    fn observe(&mut self, frame: &Frame<N>, a: usize, b: usize) -> Outcome {
        members(frame.sca[b]).try_for_each(|part| self.add(a, part))
    }

    /// Places write `a` before write `b` in coherence.
    pub(crate) fn cohere(&mut self, a: usize, b: usize) -> Outcome {
        connect(&mut self.co_after, &mut self.co_before, a, b)
    }

    /// Lets a read take its value from `source`.
    pub(crate) fn read_from(&mut self, frame: &Frame<N>, r: usize, source: Source) -> Outcome {
        self.rf[r] = source;
        let Source::Write(w) = source else { return Ok(()) };
        let w = usize::from(w);
        if frame.thread_of(w) == frame.thread_of(r) {
            return Ok(());
        }
        if let Some(previous) = frame.previous[r] {
            self.cohere(previous, w)?;
        }
        if let Some(next) = frame.next[r] {
            self.cohere(w, next)?;
        }
        self.observe(frame, w, r)
    }

    /// Makes a write the last of its cell.
    pub(crate) fn make_last(&mut self, frame: &Frame<N>, w: usize) -> Outcome {
        let others = frame.writes[usize::from(frame.events[w].cell)];
        members(others).filter(|&o| o != w).try_for_each(|o| self.cohere(o, w))
    }

    /// Draws all conclusions.
    pub(crate) fn saturate(&mut self, frame: &Frame<N>) -> Outcome {
        let mut changed = true;
        while changed {
            changed = false;
            for cell in &frame.writes {
                for w in members(*cell) {
                    changed |= self.saturate_write(frame, w)?;
                }
            }
            for r in 0..frame.events.len() {
                if !frame.events[r].write && self.rf[r] != Source::Open {
                    changed |= self.saturate_read(frame, r)?;
                }
            }
            for &(r, w) in &frame.pairs {
                changed |= self.saturate_pair(frame, r, w)?;
            }
        }
        Ok(())
    }

    /// coe is in ob; ob between writes of one cell is in co.
    fn saturate_write(&mut self, frame: &Frame<N>, w: usize) -> Result<bool, Violated> {
        let others = frame.other_writes(w);
        let ordered = both(&self.after[w], &others);
        let mut changed = false;
        for o in members(minus(&ordered, &self.co_after[w])) {
            self.cohere(w, o)?;
            changed = true;
        }
        let coherent = both(&self.co_after[w], &others);
        let pending = if frame.any_sca { coherent } else { minus(&coherent, &self.after[w]) };
        for o in members(pending) {
            if !is_empty(&minus(&frame.sca[o], &self.after[w])) {
                self.observe(frame, w, o)?;
                changed = true;
            }
        }
        Ok(changed)
    }

    /// fre is in ob, for the read and for those that the hazard orders with
    /// it; a write that is ob-before the read is not coherence-after its source.
    fn saturate_read(&mut self, frame: &Frame<N>, r: usize) -> Result<bool, Violated> {
        let others = frame.other_writes(r);
        let all = frame.writes[usize::from(frame.events[r].cell)];
        let (overwriting, source) = match self.rf[r] {
            Source::Write(w) => (self.co_after[usize::from(w)], Some(usize::from(w))),
            Source::Initial | Source::Open => (all, None),
        };
        // coWR: the read does not skip an earlier write of its own thread.
        if frame.previous[r].is_some_and(|p| has(&overwriting, p)) {
            return Err(Violated);
        }
        let mut changed = false;
        let mut before = self.before[r];
        let hazards = frame.hazards[r];
        members(hazards).for_each(|h| join(&mut before, &self.before[h]));
        for w in members(both(&overwriting, &others)) {
            if !is_empty(&minus(&frame.sca[w], &self.after[r])) {
                self.observe(frame, r, w)?;
                changed = true;
            }
            for h in members(hazards) {
                if !has(&self.after[h], w) {
                    self.add(h, w)?;
                    changed = true;
                }
            }
        }
        for w in members(both(&before, &others)) {
            match source {
                Some(s) if s == w || has(&self.co_before[s], w) => {}
                Some(s) => {
                    self.cohere(w, s)?;
                    changed = true;
                }
                None => return Err(Violated),
            }
        }
        Ok(changed)
    }

    /// Atomicity: no other write between what an atomic read and its write.
    fn saturate_pair(&mut self, frame: &Frame<N>, r: usize, w: usize) -> Result<bool, Violated> {
        let others = frame.other_writes(w);
        let mut changed = false;
        let source = match self.rf[r] {
            Source::Open => return Ok(false),
            Source::Initial => None,
            Source::Write(s) => Some(usize::from(s)),
        };
        let after_source = source.map_or(others, |s| both(&self.co_after[s], &others));
        for o in members(minus(&after_source, &self.co_after[w])) {
            self.cohere(w, o)?;
            changed = true;
        }
        for o in members(both(&self.co_before[w], &others)) {
            match source {
                Some(s) if s == o || has(&self.co_before[s], o) => {}
                Some(s) => {
                    self.cohere(o, s)?;
                    changed = true;
                }
                None => return Err(Violated),
            }
        }
        Ok(changed)
    }

    /// Two writes of one cell that coherence does not order yet.
    fn undecided(&self, frame: &Frame<N>) -> Option<(usize, usize)> {
        frame.writes.iter().find_map(|&cell| {
            members(cell).find_map(|a| {
                let open = minus(&minus(&cell, &self.co_after[a]), &self.co_before[a]);
                members(open).find(|&b| b != a).map(|b| (a, b))
            })
        })
    }

    /// Whether what is left of coherence can be decided.
    pub(crate) fn is_consistent(&self, frame: &Frame<N>) -> bool {
        self.undecided(frame).is_none() || self.complete(frame).is_some()
    }

    /// Decides what is left of coherence, if it can be.
    pub(crate) fn complete(&self, frame: &Frame<N>) -> Option<Order<N>> {
        let mut todo = vec![self.clone()];
        while let Some(order) = todo.pop() {
            let Some((a, b)) = order.undecided(frame) else { return Some(order) };
            if let Some(done) = order.along_ob(frame) {
                return Some(done);
            }
            for (x, y) in [(b, a), (a, b)] {
                let mut next = order.clone();
                if next.cohere(x, y).and_then(|()| next.saturate(frame)).is_ok() {
                    todo.push(next);
                }
            }
        }
        None
    }

    /// Tries the coherence that follows one linear extension of ob: nearly
    /// always this is consistent.
    fn along_ob(&self, frame: &Frame<N>) -> Option<Order<N>> {
        let mut order = self.clone();
        for cell in &frame.writes {
            let mut writes: Vec<usize> = members(*cell).collect();
            let count = |bits: &Bits<N>| bits.iter().map(|w| w.count_ones()).sum::<u32>();
            writes.sort_by_key(|&w| (count(&self.before[w]), count(&self.co_before[w])));
            for pair in writes.windows(2) {
                order.cohere(pair[0], pair[1]).ok()?;
            }
        }
        order.saturate(frame).ok()?;
        Some(order)
    }
}

/// Adds an edge to a transitively closed relation, kept in both directions.
fn connect<const N: usize>(
    after: &mut [Bits<N>],
    before: &mut [Bits<N>],
    a: usize,
    b: usize,
) -> Outcome {
    if a == b || has(&after[b], a) {
        return Err(Violated);
    }
    if has(&after[a], b) {
        return Ok(());
    }
    let mut sources = before[a];
    set(&mut sources, a);
    let mut targets = after[b];
    set(&mut targets, b);
    members(sources).for_each(|s| join(&mut after[s], &targets));
    members(targets).for_each(|t| join(&mut before[t], &sources));
    Ok(())
}
