//! Cores, clusters and caches.

use std::path::Path;

use serde::Serialize;

/// One logical CPU.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Core {
    /// Its number.
    pub cpu: usize,
    /// Its cluster, an index into [`Topology::clusters`].
    pub cluster: usize,
    /// The other logical CPUs of the same physical core.
    pub siblings: Vec<usize>,
    /// Relative speed, 1024 for the fastest, where the system says.
    pub capacity: Option<u32>,
    /// MIDR_EL1, where the system says: implementer and part.
    pub midr: Option<u64>,
}

/// Cores that share a cache or a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// Its name: `P`, `E`, or a number.
    pub name: String,
    /// Its logical CPUs; where the system does not number them by cluster, only [`Self::count`].
    pub cpus: Vec<usize>,
    /// How many logical CPUs it has.
    pub count: usize,
}

/// One cache, as one core sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Cache {
    /// 1, 2 or 3.
    pub level: u8,
    /// `Data`, `Instruction` or `Unified`.
    pub kind: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Line in bytes.
    pub line: u64,
    /// The CPUs that share it; empty where the system does not say.
    pub cpus: Vec<usize>,
}

/// What the system says of cores and caches; parts that it does not say are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Topology {
    /// The logical CPUs.
    pub cores: Vec<Core>,
    /// Groups of them.
    pub clusters: Vec<Cluster>,
    /// The distinct caches.
    pub caches: Vec<Cache>,
    /// The CPUs this process may run on.
    pub allowed: Vec<usize>,
}

impl Topology {
    /// The longest cache line, if any is known.
    pub fn line(&self) -> Option<u64> {
        self.caches.iter().map(|c| c.line).filter(|&line| line > 0).max()
    }

    /// Whether any core has SMT siblings.
    pub fn smt(&self) -> bool {
        self.cores.iter().any(|c| !c.siblings.is_empty())
    }

    /// Whether cores differ in speed.
    pub fn heterogeneous(&self) -> bool {
        let mut speeds = self.cores.iter().filter_map(|c| c.capacity);
        let first = speeds.next();
        speeds.any(|s| Some(s) != first) || self.clusters.iter().any(|c| c.name == "E")
    }
}

/// The topology of this machine.
pub fn topology() -> Topology {
    let mut topology = read();
    topology.allowed = super::sys::allowed_cpus();
    topology
}

#[cfg(target_os = "linux")]
fn read() -> Topology {
    from_sysfs(Path::new("/sys/devices/system/cpu"))
}

/// Reads the layout of `/sys/devices/system/cpu` under any root, so that recorded trees can be
/// tested.
#[cfg_attr(not(any(target_os = "linux", test)), expect(dead_code))]
fn from_sysfs(root: &Path) -> Topology {
    let text =
        |path: &str| std::fs::read_to_string(root.join(path)).ok().map(|s| s.trim_end().to_owned());
    let list = |path: &str| text(path).map(|s| parse_cpu_list(&s)).unwrap_or_default();
    let mut out = Topology::default();
    for cpu in list("online") {
        let dir = format!("cpu{cpu}");
        let siblings = list(&format!("{dir}/topology/thread_siblings_list"));
        // A cluster is what the kernel calls one, or the socket where it knows none.
        let mut peers = list(&format!("{dir}/topology/cluster_cpus_list"));
        if peers.len() <= siblings.len().max(1) {
            peers = list(&format!("{dir}/topology/core_siblings_list"));
        }
        let cluster = out.clusters.iter().position(|c| c.cpus == peers).unwrap_or_else(|| {
            let name = out.clusters.len().to_string();
            out.clusters.push(Cluster { name, count: peers.len(), cpus: peers });
            out.clusters.len() - 1
        });
        out.cores.push(Core {
            cpu,
            cluster,
            siblings: siblings.into_iter().filter(|&s| s != cpu).collect(),
            capacity: text(&format!("{dir}/cpu_capacity")).and_then(|s| s.parse().ok()),
            midr: text(&format!("{dir}/regs/identification/midr_el1"))
                .and_then(|s| u64::from_str_radix(s.trim_start_matches("0x"), 16).ok()),
        });
        for index in 0.. {
            let dir = format!("{dir}/cache/index{index}");
            let Some(level) = text(&format!("{dir}/level")).and_then(|s| s.parse().ok()) else {
                break;
            };
            let line = text(&format!("{dir}/coherency_line_size"));
            let cache = Cache {
                level,
                kind: text(&format!("{dir}/type")).unwrap_or_default(),
                bytes: text(&format!("{dir}/size")).and_then(|s| parse_size(&s)).unwrap_or(0),
                line: line.and_then(|s| s.parse().ok()).unwrap_or(0),
                cpus: list(&format!("{dir}/shared_cpu_list")),
            };
            if !out.caches.contains(&cache) {
                out.caches.push(cache);
            }
        }
    }
    out
}

/// `0-3,7` as numbers; what is not a number is left out.
fn parse_cpu_list(text: &str) -> Vec<usize> {
    let part = |part: &str| -> Option<std::ops::RangeInclusive<usize>> {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
    };
    text.split(',').filter_map(part).flatten().collect()
}

/// `32K`, `1M` or `512` in bytes.
fn parse_size(text: &str) -> Option<u64> {
    let (digits, shift) = match text.strip_suffix(['K', 'M']) {
        Some(digits) => (digits, if text.ends_with('K') { 10 } else { 20 }),
        None => (text, 0),
    };
    digits.parse::<u64>().ok().map(|n| n << shift)
}

#[cfg(target_os = "macos")]
fn read() -> Topology {
    use super::sys::{number, text};
    let mut out = Topology::default();
    let line = number("hw.cachelinesize").unwrap_or(0);
    for level in 0..number("hw.nperflevels").unwrap_or(0) {
        let of = |name: &str| number(&format!("hw.perflevel{level}.{name}"));
        let name = text(&format!("hw.perflevel{level}.name")).unwrap_or_default();
        let name = match name.as_str() {
            "Performance" => "P".to_owned(),
            "Efficiency" => "E".to_owned(),
            _ => level.to_string(),
        };
        let count = of("logicalcpu").unwrap_or(0) as usize;
        let names = [
            (1, "Data", "l1dcachesize"),
            (1, "Instruction", "l1icachesize"),
            (2, "Unified", "l2cachesize"),
            (3, "Unified", "l3cachesize"),
        ];
        for (cache_level, kind, key) in names {
            if let Some(bytes) = of(key).filter(|&bytes| bytes > 0) {
                let kind = kind.to_owned();
                out.caches.push(Cache { level: cache_level, kind, bytes, line, cpus: vec![] });
            }
        }
        // macOS gives counts but not which CPU number belongs to which level.
        out.clusters.push(Cluster { name, cpus: Vec::new(), count });
    }
    let cpus = 0..number("hw.logicalcpu").unwrap_or(0) as usize;
    out.cores = cpus.map(|cpu| Core { cpu, ..Core::default() }).collect();
    out
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn read() -> Topology {
    Topology::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_sizes() {
        assert_eq!(parse_cpu_list("0-3,7"), [0, 1, 2, 3, 7]);
        assert!(parse_cpu_list("").is_empty());
        assert_eq!(parse_size("32K"), Some(32 << 10));
        assert_eq!(parse_size("1M"), Some(1 << 20));
        assert_eq!(parse_size("many"), None);
    }

    /// A recorded shape: two little cores that share an L2, one big core with SMT.
    #[test]
    fn a_big_little_tree() {
        let dir = std::env::temp_dir().join(format!("fencepost-sysfs-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = dir.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("online", "0-3\n");
        for (cpu, cluster, smt, capacity) in [
            (0, "0-1", "0", "446"),
            (1, "0-1", "1", "446"),
            (2, "2-3", "2-3", "1024"),
            (3, "2-3", "2-3", "1024"),
        ] {
            write(&format!("cpu{cpu}/topology/core_siblings_list"), cluster);
            write(&format!("cpu{cpu}/topology/thread_siblings_list"), smt);
            write(&format!("cpu{cpu}/cpu_capacity"), capacity);
            write(&format!("cpu{cpu}/regs/identification/midr_el1"), "0x00000000410fd034\n");
            write(&format!("cpu{cpu}/cache/index0/level"), "2");
            write(&format!("cpu{cpu}/cache/index0/type"), "Unified");
            write(&format!("cpu{cpu}/cache/index0/size"), "512K");
            write(&format!("cpu{cpu}/cache/index0/coherency_line_size"), "64");
            write(&format!("cpu{cpu}/cache/index0/shared_cpu_list"), cluster);
        }
        let t = from_sysfs(&dir);
        std::fs::remove_dir_all(&dir).unwrap();
        assert_eq!(t.cores.len(), 4);
        assert_eq!(t.clusters.len(), 2);
        assert_eq!((t.cores[1].cluster, t.cores[2].cluster), (0, 1));
        assert!(t.smt() && t.heterogeneous());
        assert_eq!(t.cores[0].midr, Some(0x410f_d034));
        assert_eq!((t.caches.len(), t.line()), (2, Some(64)));
    }
}
