//! `fencepost fieldtrack`.

use super::harness::run;

#[test]
fn every_barrier_is_there_and_the_machine_is_named() {
    let output = run(&["fieldtrack", "--smoke"]);
    assert_eq!(output.code, 0, "{}", output.err);
    for word in ["none", "object", "field", "card", "hybrid", "DMB ISHST; STR", "DSB SY; STR"] {
        assert!(output.out.contains(word), "{word} is missing:\n{}", output.out);
    }
    assert!(output.out.contains(std::env::consts::ARCH), "{}", output.out);
}
