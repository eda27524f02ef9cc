//! C beside Rust beside assembly: see `native.rs`, which is empty where they cannot run.

mod native;

#[cfg(not(target_arch = "aarch64"))]
#[test]
#[ignore = "left out: all of languages needs AArch64; scripts/cross-linux has an emulated one"]
fn on_this_machine() {}
