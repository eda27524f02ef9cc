//! What emulators are known to do that Arm forbids.
//!
//! Each such violation is a page under `docs/findings/`, and a model that is
//! weaker than Arm's by just what the emulator leaves out. An outcome that such
//! a model allows is a case of that violation; any other is a new one.

use super::judge::{Judge, State};
use crate::limits::Watch;
use fencepost_litmus::explore::Prepared;
use fencepost_litmus::isa::BarrierType;
use fencepost_litmus::model::graph::{EventKind, Fence, ThreadEvents};
use fencepost_litmus::model::{AArch64, Clauses, Model};

/// Something that QEMU does on x86, in each version that was tried or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A load-acquire passes an earlier store-release, as LDAPR may and LDAR
    /// may not.
    StlrLdar,
    /// DSB ST orders stores after stores only, as DMB ST does.
    DsbSt,
}

impl Violation {
    /// The page that describes it.
    pub fn page(self) -> &'static str {
        match self {
            Violation::StlrLdar => "docs/findings/qemu-stlr-ldar.md",
            Violation::DsbSt => "docs/findings/qemu-dsb-st.md",
        }
    }
}

/// The smallest sets first, so that an outcome is charged to no more than it needs.
const SETS: [&[Violation]; 3] =
    [&[Violation::StlrLdar], &[Violation::DsbSt], &[Violation::StlrLdar, Violation::DsbSt]];

/// The violations of QEMU that together lead to a forbidden state; none if it
/// is not known that they do.
pub fn violations(judge: &Judge<'_>, state: &State, watch: &Watch<'_>) -> &'static [Violation] {
    let stop = watch.stop();
    let Ok(prepared) = Prepared::new(judge.test(), judge.options(), &stop) else { return &[] };
    let leads_there = |set: &&&'static [Violation]| {
        let outcomes = prepared.under(&Weakened(set)).outcomes(&stop);
        outcomes.is_ok_and(|outcomes| outcomes.states.iter().any(|s| s.values == *state))
    };
    SETS.iter().find(leads_there).copied().unwrap_or_default()
}

/// Arm's model without what the violations break.
#[derive(Debug)]
struct Weakened(&'static [Violation]);

impl Model for Weakened {
    fn name(&self) -> &'static str {
        "aarch64 as QEMU has it on x86"
    }

    fn version(&self) -> &'static str {
        AArch64.version()
    }

    fn clauses(&self, thread: &ThreadEvents) -> Clauses {
        let mut thread = thread.clone();
        let breaks = |violation| self.0.contains(&violation);
        for event in &mut thread.events {
            let annotation = &mut event.annotation;
            match event.kind {
                EventKind::Read(_)
                    if annotation.acquire && !annotation.atomic && breaks(Violation::StlrLdar) =>
                {
                    (annotation.acquire, annotation.acquire_pc) = (false, true);
                }
                EventKind::Fence(Fence::Dsb { domain, ty: BarrierType::St })
                    if breaks(Violation::DsbSt) =>
                {
                    event.kind = EventKind::Fence(Fence::Dmb { domain, ty: BarrierType::St });
                }
                _ => {}
            }
        }
        AArch64.clauses(&thread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge::tests::{ints, judged, judged_text};

    #[test]
    fn each_is_recognised_and_no_other_outcome_is() {
        use Violation::{DsbSt, StlrLdar};
        let known = |test, state: &[i128]| judged(test, |j, w| violations(j, &ints(state), w));
        assert_eq!(known("SB+stlr-ldar+dmb.sy", &[0, 0]), [StlrLdar]);
        assert_eq!(known("SB+dsb.sts", &[0, 0]), [DsbSt]);
        // Store buffering twice, of which each violation explains one.
        let both = "AArch64 both\n{ 0:X1=x; 0:X3=y; 1:X1=y; 1:X3=x; 2:X1=z; 2:X3=w; 3:X1=w; 3:X3=z; }\n\
            P0 | P1 | P2 | P3 ;\n MOV W0,#1 | MOV W0,#1 | MOV W0,#1 | MOV W0,#1 ;\n\
            STLR W0,[X1] | STLR W0,[X1] | STR W0,[X1] | STR W0,[X1] ;\n | | DSB ST | DSB ST ;\n\
            LDAR W2,[X3] | LDAR W2,[X3] | LDR W2,[X3] | LDR W2,[X3] ;\n\
            exists (0:X2=0 /\\ 1:X2=0 /\\ 2:X2=0 /\\ 3:X2=0)";
        let found = judged_text(both, |j, w| violations(j, &ints(&[0; 4]), w));
        assert_eq!(found, [StlrLdar, DsbSt]);
        assert!(known("SB+dmb.sys", &[0, 0]).is_empty());
        assert!(known("SB+dsb.sys", &[0, 0]).is_empty());
        assert!(known("MP+dmb.sys", &[1, 0]).is_empty());
    }
}
