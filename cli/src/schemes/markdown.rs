//! docs/schemes.md, written from the table of schemes so that it cannot say anything else.

use hookseal_core::{DedupBy, Evidence, Field, Scheme, SenderRetries, Signature, Timestamp, TimestampAt, providers};
use hookseal_host::scheme_file::{SchemeForm, Spelled as _};

/// What stands around the table. The example is a file of its own, so that it is tested as it is shown.
const HEAD: &str = include_str!("head.md");
const OWN: &str = include_str!("own.md");
const ACME: &str = include_str!("acme.toml");

pub(super) fn page() -> String {
    let rows: String = providers::ALL.iter().map(|scheme| row(scheme)).collect();
    let own = OWN.replace("ACME\n", ACME);
    format!("{HEAD}{rows}\n{own}")
}

fn row(scheme: &Scheme<'_>) -> String {
    let form = SchemeForm::from(scheme);
    let is_alias = scheme.family != scheme.name;
    let name = if is_alias { format!("`{}` ({})", scheme.name, scheme.family) } else { format!("`{}`", scheme.name) };
    let fields = [("id", scheme.id), ("type", scheme.event_type), ("version", scheme.version)];
    let fields: Vec<_> = fields.iter().filter_map(|(name, field)| field.map(|field| place(name, field))).collect();
    let cells = [
        name,
        scheme.signature.as_ref().map(signature).unwrap_or_default(),
        form.signed.as_deref().map(code).unwrap_or_default(),
        scheme.key.word().to_owned(),
        scheme.timestamp.as_ref().map(timestamp).unwrap_or_default(),
        fields.join("<br>"),
        dedup(scheme),
        match scheme.sender_retries {
            SenderRetries::None => "none".to_owned(),
            SenderRetries::Count(count) => count.to_string(),
            SenderRetries::Unknown => "?".to_owned(),
        },
        size(scheme.max_body),
        source(scheme),
    ];
    format!("| {} |\n", cells.join(" | "))
}

fn signature(signature: &Signature<'_>) -> String {
    let headers: Vec<_> = signature.headers.iter().map(|name| code(name)).collect();
    let list = signature.separator.map_or_else(String::new, |byte| match byte {
        b' ' => ", list with spaces".to_owned(),
        _ => format!(", list with {}", code(&char::from(byte).to_string())),
    });
    let prefix = if signature.prefix.is_empty() { String::new() } else { format!("{} + ", code(signature.prefix)) };
    format!("{}: {prefix}{}{list}", headers.join(", "), signature.encoding.word())
}

fn timestamp(timestamp: &Timestamp<'_>) -> String {
    let at = match timestamp.at {
        TimestampAt::Header(name) => code(name),
        TimestampAt::Entry(prefix) => format!("entry {}", code(prefix)),
        TimestampAt::Json(path) => format!("body {}", code(path)),
    };
    let limit = |seconds: Option<u32>| seconds.map_or_else(|| "any".to_owned(), |seconds| format!("{seconds} s"));
    let limits = match (timestamp.past, timestamp.future) {
        (past, future) if past == future => limit(past),
        (past, future) => format!("past {}, future {}", limit(past), limit(future)),
    };
    format!("{at}, {}: {limits}", timestamp.unit.word())
}

fn place(name: &str, field: Field<'_>) -> String {
    match field {
        Field::Header(header) => format!("{name}: header {}", code(header)),
        Field::Json(path) => format!("{name}: {}", code(path)),
    }
}

fn dedup(scheme: &Scheme<'_>) -> String {
    let repeat = if scheme.dedup == DedupBy::None && scheme.bodies_repeat { " (bodies repeat)" } else { "" };
    format!("{}{repeat}", scheme.dedup.word())
}

fn size(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

fn source(scheme: &Scheme<'_>) -> String {
    let mark = match scheme.source.evidence {
        Evidence::Provider | Evidence::Project => "",
        Evidence::Library => "library: ",
    };
    format!("{mark}{}", scheme.source.reference.replace('|', "\\|"))
}

/// `text` as code inside a cell.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('\n', "\\n").replace('|', "\\|"))
}
