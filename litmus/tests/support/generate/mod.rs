//! Small random tests, as text.
//!
//! A [`Case`] is made from bytes, a few for each piece of a thread: every byte
//! is a decision, and 0 is the simplest one. So proptest shrinks a case by
//! dropping threads and pieces and by zeroing bytes, without knowing what they
//! mean. A piece is one instruction or a few that belong together (a branch
//! and what it skips, a load exclusive and its store).
//!
//! Threads use few registers, so that dependencies arise by themselves:
//!
//! | registers | use |
//! |---|---|
//! | X0 to X3 | data; they begin with distinct small numbers |
//! | X4 | status of store exclusives |
//! | X6, X7 | index and base made for one access |
//! | X8, X9 | zero, to choose between |
//! | X10, X11 | addresses of `x` and `y` |

mod access;
mod data;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeSet;

/// Which instructions to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// All that fencepost knows.
    All,
    /// Those that herd7 7.58 knows too.
    Herd,
}

/// The memory of a case and the sizes of accesses to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Two locations of this many bytes, always accessed whole.
    Scalars(u32),
    /// Two arrays of two elements of this many bytes; pairs access both.
    Pairs(u32),
    /// Two locations of twice this many bytes, accessed whole or by halves.
    Mixed(u32),
    /// No memory: data processing in one thread.
    Values,
}

/// A few lines of a thread.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What it exercises.
    pub family: &'static str,
    /// The instructions; `@` stands for a number that makes labels unique.
    pub lines: Vec<String>,
    /// By half of each location (x, x, y, y): reads and writes.
    touches: [[u32; 2]; 4],
    /// How many ways it can go, as herd7 counts them.
    ways: u64,
}

impl Default for Piece {
    fn default() -> Piece {
        Piece { family: "", lines: Vec::new(), touches: [[0; 2]; 4], ways: 1 }
    }
}

/// A small test.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its memory.
    pub shape: Shape,
    /// Its threads.
    pub threads: Vec<Vec<Piece>>,
    header: [u8; 8],
}

/// Reads decisions from bytes; when they run out, everything is 0.
pub struct Dice<'a> {
    bytes: std::slice::Iter<'a, u8>,
    vocabulary: Vocabulary,
    /// The data register that the thread last wrote.
    recent: usize,
}

impl Dice<'_> {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % n
    }

    /// One of some things.
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// True one time in `n`, and never for a byte of 0.
    fn seldom(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// A data register to read: half the time the one last written.
    fn source(&mut self) -> usize {
        match self.below(8) {
            n @ 0..=3 => n,
            _ => self.recent,
        }
    }

    /// A data register to write.
    fn target(&mut self) -> usize {
        self.recent = self.below(4);
        self.recent
    }

    fn knows_all(&self) -> bool {
        self.vocabulary == Vocabulary::All
    }
}

/// A runner for `cases` cases, the same ones for the same seed.
pub fn runner(cases: u32, seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Tests of up to `threads` threads whose brute force costs at most `budget`
/// candidate executions, roughly.
pub fn cases(vocabulary: Vocabulary, threads: usize, budget: u64) -> BoxedStrategy<Case> {
    let shapes = prop_oneof![
        6 => prop::sample::select(vec![8u32, 4, 2, 1]).prop_map(Shape::Scalars),
        3 => prop::sample::select(vec![8u32, 4]).prop_map(Shape::Pairs),
        2 => prop::sample::select(vec![4u32, 2, 1]).prop_map(Shape::Mixed),
    ];
    let pieces = vec(any::<[u8; 16]>(), 1..=5);
    (shapes, any::<[u8; 8]>(), vec(pieces, 1..=threads))
        .prop_map(move |(shape, header, bytes)| {
            Case::new(shape, vocabulary, header, &bytes).within(budget)
        })
        .boxed()
}

/// Single threads of data processing.
pub fn values(vocabulary: Vocabulary) -> BoxedStrategy<Case> {
    (any::<[u8; 8]>(), vec(any::<[u8; 16]>(), 1..=6))
        .prop_map(move |(header, bytes)| {
            Case::new(Shape::Values, vocabulary, header, std::slice::from_ref(&bytes))
        })
        .boxed()
}

impl Case {
    fn new(
        shape: Shape,
        vocabulary: Vocabulary,
        header: [u8; 8],
        threads: &[Vec<[u8; 16]>],
    ) -> Case {
        let thread = |pieces: &Vec<[u8; 16]>| -> Vec<Piece> {
            let mut recent = 0;
            let mut piece = |bytes: &[u8; 16]| {
                let mut dice = Dice { bytes: bytes.iter(), vocabulary, recent };
                let piece = piece(&mut dice, shape);
                recent = dice.recent;
                piece
            };
            pieces.iter().map(&mut piece).collect()
        };
        let mut threads: Vec<Vec<Piece>> = threads.iter().map(thread).collect();
        if threads.len() > 1 && header[4] % 2 == 1 {
            threads[1] = access::strict(shape, header[5]);
        }
        Case { shape, threads, header }
    }

    /// The case without the last pieces of its longest threads, as far as it
    /// takes to make it cheap.
    fn within(mut self, budget: u64) -> Case {
        while self.cost() > budget {
            let longest = self.threads.iter_mut().rev().max_by_key(|t| t.len());
            match longest {
                Some(thread) if thread.len() > 1 => thread.pop(),
                _ => break,
            };
        }
        self
    }

    /// The number of ways to go, to connect reads to writes and to order writes.
    fn cost(&self) -> u64 {
        let ways = self.threads.iter().flatten().fold(1u64, |n, p| n.saturating_mul(p.ways));
        (0..4).fold(ways, |cost, cell| {
            let sum = |kind: usize| {
                let all = self.threads.iter().flatten();
                all.map(|p| p.touches[cell][kind]).sum::<u32>()
            };
            let (reads, writes) = (sum(0), u64::from(sum(1)));
            let orders = (1..=writes).product::<u64>();
            cost.saturating_mul(orders).saturating_mul((writes + 1).saturating_pow(reads))
        })
    }

    /// The families of its pieces.
    pub fn families(&self) -> BTreeSet<&'static str> {
        self.threads.iter().flatten().map(|p| p.family).collect()
    }

    /// What herd7 has to be told to run it.
    pub fn herd_arguments(&self) -> &'static [&'static str] {
        if matches!(self.shape, Shape::Mixed(_)) { &["-variant", "mixed"] } else { &[] }
    }

    /// The lines of each thread, labels made unique.
    pub fn code(&self) -> Vec<Vec<String>> {
        let mut number = 0;
        let mut of_piece = |piece: &Piece| {
            number += 1;
            piece.lines.iter().map(|l| l.replace('@', &number.to_string())).collect::<Vec<_>>()
        };
        self.threads.iter().map(|t| t.iter().flat_map(&mut of_piece).collect()).collect()
    }

    /// The test.
    pub fn text(&self, name: &str) -> String {
        self.text_with(name, self.code())
    }

    /// The test with other code in place of its own.
    pub fn text_with(&self, name: &str, code: Vec<Vec<String>>) -> String {
        let mut text = format!("AArch64 {name}\n{{\n{}", self.memory());
        for (t, lines) in code.iter().enumerate() {
            text += &self.registers(t, lines);
        }
        text += "}\n";
        text += &columns(&code);
        let observed: Vec<String> = self.observed(&code);
        text + &format!("locations [{}]\nexists (0:X0=1)\n", observed.concat())
    }

    fn memory(&self) -> String {
        let [a, b, c, d] = [0, 1, 2, 3].map(|n| self.header[n] % 4);
        let ty = |bytes: u32| format!("uint{}_t", 8 * bytes);
        match self.shape {
            Shape::Scalars(size) => format!(" {0} x={a}; {0} y={b};\n", ty(size)),
            Shape::Pairs(size) => {
                format!(" {0} x[2]={{{a},{b}}}; {0} y[2]={{{c},{d}}};\n", ty(size))
            }
            Shape::Mixed(half) => {
                let whole = |low: u8, high: u8| u64::from(low) | u64::from(high) << (8 * half);
                format!(" {0} x={1}; {0} y={2};\n", ty(2 * half), whole(a, b), whole(c, d))
            }
            Shape::Values => String::new(),
        }
    }

    fn registers(&self, thread: usize, lines: &[String]) -> String {
        let mut text = String::new();
        for (name, location) in [("X10", "x"), ("X11", "y")] {
            if mentions(lines, name) {
                text += &format!(" {thread}:{name}={location};");
            }
        }
        for n in 0..=9 {
            if !mentions(lines, &format!("X{n}")) && !mentions(lines, &format!("W{n}")) {
                continue;
            }
            let value = match (self.shape, n) {
                (Shape::Values, _) => {
                    data::INTERESTING[usize::from(self.header[n % 8]) % data::INTERESTING.len()]
                }
                (_, 0..=3) => (8 * thread + n + 1) as u64,
                _ => 0,
            };
            text += &format!(" uint64_t {thread}:X{n}={value:#x};");
        }
        text + "\n"
    }

    fn observed(&self, code: &[Vec<String>]) -> Vec<String> {
        let mut items = Vec::new();
        for (t, lines) in code.iter().enumerate() {
            let used =
                |n: &usize| mentions(lines, &format!("X{n}")) || mentions(lines, &format!("W{n}"));
            items.extend((0..6).filter(used).map(|n| format!("{t}:X{n};")));
        }
        if self.shape != Shape::Values {
            items.extend(["x;".to_string(), "y;".to_string()]);
        }
        items
    }
}

/// Whether some line has this word.
fn mentions(lines: &[String], word: &str) -> bool {
    let words =
        |line: &String| line.split(|c: char| !c.is_ascii_alphanumeric()).any(|token| token == word);
    lines.iter().any(words)
}

/// The program part of a test.
fn columns(code: &[Vec<String>]) -> String {
    let heads: Vec<String> = (0..code.len()).map(|t| format!("P{t}")).collect();
    let mut text = format!(" {} ;\n", heads.join(" | "));
    for row in 0..code.iter().map(Vec::len).max().unwrap_or(0) {
        let cells: Vec<&str> =
            code.iter().map(|lines| lines.get(row).map_or("", String::as_str)).collect();
        text += &format!(" {} ;\n", cells.join(" | "));
    }
    text
}

fn piece(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    if shape == Shape::Values {
        return data::piece(dice);
    }
    match dice.below(32) {
        0..=5 => access::load(dice, shape),
        6..=11 => access::store(dice, shape),
        12 => access::pair(dice, shape),
        13 => access::forward(dice, shape),
        14..=15 => access::exclusive(dice, shape),
        16..=18 => access::atomic(dice, shape),
        19..=20 => access::compare_and_swap(dice, shape),
        21..=23 => barrier(dice),
        24..=27 => branch(dice, shape),
        28 | 29 => data::select(dice),
        _ => data::piece(dice),
    }
}

fn barrier(dice: &mut Dice<'_>) -> Piece {
    const OPTIONS: [&str; 12] = [
        "SY", "LD", "ST", "ISH", "ISHLD", "ISHST", "OSH", "OSHLD", "OSHST", "NSH", "NSHLD", "NSHST",
    ];
    let option = |dice: &mut Dice<'_>| {
        // Those of herd7 7.58 that have no effect tell nothing about fencepost.
        let known = if dice.knows_all() { 12 } else { 9 };
        OPTIONS[dice.below(4 * known) % known]
    };
    let line = match dice.below(5) {
        0 | 1 => format!("DMB {}", option(dice)),
        2 => format!("DSB {}", option(dice)),
        3 => "ISB".into(),
        _ if dice.knows_all() && dice.seldom(2) => "CLREX".into(),
        _ => "NOP".into(),
    };
    Piece { family: "barrier", lines: vec![line], ..Piece::default() }
}

/// A branch on data over nothing, or over another piece.
fn branch(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let r = dice.source();
    let k = dice.below(4);
    let mut lines = match dice.below(5) {
        0 => vec![format!("CBZ X{r},L@")],
        1 => vec![format!("CBNZ W{r},L@")],
        2 => vec![format!("TBZ X{r},#{},L@", k % 3)],
        3 => vec![format!("TBNZ W{r},#{},L@", k % 3)],
        _ => {
            let cond = dice.pick(&["EQ", "NE", "GT", "LT", "HI", "LS", "CS", "MI"]);
            vec![format!("CMP X{r},#{k}"), format!("B.{cond} L@")]
        }
    };
    let skipped = match dice.below(4) {
        0 | 1 => Piece::default(),
        2 => access::store(dice, shape),
        _ => access::load(dice, shape),
    };
    lines.extend(skipped.lines);
    lines.push("L@:".into());
    if dice.seldom(3) {
        lines.push("ISB".into());
    }
    Piece { family: "branch", lines, ways: 2 * skipped.ways, ..skipped }
}
