//! A Postgres server of a test's own.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Instant;

pub use hookseal_stores::PostgresStore as Store;
use hookseal_stores::StoreOptions;
use hookseal_stores::statements::SCHEMA;
use tempfile::TempDir;

use crate::support::{free_port, is_there, kill, wait_for};

pub struct Postgres {
    pub port: u16,
    folder: TempDir,
    settings: String,
}

impl Postgres {
    /// A server with the table; none where it is not installed and cannot be.
    pub fn start(settings: &[&str]) -> Option<Self> {
        let server = Self::start_empty(settings)?;
        server.sql(SCHEMA);
        Some(server)
    }

    pub fn start_empty(settings: &[&str]) -> Option<Self> {
        if !is_there("/usr/lib/postgresql", &["postgresql"]) {
            eprintln!("SKIPPED: no Postgres");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let settings = settings.iter().map(|setting| format!(" -c {setting}")).collect();
        let server = Self { port: free_port(), folder, settings };
        let data = server.data();
        succeeded(&as_postgres(
            &bin("initdb"),
            &["-D", &data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"],
        ));
        server.run();
        Some(server)
    }

    /// Starts it, after a kill too.
    pub fn run(&self) {
        // No socket file: its lock would outlive a kill.
        let options =
            format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}", self.port, self.settings);
        let log = format!("{}/log", self.folder.path().display());
        let started = as_postgres(&bin("pg_ctl"), &["-w", "-D", &self.data(), "-l", &log, "-o", &options, "start"]);
        assert!(started.status.success(), "{}", fs::read_to_string(log).unwrap_or_default());
        wait_for(self.port);
    }

    pub fn url(&self) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/postgres", self.port)
    }

    pub fn store(&self, options: StoreOptions) -> Store {
        Store::new(&self.url(), options).unwrap()
    }

    /// Runs SQL with the server's own client, and gives what it prints.
    pub fn sql(&self, sql: &str) -> String {
        psql(&self.url(), sql)
    }

    /// Waits until a session waits for this: a kind of `pg_stat_activity`.
    pub fn until_one_waits(&self, wait: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        while self.sql(&format!("SELECT count(*) FROM pg_stat_activity WHERE {wait}")) == "0" {
            assert!(Instant::now() < end, "nobody waits: {wait}");
        }
    }

    /// From now on everybody but the administrator needs one.
    pub fn require_passwords(&self) {
        let rules = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
        fs::write(format!("{}/pg_hba.conf", self.data()), rules).unwrap();
        self.sql("SELECT pg_reload_conf()");
        std::thread::sleep(Duration::from_millis(300));
    }

    /// Ends all of its processes at once, and waits until none is left: a new server starts beside no old one.
    pub fn kill(&self) {
        let start = Instant::now();
        loop {
            let running = self.processes();
            if running.is_empty() {
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{running:?} do not die");
            for pid in running {
                let _ = kill(pid);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // Its process id may be somebody else's by now.
        let _ = fs::remove_file(format!("{}/postmaster.pid", self.data()));
    }

    /// All of them work in its folder.
    fn processes(&self) -> Vec<u32> {
        let data = PathBuf::from(self.data());
        let pids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        pids.filter(|pid: &u32| fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == data)).collect()
    }

    fn data(&self) -> String {
        format!("{}/data", self.folder.path().display())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The newest version's.
fn bin(program: &str) -> String {
    let mut versions: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").unwrap().map(|entry| entry.unwrap().path()).collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    format!("{}/bin/{program}", versions.last().unwrap().display())
}

/// Runs SQL on the server at `url`, and gives what the client prints.
pub fn psql(url: &str, sql: &str) -> String {
    let output = as_postgres(&bin("psql"), &["-d", url, "-v", "ON_ERROR_STOP=1", "-qAt", "-c", sql]);
    succeeded(&output);
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn as_postgres(program: &str, arguments: &[&str]) -> Output {
    command_as_postgres(program, arguments).output().unwrap()
}

/// Postgres runs as anybody but root, and so does its pooler.
pub fn command_as_postgres(program: &str, arguments: &[&str]) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", program]);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).current_dir("/");
    command
}

fn succeeded(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
