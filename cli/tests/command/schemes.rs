//! The list of schemes.

use hookseal_core::providers;
use hookseal_host::scheme_file::OwnedScheme;
use serde_json::json;

use crate::run::run;

#[test]
fn all_as_json() {
    let said = run(["schemes", "--json"], b"");
    let list = said.is_valid().json();
    let names: Vec<_> = list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    let known: Vec<_> = providers::ALL.iter().map(|scheme| scheme.name).collect();
    assert_eq!(names, known);
    for row in list.as_array().unwrap() {
        let row = row.as_object().unwrap();
        for field in ["name", "family", "source", "evidence", "signed", "signature", "key", "dedup", "max_body"] {
            assert!(row.contains_key(field), "{row:?}");
        }
        // Without the evidence, which is ours to judge, each is a scheme file under another name.
        let mut own = row.clone();
        own.remove("evidence");
        own.insert("name".into(), json!("own"));
        own.insert("family".into(), json!("own"));
        OwnedScheme::from_json(&json!(own).to_string()).unwrap();
    }
}

#[test]
fn one_of_them() {
    let said = run(["schemes", "stripe", "--json"], b"");
    let list = said.is_valid().json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(
        list[0]["signature"],
        json!({"headers": ["Stripe-Signature"], "separator": ",", "prefix": "v1=", "encoding": "hex"})
    );
    assert_eq!(list[0]["signed"], "{timestamp}.{body}");
    assert_eq!(list[0]["timestamp"], json!({"entry": "t=", "unit": "seconds", "past": 300, "future": 300}));
    assert_eq!(list[0]["id"], json!({"json": "id"}));
    let detail = run(["schemes", "stripe"], b"");
    assert!(detail.is_valid().text().contains("[signature]\nheaders = [\"Stripe-Signature\"]"), "{detail:?}");
    run(["schemes", "strpe"], b"").fails(2, "SCHEME_UNKNOWN");
}

#[test]
fn a_table_for_people() {
    let said = run(["schemes"], b"");
    let lines: Vec<_> = said.is_valid().text().lines().collect();
    assert_eq!(lines.len(), providers::ALL.len() + 1);
    assert!(lines.iter().any(|line| line.starts_with("slack ") && line.ends_with("X-Slack-Signature")), "{lines:?}");
}
