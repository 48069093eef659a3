//! `hookseal schemes`.

mod markdown;

use hookseal_core::{Error, Scheme, providers};
use hookseal_host::scheme_file::{SchemeForm, Spelled as _};
use serde::Serialize;

use crate::args::SchemesArgs;
use crate::failure::Failure;
use crate::output::json_line;
use crate::scheme::by_name;

/// A scheme in the form of a scheme file, and how close to the sender its source is.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    form: SchemeForm,
    evidence: &'static str,
}

impl From<&Scheme<'_>> for Row {
    fn from(scheme: &Scheme<'_>) -> Self {
        Self { form: SchemeForm::from(scheme), evidence: scheme.source.evidence.word() }
    }
}

/// Gives the list, or one scheme.
pub(crate) fn run(args: &SchemesArgs) -> Result<Vec<u8>, Failure> {
    if args.markdown {
        return Ok(markdown::page().into_bytes());
    }
    let schemes = match &args.name {
        Some(name) => vec![by_name(name)?],
        None => providers::ALL.to_vec(),
    };
    match schemes.as_slice() {
        _ if args.json => json_line(&schemes.into_iter().map(Row::from).collect::<Vec<_>>()),
        [scheme] => detail(scheme),
        schemes => Ok(table(schemes).into_bytes()),
    }
}

/// A scheme as a file, to read or to start an own one from.
fn detail(scheme: &Scheme<'_>) -> Result<Vec<u8>, Failure> {
    let Row { form, evidence } = Row::from(scheme);
    let toml = toml::to_string(&form).map_err(|error| Failure::new(Error::SchemeInvalid, error.to_string()))?;
    Ok(format!("# evidence: {evidence}\n{toml}").into_bytes())
}

fn table(schemes: &[&Scheme<'_>]) -> String {
    let mut table = String::from("SCHEME              SIGNED                                  SIGNATURE HEADER\n");
    for scheme in schemes {
        let form = SchemeForm::from(*scheme);
        let headers = scheme.signature.map(|signature| signature.headers.join(", ")).unwrap_or_default();
        let signed = form.signed.unwrap_or_default();
        table.push_str(&format!("{:<19} {signed:<39} {headers}\n", form.name));
    }
    table
}
