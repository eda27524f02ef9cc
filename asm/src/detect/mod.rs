//! What this machine is, and what that means for results.
//!
//! [`machine`] gathers all of it; nothing here fails or dies where a fact cannot be had, it says
//! so. Features are asked of the system, checked by running one instruction of each on every core
//! the process may use, and can be switched off with `FENCEPOST_CPU=-lse,-lrcpc`.

mod features;
mod meaning;
mod platform;
mod probe;
mod sys;
mod timer;
mod topology;

pub use features::{Features, SwitchError, features, parse_switches};
pub use meaning::{Machine, Note, Severity, machine};
pub use platform::{Platform, Translator, platform};
pub use probe::{CoreProbe, probe_cores};
pub use sys::pin;
pub use timer::{Timer, timer};
pub use topology::{Cache, Cluster, Core, Topology, topology};
