//! Schemes that users describe in a file: TOML, or the same fields in JSON.
//!
//! ```
//! use hookseal_host::scheme_file::OwnedScheme;
//!
//! let scheme = OwnedScheme::from_toml(r#"
//!     name = "acme"
//!     signed = "{timestamp},{body}"
//!     [signature]
//!     headers = ["X-Acme-Signature"]
//!     separator = ","
//!     prefix = "v1="
//!     encoding = "hex"
//!     [timestamp]
//!     entry = "t="
//!     unit = "seconds"
//!     past = 300
//!     future = 300
//! "#)?;
//! assert_eq!(scheme.lend(|scheme| scheme.parts.len()), 3);
//! # Ok::<(), hookseal_host::scheme_file::SchemeFileError>(())
//! ```

mod error;
mod form;
mod owned;
mod place;
mod retries;
mod template;
mod word;

#[cfg(test)]
mod tests;

pub use error::SchemeFileError;
pub use form::{SchemeForm, SignatureForm};
pub use owned::OwnedScheme;
pub use place::{ClockAt, ClockForm, Place};
pub use retries::Retries;
pub use word::{Spelled, Word};
