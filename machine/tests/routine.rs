//! The code around a thread, word by word, and what is refused.

use fencepost_litmus::isa::parse::instruction;
use fencepost_litmus::isa::{Reg, VReg};
use fencepost_litmus::test::{RegName, Test, ThreadId, parse};
use fencepost_machine::assemble::{Refusal, Routine, Slot, assemble};
use fencepost_machine::encode::encode;

fn test(source: &str) -> Test {
    parse(source).expect("a test").test
}

fn first(source: &str) -> Result<Routine, Refusal> {
    assemble(&test(source), ThreadId(0))
}

/// A test of one thread with these initial values, instructions and question.
fn thread(initial: &str, code: &str, question: &str) -> Result<Routine, Refusal> {
    let lines: String = code.split(';').map(|line| format!("{line};\n")).collect();
    first(&format!("AArch64 T\n{{ {initial} }}\nP0;\n{lines}{question}"))
}

#[track_caller]
fn assert_code(routine: &Routine, texts: &[&str]) {
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("4 bytes"));
    let words: Vec<u32> = routine.code.chunks(4).map(word).collect();
    for (n, text) in texts.iter().enumerate() {
        let expected = encode(&instruction(text, &mut |_| None).expect(text)).expect(text);
        assert_eq!(words.get(n), Some(&expected), "word {n} is not {text}");
    }
    assert_eq!(words.len(), texts.len());
}

fn x(n: u8, offset: u32) -> Slot {
    Slot { reg: RegName::General(Reg::x(n)), offset }
}

#[test]
fn registers_that_are_read_come_from_the_frame_and_observed_ones_go_there() {
    let routine =
        thread("0:X1=x; 0:X3=y; 0:X9=5;", "LDR W0,[X1];LDR W2,[X3]", "exists (0:X0=1 /\\ 0:X2=0)")
            .expect("encodable");
    assert_code(
        &routine,
        &[
            "CBZ X1,.+44",
            "MOV X4,X0",
            "MOV X5,X1",
            "MOV X6,X2",
            "LDP X1,X3,[X4]",
            "LDR W0,[X1]",
            "LDR W2,[X3]",
            "STP X0,X2,[X4,#16]",
            "ADD X4,X4,X6",
            "SUB X5,X5,#1",
            "CBNZ X5,.-24",
            "RET",
        ],
    );
    assert_eq!(routine.inputs, [x(1, 0), x(3, 8)]);
    assert_eq!(routine.outputs, [x(0, 16), x(2, 24)]);
    assert_eq!(routine.instructions, [20, 24, 28]);
    assert_eq!((routine.body, routine.leave, routine.frame_len), (16..44, 44, 32));
}

#[test]
fn the_platforms_registers_are_left_alone() {
    let code = "STR X18,[SP,#-16]!;MOV X29,X18;RET";
    let routine = thread("0:SP=x; 0:X18=1;", code, "exists (0:X29=1)").expect("encodable");
    assert_code(
        &routine,
        &[
            "CBZ X1,.+64",
            "SUB SP,SP,#32",
            "STP X26,X27,[SP]",
            "STP X28,X30,[SP,#16]",
            "LDP X28,X26,[X0]",
            "ADR X30,.+16", // a thread that returns is at its end
            "STR X28,[X26,#-16]!",
            "MOV X27,X28",
            "RET",
            "STR X27,[X0,#16]",
            "ADD X0,X0,X2",
            "SUB X1,X1,#1",
            "CBNZ X1,.-32",
            "LDP X26,X27,[SP]",
            "LDP X28,X30,[SP,#16]",
            "ADD SP,SP,#32",
            "RET",
        ],
    );
    let sp = RegName::General(Reg::SP);
    assert_eq!(routine.inputs, [x(18, 0), Slot { reg: sp, offset: 8 }]);
}

#[test]
fn pairs_of_casp_stay_pairs() {
    let code = "CASP X28,X29,X18,X19,[X0]";
    let routine = thread("0:X0=x;", code, "exists (0:X29=1)").expect("encodable");
    // The highest free pairs: first that of X18, then that of X29.
    let body = routine.instructions[0] as usize;
    let word = &routine.code[body..body + 4];
    let renamed = instruction("CASP X24,X25,X26,X27,[X0]", &mut |_| None).expect("a CASP");
    assert_eq!(word, encode(&renamed).expect("encodable").to_le_bytes());
}

#[test]
fn flags_monitor_and_vectors_begin_as_the_model_has_them() {
    let code = "CSET W0,EQ;STXR W1,W0,[X2];LD1 {V8.B}[1],[X2]";
    let routine = thread("0:X2=x;", code, "locations [0:V8.16B;] exists (0:X1=1)").expect("fine");
    assert_code(
        &routine,
        &[
            "CBZ X1,.+80",
            "SUB SP,SP,#16",
            "STR Q8,[SP]",
            "MOV X3,X0",
            "MOV X4,X1",
            "MOV X5,X2",
            "LDR X2,[X3]",
            "LDR Q8,[X3,#16]",
            "MSR NZCV,XZR",
            "CLREX",
            "CSET W0,EQ",
            "STXR W1,W0,[X2]",
            "LD1 {V8.B}[1],[X2]",
            "STR X1,[X3,#8]",
            "STR Q8,[X3,#32]",
            "ADD X3,X3,X5",
            "SUB X4,X4,#1",
            "CBNZ X4,.-44",
            "LDR Q8,[SP]",
            "ADD SP,SP,#16",
            "RET",
        ],
    );
    let v8 = RegName::Vector(VReg::new(8).expect("V8"));
    assert_eq!(routine.inputs, [x(2, 0), Slot { reg: v8, offset: 16 }]);
    assert_eq!(routine.frame_len, 48);
}

#[test]
fn labels_and_distances_lead_to_instructions() {
    let source = "AArch64 T\n{ }\nP0;\nL0: CBNZ W0,L1;\nB .+8;\nB L0;\nL1: NOP;\nexists (0:X0=0)";
    let routine = first(source).expect("encodable");
    let body = routine.instructions[0] as usize;
    for (n, text) in ["CBNZ W0,.+12", "B .+8", "B .-8", "NOP"].into_iter().enumerate() {
        let word = encode(&instruction(text, &mut |_| None).expect(text)).expect(text);
        assert_eq!(routine.code[body + 4 * n..][..4], word.to_le_bytes(), "{text}");
    }
}

#[track_caller]
fn refused(routine: Result<Routine, Refusal>, why: &str) -> Refusal {
    let refusal = routine.expect_err("refused");
    assert!(refusal.to_string().contains(why), "{refusal}");
    refusal
}

#[test]
fn what_cannot_be_run_is_refused() {
    let refusal =
        refused(thread("", "NOP;MOV W0,#0x12345678", "exists (0:X0=0)"), "no single instruction");
    assert!(refusal.span.is_some());
    refused(thread("", "MUL X0,SP,X1", "exists (0:X0=0)"), "SP cannot be");
    let other = "AArch64 T\n{ 0:X1=P1:L0; }\nP0 | P1;\nBR X1 | NOP;\n | L0: NOP;\nexists (0:X0=0)";
    refused(first(other), "another thread's code");
    let all: Vec<String> = (0..29).map(|n| format!("MOV X{n},#1")).collect();
    refused(thread("", &all.join(";"), "exists (0:X0=0)"), "no registers are left");
}
