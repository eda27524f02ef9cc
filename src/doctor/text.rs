//! The checkup for people: one screen.

use super::{Checkup, Toolchain};
use fencepost_asm::Feature;
use fencepost_asm::detect::{Cache, Features, Machine, Platform, Severity, Topology, Translator};
use std::io::{self, Write};

/// Columns that a line may take.
const WIDTH: usize = 80;

/// Writes the checkup.
///
/// # Errors
/// If it cannot be written.
pub fn write(checkup: &Checkup, out: &mut impl Write) -> io::Result<()> {
    let machine = &checkup.machine;
    let mut section = |title: &str, lines: Vec<String>| -> io::Result<()> {
        for (n, line) in lines.iter().enumerate() {
            entry(out, if n == 0 { title } else { "" }, line)?;
        }
        Ok(())
    };
    section("machine", platform(&machine.platform))?;
    section("features", features(machine))?;
    section("cores", cores(&machine.topology))?;
    section("caches", caches(&machine.topology))?;
    section("timer", timer(machine))?;
    section("toolchain", toolchain(&checkup.toolchain))?;
    writeln!(out, "\nWhat this means for results")?;
    for note in &checkup.notes {
        let severity = match note.severity {
            Severity::Voids => "voids",
            Severity::Limits => "limits",
            Severity::Info => "info",
        };
        entry(out, severity, &note.text)?;
    }
    let verdict = match checkup.notes.first().map(|note| note.severity) {
        Some(Severity::Voids) => "What runs here says nothing of AArch64 hardware.",
        Some(Severity::Limits) => "Results count within the limits above.",
        Some(Severity::Info) | None => "Nothing stands between results and the hardware.",
    };
    writeln!(out, "{verdict}\nWhat the model says holds everywhere.")
}

/// A title and a text that is broken into lines beside it.
fn entry(out: &mut impl Write, title: &str, text: &str) -> io::Result<()> {
    const INDENT: usize = 12;
    let mut line = format!("  {title:<10}");
    for word in text.split_whitespace() {
        let is_empty = line.len() <= INDENT && (line.trim().is_empty() || line.trim() == title);
        if !is_empty && line.len() + 1 + word.len() > WIDTH {
            writeln!(out, "{}", line.trim_end())?;
            line = " ".repeat(INDENT);
        } else if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{}", line.trim_end())
}

fn platform(platform: &Platform) -> Vec<String> {
    let by = match &platform.translator {
        None => "no translator or hypervisor was recognised".to_owned(),
        Some(Translator::Rosetta) => "translated by Rosetta 2".to_owned(),
        Some(Translator::QemuUser) => "emulated by QEMU's user mode".to_owned(),
        Some(Translator::QemuSystem) => "a machine of QEMU".to_owned(),
        Some(Translator::Hypervisor(name)) => format!("a virtual machine: {name}"),
    };
    let mut lines = vec![format!("{} on {}, {by}", platform.os, platform.arch)];
    lines.extend(platform.evidence.as_ref().map(|evidence| format!("known by {evidence}")));
    lines.extend(platform.tso.map(|tso| {
        let model = if tso { "TSO" } else { "Arm's own" };
        format!("the memory model of this thread is {model}")
    }));
    lines
}

fn features(machine: &Machine) -> Vec<String> {
    let Features { reported, switched_off, refused, usable } = &machine.features;
    if machine.platform.arch != "aarch64" {
        return vec!["none, because this is not AArch64".to_owned()];
    }
    let pinned = machine.probes.iter().filter(|probe| probe.pinned).count();
    let probed = match (pinned, machine.probes.len()) {
        (pinned, all) if pinned == all => format!("tried on each of {all} cores"),
        (pinned, all) => format!("tried {all} times, on {pinned} of them on a known core"),
    };
    let absent: Vec<_> = Feature::ALL.into_iter().filter(|f| !reported.contains(f)).collect();
    let mut lines = vec![format!("{}; {probed}", names(usable))];
    let others = [("absent", &absent), ("refused by a core", refused), ("off", switched_off)];
    let others = others.iter().filter(|(_, features)| !features.is_empty());
    lines.extend(others.map(|(what, features)| format!("{what}: {}", names(features))));
    lines
}

fn names(features: &[Feature]) -> String {
    match features {
        [] => "none".to_owned(),
        some => some.iter().map(|f| f.name()).collect::<Vec<_>>().join(" "),
    }
}

fn cores(topology: &Topology) -> Vec<String> {
    if topology.cores.is_empty() {
        return vec!["unknown: the system does not say".to_owned()];
    }
    let smt = if topology.smt() { "SMT" } else { "no SMT" };
    let (all, allowed) = (topology.cores.len(), topology.allowed.len());
    let mut lines = vec![format!("{all} logical, of which this process may use {allowed}; {smt}")];
    lines.extend(topology.clusters.iter().map(|cluster| {
        let which = match cluster.cpus.as_slice() {
            [] => "the system does not say which".to_owned(),
            cpus => format!("cpu {}", ranges(cpus)),
        };
        let (name, count) = (&cluster.name, cluster.count);
        let parts = parts(topology, &cluster.cpus);
        format!("cluster {name}: {count} logical, {which}{parts}")
    }));
    lines
}

/// What the cores of a cluster are, where the system says.
fn parts(topology: &Topology, cpus: &[usize]) -> String {
    let mut parts: Vec<_> = topology
        .cores
        .iter()
        .filter(|core| cpus.contains(&core.cpu))
        .filter_map(|core| Some((core.midr?, core.capacity)))
        .map(|(midr, capacity)| {
            // Arm ARM, MIDR_EL1: implementer in bits 31:24, part number in 15:4.
            let (implementer, part) = (midr >> 24 & 0xff, midr >> 4 & 0xfff);
            let speed = capacity.map_or(String::new(), |c| format!(", speed {c} of 1024"));
            format!("; implementer {implementer:#x}, part {part:#x}{speed}")
        })
        .collect();
    parts.dedup();
    parts.concat()
}

/// `0-3 7`, from sorted numbers.
fn ranges(numbers: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &n in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == n => *last = n,
            _ => runs.push((n, n)),
        }
    }
    let run = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(" ")
}

fn caches(topology: &Topology) -> Vec<String> {
    // Equal caches of different cores are one entry with their number.
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for cache in &topology.caches {
        let text = cache_size(cache);
        match kinds.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => kinds.push((text, 1)),
        }
    }
    if kinds.is_empty() {
        return vec!["unknown: the system does not say".to_owned()];
    }
    let texts = kinds.iter().map(|(text, count)| match count {
        1 => text.clone(),
        n => format!("{n} x {text}"),
    });
    let line = topology.line().map_or("unknown".to_owned(), |line| format!("{line} bytes"));
    vec![texts.collect::<Vec<_>>().join(", "), format!("line: {line}")]
}

fn cache_size(cache: &Cache) -> String {
    let size = match cache.bytes {
        bytes if bytes >= 1 << 20 && bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
        bytes => format!("{} KiB", bytes >> 10),
    };
    let kind = match cache.kind.as_str() {
        "Data" => "d",
        "Instruction" => "i",
        _ => "",
    };
    format!("L{}{kind} {size}", cache.level)
}

fn timer(machine: &Machine) -> Vec<String> {
    vec![match &machine.timer {
        None => "not read, because this is not AArch64".to_owned(),
        Some(timer) if timer.step == 0 => {
            format!("{} Hz is what it says, but it was never seen to move", timer.hertz)
        }
        Some(timer) => {
            let nanoseconds = timer.step as f64 * 1e9 / timer.hertz.max(1) as f64;
            format!("{} Hz, moves by {} at a time: {nanoseconds:.1} ns", timer.hertz, timer.step)
        }
    }]
}

fn toolchain(toolchain: &Toolchain) -> Vec<String> {
    let host = toolchain.host.as_deref().unwrap_or("unknown");
    let rustc = match &toolchain.rustc {
        Some(release) => format!("rustc {release} for {host}"),
        None => "no rustc".to_owned(),
    };
    let targets = match toolchain.targets.as_slice() {
        [] => "none".to_owned(),
        some => some.join(" "),
    };
    let file = |path: &Option<std::path::PathBuf>| {
        path.as_ref().map_or("none".to_owned(), |path| path.display().to_string())
    };
    let (cc, cross) = (file(&toolchain.linker), file(&toolchain.cross_linker));
    vec![
        format!("{rustc}; AArch64 targets: {targets}"),
        format!("linker {cc}, for AArch64 Linux {cross}; QEMU {}", file(&toolchain.qemu)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use fencepost_asm::detect::{Cluster, Core, CoreProbe, Timer};

    /// A phone: four little cores that lie about LSE, two big ones.
    fn phone() -> Checkup {
        let core = |cpu: usize| Core {
            cpu,
            cluster: usize::from(cpu > 3),
            siblings: vec![],
            capacity: Some(if cpu > 3 { 1024 } else { 446 }),
            midr: Some(if cpu > 3 { 0x531f_0020 } else { 0x410f_d051 }),
        };
        let probe = |cpu| CoreProbe {
            cpu,
            pinned: true,
            refused: if cpu > 3 { vec![] } else { vec![Feature::Lse] },
        };
        let cluster =
            |name: &str, cpus: Vec<usize>| Cluster { name: name.into(), count: cpus.len(), cpus };
        let cache = |cpus: Vec<usize>| Cache {
            level: 1,
            kind: "Data".into(),
            bytes: 64 << 10,
            line: 64,
            cpus,
        };
        let probes: Vec<_> = (0..6).map(probe).collect();
        let reported = [Feature::Lse, Feature::Lrcpc];
        let machine = Machine {
            platform: Platform {
                os: "linux".into(),
                arch: "aarch64".into(),
                translator: None,
                evidence: None,
                tso: None,
            },
            features: Features::decide(&reported, &[], &probes),
            probes,
            topology: Topology {
                cores: (0..6).map(core).collect(),
                clusters: vec![cluster("0", (0..4).collect()), cluster("1", vec![4, 5])],
                caches: vec![cache(vec![0]), cache(vec![1])],
                allowed: (0..6).collect(),
            },
            timer: Some(Timer { hertz: 26_000_000, step: 1, changes: 256 }),
            developer_tools: None,
        };
        let toolchain = Toolchain {
            rustc: Some("1.90.0".into()),
            host: Some("aarch64-unknown-linux-gnu".into()),
            linker: Some("/usr/bin/cc".into()),
            ..Toolchain::default()
        };
        Checkup::new(machine, toolchain)
    }

    #[test]
    fn one_screen() {
        let mut out = Vec::new();
        write(&phone(), &mut out).expect("a vector takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.lines().count() <= 40, "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn runs_of_numbers() {
        assert_eq!(ranges(&[0, 1, 2, 3, 7, 9, 10]), "0-3 7 9-10");
        assert_eq!(ranges(&[]), "");
    }
}
