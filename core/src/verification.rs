//! A verification under way: the body streams through, nothing of it is kept.

use core::fmt;
use core::mem::MaybeUninit;

use crate::error::Error;
use crate::event::Scanner;
use crate::header::{Headers, Tags};
use crate::mac::Macs;
use crate::request::{Parts, Request, SUFFIX_MAX};
use crate::timestamp::BodyClock;
use crate::verified::Verified;
use crate::verifier::Verifier;

/// One delivery being verified.
///
/// It owns all it needs: the verifier may be replaced meanwhile (rotation), and the value may move. Its size
/// is [`Verification::SIZE`] bytes, whatever the body. What it holds of the secrets is wiped when it is dropped.
///
/// ```
/// use hookseal_core::{KeyFormat, Keyring, Request, Verifier, providers};
///
/// let keyring = Keyring::new(KeyFormat::Utf8, &[b"It's a Secret to Everybody"])?;
/// let verifier = Verifier::new(&providers::GITHUB, keyring)?;
/// let headers = [(
///     "X-Hub-Signature-256",
///     "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
/// )];
///
/// let mut verification = verifier.start(&Request::new(&headers, 1_700_000_000))?;
/// for chunk in [&b"Hello, "[..], b"World!"] {
///     verification.update(chunk)?;
/// }
/// let verified = verification.finish()?;
/// assert_eq!(verified.scheme(), "github");
/// # Ok::<(), hookseal_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Verification {
    is_running: bool,
    macs: Macs,
    tags: Tags,
    has_signature: bool,
    /// What is signed after the body, and how much of it the digest covers.
    suffix: heapless::Vec<u8, SUFFIX_MAX>,
    digested_suffix: usize,
    scanner: Scanner,
    body_clock: Option<BodyClock>,
    received: u64,
    max_body: u64,
    declared: Option<u64>,
    verified: Verified,
}

impl Verification {
    /// The size of a verification in bytes, on this target.
    pub const SIZE: usize = size_of::<Self>();

    /// A verification that was not started, for [`Verifier::start_in`]. Using it is [`Error::State`].
    #[must_use]
    pub const fn idle() -> Self {
        Self {
            is_running: false,
            macs: Macs::idle(),
            tags: Tags::new(),
            has_signature: false,
            suffix: heapless::Vec::new(),
            digested_suffix: 0,
            scanner: Scanner::idle(),
            body_clock: None,
            received: 0,
            max_body: 0,
            declared: None,
            verified: Verified::idle(),
        }
    }

    /// Begins, from idle. On an error it is half filled, and not running.
    pub(crate) fn start<H: Headers + ?Sized>(
        &mut self,
        verifier: &Verifier,
        request: &Request<'_, H>,
    ) -> Result<(), Error> {
        let rules = &verifier.rules;
        let mut parts = Parts::new();
        verifier.check(request, &mut self.tags, &mut parts, &mut self.verified)?;
        self.macs.start(&verifier.keyring, rules.needs_digest());
        let (digest_from, digest_to) = rules.digest;
        let body = rules.body_index();
        for (index, part) in parts.iter().enumerate() {
            let is_digested = (digest_from..digest_to).contains(&index);
            if index > body {
                self.suffix.extend_from_slice(part).map_err(|_| Error::HeaderTooLong)?;
                self.digested_suffix += if is_digested { part.len() } else { 0 };
            } else {
                // The body's own part is still empty.
                self.macs.update(part, is_digested);
            }
        }
        self.has_signature = rules.has_signature();
        rules.aim(&mut self.scanner);
        self.body_clock = rules.body_clock(request.now);
        self.max_body = rules.max_body;
        self.declared = request.content_length;
        self.is_running = true;
        Ok(())
    }

    /// Takes the next piece of the body, of any length. The cap is checked before anything is hashed.
    ///
    /// # Errors
    /// [`Error::BodyTooLarge`]; [`Error::State`] if it was never started, was finished, or failed before.
    pub fn update(&mut self, chunk: &[u8]) -> Result<(), Error> {
        if !self.is_running {
            return Err(Error::State);
        }
        let received = u64::try_from(chunk.len()).ok().and_then(|length| self.received.checked_add(length));
        match received {
            Some(received) if received <= self.max_body => self.received = received,
            Some(_) | None => {
                self.wipe();
                return Err(Error::BodyTooLarge);
            }
        }
        self.macs.update(chunk, true);
        self.scanner.update(chunk, &mut self.verified.fields);
        Ok(())
    }

    /// Ends the body and compares the tags.
    ///
    /// # Errors
    /// [`Error::BodyTruncated`] where less came than was declared; [`Error::SignatureMismatch`]; then, for a
    /// timestamp in the body, [`Error::TimestampMissing`], [`Error::TimestampMalformed`],
    /// [`Error::TimestampTooOld`], [`Error::TimestampTooNew`]. [`Error::State`] as for [`update`](Self::update).
    pub fn finish(mut self) -> Result<Verified, Error> {
        self.finish_in()
    }

    /// As [`finish`](Self::finish), in place. Afterwards the verification is idle, whatever the result.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub fn finish_in(&mut self) -> Result<Verified, Error> {
        let result = self.conclude().map(|()| self.verified.clone());
        self.wipe();
        result
    }

    /// As [`finish_in`](Self::finish_in), with the result in a place of the caller's, so that no frame holds it.
    ///
    /// # Errors
    /// As [`finish`](Self::finish); `place` then holds nothing.
    pub fn finish_to<'p>(&mut self, place: &'p mut MaybeUninit<Verified>) -> Result<&'p Verified, Error> {
        let result = self.conclude().map(|()| self.verified.copy_to(place));
        self.wipe();
        result
    }

    fn conclude(&mut self) -> Result<(), Error> {
        if !self.is_running {
            return Err(Error::State);
        }
        if self.declared.is_some_and(|declared| self.received < declared) {
            return Err(Error::BodyTruncated);
        }
        let (digested, rest) = self.suffix.split_at_checked(self.digested_suffix).unwrap_or_default();
        self.macs.update(digested, true);
        self.macs.update(rest, false);
        self.verified.digest = self.macs.digest();
        self.verified.key_index = self.macs.finish(&self.tags);
        if self.has_signature && self.verified.key_index.is_none() {
            return Err(Error::SignatureMismatch);
        }
        self.scanner.finish(&mut self.verified.fields);
        if let Some(clock) = self.body_clock {
            self.verified.timestamp = clock.check(&self.verified.fields)?;
        }
        Ok(())
    }

    /// Stops and forgets everything. Afterwards the verification is idle.
    ///
    /// Field by field: the whole would be built on the stack first.
    pub fn wipe(&mut self) {
        self.is_running = false;
        self.macs.wipe();
        self.tags.clear();
        self.suffix.clear();
        self.scanner = Scanner::idle();
        self.verified.clear();
        (self.has_signature, self.digested_suffix, self.body_clock) = (false, 0, None);
        (self.received, self.max_body, self.declared) = (0, 0, None);
    }
}

impl Default for Verification {
    fn default() -> Self {
        Self::idle()
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification")
            .field("is_running", &self.is_running)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
