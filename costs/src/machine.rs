//! The machine that results are of.

use fencepost_asm::detect::{Translator, machine};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// What every report of an emulated run says.
pub const NOT_A_COST: &str = "emulated: not a cost";

/// The machine, as reports name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineStamp {
    /// The processor's name, or what is known of it.
    pub cpu: String,
    /// `linux`, `macos`, …
    pub os: String,
    /// The architecture that the program was built for.
    pub arch: String,
    /// What runs it, in words: `native`, `virtual machine (KVM)`, `emulated by QEMU`.
    pub runs_on: String,
    /// Whether instructions are translated, so that no time says anything of hardware.
    pub emulated: bool,
    /// How many CPUs the process may use.
    pub cpus: usize,
    /// The optional features that are used, by name.
    pub features: Vec<String>,
    /// The largest cache in bytes; 0 where the system does not say.
    pub largest_cache: usize,
}

impl MachineStamp {
    /// This machine, looked at once.
    pub fn of_this_machine() -> &'static MachineStamp {
        static STAMP: OnceLock<MachineStamp> = OnceLock::new();
        STAMP.get_or_init(|| {
            let machine = machine();
            let (runs_on, emulated) = match &machine.platform.translator {
                None => match hypervisor() {
                    Some(name) => (format!("virtual machine ({name})"), false),
                    None => ("native".to_owned(), false),
                },
                Some(Translator::Rosetta) => ("translated by Rosetta 2".to_owned(), true),
                Some(Translator::QemuUser) => ("emulated by QEMU".to_owned(), true),
                // With KVM or HVF a QEMU machine runs on the hardware; without, an x86 build
                // cannot tell, and the doctor says so.
                Some(Translator::QemuSystem) => ("virtual machine (QEMU)".to_owned(), false),
                Some(Translator::Hypervisor(name)) => (format!("virtual machine ({name})"), false),
            };
            let features = machine.features.usable.iter().map(|f| f.name().to_owned()).collect();
            let sizes = machine.topology.caches.iter().map(|cache| cache.bytes as usize);
            MachineStamp {
                cpu: cpu_name(&machine),
                os: machine.platform.os.clone(),
                arch: machine.platform.arch.clone(),
                runs_on,
                emulated,
                cpus: crate::place::Places::of_this_machine().count(),
                features,
                largest_cache: sizes.max().unwrap_or(0),
            }
        })
    }

    /// Whether results of both may come from the same machine.
    pub fn is_same_as(&self, other: &MachineStamp) -> bool {
        self == other
    }
}

impl std::fmt::Display for MachineStamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let MachineStamp { cpu, os, arch, runs_on, cpus, .. } = self;
        let plural = if *cpus == 1 { "" } else { "s" };
        write!(f, "{cpu}, {cpus} CPU{plural}, {os} {arch}, {runs_on}")
    }
}

/// What the processor says of a hypervisor below it: bit 31 of leaf 1, the name in leaf 0x4000_0000.
#[cfg(target_arch = "x86_64")]
fn hypervisor() -> Option<String> {
    use core::arch::x86_64::__cpuid;
    if __cpuid(1).ecx >> 31 == 0 {
        return None;
    }
    let leaf = __cpuid(0x4000_0000);
    let bytes = [leaf.ebx, leaf.ecx, leaf.edx].map(u32::to_le_bytes).concat();
    let name = String::from_utf8_lossy(&bytes);
    Some(name.trim_matches(['\0', ' ']).to_owned())
}

/// Only x86 has such an instruction.
#[cfg(not(target_arch = "x86_64"))]
fn hypervisor() -> Option<String> {
    None
}

/// What the system calls the processor; on Arm Linux implementer and part of each kind.
#[cfg(target_os = "linux")]
fn cpu_name(machine: &fencepost_asm::detect::Machine) -> String {
    let mut parts: Vec<u64> = machine.topology.cores.iter().filter_map(|core| core.midr).collect();
    parts.sort_unstable();
    parts.dedup();
    if !parts.is_empty() {
        // Arm ARM, MIDR_EL1: implementer in bits 31:24, part number in 15:4.
        let name = |midr: &u64| format!("{:#x}/{:#x}", midr >> 24 & 0xff, midr >> 4 & 0xfff);
        let names = parts.iter().map(name).collect::<Vec<_>>().join(" + ");
        return format!("Arm implementer/part {names}");
    }
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    // An emulator shows the host's, which is not what ran.
    let emulated = machine.platform.translator == Some(Translator::QemuUser);
    name.filter(|_| !emulated).unwrap_or_else(|| "unknown CPU".to_owned())
}

/// What the system calls the processor.
#[cfg(target_os = "macos")]
fn cpu_name(_: &fencepost_asm::detect::Machine) -> String {
    let mut bytes = [0u8; 128];
    let mut length = bytes.len();
    let name = c"machdep.cpu.brand_string".as_ptr();
    let none = std::ptr::null_mut();
    // SAFETY: the buffer has the length that is given.
    let error =
        unsafe { libc::sysctlbyname(name, bytes.as_mut_ptr().cast(), &mut length, none, 0) };
    let text = String::from_utf8_lossy(&bytes[..length.min(bytes.len())]);
    match error {
        0 => text.trim_end_matches('\0').to_owned(),
        _ => "unknown CPU".to_owned(),
    }
}

/// Nothing is asked of this system.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn cpu_name(_: &fencepost_asm::detect::Machine) -> String {
    "unknown CPU".to_owned()
}
