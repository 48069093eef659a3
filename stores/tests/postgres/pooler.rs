//! A pooler that lends its connections for a transaction: they are other applications' a moment later.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Stdio};
use std::time::Instant;

use hookseal_core::dedup::{Claim, Forgotten, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_stores::{PostgresStore, StoreOptions};
use tempfile::TempDir;

use crate::server::{Postgres, command_as_postgres, psql};
use crate::support::{free_port, is_there, wait_for};

const PROGRAM: &str = "/usr/sbin/pgbouncer";

/// What a session has of its own, but for the name that the pooler gives it for each client, and locks.
const STATE: &str = "SELECT
    (SELECT array_agg(name || '=' || setting) FROM pg_settings WHERE source = 'session' AND name <> 'application_name'),
    (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')";

/// One with a single connection to its server, so that whoever comes next gets what the last one left.
struct PgBouncer {
    url: String,
    process: Child,
    _folder: TempDir,
}

impl PgBouncer {
    /// None where it is not installed and cannot be.
    fn start(server: &Postgres) -> Option<Self> {
        if !is_there(PROGRAM, &["pgbouncer"]) {
            eprintln!("SKIPPED: no PgBouncer");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let (port, settings) = (free_port(), format!("{}/pgbouncer.ini", folder.path().display()));
        let text = format!(
            "[databases]\npostgres = host=127.0.0.1 port={} user=postgres\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = 1\n",
            server.port
        );
        fs::write(&settings, text).unwrap();
        let mut command = command_as_postgres(PROGRAM, &["-q", &settings]);
        let process = command.stderr(Stdio::null()).spawn().unwrap();
        let url = format!("postgresql://postgres@127.0.0.1:{port}/postgres");
        let pooler = Self { url, process, _folder: folder };
        wait_for(port);
        Some(pooler)
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn nothing_is_left_on_connections_of_others() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let Some(pooler) = PgBouncer::start(&server) else { return };
    let options =
        StoreOptions { call_timeout: Duration::from_millis(300), is_sliding: true, ..StoreOptions::default() };
    let stores = [(); 2].map(|()| PostgresStore::new(&pooler.url, options).unwrap());
    assert_eq!(psql(&pooler.url, STATE), "|0|0");
    for number in 1..9 {
        let key = DedupKey::from_bytes([number; 16]);
        let Claim::Claimed { token, .. } = stores[0].claim(&key).unwrap() else { panic!() };
        assert!(matches!(stores[1].claim(&key).unwrap(), Claim::InFlight { .. }));
        assert_eq!(stores[1].renew(&token).unwrap(), Settled::Ok);
        assert_eq!(stores[0].release(&token, 0).unwrap(), Settled::Ok);
        let Claim::Claimed { token, .. } = stores[1].claim(&key).unwrap() else { panic!() };
        assert_eq!(stores[0].commit(&token).unwrap(), Settled::Ok);
        assert_eq!(stores[1].commit(&token).unwrap(), Settled::AlreadyDone);
        assert_eq!(stores[0].claim(&key).unwrap(), Claim::Done);
        assert_eq!(stores[1].forget(&key).unwrap(), Forgotten::Forgotten);
        stores[0].purge().unwrap();
        assert_eq!(psql(&pooler.url, STATE), "|0|0");
    }
    psql(&pooler.url, "SELECT pg_sleep(0.6)");
}

#[test]
fn calls_have_their_limit() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let Some(pooler) = PgBouncer::start(&server) else { return };
    let options = StoreOptions { call_timeout: Duration::from_millis(300), ..StoreOptions::default() };
    let [store, patient] = [options, StoreOptions::default()].map(|o| PostgresStore::new(&pooler.url, o).unwrap());
    let Claim::Claimed { token, .. } = patient.claim(&DedupKey::from_bytes([1; 16])).unwrap() else { panic!() };
    std::thread::scope(|scope| {
        scope.spawn(|| server.sql("BEGIN; SELECT 1 FROM hookseal_dedup FOR UPDATE; SELECT pg_sleep(4); COMMIT"));
        server.until_one_waits("wait_event = 'PgSleep'");
        let refused = [(); 3].map(|()| {
            let start = Instant::now();
            let refused = store.commit(&token).unwrap_err();
            assert_eq!(refused.error(), Error::StoreUnavailable);
            assert!(start.elapsed() < Duration::from_millis(2500));
            refused
        });
        // The server's own words: it has ended the statement. Of one, where the machine stands still, our waiting may end first.
        assert!(refused.iter().any(|refused| refused.detail().contains("SQLSTATE 5")), "{refused:?}");
        assert_eq!(psql(&pooler.url, STATE), "|0|0", "nor after a failure");
    });
    assert_eq!(patient.commit(&token).unwrap(), Settled::Ok, "it was not committed unknown to us");
}
