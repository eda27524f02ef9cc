//! Why a final state is there, or is not.
//!
//! [`explain`] asks about one proposition over the final state of a test.
//!
//! * If the model forbids it, there is an execution that ends so once the
//!   model's order is disregarded, and the model's objection to it is a cycle:
//!   each event must happen before the next, and the last before the first.
//!   Which clause says so is told edge by edge, and which instructions, made
//!   weaker, would let it happen.
//! * If the model allows it, there is an execution that ends so. It is told as
//!   a sequence of steps in an order that the model agrees with, and which
//!   additions to the program would forbid it.
//!
//! Nothing is guessed: each edge is checked against the definition of its
//! relation, and each changed program is run.

mod change;
pub mod cycle;
mod dot;
mod graph;
mod narrative;
mod reason;
mod svg;
mod text;
mod words;

pub use change::{Change, Sort, Suggestions, changed};
pub use cycle::{Axiom, Edge, Violation, violation};
pub use narrative::Step;
pub use reason::{Local, Reason};

use crate::explore::execution::Kept;
use crate::explore::{Execution, Incomplete, Options, Prepared, Stopped};
use crate::model::Model;
use crate::test::{Prop, Test};
use change::Asker;

/// Executions compared for the one with the shortest cycle.
const MOST_COMPARED: usize = 64;

/// Why a proposition about the final state of a test can hold, or cannot.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The test.
    pub test: Test,
    /// The proposition.
    pub goal: Prop,
    /// The model's name.
    pub model: &'static str,
    /// What the model restates.
    pub model_version: &'static str,
    /// The answer.
    pub answer: Answer,
    /// Why there may be more executions than those that were looked at.
    pub incomplete: Vec<Incomplete>,
}

/// The answer to whether a proposition can hold at the end.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It can: there is a witness.
    Allowed(Box<Allowed>),
    /// It cannot: the model objects.
    Forbidden(Box<Forbidden>),
    /// It cannot, whatever the model: no execution has such values.
    Impossible,
}

/// How a proposition comes to hold.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The witness.
    pub execution: Execution,
    /// Its memory events in an order that extends ordered-before.
    pub steps: Vec<Step>,
    /// What would forbid it.
    pub strengthenings: Suggestions,
}

/// Why a proposition cannot hold.
#[derive(Clone, Debug)]
pub struct Forbidden {
    /// An execution in which it holds, which the model does not allow.
    pub execution: Execution,
    /// Which axioms that execution keeps.
    pub kept: Kept,
    /// How many such executions were compared; this one has the shortest cycle.
    pub compared: usize,
    /// The model's objection.
    pub violation: Violation,
    /// What would allow it.
    pub weakenings: Suggestions,
}

/// Explains whether `goal` (the proposition of the test's condition if there
/// is none) can hold at the end of `test` under `model`.
///
/// Told to stop while it tries changed tests, it gives the explanation with
/// those that it has tried ([`Suggestions::cut_short`]).
///
/// # Errors
/// [`Stopped`] if `stop` said so before, or the test is too large.
pub fn explain(
    test: &Test,
    model: &dyn Model,
    goal: Option<&Prop>,
    options: Options,
    stop: &dyn Fn() -> bool,
) -> Result<Explanation, Stopped> {
    let goal = goal.unwrap_or(&test.condition.prop);
    let prepared = Prepared::asking(test, options, &[goal], stop)?;
    let search = prepared.under(model);
    let asker = Asker { test, model, goal, options, stop };
    let mut incomplete = Vec::new();
    let answer = match search.find(goal, stop)? {
        Some(execution) => Answer::Allowed(Box::new(Allowed {
            steps: narrative::steps(&execution, model),
            strengthenings: asker.strengthenings(),
            execution,
        })),
        None => {
            incomplete = search.bounds(stop)?;
            forbidden(&prepared, model, goal, &asker, stop)?
        }
    };
    Ok(Explanation {
        test: test.clone(),
        goal: goal.clone(),
        model: model.name(),
        model_version: model.version(),
        answer,
        incomplete,
    })
}

fn forbidden(
    prepared: &Prepared<'_>,
    model: &dyn Model,
    goal: &Prop,
    asker: &Asker<'_>,
    stop: &dyn Fn() -> bool,
) -> Result<Answer, Stopped> {
    let (kept, executions) = prepared.violating(goal, MOST_COMPARED, stop)?;
    let compared = executions.len();
    let objections = executions.into_iter().filter_map(|e| violation(&e, model).map(|v| (e, v)));
    let Some((execution, violation)) = objections.min_by_key(|(_, v)| v.cycle.len()) else {
        return Ok(Answer::Impossible);
    };
    let weakenings = asker.weakenings(&execution, &violation);
    Ok(Answer::Forbidden(Box::new(Forbidden { execution, kept, compared, violation, weakenings })))
}
