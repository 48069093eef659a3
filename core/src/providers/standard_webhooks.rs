//! Standard Webhooks (`{id}.{timestamp}.{body}`), Svix's name for it, and the brands that send either.

use super::{BY_ID, fresh, library, list, provider, since_first_attempt};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::Part::{Body, EventId, Literal, Timestamp};
use crate::scheme::{Scheme, SenderRetries, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;

/// Standard Webhooks.
pub const STANDARD_WEBHOOKS: Scheme<'static> = Scheme {
    name: "standard-webhooks",
    family: "standard-webhooks",
    signature: Some(list(&["webhook-signature"], b' ', "v1,", Encoding::Base64)),
    key: KeyFormat::Whsec,
    parts: &[EventId, Literal("."), Timestamp, Literal("."), Body],
    timestamp: Some(fresh(TimestampAt::Header("webhook-timestamp"), TimestampUnit::Seconds)),
    id: Some(Header("webhook-id")),
    event_type: Some(Json("type")),
    source: provider("standard-webhooks/standard-webhooks spec/standard-webhooks.md"),
    ..BY_ID
};

/// Svix.
pub const SVIX: Scheme<'static> = Scheme {
    name: "svix",
    family: "svix",
    signature: Some(list(&["svix-signature"], b' ', "v1,", Encoding::Base64)),
    key: KeyFormat::Whsec,
    parts: &[EventId, Literal("."), Timestamp, Literal("."), Body],
    timestamp: Some(fresh(TimestampAt::Header("svix-timestamp"), TimestampUnit::Seconds)),
    id: Some(Header("svix-id")),
    event_type: Some(Json("type")),
    sender_retries: SenderRetries::Count(7),
    source: provider("svix/svix-webhooks rust/src/webhooks.rs"),
    ..BY_ID
};

/// Brex.
pub const BREX: Scheme<'static> = Scheme {
    name: "brex",
    source: library("developer.brex.com/docs/webhooks; withone.ai List Webhook Secrets"),
    ..STANDARD_WEBHOOKS
};

/// Clerk.
pub const CLERK: Scheme<'static> = Scheme {
    name: "clerk",
    source: provider(
        "clerk/clerk-docs docs/guides/development/webhooks/overview.mdx (uses Svix); simstudioai/sim providers/clerk.ts",
    ),
    sender_retries: SenderRetries::Unknown,
    ..SVIX
};

/// Etsy.
pub const ETSY: Scheme<'static> = Scheme {
    name: "etsy",
    source: library("developers.etsy.com/documentation/essentials/webhooks; webhook-co config.ts"),
    ..STANDARD_WEBHOOKS
};

/// Finch.
pub const FINCH: Scheme<'static> = Scheme {
    name: "finch",
    family: "finch",
    signature: Some(list(&["Finch-Signature"], b' ', "v1,", Encoding::Base64)),
    key: KeyFormat::Base64,
    parts: &[EventId, Literal("."), Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Header("Finch-Timestamp"), TimestampUnit::Seconds)),
    id: Some(Header("Finch-Event-Id")),
    event_type: Some(Json("event_type")),
    source: provider("Finch-API/finch-api-node src/resources/webhooks.ts"),
    ..BY_ID
};

/// Gemini.
pub const GEMINI: Scheme<'static> = Scheme {
    name: "gemini",
    source: library("hookdeck/webhook-skills providers.yaml; webhook-co config.ts"),
    ..STANDARD_WEBHOOKS
};

/// GitLab's signing token of 2026.
pub const GITLAB: Scheme<'static> = Scheme {
    name: "gitlab",
    family: "gitlab",
    signature: Some(list(&["webhook-signature"], b' ', "v1,", Encoding::Base64)),
    key: KeyFormat::Whsec,
    parts: &[EventId, Literal("."), Timestamp, Literal("."), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Header("webhook-timestamp"), TimestampUnit::Seconds)),
    id: Some(Header("webhook-id")),
    event_type: Some(Json("object_kind")),
    sender_retries: SenderRetries::None,
    source: provider("docs.gitlab.com/user/project/integrations/webhooks/#signing-tokens; gitlab-org MR 230944"),
    ..BY_ID
};

/// incident.io.
pub const INCIDENT_IO: Scheme<'static> = Scheme {
    name: "incident-io",
    event_type: Some(Json("event_type")),
    source: library("simstudioai/sim providers/incidentio.ts; webhook-co config.ts"),
    ..STANDARD_WEBHOOKS
};

/// Increase.
pub const INCREASE: Scheme<'static> = Scheme {
    name: "increase",
    event_type: Some(Json("category")),
    sender_retries: SenderRetries::Count(7),
    source: provider("increase.com/documentation/webhooks; webhook-co config.ts"),
    ..STANDARD_WEBHOOKS
};

/// Loops.
pub const LOOPS: Scheme<'static> = Scheme {
    name: "loops",
    event_type: Some(Json("eventName")),
    source: library("simstudioai/sim providers/loops.ts; webhook-co config.ts"),
    ..STANDARD_WEBHOOKS
};

/// `OpenAI`.
pub const OPENAI: Scheme<'static> = Scheme {
    name: "openai",
    source: provider("openai/openai-node src/resources/webhooks/webhooks.ts"),
    ..STANDARD_WEBHOOKS
};

/// Polar.
pub const POLAR: Scheme<'static> = Scheme {
    name: "polar",
    family: "polar",
    signature: Some(list(&["webhook-signature"], b' ', "v1,", Encoding::Base64)),
    parts: &[EventId, Literal("."), Timestamp, Literal("."), Body],
    timestamp: Some(fresh(TimestampAt::Header("webhook-timestamp"), TimestampUnit::Seconds)),
    id: Some(Header("webhook-id")),
    event_type: Some(Json("type")),
    sender_retries: SenderRetries::Count(10),
    source: provider("polarsource/polar server/polar/webhook/tasks.py"),
    ..BY_ID
};

/// Render.
pub const RENDER: Scheme<'static> = Scheme {
    name: "render",
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..STANDARD_WEBHOOKS
};

/// Replicate.
pub const REPLICATE: Scheme<'static> = Scheme {
    name: "replicate",
    event_type: None,
    source: provider("replicate.com/docs/topics/webhooks/verify-webhook; replicate-javascript lib/util.js"),
    ..STANDARD_WEBHOOKS
};

/// Resend.
pub const RESEND: Scheme<'static> = Scheme {
    name: "resend",
    source: library(
        "simstudioai/sim providers/resend.ts; polarsource/polar server/polar/integrations/resend/endpoints.py",
    ),
    sender_retries: SenderRetries::Unknown,
    ..SVIX
};

/// Stytch.
pub const STYTCH: Scheme<'static> = Scheme {
    name: "stytch",
    event_type: None,
    source: provider("stytch.com/docs/b2b/guides/webhooks (powered by Svix); webhook-co config.ts"),
    sender_retries: SenderRetries::Unknown,
    ..SVIX
};

/// Supabase Auth Hooks.
pub const SUPABASE: Scheme<'static> = Scheme {
    name: "supabase",
    source: library("webhook-co/webhook packages/webhooks-spec/src/adapters/config.ts"),
    ..STANDARD_WEBHOOKS
};

/// Vanta.
pub const VANTA: Scheme<'static> = Scheme {
    name: "vanta",
    source: provider("developer.vanta.com/docs/webhooks; webhook-co config.ts"),
    sender_retries: SenderRetries::Unknown,
    ..SVIX
};
