//! From findings to a verdict, by one pure function.

use serde::Serialize;
use std::fmt;

/// What an experiment says of a part of a claim.
///
/// There is no way to make one but from what was observed: see
/// `Finding::observed` and `Finding::among`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// The part holds.
    Supports,
    /// It does not.
    Refutes,
    /// It holds for some of what was looked at, not for all.
    Mixed,
    /// Nothing was observed, because this was missing.
    Open(Need),
}

/// What it would take to decide a part of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A method: the statement gives a result and not how it was had.
    Method,
    /// A tool that is not installed.
    Tool,
    /// A Go toolchain.
    Go,
    /// A machine of another kind.
    Hardware,
    /// macOS on Apple silicon.
    MacOs,
}

/// What is to be made of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All its parts hold.
    True,
    /// Some hold and some do not.
    HalfTrue,
    /// No part that can be decided here holds.
    False,
    /// It gives nothing that could be put to the test.
    Unsupported,
    /// A tool that is not installed would decide it.
    NeedsTool,
    /// A Go toolchain would decide it.
    NeedsGo,
    /// Another machine would decide it.
    NeedsHardware,
    /// macOS on Apple silicon would decide it.
    NeedsMacOs,
}

impl Finding {
    /// A finding from one observation.
    pub(crate) fn observed(holds: bool) -> Finding {
        if holds { Finding::Supports } else { Finding::Refutes }
    }

    /// A finding from several observations of the same kind, one at least.
    pub(crate) fn among(holds: &[bool]) -> Finding {
        match (holds.contains(&true), holds.contains(&false)) {
            (true, true) => Finding::Mixed,
            (holds, _) => Finding::observed(holds),
        }
    }
}

impl Verdict {
    /// All verdicts, in the order in which reports count them.
    pub const ALL: [Verdict; 8] = [
        Verdict::True,
        Verdict::HalfTrue,
        Verdict::False,
        Verdict::Unsupported,
        Verdict::NeedsTool,
        Verdict::NeedsGo,
        Verdict::NeedsHardware,
        Verdict::NeedsMacOs,
    ];

    /// The verdict on a claim with these findings on its parts.
    ///
    /// A claim states all its parts at once. So one part that is refuted is
    /// enough to know that it is not true, whatever is still open; and it is
    /// true only if nothing is open.
    pub fn of(findings: &[Finding]) -> Verdict {
        let has = |finding| findings.contains(&finding);
        let needs = findings.iter().filter_map(|finding| match finding {
            Finding::Open(need) => Some(*need),
            _ => None,
        });
        let mixed = has(Finding::Mixed) || (has(Finding::Supports) && has(Finding::Refutes));
        match needs.max() {
            _ if mixed => Verdict::HalfTrue,
            _ if has(Finding::Refutes) => Verdict::False,
            None if has(Finding::Supports) => Verdict::True,
            None | Some(Need::Method) => Verdict::Unsupported,
            Some(Need::Tool) => Verdict::NeedsTool,
            Some(Need::Go) => Verdict::NeedsGo,
            Some(Need::Hardware) => Verdict::NeedsHardware,
            Some(Need::MacOs) => Verdict::NeedsMacOs,
        }
    }

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::True => "true",
            Verdict::HalfTrue => "half-true",
            Verdict::False => "false",
            Verdict::Unsupported => "unsupported",
            Verdict::NeedsTool => "needs a tool",
            Verdict::NeedsGo => "needs Go",
            Verdict::NeedsHardware => "needs hardware",
            Verdict::NeedsMacOs => "needs macOS",
        }
    }

    /// As a word for programs.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Verdict::NeedsTool => "needs-tool",
            Verdict::NeedsGo => "needs-go",
            Verdict::NeedsHardware => "needs-hardware",
            Verdict::NeedsMacOs => "needs-mac-os",
            word => word.as_str(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Finding {
    /// In a word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Finding::Supports => "holds",
            Finding::Refutes => "does not hold",
            Finding::Mixed => "holds in part",
            Finding::Open(_) => "open",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Finding::{Mixed, Open, Refutes, Supports};

    #[test]
    fn folding() {
        let of = Verdict::of;
        assert_eq!(of(&[Supports, Supports]), Verdict::True);
        assert_eq!(of(&[Refutes]), Verdict::False);
        assert_eq!(of(&[Refutes, Supports]), Verdict::HalfTrue);
        assert_eq!(of(&[Mixed]), Verdict::HalfTrue);
        assert_eq!(of(&[]), Verdict::Unsupported);
        assert_eq!(of(&[Open(Need::Method)]), Verdict::Unsupported);
        assert_eq!(of(&[Open(Need::Method), Open(Need::MacOs)]), Verdict::NeedsMacOs);
        assert_eq!(of(&[Open(Need::Go), Open(Need::Hardware)]), Verdict::NeedsHardware);
        assert_eq!(
            of(&[Open(Need::MacOs), Refutes]),
            Verdict::False,
            "what is open cannot mend it"
        );
        assert_eq!(
            of(&[Open(Need::Go), Supports]),
            Verdict::NeedsGo,
            "not true while a part is open"
        );
        assert_eq!(of(&[Open(Need::Method), Supports]), Verdict::Unsupported);
    }

    #[test]
    fn several_observations() {
        assert_eq!(Finding::among(&[true, true]), Supports);
        assert_eq!(Finding::among(&[false]), Refutes);
        assert_eq!(Finding::among(&[true, false]), Mixed);
    }

    #[test]
    fn words_are_those_of_the_schema() {
        for verdict in Verdict::ALL {
            let json = serde_json::to_value(verdict).expect("JSON");
            assert_eq!(json, verdict.key());
        }
    }
}
