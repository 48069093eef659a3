//! A signed request as a shell command that anyone can paste and run.

use base64ct::{Base64, Encoding as _};

use super::request::Signed;
use crate::failure::Failure;

/// Longer bodies go through a pipe: systems limit the length of an argument.
const ARGUMENT_MAX: usize = 32 << 10;
/// How long a line of base64 is, as RFC 2045 has it.
const LINE: usize = 76;

/// Ends the base64, which has no underscores.
const END: &str = "END_OF_BODY";

/// The command. Every byte of the request survives the shell.
pub(super) fn command(request: &Signed<'_>) -> Result<Vec<u8>, Failure> {
    let url = request.url.ok_or_else(|| Failure::argument("--format curl needs --url: say where the request goes"))?;
    let mut words = format!("curl --globoff --path-as-is --request {} ", quote(request.method));
    // curl would call every body a form.
    let has_type = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
    if !has_type {
        words.push_str("--header 'Content-Type:' ");
    }
    for (name, value) in request.headers {
        // To curl, a colon and nothing more means: without this header.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        words.push_str(&format!("--header {} ", quote(&header)));
    }
    let url = quote(url);
    let command = match core::str::from_utf8(request.body) {
        Ok(text) if is_plain(text) => format!("{words}--data-raw {} {url}\n", quote(text)),
        _ => {
            let base64 = Base64::encode_string(request.body);
            let lines: Vec<_> = base64.as_bytes().chunks(LINE).map(String::from_utf8_lossy).collect();
            format!("base64 -d <<'{END}' | {words}--data-binary @- {url}\n{}\n{END}\n", lines.join("\n"))
        }
    };
    Ok(command.into_bytes())
}

/// Whether `text` can be pasted into a terminal and read there as what it is: no control character but the
/// newline, and nothing invisible or that turns the direction of writing.
fn is_plain(text: &str) -> bool {
    let is_hidden = |letter: char| {
        matches!(letter, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
    };
    let is_odd = |letter: char| (letter.is_control() && letter != '\n') || is_hidden(letter);
    text.len() <= ARGUMENT_MAX && !text.chars().any(is_odd)
}

/// `text` as one word of a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
