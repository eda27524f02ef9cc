//! What counts say of rates.

/// The two sides of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The normal deviate of 95 % on two sides.
pub(crate) const Z: f64 = 1.96;

/// The 95 % interval of the expectation of a Poisson variable of which `count` was seen, by
/// Wilson and Hilferty's approximation of the chi-squared quantiles (within 1 % of the exact ones).
pub fn poisson(count: u64) -> Interval {
    let side =
        |k: f64, sign: f64| k * (1.0 - 1.0 / (9.0 * k) + sign * Z / (3.0 * k.sqrt())).powi(3);
    let k = count as f64;
    Interval {
        low: if count == 0 { 0.0 } else { side(k, -1.0).max(0.0) },
        high: side(k + 1.0, 1.0),
    }
}

/// The probability that something expected `expected` times is seen at least once: 1 - e^-x.
pub fn confidence(expected: f64) -> f64 {
    -(-expected).exp_m1()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Garwood's exact limits.
    #[test]
    fn intervals_are_close_to_exact_ones() {
        for (count, low, high) in [
            (0, 0.0, 3.689),
            (1, 0.0253, 5.572),
            (3, 0.6187, 8.767),
            (10, 4.795, 18.39),
            (100, 81.36, 121.6),
        ] {
            let interval = poisson(count);
            assert!((interval.high / high - 1.0).abs() < 0.01, "{count}: {interval:?}");
            assert!((interval.low - low).abs() < 0.01 * low + 0.01, "{count}: {interval:?}");
        }
    }

    #[test]
    fn three_expected_are_95_percent() {
        assert!((confidence(3.0) - 0.9502).abs() < 1e-4);
        assert_eq!(confidence(0.0), 0.0);
    }
}
