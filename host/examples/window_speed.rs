//! How fast the windows are on this machine: `cargo run --release -p hookseal-host --example window_speed [folder]`.

use std::path::Path;
use std::time::Instant;

use hookseal_core::DedupKey;
use hookseal_core::dedup::{Claim, WindowConfig};
use hookseal_host::{FileWindow, FileWindowOptions, HostError, Window, resize};

const NOW: u64 = 1_800_000_000;
const EVENTS: u32 = 500_000;

fn event(number: u32) -> DedupKey {
    let mut bytes = [0; 16];
    for (place, byte) in bytes.iter_mut().zip(number.to_le_bytes()) {
        *place = byte;
    }
    DedupKey::from_bytes(bytes)
}

fn timed(what: &str, events: u32, mut each: impl FnMut(u32) -> Result<(), HostError>) -> Result<(), HostError> {
    let start = Instant::now();
    for number in 0..events {
        each(number)?;
    }
    let one = start.elapsed().as_secs_f64() / f64::from(events);
    println!("{what}: {:.0} ns, {:.0} /s", one * 1e9, 1.0 / one);
    Ok(())
}

fn main() -> Result<(), HostError> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let path = Path::new(&folder).join("speed.window");
    let window = Window::new(1 << 20, &WindowConfig::default())?;
    timed("memory, claim + commit", EVENTS, |number| {
        if let Claim::Claimed { token, .. } = window.claim(&event(number), NOW)? {
            _ = window.commit(&token, NOW)?;
        }
        Ok(())
    })?;
    timed("memory, duplicate", EVENTS, |number| window.claim(&event(number), NOW).map(|_| ()))?;
    let file = FileWindow::open(&path, FileWindowOptions::default(), NOW)?;
    timed("file, claim + commit", EVENTS, |number| {
        if let Claim::Claimed { token, .. } = file.claim(&event(number), NOW)? {
            _ = file.commit(&token, NOW)?;
        }
        Ok(())
    })?;
    timed("file, duplicate", EVENTS, |number| file.claim(&event(number), NOW).map(|_| ()))?;
    let larger = FileWindowOptions { capacity: Some(1 << 21), ..FileWindowOptions::default() };
    timed("resize of 500,000 records", 1, |_| resize(&path, &larger, NOW).map(|_| ()))?;
    let durable = FileWindow::open(&path, FileWindowOptions { is_durable: true, ..FileWindowOptions::default() }, NOW)?;
    timed("durable file, claim + commit", 500, |number| {
        if let Claim::Claimed { token, .. } = durable.claim(&event(EVENTS + number), NOW)? {
            _ = durable.commit(&token, NOW)?;
        }
        Ok(())
    })?;
    std::fs::remove_file(&path).map_err(|error| HostError::io("remove", &path, &error))
}
