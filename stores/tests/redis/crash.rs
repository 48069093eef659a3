//! A server that is killed and comes back.

use core::time::Duration;

use hookseal_stores::StoreOptions;

use crate::outages::{how_many, under_load};
use crate::server::Redis;

/// Kills it under load. Gives what was committed, and what of it is lost.
fn run(settings: &[&str], outages: u32) -> Option<(usize, usize)> {
    let mut server = Redis::start(settings)?;
    let store = server.store(StoreOptions::default());
    let (committed, lost) = under_load(&store, outages, || {
        std::thread::sleep(Duration::from_millis(700));
        server.kill();
        std::thread::sleep(Duration::from_millis(200));
        server.restart();
    });
    assert!(committed > 100, "{committed} committed");
    Some((committed, lost))
}

#[test]
fn with_every_write_on_the_disk_nothing_acknowledged_is_lost() {
    let settings = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    if let Some((committed, lost)) = run(&settings, how_many()) {
        println!("appendfsync always: {lost} of {committed} commits lost");
        assert_eq!(lost, 0);
    }
}

#[test]
fn without_a_file_a_killed_server_forgets() {
    if let Some((committed, lost)) = run(&["--save", "", "--appendonly", "no"], 1) {
        println!("no file: {lost} of {committed} commits lost");
        assert!(lost > 0, "so the other test can tell");
    }
}
