//! Putting one question to all toolchains.

use crate::claims::answer::{Answer, Exhibit};
use crate::claims::code::{Body, Image};
use crate::claims::lab::Lab;
use crate::claims::lab::cc::{CObject, Cc, System};
use crate::claims::lab::go::{Go, Release};
use crate::claims::verdict::{Finding, Need};

/// What one toolchain shows.
pub(super) struct Seen {
    holds: bool,
    said: String,
    exhibits: Vec<Exhibit>,
}

/// What was seen, in words that do not name the toolchain: what several show
/// alike is said once.
pub(super) fn seen(holds: bool, said: impl Into<String>) -> Seen {
    Seen { holds, said: said.into(), exhibits: Vec::new() }
}

impl Seen {
    /// With the code of a function.
    pub(super) fn listing(self, title: &str, body: &Body) -> Seen {
        let title = if body.excerpt {
            format!("{title}, calls and ordered accesses only")
        } else {
            title.to_owned()
        };
        self.with(Exhibit::Listing { title, lines: body.insns.clone() })
    }

    /// With something to look at.
    pub(super) fn with(mut self, exhibit: Exhibit) -> Seen {
        self.exhibits.push(exhibit);
        self
    }
}

/// Asks every Go toolchain.
pub(super) fn go(lab: &Lab, ask: impl Fn(&Go) -> Result<Seen, String>) -> Answer {
    go_since(lab, Release::minor(0), ask)
}

/// Asks every Go toolchain from a release on.
pub(super) fn go_since(
    lab: &Lab,
    since: Release,
    ask: impl Fn(&Go) -> Result<Seen, String>,
) -> Answer {
    let samples = lab.go().iter().filter(|sample| sample.facts.release() >= since);
    let (mut seen, mut sources, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for sample in samples {
        let version = sample.facts.version.as_str();
        match ask(&sample.facts) {
            Ok(one) => {
                seen.push((version, one));
                sources.push(sample.source(version));
            }
            Err(why) => failed.push(format!("{version}: {why}")),
        }
    }
    if seen.is_empty() {
        let why = match failed.is_empty() {
            true => "no Go toolchain is at hand; `--go PATH` names one".to_owned(),
            false => format!("no Go toolchain could show it: {}", failed.join("; ")),
        };
        return Answer::open(Need::Go, why);
    }
    let holds: Vec<bool> = seen.iter().map(|(_, one)| one.holds).collect();
    let mut because = sentences(&seen);
    if !failed.is_empty() {
        because.push_str(&format!(" Not shown by {}.", failed.join("; ")));
    }
    Answer::new(Finding::among(&holds), because).from(sources).with(exhibits(seen))
}

/// What was said, once, with the toolchains that show it.
fn sentences(seen: &[(&str, Seen)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (version, one) in seen {
        match groups.iter_mut().find(|(said, _)| *said == one.said) {
            Some((_, versions)) => versions.push(version),
            None => groups.push((&one.said, vec![version])),
        }
    }
    let sentence = |(said, versions): (&str, Vec<&str>)| {
        let who = match &versions[..] {
            [one] => (*one).to_owned(),
            [first, .., last] if versions.len() == seen.len() && seen.len() > 3 => {
                format!("{first} to {last}, {} toolchains", versions.len())
            }
            some => some.join(", "),
        };
        format!("{} ({who}).", capitalised(said))
    };
    groups.into_iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// With a capital at the beginning, unless that is a name in code.
fn capitalised(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if word.chars().all(|c| c.is_ascii_lowercase()) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The exhibits of the newest toolchain that shows each thing.
fn exhibits(seen: Vec<(&str, Seen)>) -> Vec<Exhibit> {
    let mut kept: Vec<(bool, String, &str, Vec<Exhibit>)> = Vec::new();
    for (version, one) in seen {
        // Those that answer alike differ in figures at most.
        match kept.iter_mut().find(|(holds, ..)| *holds == one.holds) {
            Some(entry) => *entry = (one.holds, one.said, version, one.exhibits),
            None => kept.push((one.holds, one.said, version, one.exhibits)),
        }
    }
    let named = |(_, _, version, exhibits): (bool, String, &str, Vec<Exhibit>)| {
        exhibits
            .into_iter()
            .map(move |exhibit| match exhibit {
                Exhibit::Listing { title, lines } => {
                    Exhibit::Listing { title: format!("{title} ({version})"), lines }
                }
                Exhibit::Table { title, head, rows } => {
                    Exhibit::Table { title: format!("{title} ({version})"), head, rows }
                }
                other => other,
            })
            .collect::<Vec<_>>()
    };
    kept.into_iter().flat_map(named).collect()
}

/// The body of a function in a program.
pub(super) fn body<'a>(image: &'a Image, name: &str) -> Result<&'a Body, String> {
    image.bodies.get(name).ok_or_else(|| format!("the program has no {name}"))
}

/// Go's assembly behind `atomic.StoreUint64`, whose package moved in 1.23.
pub(super) fn raw_store64(image: &Image) -> Result<&Body, String> {
    let place = "runtime/internal/atomic.Store64";
    body(image, place).or_else(|_| body(image, "internal/runtime/atomic.Store64"))
}

/// A register's or an instruction's count, 0 if it does not occur.
pub(super) fn count(counts: &std::collections::BTreeMap<String, usize>, key: &str) -> usize {
    counts.get(key).copied().unwrap_or(0)
}

/// `1 function`, `2 functions`.
pub(super) fn many(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// Asks the C compilers for some systems, all of which must be there.
pub(super) fn cc(lab: &Lab, systems: &[System], ask: impl Fn(&[&CObject]) -> Seen) -> Answer {
    let mut objects = Vec::new();
    let mut sources = Vec::new();
    for system in systems {
        let sample = lab.cc().iter().find(|sample| sample.facts.system == *system);
        let Some(sample) = sample else {
            return Answer::open(
                Need::Tool,
                format!("no C compiler for {} on arm64 is at hand", system.name()),
            );
        };
        match sample.facts.object.get() {
            Ok(object) => objects.push(object),
            Err(why) => {
                return Answer::open(Need::Tool, format!("{}: {why}", sample.facts.compiler));
            }
        }
        sources.push(sample.source(format!("{} for {}", sample.facts.compiler, system.name())));
    }
    let Seen { holds, said, exhibits } = ask(&objects);
    Answer::observed(holds, capitalised(&said) + ".").from(sources).with(exhibits)
}

/// Asks every C compiler alone.
pub(super) fn compilers(lab: &Lab, ask: impl Fn(&Cc) -> Result<Seen, String>) -> Answer {
    let mut seen_all = Vec::new();
    let mut sources = Vec::new();
    let mut failed = Vec::new();
    for sample in lab.cc() {
        let name = format!("{} for {}", sample.facts.compiler, sample.facts.system.name());
        match ask(&sample.facts) {
            Ok(seen) => {
                seen_all.push(seen);
                sources.push(sample.source(name));
            }
            Err(why) => failed.push(why),
        }
    }
    if seen_all.is_empty() {
        let why = failed.first().map_or("no C compiler for arm64 is at hand", String::as_str);
        return Answer::open(Need::Tool, why);
    }
    let holds: Vec<bool> = seen_all.iter().map(|s| s.holds).collect();
    let said: Vec<String> = seen_all.iter().map(|s| format!("{}.", capitalised(&s.said))).collect();
    Answer::new(Finding::among(&holds), said.join(" "))
        .from(sources)
        .with(seen_all.into_iter().flat_map(|s| s.exhibits))
}

/// A result without the way to it: no machine could confirm or refute it.
pub(super) fn no_method(what: &str) -> Answer {
    Answer::open(Need::Method, format!("No way to repeat it is given: {what}."))
}
