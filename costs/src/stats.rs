//! The statistics: medians with intervals that assume nothing of the distribution.

use serde::{Deserialize, Serialize};

/// A median and an interval that holds the true median in 95 % of cases or more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// The median.
    pub median: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Of samples, by order statistics: the number of samples below the true median is binomial
    /// with p = 1/2, whatever the distribution. Below six samples no pair of them covers 95 %, so
    /// the interval is that of all. `None` without samples.
    pub fn of(samples: &[f64]) -> Option<Interval> {
        let sorted = sorted(samples);
        let n = sorted.len();
        let last = n.checked_sub(1)?;
        let k = rank(n);
        Some(Interval { low: sorted[k], median: quantile(&sorted, 0.5), high: sorted[last - k] })
    }

    /// The same, times a number that is not negative.
    pub fn scaled(self, by: f64) -> Interval {
        Interval { low: self.low * by, median: self.median * by, high: self.high * by }
    }

    /// The interval that encloses both, around the mean of their medians.
    pub fn hull(self, other: Interval) -> Interval {
        Interval {
            low: self.low.min(other.low),
            median: (self.median + other.median) / 2.0,
            high: self.high.max(other.high),
        }
    }

    /// The farthest from zero that it reaches.
    pub fn reach(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}

/// The largest `k` such that the `k`th smallest and the `k`th largest of `n` samples (counted from
/// 0) enclose the median with 95 %: the binomial tail below `k` is at most 2.5 %.
fn rank(n: usize) -> usize {
    if n > 200 {
        // The normal approximation, on the safe side by one.
        let k = n as f64 / 2.0 - 0.98 * (n as f64).sqrt();
        return (k.floor() as usize).saturating_sub(1);
    }
    let mut probability = 0.5f64.powi(n as i32);
    let mut tail = 0.0;
    let mut k = 0;
    while k < n {
        tail += probability;
        if tail > 0.025 {
            break;
        }
        probability *= (n - k) as f64 / (k + 1) as f64;
        k += 1;
    }
    // `k` is the first whose tail is too heavy, so that the one before is the rank.
    k.saturating_sub(1)
}

/// The samples, in ascending order.
pub fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// A quantile of sorted samples, interpolated; 0 of none.
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let at = q.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (at.floor() as usize, at.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * (at - at.floor())
}

/// Which quantiles a report keeps: each 5 %, the extremes left out.
pub const QUANTILES: usize = 19;

/// The quantiles of sorted samples, from 5 % to 95 %.
pub fn quantiles(sorted: &[f64]) -> Vec<f64> {
    (1..=QUANTILES).map(|n| quantile(sorted, n as f64 / (QUANTILES + 1) as f64)).collect()
}

/// Upper bounds of a histogram's buckets in nanoseconds; one more bucket holds what is above.
pub const BOUNDS: [f64; 15] =
    [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0];

/// Counts of samples by [`BOUNDS`], and their sum.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// How many samples are in each bucket and in none below it; the last is of what is above all.
    pub counts: Vec<u64>,
    /// The sum of all samples in nanoseconds; one below zero, which is noise, counts as zero.
    pub sum: f64,
}

impl Histogram {
    /// Of the samples of both.
    pub fn and(&self, other: &Histogram) -> Histogram {
        let counts = self.counts.iter().zip(&other.counts).map(|(a, b)| a + b).collect();
        Histogram { counts, sum: self.sum + other.sum }
    }

    /// Of samples.
    pub fn of(samples: &[f64]) -> Histogram {
        let mut counts = vec![0; BOUNDS.len() + 1];
        for &sample in samples {
            counts[BOUNDS.partition_point(|&bound| bound < sample)] += 1;
        }
        Histogram { counts, sum: samples.iter().map(|sample| sample.max(0.0)).sum() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers in [0, 1) that are the same in every run.
    fn noise(seed: u64) -> impl Iterator<Item = f64> {
        let mut x = seed;
        std::iter::repeat_with(move || {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (x >> 11) as f64 / (1u64 << 53) as f64
        })
    }

    #[test]
    fn the_ranks_are_those_of_the_tables() {
        // Conover, Practical Nonparametric Statistics, table of the sign test at 2.5 % a side.
        for (n, k) in [(5, 0), (6, 0), (8, 0), (9, 1), (12, 2), (20, 5), (50, 17), (100, 39)] {
            assert_eq!(rank(n), k, "{n}");
        }
        // The approximation is never narrower than the exact one at the seam.
        assert!(rank(201) <= rank(200) + 1);
    }

    #[test]
    fn fixed_samples() {
        let samples: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        assert_eq!(Interval::of(&samples), Some(Interval { low: 6.0, median: 10.5, high: 15.0 }));
        assert_eq!(Interval::of(&[3.0]), Some(Interval { low: 3.0, median: 3.0, high: 3.0 }));
        assert_eq!(Interval::of(&[]), None);
    }

    #[test]
    fn the_interval_covers_the_median_as_often_as_it_says_and_an_outlier_moves_nothing() {
        let mut covered = 0;
        for seed in 0..1000 {
            // A long tail: the median of u^4 is 1/16.
            let mut samples: Vec<f64> = noise(seed).take(31).map(|u| u.powi(4)).collect();
            samples[0] = 1e9;
            let interval = Interval::of(&samples).unwrap();
            covered += usize::from(interval.low <= 0.0625 && 0.0625 <= interval.high);
        }
        assert!((940..=995).contains(&covered), "{covered} of 1000");
    }

    #[test]
    fn quantiles_interpolate() {
        let sorted = [0.0, 10.0, 20.0];
        assert_eq!(quantile(&sorted, 0.25), 5.0);
        assert_eq!(quantiles(&sorted).len(), QUANTILES);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[test]
    fn bounds_belong_to_the_bucket_below() {
        let histogram = Histogram::of(&[-1.0, 0.125, 0.126, 2048.0, 3000.0]);
        assert_eq!(histogram.counts[0], 2);
        assert_eq!(histogram.counts[1], 1);
        assert_eq!(histogram.counts[14..], [1, 1]);
        assert_eq!(histogram.counts.iter().sum::<u64>(), 5);
        assert_eq!(histogram.sum, 0.125 + 0.126 + 2048.0 + 3000.0);
    }
}
