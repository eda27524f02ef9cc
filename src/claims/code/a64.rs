//! A64 code, decoded as far as the claims need it: which registers an instruction
//! reads and writes, where it branches, and what it orders.

use disarm64::decoder;
use std::collections::BTreeSet;

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Insn {
    /// Where it is.
    pub(super) at: u64,
    /// Its encoding.
    pub(super) word: u32,
    /// Its name.
    pub(super) name: String,
    /// What follows the name.
    pub(super) operands: String,
}

/// Decodes a function that begins at `at`. A word that is no instruction is `udf`.
pub(super) fn decode(bytes: &[u8], at: u64) -> Vec<Insn> {
    let words = bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]]));
    let insn = |(n, word): (u64, u32)| {
        let text = decoder::decode(word).map_or_else(|| "udf".to_owned(), |op| op.to_string());
        let (name, operands) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
        let operands = operands.split_whitespace().collect::<Vec<_>>().join(" ");
        Insn { at: at + 4 * n, word, name: name.to_owned(), operands }
    };
    (0..).zip(words).map(insn).collect()
}

impl Insn {
    /// The general-purpose registers among the operands, by number, in order.
    fn registers(&self) -> Vec<u8> {
        let words = self.operands.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        words.filter_map(general).collect()
    }

    /// The operands before the memory operand.
    fn before_memory(&self) -> Vec<u8> {
        let front = self.operands.split('[').next().unwrap_or_default();
        front
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
            .filter(|word| !word.is_empty())
            .map_while(general)
            .collect()
    }

    /// The base register of the memory operand, or `None` for `sp`.
    pub(super) fn base(&self) -> Option<u8> {
        let (_, inside) = self.operands.split_once('[')?;
        general(inside.split([',', ']']).next()?.trim())
    }

    /// Whether the memory operand is on the stack.
    pub(super) fn is_on_stack(&self) -> bool {
        self.operands.contains("[sp")
    }

    fn is_load(&self) -> bool {
        self.name.starts_with("ld") && !self.is_read_modify_write()
    }

    fn is_read_modify_write(&self) -> bool {
        ["ldadd", "ldclr", "ldeor", "ldset", "ldsmax", "ldsmin", "ldumax", "ldumin", "swp"]
            .iter()
            .any(|prefix| self.name.starts_with(prefix))
    }

    /// The general-purpose registers that it writes, the link register of calls
    /// aside.
    pub(super) fn writes(&self) -> BTreeSet<u8> {
        let name = self.name.as_str();
        let front = self.before_memory();
        let first = || front.first().copied();
        let mut written: BTreeSet<u8> = BTreeSet::new();
        if self.is_read_modify_write() {
            written.extend(front.get(1));
        } else if name.starts_with("ld") {
            let pair = ["ldp", "ldxp", "ldaxp", "ldnp"].iter().any(|p| name.starts_with(p));
            written.extend(front.iter().take(if pair { 2 } else { 1 }));
        } else if name.starts_with("casp") {
            written.extend(front.iter().take(2));
        } else if name.starts_with("stxr")
            || name.starts_with("stlxr")
            || name.starts_with("stxp")
            || name.starts_with("stlxp")
            || !(name.starts_with("st") || WRITES_NOTHING.contains(&name) || name.starts_with("b."))
        {
            written.extend(first());
        }
        let writes_back = self.operands.ends_with('!') || self.operands.contains("], #");
        if writes_back {
            written.extend(self.base());
        }
        written
    }

    /// The general-purpose registers that it reads.
    pub(super) fn reads(&self) -> BTreeSet<u8> {
        let mut all = self.registers();
        let updates =
            self.name.starts_with("cas") || self.name.starts_with("movk") || self.name == "bfm";
        if !updates && !self.is_read_modify_write() {
            let written = self.writes();
            let targets = self.before_memory().iter().take_while(|r| written.contains(r)).count();
            let targets = if self.is_load() { targets } else { targets.min(1) };
            all.drain(..targets.min(all.len()));
        }
        all.into_iter().collect()
    }

    /// Its text, by the names that people use: `mov` for the ORR, ADD and MOVZ that
    /// move, `cmp` for the SUBS that compares, `cset` for the CSINC that sets.
    pub(super) fn text(&self) -> String {
        let operands: Vec<&str> = self.operands.split(", ").collect();
        match (self.name.as_str(), &operands[..]) {
            ("ret", ["x30"]) => "ret".to_owned(),
            ("orr", [to, "xzr" | "wzr", from]) if !from.starts_with('#') => {
                format!("mov {to}, {from}")
            }
            ("orr", [to, "xzr" | "wzr", value]) | ("movz", [to, value, "lsl #0x0"]) => {
                format!("mov {to}, {value}")
            }
            ("add", [to, from, "#0x0"])
                if to.contains("sp") || from.contains("sp") || *to == "x29" =>
            {
                format!("mov {to}, {from}")
            }
            ("subs", ["xzr" | "wzr", rest @ ..]) => format!("cmp {}", rest.join(", ")),
            ("csinc", [to, "xzr" | "wzr", "xzr" | "wzr", condition]) => {
                format!("cset {to}, {}", opposite(condition))
            }
            _ if self.operands.is_empty() => self.name.clone(),
            _ => format!("{} {}", self.name, self.operands),
        }
    }

    /// What it adds to the stack pointer, in bytes, if it moves it by a constant.
    pub(super) fn stack_move(&self) -> Option<i64> {
        let amount = match (self.name.as_str(), self.operands.as_str()) {
            ("sub", text) => -number(text.strip_prefix("sp, sp, ")?)?,
            ("add", text) => number(text.strip_prefix("sp, sp, ")?)?,
            (_, text) if text.contains("[sp,") && text.ends_with("]!") => {
                number(text.rsplit_once("[sp,")?.1.trim_end_matches("]!").trim())?
            }
            (_, text) => number(text.rsplit_once("[sp],")?.1.trim())?,
        };
        Some(amount)
    }

    /// The target of a branch to a constant place, and whether it is a call.
    pub(super) fn branch(&self) -> Option<(u64, bool)> {
        let field = |low: u32, bits: u32| {
            let shifted = (self.word << (32 - low - bits)) as i32;
            i64::from(shifted >> (32 - bits)) * 4
        };
        let target = |offset: i64| self.at.wrapping_add_signed(offset);
        match self.word {
            w if w & 0x7c00_0000 == 0x1400_0000 => Some((target(field(0, 26)), w >> 31 == 1)),
            w if w & 0xff00_0000 == 0x5400_0000 => Some((target(field(5, 19)), false)),
            w if w & 0x7e00_0000 == 0x3400_0000 => Some((target(field(5, 19)), false)),
            w if w & 0x7e00_0000 == 0x3600_0000 => Some((target(field(5, 14)), false)),
            _ => None,
        }
    }

    /// Whether it makes an address from the program counter: ADR, ADRP.
    pub(super) fn is_page(&self) -> bool {
        self.word & 0x1f00_0000 == 0x1000_0000
    }

    /// What it is in the census: a barrier with its domain, an RCpc load, a
    /// signing instruction; `None` if it is nothing that the claims count.
    pub(super) fn census(&self) -> Option<String> {
        let name = self.name.as_str();
        let counts = match name {
            "dmb" | "dsb" => {
                return Some(format!("{name} {}", self.operands.trim_start_matches('#')));
            }
            "isb" => true,
            _ => {
                let names = [
                    "ldapr", "ldapur", "pac", "aut", "xpac", "braa", "brab", "blraa", "blrab",
                    "retaa", "retab",
                ];
                names.iter().any(|prefix| name.starts_with(prefix))
                    || ["stlr", "ldar"].contains(&name)
            }
        };
        counts.then(|| name.to_owned())
    }

    /// Whether it orders memory or makes an atomic access.
    pub(super) fn orders(&self) -> bool {
        let name = self.name.as_str();
        let prefixes = [
            "dmb", "dsb", "isb", "ldar", "ldapr", "ldax", "ldx", "stlr", "stlx", "stx", "cas",
            "swp",
        ];
        prefixes.iter().any(|p| name.starts_with(p)) || self.is_read_modify_write()
    }
}

/// What operands can be named: all that appear in the encodings of ADD, with an
/// immediate and with a register, by register field.
pub(crate) fn operand_names() -> BTreeSet<String> {
    let words =
        (0..32u32).flat_map(|n| [0x9100_0400 | n << 5 | n, 0x8b00_0000 | n << 16 | n << 5 | n]);
    let names = words.flat_map(|word| {
        let insn = decode(&word.to_le_bytes(), 0);
        let operands: Vec<String> =
            insn.iter().flat_map(|i| i.operands.split(", ").map(str::to_owned)).collect();
        operands
    });
    names.filter(|name| !name.starts_with('#')).collect()
}

/// Names that write no general-purpose register, or only the link register.
const WRITES_NOTHING: [&str; 24] = [
    "b", "bl", "br", "blr", "ret", "cbz", "cbnz", "tbz", "tbnz", "cmp", "cmn", "tst", "ccmp",
    "ccmn", "msr", "dmb", "dsb", "isb", "nop", "hint", "prfm", "svc", "brk", "udf",
];

/// The condition that holds when this one does not.
fn opposite(condition: &str) -> &str {
    let pairs = [
        ("eq", "ne"),
        ("cs", "cc"),
        ("mi", "pl"),
        ("vs", "vc"),
        ("hi", "ls"),
        ("ge", "lt"),
        ("gt", "le"),
    ];
    let other = |&(a, b): &(&'static str, &'static str)| match condition {
        c if c == a => Some(b),
        c if c == b => Some(a),
        _ => None,
    };
    pairs.iter().find_map(other).unwrap_or(condition)
}

/// The number of `x7` or `w7`.
fn general(word: &str) -> Option<u8> {
    let digits = word.strip_prefix(['x', 'w'])?;
    digits.parse().ok().filter(|&n| n <= 30)
}

/// An immediate: `#0x10`, `#-0x10`, `#16`, and `#0x1, lsl #12`.
fn number(text: &str) -> Option<i64> {
    let (text, shift) = match text.split_once(',') {
        Some((text, shift)) => (text, shift.trim().strip_prefix("lsl #")?),
        None => (text, "0"),
    };
    let text = text.trim().strip_prefix('#')?;
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let plain = |digits: &str| match digits.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    Some((sign * plain(digits)?) << plain(shift)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(word: u32) -> Insn {
        decode(&word.to_le_bytes(), 0x1000).remove(0)
    }

    fn sets(word: u32) -> (Vec<u8>, Vec<u8>) {
        let insn = one(word);
        (insn.reads().into_iter().collect(), insn.writes().into_iter().collect())
    }

    #[test]
    fn registers_read_and_written() {
        assert_eq!(sets(0xc89f_fc01), (vec![0, 1], vec![]), "stlr x1, [x0]");
        assert_eq!(sets(0xf940_0b90), (vec![28], vec![16]), "ldr x16, [x28, #16]");
        assert_eq!(sets(0xca00_0021), (vec![0, 1], vec![1]), "eor x1, x1, x0");
        assert_eq!(sets(0xf8e1_0002), (vec![0, 1, 2], vec![2]), "ldaddal x1, x2, [x0]");
        assert_eq!(sets(0xc81b_fc02), (vec![0, 2], vec![27]), "stlxr w27, x2, [x0]");
        assert_eq!(sets(0xa900_52b3), (vec![19, 20, 21], vec![]), "stp x19, x20, [x21]");
        assert_eq!(sets(0xa9bf_7bfd), (vec![29, 30], vec![]), "stp x29, x30, [sp, #-16]!");
        assert_eq!(sets(0xd100_c3f4), (vec![], vec![20]), "sub x20, sp, #0x30");
        assert_eq!(sets(0xf840_8c41), (vec![2], vec![1, 2]), "ldr x1, [x2, #8]!");
    }

    #[test]
    fn moves_of_the_stack_pointer() {
        assert_eq!(one(0xd100_83ff).stack_move(), Some(-0x20), "sub sp, sp, #0x20");
        assert_eq!(one(0x9140_43ff).stack_move(), Some(0x10 << 12), "add sp, sp, #0x10, lsl #12");
        assert_eq!(one(0xf81f_0ffe).stack_move(), Some(-0x10), "str x30, [sp, #-16]!");
        assert_eq!(one(0xf841_07fe).stack_move(), Some(0x10), "ldr x30, [sp], #16");
        assert_eq!(one(0xf940_07e2).stack_move(), None, "ldr x2, [sp, #8]");
    }

    #[test]
    fn names_that_people_use() {
        assert_eq!(one(0xd65f_03c0).text(), "ret");
        assert_eq!(one(0xaa02_03e0).text(), "mov x0, x2");
        assert_eq!(one(0xeb01_037f).text(), "cmp x27, x1");
        assert_eq!(one(0x9a9f_17e3).text(), "cset x3, eq");
        assert_eq!(one(0xc89f_fc01).text(), "stlr x1, [x0]");
    }

    #[test]
    fn branches() {
        assert_eq!(one(0x9400_0002).branch(), Some((0x1008, true)), "bl +8");
        assert_eq!(one(0x17ff_ffff).branch(), Some((0xffc, false)), "b -4");
        assert_eq!(one(0x5400_0049).branch(), Some((0x1008, false)), "b.ls +8");
        assert_eq!(one(0xd65f_03c0).branch(), None, "ret");
    }

    #[test]
    fn what_the_census_counts() {
        assert_eq!(one(0xd503_3ebf).census().as_deref(), Some("dmb st"));
        assert_eq!(one(0xd503_3abf).census().as_deref(), Some("dmb ishst"));
        assert_eq!(one(0xd503_3f9f).census().as_deref(), Some("dsb sy"));
        assert_eq!(one(0xd503_233f).census().as_deref(), Some("paciasp"), "paciasp");
        assert_eq!(one(0xf8bf_c001).census().as_deref(), Some("ldapr"));
        assert_eq!(one(0xd503_201f).census(), None, "nop");
    }
}
