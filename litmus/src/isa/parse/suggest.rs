//! Did you mean.

use std::cmp::Reverse;

/// The candidate nearest to `word` (both in capitals), if it is near enough to
/// be a slip of the hand. Among equally near ones that which shares the most
/// letters, then the longest beginning, then the first of the alphabet.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Beyond any mnemonic; the cost below is quadratic.
    if word.len() > 16 {
        return None;
    }
    let allowed = match word.len() {
        0 | 1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    let word = word.as_bytes();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let bytes = candidate.as_bytes();
            let distance = distance(word, bytes);
            let key = || (distance, letters_apart(word, bytes), Reverse(prefix(word, bytes)));
            (distance <= allowed).then(|| (key(), candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters only one of two words has.
fn letters_apart(a: &[u8], b: &[u8]) -> u32 {
    let mut counts = [0i32; 256];
    a.iter().for_each(|c| counts[usize::from(*c)] += 1);
    b.iter().for_each(|c| counts[usize::from(*c)] -= 1);
    counts.iter().map(|n| n.unsigned_abs()).sum()
}

/// How many letters two words begin with alike.
fn prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// The number of insertions, deletions, replacements and swaps of neighbours
/// that make `b` of `a` (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("LDR", "LDR", 0),
            ("LDR", "", 3),
            ("LDRR", "LDR", 1),
            ("LRD", "LDR", 1),
            ("STXR", "STLXR", 1),
            ("MOV", "NOP", 2),
            ("CASLA", "CASAL", 1),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
            assert_eq!(distance(b.as_bytes(), a.as_bytes()), expected, "{b} {a}");
        }
    }

    #[test]
    fn nearest_is_near() {
        let names = ["ADD", "ADDS", "AND", "LDR", "LDAR"];
        assert_eq!(nearest("ADDD", names), Some("ADD"));
        assert_eq!(nearest("LDDR", names), Some("LDR"));
        assert_eq!(nearest("XYZ", names), None);
        assert_eq!(nearest("A", names), None);
        assert_eq!(nearest(&"A".repeat(1000), names), None);
    }
}
