//! Comparisons that conclude nothing inside the noise.

use crate::measure::Measurement;
use crate::stats::Interval;
use serde::{Deserialize, Serialize};

/// How one cost is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The first costs less.
    Faster,
    /// The first costs more.
    Slower,
    /// Nothing can be concluded: the difference may be noise.
    WithinNoise,
    /// Nothing can be concluded: an emulator's times are no costs.
    Emulated,
}

impl Verdict {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::Faster => "faster",
            Verdict::Slower => "slower",
            Verdict::WithinNoise => "within noise",
            Verdict::Emulated => crate::NOT_A_COST,
        }
    }
}

/// Two costs side by side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first minus the second, in nanoseconds.
    pub difference: Interval,
    /// The first over the second.
    pub ratio: Ratio,
    /// What a difference has to exceed.
    pub floor: f64,
    /// What follows.
    pub verdict: Verdict,
}

/// One cost as a multiple of another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ratio {
    /// So many times.
    About(Interval),
    /// The other cost cannot be told from nothing: at least so many times.
    AtLeast(f64),
    /// Neither can be told from nothing.
    Unknown,
}

/// Compares two costs: is the first faster or slower than the second?
pub fn compare(a: &Measurement, b: &Measurement) -> Comparison {
    compare_over(a, b, 0.0)
}

/// The same, against a floor that may be higher than those of the two: that of a whole run.
pub(crate) fn compare_over(a: &Measurement, b: &Measurement, floor: f64) -> Comparison {
    let floor = floor.max(a.floor).max(b.floor);
    let difference = difference(a.ns, b.ns);
    let verdict = match difference {
        _ if a.emulated || b.emulated => Verdict::Emulated,
        Interval { high, .. } if high < -floor => Verdict::Faster,
        Interval { low, .. } if low > floor => Verdict::Slower,
        _ => Verdict::WithinNoise,
    };
    Comparison { difference, ratio: ratio(a.ns, b.ns, floor), floor, verdict }
}

/// The interval of a difference from those of its parts (MOVER: Zou and Donner, 2008): the squares
/// of the distances to the ends add up.
pub(crate) fn difference(a: Interval, b: Interval) -> Interval {
    let median = a.median - b.median;
    Interval {
        low: median - (a.median - a.low).hypot(b.high - b.median),
        median,
        high: median + (a.high - a.median).hypot(b.median - b.low),
    }
}

/// One cost over another, if the floor lets it be said.
pub fn ratio(a: Interval, b: Interval, floor: f64) -> Ratio {
    if b.low > floor {
        let high = a.high / b.low;
        return Ratio::About(Interval { low: a.low / b.high, median: a.median / b.median, high });
    }
    // The true cost of `b` may be anything from nothing to here.
    let most = b.high.max(floor);
    if a.low > most { Ratio::AtLeast(a.low / most) } else { Ratio::Unknown }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::measure::Dropped;
    use crate::primitive::{Kind, Origin};
    use crate::situation::{Before, Class, Company, Situation, Stride};
    use crate::stats::{Histogram, quantiles, sorted};

    /// A measurement of synthetic samples.
    pub(crate) fn synthetic(samples: &[f64], floor: f64) -> Measurement {
        Measurement {
            primitive: "synthetic".to_owned(),
            title: "SYNTHETIC".to_owned(),
            kind: Kind::Barrier,
            origin: Origin::Instruction,
            rust: None,
            situation: Situation {
                before: Before::Bare,
                stride: Stride::Same,
                company: Company::Alone,
                class: Class::Any,
            },
            ns: Interval::of(samples).unwrap(),
            cycles: None,
            floor,
            nops: 1.0,
            samples: samples.len(),
            quantiles: quantiles(&sorted(samples)),
            histogram: Histogram::of(samples),
            dropped: Dropped::default(),
            failed_exclusives: 0.0,
            cpus: vec![0],
            emulated: false,
        }
    }

    /// 101 samples around a centre, uniform, the same in every run; `seed` rotates them.
    fn around(centre: f64, width: f64, seed: usize) -> Vec<f64> {
        let place = |n: usize| ((n * 37 + seed) % 101) as f64 / 100.0 - 0.5;
        (0..101).map(|n| centre + width * place(n)).collect()
    }

    #[test]
    fn the_same_twice_is_within_noise() {
        for seed in 0..101 {
            let a = synthetic(&around(10.0, 4.0, seed), 0.1);
            let b = synthetic(&around(10.02, 4.0, seed * 3 + 1), 0.1);
            assert_eq!(compare(&a, &b).verdict, Verdict::WithinNoise, "{seed}");
            assert_eq!(compare(&b, &a).verdict, Verdict::WithinNoise, "{seed}");
        }
    }

    #[test]
    fn a_real_difference_is_concluded_both_ways() {
        // The mutant of the test above: the same shape, moved.
        let a = synthetic(&around(10.0, 4.0, 3), 0.1);
        let b = synthetic(&around(13.0, 4.0, 5), 0.1);
        assert_eq!(compare(&a, &b).verdict, Verdict::Faster);
        assert_eq!(compare(&b, &a).verdict, Verdict::Slower);
    }

    #[test]
    fn a_difference_below_the_floor_is_noise_however_sharp_it_is() {
        let a = synthetic(&around(10.0, 0.001, 1), 0.5);
        let b = synthetic(&around(10.4, 0.001, 2), 0.01);
        assert_eq!(compare(&a, &b).verdict, Verdict::WithinNoise);
        assert_eq!(compare(&a, &b).floor, 0.5, "the higher floor counts");
        let sharper = Measurement { floor: 0.01, ..a.clone() };
        assert_eq!(compare(&sharper, &b).verdict, Verdict::Faster);
        assert_eq!(compare_over(&sharper, &b, 0.5).verdict, Verdict::WithinNoise);
    }

    #[test]
    fn what_drifts_between_two_passes_is_noise() {
        let pass = |centre| synthetic(&around(centre, 0.1, 1), 0.01);
        let drifting = pass(10.0).and(&pass(11.0));
        assert_eq!((drifting.samples, drifting.ns.median), (202, 10.5));
        let other = pass(10.6).and(&pass(10.7));
        assert_eq!(compare(&drifting, &other).verdict, Verdict::WithinNoise);
        // The mutant: one pass alone would have concluded.
        assert_eq!(compare(&pass(10.0), &other).verdict, Verdict::Faster);
    }

    #[test]
    fn an_emulator_decides_nothing() {
        let a = synthetic(&around(10.0, 1.0, 1), 0.1);
        let b = Measurement { emulated: true, ..synthetic(&around(99.0, 1.0, 1), 0.1) };
        assert_eq!(compare(&a, &b).verdict, Verdict::Emulated);
    }

    #[test]
    fn ratios() {
        let interval = |low, median, high| Interval { low, median, high };
        let (ten, two) = (interval(9.0, 10.0, 11.0), interval(1.5, 2.0, 3.0));
        let about = Ratio::About(interval(3.0, 5.0, 11.0 / 1.5));
        assert_eq!(ratio(ten, two, 0.1), about);
        assert_eq!(ratio(ten, interval(-0.2, 0.0, 0.3), 0.1), Ratio::AtLeast(30.0));
        assert_eq!(ratio(ten, interval(0.0, 0.1, 0.2), 0.5), Ratio::AtLeast(18.0));
        assert_eq!(ratio(interval(0.0, 0.1, 0.2), interval(0.0, 0.1, 0.2), 0.5), Ratio::Unknown);
    }
}
