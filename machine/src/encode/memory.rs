//! Loads, stores and atomics of general-purpose registers: C4.1.94 of the Arm ARM.

use super::data::option;
use super::picture::{Field, Signed, scaled, word};
use fencepost_litmus::isa::{
    Addr, AmoOp, Extend, Instruction, LoadOp, LoadPairOp, Offset, Order, Reg, Size, StoreOp,
    StorePairOp, Width,
};

/// The word of an instruction that accesses memory through general-purpose registers.
pub(super) fn word_of(instruction: &Instruction) -> Option<u32> {
    use Instruction as I;
    match *instruction {
        I::Load { op, size, sign, w, rt, addr } => load(op, size, sign, w, rt, addr),
        I::Store { op, size, w, rt, addr } => store(op, size, w, rt, addr),
        I::LoadPair { op, w, rt, rt2, addr } => load_pair(op, w, rt, rt2, addr),
        I::StorePair { op, w, rt, rt2, addr } => store_pair(op, w, rt, rt2, addr),
        I::LoadExclusive { acquire, size, w, rt, rn } => {
            exclusive(register(size, w)?, true, false, Reg::ZR, acquire, Reg::ZR, rn, rt)
        }
        I::StoreExclusive { release, size, w, rs, rt, rn } => {
            exclusive(register(size, w)?, false, false, rs, release, Reg::ZR, rn, rt)
        }
        I::LoadExclusivePair { acquire, w, rt, rt2, rn } => {
            exclusive(word_or_double(w), true, true, Reg::ZR, acquire, rt2, rn, rt)
        }
        I::StoreExclusivePair { release, w, rs, rt, rt2, rn } => {
            exclusive(word_or_double(w), false, true, rs, release, rt2, rn, rt)
        }
        I::Amo { op, order, size, w, rs, rt, rn } => {
            let (o3, opc) = amo(op);
            word!(
                "zz 111 0 00 ar 1 sssss o ppp 00 nnnnn ttttt",
                z: size_field(register(size, w)?), a: order.acquire, r: order.release,
                s: rs, o: o3, p: opc, n: rn, t: rt
            )
        }
        I::Cas { order: Order { acquire, release }, size, w, rs, rt, rn } => word!(
            "zz 001000 1 a 1 sssss r 11111 nnnnn ttttt",
            z: size_field(register(size, w)?), a: acquire, r: release, s: rs, n: rn, t: rt
        ),
        I::CasPair { order: Order { acquire, release }, w, rs, rt, rn, .. } => word!(
            "0z 001000 0 a 1 sssss r 11111 nnnnn ttttt",
            z: w, a: acquire, r: release, s: rs, n: rn, t: rt
        ),
        I::AmoPair { op, order, rt, rt2, rn } => {
            let (o3, opc) = match op {
                AmoOp::Swp | AmoOp::Clr | AmoOp::Set => amo(op),
                _ => return None,
            };
            word!(
                "00 011001 ar 1 sssss o ppp 00 nnnnn ttttt",
                a: order.acquire, r: order.release, s: rt2, o: o3, p: opc, n: rn, t: rt
            )
        }
        I::Prfm { ref op, addr } => {
            let op = prefetch_operation(op)?;
            single(Single { size: Size::X, simd: false, opc: 0b10, unscaled: false }, op, addr)
        }
        _ => None,
    }
}

/// The `size` field of an access of one general-purpose register.
fn size_field(size: Size) -> u32 {
    size.bytes().trailing_zeros()
}

/// The size of an access, if its register has the width that goes with it.
fn register(size: Size, w: Width) -> Option<Size> {
    let wide = size == Size::X;
    (size != Size::Q && wide == (w == Width::X)).then_some(size)
}

fn word_or_double(w: Width) -> Size {
    match w {
        Width::W => Size::W,
        Width::X => Size::X,
    }
}

/// The kind of a load or store of one register, general-purpose or SIMD.
#[derive(Clone, Copy)]
pub(super) struct Single {
    /// The size in memory, which is the unit of a scaled offset.
    pub(super) size: Size,
    /// The register is a SIMD one.
    pub(super) simd: bool,
    pub(super) opc: u32,
    /// LDUR: the offset has no unit.
    pub(super) unscaled: bool,
}

/// LDR, STR, LDUR, STUR, PRFM and PRFUM in every addressing mode.
pub(super) fn single(kind: Single, rt: impl Field, Addr { base, offset }: Addr) -> Option<u32> {
    let Single { size, simd, opc, unscaled } = kind;
    // The `size` of a Q register is in `opc`.
    let scale = size.bytes().trailing_zeros();
    let (z, v, n, t) = (scale % 4, simd, base, rt.bits());
    match offset {
        Offset::Imm(imm) if !unscaled && imm >= 0 && imm % (1 << scale) == 0 => word!(
            "zz 111 v 01 oo iiiiiiiiiiii nnnnn ttttt",
            z: z, v: v, o: opc, i: scaled(imm, scale), n: n, t: t
        ),
        Offset::Imm(imm) => indexed(kind, 0b00, imm, base, t),
        Offset::Post(imm) => indexed(kind, 0b01, imm, base, t),
        Offset::Pre(imm) => indexed(kind, 0b11, imm, base, t),
        Offset::Reg { rm, extend, amount } => word!(
            "zz 111 v 00 oo 1 mmmmm eee s 10 nnnnn ttttt",
            z: z, v: v, o: opc, m: rm, e: index_option(extend)?, s: amount != 0, n: n, t: t
        ),
        Offset::PostReg(_) => None,
    }
}

fn index_option(extend: Extend) -> Option<u32> {
    let wide = matches!(extend, Extend::Uxtw | Extend::Uxtx | Extend::Sxtw | Extend::Sxtx);
    wide.then(|| option(extend))
}

/// A 9-bit offset: 00 unscaled, 01 post-indexed, 10 unprivileged, 11 pre-indexed.
fn indexed(kind: Single, mode: u32, imm: i64, base: Reg, rt: u32) -> Option<u32> {
    word!(
        "zz 111 v 00 oo 0 iiiiiiiii mm nnnnn ttttt",
        z: kind.size.bytes().trailing_zeros() % 4, v: kind.simd, o: kind.opc,
        i: Signed::<9, 0>(imm), m: mode, n: base, t: rt
    )
}

/// The offset of `[Xn]` and `[Xn,#imm]`.
pub(super) fn plain_offset(addr: Addr) -> Option<i64> {
    match addr.offset {
        Offset::Imm(imm) => Some(imm),
        _ => None,
    }
}

/// `opc` of a load or store that may extend a sign.
fn opc(load: bool, sign: bool, size: Size, w: Width) -> Option<u32> {
    Some(match (load, sign, w) {
        (false, ..) => register(size, w).map(|_| 0b00)?,
        (true, false, _) => register(size, w).map(|_| 0b01)?,
        (true, true, Width::X) if size < Size::X => 0b10,
        (true, true, Width::W) if size < Size::W => 0b11,
        _ => return None,
    })
}

fn load(op: LoadOp, size: Size, sign: bool, w: Width, rt: Reg, addr: Addr) -> Option<u32> {
    let opc = opc(true, sign, size, w)?;
    let kind = Single { size, simd: false, opc, unscaled: op == LoadOp::Ldur };
    if sign && matches!(op, LoadOp::Ldar | LoadOp::Ldlar | LoadOp::Ldapr) {
        return None;
    }
    match (op, addr.offset) {
        (LoadOp::Ldr | LoadOp::Ldur, _) => single(kind, rt, addr),
        (LoadOp::Ldtr, _) => indexed(kind, 0b10, plain_offset(addr)?, addr.base, rt.bits()),
        (LoadOp::Ldar, _) => ordered(size, true, true, rt, addr),
        (LoadOp::Ldlar, _) => ordered(size, true, false, rt, addr),
        (LoadOp::Ldapr, Offset::Post(imm)) if imm == i64::from(size.bytes()) => {
            ordered_write_back(size, true, rt, addr.base)
        }
        (LoadOp::Ldapr, Offset::Imm(0)) => word!(
            "zz 111 0 00 10 1 11111 1 100 00 nnnnn ttttt",
            z: size_field(size), n: addr.base, t: rt
        ),
        (LoadOp::Ldapr, _) => None,
        (LoadOp::Ldapur, _) => ordered_unscaled(size, opc, rt, addr),
    }
}

fn store(op: StoreOp, size: Size, w: Width, rt: Reg, addr: Addr) -> Option<u32> {
    let opc = opc(false, false, size, w)?;
    let kind = Single { size, simd: false, opc, unscaled: op == StoreOp::Stur };
    match (op, addr.offset) {
        (StoreOp::Str | StoreOp::Stur, _) => single(kind, rt, addr),
        (StoreOp::Sttr, _) => indexed(kind, 0b10, plain_offset(addr)?, addr.base, rt.bits()),
        (StoreOp::Stlr, Offset::Pre(imm)) if imm == -i64::from(size.bytes()) => {
            ordered_write_back(size, false, rt, addr.base)
        }
        (StoreOp::Stlr, _) => ordered(size, false, true, rt, addr),
        (StoreOp::Stllr, _) => ordered(size, false, false, rt, addr),
        (StoreOp::Stlur, _) => ordered_unscaled(size, opc, rt, addr),
    }
}

/// LDAR, STLR, and without `everywhere` LDLAR, STLLR.
fn ordered(size: Size, load: bool, everywhere: bool, rt: Reg, addr: Addr) -> Option<u32> {
    if addr.offset != Offset::Imm(0) {
        return None;
    }
    word!(
        "zz 001000 1 L 0 11111 o 11111 nnnnn ttttt",
        z: size_field(size), L: load, o: everywhere, n: addr.base, t: rt
    )
}

/// LDAPUR and STLUR.
fn ordered_unscaled(size: Size, opc: u32, rt: Reg, addr: Addr) -> Option<u32> {
    word!(
        "zz 011001 oo 0 iiiiiiiii 00 nnnnn ttttt",
        z: size_field(size), o: opc, i: Signed::<9, 0>(plain_offset(addr)?), n: addr.base, t: rt
    )
}

/// LDAPR post-indexed and STLR pre-indexed, by the size of a W or X register.
fn ordered_write_back(size: Size, load: bool, rt: Reg, base: Reg) -> Option<u32> {
    if size < Size::W {
        return None;
    }
    word!(
        "zz 011001 1L 0 000000000 10 nnnnn ttttt",
        z: size_field(size), L: load, n: base, t: rt
    )
}

/// The exclusive accesses: `ordered` is acquire or release.
#[expect(clippy::too_many_arguments, reason = "one for each field of the encoding")]
fn exclusive(
    size: Size,
    load: bool,
    pair: bool,
    rs: Reg,
    ordered: bool,
    rt2: Reg,
    rn: Reg,
    rt: Reg,
) -> Option<u32> {
    word!(
        "zz 001000 0 L p sssss o uuuuu nnnnn ttttt",
        z: size_field(size), L: load, p: pair, s: rs, o: ordered, u: rt2, n: rn, t: rt
    )
}

/// `o3` and `opc` of an atomic memory operation.
fn amo(op: AmoOp) -> (bool, u32) {
    let opc = match op {
        AmoOp::Swp | AmoOp::Add => 0b000,
        AmoOp::Clr => 0b001,
        AmoOp::Eor => 0b010,
        AmoOp::Set => 0b011,
        AmoOp::Smax => 0b100,
        AmoOp::Smin => 0b101,
        AmoOp::Umax => 0b110,
        AmoOp::Umin => 0b111,
    };
    (op == AmoOp::Swp, opc)
}

/// The kind of a load or store of two registers, general-purpose or SIMD.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) opc: u32,
    pub(super) simd: bool,
    pub(super) load: bool,
    pub(super) nontemporal: bool,
    /// The size in memory of each, which is the unit of the offset.
    pub(super) size: Size,
}

/// LDP, STP, LDNP and STNP in every addressing mode.
pub(super) fn pair<R: Field>(kind: Pair, rt: R, rt2: R, addr: Addr) -> Option<u32> {
    let (mode, imm) = match addr.offset {
        Offset::Imm(imm) if kind.nontemporal => (0b00u32, imm),
        Offset::Post(imm) if !kind.nontemporal => (0b01, imm),
        Offset::Imm(imm) => (0b10, imm),
        Offset::Pre(imm) if !kind.nontemporal => (0b11, imm),
        _ => return None,
    };
    let units = match kind.size {
        Size::W => Signed::<7, 2>(imm).bits(),
        Size::X => Signed::<7, 3>(imm).bits(),
        Size::Q => Signed::<7, 4>(imm).bits(),
        Size::B | Size::H => return None,
    };
    word!(
        "oo 101 v 0 mm L iiiiiii uuuuu nnnnn ttttt",
        o: kind.opc, v: kind.simd, m: mode, L: kind.load, i: units,
        u: rt2, n: addr.base, t: rt
    )
}

fn load_pair(op: LoadPairOp, w: Width, rt: Reg, rt2: Reg, addr: Addr) -> Option<u32> {
    let size = word_or_double(w);
    let opc = if w == Width::X { 0b10 } else { 0b00 };
    let kind = Pair { opc, simd: false, load: true, nontemporal: false, size };
    match (op, w) {
        (LoadPairOp::Ldp, _) => pair(kind, rt, rt2, addr),
        (LoadPairOp::Ldnp, _) => pair(Pair { nontemporal: true, ..kind }, rt, rt2, addr),
        (LoadPairOp::Ldpsw, Width::X) => {
            pair(Pair { opc: 0b01, size: Size::W, ..kind }, rt, rt2, addr)
        }
        (LoadPairOp::Ldiapp, _) => {
            ordered_pair(size, true, Offset::Post(2 * i64::from(size.bytes())), rt, rt2, addr)
        }
        (LoadPairOp::Ldap, Width::X) => doubleword_pair(true, 0b0101, rt, rt2, addr),
        (LoadPairOp::Ldapp, Width::X) => doubleword_pair(true, 0b0111, rt, rt2, addr),
        _ => None,
    }
}

fn store_pair(op: StorePairOp, w: Width, rt: Reg, rt2: Reg, addr: Addr) -> Option<u32> {
    let size = word_or_double(w);
    let opc = if w == Width::X { 0b10 } else { 0b00 };
    let kind = Pair { opc, simd: false, load: false, nontemporal: false, size };
    match (op, w) {
        (StorePairOp::Stp, _) => pair(kind, rt, rt2, addr),
        (StorePairOp::Stnp, _) => pair(Pair { nontemporal: true, ..kind }, rt, rt2, addr),
        (StorePairOp::Stilp, _) => {
            ordered_pair(size, false, Offset::Pre(-2 * i64::from(size.bytes())), rt, rt2, addr)
        }
        (StorePairOp::Stlp, Width::X) => doubleword_pair(false, 0b0101, rt, rt2, addr),
        _ => None,
    }
}

/// LDIAPP and STILP: `[Xn]`, or the one write-back that each has.
fn ordered_pair(
    size: Size,
    load: bool,
    write_back: Offset,
    rt: Reg,
    rt2: Reg,
    addr: Addr,
) -> Option<u32> {
    let plain = addr.offset == Offset::Imm(0);
    if !plain && addr.offset != write_back {
        return None;
    }
    word!(
        "zz 011001 0L 0 uuuuu 000p 10 nnnnn ttttt",
        z: size_field(size), L: load, u: rt2, p: plain, n: addr.base, t: rt
    )
}

/// The pairs of FEAT_LSCP.
fn doubleword_pair(load: bool, opc2: u32, rt: Reg, rt2: Reg, addr: Addr) -> Option<u32> {
    if addr.offset != Offset::Imm(0) {
        return None;
    }
    word!(
        "11 011001 0L 0 uuuuu oooo 10 nnnnn ttttt",
        L: load, u: rt2, o: opc2, n: addr.base, t: rt
    )
}

/// The 5 bits of `PLDL1KEEP` or `#24`.
fn prefetch_operation(name: &str) -> Option<u32> {
    if let Some(number) = name.strip_prefix('#') {
        return number.parse().ok();
    }
    let part = |name: &mut &str, parts: &[&str]| {
        let at = parts.iter().position(|part| name.starts_with(part))?;
        *name = &name[parts[at].len()..];
        Some(at as u32)
    };
    let mut rest = name;
    let ty = part(&mut rest, &["PLD", "PLI", "PST"])?;
    let target = part(&mut rest, &["L1", "L2", "L3", "SLC"])?;
    let policy = part(&mut rest, &["KEEP", "STRM"])?;
    rest.is_empty().then_some(ty << 3 | target << 1 | policy)
}
