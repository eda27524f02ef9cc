//! The claims, in our words, each with the parts that make it up and the
//! experiment that decides each part. No verdict is here: it is computed.

mod ask;
mod atomics;
mod c_abi;
mod fieldtrack;
mod registers;
mod rosetta;
mod toolchain;

use super::answer::Answer;
use super::lab::Lab;

/// A statement of the article.
#[derive(Debug)]
pub struct Claim {
    /// `C01` to `C45`.
    pub id: &'static str,
    /// A few words to call it by.
    pub slug: &'static str,
    /// The section of the article.
    pub section: &'static str,
    /// The statement on one line.
    pub title: &'static str,
    /// What is stated.
    pub stated: &'static str,
    /// What it takes to decide it.
    pub decided_by: &'static str,
    /// What is right instead.
    pub instead: &'static str,
    /// What it comes to: the claim is all of this at once.
    pub(crate) parts: &'static [Part],
    /// What does not belong to the claim, but shows that its experiments can
    /// come out either way. Each must hold.
    pub(crate) contrasts: &'static [Part],
    /// What there is to see on this machine beside that. It decides nothing.
    pub(crate) shown: &'static [fn(&Lab) -> Answer],
}

/// A proposition and what decides it.
#[derive(Debug)]
pub(crate) struct Part {
    /// The proposition.
    pub(crate) says: &'static str,
    /// The experiment.
    pub(crate) test: fn(&Lab) -> Answer,
}

/// All claims in their order.
pub fn all() -> impl Iterator<Item = &'static Claim> {
    let sections = [
        registers::CLAIMS,
        atomics::CLAIMS,
        toolchain::CLAIMS,
        rosetta::CLAIMS,
        c_abi::CLAIMS,
        fieldtrack::CLAIMS,
    ];
    sections.into_iter().flatten()
}
