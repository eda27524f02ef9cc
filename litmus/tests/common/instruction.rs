//! Strategies for every [`Instruction`] that the parser can make.
//!
//! Operands are drawn so that both what an assembler encodes and what it refuses
//! is frequent: small registers to make overlaps, immediates at the limits of
//! their fields, SP and the zero register everywhere.

use fencepost_litmus::isa::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use std::sync::Arc;

/// Any instruction.
pub fn instruction() -> BoxedStrategy<Instruction> {
    prop_oneof![
        4 => data(),
        1 => branch(),
        1 => system(),
        4 => memory(),
        2 => simd(),
    ]
    .boxed()
}

/// A general-purpose register: mostly one of a few, seldom ZR or SP.
pub fn reg() -> BoxedStrategy<Reg> {
    prop_oneof![
        12 => (0..6u8).prop_map(Reg::x),
        6 => (0..31u8).prop_map(Reg::x),
        1 => Just(Reg::ZR),
        1 => Just(Reg::SP),
    ]
    .boxed()
}

/// A SIMD register.
pub fn vreg() -> BoxedStrategy<VReg> {
    prop_oneof![0..4u8, 0..32u8].prop_filter_map("V0 to V31", VReg::new).boxed()
}

fn width() -> impl Strategy<Value = Width> {
    select(vec![Width::W, Width::X])
}

fn cond() -> impl Strategy<Value = Cond> {
    select(Cond::ALL.to_vec())
}

/// A number of any magnitude, often at or beside a power of two.
fn integer() -> BoxedStrategy<i64> {
    let near_power = (0..64u32, -1..=1i64, any::<bool>()).prop_map(|(bit, delta, negative)| {
        let value = (1i64 << bit).wrapping_add(delta);
        if negative { value.wrapping_neg() } else { value }
    });
    prop_oneof![4 => -300..300i64, 2 => near_power, 1 => any::<i64>()].boxed()
}

/// A multiple of an access size, near the limits of the offset fields.
fn offset() -> BoxedStrategy<i64> {
    let scaled = (select(vec![1i64, 2, 4, 8, 16]), -70..70i64).prop_map(|(size, n)| size * n);
    let large = (select(vec![1i64, 2, 4, 8, 16]), 4090..4100i64).prop_map(|(size, n)| size * n);
    prop_oneof![4 => scaled, 2 => -260..260i64, 1 => large, 1 => integer(), 2 => Just(0)].boxed()
}

/// Bits that AND and its kin often encode.
fn pattern() -> BoxedStrategy<i64> {
    let run = (0..6u32, 1..64u32, 0..64u32).prop_map(|(log, ones, rotation)| {
        let bits = 2 << log;
        let element = (1u64 << (ones % bits)) - 1;
        let mut value = 0;
        for at in (0..64).step_by(bits as usize) {
            value |= element << at;
        }
        value.rotate_right(rotation) as i64
    });
    let low = run.clone().prop_map(|value| value & 0xFFFF_FFFF);
    prop_oneof![2 => run, 2 => low, 1 => integer()].boxed()
}

fn shift() -> impl Strategy<Value = ShiftKind> {
    select(ShiftKind::ALL.to_vec())
}

fn amount() -> BoxedStrategy<u8> {
    prop_oneof![3 => Just(0), 4 => 0..6u8, 2 => 0..70u8, 1 => any::<u8>()].boxed()
}

fn bit() -> BoxedStrategy<u8> {
    prop_oneof![8 => 0..32u8, 4 => 0..64u8, 1 => any::<u8>()].boxed()
}

fn shifted() -> BoxedStrategy<Operand> {
    let shifted = (reg(), shift(), amount());
    let shifted = shifted.prop_map(|(rm, shift, amount)| Operand::Shifted { rm, shift, amount });
    prop_oneof![1 => plain(), 1 => shifted].boxed()
}

fn plain() -> impl Strategy<Value = Operand> {
    reg().prop_map(Operand::reg)
}

fn add_operand() -> BoxedStrategy<Operand> {
    let shift = prop_oneof![4 => Just(0u8), 2 => Just(12), 1 => any::<u8>()];
    let imm = prop_oneof![2 => 0..5000i64, 1 => integer()];
    let imm = (imm, shift).prop_map(|(value, shift)| Operand::Imm { value, shift });
    let extended = (reg(), select(Extend::ALL.to_vec()), amount());
    let extended =
        extended.prop_map(|(rm, extend, amount)| Operand::Extended { rm, extend, amount });
    prop_oneof![shifted(), imm, extended].boxed()
}

fn logic_operand() -> BoxedStrategy<Operand> {
    let shift = prop_oneof![8 => Just(0u8), 1 => Just(12)];
    let imm = (pattern(), shift).prop_map(|(value, shift)| Operand::Imm { value, shift });
    prop_oneof![2 => shifted(), 1 => imm].boxed()
}

/// A label or a distance.
fn target() -> BoxedStrategy<Target> {
    let label = "[A-Za-z_$][A-Za-z0-9_.$]{0,6}"
        .prop_filter("not a register", |name| {
            let upper = name.to_uppercase();
            let named = ["SP", "WSP", "XZR", "WZR", "LR", "FP", "IP0", "IP1"];
            let numbered = upper.strip_prefix(['W', 'X']).is_some_and(|n| n.parse::<u8>().is_ok());
            !named.contains(&upper.as_str()) && !numbered
        })
        .prop_map(|name| Target::Label(name.into()));
    let near = (-40..40i64).prop_map(|n| Target::Relative(4 * n));
    let far = integer().prop_map(Target::Relative);
    prop_oneof![2 => label, 2 => near, 1 => far].boxed()
}

/// Data processing.
pub fn data() -> BoxedStrategy<Instruction> {
    prop_oneof![arithmetic(), logical(), moves(), bits(), products(), choices()].boxed()
}

fn arithmetic() -> BoxedStrategy<Instruction> {
    let op = || select(AddSubOp::ALL.to_vec());
    prop_oneof![
        4 => (op(), any::<bool>(), width(), reg(), reg(), add_operand()).prop_map(
            |(op, flags, w, rd, rn, rhs)| Instruction::AddSub { op, flags, w, rd, rn, rhs }
        ),
        1 => (op(), any::<bool>(), width(), reg(), reg(), reg()).prop_map(
            |(op, flags, w, rd, rn, rm)| Instruction::AddSubCarry { op, flags, w, rd, rn, rm }
        ),
        1 => (op(), width(), reg(), compared(), prop_oneof![8 => 0..16u8, 1 => any::<u8>()], cond())
            .prop_map(|(op, w, rn, rhs, nzcv, cond)| {
                Instruction::CondCompare { op, w, rn, rhs, nzcv, cond }
            }),
    ]
    .boxed()
}

fn compared() -> impl Strategy<Value = Operand> {
    prop_oneof![plain(), (0..40i64).prop_map(Operand::imm), integer().prop_map(Operand::imm)]
}

fn logical() -> BoxedStrategy<Instruction> {
    let flags = any::<bool>();
    (select(LogicOp::ALL.to_vec()), flags, width(), reg(), reg(), logic_operand())
        .prop_map(|(op, flags, w, rd, rn, rhs)| {
            let flags = flags && matches!(op, LogicOp::And | LogicOp::Bic);
            Instruction::Logic { op, flags, w, rd, rn, rhs }
        })
        .boxed()
}

fn moves() -> BoxedStrategy<Instruction> {
    let imm = prop_oneof![
        1 => pattern().prop_map(|value| value as u64),
        1 => integer().prop_map(|value| value as u64),
        1 => (any::<u16>(), 0..4u32).prop_map(|(value, n)| u64::from(value) << (16 * n)),
        1 => (any::<u16>(), 0..4u32).prop_map(|(value, n)| !(u64::from(value) << (16 * n))),
    ];
    let shift = prop_oneof![4 => select(vec![0u8, 16, 32, 48]), 1 => any::<u8>()];
    prop_oneof![
        2 => (width(), reg(), imm).prop_map(|(w, rd, imm)| {
            // A negative number of 32 bits has 32 bits in a W register.
            let negative = imm >> 31 == u64::MAX >> 31;
            let imm = if w == Width::W && negative { imm & 0xFFFF_FFFF } else { imm };
            Instruction::MovImm { w, rd, imm }
        }),
        1 => (select(MovWideOp::ALL.to_vec()), width(), reg(), any::<u16>(), shift)
            .prop_map(|(op, w, rd, imm, shift)| Instruction::MovWide { op, w, rd, imm, shift }),
        1 => (reg(), target()).prop_map(|(rd, target)| Instruction::Adr { rd, target }),
    ]
    .boxed()
}

fn bits() -> BoxedStrategy<Instruction> {
    prop_oneof![
        2 => (select(BitfieldOp::ALL.to_vec()), width(), reg(), reg(), bit(), bit()).prop_map(
            |(op, w, rd, rn, immr, imms)| Instruction::Bitfield { op, w, rd, rn, immr, imms }
        ),
        1 => (width(), reg(), reg(), option::of(reg()), bit()).prop_map(|(w, rd, rn, rm, lsb)| {
            Instruction::Extr { w, rd, rn, rm: rm.unwrap_or(rn), lsb }
        }),
        1 => (select(UnaryOp::ALL.to_vec()), width(), reg(), reg()).prop_map(|(op, w, rd, rn)| {
            let w = if op == UnaryOp::Rev32 { Width::X } else { w };
            Instruction::Unary { op, w, rd, rn }
        }),
    ]
    .boxed()
}

fn products() -> BoxedStrategy<Instruction> {
    let ra = prop_oneof![Just(Reg::ZR), reg()];
    prop_oneof![
        (select(MulAddOp::ALL.to_vec()), width(), reg(), reg(), reg(), ra).prop_map(
            |(op, w, rd, rn, rm, ra)| {
                let long = !matches!(op, MulAddOp::Madd | MulAddOp::Msub);
                let w = if long { Width::X } else { w };
                Instruction::MulAdd { op, w, rd, rn, rm, ra }
            }
        ),
        (select(BinaryOp::ALL.to_vec()), width(), reg(), reg(), shifted(), integer())
            .prop_map(|(op, w, rd, rn, rhs, imm)| binary(op, w, rd, rn, rhs, imm)),
    ]
    .boxed()
}

/// The operand that this operation is read with.
fn binary(op: BinaryOp, w: Width, rd: Reg, rn: Reg, rhs: Operand, imm: i64) -> Instruction {
    let register = match rhs {
        Operand::Shifted { rm, .. } => Operand::reg(rm),
        other => other,
    };
    let (w, rhs) = match op {
        BinaryOp::Lslv | BinaryOp::Lsrv | BinaryOp::Asrv | BinaryOp::Rorv => (w, rhs),
        BinaryOp::Smulh | BinaryOp::Umulh => (Width::X, register),
        BinaryOp::Udiv | BinaryOp::Sdiv => (w, register),
        _ if imm % 2 == 0 => (w, register),
        _ => (w, Operand::imm(imm)),
    };
    Instruction::Binary { op, w, rd, rn, rhs }
}

fn choices() -> BoxedStrategy<Instruction> {
    (select(CondSelectOp::ALL.to_vec()), width(), reg(), reg(), option::of(reg()), cond())
        .prop_map(|(op, w, rd, rn, rm, cond)| Instruction::CondSelect {
            op,
            w,
            rd,
            rn,
            rm: rm.unwrap_or(rn),
            cond,
        })
        .boxed()
}

/// Branches.
pub fn branch() -> BoxedStrategy<Instruction> {
    prop_oneof![
        target().prop_map(|target| Instruction::B { target }),
        target().prop_map(|target| Instruction::Bl { target }),
        (cond(), target()).prop_map(|(cond, target)| Instruction::BCond { cond, target }),
        (any::<bool>(), width(), reg(), target()).prop_map(|(nonzero, w, rt, target)| {
            Instruction::CompareBranch { nonzero, w, rt, target }
        }),
        (any::<bool>(), width(), reg(), bit(), target()).prop_map(
            |(nonzero, w, rt, bit, target)| Instruction::TestBranch { nonzero, w, rt, bit, target }
        ),
        reg().prop_map(|rn| Instruction::Br { rn }),
        reg().prop_map(|rn| Instruction::Blr { rn }),
        prop_oneof![Just(Reg::LR), reg()].prop_map(|rn| Instruction::Ret { rn }),
    ]
    .boxed()
}

/// Barriers, hints and system registers.
pub fn system() -> BoxedStrategy<Instruction> {
    let barrier = || select(BarrierOption::ALL.to_vec());
    // Those that stand for instructions of their own are out of scope.
    let hint = (0..128u8).prop_filter("a mere hint", |n| !matches!(n, 7..=19 | 24..=31 | 39 | 40));
    prop_oneof![
        2 => barrier().prop_map(Instruction::Dmb),
        2 => (barrier(), any::<bool>()).prop_map(|(option, nxs)| {
            Instruction::Dsb { option, nxs: nxs && option.ty == BarrierType::Full }
        }),
        1 => select(vec![
            Instruction::Isb,
            Instruction::Sb,
            Instruction::Ssbb,
            Instruction::Pssbb,
            Instruction::Clrex,
        ]),
        1 => hint.prop_map(|n| Instruction::Hint(Hint(n))),
        1 => reg().prop_map(|rt| Instruction::Mrs { rt, reg: SysReg::Nzcv }),
        1 => reg().prop_map(|rt| Instruction::Msr { reg: SysReg::Nzcv, rt }),
    ]
    .boxed()
}

/// The addresses an instruction may be given.
#[derive(Clone, Copy)]
enum Modes {
    /// All, a register offset included.
    Any,
    /// All with an immediate.
    Imms,
    /// Without write-back.
    Imm,
    BaseOrPost,
    BaseOrPre,
    Base,
}

fn addr(modes: Modes) -> BoxedStrategy<Addr> {
    let plain = || Just(Offset::Imm(0)).boxed();
    let imm = || offset().prop_map(Offset::Imm).boxed();
    let pre = || offset().prop_map(Offset::Pre).boxed();
    let post = || offset().prop_map(Offset::Post).boxed();
    let index = {
        let extend = select(vec![Extend::Uxtw, Extend::Uxtx, Extend::Sxtw, Extend::Sxtx]);
        let index = (reg(), extend, prop_oneof![2 => 0..5u8, 1 => amount()]);
        index.prop_map(|(rm, extend, amount)| Offset::Reg { rm, extend, amount }).boxed()
    };
    let step = reg().prop_map(Offset::PostReg).boxed();
    let offset = match modes {
        Modes::Any => {
            prop_oneof![4 => imm(), 3 => pre(), 3 => post(), 4 => index, 1 => step].boxed()
        }
        Modes::Imms => prop_oneof![imm(), pre(), post()].boxed(),
        Modes::Imm => imm(),
        Modes::BaseOrPost => prop_oneof![plain(), post()].boxed(),
        Modes::BaseOrPre => prop_oneof![plain(), pre()].boxed(),
        Modes::Base => plain(),
    };
    (reg(), offset).prop_map(|(base, offset)| Addr { base, offset }).boxed()
}

/// Width and size of an access, as its mnemonic may have them.
fn access(sizes: &[Size]) -> impl Strategy<Value = (Width, Size)> + use<> {
    select(sizes.to_vec()).prop_map(|size| match size {
        Size::X => (Width::X, size),
        _ => (Width::W, size),
    })
}

const SIZES: [Size; 4] = [Size::B, Size::H, Size::W, Size::X];

/// Loads, stores and atomics of general-purpose registers.
pub fn memory() -> BoxedStrategy<Instruction> {
    prop_oneof![3 => loads(), 2 => stores(), 2 => pairs(), 2 => exclusives(), 3 => atomics()]
        .boxed()
}

fn loads() -> BoxedStrategy<Instruction> {
    let unsigned = select(LoadOp::ALL.to_vec()).prop_flat_map(|op| {
        let modes = match op {
            LoadOp::Ldr => Modes::Any,
            LoadOp::Ldur | LoadOp::Ldtr | LoadOp::Ldapur => Modes::Imm,
            LoadOp::Ldapr => Modes::BaseOrPost,
            LoadOp::Ldar | LoadOp::Ldlar => Modes::Base,
        };
        (Just(op), access(&SIZES), reg(), addr(modes))
    });
    let signed = [LoadOp::Ldr, LoadOp::Ldur, LoadOp::Ldtr, LoadOp::Ldapur];
    let signed = select(signed.to_vec()).prop_flat_map(|op| {
        let modes = if op == LoadOp::Ldr { Modes::Any } else { Modes::Imm };
        (Just(op), width(), select(vec![Size::B, Size::H, Size::W]), reg(), addr(modes))
    });
    prop_oneof![
        unsigned.prop_map(|(op, (w, size), rt, addr)| Instruction::Load {
            op,
            size,
            sign: false,
            w,
            rt,
            addr
        }),
        signed.prop_map(|(op, w, size, rt, addr)| {
            let w = if size == Size::W { Width::X } else { w };
            Instruction::Load { op, size, sign: true, w, rt, addr }
        }),
        prefetches(),
    ]
    .boxed()
}

fn prefetches() -> BoxedStrategy<Instruction> {
    let named = (
        select(vec!["PLD", "PLI", "PST"]),
        select(vec!["L1", "L2", "L3", "SLC"]),
        select(vec!["KEEP", "STRM"]),
    );
    let named = named.prop_map(|(ty, level, policy)| Arc::from(format!("{ty}{level}{policy}")));
    let numbered = (24..32u8).prop_map(|n| Arc::from(format!("#{n}")));
    (prop_oneof![4 => named, 1 => numbered], addr(Modes::Any))
        .prop_map(|(op, addr)| Instruction::Prfm { op, addr })
        .boxed()
}

fn stores() -> BoxedStrategy<Instruction> {
    select(StoreOp::ALL.to_vec())
        .prop_flat_map(|op| {
            let modes = match op {
                StoreOp::Str => Modes::Any,
                StoreOp::Stur | StoreOp::Sttr | StoreOp::Stlur => Modes::Imm,
                StoreOp::Stlr => Modes::BaseOrPre,
                StoreOp::Stllr => Modes::Base,
            };
            (Just(op), access(&SIZES), reg(), addr(modes))
        })
        .prop_map(|(op, (w, size), rt, addr)| Instruction::Store { op, size, w, rt, addr })
        .boxed()
}

fn pairs() -> BoxedStrategy<Instruction> {
    prop_oneof![
        (select(LoadPairOp::ALL.to_vec()), width(), reg(), reg(), addr(Modes::Imms)).prop_map(
            |(op, w, rt, rt2, addr)| {
                let w = if op == LoadPairOp::Ldpsw { Width::X } else { w };
                Instruction::LoadPair { op, w, rt, rt2, addr }
            }
        ),
        (select(StorePairOp::ALL.to_vec()), width(), reg(), reg(), addr(Modes::Imms))
            .prop_map(|(op, w, rt, rt2, addr)| Instruction::StorePair { op, w, rt, rt2, addr }),
    ]
    .boxed()
}

fn exclusives() -> BoxedStrategy<Instruction> {
    let flag = any::<bool>;
    prop_oneof![
        (flag(), access(&SIZES), reg(), reg()).prop_map(|(acquire, (w, size), rt, rn)| {
            Instruction::LoadExclusive { acquire, size, w, rt, rn }
        }),
        (flag(), access(&SIZES), reg(), reg(), reg()).prop_map(
            |(release, (w, size), rs, rt, rn)| Instruction::StoreExclusive {
                release,
                size,
                w,
                rs,
                rt,
                rn
            }
        ),
        (flag(), width(), reg(), reg(), reg()).prop_map(|(acquire, w, rt, rt2, rn)| {
            Instruction::LoadExclusivePair { acquire, w, rt, rt2, rn }
        }),
        (flag(), width(), reg(), reg(), reg(), reg()).prop_map(|(release, w, rs, rt, rt2, rn)| {
            Instruction::StoreExclusivePair { release, w, rs, rt, rt2, rn }
        }),
    ]
    .boxed()
}

fn order() -> impl Strategy<Value = Order> {
    (any::<bool>(), any::<bool>()).prop_map(|(acquire, release)| Order { acquire, release })
}

fn atomics() -> BoxedStrategy<Instruction> {
    let rt = || prop_oneof![1 => Just(Reg::ZR), 3 => reg()];
    let pair = || {
        let even = (0..15u8).prop_map(|n| [Reg::x(2 * n), Reg::x(2 * n + 1)]);
        prop_oneof![
            4 => even,
            1 => Just([Reg::LR, Reg::ZR]),
            2 => (reg(), reg()).prop_map(|(a, b)| [a, b]),
        ]
    };
    let amo = select(AmoOp::ALL.to_vec());
    let wide = select(vec![AmoOp::Swp, AmoOp::Clr, AmoOp::Set]);
    prop_oneof![
        3 => (amo, order(), access(&SIZES), reg(), rt(), reg()).prop_map(
            |(op, order, (w, size), rs, rt, rn)| Instruction::Amo { op, order, size, w, rs, rt, rn }
        ),
        2 => (order(), access(&SIZES), reg(), reg(), reg()).prop_map(
            |(order, (w, size), rs, rt, rn)| Instruction::Cas { order, size, w, rs, rt, rn }
        ),
        1 => (order(), width(), pair(), pair(), reg()).prop_map(
            |(order, w, [rs, rs2], [rt, rt2], rn)| {
                Instruction::CasPair { order, w, rs, rs2, rt, rt2, rn }
            }
        ),
        1 => (wide, order(), reg(), reg(), reg()).prop_map(|(op, order, rt, rt2, rn)| {
            Instruction::AmoPair { op, order, rt, rt2, rn }
        }),
    ]
    .boxed()
}

fn arrangement() -> BoxedStrategy<Arrangement> {
    let elem = select(vec![Size::B, Size::H, Size::W, Size::X]);
    (elem, select(vec![8, 16]))
        .prop_map(|(elem, bytes)| Arrangement { elem, lanes: (bytes / elem.bytes()) as u8 })
        .boxed()
}

fn in_bytes() -> impl Strategy<Value = Arrangement> {
    select(vec![8u8, 16]).prop_map(|lanes| Arrangement { elem: Size::B, lanes })
}

fn elem() -> impl Strategy<Value = Size> {
    select(SIZES.to_vec())
}

fn lane() -> BoxedStrategy<u8> {
    prop_oneof![0..2u8, 0..16u8].boxed()
}

/// Instructions of SIMD registers.
pub fn simd() -> BoxedStrategy<Instruction> {
    prop_oneof![2 => simd_single(), 1 => simd_pair(), 2 => simd_structure(), 3 => simd_move()]
        .boxed()
}

fn simd_single() -> BoxedStrategy<Instruction> {
    let size = || select(Size::ALL.to_vec());
    // A register increments the base of structures alone.
    let single = || {
        addr(Modes::Any)
            .prop_filter("no such mode", |addr| !matches!(addr.offset, Offset::PostReg(_)))
    };
    prop_oneof![
        2 => (size(), vreg(), single())
            .prop_map(|(size, vt, addr)| Instruction::SimdLoad { size, unscaled: false, vt, addr }),
        2 => (size(), vreg(), single())
            .prop_map(|(size, vt, addr)| Instruction::SimdStore { size, unscaled: false, vt, addr }),
        1 => (size(), vreg(), addr(Modes::Imm))
            .prop_map(|(size, vt, addr)| Instruction::SimdLoad { size, unscaled: true, vt, addr }),
        1 => (size(), vreg(), addr(Modes::Imm))
            .prop_map(|(size, vt, addr)| Instruction::SimdStore { size, unscaled: true, vt, addr }),
        1 => (size(), vreg(), addr(Modes::Imm))
            .prop_map(|(size, vt, addr)| Instruction::SimdLdapur { size, vt, addr }),
        1 => (size(), vreg(), addr(Modes::Imm))
            .prop_map(|(size, vt, addr)| Instruction::SimdStlur { size, vt, addr }),
    ]
    .boxed()
}

fn simd_pair() -> BoxedStrategy<Instruction> {
    let operands = || {
        let size = select(vec![Size::W, Size::X, Size::Q]);
        (size, any::<bool>(), vreg(), vreg(), addr(Modes::Imms))
    };
    prop_oneof![
        operands().prop_map(|(size, nontemporal, vt, vt2, addr)| {
            Instruction::SimdLoadPair { size, nontemporal, vt, vt2, addr }
        }),
        operands().prop_map(|(size, nontemporal, vt, vt2, addr)| {
            Instruction::SimdStorePair { size, nontemporal, vt, vt2, addr }
        }),
    ]
    .boxed()
}

fn simd_structure() -> BoxedStrategy<Instruction> {
    let select_lane = prop_oneof![
        Just(LaneSelect::All),
        Just(LaneSelect::Replicate),
        lane().prop_map(LaneSelect::One),
    ];
    let offset = prop_oneof![
        2 => Just(Offset::Imm(0)),
        2 => select(vec![1i64, 2, 3, 4, 8, 16, 24, 32, 48, 64]).prop_map(Offset::Post),
        1 => offset().prop_map(Offset::Post),
        2 => reg().prop_map(Offset::PostReg),
    ];
    let addr = (reg(), offset).prop_map(|(base, offset)| Addr { base, offset });
    let shape = (1..=4u8, 1..=4u8, vreg(), arrangement(), select_lane);
    let list = shape.prop_map(|(interleave, count, first, arrangement, lane)| {
        let elem = arrangement.elem;
        let (count, arrangement) = match lane {
            LaneSelect::All if interleave == 1 => (count, arrangement),
            LaneSelect::One(_) => {
                (interleave, Arrangement { elem, lanes: (16 / elem.bytes()) as u8 })
            }
            _ => (interleave, arrangement),
        };
        Structure { interleave, first, count, arrangement, lane }
    });
    (any::<bool>(), list, addr)
        .prop_map(|(load, list, addr)| match list.lane {
            LaneSelect::Replicate => Instruction::SimdLoadStructure { list, addr },
            _ if load => Instruction::SimdLoadStructure { list, addr },
            _ => Instruction::SimdStoreStructure { list, addr },
        })
        .boxed()
}

fn simd_move() -> BoxedStrategy<Instruction> {
    let movi = (vreg(), arrangement(), pattern(), vec(any::<bool>(), 8));
    let movi = movi.prop_map(|(vd, arrangement, pattern, bytes)| {
        let elem = arrangement.elem;
        let bytes = bytes.iter().fold(0, |value, b| value << 8 | if *b { 0xFF } else { 0 });
        let value = if elem == Size::X && pattern % 2 == 0 { bytes } else { pattern as u64 };
        let imm = value & u64::MAX >> (64 - 8 * elem.bytes());
        Instruction::SimdMovi { vd, arrangement, imm }
    });
    let logic = select(LogicOp::ALL[..5].to_vec());
    let logic = (logic, vreg(), in_bytes(), vreg(), vreg());
    let scalar = (vreg(), elem(), vreg(), lane()).prop_map(|(vd, elem, vn, lane)| {
        Instruction::SimdDupElement { vd, arrangement: Arrangement { elem, lanes: 1 }, vn, lane }
    });
    prop_oneof![
        movi,
        scalar,
        (vreg(), lane(), reg()).prop_map(|(vt, lane, rn)| Instruction::Ldap1 { vt, lane, rn }),
        (vreg(), lane(), reg()).prop_map(|(vt, lane, rn)| Instruction::Stl1 { vt, lane, rn }),
        (vreg(), in_bytes(), vreg()).prop_map(|(vd, arrangement, vn)| Instruction::SimdMov {
            vd,
            arrangement,
            vn
        }),
        (vreg(), elem(), lane(), reg())
            .prop_map(|(vd, elem, lane, rn)| Instruction::SimdInsGeneral { vd, elem, lane, rn }),
        (vreg(), elem(), lane(), vreg(), lane()).prop_map(|(vd, elem, lane, vn, from)| {
            Instruction::SimdInsElement { vd, elem, lane, vn, from }
        }),
        (width(), reg(), vreg(), elem(), lane())
            .prop_map(|(w, rd, vn, elem, lane)| Instruction::SimdUmov { w, rd, vn, elem, lane }),
        (vreg(), arrangement(), reg())
            .prop_map(|(vd, arrangement, rn)| Instruction::SimdDupGeneral { vd, arrangement, rn }),
        (vreg(), arrangement(), vreg(), lane()).prop_map(|(vd, arrangement, vn, lane)| {
            Instruction::SimdDupElement { vd, arrangement, vn, lane }
        }),
        (vreg(), arrangement(), vreg(), vreg())
            .prop_map(|(vd, arrangement, vn, vm)| Instruction::SimdAdd { vd, arrangement, vn, vm }),
        logic.prop_map(|(op, vd, arrangement, vn, vm)| match op {
            LogicOp::Orr if vn == vm => Instruction::SimdMov { vd, arrangement, vn },
            _ => Instruction::SimdLogic { op, vd, arrangement, vn, vm },
        }),
        (vreg(), arrangement(), vreg()).prop_map(|(vd, arrangement, vn)| Instruction::SimdAddv {
            vd,
            arrangement,
            vn
        }),
        (width(), reg(), vreg()).prop_map(|(w, rd, vn)| Instruction::FmovToGeneral { w, rd, vn }),
        (width(), vreg(), reg()).prop_map(|(w, vd, rn)| Instruction::FmovFromGeneral { w, vd, rn }),
    ]
    .boxed()
}
