//! Making the text of a test smaller while it still shows what it shows.

/// The smallest text that can be reached by blanking threads, instructions and
/// observed items one at a time, such that `shows` still holds.
pub fn shrink(text: &str, shows: &dyn Fn(&str) -> bool) -> String {
    let mut best = Parts::new(text);
    loop {
        let smaller = best.candidates().into_iter().find(|candidate| shows(&candidate.text()));
        match smaller {
            Some(parts) => best = parts,
            None => return best.text(),
        }
    }
}

/// A test's text, taken apart.
#[derive(Clone)]
struct Parts {
    /// Up to the threads' heads, and these.
    before: Vec<String>,
    /// By row and thread: an instruction or a label.
    rows: Vec<Vec<String>>,
    /// What `locations` names.
    observed: Vec<String>,
    /// The rest.
    after: Vec<String>,
}

impl Parts {
    fn new(text: &str) -> Parts {
        let mut lines = text.lines().map(String::from);
        let mut parts =
            Parts { before: Vec::new(), rows: Vec::new(), observed: Vec::new(), after: Vec::new() };
        for line in lines.by_ref() {
            let heads = line.trim_start().starts_with("P0");
            parts.before.push(line);
            if heads {
                break;
            }
        }
        for line in lines {
            let row = line.trim().strip_suffix(';').filter(|_| parts.after.is_empty());
            if let Some(items) = line.strip_prefix("locations [") {
                let items = items.trim_end_matches(']').split_inclusive(';');
                parts.observed = items.map(String::from).collect();
            } else if let Some(row) = row {
                parts.rows.push(row.split('|').map(|cell| cell.trim().to_string()).collect());
            } else {
                parts.after.push(line);
            }
        }
        parts
    }

    fn text(&self) -> String {
        let mut lines = self.before.clone();
        lines.extend(self.rows.iter().map(|row| format!(" {} ;", row.join(" | "))));
        if !self.observed.is_empty() {
            lines.push(format!("locations [{}]", self.observed.concat()));
        }
        lines.extend(self.after.iter().cloned());
        lines.join("\n") + "\n"
    }

    /// Every smaller text, the largest steps first.
    fn candidates(&self) -> Vec<Parts> {
        let threads = self.rows.first().map_or(0, Vec::len);
        let mut all: Vec<Parts> = (0..threads).filter_map(|t| self.without_thread(t)).collect();
        for t in 0..threads {
            all.extend((0..self.rows.len()).rev().filter_map(|row| self.without_cell(t, row)));
        }
        if self.observed.len() > 1 {
            all.extend((0..self.observed.len()).map(|n| {
                let mut smaller = self.clone();
                smaller.observed.remove(n);
                smaller
            }));
        }
        all
    }

    fn without_thread(&self, t: usize) -> Option<Parts> {
        let mut smaller = self.clone();
        let mut changed = false;
        for cell in smaller.rows.iter_mut().filter_map(|row| row.get_mut(t)) {
            changed |= !std::mem::take(cell).is_empty();
        }
        changed.then(|| smaller.tidy())
    }

    fn without_cell(&self, t: usize, row: usize) -> Option<Parts> {
        let mut smaller = self.clone();
        let cell = smaller.rows[row].get_mut(t)?;
        if std::mem::take(cell).is_empty() {
            return None;
        }
        Some(smaller.tidy())
    }

    /// Without the rows that are empty.
    fn tidy(mut self) -> Parts {
        self.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        self
    }
}
