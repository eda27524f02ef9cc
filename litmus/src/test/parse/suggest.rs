//! Did-you-mean.

/// The candidate that `word` is most probably a misspelling of, if any is near
/// enough: one edit for short words, one more for each three letters.
pub(super) fn closest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word: Vec<char> = word.chars().take(MAX_LEN + 1).collect();
    if word.len() > MAX_LEN {
        return None;
    }
    let limit = 1.max(word.len() / 3);
    candidates
        .into_iter()
        .take(MAX_CANDIDATES)
        .filter(|c| c.len() <= MAX_LEN && c.len().abs_diff(word.len()) <= limit)
        .map(|c| (distance(&word, &c.chars().collect::<Vec<_>>()), c))
        .filter(|&(d, c)| d <= limit && d < c.len())
        .min_by_key(|&(d, _)| d)
        .map(|(_, c)| c)
}

/// Longer words are not compared.
const MAX_LEN: usize = 64;

/// More candidates are not looked at.
const MAX_CANDIDATES: usize = 256;

/// The number of insertions, deletions, replacements and swaps of neighbours
/// that turn `a` into `b` (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = above;
        above = row;
    }
    above[b.len()]
}

/// `did you mean ...?` if a candidate is near enough.
pub(super) fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<String> {
    closest(word, candidates).map(|c| format!("did you mean `{c}`?"))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_misspellings_only() {
        assert_eq!(closest("exsits", ["forall", "exists"]), Some("exists"));
        assert_eq!(closest("unit64_t", ["int64_t", "uint64_t"]), Some("uint64_t"));
        assert_eq!(closest("flag", ["x", "y", "data"]), None);
        assert_eq!(closest("z", ["x", "y"]), None);
    }
}
