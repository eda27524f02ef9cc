//! Explanations as text.

use super::change::Suggestions;
use super::words::{Words, axiom_name};
use super::{Allowed, Answer, Explanation, Forbidden, Step};
use crate::explore::execution::Kept;
use crate::test::{Condition, Quantifier, Test};
use std::fmt::{self, Display, Formatter};

/// More suggestions than this are counted, not listed.
const MOST_SHOWN: usize = 6;

/// A narrative longer than this leaves out steps that nobody else sees.
const LONG: usize = 16;

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let goal = self.goal_text();
        let name = &self.test.name;
        let model = self.model;
        match &self.answer {
            Answer::Allowed(allowed) => {
                writeln!(f, "{name}: allowed under {model}.")?;
                writeln!(f, "An execution can end with {goal}:")?;
                self.write_allowed(f, allowed)
            }
            Answer::Forbidden(forbidden) => {
                writeln!(f, "{name}: forbidden under {model}.")?;
                writeln!(f, "No execution ends with {goal}.")?;
                self.write_forbidden(f, forbidden)
            }
            Answer::Impossible => {
                writeln!(f, "{name}: impossible under any model.")?;
                writeln!(
                    f,
                    "No execution ends with {goal}: no choice of what each load reads \
                     gives these values."
                )
            }
        }?;
        if !self.incomplete.is_empty() {
            writeln!(f, "A loop was cut after its bound: longer executions were not looked at.")?;
        }
        writeln!(f, "Model: {model}, {}.", self.model_version)
    }
}

impl Explanation {
    /// The proposition as the language writes it, without parentheses.
    pub fn goal_text(&self) -> String {
        proposition(&self.test, &self.goal)
    }

    fn write_forbidden(&self, f: &mut Formatter<'_>, forbidden: &Forbidden) -> fmt::Result {
        let words = Words { test: &self.test, execution: &forbidden.execution };
        let cycle = &forbidden.violation.cycle;
        writeln!(f, "It would need a cycle, each event before the next:")?;
        for (n, &edge) in cycle.iter().enumerate() {
            let (sentence, clause) = words.edge(edge);
            writeln!(f, "  {}. {sentence} [{clause}]", n + 1)?;
        }
        writeln!(f, "  and so the first would come before itself.")?;
        writeln!(f, "Violated: {}.", axiom_name(forbidden.violation.axiom))?;
        if forbidden.kept == Kept::CoherenceAndAtomicity && forbidden.compared > 1 {
            let n = forbidden.compared;
            writeln!(
                f,
                "Of the {n} such executions that were compared, this one has the shortest cycle."
            )?;
        }
        writeln!(f)?;
        if forbidden.weakenings.choices == 0 {
            return writeln!(f, "No instruction here could be made to order less.");
        }
        write_suggestions(f, &forbidden.weakenings, "allow", "weakening")
    }

    fn write_allowed(&self, f: &mut Formatter<'_>, allowed: &Allowed) -> fmt::Result {
        let words = Words { test: &self.test, execution: &allowed.execution };
        let mut left_out = 0;
        for (n, step) in allowed.steps.iter().enumerate() {
            if allowed.steps.len() > LONG && !is_telling(allowed, step) {
                left_out += 1;
                continue;
            }
            write_left_out(f, &mut left_out)?;
            writeln!(f, "  {}. {}", n + 1, step_text(words, allowed, step, n))?;
        }
        write_left_out(f, &mut left_out)?;
        let early = allowed.steps.iter().filter(|s| !s.overtakes.is_empty()).count();
        match early {
            0 => writeln!(
                f,
                "Every thread keeps its program order: this is sequentially consistent."
            )?,
            1 => writeln!(f, "One access takes effect out of program order.")?,
            n => writeln!(f, "{n} accesses take effect out of program order.")?,
        }
        writeln!(f)?;
        write_suggestions(f, &allowed.strengthenings, "forbid", "strengthening")
    }
}

fn write_left_out(f: &mut Formatter<'_>, left_out: &mut usize) -> fmt::Result {
    match std::mem::take(left_out) {
        0 => Ok(()),
        1 => writeln!(f, "     (one step in program order that no other thread sees)"),
        n => writeln!(f, "     ({n} steps in program order that no other thread sees)"),
    }
}

/// Whether a step of a long narrative says something: it is early, another
/// thread sees it or is seen by it, or it overwrites what an early step read.
fn is_telling(allowed: &Allowed, step: &Step) -> bool {
    let e = &allowed.execution;
    let seen = e.external(&e.rf);
    let early = allowed.steps.iter().filter(|s| !s.overtakes.is_empty());
    let read_early: Vec<usize> = early.flat_map(|s| &s.parts).copied().collect();
    !step.overtakes.is_empty()
        || step.parts.iter().any(|&p| {
            seen.successors(p).next().is_some()
                || seen.pairs().any(|(_, to)| to == p)
                || read_early.iter().any(|&r| e.fr.contains(r, p))
        })
}

fn step_text(words: Words<'_>, allowed: &Allowed, step: &Step, n: usize) -> String {
    let e = &allowed.execution;
    let event = &e.events[step.event];
    let (thread, instruction) = (event.thread.0, words.instruction(event));
    let mut text = if event.is_write() {
        format!("P{thread}: {instruction} writes {}", words.access(event))
    } else {
        let access = words.access(event);
        format!("P{thread}: {instruction} reads {access}{}", sources(words, allowed, step, n))
    };
    if step.parts.len() < event.parts.len() {
        let bytes: Vec<String> =
            step.parts.iter().filter_map(|&p| e.parts[p].at).map(|at| words.bytes(at)).collect();
        text.push_str(&format!(" (the part {})", bytes.join(", ")));
    }
    if let Some(&first) = step.overtakes.first() {
        let mut earlier: Vec<String> =
            step.overtakes.iter().map(|&o| words.instruction(&e.events[o])).collect();
        if earlier.len() > 3 {
            let more = earlier.len() - 1;
            earlier.truncate(1);
            earlier.push(format!("{more} more"));
        }
        let why = words.why_early(step.event, first);
        text.push_str(&format!("; early, before its {}: {why}", earlier.join(" and ")));
    }
    text
}

/// Whom a read takes its value from.
fn sources(words: Words<'_>, allowed: &Allowed, step: &Step, n: usize) -> String {
    let e = &allowed.execution;
    let mut from: Vec<String> = Vec::new();
    for &part in &step.parts {
        let text = match (0..e.parts.len()).find(|&w| e.rf.contains(w, part)) {
            None => "initially".to_owned(),
            Some(w) => {
                let write = e.event(w);
                let at = allowed.steps.iter().position(|s| s.parts.contains(&w));
                let own = write.thread == e.events[step.event].thread;
                match (own, at) {
                    (true, Some(at)) if at > n => format!(
                        "from its own {}, before others see that write",
                        words.instruction(write)
                    ),
                    (true, _) => format!("from its own {}", words.instruction(write)),
                    (false, Some(at)) => format!("from P{}, step {}", write.thread.0, at + 1),
                    (false, None) => format!("from P{}", write.thread.0),
                }
            }
        };
        if !from.contains(&text) {
            from.push(text);
        }
    }
    match from.as_slice() {
        [one] if one == "initially" => " (the initial value)".to_owned(),
        _ => format!(" ({})", from.join("; ")),
    }
}

fn write_suggestions(
    f: &mut Formatter<'_>,
    suggestions: &Suggestions,
    does: &str,
    kind: &str,
) -> fmt::Result {
    let Suggestions { sets, checked, choices, cut_short } = suggestions;
    match sets.first() {
        Some(set) if set.len() == 1 && sets.len() == 1 => {
            writeln!(f, "This change alone would {does} it:")?;
        }
        Some(set) if set.len() == 1 => writeln!(f, "Any one of these changes would {does} it:")?,
        Some(set) if set.len() > 2 => {
            let tried = if *cut_short { " of those that were tried" } else { "" };
            writeln!(
                f,
                "No single {kind} and no two{tried} would {does} it; these {} together would, \
                 and none of them can be left out:",
                set.len()
            )?;
        }
        Some(_) if sets.len() == 1 => {
            writeln!(f, "No single {kind} would {does} it; these two together would:")?;
        }
        Some(_) => {
            writeln!(f, "No single {kind} would {does} it; each of these pairs would:")?;
        }
        None if *choices == 0 => return writeln!(f, "There is no {kind} to try."),
        None if *checked == *choices && *choices == 1 => {
            return writeln!(f, "The only {kind} there is would not {does} it.");
        }
        None if *cut_short => {
            return writeln!(f, "No {kind} that was tried would {does} it ({checked} tried).");
        }
        None => {
            return writeln!(f, "No {kind} would {does} it ({checked} tried).");
        }
    }
    for set in sets.iter().take(MOST_SHOWN) {
        let words: Vec<&str> = set.iter().map(|c| c.words.as_str()).collect();
        match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                writeln!(f, "  - {}, and {last}", rest.join(", "))?;
            }
            _ => writeln!(f, "  - {}", words.concat())?,
        }
    }
    match sets.len().saturating_sub(MOST_SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "  - and {more} more like these"),
    }
}

/// A proposition as the language writes it.
fn proposition(test: &Test, prop: &crate::test::Prop) -> String {
    let mut only = test.clone();
    only.observed.clear();
    only.filter = None;
    only.condition = Condition { quantifier: Quantifier::NotExists, prop: prop.clone() };
    let text = only.to_string();
    let last = text.rsplit_once("~exists (").map_or("true", |(_, last)| last);
    last.trim_end().strip_suffix(')').unwrap_or(last).to_owned()
}
