//! Assembles the `.S` routines, and compiles the C that the ABI tests compare with.

fn main() {
    println!("cargo::rerun-if-changed=S");
    println!("cargo::rerun-if-changed=c");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() != Ok("aarch64") {
        return; // nothing here can be assembled for another architecture
    }
    let mut build = cc::Build::new();
    build.include("S").warnings_into_errors(true);
    if std::env::var_os("CARGO_FEATURE_BRANCH_PROTECTION").is_some() {
        build.flag("-mbranch-protection=standard");
    }
    build.files(["S/abi.S", "S/article.S", "S/go.S", "S/offenders.S", "c/args.c", "c/atomics.c"]);
    build.compile("fencepost_routines");
}
