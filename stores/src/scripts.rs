//! The scripts of Redis, for whoever calls them with another client. Each says at its top what it takes and gives.

/// `stores/redis/claim.lua`.
pub const CLAIM: &str = include_str!("../redis/claim.lua");
/// `stores/redis/finish.lua`: commit and bury.
pub const FINISH: &str = include_str!("../redis/finish.lua");
/// `stores/redis/release.lua`.
pub const RELEASE: &str = include_str!("../redis/release.lua");
/// `stores/redis/renew.lua`.
pub const RENEW: &str = include_str!("../redis/renew.lua");
/// `stores/redis/forget.lua`.
pub const FORGET: &str = include_str!("../redis/forget.lua");

/// All of them, each by its file's name.
pub const ALL: &[(&str, &str)] =
    &[("claim", CLAIM), ("finish", FINISH), ("release", RELEASE), ("renew", RENEW), ("forget", FORGET)];
