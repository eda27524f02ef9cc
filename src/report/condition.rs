//! Conditions and constants as herd7 prints them.

use fencepost_litmus::test::{Const, Prop, Quantifier, Rhs, Test};

/// A test's condition, `exists (0:X0=1 /\ [x]=2)`. A test that only lists
/// locations asks nothing, which herd7 calls `forall (true)`.
pub(crate) fn condition(test: &Test) -> String {
    Printer { test, wraps: false }.condition()
}

/// As [`condition`], with numbers above the largest of 64 bits and a sign
/// printed as herd7 does: negative.
pub(super) fn herd_condition(test: &Test) -> String {
    Printer { test, wraps: true }.condition()
}

/// herd7's word for what a test claims.
pub(crate) fn kind(test: &Test) -> &'static str {
    quantifier(test).0
}

fn quantifier(test: &Test) -> (&'static str, &'static str) {
    match test.condition.quantifier {
        Quantifier::Exists if test.condition.prop == Prop::True => ("Required", "forall"),
        Quantifier::Exists => ("Allowed", "exists"),
        Quantifier::NotExists => ("Forbidden", "~exists"),
        Quantifier::Forall => ("Required", "forall"),
    }
}

/// The connective that a proposition is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    Top,
    And,
    Or,
    Implies,
}

struct Printer<'t> {
    test: &'t Test,
    wraps: bool,
}

impl Printer<'_> {
    fn condition(&self) -> String {
        let proposition = self.proposition(&self.test.condition.prop, Above::Top);
        format!("{} ({proposition})", quantifier(self.test).1)
    }

    fn proposition(&self, prop: &Prop, above: Above) -> String {
        let joined = |ps: &[Prop], word: &str, above| {
            ps.iter().map(|p| self.proposition(p, above)).collect::<Vec<_>>().join(word)
        };
        match prop {
            Prop::True => "true".to_owned(),
            Prop::False => "false".to_owned(),
            Prop::And(ps) if ps.is_empty() => "true".to_owned(),
            Prop::Or(ps) if ps.is_empty() => "false".to_owned(),
            Prop::Atom { item, equal, rhs } => {
                let atom = format!("{}={}", self.test.item_name(*item), self.rhs(rhs));
                if *equal { atom } else { format!("not ({atom})") }
            }
            Prop::Not(p) => format!("not ({})", self.proposition(p, Above::Top)),
            Prop::And(ps) => in_parens(joined(ps, " /\\ ", Above::And), above == Above::Implies),
            Prop::Or(ps) => {
                let inside = matches!(above, Above::And | Above::Implies);
                in_parens(joined(ps, " \\/ ", Above::Or), inside)
            }
            Prop::Implies(p, q) => {
                let [p, q] = [p, q].map(|p| self.proposition(p, Above::Implies));
                in_parens(format!("{p} => {q}"), matches!(above, Above::And | Above::Or))
            }
        }
    }

    fn rhs(&self, rhs: &Rhs) -> String {
        match rhs {
            Rhs::Const(value) => self.constant(value),
            Rhs::Array(values) => {
                let values: Vec<_> = values.iter().map(|v| self.constant(v)).collect();
                format!("{{{}}}", values.join(","))
            }
        }
    }

    fn constant(&self, value: &Const) -> String {
        match value {
            Const::Int(value) => match u64::try_from(*value) {
                Ok(bits) if self.wraps => bits.cast_signed().to_string(),
                _ => value.to_string(),
            },
            Const::Address { loc, offset } => {
                let name = &self.test.locations[usize::from(loc.0)].name;
                if *offset == 0 { name.to_string() } else { format!("{name}+{offset}") }
            }
            Const::Label { thread, name } => format!("label:\"P{}:{name}\"", thread.0),
        }
    }
}

fn in_parens(text: String, yes: bool) -> String {
    if yes { format!("({text})") } else { text }
}
