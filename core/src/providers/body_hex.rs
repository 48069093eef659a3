//! Schemes that sign the body alone and write the tag in hex.

use super::{BASE, OWN, any_time, library, list, provider, single};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::{DedupBy, Scheme, SenderRetries, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;

/// This project's own, in hex: `X-Webhook-Signature: sha256=<hex>`.
pub const GENERIC_HEX: Scheme<'static> = Scheme {
    name: "generic-hex",
    family: "generic-hex",
    signature: Some(single(&["X-Webhook-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    dedup: DedupBy::SignedId,
    source: OWN,
    ..BASE
};

/// Airtable.
pub const AIRTABLE: Scheme<'static> = Scheme {
    name: "airtable",
    family: "airtable",
    signature: Some(single(&["X-Airtable-Content-MAC"], "hmac-sha256=", Encoding::Hex)),
    key: KeyFormat::Base64,
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library("gtalarico/pyairtable pyairtable/models/webhook.py"),
    ..BASE
};

/// Asana.
pub const ASANA: Scheme<'static> = Scheme {
    name: "asana",
    family: "asana",
    signature: Some(single(&["X-Hook-Signature"], "", Encoding::Hex)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("Asana/devrel-examples javascript/webhooks-nodejs/index.js"),
    ..BASE
};

/// Ashby.
pub const ASHBY: Scheme<'static> = Scheme {
    name: "ashby",
    family: "ashby",
    signature: Some(single(&["Ashby-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("webhookActionId")),
    event_type: Some(Json("action")),
    dedup: DedupBy::SignedId,
    sender_retries: SenderRetries::Count(9),
    source: provider("developers.ashbyhq.com/docs/authenticating-webhooks, /docs/common-payload-data"),
    ..BASE
};

/// Bitbucket Cloud.
pub const BITBUCKET: Scheme<'static> = Scheme {
    name: "bitbucket",
    family: "bitbucket",
    signature: Some(single(&["X-Hub-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Request-UUID")),
    event_type: Some(Header("X-Event-Key")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::Count(2),
    source: library("hookdeck/webhook-skills skills/bitbucket-webhooks/references/overview.md"),
    ..BASE
};

/// Cal.com.
pub const CAL_COM: Scheme<'static> = Scheme {
    name: "cal-com",
    family: "cal-com",
    signature: Some(single(&["X-Cal-Signature-256"], "", Encoding::Hex)),
    event_type: Some(Json("triggerEvent")),
    version: Some(Header("X-Cal-Webhook-Version")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("calcom/cal.com packages/features/webhooks/lib/sendPayload.ts"),
    ..BASE
};

/// Chargify (Maxio).
pub const CHARGIFY: Scheme<'static> = Scheme {
    name: "chargify",
    family: "chargify",
    signature: Some(single(&["X-Chargify-Webhook-Signature-Hmac-Sha-256"], "", Encoding::Hex)),
    id: Some(Header("X-Chargify-Webhook-Id")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("webhook-co/webhook config.ts; @maxio-com/advanced-billing-sdk src/models/webhook.ts"),
    ..BASE
};

/// Checkout.com.
pub const CHECKOUT_COM: Scheme<'static> = Scheme {
    name: "checkout-com",
    family: "checkout-com",
    signature: Some(single(&["Cko-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    dedup: DedupBy::SignedId,
    sender_retries: SenderRetries::Count(8),
    source: provider("checkout.com/docs/developer-resources/event-notifications/receive-webhooks"),
    ..BASE
};

/// Checkr.
pub const CHECKR: Scheme<'static> = Scheme {
    name: "checkr",
    family: "checkr",
    signature: Some(single(&["X-Checkr-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    dedup: DedupBy::SignedId,
    source: library("webhook-co/webhook adapters/contributed-raw-body-hmac.test.ts (cites docs.checkr.com)"),
    ..BASE
};

/// CircleCI.
pub const CIRCLECI: Scheme<'static> = Scheme {
    name: "circleci",
    family: "circleci",
    signature: Some(list(&["circleci-signature"], b',', "v1=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    dedup: DedupBy::SignedId,
    source: provider("circleci/circleci-docs docs/guides/modules/integration/pages/outbound-webhooks.adoc"),
    ..BASE
};

/// ClickUp.
pub const CLICKUP: Scheme<'static> = Scheme {
    name: "clickup",
    family: "clickup",
    signature: Some(single(&["X-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("event")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("developer.clickup.com/docs/webhooksignature"),
    ..BASE
};

/// Coinbase Commerce.
pub const COINBASE_COMMERCE: Scheme<'static> = Scheme {
    name: "coinbase-commerce",
    family: "coinbase-commerce",
    signature: Some(single(&["X-CC-Webhook-Signature"], "", Encoding::Hex)),
    id: Some(Json("event.id")),
    event_type: Some(Json("event.type")),
    version: Some(Json("event.api_version")),
    dedup: DedupBy::SignedId,
    source: provider("docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security"),
    ..BASE
};

/// Cursor.
pub const CURSOR: Scheme<'static> = Scheme {
    name: "cursor",
    family: "cursor",
    signature: Some(single(&["X-Webhook-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Webhook-ID")),
    event_type: Some(Header("X-Webhook-Event")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("cursor.com/docs/cloud-agent/api/webhooks.md"),
    ..BASE
};

/// Doppler.
pub const DOPPLER: Scheme<'static> = Scheme {
    name: "doppler",
    family: "doppler",
    signature: Some(single(&["X-Doppler-Signature"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("type")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library("docs.doppler.com/docs/webhooks; webhook-co contributed-raw-body-hmac.test.ts"),
    ..BASE
};

/// Dropbox.
pub const DROPBOX: Scheme<'static> = Scheme {
    name: "dropbox",
    family: "dropbox",
    signature: Some(single(&["X-Dropbox-Signature"], "", Encoding::Hex)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library(
        "webhook-co/webhook config.ts; triggerdotdev/trigger.dev webhook-sources/catalog/research-notes-wave2.md",
    ),
    ..BASE
};

/// Dub.
pub const DUB: Scheme<'static> = Scheme {
    name: "dub",
    family: "dub",
    signature: Some(single(&["Dub-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("event")),
    dedup: DedupBy::SignedId,
    source: provider("dubinc/dub apps/web/lib/webhook/{qstash,signature,transform}.ts"),
    ..BASE
};

/// Dwolla.
pub const DWOLLA: Scheme<'static> = Scheme {
    name: "dwolla",
    family: "dwolla",
    signature: Some(single(&["X-Request-Signature-SHA-256"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("topic")),
    dedup: DedupBy::SignedId,
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..BASE
};

/// GitHub.
pub const GITHUB: Scheme<'static> = Scheme {
    name: "github",
    family: "github",
    signature: Some(single(&["X-Hub-Signature-256"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-GitHub-Delivery")),
    event_type: Some(Header("X-GitHub-Event")),
    sender_retries: SenderRetries::None,
    max_body: 25 << 20,
    source: provider("docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries"),
    ..BASE
};

/// GoCardless.
pub const GOCARDLESS: Scheme<'static> = Scheme {
    name: "gocardless",
    family: "gocardless",
    signature: Some(single(&["Webhook-Signature"], "", Encoding::Hex)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("gocardless/gocardless-nodejs src/webhooks.ts"),
    ..BASE
};

/// Atlassian Jira.
pub const JIRA: Scheme<'static> = Scheme {
    name: "jira",
    family: "jira",
    signature: Some(single(&["X-Hub-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Atlassian-Webhook-Identifier")),
    event_type: Some(Json("webhookEvent")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::Count(5),
    source: library(
        "developer.atlassian.com/cloud/jira/platform/webhooks; hookdeck/webhook-skills skills/jira-webhooks",
    ),
    ..BASE
};

/// LaunchDarkly.
pub const LAUNCHDARKLY: Scheme<'static> = Scheme {
    name: "launchdarkly",
    family: "launchdarkly",
    signature: Some(single(&["X-LD-Signature"], "", Encoding::Hex)),
    id: Some(Json("_id")),
    dedup: DedupBy::SignedId,
    source: provider("launchdarkly.com/docs/home/infrastructure/webhooks; launchdarkly.com/docs/api/webhooks"),
    ..BASE
};

/// Lemon Squeezy.
pub const LEMONSQUEEZY: Scheme<'static> = Scheme {
    name: "lemonsqueezy",
    family: "lemonsqueezy",
    signature: Some(single(&["X-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("meta.event_name")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::Count(3),
    source: provider("docs.lemonsqueezy.com/help/webhooks/webhook-requests"),
    ..BASE
};

/// Linear.
pub const LINEAR: Scheme<'static> = Scheme {
    name: "linear",
    family: "linear",
    signature: Some(single(&["Linear-Signature"], "", Encoding::Hex)),
    timestamp: Some(any_time(TimestampAt::Json("webhookTimestamp"), TimestampUnit::Milliseconds)),
    id: Some(Header("Linear-Delivery")),
    event_type: Some(Json("type")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::Count(3),
    source: provider("linear/linear packages/sdk/src/webhooks/client.ts; packages/sdk/src/schema.graphql"),
    ..BASE
};

/// Meta (`WhatsApp`, Messenger, Instagram).
pub const META: Scheme<'static> = Scheme {
    name: "meta",
    family: "meta",
    signature: Some(single(&["X-Hub-Signature-256"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("object")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library("developers.facebook.com/docs/graph-api/webhooks/getting-started via webhook-co meta.mdx"),
    ..BASE
};

/// Notion.
pub const NOTION: Scheme<'static> = Scheme {
    name: "notion",
    family: "notion",
    signature: Some(single(&["X-Notion-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    dedup: DedupBy::SignedId,
    sender_retries: SenderRetries::Count(8),
    source: provider("developers.notion.com/reference/webhooks-events-delivery"),
    ..BASE
};

/// npm.
pub const NPM: Scheme<'static> = Scheme {
    name: "npm",
    family: "npm",
    signature: Some(single(&["x-npm-signature"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("event")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("npm/npm-hook-receiver index.js"),
    ..BASE
};

/// Nylas.
pub const NYLAS: Scheme<'static> = Scheme {
    name: "nylas",
    family: "nylas",
    signature: Some(single(&["X-Nylas-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    dedup: DedupBy::SignedId,
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..BASE
};

/// PagerDuty v3.
pub const PAGERDUTY: Scheme<'static> = Scheme {
    name: "pagerduty",
    family: "pagerduty",
    signature: Some(list(&["X-PagerDuty-Signature"], b',', "v1=", Encoding::Hex)),
    id: Some(Json("event.id")),
    event_type: Some(Json("event.event_type")),
    dedup: DedupBy::SignedId,
    source: library("webhook-co/webhook config.ts; hookdeck/webhook-skills skills/pagerduty-webhooks"),
    ..BASE
};

/// Pusher.
pub const PUSHER: Scheme<'static> = Scheme {
    name: "pusher",
    family: "pusher",
    signature: Some(single(&["X-Pusher-Signature"], "", Encoding::Hex)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("pusher/pusher-http-node lib/webhook.js; pusher.com/docs/webhooks"),
    ..BASE
};

/// Razorpay.
pub const RAZORPAY: Scheme<'static> = Scheme {
    name: "razorpay",
    family: "razorpay",
    signature: Some(single(&["X-Razorpay-Signature"], "", Encoding::Hex)),
    id: Some(Header("X-Razorpay-Event-Id")),
    event_type: Some(Json("event")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("razorpay.com/docs/webhooks/best-practices; razorpay-node dist/utils/razorpay-utils.js"),
    ..BASE
};

/// Sendbird.
pub const SENDBIRD: Scheme<'static> = Scheme {
    name: "sendbird",
    family: "sendbird",
    signature: Some(single(&["X-Sendbird-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("category")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library("webhook-co/webhook adapters/contributed-raw-body-hmac.test.ts (cites sendbird.com docs)"),
    ..BASE
};

/// Sentry.
pub const SENTRY: Scheme<'static> = Scheme {
    name: "sentry",
    family: "sentry",
    signature: Some(single(&["Sentry-Hook-Signature"], "", Encoding::Hex)),
    id: Some(Header("Request-ID")),
    event_type: Some(Header("Sentry-Hook-Resource")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::None,
    source: provider("getsentry/sentry src/sentry/sentry_apps/api/serializers/app_platform_event.py"),
    ..BASE
};

/// Squarespace.
pub const SQUARESPACE: Scheme<'static> = Scheme {
    name: "squarespace",
    family: "squarespace",
    signature: Some(single(&["Squarespace-Signature"], "", Encoding::Hex)),
    key: KeyFormat::Hex,
    id: Some(Json("id")),
    event_type: Some(Json("topic")),
    dedup: DedupBy::SignedId,
    source: provider("developers.squarespace.com/webhooks/overview; webhook-co/webhook config.ts (hex key)"),
    ..BASE
};
