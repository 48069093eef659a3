//! `hookseal dead`.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use hookseal_core::DedupKey;
use hookseal_host::dead_letter::{DeadLetter, DeadLetterFolder};
use serde_json::{Value, json};

use crate::args::DeadCommand;
use crate::failure::Failure;
use crate::output::{Answer, json_line};

/// Does what the command asks for.
pub(crate) fn run(command: &DeadCommand) -> Result<Answer, Failure> {
    match command {
        DeadCommand::List { folder, json } => list(folder, *json).map(Answer::yes),
        DeadCommand::Show { folder, key, body } => show(folder, key, *body).map(Answer::yes),
        DeadCommand::Forget { folder, key } => Ok(if DeadLetterFolder::open(folder)?.forget(key)? {
            Answer::yes("forgotten\n")
        } else {
            Answer::no("absent\n")
        }),
    }
}

fn list(folder: &Path, is_json: bool) -> Result<Vec<u8>, Failure> {
    let letters = DeadLetterFolder::open(folder)?.list()?;
    if is_json {
        return json_line(&letters.iter().map(as_json).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for letter in &letters {
        text.push_str(&match &letter.facts {
            Ok(facts) => format!(
                "{}  {}  {} bytes  {}  {}\n",
                letter.dedup_key,
                facts.received.map_or("-".to_owned(), |seconds| seconds.to_string()),
                letter.bytes,
                printable(facts.scheme.as_deref()),
                printable(facts.event_type.as_deref())
            ),
            Err(error) => {
                format!("{}  {} bytes  {}\n", letter.dedup_key, letter.bytes, printable(Some(&error.to_string())))
            }
        });
    }
    Ok(text.into_bytes())
}

fn as_json(letter: &DeadLetter) -> Value {
    let mut value = json!({"dedup_key": letter.dedup_key.to_string(), "bytes": letter.bytes});
    let known = match &letter.facts {
        Ok(facts) => json!({
            "received": facts.received,
            "scheme": facts.scheme,
            "scope": facts.scope,
            "event_id": facts.event_id,
            "event_type": facts.event_type,
            "attempt": facts.attempt,
            "reason": facts.reason,
        }),
        Err(error) => json!({"error": error.error().name()}),
    };
    if let (Value::Object(value), Value::Object(known)) = (&mut value, known) {
        value.extend(known);
    }
    value
}

/// The message as it is kept: byte for byte into a file or pipe; on a terminal with whatever could command it escaped.
fn show(folder: &Path, key: &DedupKey, is_body: bool) -> Result<Vec<u8>, Failure> {
    let capture = DeadLetterFolder::open(folder)?.get(key)?;
    let bytes = if is_body { capture.body().to_owned() } else { capture.to_bytes() };
    if !io::stdout().is_terminal() {
        return Ok(bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().flat_map(|line| [printable(Some(line)), "\n".to_owned()]).collect::<String>().into_bytes())
}

/// Control characters, and those that change the direction or the look of others (bidirectional controls, and further
/// characters of no width).
fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(letter, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Text of a sender's that cannot command a terminal.
fn printable(text: Option<&str>) -> String {
    let letters = text.unwrap_or("-").chars();
    letters
        .flat_map(|letter| if is_unsafe(letter) { letter.escape_default().collect() } else { vec![letter] })
        .collect()
}
