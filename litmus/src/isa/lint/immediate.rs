//! Which immediates have an encoding.

use crate::isa::{MovWideOp, Size, Width};

/// Whether AND, ORR and EOR of this width can hold the immediate: a run of ones,
/// rotated, in an element of 2, 4, 8, 16, 32 or 64 bits that is repeated
/// (`DecodeBitMasks` in J1.3 of the Arm ARM). For W the upper half is ignored if
/// it extends the lower one by its sign or by zeros.
pub fn is_bitmask_immediate(value: u64, w: Width) -> bool {
    let Some(value) = truncated(value, w) else { return false };
    let value = match w {
        Width::W => value | value << 32,
        Width::X => value,
    };
    // The smallest element that repeats.
    let mut bits = 64;
    while bits > 2 && value.rotate_right(bits / 2) == value {
        bits /= 2;
    }
    let mask = u64::MAX >> (64 - bits);
    let element = value & mask;
    // A rotated run of ones has one step from 0 to 1, seen as a ring.
    let rotated = (element >> 1 | element << (bits - 1)) & mask;
    element != 0 && element != mask && (element & !rotated).count_ones() == 1
}

/// Whether one MOVZ, MOVN or ORR makes the value.
pub fn is_move_immediate(value: u64, w: Width) -> bool {
    move_wide(value, w).is_some() || is_bitmask_immediate(value, w)
}

/// The MOVZ or MOVN that makes the value, and its immediate and shift.
pub(super) fn move_wide(value: u64, w: Width) -> Option<(MovWideOp, u16, u8)> {
    let value = truncated(value, w)?;
    let inverted = !value & u64::MAX >> (64 - w.bits());
    let halfword = |value: u64| {
        (0..w.bits() as u8)
            .step_by(16)
            .find(|shift| value & !(0xFFFF << shift) == 0)
            .map(|shift| ((value >> shift) as u16, shift))
    };
    if let Some((imm, shift)) = halfword(value) {
        return Some((MovWideOp::Movz, imm, shift));
    }
    halfword(inverted).map(|(imm, shift)| (MovWideOp::Movn, imm, shift))
}

/// The bits of a value in a register of `w`; `None` if the value has others.
fn truncated(value: u64, w: Width) -> Option<u64> {
    match (w, value >> 32) {
        (Width::X, _) | (Width::W, 0) => Some(value),
        (Width::W, 0xFFFF_FFFF) => Some(value & 0xFFFF_FFFF),
        (Width::W, _) => None,
    }
}

/// Whether ADD or SUB can hold the immediate: 12 bits, perhaps shifted by 12.
pub(super) fn is_add_immediate(value: i64, shift: u8) -> bool {
    let magnitude = value.unsigned_abs();
    match shift {
        0 => magnitude < 1 << 12 || (magnitude & 0xFFF == 0 && magnitude < 1 << 24),
        12 => magnitude < 1 << 12,
        _ => false,
    }
}

/// Whether the offset is a multiple of `scale` with 12 bits of multiples.
pub(super) fn is_scaled_offset(offset: i64, scale: u32) -> bool {
    let scale = i64::from(scale);
    offset % scale == 0 && (0..1 << 12).contains(&(offset / scale))
}

/// Whether the offset has 9 bits with its sign.
pub(super) fn is_unscaled_offset(offset: i64) -> bool {
    (-256..256).contains(&offset)
}

/// Whether the offset is a multiple of `scale` with 7 bits of multiples and sign.
pub(super) fn is_pair_offset(offset: i64, scale: u32) -> bool {
    let scale = i64::from(scale);
    offset % scale == 0 && (-64..64).contains(&(offset / scale))
}

/// The 8 bits, and the shift of them, that make an immediate of MOVI other than
/// the one of 64 bits.
pub(in crate::isa) fn shifted_byte(
    elem: Size,
    imm: u64,
) -> Option<(u8, Option<(&'static str, u8)>)> {
    let lsl: &[u8] = match elem {
        Size::B => &[0],
        Size::H => &[0, 8],
        Size::W => &[0, 8, 16, 24],
        Size::X | Size::Q => return None,
    };
    let msl: &[u8] = if elem == Size::W { &[8, 16] } else { &[] };
    let byte = |rest: u64| u8::try_from(rest).ok();
    let shifted = lsl.iter().find_map(|&amount| {
        let byte = byte(imm >> amount).filter(|_| imm & ((1 << amount) - 1) == 0)?;
        Some((byte, (amount > 0).then_some(("LSL", amount))))
    });
    shifted.or_else(|| {
        msl.iter().find_map(|&amount| {
            let ones = (1 << amount) - 1;
            let byte = byte(imm >> amount).filter(|_| imm & ones == ones)?;
            Some((byte, Some(("MSL", amount))))
        })
    })
}
