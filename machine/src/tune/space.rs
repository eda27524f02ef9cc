//! The parameters of a recipe and the values that are tried.

use crate::recipe::CacheAction::{Flush, None, Prefetch, PrefetchStore, Random, Touch};
use crate::recipe::{Barrier, CacheAction, Mixing, Order, Placement, Recipe, Spacing};

/// The number of a value among those of its parameter.
pub(super) type Choice = usize;

/// All parameters.
pub(super) struct Space(Vec<Parameter>);

struct Parameter {
    name: &'static str,
    values: Vec<Value>,
}

struct Value {
    label: String,
    set: Box<dyn Fn(&mut Recipe)>,
}

/// A parameter, the type of its values, and how a recipe gets one.
fn parameter<T: Clone + 'static>(
    name: &'static str,
    values: impl IntoIterator<Item = T>,
    label: impl Fn(&T) -> String,
    set: impl Fn(&mut Recipe, T) + Copy + 'static,
) -> Parameter {
    let value = |value: T| Value {
        label: label(&value),
        set: Box::new(move |recipe| set(recipe, value.clone())),
    };
    Parameter { name, values: values.into_iter().map(value).collect() }
}

/// A value as the recipe's TOML has it.
fn word<T: serde::Serialize>(value: &T) -> String {
    toml::Value::try_from(value).map_or_else(|e| e.to_string(), |value| value.to_string())
}

impl Space {
    pub(super) fn new(start: &Recipe, placements: &[Placement]) -> Space {
        // By role, then variable: in store buffering's shape, where role k stores to variable k,
        // "own" is what it stores to.
        let own = |own: CacheAction, other: CacheAction| vec![vec![own, other], vec![other, own]];
        let actions = [
            vec![],
            vec![vec![Touch]],
            vec![vec![Flush]],
            vec![vec![Prefetch]],
            vec![vec![Random]],
            own(Flush, Touch),
            own(Touch, Flush),
            own(None, Touch),
            own(PrefetchStore, Touch),
        ];
        let (memory, launch) = (start.stress.memory, start.stress.launch);
        let spacings = [0, 64, 128, 256]
            .map(Spacing::Bytes)
            .into_iter()
            .chain([Spacing::Arrays, Spacing::Page]);
        Space(vec![
            parameter("layout.instances", [256, 1024, 4096], word, |r, v| r.layout.instances = v),
            parameter("layout.spacing", spacings, word, |r, v| r.layout.spacing = v),
            parameter("layout.stride", [0, 64, 128], word, |r, v| r.layout.stride = v),
            parameter("layout.order", [Order::Linear, Order::Scattered], word, |r, v| {
                r.layout.order = v;
            }),
            parameter("threads.placement", placements.to_vec(), word, |r, v| {
                r.threads.placement = v;
            }),
            parameter(
                "threads.mixing",
                [Mixing::Fixed, Mixing::Rotate, Mixing::Paired],
                word,
                |r, v| r.threads.mixing = v,
            ),
            parameter("sync.every", [0, 1, 8, 16, 32, 64, 128, 256], word, |r, v| r.sync.every = v),
            parameter(
                "sync.barrier",
                [Barrier::Spin, Barrier::Fenced, Barrier::Timebase],
                word,
                |r, v| r.sync.barrier = v,
            ),
            parameter("sync.delay", [0, 8, 32, 128], word, |r, v| r.sync.delay = v),
            parameter("cache.actions", actions, word, |r, v| r.cache.actions = v),
            parameter(
                "stress",
                [(memory, launch), (memory + 1, launch), (memory, launch + 1)],
                |&(memory, launch)| format!("memory {memory}, launch {launch}"),
                |r, (memory, launch)| {
                    r.stress.memory = memory;
                    r.stress.launch = launch;
                },
            ),
        ])
    }

    pub(super) fn parameters(&self) -> usize {
        self.0.len()
    }

    pub(super) fn name(&self, parameter: usize) -> &'static str {
        self.0[parameter].name
    }

    /// How many values a parameter has.
    pub(super) fn values(&self, parameter: usize) -> usize {
        self.0[parameter].values.len()
    }

    pub(super) fn value(&self, parameter: usize, choice: Choice) -> &str {
        &self.0[parameter].values[choice].label
    }

    /// `start` with a value for every parameter.
    pub(super) fn recipe(&self, start: &Recipe, choices: &[Choice]) -> Recipe {
        let mut recipe = start.clone();
        for (parameter, &choice) in self.0.iter().zip(choices) {
            (parameter.values[choice].set)(&mut recipe);
        }
        recipe
    }
}
