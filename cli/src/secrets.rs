//! Secrets, from the environment or from files, never from an argument: those show in every process list.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use hookseal_core::{Error, KeyFormat, Keyring};
use zeroize::Zeroizing;

use crate::failure::Failure;

const ENV: &str = "secret-env";
const FILE: &str = "secret-file";

/// The most bytes of a secret file: a raw key may have any length, and none that anybody uses has so many.
const FILE_MAX: usize = 1 << 20;

/// Where the secrets are, in the order of the command line, which is the order of their indices.
#[derive(Clone, Debug)]
pub(crate) struct SecretArgs(Vec<SecretAt>);

#[derive(Clone, Debug)]
enum SecretAt {
    Env(OsString),
    File(PathBuf),
}

impl SecretArgs {
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn keyring(&self, format: KeyFormat) -> Result<Keyring, Failure> {
        let mut keyring = Keyring::idle(format);
        for secret in &self.0 {
            match secret {
                SecretAt::Env(name) => push_env(&mut keyring, name)?,
                SecretAt::File(path) => push_file(&mut keyring, path)?,
            }
        }
        if keyring.is_empty() {
            return Err(Failure::new(
                Error::KeyringEmpty,
                "no secret was given: name a variable with --secret-env or a file with --secret-file",
            ));
        }
        Ok(keyring)
    }
}

fn push_env(keyring: &mut Keyring, name: &OsStr) -> Result<(), Failure> {
    // Somebody may have typed the secret itself here: only what looks like a variable's name is repeated.
    let shown = name.to_str().filter(|name| {
        name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    });
    let shown = shown.map_or_else(|| "given to --secret-env".to_owned(), |name| format!("`{name}`"));
    let secret = env::var_os(name).ok_or_else(|| {
        let message = format!(
            "the environment variable {shown} is not set: --secret-env takes a variable's name, not the secret"
        );
        Failure::new(Error::SecretEmpty, message)
    })?;
    let secret = Zeroizing::new(secret.into_encoded_bytes());
    keyring
        .push(&secret)
        .map_err(|error| Failure::new(error, format!("the environment variable {shown}: {}", error.message())))
}

fn push_file(keyring: &mut Keyring, path: &Path) -> Result<(), Failure> {
    let secret = read_secret(path).map_err(|error| {
        if path.symlink_metadata().is_err() {
            // Somebody may have typed the secret itself here: what names no file is not repeated.
            let message = format!("--secret-file names no file ({error}): it takes a path, not the secret");
            Failure::new(Error::Io, message)
        } else {
            Failure::io("secret file", path, &error)
        }
    })?;
    let pushed = if secret.len() > FILE_MAX { Err(Error::SecretTooLong) } else { keyring.push(&secret) };
    pushed.map_err(|error| {
        let path = path.display();
        let message = match error {
            Error::SecretWhitespace if secret.ends_with(b"\n") => format!(
                "the secret file {path} ends with a newline, which is not part of the secret: write it without, as \
                 printf '%s' 'the secret' > {path} does"
            ),
            Error::SecretTooLong if keyring.format() == KeyFormat::Raw => {
                format!("the secret file {path} is longer than {FILE_MAX} bytes: check that it holds a key")
            }
            _ => format!("the secret file {path}: {}", error.message()),
        };
        Failure::new(error, message)
    })
}

/// Reads a secret whole, and of a file that is none up to one byte more than the most. What was read is nowhere else: a
/// buffer that was too small is wiped.
fn read_secret(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut file = File::open(path)?;
    let mut buffer = Zeroizing::new(vec![0; Keyring::MAX_SECRET + 1]);
    let mut length = 0;
    while length <= FILE_MAX {
        if length == buffer.len() {
            let mut larger = Zeroizing::new(vec![0; length * 2]);
            larger.iter_mut().zip(buffer.iter()).for_each(|(to, from)| *to = *from);
            buffer = larger;
        }
        match file.read(buffer.get_mut(length..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(length);
    Ok(buffer)
}

impl clap::Args for SecretArgs {
    fn augment_args(command: Command) -> Command {
        let env = Arg::new(ENV)
            .long(ENV)
            .value_name("VAR")
            .value_parser(value_parser!(OsString))
            .action(ArgAction::Append)
            .help("An environment variable that holds a secret. Repeat it to verify while secrets rotate");
        let file = Arg::new(FILE)
            .long(FILE)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .action(ArgAction::Append)
            .help("A file that holds a secret and nothing else, no newline at its end. Repeat it to verify while secrets rotate");
        command.arg(env).arg(file)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for SecretArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let names = matches.get_many::<OsString>(ENV).into_iter().flatten().cloned().map(SecretAt::Env);
        let paths = matches.get_many::<PathBuf>(FILE).into_iter().flatten().cloned().map(SecretAt::File);
        let at = |id| matches.indices_of(id).into_iter().flatten();
        let mut all: Vec<_> = at(ENV).zip(names).chain(at(FILE).zip(paths)).collect();
        all.sort_by_key(|(index, _)| *index);
        Ok(Self(all.into_iter().map(|(_, secret)| secret).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
