//! Assembles the `.S` routines, compiles the C that the ABI tests compare with, and tells the code
//! tables which compiler they are of.

fn main() {
    println!("cargo::rerun-if-changed=S");
    println!("cargo::rerun-if-changed=c");
    println!("cargo::rustc-env=FENCEPOST_RUSTC={}", rustc());
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

/// The compiler's version without its last part, which changes no code: `1.96`.
fn rustc() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = std::process::Command::new(rustc).arg("-V").output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let version = text.split_whitespace().nth(1).unwrap_or("unknown");
    version.rsplit_once('.').map_or(version, |(version, _)| version).to_owned()
}
