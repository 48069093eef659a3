//! A server that is killed and comes back, or to which the way is lost.

use core::time::Duration;

use hookseal_stores::StoreOptions;

use crate::outages::{how_many, under_load};
use crate::router::{Router, one_call_meets_them};
use crate::server::{Postgres, Store};

/// Kills it under load, and so in the middle of transactions. Gives what was committed, and what of it is lost.
fn run(settings: &[&str], prepare: &str, outages: u32) -> Option<(usize, usize)> {
    let server = Postgres::start(settings)?;
    server.sql(prepare);
    let (committed, lost) = under_load(&server.store(StoreOptions::default()), outages, || {
        std::thread::sleep(Duration::from_millis(800));
        server.kill();
        std::thread::sleep(Duration::from_millis(100));
        server.run();
    });
    assert!(committed > 50, "{committed} committed");
    Some((committed, lost))
}

#[test]
fn a_killed_server_loses_nothing_that_it_acknowledged() {
    if let Some((committed, lost)) = run(&[], "SELECT 1", how_many()) {
        println!("as it comes: {lost} of {committed} commits lost");
        assert_eq!(lost, 0);
    }
}

#[test]
fn an_unlogged_table_is_emptied() {
    if let Some((committed, lost)) = run(&[], "ALTER TABLE hookseal_dedup SET UNLOGGED", 1) {
        println!("unlogged: {lost} of {committed} commits lost");
        assert!(lost > 0, "so the other test can tell");
    }
}

#[test]
fn without_synchronous_commit_the_last_moment_may_be_lost() {
    if let Some((committed, lost)) = run(&["synchronous_commit=off", "wal_writer_delay=1000"], "SELECT 1", 1) {
        println!("synchronous_commit off: {lost} of {committed} commits lost");
        assert!(lost < committed, "{lost} of {committed}");
    }
}

#[test]
fn connections_that_the_network_forgot_fail_one_call() {
    let Some(server) = Postgres::start(&[]) else { return };
    let router = Router::to(server.port);
    let url = server.url().replace(&server.port.to_string(), &router.port().to_string());
    let options = StoreOptions { call_timeout: Duration::from_millis(500), ..StoreOptions::default() };
    one_call_meets_them(&Store::new(&url, options).unwrap(), &router);
}
