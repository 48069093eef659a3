//! Prints the promised ratios as a Markdown table. With `--check` it fails where one is missed.

#![allow(clippy::expect_used, reason = "a benchmark that cannot start should stop")]

use std::process::ExitCode;

use hookseal_bench::{
    Contender, Delivery, GITHUB_SECRET, Measured, STANDARD_WEBHOOKS_SECRET, STRIPE_SECRET, interleave, ours, peers,
};
use hookseal_core::DedupBy;
use webhook_verify::Provider;

const ROUNDS: usize = 401;
/// What a Stripe event may take with claim and commit, as a multiple of a bare HMAC of it.
const STRIPE_WHOLE: f64 = 2.2;

/// What is promised.
#[derive(Clone, Copy)]
enum Target {
    /// Our time, as a multiple of the peer's.
    AtMost(f64),
    /// Our speed, as a multiple of the peer's.
    AtLeast(f64),
    /// Nothing, but good to know: our time, as a multiple of the peer's.
    None,
}

struct Row {
    what: &'static str,
    ours: Contender,
    peer: Contender,
    target: Target,
}

impl Row {
    /// Measures and prints the row. Gives what it measured, and whether the target is met.
    fn print(mut self) -> (Measured, bool) {
        let measured = interleave(&mut self.ours, &mut self.peer, ROUNDS);
        let ratio = measured.ratio;
        let (shown, target, is_met) = match self.target {
            Target::AtMost(limit) => (format!("{ratio:.3} ×"), format!("≤ {limit:.2} ×"), ratio <= limit),
            Target::AtLeast(limit) => {
                let speed = 1.0 / ratio;
                (format!("{speed:.2} × as fast"), format!("≥ {limit:.2} × as fast"), speed >= limit)
            }
            Target::None => (format!("{ratio:.3} ×"), String::new(), true),
        };
        let met = match self.target {
            Target::None => "",
            Target::AtMost(_) | Target::AtLeast(_) if is_met => "yes",
            Target::AtMost(_) | Target::AtLeast(_) => "**no**",
        };
        let (what, peer) = (self.what, self.peer.name);
        println!("| {what} | {:.0} | {peer} | {:.0} | {shown} | {target} | {met} |", measured.ours, measured.peer);
        (measured, is_met)
    }
}

fn main() -> ExitCode {
    let is_check = std::env::args().any(|argument| argument == "--check");
    println!("| verify | ours, ns | peer | peer, ns | ratio | target | met |");
    println!("|---|---:|---|---:|---:|---:|---|");
    let mut missed = github().into_iter().chain(digest()).chain(standard_webhooks()).filter_map(print_missed).count();
    let (stripe, is_met) = stripe().print();
    missed += usize::from(!is_met);
    for row in further() {
        row.print();
    }
    let left = STRIPE_WHOLE * stripe.peer - stripe.ours;
    println!("\nOf the Stripe event's {STRIPE_WHOLE} ×, {left:.0} ns are left for claim and commit.");
    println!("Medians of {ROUNDS} interleaved rounds; ratios are medians of the rounds' own ratios. {missed} missed.");
    if is_check && missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn print_missed(row: Row) -> Option<()> {
    let (_, is_met) = row.print();
    (!is_met).then_some(())
}

fn github() -> [Row; 6] {
    let ours = |delivery| ours::github(delivery, DedupBy::None);
    let (small, medium, large) = (Delivery::github(256), Delivery::github(1 << 10), Delivery::github(1 << 20));
    let row = |what, delivery, peer, target| Row { what, ours: ours(delivery), peer, target };
    let rival = peers::webhook_verify(&small, Provider::GitHub, GITHUB_SECRET);
    [
        row("GitHub, 256 B", &small, peers::bare(&small, GITHUB_SECRET), Target::AtMost(1.30)),
        row("GitHub, 1 KiB", &medium, peers::bare(&medium, GITHUB_SECRET), Target::AtMost(1.15)),
        row("GitHub, 1 MiB", &large, peers::bare(&large, GITHUB_SECRET), Target::AtMost(1.01)),
        row("GitHub, 256 B", &small, peers::ring(&small, GITHUB_SECRET), Target::AtMost(1.25)),
        row("GitHub, 256 B", &small, rival, Target::AtLeast(1.5)),
        row("GitHub, 1 MiB", &large, peers::openssl(&large, GITHUB_SECRET), Target::AtLeast(0.98)),
    ]
}

fn digest() -> [Row; 4] {
    let row = |what, size| {
        let delivery = Delivery::github(size);
        let (ours, peer) = (ours::github(&delivery, DedupBy::Digest), peers::bare_and_digest(&delivery, GITHUB_SECRET));
        Row { what, ours, peer, target: Target::AtMost(1.05) }
    };
    [
        row("GitHub with digest, 1 KiB", 1 << 10),
        row("GitHub with digest, 4 KiB", 4 << 10),
        row("GitHub with digest, 64 KiB", 64 << 10),
        row("GitHub with digest, 1 MiB", 1 << 20),
    ]
}

fn standard_webhooks() -> [Row; 1] {
    let delivery = Delivery::standard_webhooks(256);
    let (ours, peer) = (ours::standard_webhooks(&delivery), peers::standard_webhooks(&delivery));
    [Row { what: "Standard Webhooks, 256 B", ours, peer, target: Target::AtLeast(4.0) }]
}

fn stripe() -> Row {
    let delivery = Delivery::stripe();
    let (ours, peer) = (ours::stripe(&delivery), peers::bare(&delivery, STRIPE_SECRET));
    Row { what: "Stripe event with ID, type and version", ours, peer, target: Target::AtMost(STRIPE_WHOLE) }
}

/// What nothing is promised about.
fn further() -> [Row; 11] {
    let (small, large, event) = (Delivery::github(256), Delivery::github(1 << 20), Delivery::stripe());
    let (message, (secret, _)) = (Delivery::standard_webhooks(256), STANDARD_WEBHOOKS_SECRET);
    let one_shot = |delivery| ours::github(delivery, DedupBy::None);
    let row = |what, ours, peer| Row { what, ours, peer, target: Target::None };
    [
        row("Stripe event, signature only", ours::stripe_signature(&event), peers::bare(&event, STRIPE_SECRET)),
        row(
            "Stripe event with ID, type and version",
            ours::stripe(&event),
            peers::webhook_verify(&event, Provider::Stripe, STRIPE_SECRET),
        ),
        row(
            "Standard Webhooks, signature only, 256 B",
            ours::standard_webhooks_signature(&message),
            peers::standard_webhooks(&message),
        ),
        row(
            "Standard Webhooks, 256 B",
            ours::standard_webhooks(&message),
            peers::webhook_verify(&message, Provider::StandardWebhooks, secret),
        ),
        row("GitHub, 256 B", one_shot(&small), peers::aws_lc(&small, GITHUB_SECRET)),
        row("GitHub, 256 B", one_shot(&small), peers::openssl(&small, GITHUB_SECRET)),
        row("GitHub with 4 secrets, 256 B", ours::github_rotating(&small), one_shot(&small).named("1 secret")),
        row("GitHub with 4 secrets, 1 MiB", ours::github_rotating(&large), one_shot(&large).named("1 secret")),
        row("GitHub, streaming, 256 B", ours::github_streaming(&small), one_shot(&small).named("one call")),
        row("GitHub, streaming, 1 MiB", ours::github_streaming(&large), one_shot(&large).named("one call")),
        row(
            "GitHub with digest, 256 B",
            ours::github(&small, DedupBy::Digest),
            peers::bare_and_digest(&small, GITHUB_SECRET),
        ),
    ]
}
