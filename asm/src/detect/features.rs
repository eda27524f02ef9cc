//! Which optional features may be used.

use std::sync::OnceLock;

use serde::Serialize;

use super::{probe::CoreProbe, sys};
use crate::Feature;

/// The features of this machine and how each was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Features {
    /// What the system reports.
    pub reported: Vec<Feature>,
    /// What `FENCEPOST_CPU` switched off.
    pub switched_off: Vec<Feature>,
    /// Reported, but at least one core refused the instruction (golang/go#28431).
    pub refused: Vec<Feature>,
    /// What may be used: reported, not switched off, not refused.
    pub usable: Vec<Feature>,
}

impl Features {
    /// The decision from its three inputs. Pure, so that a machine that lies can be tested.
    pub fn decide(reported: &[Feature], off: &[Feature], cores: &[CoreProbe]) -> Self {
        let refused: Vec<Feature> = reported
            .iter()
            .copied()
            .filter(|f| cores.iter().any(|core| core.refused.contains(f)))
            .collect();
        let usable = reported
            .iter()
            .copied()
            .filter(|f| !off.contains(f) && !refused.contains(f))
            .filter(|&f| implied_by(f).is_none_or(|base| !off.contains(&base)))
            .collect();
        Self { reported: reported.to_vec(), switched_off: off.to_vec(), refused, usable }
    }

    /// Whether `feature` may be used.
    pub fn has(&self, feature: Feature) -> bool {
        feature == Feature::Base || self.usable.contains(&feature)
    }
}

/// The feature without which this one makes no sense: switching it off takes this one with it.
fn implied_by(feature: Feature) -> Option<Feature> {
    match feature {
        Feature::Lse2 | Feature::Lse128 => Some(Feature::Lse),
        Feature::Lrcpc2 | Feature::Lrcpc3 => Some(Feature::Lrcpc),
        _ => None,
    }
}

/// A word of `FENCEPOST_CPU` that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchError {
    /// The word.
    pub word: String,
}

impl std::fmt::Display for SwitchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = Feature::ALL.map(Feature::name).join(", ");
        write!(f, "FENCEPOST_CPU: `{}`: expected `-` and one of {names}", self.word)
    }
}

impl std::error::Error for SwitchError {}

/// Reads the value of `FENCEPOST_CPU`: features to switch off, as `-lse,-lrcpc`. A feature can
/// only be switched off; `+lse` is an error, because it could not be honoured.
pub fn parse_switches(text: &str) -> Result<Vec<Feature>, SwitchError> {
    text.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.strip_prefix('-')
                .and_then(|name| Feature::ALL.into_iter().find(|f| f.name() == name))
                .ok_or_else(|| SwitchError { word: word.to_owned() })
        })
        .collect()
}

/// The features of this machine: asked, probed on every core, and filtered by `FENCEPOST_CPU`.
/// Decided once.
///
/// # Panics
///
/// If `FENCEPOST_CPU` is not understood: a switch that is silently ignored would make a run
/// something other than what was asked for.
pub fn features() -> &'static Features {
    static FEATURES: OnceLock<Features> = OnceLock::new();
    FEATURES.get_or_init(|| {
        let off = match std::env::var("FENCEPOST_CPU") {
            Ok(text) => parse_switches(&text).unwrap_or_else(|error| panic!("{error}")),
            Err(_) => Vec::new(),
        };
        Features::decide(&sys::reported(), &off, super::probe_cores())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_that_lies_takes_the_feature_from_all() {
        let big = CoreProbe { cpu: 0, pinned: true, refused: vec![] };
        let little = CoreProbe { cpu: 4, pinned: true, refused: vec![Feature::Lse] };
        let f = Features::decide(&[Feature::Lse, Feature::Lrcpc], &[], &[big, little]);
        assert_eq!(f.usable, [Feature::Lrcpc]);
        assert_eq!(f.refused, [Feature::Lse]);
    }

    #[test]
    fn switches_switch_off_what_builds_on_them() {
        let off = parse_switches("-lse, -sb").unwrap();
        let f = Features::decide(&[Feature::Lse, Feature::Lse2, Feature::Lrcpc], &off, &[]);
        assert_eq!(f.usable, [Feature::Lrcpc]);
        assert!(f.has(Feature::Base) && !f.has(Feature::Lse2));
    }

    #[test]
    fn switches_that_cannot_be_honoured_are_errors() {
        assert_eq!(parse_switches("-lse,+sb").unwrap_err().word, "+sb");
        assert_eq!(parse_switches("lse").unwrap_err().word, "lse");
        assert_eq!(parse_switches("-sve").unwrap_err().word, "-sve");
        assert_eq!(parse_switches(" , ").unwrap(), []);
    }
}
