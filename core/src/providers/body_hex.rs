//! Schemes that sign the body alone and write the tag in hex.

use super::{BODIES_REPEAT, BY_DIGEST, BY_ID, OWN, any_time, library, list, provider, single};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::{Scheme, SenderRetries, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;

/// This project's own, in hex: `X-Webhook-Signature: sha256=<hex>`.
pub const GENERIC_HEX: Scheme<'static> = Scheme {
    name: "generic-hex",
    family: "generic-hex",
    signature: Some(single(&["X-Webhook-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    source: OWN,
    ..BY_ID
};

/// Airtable.
pub const AIRTABLE: Scheme<'static> = Scheme {
    name: "airtable",
    family: "airtable",
    signature: Some(single(&["X-Airtable-Content-MAC"], "hmac-sha256=", Encoding::Hex)),
    key: KeyFormat::Base64,
    source: library("gtalarico/pyairtable pyairtable/models/webhook.py"),
    ..BODIES_REPEAT
};

/// Asana.
pub const ASANA: Scheme<'static> = Scheme {
    name: "asana",
    family: "asana",
    signature: Some(single(&["X-Hook-Signature"], "", Encoding::Hex)),
    source: provider("Asana/devrel-examples javascript/webhooks-nodejs/index.js"),
    ..BODIES_REPEAT
};

/// Ashby.
pub const ASHBY: Scheme<'static> = Scheme {
    name: "ashby",
    family: "ashby",
    signature: Some(single(&["Ashby-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("webhookActionId")),
    event_type: Some(Json("action")),
    sender_retries: SenderRetries::Count(9),
    source: provider("developers.ashbyhq.com/docs/authenticating-webhooks, /docs/common-payload-data"),
    ..BY_ID
};

/// Bitbucket Cloud.
pub const BITBUCKET: Scheme<'static> = Scheme {
    name: "bitbucket",
    family: "bitbucket",
    signature: Some(single(&["X-Hub-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Request-UUID")),
    event_type: Some(Header("X-Event-Key")),
    sender_retries: SenderRetries::Count(2),
    source: library("hookdeck/webhook-skills skills/bitbucket-webhooks/references/overview.md"),
    ..BODIES_REPEAT
};

/// Cal.com.
pub const CAL_COM: Scheme<'static> = Scheme {
    name: "cal-com",
    family: "cal-com",
    signature: Some(single(&["X-Cal-Signature-256"], "", Encoding::Hex)),
    event_type: Some(Json("triggerEvent")),
    version: Some(Header("X-Cal-Webhook-Version")),
    source: provider("calcom/cal.com packages/features/webhooks/lib/sendPayload.ts"),
    ..BODIES_REPEAT
};

/// Chargify (Maxio).
pub const CHARGIFY: Scheme<'static> = Scheme {
    name: "chargify",
    family: "chargify",
    signature: Some(single(&["X-Chargify-Webhook-Signature-Hmac-Sha-256"], "", Encoding::Hex)),
    id: Some(Header("X-Chargify-Webhook-Id")),
    source: provider("webhook-co/webhook config.ts; @maxio-com/advanced-billing-sdk src/models/webhook.ts"),
    ..BODIES_REPEAT
};

/// Checkout.com.
pub const CHECKOUT_COM: Scheme<'static> = Scheme {
    name: "checkout-com",
    family: "checkout-com",
    signature: Some(single(&["Cko-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    sender_retries: SenderRetries::Count(8),
    source: provider("checkout.com/docs/developer-resources/event-notifications/receive-webhooks"),
    ..BY_ID
};

/// Checkr.
pub const CHECKR: Scheme<'static> = Scheme {
    name: "checkr",
    family: "checkr",
    signature: Some(single(&["X-Checkr-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    source: library("webhook-co/webhook adapters/contributed-raw-body-hmac.test.ts (cites docs.checkr.com)"),
    ..BY_ID
};

/// CircleCI.
pub const CIRCLECI: Scheme<'static> = Scheme {
    name: "circleci",
    family: "circleci",
    signature: Some(list(&["circleci-signature"], b',', "v1=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    source: provider("circleci/circleci-docs docs/guides/modules/integration/pages/outbound-webhooks.adoc"),
    ..BY_ID
};

/// ClickUp.
pub const CLICKUP: Scheme<'static> = Scheme {
    name: "clickup",
    family: "clickup",
    signature: Some(single(&["X-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("event")),
    source: provider("developer.clickup.com/docs/webhooksignature"),
    ..BODIES_REPEAT
};

/// Coinbase Commerce.
pub const COINBASE_COMMERCE: Scheme<'static> = Scheme {
    name: "coinbase-commerce",
    family: "coinbase-commerce",
    signature: Some(single(&["X-CC-Webhook-Signature"], "", Encoding::Hex)),
    id: Some(Json("event.id")),
    event_type: Some(Json("event.type")),
    version: Some(Json("event.api_version")),
    source: provider("docs.cdp.coinbase.com/commerce/api-arcitecture/webhooks-security"),
    ..BY_ID
};

/// Cursor.
pub const CURSOR: Scheme<'static> = Scheme {
    name: "cursor",
    family: "cursor",
    signature: Some(single(&["X-Webhook-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Webhook-ID")),
    event_type: Some(Header("X-Webhook-Event")),
    source: provider("cursor.com/docs/cloud-agent/api/webhooks.md"),
    ..BODIES_REPEAT
};

/// Doppler.
pub const DOPPLER: Scheme<'static> = Scheme {
    name: "doppler",
    family: "doppler",
    signature: Some(single(&["X-Doppler-Signature"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("type")),
    source: library("docs.doppler.com/docs/webhooks; webhook-co contributed-raw-body-hmac.test.ts"),
    ..BODIES_REPEAT
};

/// Dropbox.
pub const DROPBOX: Scheme<'static> = Scheme {
    name: "dropbox",
    family: "dropbox",
    signature: Some(single(&["X-Dropbox-Signature"], "", Encoding::Hex)),
    source: library(
        "webhook-co/webhook config.ts; triggerdotdev/trigger.dev webhook-sources/catalog/research-notes-wave2.md",
    ),
    ..BODIES_REPEAT
};

/// Dub.
pub const DUB: Scheme<'static> = Scheme {
    name: "dub",
    family: "dub",
    signature: Some(single(&["Dub-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("event")),
    source: provider("dubinc/dub apps/web/lib/webhook/{qstash,signature,transform}.ts"),
    ..BY_ID
};

/// Dwolla.
pub const DWOLLA: Scheme<'static> = Scheme {
    name: "dwolla",
    family: "dwolla",
    signature: Some(single(&["X-Request-Signature-SHA-256"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("topic")),
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..BY_ID
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
    ..BY_DIGEST
};

/// GoCardless.
pub const GOCARDLESS: Scheme<'static> = Scheme {
    name: "gocardless",
    family: "gocardless",
    signature: Some(single(&["Webhook-Signature"], "", Encoding::Hex)),
    source: provider("gocardless/gocardless-nodejs src/webhooks.ts"),
    ..BODIES_REPEAT
};

/// Atlassian Jira.
pub const JIRA: Scheme<'static> = Scheme {
    name: "jira",
    family: "jira",
    signature: Some(single(&["X-Hub-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Header("X-Atlassian-Webhook-Identifier")),
    event_type: Some(Json("webhookEvent")),
    sender_retries: SenderRetries::Count(5),
    source: library(
        "developer.atlassian.com/cloud/jira/platform/webhooks; hookdeck/webhook-skills skills/jira-webhooks",
    ),
    ..BODIES_REPEAT
};

/// LaunchDarkly.
pub const LAUNCHDARKLY: Scheme<'static> = Scheme {
    name: "launchdarkly",
    family: "launchdarkly",
    signature: Some(single(&["X-LD-Signature"], "", Encoding::Hex)),
    id: Some(Json("_id")),
    source: provider("launchdarkly.com/docs/home/infrastructure/webhooks; launchdarkly.com/docs/api/webhooks"),
    ..BY_ID
};

/// Lemon Squeezy.
pub const LEMONSQUEEZY: Scheme<'static> = Scheme {
    name: "lemonsqueezy",
    family: "lemonsqueezy",
    signature: Some(single(&["X-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("meta.event_name")),
    sender_retries: SenderRetries::Count(3),
    source: provider("docs.lemonsqueezy.com/help/webhooks/webhook-requests"),
    ..BODIES_REPEAT
};

/// Linear.
pub const LINEAR: Scheme<'static> = Scheme {
    name: "linear",
    family: "linear",
    signature: Some(single(&["Linear-Signature"], "", Encoding::Hex)),
    timestamp: Some(any_time(TimestampAt::Json("webhookTimestamp"), TimestampUnit::Milliseconds)),
    id: Some(Header("Linear-Delivery")),
    event_type: Some(Json("type")),
    sender_retries: SenderRetries::Count(3),
    source: provider("linear/linear packages/sdk/src/webhooks/client.ts; packages/sdk/src/schema.graphql"),
    ..BODIES_REPEAT
};

/// Meta (`WhatsApp`, Messenger, Instagram).
pub const META: Scheme<'static> = Scheme {
    name: "meta",
    family: "meta",
    signature: Some(single(&["X-Hub-Signature-256"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("object")),
    source: library("developers.facebook.com/docs/graph-api/webhooks/getting-started via webhook-co meta.mdx"),
    ..BODIES_REPEAT
};

/// Notion.
pub const NOTION: Scheme<'static> = Scheme {
    name: "notion",
    family: "notion",
    signature: Some(single(&["X-Notion-Signature"], "sha256=", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    sender_retries: SenderRetries::Count(8),
    source: provider("developers.notion.com/reference/webhooks-events-delivery"),
    ..BY_ID
};

/// npm.
pub const NPM: Scheme<'static> = Scheme {
    name: "npm",
    family: "npm",
    signature: Some(single(&["x-npm-signature"], "sha256=", Encoding::Hex)),
    event_type: Some(Json("event")),
    source: provider("npm/npm-hook-receiver index.js"),
    ..BODIES_REPEAT
};

/// Nylas.
pub const NYLAS: Scheme<'static> = Scheme {
    name: "nylas",
    family: "nylas",
    signature: Some(single(&["X-Nylas-Signature"], "", Encoding::Hex)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..BY_ID
};

/// PagerDuty v3.
pub const PAGERDUTY: Scheme<'static> = Scheme {
    name: "pagerduty",
    family: "pagerduty",
    signature: Some(list(&["X-PagerDuty-Signature"], b',', "v1=", Encoding::Hex)),
    id: Some(Json("event.id")),
    event_type: Some(Json("event.event_type")),
    source: library("webhook-co/webhook config.ts; hookdeck/webhook-skills skills/pagerduty-webhooks"),
    ..BY_ID
};

/// Pusher.
pub const PUSHER: Scheme<'static> = Scheme {
    name: "pusher",
    family: "pusher",
    signature: Some(single(&["X-Pusher-Signature"], "", Encoding::Hex)),
    source: provider("pusher/pusher-http-node lib/webhook.js; pusher.com/docs/webhooks"),
    ..BODIES_REPEAT
};

/// Razorpay.
pub const RAZORPAY: Scheme<'static> = Scheme {
    name: "razorpay",
    family: "razorpay",
    signature: Some(single(&["X-Razorpay-Signature"], "", Encoding::Hex)),
    id: Some(Header("X-Razorpay-Event-Id")),
    event_type: Some(Json("event")),
    source: provider("razorpay.com/docs/webhooks/best-practices; razorpay-node dist/utils/razorpay-utils.js"),
    ..BODIES_REPEAT
};

/// Sendbird.
pub const SENDBIRD: Scheme<'static> = Scheme {
    name: "sendbird",
    family: "sendbird",
    signature: Some(single(&["X-Sendbird-Signature"], "", Encoding::Hex)),
    event_type: Some(Json("category")),
    source: library("webhook-co/webhook adapters/contributed-raw-body-hmac.test.ts (cites sendbird.com docs)"),
    ..BODIES_REPEAT
};

/// Sentry.
pub const SENTRY: Scheme<'static> = Scheme {
    name: "sentry",
    family: "sentry",
    signature: Some(single(&["Sentry-Hook-Signature"], "", Encoding::Hex)),
    id: Some(Header("Request-ID")),
    event_type: Some(Header("Sentry-Hook-Resource")),
    sender_retries: SenderRetries::None,
    source: provider("getsentry/sentry src/sentry/sentry_apps/api/serializers/app_platform_event.py"),
    ..BODIES_REPEAT
};

/// Squarespace.
pub const SQUARESPACE: Scheme<'static> = Scheme {
    name: "squarespace",
    family: "squarespace",
    signature: Some(single(&["Squarespace-Signature"], "", Encoding::Hex)),
    key: KeyFormat::Hex,
    id: Some(Json("id")),
    event_type: Some(Json("topic")),
    source: provider("developers.squarespace.com/webhooks/overview; webhook-co/webhook config.ts (hex key)"),
    ..BY_ID
};
