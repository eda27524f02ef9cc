//! What a count says of a rate.
//!
//! Outcomes of a litmus test are rare and independent enough to count as a
//! Poisson process, as Kirkham et al. (OOPSLA 2020) found for GPUs. The bounds
//! here are exact (Garwood 1936), no normal approximation: for a count `k` and
//! a confidence `c`, with `a = (1 - c) / 2`, the mean is at least the `a`
//! quantile of the gamma distribution of shape `k` (0 for `k = 0`) and at most
//! the `1 - a` quantile of that of shape `k + 1`. The quantiles are half those
//! of chi-square with `2k` and `2k + 2` degrees of freedom.

use serde::{Deserialize, Serialize};

/// The confidence of every interval that is printed.
pub const CONFIDENCE: f64 = 0.95;

/// An interval of the mean number of events.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Interval {
    /// The interval of a rate: of the mean in one of `units`.
    pub fn per(self, units: f64) -> Interval {
        Interval { low: self.low / units, high: self.high / units }
    }
}

/// The central interval of a Poisson mean, of which one count is known.
///
/// # Panics
/// If `confidence` is not between 0 and 1.
pub fn poisson(count: u64, confidence: f64) -> Interval {
    assert!(confidence > 0.0 && confidence < 1.0, "a confidence is between 0 and 1");
    let tail = (1.0 - confidence) / 2.0;
    let k = count as f64;
    let low = if count == 0 { 0.0 } else { gamma_quantile(k, tail) };
    Interval { low, high: gamma_quantile(k + 1.0, 1.0 - tail) }
}

/// The confidence that something which happens `expected` times on average was
/// not missed by chance: `1 - e^-expected`.
pub fn would_be_seen(expected: f64) -> f64 {
    -(-expected).exp_m1()
}

/// The `p` quantile of the gamma distribution of a shape, with scale 1: where
/// [`lower_gamma`] is `p`. Bisection: it always ends, and 200 halvings of an
/// interval are more than a `f64` can tell apart.
fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 1.0);
    while lower_gamma(shape, high) < p {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if lower_gamma(shape, middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The regularised lower incomplete gamma function P(a, x): its series where
/// that converges fast (DLMF 8.11.4), the continued fraction of its complement
/// elsewhere (DLMF 8.9.2, by Lentz' method).
fn lower_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    // x^a e^-x / Γ(a), which both have in common.
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * f64::EPSILON {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return scale * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    let mut n = 1.0;
    loop {
        let numerator = n * (a - n);
        b += 2.0;
        let not_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
        d = 1.0 / not_zero(b + numerator * d);
        c = not_zero(b + numerator / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < 4.0 * f64::EPSILON {
            return 1.0 - scale * fraction;
        }
        n += 1.0;
    }
}

/// ln Γ(x) for x ≥ 1, by Stirling's series (DLMF 5.11.1) after moving the
/// argument up to where it is exact.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 5] = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0];
    let (mut x, mut product) = (x, 1.0);
    while x < 15.0 {
        product *= x;
        x += 1.0;
    }
    let square = x * x;
    let series = TERMS.iter().rev().fold(0.0, |sum, term| sum / square + term) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(value: f64, expected: f64, tolerance: f64) -> bool {
        (value - expected).abs() <= tolerance * expected.abs().max(1.0)
    }

    /// Published tables of exact 95 % limits (Garwood; Ulm 1990).
    #[test]
    fn intervals_of_small_counts() {
        let table = [
            (0, 0.0, 3.6889),
            (1, 0.0253, 5.5716),
            (2, 0.2422, 7.2247),
            (3, 0.6187, 8.7673),
            (5, 1.6235, 11.6683),
            (10, 4.7954, 18.3904),
            (20, 12.2165, 30.8884),
            (50, 37.1110, 65.9188),
            (100, 81.3640, 121.6272),
        ];
        for (count, low, high) in table {
            let interval = poisson(count, 0.95);
            assert!(is_near(interval.low, low, 1e-4), "{count}: {interval:?}");
            assert!(is_near(interval.high, high, 1e-4), "{count}: {interval:?}");
        }
    }

    /// Of no events at all, the bound has a closed form.
    #[test]
    fn an_interval_of_nothing() {
        for confidence in [0.5, 0.9, 0.95, 0.999] {
            let tail: f64 = (1.0 - confidence) / 2.0;
            assert!(is_near(poisson(0, confidence).high, -tail.ln(), 1e-12));
        }
    }

    /// For large counts it is the normal interval, with its skew.
    #[test]
    fn intervals_of_large_counts() {
        for count in [10_000_u64, 1_000_000, 1_000_000_000] {
            let (k, interval) = (count as f64, poisson(count, 0.95));
            let half = 1.959_964 * k.sqrt();
            assert!(is_near(interval.low, k - half, 1e-3), "{count}: {interval:?}");
            assert!(is_near(interval.high, k + half, 1e-3), "{count}: {interval:?}");
        }
    }

    /// What the bounds mean: the count is in the tail that they cut off. The
    /// tails are sums of the distribution itself here.
    #[test]
    fn the_bounds_cut_off_the_tails() {
        for count in 1_u64..60 {
            let at_most = |mean: f64, k: u64| {
                let mut term = (-mean).exp();
                let mut sum = term;
                for n in 1..=k {
                    term *= mean / n as f64;
                    sum += term;
                }
                sum
            };
            let interval = poisson(count, 0.9);
            assert!(is_near(at_most(interval.high, count), 0.05, 1e-9), "{count}");
            assert!(is_near(1.0 - at_most(interval.low, count - 1), 0.05, 1e-9), "{count}");
        }
    }

    #[test]
    fn logarithms_of_factorials() {
        let mut factorial: f64 = 1.0;
        for n in 1..=20 {
            assert!(is_near(ln_gamma(f64::from(n)), factorial.ln(), 1e-14), "{n}");
            factorial *= f64::from(n);
        }
        assert!(is_near(ln_gamma(1.5), (std::f64::consts::PI.sqrt() / 2.0).ln(), 1e-14));
    }

    #[test]
    fn three_expected_and_none_seen_is_five_per_cent() {
        assert_eq!(would_be_seen(0.0), 0.0);
        assert!(is_near(would_be_seen(3.0), 0.950_213, 1e-6));
        assert!(is_near(would_be_seen(1e-12), 1e-12, 1e-12));
        assert_eq!(would_be_seen(1e9), 1.0);
    }

    #[test]
    fn rates() {
        assert_eq!(Interval { low: 2.0, high: 6.0 }.per(2.0), Interval { low: 1.0, high: 3.0 });
    }
}
