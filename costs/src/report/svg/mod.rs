//! Costs as pictures: costs by situation, latencies from core to core, and two runs.

mod canvas;
mod chart;
mod forest;
mod heat;

pub use chart::chart;
pub use forest::forest;
pub use heat::heat;

use super::{escape, families, machine, warning};
use crate::run::Run;

/// All charts of a run.
pub(crate) fn charts(run: &Run) -> Vec<String> {
    let families = families(run);
    let charts = families.iter().map(|family| chart(run, family.title, &family.members));
    let heats = run.cores.iter().map(|matrix| heat(matrix, &machine(run)));
    charts.chain(heats).collect()
}

/// The picture of a run: its first chart, or the latencies if they are all there is.
pub fn picture(run: &Run) -> Option<String> {
    charts(run).into_iter().next()
}
