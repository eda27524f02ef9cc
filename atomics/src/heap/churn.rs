//! Work for a heap: mutators that move what they alone hold, and a collector beside them.

use super::{Barrier, Collector, Cycle, Heap, Mutator, Object, Pointer, Scalar};
use crate::family::Family;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The two edges of the tree, which never change.
const EDGES: [Pointer; 2] = [Pointer::new(0), Pointer::new(1)];
/// The field that holds a node's cargo: an object that nothing else points to.
const CARGO: Pointer = Pointer::new(2);
/// The root of the cargo that a mutator carries.
const CARRIED: usize = 1;
/// Operations between two safepoints.
const STRIDE: u32 = 32;

/// A mutator with a tree of its own, every node of which carries a cargo. Cargoes change places, so
/// a collector that misses one store of a pointer may find neither the old place nor the new one.
pub struct Churn<'h, F: Family, B: Barrier<F>> {
    mutator: Mutator<'h, F, B>,
    /// The nodes of the tree, all reachable from root 0.
    nodes: Vec<Object>,
    /// How many neighbouring nodes an operation chooses among.
    window: usize,
    /// Where the window is.
    base: usize,
    random: u64,
}

impl<'h, F: Family, B: Barrier<F>> Churn<'h, F, B> {
    /// Makes a tree of `nodes` nodes, each with its cargo. Operations choose among `window`
    /// neighbouring nodes, 0 for all of them.
    ///
    /// # Panics
    /// If the heap has no room for it.
    pub fn new(mut mutator: Mutator<'h, F, B>, nodes: usize, window: usize, seed: u64) -> Self {
        let mut tree: Vec<Object> = Vec::with_capacity(nodes);
        for n in 0..nodes.max(2) {
            let node = mutator.allocate().expect("the heap has room for the tree");
            match n.checked_sub(1) {
                None => mutator.set_root(0, Some(node)),
                Some(m) => mutator.store(tree[m / 2], EDGES[m % 2], Some(node)),
            }
            let cargo = mutator.allocate().expect("the heap has room for the cargoes");
            mutator.store(node, CARGO, Some(cargo));
            tree.push(node);
        }
        let window = if window == 0 { tree.len() } else { window.min(tree.len()) };
        Churn { mutator, nodes: tree, window, base: 0, random: seed | 1 }
    }

    /// A node, by a xorshift.
    #[inline]
    fn node(&mut self) -> Object {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        // The high half of a product: cheaper than a remainder.
        let n = ((u128::from(self.random) * self.window as u128) >> 64) as usize;
        self.nodes[(self.base + n) % self.nodes.len()]
    }

    /// Exchanges the cargoes of two nodes `times` times: two stores of pointers each.
    #[inline]
    pub fn swap(&mut self, times: u32) {
        for _ in 0..times {
            let (a, b) = (self.node(), self.node());
            let (one, two) = (self.mutator.load(a, CARGO), self.mutator.load(b, CARGO));
            self.mutator.store(a, CARGO, two);
            self.mutator.store(b, CARGO, one);
        }
    }

    /// As [`swap`](Churn::swap), with scalars.
    #[inline]
    pub fn swap_scalars(&mut self, times: u32) {
        let field = Scalar::new(0);
        for _ in 0..times {
            let (a, b) = (self.node(), self.node());
            let (one, two) = (self.mutator.scalar(a, field), self.mutator.scalar(b, field));
            self.mutator.set_scalar(a, field, two);
            self.mutator.set_scalar(b, field, one);
        }
    }

    /// Gives a node a new cargo, so that the old one is garbage; exchanges another's for the one
    /// that is carried in a root, where no store tells the collector of it; and the window moves on.
    pub fn renew(&mut self) {
        self.base = (self.base + self.window) % self.nodes.len();
        let node = self.node();
        let carried = self.mutator.root(CARRIED);
        self.mutator.set_root(CARRIED, self.mutator.load(node, CARGO));
        self.mutator.store(node, CARGO, carried);
        let node = self.node();
        if let Some(cargo) = self.mutator.allocate() {
            self.mutator.store(node, CARGO, Some(cargo));
        }
    }

    /// Stands still while the collector wants it.
    #[inline]
    pub fn safepoint(&mut self) {
        self.mutator.safepoint();
    }
}

/// What [`run`] is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Threads that store.
    pub mutators: usize,
    /// Nodes of each one's tree.
    pub nodes: usize,
    /// Neighbouring nodes that operations choose among, 0 for all.
    pub window: usize,
    /// Stores of pointers by each mutator, rounded up to a stride.
    pub stores: u64,
    /// Whether every cycle ends with a look at all that is reachable.
    pub checks: bool,
}

/// What [`run`] came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Stores of pointers by all mutators.
    pub stores: u64,
    /// From the first store to the last.
    pub time: Duration,
    /// Every cycle of the collector.
    pub cycles: Vec<Cycle>,
}

impl Tally {
    /// Objects that were lost, if that was checked.
    pub fn lost(&self) -> u64 {
        self.cycles.iter().map(|cycle| cycle.lost).sum()
    }
}

/// Runs mutators to the end of their work, and the collector beside them, cycle after cycle and at
/// least once. It ends early once an object is lost.
pub fn run<F: Family, B: Barrier<F>>(plan: Plan) -> Tally {
    // Room for nodes and cargoes, and for as many cargoes again that are garbage.
    let mut heap = Heap::<F, B>::new(plan.mutators * plan.nodes.max(64) * 4, plan.mutators);
    let (heap, collector) = heap.collector();
    let mut collector: Collector<'_, F, B> =
        if plan.checks { collector.checking() } else { collector };
    let left = AtomicUsize::new(plan.mutators);
    let mut tally = Tally::default();
    // All mutators are there before the collector begins.
    let mutators: Vec<_> = (0..plan.mutators).map(|_| heap.mutator()).collect();
    let began = Instant::now();
    std::thread::scope(|scope| {
        let left = &left;
        let work = |(n, mutator)| {
            let strides = plan.stores.div_ceil(2 * u64::from(STRIDE));
            scope.spawn(move || {
                let seed = 0x9e37_79b9_7f4a_7c15 * (n as u64 + 1);
                let mut churn = Churn::new(mutator, plan.nodes, plan.window, seed);
                let done = (0..strides).find(|_| {
                    churn.swap(STRIDE);
                    churn.renew();
                    churn.safepoint();
                    left.load(Ordering::Relaxed) == 0
                });
                // The last one out keeps its time; the count is only for the collector to end.
                let _ =
                    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
                (done.map_or(strides, |n| n + 1) * u64::from(2 * STRIDE), began.elapsed())
            })
        };
        let threads: Vec<_> = mutators.into_iter().enumerate().map(work).collect();
        loop {
            let cycle = collector.cycle();
            let lost = cycle.lost > 0;
            tally.cycles.push(cycle);
            if lost {
                left.store(0, Ordering::Relaxed);
            }
            if left.load(Ordering::Relaxed) == 0 {
                break;
            }
        }
        for thread in threads {
            match thread.join() {
                Ok((stores, time)) => {
                    tally.stores += stores;
                    tally.time = tally.time.max(time);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    tally
}
