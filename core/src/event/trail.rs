//! A path into the body, and how far it has been followed.

use super::Target;
use crate::text::Text;

/// The longest path, in bytes.
pub(crate) const PATH_MAX: usize = 64;
const KEYS_MAX: usize = 4;

/// Whether `path` is one to four object keys joined by dots.
pub(crate) fn is_path(path: &str) -> bool {
    path.split('.').count() <= KEYS_MAX && path.split('.').all(|key| !key.is_empty())
}

/// A path that is being followed, key by key.
#[derive(Clone)]
pub(super) struct Trail {
    path: Text<PATH_MAX>,
    /// Where in `path` the key to look for next stands.
    key: (u8, u8),
    /// In how many objects, one in the other, that key may come.
    pub(super) depth: u8,
}

impl Trail {
    pub(super) const EMPTY: Self = Self { path: Text::new(), key: (0, 0), depth: 0 };

    pub(super) fn new(path: &str) -> Self {
        let mut trail = Self::EMPTY;
        trail.path.push(path.as_bytes());
        trail.advance(0);
        trail
    }

    /// The key to look for next.
    pub(super) fn key(&self) -> &[u8] {
        let (start, end) = self.key;
        self.path.as_bytes().get(usize::from(start)..usize::from(end)).unwrap_or_default()
    }

    /// Whether the value at that key is the field itself.
    pub(super) fn is_last(&self) -> bool {
        usize::from(self.key.1) == self.path.len()
    }

    /// Follows the trail into the object at that key.
    pub(super) fn descend(&mut self) {
        self.advance(self.key.1.saturating_add(1));
    }

    fn advance(&mut self, start: u8) {
        let rest = self.path.as_bytes().get(usize::from(start)..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| **byte != b'.').count();
        self.key = (start, start.saturating_add(u8::try_from(length).unwrap_or(u8::MAX)));
        self.depth = self.depth.saturating_add(1);
    }
}

/// A set of targets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Targets(u8);

impl Targets {
    pub(super) const NONE: Self = Self(0);

    const fn bit(target: Target) -> u8 {
        1 << target as u8
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn has(self, target: Target) -> bool {
        self.0 & Self::bit(target) != 0
    }

    pub(super) const fn insert(&mut self, target: Target) {
        self.0 |= Self::bit(target);
    }

    pub(super) const fn remove(&mut self, target: Target) {
        self.0 &= !Self::bit(target);
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Target> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let target = Target::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest.wrapping_sub(1);
            Some(*target)
        })
    }

    pub(super) fn retain(&mut self, keep: impl Fn(Target) -> bool) {
        for target in self.iter() {
            if !keep(target) {
                self.remove(target);
            }
        }
    }
}
