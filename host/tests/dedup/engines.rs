//! The two windows as engines under test.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use hookseal_core::dedup::{Claim, Counters, Forgotten, Occupancy, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::{FileWindow, HostError, Window};

use crate::engine::{Counting, Engine};

/// A window in memory.
pub struct InMemory(pub Window);

/// A window in a file, and the time it is asked about when the question has none.
pub struct InFile(pub FileWindow, pub u64);

fn told<T>(answer: Result<T, HostError>) -> Result<T, Error> {
    answer.map_err(|error| error.error())
}

macro_rules! engine {
    ($engine:ident) => {
        impl Engine for $engine {
            fn claim(&mut self, key: &DedupKey, now: u64) -> Result<Claim, Error> {
                told(self.0.claim(key, now))
            }
            fn commit(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
                told(self.0.commit(token, now))
            }
            fn bury(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
                told(self.0.bury(token, now))
            }
            fn release(&mut self, token: &Token, now: u64, not_before: u32) -> Result<Settled, Error> {
                told(self.0.release(token, now, not_before))
            }
            fn renew(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
                told(self.0.renew(token, now))
            }
            fn forget(&mut self, key: &DedupKey, now: u64) -> Result<Forgotten, Error> {
                told(self.0.forget(key, now))
            }
        }
    };
}

engine!(InMemory);
engine!(InFile);

impl Counting for InMemory {
    fn counters(&mut self) -> Counters {
        self.0.counters()
    }
    fn occupancy(&mut self, now: u64) -> Result<Occupancy, Error> {
        told(self.0.occupancy(now))
    }
}

impl Counting for InFile {
    fn counters(&mut self) -> Counters {
        self.0.counters(self.1).unwrap()
    }
    fn occupancy(&mut self, now: u64) -> Result<Occupancy, Error> {
        told(self.0.occupancy(now))
    }
}

/// A path for a window, in a folder that nobody else can write; nothing is there.
pub fn fresh(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dedup");
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}
