//! The verifier: a scheme, its secrets and its limits, ready to check deliveries.

use core::fmt;
use core::mem::MaybeUninit;

use crate::error::Error;
use crate::event::{Fields, Scanner};
use crate::guard::{ApiKeys, Guards};
use crate::header::{Headers, Tags};
use crate::mac::{self, Macs};
use crate::request::{Parts, Request, check_head};
use crate::rules::Rules;
use crate::scheme::{DedupBy, Scheme};
use crate::secret::Keyring;
use crate::timestamp::Tolerance;
use crate::verification::Verification;
use crate::verified::Verified;

/// Checks the deliveries of one endpoint. Immutable once set up, and shared freely between threads.
///
/// ```
/// use hookseal_core::{Error, KeyFormat, Keyring, Request, Verifier, providers};
///
/// let keyring = Keyring::new(KeyFormat::Utf8, &[b"It's a Secret to Everybody"])?;
/// let verifier = Verifier::new(&providers::GITHUB, keyring)?;
///
/// let headers = [(
///     "X-Hub-Signature-256",
///     "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
/// )];
/// let verified = verifier.verify(&Request::new(&headers, 1_700_000_000), b"Hello, World!")?;
/// assert_eq!(verified.key_index(), Some(0));
///
/// let forged = verifier.verify(&Request::new(&headers, 1_700_000_000), b"Hello, Mallory!");
/// assert_eq!(forged.unwrap_err(), Error::SignatureMismatch);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    pub(crate) rules: Rules,
    pub(crate) keyring: Keyring,
    guards: Guards,
}

impl Verifier {
    /// A verifier for deliveries signed as `scheme` says.
    ///
    /// # Errors
    /// What [`Scheme::check`] finds wrong, as an error number; [`Error::KeyringFormat`] where the keyring was
    /// made for another key format; [`Error::State`] where it holds no secret; [`Error::SchemeInvalid`] for a
    /// scheme without a signature, which needs [`guarded`](Self::guarded).
    pub fn new(scheme: &Scheme<'_>, keyring: Keyring) -> Result<Self, Error> {
        let mut verifier = Self::idle();
        verifier.configure_checked(scheme, &keyring)?;
        Ok(verifier)
    }

    /// A verifier for an endpoint without a signature ([`Scheme::unsigned`]), which its guards alone protect.
    ///
    /// # Errors
    /// What [`Scheme::check`] finds wrong; [`Error::SchemeInvalid`] where there is no guard, or a signature.
    pub fn guarded(scheme: &Scheme<'_>, guards: Guards) -> Result<Self, Error> {
        let mut verifier = Self::idle();
        verifier.configure_guarded(scheme, guards)?;
        Ok(verifier)
    }

    /// A verifier that refuses everything with [`Error::State`], to [`configure`](Self::configure) in place.
    #[must_use]
    pub const fn idle() -> Self {
        Self { rules: Rules::idle(), keyring: Keyring::idle(crate::KeyFormat::Utf8), guards: Guards::none() }
    }

    /// As [`new`](Self::new), in place, and without comparing the scheme's name with the built-in ones: for
    /// images that should not carry that table. On an error the verifier is idle. No secret is left on the stack.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn configure(&mut self, scheme: &Scheme<'_>, keyring: &Keyring) -> Result<(), Error> {
        self.clear();
        self.rules.fill_signed(scheme, keyring, || Ok(()))?;
        self.keyring.copy_from(keyring);
        Ok(())
    }

    /// As [`new`](Self::new), in place. On an error the verifier is idle. No secret is left on the stack.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn configure_checked(&mut self, scheme: &Scheme<'_>, keyring: &Keyring) -> Result<(), Error> {
        self.clear();
        self.rules.fill_signed(scheme, keyring, || scheme.check_name())?;
        self.keyring.copy_from(keyring);
        Ok(())
    }

    /// As [`guarded`](Self::guarded), in place. On an error the verifier is idle.
    ///
    /// # Errors
    /// As [`guarded`](Self::guarded).
    pub fn configure_guarded(&mut self, scheme: &Scheme<'_>, guards: Guards) -> Result<(), Error> {
        self.clear();
        self.rules.fill(scheme, || scheme.check_name())?;
        let result = if self.rules.has_signature() { Err(Error::SchemeInvalid) } else { self.set_guards(guards) };
        result.inspect_err(|_| self.clear())
    }

    fn clear(&mut self) {
        self.keyring.wipe();
        self.guards = Guards::none();
        self.rules.clear();
    }

    /// Asks for API keys or client certificates beside the signature, or instead of those asked for so far.
    ///
    /// # Errors
    /// [`Error::SchemeInvalid`] where neither a signature nor a guard would be left, or where an API key is looked
    /// for in the header of the signature or the timestamp, which cannot hold both.
    pub fn set_guards(&mut self, guards: Guards) -> Result<(), Error> {
        let is_taken = guards.api_keys.iter().any(|keys| self.rules.is_exclusive(keys.header()));
        if is_taken || (!self.rules.has_signature() && guards.is_empty()) {
            return Err(Error::SchemeInvalid);
        }
        self.guards = guards;
        Ok(())
    }

    /// Sets how far the timestamp may lie from now, instead of the scheme's own limits.
    ///
    /// # Errors
    /// [`Error::LimitInvalid`] for a limit where no signed timestamp is.
    pub fn set_tolerance(&mut self, tolerance: Tolerance) -> Result<(), Error> {
        Ok(self.rules.set_tolerance(tolerance)?)
    }

    /// Sets the body cap in bytes, instead of the scheme's own.
    ///
    /// # Errors
    /// [`Error::LimitInvalid`] for 0.
    pub fn set_max_body(&mut self, max_body: u64) -> Result<(), Error> {
        Ok(self.rules.set_max_body(max_body)?)
    }

    /// Sets what dedup keys are made of, instead of the scheme's own choice.
    ///
    /// # Errors
    /// [`Error::DedupUnsigned`] where a signed event ID is asked for and the signature covers none,
    /// [`Error::SchemeInvalid`] where the scheme has no event ID at all.
    pub fn set_dedup(&mut self, dedup: DedupBy) -> Result<(), Error> {
        Ok(self.rules.set_dedup(dedup)?)
    }

    /// Sets what dedup keys are made of to the scheme's own choice again.
    pub const fn reset_dedup(&mut self) {
        self.rules.dedup = self.rules.usual_dedup;
    }

    /// The scheme's name.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.rules.get(self.rules.name)
    }

    /// Whether a secret or API key is shorter than [`Keyring::WEAK_BELOW`] bytes: worth one line in the log.
    #[must_use]
    pub fn weak(&self) -> bool {
        self.keyring.weak() || self.guards.api_keys.as_ref().is_some_and(ApiKeys::weak)
    }

    /// The body cap in bytes.
    #[must_use]
    pub const fn max_body(&self) -> u64 {
        self.rules.max_body
    }

    /// The limits on the timestamp.
    #[must_use]
    pub const fn tolerance(&self) -> Tolerance {
        self.rules.tolerance
    }

    /// What dedup keys are made of.
    #[must_use]
    pub const fn dedup(&self) -> DedupBy {
        self.rules.dedup
    }

    /// The names of all headers that it reads, some perhaps twice. A binding need not pass any other.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        let api_key = self.guards.api_keys.iter().map(ApiKeys::header);
        self.rules.header_names().chain(api_key)
    }

    /// The names of the headers that its scheme reads, some perhaps twice: those that a kept copy of a delivery must
    /// have so that it can be verified again. Never a guard's, whose value is a secret.
    pub fn scheme_headers(&self) -> impl Iterator<Item = &str> {
        self.rules.header_names()
    }

    /// Whether the URL is signed.
    #[must_use]
    pub fn signs_url(&self) -> bool {
        self.rules.signs_url()
    }

    /// Whether the HTTP method is signed.
    #[must_use]
    pub fn signs_method(&self) -> bool {
        self.rules.signs_method()
    }

    /// Begins the verification of a delivery: checks all that can be checked before its body.
    ///
    /// # Errors
    /// The first of the documented order: [`Error::BodyTooLarge`] for the declared length; the guards'
    /// errors; the signature header's; the timestamp's; those of signed and event headers; freshness;
    /// [`Error::UrlRequired`], [`Error::MethodRequired`]. [`Error::State`] for an idle verifier.
    pub fn start<H: Headers + ?Sized>(&self, request: &Request<'_, H>) -> Result<Verification, Error> {
        let mut verification = Verification::idle();
        self.start_in(&mut verification, request)?;
        Ok(verification)
    }

    /// As [`start`](Self::start), in place, whatever state `verification` was in.
    ///
    /// # Errors
    /// As [`start`](Self::start); `verification` is then idle.
    pub fn start_in<H: Headers + ?Sized>(
        &self,
        verification: &mut Verification,
        request: &Request<'_, H>,
    ) -> Result<(), Error> {
        verification.wipe();
        verification.start(self, request).inspect_err(|_| verification.wipe())
    }

    /// Verifies a delivery whose body is all there. Gives what `start`, `update` and `finish` would, faster.
    ///
    /// # Errors
    /// As [`start`](Self::start), [`Verification::update`] and [`Verification::finish`].
    pub fn verify<H: Headers + ?Sized>(&self, request: &Request<'_, H>, body: &[u8]) -> Result<Verified, Error> {
        let mut verified = Verified::idle();
        self.judge(request, body, &mut verified)?;
        Ok(verified)
    }

    /// As [`verify`](Self::verify), in place.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); `place` then holds nothing.
    pub fn verify_in<'p, H: Headers + ?Sized>(
        &self,
        request: &Request<'_, H>,
        body: &[u8],
        place: &'p mut MaybeUninit<Verified>,
    ) -> Result<&'p Verified, Error> {
        let verified = place.write(Verified::idle());
        self.judge(request, body, verified)?;
        Ok(verified)
    }

    fn judge<H: Headers + ?Sized>(
        &self,
        request: &Request<'_, H>,
        body: &[u8],
        verified: &mut Verified,
    ) -> Result<(), Error> {
        self.authenticate(request, body, verified)?;
        if self.rules.reads_body() {
            self.scan(body, &mut verified.fields);
        }
        if let Some(clock) = self.rules.body_clock(request.now) {
            verified.timestamp = clock.check(&verified.fields)?;
        }
        Ok(())
    }

    /// A frame of its own, since tags are large and of no use afterwards.
    #[inline(never)]
    fn authenticate<H: Headers + ?Sized>(
        &self,
        request: &Request<'_, H>,
        body: &[u8],
        verified: &mut Verified,
    ) -> Result<(), Error> {
        let (mut tags, mut parts) = (Tags::new(), Parts::new());
        self.check(request, &mut tags, &mut parts, verified)?;
        self.check_length(u64::try_from(body.len()).unwrap_or(u64::MAX), request.content_length)?;
        if let Some(part) = parts.get_mut(self.rules.body_index()) {
            *part = body;
        }
        // One hash alone takes no turns, and is faster without what keeps several in step.
        if self.keyring.len() == 1 && !self.rules.needs_digest() {
            verified.key_index = mac::find(&self.keyring, parts.iter().copied(), &tags);
        } else {
            self.hash_in_turns(&parts, &tags, verified);
        }
        let is_genuine = verified.key_index.is_some() || !self.rules.has_signature();
        if is_genuine { Ok(()) } else { Err(Error::SignatureMismatch) }
    }

    /// As [`authenticate`](Self::authenticate): most endpoints have one secret and no digest.
    #[inline(never)]
    fn hash_in_turns(&self, parts: &Parts<'_>, tags: &Tags, verified: &mut Verified) {
        let mut macs = Macs::idle();
        macs.start(&self.keyring, self.rules.needs_digest());
        let (from, to) = self.rules.digest;
        for (index, part) in parts.iter().enumerate() {
            macs.update(part, (from..to).contains(&index));
        }
        verified.digest = macs.digest();
        verified.key_index = macs.finish(tags);
    }

    /// As [`authenticate`](Self::authenticate): the scanner is large, too.
    #[inline(never)]
    fn scan(&self, body: &[u8], fields: &mut Fields) {
        let mut scanner = Scanner::idle();
        self.rules.aim(&mut scanner);
        scanner.update(body, fields);
        scanner.finish(fields);
    }

    /// All checks before the body.
    pub(crate) fn check<'a, H: Headers + ?Sized>(
        &'a self,
        request: &Request<'a, H>,
        tags: &mut Tags,
        parts: &mut Parts<'a>,
        verified: &mut Verified,
    ) -> Result<(), Error> {
        let is_open = if self.rules.has_signature() { self.keyring.is_empty() } else { self.guards.is_empty() };
        if self.rules.is_idle() || is_open {
            return Err(Error::State);
        }
        if request.content_length.is_some_and(|length| length > self.rules.max_body) {
            return Err(Error::BodyTooLarge);
        }
        self.guards.check(request.headers, request.certificate)?;
        let time = check_head(&self.rules, *request, tags, parts, &mut verified.fields)?;
        verified.describe(&self.rules);
        verified.timestamp = time.map(|time| time.seconds);
        Ok(())
    }

    fn check_length(&self, length: u64, declared: Option<u64>) -> Result<(), Error> {
        if length > self.rules.max_body {
            return Err(Error::BodyTooLarge);
        }
        if declared.is_some_and(|declared| length < declared) { Err(Error::BodyTruncated) } else { Ok(()) }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("scheme", &self.scheme())
            .field("keyring", &self.keyring)
            .field("guards", &self.guards)
            .finish_non_exhaustive()
    }
}
