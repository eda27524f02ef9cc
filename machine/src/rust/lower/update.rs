//! Read-modify-write operations: one atomic instruction, or a loop of exclusives.

use super::{COMPUTED, Code, Mapping, OPERAND, Place, STATUS, UNNAMED, acquires, releases};
use crate::rust::source::{Update, Value};
use core::sync::atomic::Ordering;
use fencepost_litmus::isa::{
    AddSubOp, AmoOp, Cond, CondSelectOp, Instruction, LogicOp, Operand, Order, Reg, Target,
    Width as RegWidth,
};
use std::sync::Arc;

impl Code {
    pub(super) fn update(&mut self, at: Place, update: Update, value: Value, order: Ordering) {
        if self.mapping == Mapping::X86 && update.keeps(value, at.width) {
            return self.fenced_load(at, order);
        }
        if self.mapping.lse() {
            let (op, rs) = self.atomic_operand(update, value, at.w);
            self.amo(op, at, rs, order);
            return;
        }
        let rm = self.operand(value, at.w, OPERAND[0]);
        let head = self.label();
        self.place(head.clone());
        self.load_exclusive(at, order);
        let rt = self.computed(update, at, rm);
        self.store_exclusive(at, rt, order);
        self.retry(head);
    }

    /// What LLVM makes on x86-64 of an update that changes nothing: a locked instruction and a
    /// load, or, without a result, at most the first.
    fn fenced_load(&mut self, at: Place, order: Ordering) {
        if at.rt != UNNAMED || order == Ordering::SeqCst {
            self.fence(Ordering::SeqCst);
        }
        if at.rt != UNNAMED {
            self.load(at, Ordering::Relaxed);
        }
    }

    pub(super) fn compare_exchange(
        &mut self,
        at: Place,
        expected: Value,
        new: Value,
        order: Ordering,
    ) {
        let compared = self.operand(expected, at.w, OPERAND[0]);
        let rt = self.operand(new, at.w, OPERAND[1]);
        if self.mapping.lse() {
            self.mov(at.w, at.rt, compared);
            // On x86-64 it is locked even if it fails, and then there is no write to tell by.
            let is_locked = self.mapping == Mapping::X86;
            if is_locked {
                self.fence(Ordering::SeqCst);
            }
            let Place { size, w, base, rt: rs, .. } = at;
            let order = Order { acquire: acquires(order), release: releases(order) };
            self.emit(Instruction::Cas { order, size, w, rs, rt, rn: base });
            if is_locked {
                self.fence(Ordering::SeqCst);
            }
            return;
        }
        let head = self.label();
        self.place(head.clone());
        self.load_exclusive(at, order);
        self.compare(at.w, at.rt, compared);
        let end = self.label();
        self.emit(Instruction::BCond { cond: Cond::Ne, target: Target::Label(end.clone()) });
        self.store_exclusive(at, rt, order);
        self.retry(head);
        self.place(end);
    }

    /// The atomic instruction of an update and its operand: there is none to subtract, and none
    /// that takes the bits to keep.
    fn atomic_operand(&mut self, update: Update, value: Value, w: RegWidth) -> (AmoOp, Reg) {
        let op = match update {
            Update::Swap => AmoOp::Swp,
            Update::Add | Update::Sub => AmoOp::Add,
            Update::And => AmoOp::Clr,
            Update::Or => AmoOp::Set,
            Update::Xor => AmoOp::Eor,
            Update::Max => AmoOp::Umax,
            Update::Min => AmoOp::Umin,
        };
        let rm = self.operand(value, w, OPERAND[0]);
        let (rd, rn, rhs) = (COMPUTED, Reg::ZR, Operand::reg(rm));
        match update {
            Update::Sub => {
                self.emit(Instruction::AddSub { op: AddSubOp::Sub, flags: false, w, rd, rn, rhs });
            }
            Update::And => {
                self.emit(Instruction::Logic { op: LogicOp::Orn, flags: false, w, rd, rn, rhs });
            }
            _ => return (op, rm),
        }
        (op, rd)
    }

    /// The new value, from the old one and the operand.
    fn computed(&mut self, update: Update, at: Place, rm: Reg) -> Reg {
        let Place { w, rt: rn, .. } = at;
        let (rd, rhs) = (COMPUTED, Operand::reg(rm));
        let sum = |op| Instruction::AddSub { op, flags: false, w, rd, rn, rhs };
        let logic = |op| Instruction::Logic { op, flags: false, w, rd, rn, rhs };
        match update {
            Update::Swap => return rm,
            Update::Add => self.emit(sum(AddSubOp::Add)),
            Update::Sub => self.emit(sum(AddSubOp::Sub)),
            Update::And => self.emit(logic(LogicOp::And)),
            Update::Or => self.emit(logic(LogicOp::Orr)),
            Update::Xor => self.emit(logic(LogicOp::Eor)),
            Update::Max | Update::Min => {
                let cond = if update == Update::Max { Cond::Hi } else { Cond::Ls };
                self.compare(w, rn, rm);
                let op = CondSelectOp::Csel;
                self.emit(Instruction::CondSelect { op, w, rd, rn, rm, cond });
            }
        }
        rd
    }

    fn load_exclusive(&mut self, Place { size, w, base, rt, .. }: Place, order: Ordering) {
        let acquire = acquires(order);
        self.emit(Instruction::LoadExclusive { acquire, size, w, rt, rn: base });
    }

    fn store_exclusive(&mut self, Place { size, w, base, .. }: Place, rt: Reg, order: Ordering) {
        let release = releases(order);
        self.emit(Instruction::StoreExclusive { release, size, w, rs: STATUS, rt, rn: base });
    }

    fn retry(&mut self, head: Arc<str>) {
        let target = Target::Label(head);
        self.emit(Instruction::CompareBranch { nonzero: true, w: RegWidth::W, rt: STATUS, target });
    }
}
