//! Encodings as the Arm ARM draws them: 32 digits, a letter for each bit of a field.

use fencepost_litmus::isa::{Reg, VReg, Width};

/// An encoding: its fixed bits, and which bits each field has.
#[derive(Clone, Copy)]
pub(super) struct Picture {
    fixed: u32,
    /// The letter of the field that each bit belongs to, the highest bit first; 0 for none.
    letters: [u8; 32],
}

impl Picture {
    /// Reads a picture. Blanks are for the reader's eye. The bits of a field
    /// need not be adjacent.
    ///
    /// # Panics
    /// If it has not 32 digits; as pictures are constants, the compiler says so.
    pub(super) const fn new(text: &str) -> Picture {
        let bytes = text.as_bytes();
        let mut picture = Picture { fixed: 0, letters: [0; 32] };
        let (mut at, mut bit) = (0, 0);
        while at < bytes.len() {
            match bytes[at] {
                b' ' => {}
                digit => {
                    assert!(bit < 32, "a word has 32 bits");
                    match digit {
                        b'0' => {}
                        b'1' => picture.fixed |= 1 << (31 - bit),
                        letter => picture.letters[bit] = letter,
                    }
                    bit += 1;
                }
            }
            at += 1;
        }
        assert!(bit == 32, "a word has 32 bits");
        picture
    }

    /// The word with these fields. `None` if a value is wider than its field.
    pub(super) fn fill(self, fields: &[(u8, u32)]) -> Option<u32> {
        debug_assert!(self.letters.iter().all(|l| *l == 0 || fields.iter().any(|(f, _)| f == l)));
        fields.iter().try_fold(self.fixed, |mut word, &(field, mut value)| {
            for bit in 0..32 {
                if self.letters[31 - bit] == field {
                    word |= (value & 1) << bit;
                    value >>= 1;
                }
            }
            (value == 0).then_some(word)
        })
    }
}

/// `word!("s00 ... ddddd", s: w, d: rd)`: the word that a picture and its fields
/// make, an `Option<u32>`. Each field is a [`Field`].
macro_rules! word {
    ($picture:literal $(, $letter:ident: $value:expr)* $(,)?) => {{
        const PICTURE: $crate::encode::picture::Picture =
            $crate::encode::picture::Picture::new($picture);
        PICTURE.fill(&[$((
            const { stringify!($letter).as_bytes()[0] },
            $crate::encode::picture::Field::bits($value),
        )),*])
    }};
}
pub(super) use word;

/// What a field of an encoding holds.
pub(super) trait Field {
    /// The bits; more than the field has make no word.
    fn bits(self) -> u32;
}

impl Field for u32 {
    fn bits(self) -> u32 {
        self
    }
}

impl Field for u8 {
    fn bits(self) -> u32 {
        self.into()
    }
}

impl Field for bool {
    fn bits(self) -> u32 {
        self.into()
    }
}

/// `sf`: 0 for W, 1 for X.
impl Field for Width {
    fn bits(self) -> u32 {
        (self == Width::X).into()
    }
}

/// Whether 31 is ZR or SP is the instruction's affair, which the lint judges.
impl Field for Reg {
    fn bits(self) -> u32 {
        self.encoding()
    }
}

impl Field for VReg {
    fn bits(self) -> u32 {
        self.index() as u32
    }
}

/// A two's complement field of `WIDTH` bits that counts units of `1 << SCALE`.
pub(super) struct Signed<const WIDTH: u32, const SCALE: u32>(pub(super) i64);

impl<const WIDTH: u32, const SCALE: u32> Field for Signed<WIDTH, SCALE> {
    fn bits(self) -> u32 {
        let units = self.0 >> SCALE;
        let exact = units << SCALE == self.0;
        let fits = (-(1 << (WIDTH - 1))..1 << (WIDTH - 1)).contains(&units);
        // What does not fit fills more than any field.
        if exact && fits { units as u32 & (u32::MAX >> (32 - WIDTH)) } else { u32::MAX }
    }
}

/// An unsigned field that counts units of `1 << scale`.
pub(super) fn scaled(value: i64, scale: u32) -> u32 {
    let exact = value >> scale << scale == value;
    u32::try_from(value >> scale).ok().filter(|_| exact).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_where_their_letters_are() {
        let word = word!("b 0000000 00000000 00000000 0aabb101", a: 3u32, b: 0b110u32);
        assert_eq!(word, Some(0x8000_0000 | 0b111_0101));
    }

    #[test]
    fn a_value_too_wide_makes_no_word() {
        assert_eq!(word!("00000000 00000000 00000000 0000000a", a: 2u32), None);
        assert_eq!(word!("00000000 00000000 00000000 0aaaaaaa", a: Signed::<7, 2>(256)), None);
        assert_eq!(word!("00000000 00000000 00000000 0aaaaaaa", a: Signed::<7, 2>(6)), None);
        assert_eq!(word!("00000000 00000000 00000000 0aaaaaaa", a: Signed::<7, 2>(-4)), Some(127));
        assert_eq!(word!("00000000 00000000 0000aaaa aaaaaaaa", a: scaled(-8, 3)), None);
    }
}
