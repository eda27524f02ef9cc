//! x
#[test] fn list() { let mut by = std::collections::BTreeMap::<_, Vec<_>>::new(); for (m,s) in fencepost_litmus::isa::parse::forms() { by.entry(s).or_default().push(m); } for (s,m) in by { println!("{s}\n      {}", m.join(" ")); } }
