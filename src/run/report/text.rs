//! For people.

use super::Tally;
use crate::run::record::{Mutant, Outcome, Record, Run, Seen, Target, Verdict, problem};
use std::fmt::{self, Write};

/// A record's report; nothing for what is no test: that was said elsewhere.
pub(super) fn record(record: &Record) -> String {
    let mut text = String::new();
    if let Outcome::Run(run) = &record.result {
        let _ = Report { out: &mut text, path: &record.path, run }.write();
    }
    text
}

struct Report<'a> {
    out: &'a mut String,
    path: &'a str,
    run: &'a Run,
}

impl Report<'_> {
    fn write(&mut self) -> fmt::Result {
        let run = self.run;
        writeln!(self.out, "{}: {}", run.test, headline(run))?;
        writeln!(self.out, "  {} on {}", self.path, machine(run))?;
        if let Some(problem) = run.problem() {
            let needs = match &run.needs[..] {
                needs if problem.contains("SIGILL") && !needs.is_empty() => {
                    format!("; the test needs {}", needs.join(", "))
                }
                _ => String::new(),
            };
            writeln!(self.out, "  ! {problem}{needs}")?;
        }
        if let Some(target) = run.target {
            self.target(target)?;
            self.outcomes()?;
            self.evidence()?;
            self.reservations()?;
        }
        let Recipe { what, repeat } = recipe(run);
        writeln!(self.out, "  recipe: {what}; repeat with {repeat}\n")
    }

    /// How often what the condition asks for was seen.
    fn target(&mut self, target: Target) -> fmt::Result {
        let Run { condition, counted, .. } = self.run;
        if asks(self.run) {
            writeln!(self.out, "  {condition}")?;
        }
        let instances = number(counted.instances);
        let seconds = counted.seconds;
        if !asks(self.run) {
            return writeln!(self.out, "  {instances} instances in {seconds:.2} s");
        }
        let what = if self.run.kind == "Required" { "refuted" } else { "seen" };
        match target.count {
            0 => writeln!(
                self.out,
                "  not {what} in {instances} instances and {seconds:.2} s: at most {} a second \
                 (95 %)",
                rate(target.per_second_interval.high)
            ),
            count => writeln!(
                self.out,
                "  {what} {} in {instances} instances and {seconds:.2} s: {} a second (95 %: {} \
                 to {})",
                times(count),
                rate(target.per_second),
                rate(target.per_second_interval.low),
                rate(target.per_second_interval.high)
            ),
        }
    }

    fn outcomes(&mut self) -> fmt::Result {
        let run = self.run;
        let n = run.outcomes.len();
        let plural = if n == 1 { "" } else { "s" };
        let legend = if asks(run) { ", * satisfies it:" } else { ":" };
        writeln!(self.out, "  {n} outcome{plural}{legend}")?;
        let width = run.outcomes.iter().map(|s| number(s.count).len()).max().unwrap_or(0);
        let all: u64 = run.outcomes.iter().map(|seen| seen.count).sum();
        for seen in shown(&run.outcomes) {
            let Seen { line, count, class, satisfies, .. } = seen;
            let mark = if *satisfies && asks(run) { '*' } else { ' ' };
            let share = 100.0 * *count as f64 / all.max(1) as f64;
            writeln!(
                self.out,
                "    {:>width$} {} %  {:<9} {mark} {line}",
                number(*count),
                percent(share),
                class.word()
            )?;
        }
        if n > MOST_SHOWN {
            writeln!(self.out, "    and {} more, which `--format json` prints", n - MOST_SHOWN)?;
        }
        for seen in run.forbidden() {
            self.forbidden(seen)?;
        }
        Ok(())
    }

    fn forbidden(&mut self, seen: &Seen) -> fmt::Result {
        writeln!(self.out, "  ! {} is FORBIDDEN, and was seen {}.", seen.line, times(seen.count))?;
        let Some(why) = &seen.why else { return Ok(()) };
        for line in why.cycle.lines() {
            writeln!(self.out, "    {line}")?;
        }
        match &why.known {
            Some(page) => {
                writeln!(self.out, "    This is the emulator's, and known: {page}.")
            }
            None => Ok(()),
        }
    }

    /// What it says that something was not seen.
    fn evidence(&mut self) -> fmt::Result {
        let run = self.run;
        let is_never = run.hits() == 0
            && asks(run)
            && match run.kind.as_str() {
                "Required" => run.model.observation.as_deref() == Some("Always"),
                _ => run.model.observation.as_deref() == Some("Never"),
            };
        let Some(mutants) = &run.mutants else {
            return match is_never {
                true => writeln!(
                    self.out,
                    "  as the model says; `--mutants` tells what this run could have seen"
                ),
                false => Ok(()),
            };
        };
        let (seen, all) = run.mutation_score().unwrap_or_default();
        if all == 0 {
            return writeln!(self.out, "  no mutant: there is nothing here to weaken");
        }
        writeln!(self.out, "  mutation score: {seen} of {all} weakenings seen")?;
        for mutant in mutants {
            self.mutant(mutant)?;
        }
        let instances = run.counted.instances;
        let rarest = mutants.iter().filter(|m| m.is_seen()).map(|m| m.confidence(instances));
        match rarest.min_by(f64::total_cmp) {
            _ if !is_never => Ok(()),
            None => writeln!(self.out, "  no evidence: this run could not have seen it"),
            Some(confidence) => writeln!(
                self.out,
                "  evidence: as weak as the rarest mutant seen, it would have been seen with a \
                 confidence of {}",
                sure(confidence)
            ),
        }
    }

    fn mutant(&mut self, mutant: &Mutant) -> fmt::Result {
        let Mutant { change, end, instances, target, .. } = mutant;
        let seen = target.filter(|target| target.count > 0);
        let what = match (seen, problem(end)) {
            (Some(Target { count, per_second, .. }), _) => {
                format!("seen {}, {} a second", times(count), rate(per_second))
            }
            (None, Some(problem)) => format!("NOT RUN TO THE END: {problem}"),
            (None, None) => format!("not seen in {}", number(*instances)),
        };
        writeln!(self.out, "    {change}: {what}")
    }

    fn reservations(&mut self) -> fmt::Result {
        let run = self.run;
        for line in &run.model.incomplete {
            writeln!(self.out, "  ! the model may allow more: {line}")?;
        }
        let counted = run.counted;
        for (count, what) in [
            (counted.dropped, "dropped, as a thread had moved to another CPU"),
            (counted.filtered, "left out by the test's filter"),
            (counted.uncounted, "not counted: too many different outcomes"),
        ] {
            if count > 0 {
                writeln!(self.out, "  ! {} instances {what}", number(count))?;
            }
        }
        if run.recipe.shared {
            writeln!(self.out, "  ! more threads than CPUs: threads of an instance took turns")?;
        }
        run.recipe.notes.iter().try_for_each(|note| writeln!(self.out, "  ! {note}"))
    }
}

/// Nobody reads more outcomes than this.
const MOST_SHOWN: usize = 100;

/// The outcomes to print; if there are too many, the forbidden ones, those that
/// satisfy the condition, and the weak ones come first.
fn shown(outcomes: &[Seen]) -> Vec<&Seen> {
    let mut shown: Vec<&Seen> = outcomes.iter().collect();
    if shown.len() > MOST_SHOWN {
        shown.sort_by_key(|seen| (seen.why.is_none(), !seen.satisfies, !seen.class.is_weak()));
        shown.truncate(MOST_SHOWN);
    }
    shown
}

/// Whether the test asks a question, and does not merely list locations.
fn asks(run: &Run) -> bool {
    run.condition != "forall (true)"
}

fn headline(run: &Run) -> String {
    let seen = if run.kind == "Required" { "refuted" } else { "seen" };
    let all: u64 = run.outcomes.iter().map(|o| o.count).sum();
    let what = match (run.verdict, run.hits()) {
        (Verdict::Forbidden, _) => return "FORBIDDEN outcome seen".to_owned(),
        (Verdict::Nothing, _) => return "NOT RUN".to_owned(),
        _ if !asks(run) => "run".to_owned(),
        (_, 0) => format!("not {seen}"),
        (_, count) if count == all => format!("always {seen}"),
        _ => seen.to_owned(),
    };
    match run.verdict {
        Verdict::Unknown => format!("{what}; the model does not know all"),
        _ => format!("{what}; all outcomes allowed"),
    }
}

fn machine(run: &Run) -> String {
    let machine = &run.machine;
    let cpus = match &machine.cpus[..] {
        [] => String::new(),
        [one] => format!(", CPU {one}"),
        some => {
            format!(", CPUs {}", some.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))
        }
    };
    let Run { recipe, .. } = run;
    let groups = match recipe.groups {
        0 | 1 => String::new(),
        groups => format!(", {groups} groups of {} threads", recipe.threads),
    };
    format!("{} {}, {}{cpus}{groups}", machine.os, machine.arch, machine.runs_on)
}

/// A recipe in a line, and how to repeat it.
struct Recipe {
    what: String,
    repeat: String,
}

fn recipe(run: &Run) -> Recipe {
    let seed = run.recipe.seed;
    match run.recipe.line.as_str() {
        "" => Recipe { what: "the default".to_owned(), repeat: format!("--seed {seed}") },
        line => {
            let repeat = format!("--seed {seed} and --recipe with what --save-recipe wrote");
            Recipe { what: line.to_owned(), repeat }
        }
    }
}

/// `1,234,567`.
fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn times(count: u64) -> String {
    if count == 1 { "once".to_owned() } else { format!("{} times", number(count)) }
}

/// Three digits or more.
fn rate(rate: f64) -> String {
    match rate {
        r if r >= 100.0 => number(r.round() as u64),
        r if r >= 10.0 => format!("{r:.1}"),
        r => format!("{r:.2}"),
    }
}

/// Three digits, aligned at the point.
fn percent(share: f64) -> String {
    match share {
        s if s >= 0.1 || s == 0.0 => format!("{s:>6.2}  "),
        s if s >= 0.001 => format!("{s:>8.4}"),
        _ => " <0.001 ".to_owned(),
    }
}

/// A confidence; never more than it is.
fn sure(confidence: f64) -> String {
    match confidence * 100.0 {
        c if c > 99.999 => "over 99.999 %".to_owned(),
        c => format!("{:.3} %", (c * 1000.0).floor() / 1000.0),
    }
}

/// What all tests came to.
pub(super) fn summary(tally: &Tally) -> String {
    let Tally { tests, earlier, seen, unseen, failed, forbidden, known, mutants, .. } = *tally;
    let mut text = format!("{tests} tests, {} instances: ", number(tally.instances));
    let _ = write!(text, "{seen} seen, {unseen} not seen");
    if failed > 0 {
        let _ = write!(text, ", {failed} not run to the end");
    }
    if earlier > 0 {
        let _ = write!(text, " ({earlier} of them in an earlier run)");
    }
    if mutants.1 > 0 {
        let _ = write!(text, "; mutation score: {} of {} weakenings seen", mutants.0, mutants.1);
    }
    match (forbidden, known) {
        (0, _) => text.push_str("; nothing forbidden was seen\n"),
        (n, 0) => {
            let _ = writeln!(text, "; FORBIDDEN outcomes in {n}");
        }
        (n, known) => {
            let _ = writeln!(
                text,
                "; FORBIDDEN outcomes in {n}, of which {known} by the emulator's known violation"
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(["0", "999", "1,000", "12,345,678"], [0, 999, 1000, 12_345_678].map(number));
        assert_eq!(["0.12", "12.3", "1,234"], [0.123, 12.34, 1234.4].map(rate));
        assert_eq!([" <0.001 ", "  0.0123", " 12.30  "], [0.0001, 0.0123, 12.3].map(percent));
        assert_eq!(["99.998 %", "over 99.999 %", "0.000 %"], [0.99998, 1.0, 0.0].map(sure));
    }
}
