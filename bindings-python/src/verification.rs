//! `Verification`: one delivery under way.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hookseal_core::{Error, Verification as CoreVerification};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::failure::Answer;
use crate::given::{body, hashing, pieces};
use crate::verified::Verified;

/// One delivery under way: `update` for each piece of the body, then `finish`. Made by `Verifier.start`.
///
/// It takes the same memory for any body. After an error, and after `finish`, every call raises `State`. No byte of the
/// body is to be trusted before `finish` has returned.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Verification {
    /// Nothing waits for the interpreter while it holds the lock.
    inner: Mutex<State>,
}

struct State {
    verification: CoreVerification,
    has_begun: bool,
}

impl Verification {
    pub(crate) const fn new(verification: CoreVerification) -> Self {
        Self { inner: Mutex::new(State { verification, has_begun: false }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, chunk: &Bound<'_, PyBytes>) -> Answer<()> {
        let bytes = chunk.as_bytes();
        let call = || {
            let mut state = self.lock();
            state.has_begun = true;
            state.verification.update(bytes)
        };
        Ok(hashing(chunk.py(), bytes.len(), call)?)
    }
}

#[pymethods]
impl Verification {
    /// Takes the next piece of the body: bytes of any kind, or a `str` as UTF-8.
    ///
    /// Raises `BodyTooLarge`, `ArgumentInvalid`, `State`.
    fn update(&self, chunk: &Bound<'_, PyAny>) -> Answer<()> {
        pieces(chunk, |piece| self.take(piece))
    }

    /// Ends the body, and gives what is known of the delivery. The body itself was not kept.
    ///
    /// Raises `SignatureMismatch`, `BodyTruncated`, `State`, and where the timestamp stands in the body `TimestampMissing`,
    /// `TimestampMalformed`, `TimestampTooOld`, `TimestampTooNew`.
    fn finish(&self) -> Answer<Verified> {
        Ok(Verified::new(self.lock().verification.finish_in()?, None))
    }

    /// Takes the whole body at once, and gives what is known of the delivery: what was hashed is its `body`.
    ///
    /// Raises what `update` and `finish` raise.
    fn verify(&self, py: Python<'_>, body: &Bound<'_, PyAny>) -> Answer<Verified> {
        let body = self::body("body", body)?;
        let bytes = body.as_bytes();
        let call = || {
            let mut state = self.lock();
            if state.has_begun {
                state.verification.wipe();
                return Err(Error::State);
            }
            state.has_begun = true;
            state.verification.update(bytes)?;
            state.verification.finish_in()
        };
        let verified = hashing(py, bytes.len(), call)?;
        Ok(Verified::new(verified, Some(body.unbind())))
    }

    /// Wipes all that it holds of the secrets. Later calls raise `State`.
    fn close(&self) {
        self.lock().verification.wipe();
    }

    /// Gives the verification itself, to be closed at the end of the `with` block.
    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// Closes the verification.
    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close();
    }
}
