//! Where the variables and frames of the instances lie.

use crate::memory::{Region, page};
use crate::recipe::{Layout, Order, Spacing};
use crate::rng::Rng;
use crate::subject::{Instance, Shape, Variable};
use std::io;

/// Keeps arrays that begin on pages of their own from having equal addresses within a page: the
/// first level of a cache would put them all in one set, and Intel's store buffers would take
/// their accesses for conflicts.
const SKEW: usize = 5 * 128;

/// The frames of one role, an equal distance apart.
pub(crate) struct Frames {
    pub(crate) base: *mut u8,
    pub(crate) stride: usize,
}

impl Frames {
    #[inline]
    pub(crate) fn at(&self, index: usize) -> *mut u8 {
        self.base.wrapping_add(index * self.stride)
    }
}

/// The memory of a group of threads: so and so many instances.
pub(crate) struct Arena {
    pub(crate) instances: usize,
    pub(crate) frames: Vec<Frames>,
    variables: usize,
    /// By instance, then variable.
    addresses: Vec<*mut u8>,
    /// What the pointers point into.
    _regions: [Region; 2],
}

// SAFETY: the pointers lead into the regions that the arena owns; who follows them argues for it.
unsafe impl Send for Arena {}
// SAFETY: as above.
unsafe impl Sync for Arena {}

impl Arena {
    pub(crate) fn new(shape: &Shape, layout: &Layout, rng: &mut Rng) -> io::Result<Arena> {
        let instances = layout.instances.max(1);
        let plan = Plan::new(&shape.variables, layout, instances, rng);
        let data = Region::new(plan.bytes)?;
        let addresses = (0..instances).flat_map(|i| plan.offsets(i)).map(|o| data.at(o)).collect();

        let strides: Vec<usize> = shape.frames.iter().map(|f| f.next_multiple_of(16)).collect();
        let starts = starts(strides.iter().map(|s| s * instances));
        let private = Region::new(starts[strides.len()])?;
        let frames = strides.iter().zip(&starts).map(|(&stride, &start)| {
            let base = if stride == 0 { private.at(0) } else { private.at(start) };
            Frames { base, stride }
        });
        Ok(Arena {
            instances,
            frames: frames.collect(),
            variables: shape.variables.len(),
            addresses,
            _regions: [data, private],
        })
    }

    #[inline]
    pub(crate) fn instance(&self, index: usize) -> Instance<'_> {
        let variables = &self.addresses[index * self.variables..][..self.variables];
        Instance { variables, frames: &self.frames, index }
    }
}

/// Where blocks of these sizes begin, each on a page of its own, skewed; then where the last ends.
fn starts(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut out = vec![0];
    for (n, size) in sizes.enumerate() {
        let end = out[n] + size;
        out.push(end.next_multiple_of(page()) + (n + 1) * SKEW % page());
    }
    out
}

/// Offsets of the variables of each instance.
struct Plan {
    /// By variable: where its first slot is.
    starts: Vec<usize>,
    /// By variable: bytes from one slot to the next.
    strides: Vec<usize>,
    /// By variable: instance `i` has slot `i * step % instances`.
    steps: Vec<usize>,
    instances: usize,
    bytes: usize,
}

impl Plan {
    fn new(variables: &[Variable], layout: &Layout, instances: usize, rng: &mut Rng) -> Plan {
        let slot = |v: &Variable| v.size.max(1).next_multiple_of(v.align);
        let widest = variables.iter().map(|v| v.align).max().unwrap_or(1);
        let step = |rng: &mut Rng| match layout.order {
            Order::Linear => 1,
            Order::Scattered => coprime(instances, rng),
        };
        let (starts, strides, steps, bytes);
        match layout.spacing {
            Spacing::Arrays => {
                let stride = |v: &Variable| slot(v).max(layout.stride).next_multiple_of(v.align);
                strides = variables.iter().map(stride).collect::<Vec<_>>();
                starts = self::starts(strides.iter().map(|s| s * instances));
                steps = variables.iter().map(|_| step(rng)).collect();
                bytes = starts[variables.len()];
            }
            Spacing::Bytes(_) | Spacing::Page => {
                let gap = match layout.spacing {
                    Spacing::Bytes(bytes) => bytes,
                    _ => page() + SKEW,
                };
                let mut end = 0usize;
                starts = variables
                    .iter()
                    .map(|v| {
                        let start = end.next_multiple_of(v.align);
                        end = (start + slot(v)).max(start + gap);
                        start
                    })
                    .collect::<Vec<_>>();
                // A power of two, so that an instance that fits a line does not straddle two.
                let block = end.max(layout.stride).max(1);
                let block = if block <= 256 { block.next_power_of_two() } else { block };
                let block = block.next_multiple_of(widest);
                strides = vec![block; variables.len()];
                let one = step(rng);
                steps = vec![one; variables.len()];
                bytes = block * instances;
            }
        }
        Plan { starts, strides, steps, instances, bytes }
    }

    fn offsets(&self, instance: usize) -> impl Iterator<Item = usize> {
        (0..self.strides.len()).map(move |v| {
            self.starts[v] + instance * self.steps[v] % self.instances * self.strides[v]
        })
    }
}

/// A random number below `n` that shares no factor with it, so that its multiples modulo `n` meet
/// every number once.
fn coprime(n: usize, rng: &mut Rng) -> usize {
    let gcd = |mut a: usize, mut b: usize| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    if n < 3 {
        return 1;
    }
    loop {
        let candidate = 1 + rng.below(n - 1);
        if gcd(candidate, n) == 1 {
            return candidate;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;
    use proptest::prelude::*;

    fn spacing() -> impl Strategy<Value = Spacing> {
        prop_oneof![
            Just(Spacing::Arrays),
            Just(Spacing::Page),
            prop_oneof![Just(0usize), Just(4), Just(64), Just(128), Just(256)]
                .prop_map(Spacing::Bytes),
        ]
    }

    fn variable() -> impl Strategy<Value = Variable> {
        (1usize..40, 0u32..5).prop_map(|(size, align)| Variable { size, align: 1 << align })
    }

    proptest! {
        /// Whatever the recipe, no two variables share a byte, and each is aligned and inside.
        #[test]
        fn variables_do_not_overlap(
            variables in prop::collection::vec(variable(), 1..5),
            spacing in spacing(),
            stride in prop_oneof![Just(0usize), Just(24), Just(64), Just(128)],
            scattered: bool,
            instances in 1usize..50,
            seed: u64,
        ) {
            let order = if scattered { Order::Scattered } else { Order::Linear };
            let layout = Layout { instances, spacing, stride, order };
            let plan = Plan::new(&variables, &layout, instances, &mut Rng::new(seed, 0));
            let mut spans = Vec::new();
            for i in 0..instances {
                for (offset, v) in plan.offsets(i).zip(&variables) {
                    prop_assert_eq!(offset % v.align, 0);
                    prop_assert!(offset + v.size <= plan.bytes);
                    spans.push((offset, offset + v.size));
                }
            }
            spans.sort_unstable();
            prop_assert!(spans.windows(2).all(|w| w[0].1 <= w[1].0));
        }
    }

    #[test]
    fn small_instances_share_a_line() {
        let x = Variable { size: 4, align: 4 };
        let layout =
            Layout { instances: 32, spacing: Spacing::Bytes(0), stride: 0, order: Order::Linear };
        let plan = Plan::new(&[x, x, x], &layout, 32, &mut Rng::new(1, 0));
        for i in 0..32 {
            let lines: Vec<usize> = plan.offsets(i).map(|o| o / 64).collect();
            assert!(lines.iter().all(|&l| l == lines[0]), "{lines:?}");
        }
    }
}
