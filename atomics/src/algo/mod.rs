//! Small lock-free algorithms, generic over the family.
//!
//! Data that the algorithms guard is itself kept in relaxed atomics, so that a weakened twin shows
//! a wrong value and not undefined behaviour. Every algorithm's `Default` is its initial state.

mod dekker;
mod lock;
mod once;
mod publish;
mod ring;
mod seqlock;
mod sharded;
mod stack;

pub use dekker::Dekker;
pub use lock::{Lock, Mutex, SpinLock, TicketLock};
pub use once::OneShot;
pub use publish::Rcu;
pub use ring::Ring;
pub use seqlock::SeqLock;
pub use sharded::Sharded;
pub use stack::Stack;
