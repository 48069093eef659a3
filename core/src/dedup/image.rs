//! A window's memory as plain words, for the tests.

use alloc::vec::Vec;

use super::word::Word;
use super::{Bucket, Header};

fn words<'m>(header: &'m Header, buckets: &'m [Bucket]) -> impl Iterator<Item = &'m Word> {
    let slots = buckets.iter().flat_map(Bucket::slots);
    header.words().chain(slots.flat_map(|slot| [slot.meta, slot.exp].into_iter().chain(slot.fingerprint)))
}

pub(super) fn snapshot(header: &Header, buckets: &[Bucket]) -> Vec<u32> {
    words(header, buckets).map(Word::get).collect()
}

pub(super) fn restore(header: &Header, buckets: &[Bucket], image: &[u32]) {
    words(header, buckets).zip(image).for_each(|(word, value)| word.set(*value));
}
