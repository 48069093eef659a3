//! The scripts, for whoever calls them with another client. Each says at its top what it takes and gives.

use redis::Script;

/// `stores/redis/claim.lua`.
pub const CLAIM: &str = include_str!("../../redis/claim.lua");
/// `stores/redis/finish.lua`: commit and bury.
pub const FINISH: &str = include_str!("../../redis/finish.lua");
/// `stores/redis/release.lua`.
pub const RELEASE: &str = include_str!("../../redis/release.lua");
/// `stores/redis/renew.lua`.
pub const RENEW: &str = include_str!("../../redis/renew.lua");
/// `stores/redis/forget.lua`.
pub const FORGET: &str = include_str!("../../redis/forget.lua");

/// Their hashes are computed once.
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
