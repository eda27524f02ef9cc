//! Pieces that access memory.

use super::{Dice, Piece, Shape};

/// What an access touches and how its address is written.
struct Place {
    /// Instructions that make the address.
    before: Vec<String>,
    /// What stands in brackets, and after them.
    text: String,
    location: usize,
    offset: u32,
    size: u32,
    /// The size of a half of a location.
    half: u32,
}

impl Place {
    /// A piece that accesses this place.
    fn piece(self, family: &'static str, line: String, reads: u32, writes: u32) -> Piece {
        let (touches, mut lines) = (self.touches(reads, writes), self.before);
        lines.push(line);
        let ways = if family == "compare-and-swap" { 4 } else { 1 };
        Piece { family, lines, touches, ways }
    }

    fn touches(&self, reads: u32, writes: u32) -> [[u32; 2]; 4] {
        let mut touches = [[0; 2]; 4];
        for half in 0..2 {
            let begin = half * self.half;
            if begin < self.offset + self.size && self.offset < begin + self.half {
                touches[2 * self.location + half as usize] = [reads, writes];
            }
        }
        touches
    }

    /// The register width that this size moves through.
    fn width(&self) -> char {
        if self.size == 8 { 'X' } else { 'W' }
    }

    /// The mnemonic's suffix for this size.
    fn suffix(&self) -> &'static str {
        match self.size {
            1 => "B",
            2 => "H",
            _ => "",
        }
    }
}

/// How free the choice of an address is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `[Xn]`.
    Base,
    /// Any addressing mode.
    Any,
}

/// A place for one access.
fn place(dice: &mut Dice<'_>, shape: Shape, form: Form) -> Place {
    let location = dice.below(2);
    let (offset, size, half) = match shape {
        Shape::Scalars(size) => (0, size, size),
        Shape::Pairs(size) => (size * dice.below(2) as u32, size, size),
        Shape::Mixed(half) => match dice.below(3) {
            0 => (0, 2 * half, half),
            n => (half * (n as u32 - 1), half, half),
        },
        Shape::Values => (0, 8, 8),
    };
    let mut place = Place { before: Vec::new(), text: String::new(), location, offset, size, half };
    address(dice, &mut place, form);
    place
}

/// The address as base and offset.
fn direct(place: &mut Place, base: &str, form: Form) -> String {
    match (place.offset, form) {
        (0, _) => format!("[{base}]"),
        (offset, Form::Any) => format!("[{base},#{offset}]"),
        (offset, Form::Base) => {
            place.before.push(format!("ADD X7,{base},#{offset}"));
            "[X7]".into()
        }
    }
}

/// Writes the address of a place: directly, or through a register that
/// depends on data, by value or not.
fn address(dice: &mut Dice<'_>, place: &mut Place, form: Form) {
    let (location, offset) = (place.location, place.offset);
    let base = format!("X1{location}");
    let r = dice.source();
    place.text = match dice.below(16) {
        0..=7 => direct(place, &base, form),
        8 | 9 => {
            let zero = ["EOR X6,X@,X@", "EOR W6,W@,W@", "AND X6,X@,X8", "SUB X6,X@,X@"];
            let zero = dice.pick(&zero).replace('@', &r.to_string());
            let add = format!("ADD X7,{base},X6");
            if form == Form::Any && offset == 0 {
                place.before.push(zero);
                dice.pick(&["[@,X6]", "[@,W6,SXTW]", "[@,W6,UXTW]", "[@,X6,LSL #0]"])
                    .replace('@', &base)
            } else {
                place.before.extend([zero, add]);
                if offset > 0 {
                    place.before.push(format!("ADD X7,X7,#{offset}"));
                }
                "[X7]".into()
            }
        }
        // The base chosen by a condition, one way in value or two.
        10 | 11 => {
            let other = dice.pick(&["X10", "X11"]);
            let other = if other == base { &base } else { other };
            let k = dice.below(4);
            let cond = dice.pick(&["EQ", "NE", "LS"]);
            let chosen = if dice.seldom(2) { other } else { &base };
            place.before.push(format!("CMP X{r},#{k}"));
            place.before.push(format!("CSEL X7,{base},{chosen},{cond}"));
            if offset > 0 {
                place.before.push(format!("ADD X7,X7,#{offset}"));
            }
            "[X7]".into()
        }
        12 => {
            place.before.push(format!("CMP X{r},#1"));
            place.before.push("CSEL X6,X8,X9,EQ".into());
            place.before.push(format!("ADD X7,{base},X6"));
            if offset > 0 {
                place.before.push(format!("ADD X7,X7,#{offset}"));
            }
            "[X7]".into()
        }
        13 if form == Form::Any => {
            place.before.push(format!("MOV X7,{base}"));
            if dice.below(2) == 0 {
                format!("[X7,#{offset}]!")
            } else {
                place.before.push(format!("ADD X7,X7,#{offset}"));
                format!("[X7],#{}", place.size)
            }
        }
        _ => direct(place, &base, form),
    };
}

/// One load.
pub(super) fn load(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let kind = dice.below(8);
    let ordered = matches!(kind, 3..=5);
    let place = place(dice, shape, if ordered { Form::Base } else { Form::Any });
    let t = dice.target();
    let (size, suffix, w) = (place.size, place.suffix(), place.width());
    let sign = dice.seldom(4) && size < 8 && !ordered;
    let mnemonic = match kind {
        3 | 4 => "LDAR",
        5 => "LDAPR",
        6 if dice.knows_all() && !place.text.contains(['!']) && place.text.ends_with(']') => {
            return unscaled(dice, place, "LDAPUR", t, "load");
        }
        _ if sign => {
            let (suffix, w) = match size {
                1 => ("SB", dice.pick(&['W', 'X'])),
                2 => ("SH", dice.pick(&['W', 'X'])),
                _ => ("SW", 'X'),
            };
            let line = format!("LDR{suffix} {w}{t},{}", place.text);
            return place.piece("load", line, 1, 0);
        }
        _ => "LDR",
    };
    let line = format!("{mnemonic}{suffix} {w}{t},{}", place.text);
    let family = if ordered { "load-acquire" } else { "load" };
    place.piece(family, line, 1, 0)
}

/// LDAPUR or STLUR, which have no register offset.
fn unscaled(
    dice: &mut Dice<'_>,
    mut place: Place,
    name: &str,
    t: usize,
    family: &'static str,
) -> Piece {
    let (reads, writes) = if family == "load" { (1, 0) } else { (0, 1) };
    place.before.clear();
    let by = if dice.seldom(2) { 0 } else { place.offset };
    if by != place.offset {
        place.before.push(format!("ADD X7,X1{},#{}", place.location, place.offset));
        place.text = "[X7]".into();
    } else {
        place.text = format!("[X1{},#{by}]", place.location);
    }
    let line = format!("{name}{} {}{t},{}", place.suffix(), place.width(), place.text);
    place.piece(family, line, reads, writes)
}

/// One store.
pub(super) fn store(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let (kind, t) = (dice.below(8), dice.source());
    let ordered = matches!(kind, 3 | 4);
    let place = place(dice, shape, if ordered { Form::Base } else { Form::Any });
    let (suffix, w) = (place.suffix(), place.width());
    let data = if dice.seldom(6) { format!("{w}ZR") } else { format!("{w}{t}") };
    if kind == 5 && dice.knows_all() && place.text.ends_with(']') {
        return unscaled(dice, place, "STLUR", t, "store");
    }
    let mnemonic = if ordered { "STLR" } else { "STR" };
    let line = format!("{mnemonic}{suffix} {data},{}", place.text);
    place.piece(if ordered { "store-release" } else { "store" }, line, 0, 1)
}

/// A store, and a load of what it stored.
pub(super) fn forward(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let place = place(dice, shape, Form::Base);
    let (s, t) = (dice.source(), dice.target());
    let (suffix, w, text) = (place.suffix(), place.width(), place.text.clone());
    let load = dice.pick(&["LDR", "LDR", "LDAR", "LDAPR"]);
    let touches = place.touches(1, 1);
    let mut lines = place.before;
    lines.push(format!("STR{suffix} {w}{s},{text}"));
    lines.push(format!("{load}{suffix} {w}{t},{text}"));
    Piece { family: "forward", lines, touches, ways: 1 }
}

/// A thread of two accesses in order: it shows how another one orders its own.
pub(super) fn strict(shape: Shape, choice: u8) -> Vec<Piece> {
    let (size, half) = match shape {
        Shape::Scalars(size) | Shape::Pairs(size) => (size, size),
        Shape::Mixed(half) => (2 * half, half),
        Shape::Values => (8, 8),
    };
    let access = |n: usize, location: usize, writes: bool| {
        let text = format!("[X1{location}]");
        let place = Place { before: Vec::new(), text, location, offset: 0, size, half };
        let name = if writes { "STR" } else { "LDR" };
        let line = format!("{name}{} {}{n},{}", place.suffix(), place.width(), place.text);
        place.piece("strict", line, u32::from(!writes), u32::from(writes))
    };
    let first = usize::from(choice % 2);
    let barrier = Piece { family: "strict", lines: vec!["DMB SY".into()], ..Piece::default() };
    let (a, b) = (choice & 2 != 0, choice & 4 != 0);
    vec![access(0, first, a), barrier, access(1, 1 - first, b)]
}

/// A pair where the shape has one, otherwise a load.
pub(super) fn pair(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let (element, w) = match shape {
        Shape::Pairs(size) => (size, if size == 8 { 'X' } else { 'W' }),
        Shape::Mixed(4) => (4, 'W'),
        _ => return load(dice, shape),
    };
    let location = dice.below(2);
    let a = dice.below(4);
    let b = (a + 1 + dice.below(3)) % 4;
    let base = format!("X1{location}");
    let mut place = Place {
        before: Vec::new(),
        text: format!("[{base}]"),
        location,
        offset: 0,
        size: 2 * element,
        half: element,
    };
    let step = 2 * element;
    let (name, writes) = match dice.below(12) {
        0 | 1 => ("LDP", false),
        2 | 3 => ("STP", true),
        4 => ("LDNP", false),
        5 => ("STNP", true),
        6 => ("LDIAPP", false),
        7 => ("STILP", true),
        8 => {
            place.before.push(format!("MOV X7,{base}"));
            place.text = format!("[X7],#{step}");
            (dice.pick(&["LDP", "LDIAPP"]), false)
        }
        9 => {
            place.before.push(format!("ADD X7,{base},#{step}"));
            place.text = format!("[X7,#-{step}]!");
            (dice.pick(&["STP", "STILP"]), true)
        }
        10 if element == 4 => {
            let line = format!("LDPSW X{a},X{b},{}", place.text);
            return place.piece("pair", line, 1, 0);
        }
        _ => ("LDP", false),
    };
    let line = format!("{name} {w}{a},{w}{b},{}", place.text);
    place.piece("pair", line, u32::from(!writes), u32::from(writes))
}

/// A load exclusive, what may stand between, and a store exclusive; or one of
/// them alone.
pub(super) fn exclusive(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let paired = matches!(shape, Shape::Pairs(_)) && dice.seldom(3);
    let (c, a, b) = (dice.source(), dice.target(), dice.below(4));
    let load = dice.pick(&["LDXR", "LDAXR"]);
    let store = dice.pick(&["STXR", "STLXR"]);
    let between = match dice.below(12) {
        7 => vec![format!("ADD X{b},X{a},#1")],
        8 => vec!["DMB LD".into()],
        9 => vec![format!("EOR X{b},X{a},X{a}")],
        10 => vec![format!("CBNZ X{a},L@")],
        11 => vec![format!("ADD X{b},X{b},X{a}")],
        _ => vec![],
    };
    let mut place = place(dice, shape, Form::Base);
    let (mut load, mut store) = if paired {
        place.before.clear();
        (place.offset, place.size) = (0, 2 * place.half);
        let (w, base) = (if place.half == 8 { 'X' } else { 'W' }, place.location);
        let (second, other) = ((a + 1) % 4, (c + 1) % 4);
        (
            vec![format!("{} {w}{a},{w}{second},[X1{base}]", load.replace("XR", "XP"))],
            vec![format!("{} W4,{w}{c},{w}{other},[X1{base}]", store.replace("XR", "XP"))],
        )
    } else {
        let (w, suffix, text) = (place.width(), place.suffix(), place.text.clone());
        (
            vec![format!("{load}{suffix} {w}{a},{text}")],
            vec![format!("{store}{suffix} W4,{w}{c},{text}")],
        )
    };
    let label = between.iter().any(|l| l.contains("L@"));
    let mut middle = between;
    if dice.seldom(10) {
        store.clear();
    } else if dice.seldom(10) {
        load.clear();
        middle.clear();
    }
    if label && !middle.is_empty() {
        store.push("L@:".into());
    }
    let touches = place.touches(load.len() as u32, u32::from(!store.is_empty()));
    let lines = [place.before, load, middle, store].concat();
    Piece { family: "exclusive", lines, touches, ways: 2 }
}

/// SWP, LD<op> and ST<op>; with LSE128 the pair forms.
pub(super) fn atomic(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    const OPS: [&str; 9] =
        ["SWP", "LDADD", "LDCLR", "LDEOR", "LDSET", "LDSMAX", "LDSMIN", "LDUMAX", "LDUMIN"];
    let (s, t) = (dice.source(), dice.target());
    let op = dice.pick(&OPS);
    let order = dice.pick(&["", "A", "L", "AL"]);
    let discards = dice.below(6);
    if dice.knows_all() && shape == Shape::Pairs(8) && dice.seldom(4) {
        return atomic_pair(dice, order);
    }
    let place = place(dice, shape, Form::Base);
    let (w, suffix) = (place.width(), place.suffix());
    let line = if discards == 5 && op != "SWP" {
        let release = if order.contains('L') { "L" } else { "" };
        format!("ST{}{release}{suffix} {w}{s},{}", &op[2..], place.text)
    } else {
        let target = if discards == 4 { format!("{w}ZR") } else { format!("{w}{t}") };
        format!("{op}{order}{suffix} {w}{s},{target},{}", place.text)
    };
    place.piece("atomic", line, 1, 1)
}

fn atomic_pair(dice: &mut Dice<'_>, order: &str) -> Piece {
    let op = dice.pick(&["SWPP", "LDCLRP", "LDSETP"]);
    let location = dice.below(2);
    let (before, text) = (Vec::new(), String::new());
    let place = Place { before, text, location, offset: 0, size: 16, half: 8 };
    place.piece("atomic", format!("{op}{order} X0,X1,[X1{location}]"), 1, 1)
}

/// CAS and CASP, mostly with a comparison that can succeed.
pub(super) fn compare_and_swap(dice: &mut Dice<'_>, shape: Shape) -> Piece {
    let order = dice.pick(&["", "A", "L", "AL"]);
    let (t, s, k) = (dice.source(), dice.target(), dice.below(4));
    let prepare = dice.below(4) < 3;
    let discarded = dice.seldom(6);
    if let Shape::Pairs(size) = shape
        && dice.seldom(3)
    {
        let w = if size == 8 { 'X' } else { 'W' };
        let location = dice.below(2);
        let (s, t) = dice.pick(&[(0, 2), (2, 0), (0, 0)]);
        let mut before = Vec::new();
        if prepare {
            before = vec![format!("MOV X{s},#{k}"), format!("MOV X{},#{}", s + 1, dice.below(4))];
        }
        let place =
            Place { before, text: String::new(), location, offset: 0, size: 2 * size, half: size };
        let line = format!("CASP{order} {w}{s},{w}{},{w}{t},{w}{},[X1{location}]", s + 1, t + 1);
        return place.piece("compare-and-swap", line, 1, 1);
    }
    let mut place = place(dice, shape, Form::Base);
    if prepare && !discarded {
        place.before.push(format!("MOV X{s},#{k}"));
    }
    let (w, suffix) = (place.width(), place.suffix());
    let compared = if discarded { format!("{w}ZR") } else { format!("{w}{s}") };
    let line = format!("CAS{order}{suffix} {compared},{w}{t},{}", place.text);
    place.piece("compare-and-swap", line, 1, 1)
}
