//! Numbers and the three literals, byte by byte.

/// How far into a scalar the scanner is.
#[derive(Clone, Copy)]
pub(super) enum Scalar {
    /// A literal and how many of its bytes were seen.
    Literal(&'static [u8], u8),
    Number(Number),
}

/// The states of RFC 8259's `number`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

impl Scalar {
    /// The scalar that `byte` begins.
    pub(super) const fn new(byte: u8) -> Option<Self> {
        match byte {
            b't' => Some(Self::Literal(b"true", 1)),
            b'f' => Some(Self::Literal(b"false", 1)),
            b'n' => Some(Self::Literal(b"null", 1)),
            b'-' => Some(Self::Number(Number::Minus)),
            b'0' => Some(Self::Number(Number::Zero)),
            b'1'..=b'9' => Some(Self::Number(Number::Integer)),
            _ => None,
        }
    }

    /// Whether `byte` goes on with the scalar.
    pub(super) fn push(&mut self, byte: u8) -> bool {
        match self {
            Self::Literal(word, seen) => {
                let goes_on = word.get(usize::from(*seen)) == Some(&byte);
                *seen += u8::from(goes_on);
                goes_on
            }
            Self::Number(number) => match number.next(byte) {
                Some(next) => {
                    *number = next;
                    true
                }
                None => false,
            },
        }
    }

    pub(super) fn is_complete(self) -> bool {
        match self {
            Self::Literal(word, seen) => usize::from(seen) == word.len(),
            Self::Number(Number::Zero | Number::Integer | Number::Fraction | Number::ExponentDigits) => true,
            Self::Number(Number::Minus | Number::Point | Number::Exponent | Number::ExponentSign) => false,
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self, Self::Literal(b"null", _))
    }

    pub(super) const fn is_integer(self) -> bool {
        matches!(self, Self::Number(Number::Zero | Number::Integer))
    }
}

impl Number {
    const fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Minus, b'0') => Some(Self::Zero),
            (Self::Minus, b'1'..=b'9') | (Self::Integer, b'0'..=b'9') => Some(Self::Integer),
            (Self::Zero | Self::Integer, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, b'0'..=b'9') => Some(Self::Fraction),
            (Self::Zero | Self::Integer | Self::Fraction, b'e' | b'E') => Some(Self::Exponent),
            (Self::Exponent, b'+' | b'-') => Some(Self::ExponentSign),
            (Self::Exponent | Self::ExponentSign | Self::ExponentDigits, b'0'..=b'9') => Some(Self::ExponentDigits),
            _ => None,
        }
    }
}
