//! Every contender at every size, with Criterion's history.

#![allow(missing_docs, reason = "Criterion's macros write functions without")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use hookseal_bench::{Contender, Delivery, GITHUB_SECRET, SIZES, STANDARD_WEBHOOKS_SECRET, STRIPE_SECRET, ours, peers};
use hookseal_core::DedupBy;
use webhook_verify::Provider;

fn github(criterion: &mut Criterion) {
    for size in SIZES {
        let delivery = Delivery::github(size);
        let contenders = [
            ours::github(&delivery, DedupBy::None),
            peers::bare(&delivery, GITHUB_SECRET),
            peers::ring(&delivery, GITHUB_SECRET),
            peers::aws_lc(&delivery, GITHUB_SECRET),
            peers::openssl(&delivery, GITHUB_SECRET),
            peers::webhook_verify(&delivery, Provider::GitHub, GITHUB_SECRET),
        ];
        measure(criterion, "github", &delivery, contenders);
    }
}

fn github_otherwise(criterion: &mut Criterion) {
    for size in SIZES {
        let delivery = Delivery::github(size);
        let digest = [ours::github(&delivery, DedupBy::Digest), peers::bare_and_digest(&delivery, GITHUB_SECRET)];
        measure(criterion, "github, digest", &delivery, digest);
        measure(criterion, "github, 4 secrets", &delivery, [ours::github_rotating(&delivery)]);
        measure(criterion, "github, streaming", &delivery, [ours::github_streaming(&delivery)]);
    }
}

fn standard_webhooks(criterion: &mut Criterion) {
    let (secret, _) = STANDARD_WEBHOOKS_SECRET;
    for size in SIZES {
        let delivery = Delivery::standard_webhooks(size);
        let contenders = [
            ours::standard_webhooks(&delivery),
            peers::standard_webhooks(&delivery),
            peers::webhook_verify(&delivery, Provider::StandardWebhooks, secret),
        ];
        measure(criterion, "standard-webhooks", &delivery, contenders);
    }
}

fn stripe(criterion: &mut Criterion) {
    let delivery = Delivery::stripe();
    let contenders = [
        ours::stripe(&delivery),
        peers::bare(&delivery, STRIPE_SECRET),
        peers::webhook_verify(&delivery, Provider::Stripe, STRIPE_SECRET),
    ];
    measure(criterion, "stripe", &delivery, contenders);
    measure(criterion, "stripe, signature only", &delivery, [ours::stripe_signature(&delivery)]);
}

fn measure<const N: usize>(criterion: &mut Criterion, group: &str, delivery: &Delivery, contenders: [Contender; N]) {
    let size = delivery.body.len();
    let mut group = criterion.benchmark_group(group);
    group.throughput(u64::try_from(size).map_or(Throughput::Elements(1), Throughput::Bytes));
    for mut contender in contenders {
        let id = BenchmarkId::new(contender.name, size);
        group.bench_function(id, |bencher| bencher.iter_custom(|times| contender.run(times)));
    }
    group.finish();
}

criterion_group!(benches, github, github_otherwise, standard_webhooks, stripe);
criterion_main!(benches);
