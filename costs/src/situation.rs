//! What happens around a primitive while it is measured.

use serde::{Deserialize, Serialize};

/// What the thread does right before the primitive, in every iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// Four NOPs.
    Bare,
    /// A store to a line in the first-level cache.
    HitStore,
    /// A store to a random line of a buffer larger than the caches.
    MissingStore,
    /// A store to a line that a core of the same cluster wrote last.
    SameClusterStore,
    /// A store to a line that a core of another cluster wrote last.
    OtherClusterStore,
    /// A store to a line that another core wrote last, where it is not known which.
    OtherCoreStore,
    /// A load from a random line of a buffer larger than the caches; nothing waits for its value.
    MissingLoad,
    /// Eight stores that fill the next line of a long buffer.
    StreamingStores,
}

impl Before {
    /// All of them.
    pub const ALL: [Before; 8] = [
        Before::Bare,
        Before::HitStore,
        Before::MissingStore,
        Before::SameClusterStore,
        Before::OtherClusterStore,
        Before::OtherCoreStore,
        Before::MissingLoad,
        Before::StreamingStores,
    ];

    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Before::Bare => "bare",
            Before::HitStore => "hit-store",
            Before::MissingStore => "missing-store",
            Before::SameClusterStore => "same-cluster-store",
            Before::OtherClusterStore => "other-cluster-store",
            Before::OtherCoreStore => "other-core-store",
            Before::MissingLoad => "missing-load",
            Before::StreamingStores => "streaming-stores",
        }
    }

    /// It as the end of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Before::Bare => "bare, amid NOPs",
            Before::HitStore => "after a store that hits the L1 cache",
            Before::MissingStore => "after a store that misses the caches",
            Before::SameClusterStore => {
                "after a store to a line that a core of the same cluster wrote last"
            }
            Before::OtherClusterStore => {
                "after a store to a line that a core of another cluster wrote last"
            }
            Before::OtherCoreStore => "after a store to a line that another core wrote last",
            Before::MissingLoad => "after a load that misses the caches",
            Before::StreamingStores => "in a loop of streaming stores",
        }
    }

    /// Whether another core has to write the lines first.
    pub(crate) const fn is_remote(self) -> bool {
        matches!(
            self,
            Before::SameClusterStore | Before::OtherClusterStore | Before::OtherCoreStore
        )
    }
}

/// Where the primitive's word is: with one thread, how far each iteration's word is from the one
/// before, within a page; with several, how far each thread's word is from the next thread's.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Stride {
    /// One word for all.
    #[default]
    #[serde(rename = "same")]
    Same,
    /// 8 bytes: the next word.
    #[serde(rename = "8")]
    By8,
    /// 64 bytes: the next line of most cores.
    #[serde(rename = "64")]
    By64,
    /// 128 bytes: the next line of Apple's cores.
    #[serde(rename = "128")]
    By128,
}

impl Stride {
    /// All of them.
    pub const ALL: [Stride; 4] = [Stride::Same, Stride::By8, Stride::By64, Stride::By128];

    /// The distance in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Stride::Same => 0,
            Stride::By8 => 8,
            Stride::By64 => 64,
            Stride::By128 => 128,
        }
    }

    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stride::Same => "same",
            Stride::By8 => "8",
            Stride::By64 => "64",
            Stride::By128 => "128",
        }
    }
}

/// Which threads do the same at the same time.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Company {
    /// None.
    #[default]
    #[serde(rename = "1")]
    Alone,
    /// One, on a core of the same cluster.
    #[serde(rename = "2-same-cluster")]
    SameCluster,
    /// One, on a core of another cluster.
    #[serde(rename = "2-other-cluster")]
    OtherCluster,
    /// One, on a core that is not known.
    #[serde(rename = "2")]
    Another,
    /// One on every other core that the process may use.
    #[serde(rename = "all")]
    All,
}

impl Company {
    /// All of them.
    pub const ALL: [Company; 5] = [
        Company::Alone,
        Company::SameCluster,
        Company::OtherCluster,
        Company::Another,
        Company::All,
    ];

    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Company::Alone => "1",
            Company::SameCluster => "2-same-cluster",
            Company::OtherCluster => "2-other-cluster",
            Company::Another => "2",
            Company::All => "all",
        }
    }

    /// It in words.
    pub const fn words(self) -> &'static str {
        match self {
            Company::Alone => "one thread",
            Company::SameCluster => "two threads in one cluster",
            Company::OtherCluster => "two threads in two clusters",
            Company::Another => "two threads",
            Company::All => "a thread on every core",
        }
    }
}

/// The kind of core that the measured thread runs on.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Class {
    /// The system knows one kind.
    #[default]
    #[serde(rename = "any")]
    Any,
    /// The fastest.
    P,
    /// The others.
    E,
}

impl Class {
    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Any => "any",
            Class::P => "P",
            Class::E => "E",
        }
    }
}

/// A situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Situation {
    /// What precedes the primitive.
    pub before: Before,
    /// Where its word is.
    pub stride: Stride,
    /// Who does the same.
    pub company: Company,
    /// On which kind of core.
    pub class: Class,
}

impl Situation {
    /// One thread on one word, on the fastest kind of core or the only one.
    pub fn alone(before: Before) -> Situation {
        let class = crate::place::Places::of_this_machine().classes()[0];
        Situation { before, stride: Stride::Same, company: Company::Alone, class }
    }

    /// Its name: the parts' names with slashes, as in benchmarks.
    pub fn name(&self) -> String {
        let [before, stride, company] =
            [self.before.name(), self.stride.name(), self.company.name()];
        format!("{before}/{stride}/{company}/{}", self.class.name())
    }

    /// Reads what [`Self::name`] wrote.
    pub fn parse(name: &str) -> Option<Situation> {
        let mut parts = name.split('/');
        let situation = Situation {
            before: named(Before::ALL, Before::name, parts.next()?)?,
            stride: named(Stride::ALL, Stride::name, parts.next()?)?,
            company: named(Company::ALL, Company::name, parts.next()?)?,
            class: named([Class::Any, Class::P, Class::E], Class::name, parts.next()?)?,
        };
        parts.next().is_none().then_some(situation)
    }
}

fn named<T: Copy, const N: usize>(
    all: [T; N],
    name: impl Fn(T) -> &'static str,
    text: &str,
) -> Option<T> {
    all.into_iter().find(|&one| name(one) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_are_those_of_json() {
        for before in Before::ALL {
            for stride in Stride::ALL {
                for company in Company::ALL {
                    for class in [Class::Any, Class::P, Class::E] {
                        let situation = Situation { before, stride, company, class };
                        assert_eq!(Situation::parse(&situation.name()), Some(situation));
                        let json = serde_json::to_value(situation).unwrap();
                        let parts = ["before", "stride", "company", "class"];
                        let parts = parts.map(|part| json[part].as_str().unwrap());
                        assert_eq!(parts.join("/"), situation.name());
                    }
                }
            }
        }
        assert_eq!(Situation::parse("bare/same/1"), None);
        assert_eq!(Situation::parse("bare/same/1/any/more"), None);
        assert_eq!(Situation::parse("bare/7/1/any"), None);
    }
}
