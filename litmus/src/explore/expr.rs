//! Symbolic values: what a thread computes from the values its loads return.
//!
//! A thread is executed once for each of its paths, before it is known which
//! write a load reads from. Its registers then hold expressions over the
//! loads' values. Expressions are hash-consed: two are equal if their ids are.
//! What does not depend on a load in value is folded away (`EOR W2,W0,W0` is
//! 0); that it depends on it *syntactically* is not the business of this
//! module, see [`super::graph`].

use crate::isa::Cond;
use std::collections::HashMap;

/// An expression of an [`Arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Expr(u32);

/// The value of a load: the `n`-th read access of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Var(pub(crate) u16);

/// An operation on values; `w` is a width in bits, and results are cut to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Add(u8),
    Sub(u8),
    And,
    Or,
    Xor,
    Not(u8),
    Shl(u8),
    Lshr(u8),
    Ashr(u8),
    Ror(u8),
    Mul(u8),
    /// High half of the 64 × 64 product, signed or not.
    MulHigh(bool),
    /// Quotient; 0 for division by 0.
    Div {
        w: u8,
        signed: bool,
    },
    Min {
        w: u8,
        signed: bool,
    },
    Max {
        w: u8,
        signed: bool,
    },
    /// Bits `lo .. lo + len`, moved to bit 0.
    Extract {
        lo: u8,
        len: u8,
    },
    /// The low `from` bits, sign-extended to `to`.
    SignExtend {
        from: u8,
        to: u8,
    },
    /// The second argument placed at bit `lo` of the first, `len` bits.
    Insert {
        lo: u8,
        len: u8,
    },
    ReverseBits(u8),
    /// Reverses the bytes in each group of `group` bits.
    ReverseBytes {
        w: u8,
        group: u8,
    },
    LeadingZeros(u8),
    LeadingSigns(u8),
    TrailingZeros(u8),
    Ones,
    /// NZCV (N is bit 3) of `a + b + c`.
    AddFlags(u8),
    /// NZCV of a bitwise result.
    LogicFlags(u8),
    /// Whether a condition holds of NZCV: 0 or 1.
    Holds(Cond),
    /// Lane-wise addition of `lanes` elements of `elem` bits.
    AddLanes {
        elem: u8,
        lanes: u8,
    },
    /// Whether the arguments are equal: 0 or 1.
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Const(u128),
    Var(Var),
    Op(Op, [Expr; 3], u8),
}

/// The expressions of one thread.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
    /// An upper bound on the number of significant bits of each node.
    bits: Vec<u8>,
    /// How many operations deep each node is.
    depth: Vec<u32>,
    ids: HashMap<Node, Expr>,
}

/// Up to this depth an expression is evaluated by recursion.
const SHALLOW: u32 = 6;

/// The low `n` bits set.
pub(crate) const fn mask(n: u32) -> u128 {
    if n >= 128 { u128::MAX } else { (1 << n) - 1 }
}

fn signed(value: u128, bits: u32) -> i128 {
    let shift = 128 - bits;
    ((value << shift) as i128) >> shift
}

impl Arena {
    /// The node, made if it is not there yet.
    ///
    /// One path may number a load as another path does, with another size: the
    /// variable then stands for both, and so does what is computed from it. The
    /// widest bound is the right one.
    fn intern(&mut self, node: Node, bits: u8) -> Expr {
        if let Some(&e) = self.ids.get(&node) {
            let known = &mut self.bits[e.0 as usize];
            *known = (*known).max(bits);
            return e;
        }
        let depth = match node {
            Node::Const(_) | Node::Var(_) => 0,
            Node::Op(_, args, _) => {
                1 + args.map(|a| self.depth[a.0 as usize]).into_iter().max().unwrap_or(0)
            }
        };
        let e = Expr(self.nodes.len() as u32);
        self.nodes.push(node);
        self.bits.push(bits);
        self.depth.push(depth);
        self.ids.insert(node, e);
        e
    }

    /// A constant.
    pub(crate) fn constant(&mut self, value: u128) -> Expr {
        self.intern(Node::Const(value), (128 - value.leading_zeros()) as u8)
    }

    /// The value of a load of `bits` bits.
    pub(crate) fn var(&mut self, var: Var, bits: u32) -> Expr {
        self.intern(Node::Var(var), bits as u8)
    }

    /// The value, if it depends on no load.
    pub(crate) fn known(&self, e: Expr) -> Option<u128> {
        match self.nodes[e.0 as usize] {
            Node::Const(c) => Some(c),
            _ => None,
        }
    }

    fn bits(&self, e: Expr) -> u8 {
        self.bits[e.0 as usize]
    }

    /// `op` applied to `args`, simplified.
    ///
    /// # Panics
    /// If there are more than three arguments, or none.
    pub(crate) fn op(&mut self, op: Op, args: &[Expr]) -> Expr {
        if let Some(e) = self.simplify(op, args) {
            return e;
        }
        let mut padded = [args[0]; 3];
        padded[..args.len()].copy_from_slice(args);
        let mut values = [0; 3];
        let mut all_known = true;
        for (value, &arg) in values.iter_mut().zip(args) {
            match self.known(arg) {
                Some(c) => *value = c,
                None => all_known = false,
            }
        }
        if all_known {
            return self.constant(apply(op, &values[..args.len()]));
        }
        let bits = self.result_bits(op, args);
        self.intern(Node::Op(op, padded, args.len() as u8), bits)
    }

    /// The rules that matter: a false dependency has a known value, and cutting
    /// a value to a width that it has already is the value itself.
    fn simplify(&mut self, op: Op, args: &[Expr]) -> Option<Expr> {
        let zero = |arena: &Arena, e: Expr| arena.known(e) == Some(0);
        match (op, args) {
            (Op::Xor | Op::Sub(_), &[a, b]) if a == b => Some(self.constant(0)),
            (Op::And, &[a, b]) if zero(self, a) || zero(self, b) => Some(self.constant(0)),
            (Op::And | Op::Or, &[a, b]) if a == b => Some(a),
            (Op::Or | Op::Xor, &[a, b]) if zero(self, b) => Some(a),
            (Op::Or | Op::Xor, &[a, b]) if zero(self, a) => Some(b),
            (Op::And, &[a, b]) => {
                let covers = |arena: &Arena, m: Expr, e: Expr| {
                    arena.known(m).is_some_and(|m| m == m | mask(arena.bits(e).into()))
                };
                if covers(self, b, a) {
                    Some(a)
                } else if covers(self, a, b) {
                    Some(b)
                } else {
                    None
                }
            }
            (Op::Add(w) | Op::Sub(w), &[a, b]) if zero(self, b) && self.bits(a) <= w => Some(a),
            (Op::Add(w), &[a, b]) if zero(self, a) && self.bits(b) <= w => Some(b),
            (Op::Mul(_), &[a, b]) if zero(self, a) || zero(self, b) => Some(self.constant(0)),
            (Op::Shl(w) | Op::Lshr(w), &[a, b]) if zero(self, b) && self.bits(a) <= w => Some(a),
            (Op::Extract { lo, .. }, &[a]) if lo >= self.bits(a) => Some(self.constant(0)),
            (Op::Extract { lo: 0, len }, &[a]) if self.bits(a) <= len => Some(a),
            (Op::SignExtend { from, .. }, &[a]) if self.bits(a) < from => Some(a),
            (Op::Equal, &[a, b]) if a == b => Some(self.constant(1)),
            (Op::Equal, &[a, b]) if a > b => Some(self.op(Op::Equal, &[b, a])),
            (Op::Holds(Cond::Eq), &[flags]) => self.equality(flags),
            (Op::Holds(Cond::Ne), &[flags]) => {
                let equal = self.equality(flags)?;
                let one = self.constant(1);
                Some(self.op(Op::Xor, &[equal, one]))
            }
            _ => None,
        }
    }

    /// The comparison whose Z flag is in `flags`: of two numbers, or with 0.
    fn equality(&mut self, flags: Expr) -> Option<Expr> {
        let Node::Op(op, args, _) = self.nodes[flags.0 as usize] else { return None };
        match op {
            Op::LogicFlags(w) if self.bits(args[0]) <= w => {
                let zero = self.constant(0);
                Some(self.op(Op::Equal, &[args[0], zero]))
            }
            // SUBS a, b computes a + !b + 1.
            Op::AddFlags(w) if self.known(args[2]) == Some(1) => {
                let (a, not_b) = (args[0], args[1]);
                let b = match self.nodes[not_b.0 as usize] {
                    Node::Const(c) => self.constant(!c & mask(w.into())),
                    Node::Op(Op::Not(v), [b, ..], _) if v == w => b,
                    _ => return None,
                };
                (self.bits(a) <= w && self.bits(b) <= w).then(|| self.op(Op::Equal, &[a, b]))
            }
            _ => None,
        }
    }

    /// What a condition says of a simpler one: `x ^ 1` holds where `x` does not.
    pub(crate) fn unnegated(&self, e: Expr, holds: bool) -> (Expr, bool) {
        if let Node::Op(Op::Xor, [x, one, _], 2) = self.nodes[e.0 as usize]
            && self.known(one) == Some(1)
            && self.bits(x) <= 1
        {
            return (x, !holds);
        }
        (e, holds)
    }

    fn result_bits(&self, op: Op, args: &[Expr]) -> u8 {
        let widest = args.iter().map(|&a| self.bits(a)).max().unwrap_or(0);
        match op {
            Op::Add(w) | Op::Sub(w) | Op::Not(w) | Op::Shl(w) | Op::Ashr(w) | Op::Ror(w) => w,
            Op::Mul(w) | Op::Div { w, .. } | Op::Min { w, .. } | Op::Max { w, .. } => w,
            Op::Lshr(w) => w.min(self.bits(args[0])),
            Op::And => self.bits(args[0]).min(self.bits(args[1])),
            Op::Or | Op::Xor => widest,
            Op::MulHigh(_) => 64,
            Op::Extract { len, .. } => len,
            Op::SignExtend { to, .. } => to,
            Op::Insert { lo, len } => widest.max(lo + len),
            Op::ReverseBits(w) | Op::ReverseBytes { w, .. } => w,
            Op::LeadingZeros(_) | Op::LeadingSigns(_) | Op::TrailingZeros(_) | Op::Ones => 8,
            Op::AddFlags(_) | Op::LogicFlags(_) => 4,
            Op::Holds(_) | Op::Equal => 1,
            Op::AddLanes { elem, lanes } => elem * lanes,
        }
    }

    /// The loads that `e` depends on in value, in ascending order.
    pub(crate) fn support(&self, e: Expr) -> Vec<Var> {
        let mut seen = vec![false; e.0 as usize + 1];
        let mut todo = vec![e];
        let mut vars = Vec::new();
        while let Some(e) = todo.pop() {
            if std::mem::replace(&mut seen[e.0 as usize], true) {
                continue;
            }
            match self.nodes[e.0 as usize] {
                Node::Const(_) => {}
                Node::Var(v) => vars.push(v),
                Node::Op(_, args, n) => todo.extend(&args[..usize::from(n)]),
            }
        }
        vars.sort_unstable();
        vars
    }

    /// The value of `e` where every load in its support has the value that
    /// `value` gives.
    pub(crate) fn eval(&self, e: Expr, value: &dyn Fn(Var) -> u128) -> u128 {
        match self.nodes[e.0 as usize] {
            Node::Const(c) => c,
            Node::Var(v) => value(v),
            Node::Op(op, args, n) if self.depth[e.0 as usize] <= SHALLOW => {
                let mut values = [0; 3];
                for (v, &a) in values.iter_mut().zip(&args[..usize::from(n)]) {
                    *v = self.eval(a, value);
                }
                apply(op, &values[..usize::from(n)])
            }
            Node::Op(..) => self.eval_deep(e, value),
        }
    }

    /// A chain of operations can be as long as the test, and share its parts:
    /// evaluates each once, without recursion.
    fn eval_deep(&self, root: Expr, value: &dyn Fn(Var) -> u128) -> u128 {
        let mut done: HashMap<Expr, u128> = HashMap::new();
        let mut todo = vec![root];
        while let Some(&e) = todo.last() {
            let result = match self.nodes[e.0 as usize] {
                Node::Const(c) => c,
                Node::Var(v) => value(v),
                Node::Op(op, args, n) => {
                    let args = &args[..usize::from(n)];
                    let before = todo.len();
                    todo.extend(args.iter().filter(|a| !done.contains_key(a)));
                    if todo.len() > before {
                        continue;
                    }
                    let mut values = [0; 3];
                    for (v, a) in values.iter_mut().zip(args) {
                        *v = done[a];
                    }
                    apply(op, &values[..args.len()])
                }
            };
            done.insert(e, result);
            todo.pop();
        }
        done[&root]
    }
}

fn apply(op: Op, v: &[u128]) -> u128 {
    match op {
        Op::Add(w) => v[0].wrapping_add(v[1]) & mask(w.into()),
        Op::Sub(w) => v[0].wrapping_sub(v[1]) & mask(w.into()),
        Op::And => v[0] & v[1],
        Op::Or => v[0] | v[1],
        Op::Xor => v[0] ^ v[1],
        Op::Not(w) => !v[0] & mask(w.into()),
        Op::Shl(w) => (v[0] << (v[1] % u128::from(w))) & mask(w.into()),
        Op::Lshr(w) => (v[0] & mask(w.into())) >> (v[1] % u128::from(w)),
        Op::Ashr(w) => (signed(v[0], w.into()) >> (v[1] % u128::from(w))) as u128 & mask(w.into()),
        Op::Ror(w) => {
            let (value, by) = (v[0] & mask(w.into()), (v[1] % u128::from(w)) as u32);
            if by == 0 {
                value
            } else {
                ((value >> by) | (value << (u32::from(w) - by))) & mask(w.into())
            }
        }
        Op::Mul(w) => v[0].wrapping_mul(v[1]) & mask(w.into()),
        Op::MulHigh(true) => ((signed(v[0], 64) * signed(v[1], 64)) >> 64) as u128 & mask(64),
        Op::MulHigh(false) => ((v[0] & mask(64)) * (v[1] & mask(64))) >> 64,
        Op::Div { w, signed: s } => divide(v[0], v[1], w.into(), s),
        Op::Min { w, signed: s } => pick(v[0], v[1], w.into(), s, true),
        Op::Max { w, signed: s } => pick(v[0], v[1], w.into(), s, false),
        Op::Extract { lo, len } => (v[0] >> lo) & mask(len.into()),
        Op::SignExtend { from, to } => signed(v[0], from.into()) as u128 & mask(to.into()),
        Op::Insert { lo, len } => {
            let field = mask(len.into()) << lo;
            (v[0] & !field) | ((v[1] << lo) & field)
        }
        Op::ReverseBits(w) => v[0].reverse_bits() >> (128 - u32::from(w)),
        Op::ReverseBytes { w, group } => reverse_bytes(v[0], w.into(), group.into()),
        Op::LeadingZeros(w) => (v[0].leading_zeros() - (128 - u32::from(w))).into(),
        Op::LeadingSigns(w) => {
            let value = signed(v[0], w.into());
            let flipped = if value < 0 { !value } else { value } as u128;
            (flipped.leading_zeros() - (128 - u32::from(w)) - 1).into()
        }
        Op::TrailingZeros(w) => v[0].trailing_zeros().min(w.into()).into(),
        Op::Ones => v[0].count_ones().into(),
        Op::AddFlags(w) => add_flags(v[0], v[1], v[2], w.into()),
        Op::LogicFlags(w) => nz(v[0], w.into()),
        Op::Holds(cond) => holds(cond, v[0]).into(),
        Op::AddLanes { elem, lanes } => add_lanes(v[0], v[1], elem.into(), lanes.into()),
        Op::Equal => (v[0] == v[1]).into(),
    }
}

fn divide(a: u128, b: u128, w: u32, is_signed: bool) -> u128 {
    let (a, b) = (a & mask(w), b & mask(w));
    if b == 0 {
        0
    } else if is_signed {
        // In i128 the quotient of the smallest number by -1 does not overflow.
        (signed(a, w) / signed(b, w)) as u128 & mask(w)
    } else {
        a / b
    }
}

fn pick(a: u128, b: u128, w: u32, is_signed: bool, smaller: bool) -> u128 {
    let (a, b) = (a & mask(w), b & mask(w));
    let a_below = if is_signed { signed(a, w) < signed(b, w) } else { a < b };
    if a_below == smaller { a } else { b }
}

fn reverse_bytes(value: u128, w: u32, group: u32) -> u128 {
    let (bytes, group) = (value.to_le_bytes(), group as usize / 8);
    let mut out = [0; 16];
    for (i, o) in out.iter_mut().enumerate().take(w as usize / 8) {
        let start = i / group * group;
        *o = bytes[start + group - 1 - (i - start)];
    }
    u128::from_le_bytes(out)
}

fn nz(value: u128, w: u32) -> u128 {
    let value = value & mask(w);
    ((value >> (w - 1)) << 3) | (u128::from(value == 0) << 2)
}

fn add_flags(a: u128, b: u128, carry: u128, w: u32) -> u128 {
    let (a, b) = (a & mask(w), b & mask(w));
    let sum = a + b + carry;
    let result = sum & mask(w);
    let overflow = signed(result, w) != signed(a, w) + signed(b, w) + carry as i128;
    nz(result, w) | (u128::from(sum != result) << 1) | u128::from(overflow)
}

fn add_lanes(a: u128, b: u128, elem: u32, lanes: u32) -> u128 {
    (0..lanes).fold(0, |sum, i| {
        let lane = (a >> (i * elem)).wrapping_add(b >> (i * elem)) & mask(elem);
        sum | (lane << (i * elem))
    })
}

/// Whether `cond` holds of the flags `nzcv` (Arm ARM C1.2.4).
fn holds(cond: Cond, nzcv: u128) -> bool {
    let (n, z, c, v) = (nzcv & 8 != 0, nzcv & 4 != 0, nzcv & 2 != 0, nzcv & 1 != 0);
    match cond {
        Cond::Eq => z,
        Cond::Ne => !z,
        Cond::Cs => c,
        Cond::Cc => !c,
        Cond::Mi => n,
        Cond::Pl => !n,
        Cond::Vs => v,
        Cond::Vc => !v,
        Cond::Hi => c && !z,
        Cond::Ls => !c || z,
        Cond::Ge => n == v,
        Cond::Lt => n != v,
        Cond::Gt => !z && n == v,
        Cond::Le => z || n != v,
        Cond::Al => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eval(op: Op, args: &[u128]) -> u128 {
        let mut arena = Arena::default();
        let args: Vec<Expr> = args.iter().map(|&a| arena.constant(a)).collect();
        let e = arena.op(op, &args);
        arena.known(e).expect("operations on constants fold")
    }

    #[test]
    fn flags_of_addition() {
        // SUBS a, b is a + !b + 1.
        assert_eq!(eval(Op::AddFlags(32), &[5, 0xFFFF_FFFA, 1]), 0b0110, "equal: Z and C");
        assert_eq!(eval(Op::AddFlags(32), &[4, 0xFFFF_FFFA, 1]), 0b1000, "below: N, no C");
        assert_eq!(eval(Op::AddFlags(32), &[0x7FFF_FFFF, 1, 0]), 0b1001, "overflow: N and V");
        assert_eq!(eval(Op::AddFlags(64), &[mask(64), 1, 0]), 0b0110, "carry out: Z and C");
    }

    #[test]
    fn false_dependencies_have_a_known_value() {
        let mut arena = Arena::default();
        let x = arena.var(Var(0), 32);
        let zero = arena.op(Op::Xor, &[x, x]);
        assert_eq!(arena.known(zero), Some(0));
        let sum = arena.op(Op::Add(32), &[x, zero]);
        assert_eq!(sum, x);
        assert_eq!(arena.support(sum), [Var(0)]);
    }

    #[test]
    fn a_load_may_be_wider_on_another_path() {
        let mut arena = Arena::default();
        let other = arena.var(Var(1), 32);
        let sum = |arena: &mut Arena, bits| {
            let x = arena.var(Var(0), bits);
            let both = arena.op(Op::Xor, &[x, other]);
            arena.op(Op::Extract { lo: 0, len: 32 }, &[both])
        };
        sum(&mut arena, 8);
        let wide = sum(&mut arena, 64);
        assert_eq!(arena.eval(wide, &|v| if v == Var(0) { 0x1_0000_0005 } else { 0 }), 5);
    }

    #[test]
    fn evaluation_of_a_long_chain_needs_no_stack() {
        let mut arena = Arena::default();
        let one = arena.constant(1);
        let mut e = arena.var(Var(0), 64);
        for _ in 0..200_000 {
            e = arena.op(Op::Add(64), &[e, one]);
        }
        assert_eq!(arena.eval(e, &|_| 5), 200_005);
    }

    #[test]
    fn bytes_and_shifts() {
        assert_eq!(
            eval(Op::ReverseBytes { w: 64, group: 32 }, &[0x0102_0304_0506_0708]),
            0x0403_0201_0807_0605
        );
        assert_eq!(eval(Op::Ror(32), &[0x8000_0001, 1]), 0xC000_0000);
        assert_eq!(eval(Op::Ashr(32), &[0x8000_0000, 31]), 0xFFFF_FFFF);
        assert_eq!(eval(Op::LeadingSigns(32), &[0xFFFF_FFFF]), 31);
        assert_eq!(eval(Op::Div { w: 32, signed: true }, &[0x8000_0000, 0xFFFF_FFFF]), 0x8000_0000);
    }
}
