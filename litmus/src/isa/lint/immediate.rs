//! Which immediates have an encoding.

use crate::isa::{MovWideOp, Size, Width};

/// Whether AND, ORR and EOR of this width can hold the immediate.
pub fn is_bitmask_immediate(value: u64, w: Width) -> bool {
    bitmask_fields(value, w).is_some()
}

/// The fields N, immr and imms that hold a bitmask immediate: a run of ones,
/// rotated, in an element of 2, 4, 8, 16, 32 or 64 bits that is repeated
/// (`DecodeBitMasks` in J1.3 of the Arm ARM). For W the upper half is ignored if
/// it extends the lower one by its sign or by zeros.
pub fn bitmask_fields(value: u64, w: Width) -> Option<(u8, u8, u8)> {
    let value = truncated(value, w)?;
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
    let steps = !element & rotated;
    if element == 0 || element == mask || steps.count_ones() != 1 {
        return None;
    }
    // Rotated right by immr, a run from bit 0 begins above that step.
    let immr = bits - 1 - steps.trailing_zeros();
    // Ones above a zero give the size of the element; below it, the run's length less 1.
    let imms = !(2 * bits - 1) & 0x3F | (element.count_ones() - 1);
    Some((u8::from(bits == 64), immr as u8, imms as u8))
}

/// Whether one MOVZ, MOVN or ORR makes the value.
pub fn is_move_immediate(value: u64, w: Width) -> bool {
    move_wide(value, w).is_some() || is_bitmask_immediate(value, w)
}

/// The MOVZ or MOVN that makes the value, and its immediate and shift.
pub fn move_wide(value: u64, w: Width) -> Option<(MovWideOp, u16, u8)> {
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
pub fn shifted_byte(elem: Size, imm: u64) -> Option<(u8, Option<(&'static str, u8)>)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every immediate that `DecodeBitMasks` makes, of its fields N, immr and imms.
    fn bitmasks(w: Width) -> Vec<u64> {
        let mut all = Vec::new();
        for log in 1..=w.bits().trailing_zeros() {
            let bits = 1u32 << log;
            for ones in 1..bits {
                for rotation in 0..bits {
                    let run = (1u64 << ones) - 1;
                    let mask = u64::MAX >> (64 - bits);
                    let element = (run >> rotation | run << ((bits - rotation) % 64)) & mask;
                    let element = if rotation == 0 { run } else { element };
                    let repeated = (0..64).step_by(bits as usize).map(|at| element << at);
                    all.push(repeated.sum::<u64>() & u64::MAX >> (64 - w.bits()));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn bitmask_immediates_are_those_that_decode() {
        for (w, number) in [(Width::W, 1302), (Width::X, 5334)] {
            let all = bitmasks(w);
            assert_eq!(all.len(), number);
            for &value in &all {
                assert!(is_bitmask_immediate(value, w), "{value:#x}");
                // Beside them, those that are not in the list are none.
                for bit in 0..w.bits() {
                    let near = value ^ 1 << bit;
                    let listed = all.binary_search(&near).is_ok();
                    assert_eq!(is_bitmask_immediate(near, w), listed, "{near:#x}");
                }
            }
        }
    }

    #[test]
    fn a_w_register_ignores_an_extended_half() {
        assert!(is_bitmask_immediate(0xFFFF_FF00, Width::W));
        assert!(is_bitmask_immediate(-256i64 as u64, Width::W));
        assert!(!is_bitmask_immediate(0x1_FFFF_FF00, Width::W));
    }

    #[test]
    fn moves() {
        for (value, w, expected) in [
            (0, Width::W, Some((MovWideOp::Movz, 0, 0))),
            (0x1_0000, Width::W, Some((MovWideOp::Movz, 1, 16))),
            (0xFFFF_FFFF, Width::W, Some((MovWideOp::Movn, 0, 0))),
            (0xFFFF_FFFF, Width::X, None),
            (u64::MAX, Width::X, Some((MovWideOp::Movn, 0, 0))),
            (0xFFFF_0000_FFFF_FFFF, Width::X, Some((MovWideOp::Movn, 0xFFFF, 32))),
            (0x1234_5678, Width::W, None),
            (0xABCD_0000_0000_0000, Width::X, Some((MovWideOp::Movz, 0xABCD, 48))),
        ] {
            assert_eq!(move_wide(value, w), expected, "{value:#x}");
        }
        assert!(is_move_immediate(0x5555_5555, Width::W));
        assert!(is_move_immediate(0xFFFF_FFFF, Width::X));
        assert!(!is_move_immediate(0x1234_5678, Width::X));
    }

    #[test]
    fn bytes_of_movi() {
        assert_eq!(shifted_byte(Size::B, 255), Some((255, None)));
        assert_eq!(shifted_byte(Size::H, 0xFF00), Some((255, Some(("LSL", 8)))));
        assert_eq!(shifted_byte(Size::W, 0x1200_0000), Some((0x12, Some(("LSL", 24)))));
        assert_eq!(shifted_byte(Size::W, 0x12FF), Some((0x12, Some(("MSL", 8)))));
        assert_eq!(shifted_byte(Size::H, 0x12FF), None);
        assert_eq!(shifted_byte(Size::W, 0x1234), None);
        assert_eq!(shifted_byte(Size::X, 1), None);
    }
}
