//! Files and standard input.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use hookseal_core::Error;

use crate::failure::Failure;

/// The most bytes of a scheme file: some hundred times what a scheme needs.
pub(crate) const SCHEME_FILE_MAX: u64 = 64 << 10;
/// The most bytes of a headers file: more than any server accepts.
pub(crate) const HEADERS_FILE_MAX: u64 = 64 << 20;

/// The most bytes of a body to sign: ten times what any sender documents.
const SIGNED_BODY_MAX: usize = 256 << 20;

/// Reads a small file whole.
pub(crate) fn read_capped(what: &str, path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(max + 1).read_to_end(&mut bytes));
    read.map_err(|error| Failure::io(what, path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max {
        let message = format!("the {what} {} is longer than {max} bytes: check that it is one", path.display());
        return Err(Failure::argument(message));
    }
    Ok(bytes)
}

/// A body to read: a file, or standard input.
pub(crate) struct Body {
    name: PathBuf,
    reader: Box<dyn Read>,
}

impl Body {
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        match path.filter(|path| path.as_os_str() != "-") {
            None => Ok(Self { name: "on standard input".into(), reader: Box::new(io::stdin()) }),
            Some(path) => {
                let file = File::open(path).map_err(|error| Failure::io("body", path, &error))?;
                Ok(Self { name: path.to_owned(), reader: Box::new(file) })
            }
        }
    }

    /// Hands the body to `take`, piece by piece.
    pub(crate) fn stream(mut self, mut take: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Failure> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match self.reader.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => take(buffer.get(..length).unwrap_or_default())?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::io("body", &self.name, &error)),
            }
        }
    }

    /// Reads the body whole, as far as it can be one.
    pub(crate) fn read(self) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        let read = self.stream(|chunk| {
            let has_room = body.len() + chunk.len() <= SIGNED_BODY_MAX && body.try_reserve(chunk.len()).is_ok();
            if !has_room {
                return Err(Error::BodyTooLarge);
            }
            body.extend_from_slice(chunk);
            Ok(())
        });
        read.map_err(|failure| match failure.error {
            Error::BodyTooLarge => {
                Failure::argument("the body is larger than a delivery that is signed in memory can be (256 MiB)")
            }
            _ => failure,
        })?;
        Ok(body)
    }
}
