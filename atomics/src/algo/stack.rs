//! Treiber's stack.

use crate::family::{Cell, Family, PairCell};
use crate::order::{Acquire, Relaxed, Release};

/// A stack of nodes in an arena. Its head is an index and a count that are replaced together (CASP
/// in the hand-written families), so that a head which came back is told from one that never left.
///
/// Pushing must release the node and popping acquire it: vitessio/vitess#20283 (golang/go#79929)
/// published nodes with a plain CASP and lost connections on AArch64.
pub struct Stack<F: Family, const N: usize> {
    nodes: [Node<F>; N],
    head: F::Pair,
}

struct Node<F: Family> {
    value: F::U64,
    next: F::U32,
}

/// The index that is no node.
const END: u32 = u32::MAX;

impl<F: Family, const N: usize> Default for Stack<F, N> {
    fn default() -> Self {
        let node = |_| Node { value: F::U64::new(0), next: F::U32::new(END) };
        Stack { nodes: std::array::from_fn(node), head: F::Pair::new([END, 0]) }
    }
}

impl<F: Family, const N: usize> Stack<F, N> {
    /// Pushes node `index` with `value`. The caller owns the node, which is below `N`.
    pub fn push(&self, index: u32, value: u64) {
        let node = &self.nodes[index as usize];
        node.value.store(value, Relaxed);
        let mut head = self.head.load(Relaxed);
        loop {
            node.next.store(head[0], Relaxed);
            let was = self.head.compare_swap(head, [index, head[1].wrapping_add(1)], Release);
            if was == head {
                return;
            }
            head = was;
            F::spin();
        }
    }

    /// Takes the top node, which the caller then owns, and its value.
    pub fn pop(&self) -> Option<(u32, u64)> {
        let mut head = self.head.load(Acquire);
        loop {
            if head[0] == END {
                return None;
            }
            let node = &self.nodes[head[0] as usize];
            let next = node.next.load(Relaxed);
            let was = self.head.compare_swap(head, [next, head[1].wrapping_add(1)], Acquire);
            if was == head {
                return Some((head[0], node.value.load(Relaxed)));
            }
            head = was;
            F::spin();
        }
    }
}
