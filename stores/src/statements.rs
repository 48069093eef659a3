//! The statements of Postgres, for whoever calls them with another client. Each says at its top what it takes and gives.
//! Set time-outs with `SET LOCAL`, in the statement's own transaction: behind a pooler, a session's reach other applications.

use hookseal_core::Error;
use hookseal_host::HostError;

/// The usual table.
pub const TABLE: &str = "hookseal_dedup";

/// `stores/postgres/schema.sql`: the table, made by a migration.
pub const SCHEMA: &str = include_str!("../postgres/schema.sql");
/// `stores/postgres/claim.sql`.
pub const CLAIM: &str = include_str!("../postgres/claim.sql");
/// `stores/postgres/look.sql`: why a claim gave nothing.
pub const LOOK: &str = include_str!("../postgres/look.sql");
/// `stores/postgres/slide.sql`: after a duplicate, where the store is sliding.
pub const SLIDE: &str = include_str!("../postgres/slide.sql");
/// `stores/postgres/finish.sql`: commit and bury.
pub const FINISH: &str = include_str!("../postgres/finish.sql");
/// `stores/postgres/release.sql`.
pub const RELEASE: &str = include_str!("../postgres/release.sql");
/// `stores/postgres/renew.sql`.
pub const RENEW: &str = include_str!("../postgres/renew.sql");
/// `stores/postgres/standing.sql`: why one of the three before gave nothing.
pub const STANDING: &str = include_str!("../postgres/standing.sql");
/// `stores/postgres/forget.sql`.
pub const FORGET: &str = include_str!("../postgres/forget.sql");
/// `stores/postgres/purge.sql`.
pub const PURGE: &str = include_str!("../postgres/purge.sql");

/// All of them, each by its file's name.
pub const ALL: &[(&str, &str)] = &[
    ("schema", SCHEMA),
    ("claim", CLAIM),
    ("look", LOOK),
    ("slide", SLIDE),
    ("finish", FINISH),
    ("release", RELEASE),
    ("renew", RENEW),
    ("standing", STANDING),
    ("forget", FORGET),
    ("purge", PURGE),
];

/// A statement for a table, as it is sent: without comments, which the server need not parse each time. A table's name is 1 to 52
/// lower-case letters, digits and underscores, the first no digit; with a schema's such name and a dot before it, if need be.
///
/// # Errors
/// [`Error::StoreConfig`] for another name.
pub fn for_table(statement: &str, table: &str) -> Result<String, HostError> {
    // With `_expires_at`, the index's name is still whole.
    let is_name = |name: &str| {
        (1..=52).contains(&name.len())
            && !name.starts_with(|first: char| first.is_ascii_digit())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
    };
    let names: Vec<_> = table.split('.').collect();
    let ([name] | [_, name]) = names[..] else { return Err(no_name()) };
    if !names.iter().all(|name| is_name(name)) {
        return Err(no_name());
    }
    let lines: Vec<_> = statement.lines().filter(|line| !line.starts_with("--")).collect();
    // Some names are words of SQL. An index is in its table's schema.
    let quoted = format!("\"{}\"", names.join("\".\""));
    let (index, own_index) = (format!("{quoted}_expires_at"), format!("\"{name}_expires_at\""));
    Ok(lines.join("\n").replace(TABLE, &quoted).replace(&index, &own_index))
}

fn no_name() -> HostError {
    let detail = "a table is 1 to 52 lower-case letters, digits and underscores, perhaps after a schema's";
    HostError::new(Error::StoreConfig, detail)
}
