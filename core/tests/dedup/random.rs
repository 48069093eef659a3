//! Over a million random calls, each answer compared with the model's.

use hookseal_core::dedup::{Bucket, DedupWindow, FullPolicy, Header};
use proptest::prelude::*;

use crate::model::Model;
use crate::strategies::{Clock, call, script, settings, steady_script};

const START: u64 = 1_800_000_000;

proptest! {
    // Half a script's greatest length on average: 1.1 million calls in all.
    #![proptest_config(ProptestConfig { cases: 4500, failure_persistence: None, ..ProptestConfig::default() })]

    /// With room for all, whatever the clock does.
    #[test]
    fn a_roomy_window_answers_as_the_model(config in settings(), script in script(6)) {
        let (header, buckets) = (Header::new(), [const { Bucket::new() }; 64]);
        let mut window = DedupWindow::create(&header, &buckets, &config, [3; 16]).unwrap();
        let mut model = Model::new(config, (usize::MAX, usize::MAX));
        let mut now = START;
        for (clock, call) in script {
            now = match clock {
                Clock::On(seconds) => now + seconds,
                Clock::Back(seconds) => now - seconds,
            };
            model.check(&mut window, call, now);
        }
        model.check_occupancy(&mut window, now);
    }

    /// Where room runs out: a single bucket takes 16 events and no more, and two or three never refuse below 32.
    #[test]
    fn a_full_window_answers_as_the_model(
        config in settings(),
        is_unguarded in any::<bool>(),
        count in 1..=3_usize,
        script in steady_script(60),
        claims in proptest::collection::vec(call(60), 0..40),
    ) {
        let full = if is_unguarded { FullPolicy::Unguarded } else { FullPolicy::Refuse };
        let config = hookseal_core::dedup::WindowConfig { full, ..config };
        let (header, buckets) = (Header::new(), [const { Bucket::new() }; 3]);
        let mut window = DedupWindow::create(&header, &buckets[..count], &config, [3; 16]).unwrap();
        let room = if count == 1 { (16, 16) } else { (32, 16 * count) };
        let mut model = Model::new(config, room);
        for call in claims {
            model.check(&mut window, call, START);
        }
        let mut now = START;
        for (step, call) in script {
            now += step;
            model.check(&mut window, call, now);
        }
        model.check_occupancy(&mut window, now);
    }
}
