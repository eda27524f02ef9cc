//! What stands between the program and the hardware.

use serde::Serialize;
use std::fmt;

/// Something that runs our instructions for us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Translator {
    /// Rosetta 2: this is an x86-64 binary on Apple silicon.
    Rosetta,
    /// QEMU's user mode.
    QemuUser,
    /// QEMU's system mode, with or without a hypervisor below.
    QemuSystem,
    /// Another hypervisor, by the name it gives.
    Hypervisor(String),
}

impl fmt::Display for Translator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Translator::Rosetta => f.write_str("translated by Rosetta 2"),
            Translator::QemuUser => f.write_str("emulated by QEMU"),
            Translator::QemuSystem => f.write_str("a machine of QEMU"),
            Translator::Hypervisor(name) => write!(f, "a virtual machine: {name}"),
        }
    }
}

/// The platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Platform {
    /// `linux`, `macos`, …
    pub os: String,
    /// The architecture this binary was built for.
    pub arch: String,
    /// What runs it, if not the hardware; `None` where nothing was recognised.
    pub translator: Option<Translator>,
    /// How that was recognised.
    pub evidence: Option<String>,
    /// Asahi Linux: whether this thread runs under the TSO memory model; `None` where the kernel
    /// does not know the question.
    pub tso: Option<bool>,
}

/// The platform of this process.
pub fn platform() -> Platform {
    let found = translator();
    Platform {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        translator: found.as_ref().map(|(translator, _)| translator.clone()),
        evidence: found.map(|(_, evidence)| evidence),
        tso: tso(),
    }
}

/// Names of virtual machines, and of clouds that rent them, as they appear in the firmware's tables.
fn by_product(product: &str) -> Option<Translator> {
    const KNOWN: [&str; 8] = [
        "vmware",
        "virtualbox",
        "parallels",
        "apple virtualization",
        "hyper-v",
        "kvm",
        "amazon ec2",
        "google compute engine",
    ];
    let name = product.to_lowercase();
    if name.contains("qemu") {
        return Some(Translator::QemuSystem);
    }
    let virtual_machine = KNOWN.iter().any(|k| name.contains(k)) || name == "virtual machine";
    virtual_machine.then(|| Translator::Hypervisor(product.to_owned()))
}

/// Whether a cloud's product name is that of a whole machine.
#[cfg(any(target_os = "linux", test))]
fn is_whole_machine(product: &str) -> bool {
    product.contains(".metal")
}

#[cfg(target_os = "linux")]
fn translator() -> Option<(Translator, String)> {
    use super::sys::read;
    // QEMU's user mode passes reads of /proc/cpuinfo through, or writes a short one of its own; but
    // the stack it gives to the program lies where it put it, and /proc/self/exe or the maps show
    // the emulator, since the kernel knows only that process.
    for path in ["/proc/self/comm", "/proc/thread-self/comm"] {
        if let Some(comm) = read(path).filter(|c| c.starts_with("qemu-")) {
            return Some((Translator::QemuUser, format!("{path}: {comm}")));
        }
    }
    if let Some(cpu) = foreign_cpuinfo() {
        return Some((Translator::QemuUser, cpu));
    }
    for path in ["/sys/class/dmi/id/product_name", "/sys/class/dmi/id/sys_vendor"] {
        let Some(product) = read(path) else { continue };
        if is_whole_machine(&product) {
            return None;
        }
        if let Some(found) = by_product(&product) {
            return Some((found, format!("{path}: {product}")));
        }
    }
    if let Some(flag) = read("/proc/cpuinfo").as_deref().and_then(hypervisor_flag) {
        return Some((Translator::Hypervisor("unnamed".to_owned()), flag));
    }
    let path = "/proc/device-tree/hypervisor/compatible";
    let compatible = read(path)?.trim_end_matches('\0').to_owned();
    Some((Translator::Hypervisor(compatible.clone()), format!("{path}: {compatible}")))
}

/// An AArch64 binary that reads an x86 `/proc/cpuinfo` is being translated.
#[cfg(target_os = "linux")]
fn foreign_cpuinfo() -> Option<String> {
    let text = super::sys::read("/proc/cpuinfo")?;
    let vendor = text.lines().find(|line| line.starts_with("vendor_id"))?;
    let foreign = cfg!(target_arch = "aarch64");
    foreign.then(|| format!("/proc/cpuinfo is of an x86 host: {vendor}"))
}

/// The flag that x86 processors show inside a virtual machine.
#[cfg(target_os = "linux")]
fn hypervisor_flag(cpuinfo: &str) -> Option<String> {
    let flags = cpuinfo.lines().find(|line| line.starts_with("flags"))?;
    let is_there = flags.split_whitespace().any(|flag| flag == "hypervisor");
    is_there.then(|| "/proc/cpuinfo has the flag `hypervisor`".to_owned())
}

/// PR_GET_MEM_MODEL of Asahi's kernels.
#[cfg(target_os = "linux")]
fn tso() -> Option<bool> {
    const PR_GET_MEM_MODEL: libc::c_int = 0x6d4d_444c;
    // SAFETY: a prctl that is not known returns -1 and does nothing.
    match unsafe { libc::prctl(PR_GET_MEM_MODEL, 0, 0, 0, 0) } {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

#[cfg(target_os = "macos")]
fn translator() -> Option<(Translator, String)> {
    use super::sys::{number, text};
    if number("sysctl.proc_translated") == Some(1) {
        return Some((Translator::Rosetta, "sysctl.proc_translated: 1".to_owned()));
    }
    if number("kern.hv_vmm_present") == Some(1) {
        let model = text("hw.model").unwrap_or_default();
        let found = by_product(&model).unwrap_or(Translator::Hypervisor(model.clone()));
        return Some((found, format!("kern.hv_vmm_present: 1, hw.model: {model}")));
    }
    None
}

#[cfg(target_os = "macos")]
fn tso() -> Option<bool> {
    super::sys::number("kern.tso_enable").map(|on| on == 1)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn translator() -> Option<(Translator, String)> {
    None
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn tso() -> Option<bool> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products() {
        assert_eq!(by_product("QEMU KVM Virtual Machine"), Some(Translator::QemuSystem));
        let parallels = "Parallels ARM Virtual Machine";
        assert_eq!(by_product(parallels), Some(Translator::Hypervisor(parallels.to_owned())));
        assert_eq!(by_product("PowerEdge R760"), None);
        assert!(by_product("Amazon EC2").is_some() && by_product("c7g.xlarge").is_none());
        assert!(is_whole_machine("c7g.metal") && !is_whole_machine("c7g.xlarge"));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_virtual_machine_without_a_name() {
        assert!(hypervisor_flag("processor: 0\nflags\t\t: fpu hypervisor lahf_lm\n").is_some());
        assert_eq!(hypervisor_flag("flags\t\t: fpu lahf_lm\n"), None);
        assert_eq!(hypervisor_flag("Features\t: fp asimd\n"), None);
    }

    #[test]
    fn user_mode_emulation_is_recognised() {
        match std::env::var("FENCEPOST_EXPECT_TRANSLATOR") {
            Ok(name) if name == "qemu-user" => {
                assert_eq!(platform().translator, Some(Translator::QemuUser));
            }
            _ => println!("left out: not told what runs this test; found {:?}", platform()),
        }
    }
}
