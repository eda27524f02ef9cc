//! Pieces that compute.

use super::{Dice, Piece};

/// Values at which operations go wrong.
pub(super) const INTERESTING: [u64; 16] = [
    0,
    1,
    2,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_ffff_ffff,
    0xffff_ffff_ffff_fffe,
    0x0123_4567_89ab_cdef,
    0xfedc_ba98_7654_3210,
    0xff00,
    0x8000_8080,
    37,
];

const CONDITIONS: [&str; 14] =
    ["EQ", "NE", "CS", "CC", "MI", "PL", "VS", "VC", "HI", "LS", "GE", "LT", "GT", "LE"];

fn data(lines: Vec<String>) -> Piece {
    Piece { family: "data", lines, ..Piece::default() }
}

/// One data-processing instruction on X0 to X3; after a comparison, one that
/// uses its flags.
pub(super) fn piece(dice: &mut Dice<'_>) -> Piece {
    let piece = any_piece(dice);
    if !dice.knows_all() && piece.lines.iter().any(|line| is_wrong_in_herd(line)) {
        return data(vec![format!("MVN X{0},X{0}", dice.below(4))]);
    }
    piece
}

/// What herd7 7.58 is known to compute wrongly: a difference there would hide
/// another one.
fn is_wrong_in_herd(line: &str) -> bool {
    let (mnemonic, operands) = line.split_once(' ').unwrap_or((line, ""));
    match mnemonic {
        "EON" => true,
        "MADD" | "MSUB" | "MNEG" | "SBFM" | "EXTR" | "MOVN" => operands.starts_with('W'),
        _ => {
            let extended = operands.contains("XTB #") || operands.contains("XTH #");
            operands.ends_with("GE") || extended && !operands.ends_with("#0")
        }
    }
}

fn any_piece(dice: &mut Dice<'_>) -> Piece {
    let [n, m, a] = [(); 3].map(|()| dice.source());
    let d = dice.target();
    let w = dice.pick(&['X', 'W']);
    let line = match dice.below(22) {
        0 => format!("MOV X{d},#{}", dice.below(4)),
        1 => format!("MOV {w}{d},{w}{n}"),
        2..=4 => return data(arithmetic(dice, w, [d, n, m])),
        5..=7 => return data(logic(dice, w, [d, n, m])),
        8 => {
            let (op, by) = (dice.pick(&["LSL", "LSR", "ASR", "ROR"]), amount(dice, w));
            if dice.below(2) == 0 {
                format!("{op} {w}{d},{w}{n},#{by}")
            } else {
                format!("{op} {w}{d},{w}{n},{w}{m}")
            }
        }
        9 => {
            let op = dice.pick(&["MADD", "MSUB"]);
            format!("{op} {w}{d},{w}{n},{w}{m},{w}{a}")
        }
        10 => format!("{} {w}{d},{w}{n},{w}{m}", dice.pick(&["MUL", "MNEG"])),
        11 => {
            let op = dice.pick(&["SMADDL", "SMSUBL", "UMADDL", "UMSUBL"]);
            format!("{op} X{d},W{n},W{m},X{a}")
        }
        12 => {
            let op = dice.pick(&["SMULL", "UMULL", "SMNEGL", "UMNEGL"]);
            format!("{op} X{d},W{n},W{m}")
        }
        13 => unary(dice, w, d, n),
        14 => {
            let op = dice.pick(&["UBFM", "SBFM"]);
            let (r, s) = (amount(dice, w), amount(dice, w));
            format!("{op} {w}{d},{w}{n},#{r},#{s}")
        }
        15 => format!("EXTR {w}{d},{w}{n},{w}{m},#{}", amount(dice, w)),
        16 => wide(dice, w, d),
        17 | 18 => return select(dice),
        19 => return data(flags(dice, d, n)),
        20 if dice.knows_all() => rare(dice, w, [d, n, m]),
        _ => format!("MVN {w}{d},{w}{n}"),
    };
    data(vec![line])
}

fn amount(dice: &mut Dice<'_>, w: char) -> usize {
    dice.below(if w == 'X' { 64 } else { 32 })
}

fn arithmetic(dice: &mut Dice<'_>, w: char, [d, n, m]: [usize; 3]) -> Vec<String> {
    let op = dice.pick(&["ADD", "SUB", "ADDS", "SUBS"]);
    let line = match dice.below(6) {
        0 | 1 => format!("{op} {w}{d},{w}{n},{w}{m}"),
        2 => format!("{op} {w}{d},{w}{n},#{}", dice.pick(&[1, 0, 2, 255, 4095])),
        3 => format!("{op} {w}{d},{w}{n},#{},LSL #12", dice.pick(&[1, 7, 4095])),
        4 => {
            let shift = dice.pick(&["LSL", "LSR", "ASR"]);
            format!("{op} {w}{d},{w}{n},{w}{m},{shift} #{}", amount(dice, w))
        }
        _ => {
            let (extend, m_width) = dice.pick(&[
                ("UXTB", 'W'),
                ("UXTH", 'W'),
                ("UXTW", 'W'),
                ("SXTB", 'W'),
                ("SXTH", 'W'),
                ("SXTW", 'W'),
            ]);
            format!("{op} {w}{d},{w}{n},{m_width}{m},{extend} #{}", dice.below(5))
        }
    };
    let mut lines = vec![line];
    if op.ends_with('S') {
        lines.push(set(dice));
    }
    lines
}

fn logic(dice: &mut Dice<'_>, w: char, [d, n, m]: [usize; 3]) -> Vec<String> {
    let op = dice.pick(&["EOR", "AND", "ORR", "BIC", "ORN", "EON", "ANDS", "BICS"]);
    let plain = matches!(op, "EOR" | "AND" | "ORR" | "ANDS");
    let line = match dice.below(5) {
        0 | 1 => format!("{op} {w}{d},{w}{n},{w}{m}"),
        2 if plain => {
            let imm = dice.pick(&["1", "3", "255", "65280", "2147483647", "2147483648"]);
            format!("{op} {w}{d},{w}{n},#{imm}")
        }
        3 => format!("{op} {w}{d},{w}{n},{w}{n}"),
        _ => {
            let shift = dice.pick(&["LSL", "LSR", "ASR", "ROR"]);
            format!("{op} {w}{d},{w}{n},{w}{m},{shift} #{}", amount(dice, w))
        }
    };
    let mut lines = vec![line];
    if op.ends_with('S') {
        lines.push(set(dice));
    }
    lines
}

fn unary(dice: &mut Dice<'_>, w: char, d: usize, n: usize) -> String {
    match dice.below(7) {
        0 => format!("NEG {w}{d},{w}{n}"),
        1 => format!("RBIT {w}{d},{w}{n}"),
        2 => format!("REV {w}{d},{w}{n}"),
        3 => format!("REV16 {w}{d},{w}{n}"),
        4 => format!("REV32 X{d},X{n}"),
        5 => format!("ABS {w}{d},{w}{n}"),
        _ => format!("SXTW X{d},W{n}"),
    }
}

fn wide(dice: &mut Dice<'_>, w: char, d: usize) -> String {
    let op = dice.pick(&["MOVK", "MOVZ", "MOVN"]);
    let shift = 16 * dice.below(if w == 'X' { 4 } else { 2 });
    // herd7 7.58 fails an assertion on sixteen ones.
    let ones = if dice.knows_all() { 0xffff } else { 0x7fff };
    format!("{op} {w}{d},#{},LSL #{shift}", dice.pick(&[1, 0, ones, 0x8000]))
}

/// A condition made visible.
fn set(dice: &mut Dice<'_>) -> String {
    let op = dice.pick(&["CSET", "CSETM"]);
    format!("{op} X{},{}", dice.below(4), dice.pick(&CONDITIONS))
}

/// A comparison and a choice.
pub(super) fn select(dice: &mut Dice<'_>) -> Piece {
    let [c, n, m] = [(); 3].map(|()| dice.source());
    let d = dice.target();
    let (w, cond) = (dice.pick(&['X', 'W']), dice.pick(&CONDITIONS));
    let cond = if cond == "GE" && !dice.knows_all() { "LT" } else { cond };
    let comparison = match dice.below(4) {
        0 => format!("CMP {w}{c},#{}", dice.below(4)),
        1 => format!("CMP {w}{c},{w}{n}"),
        2 => format!("TST {w}{c},{w}{m}"),
        _ => format!("ADDS {w}ZR,{w}{c},{w}{m}"),
    };
    let op = dice.pick(&["CSEL", "CSINC", "CSINV", "CSNEG"]);
    let zero = dice.seldom(5);
    let m = if zero { format!("{w}ZR") } else { format!("{w}{m}") };
    let choice = format!("{op} {w}{d},{w}{n},{m},{cond}");
    Piece { family: "select", lines: vec![comparison, choice], ..Piece::default() }
}

fn flags(dice: &mut Dice<'_>, d: usize, n: usize) -> Vec<String> {
    match dice.below(3) {
        0 => vec![format!("CMP X{n},X{d}"), format!("MRS X{d},NZCV")],
        1 => vec![format!("MSR NZCV,X{n}"), set(dice)],
        _ => vec![format!("CMP W{n},#1"), format!("CINC X{d},X{n},{}", dice.pick(&CONDITIONS))],
    }
}

/// What herd7 7.58 does not know.
fn rare(dice: &mut Dice<'_>, w: char, [d, n, m]: [usize; 3]) -> String {
    match dice.below(8) {
        0 => format!("UDIV {w}{d},{w}{n},{w}{m}"),
        1 => format!("ADC {w}{d},{w}{n},{w}{m}"),
        2 => format!("SBCS {w}{d},{w}{n},{w}{m}"),
        3 => format!("CCMP {w}{n},{w}{m},#{},{}", dice.below(16), dice.pick(&CONDITIONS)),
        4 => format!("UMULH X{d},X{n},X{m}"),
        5 => format!("CLZ {w}{d},{w}{n}"),
        6 => format!("BFI {w}{d},{w}{n},#{},#{}", dice.below(16), 1 + dice.below(16)),
        _ => format!("UBFX {w}{d},{w}{n},#{},#{}", dice.below(16), 1 + dice.below(16)),
    }
}
