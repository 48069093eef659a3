//! docs/schemes.md says what the table of schemes says.

use crate::run::{repository, run};

#[test]
fn the_page_is_up_to_date() {
    let page = std::fs::read_to_string(repository("docs/schemes.md")).unwrap();
    let written = run(["schemes", "--markdown"], b"");
    let advice = "write it anew: cargo run -p hookseal-cli -- schemes --markdown > docs/schemes.md";
    assert!(page == written.is_valid().text(), "docs/schemes.md is not what the table says; {advice}");
}
