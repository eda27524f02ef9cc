//! Where threads run: which CPUs there are to choose from, how a thread gets to one, and which one
//! it is on.

use crate::situation::{Before, Class, Company};
use fencepost_asm::detect::{Topology, pin, topology};
use std::sync::OnceLock;

/// Where a thread is meant to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The CPU, where threads can be pinned.
    pub cpu: Option<usize>,
    /// The kind of core, which macOS takes as a wish.
    pub class: Class,
}

impl Seat {
    /// Brings the calling thread there, as far as the system lets it.
    pub fn take(self) {
        match self.cpu {
            // The CPU is read back around every batch, so that a refusal is seen there.
            Some(cpu) => _ = pin(cpu),
            None => quality_of_service(self.class),
        }
    }
}

/// Asks macOS for a kind of core: background work runs on E cores alone, all else prefers P.
#[cfg(target_os = "macos")]
fn quality_of_service(class: Class) {
    let quality = match class {
        Class::E => libc::qos_class_t::QOS_CLASS_BACKGROUND,
        Class::P | Class::Any => libc::qos_class_t::QOS_CLASS_USER_INTERACTIVE,
    };
    // SAFETY: it concerns the calling thread alone and has no other precondition.
    unsafe { libc::pthread_set_qos_class_self_np(quality, 0) };
}

#[cfg(not(target_os = "macos"))]
fn quality_of_service(_class: Class) {}

/// The number of the CPU that runs the calling thread, where the system says.
#[cfg(target_os = "linux")]
pub fn current_cpu() -> Option<usize> {
    // SAFETY: no precondition.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

/// The number of the CPU that runs the calling thread, where the system says: macOS 11 and later.
#[cfg(target_os = "macos")]
pub fn current_cpu() -> Option<usize> {
    type CpuNumber = unsafe extern "C" fn(*mut libc::size_t) -> libc::c_int;
    static FOUND: OnceLock<Option<CpuNumber>> = OnceLock::new();
    let function = (*FOUND.get_or_init(|| {
        // SAFETY: the name is a C string; a symbol that is not there gives null.
        let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"pthread_cpu_number_np".as_ptr()) };
        // SAFETY: pthread.h declares `int pthread_cpu_number_np(size_t *)`; null is None.
        unsafe { std::mem::transmute::<*mut libc::c_void, Option<CpuNumber>>(found) }
    }))?;
    let mut cpu = 0;
    // SAFETY: it writes one number where it is told to.
    (unsafe { function(&mut cpu) } == 0).then_some(cpu)
}

/// The number of the CPU that runs the calling thread: this system does not say.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn current_cpu() -> Option<usize> {
    None
}

/// The CPUs there are to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The CPUs of each kind, the fastest kind first. Without pinning there are only the kinds.
    classes: Vec<(Class, Vec<usize>)>,
    /// The CPUs that the process may use, by cluster; empty where the system does not say.
    clusters: Vec<Vec<usize>>,
    /// For each CPU the others of its physical core.
    siblings: Vec<(usize, Vec<usize>)>,
    /// How many CPUs the process may use.
    count: usize,
    /// Whether threads can be pinned.
    pinning: bool,
}

/// How two CPUs lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Distance {
    SameCluster,
    OtherCluster,
    Unknown,
}

impl Places {
    /// Those of this machine, looked up once.
    pub fn of_this_machine() -> &'static Places {
        static PLACES: OnceLock<Places> = OnceLock::new();
        PLACES.get_or_init(|| {
            let mut topology = topology();
            if topology.allowed.is_empty() {
                let count = std::thread::available_parallelism().map_or(1, |n| n.get());
                topology.allowed = (0..count).collect();
            }
            // Tried on a thread of its own, since pinning stays with the thread.
            let last = topology.allowed.last().copied();
            let tried = std::thread::spawn(move || last.is_some_and(pin)).join();
            Places::new(&topology, tried.unwrap_or(false))
        })
    }

    /// What follows from a topology. Pure, so that other machines can be tested.
    pub fn new(topology: &Topology, pinning: bool) -> Places {
        let allowed = &topology.allowed;
        let is_allowed = |cpu: &usize| allowed.contains(cpu);
        let cores = || topology.cores.iter().filter(|core| is_allowed(&core.cpu));
        let speeds: Vec<_> = cores().map(|core| (core.cpu, core.capacity)).collect();
        let fastest = speeds.iter().filter_map(|(_, capacity)| *capacity).max();
        let differ = speeds.iter().any(|(_, capacity)| capacity.is_some() && *capacity != fastest);
        let named = |name: &str| topology.clusters.iter().any(|c| c.name == name && c.count > 0);
        let classes = if pinning && differ {
            let (fast, slow) = speeds.iter().partition::<Vec<_>, _>(|(_, c)| *c == fastest);
            let numbers = |cpus: Vec<(usize, _)>| cpus.into_iter().map(|(cpu, _)| cpu).collect();
            vec![(Class::P, numbers(fast)), (Class::E, numbers(slow))]
        } else if !pinning && named("P") && named("E") {
            vec![(Class::P, vec![]), (Class::E, vec![])]
        } else {
            vec![(Class::Any, if pinning { allowed.clone() } else { vec![] })]
        };
        let clusters = topology
            .clusters
            .iter()
            .map(|cluster| cluster.cpus.iter().copied().filter(is_allowed).collect::<Vec<_>>());
        let clusters = clusters.filter(|cpus| pinning && !cpus.is_empty()).collect();
        let siblings = cores().map(|core| (core.cpu, core.siblings.clone())).collect();
        Places { classes, clusters, siblings, count: allowed.len(), pinning }
    }

    /// The kinds of core that can be told apart, the fastest first; never empty.
    pub fn classes(&self) -> Vec<Class> {
        self.classes.iter().map(|(class, _)| *class).collect()
    }

    /// How many CPUs the process may use.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether threads can be pinned to a CPU.
    pub fn pinning(&self) -> bool {
        self.pinning
    }

    /// The CPUs that threads can be pinned to; empty if they cannot.
    pub fn cpus(&self) -> Vec<usize> {
        let mut cpus: Vec<_> = self.classes.iter().flat_map(|(_, cpus)| cpus).copied().collect();
        cpus.sort_unstable();
        cpus
    }

    /// What can precede a primitive here.
    pub fn befores(&self, class: Class) -> Vec<Before> {
        Before::ALL.into_iter().filter(|&before| self.owner(class, before).is_ok()).collect()
    }

    /// Which threads there can be. All of them only where that is more than two.
    pub fn companies(&self, class: Class) -> Vec<Company> {
        let fits = |company: &Company| {
            self.beside(class, *company).is_ok() && (*company != Company::All || self.count > 2)
        };
        Company::ALL.into_iter().filter(fits).collect()
    }

    /// Where the measured thread runs: the last CPU of its kind, since the first have more to do
    /// for the system.
    ///
    /// # Errors
    /// If there is no such kind of core.
    pub fn seat(&self, class: Class) -> Result<Seat, String> {
        match self.classes.iter().find(|(one, _)| *one == class) {
            Some((_, cpus)) => Ok(Seat { cpu: cpus.last().copied(), class }),
            None => Err(format!("there are no {} cores to choose here", class.name())),
        }
    }

    /// Where the threads of a company run, the measured one left out.
    ///
    /// # Errors
    /// If there are too few CPUs, or the system does not say how they lie.
    pub fn beside(&self, class: Class, company: Company) -> Result<Vec<Seat>, String> {
        let distance = match company {
            Company::Alone => return self.seat(class).map(|_| vec![]),
            Company::All => return self.all_others(class),
            Company::SameCluster => Distance::SameCluster,
            Company::OtherCluster => Distance::OtherCluster,
            Company::Another => Distance::Unknown,
        };
        Ok(vec![self.neighbour(class, distance)?])
    }

    /// Where the thread runs that writes the lines first, if there has to be one.
    ///
    /// # Errors
    /// If there is no such CPU, or the system does not say how they lie.
    pub fn owner(&self, class: Class, before: Before) -> Result<Option<Seat>, String> {
        let distance = match before {
            Before::SameClusterStore => Distance::SameCluster,
            Before::OtherClusterStore => Distance::OtherCluster,
            Before::OtherCoreStore => Distance::Unknown,
            _ => return self.seat(class).map(|_| None),
        };
        self.neighbour(class, distance).map(Some)
    }

    fn all_others(&self, class: Class) -> Result<Vec<Seat>, String> {
        let me = self.seat(class)?;
        if self.count < 2 {
            return Err("there is only one CPU to use".to_owned());
        }
        let Some(mine) = me.cpu else { return Ok(vec![me; self.count - 1]) };
        let others = self.cpus().into_iter().filter(|&cpu| cpu != mine);
        Ok(others.map(|cpu| Seat { cpu: Some(cpu), class }).collect())
    }

    fn neighbour(&self, class: Class, distance: Distance) -> Result<Seat, String> {
        let me = self.seat(class)?;
        if self.count < 2 {
            return Err("there is only one CPU to use".to_owned());
        }
        let known = !self.clusters.is_empty();
        match (distance, me.cpu) {
            (Distance::Unknown, _) if known => {
                Err("how the CPUs lie is known here: ask for a cluster".to_owned())
            }
            (Distance::Unknown, None) => Ok(me),
            (Distance::Unknown, Some(mine)) => {
                let other = self.cpus().into_iter().rev().find(|&cpu| cpu != mine);
                Ok(Seat { cpu: other, class })
            }
            (_, Some(mine)) if known => {
                let shares = |cpus: &&Vec<usize>| {
                    cpus.contains(&mine) == (distance == Distance::SameCluster)
                };
                let mut cpus = self.clusters.iter().filter(shares).flatten().rev();
                let cpu = cpus.find(|&&cpu| cpu != mine && !self.are_siblings(cpu, mine));
                let what = match distance {
                    Distance::SameCluster => "of the same cluster",
                    _ => "of another cluster",
                };
                let cpu = cpu.ok_or_else(|| format!("there is no other core {what}"))?;
                Ok(Seat { cpu: Some(*cpu), class })
            }
            _ => Err("the system does not say which CPUs form a cluster".to_owned()),
        }
    }

    fn are_siblings(&self, a: usize, b: usize) -> bool {
        self.siblings.iter().any(|(cpu, others)| *cpu == a && others.contains(&b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fencepost_asm::detect::{Cluster, Core};

    fn core(cpu: usize, cluster: usize, capacity: Option<u32>, siblings: &[usize]) -> Core {
        Core { cpu, cluster, capacity, siblings: siblings.to_vec(), midr: None }
    }

    fn cluster(name: &str, cpus: &[usize], count: usize) -> Cluster {
        Cluster { name: name.to_owned(), cpus: cpus.to_vec(), count }
    }

    /// Two little cores and two big ones.
    fn big_little() -> Topology {
        let cores = vec![
            core(0, 0, Some(446), &[]),
            core(1, 0, Some(446), &[]),
            core(2, 1, Some(1024), &[]),
            core(3, 1, Some(1024), &[]),
        ];
        let clusters = vec![cluster("0", &[0, 1], 2), cluster("1", &[2, 3], 2)];
        Topology { cores, clusters, caches: vec![], allowed: vec![0, 1, 2, 3] }
    }

    #[test]
    fn big_and_little_cores() {
        let places = Places::new(&big_little(), true);
        assert_eq!(places.classes(), [Class::P, Class::E]);
        let cpu = |seat: Result<Option<Seat>, String>| seat.unwrap().unwrap().cpu;
        assert_eq!(places.seat(Class::P).unwrap().cpu, Some(3));
        assert_eq!(cpu(places.owner(Class::P, Before::SameClusterStore)), Some(2));
        assert_eq!(cpu(places.owner(Class::P, Before::OtherClusterStore)), Some(1));
        assert_eq!(cpu(places.owner(Class::E, Before::SameClusterStore)), Some(0));
        assert_eq!(places.beside(Class::P, Company::All).unwrap().len(), 3);
        assert!(!places.befores(Class::P).contains(&Before::OtherCoreStore));
        assert_eq!(places.companies(Class::P).len(), 4);
        assert!(places.seat(Class::Any).is_err());
    }

    #[test]
    fn macos_says_kinds_and_no_numbers() {
        let cores = (0..8).map(|cpu| core(cpu, 0, None, &[])).collect();
        let clusters = vec![cluster("P", &[], 4), cluster("E", &[], 4)];
        let topology = Topology { cores, clusters, caches: vec![], allowed: (0..8).collect() };
        let places = Places::new(&topology, false);
        assert_eq!(places.classes(), [Class::P, Class::E]);
        assert_eq!(places.seat(Class::E), Ok(Seat { cpu: None, class: Class::E }));
        assert!(places.befores(Class::P).contains(&Before::OtherCoreStore));
        assert!(!places.befores(Class::P).contains(&Before::SameClusterStore));
        let companies = [Company::Alone, Company::Another, Company::All];
        assert_eq!(places.companies(Class::P), companies);
        assert!(places.cpus().is_empty());
    }

    #[test]
    fn siblings_of_one_core_are_no_neighbours() {
        let cores = vec![core(0, 0, None, &[1]), core(1, 0, None, &[0])];
        let clusters = vec![cluster("0", &[0, 1], 2)];
        let topology = Topology { cores, clusters, caches: vec![], allowed: vec![0, 1] };
        let places = Places::new(&topology, true);
        let error = places.owner(Class::Any, Before::SameClusterStore).unwrap_err();
        assert_eq!(error, "there is no other core of the same cluster");
    }

    #[test]
    fn one_cpu_is_alone() {
        let topology = Topology { allowed: vec![0], ..Topology::default() };
        let places = Places::new(&topology, true);
        assert_eq!(places.companies(Class::Any), [Company::Alone]);
        assert_eq!(places.befores(Class::Any).len(), 5);
    }

    #[test]
    fn the_cpu_is_read_back() {
        let places = Places::of_this_machine();
        let Some(cpu) = places.cpus().last().copied() else {
            return println!("left out: threads cannot be pinned here");
        };
        let seat = Seat { cpu: Some(cpu), class: places.classes()[0] };
        let seen = std::thread::spawn(move || {
            seat.take();
            current_cpu()
        });
        assert_eq!(seen.join().unwrap(), Some(cpu));
    }
}
