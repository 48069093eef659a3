//! Changing a window's identity while others use it.

use std::path::Path;

use hookseal_core::Error;
use hookseal_core::dedup::{DedupWindow, Identity, OpenConfig};

use super::draft::Draft;
use super::opened::{Opened, is_named};
use super::options::FileWindowOptions;
use super::place::Place;
use super::protocol::Call;
use super::{header, lock};
use crate::error::HostError;

/// Resizes that may come before this one.
const RETRIES: usize = 8;

/// Unlocks the file on every way out.
struct Locked<'a>(&'a mut Opened);

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        lock::unlock(self.0.lock.file());
    }
}

/// Gives the window at `path` another capacity, lifetime, lease or sliding; what `options` leaves out stays as it is.
/// Every record that lives, the counters and the key go along, so tokens in flight stay good. A shorter lifetime forgets
/// what is older at once; a shorter lease leaves claims that run their time, but no more than 300 s of it beyond the new
/// lease.
///
/// Workers may go on meanwhile: those that use the file find the new one with their next call, also where they gave
/// the old capacity when they opened it; a worker started later must give the new one, or none. While records are
/// copied (0.1 to 1 s for each million), claims answer [`Error::StoreUnavailable`] once they have waited 250 ms.
///
/// It is done at once or not at all, whenever this process is killed. The result is the new identity.
///
/// # Errors
/// [`Error::WindowTooSmall`] where the live records do not fit; [`Error::WindowConfig`] for impossible settings;
/// [`Error::StoreUnavailable`] where the lock is not to be had within 250 ms; [`Error::Io`] where there is no file or
/// no room for a second one; what opening it finds wrong. The file is as it was.
pub fn resize(path: &Path, options: &FileWindowOptions, now: u64) -> Result<Identity, HostError> {
    let path = std::path::absolute(path).map_err(|error| HostError::io("find", path, &error))?;
    for _ in 0..RETRIES {
        let place = Place::find(&path)?;
        let mut opened = Opened::open(&place, &options.of_any())?;
        let before = opened.window().identity();
        let (buckets, config) = options.or(&before).for_new(now)?;
        let config = hookseal_core::dedup::WindowConfig { epoch: before.epoch, ..config };
        // Before the lock, because it takes long.
        let (mut draft, map) = Draft::new(&place, buckets, &config, opened.key)?;
        lock::lock(opened.lock.file(), &path, Call::at(now).deadline())?;
        let locked = Locked(&mut opened);
        if locked.0.is_left(&path)? || !is_named(&path, locked.0.inode)? {
            continue;
        }
        let own = OpenConfig { max_attempts: options.max_attempts, full: options.full, ..OpenConfig::default() };
        let mut after = DedupWindow::open(map.header(), map.buckets(), &own)?;
        after.absorb(locked.0.window(), now).map_err(|error| does_not_fit(error, locked.0, &after, now))?;
        draft.prepare(&map)?;
        // In this order: if it dies between the two, whoever is next sees that the old file still has its name, and
        // goes on with it. In the other order, whoever has the old file open would go on with that.
        locked.0.retire();
        if let Err(error) = draft.replace() {
            _ = header::unretire(locked.0.lock.file());
            return Err(error);
        }
        drop(locked);
        place.sync()?;
        return Ok(after.identity());
    }
    Err(HostError::new(Error::StoreUnavailable, format!("{} is being resized by others: try again", path.display())))
}

fn does_not_fit(error: Error, opened: &Opened, after: &DedupWindow<'_>, now: u64) -> HostError {
    let live = opened.window().occupancy(now).map_or(0, |counts| counts.live);
    let detail = match error {
        Error::WindowTooSmall => format!(
            "{live} live records do not all find room in {} slots: ask for at least {}; nothing was changed",
            after.capacity(),
            live.saturating_mul(5) / 4
        ),
        other => format!("{}; nothing was changed", other.message()),
    };
    HostError::new(error, detail)
}
