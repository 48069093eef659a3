//! The scheme that a command line names: a built-in one, or one read from a file.

use hookseal_core::{Error, Scheme, providers};
use hookseal_host::scheme_file::OwnedScheme;

use crate::args::SchemeArgs;
use crate::failure::Failure;
use crate::input::{SCHEME_FILE_MAX, read_capped};

pub(crate) enum Chosen {
    BuiltIn(&'static Scheme<'static>),
    Own(Box<OwnedScheme>),
}

impl Chosen {
    pub(crate) fn open(args: &SchemeArgs) -> Result<Self, Failure> {
        let Some(path) = &args.scheme_file else {
            return by_name(args.scheme.as_deref().unwrap_or_default()).map(Self::BuiltIn);
        };
        let bytes = read_capped("scheme file", path, SCHEME_FILE_MAX)?;
        let in_file = |error, message: &str| Failure::new(error, format!("{}: {message}", path.display()));
        let text = core::str::from_utf8(&bytes)
            .map_err(|_| in_file(Error::SchemeInvalid, "the file is not UTF-8 text: write it as TOML"))?;
        let scheme = OwnedScheme::from_toml(text).map_err(|error| in_file(error.error(), error.message()))?;
        let chosen = Self::Own(Box::new(scheme));
        if chosen.lend(|scheme| scheme.signature.is_none()) {
            let message = "the scheme has no signature to verify or make: add [signature] and `signed`";
            return Err(in_file(Error::SchemeInvalid, message));
        }
        Ok(chosen)
    }

    pub(crate) fn lend<R>(&self, borrower: impl FnOnce(&Scheme<'_>) -> R) -> R {
        match self {
            Self::BuiltIn(scheme) => borrower(scheme),
            Self::Own(scheme) => scheme.lend(borrower),
        }
    }
}

pub(crate) fn by_name(name: &str) -> Result<&'static Scheme<'static>, Failure> {
    providers::by_name(name).map_err(|error| {
        let message = format!(
            "no built-in scheme is called {name:?}: `hookseal schemes` lists them, and --scheme-file takes your own"
        );
        Failure::new(error, message)
    })
}
