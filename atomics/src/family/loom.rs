//! Loom's atomics, which explore every interleaving that its model knows. Loom does not know load
//! buffering, and treats SeqCst accesses as AcqRel; its SeqCst fences are full fences.

use loom::sync::atomic::{self, AtomicU8, AtomicU16, AtomicU32, AtomicU64};

use super::std::{cells, family, of, on_failure, pack, unpack};
use super::{Cell, Family, PairCell};
use crate::order::{FenceOrder, LoadOrder, RmwOrder, StoreOrder, order};

/// `loom::sync::atomic`, under `--cfg loom`.
#[derive(Clone, Copy, Debug)]
pub struct Loom;

family!(Loom, "loom", spin loom::thread::yield_now);
