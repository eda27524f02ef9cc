//! One test: run in a child process, judged, and its mutants likewise.

use super::job::{self, Job, Sighting};
use super::judge::{Class, Judge, State};
use super::known::{Violation, violations};
use super::launch::Launcher;
use super::record::{
    Counted, Failed, Machine, Model, Mutant, Outcome, Recipe as RecipeRecord, Record, Run, Seen,
    Target, VERSION, Verdict, Why, digest,
};
use super::supervise::{End, Finished, supervise};
use crate::doctor;
use crate::limits::{Limits, Watch};
use crate::report::{Style, condition, diagnostics, incomplete, kind};
use crate::status::Status;
use fencepost_asm::detect::{Translator, platform};
use fencepost_litmus::explain::{Answer, Change, changed, explain};
use fencepost_litmus::explore::Options;
use fencepost_litmus::isa::lint::requires;
use fencepost_litmus::model::{AArch64, Model as _};
use fencepost_litmus::test::{self, Parsed, Prop, Quantifier, Test};
use fencepost_machine::{Budget, Recipe};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// The model gets so long for a test, and as long again for each explanation.
pub(super) const MODEL_TIME: Duration = Duration::from_secs(20);

/// How tests are to be run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program that the child processes are.
    pub launcher: Launcher,
    /// How threads and memory are laid out and provoked.
    pub recipe: Recipe,
    /// How long a test is run.
    pub time: Option<Duration>,
    /// How many instances of it are.
    pub instances: Option<u64>,
    /// The only CPUs to use; none for all.
    pub cores: Vec<usize>,
    /// Whether the weakened twins of what is never seen are run too.
    pub mutants: bool,
    /// How long a test may go without finishing an instance.
    pub patience: Duration,
    /// The choices of the model's search.
    pub options: Options,
}

/// What came of a source: the record, and what is to be said of its text.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The result.
    pub record: Record,
    /// Errors and warnings, for the standard error.
    pub said: String,
}

/// Runs the test of a text, which is called `path`. `told` hears from time to
/// time what is going on.
pub fn trial(
    path: &str,
    text: &str,
    settings: &Settings,
    style: Style,
    cancelled: &AtomicBool,
    told: &dyn Fn(String),
) -> Trial {
    let start = Instant::now();
    let (result, said) = match test::parse(text) {
        Ok(Parsed { test, warnings }) => {
            let run = Trying { test: &test, settings, cancelled, told }.all();
            (Outcome::Run(Box::new(run)), diagnostics(style, path, text, &warnings))
        }
        Err(found) => {
            let failed = Failed {
                unsupported: crate::check::status_of(&found) == Status::Unsupported,
                message: crate::check::errors(&found)
                    .map(|d| d.message.as_str())
                    .collect::<Vec<_>>()
                    .join("; "),
            };
            (Outcome::Failed(failed), diagnostics(style, path, text, &found))
        }
    };
    let record = Record {
        fencepost: VERSION.to_owned(),
        path: path.to_owned(),
        digest: digest(text),
        time_seconds: start.elapsed().as_secs_f64(),
        result,
    };
    Trial { record, said }
}

/// The machine that this process sees.
pub fn machine() -> Machine {
    let platform = platform();
    let emulators = [Translator::Rosetta, Translator::QemuUser, Translator::QemuSystem];
    let native = !platform.translator.is_some_and(|t| emulators.contains(&t));
    let runs_on = doctor::runs_on();
    Machine { os: platform.os, arch: platform.arch, runs_on, native, cpus: Vec::new() }
}

/// What a child is asked.
pub(super) fn job_of(test: &Test, recipe: &Recipe, budget: Budget, cores: &[usize]) -> Job {
    Job {
        test: test.to_string(),
        recipe: recipe.to_toml(),
        seconds: budget.time.map(|t| t.as_secs_f64()),
        instances: budget.instances,
        cores: cores.to_vec(),
    }
}

/// A test that is being run.
struct Trying<'a> {
    test: &'a Test,
    settings: &'a Settings,
    cancelled: &'a AtomicBool,
    told: &'a dyn Fn(String),
}

impl Trying<'_> {
    fn all(&self) -> Run {
        let test = self.test;
        let finished = self.child(test, "");
        let watch = self.watch();
        let judge = Judge::new(test, self.settings.options, &watch);
        let outcomes = outcomes(test, &judge, &finished, || self.watch());
        let counted = counted(&finished);
        let goal = |satisfies| satisfies != (test.condition.quantifier == Quantifier::Forall);
        let hits = outcomes.iter().filter(|seen| goal(seen.satisfies));
        let count = hits.map(|seen| seen.count).sum();
        let ran = finished.end == End::Complete;
        let mutants = (self.settings.mutants && ran).then(|| self.mutants()).flatten();
        let place = finished.place.unwrap_or_default();
        Run {
            test: test.name.clone(),
            kind: kind(test).to_owned(),
            condition: condition(test),
            hash: test.info("Hash").map(str::to_owned),
            needs: needs(test),
            machine: Machine { cpus: place.cpus, ..machine() },
            recipe: RecipeRecord {
                toml: self.settings.recipe.to_toml(),
                line: differences(&self.settings.recipe),
                seed: self.settings.recipe.seed,
                groups: place.groups,
                threads: test.threads.len(),
                shared: place.shared,
                notes: place.notes,
            },
            end: finished.end,
            verdict: verdict(&outcomes),
            outcomes,
            target: Target::new(count, counted.instances, counted.seconds),
            counted,
            model: self.model(&judge),
            mutants,
        }
    }

    /// A clock for the next thing that the model is asked.
    fn watch(&self) -> Watch<'_> {
        Watch::start(Limits { time: Some(MODEL_TIME), memory: None }, self.cancelled)
    }

    /// Runs a test, or a mutant of it, in a process of its own.
    fn child(&self, test: &Test, what: &str) -> Finished {
        let settings = self.settings;
        let budget = Budget { time: settings.time, instances: settings.instances };
        let job = job_of(test, &settings.recipe, budget, &settings.cores);
        let name = &test.name;
        (self.told)(format!("{name}{what}"));
        let mut command = settings.launcher.command();
        command.arg(super::CHILD);
        supervise(command, &job, settings.patience, self.cancelled, &mut |counts| {
            (self.told)(format!("{name}{what}: {} instances", counts.instances));
        })
    }

    /// The weakened twins that the model allows what it forbids here, run like
    /// the test itself; nothing if it does not forbid it.
    fn mutants(&self) -> Option<Vec<Mutant>> {
        let prop = &self.test.condition.prop;
        let goal = match self.test.condition.quantifier {
            Quantifier::Forall => Prop::Not(Box::new(prop.clone())),
            Quantifier::Exists | Quantifier::NotExists => prop.clone(),
        };
        let watch = self.watch();
        let options = self.settings.options;
        let explained = explain(self.test, &AArch64, Some(&goal), options, &watch.stop()).ok()?;
        let Answer::Forbidden(forbidden) = explained.answer else { return None };
        let mutant = |set: &Vec<Change>| {
            let changes: Vec<_> = set.iter().collect();
            let mutated = changed(self.test, &changes);
            let words = set.iter().map(|change| change.words.as_str()).collect::<Vec<_>>();
            self.mutant(&mutated, words.join(", "))
        };
        Some(forbidden.weakenings.sets.iter().map(mutant).collect())
    }

    fn mutant(&self, mutated: &Test, change: String) -> Mutant {
        let finished = self.child(mutated, &format!(", mutant: {change}"));
        let is_all = mutated.condition.quantifier == Quantifier::Forall;
        let hits = finished.counts.states.iter().filter(|s| s.satisfies != is_all);
        let count = hits.map(|s| s.count).sum();
        let counted = counted(&finished);
        Mutant {
            change,
            test: mutated.to_string(),
            end: finished.end,
            instances: counted.instances,
            target: Target::new(count, counted.instances, counted.seconds),
        }
    }

    fn model(&self, judge: &Judge<'_>) -> Model {
        let unroll = self.settings.options.unroll;
        let reasons = judge.incomplete().iter().map(|i| incomplete(self.test, i, unroll));
        let limit = judge.limit().map(|limit| limit.to_string());
        let incomplete: Vec<String> = reasons.chain(limit).collect();
        Model {
            version: AArch64.version().to_owned(),
            observation: judge.arm().map(|arm| arm.observation().as_str().to_owned()),
            complete: incomplete.is_empty(),
            incomplete,
        }
    }
}

fn counted(finished: &Finished) -> Counted {
    let counts = &finished.counts;
    Counted {
        instances: counts.instances,
        dropped: counts.dropped,
        filtered: counts.filtered,
        uncounted: counts.uncounted,
        seconds: counts.seconds,
    }
}

/// The outcomes with what the models say of each; `watch` starts a clock.
fn outcomes<'w>(
    test: &Test,
    judge: &Judge<'_>,
    finished: &Finished,
    watch: impl Fn() -> Watch<'w>,
) -> Vec<Seen> {
    let mut states: Vec<(State, &Sighting)> =
        finished.counts.states.iter().map(|s| (job::state(&s.state), s)).collect();
    states.sort_by(|(a, _), (b, _)| a.cmp(b));
    let by_qemu = platform().translator == Some(Translator::QemuUser);
    let seen = |(state, sighting): (State, &Sighting)| {
        let class = judge.class(&state);
        let why = (class == Class::Forbidden).then(|| Why {
            cycle: judge.why_forbidden(&state, &watch()),
            known: if by_qemu { pages(violations(judge, &state, &watch())) } else { None },
        });
        let items = test.items();
        let values = items.iter().map(|&item| test.item_name(item)).zip(sighting.state.clone());
        Seen {
            line: fencepost_litmus::explore::outcome::line(test, &items, &state),
            values: values.collect(),
            count: sighting.count,
            class,
            satisfies: sighting.satisfies,
            why,
        }
    };
    states.into_iter().map(seen).collect()
}

/// Where violations are described.
fn pages(violations: &[Violation]) -> Option<String> {
    let pages: Vec<_> = violations.iter().map(|violation| violation.page()).collect();
    (!pages.is_empty()).then(|| pages.join(" and "))
}

fn verdict(outcomes: &[Seen]) -> Verdict {
    let any = |class| outcomes.iter().any(|seen| seen.class == class);
    match () {
        () if any(Class::Forbidden) => Verdict::Forbidden,
        () if any(Class::Unknown) => Verdict::Unknown,
        () if outcomes.is_empty() => Verdict::Nothing,
        () => Verdict::Allowed,
    }
}

/// The extensions of Armv8.0 that a test uses.
fn needs(test: &Test) -> Vec<String> {
    let code = test.threads.iter().flat_map(|thread| &thread.code);
    let mut features: Vec<_> = code.filter_map(|line| requires(&line.instruction)).collect();
    features.sort_unstable();
    features.dedup();
    features.iter().map(ToString::to_string).collect()
}

/// What differs from the default recipe, `sync.every=64 layout.spacing=0`; the
/// seed is told apart.
pub(super) fn differences(recipe: &Recipe) -> String {
    let json = |recipe: &Recipe| serde_json::to_value(recipe).unwrap_or_default();
    let (own, default) = (json(recipe), json(&Recipe::default()));
    let mut found = Vec::new();
    differ("", &own, &default, &mut found);
    found.retain(|difference| !difference.starts_with("seed="));
    found.join(" ")
}

fn differ(
    name: &str,
    own: &serde_json::Value,
    default: &serde_json::Value,
    found: &mut Vec<String>,
) {
    if own == default {
        return;
    }
    match own {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                differ(&name, value, &default[key], found);
            }
        }
        serde_json::Value::String(text) => found.push(format!("{name}={text}")),
        other => found.push(format!("{name}={other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipe_in_a_line() {
        let mut recipe = Recipe { seed: 9, ..Recipe::default() };
        assert_eq!(differences(&recipe), "");
        recipe.sync.every = 64;
        recipe.threads.placement = fencepost_machine::recipe::Placement::Shuffled;
        assert_eq!(differences(&recipe), "sync.every=64 threads.placement=shuffled");
    }

    #[test]
    fn features_are_known_from_the_instructions() {
        let source = "AArch64 t\n{ 0:X1=x; }\n P0 ;\n LDAPR W0,[X1] ;\n SWP W0,W2,[X1] ;\n\
                      CTZ W3,W2 ;\nexists (0:X0=0)";
        let test = test::parse(source).expect("it is a test").test;
        assert_eq!(needs(&test), ["FEAT_LSE", "FEAT_LRCPC", "FEAT_CSSC"]);
    }
}
