//! The scripts of `tests/vectors/dedup.json`, on the window itself.

use hookseal_core::dedup::{Bucket, DedupWindow, Header, SLOTS};

use crate::script::{run, scripts};

#[test]
fn every_script() {
    let scripts = scripts();
    assert!(scripts.cases.len() > 200);
    for case in &scripts.cases {
        let (header, config) = (Header::new(), case.config.window());
        let buckets: Vec<Bucket> = (0..case.config.capacity().div_ceil(SLOTS)).map(|_| Bucket::new()).collect();
        let window = DedupWindow::create(&header, &buckets, &config, [5; 16]);
        match (window, &case.config_error) {
            (Ok(mut window), None) => run(case, &mut window, scripts.start),
            (Err(error), Some(expected)) => assert_eq!(error.name(), expected, "{}", case.name),
            (made, expected) => panic!("{}: {made:?} is not {expected:?}", case.name),
        }
    }
}
