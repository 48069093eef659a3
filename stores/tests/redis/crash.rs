//! A server that is killed and comes back, or to which the way is lost.

use core::time::Duration;

use hookseal_stores::StoreOptions;

use crate::outages::{how_many, under_load};
use crate::router::{Router, one_call_meets_them};
use crate::server::{Redis, Store};

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

#[test]
fn connections_that_the_network_forgot_fail_one_call() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let router = Router::to(server.port());
    let url = server.url().replace(&server.port().to_string(), &router.port().to_string());
    let options = StoreOptions { call_timeout: Duration::from_millis(500), ..StoreOptions::default() };
    one_call_meets_them(&Store::new(&url, options).unwrap(), &router);
}
