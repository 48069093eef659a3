//! `hookseal verify`.

mod verdict;

use std::process::ExitCode;

use hookseal_core::{Error, Request, SCOPE_MAX, Tolerance, Verifier};
use hookseal_host::clock;

use crate::args::VerifyArgs;
use crate::failure::Failure;
use crate::input::Body;
use crate::output::{REFUSED, WRONG, complain, print};
use crate::scheme::Chosen;
use crate::{headers, output};
use verdict::{Genuine, Refused};

/// Verifies, prints the verdict, and gives the exit status.
pub(crate) fn run(args: &VerifyArgs) -> ExitCode {
    let (line, status) = match verify(args) {
        Ok(genuine) if args.json => (output::json_line(&genuine), ExitCode::SUCCESS),
        Ok(genuine) => (Ok(format!("{genuine}\n").into_bytes()), ExitCode::SUCCESS),
        Err(failure) => {
            let is_refusal = failure.is_refusal();
            if !is_refusal {
                complain("error", &failure);
            }
            let line = match is_refusal {
                _ if args.json => output::json_line(&Refused::from(&failure)),
                true => Ok(format!("Refused: {failure}.\n").into_bytes()),
                false => Ok(Vec::new()),
            };
            (line, ExitCode::from(if is_refusal { REFUSED } else { WRONG }))
        }
    };
    // A verdict that could not be told is none.
    line.and_then(|line| print(&line)).map_or_else(|failure| output::conclude(Err(failure)), |()| status)
}

fn verify(args: &VerifyArgs) -> Result<Genuine, Failure> {
    let verifier = verifier(args)?;
    let headers = headers::gather(&args.headers, args.headers_file.as_deref())?;
    let now = args.now.map_or_else(clock::now_unix, Ok)?;
    let body = Body::open(args.body.as_deref())?;
    let request = Request {
        method: args.method.as_deref(),
        url: args.url.as_deref(),
        content_length: headers::content_length(&headers)?,
        ..Request::new(headers.as_slice(), now)
    };
    let mut verification = verifier.start(&request)?;
    body.stream(|chunk| verification.update(chunk))?;
    let verified = verification.finish()?;
    Ok(Genuine::new(&verified, &args.scope, args.secrets.len()))
}

/// Everything that the endpoint's owner decides. What is wrong here is no refusal.
fn verifier(args: &VerifyArgs) -> Result<Verifier, Failure> {
    let chosen = Chosen::open(&args.scheme)?;
    let keyring = args.secrets.keyring(chosen.lend(|scheme| scheme.key))?;
    if keyring.weak() {
        complain("warning", "a secret is shorter than 16 bytes: a longer one is harder to guess");
    }
    let mut verifier = chosen.lend(|scheme| Verifier::new(scheme, keyring))?;
    let refuse = |flag: &str, error: Error| Failure::new(error, format!("{flag}: {}", error.message()));
    if let Some(seconds) = args.tolerance {
        verifier.set_tolerance(Tolerance::both(seconds)).map_err(|error| refuse("--tolerance", error))?;
    }
    if let Some(bytes) = args.max_body {
        verifier.set_max_body(bytes).map_err(|error| refuse("--max-body", error))?;
    }
    if let Some(dedup) = args.dedup {
        verifier.set_dedup(dedup).map_err(|error| refuse("--dedup", error))?;
    }
    if args.scope.len() > SCOPE_MAX {
        return Err(Failure::argument(format!("--scope is longer than {SCOPE_MAX} bytes: shorten it")));
    }
    Ok(verifier)
}
