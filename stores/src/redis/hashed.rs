//! The scripts as the client sends them: by their hashes, which are computed once.

use redis::Script;

use crate::scripts::{CLAIM, FINISH, FORGET, RELEASE, RENEW};

pub(super) struct Scripts {
    pub(super) claim: Script,
    pub(super) finish: Script,
    pub(super) release: Script,
    pub(super) renew: Script,
    pub(super) forget: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            claim: Script::new(CLAIM),
            finish: Script::new(FINISH),
            release: Script::new(RELEASE),
            renew: Script::new(RENEW),
            forget: Script::new(FORGET),
        }
    }
}
