//! Which thread runs where.

use crate::recipe::Placement;
use crate::rng::Rng;
use crate::threads::Home;
use fencepost_asm::detect::Topology;

/// Homes for the threads, and what could not be done as asked.
pub(crate) struct Plan {
    /// By group, then thread.
    pub(crate) homes: Vec<Vec<Home>>,
    /// CPUs that no thread of a group has.
    pub(crate) spare: Vec<Home>,
    /// Whether threads share CPUs.
    pub(crate) shared: bool,
    /// What could not be done as asked.
    pub(crate) note: Option<String>,
}

/// The placements that make a difference on this machine.
pub fn placements(topology: &Topology) -> Vec<Placement> {
    use Placement::{Floating, InOrder, OtherCluster, SameCluster, Siblings, Slow};
    let all = [InOrder, SameCluster, OtherCluster, Siblings, Slow, Floating];
    all.into_iter()
        .filter(|&p| match p {
            InOrder => pins(topology),
            SameCluster | OtherCluster => topology.clusters.len() > 1,
            Siblings => topology.smt(),
            Slow => topology.heterogeneous(),
            _ => true,
        })
        .collect()
}

/// Whether the system lets a thread choose its CPU. Apple's does not.
fn pins(topology: &Topology) -> bool {
    !cfg!(target_os = "macos") && !topology.allowed.is_empty()
}

pub(crate) fn plan(
    topology: &Topology,
    placement: Placement,
    roles: usize,
    groups: usize,
    rng: &mut Rng,
) -> Plan {
    let count = topology.allowed.len().max(1);
    let groups = if groups == 0 { (count / roles.max(1)).max(1) } else { groups };
    let shared = groups * roles > count;
    if placement == Placement::Floating || !pins(topology) {
        let home = |thread: usize| match placement {
            _ if !cfg!(target_os = "macos") => Home::Anywhere,
            Placement::Slow => Home::Slow,
            Placement::OtherCluster if thread % 2 == 1 => Home::Slow,
            Placement::Floating => Home::Anywhere,
            _ => Home::Fast,
        };
        let homes = vec![(0..roles).map(home).collect(); groups];
        let spare = vec![Home::Anywhere; count.saturating_sub(groups * roles)];
        return Plan { homes, spare, shared, note: None };
    }
    let (order, note) = match ordered(topology, placement, rng) {
        Some(order) => (order, None),
        None => (
            topology.allowed.clone(),
            Some(format!("this machine has no {placement:?} placement; CPUs in order instead")),
        ),
    };
    let mut seats = order.iter().copied().cycle();
    let mut home = || seats.next().map_or(Home::Anywhere, Home::Cpu);
    let homes = (0..groups).map(|_| (0..roles).map(|_| home()).collect()).collect();
    let spare = order.iter().skip(groups * roles).map(|&cpu| Home::Cpu(cpu)).collect();
    Plan { homes, spare, shared, note }
}

/// The allowed CPUs in the order in which threads take them; `None` if the machine has nothing of
/// the kind.
fn ordered(topology: &Topology, placement: Placement, rng: &mut Rng) -> Option<Vec<usize>> {
    let mut order = topology.allowed.clone();
    let core = |cpu: usize| topology.cores.iter().find(|c| c.cpu == cpu);
    let cluster = |cpu: usize| core(cpu).map_or(0, |c| c.cluster);
    // Siblings are led by the first of them.
    let first = |cpu: usize| {
        core(cpu).and_then(|c| c.siblings.first().copied()).map_or(cpu, |s| s.min(cpu))
    };
    let several_clusters = || topology.clusters.len() > 1;
    // A second sibling is no core of its own: it comes after all first ones.
    let second = |cpu: usize| first(cpu) != cpu;
    let applies = match placement {
        Placement::InOrder | Placement::Floating => true,
        Placement::Shuffled => {
            rng.shuffle(&mut order);
            true
        }
        Placement::SameCluster => {
            order.sort_by_key(|&cpu| (cluster(cpu), second(cpu), cpu));
            several_clusters()
        }
        Placement::OtherCluster => {
            order.sort_by_key(|&cpu| (second(cpu), cpu));
            let rank = |cpu: usize| {
                order.iter().filter(|&&o| cluster(o) == cluster(cpu)).position(|&o| o == cpu)
            };
            let mut ranked: Vec<_> = order.iter().map(|&c| (rank(c), cluster(c), c)).collect();
            ranked.sort_unstable();
            order = ranked.into_iter().map(|(_, _, cpu)| cpu).collect();
            several_clusters()
        }
        Placement::Siblings => {
            order.sort_by_key(|&cpu| (first(cpu), cpu));
            topology.smt()
        }
        Placement::Slow => {
            order.sort_by_key(|&cpu| (core(cpu).and_then(|c| c.capacity), cpu));
            topology.heterogeneous()
        }
    };
    applies.then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fencepost_asm::detect::{Cluster, Core};

    /// Two clusters of two cores with two threads each: 0/1, 2/3 and 4/5, 6/7; the first is slow.
    fn machine() -> Topology {
        let core = |cpu: usize| Core {
            cpu,
            cluster: cpu / 4,
            siblings: vec![cpu ^ 1],
            capacity: Some(if cpu < 4 { 500 } else { 1024 }),
            midr: None,
        };
        let cluster = |n: usize| Cluster {
            name: n.to_string(),
            cpus: (n * 4..n * 4 + 4).collect(),
            count: 4,
        };
        Topology {
            cores: (0..8).map(core).collect(),
            clusters: (0..2).map(cluster).collect(),
            caches: vec![],
            allowed: (0..8).collect(),
        }
    }

    fn first_two(placement: Placement) -> Vec<usize> {
        let order = ordered(&machine(), placement, &mut Rng::new(1, 0)).unwrap();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, machine().allowed);
        order[..2].to_vec()
    }

    #[test]
    fn each_placement_is_what_it_says() {
        assert_eq!(first_two(Placement::SameCluster), [0, 2]);
        assert_eq!(first_two(Placement::OtherCluster), [0, 4]);
        assert_eq!(first_two(Placement::Siblings), [0, 1]);
        assert_eq!(first_two(Placement::Slow), [0, 1]);
        first_two(Placement::Shuffled);
    }

    #[test]
    fn what_a_machine_has_not_is_noted() {
        let plain = Topology { allowed: vec![0, 1], ..Topology::default() };
        let plan = plan(&plain, Placement::Siblings, 2, 0, &mut Rng::new(1, 0));
        assert_eq!(plan.note.is_some(), pins(&plain));
        assert!(!placements(&plain).contains(&Placement::Siblings));
    }

    #[test]
    fn more_threads_than_cpus_share() {
        let plain = Topology { allowed: vec![0, 1], ..Topology::default() };
        let plan = plan(&plain, Placement::InOrder, 4, 0, &mut Rng::new(1, 0));
        assert_eq!((plan.homes.len(), plan.homes[0].len()), (1, 4));
        assert!(plan.shared && plan.spare.is_empty());
    }
}
