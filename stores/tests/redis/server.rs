//! A Redis server of a test's own.

use std::process::{Child, Command, Stdio};

pub use hookseal_stores::RedisStore as Store;
use hookseal_stores::StoreOptions;
use tempfile::TempDir;

use crate::support::{free_port, is_there, wait_for};

pub struct Redis {
    port: u16,
    folder: TempDir,
    settings: Vec<String>,
    process: Child,
}

impl Redis {
    /// A server with these settings beside its own; none where it is not installed and cannot be.
    pub fn start(settings: &[&str]) -> Option<Self> {
        if !is_there("redis-server", &["redis-server"]) {
            eprintln!("SKIPPED: no redis-server");
            return None;
        }
        let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let process = spawn(port, &folder, &settings);
        wait_for(port);
        Some(Self { port, folder, settings, process })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    pub fn store(&self, options: StoreOptions) -> Store {
        Store::new(&self.url(), options).unwrap()
    }

    /// Runs a command with the server's own client.
    pub fn cli(&self, arguments: &[&str]) -> String {
        let output = Command::new("redis-cli").args(["-p", &self.port.to_string()]).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn restart(&mut self) {
        self.process = spawn(self.port, &self.folder, &self.settings);
        wait_for(self.port);
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(port: u16, folder: &TempDir, settings: &[String]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--dir"])
        .arg(folder.path())
        .args(settings)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}
