//! The published deliveries of the demo get the verdicts that are expected.

use std::process::Command;

use crate::run::repository;

#[test]
fn all_verdicts_are_as_expected() {
    let script = repository("examples/demo/verdicts.sh");
    let output = Command::new("sh").arg(script).arg(env!("CARGO_BIN_EXE_hookseal")).output().unwrap();
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && table.contains("as expected"), "{table}");
    assert!(table.lines().count() > 20 && output.stderr.is_empty(), "{output:?}");
}
