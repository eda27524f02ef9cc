//! The rules, over the instructions of one function.

use crate::code::Insn;

/// A rule of hand-written code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The status register of a store-exclusive is none of its data registers (Go #25823).
    StatusIsData,
    /// Nor its base.
    StatusIsBase,
    /// Nothing touches memory between load- and store-exclusive.
    AccessInside,
    /// After the store-exclusive its status is tested, and a failure goes back to the load or
    /// before it.
    LoopShape,
    /// x18 belongs to the platform.
    X18,
    /// sp at a return is what it was at entry.
    Sp,
    /// DSB waits; it orders nothing that DMB does not.
    Dsb,
}

/// Load-exclusives, of all widths and of pairs.
pub(crate) fn is_load_exclusive(insn: &Insn) -> bool {
    ["ldxr", "ldaxr", "ldxp", "ldaxp"].iter().any(|m| insn.name.trim_end_matches(['b', 'h']) == *m)
}

/// Store-exclusives, of all widths and of pairs.
pub(crate) fn is_store_exclusive(insn: &Insn) -> bool {
    ["stxr", "stlxr", "stxp", "stlxp"].iter().any(|m| insn.name.trim_end_matches(['b', 'h']) == *m)
}

/// Whether it is in the encoding class of loads and stores (Arm ARM C4.1: op0 = x1x0), or a
/// cache operation by address.
fn touches_memory(insn: &Insn) -> bool {
    insn.word >> 25 & 0b0101 == 0b0100 || matches!(insn.name.as_str(), "dc" | "ic" | "sys")
}

/// The number of a general register, from the word at a bit.
fn register(insn: &Insn, bit: u32) -> u32 {
    insn.word >> bit & 31
}

/// The target of CBNZ.
fn cbnz_target(insn: &Insn) -> u64 {
    let offset = ((insn.word << 8) as i32 >> 13) as i64 * 4;
    insn.at.wrapping_add_signed(offset)
}

/// Every violation, with the instruction. `handwritten` code is also held to the rules that
/// compilers have their own ways with: x18 and sp.
pub(crate) fn check(insns: &[Insn], handwritten: bool) -> Vec<(Rule, String)> {
    let mut found = Vec::new();
    let mut break_ = |rule, insn: &Insn| found.push((rule, insn.text.clone()));
    let mut open: Option<&Insn> = None;
    let mut sp = 0i64;
    for (n, insn) in insns.iter().enumerate() {
        if is_load_exclusive(insn) {
            open = Some(insn);
        } else if is_store_exclusive(insn) {
            let (status, base, data) = (register(insn, 16), register(insn, 5), register(insn, 0));
            let pair = insn.word >> 21 & 1 == 1;
            if status == data || pair && status == register(insn, 10) {
                break_(Rule::StatusIsData, insn);
            }
            if status == base && base != 31 {
                break_(Rule::StatusIsBase, insn);
            }
            let tested = insns[n + 1..]
                .iter()
                .take(2)
                .find(|i| matches!(i.name.as_str(), "cbnz" | "cbz") && register(i, 0) == status);
            let back = match (tested, open) {
                (Some(test), Some(load)) if test.name == "cbnz" => cbnz_target(test) <= load.at,
                // Compilers may turn the branch round; hand-written code does not.
                (Some(_), _) | (None, _) if !handwritten => true,
                _ => false,
            };
            if !back {
                break_(Rule::LoopShape, insn);
            }
            open = None;
        } else if open.is_some() && touches_memory(insn) {
            break_(Rule::AccessInside, insn);
        } else if matches!(insn.name.as_str(), "ret" | "clrex") {
            open = None;
        }
        if insn.name == "dsb" {
            break_(Rule::Dsb, insn);
        }
        if !handwritten {
            continue;
        }
        let x18 = |o: &String| matches!(o.trim_matches(['[', ']', '!']), "x18" | "w18");
        if insn.operands.iter().any(x18) {
            break_(Rule::X18, insn);
        }
        sp += sp_change(insn);
        if insn.name == "ret" && sp != 0 {
            break_(Rule::Sp, insn);
        }
        if insn.name == "ret" {
            sp = depth_after(insns, n);
        }
    }
    found
}

/// By how much an instruction moves sp, where that can be seen: ADD, SUB and the indexed pair and
/// single accesses that prologues are made of.
fn sp_change(insn: &Insn) -> i64 {
    const SP: u32 = 31;
    if register(insn, 5) != SP {
        return 0;
    }
    let sign7 = (insn.word >> 15 & 0x7f) as i64;
    let sign7 = if sign7 > 63 { sign7 - 128 } else { sign7 };
    let sign9 = (insn.word >> 12 & 0x1ff) as i64;
    let sign9 = if sign9 > 255 { sign9 - 512 } else { sign9 };
    match insn.word >> 22 {
        _ if insn.word >> 23 == 0b1_0010_0010 && register(insn, 0) == SP => {
            (insn.word >> 10 & 0xfff) as i64 // ADD sp, sp, #n
        }
        _ if insn.word >> 23 == 0b1_1010_0010 && register(insn, 0) == SP => {
            -((insn.word >> 10 & 0xfff) as i64) // SUB sp, sp, #n
        }
        // LDP and STP of X registers, pre- and post-indexed.
        _ if matches!(insn.word >> 23, 0b1_0101_0011 | 0b1_0101_0001) => sign7 * 8,
        // LDR and STR of X registers, pre- and post-indexed.
        _ if insn.word >> 21 & !0b10 == 0b111_1100_0000 && insn.word >> 10 & 1 == 1 => sign9,
        _ => 0,
    }
}

/// After a return in the middle, what follows was branched to from before it: sp there is as deep as
/// it was at the branch, which is taken to be the deepest point before the return.
fn depth_after(insns: &[Insn], n: usize) -> i64 {
    let (mut sp, mut deepest) = (0, 0);
    for insn in &insns[..n] {
        sp += sp_change(insn);
        deepest = deepest.min(sp);
    }
    if n + 1 < insns.len() { deepest } else { 0 }
}
