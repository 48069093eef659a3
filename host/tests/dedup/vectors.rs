//! The scripts of `tests/vectors/dedup.json`.

use hookseal_core::dedup::WindowConfig;
use hookseal_host::{FileWindow, FileWindowOptions, HostError, Window};

use crate::engines::{InFile, InMemory, fresh};
use crate::script::{Case, run, scripts};

/// Whether the window was made; if not, for the reason that the case gives.
fn is_made<T>(case: &Case, made: Result<T, HostError>) -> Option<T> {
    match (made, &case.config_error) {
        (Ok(window), None) => Some(window),
        (Err(error), Some(expected)) => {
            assert_eq!(error.error().name(), expected, "{}", case.name);
            None
        }
        (Ok(_), Some(expected)) => panic!("{}: made in spite of {expected}", case.name),
        (Err(error), None) => panic!("{}: {error}", case.name),
    }
}

#[test]
fn in_memory() {
    let scripts = scripts();
    for case in &scripts.cases {
        if let Some(window) = is_made(case, Window::new(case.config.capacity(), &case.config.window())) {
            run(case, &mut InMemory(window), scripts.start);
        }
    }
}

#[test]
fn in_a_file() {
    let scripts = scripts();
    let mut with_their_own_epoch = 0;
    for case in &scripts.cases {
        let WindowConfig { ttl, lease, is_sliding, max_attempts, full, epoch } = case.config.window();
        if epoch != 0 {
            // A file's epoch follows from when it is made.
            with_their_own_epoch += 1;
            continue;
        }
        let options = FileWindowOptions {
            capacity: Some(case.config.capacity()),
            ttl: Some(ttl),
            lease: Some(lease),
            is_sliding: Some(is_sliding),
            max_attempts,
            full,
            is_durable: false,
        };
        if let Some(window) = is_made(case, FileWindow::open(&fresh("script"), options, scripts.start)) {
            run(case, &mut InFile(window, scripts.start), scripts.start);
        }
    }
    assert_eq!(with_their_own_epoch, 1);
}
