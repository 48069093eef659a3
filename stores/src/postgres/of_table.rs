//! The statements for one table.

use hookseal_host::HostError;

use crate::statements::{CLAIM, FINISH, FORGET, LOOK, PURGE, RELEASE, RENEW, SLIDE, STANDING, for_table};

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
    pub(super) fn new(table: &str) -> Result<Self, HostError> {
        let of = |statement| for_table(statement, table);
        Ok(Self {
            claim: of(CLAIM)?,
            look: of(LOOK)?,
            slide: of(SLIDE)?,
            finish: of(FINISH)?,
            release: of(RELEASE)?,
            renew: of(RENEW)?,
            standing: of(STANDING)?,
            forget: of(FORGET)?,
            purge: of(PURGE)?,
        })
    }
}
