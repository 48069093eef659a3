//! A look at a window's file from outside.

use std::path::{Path, PathBuf};

use hookseal_core::dedup::{Counters, DedupWindow, Identity, Occupancy, OpenConfig};
use rustix::fs::OFlags;

use super::opened::{absent, map};
use super::place::Place;
use super::raw::Map;
use crate::error::HostError;

/// What a window's file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The file, as an absolute path.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it was made with.
    pub identity: Identity,
    /// What happened in it since then.
    pub counters: Counters,
    /// What is in it now.
    pub occupancy: Occupancy,
}

/// Looks at the window at `path` without creating or changing it. Nothing is locked, so that it answers also where a
/// process holds the lock for good; what others do meanwhile can put the counts off by as much.
///
/// # Errors
/// What opening it finds wrong: see [`FileWindow::open`](super::FileWindow::open). [`Error::Io`] where there is none;
/// [`Error::ClockRange`] for a time that it does not cover.
///
/// [`Error::Io`]: hookseal_core::Error::Io
/// [`Error::ClockRange`]: hookseal_core::Error::ClockRange
pub fn inspect(path: &Path, now: u64) -> Result<Inspection, HostError> {
    let path = std::path::absolute(path).map_err(|error| HostError::io("find", path, &error))?;
    let place = Place::find(&path)?;
    let file = place.open(OFlags::RDONLY)?.ok_or_else(|| absent(&place))?;
    let metadata = file.metadata().map_err(|error| HostError::io("look at", &path, &error))?;
    let (map, identity) = map(&place, &file, &metadata, Map::read_only)?;
    let window = DedupWindow::open(map.header(), map.buckets(), &OpenConfig::default())?;
    let (counters, occupancy) = (window.counters(), window.occupancy(now)?);
    Ok(Inspection { path, bytes: metadata.len(), identity, counters, occupancy })
}
