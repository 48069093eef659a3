//! `MemoryStore` and `FileStore`: the embedded dedup window; and what stores on servers need of Rust.

mod file;
mod memory;
mod server;

use hookseal_core::Error;
use hookseal_core::dedup::{Claim, Counters, Forgotten, FullPolicy, Settled, Token};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};

use crate::failure::{Answer, Failure};
use crate::given::{optional_small, small};

pub(crate) use self::file::{FileStore, resize};
pub(crate) use self::memory::MemoryStore;
pub(crate) use self::server::{check_store_options, postgres_statements};

/// What is the opener's own.
struct Own {
    max_attempts: Option<u8>,
    full: FullPolicy,
}

impl Own {
    fn new(max_attempts: Option<&Bound<'_, PyAny>>, full: Option<&Bound<'_, PyAny>>) -> Answer<Self> {
        let max_attempts = optional_small("max_attempts", max_attempts)?;
        let Some(full) = full else { return Ok(Self { max_attempts, full: FullPolicy::Refuse }) };
        let wrong = || {
            Failure::new(
                Error::WindowConfig,
                "full must be \"refuse\", \"unguarded\" or {\"evict_done\": SECONDS}: evict what was claimed so long ago",
            )
        };
        let full = match full.extract::<PyBackedStr>().ok().as_deref() {
            Some("refuse") => FullPolicy::Refuse,
            Some("unguarded") => FullPolicy::Unguarded,
            Some(_) => return Err(wrong()),
            None => {
                let dict = full.cast::<PyDict>().map_err(|_| wrong())?;
                let min_age =
                    dict.get_item("evict_done").ok().flatten().filter(|_| dict.len() == 1).ok_or_else(wrong)?;
                FullPolicy::EvictDone { min_age: small("evict_done", &min_age)? }
            }
        };
        Ok(Self { max_attempts, full })
    }

    const fn min_age(&self) -> Option<u32> {
        match self.full {
            FullPolicy::EvictDone { min_age } => Some(min_age),
            FullPolicy::Refuse | FullPolicy::Unguarded => None,
        }
    }
}

fn token(given: &Bound<'_, PyAny>) -> Answer<Token> {
    let bytes = given.cast::<PyBytes>().map_err(|_| Failure::new(Error::TokenInvalid, "a token is bytes"))?;
    Ok(Token::from_slice(bytes.as_bytes())?)
}

/// A `hookseal.stores.Claim`.
fn claimed<'py>(py: Python<'py>, claim: &Claim) -> Answer<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.import(py, "hookseal.stores.contract", "Claim")?;
    let bytes = |token: &Token| PyBytes::new(py, token.as_bytes());
    let none = None::<u32>;
    Ok(match claim {
        Claim::Claimed { token, attempt } => class.call1(("claimed", bytes(token), attempt)),
        Claim::InFlight { retry_after } => class.call1(("in_flight", none, none, retry_after)),
        Claim::Done => class.call1(("done",)),
        Claim::Exhausted { token, attempt } => class.call1(("exhausted", bytes(token), attempt)),
        Claim::Dead { attempt } => class.call1(("dead", none, attempt)),
        Claim::Full { retry_after } => class.call1(("full", none, none, retry_after)),
        Claim::Unguarded => class.call1(("unguarded",)),
    }?)
}

const fn settled(settled: Settled) -> &'static str {
    match settled {
        Settled::Ok => "ok",
        Settled::Late => "late",
        Settled::AlreadyDone => "already_done",
        Settled::Stolen => "stolen",
    }
}

const fn forgotten(forgotten: Forgotten) -> &'static str {
    match forgotten {
        Forgotten::Forgotten => "forgotten",
        Forgotten::Absent => "absent",
        Forgotten::InFlight => "in_flight",
    }
}

fn counted<'py>(py: Python<'py>, counters: &Counters) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    counters.iter().try_for_each(|(name, count)| dict.set_item(name, count))?;
    Ok(dict)
}
