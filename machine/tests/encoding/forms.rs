//! Texts of every form that the parser reads: its own table of mnemonics, with
//! operands drawn from the edges of their fields.

use fencepost_litmus::isa::parse;
use fencepost_litmus::isa::{BarrierOption, Cond, Extend, ShiftKind};

/// How many texts are made of each mnemonic and template. `$r` templates are
/// made with W and X registers in turn.
const TEXTS: usize = 48;

/// A mnemonic with one of its operand templates, and texts of it.
pub(crate) struct Form {
    pub(crate) mnemonic: &'static str,
    /// The parser's description of its operands.
    pub(crate) syntax: &'static str,
    pub(crate) template: &'static str,
    pub(crate) texts: Vec<String>,
}

/// Every form.
///
/// # Panics
/// If the parser's table has operands that [`TEMPLATES`] lacks.
pub(crate) fn forms() -> Vec<Form> {
    let mut random = Random(1);
    let mut forms = Vec::new();
    for (mnemonic, syntax) in parse::forms() {
        let found = TEMPLATES.iter().find(|(of, _)| *of == syntax);
        let (_, templates) =
            found.unwrap_or_else(|| panic!("no templates for {mnemonic} {syntax}"));
        for template in *templates {
            let count = if template.contains('$') { TEXTS } else { 1 };
            let texts = (0..count).map(|n| {
                let mut draw = Draw { random: &mut random, mnemonic, wide: n % 2 == 0 };
                format!("{mnemonic} {}", draw.operands(template))
            });
            forms.push(Form { mnemonic, syntax, template, texts: texts.collect() });
        }
    }
    forms
}

/// Operands by the parser's description of them. `$r` is a register of the
/// text's width, `$w` and `$x` of a fixed one, `$b` a base, `$i` an immediate,
/// `$n` a small number, `$s` a shift, `$e` an extension, `$c` a condition, `$t` a
/// target, `$p` a pair, `$o` a barrier option, `$f` a prefetch; `$v` a vector
/// register's number, `$A` an arrangement, `$B` one of bytes, `$E` an element,
/// `$S` a scalar letter, `$l` a lane, `$L` a list of vectors, `$M` of elements.
const TEMPLATES: &[(&str, &[&str])] = &[
    ("#number", &["#$n"]),
    ("NZCV,Xt", &["NZCV,$x"]),
    ("Xt,NZCV", &["$x,NZCV"]),
    ("PLDL1KEEP,[Xn]", &["$f,[$b]", "$f,[$b,#$i]", "$f,[$b,$x,LSL #3]", "$f,[$b,$w,SXTW]"]),
    ("Rd,#imm16 | Rd,#imm16,LSL #shift", &["$r,#$i", "$r,#$i,LSL #$h"]),
    ("Rd,#lsb,#width", &["$r,#$n,#$n"]),
    ("Rd,Rm", &["$r,$r"]),
    (
        "Rd,Rm | Rd,#imm",
        &[
            "$r,$r",
            "$r,#$i",
            "$r,#$i",
            "$r,#$m",
            "$v.$E[$l],$w",
            "$v.D[$l],$x",
            "$v.B[$l],$v.B[$l]",
            "$v.S[$l],$v.S[$l]",
            "$v.$B,$v.$B",
            "$w,$v.S[$l]",
            "$x,$v.D[$l]",
            "B$n,$v.B[$l]",
            "D$n,$v.D[$l]",
        ],
    ),
    ("Rd,Rm | Rd,Rm,LSL #amount", &["$r,$r", "$r,$r,$s #$n"]),
    ("Rd,Rn", &["$r,$r"]),
    ("Rd,Rn,#amount | Rd,Rn,Rm", &["$r,$r,#$n", "$r,$r,$r"]),
    ("Rd,Rn,#immr,#imms", &["$r,$r,#$n,#$n"]),
    ("Rd,Rn,#lsb,#width", &["$r,$r,#$n,#$n"]),
    ("Rd,Rn,Rm", &["$r,$r,$r"]),
    ("Rd,Rn,Rm | Rd,Rn,#imm", &["$r,$r,$r", "$r,$r,#$i"]),
    (
        "Rd,Rn,Rm | Rd,Rn,Rm,LSL #amount | Rd,Rn,#imm",
        &["$r,$r,$r", "$r,$r,$r,$s #$n", "$r,$r,#$m", "$r,$r,#$i", "$v.$B,$v.$B,$v.$B"],
    ),
    (
        "Rd,Rn,Rm | Rd,Rn,Rm,LSL #amount | Rd,Rn,Wm,SXTW #amount | Rd,Rn,#imm",
        &[
            "$r,$r,$r",
            "$r,$r,$r,$s #$n",
            "$r,$r,$w,$e",
            "$r,$r,$w,$e #$a",
            "$x,$x,$x,UXTX #$a",
            "$x,$x,$x,SXTX #$a",
            "$r,$r,#$i",
            "$r,$r,#$i,LSL #12",
            "$v.$A,$v.$A,$v.$A",
            "D1,D2,D31",
        ],
    ),
    ("Rd,Rn,Rm,#lsb", &["$r,$r,$r,#$n"]),
    ("Rd,Rn,Rm,Ra", &["$r,$r,$r,$r"]),
    ("Rd,Rn,Rm,cond", &["$r,$r,$r,$c"]),
    ("Rd,Rn,cond", &["$r,$r,$c"]),
    ("Rd,Wn", &["$r,$w"]),
    ("Rd,cond", &["$r,$c"]),
    ("Rn,Rm | Rn,Rm,LSL #amount | Rn,#imm", &["$r,$r", "$r,$r,$s #$n", "$r,#$m"]),
    (
        "Rn,Rm | Rn,Rm,LSL #amount | Rn,Wm,SXTW #amount | Rn,#imm",
        &["$r,$r", "$r,$r,$s #$n", "$r,$w,$e #$a", "$x,$x,SXTX #$a", "$r,#$i", "$r,#$i,LSL #12"],
    ),
    ("Rn,Rm,#nzcv,cond | Rn,#imm5,#nzcv,cond", &["$r,$r,#$n,$c", "$r,#$n,#$n,$c"]),
    ("Rs,Rs2,Rt,Rt2,[Xn], each pair even and consecutive", &["$p,$p,[$b]"]),
    ("Rs,Rt,[Xn]", &["$r,$r,[$b]"]),
    ("Rs,[Xn]", &["$r,[$b]"]),
    ("Rt,#bit,label", &["$r,#$n,$t"]),
    ("Rt,Rt2,[Xn]", &["$r,$r,[$b]"]),
    (
        "Rt,Rt2,[Xn] | Rt,Rt2,[Xn,#imm] | Rt,Rt2,[Xn,#imm]! | Rt,Rt2,[Xn],#imm",
        &[
            "$r,$r,[$b]",
            "$r,$r,[$b,#$u]",
            "$r,$r,[$b,#$u]!",
            "$r,$r,[$b],#$u",
            "S$n,S$n,[$b,#$u]",
            "D$n,D$n,[$b,#$u]!",
            "Q$n,Q$n,[$b],#$u",
        ],
    ),
    ("Rt,[Xn]", &["$r,[$b]"]),
    ("Rt,[Xn] | Rt,[Xn,#-size]!", &["$r,[$b]", "$r,[$b,#$u]!"]),
    ("Rt,[Xn] | Rt,[Xn],#size", &["$r,[$b]", "$r,[$b],#$u"]),
    ("Rt,[Xn] | Rt,[Xn,#imm]", &["$r,[$b]", "$r,[$b,#$i]", "$S$n,[$b,#$i]"]),
    (
        "Rt,[Xn] | Rt,[Xn,#imm] | Rt,[Xn,Rm,SXTW #amount] | Rt,[Xn,#imm]! | Rt,[Xn],#imm",
        &[
            "$r,[$b]",
            "$r,[$b,#$i]",
            "$r,[$b,#$u]",
            "$r,[$b,#$u]!",
            "$r,[$b],#$u",
            "$r,[$b,$x]",
            "$r,[$b,$x,LSL #$a]",
            "$r,[$b,$x,SXTX #$a]",
            "$r,[$b,$w,UXTW #$a]",
            "$r,[$b,$w,SXTW]",
            "$S$n,[$b,#$i]",
            "$S$n,[$b,#$u]",
            "$S$n,[$b,#$u]!",
            "$S$n,[$b],#$u",
            "$S$n,[$b,$x]",
            "$S$n,[$b,$x,LSL #$a]",
            "$S$n,[$b,$w,SXTW #$a]",
        ],
    ),
    ("Rt,label", &["$r,$t"]),
    ("S0,V1.4S", &["B$n,$v.$B", "H$n,$v.8H", "H$n,$v.4H", "S$n,$v.4S"]),
    (
        "SY | LD | ST | ISH | ISHLD | ISHST | ISHnXS | NSH | ... | OSH | ...",
        &["$o", "SYnXS", "ISHnXS", "NSHnXS", "OSHnXS"],
    ),
    ("SY | LD | ST | ISH | ISHLD | ISHST | NSH | ... | OSH | ...", &["$o"]),
    (
        "V0.4S,#imm | V0.4S,#imm,LSL #amount | D0,#imm",
        &[
            "$v.$A,#$n",
            "$v.$A,#$n,LSL #$h",
            "$v.$A,#$n,MSL #$h",
            "D3,#$m",
            "D3,#0xff00ff00ffff0000",
            "$v.2D,#0xff",
            "$v.$A,#$y",
        ],
    ),
    (
        "V0.4S,Wn | V0.4S,V1.S[lane]",
        &[
            "$v.$A,$w",
            "$v.2D,$x",
            "$v.4S,$v.S[$l]",
            "$v.8B,$v.B[$l]",
            "$v.8H,$v.H[$l]",
            "$v.2D,$v.D[$l]",
            "S$n,$v.S[$l]",
            "H$n,$v.H[$l]",
        ],
    ),
    (
        "V0.S[lane],Wn | V0.S[lane],V1.S[lane]",
        &[
            "$v.$E[$l],$w",
            "$v.D[$l],$x",
            "$v.B[$l],$v.B[$l]",
            "$v.H[$l],$v.H[$l]",
            "$v.S[$l],$v.S[$l]",
            "$v.D[$l],$v.D[$l]",
        ],
    ),
    ("Wd,S0 | S0,Wn | Xd,D0 | D0,Xn", &["$w,S$n", "S$n,$w", "$x,D$n", "D$n,$x"]),
    ("Wd,V0.S[lane] | Xd,V0.D[lane]", &["$w,$v.$E[$l]", "$x,$v.D[$l]"]),
    ("Ws,Rt,Rt2,[Xn]", &["$w,$r,$r,[$b]"]),
    ("Ws,Rt,[Xn]", &["$w,$r,[$b]"]),
    ("Xd,Wn,Wm", &["$x,$w,$w"]),
    ("Xd,Wn,Wm,Xa", &["$x,$w,$w,$x"]),
    ("Xd,Xn", &["$x,$x"]),
    ("Xd,Xn,Xm", &["$x,$x,$x"]),
    ("Xd,label", &["$x,$t", "$x,.+$n"]),
    ("Xn", &["$x"]),
    ("Xt,Xt2,[Xn]", &["$x,$x,[$b]"]),
    ("alone", &[""]),
    ("label | .+bytes", &["$t", "$t", "."]),
    (
        "{V0.4S},[Xn] | {V0.4S},[Xn],#bytes | {V0.4S},[Xn],Xm",
        &["$L,[$b]", "$L,[$b],#$z", "$L,[$b],$x"],
    ),
    (
        "{V0.4S},[Xn] | {V0.S}[lane],[Xn] | {V0.4S},[Xn],#bytes | {V0.4S},[Xn],Xm",
        &[
            "$L,[$b]",
            "$L,[$b],#$z",
            "$L,[$b],$x",
            "$M[$l],[$b]",
            "$M[$l],[$b],#$z",
            "$M[$l],[$b],$x",
        ],
    ),
    ("{V0.D}[lane],[Xn]", &["{$v.D}[0],[$b]", "{$v.D}[1],[$b]"]),
    ("| C | J | JC", &["", "C", "J", "JC"]),
    ("| SY", &["", "SY"]),
    ("| Xn", &["", "$x"]),
];

/// A sequence that is the same in each run (xorshift).
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Operands of one text.
struct Draw<'a> {
    random: &'a mut Random,
    mnemonic: &'static str,
    wide: bool,
}

impl Draw<'_> {
    fn operands(&mut self, template: &str) -> String {
        // One arrangement, element and scalar letter for the whole text.
        let arrangement = self.random.one(&["8B", "16B", "4H", "8H", "2S", "4S", "2D", "1D"]);
        let bytes = self.random.one(&["8B", "16B"]);
        let element = self.random.one(&["B", "H", "S", "D"]);
        let scalar = self.random.one(&["B", "H", "S", "D", "Q"]);
        let mut text = String::new();
        let mut letters = template.chars();
        while let Some(letter) = letters.next() {
            if letter != '$' {
                text.push(letter);
                continue;
            }
            let operand = match letters.next() {
                Some('r') => self.register(self.wide),
                Some('w') => self.register(false),
                Some('x') => self.register(true),
                Some('b') => match self.random.below(10) {
                    0 => "SP".into(),
                    _ => self.register(true),
                },
                Some('i') => self.integer().to_string(),
                Some('u') => self.units().to_string(),
                Some('m') => format!("{:#x}", self.pattern()),
                Some('n') => self.small().to_string(),
                Some('a') => self.random.below(6).to_string(),
                Some('h') => self.random.one(&[0, 8, 16, 24, 32, 48, 12]).to_string(),
                Some('l') => self.random.one(&[0, 0, 1, 1, 2, 3, 5, 7, 8, 15]).to_string(),
                Some('y') => self.random.one(&["0xff00", "0xabff", "0xcdffff", "0x1234"]).into(),
                Some('z') => {
                    self.random.one(&[1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]).to_string()
                }
                Some('s') => self.random.one(&ShiftKind::ALL).name().into(),
                Some('e') => self.random.one(&Extend::ALL).name().into(),
                Some('c') => self.condition().into(),
                Some('t') => self.target(),
                Some('p') => self.pair(),
                Some('o') => self.random.one(&BarrierOption::ALL).name().into(),
                Some('f') => self.prefetch(),
                Some('v') => format!("V{}", self.random.below(32)),
                Some('A') => arrangement.into(),
                Some('B') => bytes.into(),
                Some('E') => element.into(),
                Some('S') => scalar.into(),
                Some('L') => self.list(arrangement),
                Some('M') => self.list(element),
                other => panic!("{other:?} in {template}"),
            };
            text.push_str(&operand);
        }
        text
    }

    /// Seldom the zero register or SP.
    fn register(&mut self, wide: bool) -> String {
        let letter = if wide { 'X' } else { 'W' };
        match self.random.below(20) {
            0 => format!("{letter}ZR"),
            1 => if wide { "SP" } else { "WSP" }.into(),
            2 => format!("{letter}30"),
            _ => format!("{letter}{}", self.random.below(30)),
        }
    }

    fn small(&mut self) -> u64 {
        match self.random.below(4) {
            0 => self.random.below(128),
            1 => self.random.below(8),
            _ => self.random.below(32),
        }
    }

    /// Near powers of two of either sign, and multiples of access sizes.
    fn integer(&mut self) -> i64 {
        let sign = self.random.one(&[1, 1, -1]);
        match self.random.below(4) {
            0 => sign * self.random.below(300) as i64,
            1 => sign * ((1 << self.random.below(40)) + self.random.one(&[-1, 0, 0, 1])),
            2 => self.random.one(&[1, 2, 4, 8, 16]) * self.random.below(4097) as i64,
            _ => (self.random.below(1 << 16) << (16 * self.random.below(4))) as i64,
        }
    }

    /// Small multiples of access sizes.
    fn units(&mut self) -> i64 {
        let sizes = [-16, -8, -4, 4, 8, 16, 2, 1];
        match self.random.below(2) {
            0 => self.random.one(&[-16, -8, -4, 4, 8, 16]),
            _ => self.random.one(&sizes) * self.random.below(66) as i64,
        }
    }

    /// What AND can hold, mostly.
    fn pattern(&mut self) -> u64 {
        let bits = 2 << self.random.below(6);
        let run = (1u64 << (1 + self.random.below(bits - 1))) - 1;
        let repeated = (0..64).step_by(bits as usize).fold(0, |all, at| all | run << at);
        let rotated = repeated.rotate_right(self.random.below(64) as u32);
        let noise = if self.random.below(8) == 0 { self.random.next() } else { 0 };
        let value = rotated ^ noise;
        if self.wide { value } else { value & 0xFFFF_FFFF }
    }

    fn condition(&mut self) -> &'static str {
        match self.random.below(8) {
            0 => self.random.one(&["HS", "LO", "NONE", "ANY", "PLAST"]),
            _ => self.random.one(&Cond::ALL).name(),
        }
    }

    fn target(&mut self) -> String {
        let bytes = match self.random.below(3) {
            0 => self.random.below(64) as i64 * 4 - 128,
            1 => self.random.one(&[-1, 1]) * (4 << self.random.below(26)),
            _ => (1 << self.random.one(&[15, 20, 27])) - 4,
        };
        format!(".{bytes:+}")
    }

    fn pair(&mut self) -> String {
        let letter = if self.wide { 'X' } else { 'W' };
        let first = match self.random.below(6) {
            0 => self.random.below(30),
            _ => 2 * self.random.below(15),
        };
        format!("{letter}{first},{letter}{}", first + 1)
    }

    fn prefetch(&mut self) -> String {
        let ty = self.random.one(&["PLD", "PLI", "PST"]);
        let target = self.random.one(&["L1", "L2", "L3", "SLC"]);
        let policy = self.random.one(&["KEEP", "STRM"]);
        match self.random.below(6) {
            0 => format!("#{}", self.random.below(32)),
            _ => format!("{ty}{target}{policy}"),
        }
    }

    /// As many registers as the mnemonic says; LD1 and ST1 of whole ones take up to four.
    fn list(&mut self, shape: &str) -> String {
        let digit = self.mnemonic.chars().find_map(|c| c.to_digit(10)).unwrap_or(1);
        let whole = shape.len() > 1 && !self.mnemonic.ends_with('R');
        let count = if digit == 1 && whole { 1 + self.random.below(4) } else { digit.into() };
        let first = self.random.below(32);
        let registers = (0..count).map(|n| format!("V{}.{shape}", (first + n) % 32));
        format!("{{{}}}", registers.collect::<Vec<_>>().join(","))
    }
}
