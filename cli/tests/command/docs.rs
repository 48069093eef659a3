//! The pages that people read say what is so.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{finish, repository, run};

#[test]
fn the_page_is_up_to_date() {
    let page = fs::read_to_string(repository("docs/schemes.md")).unwrap();
    let written = run(["schemes", "--markdown"], b"");
    let advice = "write it anew: cargo run -p hookseal-cli -- schemes --markdown > docs/schemes.md";
    assert!(page == written.is_valid().text(), "docs/schemes.md is not what the table says; {advice}");
}

#[test]
fn the_readme_names_every_scheme() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, list) = readme.split_once("<!-- names").unwrap();
    let (list, _) = list.split_once("[docs/schemes.md]").unwrap();
    let named: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    let known = run(["schemes", "--json"], b"").json();
    let known: Vec<&str> = known.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(named, known);
}

/// The console lines under "From the command line", but for the installation, in one shell and an empty folder.
#[test]
fn the_readme_commands_run() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let (_, section) = readme.split_once("## From the command line").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let blocks = section.split("```console\n").skip(1).map(|block| block.split_once("```").unwrap().0);
    let commands = blocks.flat_map(str::lines).map(|line| line.strip_prefix("$ ").unwrap_or(line));
    let script: Vec<&str> = commands.filter(|line| !line.starts_with("cargo install")).collect();

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("event.json"), br#"{"id":"evt_1","type":"payment.succeeded"}"#).unwrap();
    let beside = Path::new(env!("CARGO_BIN_EXE_hookseal")).parent().unwrap().to_str().unwrap();
    let path = format!("{beside}:{}", std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-euc", &script.join("\n")]).current_dir(folder).env("PATH", path);
    let said = finish(shell, b"");
    said.is_valid();
    for expected in ["Valid", "Stripe-Signature: t=", "name = \"stripe\"", "claimed, attempt 1", "in flight  1"] {
        assert!(said.text().contains(expected), "no {expected}: {said:?}");
    }
}

/// Every file or folder of this repository that a page names is there.
#[test]
fn named_files_exist() {
    let pages = [
        "README.md",
        "SECURITY.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/architecture.md",
        "docs/choosing-a-store.md",
        "core/README.md",
    ];
    let folders = [
        "core/",
        "host/",
        "stores/",
        "ffi-c/",
        "bindings-python/",
        "include/",
        "firmware/",
        "cli/",
        "tests/",
        "docs/",
        "fuzz/",
        "benches/",
        "examples/",
        "tools/",
    ];
    for page in pages {
        let text = fs::read_to_string(repository(page)).unwrap();
        let words = text.split(|letter: char| letter.is_whitespace() || "`()[],;".contains(letter));
        for word in words.map(|word| word.trim_end_matches(['.', ':'])) {
            let is_path = folders.iter().any(|folder| word.starts_with(folder)) && !word.contains(['*', '#', '|']);
            assert!(!is_path || repository(word).exists(), "{page} names {word}");
        }
    }
}
