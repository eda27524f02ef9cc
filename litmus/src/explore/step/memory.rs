//! Loads, stores, exclusives and atomics.

use super::*;
use crate::explore::Exclusives;

/// What a compare-and-swap does. Arm allows an implementation any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CasWay {
    /// It succeeds; the old value in `Ws` comes from the compare register.
    FromRegister,
    /// It succeeds; the old value in `Ws` comes from memory.
    FromMemory,
    /// It fails and stores nothing.
    Fails,
    /// It fails and stores back what it read.
    StoresBack,
}

const CAS: [CasWay; 4] =
    [CasWay::FromRegister, CasWay::FromMemory, CasWay::Fails, CasWay::StoresBack];
pub(super) const CAS_WAYS: u8 = CAS.len() as u8;

/// The register reads behind an address; two edges at most.
pub(super) struct Address {
    pub(super) edges: [Option<(NodeId, Edge)>; 2],
    base: Source,
}

impl Step<'_, '_, '_> {
    pub(super) fn memory(&mut self, instruction: &Instruction) -> Flow {
        use Instruction as I;
        match *instruction {
            I::Load { op, size, sign, w, rt, addr } => self.load(op, size, sign, w, rt, &addr),
            I::Store { op, size, rt, addr, .. } => self.store(op, size, rt, &addr),
            I::LoadPair { op, w, rt, rt2, addr } => self.load_pair(op, w, [rt, rt2], &addr),
            I::StorePair { op, w, rt, rt2, addr } => self.store_pair(op, w, [rt, rt2], &addr),
            I::LoadExclusive { acquire, size, rt, rn, .. } => {
                self.load_exclusive(acquire, size, &[rt], rn)
            }
            I::LoadExclusivePair { acquire, w, rt, rt2, rn } => {
                self.load_exclusive(acquire, size_of(w), &[rt, rt2], rn)
            }
            I::StoreExclusive { release, size, rs, rt, rn, .. } => {
                self.store_exclusive(release, size, rs, &[rt], rn)
            }
            I::StoreExclusivePair { release, w, rs, rt, rt2, rn } => {
                self.store_exclusive(release, size_of(w), rs, &[rt, rt2], rn)
            }
            I::Amo { op, order, size, rs, rt, rn, .. } => self.amo(op, order, size, rs, rt, rn),
            I::Cas { order, size, rs, rt, rn, .. } => self.cas(order, size, &[rs], &[rt], rn),
            I::CasPair { order, w, rs, rs2, rt, rt2, rn } => {
                self.cas(order, size_of(w), &[rs, rs2], &[rt, rt2], rn)
            }
            I::AmoPair { op, order, rt, rt2, rn } => self.amo_pair(op, order, rt, rt2, rn),
            _ => self.simd_memory(instruction),
        }
    }

    /// The register reads of an address operand.
    pub(super) fn address(&mut self, addr: &Addr) -> Address {
        let base = self.read(addr.base, Width::X);
        let index = match addr.offset {
            Offset::Reg { rm, .. } => self.read(rm, Width::X).edge(Edge::Data),
            _ => None,
        };
        Address { edges: [base.edge(Edge::Data), index], base }
    }

    /// `Ra -D-> W(base)`: a write-back does not depend on the access.
    pub(super) fn write_back(&mut self, addr: &Addr, address: &Address) {
        let value = match addr.offset {
            Offset::Pre(imm) | Offset::Post(imm) => add_imm(self.cx, address.base.value, imm),
            Offset::PostReg(rm) => {
                let index = self.read(rm, Width::X);
                let value = self.op(Op::Add(64), &[address.base.value, index.value]);
                let edges = [address.base.edge(Edge::Data), index.edge(Edge::Data)];
                self.state.write(addr.base, value, &edges);
                return;
            }
            Offset::Imm(_) | Offset::Reg { .. } => return,
        };
        self.state.write(addr.base, value, &[address.base.edge(Edge::Data)]);
    }

    /// The `n`-th of several adjacent accesses, if it is inside a location.
    pub(super) fn footprint(&self, size: Size, n: u32) -> Result<Footprint, Flow> {
        let bytes = size.bytes();
        let at = self.at.wrapping_add(u128::from(n * bytes));
        self.cx.layout.footprint(at, bytes).ok_or_else(|| {
            let place = match self.cx.layout.region(self.at) {
                Some((loc, offset)) => {
                    let name = &self.program.test.locations[usize::from(loc.0)].name;
                    format!("{name}+{offset}, {bytes} bytes: out of bounds")
                }
                None => format!("the address is {}: no location is there", self.address_text()),
            };
            self.fault(place)
        })
    }

    fn load(&mut self, op: LoadOp, size: Size, sign: bool, w: Width, rt: Reg, addr: &Addr) -> Flow {
        let footprint = match self.footprint(size, 0) {
            Ok(f) => f,
            Err(flow) => return flow,
        };
        let annotation = Annotation {
            acquire: matches!(op, LoadOp::Ldar | LoadOp::Ldlar),
            acquire_pc: matches!(op, LoadOp::Ldapr | LoadOp::Ldapur),
            ..Annotation::default()
        };
        let address = self.address(addr);
        let sca = self.state.fresh_sca();
        let read = self.state.load(self.cx, footprint, annotation, sca, &address.edges);
        let value = if sign {
            let (from, to) = (size.bytes() as u8 * 8, w.bits() as u8);
            self.op(Op::SignExtend { from, to }, &[read.value])
        } else {
            read.value
        };
        self.write_back(addr, &address);
        self.state.write(rt, value, &[read.edge(Edge::Data)]);
        Flow::Next
    }

    fn store(&mut self, op: StoreOp, size: Size, rt: Reg, addr: &Addr) -> Flow {
        let footprint = match self.footprint(size, 0) {
            Ok(f) => f,
            Err(flow) => return flow,
        };
        let annotation = Annotation {
            release: matches!(op, StoreOp::Stlr | StoreOp::Stllr | StoreOp::Stlur),
            ..Annotation::default()
        };
        let address = self.address(addr);
        let data = self.state.read(self.cx, rt, true);
        let [a, b] = address.edges;
        let edges = [a, b, data.edge(Edge::Data)];
        let sca = self.state.fresh_sca();
        self.state.store(self.cx, footprint, data.value, annotation, sca, &edges);
        self.write_back(addr, &address);
        Flow::Next
    }

    fn load_pair(&mut self, op: LoadPairOp, w: Width, rt: [Reg; 2], addr: &Addr) -> Flow {
        let size = if op == LoadPairOp::Ldpsw { Size::W } else { size_of(w) };
        let annotation = Annotation {
            acquire: op == LoadPairOp::Ldap,
            acquire_pc: matches!(op, LoadPairOp::Ldiapp | LoadPairOp::Ldapp),
            ..Annotation::default()
        };
        let address = self.address(addr);
        let sca = self.pair_sca();
        let mut reads: [Option<Source>; 2] = [None; 2];
        for n in 0..2 {
            let footprint = match self.footprint(size, n as u32) {
                Ok(f) => f,
                Err(flow) => return flow,
            };
            // LDIAPP: the first read is ordered before the second.
            let before = reads[0].filter(|_| op == LoadPairOp::Ldiapp);
            let order = before.and_then(|r| r.edge(Edge::Order));
            let [a, b] = address.edges;
            let read = self.state.load(self.cx, footprint, annotation, sca[n], &[a, b, order]);
            reads[n] = Some(read);
        }
        self.write_back(addr, &address);
        for (reg, read) in rt.into_iter().zip(reads.into_iter().flatten()) {
            let value = if op == LoadPairOp::Ldpsw {
                self.op(Op::SignExtend { from: 32, to: 64 }, &[read.value])
            } else {
                read.value
            };
            self.state.write(reg, value, &[read.edge(Edge::Data)]);
        }
        Flow::Next
    }

    fn store_pair(&mut self, op: StorePairOp, w: Width, rt: [Reg; 2], addr: &Addr) -> Flow {
        let size = size_of(w);
        let annotation = Annotation {
            release: matches!(op, StorePairOp::Stilp | StorePairOp::Stlp),
            ..Annotation::default()
        };
        let address = self.address(addr);
        let data = rt.map(|reg| self.state.read(self.cx, reg, true));
        let sca = self.pair_sca();
        // STILP: the first write is ordered before the second; with
        // pre-indexing, the second before the first.
        let ordered = op == StorePairOp::Stilp;
        let halves = if ordered && matches!(addr.offset, Offset::Pre(_)) { [1, 0] } else { [0, 1] };
        let mut before = None;
        for n in halves {
            let footprint = match self.footprint(size, n as u32) {
                Ok(f) => f,
                Err(flow) => return flow,
            };
            let [a, b] = address.edges;
            let edges = [a, b, data[n].edge(Edge::Data), before];
            let write =
                self.state.store(self.cx, footprint, data[n].value, annotation, sca[n], &edges);
            before = ordered.then_some((write, Edge::Order));
        }
        self.write_back(addr, &address);
        Flow::Next
    }

    /// The atomicity classes of a pair's halves: one if FEAT_LSE2 makes the
    /// pair a single-copy atomic access (Arm ARM B2.2.1), else two.
    pub(super) fn pair_sca(&mut self) -> [u16; 2] {
        let first = self.state.fresh_sca();
        let whole = self.program.options.lse2 && self.at.is_multiple_of(16);
        [first, if whole { first } else { self.state.fresh_sca() }]
    }

    /// LDXR, LDAXR and, with two registers, LDXP, LDAXP.
    fn load_exclusive(&mut self, acquire: bool, size: Size, rt: &[Reg], rn: Reg) -> Flow {
        let annotation = Annotation { acquire, exclusive: true, ..Annotation::default() };
        let address = self.address(&Addr::base(rn));
        // A pair of words is one access (Arm ARM B2.2.1).
        let halves = size == Size::X && self.program.options.exclusives == Exclusives::Permitted;
        let mut sca = self.state.fresh_sca();
        let mut reads = Vec::with_capacity(2);
        for n in 0..rt.len() as u32 {
            let footprint = match self.footprint(size, n) {
                Ok(f) => f,
                Err(flow) => return flow,
            };
            if n > 0 && halves {
                sca = self.state.fresh_sca();
            }
            reads.push(self.state.load(self.cx, footprint, annotation, sca, &address.edges));
            let whole = size.bytes() * (n + 1);
            let first = self.state.reserved.filter(|_| n > 0).unwrap_or(footprint);
            self.state.reserved = Some(Footprint { size: whole, ..first });
        }
        for (&reg, read) in rt.iter().zip(reads) {
            self.state.write(reg, read.value, &[read.edge(Edge::Data)]);
        }
        let zero = self.number(0);
        self.state.write_slot(MONITOR, zero, &address.edges);
        Flow::Next
    }

    /// STXR, STLXR and, with two registers, STXP, STLXP; way 1 succeeds.
    fn store_exclusive(&mut self, release: bool, size: Size, rs: Reg, rt: &[Reg], rn: Reg) -> Flow {
        let succeeds = self.way == 1;
        let bytes = size.bytes() * rt.len() as u32;
        let whole = self.cx.layout.footprint(self.at, bytes);
        let reserved = self.state.reserved.take();
        let pairs = reserved.is_some() && reserved == whole;
        let can_succeed = match self.program.options.exclusives {
            Exclusives::Strict => pairs,
            Exclusives::Permitted => reserved.is_some(),
        };
        if succeeds && !can_succeed {
            return Flow::Never;
        }
        if can_succeed {
            self.state.choices += 1;
        }
        let address = self.address(&Addr::base(rn));
        let mut data = [None; 2];
        for (source, &reg) in data.iter_mut().zip(rt) {
            *source = Some(self.state.read(self.cx, reg, true));
        }
        let monitor = self.state.read_slot(MONITOR, false);
        if succeeds {
            if pairs {
                self.state.graph.join_exclusive_loads();
            }
            let annotation = Annotation { release, exclusive: pairs, ..Annotation::default() };
            let sca = self.state.fresh_sca();
            let control = address.edges[0].map(|(node, _)| (node, Edge::Control));
            for (n, source) in data.into_iter().flatten().enumerate() {
                let footprint = match self.footprint(size, n as u32) {
                    Ok(f) => f,
                    Err(flow) => return flow,
                };
                let edges = [
                    address.edges[0],
                    control,
                    source.edge(Edge::Data),
                    monitor.edge(Edge::Control),
                ];
                self.state.store(self.cx, footprint, source.value, annotation, sca, &edges);
            }
        }
        let zero = self.number(0);
        self.state.write_slot(MONITOR, zero, &[monitor.edge(Edge::Control)]);
        // The status register depends on nothing, not even on the monitor.
        let status = self.number(u128::from(!succeeds));
        self.state.write(rs, status, &[]);
        Flow::Next
    }

    fn amo(&mut self, op: AmoOp, order: Order, size: Size, rs: Reg, rt: Reg, rn: Reg) -> Flow {
        let footprint = match self.footprint(size, 0) {
            Ok(f) => f,
            Err(flow) => return flow,
        };
        let bits = size.bytes() as u8 * 8;
        let address = self.address(&Addr::base(rn));
        let source = self.state.read(self.cx, rs, true);
        let (read_is, write_is) = atomic(order, rt == Reg::ZR);
        let sca = self.state.fresh_sca();
        let read = self.state.load(self.cx, footprint, read_is, sca, &address.edges);
        let operand = cut(self.cx.arena, source.value, bits.into());
        let value = amo_result(self, op, bits, read.value, operand);
        let from_read = if op == AmoOp::Swp { Edge::Order } else { Edge::Data };
        let edges = [address.edges[0], source.edge(Edge::Data), read.edge(from_read)];
        let sca = self.state.fresh_sca();
        self.state.store(self.cx, footprint, value, write_is, sca, &edges);
        self.state.write(rt, read.value, &[read.edge(Edge::Data)]);
        Flow::Next
    }

    /// SWPP, LDCLRP, LDSETP: one 16-byte access each way.
    fn amo_pair(&mut self, op: AmoOp, order: Order, rt: Reg, rt2: Reg, rn: Reg) -> Flow {
        let footprint = match self.footprint(Size::Q, 0) {
            Ok(f) => f,
            Err(flow) => return flow,
        };
        let address = self.address(&Addr::base(rn));
        let low = self.state.read(self.cx, rt, true);
        let high = self.state.read(self.cx, rt2, true);
        let (read_is, write_is) = atomic(order, rt == Reg::ZR && rt2 == Reg::ZR);
        let sca = self.state.fresh_sca();
        let read = self.state.load(self.cx, footprint, read_is, sca, &address.edges);
        let operand = self.op(Op::Insert { lo: 64, len: 64 }, &[low.value, high.value]);
        let value = amo_result(self, op, 128, read.value, operand);
        let from_read = if op == AmoOp::Swp { Edge::Order } else { Edge::Data };
        let edges =
            [address.edges[0], low.edge(Edge::Data), high.edge(Edge::Data), read.edge(from_read)];
        let sca = self.state.fresh_sca();
        self.state.store(self.cx, footprint, value, write_is, sca, &edges);
        for (reg, lo) in [(rt, 0), (rt2, 64)] {
            let half = self.op(Op::Extract { lo, len: 64 }, &[read.value]);
            self.state.write(reg, half, &[read.edge(Edge::Data)]);
        }
        Flow::Next
    }

    /// CAS and, with two registers each, CASP.
    fn cas(&mut self, order: Order, size: Size, rs: &[Reg], rt: &[Reg], rn: Reg) -> Flow {
        let way = CAS[usize::from(self.way)];
        let succeeds = matches!(way, CasWay::FromRegister | CasWay::FromMemory);
        let stores = way != CasWay::Fails;
        let bits = size.bytes() * 8;
        let discarded = rs.iter().all(|&r| r == Reg::ZR);
        let (mut read_is, write_is) = atomic(order, discarded);
        // A comparison that fails without a store is a plain read.
        read_is.exclusive &= stores;
        read_is.atomic &= stores;

        let address = self.address(&Addr::base(rn));
        let mut footprints = Vec::with_capacity(2);
        let mut compare = Vec::with_capacity(2);
        let mut data = Vec::with_capacity(2);
        for n in 0..rs.len() {
            match self.footprint(size, n as u32) {
                Ok(f) => footprints.push(f),
                Err(flow) => return flow,
            }
            let source = self.state.read(self.cx, rs[n], true);
            compare.push(Source { value: cut(self.cx.arena, source.value, bits), ..source });
            if succeeds {
                data.push(self.state.read(self.cx, rt[n], true));
            }
        }
        let mut reads = Vec::with_capacity(2);
        // A pair is compared and swapped as one (Arm ARM B2.2.1).
        let sca = self.state.fresh_sca();
        for &footprint in &footprints {
            reads.push(self.state.load(self.cx, footprint, read_is, sca, &address.edges));
        }
        let mut equal = self.number(1);
        for (read, wanted) in reads.iter().zip(&compare) {
            let same = self.op(Op::Equal, &[read.value, wanted.value]);
            equal = self.op(Op::And, &[equal, same]);
        }
        if !self.state.assume(self.cx, equal, succeeds) {
            return Flow::Never;
        }
        self.state.choices += 1;
        let mut into_predicate = [None; 4];
        let sources = reads.iter().chain(&compare).map(|s| s.edge(Edge::Data));
        into_predicate.iter_mut().zip(sources).for_each(|(edge, source)| *edge = source);
        let predicate = self.state.node(NodeKind::Predicate, &into_predicate);
        let control = Some((predicate, Edge::Control));

        if stores {
            let sca = self.state.fresh_sca();
            for (n, &footprint) in footprints.iter().enumerate() {
                let (value, from) = if succeeds {
                    (data[n].value, data[n].edge(Edge::Data))
                } else {
                    (reads[n].value, None)
                };
                let edges = [address.edges[0], from, control];
                self.state.store(self.cx, footprint, value, write_is, sca, &edges);
            }
        }
        for (n, &reg) in rs.iter().enumerate() {
            // If it succeeds the two are equal, wherever the value comes from.
            let value = if succeeds { compare[n].value } else { reads[n].value };
            if way == CasWay::FromRegister {
                self.state.write(reg, value, &[compare[n].edge(Edge::Data), control]);
            } else {
                self.state.write(reg, value, &[reads[n].edge(Edge::Data)]);
            }
        }
        Flow::Next
    }
}

/// The size of a whole register.
pub(super) const fn size_of(w: Width) -> Size {
    match w {
        Width::W => Size::W,
        Width::X => Size::X,
    }
}

/// How an atomic's read and write take part in ordering. If nobody gets the
/// value that it reads, the read is no acquire, whatever its suffix says.
fn atomic(order: Order, discarded: bool) -> (Annotation, Annotation) {
    let base = Annotation { exclusive: true, atomic: true, ..Annotation::default() };
    let read = Annotation { acquire: order.acquire && !discarded, no_ret: discarded, ..base };
    (read, Annotation { release: order.release, ..base })
}

fn amo_result(step: &mut Step<'_, '_, '_>, op: AmoOp, w: u8, old: Expr, operand: Expr) -> Expr {
    let op = match op {
        AmoOp::Swp => return operand,
        AmoOp::Clr => {
            let kept = step.op(Op::Not(w), &[operand]);
            return step.op(Op::And, &[old, kept]);
        }
        AmoOp::Add => Op::Add(w),
        AmoOp::Eor => Op::Xor,
        AmoOp::Set => Op::Or,
        AmoOp::Smax => Op::Max { w, signed: true },
        AmoOp::Smin => Op::Min { w, signed: true },
        AmoOp::Umax => Op::Max { w, signed: false },
        AmoOp::Umin => Op::Min { w, signed: false },
    };
    step.op(op, &[old, operand])
}
