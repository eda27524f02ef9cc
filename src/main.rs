//! The command line.

use fencepost::{cli, memory::Counting};
use std::process::ExitCode;

/// Counts, so that `--memory-limit` knows what a test needs.
#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    cli::main()
}
