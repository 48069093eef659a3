//! Servers that tests start for themselves, on ports of their own, and stop again whatever happens.

use core::net::Ipv4Addr;
use core::sync::atomic::{AtomicU16, Ordering};
use core::time::Duration;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Whether `file` is there, after an attempt to install it; where it is not, the caller must skip. Under `CI=true` that
/// fails.
pub fn is_there(file: &str, packages: &[&str]) -> bool {
    let need = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/need");
    let status = Command::new(need).arg(file).args(packages).status().unwrap();
    assert!(status.success() || status.code() == Some(1), "{file} is missing, and CI skips nothing");
    status.success()
}

/// A port that nobody listens on just now, below those that systems give to clients: while its server is down, one of
/// them could take it. A cluster's node takes the one 10,000 above as well.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    let ports = core::iter::repeat_with(|| 12_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000);
    ports.take(10_000).find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).unwrap()
}

/// Waits until something listens.
pub fn wait_for(port: u16) {
    let start = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(start.elapsed() < Duration::from_secs(20), "no server on port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Ends a process at once.
pub fn kill(pid: u32) -> io::Result<()> {
    let status = Command::new("kill").args(["-9", &pid.to_string()]).output()?.status;
    if status.success() { Ok(()) } else { Err(io::Error::other("no such process")) }
}
