//! `hookseal sign`.

mod curl;
mod request;

use hookseal_core::{Delivery, Error, Field, Scheme, Signer, TimestampAt, is_token};
use hookseal_host::{clock, entropy};

use crate::args::{Format, SignArgs};
use crate::failure::Failure;
use crate::headers;
use crate::input::Body;
use crate::output::{complain, json_line};
use crate::scheme::Chosen;
use request::{Signed, Target};

/// Headers as the signer takes them.
type Pairs = Vec<(String, String)>;

/// Signs, and gives the request in the format that was asked for.
pub(crate) fn run(args: &SignArgs) -> Result<Vec<u8>, Failure> {
    let target = args.url.as_deref().map(Target::parse).transpose()?;
    if !is_token(args.method.as_bytes()) {
        return Err(Failure::argument("--method is no HTTP method: try POST"));
    }
    let headers = given_headers(args)?;
    let chosen = Chosen::open(&args.scheme)?;
    if args.secrets.len() > 1 {
        return Err(Failure::argument("more than one secret: a delivery is signed with one"));
    }
    let keyring = args.secrets.keyring(chosen.lend(|scheme| scheme.key))?;
    let signer = chosen.lend(|scheme| Signer::new(scheme, keyring))?;
    chosen.lend(|scheme| note_unused(args, scheme));
    let id = chosen.lend(|scheme| event_id(args, scheme))?;
    let timestamp = args.timestamp.map_or_else(clock::now_unix, Ok)?;
    let body = Body::open(args.body.as_deref())?.read()?;
    let borrowed: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let signed = signer.sign(&Delivery {
        body: &body,
        timestamp,
        id: id.as_deref(),
        method: Some(&args.method),
        url: args.url.as_deref(),
        headers: &borrowed,
    });
    let signed = signed.map_err(|error| explain(error, args, &chosen))?;
    let mut all: Pairs = signed.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    refuse_doubles(&all, &headers)?;
    all.extend(headers);
    let request = Signed { method: &args.method, url: args.url.as_deref(), headers: &all, body: &body };
    match args.format {
        Format::Http => Ok(request.http(target.as_ref())),
        Format::Json => json_line(&request.json()),
        Format::Curl => curl::command(&request),
    }
}

/// The headers of the command line, which must be text that can stand in a request.
fn given_headers(args: &SignArgs) -> Result<Pairs, Failure> {
    let mut pairs = Pairs::new();
    for (name, value) in headers::from_arguments(&args.headers)? {
        let name = String::from_utf8_lossy(&name).into_owned();
        if ["Content-Length", "Transfer-Encoding"].iter().any(|made| name.eq_ignore_ascii_case(made)) {
            return Err(Failure::argument(format!("{name} follows from the body: leave it out")));
        }
        match String::from_utf8(value) {
            Ok(value) if !value.chars().any(|letter| letter.is_control() && letter != '\t') => {
                pairs.push((name, value));
            }
            Ok(_) | Err(_) => {
                return Err(Failure::argument(format!("the value of {name} is not UTF-8 text on one line: change it")));
            }
        }
    }
    Ok(pairs)
}

/// Says which flags the scheme has no place for: what they set belongs into the body, or nowhere.
fn note_unused(args: &SignArgs, scheme: &Scheme<'_>) {
    let has_id = matches!(scheme.id, Some(Field::Header(_)));
    let has_timestamp = scheme
        .timestamp
        .is_some_and(|timestamp| matches!(timestamp.at, TimestampAt::Header(_) | TimestampAt::Entry(_)));
    for (flag, is_unused) in
        [("--id", args.id.is_some() && !has_id), ("--timestamp", args.timestamp.is_some() && !has_timestamp)]
    {
        if is_unused {
            complain("note", format!("{flag} has no effect: {} has no header for it", scheme.name));
        }
    }
}

/// The ID that was given, or a random one where the scheme carries it in a header.
fn event_id(args: &SignArgs, scheme: &Scheme<'_>) -> Result<Option<String>, Failure> {
    let is_header = matches!(scheme.id, Some(Field::Header(_)));
    match &args.id {
        _ if !is_header => Ok(None),
        Some(id) => Ok(Some(id.clone())),
        None => random_id().map(Some),
    }
}

/// `msg_` and 26 letters and digits, 130 bits of chance.
fn random_id() -> Result<String, Failure> {
    let alphabet = (b'a'..=b'z').chain(b'2'..=b'7').map(char::from);
    let bytes: [u8; 26] = entropy::bytes()
        .map_err(|error| Failure::new(error.error(), format!("no event ID: {}; give --id", error.detail())))?;
    let letters = bytes.iter().filter_map(|byte| alphabet.clone().nth(usize::from(byte % 32)));
    Ok("msg_".chars().chain(letters).collect())
}

/// Two headers of one name would be refused by every verifier.
fn refuse_doubles(made: &Pairs, given: &Pairs) -> Result<(), Failure> {
    let is_made = |name: &str| made.iter().any(|(made, _)| made.eq_ignore_ascii_case(name));
    given.iter().find(|(name, _)| is_made(name)).map_or(Ok(()), |(name, _)| {
        Err(Failure::argument(format!(
            "{name} is made by signing: leave it out, and use --id or --timestamp to set it"
        )))
    })
}

/// What to do where the signer misses something.
fn explain(error: Error, args: &SignArgs, chosen: &Chosen) -> Failure {
    let name = chosen.lend(|scheme| scheme.name.to_owned());
    match error {
        Error::ArgumentInvalid if args.timestamp.is_some() => {
            Failure::new(error, format!("--timestamp is no time that {name} can write: give Unix seconds"))
        }
        Error::HeaderMalformed | Error::HeaderTooLong if args.id.is_some() => Failure::new(
            error,
            format!("--id, or a header that {name} signs, has characters or a length that verifiers refuse: change it"),
        ),
        Error::UrlRequired => {
            Failure::new(error, format!("{name} signs the URL: give --url as the receiver has it configured"))
        }
        Error::HeaderMissing => Failure::new(
            error,
            format!("{name} signs a header that was not given: `hookseal schemes {name}` shows which; add it with -H"),
        ),
        _ => error.into(),
    }
}
