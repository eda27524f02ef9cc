//! Reports of what barriers and atomics cost.
//!
//! ```text
//! a run (measured, a file, criterion's results) ──► view ──► text, CSV, OpenMetrics, SVG, HTML
//! ```

pub mod compare;
pub mod criterion;
pub mod csv;
pub mod file;
pub mod html;
pub mod openmetrics;
pub mod svg;
pub mod text;

use crate::run::Run;
use crate::situation::{Before, Class, Company, Situation, Stride};
use crate::{Measurement, NOT_A_COST, Ratio, Verdict, ratio};

/// A measurement beside those that it is set in relation to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The measurement.
    pub(crate) cost: &'a Measurement,
    /// What it has to exceed to be more than noise, in nanoseconds.
    pub(crate) floor: f64,
    /// It as a multiple of a plain store in the same situation.
    pub(crate) to_store: Option<Ratio>,
    /// It beside Rust's own for the same purpose in the same situation.
    pub(crate) to_rust: Option<(Ratio, Verdict)>,
}

impl Row<'_> {
    /// Whether its cost cannot be told from nothing.
    pub(crate) fn is_noise(&self) -> bool {
        self.cost.ns.low <= self.floor && self.cost.ns.high >= -self.floor
    }
}

/// The names that a plain store has on the architectures.
const PLAIN_STORES: [&str; 2] = ["str_x", "mov_store"];

/// The rows of a situation, in the order of the run.
pub(crate) fn rows<'a>(run: &'a Run, situation: Situation) -> Vec<Row<'a>> {
    let here = || run.measurements.iter().filter(move |cost| cost.situation == situation);
    let floor = run.floor(situation);
    let store = here().find(|cost| PLAIN_STORES.contains(&cost.primitive.as_str()));
    let row = |cost: &'a Measurement| -> Row<'a> {
        let floor = floor.max(cost.floor);
        let to_store =
            store.map(|store: &Measurement| ratio(cost.ns, store.ns, floor.max(store.floor)));
        let rust = cost.rust.as_deref().and_then(|id| run.find(id, situation));
        let to_rust = rust.map(|rust| run.compare(cost, rust)).map(|c| (c.ratio, c.verdict));
        Row { cost, floor, to_store, to_rust }
    };
    here().map(row).collect()
}

/// A situation in words.
pub(crate) fn sentence(situation: Situation) -> String {
    let Situation { before, stride, company, class } = situation;
    let words = match (stride, company) {
        (Stride::Same, Company::Alone) => "one thread, one word".to_owned(),
        (Stride::Same, company) => format!("{}, one word", company.words()),
        (stride, Company::Alone) => format!("one thread, each word {} bytes on", stride.bytes()),
        (stride, company) => format!("{}, words {} bytes apart", company.words(), stride.bytes()),
    };
    let class = match class {
        Class::Any => String::new(),
        class => format!(", {} core", class.name()),
    };
    format!("{}: {words}{class}", before.words())
}

/// The situations that a chart compares with each other.
pub(crate) struct Family {
    /// What differs between them.
    pub(crate) title: &'static str,
    /// The situations with what each is called there.
    pub(crate) members: Vec<(Situation, String)>,
}

/// The families of a run: by what precedes, by stride, by threads, each where there is more than
/// one to compare.
pub(crate) fn families(run: &Run) -> Vec<Family> {
    let all = run.situations();
    let mut families = Vec::new();
    let classes = all.iter().map(|s| s.class).collect::<std::collections::BTreeSet<_>>();
    for &class in &classes {
        let suffix = |text: &str| match class {
            Class::Any => text.to_owned(),
            class => format!("{text}, {} core", class.name()),
        };
        let pick = |title, of: &dyn Fn(Situation) -> Option<String>| {
            let here = all.iter().filter(|s| s.class == class);
            let members: Vec<_> = here.filter_map(|&s| Some((s, suffix(&of(s)?)))).collect();
            Family { title, members }
        };
        families.push(pick("by what precedes", &|s| {
            let plain = s.stride == Stride::Same && s.company == Company::Alone;
            plain.then(|| short(s.before).to_owned())
        }));
        families.push(pick("by the distance between words, one thread", &|s| {
            let plain = s.before == Before::Bare && s.company == Company::Alone;
            plain.then(|| match s.stride {
                Stride::Same => "one word".to_owned(),
                stride => format!("{} bytes on", stride.bytes()),
            })
        }));
        families.push(pick("by threads on one word", &|s| {
            let plain = s.before == Before::Bare && s.stride == Stride::Same;
            plain.then(|| s.company.words().to_owned())
        }));
    }
    let many = families.iter().any(|family| family.members.len() > 1);
    families.retain(|family| !family.members.is_empty() && (!many || family.members.len() > 1));
    families.dedup_by(|a, b| a.members == b.members);
    families
}

/// What precedes, as a column's title.
fn short(before: Before) -> &'static str {
    match before {
        Before::Bare => "amid NOPs",
        Before::HitStore => "after an L1-hit store",
        Before::MissingStore => "after a missing store",
        Before::SameClusterStore => "after a store to a line of a near core",
        Before::OtherClusterStore => "after a store to a line of a far core",
        Before::OtherCoreStore => "after a store to a line of another core",
        Before::MissingLoad => "after a missing load",
        Before::StreamingStores => "amid streaming stores",
    }
}

/// A number with about three digits.
pub(crate) fn number(value: f64) -> String {
    let magnitude = value.abs();
    let digits = match magnitude {
        _ if magnitude >= 99.95 => 0,
        _ if magnitude >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    // No negative zero.
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

/// A ratio in few characters.
pub(crate) fn times(ratio: Ratio) -> String {
    match ratio {
        Ratio::About(interval) => format!("{}×", number(interval.median)),
        Ratio::AtLeast(least) => format!("> {}×", number(least)),
        Ratio::Unknown => "–".to_owned(),
    }
}

/// The machine of a run in words, and whether it is any.
pub(crate) fn machine(run: &Run) -> String {
    match &run.machine {
        Some(machine) => machine.to_string(),
        None => "machine not recorded".to_owned(),
    }
}

/// What a report of an emulated run begins with.
pub(crate) fn warning(run: &Run) -> Option<&'static str> {
    run.is_emulated().then_some(NOT_A_COST)
}

/// What XML and HTML take for markup is replaced.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
pub(crate) mod fixture;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        let texts =
            [0.0, -0.001, 0.345, 9.994, 9.996, 21.04, 99.96, 296.4, -2.5].map(number).join(" ");
        assert_eq!(texts, "0.00 0.00 0.34 9.99 10.0 21.0 100 296 -2.50");
    }

    #[test]
    fn rows_are_set_in_relation_within_their_situation() {
        let run = fixture::run();
        let situation = fixture::situation(Before::Bare);
        let rows = rows(&run, situation);
        let find = |id: &str| *rows.iter().find(|row| row.cost.primitive == id).unwrap();
        assert!(find("mov_store").is_noise() && !find("xchg").is_noise());
        assert!(matches!(find("xchg").to_store, Some(Ratio::AtLeast(_))));
        assert_eq!(find("xchg").to_rust.map(|(_, verdict)| verdict), Some(Verdict::WithinNoise));
        assert_eq!(find("mfence").to_rust.map(|(_, verdict)| verdict), Some(Verdict::Slower));
        assert!(find("rust_store_seqcst").to_rust.is_none());
    }
}
