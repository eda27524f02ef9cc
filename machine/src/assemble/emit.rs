//! The code itself.
//!
//! ```text
//! entry:  cbz  x1, return
//!         save callee-saved registers; move the arguments
//! next:   load inputs from the frame; clear flags and monitor if they are read;
//!         adr x30, end, if the thread may return
//!         the thread's instructions
//! end:    store outputs to the frame
//!         add  frame, frame, stride
//!         sub  count, count, #1
//!         cbnz count, next
//! leave:  restore callee-saved registers
//! return: ret
//! ```

use super::frame::{Frame, place};
use super::registers::{Allocation, Harness, Needs};
use super::{Refusal, Routine, Slot, at};
use crate::encode::encode;
use fencepost_litmus::isa::lint::{Feature, requires};
use fencepost_litmus::isa::{
    AddSubOp, Addr, Instruction, LoadOp, LoadPairOp, LogicOp, Offset, Operand, Reg, Size, StoreOp,
    StorePairOp, SysReg, Target, VReg, Width,
};
use fencepost_litmus::test::{RegName, Thread, ThreadId};

/// The routine of a thread whose registers have their places.
pub(super) fn routine(
    thread: &Thread,
    id: ThreadId,
    allocation: &Allocation,
    needs: &Needs,
    frame: Frame,
) -> Result<Routine, Refusal> {
    let Harness { frame: base, count, stride } = allocation.harness;
    let (saved, save_len) = saved(allocation);
    let mut code = Code::default();

    let entry = code.place();
    code.push(Instruction::Isb); // becomes the branch to the return, once its place is known
    if save_len > 0 {
        code.push(add_sub(AddSubOp::Sub, Reg::SP, Reg::SP, Operand::imm(save_len)));
        code.transfer(Direction::Store, Reg::SP, &saved);
    }
    for (to, argument) in [(base, 0), (count, 1), (stride, 2)] {
        if to != Reg::x(argument) {
            code.push(mov(to, Reg::x(argument)));
        }
    }
    let next = code.place();
    code.transfer(Direction::Load, base, &allocation.machine_slots(&frame.inputs));
    if needs.flags {
        code.push(Instruction::Msr { reg: SysReg::Nzcv, rt: Reg::ZR });
    }
    if needs.monitor {
        code.push(Instruction::Clrex);
    }
    if needs.home {
        let target = Target::Relative(4 * (1 + thread.code.len() as i64));
        code.push(Instruction::Adr { rd: Reg::LR, target });
    }

    let body = code.place();
    let end = body + thread.code.len();
    for (index, line) in thread.code.iter().enumerate() {
        let mut instruction = line.instruction.clone();
        if let Some(target) = target_mut(&mut instruction) {
            let to = target_index(thread, index, target)
                .ok_or_else(|| at(id, line, "the target is not in the thread", None))?;
            *target = Target::Relative(distance(index, to));
        }
        // As it is written first: a register that takes SP's place can stand
        // where SP cannot.
        let word = encode(&instruction).and_then(|_| encode(&allocation.rename(&instruction)));
        code.words.push(word.map_err(|e| at(id, line, e.message, e.help))?);
    }

    code.transfer(Direction::Store, base, &allocation.machine_slots(&frame.outputs));
    code.push(add_sub(AddSubOp::Add, base, base, Operand::reg(stride)));
    code.push(add_sub(AddSubOp::Sub, count, count, Operand::imm(1)));
    let here = code.place();
    code.push(compare_branch(true, count, distance(here, next)));
    let leave = code.place();
    if save_len > 0 {
        code.transfer(Direction::Load, Reg::SP, &saved);
        code.push(add_sub(AddSubOp::Add, Reg::SP, Reg::SP, Operand::imm(save_len)));
    }
    let ret = code.place();
    code.push(Instruction::Ret { rn: Reg::LR });
    code.words[entry] = own(&compare_branch(false, Reg::x(1), distance(entry, ret)));

    let offset = |place: usize| 4 * place as u32;
    let features = thread.code.iter().filter_map(|line| requires(&line.instruction));
    Ok(Routine {
        code: code.words.iter().flat_map(|word| word.to_le_bytes()).collect(),
        inputs: frame.inputs,
        outputs: frame.outputs,
        frame_len: frame.len,
        instructions: (body..=end).map(offset).collect(),
        body: offset(next)..offset(leave),
        leave: offset(leave),
        // A prefetch that the core does not know does nothing.
        needs: features.filter(|feature| *feature != Feature::PrfmSlc).collect(),
    })
}

/// Bytes from one place to another.
fn distance(from: usize, to: usize) -> i64 {
    4 * (to as i64 - from as i64)
}

fn target_mut(instruction: &mut Instruction) -> Option<&mut Target> {
    use Instruction as I;
    match instruction {
        I::Adr { target, .. }
        | I::B { target }
        | I::BCond { target, .. }
        | I::Bl { target }
        | I::CompareBranch { target, .. }
        | I::TestBranch { target, .. } => Some(target),
        _ => None,
    }
}

/// The index of the instruction that a target in line `index` stands for. The
/// end of the thread is one.
fn target_index(thread: &Thread, index: usize, target: &Target) -> Option<usize> {
    match target {
        Target::Label(name) => thread.label(name),
        Target::Relative(bytes) => {
            let to = usize::try_from(index as i64 + bytes / 4).ok()?;
            (bytes % 4 == 0 && to <= thread.code.len()).then_some(to)
        }
    }
}

/// The callee-saved registers, where they are on the stack, and how much of it
/// they take. Q8 to Q15 are saved where D8 to D15 would do.
fn saved(allocation: &Allocation) -> (Vec<Slot>, i64) {
    let mut len = 0;
    let general = allocation.saved.iter().copied().map(RegName::General);
    let mut slots = place(general, &mut len);
    let vectors = allocation.saved_vectors.iter().copied().map(RegName::Vector);
    slots.extend(place(vectors, &mut len));
    (slots, len.next_multiple_of(16).into())
}

/// The words so far.
#[derive(Default)]
struct Code {
    words: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Load,
    Store,
}

impl Code {
    /// Where the next word goes.
    fn place(&self) -> usize {
        self.words.len()
    }

    fn push(&mut self, instruction: Instruction) {
        self.words.push(own(&instruction));
    }

    /// Moves registers from or to their slots, general-purpose ones in pairs.
    fn transfer(&mut self, direction: Direction, base: Reg, slots: &[Slot]) {
        let mut slots = slots.iter().peekable();
        while let Some(slot) = slots.next() {
            let addr = Addr { base, offset: Offset::Imm(slot.offset.into()) };
            let partner = slots.next_if(|next| next.offset == slot.offset + 8);
            self.push(match (slot.reg, partner.map(|next| next.reg)) {
                (RegName::General(rt), Some(RegName::General(rt2))) => {
                    transfer_pair(direction, rt, rt2, addr)
                }
                (RegName::General(rt), _) => transfer_general(direction, rt, addr),
                (RegName::Vector(vt), _) => transfer_vector(direction, vt, addr),
            });
        }
    }
}

/// The word of an instruction of the loop.
///
/// # Panics
/// If there is none, which is a mistake of this module: registers and offsets are its own.
fn own(instruction: &Instruction) -> u32 {
    encode(instruction).unwrap_or_else(|error| panic!("{instruction}: {error}"))
}

fn transfer_pair(direction: Direction, rt: Reg, rt2: Reg, addr: Addr) -> Instruction {
    let w = Width::X;
    match direction {
        Direction::Load => Instruction::LoadPair { op: LoadPairOp::Ldp, w, rt, rt2, addr },
        Direction::Store => Instruction::StorePair { op: StorePairOp::Stp, w, rt, rt2, addr },
    }
}

fn transfer_general(direction: Direction, rt: Reg, addr: Addr) -> Instruction {
    let (size, w) = (Size::X, Width::X);
    match direction {
        Direction::Load => Instruction::Load { op: LoadOp::Ldr, size, sign: false, w, rt, addr },
        Direction::Store => Instruction::Store { op: StoreOp::Str, size, w, rt, addr },
    }
}

fn transfer_vector(direction: Direction, vt: VReg, addr: Addr) -> Instruction {
    let (size, unscaled) = (Size::Q, false);
    match direction {
        Direction::Load => Instruction::SimdLoad { size, unscaled, vt, addr },
        Direction::Store => Instruction::SimdStore { size, unscaled, vt, addr },
    }
}

fn mov(rd: Reg, rm: Reg) -> Instruction {
    let (w, rhs) = (Width::X, Operand::reg(rm));
    Instruction::Logic { op: LogicOp::Orr, flags: false, w, rd, rn: Reg::ZR, rhs }
}

fn add_sub(op: AddSubOp, rd: Reg, rn: Reg, rhs: Operand) -> Instruction {
    Instruction::AddSub { op, flags: false, w: Width::X, rd, rn, rhs }
}

fn compare_branch(nonzero: bool, rt: Reg, distance: i64) -> Instruction {
    let target = Target::Relative(distance);
    Instruction::CompareBranch { nonzero, w: Width::X, rt, target }
}
