//! Files that are written from other files: `make generate` writes them anew.

use core::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hookseal_core::Error;

fn place(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn check(file: &str, expected: &str) {
    let path = place(file);
    if std::env::var_os("HOOKSEAL_WRITE").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{file} is out of date: `make generate` writes it");
}

#[test]
fn status() {
    let mut text = String::from(
        "//! Status codes, written from the core's list of errors.\n\nuse core::ffi::CStr;\n\n\
         /// What a call gives: HOOKSEAL_OK, or why not. Numbers and names never change.\n\
         pub type hookseal_status = u32;\n/// It worked.\npub const HOOKSEAL_OK: hookseal_status = 0;\n",
    );
    for error in Error::ALL {
        let (name, code) = (error.name(), error.code());
        let message = error.message();
        writeln!(text, "/// {message}.\npub const HOOKSEAL_{name}: hookseal_status = {code};").unwrap();
    }
    text += "\n/// A status's name and what to do about it.\n\
             pub(crate) const fn texts(status: hookseal_status) -> Option<(&'static CStr, &'static CStr)> {\n    \
             Some(match status {\n        HOOKSEAL_OK => (c\"OK\", c\"it worked\"),\n";
    for error in Error::ALL {
        writeln!(text, "        HOOKSEAL_{} => (c\"{}\", c{:?}),", error.name(), error.name(), error.message())
            .unwrap();
    }
    text += "        _ => return None,\n    })\n}\n";
    check("src/status.rs", &text);
}

#[test]
fn header() {
    let mut config = cbindgen::Config::from_file(place("cbindgen.toml")).unwrap();
    let includes = config.after_includes.take().unwrap_or_default();
    config.after_includes = Some(includes.replace("{version}", env!("CARGO_PKG_VERSION")));
    let bindings = cbindgen::Builder::new().with_crate(place("")).with_config(config).generate().unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    check("../include/hookseal.h", &String::from_utf8(text).unwrap());
}
