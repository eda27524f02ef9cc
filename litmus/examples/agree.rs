//! Throwaway.
use fencepost_litmus::{explore::*, model, test};
use std::time::Instant;
fn main() {
    let root = std::env::args().nth(1).unwrap();
    let only = std::env::args().nth(2);
    let rows = std::fs::read_to_string(format!("{root}/herd7.jsonl")).unwrap();
    let (mut same, mut diff, mut perr, mut slow) = (0, 0, 0, vec![]);
    let total = Instant::now();
    for row in rows.lines() {
        let j: serde_json::Value = serde_json::from_str(row).unwrap();
        let path = j["path"].as_str().unwrap();
        if only.as_ref().is_some_and(|o| !path.contains(o.as_str())) {
            continue;
        }
        let src = std::fs::read(format!("{root}/{path}")).unwrap();
        let src = String::from_utf8_lossy(&src);
        let t0 = Instant::now();
        let r = std::panic::catch_unwind(|| {
            let t = match test::parse(&src) {
                Ok(p) => p.test,
                Err(e) => {
                    return Err(format!(
                        "{:?} {}",
                        &src[e[0].span.clone()].chars().take(40).collect::<String>(),
                        e[0].message
                    ));
                }
            };
            let dl = Instant::now();
            let stop = || dl.elapsed().as_secs() > 5;
            let p = match Prepared::new(&t, Options::default(), &stop) {
                Ok(p) => p,
                Err(_) => return Err("TIMEOUT prep".into()),
            };
            let s = p.under(&model::AArch64);
            let Ok(o) = s.outcomes(&stop) else { return Err("TIMEOUT".into()) };
            let mut lines: Vec<String> = o.states.iter().map(|s| o.line(&t, s)).collect();
            lines.sort();
            Ok((lines, o.observation().as_str(), o.incomplete))
        });
        let el = t0.elapsed();
        slow.push((el, path.to_string()));
        match r {
            Err(_) => {
                println!("PANIC {path}");
                perr += 1;
            }
            Ok(Err(e)) => {
                println!("ERR {path}: {e} herd: {}", j["message"]);
                perr += 1;
            }
            Ok(Ok((mut lines, obs, inc))) => {
                if j["states"].is_null()
                    || j["timeout"].as_bool() == Some(true)
                    || j["observation"].is_null()
                {
                    println!(
                        "NOREF {path} {} states {obs} {inc:?} msg {}",
                        lines.len(),
                        j["message"]
                    );
                    continue;
                }
                let mut want: Vec<String> = j["states"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|s| s.as_str().unwrap().to_string())
                    .collect();
                if j["args"].to_string().contains("hexa") {
                    want = want
                        .iter()
                        .map(|w| {
                            w.split(' ')
                                .map(|x| match x.trim_end_matches(';').split_once("=0x") {
                                    Some((a, b)) => {
                                        format!("{a}={};", u64::from_str_radix(b, 16).unwrap())
                                    }
                                    None => x.to_string(),
                                })
                                .collect::<Vec<_>>()
                                .join(" ")
                        })
                        .collect();
                }
                want.sort();
                want.dedup();
                lines.dedup();
                if want == lines && j["observation"] == obs && inc.is_empty() {
                    same += 1
                } else {
                    diff += 1;
                    println!(
                        "DIFF {path} {:?} obs {} {} disputed {} verdict {} inc {inc:?}",
                        el, obs, j["observation"], j["disputed"], j["verdict"]
                    );
                    for w in &want {
                        if !lines.contains(w) {
                            println!("   missing {w}");
                        }
                    }
                    for w in &lines {
                        if !want.contains(w) {
                            println!("   extra   {w}");
                        }
                    }
                }
            }
        }
    }
    println!("same {same} diff {diff} err {perr} total {:?}", total.elapsed());
    slow.sort();
    slow.reverse();
    for (t, p) in slow.iter().take(15) {
        println!("{t:?} {p}");
    }
}
