//! Random calls, each answer compared with the model's. `HOOKSEAL_SOAK=1`: a million on each window.

use hookseal_core::dedup::WindowConfig;
use hookseal_host::{FileWindow, FileWindowOptions, Window};
use proptest::prelude::*;

use crate::engine::Counting;
use crate::engines::{InFile, InMemory, fresh};
use crate::model::{Call, Model};
use crate::strategies::{Clock, script, settings};

const START: u64 = 1_800_000_000;
const CAPACITY: usize = 1024;

fn cases() -> ProptestConfig {
    let is_soak = std::env::var_os("HOOKSEAL_SOAK").is_some();
    ProptestConfig { cases: if is_soak { 8500 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() }
}

fn play(config: WindowConfig, engine: &mut impl Counting, script: &[(Clock, Call)]) {
    let mut model = Model::new(config, (usize::MAX, usize::MAX));
    let mut now = START;
    for (clock, call) in script {
        now = match clock {
            Clock::On(seconds) => now + seconds,
            Clock::Back(seconds) => now - seconds,
        };
        model.check(engine, *call, now);
    }
    model.check_occupancy(engine, now);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn in_memory(config in settings(), script in script(6)) {
        play(config, &mut InMemory(Window::new(CAPACITY, &config).unwrap()), &script);
    }

    #[test]
    fn in_a_file(config in settings(), script in script(6)) {
        let WindowConfig { ttl, lease, is_sliding, max_attempts, full, epoch: _ } = config;
        let options = FileWindowOptions {
            capacity: Some(CAPACITY),
            ttl: Some(ttl),
            lease: Some(lease),
            is_sliding: Some(is_sliding),
            max_attempts,
            full,
            is_durable: false,
        };
        let window = FileWindow::open(&fresh("random"), options, START).unwrap();
        play(config, &mut InFile(window, START), &script);
    }
}
