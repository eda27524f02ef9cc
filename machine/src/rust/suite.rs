//! The built-in tests: what Rust's orderings do, what they do not, and on which machines.

use super::{Litmus, Mapping};
use crate::litmus;

/// A test, its condition, and which machines may satisfy it.
#[derive(Debug)]
pub struct Case {
    /// What the test teaches, in one sentence.
    pub teaches: &'static str,
    /// The test.
    pub test: Litmus,
    /// The condition.
    pub condition: &'static str,
    /// The mappings that allow it; none if it is forbidden everywhere.
    pub allowing: &'static [Mapping],
    /// Of a forbidden one the same with something missing, and the mappings that allow that.
    pub mutant: Option<(Litmus, &'static [Mapping])>,
}

const NOWHERE: &[Mapping] = &[];
const EVERYWHERE: &[Mapping] = &Mapping::ALL;
const ARM: &[Mapping] = &[Mapping::A64, Mapping::Lse, Mapping::LseRcpc];

/// All of them.
pub fn cases() -> Vec<Case> {
    [two_threads(), dependencies(), many_threads(), updates(), idioms()]
        .into_iter()
        .flatten()
        .collect()
}

fn case(teaches: &'static str, test: Litmus, condition: &'static str) -> Case {
    Case { teaches, test, condition, allowing: NOWHERE, mutant: None }
}

impl Case {
    fn allowed_on(self, allowing: &'static [Mapping]) -> Case {
        Case { allowing, ..self }
    }

    fn mutant(self, mutant: Litmus, allowing: &'static [Mapping]) -> Case {
        Case { mutant: Some((mutant, allowing)), ..self }
    }
}

fn two_threads() -> Vec<Case> {
    let sb = || {
        litmus! {
            "SB";
            atomic x, y: u32;
            P0 { x.store(1, Relaxed); let r0 = y.load(Relaxed); }
            P1 { y.store(1, Relaxed); let r0 = x.load(Relaxed); }
        }
    };
    let mp = || {
        litmus! {
            "MP";
            atomic x, y: u32;
            P0 { x.store(1, Relaxed); y.store(1, Relaxed); }
            P1 { let r0 = y.load(Relaxed); let r1 = x.load(Relaxed); }
        }
    };
    let lb = || {
        litmus! {
            "LB";
            atomic x, y: u32;
            P0 { let r0 = x.load(Relaxed); y.store(1, Relaxed); }
            P1 { let r0 = y.load(Relaxed); x.store(1, Relaxed); }
        }
    };
    vec![
        case(
            "A store may wait in its core while a later load goes ahead, even on x86-64.",
            sb(),
            r"0:r0=0 /\ 1:r0=0",
        )
        .allowed_on(EVERYWHERE),
        case(
            "SeqCst on all four accesses forbids it; Release and Acquire do where the acquire is \
             LDAR, and not where it is LDAPR, or MOV on x86-64.",
            litmus! {
                "SB+seqcsts";
                atomic x, y: u32;
                P0 { x.store(1, SeqCst); let r0 = y.load(SeqCst); }
                P1 { y.store(1, SeqCst); let r0 = x.load(SeqCst); }
            },
            r"0:r0=0 /\ 1:r0=0",
        )
        .mutant(
            litmus! {
                "SB+rel-acqs";
                atomic x, y: u32;
                P0 { x.store(1, Release); let r0 = y.load(Acquire); }
                P1 { y.store(1, Release); let r0 = x.load(Acquire); }
            },
            &[Mapping::LseRcpc, Mapping::X86],
        ),
        case(
            "A SeqCst fence between store and load forbids it; an AcqRel fence is the same DMB on \
             Arm and nothing on x86-64.",
            litmus! {
                "SB+fence.seqcsts";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); fence(SeqCst); let r0 = y.load(Relaxed); }
                P1 { y.store(1, Relaxed); fence(SeqCst); let r0 = x.load(Relaxed); }
            },
            r"0:r0=0 /\ 1:r0=0",
        )
        .mutant(
            litmus! {
                "SB+fence.acqrels";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); fence(AcqRel); let r0 = y.load(Relaxed); }
                P1 { y.store(1, Relaxed); fence(AcqRel); let r0 = x.load(Relaxed); }
            },
            &[Mapping::X86],
        ),
        case(
            "Relaxed accesses pass no message on Arm, though they do on x86-64.",
            mp(),
            r"1:r0=1 /\ 1:r1=0",
        )
        .allowed_on(ARM),
        case(
            "A release store that an acquire load reads passes on what was stored before it.",
            litmus! {
                "MP+rel+acq";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(1, Release); }
                P1 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(mp(), ARM),
        case(
            "The sizes of data and flag do not matter.",
            litmus! {
                "MP+rel.u8+acq.u8";
                atomic x: u64;
                atomic y: u8;
                P0 { x.store(0x1_0000_0001, Relaxed); y.store(255, Release); }
                P1 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=255 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "MP.u8";
                atomic x: u64;
                atomic y: u8;
                P0 { x.store(0x1_0000_0001, Relaxed); y.store(255, Relaxed); }
                P1 { let r0 = y.load(Relaxed); let r1 = x.load(Relaxed); }
            },
            ARM,
        ),
        case(
            "Fences pass a message too, one on each side.",
            litmus! {
                "MP+fence.rel+fence.acq";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
                P1 { let r0 = y.load(Relaxed); fence(Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "MP+fence.rel";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
                P1 { let r0 = y.load(Relaxed); let r1 = x.load(Relaxed); }
            },
            ARM,
        ),
        case("Both loads may see what is stored after them.", lb(), r"0:r0=1 /\ 1:r0=1")
            .allowed_on(ARM),
        case(
            "An acquire load comes before all that follows it.",
            litmus! {
                "LB+acqs";
                atomic x, y: u32;
                P0 { let r0 = x.load(Acquire); y.store(1, Relaxed); }
                P1 { let r0 = y.load(Acquire); x.store(1, Relaxed); }
            },
            r"0:r0=1 /\ 1:r0=1",
        )
        .mutant(lb(), ARM),
        case(
            "What an acquire has seen cannot be overwritten by an older store.",
            litmus! {
                "S+rel+acq";
                atomic x, y: u32;
                P0 { x.store(2, Relaxed); y.store(1, Release); }
                P1 { let r0 = y.load(Acquire); x.store(1, Relaxed); }
            },
            r"1:r0=1 /\ x=2",
        )
        .mutant(
            litmus! {
                "S";
                atomic x, y: u32;
                P0 { x.store(2, Relaxed); y.store(1, Relaxed); }
                P1 { let r0 = y.load(Relaxed); x.store(1, Relaxed); }
            },
            ARM,
        ),
        case(
            "SeqCst accesses of one thread are in one order for all; with Release and Acquire a \
             load may still pass a store.",
            litmus! {
                "R+seqcsts";
                atomic x, y: u32;
                P0 { x.store(1, SeqCst); y.store(1, SeqCst); }
                P1 { y.store(2, SeqCst); let r0 = x.load(SeqCst); }
            },
            r"y=2 /\ 1:r0=0",
        )
        .mutant(
            litmus! {
                "R+rel-acqs";
                atomic x, y: u32;
                P0 { x.store(1, Release); y.store(1, Release); }
                P1 { y.store(2, Release); let r0 = x.load(Acquire); }
            },
            &[Mapping::LseRcpc, Mapping::X86],
        ),
        case(
            "Release stores keep their order for whoever looks at the end.",
            litmus! {
                "2+2W+rels";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(2, Release); }
                P1 { y.store(1, Relaxed); x.store(2, Release); }
            },
            r"x=1 /\ y=1",
        )
        .mutant(
            litmus! {
                "2+2W";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(2, Relaxed); }
                P1 { y.store(1, Relaxed); x.store(2, Relaxed); }
            },
            ARM,
        ),
        case(
            "Two loads of one variable never go back in time, however relaxed.",
            litmus! {
                "CoRR";
                atomic x: u32;
                P0 { x.store(1, Relaxed); }
                P1 { let r0 = x.load(Relaxed); let r1 = x.load(Relaxed); }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(mp(), ARM),
    ]
}

fn dependencies() -> Vec<Case> {
    vec![
        case(
            "A branch does not keep a later load from being early; an acquire fence after it does.",
            litmus! {
                "MP+rel+ctrl-fence.acq";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(1, Release); }
                P1 {
                    let r0 = y.load(Relaxed);
                    if r0 == 1 { fence(Acquire); let r1 = x.load(Relaxed); }
                }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "MP+rel+ctrl";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(1, Release); }
                P1 {
                    let r0 = y.load(Relaxed);
                    if r0 == 1 { let r1 = x.load(Relaxed); }
                }
            },
            ARM,
        ),
        case(
            "A branch does keep a later store from being early: on every machine, though the \
             language does not promise it.",
            litmus! {
                "LB+ctrls";
                atomic x, y: u32;
                P0 { let r0 = x.load(Relaxed); if r0 == 1 { y.store(1, Relaxed); } }
                P1 { let r0 = y.load(Relaxed); if r0 != 2 { x.store(1, Relaxed); } }
            },
            r"0:r0=1 /\ 1:r0=1",
        )
        .mutant(
            litmus! {
                "LB+ctrl";
                atomic x, y: u32;
                P0 { let r0 = x.load(Relaxed); if r0 == 1 { y.store(1, Relaxed); } }
                P1 { let r0 = y.load(Relaxed); x.store(1, Relaxed); }
            },
            ARM,
        ),
        case(
            "A value that is passed on is not passed on before it is read.",
            litmus! {
                "LB+data+acq";
                atomic x, y: u32;
                P0 { let r0 = x.load(Relaxed); y.store(r0, Relaxed); }
                P1 { let r0 = y.load(Acquire); x.store(1, Relaxed); }
            },
            r"0:r0=1 /\ 1:r0=1",
        )
        .mutant(
            litmus! {
                "LB+data";
                atomic x, y: u32;
                P0 { let r0 = x.load(Relaxed); y.store(r0, Relaxed); }
                P1 { let r0 = y.load(Relaxed); x.store(1, Relaxed); }
            },
            ARM,
        ),
    ]
}

fn many_threads() -> Vec<Case> {
    vec![
        case(
            "Acquire loads suffice for all to agree on the order of two stores: Arm and x86-64 \
             show a store to all others at once.",
            litmus! {
                "IRIW+acqs";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); }
                P1 { let r0 = x.load(Acquire); let r1 = y.load(Relaxed); }
                P2 { y.store(1, Relaxed); }
                P3 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=1 /\ 1:r1=0 /\ 3:r0=1 /\ 3:r1=0",
        )
        .mutant(
            litmus! {
                "IRIW";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); }
                P1 { let r0 = x.load(Relaxed); let r1 = y.load(Relaxed); }
                P2 { y.store(1, Relaxed); }
                P3 { let r0 = y.load(Relaxed); let r1 = x.load(Relaxed); }
            },
            ARM,
        ),
        case(
            "What is passed on through a second thread arrives with all that came before it.",
            litmus! {
                "WRC+rel+acq";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); }
                P1 { let r0 = x.load(Relaxed); y.store(1, Release); }
                P2 { let r0 = y.load(Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=1 /\ 2:r0=1 /\ 2:r1=0",
        )
        .mutant(
            litmus! {
                "WRC";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); }
                P1 { let r0 = x.load(Relaxed); y.store(1, Relaxed); }
                P2 { let r0 = y.load(Relaxed); let r1 = x.load(Relaxed); }
            },
            ARM,
        ),
    ]
}

fn updates() -> Vec<Case> {
    vec![
        case(
            "An update is no fence: after an AcqRel swap that is an exclusive loop, a relaxed load \
             may be early; after SWPAL not.",
            litmus! {
                "SB+swap.seqcst-seqcsts";
                atomic x, y: u32;
                P0 { let r0 = x.swap(1, SeqCst); let r1 = y.load(SeqCst); }
                P1 { let r0 = y.swap(1, SeqCst); let r1 = x.load(SeqCst); }
            },
            r"0:r1=0 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "SB+swap.acqrel-rlxs";
                atomic x, y: u32;
                P0 { let r0 = x.swap(1, AcqRel); let r1 = y.load(Relaxed); }
                P1 { let r0 = y.swap(1, AcqRel); let r1 = x.load(Relaxed); }
            },
            &[Mapping::A64],
        ),
        case(
            "Updates of one variable take turns, however relaxed; a load and a store do not.",
            litmus! {
                "2+fetch_add";
                atomic x: u64;
                P0 { let r0 = x.fetch_add(1, Relaxed); }
                P1 { let r0 = x.fetch_add(1, Relaxed); }
            },
            r"0:r0=0 /\ 1:r0=0",
        )
        .mutant(
            litmus! {
                "2+load-store";
                atomic x: u64;
                P0 { let r0 = x.load(Relaxed); x.store(1, Relaxed); }
                P1 { let r0 = x.load(Relaxed); x.store(1, Relaxed); }
            },
            EVERYWHERE,
        ),
        case(
            "An update that releases passes a message as a store does.",
            litmus! {
                "MP+fetch_or.rel+fetch_and.acq";
                atomic x: u32;
                atomic y: u16 = 4;
                P0 { x.store(1, Relaxed); y.fetch_or(1, Release); }
                P1 { let r0 = y.fetch_and(4, Acquire); let r1 = x.load(Relaxed); }
            },
            r"1:r0=5 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "MP+fetch_or.rlx+fetch_and.acq";
                atomic x: u32;
                atomic y: u16 = 4;
                P0 { x.store(1, Relaxed); y.fetch_or(1, Relaxed); }
                P1 { let r0 = y.fetch_and(4, Acquire); let r1 = x.load(Relaxed); }
            },
            ARM,
        ),
        case(
            "A compare_exchange that fails is a load of the failure's order.",
            litmus! {
                "MP+rel+cas.fail.acq";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(1, Release); }
                P1 {
                    let (Ok(r0) | Err(r0)) = y.compare_exchange(0, 2, Release, Acquire);
                    let r1 = x.load(Relaxed);
                }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "MP+rel+cas.fail.rlx";
                atomic x, y: u32;
                P0 { x.store(1, Relaxed); y.store(1, Release); }
                P1 {
                    let (Ok(r0) | Err(r0)) = y.compare_exchange(0, 2, Release, Relaxed);
                    let r1 = x.load(Relaxed);
                }
            },
            ARM,
        ),
        case(
            "Of two compare_exchange from the same value one fails.",
            litmus! {
                "2+cas";
                atomic x: usize;
                P0 { let (Ok(r0) | Err(r0)) = x.compare_exchange(0, 1, Relaxed, Relaxed); }
                P1 { let (Ok(r0) | Err(r0)) = x.compare_exchange(0, 2, Relaxed, Relaxed); }
            },
            r"0:r0=0 /\ 1:r0=0",
        )
        .mutant(
            litmus! {
                "2+load-if-store";
                atomic x: usize;
                P0 { let r0 = x.load(Relaxed); if r0 == 0 { x.store(1, Relaxed); } }
                P1 { let r0 = x.load(Relaxed); if r0 == 0 { x.store(2, Relaxed); } }
            },
            EVERYWHERE,
        ),
    ]
}

fn idioms() -> Vec<Case> {
    vec![
        case(
            "Dekker's entry keeps two threads out of one section, if it is SeqCst.",
            litmus! {
                "Dekker+seqcsts";
                atomic x, y, inside: u8;
                P0 {
                    x.store(1, SeqCst);
                    let r0 = y.load(SeqCst);
                    if r0 == 0 { inside.fetch_add(1, Relaxed); }
                }
                P1 {
                    y.store(1, SeqCst);
                    let r0 = x.load(SeqCst);
                    if r0 == 0 { inside.fetch_add(1, Relaxed); }
                }
            },
            "inside=2",
        )
        .mutant(
            litmus! {
                "Dekker+rel-acqs";
                atomic x, y, inside: u8;
                P0 {
                    x.store(1, Release);
                    let r0 = y.load(Acquire);
                    if r0 == 0 { inside.fetch_add(1, Relaxed); }
                }
                P1 {
                    y.store(1, Release);
                    let r0 = x.load(Acquire);
                    if r0 == 0 { inside.fetch_add(1, Relaxed); }
                }
            },
            &[Mapping::LseRcpc, Mapping::X86],
        ),
        case(
            "The last owner of an Arc sees what the others did to its value, by the fence that it \
             drops it behind.",
            litmus! {
                "Arc+drop";
                atomic owners: usize = 2;
                atomic value: u32;
                P0 { value.store(1, Relaxed); let r0 = owners.fetch_sub(1, Release); }
                P1 {
                    let r0 = owners.fetch_sub(1, Release);
                    if r0 == 1 { fence(Acquire); let r1 = value.load(Relaxed); }
                }
            },
            r"1:r0=1 /\ 1:r1=0",
        )
        .mutant(
            litmus! {
                "Arc+drop-unfenced";
                atomic owners: usize = 2;
                atomic value: u32;
                P0 { value.store(1, Relaxed); let r0 = owners.fetch_sub(1, Release); }
                P1 {
                    let r0 = owners.fetch_sub(1, Release);
                    if r0 == 1 { let r1 = value.load(Relaxed); }
                }
            },
            ARM,
        ),
    ]
}
