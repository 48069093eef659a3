//! What hookseal knows of a delivery, in headers of its own.

use core::fmt::Write as _;

use hookseal_core::DedupKey;

pub(super) const PREFIX: &str = "Hookseal-";

/// What is known of a captured delivery. Texts hold printable ASCII only: other bytes are written as `\xNN`, and a
/// backslash as two, as in log records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When it was received, in Unix seconds.
    pub received: Option<u64>,
    /// The scheme's name.
    pub scheme: Option<String>,
    /// The scope of its dedup key.
    pub scope: Option<String>,
    /// Its dedup key.
    pub dedup_key: Option<DedupKey>,
    /// The event's ID.
    pub event_id: Option<String>,
    /// The event's type.
    pub event_type: Option<String>,
    /// Attempts made.
    pub attempt: Option<u8>,
    /// Why it was kept: an error's name, or words of the endpoint's own.
    pub reason: Option<String>,
}

impl Facts {
    /// How many headers they take at most.
    pub(super) const HEADERS: usize = 8;

    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let Self { received, scheme, scope, dedup_key, event_id, event_type, attempt, reason } = self;
        let text = |text: &Option<String>| text.as_deref().map(escaped);
        let all = [
            ("Hookseal-Received", received.map(|seconds| seconds.to_string())),
            ("Hookseal-Scheme", text(scheme)),
            ("Hookseal-Scope", text(scope)),
            ("Hookseal-Dedup-Key", dedup_key.map(|key| key.to_string())),
            ("Hookseal-Event-Id", text(event_id)),
            ("Hookseal-Event-Type", text(event_type)),
            ("Hookseal-Attempt", attempt.map(|attempt| attempt.to_string())),
            ("Hookseal-Reason", text(reason)),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Takes a header over; false where it is none of these, or not as it would have been written.
    pub(super) fn read(&mut self, name: &str, value: &str) -> bool {
        let Some(name) = own_name(name) else { return false };
        let taken = match name.to_ascii_lowercase().as_str() {
            "received" => set(&mut self.received, value.parse().ok()),
            "scheme" => set(&mut self.scheme, unescaped(value)),
            "scope" => set(&mut self.scope, unescaped(value)),
            "dedup-key" => set(&mut self.dedup_key, value.parse().ok()),
            "event-id" => set(&mut self.event_id, unescaped(value)),
            "event-type" => set(&mut self.event_type, unescaped(value)),
            "attempt" => set(&mut self.attempt, value.parse().ok()),
            "reason" => set(&mut self.reason, unescaped(value)),
            _ => None,
        };
        taken.is_some()
    }
}

/// What follows the prefix of our own headers.
pub(super) fn own_name(name: &str) -> Option<&str> {
    let (prefix, rest) = name.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(rest)
}

/// Sets what is not set yet, to what was read.
fn set<T>(place: &mut Option<T>, value: Option<T>) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(value?);
    Some(())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b' '..=b'~' => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => _ = write!(out, "\\x{byte:02x}"),
        }
    }
    // White space at the edges would be lost when it is read.
    if out.starts_with(' ') {
        out.replace_range(..1, "\\x20");
    }
    if out.ends_with(' ') {
        out.replace_range(out.len() - 1.., "\\x20");
    }
    out
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b'\\' => b'\\',
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(core::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                _ => return None,
            },
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}
