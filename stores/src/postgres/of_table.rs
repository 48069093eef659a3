//! The statements for one table.

use crate::statements::{CLAIM, FINISH, FORGET, LOOK, PURGE, RELEASE, RENEW, SLIDE, STANDING, TABLE};

/// For one table.
pub(super) struct Statements {
    pub(super) claim: String,
    pub(super) look: String,
    pub(super) slide: String,
    pub(super) finish: String,
    pub(super) release: String,
    pub(super) renew: String,
    pub(super) standing: String,
    pub(super) forget: String,
    pub(super) purge: String,
}

impl Statements {
    pub(super) fn new(table: &str) -> Self {
        let of = |statement: &str| {
            // Comments are for readers; the server need not parse them each time.
            let lines = statement.lines().filter(|line| !line.starts_with("--"));
            lines.collect::<Vec<_>>().join("\n").replace(TABLE, table)
        };
        Self {
            claim: of(CLAIM),
            look: of(LOOK),
            slide: of(SLIDE),
            finish: of(FINISH),
            release: of(RELEASE),
            renew: of(RENEW),
            standing: of(STANDING),
            forget: of(FORGET),
            purge: of(PURGE),
        }
    }
}
