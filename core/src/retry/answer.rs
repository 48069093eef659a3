//! How an attempt ended, and what that means for the next one.

/// How an attempt at a delivery ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// An HTTP status code. 2xx: it arrived. 410: the endpoint is gone for good. 429, an overload, and 408, 409 (another
    /// attempt is being handled) and 425: to be tried again. Other 4xx and redirects (as in Standard Webhooks): no later
    /// attempt will do better. Any other: to be tried again.
    Status(u16),
    /// No answer in time: an overload.
    Timeout,
    /// No connection, or one that broke: to be tried again.
    Network,
}

/// What to do about an answer.
pub(super) enum Action {
    /// It arrived.
    Delivered,
    Retry,
    /// Try again, from a step of at least 60 s: the receiver has too much to do.
    RetryLater,
    /// No later attempt will do better.
    Permanent,
    /// The receiver wants no more deliveries at all.
    Disable,
}

impl Answer {
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Status(200..=299) => Action::Delivered,
            Self::Status(410) => Action::Disable,
            Self::Status(429) | Self::Timeout => Action::RetryLater,
            Self::Status(408 | 409 | 425) | Self::Network => Action::Retry,
            Self::Status(300..=499) => Action::Permanent,
            Self::Status(_) => Action::Retry,
        }
    }
}
