//! How a test is provoked: a [`Recipe`], as data and as TOML.

use fencepost_asm::detect::Topology;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the format that [`Recipe::to_toml`] writes and [`Recipe::from_toml`] reads.
pub const VERSION: u32 = 1;

/// Where memory lies, where threads run and how they are provoked. With its seed it makes a run
/// repeatable, as far as hardware is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The version of the format: [`VERSION`].
    pub version: u32,
    /// Where random choices begin.
    #[serde(default)]
    pub seed: u64,
    /// Where the variables lie.
    #[serde(default)]
    pub layout: Layout,
    /// Where the threads run.
    #[serde(default)]
    pub threads: Threads,
    /// How the threads start together.
    #[serde(default)]
    pub sync: Sync,
    /// What is done to the variables in the caches beforehand.
    #[serde(default)]
    pub cache: Cache,
    /// What else keeps the machine busy.
    #[serde(default)]
    pub stress: Stress,
}

/// Where the variables of the instances lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layout {
    /// Instances in a round: raced over, then counted and reset. At least 1.
    pub instances: usize,
    /// How far apart the variables of an instance are.
    pub spacing: Spacing,
    /// Least distance in bytes between neighbours: the same variable of two instances, or, with
    /// spacing in bytes, two instances. 0 packs them.
    pub stride: usize,
    /// Which instances are neighbours.
    pub order: Order,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout { instances: 2048, spacing: Spacing::Arrays, stride: 0, order: Order::Linear }
    }
}

/// How far apart the variables of an instance are. No size of a cache line is assumed: 0 puts them
/// on one line of any size, 64, 128 and 256 on one line or on two, as the machine has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "SpacingText", into = "SpacingText")]
pub enum Spacing {
    /// `"arrays"`: one array for each variable, on pages of its own.
    Arrays,
    /// So many bytes from the start of one to the start of the next; 0 packs them.
    Bytes(usize),
    /// `"page"`: on neighbouring pages.
    Page,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SpacingText {
    Bytes(usize),
    Word(String),
}

impl TryFrom<SpacingText> for Spacing {
    type Error = String;

    fn try_from(text: SpacingText) -> Result<Spacing, String> {
        match text {
            SpacingText::Bytes(bytes) if bytes <= 1 << 20 => Ok(Spacing::Bytes(bytes)),
            SpacingText::Bytes(bytes) => Err(format!("spacing of {bytes} bytes is over 1048576")),
            SpacingText::Word(word) => match word.as_str() {
                "arrays" => Ok(Spacing::Arrays),
                "page" => Ok(Spacing::Page),
                _ => Err(format!("spacing `{word}` is not \"arrays\", \"page\" or a number")),
            },
        }
    }
}

impl From<Spacing> for SpacingText {
    fn from(spacing: Spacing) -> SpacingText {
        match spacing {
            Spacing::Bytes(bytes) => SpacingText::Bytes(bytes),
            Spacing::Arrays => SpacingText::Word("arrays".into()),
            Spacing::Page => SpacingText::Word("page".into()),
        }
    }
}

/// Which instances are neighbours in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Those that are raced one after the other.
    #[default]
    Linear,
    /// Instance v has slot v·p mod n, with a random p that is coprime to n.
    Scattered,
}

/// Where the threads run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Threads {
    /// On which cores.
    pub placement: Placement,
    /// How many groups race at once, each with a thread for each role; 0 for as many as there are
    /// CPUs for, and at least one.
    pub groups: usize,
    /// Which thread runs which role.
    pub mixing: Mixing,
}

/// On which cores the threads of a group run. Where the system cannot pin (macOS), the classes of
/// quality of service stand in: performance cores for `same-cluster`, a performance and an
/// efficiency core for `other-cluster`, efficiency cores for `slow`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placement {
    /// One CPU after the other, as the system numbers them.
    #[default]
    InOrder,
    /// CPUs at random.
    Shuffled,
    /// CPUs of one cluster.
    SameCluster,
    /// CPUs of clusters in turn.
    OtherCluster,
    /// SMT siblings.
    Siblings,
    /// The slowest CPUs.
    Slow,
    /// Wherever the system puts them: not pinned.
    Floating,
}

/// Which thread of a group runs which role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mixing {
    /// Thread k runs role k.
    Fixed,
    /// Thread k runs role k + b of batch b.
    #[default]
    Rotate,
    /// As `rotate`, and two batches between barriers: role k of one, then role k + 1 of the other.
    Paired,
}

/// How the threads start together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sync {
    /// Threads meet before every so many instances; 0 lets them run freely through a round.
    pub every: usize,
    /// How they meet.
    pub barrier: Barrier,
    /// With `timebase`: from the meeting to the start, in ticks of the counter.
    pub ticks: u64,
    /// Each then waits a random number of dependent ALU operations, up to this.
    pub delay: usize,
}

impl Default for Sync {
    fn default() -> Sync {
        Sync { every: 32, barrier: Barrier::Spin, ticks: 2000, delay: 0 }
    }
}

/// How threads meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Barrier {
    /// They spin on each other's counters.
    #[default]
    Spin,
    /// As `spin`, then a full fence, so that earlier stores have left the store buffers.
    Fenced,
    /// As `fenced`, then all start at one time of the system's counter; where that is slower than
    /// 500 MHz it is `fenced`.
    Timebase,
}

/// What each role does to the variables before it meets the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// By role, then variable, both repeated as often as needed; empty for nothing.
    pub actions: Vec<Vec<CacheAction>>,
}

/// What is done to one variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheAction {
    /// Nothing.
    #[default]
    None,
    /// DC CIVAC; CLFLUSH on x86.
    Flush,
    /// PRFM PLDL1KEEP; PREFETCHT0 on x86.
    Prefetch,
    /// PRFM PSTL1KEEP; PREFETCHW on x86.
    PrefetchStore,
    /// A load.
    Touch,
    /// One of the others, at random for each batch.
    Random,
}

/// Threads that keep the machine busy, on CPUs left over where there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stress {
    /// Threads that load and store all over a shared array.
    pub memory: usize,
    /// Threads that start threads and wait for their end.
    pub launch: usize,
}

impl Default for Recipe {
    fn default() -> Recipe {
        Recipe {
            version: VERSION,
            seed: 1,
            layout: Layout::default(),
            threads: Threads::default(),
            sync: Sync::default(),
            cache: Cache::default(),
            stress: Stress::default(),
        }
    }
}

/// Why a text is no recipe.
#[derive(Debug)]
pub enum RecipeError {
    /// It is not TOML, or names something that a recipe does not have.
    Toml(toml::de::Error),
    /// It is of another version.
    Version(u32),
    /// A number is out of its range.
    Range {
        /// Which.
        name: &'static str,
        /// What it may be.
        range: &'static str,
    },
}

impl fmt::Display for RecipeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecipeError::Toml(e) => write!(f, "{e}"),
            RecipeError::Version(v) => {
                write!(f, "version {v}: this fencepost reads recipes of version {VERSION}")
            }
            RecipeError::Range { name, range } => write!(f, "{name} must be {range}"),
        }
    }
}

impl std::error::Error for RecipeError {}

impl Recipe {
    /// The recipe to begin with on a machine: the default one, and where there are at least four
    /// CPUs a thread that launches threads, which is what provokes most on Arm ("Memory DisOrder",
    /// 2026). Tuning finds better ones.
    pub fn default_for(topology: &Topology) -> Recipe {
        let launch = usize::from(topology.allowed.len() >= 4);
        Recipe { stress: Stress { memory: 0, launch }, ..Recipe::default() }
    }

    /// Reads a recipe.
    ///
    /// # Errors
    /// Where and why it is none.
    pub fn from_toml(text: &str) -> Result<Recipe, RecipeError> {
        let recipe: Recipe = toml::from_str(text).map_err(RecipeError::Toml)?;
        if recipe.version != VERSION {
            return Err(RecipeError::Version(recipe.version));
        }
        let ranges = [
            ("layout.instances", recipe.layout.instances, 1 << 22, "1 to 4194304"),
            ("layout.stride", recipe.layout.stride.max(1), 1 << 20, "at most 1048576"),
            ("threads.groups", recipe.threads.groups.max(1), 1 << 10, "at most 1024"),
            ("sync.delay", recipe.sync.delay.max(1), 1 << 20, "at most 1048576"),
            ("stress.memory", recipe.stress.memory.max(1), 1 << 10, "at most 1024"),
            ("stress.launch", recipe.stress.launch.max(1), 1 << 10, "at most 1024"),
        ];
        match ranges.into_iter().find(|&(_, value, most, _)| value < 1 || value > most) {
            Some((name, _, _, range)) => Err(RecipeError::Range { name, range }),
            None => Ok(recipe),
        }
    }

    /// The recipe as [`Recipe::from_toml`] reads it.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a recipe is plain data with its tables last")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_there_and_back() {
        let mut recipe = Recipe::default();
        recipe.layout.spacing = Spacing::Bytes(128);
        recipe.cache.actions = vec![vec![CacheAction::Flush, CacheAction::Touch]];
        recipe.sync.barrier = Barrier::Timebase;
        let text = recipe.to_toml();
        assert_eq!(Recipe::from_toml(&text).unwrap(), recipe, "{text}");
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        assert_eq!(
            Recipe::from_toml("version = 1\nseed = 1\n[sync]\nevery = 32").unwrap(),
            Recipe::default()
        );
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let error = |text: &str| Recipe::from_toml(text).unwrap_err().to_string();
        assert!(error("version = 2").contains("version 2"));
        assert!(error("version = 1\nsede = 3").contains("sede"));
        assert!(error("version = 1\n[layout]\ninstances = 0").contains("layout.instances"));
        assert!(error("version = 1\n[layout]\nspacing = 'wide'").contains("wide"));
    }
}
