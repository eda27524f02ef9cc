//! Advanced SIMD: loads, stores, and moves between lanes.
//!
//! A Q register moves as two 8-byte accesses, a structure element by element:
//! larger accesses of these instructions are not single-copy atomic without
//! FEAT_LSE2 (Arm ARM B2.2.1).

use super::memory::Address;
use super::*;
use crate::explore::state::vector_slot;
use crate::isa::{Arrangement, LaneSelect, Structure, VReg};

impl Step<'_, '_, '_> {
    /// SIMD instructions that do not touch memory.
    pub(super) fn simd(&mut self, instruction: &Instruction) -> Flow {
        use Instruction as I;
        match *instruction {
            I::SimdMovi { vd, arrangement, imm } => {
                let lanes = repeat(self, arrangement, |_| u128::from(imm));
                self.state.write_slot(vector_slot(vd), lanes, &[]);
            }
            I::SimdMov { vd, arrangement, vn } => {
                let source = self.read_vector(vn, false);
                let bits = arrangement.elem.bytes() * 8 * u32::from(arrangement.lanes);
                let value = cut(self.cx.arena, source.value, bits);
                self.write_vector(vd, value, &[source]);
            }
            I::SimdInsGeneral { vd, elem, lane, rn } => {
                let source = self.read(rn, Width::X);
                self.insert_lane(vd, elem, lane, source);
            }
            I::SimdInsElement { vd, elem, lane, vn, from } => {
                let source = self.read_lane(vn, elem, from);
                self.insert_lane(vd, elem, lane, source);
            }
            I::SimdUmov { w, rd, vn, elem, lane } => {
                let source = self.read_lane(vn, elem, lane);
                let value = cut(self.cx.arena, source.value, w.bits());
                self.state.write(rd, value, &[source.edge(Edge::Data)]);
            }
            I::SimdDupGeneral { vd, arrangement, rn } => {
                let source = self.read(rn, Width::X);
                self.duplicate(vd, arrangement, source);
            }
            I::SimdDupElement { vd, arrangement, vn, lane } => {
                let source = self.read_lane(vn, arrangement.elem, lane);
                self.duplicate(vd, arrangement, source);
            }
            I::SimdAdd { vd, arrangement, vn, vm } => {
                let (a, b) = (self.read_vector(vn, false), self.read_vector(vm, false));
                let elem = arrangement.elem.bytes() as u8 * 8;
                let lanes = Op::AddLanes { elem, lanes: arrangement.lanes };
                let value = self.op(lanes, &[a.value, b.value]);
                self.write_vector(vd, value, &[a, b]);
            }
            I::SimdLogic { op, vd, arrangement, vn, vm } => {
                let (a, b) = (self.read_vector(vn, false), self.read_vector(vm, false));
                let bits = arrangement.elem.bytes() * 8 * u32::from(arrangement.lanes);
                let value = self.bitwise(op, bits as u8, a.value, b.value);
                let value = cut(self.cx.arena, value, bits);
                self.write_vector(vd, value, &[a, b]);
            }
            I::SimdAddv { vd, arrangement, vn } => {
                let source = self.read_vector(vn, false);
                let elem = arrangement.elem.bytes() as u8 * 8;
                let mut sum = self.number(0);
                for lane in 0..arrangement.lanes {
                    let term = self.lane(source.value, arrangement.elem, lane);
                    sum = self.op(Op::Add(elem), &[sum, term]);
                }
                self.write_vector(vd, sum, &[source]);
            }
            I::FmovToGeneral { w, rd, vn } => {
                let source = self.read_vector(vn, false);
                let value = cut(self.cx.arena, source.value, w.bits());
                self.state.write(rd, value, &[source.edge(Edge::Data)]);
            }
            I::FmovFromGeneral { w, vd, rn } => {
                let source = self.read(rn, w);
                self.write_vector(vd, source.value, &[source]);
            }
            _ => return self.fault("no semantics for this instruction".into()),
        }
        Flow::Next
    }

    /// SIMD loads and stores.
    pub(super) fn simd_memory(&mut self, instruction: &Instruction) -> Flow {
        use Instruction as I;
        let plain = Annotation::default();
        let acquire_pc = Annotation { acquire_pc: true, ..plain };
        let release = Annotation { release: true, ..plain };
        let done = match *instruction {
            I::SimdLoad { size, vt, addr, .. } => self.load_vectors(size, &[vt], &addr, plain),
            I::SimdLdapur { size, vt, addr } => self.load_vectors(size, &[vt], &addr, acquire_pc),
            I::SimdLoadPair { size, vt, vt2, addr, .. } => {
                self.load_vectors(size, &[vt, vt2], &addr, plain)
            }
            I::SimdStore { size, vt, addr, .. } => self.store_vectors(size, &[vt], &addr, plain),
            I::SimdStlur { size, vt, addr } => self.store_vectors(size, &[vt], &addr, release),
            I::SimdStorePair { size, vt, vt2, addr, .. } => {
                self.store_vectors(size, &[vt, vt2], &addr, plain)
            }
            I::SimdLoadStructure { list, addr } => self.load_structure(&list, &addr, plain),
            I::SimdStoreStructure { list, addr } => self.store_structure(&list, &addr, plain),
            I::Ldap1 { vt, lane, rn } => {
                self.load_structure(&one_lane(vt, lane), &Addr::base(rn), acquire_pc)
            }
            I::Stl1 { vt, lane, rn } => {
                self.store_structure(&one_lane(vt, lane), &Addr::base(rn), release)
            }
            _ => Err(self.fault("no semantics for this instruction".into())),
        };
        done.err().unwrap_or(Flow::Next)
    }

    fn read_vector(&mut self, v: VReg, data: bool) -> Source {
        self.state.read_slot(vector_slot(v), data)
    }

    fn read_lane(&mut self, v: VReg, elem: Size, lane: u8) -> Source {
        let source = self.read_vector(v, false);
        let value = self.lane(source.value, elem, lane);
        Source { value, ..source }
    }

    fn lane(&mut self, vector: Expr, elem: Size, lane: u8) -> Expr {
        let len = elem.bytes() as u8 * 8;
        self.op(Op::Extract { lo: lane * len, len }, &[vector])
    }

    fn with_lane(&mut self, vector: Expr, elem: Size, lane: u8, value: Expr) -> Expr {
        let len = elem.bytes() as u8 * 8;
        self.op(Op::Insert { lo: lane * len, len }, &[vector, value])
    }

    fn write_vector(&mut self, v: VReg, value: Expr, sources: &[Source]) {
        let mut edges = [None; 5];
        let present = sources.iter().filter_map(|s| s.edge(Edge::Data));
        edges.iter_mut().zip(present).for_each(|(edge, source)| *edge = Some(source));
        self.state.write_slot(vector_slot(v), value, &edges);
    }

    fn insert_lane(&mut self, vd: VReg, elem: Size, lane: u8, source: Source) {
        let old = self.read_vector(vd, false);
        let value = self.with_lane(old.value, elem, lane, source.value);
        self.write_vector(vd, value, &[old, source]);
    }

    fn duplicate(&mut self, vd: VReg, arrangement: Arrangement, source: Source) {
        let mut value = self.number(0);
        for lane in 0..arrangement.lanes {
            value = self.with_lane(value, arrangement.elem, lane, source.value);
        }
        self.write_vector(vd, value, &[source]);
    }

    /// Whole registers from adjacent memory.
    fn load_vectors(
        &mut self,
        size: Size,
        vectors: &[VReg],
        addr: &Addr,
        annotation: Annotation,
    ) -> Result<(), Flow> {
        let address = self.address(addr);
        let (part, parts) = parts(size);
        for (n, &v) in vectors.iter().enumerate() {
            let mut value = self.number(0);
            let mut reads = Vec::with_capacity(2);
            for k in 0..parts {
                let footprint = self.footprint(part, n as u32 * parts + k)?;
                let read = self.load_part(footprint, annotation, &address);
                value = self.with_lane(value, part, k as u8, read.value);
                reads.push(read);
            }
            self.write_vector(v, value, &reads);
        }
        self.write_back(addr, &address);
        Ok(())
    }

    fn store_vectors(
        &mut self,
        size: Size,
        vectors: &[VReg],
        addr: &Addr,
        annotation: Annotation,
    ) -> Result<(), Flow> {
        let address = self.address(addr);
        let (part, parts) = parts(size);
        for (n, &v) in vectors.iter().enumerate() {
            let data = self.read_vector(v, true);
            for k in 0..parts {
                let footprint = self.footprint(part, n as u32 * parts + k)?;
                let value = self.lane(data.value, part, k as u8);
                self.store_part(footprint, value, data, annotation, &address);
            }
        }
        self.write_back(addr, &address);
        Ok(())
    }

    fn load_structure(
        &mut self,
        list: &Structure,
        addr: &Addr,
        annotation: Annotation,
    ) -> Result<(), Flow> {
        let address = self.address(addr);
        let Arrangement { elem, lanes } = list.arrangement;
        for r in 0..list.count {
            let v = list.first.offset(r);
            let mut reads = Vec::new();
            let value = match list.lane {
                LaneSelect::All => {
                    let mut value = self.number(0);
                    for lane in 0..lanes {
                        let footprint = self.footprint(elem, element_index(list, r, lane))?;
                        let read = self.load_part(footprint, annotation, &address);
                        value = self.with_lane(value, elem, lane, read.value);
                        reads.push(read);
                    }
                    value
                }
                LaneSelect::One(lane) => {
                    let footprint = self.footprint(elem, r.into())?;
                    let read = self.load_part(footprint, annotation, &address);
                    let old = self.read_vector(v, false);
                    reads.extend([old, read]);
                    self.with_lane(old.value, elem, lane, read.value)
                }
                LaneSelect::Replicate => {
                    let footprint = self.footprint(elem, r.into())?;
                    let read = self.load_part(footprint, annotation, &address);
                    reads.push(read);
                    let mut value = self.number(0);
                    for lane in 0..lanes {
                        value = self.with_lane(value, elem, lane, read.value);
                    }
                    value
                }
            };
            self.write_lanes(v, value, &reads);
        }
        self.write_back(addr, &address);
        Ok(())
    }

    fn store_structure(
        &mut self,
        list: &Structure,
        addr: &Addr,
        annotation: Annotation,
    ) -> Result<(), Flow> {
        let address = self.address(addr);
        let Arrangement { elem, lanes } = list.arrangement;
        for r in 0..list.count {
            let data = self.read_vector(list.first.offset(r), true);
            let (range, single) = match list.lane {
                LaneSelect::One(lane) => (lane..lane + 1, true),
                LaneSelect::All | LaneSelect::Replicate => (0..lanes, false),
            };
            for lane in range {
                let index = if single { r.into() } else { element_index(list, r, lane) };
                let footprint = self.footprint(elem, index)?;
                let value = self.lane(data.value, elem, lane);
                self.store_part(footprint, value, data, annotation, &address);
            }
        }
        self.write_back(addr, &address);
        Ok(())
    }

    fn load_part(
        &mut self,
        footprint: Footprint,
        annotation: Annotation,
        address: &Address,
    ) -> Source {
        let sca = self.state.fresh_sca();
        self.state.load(self.cx, footprint, annotation, sca, &address.edges)
    }

    fn store_part(
        &mut self,
        footprint: Footprint,
        value: Expr,
        data: Source,
        annotation: Annotation,
        address: &Address,
    ) {
        let [a, b] = address.edges;
        let sca = self.state.fresh_sca();
        let edges = [a, b, data.edge(Edge::Data)];
        self.state.store(self.cx, footprint, value, annotation, sca, &edges);
    }

    /// Writes a vector register that up to sixteen elements were loaded into.
    fn write_lanes(&mut self, v: VReg, value: Expr, reads: &[Source]) {
        let edges: Vec<_> = reads.iter().filter_map(|s| s.edge(Edge::Data)).collect();
        let node = self.state.graph.push(self.state.step, NodeKind::RegWrite, &edges);
        self.state.slots[vector_slot(v)] =
            crate::explore::state::Slot { value, writer: Some(node) };
    }
}

/// The single-copy atomic parts of a register of this size.
fn parts(size: Size) -> (Size, u32) {
    if size == Size::Q { (Size::X, 2) } else { (size, 1) }
}

/// The place in memory, in elements, of a lane of the `r`-th register.
fn element_index(list: &Structure, r: u8, lane: u8) -> u32 {
    if list.interleave == 1 {
        u32::from(r) * u32::from(list.arrangement.lanes) + u32::from(lane)
    } else {
        u32::from(lane) * u32::from(list.count) + u32::from(r)
    }
}

fn one_lane(vt: VReg, lane: u8) -> Structure {
    Structure {
        interleave: 1,
        first: vt,
        count: 1,
        arrangement: Arrangement { elem: Size::X, lanes: 2 },
        lane: LaneSelect::One(lane),
    }
}

fn repeat(step: &mut Step<'_, '_, '_>, a: Arrangement, lane: impl Fn(u8) -> u128) -> Expr {
    let bits = a.elem.bytes() * 8;
    let value = (0..a.lanes).fold(0, |v, i| v | (lane(i) << (u32::from(i) * bits)));
    step.number(value)
}
