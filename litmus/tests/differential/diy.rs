//! Tests of the classic shapes, from herd's diycross7.

use crate::Source;
use crate::support::generate::runner;
use crate::support::herd::{Herd, stem};
use proptest::sample::subsequence;
use proptest::strategy::{Strategy, ValueTree};
use std::path::{Path, PathBuf};

/// Edges inside a thread, by the directions of their ends. Letters after an
/// edge annotate its ends: plain, Acquire, acquirePC (Q), reLease, eXclusive.
const WW: &str = "PodWW,PodWWPL,PodWWLP,PodWWLL,DMB.SYdWW,DMB.STdWW,DMB.LDdWW,DSB.SYdWW,DSB.STdWW,\
    ISBdWW,[PodWR,Amo.Swp],[PodWR,Amo.LdAdd],[PodWRPA,Amo.CasAL],[PosWW,PodWW],\
    [Rfi,DpDatadW],[Rfi,DpAddrdW],[Rfi,DpCtrldW],[Rfi,DpDataCseldW],[Rfi,DpAddrCseldW],\
    [RfiLA,PodRW],[PodWR,LxSx],[PodWRPA,LxSxAL],[RfiLQ,PodRWQP],[PosWR,DMB.LDdRW]";
const RR: &str = "PodRR,PodRRAP,PodRRQP,PodRRAA,DMB.SYdRR,DMB.LDdRR,DMB.STdRR,DSB.LDdRR,ISBdRR,\
    DpAddrdR,DpAddrCseldR,DpCtrldR,DpCtrlIsbdR,DpCtrlCseldR,DpCtrlIsbCseldR,[DpAddrdW,Rfi],\
    [DpDatadW,Rfi],[DpCtrldW,Rfi],[DpDataCseldW,Rfi],[DpAddrCseldW,Rfi],[DpDatadW,RfiPA],\
    [PosRR,DpAddrdR],[Amo.Swp,PodWR],[Amo.LdAdd,PodWR],[PosRW,Rfi,DpAddrdR],[DpAddrdR,PodRR],\
    [PodRWAP,Rfi],[Fri,Rfi,DpAddrdR]";
const RW: &str = "PodRW,PodRWAP,PodRWQP,PodRWPL,PodRWAL,DMB.SYdRW,DMB.LDdRW,DMB.STdRW,DSB.LDdRW,\
    DSB.STdRW,ISBdRW,DpAddrdW,DpDatadW,DpCtrldW,DpCtrlIsbdW,DpAddrCseldW,DpDataCseldW,DpCtrlCseldW,\
    [DpAddrdR,PodRW],[DpAddrCseldR,PodRW],[PodRR,Amo.Swp],[DpAddrdR,Amo.LdAdd],[PosRW,PodWW],\
    [Amo.Swp,PodWW],[Amo.Cas,PodWW],[PodRR,Amo.Cas],[PosRR,DpDatadW],[DpDatadW,Rfi,DpDatadW],\
    [DpDataCseldW,Rfi,DpDatadW],[PodRR,LxSx],[PodRR,Amo.StAdd],[Amo.Swp,PodWWLP]";
const WR: &str = "PodWR,PodWRLP,PodWRLA,PodWRLQ,PodWRPA,DMB.SYdWR,DMB.STdWR,DMB.LDdWR,DSB.SYdWR,\
    DSB.STdWR,ISBdWR,[Rfi,DpAddrdR],[RfiLA,PodRR],[RfiLA,PodRRAP],[PodWR,Amo.Swp,PodWR],\
    [PodWR,Amo.SwpAL,PodWR],[PodWRPA,Amo.LdAdd,PodWRLP],[PosWR,DpAddrdR],[PosWW,PodWR],\
    [Rfi,DpCtrlIsbdR],[Rfi,Fri,Rfi,DpAddrdR],[DMB.STdWW,PodWR],[PodWR,LxSx,PodWR],[PodWW,PodWRLA]";
const RFE: &str = "Rfe,RfePA,RfeLP,RfeLA,RfePQ,RfeLQ";
const FRE: &str = "Fre,FreAP,FrePL,FreAL,FreQP";
const COE: &str = "Coe,CoeLP,CoePL,CoeLL";

/// Shapes with two threads, and with three.
const SHAPES: [&[&str]; 11] = [
    &[WW, RFE, RR, FRE],
    &[RW, RFE, RW, RFE],
    &[WR, FRE, WR, FRE],
    &[WW, RFE, RW, COE],
    &[WW, COE, WR, FRE],
    &[WW, COE, WW, COE],
    &["Rfe", RW, "Rfe", RR, "Fre"],
    &["Rfe", RR, "Fre", WR, "Fre"],
    &[WW, "Rfe", RW, "Rfe", RR, "Fre"],
    &["Rfe", RR, "Fre", "Rfe", RR, "Fre"],
    &[WW, "Coe", WW, "Rfe", RW, "Coe"],
];

/// The same shapes over accesses of eight bytes and of their halves. Digits
/// stand for sizes: equal digits for the same one.
const MIXED: [&[&str]; 6] = [
    &[MIXED_WW, "Rfe12", MIXED_RR, "Fre12"],
    &[MIXED_RW, "Rfe12", MIXED_RW, "Rfe12"],
    &[MIXED_WR, "Fre12", MIXED_WR, "Fre12"],
    &[MIXED_WW, "Rfe12", MIXED_RW, "Coe12"],
    &[MIXED_WW, "Coe12", MIXED_WR, "Fre12"],
    &[MIXED_WW, "Coe12", MIXED_WW, "Coe12"],
];
const MIXED_WW: &str = "PodWW12 DMB.SYdWW12 [PosWW12,PodWW23] [Rfi12,DpDatadW23] PosWW12";
const MIXED_RR: &str = "PodRR12 DMB.LDdRR12 DpAddrdR12 [PosRR12,DpAddrdR23] [DpDatadW12,Rfi23]";
const MIXED_RW: &str = "PodRW12 DpDatadW12 DpAddrCseldW12 [PosRR12,DpDatadW23] [PosRW12,PodWW23]";
const MIXED_WR: &str = "PodWR12 DMB.SYdWR12 [Rfi12,DpAddrdR23] [PosWW12,PodWR23]";

/// Tests of one shape, with a few edges of each of its lists. All edges at
/// once would be tens of thousands of tests a shape. The same for the same seed.
pub(crate) fn batch(herd: &Herd, folder: &Path, seed: u64) -> Vec<Source> {
    const TYPES: [&str; 3] = ["uint32_t", "uint64_t", "uint8_t"];
    let shape = seed as usize % (SHAPES.len() + MIXED.len());
    let mixed = shape >= SHAPES.len();
    let mut runner = runner(0, seed);
    let mut few = |edges: Vec<String>, most: usize| -> String {
        let count = most.min(edges.len());
        let some = subsequence(edges, count).new_tree(&mut runner);
        some.expect("there are that many").current().join(",")
    };
    // Edges with sizes seldom fit together.
    let lists: Vec<String> = if mixed {
        MIXED[shape - SHAPES.len()].iter().map(|list| few(sized(list), 12)).collect()
    } else {
        SHAPES[shape].iter().map(|list| few(edges(list), 4)).collect()
    };
    let arguments: &[&str] = if mixed {
        &["-type", "uint64_t", "-variant", "Mixed"]
    } else {
        &["-type", TYPES[shape % TYPES.len()]]
    };
    let files = generate(herd, folder, &lists, arguments);
    let sources = files.iter().map(|file| source(file, mixed)).collect();
    let _ = std::fs::remove_dir_all(folder);
    sources
}

/// The edges of a list: commas in brackets belong to one edge.
fn edges(list: &str) -> Vec<String> {
    let mut edges = vec![String::new()];
    let mut inside = false;
    for c in list.chars() {
        inside = (inside || c == '[') && c != ']';
        match edges.last_mut() {
            Some(last) if c != ',' || inside => last.push(c),
            _ => edges.push(String::new()),
        }
    }
    edges
}

/// Every way to give sizes to the digits of some edges.
fn sized(edges: &str) -> Vec<String> {
    const SIZES: [&str; 3] = ["q0", "w0", "w4"];
    let mut all = Vec::new();
    for edge in edges.split(' ') {
        let digits = if edge.contains('3') { 3 } else { 2 };
        for choice in 0..SIZES.len().pow(digits) {
            let size = |digit: u32| SIZES[choice / SIZES.len().pow(digit - 1) % SIZES.len()];
            let text = |c: char| c.to_digit(10).map_or(c.to_string(), |d| size(d).to_string());
            all.push(edge.chars().map(text).collect::<String>());
        }
    }
    all.retain(|edges| edges.split([',', '[']).all(|edge| !misses_its_location(edge)));
    all
}

/// Whether an edge between accesses of one location has two that do not meet.
fn misses_its_location(edge: &str) -> bool {
    let one_location = ["Pos", "Rf", "Fr", "Co"].iter().any(|name| edge.starts_with(name));
    one_location && (edge.contains("w0w4") || edge.contains("w4w0"))
}

fn generate(herd: &Herd, folder: &Path, lists: &[String], arguments: &[&str]) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).expect("no folder for temporary files");
    let mut command = herd.tool("diycross7");
    command.args(["-arch", "AArch64", "-ua", "1"]).args(arguments).arg("-o").arg(folder);
    let output = command.args(lists).output().expect("diycross7 does not run");
    let entries = folder.read_dir().expect("no folder for temporary files");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "litmus")).collect();
    assert!(output.status.success(), "diycross7: {}", String::from_utf8_lossy(&output.stderr));
    files.sort();
    files
}

fn source(file: &Path, mixed: bool) -> Source {
    let text = std::fs::read_to_string(file).expect("a generated test can be read");
    let name = stem(file);
    let families = name.split(['+', '-']).map(|part| format!("diy {part}")).collect();
    let arguments: &[&str] = if mixed { &["-variant", "mixed"] } else { &[] };
    Source { arguments, text, families }
}
