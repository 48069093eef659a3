//! What one would write by hand: it knows no owner, no lease and no attempts.

use tokio_postgres::NoTls;
use tokio_postgres::types::Type;

use crate::Keys;
use crate::pairs::Side;
use crate::postgres::Postgres;
use crate::redis_server::Redis;

const LIFETIME: u32 = 345_600;

pub fn redis(server: &Redis, prefix: &'static str, then_commit: bool) -> Side<'static> {
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let mut keys = Keys::default();
    Box::new(move || {
        let name = format!("{prefix}:{}", keys.next().unwrap());
        let mut set = redis::cmd("SET");
        set.arg(&name).arg("claimed").arg("NX").arg("PX").arg(u64::from(LIFETIME) * 1000);
        set.query::<()>(&mut connection).unwrap();
        if then_commit {
            redis::cmd("SET").arg(&name).arg("done").arg("XX").arg("KEEPTTL").query::<()>(&mut connection).unwrap();
        }
    })
}

pub fn postgres(server: &Postgres, first: u8, then_commit: bool) -> Side<'static> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (client, connection) = runtime.block_on(tokio_postgres::connect(&server.url(), NoTls)).unwrap();
    runtime.spawn(connection);
    let mut keys = Keys::default();
    let claim = format!(
        "INSERT INTO peer VALUES ($1, false, now() + {LIFETIME} * interval '1 second') ON CONFLICT (name) DO NOTHING"
    );
    Box::new(move || {
        let mut name = keys.next().unwrap().as_bytes().to_vec();
        name.push(first);
        let run = |statement: &str| {
            _ = runtime.block_on(client.query_typed(statement, &[(&name, Type::BYTEA)])).unwrap();
        };
        run(&claim);
        if then_commit {
            run("UPDATE peer SET done = true WHERE name = $1");
        }
    })
}
