//! What a window counts.

use super::word::Word;

// One line a counter: its place in the header, its name, what it counts. The rest is written out from them.
macro_rules! counters {
    ($($place:literal $name:ident $variant:ident $doc:literal)+) => {
        /// What happened in a window since it was made. `commit_stolen` and `commit_late` are the evidence of
        /// a possible double run.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counters {
            $(#[doc = $doc] pub $name: u64,)+
        }

        impl Counters {
            /// Every counter by name.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> {
                [$((stringify!($name), self.$name),)+].into_iter()
            }
        }

        /// A counter's place.
        #[derive(Clone, Copy)]
        pub(super) enum Counter { $($variant = $place,)+ }

        impl Tally {
            pub(super) fn counters(&self) -> Counters {
                Counters { $($name: self.count(Counter::$variant),)+ }
            }

            pub(super) fn copy_from(&self, other: &Self) {
                $(self.write(Counter::$variant, other.count(Counter::$variant));)+
            }
        }
    };
}

counters! {
    0 claimed Claimed "Leases given, first and further attempts alike."
    1 committed Committed "Commits of a lease that was held."
    2 duplicate_done DuplicateDone "Claims answered as done."
    3 duplicate_in_flight DuplicateInFlight "Claims answered as in flight."
    4 duplicate_dead DuplicateDead "Claims answered as dead."
    5 reclaimed Reclaimed "Leases that lapsed and were taken over; a release does not count."
    6 commit_late CommitLate "Commits or burials that came after the lease had ended, or found no record."
    7 commit_already CommitAlready "Commits or burials by a claim that had settled its event before."
    8 commit_stolen CommitStolen "Commits or burials of an event that somebody else had taken."
    9 unrecorded Unrecorded "Late commits or burials whose record was gone and found no room."
    10 buried Buried "Events made dead letters in time."
    11 released Released "Claims released."
    12 refused Refused "Claims refused for want of room."
    13 evicted Evicted "Finished events forgotten to make room."
    14 relocated Relocated "Finished events moved to make room."
    15 unguarded Unguarded "Claims let through for want of room."
}

/// The counters in a header: two words each.
///
/// The lower word holds bits 0 to 31 of a count, the upper one bits 31 to 62. Bit 31 is in both: a process that dies
/// between the two stores leaves them different, and the next reader carries on for it.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Tally([[Word; 2]; 16]);

impl Tally {
    pub(super) const fn new() -> Self {
        Self([const { [Word::new(), Word::new()] }; 16])
    }

    #[inline]
    pub(super) fn count(&self, counter: Counter) -> u64 {
        let Some([lower, upper]) = self.0.get(counter as usize) else { return 0 };
        let (lower, upper) = (lower.get(), upper.get());
        let carried = upper.wrapping_add((lower >> 31) ^ (upper & 1));
        (u64::from(carried >> 1) << 32) | u64::from(lower)
    }

    /// Adds one, and gives the count before.
    #[inline]
    pub(super) fn add(&self, counter: Counter) -> u64 {
        let count = self.count(counter);
        self.write(counter, count.wrapping_add(1));
        count
    }

    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.0.iter().flatten()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the halves of a count")]
    #[inline]
    fn write(&self, counter: Counter, count: u64) {
        let Some([lower, upper]) = self.0.get(counter as usize) else { return };
        lower.set(count as u32);
        let high = (count >> 31) as u32;
        if upper.get() != high {
            upper.set(high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::stop::dies_at;
    use super::*;

    #[test]
    fn a_count_carries_over_its_words_whenever_the_process_dies() {
        for before in [0, (1 << 31) - 1, (1 << 32) - 1, (3 << 31) - 1, (1 << 40) - 1] {
            for stores in 0..3 {
                let tally = Tally::new();
                tally.write(Counter::Evicted, before);
                let lived = dies_at(stores, || tally.add(Counter::Evicted));
                let count = tally.count(Counter::Evicted);
                assert!(count == before + 1 || stores == 0 && count == before, "{before}: {count} after {stores}");
                assert!(lived.is_none_or(|given| given == before));
                tally.add(Counter::Evicted);
                assert_eq!(tally.count(Counter::Evicted), count + 1);
            }
        }
    }
}
