//! A record: one event in one slot.

use super::fingerprint::{Fingerprint, TAG_BITS};
use super::word::Word;

/// Bits of the generation that stand in the meta word; the rest is in the spare bits of the fingerprint.
const LOW_BITS: u32 = 7;

/// All bits of a generation.
pub(super) const GENERATION_BITS: u32 = LOW_BITS + TAG_BITS;

/// The numbers are the layout's. Two more patterns fit its three bits; they are read as empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Empty = 0,
    InFlight = 1,
    Released = 2,
    Done = 3,
    /// In flight, for the dead-letter sink.
    Burying = 4,
    Dead = 5,
}

impl State {
    const fn from_bits(bits: u32) -> Self {
        match bits & 7 {
            1 => Self::InFlight,
            2 => Self::Released,
            3 => Self::Done,
            4 => Self::Burying,
            5 => Self::Dead,
            _ => Self::Empty,
        }
    }

    pub(super) const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Dead)
    }
}

/// Which lease: no two leases of one event have the same, until 2²⁵ leases later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) generation: u32,
    pub(super) attempt: u8,
}

impl Lease {
    /// Whether a released record, whose spare bits hold its `not_before`, can have been this lease's.
    pub(super) const fn released_as(self, meta: Meta) -> bool {
        self.attempt == meta.attempt && self.low() == meta.low
    }

    const fn low(self) -> u32 {
        self.generation & ((1 << LOW_BITS) - 1)
    }

    /// For the spare bits.
    pub(super) const fn high(self) -> u32 {
        self.generation >> LOW_BITS
    }

    pub(super) const fn pack(self) -> u32 {
        (self.attempt as u32) << GENERATION_BITS | self.generation
    }

    pub(super) const fn unpack(word: u32) -> Self {
        Self { generation: word & ((1 << GENERATION_BITS) - 1), attempt: (word >> GENERATION_BITS & 15) as u8 }
    }
}

/// The meta word: state 3 bits, attempt 4, lower generation 7, tag 18.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meta {
    pub(super) state: State,
    pub(super) attempt: u8,
    low: u32,
    tag: u32,
}

impl Meta {
    const TAG_SHIFT: u32 = 32 - TAG_BITS;

    pub(super) const fn new(state: State, lease: Lease, tag: u32) -> Self {
        Self { state, attempt: lease.attempt, low: lease.low(), tag }
    }

    pub(super) const fn with_state(self, state: State) -> Self {
        Self { state, ..self }
    }

    /// Whether a word has this tag, whatever its state.
    pub(super) const fn has_tag(word: u32, tag: u32) -> bool {
        (word ^ tag << Self::TAG_SHIFT) < 1 << Self::TAG_SHIFT
    }

    /// Whether a word is no record's.
    pub(super) const fn is_empty(word: u32) -> bool {
        // The states from 1 to 5; one comparison, because this is asked of 32 words at a time.
        (word & 7).wrapping_sub(1) > 4
    }

    pub(super) const fn unpack(word: u32) -> Self {
        Self {
            state: State::from_bits(word),
            attempt: (word >> 3 & 15) as u8,
            low: word >> 7 & ((1 << LOW_BITS) - 1),
            tag: word >> Self::TAG_SHIFT,
        }
    }

    const fn pack(self) -> u32 {
        self.state as u32 | (self.attempt as u32) << 3 | self.low << 7 | self.tag << Self::TAG_SHIFT
    }

    pub(super) const fn lease(self, spare: u32) -> Lease {
        Lease { generation: spare << LOW_BITS | self.low, attempt: self.attempt }
    }
}

/// The words of one slot.
#[derive(Clone, Copy)]
pub(super) struct Slot<'m> {
    pub(super) meta: &'m Word,
    pub(super) exp: &'m Word,
    pub(super) fingerprint: &'m [Word; 4],
}

impl Slot<'_> {
    pub(super) fn meta(&self) -> Meta {
        Meta::unpack(self.meta.get())
    }

    pub(super) fn set_meta(&self, meta: Meta) {
        self.meta.set(meta.pack());
    }

    /// The tag goes with it: it is the part of the fingerprint that the spare bits take the place of.
    pub(super) fn stored_fingerprint(&self) -> (Fingerprint, u32) {
        Fingerprint::with_spare(self.fingerprint.each_ref().map(Word::get), self.meta().tag)
    }

    pub(super) fn set_spare(&self, fingerprint: &Fingerprint, spare: u32) {
        let [first, ..] = fingerprint.with_spare_in(spare);
        self.fingerprint[0].set(first);
    }

    pub(super) fn clear(&self) {
        if self.meta.get() != 0 {
            self.meta.set(0);
        }
    }

    /// Writes a whole record. A death before the last store leaves an empty slot.
    pub(super) fn fill(&self, meta: Meta, exp: u32, fingerprint: &Fingerprint, spare: u32) {
        self.clear();
        for (word, value) in self.fingerprint.iter().zip(fingerprint.with_spare_in(spare)) {
            word.set(value);
        }
        self.exp.set(exp);
        self.set_meta(meta);
    }
}
