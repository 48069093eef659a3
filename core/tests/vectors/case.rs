//! One row of `signatures.json`, and the verifier and request that it describes.

use base64ct::{Base64, Encoding as _};
use hookseal_core::{
    ApiKeys, CertificatePins, DedupBy, Error, Guards, Keyring, Request, Scheme, Tolerance, Verifier, providers,
};
use serde_json::{Map, Value};

use crate::custom;

pub(crate) type Headers = Vec<(String, Vec<u8>)>;

/// A vector. Fields are read when they are needed; an unknown field is an error of the file.
pub(crate) struct Case(Map<String, Value>);

const FIELDS: [&str; 23] = [
    "name",
    "scheme",
    "custom_scheme",
    "secrets",
    "secrets_hex",
    "api_keys",
    "pins_hex",
    "certificate_hex",
    "headers",
    "method",
    "url",
    "content_length",
    "body",
    "body_base64",
    "body_repeat",
    "now",
    "tolerance",
    "max_body",
    "dedup",
    "scope",
    "expect",
    "origin",
    "source",
];

impl Case {
    pub(crate) fn new(row: &Value) -> Self {
        let fields = row.as_object().expect("a vector is an object").clone();
        let unknown: Vec<_> = fields.keys().filter(|key| !FIELDS.contains(&key.as_str()) && *key != "note").collect();
        assert!(unknown.is_empty(), "{}: unknown fields {unknown:?}", fields["name"]);
        Self(fields)
    }

    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().expect("a name")
    }

    pub(crate) fn expect(&self) -> &Map<String, Value> {
        self.0["expect"].as_object().expect("an expectation")
    }

    pub(crate) fn scope(&self) -> &str {
        self.text("scope").unwrap_or_default()
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(|value| value.as_str().expect("text"))
    }

    fn list(&self, field: &str) -> impl Iterator<Item = &str> {
        let list = self.0.get(field).map_or(&[][..], |value| value.as_array().expect("a list"));
        list.iter().map(|value| value.as_str().expect("a list of texts"))
    }

    fn secrets(&self) -> Vec<Vec<u8>> {
        let plain = self.list("secrets").map(|secret| secret.as_bytes().to_vec());
        plain.chain(self.list("secrets_hex").map(unhex)).collect()
    }

    fn scheme(&self) -> Result<Scheme<'static>, Error> {
        match self.0.get("custom_scheme") {
            Some(scheme) => Ok(custom::scheme(scheme)),
            None => providers::by_name(self.text("scheme").expect("a scheme")).copied(),
        }
    }

    fn guards(&self) -> Result<Guards, Error> {
        let api_keys = self.0.get("api_keys").map(|given| {
            let keys: Vec<_> =
                given["keys"].as_array().expect("keys").iter().map(|key| key.as_str().unwrap()).collect();
            let keys: Vec<_> = keys.iter().map(|key| key.as_bytes()).collect();
            match given.get("header") {
                Some(header) => ApiKeys::new(header.as_str().expect("a header name"), &keys),
                None => ApiKeys::bearer(&keys),
            }
        });
        let certificates = self.0.contains_key("pins_hex").then(|| {
            let pins: Result<Vec<_>, _> = self.list("pins_hex").map(CertificatePins::parse).collect();
            CertificatePins::new(&pins?)
        });
        Ok(Guards { api_keys: api_keys.transpose()?, certificates: certificates.transpose()? })
    }

    /// The verifier, or why it cannot be set up.
    pub(crate) fn verifier(&self) -> Result<Verifier, Error> {
        let scheme = self.scheme()?;
        let guards = self.guards()?;
        let mut verifier = if scheme.signature.is_none() && scheme.parts.is_empty() {
            Verifier::guarded(&scheme, guards)?
        } else {
            let secrets = self.secrets();
            let secrets: Vec<_> = secrets.iter().map(Vec::as_slice).collect();
            let mut verifier = Verifier::new(&scheme, Keyring::new(scheme.key, &secrets)?)?;
            verifier.set_guards(guards)?;
            verifier
        };
        if let Some(tolerance) = self.0.get("tolerance") {
            verifier.set_tolerance(tolerance_of(tolerance))?;
        }
        if let Some(max_body) = self.0.get("max_body") {
            verifier.set_max_body(max_body.as_u64().expect("a cap"))?;
        }
        if let Some(dedup) = self.text("dedup") {
            verifier.set_dedup(dedup_of(dedup))?;
        }
        Ok(verifier)
    }

    /// The headers: a value's characters are its bytes, as in Latin-1.
    pub(crate) fn headers(&self) -> Headers {
        let pairs = self.0["headers"].as_array().expect("headers");
        let text = |value: &Value| value.as_str().expect("a header's text").to_owned();
        let bytes = |value: &Value| text(value).chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
        pairs.iter().map(|pair| (text(&pair[0]), bytes(&pair[1]))).collect()
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        if let Some(text) = self.text("body_base64") {
            let mut buffer = vec![0; text.len()];
            return Base64::decode(text, &mut buffer).expect("base64").to_vec();
        }
        if let Some(repeat) = self.0.get("body_repeat") {
            let text = |field: &str| repeat.get(field).map_or("", |value| value.as_str().expect("text"));
            let count = usize::try_from(repeat["count"].as_u64().expect("a count")).unwrap();
            return [text("prefix"), &text("unit").repeat(count), text("suffix")].concat().into_bytes();
        }
        self.text("body").expect("a body").as_bytes().to_vec()
    }

    pub(crate) fn certificate(&self) -> Option<Vec<u8>> {
        self.text("certificate_hex").map(unhex)
    }

    pub(crate) fn request<'r>(
        &'r self,
        headers: &'r [(String, Vec<u8>)],
        certificate: Option<&'r [u8]>,
    ) -> Request<'r, [(String, Vec<u8>)]> {
        Request {
            method: self.text("method"),
            url: self.text("url"),
            content_length: self.0.get("content_length").map(|length| length.as_u64().expect("a length")),
            certificate,
            ..Request::new(headers, self.0["now"].as_u64().expect("a time"))
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let mut bytes = vec![0; text.len() / 2];
    const_hex::decode_to_slice(text, &mut bytes).expect("hex");
    bytes
}

fn tolerance_of(value: &Value) -> Tolerance {
    let seconds = |value: &Value| value.as_u64().map(|seconds| u32::try_from(seconds).expect("seconds"));
    match value {
        Value::Object(limits) => {
            Tolerance { past: limits.get("past").and_then(seconds), future: limits.get("future").and_then(seconds) }
        }
        Value::String(none) if none == "none" => Tolerance::NONE,
        _ => Tolerance::both(seconds(value).expect("a tolerance")),
    }
}

pub(crate) fn dedup_of(name: &str) -> DedupBy {
    match name {
        "signed_id" => DedupBy::SignedId,
        "signed_id_or_digest" => DedupBy::SignedIdOrDigest,
        "digest" => DedupBy::Digest,
        "unsigned_id" => DedupBy::UnsignedId,
        "none" => DedupBy::None,
        _ => panic!("no dedup is called {name}"),
    }
}
