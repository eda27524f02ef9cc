//! How fast a weak outcome shows: `rate SECONDS [--recipe FILE] [TEST.litmus]`.
//!
//! Without a test it races Rust's relaxed store buffering. `scripts/compare-litmus7` reads what it
//! prints.

use fencepost_litmus::explore::{Options, Prepared};
use fencepost_litmus::test::parse;
use fencepost_machine::{Assembled, Budget, Race, Recipe, RunResult, Subject, run};
use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

type Two<'a> = (&'a AtomicU32, &'a AtomicU32);

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: rate SECONDS [--recipe FILE] [TEST.litmus]";
    let seconds: f64 = args.next().ok_or(usage)?.parse()?;
    let (mut recipe, mut test) = (Recipe::default(), None);
    while let Some(arg) = args.next() {
        if arg == "--recipe" {
            let path = args.next().ok_or(usage)?;
            recipe = Recipe::from_toml(&std::fs::read_to_string(path)?)?;
        } else {
            test = Some(arg);
        }
    }
    let race = |subject: &dyn Subject| -> Result<RunResult, Box<dyn Error>> {
        let budget = Budget::time(Duration::from_secs_f64(seconds));
        Ok(run(subject, &recipe, budget, &AtomicBool::new(false), |_| {})?)
    };
    let Some(path) = test else {
        let sb = Race::<(AtomicU32, AtomicU32), _>::new(
            (0, 0),
            (
                |(x, y): Two| {
                    x.store(1, Relaxed);
                    y.load(Relaxed)
                },
                |(x, y): Two| {
                    y.store(1, Relaxed);
                    x.load(Relaxed)
                },
            ),
        );
        let result = race(&sb)?;
        report(&result, result.histogram.count(&[0, 0, 1, 1]));
        return Ok(());
    };
    let text = std::fs::read_to_string(&path)?;
    let test = parse(&text).map_err(|_| "it does not parse: ask `fencepost check`")?.test;
    let prepared =
        Prepared::new(&test, Options::default(), &|| false).map_err(|e| format!("{e:?}"))?;
    let subject = Assembled::new(&prepared)?;
    let result = race(&subject)?;
    let satisfies = |outcome: &[u64]| {
        subject.final_state(&prepared, outcome).is_some_and(|state| state.satisfies)
    };
    report(&result, result.histogram.matching(satisfies));
    Ok(())
}

fn report(result: &RunResult, weak: u64) {
    println!(
        "{} instances, {:.3e}/s, {weak} weak ({:.2} %), {:.3e} weak/s",
        result.instances,
        result.rate(),
        100.0 * weak as f64 / result.instances as f64,
        weak as f64 / result.elapsed.as_secs_f64()
    );
}
