//! The signer: the headers that a sender of any scheme would add.

use core::fmt;
use core::fmt::Write as _;

use crate::encoding::Encoding;
use crate::error::Error;
use crate::event::{Fields, ID_MAX};
use crate::header::{Found, Headers, Tags};
use crate::mac;
use crate::request::{Parts, Request, check_head};
use crate::rules::{At, Clock, HEADER_NAME_MAX, Rules, Source};
use crate::scheme::{Scheme, TimestampUnit};
use crate::secret::Keyring;
use crate::timestamp::{TIMESTAMP_MAX, civil};

/// Room for the longest event ID, and for a timestamp entry, a prefix and a tag beside each other.
const VALUE_MAX: usize = 640;
/// The event ID, the timestamp and the signature.
const HEADERS_MAX: usize = 3;

/// Signs deliveries of one scheme with one secret.
///
/// ```
/// use hookseal_core::{Delivery, KeyFormat, Keyring, Signer, providers};
///
/// let keyring = Keyring::new(KeyFormat::Utf8, &[b"It's a Secret to Everybody"])?;
/// let signer = Signer::new(&providers::GITHUB, keyring)?;
/// let headers = signer.sign(&Delivery::new(b"Hello, World!", 1_700_000_000))?;
/// let (name, value) = headers.iter().next().unwrap();
/// assert_eq!(name, "X-Hub-Signature-256");
/// assert_eq!(value, "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
/// # Ok::<(), hookseal_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    rules: Rules,
    keyring: Keyring,
}

/// What is to be signed.
#[derive(Clone, Copy)]
pub struct Delivery<'d> {
    /// The body, byte for byte.
    pub body: &'d [u8],
    /// When it is signed, in Unix seconds.
    pub timestamp: u64,
    /// The event ID, for schemes that carry it in a header.
    pub id: Option<&'d str>,
    /// The HTTP method, for schemes that sign it.
    pub method: Option<&'d str>,
    /// The receiver's public URL, for schemes that sign it.
    pub url: Option<&'d str>,
    /// Further headers, of which the scheme may sign some.
    pub headers: &'d [(&'d str, &'d str)],
}

impl<'d> Delivery<'d> {
    /// A delivery of which only the body and the time are known.
    #[must_use]
    pub const fn new(body: &'d [u8], timestamp: u64) -> Self {
        Self { body, timestamp, id: None, method: None, url: None, headers: &[] }
    }
}

impl fmt::Debug for Delivery<'_> {
    /// Never the body, nor headers that are not ours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("timestamp", &self.timestamp)
            .field("id", &self.id)
            .field("method", &self.method)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// A signer that uses the keyring's first secret.
    ///
    /// # Errors
    /// What [`Scheme::check`] finds wrong, as an error number; [`Error::SchemeInvalid`] for a scheme without a
    /// signature; [`Error::KeyringFormat`]; [`Error::State`] where the keyring holds no secret.
    pub fn new(scheme: &Scheme<'_>, keyring: Keyring) -> Result<Self, Error> {
        let mut signer = Self::idle();
        signer.configure_checked(scheme, &keyring)?;
        Ok(signer)
    }

    /// A signer that refuses everything with [`Error::State`], to [`configure`](Self::configure) in place.
    #[must_use]
    pub const fn idle() -> Self {
        Self { rules: Rules::idle(), keyring: Keyring::idle(crate::KeyFormat::Utf8) }
    }

    /// As [`new`](Self::new), in place, and without comparing the scheme's name with the built-in ones. On an error
    /// the signer is idle. No secret is left on the stack.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn configure(&mut self, scheme: &Scheme<'_>, keyring: &Keyring) -> Result<(), Error> {
        self.keyring.wipe();
        self.rules.fill_signed(scheme, keyring, || Ok(()))?;
        self.keyring.copy_from(keyring);
        Ok(())
    }

    /// As [`new`](Self::new), in place. On an error the signer is idle. No secret is left on the stack.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn configure_checked(&mut self, scheme: &Scheme<'_>, keyring: &Keyring) -> Result<(), Error> {
        self.keyring.wipe();
        self.rules.fill_signed(scheme, keyring, || scheme.check_name())?;
        self.keyring.copy_from(keyring);
        Ok(())
    }

    /// The headers to send with `delivery`: the event ID's and the timestamp's where they have one, and the
    /// signature last. `delivery.headers` are not repeated.
    ///
    /// # Errors
    /// What a verifier would refuse: [`Error::HeaderMissing`] for an ID or header that is signed and was not
    /// given, [`Error::HeaderMalformed`], [`Error::HeaderTooLong`], [`Error::HeaderDuplicate`],
    /// [`Error::UrlRequired`], [`Error::MethodRequired`], [`Error::ArgumentInvalid`] for a time that the scheme cannot write.
    pub fn sign(&self, delivery: &Delivery<'_>) -> Result<SignedHeaders, Error> {
        let mut signed = SignedHeaders::new();
        self.sign_in(delivery, &mut signed)?;
        Ok(signed)
    }

    /// As [`sign`](Self::sign), in place, whatever `signed` held.
    ///
    /// # Errors
    /// As [`sign`](Self::sign); there are no headers then.
    pub fn sign_in(&self, delivery: &Delivery<'_>, signed: &mut SignedHeaders) -> Result<(), Error> {
        signed.count = 0;
        self.fill(delivery, signed).inspect_err(|_| signed.count = 0)
    }

    fn fill(&self, delivery: &Delivery<'_>, signed: &mut SignedHeaders) -> Result<(), Error> {
        let rules = &self.rules;
        if rules.is_idle() {
            return Err(Error::State);
        }
        let mut timestamp = heapless::String::<TIMESTAMP_MAX>::new();
        if let (Some(name), Some(id)) = (rules.id.and_then(|source| rules.header_name(source)), delivery.id) {
            signed.push(name, &[id])?;
        }
        if let Some(Clock { source: Source { at: At::Header(_) | At::Entry(_), .. }, unit, .. }) = rules.clock {
            write_timestamp(&mut timestamp, unit, delivery.timestamp)?;
        }
        if let Some(name) = rules.clock.and_then(|clock| rules.header_name(clock.source)) {
            signed.push(name, &[&timestamp])?;
        }
        // Any well-formed signature: what it says does not matter to what is signed.
        let mut text = [0; Encoding::MAX_LEN];
        self.push_signature(signed, &timestamp, rules.encode(&[0; 32], &mut text))?;
        let given = Given { signed, further: delivery.headers };
        let request =
            Request { method: delivery.method, url: delivery.url, ..Request::new(&given, delivery.timestamp) };
        let mut parts = Parts::new();
        let checked = check_head(rules, request, &mut Tags::new(), &mut parts, &mut Fields::new());
        // The timestamp is the caller's here, and not the sender's.
        checked.map_err(|error| if error == Error::TimestampMalformed { Error::ArgumentInvalid } else { error })?;
        if let Some(part) = parts.get_mut(rules.body_index()) {
            *part = delivery.body;
        }
        let tag = mac::tag(&self.keyring, parts.into_iter()).ok_or(Error::State)?;
        signed.count = signed.count.saturating_sub(1);
        self.push_signature(signed, &timestamp, rules.encode(&tag, &mut text))
    }

    fn push_signature(&self, signed: &mut SignedHeaders, timestamp: &str, tag: &str) -> Result<(), Error> {
        let rules = &self.rules;
        let format = rules.format();
        let prefix = core::str::from_utf8(format.prefix).unwrap_or_default();
        let name = rules.signature_headers().next().ok_or(Error::SchemeInvalid)?;
        match (rules.clock, format.separator) {
            (Some(Clock { source: Source { at: At::Entry(entry), .. }, .. }), Some(separator)) => {
                let mut buffer = [0; 4];
                let separator: &str = char::from(separator).encode_utf8(&mut buffer);
                signed.push(name, &[rules.get(entry), timestamp, separator, prefix, tag])
            }
            (Some(_) | None, _) => signed.push(name, &[prefix, tag]),
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("scheme", &self.rules.get(self.rules.name))
            .field("keyring", &self.keyring)
            .finish_non_exhaustive()
    }
}

fn write_timestamp(text: &mut heapless::String<TIMESTAMP_MAX>, unit: TimestampUnit, seconds: u64) -> Result<(), Error> {
    let written = match unit {
        TimestampUnit::Seconds => write!(text, "{seconds}"),
        TimestampUnit::Milliseconds => write!(text, "{}", seconds.checked_mul(1000).ok_or(Error::ArgumentInvalid)?),
        TimestampUnit::Rfc3339 => {
            let [year, month, day, hour, minute, second] = civil(seconds).ok_or(Error::ArgumentInvalid)?;
            write!(text, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        }
    };
    let is_readable = unit.parse(text.as_bytes()).is_some();
    if written.is_ok() && is_readable { Ok(()) } else { Err(Error::ArgumentInvalid) }
}

/// Headers that a [`Signer`] made, each a name and a value.
#[derive(Clone, Debug)]
pub struct SignedHeaders {
    /// Filled where they are: a header is large.
    list: [SignedHeader; HEADERS_MAX],
    count: usize,
}

type SignedHeader = (heapless::String<HEADER_NAME_MAX>, heapless::String<VALUE_MAX>);

impl SignedHeaders {
    /// The most headers that there are.
    pub const MAX: usize = HEADERS_MAX;

    /// No headers, for [`Signer::sign_in`].
    #[must_use]
    pub const fn new() -> Self {
        Self { list: [const { (heapless::String::new(), heapless::String::new()) }; HEADERS_MAX], count: 0 }
    }

    fn headers(&self) -> &[SignedHeader] {
        self.list.get(..self.count).unwrap_or_default()
    }

    /// Name and value of each, in the order in which to send them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn push(&mut self, name: &str, pieces: &[&str]) -> Result<(), Error> {
        let (own_name, value) = self.list.get_mut(self.count).ok_or(Error::HeaderTooLong)?;
        own_name.clear();
        own_name.push_str(name).map_err(|_| Error::HeaderTooLong)?;
        value.clear();
        for piece in pieces {
            value.push_str(piece).map_err(|_| Error::HeaderTooLong)?;
        }
        self.count += 1;
        Ok(())
    }
}

impl Default for SignedHeaders {
    fn default() -> Self {
        Self::new()
    }
}

impl Headers for SignedHeaders {
    fn find(&self, name: &str) -> Found<'_> {
        self.headers().find(name)
    }
}

/// The headers made so far and those of the caller. Where both have one, ours is what is sent.
struct Given<'g> {
    signed: &'g SignedHeaders,
    further: &'g [(&'g str, &'g str)],
}

impl Headers for Given<'_> {
    fn find(&self, name: &str) -> Found<'_> {
        match self.signed.find(name) {
            Found::None => self.further.find(name),
            found @ (Found::One(_) | Found::Many) => found,
        }
    }
}

const _: () = assert!(ID_MAX <= VALUE_MAX);
