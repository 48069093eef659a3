//! Schemes whose signature header is a list that holds the timestamp as well.

use super::{BODIES_REPEAT, BY_ID, any_time, fresh, library, list, provider, since_first_attempt};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::Part::{Body, Literal, Timestamp};
use crate::scheme::{Scheme, SenderRetries, TimestampAt, TimestampUnit};

/// Buildkite.
pub const BUILDKITE: Scheme<'static> = Scheme {
    name: "buildkite",
    family: "buildkite",
    signature: Some(list(&["X-Buildkite-Signature"], b',', "signature=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("timestamp="), TimestampUnit::Seconds)),
    event_type: Some(Json("event")),
    source: provider("buildkite/docs pages/apis/webhooks/_webhook_signature.md, _verifying_hmac_signatures.md"),
    ..BODIES_REPEAT
};

/// Calendly.
pub const CALENDLY: Scheme<'static> = Scheme {
    name: "calendly",
    family: "calendly",
    signature: Some(list(&["Calendly-Webhook-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    event_type: Some(Json("event")),
    source: provider("developer.calendly.com/api-docs/overview/webhooks/webhook-signatures"),
    ..BODIES_REPEAT
};

/// Convoy with advanced signatures.
pub const CONVOY: Scheme<'static> = Scheme {
    name: "convoy",
    family: "convoy",
    signature: Some(list(&["X-Convoy-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal(","), Body],
    timestamp: Some(fresh(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    id: Some(Header("X-Convoy-Event-ID")),
    source: provider("frain-dev/convoy pkg/signature/signature.go; worker/task/process_retry_event_delivery.go"),
    ..BODIES_REPEAT
};

/// ElevenLabs.
pub const ELEVENLABS: Scheme<'static> = Scheme {
    name: "elevenlabs",
    family: "elevenlabs",
    signature: Some(list(&["ElevenLabs-Signature"], b',', "v0=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    event_type: Some(Json("type")),
    source: provider(
        "elevenlabs/elevenlabs-js src/wrapper/webhooks.ts; elevenlabs-docs fern/snippets/webhook-hmac-authentication.mdx",
    ),
    ..BODIES_REPEAT
};

/// Mux.
pub const MUX: Scheme<'static> = Scheme {
    name: "mux",
    family: "mux",
    signature: Some(list(&["Mux-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    source: provider(
        "muxinc/mux-node-sdk src/resources/webhooks/webhooks.ts; mux.com/docs/core/verify-webhook-signatures",
    ),
    ..BY_ID
};

/// Paddle.
pub const PADDLE: Scheme<'static> = Scheme {
    name: "paddle",
    family: "paddle",
    signature: Some(list(&["Paddle-Signature"], b';', "h1=", Encoding::Hex)),
    parts: &[Timestamp, Literal(":"), Body],
    timestamp: Some(fresh(TimestampAt::Entry("ts="), TimestampUnit::Seconds)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event_type")),
    version: Some(Header("paddle-version")),
    sender_retries: SenderRetries::Count(60),
    source: provider("PaddleHQ/paddle-node-sdk src/notifications/helpers/webhooks-validator.ts"),
    ..BY_ID
};

/// Persona.
pub const PERSONA: Scheme<'static> = Scheme {
    name: "persona",
    family: "persona",
    signature: Some(list(&["Persona-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    id: Some(Json("data.id")),
    event_type: Some(Json("data.attributes.name")),
    sender_retries: SenderRetries::Count(8),
    source: provider("docs.withpersona.com/v2022-09-01/docs/best-practices; docs.withpersona.com/2026-09-29/webhooks"),
    ..BY_ID
};

/// Sanity.
pub const SANITY: Scheme<'static> = Scheme {
    name: "sanity",
    family: "sanity",
    signature: Some(list(&["sanity-webhook-signature"], b',', "v1=", Encoding::Base64Url)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(any_time(TimestampAt::Entry("t="), TimestampUnit::Milliseconds)),
    id: Some(Header("idempotency-key")),
    sender_retries: SenderRetries::Count(2),
    source: provider("sanity-io/webhook-toolkit src/signature.ts"),
    ..BODIES_REPEAT
};

/// Shippo.
pub const SHIPPO: Scheme<'static> = Scheme {
    name: "shippo",
    family: "shippo",
    signature: Some(list(&["Shippo-Auth-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    event_type: Some(Json("event")),
    source: library("webhook-co/webhook config.ts; docs.goshippo.com/tracking/webhook-security (HMAC section)"),
    ..BODIES_REPEAT
};

/// Stripe.
pub const STRIPE: Scheme<'static> = Scheme {
    name: "stripe",
    family: "stripe",
    signature: Some(list(&["Stripe-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(fresh(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("api_version")),
    source: provider("docs.stripe.com/webhooks; stripe/stripe-node src/Webhooks.ts, src/resources/Events.ts"),
    ..BY_ID
};

/// `TikTok`.
pub const TIKTOK: Scheme<'static> = Scheme {
    name: "tiktok",
    family: "tiktok",
    signature: Some(list(&["TikTok-Signature"], b',', "s=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Seconds)),
    event_type: Some(Json("event")),
    source: provider("developers.tiktok.com/doc/webhooks-verification"),
    ..BODIES_REPEAT
};

/// WorkOS.
pub const WORKOS: Scheme<'static> = Scheme {
    name: "workos",
    family: "workos",
    signature: Some(list(&["WorkOS-Signature"], b',', "v1=", Encoding::Hex)),
    parts: &[Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Entry("t="), TimestampUnit::Milliseconds)),
    id: Some(Json("id")),
    event_type: Some(Json("event")),
    source: provider("workos/workos-node src/common/crypto/signature-provider.ts"),
    ..BY_ID
};
