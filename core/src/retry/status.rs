//! What an answer means for the next attempt: a table, since senders differ.

/// How an attempt at a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// An HTTP status code.
    Status(u16),
    /// No answer in time.
    Timeout,
    /// No connection, or one that broke.
    Network,
}

/// What to do about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusAction {
    /// It arrived.
    Delivered,
    /// Try again.
    Retry,
    /// Try again, from a step of at least 60 s: the receiver has too much to do.
    RetryLater,
    /// No later attempt will do better.
    Permanent,
    /// The receiver wants no more deliveries at all.
    Disable,
}

/// Statuses from `first` to `last`, and what to do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// The first status of the row.
    pub first: u16,
    /// The last status of the row.
    pub last: u16,
    /// What to do.
    pub action: StatusAction,
}

/// What is done about each status. The first row that holds it counts; a status in no row is tried again.
///
/// Redirects are failures (Standard Webhooks); 409 says that another attempt is being handled; 410 that the
/// endpoint is gone for good.
pub const STATUS_TABLE: &[StatusRow] = &[
    row(200, 299, StatusAction::Delivered),
    row(410, 410, StatusAction::Disable),
    row(408, 409, StatusAction::Retry),
    row(425, 425, StatusAction::Retry),
    row(429, 429, StatusAction::RetryLater),
    row(300, 499, StatusAction::Permanent),
];

const fn row(first: u16, last: u16, action: StatusAction) -> StatusRow {
    StatusRow { first, last, action }
}

impl Answer {
    /// What `table` says to do about the answer.
    #[must_use]
    pub fn action(self, table: &[StatusRow]) -> StatusAction {
        match self {
            Self::Network => StatusAction::Retry,
            Self::Timeout => StatusAction::RetryLater,
            Self::Status(status) => {
                let row = table.iter().find(|row| (row.first..=row.last).contains(&status));
                row.map_or(StatusAction::Retry, |row| row.action)
            }
        }
    }
}
