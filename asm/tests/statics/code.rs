//! The functions of a binary, decoded.

use std::io::Write as _;

use disarm64::decoder;
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Insn {
    /// Where it is.
    pub(crate) at: u64,
    /// The word.
    pub(crate) word: u32,
    /// Its mnemonic.
    pub(crate) name: String,
    /// Its operands as printed, split at commas.
    pub(crate) operands: Vec<String>,
    /// All of it.
    pub(crate) text: String,
}

/// One function.
pub(crate) struct Function {
    /// Its symbol.
    pub(crate) name: String,
    /// Its instructions.
    pub(crate) insns: Vec<Insn>,
}

/// Decodes words that start at `at`.
pub(crate) fn decode(words: impl IntoIterator<Item = u32>, at: u64) -> Vec<Insn> {
    let one = |(n, word): (usize, u32)| {
        let text = decoder::decode(word).map_or("udf".to_owned(), |opcode| opcode.to_string());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, rest) = text.split_once(' ').unwrap_or((&text, ""));
        let operands = rest.split(',').map(|o| o.trim().to_owned()).filter(|o| !o.is_empty());
        let (name, operands) = (name.to_owned(), operands.collect());
        Insn { at: at + 4 * n as u64, word, name, operands, text }
    };
    words.into_iter().enumerate().map(one).collect()
}

/// The format of a binary and its functions. Mach-O symbols have no size: each ends where the next
/// begins.
pub(crate) fn functions(data: &[u8]) -> (String, Vec<Function>) {
    let file = object::File::parse(data).expect("an object file");
    let section = file
        .sections()
        .find(|s| matches!(s.name(), Ok(".text" | "__text")))
        .expect("a text section");
    let (start, bytes) = (section.address(), section.data().expect("its contents"));
    let mut symbols: Vec<_> = file
        .symbols()
        .filter(|s| matches!(s.kind(), SymbolKind::Text) && s.is_definition())
        .filter(|s| (start..start + bytes.len() as u64).contains(&s.address()))
        .map(|s| (s.address(), s.size(), s.name().unwrap_or_default().to_owned()))
        .filter(|s| !s.2.starts_with("$x") && !s.2.starts_with("$d") && !s.2.starts_with("ltmp"))
        .collect();
    symbols.sort();
    let addresses: Vec<u64> = symbols.iter().map(|s| s.0).collect();
    let function = |(address, size, name): (u64, u64, String)| {
        let next = addresses.get(addresses.partition_point(|&a| a <= address)).copied();
        let end =
            if size > 0 { address + size } else { next.unwrap_or(start + bytes.len() as u64) };
        let code = &bytes[(address - start) as usize..(end - start) as usize];
        let words = code.chunks_exact(4).map(|w| u32::from_le_bytes(w.try_into().unwrap()));
        Function { name, insns: decode(words, address) }
    };
    let functions = symbols.into_iter().map(function).collect();
    (format!("{:?}", file.format()), functions)
}

/// Says once what was left out, where it is seen: the harness keeps back what a test prints that
/// passes, but not what it writes.
pub(crate) fn left_out(what: &str) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let _ = writeln!(std::io::stderr(), "left out: {what}");
    });
}
