//! What the child processes do.

use std::io::{Write as _, stdin, stdout};
use std::path::{Path, PathBuf};

use hookseal_core::dedup::Claim;
use hookseal_host::{FileWindow, FileWindowOptions, resize};

use super::support::{NOW, SMALL, answered, claimed, event};

fn say(line: &str) {
    let mut out = stdout().lock();
    out.write_all(format!("@{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn wait() {
    say("ready");
    stdin().read_line(&mut String::new()).unwrap();
}

/// Not a test: the way into a child process.
#[test]
fn role() {
    let Some(role) = std::env::var_os("HOOKSEAL_ROLE") else { return };
    let path = PathBuf::from(std::env::var_os("HOOKSEAL_PATH").unwrap());
    let argument = std::env::var("HOOKSEAL_ARGUMENT").unwrap();
    println!();
    match role.to_str().unwrap() {
        "open" => open(&path, &argument),
        "claim" => claim(&path, argument.parse().unwrap()),
        "write" => write(&path, argument.parse().unwrap()),
        "fork" => fork(&path),
        "resize" => resizes(&path),
        "umask" => umask(&path, &argument),
        "limit" => limit(&path, argument.parse().unwrap()),
        other => panic!("{other}"),
    }
}

/// Opens and says how that went, and gives a token.
fn open(path: &Path, argument: &str) {
    wait();
    match FileWindow::open(path, SMALL, NOW) {
        Ok(window) => say(&format!("token {}", claimed(&window, argument.parse().unwrap()))),
        Err(error) => say(&format!("error {error}")),
    }
}

fn umask(path: &Path, argument: &str) {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(u32::from_str_radix(argument, 8).unwrap()));
    drop(FileWindow::open(path, SMALL, NOW).unwrap());
    say("open");
}

/// Opens where files may be of so many bytes, and says how that went.
fn limit(path: &Path, bytes: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    setrlimit(Resource::Fsize, Rlimit { current: Some(bytes), maximum: None }).unwrap();
    say(&FileWindow::open(path, SMALL, NOW).map_or_else(|error| format!("error {error}"), |_| "open".to_owned()));
}

/// Claims and commits all of the events, and says which ones it got.
fn claim(path: &Path, events: u64) {
    let window = FileWindow::open(path, FileWindowOptions::default(), NOW).unwrap();
    wait();
    let mut won = String::from("won");
    for number in 0..events {
        match answered(|| window.claim(&event(number), NOW)) {
            Ok(Claim::Claimed { token, .. }) => {
                _ = answered(|| window.commit(&token, NOW)).unwrap();
                won += &format!(" {number}");
            }
            Ok(Claim::Done | Claim::InFlight { .. }) => {}
            other => panic!("{number}: {other:?}"),
        }
    }
    say(&won);
}

/// Claims one event after another and settles it, saying so after each call, until it is killed.
fn write(path: &Path, first: u64) {
    let window = FileWindow::open(path, FileWindowOptions::default(), NOW).unwrap();
    for number in first.. {
        let token = claimed(&window, number);
        say(&format!("claimed {number}"));
        match number % 4 {
            0 => {
                _ = answered(|| window.bury(&token, NOW)).unwrap();
                say(&format!("dead {number}"));
            }
            1 => {
                _ = answered(|| window.release(&token, NOW, 300)).unwrap();
                say(&format!("released {number}"));
            }
            _ => {
                _ = answered(|| window.commit(&token, NOW)).unwrap();
                say(&format!("done {number}"));
            }
        }
    }
}

/// Opens, forks a child that does nothing, and then makes call after call without a pause.
fn fork(path: &Path) {
    let window = FileWindow::open(path, FileWindowOptions::default(), NOW).unwrap();
    // SAFETY: the child makes system calls only.
    let child = unsafe { libc::fork() };
    if child == 0 {
        for pipe in 0..3 {
            // SAFETY: whoever reads from this process must see that it ends; the child writes nothing.
            unsafe { libc::close(pipe) };
        }
        loop {
            // SAFETY: no arguments to get wrong.
            unsafe { libc::pause() };
        }
    }
    say(&format!("child {child}"));
    for number in (0..1000).cycle() {
        _ = window.claim(&event(number), NOW).unwrap();
    }
}

/// Resizes up and down until it is killed.
fn resizes(path: &Path) {
    say("ready");
    for capacity in [1 << 16, 1 << 17].into_iter().cycle() {
        resize(path, &FileWindowOptions { capacity: Some(capacity), ..FileWindowOptions::default() }, NOW).unwrap();
    }
}
