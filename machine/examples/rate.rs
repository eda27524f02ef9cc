//! How fast store buffering shows: `rate SECONDS [recipe.toml]`.

use fencepost_machine::{Budget, Race, Recipe, run};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

type Two<'a> = (&'a AtomicU32, &'a AtomicU32);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let seconds: f64 = args.next().ok_or("usage: rate SECONDS [RECIPE]")?.parse()?;
    let recipe = match args.next() {
        Some(path) => Recipe::from_toml(&std::fs::read_to_string(path)?)?,
        None => Recipe::default(),
    };
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
    let budget = Budget::time(Duration::from_secs_f64(seconds));
    let result = run(&sb, &recipe, budget, &AtomicBool::new(false), |_| {})?;
    let weak = result.histogram.count(&[0, 0, 1, 1]);
    println!(
        "{} instances, {:.3e}/s, {weak} weak ({:.1} %), {:.3e} weak/s",
        result.instances,
        result.rate(),
        100.0 * weak as f64 / result.instances as f64,
        weak as f64 / result.elapsed.as_secs_f64()
    );
    Ok(())
}
