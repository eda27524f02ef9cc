//! Rebuilds the crate when a test is added to the corpus or taken away.

fn main() {
    println!("cargo::rerun-if-changed=corpus");
}
