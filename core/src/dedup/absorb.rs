//! Moving a window's records into another one, of another size.

use super::bucket::Bucket;
use super::config::{FullPolicy, SKEW};
use super::record::State;
use super::room::Room;
use super::window::DedupWindow;
use crate::error::Error;

impl DedupWindow<'_> {
    /// Copies the records that live and the counters of `other` into this window, which is new and has the same key
    /// and epoch; tokens of `other` are good here. Lifetimes and leases become this window's, from the claim on; but a
    /// lease that runs goes on as promised where this window's is shorter, by up to 300 s from now. None is forgotten to
    /// make room, whatever this window does when it is full.
    ///
    /// # Errors
    /// [`Error::WindowMismatch`] where key or epoch differ; [`Error::WindowTooSmall`] where a record finds no room:
    /// then this window is of no use; [`Error::ClockRange`] as [`claim`](Self::claim). `other` is as it was.
    pub fn absorb(&mut self, other: &DedupWindow<'_>, now: u64) -> Result<(), Error> {
        let is_kin = self.settings.key == other.settings.key && self.identity().epoch == other.identity().epoch;
        if !is_kin {
            return Err(Error::WindowMismatch);
        }
        let (t, here) = (other.seconds(now)?, self.seconds(now)?);
        let full = core::mem::replace(&mut self.settings.full, FullPolicy::Refuse);
        let taken = self.take_from(other, t, here);
        self.settings.full = full;
        taken?;
        self.header.tally.copy_from(&other.header.tally);
        Ok(())
    }

    /// Copies the records that live, by either window's clock.
    fn take_from(&mut self, other: &DedupWindow<'_>, t: u32, here: u32) -> Result<(), Error> {
        for slot in other.buckets.iter().flat_map(Bucket::slots) {
            let (meta, exp) = (slot.meta(), slot.exp.get().min(other.latest(t)));
            // Of a running lease that is shortened the claim is put later by as much.
            let is_running = matches!(meta.state, State::InFlight | State::Burying) && t < other.lease_end(exp);
            let shortened = other.identity().lease.saturating_sub(self.identity().lease);
            let claimed = other.claimed_at(exp).saturating_add(if is_running { shortened } else { 0 });
            let ends = self.end_of_life(claimed).min(self.end_of_life(here).saturating_add(SKEW));
            if meta.state == State::Empty || t >= exp || here >= ends {
                continue;
            }
            let (fingerprint, spare) = slot.stored_fingerprint();
            match self.room(&fingerprint, here) {
                Room::Slot(free) => free.fill(meta, ends, &fingerprint, spare),
                Room::None { .. } => return Err(Error::WindowTooSmall),
            }
        }
        Ok(())
    }
}
