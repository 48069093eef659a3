//! Writes a part of the vectors as Rust constants, so that they can be compiled in: what fits the flash of a small chip.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

/// Vectors of each scheme, genuine and refused.
const EACH: usize = 2;

fn read(file: &str) -> Value {
    let path = format!("{}/../tests/vectors/{file}", env::var("CARGO_MANIFEST_DIR").unwrap());
    println!("cargo:rerun-if-changed={path}");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn option(value: &Value) -> String {
    value.as_str().map_or("None".to_owned(), |text| format!("Some({text:?})"))
}

fn hex_bytes(value: &Value) -> String {
    let digits = value.as_str().unwrap();
    let bytes: Vec<u8> =
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
    format!("{bytes:?}")
}

fn signatures(out: &mut String) {
    let file = read("signatures.json");
    let mut seen: HashMap<(String, bool), usize> = HashMap::new();
    out.push_str("pub const SIGNATURES: &[Signature] = &[\n");
    for vector in file["vectors"].as_array().unwrap() {
        let known = [
            "name", "scheme", "secrets", "headers", "body", "now", "method", "url", "expect", "origin", "source",
            "note",
        ];
        let is_plain = vector.as_object().unwrap().keys().all(|key| known.contains(&key.as_str()));
        let (Some(scheme), Some(body), true) = (vector["scheme"].as_str(), vector["body"].as_str(), is_plain) else {
            continue;
        };
        let expect = &vector["expect"];
        let is_ascii = vector["headers"].to_string().is_ascii();
        if body.len() > 400 || !is_ascii || expect["at"] == "configure" {
            continue;
        }
        let count = seen.entry((scheme.to_owned(), expect["error"].is_string())).or_default();
        if *count == EACH {
            continue;
        }
        *count += 1;
        let headers: Vec<String> = vector["headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| format!("({:?}, {:?})", pair[0].as_str().unwrap(), pair[1].as_str().unwrap()))
            .collect();
        let secrets: Vec<String> = vector["secrets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|secret| format!("{:?}", secret.as_str().unwrap()))
            .collect();
        writeln!(
            out,
            "Signature {{ name: {}, scheme: {scheme:?}, secrets: &[{}], headers: &[{}], body: {body:?}, now: {}, method: {}, \
             url: {}, error: {}, id: {}, event_type: {}, dedup_key: {} }},",
            vector["name"],
            secrets.join(", "),
            headers.join(", "),
            vector["now"],
            option(&vector["method"]),
            option(&vector["url"]),
            option(&expect["error"]),
            option(&expect["id"]),
            option(&expect["type"]),
            option(&expect["dedup_key"]),
        )
        .unwrap();
    }
    out.push_str("];\n");
}

fn retry(out: &mut String) {
    let file = read("retry.json");
    out.push_str("pub const NEXT: &[Next] = &[\n");
    for row in file["next"].as_array().unwrap() {
        let (Some(preset), None) = (row["schedule"]["preset"].as_str(), row["schedule"].get("jitter")) else {
            continue;
        };
        let answer = match row["answer"].as_str() {
            Some("timeout") => "Answer::Timeout".to_owned(),
            Some(_) => "Answer::Network".to_owned(),
            None => format!("Answer::Status({})", row["answer"]),
        };
        let expect = &row["expect"];
        let verdict = if let Some(ms) = expect["retry_in"].as_u64() {
            format!("Verdict::RetryIn {{ ms: {ms} }}")
        } else if let Some(reason) = expect["dead_letter"].as_str() {
            let reason = match reason {
                "exhausted" => "Exhausted",
                "too_old" => "TooOld",
                _ => "Permanent",
            };
            format!("Verdict::DeadLetter {{ reason: Reason::{reason} }}")
        } else if expect.get("disable_endpoint").is_some() {
            "Verdict::DisableEndpoint".to_owned()
        } else {
            "Verdict::Delivered".to_owned()
        };
        let after = row["retry_after"].as_u64().map_or("None".to_owned(), |ms| format!("Some({ms})"));
        writeln!(
            out,
            "Next {{ preset: {preset:?}, attempt: {}, elapsed: {}, answer: {answer}, retry_after: {after}, key: {}, event: {}, \
             expect: {verdict} }},",
            row["attempt"],
            row["elapsed"],
            hex_bytes(&row["key"]),
            hex_bytes(&row["event"]),
        )
        .unwrap();
    }
    out.push_str("];\npub const RETRY_AFTER: &[(&str, u64, Option<u64>)] = &[\n");
    for row in file["retry_after"].as_array().unwrap() {
        let ms = row["ms"].as_u64().map_or("None".to_owned(), |ms| format!("Some({ms})"));
        writeln!(out, "({}, {}, {ms}),", row["value"], row["now"]).unwrap();
    }
    out.push_str("];\n");
}

fn main() {
    let folder = PathBuf::from(env::var("OUT_DIR").unwrap());
    let mut text = String::new();
    signatures(&mut text);
    retry(&mut text);
    fs::write(folder.join("vectors.rs"), text).unwrap();
    // The linker script of cortex-m-rt includes it.
    fs::copy("memory.x", folder.join("memory.x")).unwrap();
    println!("cargo:rustc-link-search={}", folder.display());
    println!("cargo:rerun-if-changed=memory.x");
}
