//! Throwaway.
use fencepost_litmus::{explore::*, model, test};
use std::time::Instant;
fn main() {
    for path in std::env::args().skip(1) {
        let src = std::fs::read(&path).unwrap();
        let src = String::from_utf8_lossy(&src);
        let t0 = Instant::now();
        let t = match test::parse(&src) {
            Ok(p) => p.test,
            Err(e) => {
                println!("ERR {path} {:?}", e);
                continue;
            }
        };
        let stop = || t0.elapsed().as_secs() > 20;
        let Ok(p) = Prepared::new(&t, Options::default(), &stop) else {
            println!("TIMEOUT prep {path}");
            continue;
        };
        let t1 = t0.elapsed();
        let s = p.under(&model::AArch64);
        match s.outcomes(&stop) {
            Err(_) => println!("TIMEOUT {path}"),
            Ok(o) => {
                println!(
                    "{:?} (prep {t1:?}) {path} {} states, {} {:?} {:?}",
                    t0.elapsed(),
                    o.states.len(),
                    o.observation().as_str(),
                    o.witnesses(),
                    o.incomplete
                );
                if std::env::var("SHOW").is_ok() {
                    for s in &o.states {
                        println!("  {} {}", o.line(&t, s), s.executions);
                    }
                }
            }
        }
    }
}
