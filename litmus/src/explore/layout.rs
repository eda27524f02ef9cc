//! Where locations and instructions are in memory.
//!
//! Addresses are plain numbers, so that address arithmetic, comparisons of
//! pointers and false dependencies on them need no special case. They lie far
//! above any number that tests compute with.

use crate::isa::Size;
use crate::model::graph::Footprint;
use crate::test::{Const, Item, LocId, RegName, Rhs, Scalar, Test, ThreadId};

const DATA_BASE: u64 = 0x7f00_0000_0000;
const DATA_STRIDE: u64 = 0x1_0000_0000;
const CODE_BASE: u64 = 0x5500_0000_0000;
const CODE_STRIDE: u64 = 0x1000_0000;

/// A scalar may be accessed at any width up to this, whatever its declared
/// type: tests store pointers to locations that they leave untyped.
const SCALAR_CAPACITY: u32 = 16;

/// An instruction: the thread whose column it stands in, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pc {
    pub(crate) thread: ThreadId,
    pub(crate) index: usize,
}

/// The addresses of a test's locations and their initial contents.
#[derive(Debug)]
pub(crate) struct Layout {
    contents: Vec<Vec<u8>>,
    code_len: Vec<usize>,
}

impl Layout {
    pub(crate) fn new(test: &Test) -> Layout {
        let code_len = test.threads.iter().map(|t| t.code.len()).collect();
        let mut layout = Layout { contents: Vec::new(), code_len };
        layout.contents = test
            .locations
            .iter()
            .map(|l| {
                let elem = l.ty.elem.size.bytes() as usize;
                let mut bytes = Vec::new();
                if let Some(len) = l.ty.len {
                    for i in 0..len as usize {
                        let value = l.init.get(i).map_or(0, |c| layout.constant(test, c));
                        bytes.extend_from_slice(&value.to_le_bytes()[..elem]);
                    }
                } else {
                    let value = l.init.first().map_or(0, |c| layout.constant(test, c));
                    // Sign-extended: the whole number, at whatever width it is read.
                    bytes.extend_from_slice(&value.to_le_bytes());
                    bytes.truncate(elem.max(SCALAR_CAPACITY as usize));
                }
                bytes
            })
            .collect();
        layout
    }

    /// The number that a constant of the test stands for, sign-extended.
    pub(crate) fn constant(&self, test: &Test, c: &Const) -> u128 {
        match c {
            Const::Int(i) => *i as u128,
            Const::Address { loc, offset } => {
                u128::from(self.address(*loc).wrapping_add_signed(*offset))
            }
            Const::Label { thread, name } => {
                let index = test.threads[usize::from(thread.0)].label(name);
                // A label that is not there is no instruction's address.
                index.map_or(u128::MAX, |index| {
                    u128::from(self.code_address(Pc { thread: *thread, index }))
                })
            }
        }
    }

    pub(crate) fn address(&self, loc: LocId) -> u64 {
        DATA_BASE + u64::from(loc.0) * DATA_STRIDE
    }

    /// The bytes of a location.
    pub(crate) fn len(&self, loc: LocId) -> u32 {
        self.contents[usize::from(loc.0)].len() as u32
    }

    pub(crate) fn code_address(&self, pc: Pc) -> u64 {
        CODE_BASE + u64::from(pc.thread.0) * CODE_STRIDE + 4 * pc.index as u64
    }

    /// The instruction at an address; the end of a thread's code counts as one.
    pub(crate) fn code_at(&self, address: u128) -> Option<Pc> {
        let offset = u64::try_from(address).ok()?.checked_sub(CODE_BASE)?;
        let thread = usize::try_from(offset / CODE_STRIDE).ok()?;
        let index = (offset % CODE_STRIDE / 4) as usize;
        let valid = offset % 4 == 0 && index <= *self.code_len.get(thread)?;
        valid.then_some(Pc { thread: ThreadId(thread as u16), index })
    }

    /// The location that an address points into, or just past.
    pub(crate) fn location_at(&self, address: u128) -> Option<(LocId, u32)> {
        let (loc, within) = self.region(address)?;
        let len = self.contents[usize::from(loc.0)].len() as u64;
        (within <= len).then_some((loc, within as u32))
    }

    /// The location before an address, and the bytes between, however many.
    pub(crate) fn region(&self, address: u128) -> Option<(LocId, u64)> {
        let offset = u64::try_from(address).ok()?.checked_sub(DATA_BASE)?;
        let loc = usize::try_from(offset / DATA_STRIDE).ok()?;
        (loc < self.contents.len()).then_some((LocId(loc as u16), offset % DATA_STRIDE))
    }

    /// The bytes that an access of `size` bytes at `address` touches, if they
    /// are all of one location.
    pub(crate) fn footprint(&self, address: u128, size: u32) -> Option<Footprint> {
        let (loc, offset) = self.location_at(address)?;
        let fits = offset + size <= self.contents[usize::from(loc.0)].len() as u32;
        fits.then_some(Footprint { loc, offset, size })
    }

    /// Every aligned place where an access of `size` bytes fits.
    pub(crate) fn places(&self, size: u32) -> impl Iterator<Item = u128> {
        self.contents.iter().enumerate().flat_map(move |(i, bytes)| {
            let base = u128::from(self.address(LocId(i as u16)));
            (0..=(bytes.len() as u32).saturating_sub(size))
                .step_by(size as usize)
                .map(move |offset| base + u128::from(offset))
        })
    }

    /// The initial value of some bytes.
    pub(crate) fn initial(&self, at: Footprint) -> u128 {
        let bytes = &self.contents[usize::from(at.loc.0)];
        let mut value = [0; 16];
        let range = at.offset as usize..(at.offset + at.size) as usize;
        value[..range.len()].copy_from_slice(&bytes[range]);
        u128::from_le_bytes(value)
    }

    /// Whether a number is an address of data or code rather than a number
    /// that a test computes with.
    pub(crate) fn is_address(&self, value: u128) -> bool {
        self.location_at(value).is_some() || self.code_at(value).is_some()
    }

    /// A value as it is compared and printed at a type: addresses as they are,
    /// numbers cut to the type and sign-extended if it is signed.
    pub(crate) fn normalize(&self, value: u128, ty: Scalar) -> u128 {
        if self.is_address(value) {
            return value;
        }
        let bits = if ty.pointer { 64 } else { ty.size.bytes() * 8 };
        let shift = 128 - bits;
        if ty.signed {
            (((value << shift) as i128) >> shift) as u128
        } else {
            value << shift >> shift
        }
    }
}

/// The bytes that hold an observed scalar or element: wide enough for a
/// pointer where the location may hold one.
pub(crate) fn observed(test: &Test, loc: LocId, index: u32) -> Footprint {
    let ty = test.locations[usize::from(loc.0)].ty;
    let size = ty.elem.size.bytes();
    match ty.len {
        Some(_) => Footprint { loc, offset: index * size, size },
        None => Footprint { loc, offset: 0, size: size.max(Size::X.bytes()) },
    }
}

/// The type at which an item is printed and compared.
pub(crate) fn item_type(test: &Test, item: Item) -> Scalar {
    match item {
        Item::Reg { thread, reg } => test.threads[usize::from(thread.0)].scalar(reg),
        Item::Loc { loc, .. } => test.locations[usize::from(loc.0)].ty.elem,
    }
}

/// How many values an item stands for: the elements of an array or of a
/// vector register, one otherwise.
pub(crate) fn item_len(test: &Test, item: Item) -> usize {
    match item {
        Item::Loc { loc, index: None } => {
            test.locations[usize::from(loc.0)].ty.len.map_or(1, |n| n as usize)
        }
        Item::Reg { thread, reg: reg @ RegName::Vector(_) } => test.threads[usize::from(thread.0)]
            .regs
            .iter()
            .rev()
            .find_map(|r| if r.reg == reg { r.ty } else { None })
            .and_then(|t| t.len)
            .map_or(1, |n| n as usize),
        _ => 1,
    }
}

/// The constants of a comparison's right-hand side.
pub(crate) fn rhs_constants(rhs: &Rhs) -> &[Const] {
    match rhs {
        Rhs::Const(c) => std::slice::from_ref(c),
        Rhs::Array(cs) => cs,
    }
}
